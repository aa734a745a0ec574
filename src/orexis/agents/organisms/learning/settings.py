"""How long, and how fast, organisms learn, and when they have learned enough."""

from __future__ import annotations

from dataclasses import dataclass

IN_A_ROW = 3
"""Checks in a row that an organism has to pass."""
SMALL = 0.03
"""Stakes (what can be gained against what is paid) below this are too small to be learned."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How long, and how fast, organisms learn.

    The learning rate falls in a line to its end; then those that have not reached the criterion
    learn on over a second fall, twice as long, and a third, until the most updates.
    """

    criterion: float = 0.05
    """Regret below which an organism counts as trained."""
    most: int = 7000
    """Updates after which training ends, reached or not."""
    falls: int = 1000
    """Updates of the first fall of the learning rate."""
    every: int = 100
    """Updates between two checks."""
    decisions: int = 512
    """Decisions of each organism in one update."""
    rate: float = 0.03
    """Learning rate at the start of a fall."""
    end: float = 0.05
    """Share of the learning rate at the end of a fall."""
    fresh: float = 0.01
    """Share of the newest weights in the average that is kept."""

    def fall_of(self, update: int) -> tuple[int, int]:
        """First update of the fall that `update` is part of, and the first after it."""
        number = (update // self.falls + 1).bit_length() - 1
        first = self.falls * (2**number - 1)
        return first, min(first + self.falls * 2**number, self.most)

    def rate_at(self, update: int) -> float:
        """The learning rate of this update."""
        first, after = self.fall_of(update)
        return self.rate * (1 - (1 - self.end) * (update - first) / (after - first))

    def settled(self, updates: int) -> bool:
        """Whether the learning rate has just fallen to its end, after so many updates."""
        return updates > 0 and (updates >= self.most or self.fall_of(updates)[0] == updates)
