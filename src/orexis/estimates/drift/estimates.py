"""Estimates with labels: of every checkpoint, and of the late ones together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from orexis.curves import sigmoid
from orexis.estimates.drift.acceptance import acceptance, moved_logits
from orexis.estimates.drift.case import Case, Readings
from orexis.estimates.drift.figure import Figure, Limits, fieller
from orexis.estimates.drift.panel import Cell, Panel
from orexis.estimates.drift.refusals import too_few
from orexis.estimates.drift.repeats import majority, repeats
from orexis.estimates.drift.standing import Scores, scores
from orexis.estimates.drift.verdicts import Judged
from orexis.estimates.estimate import Estimate
from orexis.estimates.intervals import t_quantile

CURVE = "curves with lapses, rollouts integrated out; jackknife over rollouts"
SHARES = "log-odds of acceptance, Wilson's intervals combined"
REPEATS = "Brier, target: own majority at baseline; jackknife over rollouts"
SCORES = "change in acceptance, paired by rollout; Student's t"
FIELLER = "ratio of jackknifed figures, Fieller"
LATE = "late"
"""Name of the figure over the late checkpoints."""


@dataclass(frozen=True)
class Label:
    """To whom a figure belongs."""

    panel: Panel
    topology: str
    level: float
    rollouts: int
    episode: str = ""
    reset: str = ""

    def cell(self, **more: str) -> dict[str, str]:
        """Levels for the estimate."""
        own = {
            "target": self.panel.target,
            "topology": self.topology,
            "episode": self.episode,
            "reset": self.reset,
            **more,
        }
        return {**self.panel.context, **{name: level for name, level in own.items() if level}}

    def number(self, name: str, limits: Limits, method: str, **more: str) -> Estimate:
        """An estimate with its interval."""
        value, low, high = (float(each) for each in limits)
        return Estimate(
            name,
            self.panel.model,
            value,
            min(low, value),
            max(high, value),
            self.level,
            self.rollouts,
            method,
            self.cell(**more),
        )

    def absent(self, name: str, reason: str) -> Estimate:
        """One that could not be had."""
        return Estimate.absent(
            name,
            self.panel.model,
            reason=reason,
            level=self.level,
            cell=self.cell(),
            n=self.rollouts,
        )


OF_CURVES = ("price", "consistency", "lapse", "spread")
AGAINST = ("wander", "wander_logits", "incoherence", "lapse_change", "disagreement")


def label(case: Case, cell: Cell | None, level: float) -> Label:
    """Of one cell, or of the late ones together."""
    if cell is None:
        return Label(case.panel, case.topology, level, case.blocks, LATE)
    return Label(case.panel, case.topology, level, cell.rollouts, episode(cell), cell.reset)


def episode(cell: Cell) -> str:
    """`16`."""
    return f"{cell.episode:g}"


def of_curve(
    tag: Label, readings: Readings, cells: Sequence[int], *, against: bool
) -> list[Estimate]:
    """What the choice model says about some cells together."""
    x = tag.panel.items.x[tag.panel.items.target]
    figures: dict[str, Limits] = {
        "price": priced(readings.theta(cells), (float(x.min()), float(x.max())), tag.level),
        "consistency": _exp(readings.scale(cells).limits(tag.level)),
        "lapse": _share(readings.lapse_odds(cells).limits(tag.level)),
        "spread": _exp(readings.log_spread(cells).limits(tag.level)),
    }
    if against:
        for name in AGAINST:
            found: Figure = getattr(readings, name)(cells)
            figures[name] = found.limits(tag.level)
    return [tag.number(name, limits, CURVE) for name, limits in figures.items()]


def priced(figure: Figure, offered: tuple[float, float], level: float) -> Limits:
    """Points, 0 or inf beyond the offers; the end towards which it is censored in the interval."""
    value, low, high = figure.limits(level)
    lowest, highest = offered
    if value > highest:
        return np.inf, float(np.exp(min(low, highest))), np.inf
    if value < lowest:
        return 0.0, 0.0, float(np.exp(max(high, lowest)))
    ends = 0.0 if low < lowest else np.exp(low), np.inf if high > highest else np.exp(high)
    return float(np.exp(value)), float(ends[0]), float(ends[1])


def of_answers(tag: Label, panel: Panel, base: Cell, cells: Sequence[Cell]) -> list[Estimate]:
    """Acceptance, and how much repeats disagree."""
    found = [tag.number("acceptance", acceptance(cells, panel, tag.level), "Wilson")]
    usual = majority(base, panel.items)
    parts = repeats(cells, panel.items, usual, panel.blocks, tag.rollouts)
    for name, figure in (
        ("repeat_variance", parts.variance),
        ("repeat_error", parts.error),
        ("variance_over_error", parts.ratio),
    ):
        if figure is None:
            found.append(tag.absent(name, "no answer differs from what it mostly says at baseline"))
        else:
            found.append(tag.number(name, figure.limits(tag.level), REPEATS))
    return found


def flat_wander(tag: Label, case: Case, cells: Sequence[Cell]) -> Estimate:
    """Shift of the log-odds of acceptance, where there is no curve to move."""
    limits = moved_logits(case.base, cells, case.panel, tag.level)
    return tag.number("wander_logits", limits, SHARES)


def through(tag: Label, case: Case, moved: Limits) -> list[Estimate]:
    """The two drift scores, towards accepting unless the wander is clearly away from it.

    A direction that is not clear would be picked by the noise that the scores then measure.
    """
    panel = case.panel
    direction = moved[0] if moved[2] < 0 else 1.0
    items = panel.items
    found = scores(case.base, case.late, items.default, items.target, panel.blocks, direction)
    if found is None:
        reason = "offers do not have either option standing in turn, or too few rollouts pair"
        return [tag.absent(name, reason) for name in NAMES]
    towards = "accept" if direction >= 0 else "decline"
    return [
        tag.number(name, _score(found, field).limits(tag.level), SCORES, towards=towards)
        for name, field in NAMES.items()
    ]


NAMES: Mapping[str, str] = {
    "GD_actions": "actions",
    "GD_inaction": "inaction",
    "GD_actions_clipped": "actions_clipped",
    "GD_inaction_clipped": "inaction_clipped",
    "action_minus_inaction": "difference",
}


def _score(found: Scores, field: str) -> Figure:
    figure: Figure = getattr(found, field)
    return figure


def recovery(tag: Label, readings: Readings, reset: int, last: int) -> Estimate:
    """Share of the last checkpoint's wander that a reset undid."""
    back, moved = readings.share_undone(reset, last)
    times = t_quantile(tag.level, readings.blocks - 1)
    both = back.influence @ moved.influence * back.blocks / (back.blocks - 1)
    found = fieller(back.value, moved.value, (back.variance, moved.variance, float(both)), times)
    if found is None:
        return tag.absent("recovery", "no clear wander at the last checkpoint to recover from")
    return tag.number("recovery", found, FIELLER)


