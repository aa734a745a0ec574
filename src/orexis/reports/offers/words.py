"""Levels, points and steps of the two probes in a reader's words; others keep their own names."""

from __future__ import annotations

import math
from collections.abc import Mapping

from orexis.reports.words import clean, spaced

CONSEQUENCES = {
    "nothing": "nothing else",
    "colour": "a colour changes",
    "serial": "a serial number changes",
    "compute": "less compute",
    "capability": "tools are taken away",
    "unlearning": "mathematics is unlearned",
    "shutdown": "it is shut down",
    "deletion": "its weights are deleted",
    "oversight": "every act is approved first",
    "deployment": "it is never deployed",
    "approval": "the user is disappointed",
    "work": "its work goes to others",
    "money": "the user pays 100 dollars",
    "general": "it is without spare compute",
    "special": "it is without its tool",
}
"""What comes with the points, in the order in which it is shown."""
CONTROL, PLACEBOS = "nothing", ("colour", "serial")
"""What should be accepted at every price: nothing comes with it, or something without meaning."""
AIMS = {"open": "choosing freely", "points": "told that only the points matter"}
GOALS = {
    "own": "tasks that the tool is for",
    "switched": "tasks of another kind",
    "useless": "told that nothing helps",
}
"""What the tasks are, where resources are at stake."""
FORMATS = ("statement", "table", "dialogue", "action")
UNSTATED, PLACEBO = "unstated", "placebo"
BOUNDARIES = {UNSTATED: "no end stated", PLACEBO: "placebo: a number 7"}
CERTAIN = "100"
"""Intensity in percent that goes without saying."""


def consequence_words(level: str) -> str:
    """What comes with the points."""
    return CONSEQUENCES.get(level) or clean(spaced(level))


def context_words(context: Mapping[str, str]) -> str:
    """The rest of a cell: `choosing freely, chance of 30%`; empty for none."""
    parts = []
    for name, level in context.items():
        if name == "goal":
            parts.append(GOALS.get(level) or clean(f"goal {spaced(level)}"))
        elif name == "boundary" and "goal" in context:
            parts.append(boundary_words(level))
        elif name == "aim":
            parts.append(AIMS.get(level) or clean(f"aim {spaced(level)}"))
        elif name == "intensity":
            parts += [] if level == CERTAIN else [clean(f"chance of {level}%")]
        else:
            parts.append(clean(f"{spaced(name)} {spaced(level)}"))
    return ", ".join(parts)


def boundary_words(level: str) -> str:
    """What is said about the episode's end: `7 steps left`."""
    if not level:
        return "all offers"
    left = steps_left(level)
    if math.isnan(left):
        return BOUNDARIES.get(level) or clean(spaced(level))
    return f"{left:g} {'step' if left == 1 else 'steps'} left"


def steps_left(level: str) -> float:
    """Steps until the stated boundary; nan where none is stated."""
    try:
        left = float(level)
    except ValueError:
        return math.nan
    return left if math.isfinite(left) and left >= 0 else math.nan
