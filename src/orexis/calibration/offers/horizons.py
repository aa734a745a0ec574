"""Runs of the probe `horizon` judged against what is known of the agent."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from orexis.calibration.offers.cast import OfferCase
from orexis.calibration.offers.drawing import Drawn
from orexis.calibration.offers.expected import expected_horizons
from orexis.calibration.offers.judged import Judged, counted
from orexis.calibration.offers.known import Known
from orexis.calibration.offers.tables import Tables
from orexis.calibration.offers.tally import Tally, added, tally
from orexis.estimates import Estimate, Status
from orexis.estimates.horizon import Findings, HorizonRule
from orexis.estimates.horizon import contrasts as at
from orexis.estimates.horizon.cellwise import weights
from orexis.estimates.horizon.comparison import compare, form_estimates
from orexis.estimates.horizon.numbers import contrasts, horizons
from orexis.estimates.horizon.reading import Cell, read_model
from orexis.estimates.horizon.revealed import revealed_horizons
from orexis.estimates.horizon.verdicts import verdicts
from orexis.probes.offers import OfferDesign

Array = NDArray[np.float64]
CONTRASTS = ("jump", "revealed_horizon", "weight_within", "weight_beyond")
SOME_JUMP = 0.05
"""Size from which a true drop at the boundary counts as one."""


def judge_horizons(case: OfferCase, known: Known, drawn: Drawn, forms: int | None = None) -> Judged:
    """Verdicts, forms, weights and jumps of an agent in all runs that were drawn.

    Args:
        case: The agent.
        known: The truth about it.
        drawn: Its choices.
        forms: Runs in which forms of discounting are compared as well; all by default.
    """
    rule = HorizonRule()
    tables = Tables(drawn)
    every = (Findings(read_model(tables.of(run), tables.model), rule) for run in range(drawn.runs))
    own: dict[str, Status] = {}
    truth: dict[Label, float] = {}
    jump = 0.0
    statuses: list[tuple[str, Status]] = []
    tallies: list[dict[str, Tally]] = []
    names: list[str] = []
    jumps: list[bool] = []
    false = 0
    for run, found in enumerate(every):
        if not own:
            level = levels_of(drawn.design, known.weight, found.offers.cells)
            own = expected_horizons(found.offers.cells, level, rule)
            truth = true_values(found.offers.cells, level)
            jump = truth.get(("jump", ()), np.nan)
        judged = verdicts(found)
        statuses += [(one.statement, one.status) for one in judged]
        false += any(
            one.status == "supported" and own[one.statement] != "supported" for one in judged
        )
        estimates = [*weights(found), *contrasts(found), *horizons(found)]
        jumps += [one.low > 0 for one in estimates if one.estimand == "jump" and not one.cell]
        tallies.append(_tallies(estimates, truth))
        told = any(one.status != "uninterpretable" for one in judged)
        if told and (forms is None or run < forms):
            compared = compare(found)
            if compared is not None:
                names.append(compared.best.form.name)
                if names[-1] == known.form:
                    tallies.append(_parameters(form_estimates(found, compared), known))
    return Judged(
        case,
        drawn.runs,
        own,
        {name: counted((s, 1) for n, s in statuses if n == name) for name in own},
        false,
        forms=counted((name, 1) for name in names),
        jumps=(sum(jumps), len(jumps)),
        jumped=bool(jump > SOME_JUMP),
        tallies=added(tallies),
    )


Label = tuple[str, tuple[tuple[str, str], ...]]
"""An estimand and its cell."""


def levels_of(design: OfferDesign, weight: Array, cells: Sequence[Cell]) -> Array:
    """The true weights in the order of the cells of an analysis."""
    place = {(one["boundary"], float(one["delay"])): i for i, one in enumerate(design.conditions)}
    return np.asarray([weight[place[cell.boundary, cell.delay]] for cell in cells])


def true_values(cells: Sequence[Cell], weight: Array) -> dict[Label, float]:
    """What the estimates of weights, jumps and revealed horizons should come to."""
    if np.isnan(weight).any():
        return {}
    found: dict[Label, float] = {
        ("weight", tuple(cell.names.items())): float(each)
        for cell, each in zip(cells, weight, strict=True)
    }
    usable = np.ones(len(cells), dtype=bool)
    every = [*at.averages(cells, usable), *at.jumps(cells, usable)]
    every += revealed_horizons(cells, usable)
    for one in every:
        if one.estimand in CONTRASTS:
            key = one.estimand, tuple(one.cell.items())
            found[key] = float(one.weights @ np.minimum(weight, 1.0))
    return found


def _tallies(estimates: Iterable[Estimate], truth: dict[Label, float]) -> dict[str, Tally]:
    found = []
    for one in estimates:
        known = truth.get((one.estimand, tuple(one.cell.items())))
        if known is not None and _counts(one):
            found.append({one.estimand: tally(one, known)})
    return added(found)


def _counts(one: Estimate) -> bool:
    """Averages by delay repeat what the overall ones say."""
    return not one.estimand.startswith("weight_") or not one.cell


def _parameters(estimates: Iterable[Estimate], known: Known) -> dict[str, Tally]:
    own = dict(known.parameters)
    return {
        f"{one.estimand} of {known.form}": tally(one, own[one.estimand])
        for one in estimates
        if one.estimand in own
    }
