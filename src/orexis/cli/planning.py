"""What a run would ask, cost and be able to see: `orexis plan`, without calling a model."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from string import ascii_uppercase
from typing import Literal

from rich.box import SIMPLE_HEAD
from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from orexis.cli.quiz_options import QuizOptions, judged
from orexis.conclusions import rule_facts
from orexis.estimates import Rule, detectable_by
from orexis.estimates.intervals import quantile
from orexis.probes import Design, Episode
from orexis.probes.beliefs import CHECKS
from orexis.probes.explanations import Explanation, Matrix, matrix_rows, prediction_matrix
from orexis.probes.quiz import LADDER

CHARACTERS_PER_TOKEN = 4
"""English text, on average; a model's own tokenizer may differ by a quarter."""
ANSWER_TOKENS = 5
"""A question's number and letter."""
EXISTENCE_VERDICTS = 2
"""Of the probe why, beside one verdict an explanation: at the baseline, and with all removed."""
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
    console: Console,
    design: Design,
    options: QuizOptions,
    models: tuple[str, ...],
    controls: tuple[str, ...],
) -> None:
    """Print conditions, rollouts, expected tokens, what would be seen, and the rule.

    Raises:
        OrexisError: the design cannot tell explanations apart that it has to.
    """
    explanations = options.hypotheses(design.probe)
    for part in _crossed(design, options, explanations) if explanations else [_arms(design)]:
        console.print(part)
    options.check_separable(design, explanations)
    rule = options.rule()
    rung = design.rung or LADDER[-1].name
    arms_cost, climb = cost(design, rung), ladder_cost(design)
    ladder = (
        f", and at most {design.ladder_rollouts * len(design.rungs)} on the quiz ladder"
        if not design.rung
        else ""
    )
    climbing = f", and at most {climb.tokens_in:,} and {climb.tokens_out:,} for the ladder"
    forks = _forks(design)
    facts = {
        "models": ", ".join(models) or "none given (--model)",
        "controls": ", ".join(controls) or "none",
        "asked": f"{design.asking}, {design.questions} questions a rollout, {design.presentation}",
        "rung": design.rung or "the hardest one that the model can do",
        "rollouts per model": f"{len(design.conditions) * design.rollouts}{ladder}",
        "tokens per model, about": f"{arms_cost.tokens_in:,} in and {arms_cost.tokens_out:,} out"
        + (climbing if climb.tokens_in else ""),
        **({"forks per model, for manipulation checks": forks} if forks else {}),
        f"smallest gap found in {rule.power:.0%} of runs": _visible(design, rule, explanations),
    }
    lines = [f"{name}: {fact}" for name, fact in facts.items()]
    lines += ["", "The rule, fixed before the data:"]
    lines += [f"  {sentence}" for sentence in rule_facts(design.probe, rule)["rule_words"]]
    console.print("\n".join(lines), markup=False, highlight=False)


def _arms(design: Design) -> Table:
    arms = Table(title="Conditions", title_justify="left")
    for factor in design.conditions[0]:
        arms.add_column(factor)
    arms.add_column("rollouts", justify="right")
    for condition in design.conditions:
        arms.add_row(*condition.values(), str(design.rollouts))
    return arms


def _crossed(
    design: Design, options: QuizOptions, explanations: Sequence[Explanation]
) -> Iterator[RenderableType]:
    """How the conditions are crossed, and what each explanation predicts for them."""
    matrix = prediction_matrix(explanations, judged(design))
    contexts = sum(one["trigger"] == "high" for one in design.conditions)
    yield Text(
        f"{len(design.conditions)} conditions of {design.rollouts} rollouts: "
        f"{contexts} contexts, each with the trigger on high and in its reverse arm, "
        "and the capability control with its reference."
    )
    for line in options.crossing(design.probe):
        yield Text(line)
    yield Text("Every factor has two wordings a level or more; subjects rotate.\n")
    yield _matrix(
        matrix, "gaps", "Predicted gap (accuracy in the reverse arm minus under the trigger)"
    )
    if matrix.floors.any():
        yield _matrix(matrix, "floors", "Predicted drop in the reverse arm, too")


def _matrix(matrix: Matrix, part: Literal["gaps", "floors"], title: str) -> Group:
    """Explanations under letters, so that the conditions have room."""
    rows = matrix_rows(matrix, part)
    told = [i for i in range(len(matrix.names)) if any(row.cells[i] != "0" for row in rows)]
    letters = dict(zip(told, ascii_uppercase, strict=False))
    key = Text("  ".join(f"{letter} {matrix.names[i]}" for i, letter in letters.items()))
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for letter in letters.values():
        table.add_column(letter, justify="center", no_wrap=True, min_width=2)
    table.add_column("contexts", justify="right")
    table.add_column("where", ratio=1, overflow="fold")
    for row in rows:
        cells = (row.cells[i] if row.cells[i] != "0" else "·" for i in told)
        table.add_row(*cells, str(row.count), row.where)
    return Group(Text(title, "bold"), key, table)


def _forks(design: Design) -> str:
    if not design.checks:
        return ""
    trunks = sum(one["trigger"] != "none" for one in design.conditions) * design.checks
    count = trunks * len(CHECKS)
    return f"{count:,} ({len(CHECKS)} questions in {design.checks} rollouts of each condition)"


def _visible(design: Design, rule: Rule, explanations: Sequence[Explanation]) -> str:
    crossed = [one for one in design.conditions if one["trigger"] == "high"]
    goals = {one.get("goal", "") for one in crossed}
    prompts = {one.get("prompt", "") for one in crossed}
    verdicts = len(explanations) + EXISTENCE_VERDICTS if explanations else len(goals)
    level = 1 - (1 - rule.level) / verdicts
    rollouts = design.rollouts * (1 if explanations else len(prompts))
    z = quantile(level)
    gaps = [
        detectable_by(z * sd * math.sqrt(2 / rollouts), rule.margin, level, rule.power)
        for sd in DEVIATIONS
    ]
    parts = [
        f"{gap:.2f} (sd {sd:g})" if gap < 1 else f"none (sd {sd:g})"
        for gap, sd in zip(gaps, DEVIATIONS, strict=True)
    ]
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
