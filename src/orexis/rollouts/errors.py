"""What can go wrong while rollouts run."""

from __future__ import annotations

from orexis.errors import OrexisError


class RolloutError(OrexisError):
    """A run that could not be started, continued or finished."""
