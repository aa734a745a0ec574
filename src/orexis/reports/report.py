"""The inputs of a report, gathered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from orexis.choices import ChoiceTable
from orexis.estimates import Estimate, Verdict
from orexis.reports.words import listing


@dataclass(frozen=True)
class Report:
    """Everything that a report is made of.

    `run` is the content of `run.json`. A foreign table has next to nothing there: whatever is
    absent is left out of the report or named as not known.
    """

    table: ChoiceTable
    estimates: tuple[Estimate, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    notes: tuple[str, ...] = ()
    """What the table can't answer, a sentence each."""
    run: Mapping[str, Any] = field(default_factory=dict)

    @property
    def controls(self) -> tuple[str, ...]:
        """Planted agents, in the order of the run."""
        return tuple(dict.fromkeys(str(name) for name in listing(self.run.get("controls"))))

    @property
    def user_models(self) -> tuple[str, ...]:
        """The models under study: those that the run names, then any others with data."""
        named = [str(name) for name in listing(self.run.get("models"))]
        seen = [*named, *self.table.models, *(item.model for item in self._conclusions())]
        return tuple(name for name in dict.fromkeys(seen) if name not in self.controls)

    @property
    def models(self) -> tuple[str, ...]:
        """The models under study, then the controls."""
        return self.user_models + self.controls

    @property
    def complete(self) -> bool:
        """False where the run says that it ended early."""
        return self.run.get("complete") is not False and not self.run.get("stopped")

    def estimates_of(self, model: str, estimand: str | None = None) -> list[Estimate]:
        """The estimates of one model, all of them or those of one estimand."""
        return [
            estimate
            for estimate in self.estimates
            if estimate.model == model and estimand in (None, estimate.estimand)
        ]

    def verdicts_of(self, model: str) -> list[Verdict]:
        """The verdicts on one model."""
        return [verdict for verdict in self.verdicts if verdict.model == model]

    def _conclusions(self) -> tuple[Estimate | Verdict, ...]:
        return (*self.verdicts, *self.estimates)
