"""Several runs side by side: all that is compared, and what goes into compare.json."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from orexis.estimates.comparing.differences import (
    Difference,
    Shared,
    alone,
    differences,
    shared_estimates,
)
from orexis.estimates.comparing.differing import Differing, differing
from orexis.estimates.comparing.horizons import Horizon
from orexis.estimates.comparing.meta import Regression
from orexis.estimates.comparing.readings import FILE_LEVEL
from orexis.estimates.comparing.remarks import limits, remarks
from orexis.estimates.comparing.runs import Column, Run, check_runs, columns, same_rollouts
from orexis.estimates.comparing.slopes import HorizonSlopes, Slope, horizon_slopes
from orexis.estimates.estimate import Estimate, Verdict
from orexis.estimates.intervals import Interval

METHOD = "errors-in-variables posterior (median and quantiles) over models"
ALL = "all models"


@dataclass(frozen=True)
class Judged:
    """One statement, and the verdict on it in each column that has one."""

    statement: str
    verdicts: Mapping[Column, Verdict]


@dataclass(frozen=True)
class Comparison:
    """Everything that a comparison is made of."""

    runs: tuple[Run, ...]
    columns: tuple[Column, ...]
    verdicts: tuple[Judged, ...]
    shared: tuple[Shared, ...]
    differences: tuple[Difference, ...]
    differing: tuple[Differing, ...]
    slopes: HorizonSlopes | None
    notes: tuple[str, ...]
    """What limits the comparison, a sentence each."""

    def estimates(self) -> list[Estimate]:
        """What compare.json holds: differences, slopes, and the horizons behind them."""
        found = [one.estimate for one in self.differences]
        return [*found, *(_slope_estimates(self.slopes) if self.slopes else ())]


def compare(
    runs: Sequence[Run], horizons: Mapping[str, Horizon] | None = None, context: str = ""
) -> Comparison:
    """Lay runs of one probe side by side.

    Args:
        runs: At least two models in all.
        horizons: Training horizon of each model, for the regression; None for none.
        context: The context to read revealed horizons in; see `horizon_slopes`.

    Raises:
        OrexisError: they cannot be compared, with what to do.
    """
    check_runs(runs)
    across = columns(runs)
    shared = shared_estimates(runs, across)
    other = differing(runs)
    slopes = None if horizons is None else horizon_slopes(runs, horizons, context)
    notes = [*_notes(runs, across, shared, other)]
    if slopes:
        notes += [*remarks(slopes), *limits(slopes)]
    return Comparison(
        tuple(runs),
        across,
        _judged(runs, across),
        shared,
        differences(runs, shared),
        other,
        slopes,
        tuple(notes),
    )


def _judged(runs: Sequence[Run], across: Sequence[Column]) -> tuple[Judged, ...]:
    by_name = {run.name: run for run in runs}
    every = [
        (column, one)
        for column in across
        for one in by_name[column.run].verdicts
        if one.model == column.model
    ]
    varying = _varying([one for _, one in every])
    found: dict[str, dict[Column, Verdict]] = {}
    for column, one in every:
        where = ", ".join(one.cell[name] for name in varying[one.statement] if name in one.cell)
        said = f"{one.statement} ({where})" if where else one.statement
        found.setdefault(said, {}).setdefault(column, one)
    return tuple(Judged(statement, verdicts) for statement, verdicts in found.items())


def _varying(verdicts: Sequence[Verdict]) -> dict[str, list[str]]:
    """Factors in whose level the verdicts on a statement differ, by statement."""
    levels: dict[str, dict[str, set[str]]] = {}
    for one in verdicts:
        seen = levels.setdefault(one.statement, {})
        for name, level in one.cell.items():
            seen.setdefault(name, set()).add(level)
    return {
        statement: [name for name, known in seen.items() if len(known) > 1]
        for statement, seen in levels.items()
    }


def _notes(
    runs: Sequence[Run],
    across: Sequence[Column],
    shared: Sequence[Shared],
    other: Sequence[Differing],
) -> Iterator[str]:
    unlike = [one.what for one in other if one.matters]
    if unlike:
        yield (
            f"The runs differ in more than their models ({', '.join(unlike)}): a difference "
            "between them may be owed to that."
        )
    for run in runs:
        if run.facts.get("complete") is False:
            why = run.facts.get("stopped") or "the reason is not known"
            yield f"{run.name} ended early: {why}."
    yield from _copies(runs, across)
    only = alone(runs, across)
    if only:
        parts = ", ".join(f"{count} of {name}" for name, count in only.items())
        yield f"Estimated for one model only, and so not compared: {parts}."
    if not shared:
        yield "No two models have an estimate of the same thing in the same cell."
    if shared:
        yield (
            "Each interval of a difference stands for itself: of 20 intervals at 95% one is "
            "expected to leave out a difference of 0 by chance. Differences take the models as "
            "independent; questions that they share make the intervals wider than they need be."
        )


def _copies(runs: Sequence[Run], across: Sequence[Column]) -> Iterator[str]:
    by_name = {run.name: run for run in runs}
    for place, column in enumerate(across):
        for earlier in across[:place]:
            if earlier.model == column.model and same_rollouts(
                by_name[earlier.run], by_name[column.run], column.model
            ):
                yield (
                    f"{column.model} has the same figures in {earlier.run} and {column.run}, or "
                    "one was made from the other: the same rollouts twice are no repetition."
                )


def _slope_estimates(slopes: HorizonSlopes) -> Iterator[Estimate]:
    for one in slopes.contexts:
        yield from _of_slope(one, {"context": one.context})
    if slopes.own:
        yield from _of_slope(slopes.own, {"context": slopes.own.context})
    for model, regression in slopes.without:
        cell = {"context": slopes.main.context, "without": model}
        yield _estimate("horizon_slope", regression.slope, METHOD, cell)
    for point in slopes.main.points:
        length, exact = point.horizon.length, not point.horizon.bounded
        low, high = (length, length) if exact else (point.horizon.low, point.horizon.high)
        method = "from the file" + (", without an interval: taken as exact" if exact else "")
        yield Estimate("training_horizon", point.model, length, low, high, FILE_LEVEL, 0, method)


def _of_slope(slope: Slope, cell: Mapping[str, str]) -> Iterator[Estimate]:
    found = slope.regression
    if found is None:
        yield Estimate.absent(
            "horizon_slope", ALL, reason=slope.reason, level=0.95, cell=cell, n=len(slope.points)
        )
        return
    method = f"{METHOD}; {found.censored} of {found.slope.n} known from one side only"
    yield _estimate("horizon_slope", found.slope, method, cell)
    yield _estimate("horizon_intercept", found.intercept, method, cell)
    yield _estimate("horizon_scatter", found.scatter, method, cell)
    yield _estimate("slope_positive", _share(found), "posterior; bounds: numerical error", cell)


def _share(found: Regression) -> Interval:
    share = found.positive
    error = 2 * math.sqrt(share * (1 - share) / found.draws.size)
    low, high = max(0.0, share - error), min(1.0, share + error)
    return Interval(share, low, high, 0.95, found.slope.n)


def _estimate(name: str, found: Interval, method: str, cell: Mapping[str, str]) -> Estimate:
    ends = (found.value, found.low, found.high, found.level, found.n)
    return Estimate(name, ALL, *ends, method, cell)
