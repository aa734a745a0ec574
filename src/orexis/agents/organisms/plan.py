"""The plan of a trained set: which organisms, how long at most, and when they are trained."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from types import MappingProxyType

from orexis.agents.organisms.learning.reinforce import STREAM
from orexis.agents.organisms.learning.settings import Settings
from orexis.agents.organisms.networks import NETWORKS, units_of
from orexis.agents.organisms.worlds import WORLDS
from orexis.errors import OrexisError

SUITED: Mapping[str, Settings] = MappingProxyType({"resources": Settings(decisions=256, most=3000)})
"""Where less than usual is enough: all who can reach the criterion do so within it."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Which organisms are to be trained: every regime with every horizon and every seed."""

    world: str
    regimes: tuple[str, ...]
    horizons: tuple[int, ...]
    """Steps of the training episodes."""
    seeds: int
    """Organisms of each regime and horizon."""
    seed: int = 0
    """Of all random numbers."""
    network: str = "memoryless"
    most: int | None = None
    """Updates after which a training ends, reached or not; None for what suits the world."""
    criterion: float = Settings().criterion
    """Regret below which an organism counts as trained."""

    @property
    def hidden(self) -> int:
        """Hidden units of each network."""
        return units_of(self.network, WORLDS[self.world].hidden)

    @property
    def settings(self) -> Settings:
        """How long, and how fast, they learn."""
        suited = SUITED.get(self.world, Settings())
        most = suited.most if self.most is None else self.most
        return replace(suited, criterion=self.criterion, most=most)

    def check(self) -> None:
        """Raises OrexisError where it cannot be trained, with what to do."""
        _check_known("world", self.world, WORLDS)
        _check_known("network", self.network, NETWORKS)
        for regime in self.regimes:
            _check_known(f"regime of {self.world}", regime, WORLDS[self.world].regimes)
        for what, some in (("regime", self.regimes), ("horizon", self.horizons)):
            if len(set(some)) < len(some) or not some:
                raise OrexisError(f"give each {what} once, and at least one")
        counts = {
            "horizons": min(self.horizons, default=0),
            "seeds": self.seeds,
            "updates": self.settings.most,
        }
        for what, least in counts.items():
            if least < 1:
                raise OrexisError(f"{what} have to be 1 or more, not {least}")
        if not 0 < self.criterion < 1:
            raise OrexisError(f"the criterion is a regret between 0 and 1, not {self.criterion:g}")
        if self.network == "recurrent" and max(self.horizons) > STREAM:
            raise OrexisError(
                f"a recurrent network is trained on episodes of at most {STREAM} steps"
            )


def _check_known(what: str, name: str, known: Collection[str]) -> None:
    if name not in known:
        near = get_close_matches(name, known, 1)
        hint = f"did you mean '{near[0]}'? There are" if near else "there are"
        raise OrexisError(f"there is no {what} '{name}'; {hint}: {', '.join(known)}")
