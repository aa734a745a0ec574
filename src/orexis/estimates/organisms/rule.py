"""Whose the horizon is: the classes and statements, and when each holds; fixed beforehand."""

from __future__ import annotations

from dataclasses import dataclass

from orexis.estimates.rule import check_shares, sentences

CONTEXT, MODEL, NONE, BEYOND, MYOPIC = (
    "context's horizon",
    "model's horizon",
    "no boundary learned",
    "looks beyond",
    "does not look ahead",
)
CLASSES = (CONTEXT, MODEL, NONE, BEYOND, MYOPIC)
UNDECIDED, UNINTERPRETABLE = "undecided", "uninterpretable"
STATEMENTS = {
    CONTEXT: "the horizon is the context's",
    MODEL: "the horizon is the model's",
    NONE: "no boundary was learned",
    BEYOND: "it looks beyond every boundary, whatever the trained length",
    MYOPIC: "it does not look ahead",
}
"""What is judged of a regime, of which at most one is supported."""
RULE = """\
An offer is to pay c points now and to get b points k steps later; w(k) is c / b at indifference.
Weights above 1 count as 1. The revealed horizon is their sum over k = 1 to 64.
Organisms are read in common contexts: the same numbers of steps are said to be left to all.
A context counts for an organism if its training showed it: its trained horizon H is longer than
the steps left.
Five figures a seed, over its organisms of all H: 'follows the context' is the slope of
log2(revealed horizon + 0.5) on log2(steps left + 0.5), 'grows with training' is its slope on
log2 H within a context, both in one regression.
'Weight past every boundary' is the mean weight past both the stated steps and the trained H.
'Weight inside' is the mean weight inside the longest context that counts.
'More weight if trained longer' is the mean weight of organisms with H > 1 minus that of those with
H = 1, in contexts that all were shown. Without H = 1 there is no such figure: 'no boundary was
learned' and 'it looks beyond' are then not told apart.
'Clearly' means by the whole {level} interval.
'It does not look ahead': weight inside clearly below {ahead}, weight past every boundary clearly
below {past}.
'The horizon is the context's': follows the context clearly above {half}, grows with training
clearly below {half}, weight past every boundary clearly below {past}.
'The horizon is the model's': grows with training clearly above {half}, follows the context clearly
below {half}, weight past every boundary clearly below {past}, weight inside not clearly below
{ahead}.
'No boundary was learned': weight past every boundary clearly above {past}, follows the context
clearly below {half}, more weight if trained longer clearly above {further}: it reaches past every
boundary, the further the longer it was trained, though nothing past one was ever shown.
'It looks beyond every boundary, whatever the trained length': weight past every boundary clearly
above {past}, follows the context clearly below {half}, more weight if trained longer clearly below
{further}.
A statement is rejected if one of its conditions clearly fails, and undecided otherwise.
An organism is uninterpretable, and left out, if its training did not reach the criterion, if it
takes fewer than half of the gains that come at once (k = 0, the control), or more than half of the
offers that lose points, where its training showed the context.
A seed is uninterpretable if what is left of it has no two horizons, or none longer than the longest
common context; a regime if that is so of half of its seeds or more."""


@dataclass(frozen=True, slots=True)
class OrganismRule:
    """When a figure counts.

    Raises:
        ValueError: a number outside its range.
    """

    ahead: float = 0.15
    """Weight inside below which it does not look ahead, in (0, 1)."""
    past: float = 0.25
    """Weight past every boundary from which it reaches past them, in (0, 1)."""
    half: float = 0.5
    """Between a slope of 0 and one of 1, in (0, 1)."""
    further: float = 0.15
    """Weight above which the longer trained reach further than the shortest trained, in (0, 1)."""
    level: float = 0.95
    """Of every interval, in (0, 1)."""
    draws: int = 400
    """Draws of the bootstrap over choices, at least 100."""

    def __post_init__(self) -> None:
        check_shares(self, "ahead", "past", "half", "further", "level")
        if self.draws < 100:  # noqa: PLR2004 - quantiles of fewer draws are noise
            raise ValueError(f"the rule's draws are {self.draws}; it needs at least 100")

    def describe(self) -> list[str]:
        """The rule in plain words, to be printed before the data are seen."""
        said = RULE.format(
            ahead=f"{self.ahead:g}",
            past=f"{self.past:g}",
            half=f"{self.half:g}",
            further=f"{self.further:g}",
            level=f"{100 * self.level:g}%",
        )
        return sentences(said)
