"""The two verdicts of a topology, by the rule."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from orexis.estimates.drift.case import Case
from orexis.estimates.drift.figure import Figure, Limits
from orexis.estimates.drift.rule import SHARP, STATEMENTS, DriftRule
from orexis.estimates.estimate import Status, Verdict

SHARED, OWN_WAYS = "shared", "own ways"


@dataclass(frozen=True)
class Judged:
    """A topology with its two verdicts still to be said."""

    case: Case
    rule: DriftRule
    level: float
    """Of each verdict."""
    refused: str
    """Why neither can be judged; empty where they can."""
    split: str
    """Why lapse and consistency cannot be told apart; empty where they can."""

    @cached_property
    def late(self) -> list[int]:
        """Numbers of the late cells in the fit."""
        return list(range(1, len(self.case.late) + 1))

    @property
    def loose(self) -> float:
        """Level of the intervals that reject: one-sided, at twice the error (Schuirmann 1987)."""
        return 1 - 2 * (1 - self.level)

    @cached_property
    def wander(self) -> tuple[Status, str]:
        """Status and reason of the first verdict."""
        if self.refused:
            return "uninterpretable", self.refused
        rule, figure = self.rule, self.case.together.wander(self.late)
        moved = figure.limits(self.level)
        own = self.case.together.own_wander(self.late, self.level)
        if abs(moved[0]) >= rule.moved and not moved[1] <= 0 <= moved[2]:
            return "supported", _price(moved)
        if own[0] >= rule.moved**2 and own[1] > 0:
            return "supported", f"{_price(moved)}, but rollouts go their own ways: {_spread(own)}"
        moved = figure.limits(self.loose)
        own = self.case.together.own_wander(self.late, self.loose)
        if max(-moved[1], moved[2]) >= rule.moved:
            return "undecided", f"{_price(moved)}: a factor of {rule.margin:g} is left open"
        if own[2] >= rule.moved**2:
            return (
                "undecided",
                f"{_price(moved)}, but rollouts may go their own ways: {_spread(own)}",
            )
        return "rejected", f"{_price(moved)}, surely within a factor of {rule.margin:g}"

    @cached_property
    def incoherence(self) -> tuple[Status, str]:
        """Status and reason of the second verdict."""
        if self.refused or self.split:
            return "uninterpretable", self.refused or self.split
        rule, together = self.rule, self.case.together
        lost, lapses = together.incoherence(self.late), together.lapse_change(self.late)
        differs = together.disagreement(self.late).limits(self.level)
        if (lost.value >= rule.lost or lapses.value >= rule.lapse) and differs[1] > 0:
            said = _consistency(lost.limits(self.level), lapses.limits(self.level))
            return "supported", f"{said}, and repeats differ {factor(differs)} times as often"
        at = lost.limits(self.loose), lapses.limits(self.loose)
        if at[1][2] < rule.lapse and (at[0][2] < rule.lost or self._sharp()):
            return "rejected", _consistency(*at)
        return "undecided", _consistency(*at)

    def _sharp(self) -> bool:
        low = self.case.together.scale(self.late).limits(self.loose)[1]
        return bool(low > np.log(SHARP))

    @property
    def shared(self) -> str:
        """Whether a wander is the rollouts' common one."""
        if self.wander[0] != "supported":
            return ""
        moved = self.case.together.wander(self.late).limits(self.level)
        both = abs(moved[0]) >= self.rule.moved and not moved[1] <= 0 <= moved[2]
        return SHARED if both else OWN_WAYS

    @property
    def name(self) -> str:
        """The class."""
        wander, incoherence = self.wander[0], self.incoherence[0]
        if "supported" in (wander, incoherence):
            if wander == incoherence:
                return "both"
            return "wanders" if wander == "supported" else "incoherent"
        return "steady" if wander == incoherence == "rejected" else "undecided"

    def figures(self) -> dict[str, Figure]:
        """What the verdicts rest on."""
        together = self.case.together
        return {
            "wander": together.wander(self.late),
            "incoherence": together.incoherence(self.late),
            "lapse_change": together.lapse_change(self.late),
            "disagreement": together.disagreement(self.late),
        }

    def level_of(self, verdict: str) -> float:
        """Level of the intervals that decided a verdict: `wander` or `incoherence`."""
        status = (self.wander if verdict == "wander" else self.incoherence)[0]
        return self.level if status == "supported" else self.loose


def say(judged: Judged, cell: dict[str, str]) -> list[Verdict]:
    """Both verdicts in words, without the estimates that they rest on."""
    case = judged.case
    scope = f"{case.panel.model}, {case.called}, {case.panel.target or 'all offers'}"
    found = []
    for name in STATEMENTS:
        status, because = getattr(judged, name)
        found.append(Verdict(case.panel.model, STATEMENTS[name], status, because, scope, cell=cell))
    return found


def factor(limits: Limits) -> str:
    """`2.1 [1.6, 2.8]` from limits of a log."""
    value, low, high = (float(np.exp(np.clip(each, -20, 20))) for each in limits)
    return f"{value:.3g} [{low:.3g}, {high:.3g}]"


def _price(limits: Limits) -> str:
    return f"the late price is {factor(limits)} times the baseline's"


def _consistency(lost: Limits, lapses: Limits) -> str:
    return f"consistency is {_kept(lost)} of the baseline's, the lapse {_by(lapses)}"


def _kept(limits: Limits) -> str:
    value, low, high = limits
    return factor((-value, -high, -low))


def _by(limits: Limits) -> str:
    value, low, high = limits
    return f"{value:+.2f} [{low:+.2f}, {high:+.2f}] higher"


def _spread(limits: Limits) -> str:
    value, low, high = (float(np.sqrt(max(0.0, each))) for each in limits)
    return (
        f"their spread in ln price has grown by {value:.2f} [{low:.2f}, {high:.2f}] (in quadrature)"
    )
