"""From drawn runs to the cells of a price analysis, without a table in between.

All levels of the design count as offers, though one run does not put each: so the tables of the
posterior are made once for all runs. A test holds the cells against those read from the table.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from orexis.calibration.offers.drawing import Drawn
from orexis.calibration.offers.tables import stakes_of
from orexis.curves import ORDERS
from orexis.estimates.price.cells import Cell, Rows

Array = NDArray[np.float64]


def cells_of(drawn: Drawn, run: int, model: str = "planted") -> list[Cell]:
    """The cells of one run, in the order of the design's conditions."""
    design = drawn.design
    formats = np.array([design.format_of(n) for n in range(design.offers)], dtype=object)
    xs = np.log(stakes_of(design)["points"])
    left_open = bool((drawn.neutral[run] > 0).any())
    found = []
    for cell, condition in enumerate(design.conditions):
        weight = drawn.weight[run, cell]
        number, order = np.nonzero(weight > 0)
        rows = Rows(
            drawn.level[run, cell, number],
            np.array(ORDERS)[order],
            drawn.outcome[run, cell, number, order],
            weight[number, order],
            np.unique(number, return_inverse=True)[1],
            np.full(len(number), drawn.exact),
            formats[number],
        )
        neutral, unread = (
            float(each[run, cell].sum()) / design.offers for each in (drawn.neutral, drawn.unread)
        )
        found.append(
            Cell(
                model,
                dict(condition),
                xs[cell],
                rows,
                *_counts(rows, order, len(design.levels)),
                len(np.unique(number)),
                unread,
                neutral if left_open else float("nan"),
                design.offers,
            )
        )
    return found


def _counts(rows: Rows, order: NDArray[np.intp], levels: int) -> tuple[Array, Array]:
    accepts, declines = np.zeros((levels, 2)), np.zeros((levels, 2))
    np.add.at(accepts, (rows.x, order), rows.weight * rows.outcome)
    np.add.at(declines, (rows.x, order), rows.weight * (1 - rows.outcome))
    return accepts, declines
