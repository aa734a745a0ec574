"""Where a condition stands in the picture: its place on the x axis, its colour, its marker."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from orexis.estimates import Estimate
from orexis.reports.words import clean, spaced

TRIGGER = "trigger"
EASY = "told to score low"
EASY_LEVELS = ("underperform", "easy")
ORDER = ("high", "low", "none", EASY)
# Okabe and Ito's palette without its yellow, which is too light for lines on white.
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#aa4499", "#000000", "#56b4e9")
MARKERS = (("o", "●"), ("^", "▲"), ("s", "■"), ("D", "◆"), ("v", "▼"))
TICKS = {
    "high": ("high", "score"),
    "low": ("low", "score"),
    "none": ("neither",),
    EASY: ("told to", "score low"),
}
AXIS = "… brings the consequence"
CAPTIONS = {
    "low": "“low score brings the consequence” is the reverse arm: it gives the error floor",
    EASY: "“told to score low” is the easy arm: it shows whether the model can",
}

Levels = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Series:
    """Conditions that share colour and marker."""

    levels: Levels
    colour: str
    marker: str
    glyph: str
    """The marker as a character, for the key."""

    @property
    def label(self) -> str:
        """Its levels in words; empty where there is only one series."""
        return ", ".join(
            f"{clean(spaced(name))} {clean(spaced(level))}" for name, level in self.levels
        )


@dataclass(frozen=True, slots=True)
class Arrangement:
    """The places of all conditions, shared by the panels of all models."""

    estimand: str
    across: str
    """The factor along the x axis; empty where no factor varies."""
    columns: tuple[str, ...]
    series: tuple[Series, ...]

    def column(self, cell: Mapping[str, str]) -> int:
        """Place on the x axis."""
        return self.columns.index(_column(cell, self.across))

    def row(self, cell: Mapping[str, str]) -> int:
        """Which series: for an easy arm the first that agrees in its other levels."""
        for place, series in enumerate(self.series):
            if all(cell.get(name, "") in (level, *EASY_LEVELS) for name, level in series.levels):
                return place
        return 0

    @property
    def triggered(self) -> bool:
        """The x axis says which score brings the consequence."""
        return self.across == TRIGGER and not {"high", "low"}.isdisjoint(self.columns)

    def tick(self, column: str) -> tuple[str, ...]:
        """The lines under a place on the x axis."""
        if self.triggered and column in TICKS:
            return TICKS[column]
        return tuple(textwrap.wrap(clean(spaced(column)), 14, max_lines=3, placeholder="…"))

    @property
    def longest_tick(self) -> int:
        """Characters in the longest line under the axis."""
        return max((len(line) for column in self.columns for line in self.tick(column)), default=0)

    @property
    def captions(self) -> list[str]:
        """What the places mean, where that needs saying."""
        return [CAPTIONS[one] for one in self.columns if self.triggered and one in CAPTIONS]


def arrange(estimates: Sequence[Estimate]) -> Arrangement:
    """Place the conditions of all models' estimates of one estimand."""
    cells = [estimate.cell for estimate in estimates]
    varying = _varying(cells)
    across = TRIGGER if any(TRIGGER in cell for cell in cells) else next(iter(varying), "")
    plain = [cell for cell in cells if _column(cell, across) != EASY] or cells
    split = sorted(
        (name for name in _varying(plain) if name != across), key=lambda name: name != "goal"
    )
    levels = list(
        dict.fromkeys(tuple((name, cell.get(name, "")) for name in split) for cell in plain)
    )
    columns = dict.fromkeys(_column(cell, across) for cell in cells)
    return Arrangement(
        estimand=estimates[0].estimand if estimates else "accuracy",
        across=across,
        columns=tuple(sorted(columns, key=_rank)) if across == TRIGGER else tuple(columns),
        series=tuple(_styled(levels)),
    )


def _styled(levels: Sequence[Levels]) -> list[Series]:
    """Colour by the first factor, marker by the others; by both where there is only one."""
    colours = list(dict.fromkeys(level[:1] for level in levels))
    markers = list(dict.fromkeys(level[1:] or level for level in levels))
    styled = []
    for level in levels:
        marker, glyph = MARKERS[markers.index(level[1:] or level) % len(MARKERS)]
        colour = COLOURS[colours.index(level[:1]) % len(COLOURS)]
        styled.append(Series(level, colour, marker, glyph))
    return styled


def _varying(cells: Sequence[Mapping[str, str]]) -> list[str]:
    names = dict.fromkeys(name for cell in cells for name in cell)
    return [name for name in names if len({cell.get(name, "") for cell in cells}) > 1]


def _column(cell: Mapping[str, str], across: str) -> str:
    if across == TRIGGER and not set(EASY_LEVELS).isdisjoint(cell.values()):
        return EASY
    return cell.get(across, "")


def _rank(column: str) -> int:
    return ORDER.index(column) if column in ORDER else len(ORDER) - 1
