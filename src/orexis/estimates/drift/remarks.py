"""What a table cannot answer, and what has to be known to read it."""

from __future__ import annotations

from collections.abc import Iterator

from orexis.estimates.drift.judging import Model, invalid
from orexis.estimates.drift.panel import Panel
from orexis.estimates.drift.rule import DriftRule
from orexis.estimates.drift.verdicts import OWN_WAYS, Judged

LOST = 0.05
"""Share of unusable answers from which on it is said."""
FEW = 16
"""Rollouts below which intervals were found wide."""


def remarks(model: Model, rule: DriftRule) -> list[str]:
    """Notes on one model, each once."""
    found: dict[str, None] = {}
    for note in _all(model, rule):
        found[f"{model.name}: {note}"] = None
    return list(found)


def _all(model: Model, rule: DriftRule) -> Iterator[str]:
    if model.binned:
        yield (
            "no forks: parts of the rollouts by turn stand for checkpoints, so earlier answers fed "
            "later ones, and stickiness counts as wander"
        )
    if model.reads and not model.panels:
        yield f"no usable offer but those with '{rule.control}', so nothing can be said of drift"
    for panel in model.panels:
        yield from _of_panel(panel, model, rule)
    for judged in model.judged:
        yield from _of_case(judged)


def _of_panel(panel: Panel, model: Model, rule: DriftRule) -> Iterator[str]:
    topologies = list(dict.fromkeys(cell.topology for cell in panel.cells))
    if rule.baseline not in topologies:
        yield (
            f"no topology '{rule.baseline}' was run: the baseline is each topology's own first "
            "checkpoint, so what had changed by then is not seen"
        )
    elif len(topologies) == 1:
        yield f"only the topology '{rule.baseline}' was run, so there is nothing to compare"
    if panel.items.target.all():
        yield (
            f"no anchors (offers with '{rule.control}'): consistency and lapse are told apart by "
            "the smallest and largest offers only"
        )
    if panel.exact:
        yield "choices are exact probabilities: intervals come of rollouts alone, not of draws"
    for topology in topologies:
        share = invalid(panel, topology, model.reads, rule)
        if share >= LOST:
            yield f"{share:.0%} of the answers in topology {topology} could not be used"


def _of_case(judged: Judged) -> Iterator[str]:
    case = judged.case
    if judged.rule.rollouts <= case.blocks < FEW:
        yield f"{case.called}: intervals rest on {case.blocks} rollouts, so they are wide"
    if not judged.refused and not case.together.fitted.converged:
        yield f"{case.called}: the fit did not settle; read its figures with care"
    if judged.shared == OWN_WAYS:
        yield f"{case.called}: rollouts wander their own ways, so the mean price says little"
    if judged.name in ("wanders", "both"):
        yield (
            f"{case.called}: repeats that leave the baseline's majority count as error, so where "
            "it wanders variance over error falls without any gain in consistency"
        )
