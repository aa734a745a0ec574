"""How the verdicts and estimates on one planted agent came out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from orexis.calibration.offers.cast import OfferCase
from orexis.calibration.offers.tally import Tally, added
from orexis.calibration.rates import Rate, rate_of
from orexis.estimates import Status

Counts = dict[str, int]
Key = TypeVar("Key", bound=str)


@dataclass(frozen=True)
class Judged:
    """One planted agent in so many runs."""

    case: OfferCase
    runs: int
    own: dict[str, Status]
    """What the rule says of its true acceptances or weights, by statement."""
    verdicts: dict[str, dict[Status, int]]
    """By statement, how often each status came out."""
    false: int
    """Runs in which some statement was supported that is not true of it."""
    classes: dict[str, Counts] = field(default_factory=dict)
    """By its true class in a condition, how often each class was found."""
    forms: Counts = field(default_factory=dict)
    """How often each form of discounting was found."""
    jumps: tuple[int, int] = (0, 0)
    """Runs with a jump at the boundary found, of those in which it could be."""
    jumped: bool = False
    """Whether it has such a jump."""
    tallies: dict[str, Tally] = field(default_factory=dict)
    """By estimand, estimates against the truth."""

    @property
    def right(self) -> Rate:
        """Share of verdicts that came out as the rule says of the truth."""
        hits = sum(counts.get(self.own[name], 0) for name, counts in self.verdicts.items())
        return rate_of(hits, sum(sum(counts.values()) for counts in self.verdicts.values()))

    @property
    def false_positive(self) -> Rate:
        """Share of runs in which a statement was supported that is not true of it."""
        return rate_of(self.false, self.runs)


def joined(parts: Iterable[Judged]) -> Judged:
    """The runs of one agent, put together."""
    every = list(parts)
    first = every[0]
    return Judged(
        first.case,
        sum(one.runs for one in every),
        first.own,
        _summed(one.verdicts for one in every),
        sum(one.false for one in every),
        _summed(one.classes for one in every),
        counted(each for one in every for each in one.forms.items()),
        (sum(one.jumps[0] for one in every), sum(one.jumps[1] for one in every)),
        first.jumped,
        added(one.tallies for one in every),
    )


def counted(pairs: Iterable[tuple[Key, int]]) -> dict[Key, int]:
    """Counts by name, added up."""
    found: dict[Key, int] = {}
    for name, count in pairs:
        found[name] = found.get(name, 0) + count
    return found


def _summed(every: Iterable[Mapping[str, Mapping[Key, int]]]) -> dict[str, dict[Key, int]]:
    found: dict[str, list[tuple[Key, int]]] = {}
    for one in every:
        for name, counts in one.items():
            found.setdefault(name, []).extend(counts.items())
    return {name: counted(pairs) for name, pairs in found.items()}
