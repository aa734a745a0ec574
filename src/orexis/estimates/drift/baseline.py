"""The baseline by itself: its price and consistency, together and at every checkpoint."""

from __future__ import annotations

import numpy as np

from orexis.estimates.drift.case import Readings
from orexis.estimates.drift.estimates import OF_CURVES, Label, episode, of_answers, of_curve
from orexis.estimates.drift.fitting import Plan, fit
from orexis.estimates.drift.panel import Cell, Panel, pooled
from orexis.estimates.drift.pictures import Row, cell_row, offer_rows
from orexis.estimates.drift.refusals import flat, too_few, unusable
from orexis.estimates.drift.rule import DriftRule
from orexis.estimates.estimate import Estimate

ALL = "all"
"""Name of the figure over all checkpoints of the baseline."""


def baseline(panel: Panel, rule: DriftRule) -> tuple[list[Estimate], list[Row], list[Row]]:
    """Estimates of the baseline's checkpoints and of all of them together; rows for pictures.

    Returns:
        Estimates, rows for `cells`, rows for `offers`; empty where it was not run.
    """
    base = [cell for cell in panel.cells if cell.topology == rule.baseline and not cell.reset]
    behind = len({block for cell in base for block in cell.block.tolist()})
    if behind < rule.rollouts:
        return [], [], []
    whole = pooled(base)
    together = _read(panel, [whole], behind)
    refused = unusable(panel) or flat(panel, whole, together)
    apart = None if refused else _read(panel, base, behind)
    estimates, rows = _of_cell(panel, whole, whole, together, 0, refused, rule)
    offers: list[Row] = []
    for number, cell in enumerate(base):
        found, row = _of_cell(panel, whole, cell, apart, number, refused, rule)
        estimates, rows = estimates + found, rows + row
        offers += offer_rows(panel, rule.baseline, cell, apart, number)
    return estimates, rows, offers


def _read(panel: Panel, cells: list[Cell], behind: int) -> Readings:
    plan = Plan.apart(len(cells))
    found = fit(panel.items, cells, plan, panel.blocks, exact=panel.exact)
    return Readings(found, tuple(cells), behind)


def _of_cell(
    panel: Panel,
    whole: Cell,
    cell: Cell,
    readings: Readings | None,
    number: int,
    refused: str,
    rule: DriftRule,
) -> tuple[list[Estimate], list[Row]]:
    name = ALL if np.isnan(cell.episode) else episode(cell)
    blocks = len(np.unique(cell.block))
    tag = Label(panel, rule.baseline, rule.level, blocks, name)
    few = too_few(blocks, rule)
    found = [] if few else of_answers(tag, panel, whole, [cell])
    refused = refused or few
    if refused or readings is None:
        found += [tag.absent(each, refused) for each in OF_CURVES]
    else:
        found += of_curve(tag, readings, [number], against=False)
    return found, [cell_row(panel, cell, rule.baseline, found)]
