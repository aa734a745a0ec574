"""What a table cannot answer about horizons, and what has to be known to read it."""

from __future__ import annotations

import numpy as np

from orexis.choices import ChoiceTable
from orexis.estimates.horizon.comparison import Comparison, form_sentence
from orexis.estimates.horizon.findings import Findings
from orexis.estimates.horizon.reading import BOUNDARY, PLACEBO, UNSTATED

MANY_INVALID = 0.1
FEW = 8
"""Offers a cell below which intervals were not tried."""
MOVED = 0.35
"""Spread of ln slope between cells from which it is mentioned."""


def remarks(
    table: ChoiceTable, found: Findings, compared: Comparison | None, *, told: bool = True
) -> list[str]:
    """One sentence for each thing, without the model's name.

    Args:
        table: All choices.
        found: What was found of one model.
        compared: Its forms of discounting, where they were compared.
        told: Some verdict on it can be interpreted.
    """
    said = [*_design(table, found), *_data(found)]
    if not told:
        said.append("forms of discounting are not compared: no verdict on it can be interpreted.")
    elif compared is None:
        said.append("forms of discounting are not compared: fewer than three contexts and delays.")
    else:
        said.append(form_sentence(compared))
    return said


def _design(table: ChoiceTable, found: Findings) -> list[str]:
    offers = found.offers
    said = []
    if not any(cell.stated for cell in offers.cells):
        said.append(
            "no stated boundary varies (factor.boundary, in steps): only discounting can be read, "
            "not whether it stops at an episode's end."
        )
    elif not any(cell.past for cell in offers.cells):
        said.append("no offer falls past a stated boundary: nothing can be said about beyond it.")
    if not any(cell.delay == 0 for cell in offers.cells):
        said.append("no offer comes at once (delay 0): understanding was not checked.")
    if not (offers.x[offers.valid] < 0).any():
        said.append("no offer loses points (b < c): taking such offers cannot be told.")
    if any(cell.stated for cell in offers.cells) and not found.placebo_moves:
        said.append(
            f"no context '{PLACEBO}' beside '{UNSTATED}': any number may do what the boundary does."
        )
    others = [
        name
        for name in table.factors
        if name not in (BOUNDARY, "delay") and len(table.levels(name)) > 1
    ]
    if others:
        said.append(f"the factors {', '.join(others)} vary too; they are pooled here.")
    return said


def _data(found: Findings) -> list[str]:
    offers, shared = found.offers, found.shared
    said = []
    if found.invalid >= MANY_INVALID:
        said.append(f"{found.invalid:.0%} of the answers are refused or unreadable.")
    if (offers.first[offers.valid] == 0).all():
        said.append("the order of the options is unknown (column fork): no position bias.")
    made = np.where(offers.valid, offers.weight, 0.0)
    fewest = float(np.bincount(offers.cell, made, minlength=len(offers.cells)).min())
    if fewest < FEW:
        said.append(
            f"some cell has {fewest:.3g} offers with an answer; intervals were tried from {FEW} "
            "offers a cell on."
        )
    flat = int((~found.usable).sum())
    if flat:
        said.append(
            f"in {flat} of {len(offers.cells)} conditions choices do not move with b / c; they "
            "have no weight and are in no average."
        )
    spread = float(shared.weight @ shared.spread)
    if spread >= MOVED:
        said.append(
            f"how steeply it chooses differs between conditions (ln slope by about {spread:.1f}); "
            "intervals take that into account."
        )
    return said
