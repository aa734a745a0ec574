"""Verdicts of many runs at once, for measuring how often the rule is right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orexis.estimates.why.cells import Cells
from orexis.estimates.why.existing import STATUSES, existence_codes
from orexis.estimates.why.factorial import contrasts, varied
from orexis.estimates.why.findings import Findings
from orexis.estimates.why.ratios import fieller
from orexis.estimates.why.reading import check_explanations
from orexis.estimates.why.rule import STEPS, WhyRule
from orexis.estimates.why.setup import Explanation, Setup

Array = NDArray[np.float64]
STATUS_OF = np.array([STATUSES.index(status) for _, status in STEPS])
"""Status code of each step of the rule."""


@dataclass(frozen=True)
class BatchVerdicts:
    """What the rule says in every run."""

    explanations: tuple[str, ...]
    status: NDArray[np.intp]
    """(runs, e) index into `STATUSES`."""
    value: Array
    """(runs, e) coefficient; nan where there is none."""
    low: Array
    high: Array
    level: float
    """Confidence level of `low` and `high`: family-wise, as in the verdicts."""
    factors: tuple[str, ...]
    """Ablations of the factorial."""
    share: Array
    """(runs, f) Shapley share of the baseline's gap; nan where there is none."""
    share_low: Array
    """At the rule's own level."""
    share_high: Array
    baseline: NDArray[np.intp]
    """(runs,) index into `STATUSES`: is there a gap at the baseline?"""
    residual: NDArray[np.intp]
    """(runs,) the same with everything ablated but the threat."""
    misfit: NDArray[np.bool_]
    """(runs,) some condition is off by the margin or more from what all explanations give."""


def judge_batch(
    cells: Cells, explanations: Sequence[Explanation], rule: WhyRule, setup: Setup
) -> BatchVerdicts:
    """Apply the rule to every run of a batch.

    Statuses of explanations come from the very code that judges a table. Those of existence use the
    cells; see `existing` for the difference. Refused and unreadable answers play no part.

    Args:
        cells: (runs, k). Runs that lack different cells are judged apart.
        explanations: With different names.
        rule: The rule.
        setup: The design.

    Raises:
        ValueError: two explanations have one name.
    """
    check_explanations(explanations)
    whole = cells.batched()
    factors = tuple(ablation.factor for ablation in setup.ablations)
    runs, e = len(whole.n), len(explanations)
    status = np.zeros((runs, e), dtype=np.intp)
    coefficients = np.full((3, runs, e), np.nan)
    shares = np.full((3, runs, len(factors)), np.nan)
    existence = np.zeros((2, runs), dtype=np.intp)
    alarm = np.zeros(runs, dtype=bool)
    _, pattern = np.unique(whole.n > 0, axis=0, return_inverse=True)
    pattern = pattern.reshape(runs)
    level = rule.existence.level
    for which in range(int(pattern.max()) + 1 if runs else 0):
        own = np.flatnonzero(pattern == which)
        found = Findings(whole.runs(own), tuple(explanations), rule, setup)
        level = found.level
        status[own] = STATUS_OF[found.steps]
        coefficients[:, own] = found.coefficients
        shares[:, own] = _shares(found, factors)
        for row, context in zip(existence, judged_contexts(setup), strict=True):
            row[own] = existence_codes(found.gaps, context, rule.existence, level)
        for each in found.misfits:
            alarm[own] |= each.alarm
    names = tuple(explanation.name for explanation in explanations)
    value, low, high = coefficients
    share, share_low, share_high = shares
    return BatchVerdicts(
        names,
        status,
        value,
        low,
        high,
        level,
        factors,
        share,
        share_low,
        share_high,
        existence[0],
        existence[1],
        alarm,
    )


def judged_contexts(setup: Setup) -> tuple[dict[str, str], dict[str, str]]:
    """The two contexts with a verdict on existence: baseline, and all ablated but the threat."""
    others = [a.factor for a in setup.ablations if a.factor != setup.threat]
    return setup.context(), setup.context(others)


def _shares(found: Findings, factors: Sequence[str]) -> Array:
    out = np.full((3, len(found.cells.n), len(factors)), np.nan)
    gaps = found.gaps
    baseline = gaps.combine([(found.setup.context(), 1.0)])
    if not varied(gaps) or isinstance(baseline, list):
        return out
    kept = [c for c in contrasts(gaps) if c.estimand == "shapley" and c.weights is not None]
    if kept:
        rows = np.stack([c.weights for c in kept if c.weights is not None])
        ratio = fieller(found.cells, rows, baseline, found.rule.existence.level)
        for column, one in enumerate(kept):
            at = factors.index(one.cell["factor"])
            out[:, :, at] = [each[:, column] for each in (ratio.value, ratio.low, ratio.high)]
    return out
