"""What the conditions of one model say, as labelled estimates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from orexis.estimates import existence
from orexis.estimates.arms import accuracy, mean
from orexis.estimates.bunched import bunching_difference
from orexis.estimates.capability import easy_gap
from orexis.estimates.estimate import Estimate
from orexis.estimates.why.beliefs import Moved, understanding
from orexis.estimates.why.cells import Cells
from orexis.estimates.why.checks import scored_by
from orexis.estimates.why.factorial import contrasts
from orexis.estimates.why.gaps import Gaps
from orexis.estimates.why.labels import contrast_estimates, share_estimates, suffixed
from orexis.estimates.why.price import price_contrasts
from orexis.estimates.why.reading import Read

RESTRICTED = "_understood"


def by_context(read: Read, gaps: Gaps) -> list[Estimate]:
    """Gap and floor of every context with both arms, bunching at the baseline, the easy gap."""
    model, rule = read.model, read.rule.existence
    found = []
    for context in gaps.contexts:
        pair = read.pair(context)
        found += [
            existence.gap(model, [pair], rule.level, pair.cell),
            mean("floor", model, accuracy(pair.low), rule.level, pair.cell),
        ]
    baseline = read.pair(read.setup.context())
    if baseline.complete:
        strata, threshold = [baseline], rule.threshold
        found += [
            existence.threshold_gap(model, strata, threshold, rule.level, baseline.cell),
            bunching_difference(model, strata, threshold, rule.level, baseline.cell),
        ]
    easy = read.easy()
    return [*found, *([easy_gap(model, [easy], rule.level, easy.cell)] if easy else [])]


def attribution(read: Read, cells: Cells) -> list[Estimate]:
    """The factorial's contrasts, shares and price; the same among those who understood."""
    level = read.rule.existence.level
    found = _contrasts(read, cells, level)
    understood, asked = understanding(read.names, read.checks)
    if not asked.any():
        return found
    restricted = read.cells(understood)
    return found + suffixed(_restricted(read, restricted, understood, level), RESTRICTED)


def _contrasts(read: Read, cells: Cells, level: float) -> list[Estimate]:
    gaps = Gaps(cells, read.setup)
    made = contrasts(gaps)
    baseline = gaps.combine([(read.setup.context(), 1.0)])
    shared = None if isinstance(baseline, list) else baseline
    return [
        *contrast_estimates(read.model, cells, made, level),
        *share_estimates(read.model, cells, made, shared, level),
        *contrast_estimates(read.model, cells, price_contrasts(gaps), level),
    ]


def _restricted(
    read: Read, cells: Cells, understood: NDArray[np.bool_], level: float
) -> list[Estimate]:
    gaps = Gaps(cells, read.setup)
    chosen = replace(read, rollouts=read.rollouts.where(understood))
    found = []
    for context in gaps.contexts:
        pair = chosen.pair(context)
        found.append(existence.gap(read.model, [pair], level, pair.cell))
    return found + _contrasts(read, cells, level)


def belief_estimates(read: Read, moved: Sequence[Moved]) -> list[Estimate]:
    """Shifts of the target beliefs, and the share that understood what happens."""
    level = read.rule.existence.level
    understood, asked = understanding(read.names, read.checks)
    cell = {"check": "understood"}
    if not asked.any():
        reason = "no manipulation check was answered"
        return [Estimate.absent("understood", read.model, reason=reason, level=level, cell=cell)]
    flags = dict(zip(read.names[asked].tolist(), understood[asked].astype(float), strict=True))
    own = scored_by(read.rollouts, read.names, flags)
    share = mean("understood", read.model, accuracy(own), level, cell)
    return [*(each.shift for each in moved), share]
