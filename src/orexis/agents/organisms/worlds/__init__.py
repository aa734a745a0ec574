"""The worlds that organisms are trained in, by name."""

from collections.abc import Mapping
from types import MappingProxyType

from orexis.agents.organisms.worlds.resources import RESOURCES
from orexis.agents.organisms.worlds.thermometer import THERMOMETER
from orexis.agents.organisms.worlds.world import Crew, Regime, Streams, World, crew_of

_KNOWN: tuple[World, ...] = (THERMOMETER, RESOURCES)
WORLDS: Mapping[str, World] = MappingProxyType({world.name: world for world in _KNOWN})

__all__ = ["WORLDS", "Crew", "Regime", "Streams", "World", "crew_of"]
