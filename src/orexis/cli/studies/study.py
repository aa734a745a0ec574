"""A study: one probe with the user's options, from the plan to what is concluded."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from inspect_ai.model import Model
from rich.console import Console, RenderableType

from orexis.choices import ChoiceTable
from orexis.choices.logs import LogContents
from orexis.cli.folder import RunFolder
from orexis.conclusions import Concluded
from orexis.errors import OrexisError
from orexis.rollouts.capabilities import gives_exact_choices
from orexis.rollouts.queueing import Done, Progress
from orexis.rollouts.run import Outcome


@dataclass(frozen=True)
class Roll:
    """How one model is to be run."""

    logs: Path
    done: Mapping[str, Done]
    """What an earlier run completed, by sample id."""
    budget: int
    report: Callable[[Progress], None]
    buffer: int
    cache: bool
    repeats: int
    """Rollouts or offers per condition; 0 for the design's own number."""


class Study(ABC):
    """One probe with the user's options."""

    probe: str
    question: str

    @property
    @abstractmethod
    def seed(self) -> int:
        """What makes the run repeatable."""

    @property
    def beside(self) -> tuple[str, ...]:
        """Models that have to be run before the others, beside those that the user names."""
        return ()

    @abstractmethod
    def check(self) -> None:
        """Check texts and explanations before anything is called or computed.

        Raises:
            OrexisError: a wording or an explanation is wrong, or cannot be told from another.
        """

    @abstractmethod
    def suit(self, models: Sequence[Model]) -> None:
        """Choose what depends on the models.

        Raises:
            OrexisError: a setting that does not fit them.
        """

    @abstractmethod
    def control_repeats(self, given: int) -> int:
        """Rollouts or offers per condition of a planted agent, given the user's number or 0."""

    @abstractmethod
    def arguments(self) -> dict[str, Any]:
        """What has to be the same for a run to go on."""

    @abstractmethod
    def facts(self) -> dict[str, Any]:
        """What run.json says from the start: the rule, and what is predicted."""

    def begin(self, folder: RunFolder) -> None:
        """What a run's folder needs before anything is run; as a rule nothing."""
        del folder

    @abstractmethod
    def roll(self, model: Model, how: Roll) -> Outcome:
        """Run what is missing on one model."""

    def done(self, contents: LogContents, model: str) -> dict[str, Done]:
        """What the logs have of a model, by sample id: scores and tokens."""
        tokens = contents.tokens.get(model, {})
        scores = contents.scores.get(model, {})
        return {name: Done(score, tokens[name]) for name, score in scores.items()}

    @abstractmethod
    def contents_facts(self, contents: LogContents, unforked: Mapping[str, str]) -> dict[str, Any]:
        """What run.json says once the models have been run."""

    @abstractmethod
    def calibrated(
        self, contents: LogContents | None, runs: int, report: Callable[[int, int], None]
    ) -> tuple[dict[str, Any], list[RenderableType]]:
        """Planted agents through the probe: what run.json says of them, and tables to print."""

    @abstractmethod
    def concluded(self, table: ChoiceTable) -> Concluded:
        """Estimates and verdicts.

        Raises:
            ChoiceTableError: the table cannot answer the probe's question.
        """

    @abstractmethod
    def show_plan(self, console: Console, models: Sequence[str], controls: Sequence[str]) -> None:
        """Print what a run would ask, cost and see."""


def check_scoring(asking: str, models: Sequence[Model]) -> None:
    """Refuse to score the texts of options where a model gives no probabilities.

    Raises:
        OrexisError: with the model's name.
    """
    for model in models:
        if asking == "text" and not gives_exact_choices(model):
            raise OrexisError(
                f"{model} gives no probabilities, so the texts of options cannot be scored; "
                "leave out --asking text"
            )
