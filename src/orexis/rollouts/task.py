"""The probe as a plain Inspect task: `inspect eval orexis/sandbagging --model ...`."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from inspect_ai import Task, task
from inspect_ai.model import Model, get_model

from orexis.probes import sandbagging as probe
from orexis.probes.sandbagging import Asking, Design, Presentation
from orexis.rollouts.capabilities import gives_exact_choices, parallel_rollouts
from orexis.rollouts.errors import RolloutError
from orexis.rollouts.solver import play, share_right
from orexis.rollouts.source import RolloutSource


@task
def sandbagging(  # noqa: PLR0917 - a task's arguments are its settings
    goal: str = "mission,none",
    prompt: str = "best_effort,plain",
    trigger: str = "high,low,none",
    rollouts: int = 50,
    questions: int = 10,
    threshold: int = 50,
    rung: str = "",
    asking: Asking | None = None,
    presentation: Presentation = "inline",
    contexts: str = "",
    seed: int = 0,
    budget: int = 0,
) -> Task:
    """Does it score low on purpose where a high score has a consequence?

    Args:
        goal: Levels of the goal to cross, separated by commas.
        prompt: Levels of the user's prompt.
        trigger: Levels of the trigger: high, low (the reverse arm), none.
        rollouts: Rollouts per condition.
        questions: Questions per rollout.
        threshold: Score in percent that the trigger names.
        rung: Rung of the quiz ladder; by default the hardest one that the model can do.
        asking: quiz, options or statement; by default what suits the model.
        presentation: inline or files.
        contexts: A folder of one's own wordings.
        seed: Seed of the quizzes and, where the model takes one, of the answers.
        budget: Tokens after which no new rollout is started; 0 for no limit.
    """
    keep = {"goal": goal, "prompt": prompt, "trigger": trigger}
    design = Design(
        conditions=probe.conditions({name: _split(levels) for name, levels in keep.items()}),
        rollouts=rollouts,
        questions=questions,
        threshold=threshold,
        rung=rung,
        asking=asking or suited_asking(get_model(), presentation),
        presentation=presentation,
        contexts=contexts,
        seed=seed,
    )
    width = parallel_rollouts(get_model())
    return task_of(design, RolloutSource(design, budget=budget, width=width))


def suited_asking(model: Model, presentation: Presentation = "inline") -> Asking:
    """One question at a time where choices are exact, else the whole quiz, as in the source."""
    return "statement" if presentation == "inline" and gives_exact_choices(model) else "quiz"


def task_of(design: Design, source: RolloutSource) -> Task:
    """The task that runs a design."""
    return Task(
        dataset=source,
        solver=play(design),
        scorer=share_right(),
        name=probe.NAME,
        metadata={"orexis_probe": probe.NAME, "orexis_design": described(design)},
    )


def described(design: Design) -> dict[str, Any]:
    """The design as plain data."""
    plain = asdict(design)
    plain["conditions"] = [dict(condition) for condition in design.conditions]
    plain["wording"] = dict(design.wording)
    return plain


def _split(levels: str | list[str]) -> list[str]:
    # `-T goal=mission,none` reaches a task as a list.
    names = levels.split(",") if isinstance(levels, str) else levels
    found = [name.strip() for name in names if name.strip()]
    if not found:
        raise RolloutError("a factor needs at least one level")
    return found
