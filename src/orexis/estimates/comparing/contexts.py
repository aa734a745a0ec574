"""Which revealed horizon of a model counts: the contexts it was read in, and the runs."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from orexis.errors import OrexisError
from orexis.estimates.comparing.horizons import Horizon
from orexis.estimates.comparing.runs import Run
from orexis.estimates.estimate import Estimate

ESTIMAND, BOUNDARY, UNSTATED = "revealed_horizon", "boundary", "unstated"
Candidate = tuple[str, Horizon, str, Estimate]
"""Model, training horizon, run, revealed horizon."""
Read = dict[str, dict[str, list[tuple[str, Estimate]]]]
"""Model to context to the runs that read it there."""


def context_of(estimate: Estimate) -> str:
    """The name of the context: the stated boundary, with any further factors beside it."""
    rest = [f"{name} {level}" for name, level in estimate.cell.items() if name != BOUNDARY]
    return ", ".join([estimate.cell.get(BOUNDARY, "all"), *rest])


def revealed_by(runs: Sequence[Run]) -> Read:
    """All revealed horizons of the runs."""
    found: Read = {}
    for run in runs:
        for one in run.estimates:
            if one.estimand == ESTIMAND:
                own = found.setdefault(one.model, {})
                own.setdefault(context_of(one), []).append((run.name, one))
    return found


def in_order(names: Collection[str]) -> list[str]:
    """Stated boundaries by their length, then the others."""
    return sorted(
        names, key=lambda name: (not name.isdigit(), int(name) if name.isdigit() else 0, name)
    )


def default_context(read: Read, names: Sequence[str]) -> str:
    """Without a stated boundary where that was run, else where most models were read."""
    if UNSTATED in names:
        return UNSTATED
    return max(names, key=lambda name: sum(name in own for own in read.values()))


def own_contexts(
    read: Read, horizons: Mapping[str, Horizon], models: Sequence[str]
) -> dict[str, str]:
    """The context that each model was trained with: named in the file, or the only one it has.

    Raises:
        OrexisError: a file that was written by hand names one that was not run.
    """
    own = {}
    for model in models:
        named = horizons[model].context
        by_hand = horizons[model].unit == "minutes"
        if named and by_hand and all(named not in contexts for contexts in read.values()):
            raise OrexisError(
                f"the file says that {model} was trained with the context '{named}', which no run "
                "has; correct it, or leave it empty"
            )
        only = next(iter(read[model])) if len(read[model]) == 1 else ""
        if (named or only) in read[model]:
            own[model] = named or only
    return own


def candidate(
    read: Read, horizons: Mapping[str, Horizon], model: str, context: str
) -> Candidate | None:
    """The reading with most rollouts, of several runs."""
    readings = read[model].get(context)
    if not readings:
        return None
    run, estimate = max(readings, key=lambda pair: pair[1].n)
    return model, horizons[model], run, estimate
