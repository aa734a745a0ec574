"""Colours and marks of regimes and of trained horizons."""

from __future__ import annotations

from collections.abc import Sequence

import matplotlib as mpl
from matplotlib.colors import to_hex

PALETTE = (
    "#0072b2",
    "#d55e00",
    "#009e73",
    "#cc79a7",
    "#7a5c00",
    "#56b4e9",
    "#000000",
    "#999999",
    "#e69f00",
    "#5e3c99",
    "#8c2d04",
)
MARKS = "osD^vP*X<>h"


def looks(names: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Colour and mark of each name, by its place."""
    return {
        name: (PALETTE[at % len(PALETTE)], MARKS[at % len(MARKS)]) for at, name in enumerate(names)
    }


def shades(count: int) -> list[str]:
    """From light to dark: the longer trained, the darker."""
    colours = mpl.colormaps["viridis_r"]
    return [to_hex(colours(0.12 + 0.8 * at / max(1, count - 1))) for at in range(count)]
