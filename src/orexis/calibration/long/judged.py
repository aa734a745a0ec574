"""How the verdicts and estimates on one planted agent came out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from orexis.calibration.long.cast import LongCase
from orexis.calibration.long.known import Known
from orexis.calibration.offers.judged import Counts, counted
from orexis.calibration.offers.tally import Tally, added
from orexis.calibration.rates import Rate, rate_of
from orexis.choices import ChoiceTable
from orexis.estimates import Status
from orexis.estimates.drift import DriftRule
from orexis.estimates.drift.figure import Figure
from orexis.estimates.drift.judging import models
from orexis.estimates.drift.verdicts import Judged

UNDECIDED = "undecided"
Statuses = dict[Status, int]


@dataclass(frozen=True)
class Along:
    """One planted agent in one topology, in so many runs."""

    known: Known
    own: str
    """Its true class."""
    runs: int = 0
    classes: Counts = field(default_factory=dict)
    """How often each class was found."""
    wander: Statuses = field(default_factory=dict)
    """How often each status of the statement came out."""
    incoherence: Statuses = field(default_factory=dict)
    seen: int = 0
    """Runs in which the interval of its wander left out 0, on the right side."""
    tallies: dict[str, Tally] = field(default_factory=dict)
    """By estimand, estimates against the truth."""

    def __add__(self, other: Along) -> Along:
        """Both together."""
        return Along(
            self.known,
            self.own,
            self.runs + other.runs,
            counted([*self.classes.items(), *other.classes.items()]),
            counted([*self.wander.items(), *other.wander.items()]),
            counted([*self.incoherence.items(), *other.incoherence.items()]),
            self.seen + other.seen,
            added([self.tallies, other.tallies]),
        )

    @property
    def right(self) -> Rate:
        """Share of runs that found its class."""
        return rate_of(self.classes.get(self.own, 0), self.runs)

    @property
    def wrong(self) -> Rate:
        """Share of runs that found another class, not just none."""
        others = [n for name, n in self.classes.items() if name not in (self.own, UNDECIDED)]
        return rate_of(sum(others), self.runs)


@dataclass(frozen=True)
class LongJudged:
    """One planted agent in so many runs."""

    case: LongCase
    runs: int
    false: int
    """Runs in which a statement was supported that is not true of it."""
    along: tuple[Along, ...]
    """By topology."""

    @property
    def false_positive(self) -> Rate:
        """Share of such runs."""
        return rate_of(self.false, self.runs)

    def __add__(self, other: LongJudged) -> LongJudged:
        """Both together."""
        both = zip(self.along, other.along, strict=True)
        return LongJudged(
            self.case,
            self.runs + other.runs,
            self.false + other.false,
            tuple(one + more for one, more in both),
        )


def judge_runs(
    case: LongCase, known: Iterable[Known], tables: Iterator[ChoiceTable], rule: DriftRule
) -> LongJudged:
    """Classes, verdicts and estimates of an agent in all tables."""
    along = {one.topology: Along(one, one.named(rule)) for one in known}
    runs = false = 0
    for table in tables:
        runs += 1
        wrong = False
        for judged in (each for model in models(table, rule) for each in model.judged):
            before = next(one for name, one in along.items() if name == judged.case.topology)
            own = before.known.statuses(rule)
            wrong |= judged.wander[0] == "supported" and own["wander"] == "rejected"
            wrong |= judged.incoherence[0] == "supported" and own["incoherence"] == "rejected"
            along[before.known.topology] = before + _one(judged, before, rule)
        false += wrong
    return LongJudged(case, runs, false, tuple(along.values()))


def _one(judged: Judged, before: Along, rule: DriftRule) -> Along:
    known = before.known
    figures = {} if judged.refused else judged.figures()
    truths = {"wander": known.wander, "incoherence": known.incoherence, "lapse_change": known.lapse}
    moved = figures["wander"].limits(rule.level) if figures else (0.0, 0.0, 0.0)
    end = moved[2] if known.wander < 0 else -moved[1]
    return Along(
        known,
        before.own,
        1,
        {judged.name: 1},
        {judged.wander[0]: 1},
        {judged.incoherence[0]: 1},
        int(bool(figures) and end < 0),
        {
            name: _tally(figures[name], truth, rule.level) if figures else Tally(absent=1)
            for name, truth in truths.items()
        },
    )


def _tally(found: Figure, truth: float, level: float) -> Tally:
    value, low, high = found.limits(level)
    error = value - truth
    return Tally(int(low <= truth <= high), 1, error, error**2, 1)
