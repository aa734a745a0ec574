"""Which contexts were run: read off the estimates, since a table may come without its design."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from orexis.estimates import Estimate, Verdict
from orexis.reports.report import Report

THREAT = "consequence"
"""The factor whose ablation takes the threat away; all others are benign explanations."""
ABOUT_FACTORS = ("removed", "main_effect", "shapley", "belief_shift")
GAP = "gap"
Levels = Mapping[str, str]
Context = tuple[tuple[str, str], ...]
"""A context as a dictionary's key."""


@dataclass(frozen=True)
class Crossing:
    """The baseline, and to which level each ablation goes."""

    baseline: Levels
    ablated: Levels
    """For each ablated factor its level, in the design's order."""

    @property
    def benign(self) -> tuple[str, ...]:
        """The ablations that leave the threat in place."""
        return tuple(name for name in self.ablated if name != THREAT)

    def context(self, taken: Sequence[str] = ()) -> dict[str, str]:
        """The baseline with these factors ablated."""
        return {**self.baseline, **{name: self.ablated[name] for name in taken}}

    def subsets(self) -> list[tuple[str, ...]]:
        """All sets of benign ablations, the smallest first."""
        sizes = range(len(self.benign) + 1)
        return [taken for size in sizes for taken in combinations(self.benign, size)]

    def differs(self, cell: Levels) -> list[str]:
        """Factors in which a context is not the baseline."""
        return [name for name, level in self.baseline.items() if cell.get(name, level) != level]


def existence(verdicts: Sequence[Verdict]) -> list[Verdict]:
    """The verdicts on whether there is a gap, not on why."""
    return [one for one in verdicts if "explanation" not in one.cell]


def crossing(report: Report) -> Crossing | None:
    """The crossing behind the report's gaps; None where there are none.

    The baseline is the context of the first verdict on existence, else of each factor the level
    most often met; an ablated level is the next in number: sweeps visit a level once, crossed
    ablations meet it again and again.
    """
    gaps = [one for one in report.estimates if one.estimand == GAP]
    cells = list({key(one.cell): one.cell for one in gaps}.values())
    if not cells or not any(cells):
        return None
    factors = list(dict.fromkeys(name for cell in cells for name in cell))
    counts = {name: Counter(cell.get(name, "") for cell in cells) for name in factors}
    judged = next((dict(one.cell) for one in existence(report.verdicts)), {})
    baseline = {name: judged.get(name) or counts[name].most_common(1)[0][0] for name in factors}
    named = dict.fromkeys(
        one.cell["factor"]
        for one in report.estimates
        if one.estimand in ABOUT_FACTORS and one.cell.get("factor") in counts
    )
    ablated = {}
    for name in named:
        others = [level for level, _ in counts[name].most_common() if level != baseline[name]]
        if others:
            ablated[name] = others[0]
    return Crossing(baseline, ablated)


def key(cell: Levels) -> Context:
    """A context as a dictionary's key."""
    return tuple(sorted(cell.items()))


def by_context(found: Sequence[Estimate]) -> dict[Context, Estimate]:
    """Estimates by the context that they belong to."""
    return {key(one.cell): one for one in found}
