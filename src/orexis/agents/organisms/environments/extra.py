"""Gymnasium (MIT licence), of the extra `worlds`: imported here and nowhere else."""

from orexis.errors import OrexisError

try:
    import gymnasium
except ImportError as error:
    raise OrexisError(
        "The environments need the package 'gymnasium', which is not installed or does not "
        "import: run `pip install 'orexis[worlds]'`."
    ) from error

__all__ = ["gymnasium"]
