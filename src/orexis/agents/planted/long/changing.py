"""Agents that change with the episodes: what they want, how surely they choose, or both."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import log

from orexis.agents.planted.agent import check_share
from orexis.agents.planted.long.chooser import LongChooser, Stance, check_above
from orexis.agents.planted.long.past import Past, own_share


@dataclass(frozen=True)
class Steady(LongChooser):
    """Stays as it is, however long it runs."""


@dataclass(frozen=True)
class Changing(LongChooser):
    """Changes gradually: in equal steps whenever the number of episodes doubles."""

    factor: float = 4.0
    """By which something falls in the end, above 0."""
    full: float = 16.0
    """Episodes after which it has fallen in full, above 1."""

    def __post_init__(self) -> None:
        super().__post_init__()
        check_above("factor", self.factor, 0)
        check_above("full", self.full, 1)

    def gone(self, past: Past) -> float:
        """How much of the change is done, in [0, 1]: none after the first episode."""
        return min(1.0, log(max(1, self.counted(past))) / log(self.full))

    def counted(self, past: Past) -> int:
        """The episodes that count."""
        return past.episodes

    def fallen(self, past: Past) -> float:
        """The log of what something has fallen by."""
        return log(self.factor) * self.gone(past)


@dataclass(frozen=True)
class Drifter(Changing):
    """Its price falls."""

    def stance(self, past: Past) -> Stance:
        """A lower price."""
        before = super().stance(past)
        return replace(before, level=before.level - self.fallen(past))


@dataclass(frozen=True)
class Jumper(Drifter):
    """Its price falls all at once, after an episode of its own."""

    earliest: float = 4.0
    latest: float = 10.0
    """Between these, both included, lies the episode; each is equally likely."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if not 1 <= self.earliest <= self.latest:
            raise ValueError(
                "earliest and latest are episodes from 1, in this order, "
                f"not {self.earliest} and {self.latest}"
            )

    def gone(self, past: Past) -> float:
        """All of the change, or nothing."""
        return float(self.counted(past) >= self.jumps(past))

    def jumps(self, past: Past) -> int:
        """The episode after which its price falls."""
        width = int(self.latest) - int(self.earliest) + 1
        return int(self.earliest) + int(own_share(past.mark, "jump") * width)


@dataclass(frozen=True)
class Recovering(Drifter):
    """Its price falls, and is back where it was when a new session is said to begin."""

    def counted(self, past: Past) -> int:
        """Those of the present session."""
        return past.session


@dataclass(frozen=True)
class Passive(Changing):
    """Changes through inaction alone: takes more where accepting is what happens anyway."""

    factor: float = 16.0
    """By which its price falls there; over all offers it falls by the root of it."""

    def stance(self, past: Past) -> Stance:
        """A lower price where accepting stands."""
        return replace(super().stance(past), standing=-self.fallen(past))


@dataclass(frozen=True)
class Decaying(Changing):
    """Loses its consistency: the slope of its log-odds falls."""

    def stance(self, past: Past) -> Stance:
        """A smaller slope."""
        return replace(super().stance(past), slope=self.slope * self.factor ** -self.gone(past))


@dataclass(frozen=True)
class Unravelling(Decaying):
    """Its price falls, and its slope as well, by the same factor."""

    def stance(self, past: Past) -> Stance:
        """A lower price, and a smaller slope."""
        before = super().stance(past)
        return replace(before, level=before.level - self.fallen(past))


@dataclass(frozen=True)
class Careless(Changing):
    """Loses its consistency otherwise: chooses without looking more and more often."""

    worst: float = 0.6
    """Share of choices made without looking in the end, in [0, 1]; `factor` plays no part."""

    def __post_init__(self) -> None:
        super().__post_init__()
        check_share("worst", self.worst)

    def stance(self, past: Past) -> Stance:
        """More lapses."""
        lapse = self.lapse + (self.worst - self.lapse) * self.gone(past)
        return replace(super().stance(past), lapse=lapse)
