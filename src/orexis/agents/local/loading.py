"""From the user's settings to a model that answers in this process."""

from dataclasses import dataclass
from pathlib import Path

from orexis.agents.local.engine import check_model_file, default_threads, start_engine
from orexis.agents.local.extras import require_extra
from orexis.agents.local.settings import Settings
from orexis.agents.local.weights import f16_weights, find_weights


@dataclass(frozen=True)
class LoadedModel:
    """A model that answers."""

    address: str
    """Where its server listens."""
    path: Path
    """The file that it was loaded from."""


def check_installation(settings: Settings) -> None:
    """Check that the packages and the model file are there, without loading anything.

    Args:
        settings: Which model, and how it is to run.

    Raises:
        OrexisError: Something is missing or damaged.
    """
    require_extra("xllamacpp")
    if settings.threads is None:
        default_threads()
    if settings.path is not None:
        check_model_file(settings.path)
    else:
        find_weights()


def load_model(settings: Settings) -> LoadedModel:
    """Load the model, or find it loaded.

    A file that the user names is taken as it is; SmolLM2's is converted to F16 once.

    Args:
        settings: Which model, and how it is to run.

    Returns:
        Where it answers and what it is.

    Raises:
        OrexisError: It cannot be converted or loaded.
    """
    path = settings.path or f16_weights(find_weights())
    folder = settings.checkpoint_folder
    return LoadedModel(start_engine(path, settings.threads, settings.n_ctx, folder), path)
