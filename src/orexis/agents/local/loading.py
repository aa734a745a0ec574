"""From the user's settings to a model that answers in this process."""

from orexis.agents.local.engine import check_model_file, default_threads, start_engine
from orexis.agents.local.extras import require_extra
from orexis.agents.local.settings import Settings
from orexis.agents.local.weights import f16_weights, find_weights


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


def load_model(settings: Settings) -> str:
    """Load the model, or find it loaded.

    A file that the user names is taken as it is; SmolLM2's is converted to F16 once.

    Args:
        settings: Which model, and how it is to run.

    Returns:
        The address of its server.

    Raises:
        OrexisError: It cannot be converted or loaded.
    """
    path = settings.path or f16_weights(find_weights())
    return start_engine(path, settings.threads, settings.n_ctx)
