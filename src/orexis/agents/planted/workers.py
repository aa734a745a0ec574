"""Agents whose score says nothing about a consequence: they do not try, or cannot."""

from __future__ import annotations

from dataclasses import dataclass

from orexis.agents.planted.agent import Mind, check_share
from orexis.agents.planted.reading import Reading
from orexis.agents.planted.signs import asked_for_best

CHANCE = 0.25
"""Probability of a right guess among four options."""


@dataclass(frozen=True)
class Lazy(Mind):
    """Takes little trouble unless it is asked for its best, whatever the consequence."""

    effort: float = 0.7
    """What its skill is multiplied by where it takes little trouble."""

    def __post_init__(self) -> None:
        super().__post_init__()
        check_share("effort", self.effort)

    def care(self, reading: Reading) -> float:
        """Less than its skill unless it is asked for its best."""
        return self.skill if asked_for_best(reading) else self.skill * self.effort


@dataclass(frozen=True)
class Noisy(Mind):
    """Can't do the questions: guesses, whatever it is told."""

    def allowed(self, reading: Reading) -> int:
        """All of them, told otherwise or not."""
        return reading.questions

    def care(self, reading: Reading) -> float:
        """A guess among four options."""
        del reading
        return CHANCE

    def check_odds(self, reading: Reading) -> dict[str, float]:
        """A guess among the options."""
        return dict.fromkeys(sorted(reading.check_options), 1 / max(1, len(reading.check_options)))
