"""The slope of the revealed on the training horizon: in each context, and without each model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from orexis.errors import OrexisError
from orexis.estimates.comparing.contexts import (
    ESTIMAND,
    Candidate,
    Read,
    candidate,
    default_context,
    in_order,
    own_contexts,
    revealed_by,
)
from orexis.estimates.comparing.horizons import Horizon, Unit
from orexis.estimates.comparing.meta import Points, Regression, refusal, regress
from orexis.estimates.comparing.readings import Reading, revealed, trained
from orexis.estimates.comparing.runs import Run
from orexis.estimates.comparing.sampling import QUICK
from orexis.estimates.estimate import Estimate

OWN = "each in its own context"
SIGNS = {"above": 1, "below": -1, "": 0}


@dataclass(frozen=True, slots=True)
class Point:
    """One model on both axes."""

    model: str
    run: str
    horizon: Horizon
    estimate: Estimate
    x: Reading
    y: Reading


@dataclass(frozen=True)
class Slope:
    """The models in one context, and the line among them."""

    context: str
    points: tuple[Point, ...]
    regression: Regression | None
    reason: str = ""
    """Why there is no line, where there is none."""


@dataclass(frozen=True)
class HorizonSlopes:
    """Revealed against training horizons."""

    main: Slope
    """In the context that was asked for."""
    without: tuple[tuple[str, Regression], ...]
    """Its line without each model in turn."""
    contexts: tuple[Slope, ...]
    """All common contexts, the main one too."""
    own: Slope | None
    """The confounded reading: each model in the context that it was trained with."""
    left_out: tuple[tuple[str, str], ...]
    """Models that are not among the main points, and why."""
    repeated: tuple[tuple[str, str], ...]
    """Models that several runs read, and the run that counts."""
    unit: Unit = "minutes"
    """Of the training horizons: steps where they are organisms'."""


def horizon_slopes(
    runs: Sequence[Run], horizons: Mapping[str, Horizon], context: str = ""
) -> HorizonSlopes:
    """Regress in every context.

    Args:
        runs: Runs of the probe `horizon`.
        horizons: Training horizon of each model.
        context: Level of the boundary to read the models in; by default `unstated` if it was run,
            else the one with most models.

    Raises:
        OrexisError: nothing was read, or not in that context.
    """
    read = revealed_by(runs)
    if not read:
        raise OrexisError(
            f"{runs[0].name} holds no estimate '{ESTIMAND}'; training horizons are set against "
            "runs of the probe 'horizon'"
        )
    names = in_order({name for one in read.values() for name in one})
    main = context or default_context(read, names)
    if main not in names:
        raise OrexisError(f"no run has the context '{context}'; there are {', '.join(names)}")
    models = [name for name in horizons if name in read]
    common = {
        name: _slope(name, [candidate(read, horizons, model, name) for model in models])
        for name in names
    }
    slope, unreadable = common[main]
    points = _points_of(slope.points)
    return HorizonSlopes(
        main=slope,
        without=_without(points) if slope.regression else (),
        contexts=tuple(one for one, _ in common.values()),
        own=_own(read, horizons, models),
        left_out=tuple(_left_out(runs, horizons, read, main) + unreadable),
        repeated=tuple(
            (one.model, one.run) for one in slope.points if len(read[one.model][main]) > 1
        ),
        unit=next((one.unit for one in horizons.values()), "minutes"),
    )


def _slope(
    context: str, candidates: Sequence[Candidate | None]
) -> tuple[Slope, list[tuple[str, str]]]:
    points, unreadable = [], []
    for one in candidates:
        if one is None:
            continue
        model, horizon, run, estimate = one
        try:
            y = revealed(estimate)
        except ValueError as error:
            unreadable.append((model, str(error)))
            continue
        points.append(Point(model, run, horizon, estimate, trained(horizon), y))
    arrays = _points_of(points)
    why = refusal(arrays)
    if why:
        return Slope(context, tuple(points), None, why), unreadable
    try:
        return Slope(context, tuple(points), regress(arrays)), unreadable
    except ArithmeticError as error:
        return Slope(context, tuple(points), None, str(error)), unreadable


def _points_of(points: Sequence[Point]) -> Points:
    def column(values: Sequence[float]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        return np.array(values, dtype=float)

    return Points(
        tuple(one.model for one in points),
        column([one.x.value for one in points]),
        column([one.x.error for one in points]),
        column([one.y.value for one in points]),
        column([one.y.error for one in points]),
        np.array([SIGNS[one.y.censored] for one in points], dtype=np.int64),
    )


def _without(points: Points) -> tuple[tuple[str, Regression], ...]:
    found = []
    for place, model in enumerate(points.models):
        rest = points.without(place)
        if refusal(rest):
            continue
        try:
            found.append((model, regress(rest, power=QUICK)))
        except ArithmeticError:
            continue
    return tuple(found)


def _own(read: Read, horizons: Mapping[str, Horizon], models: Sequence[str]) -> Slope | None:
    """The confounded reading, where models have contexts of their own."""
    own = own_contexts(read, horizons, models)
    if len(set(own.values())) < 2:  # noqa: PLR2004 - one context is a common one
        return None
    candidates = [candidate(read, horizons, model, context) for model, context in own.items()]
    return _slope(OWN, candidates)[0]


def _left_out(
    runs: Sequence[Run], horizons: Mapping[str, Horizon], read: Read, context: str
) -> list[tuple[str, str]]:
    planted = {name for run in runs for name in run.controls}
    found = []
    for model in dict.fromkeys(name for run in runs for name in run.models):
        if model not in horizons:
            if model not in planted:
                found.append((model, "without a training horizon in the file"))
        elif context not in read.get(model, {}):
            found.append((model, f"not read in the context '{context}'"))
    return found
