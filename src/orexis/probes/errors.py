"""What can be wrong with what a user asks of a probe."""

from __future__ import annotations

from orexis.errors import OrexisError


class ProbeError(OrexisError):
    """A probe, design or setting that does not exist or does not fit."""
