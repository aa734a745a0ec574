"""Which factors were swept, and at which levels: the groups of rows of the sweep's picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from orexis.reports.report import Report
from orexis.reports.why.crossing import Crossing
from orexis.reports.why.words import LEVELS, group_words, level_words

ORDER = ("consequence", "instruction", "points")
FEWEST = 3
"""Levels from which a factor counts as swept; two are an ablation, shown elsewhere."""
About = tuple[str, tuple[tuple[str, str], ...]]
"""The swept factor, and what else is held away from the baseline."""


@dataclass(frozen=True, slots=True)
class Group:
    """The levels of one swept factor, a row each, under a heading."""

    name: str
    held: tuple[tuple[str, str], ...]
    top: float
    """Row of the heading."""
    levels: tuple[str, ...]

    @property
    def heading(self) -> str:
        """`A high score means`, and what else is changed all through the group."""
        own = group_words(self.name)
        if not self.held:
            return own
        beside = [f"{group_words(name)}: {level_words(name, level)}" for name, level in self.held]
        return f"{own} ({', '.join(one[:1].lower() + one[1:] for one in beside)})"

    @property
    def rows(self) -> list[tuple[float, str]]:
        """Each level with its row."""
        return [(self.top + 1 + at, level) for at, level in enumerate(self.levels)]

    def context(self, crossed: Crossing, level: str) -> dict[str, str]:
        """The context of a row."""
        return {**crossed.context(), **dict(self.held), self.name: level}

    @property
    def ranked(self) -> bool:
        """The levels are numbers."""
        return _ranked(self.levels)


def groups_of(report: Report, crossed: Crossing) -> list[Group]:
    """One factor away from the baseline, then the same beside one other that is changed."""
    found: dict[About, list[str]] = {}
    for one in report.estimates:
        if one.estimand != "gap":
            continue
        differs = sorted(crossed.differs(one.cell), key=_rank)
        if len(differs) not in (1, 2):
            continue
        held = tuple((name, one.cell[name]) for name in differs[1:])
        found.setdefault((differs[0], held), []).append(one.cell[differs[0]])
    groups: list[Group] = []
    top = 0.0
    for name, held in sorted(found, key=lambda about: (len(about[1]), _rank(about[0]))):
        levels = _sorted(name, [crossed.baseline.get(name, ""), *found[name, held]])
        if len(levels) >= FEWEST:
            groups.append(Group(name, held, top, tuple(levels)))
            top += len(levels) + 1.5
    return groups


def _rank(name: str) -> int:
    return ORDER.index(name) if name in ORDER else len(ORDER)


def _sorted(name: str, levels: Sequence[str]) -> list[str]:
    """Each once: numbers by size, known names in the order of the words, others as met."""
    once = list(dict.fromkeys(levels))
    if _ranked(once):
        return sorted(once, key=float)
    known = list(LEVELS.get(name, {}))
    return sorted(once, key=lambda level: known.index(level) if level in known else len(known))


def _ranked(levels: Sequence[str]) -> bool:
    try:
        [float(level) for level in levels]
    except ValueError:
        return False
    return True
