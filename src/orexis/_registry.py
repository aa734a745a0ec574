"""What Inspect finds through the entry point: the probes as tasks, the agents as models."""

from inspect_ai.model import ModelAPI, modelapi

from orexis.rollouts.long.task import drift
from orexis.rollouts.offers.task import horizon, price, resources
from orexis.rollouts.task import sandbagging, why

__all__ = [
    "drift",
    "horizon",
    "local",
    "organism",
    "planted",
    "price",
    "resources",
    "sandbagging",
    "why",
]


@modelapi(name="planted")
def planted() -> type[ModelAPI]:
    """Planted agents: `planted/honest-worker` and its siblings."""
    from orexis.agents.planted.provider import PlantedModel  # noqa: PLC0415 - on demand

    return PlantedModel


@modelapi(name="organism")
def organism() -> type[ModelAPI]:
    """Trained organisms: `organism/thermometer/stated-h8-s0`."""
    from orexis.agents.organisms.provider import OrganismModel  # noqa: PLC0415 - on demand

    return OrganismModel


@modelapi(name="local")
def local() -> type[ModelAPI]:
    """A language model on this machine: `local/smollm2`."""
    from orexis.agents.local.provider import LocalModel  # noqa: PLC0415 - on demand

    return LocalModel
