"""Planted agents as Inspect models: `planted/threat-avoider`, parameters through `-M`."""

from __future__ import annotations

from typing import Any

from inspect_ai.model import GenerateConfig

from orexis.agents.planted.catalogue import any_planted
from orexis.agents.provider import AgentModel


class PlantedModel(AgentModel):
    """A planted agent.

    Raises:
        OrexisError: an unknown agent or parameter.
    """

    def __init__(
        self,
        model_name: str,
        base_url: str | None = None,
        api_key: str | None = None,
        config: GenerateConfig | None = None,
        **model_args: Any,
    ) -> None:
        del base_url, api_key
        agent = any_planted(model_name.removeprefix("planted/"), model_args)
        super().__init__(model_name, agent, config)
