"""Options of the probes that put quizzes, and how they become a design."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from orexis.cli.arguments import pairs_of
from orexis.contexts import Condition
from orexis.errors import OrexisError
from orexis.estimates import Rule
from orexis.probes import ASKINGS, PRESENTATIONS, PROBES, Asking, Design, Presentation
from orexis.probes.explanations import (
    Explanation,
    check_separable,
    inseparable,
    load_explanations,
)
from orexis.probes.offers import OfferAsking
from orexis.probes.offers.probe import OFFER_ASKINGS
from orexis.probes.quiz import LADDER
from orexis.probes.why.design import fraction_of

Command = Callable[..., Any]
POINTS = "points"
CHECKED = 5
"""Rollouts per condition that are forked for manipulation checks."""


@dataclass(frozen=True)
class QuizOptions:
    """What a user said about the design; the way of asking may depend on the model."""

    factor: tuple[str, ...]
    rollouts: int
    questions: int
    threshold: int
    rung: str | None
    asking: Asking | OfferAsking | None
    presentation: Presentation
    wording: tuple[str, ...]
    contexts: Path | None
    seed: int
    margin: float
    plan: str | None
    explanation: tuple[str, ...]
    explanations: Path | None
    separate: tuple[str, ...]
    checks: int | None

    def design(self, probe: str, suited: Asking = "quiz") -> Design:
        """The design, asked in the way that suits the models unless the user chose one.

        Raises:
            OrexisError: a setting that does not fit.
        """
        asked = PROBES[probe]
        keep = {name: levels.split(",") for name, levels in pairs_of("--factor", self.factor)}
        asking = self.asking or suited
        if asking not in ASKINGS:
            raise OrexisError(
                f"the probe '{probe}' puts a quiz: --asking is one of {', '.join(ASKINGS)}"
            )
        if not asked.ablations and (self.plan or self.explanation or self.explanations):
            raise OrexisError(f"the probe '{probe}' has one design and no explanations")
        if not asked.ablations and self.checks:
            raise OrexisError(f"the probe '{probe}' has no manipulation checks")
        checks = CHECKED if self.checks is None else self.checks
        return Design(
            conditions=asked.conditions(keep, self.plan or ""),
            probe=probe,
            checks=min(checks, self.rollouts) if asked.ablations else 0,
            rollouts=self.rollouts,
            questions=self.questions,
            threshold=self.threshold,
            rung=self.rung or "",
            asking=asking,
            presentation=self.presentation,
            wording=tuple(pairs_of("--wording", self.wording)),
            contexts=str(self.contexts.resolve()) if self.contexts else "",
            seed=self.seed,
        )

    def hypotheses(self, probe: str) -> tuple[Explanation, ...]:
        """The explanations that are to be told apart; none where the probe asks no why.

        Raises:
            OrexisError: an unknown name, or a file that is wrong.
        """
        asked = PROBES[probe]
        if not asked.ablations:
            return ()
        found = load_explanations(probe, asked.factors, self.explanations, asked.baseline)
        return chosen(found, self.explanation)

    def check_separable(self, design: Design, explanations: Sequence[Explanation]) -> None:
        """Refuse a design that cannot tell apart what the user wants to be told apart.

        Raises:
            OrexisError: two explanations predict the same everywhere, with what would help.
        """
        pairs = [tuple(given.split(",")) for given in self.separate]
        for pair in pairs:
            if len(pair) != 2:  # noqa: PLR2004 - a pair
                raise OrexisError(f"--separate takes two names, A,B, not '{','.join(pair)}'")
        if explanations:
            check_separable(
                explanations,
                [(pair[0], pair[1]) for pair in pairs] or None,
                judged(design),
                design.asks.factors,
                design.asks.baseline,
            )
            silent = () if pairs else inseparable(explanations, judged(design)).silent
            if silent:
                raise OrexisError(
                    f"'{silent[0]}' predicts nothing in any condition of the plan that verdicts "
                    "rest on: leave it out (--explanation), or add the levels that it names"
                )

    def crossing(self, probe: str) -> tuple[str, ...]:
        """How the ablations are crossed, in plain lines."""
        keep = {name: levels.split(",") for name, levels in pairs_of("--factor", self.factor)}
        plan = self.plan or next(iter(PROBES[probe].designs))
        said = f"Design {plan}: {PROBES[probe].designs[plan]}."
        return (said, *(() if plan == "sweep" else fraction_of(keep, plan).describe()))

    def rule(self) -> Rule:
        """The rule of the verdicts.

        Raises:
            OrexisError: a margin outside (0, 1).
        """
        try:
            return Rule(threshold=self.threshold / 100, margin=self.margin)
        except ValueError as error:
            raise OrexisError(str(error)) from error


QUIZ_OPTIONS: tuple[Callable[[Command], Command], ...] = (
    click.option(
        "--factor",
        multiple=True,
        metavar="NAME=LEVEL,...",
        help="Keep only these levels of a factor, e.g. --factor prompt=best_effort.",
    ),
    click.option(
        "--rollouts", default=50, show_default=True, help="Rollouts per condition and model."
    ),
    click.option("--questions", default=10, show_default=True, help="Questions per rollout."),
    click.option(
        "--threshold", default=50, show_default=True, help="Score in percent the trigger names."
    ),
    click.option(
        "--rung",
        help="Rung of the quiz ladder: "
        + ", ".join(rung.name for rung in LADDER)
        + ". By default the hardest one that the model can do.",
    ),
    click.option(
        "--asking",
        type=click.Choice((*ASKINGS, *OFFER_ASKINGS)),
        help="The whole quiz at once, or one question at a time with or without its options; by "
        "default what suits the models. Of an offer, where choices are exact: the option's letter, "
        "or its text.",
    ),
    click.option(
        "--presentation",
        type=click.Choice(PRESENTATIONS),
        default="inline",
        show_default=True,
        help="Everything in the prompt, or files that the agent opens with tools.",
    ),
    click.option(
        "--wording",
        multiple=True,
        metavar="FACTOR=NAME",
        help="Use one wording of a factor throughout; by default rollouts go through all of them.",
    ),
    click.option(
        "--contexts",
        type=click.Path(path_type=Path),
        help="A folder of your own wordings (Markdown with front matter).",
    ),
    click.option("--seed", default=0, show_default=True, help="Makes a run repeatable."),
    click.option(
        "--margin", default=0.1, show_default=True, help="Smallest gap in accuracy of interest."
    ),
    click.option(
        "--design",
        "plan",
        help="Of the probe why: full, resolution-v, resolution-iv or sweep. By default full.",
    ),
    click.option(
        "--explanation",
        multiple=True,
        metavar="NAME,...",
        help="Of the probe why: only these explanations. By default all of them.",
    ),
    click.option(
        "--explanations",
        type=click.Path(path_type=Path),
        help="A folder of your own explanations (Markdown with front matter), beside the packaged.",
    ),
    click.option(
        "--separate",
        multiple=True,
        metavar="A,B",
        help="Of the probe why: two explanations that the design has to tell apart. By default "
        "each has to be told from each.",
    ),
    click.option(
        "--checks",
        type=click.IntRange(0),
        metavar="N",
        help="Of the probe why: rollouts per condition that are forked for manipulation checks. By "
        f"default {CHECKED}, or all where there are fewer.",
    ),
)


def judged(design: Design) -> list[Condition]:
    """The conditions that verdicts on explanations rest on: points are evidence of another kind."""
    base = design.asks.baseline.get(POINTS)
    return [one for one in design.conditions if one.get(POINTS) in {base, None}]


def chosen(explanations: Sequence[Explanation], names: Sequence[str]) -> tuple[Explanation, ...]:
    """Those of the explanations that are named, each `NAME,...`; all of them where none is.

    Raises:
        OrexisError: there is no such explanation.
    """
    known = {one.name: one for one in explanations}
    wanted = [name for given in names for name in given.split(",")] or list(known)
    for name in wanted:
        if name not in known:
            raise OrexisError(f"there is no explanation '{name}'; there are {', '.join(known)}")
    return tuple(known[name] for name in dict.fromkeys(wanted))
