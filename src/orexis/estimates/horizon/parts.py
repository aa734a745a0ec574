"""A weight over all delays and by delay: is it above the margin anywhere, below it everywhere?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

Limits = tuple[float, float, float]
"""Value, low, high."""


@dataclass(frozen=True)
class Part:
    """A weight over all delays, and by delay."""

    name: str
    overall: Limits
    by_delay: Mapping[str, Limits]
    """At a level at which all of them, and the overall one, hold together."""
    singly: Mapping[str, Limits]
    """Each at the level of one verdict: enough where all of them have to lie below something."""

    def above(self, margin: float) -> bool:
        """Clearly above somewhere."""
        return self.overall[1] > margin or any(low > margin for _, low, _ in self.by_delay.values())

    def below(self, margin: float) -> bool:
        """Clearly below everywhere."""
        return self.overall[2] < margin and all(
            high < margin for _, _, high in self.singly.values()
        )

    @property
    def largest(self) -> tuple[str, Limits]:
        """The delay with the highest lower limit; the overall weight under ''."""
        rows = {"": self.overall, **self.by_delay}
        name = max(rows, key=lambda one: rows[one][1])
        return name, rows[name]

    @property
    def highest(self) -> tuple[str, Limits]:
        """The delay with the highest upper limit."""
        rows = {"": self.overall, **self.singly}
        name = max(rows, key=lambda one: rows[one][2])
        return name, rows[name]
