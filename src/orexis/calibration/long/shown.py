"""What planted agents read in the offers of a long rollout: each once, for all agents and runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from orexis.agents.planted.choosers.reader import default_offer_reader
from orexis.agents.planted.choosers.reading import OfferReading
from orexis.agents.planted.long.chooser import LongChooser, Stance
from orexis.contexts import Condition, Message
from orexis.curves.psychometric import FIRST, SECOND, chance
from orexis.probes.long import LongDesign, Script, Turn

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Readings:
    """What stands in the offers along one target."""

    design: LongDesign
    target: Condition
    items: tuple[OfferReading, ...]
    """Of a checkpoint."""
    trunk: tuple[OfferReading, ...]
    """Of the episodes, the one after the last included: it follows on a cleared context."""


def read_long(design: LongDesign, target: Condition, block: int = 0) -> Readings:
    """Read the offers of a design as planted agents would, in the wordings of one block."""
    script = Script(design, target, "joined", block)
    episodes = [script.episode(number)[-1] for number in range(1, design.episodes + 2)]
    return Readings(design, target, _read(script, script.probes()), _read(script, episodes))


def _read(script: Script, turns: Sequence[Turn]) -> tuple[OfferReading, ...]:
    reader = default_offer_reader(script.design.contexts)
    system = Message("system", script.system())
    return tuple(reader.read([system, Message("user", turn.text)]) for turn in turns)


@dataclass(frozen=True)
class Shown:
    """Offers as one agent weighs them before anything has happened."""

    agent: LongChooser
    readings: tuple[OfferReading, ...]

    @cached_property
    def stake(self) -> Array:
        """(N,) log of the stake."""
        return np.array([one.stake for one in self.readings])

    @cached_property
    def level(self) -> Array:
        """(N,) where it takes half of the offers."""
        return np.array([self.agent.level(one) for one in self.readings])

    @cached_property
    def trades(self) -> Array:
        """(N,) 1 where an offer brings what it minds, 0 at an anchor."""
        return np.array([float(self.agent.trades(one)) for one in self.readings])

    @cached_property
    def standing(self) -> Array:
        """(N,) the same, but 0 as well where accepting does not stand."""
        stands = [float(one.standing == "accept") for one in self.readings]
        return np.asarray(self.trades * np.array(stands))

    @cached_property
    def first(self) -> Array:
        """(N,) sign of the position bias."""
        return np.array([FIRST if one.first else SECOND for one in self.readings])

    def chances(self, stance: Stance) -> Array:
        """(N,) probability that each is accepted, from where the agent stands."""
        moved = self.trades * stance.level + self.standing * stance.standing
        level = self.level + moved - stance.lean / stance.slope
        bias = self.agent.bias
        found = chance(self.stake, level, stance.slope, stance.lapse, bias, self.first)
        return np.asarray(found, dtype=np.float64)

    def chance(self, place: int, stance: Stance) -> float:
        """The same of one of them."""
        moved = self.trades[place] * stance.level + self.standing[place] * stance.standing
        odds = stance.slope * (self.stake[place] - self.level[place] - moved) + stance.lean
        odds += self.agent.bias * self.first[place]
        return float(stance.lapse / 2 + (1 - stance.lapse) * 0.5 * (1 + np.tanh(0.5 * odds)))
