"""Organisms as Inspect models: `organism/FOLDER/stated-h8-s3`, `exact` and `contexts` by `-M`."""

from __future__ import annotations

from typing import Any

from inspect_ai.model import GenerateConfig

from orexis.agents.organisms.naming import organism
from orexis.agents.provider import AgentModel


class OrganismModel(AgentModel):
    """A trained organism; by choices alone, unless `exact` says otherwise.

    Raises:
        OrexisError: an unknown set, organism or argument.
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
        super().__init__(model_name, organism(model_name, model_args), config)
