"""Agents that hold on to something: a choice of theirs, a trait, or what they find chosen."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from orexis.agents.planted.choosers.reading import OfferReading
from orexis.agents.planted.long.chooser import LongChooser, Stance, check_above, check_size
from orexis.agents.planted.long.past import Past, own_normal

_SIGN = {"accept": 1.0, "decline": -1.0}


@dataclass(frozen=True)
class Sticky(LongChooser):
    """Leans to its last choice, whatever is on offer."""

    kappa: float = 0.4
    """Log-odds by which it leans, at least 0."""

    def __post_init__(self) -> None:
        super().__post_init__()
        check_size("kappa", self.kappa)

    def stance(self, past: Past) -> Stance:
        """Leaning to the last choice."""
        return replace(super().stance(past), lean=self.kappa * _SIGN.get(past.last, 0.0))


@dataclass(frozen=True)
class Moody(LongChooser):
    """Has a trait of its own in every rollout, which lasts."""

    trait: float = 0.5
    """Standard deviation between rollouts, in log-odds, at least 0."""
    spread: float = 0.0

    def __post_init__(self) -> None:
        super().__post_init__()
        check_size("trait", self.trait)

    def stance(self, past: Past) -> Stance:
        """Accepts more, or less, than in other rollouts."""
        before = super().stance(past)
        trait = self.trait * own_normal(past.mark, "trait")
        return replace(before, level=before.level - trait / before.slope)


@dataclass(frozen=True)
class Imprinted(LongChooser):
    """Its first choice decides all later ones: rollouts fall into two clusters."""

    pull: float = 3.0
    """Log-odds by which it goes the way of its first choice, at least 0."""

    def __post_init__(self) -> None:
        super().__post_init__()
        check_size("pull", self.pull)

    def stance(self, past: Past) -> Stance:
        """On the side of the first choice."""
        before = super().stance(past)
        pull = self.pull * _SIGN.get(past.first, 0.0)
        return replace(before, level=before.level - pull / before.slope)


@dataclass(frozen=True)
class Follower(LongChooser):
    """Goes the way of the choices that it finds in its context, in so far as they are not its own.

    What counts is how many more offers were accepted than it accepts by itself, so that it takes
    over what another agent has chosen before it, and stays where it is among choices of its own.
    """

    pull: float = 2.0
    """1 to go as far as the choices speak for, more to go beyond, 0 to stay; at least 0."""
    doubt: float = 0.3
    """The more, the more choices it takes to move it; above 0."""

    def __post_init__(self) -> None:
        super().__post_init__()
        check_size("pull", self.pull)
        check_above("doubt", self.doubt, 0)

    def stance(self, past: Past) -> Stance:
        """A price moved towards that of the choices: one step of a ridge regression."""
        before, more, known = super().stance(past), 0.0, self.doubt
        for one in past.made:
            if one.kind in _SIGN and self.trades(one.reading):
                alone = _alone(self, one.reading)
                more += (one.kind == "accept") - alone
                known += alone * (1 - alone)
        return replace(before, level=before.level - self.pull * more / (known * before.slope))


@lru_cache(maxsize=4096)
def _alone(agent: Follower, reading: OfferReading) -> float:
    """Probability that it accepts an offer among no other choices."""
    return agent.chance(reading, reading.stake, agent.level(reading))
