"""The three worlds as Gymnasium environments, for any reinforcement learner; see README.md.

Importing this package registers `orexis/Thermometer-v0`, `orexis/Resources-v0` and
`orexis/HiddenIncentive-v0`; `gymnasium.make` then knows them. It needs the extra `worlds`
(`pip install 'orexis[worlds]'`); nothing else of Orexis does.
"""

from orexis.agents.organisms.environments.extra import gymnasium
from orexis.agents.organisms.environments.incentive import HiddenIncentiveEnv
from orexis.agents.organisms.environments.resources import ResourcesEnv
from orexis.agents.organisms.environments.stream import StreamEnv
from orexis.agents.organisms.environments.thermometer import ThermometerEnv

ENVIRONMENTS = {
    "orexis/Thermometer-v0": ThermometerEnv,
    "orexis/Resources-v0": ResourcesEnv,
    "orexis/HiddenIncentive-v0": HiddenIncentiveEnv,
}

for name, environment in ENVIRONMENTS.items():
    if name not in gymnasium.registry:
        gymnasium.register(name, f"{environment.__module__}:{environment.__name__}")

__all__ = ["ENVIRONMENTS", "HiddenIncentiveEnv", "ResourcesEnv", "StreamEnv", "ThermometerEnv"]
