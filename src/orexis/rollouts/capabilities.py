"""What a model's provider can do beyond what Inspect asks of every provider.

Providers say it with attributes, `exact_choices`, `seeded`, `takes_tools`, `window` and
`saves_checkpoints`; this room reads them without knowing the providers.
"""

from __future__ import annotations

from inspect_ai.model import Model


def gives_exact_choices(model: Model) -> bool:
    """Whether the provider gives the probability of each option instead of a draw."""
    return bool(getattr(model.api, "exact_choices", False))


def takes_seeds(model: Model) -> bool:
    """Whether a seed repeats a rollout."""
    return bool(getattr(model.api, "seeded", False))


def takes_tools(model: Model) -> bool:
    """Whether the model can call tools; it can unless its provider says otherwise."""
    return bool(getattr(model.api, "takes_tools", True))


def window_of(model: Model) -> int:
    """Tokens of context that the model has room for; 0 where its provider does not say it."""
    return int(getattr(model.api, "window", 0) or 0)


def saves_checkpoints(model: Model) -> bool:
    """Whether the provider can keep what the model has read, to go on from it in another process.

    It then understands `orexis_checkpoint` (the name to keep it under), `orexis_read` (write
    nothing) and `orexis_resume` (go on from what is kept).
    """
    return bool(getattr(model.api, "saves_checkpoints", False))


def parallel_rollouts(model: Model) -> int:
    """How many rollouts to have under way at once."""
    return max(1, model.api.max_connections())
