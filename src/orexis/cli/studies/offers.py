"""The study of a probe that puts offers: `price`, `horizon`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from inspect_ai.model import Model
from rich.console import Console, RenderableType

from orexis.calibration.offers import calibrate_offers, offer_facts
from orexis.choices import ChoiceTable
from orexis.choices.logs import LogContents
from orexis.cli import facts
from orexis.cli.elicitation import elicitation_facts
from orexis.cli.facts import cores
from orexis.cli.offer_confusion import offer_tables
from orexis.cli.offer_options import OfferOptions, offer_design
from orexis.cli.offer_planning import show_offer_plan
from orexis.cli.options import Options
from orexis.cli.studies.study import Roll, Study, check_scoring
from orexis.conclusions import Concluded, conclusions, rule_facts
from orexis.estimates import Rule
from orexis.probes.offers import OFFERS
from orexis.probes.offers.offer import level_of
from orexis.rollouts.capabilities import gives_exact_choices
from orexis.rollouts.offers.run import run_offers
from orexis.rollouts.queueing import Done
from orexis.rollouts.run import Outcome
from orexis.rollouts.task import described

CONTROL_OFFERS = 16
"""Fewer drawn answers a condition leave many a planted agent open."""


class OfferStudy(Study):
    """A probe that puts offers, with the user's options.

    Raises:
        OrexisError: an option that does not fit.
    """

    def __init__(self, probe: str, options: Options) -> None:
        options.check_for(probe, OfferOptions)
        self.probe, self.question = probe, OFFERS[probe].question
        self.design = offer_design(probe, options.shared, options.offers)

    @property
    def seed(self) -> int:
        """The seed of the placement, and of the answers."""
        return self.design.seed

    def check(self) -> None:
        """Compose a text of every condition."""
        self.design.check()

    def suit(self, models: Sequence[Model]) -> None:
        """The texts of options can be scored where a model gives probabilities only."""
        check_scoring(self.design.asking, models)

    def control_repeats(self, given: int) -> int:
        """Offers per condition: planted agents cost nothing, and have to show that they work."""
        return given or max(self.design.offers, CONTROL_OFFERS)

    def arguments(self) -> dict[str, Any]:
        """The design."""
        return {"design": described(self.design)}

    def facts(self) -> dict[str, Any]:
        """The rule."""
        return rule_facts(self.probe, Rule())

    def roll(self, model: Model, how: Roll) -> Outcome:
        """Put what is missing to one model."""
        # A planted agent answers by letter, whatever is scored of the models.
        asking = self.design.asking if gives_exact_choices(model) else "letter"
        design = replace(self.design, offers=how.repeats or self.design.offers, asking=asking)
        return run_offers(
            design,
            model,
            how.logs,
            done=how.done,
            budget=how.budget,
            report=how.report,
            buffer=how.buffer,
            cache=how.cache,
        )

    def done(self, contents: LogContents, model: str) -> dict[str, Done]:
        """What became of completed offers."""
        accepted = contents.accepted(model)
        levels = {
            one.rollout.removeprefix(f"{model}/"): level_of(one.item)
            for one in contents.choices
            if one.model == model
        }
        tokens = contents.tokens.get(model, {})
        scores = contents.scores.get(model, {})
        return {
            name: Done(score, tokens[name], accepted.get(name, {}), levels.get(name))
            for name, score in scores.items()
        }

    def contents_facts(self, contents: LogContents, unforked: Mapping[str, str]) -> dict[str, Any]:
        """The texts as they were sent, and the noise floor."""
        del unforked
        return {"texts": list(contents.texts.values()), "noise": facts.noise_facts(contents)}

    def calibrated(
        self, contents: LogContents | None, runs: int, report: Callable[[int, int], None]
    ) -> tuple[dict[str, Any], list[RenderableType]]:
        """The planted agents of the probe."""
        del contents
        found = calibrate_offers(self.design, runs, report, cores())
        return offer_facts(found), offer_tables(found)

    def concluded(self, table: ChoiceTable) -> Concluded:
        """Estimates and verdicts, and what exact choices saved."""
        found = conclusions(self.probe, table, Rule())
        return replace(found, facts={**found.facts, **elicitation_facts(table, found.estimates)})

    def show_plan(self, console: Console, models: Sequence[str], controls: Sequence[str]) -> None:
        """Print what a run would ask and cost."""
        show_offer_plan(console, self.design, models, controls)
