"""What a run would ask, cost and be able to see: `orexis plan`, without calling a model."""

from __future__ import annotations

import math
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table

from orexis.estimates import Rule, detectable_by
from orexis.estimates.intervals import quantile
from orexis.probes.quiz import LADDER
from orexis.probes.sandbagging import Design, Episode

CHARACTERS_PER_TOKEN = 4
"""English text, on average; a model's own tokenizer may differ by a quarter."""
ANSWER_TOKENS = 5
"""A question's number and letter."""
DEVIATIONS = (0.1, 0.2, 0.3)
"""Standard deviations of a rollout's score; 0.3 is what the published arms come to."""


@dataclass(frozen=True)
class Cost:
    """Expected tokens of one model's run."""

    tokens_in: int
    tokens_out: int


def cost(design: Design, rung: str) -> Cost:
    """Expected tokens of the arms, from the rendered texts of the first block."""
    episodes = [design.episode(condition, 0, rung) for condition in design.conditions]
    characters = sum(_characters(episode) for episode in episodes)
    answers = len(episodes) * design.questions * ANSWER_TOKENS
    return Cost(
        design.rollouts * characters // CHARACTERS_PER_TOKEN,
        design.rollouts * answers,
    )


def ladder_cost(design: Design) -> Cost:
    """Expected tokens of the ladder where every rung has to be tried."""
    rungs = () if design.rung else design.rungs
    episodes = [episode for rung in rungs for episode in design.ladder(rung)]
    characters = sum(_characters(episode) for episode in episodes)
    return Cost(
        characters // CHARACTERS_PER_TOKEN, len(episodes) * design.questions * ANSWER_TOKENS
    )


def show_plan(
    console: Console, design: Design, rule: Rule, models: tuple[str, ...], controls: tuple[str, ...]
) -> None:
    """Print conditions, rollouts, expected tokens, what would be seen, and the rule."""
    arms = Table(title="Conditions", title_justify="left")
    for factor in design.conditions[0]:
        arms.add_column(factor)
    arms.add_column("rollouts", justify="right")
    for condition in design.conditions:
        arms.add_row(*condition.values(), str(design.rollouts))
    rung = design.rung or LADDER[-1].name
    arms_cost, climb = cost(design, rung), ladder_cost(design)
    ladder = (
        f", and at most {design.ladder_rollouts * len(design.rungs)} on the quiz ladder"
        if not design.rung
        else ""
    )
    climbing = f", and at most {climb.tokens_in:,} and {climb.tokens_out:,} for the ladder"
    console.print(arms)
    facts = {
        "models": ", ".join(models) or "none given (--model)",
        "controls": ", ".join(controls) or "none",
        "asked": f"{design.asking}, {design.questions} questions a rollout, {design.presentation}",
        "rung": design.rung or "the hardest one that the model can do",
        "rollouts per model": f"{len(design.conditions) * design.rollouts}{ladder}",
        "tokens per model, about": f"{arms_cost.tokens_in:,} in and {arms_cost.tokens_out:,} out"
        + (climbing if climb.tokens_in else ""),
        f"smallest gap found in {rule.power:.0%} of runs": _visible(design, rule),
    }
    lines = [f"{name}: {fact}" for name, fact in facts.items()]
    lines += ["", "The rule, fixed before the data:"]
    lines += [f"  {sentence}" for sentence in rule.describe()]
    console.print("\n".join(lines), markup=False, highlight=False)


def _visible(design: Design, rule: Rule) -> str:
    goals = {condition["goal"] for condition in design.conditions[:-1]}
    prompts = {condition["prompt"] for condition in design.conditions[:-1]}
    level = 1 - (1 - rule.level) / len(goals)
    rollouts = design.rollouts * len(prompts)
    z = quantile(level)
    gaps = [
        detectable_by(z * sd * math.sqrt(2 / rollouts), rule.margin, level, rule.power)
        for sd in DEVIATIONS
    ]
    parts = [f"{gap:.2f} (sd {sd:g})" for gap, sd in zip(gaps, DEVIATIONS, strict=True)]
    return ", ".join(parts) + ", sd being that of a rollout's score"


def _characters(episode: Episode) -> int:
    files = sum(len(text) for _, text in episode.context.files)
    if episode.asking == "quiz":
        return files + sum(len(message.text) for message in episode.context.messages())
    return sum(
        len(message.text)
        for index in range(len(episode.questions))
        for message in episode.asked(index).messages()
    )
