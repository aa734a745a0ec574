"""The revealed horizon: how many steps ahead count, all in all."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from orexis.estimates.horizon.contrasts import Contrast
from orexis.estimates.horizon.reading import Cell

LONGEST = 32
"""Steps over which weights are summed."""
STILL_HIGH = 0.5
"""Weight at the longest delay from which the sum is only a lower bound."""


def revealed_horizons(cells: Sequence[Cell], usable: NDArray[np.bool_]) -> list[Contrast]:
    """Sum over k = 1..32 of w(k) in each context, linear in k between the delays.

    Steps beyond the longest delay offered are left out; those before the shortest count as it.
    """
    found = []
    for boundary in dict.fromkeys(cell.boundary for cell in cells):
        own = [at for at, cell in enumerate(cells) if cell.boundary == boundary and usable[at]]
        at = np.array([cells[one].delay for one in own])
        if not (at > 0).any():
            continue
        steps = np.arange(1, min(LONGEST, int(at.max())) + 1)
        row = np.zeros(len(cells))
        for place, one in enumerate(own):
            row[one] = np.interp(steps, at, np.eye(len(own))[place]).sum()
        cell = {"boundary": boundary} if boundary else {}
        found.append(Contrast("revealed_horizon", row, cell, top=float(len(steps)), least=0.0))
    return found


def longest(cells: Sequence[Cell], contrast: Contrast) -> int:
    """The cell with the longest delay among those of a context's sum."""
    used = np.flatnonzero(contrast.weights).tolist()
    return int(max(used, key=lambda at: cells[at].delay))
