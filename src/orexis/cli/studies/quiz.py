"""The study of a probe that puts quizzes: `sandbagging`, `why`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from inspect_ai.model import Model
from rich.console import Console, RenderableType

from orexis.calibration import calibrate, calibrate_why
from orexis.choices import ChoiceTable
from orexis.choices.logs import LogContents
from orexis.cli import facts
from orexis.cli.confusion import existence_tables, why_tables
from orexis.cli.facts import cores
from orexis.cli.options import Options
from orexis.cli.planning import show_plan
from orexis.cli.quiz_options import QuizOptions
from orexis.cli.studies.study import Roll, Study
from orexis.conclusions import Concluded, conclusions, rule_facts
from orexis.probes import PROBES
from orexis.probes.quiz import LADDER
from orexis.rollouts.capabilities import gives_exact_choices
from orexis.rollouts.run import Outcome, run_model
from orexis.rollouts.task import described, suited_asking

CONTROL_ROLLOUTS = 10
"""Of a probe with many conditions: enough to show whether a control works."""


class QuizStudy(Study):
    """A probe that puts quizzes, with the user's options.

    Raises:
        OrexisError: an option that does not fit.
    """

    def __init__(self, probe: str, options: Options) -> None:
        options.check_for(probe, QuizOptions)
        self.probe, self.question = probe, PROBES[probe].question
        self.options = options.quiz
        self.rule = self.options.rule()
        self.explanations = self.options.hypotheses(probe)
        self.design = self.options.design(probe)

    @property
    def seed(self) -> int:
        """The seed of the quizzes."""
        return self.design.seed

    def check(self) -> None:
        """Compose a text of every condition, and hold the explanations against each other."""
        self.design.library  # noqa: B018 - read for its faults
        self.options.check_separable(self.design, self.explanations)

    def suit(self, models: Sequence[Model]) -> None:
        """Ask in the way that suits the models."""
        exact = next((model for model in models if gives_exact_choices(model)), models[0])
        asking = suited_asking(exact, self.options.presentation)
        self.design = self.options.design(self.probe, asking)

    def control_repeats(self, given: int) -> int:
        """Rollouts per condition."""
        enough = min(self.options.rollouts, CONTROL_ROLLOUTS)
        return given or (enough if PROBES[self.probe].ablations else self.options.rollouts)

    def arguments(self) -> dict[str, Any]:
        """The design, the rule and the explanations."""
        return {
            "design": described(self.design),
            "rule": asdict(self.rule),
            "explanations": [one.described() for one in self.explanations],
        }

    def facts(self) -> dict[str, Any]:
        """The rule, and what each explanation predicts."""
        return {
            **rule_facts(self.probe, self.rule),
            **facts.explanation_facts(self.design, self.explanations, self.options),
        }

    def roll(self, model: Model, how: Roll) -> Outcome:
        """Run what is missing on one model."""
        repeats = how.repeats or self.design.rollouts
        return run_model(
            replace(self.design, rollouts=repeats),
            model,
            how.logs,
            done=how.done,
            budget=how.budget,
            report=how.report,
            buffer=how.buffer,
            cache=how.cache,
        )

    def contents_facts(self, contents: LogContents, unforked: Mapping[str, str]) -> dict[str, Any]:
        """The rungs, the texts as they were sent, the noise floor, and the forks."""
        found = {
            "quiz": facts.quiz_facts(contents, self.design),
            "texts": facts.example_texts(self.design, self._rung(contents)),
            "noise": facts.noise_facts(contents),
        }
        forks = {"forks": facts.fork_facts(contents, unforked)} if self.design.checks else {}
        return found | forks

    def calibrated(
        self, contents: LogContents | None, runs: int, report: Callable[[int, int], None]
    ) -> tuple[dict[str, Any], list[RenderableType]]:
        """The planted agents of the probe."""
        rung = self._rung(contents)
        if self.explanations:
            judged = calibrate_why(
                self.design, self.rule, self.explanations, rung, runs, report, cores()
            )
            return facts.why_calibration_facts(judged), why_tables(judged)
        found = calibrate(self.design, self.rule, rung, runs, report, cores())
        return facts.calibration_facts(found), existence_tables(found)

    def concluded(self, table: ChoiceTable) -> Concluded:
        """Estimates and verdicts."""
        return conclusions(self.probe, table, self.rule, self.explanations)

    def show_plan(self, console: Console, models: Sequence[str], controls: Sequence[str]) -> None:
        """Print what a run would ask, cost and see."""
        local = any(name.startswith("local/") for name in models)
        exact = local and self.options.presentation == "inline"
        design = self.options.design(self.probe, "statement" if exact else "quiz")
        show_plan(console, design, self.options, tuple(models), tuple(controls))

    def _rung(self, contents: LogContents | None) -> str:
        used = contents.rung.values() if contents else ()
        return next(iter(used), self.design.rung or LADDER[-1].name)
