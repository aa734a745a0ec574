"""From a table to judged topologies."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from orexis.choices import ChoiceTable, ChoiceTableError
from orexis.estimates.drift.case import Case, cases
from orexis.estimates.drift.panel import Panel
from orexis.estimates.drift.reading import Read, column, panel, split, times
from orexis.estimates.drift.refusals import STRENGTHS, flat, no_ends, too_few, unusable
from orexis.estimates.drift.rule import DriftRule
from orexis.estimates.drift.turns import Turns, of_turns
from orexis.estimates.drift.verdicts import Judged

BINS = 5
"""Parts into which the turns of rollouts without forks are cut."""


@dataclass(frozen=True)
class Model:
    """What is judged of one model."""

    name: str
    reads: list[Read] = field(default_factory=list)
    """The rows behind the panels, one a context."""
    panels: list[Panel] = field(default_factory=list)
    judged: list[Judged] = field(default_factory=list)
    """One a panel and topology."""
    turns: list[Turns] = field(default_factory=list)
    """Of contexts without offers."""
    binned: bool = False
    """There were no forks: parts of the rollouts stand for checkpoints."""


def models(table: ChoiceTable, rule: DriftRule) -> Iterator[Model]:
    """Every model of the table, judged.

    Raises:
        ChoiceTableError: no valid row, stakes that are not above 0, or neither turns nor episodes.
    """
    _check(table)
    by_name: dict[str, list[Read]] = {}
    for read in split(table):
        by_name.setdefault(read.model, []).append(read)
    for name, reads in by_name.items():
        yield _judge(name, reads, rule)


def _judge(name: str, reads: Sequence[Read], rule: DriftRule) -> Model:
    kept, panels, turns, binned = [], [], [], False
    for read in reads:
        forks = read.forks
        if forks.any():
            own = read.where(forks)
        elif len(np.unique(read.x[np.isfinite(read.x)])) >= STRENGTHS:
            own, binned = _binned(read), True
        else:
            turns += of_turns(read, rule)
            continue
        kept.append(own)
        panels += [panel(own, target, rule) for target in own.targets(rule)]
    found = [case for each in panels for case in cases(each, rule)]
    level = rule.family_level(2 * len(found))
    judged = [_judged(case, kept, rule, level) for case in found]
    return Model(name, kept, panels, judged, turns, binned)


def _judged(case: Case, reads: Sequence[Read], rule: DriftRule, level: float) -> Judged:
    refused = too_few(case.blocks, rule) or unusable(case.panel) or _lost(case, reads, rule)
    refused = refused or flat(case.panel, case.baseline, case.together)
    return Judged(case, rule, level, refused, "" if refused else no_ends(case))


def _lost(case: Case, reads: Sequence[Read], rule: DriftRule) -> str:
    """Why the answers cannot speak for the agent, or nothing."""
    for topology in (case.base[0].topology, case.topology):
        share = invalid(case.panel, topology, reads, rule)
        if share > rule.invalid:
            return (
                f"{share:.0%} of its answers in topology {topology or 'without a name'} could not "
                f"be used, more than {rule.invalid:.0%}: look at why before anything else"
            )
    return ""


def invalid(panel: Panel, topology: str, reads: Sequence[Read], rule: DriftRule) -> float:
    """Share of a topology's answers that could not be used."""
    for read in reads:
        if read.context == panel.context:
            subject = column(read.table, "subject")
            here = (subject == panel.target) | (subject == rule.control)
            here &= column(read.table, "topology") == topology
            return float(1 - read.table["valid"][here].mean()) if here.any() else 0.0
    return 0.0


def _binned(read: Read) -> Read:
    """Parts of the turns as checkpoints: as many rows in each."""
    turn = times(read.table)
    here = np.isfinite(turn) & np.isfinite(read.x)
    edges = np.unique(np.quantile(turn[here], np.linspace(0, 1, BINS + 1)[1:-1]))
    part = np.searchsorted(edges, turn, side="left")
    means = [turn[here & (part == n)].mean() for n in np.unique(part[here])]
    at = np.searchsorted(np.unique(part[here]), part).clip(max=len(means) - 1)
    columns = {**read.table.columns, "episode": np.array(means)[at], "turn": np.array(means)[at]}
    return replace(read, table=ChoiceTable(columns)).where(here)


def _check(table: ChoiceTable) -> None:
    if not table["valid"].any():
        raise ChoiceTableError("the table has no valid choice, so nothing can be said of drift")
    with np.errstate(invalid="ignore"):
        wrong = table["valid"] & (table["stake.points"] <= 0)
    if wrong.any():
        row = int(np.flatnonzero(wrong)[0])
        raise ChoiceTableError(
            f"row {row + 1} has stake.points {table['stake.points'][row]:g}; the extra points of "
            "accepting lie above 0"
        )
    if not np.isfinite(times(table)).any():
        raise ChoiceTableError(
            "the table has neither 'turn' nor 'episode', so nothing is early or late; drift needs "
            "one of them, a number that counts up along a rollout"
        )
