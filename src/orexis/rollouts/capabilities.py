"""What a model's provider can do beyond what Inspect asks of every provider.

Providers say it with two attributes, `exact_choices` and `seeded`; this room reads them without
knowing the providers.
"""

from __future__ import annotations

from inspect_ai.model import Model


def gives_exact_choices(model: Model) -> bool:
    """Whether the provider gives the probability of each option instead of a draw."""
    return bool(getattr(model.api, "exact_choices", False))


def takes_seeds(model: Model) -> bool:
    """Whether a seed repeats a rollout."""
    return bool(getattr(model.api, "seeded", False))


def parallel_rollouts(model: Model) -> int:
    """How many rollouts to have under way at once."""
    return max(1, model.api.max_connections())
