"""Packages that only the local model needs, imported when they are first used."""

import importlib
import importlib.util
from types import ModuleType

from orexis.errors import OrexisError


def require_extra(name: str) -> None:
    """Check that a package of the extra `local` is installed, without importing it.

    Args:
        name: The package, as it is imported.

    Raises:
        OrexisError: It is not installed.
    """
    if importlib.util.find_spec(name) is None:
        raise _missing(name)


def load_extra(name: str) -> ModuleType:
    """Import a package of the extra `local`.

    Args:
        name: The package, as it is imported.

    Returns:
        The imported module.

    Raises:
        OrexisError: It is not installed, or does not import.
    """
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise _missing(name) from error


def _missing(name: str) -> OrexisError:
    return OrexisError(
        f"The local model needs the package {name!r}, which is not installed or does not import: "
        "run `pip install 'orexis[local]'`."
    )
