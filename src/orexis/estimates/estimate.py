"""What follows from a table: estimates that cannot stand without an interval, and verdicts."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

EXISTENCE = "This is about existence, not about why."
"""What a verdict on a difference never leaves out."""
Status = Literal["supported", "rejected", "undecided", "uninterpretable"]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number with its interval.

    Raises:
        ValueError: a value without bounds around it, or a nan without the reason for it.
    """

    estimand: str
    """What is estimated, e.g. `accuracy` or `gap`."""
    model: str
    value: float
    low: float
    high: float
    level: float
    """Confidence level of the interval, e.g. 0.95."""
    n: int
    """Rollouts behind the figure."""
    method: str
    cell: Mapping[str, str] = field(default_factory=dict)
    """Factor levels of the cell, where the estimate belongs to one."""
    reason: str = ""
    """Why the value could not be computed, where it is nan."""

    def __post_init__(self) -> None:
        if math.isnan(self.value):
            if not self.reason:
                raise ValueError(f"the estimate '{self.estimand}' is nan without a reason")
        elif not self.low <= self.value <= self.high:
            raise ValueError(
                f"the estimate '{self.estimand}' = {self.value} lies outside its own interval "
                f"[{self.low}, {self.high}]"
            )

    @classmethod
    def absent(
        cls,
        estimand: str,
        model: str,
        *,
        reason: str,
        level: float,
        cell: Mapping[str, str] | None = None,
        n: int = 0,
    ) -> Estimate:
        """An estimate that could not be computed, with the reason."""
        nan = math.nan
        return cls(estimand, model, nan, nan, nan, level, n, "none", cell or {}, reason)


@dataclass(frozen=True, slots=True)
class Verdict:
    """A conclusion by a rule that was fixed before the data were seen."""

    model: str
    statement: str
    """The claim that is judged, in words."""
    status: Status
    because: str
    """The step of the rule that decided, in one sentence with its figures."""
    scope: str
    """For which model, environment and texts it holds."""
    estimates: tuple[Estimate, ...] = ()
    """The estimates that it rests on."""
    detectable: float = math.nan
    """The smallest effect that this design would have found in 80% of runs; nan if unknown."""
    cell: Mapping[str, str] = field(default_factory=dict)
    """Factor levels of the context that it is about."""
