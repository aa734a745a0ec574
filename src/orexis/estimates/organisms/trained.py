"""What is known of an organism's training: the facts that its choices are set against."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Trained:
    """The training of one organism.

    Raises:
        ValueError: a horizon below 1.
    """

    model: str
    """Its name, as in the table of choices."""
    regime: str
    """What its training showed, e.g. `hidden`."""
    horizon: int
    """Steps of its training episodes, at least 1."""
    seed: int
    """Organisms of one regime and one seed, over all horizons, are classed together."""
    reached: bool = True
    """Whether its training reached the criterion; what it does means nothing otherwise."""
    why: str = ""
    """What kept it from that."""

    def __post_init__(self) -> None:
        if self.horizon < 1:
            raise ValueError(
                f"{self.model} has a trained horizon of {self.horizon}; it is 1 or more"
            )
