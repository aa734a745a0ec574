"""The study of a probe that follows long rollouts: `drift`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from inspect_ai.model import Model
from rich.console import Console, RenderableType

from orexis.calibration.long import calibrate_long, long_facts
from orexis.choices import ChoiceTable
from orexis.choices.logs import LogContents
from orexis.cli import facts
from orexis.cli.facts import cores
from orexis.cli.folder import RunFolder
from orexis.cli.forking import take_over
from orexis.cli.long_confusion import long_tables
from orexis.cli.long_options import LongOptions, donor_of, long_design
from orexis.cli.long_planning import show_long_plan
from orexis.cli.options import SHARED, Options
from orexis.cli.studies.study import Roll, Study, check_scoring
from orexis.conclusions import Concluded, conclusions, rule_facts
from orexis.errors import OrexisError
from orexis.estimates import Rule
from orexis.probes.long import DONOR, INHERITED, QUESTION
from orexis.rollouts.capabilities import gives_exact_choices
from orexis.rollouts.long.run import run_long
from orexis.rollouts.run import Outcome
from orexis.rollouts.task import described

CONTROL_ROLLOUTS = 8
"""Of a planted agent: a rollout is hundreds of calls."""


class LongStudy(Study):
    """The probe that follows long rollouts, with the user's options.

    Raises:
        OrexisError: an option that does not fit.
    """

    def __init__(self, probe: str, options: Options) -> None:
        options.check_for(probe, LongOptions, (*SHARED, "rollouts"))
        if options.quiz.wording:
            raise OrexisError(f"the probe '{probe}' has no option --wording")
        self.probe, self.question = probe, QUESTION
        rollouts = options.quiz.rollouts if "rollouts" in options.given else None
        self.design = long_design(options.shared, options.long, rollouts)
        self.donor, self.donor_folder = donor_of(options.long)
        self.earlier = options.long.earlier
        if self.donor_folder is None and not self.donor:
            self.donor = DONOR

    @property
    def seed(self) -> int:
        """The seed of the work, and of the answers."""
        return self.design.seed

    @property
    def inherits(self) -> bool:
        """Whether contexts are inherited."""
        return INHERITED in self.design.topologies

    @property
    def inherited_from(self) -> str:
        """The donor's name, or the folder of its run."""
        return str(self.donor_folder or self.donor)

    @property
    def beside(self) -> tuple[str, ...]:
        """The donor, where it is a model and somebody inherits from it."""
        return (self.donor,) if self.inherits and self.donor else ()

    def check(self) -> None:
        """Compose a text of everything."""
        self.design.check()

    def suit(self, models: Sequence[Model]) -> None:
        """The texts of options can be scored where a model gives probabilities only."""
        check_scoring(self.design.asking, models)

    def control_repeats(self, given: int) -> int:
        """Rollouts of a planted agent: enough to show that the texts and the figures work."""
        return given or min(self.design.rollouts, CONTROL_ROLLOUTS)

    def arguments(self) -> dict[str, Any]:
        """The design and the donor."""
        return {
            "design": described(self.design),
            "donor": self.inherited_from if self.inherits else "",
        }

    def facts(self) -> dict[str, Any]:
        """The rule, and whose contexts are inherited."""
        donor = {"donor": self.inherited_from} if self.inherits else {}
        return {**rule_facts(self.probe, Rule()), **donor}

    def begin(self, folder: RunFolder) -> None:
        """Take over the rollouts of an earlier run."""
        if self.earlier is not None:
            take_over(self.earlier, folder, described(self.design))

    def roll(self, model: Model, how: Roll) -> Outcome:
        """Run what is missing on one model."""
        # A planted agent answers by letter, whatever is scored of the models.
        asking = self.design.asking if gives_exact_choices(model) else "letter"
        design = replace(self.design, rollouts=how.repeats or self.design.rollouts, asking=asking)
        return run_long(
            design,
            model,
            how.logs,
            done=how.done,
            budget=how.budget,
            report=how.report,
            buffer=how.buffer,
            cache=how.cache,
            donor=self.donor,
            donor_logs=self.donor_folder and self.donor_folder / "logs",
        )

    def contents_facts(self, contents: LogContents, unforked: Mapping[str, str]) -> dict[str, Any]:
        """The texts as they were sent, how the work went, and where windows were full."""
        del unforked
        return {
            "texts": list(contents.texts.values()),
            "noise": facts.noise_facts(contents),
            **facts.work_facts(contents),
        }

    def calibrated(
        self, contents: LogContents | None, runs: int, report: Callable[[int, int], None]
    ) -> tuple[dict[str, Any], list[RenderableType]]:
        """The planted agents of the probe."""
        del contents
        found = long_facts(calibrate_long(self.design, runs, report, cores()))
        return found, long_tables(found)

    def concluded(self, table: ChoiceTable) -> Concluded:
        """Estimates and verdicts."""
        return conclusions(self.probe, table, Rule())

    def show_plan(self, console: Console, models: Sequence[str], controls: Sequence[str]) -> None:
        """Print what a run would ask and cost."""
        show_long_plan(console, self.design, models, controls, self.inherited_from)
