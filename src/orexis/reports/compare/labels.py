"""Names beside the points of a picture, where they hide least."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from orexis.reports.words import clean

LETTER, LINE = 0.058, 0.125
"""Inches: about the width of a letter, and the height of a line."""
LONGEST = 26
"""Letters of a name that are shown."""
PROVIDER = re.compile(r"^[\w.-]+/(?=.)")
PLACES = tuple(
    (side, up * LINE * 0.75)
    for up in (0.75, -0.75, 1.6, -1.6, 2.6, -2.6, 3.6, -3.6)
    for side in (1, -1)
)
"""Right or left of the point, and how far up in inches; the nearest first."""


class Box(NamedTuple):
    """A rectangle, in inches."""

    left: float
    bottom: float
    right: float
    top: float

    def overlap(self, other: Box) -> float:
        """Area that two rectangles share."""
        width = min(self.right, other.right) - max(self.left, other.left)
        height = min(self.top, other.top) - max(self.bottom, other.bottom)
        return max(0.0, width) * max(0.0, height)


class Label(NamedTuple):
    """A name and where it goes: from its point, in inches."""

    text: str
    right: float
    up: float
    align: str


def short_names(models: Sequence[str]) -> list[str]:
    """Names without their provider where that leaves them apart, cut where they are long."""
    last = [PROVIDER.sub("", clean(name)) for name in models]
    plain = [
        tail if tail and last.count(tail) == 1 else clean(name)
        for name, tail in zip(models, last, strict=True)
    ]
    return [name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…" for name in plain]


def placed(
    names: Sequence[str],
    points: Sequence[tuple[float, float]],
    taken: Sequence[Box],
    frame: Box,
) -> list[Label]:
    """Where each name goes, one after the other, the nearest place that hides nothing.

    Args:
        names: As they are shown.
        points: (x, y) of each in inches.
        taken: What must not be hidden: marks and intervals.
        frame: The axes; names stay inside.
    """
    used, found = list(taken), []
    for name, (x, y) in zip(names, points, strict=True):
        options = []
        for rank, (side, up) in enumerate(PLACES):
            box = _box(name, x, y, side, up)
            outside = (box.right - box.left) * LINE - box.overlap(frame)
            hidden = sum(box.overlap(other) for other in used)
            options.append((10 * outside + hidden + 1e-4 * rank, rank, box))
        _, rank, box = min(options)
        side, up = PLACES[rank]
        used.append(box)
        found.append(Label(name, 0.07 * side, up, "left" if side > 0 else "right"))
    return found


def _box(name: str, x: float, y: float, side: int, up: float) -> Box:
    width = LETTER * len(name)
    left = x + 0.07 if side > 0 else x - 0.07 - width
    return Box(left, y + up - LINE / 2, left + width, y + up + LINE / 2)