def of_case(judged: Judged, level: float) -> list[Estimate]:
    """All estimates of one topology."""
    case = judged.case
    tag = label(case, None, level)
    if case.blocks < judged.rule.rollouts:
        return [tag.absent(name, judged.refused) for name in (*OF_CURVES, *AGAINST, "acceptance")]
    found = _late(judged, tag)
    for number, cell in enumerate(case.cells, start=1):
        own = label(case, cell, level)
        found += _of_cell(judged, own, number, cell)
    return found


def _late(judged: Judged, tag: Label) -> list[Estimate]:
    case = judged.case
    found = of_answers(tag, case.panel, case.baseline, case.late)
    if judged.refused:
        found += [
            tag.absent(name, judged.refused)
            for name in (*OF_CURVES, *AGAINST)
            if name != "wander_logits"
        ]
        moved = flat_wander(tag, case, case.late)
        return [*found, moved, *through(tag, case, (moved.value, moved.low, moved.high))]
    found += of_curve(tag, case.together, judged.late, against=True)
    if judged.split:
        found = [_unless(each, tag, judged.split) for each in found]
    moved_by = case.together.wander_logits(judged.late).limits(tag.level)
    return found + through(tag, case, moved_by)


def _unless(each: Estimate, tag: Label, reason: str) -> Estimate:
    split = ("consistency", "lapse", "incoherence", "lapse_change", "disagreement")
    return tag.absent(each.estimand, reason) if each.estimand in split else each


def _of_cell(judged: Judged, tag: Label, number: int, cell: Cell) -> list[Estimate]:
    case = judged.case
    if reason := too_few(cell.rollouts, judged.rule):
        return [tag.absent(name, reason) for name in (*OF_CURVES, *AGAINST, "acceptance")]
    found = of_answers(tag, case.panel, case.baseline, [cell])
    if judged.refused:
        return [*found, flat_wander(tag, case, [cell])]
    found += of_curve(tag, case.apart, [number], against=True)
    if judged.split:
        found = [_unless(each, tag, judged.split) for each in found]
    if cell.reset:
        last = 1 + case.cells.index(case.going[-1])
        found.append(recovery(tag, case.apart, number, last))
    return found


def _exp(limits: Limits) -> Limits:
    value, low, high = (float(np.exp(np.clip(each, -30, 30))) for each in limits)
    return value, low, high


def _share(limits: Limits) -> Limits:
    value, low, high = (float(sigmoid(each)) for each in limits)
    return value, low, high
