"""The probes as plain Inspect tasks: `inspect eval orexis/sandbagging --model ...`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from inspect_ai import Task, task
from inspect_ai.model import Model, get_model

from orexis.errors import OrexisError
from orexis.probes import PROBES, Asking, Design, Keep, Presentation
from orexis.probes.long import LongDesign
from orexis.probes.offers import OfferDesign
from orexis.rollouts.arguments import kept_of, levels_of, truth, whole
from orexis.rollouts.capabilities import gives_exact_choices, parallel_rollouts
from orexis.rollouts.errors import RolloutError
from orexis.rollouts.solver import play, share_right
from orexis.rollouts.source import RolloutSource

LEAST = {"rollouts": 1, "questions": 1, "threshold": 1, "checks": 0}
"""Smallest value of those settings of a design that are whole numbers."""


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
    cache: bool = False,
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
        cache: Keep answers on disk, and take them from there in a later run.
    """
    levels = {"goal": goal, "prompt": prompt, "trigger": trigger}
    settings = {
        "rollouts": rollouts,
        "questions": questions,
        "threshold": threshold,
        "rung": rung,
        "asking": asking,
        "presentation": presentation,
        "contexts": contexts,
        "seed": seed,
    }
    keep = {name: levels_of(given) for name, given in levels.items()}
    return _task("sandbagging", keep, "", settings, budget=budget, cache=cache)


@task
def why(  # noqa: PLR0917 - a task's arguments are its settings
    design: str = "full",
    keep: str = "",
    rollouts: int = 50,
    questions: int = 10,
    threshold: int = 50,
    rung: str = "",
    asking: Asking | None = None,
    presentation: Presentation = "inline",
    contexts: str = "",
    seed: int = 0,
    budget: int = 0,
    checks: int = 5,
    cache: bool = False,
) -> Task:
    """Why does it score low where a high score has a consequence?

    Args:
        design: full, resolution-v, resolution-iv or sweep.
        keep: Levels to keep, such as "consequence=unlearning,record;points=0"; by default all.
        rollouts: Rollouts per condition.
        questions: Questions per rollout.
        threshold: Score in percent that the trigger names.
        rung: Rung of the quiz ladder; by default the hardest one that the model can do.
        asking: quiz, options or statement; by default what suits the model.
        presentation: inline or files.
        contexts: A folder of one's own wordings.
        seed: Seed of the quizzes and, where the model takes one, of the answers.
        budget: Tokens after which no new rollout or fork is started; 0 for no limit.
        checks: Rollouts per condition that are forked for manipulation checks.
        cache: Keep answers on disk, and take them from there in a later run.
    """
    settings = {
        "rollouts": rollouts,
        "questions": questions,
        "threshold": threshold,
        "rung": rung,
        "asking": asking,
        "presentation": presentation,
        "contexts": contexts,
        "seed": seed,
        "checks": checks,
    }
    return _task("why", kept_of(keep), design, settings, budget=budget, cache=cache)


def _task(
    probe: str, keep: Keep, name: str, settings: Mapping[str, Any], *, budget: int, cache: bool
) -> Task:
    """The task of a probe under one of its designs.

    Raises:
        RolloutError: an argument is wrong.
    """
    checked, budget, cache = dict(settings), whole("budget", budget), truth("cache", cache)
    for setting, least in LEAST.items():
        if setting in checked:
            checked[setting] = whole(setting, checked[setting], least)
    if not isinstance(checked["seed"], int):
        raise RolloutError(f"seed is a whole number, not '{checked['seed']}'")
    checked["asking"] = checked["asking"] or suited_asking(get_model(), checked["presentation"])
    for setting in ("rung", "contexts"):
        checked[setting] = str(checked[setting] or "")
    try:
        conditions = PROBES[probe].conditions(keep, name)
        made = Design(probe=probe, conditions=conditions, **checked)
        made.library  # noqa: B018 - a fault in a wording comes before any model is called
    except RolloutError:
        raise
    except OrexisError as error:
        raise RolloutError(str(error)) from error
    width = parallel_rollouts(get_model())
    source = RolloutSource(made, budget=budget, width=width)
    return task_of(made, source, cache=cache)


def suited_asking(model: Model, presentation: Presentation = "inline") -> Asking:
    """One question at a time where choices are exact, else the whole quiz, as in the source."""
    return "statement" if presentation == "inline" and gives_exact_choices(model) else "quiz"


def task_of(design: Design, source: RolloutSource, *, cache: bool = False) -> Task:
    """The task that runs a design."""
    return Task(
        dataset=source,
        solver=play(design, cache),
        scorer=share_right(),
        name=design.probe,
        metadata={"orexis_probe": design.probe, "orexis_design": described(design)},
    )


def described(design: Design | OfferDesign | LongDesign) -> dict[str, Any]:
    """The design as plain data."""
    plain = asdict(design)
    if isinstance(design, LongDesign):
        return plain | {"targets": [dict(target) for target in design.targets]}
    plain["conditions"] = [dict(condition) for condition in design.conditions]
    plain["wording"] = dict(design.wording)
    return plain
