"""Small networks in numpy, many of one shape side by side."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from orexis.agents.organisms.networks.memoryless import Memoryless
from orexis.agents.organisms.networks.network import Network, Pass, Weights, sigmoid
from orexis.agents.organisms.networks.recurrent import Recurrent
from orexis.errors import OrexisError

NETWORKS: Mapping[str, Callable[[int, int], Network]] = MappingProxyType(
    {"memoryless": Memoryless, "recurrent": Recurrent}
)
REMEMBERING = 12
"""Hidden units of a recurrent network."""


def network_of(name: str, inputs: int, hidden: int) -> Network:
    """The network of this name.

    Raises:
        OrexisError: there is none.
    """
    if name not in NETWORKS:
        raise OrexisError(f"there is no network '{name}'; there are: {', '.join(NETWORKS)}")
    return NETWORKS[name](inputs, hidden)


def units_of(name: str, suited: int) -> int:
    """Hidden units of a network of this name in a world to which `suited` tanh units do."""
    return REMEMBERING if name == "recurrent" else suited


__all__ = [
    "NETWORKS",
    "Memoryless",
    "Network",
    "Pass",
    "Recurrent",
    "Weights",
    "network_of",
    "sigmoid",
    "units_of",
]
