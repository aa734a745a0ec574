"""The solver that plays an episode, and the scorer that writes its rows into the log."""

from __future__ import annotations

from typing import Any

from inspect_ai.model import get_model
from inspect_ai.scorer import Score, Scorer, Target, mean, scorer
from inspect_ai.solver import Generate, Solver, TaskState, solver

from orexis.probes import Design, Episode
from orexis.rollouts.caller import Caller
from orexis.rollouts.capabilities import gives_exact_choices
from orexis.rollouts.checking import answer_check
from orexis.rollouts.elicit import ask_one_by_one, ask_quiz, noise_floor
from orexis.rollouts.files import work_with_files, workspace_tools
from orexis.rollouts.forks import fork_seed, question_of
from orexis.rollouts.samples import episode_of

ROWS, NOISE, BELIEFS = "rows", "log_odds_shift", "beliefs"
NOISE_CHECKS = 4


@solver
def play(design: Design, cache: bool = False) -> Solver:
    """Play the episode that the sample's metadata name, or put the check of a fork."""

    async def solve(state: TaskState, generate: Generate) -> TaskState:
        del generate
        episode = episode_of(design, state.metadata)
        if state.metadata["stage"] == "fork":
            await _check(design, episode, state, cache)
        else:
            await _play(design, episode, state, cache)
        return state

    return solve


async def _play(design: Design, episode: Episode, state: TaskState, cache: bool) -> None:
    caller = Caller(get_model(), episode.seed(design.seed), str(state.sample_id), cache)
    if design.presentation == "files":
        rows, state.output = await work_with_files(caller, episode, state)
    elif design.asking == "quiz":
        rows, state.output = await ask_quiz(caller, episode, state.messages)
        state.messages.append(state.output.message)
    else:
        rows, state.output = await ask_one_by_one(caller, episode)
    state.store.set(ROWS, [row.logged() for row in rows])
    if _checks_noise(design, episode, state.metadata) and gives_exact_choices(caller.model):
        state.store.set(NOISE, await noise_floor(caller, episode))


async def _check(design: Design, episode: Episode, state: TaskState, cache: bool) -> None:
    question = question_of(design, state.metadata, episode)
    seed = fork_seed(design, episode, question.check.name)
    caller = Caller(get_model(), seed, str(state.metadata["trunk"]), cache)
    tools = workspace_tools() if design.presentation == "files" else []
    rows, beliefs, state.output = await answer_check(caller, question, state.messages, tools)
    if not gives_exact_choices(caller.model):
        state.messages.append(state.output.message)
    state.store.set(ROWS, [row.logged() for row in rows])
    state.store.set(BELIEFS, beliefs)


@scorer(metrics=[mean()])
def share_right() -> Scorer:
    """The share of right answers, with the rows of the table of choices beside it."""

    async def score(state: TaskState, target: Target) -> Score:
        del target
        rows: list[dict[str, Any]] = state.store.get(ROWS, [])
        if state.metadata["stage"] == "fork":
            return _belief(state, rows)
        shift = state.store.get(NOISE)
        metadata = {ROWS: rows} | ({} if shift is None else {NOISE: shift})
        return Score(value=share(rows), metadata=metadata)

    return score


def _belief(state: TaskState, rows: list[dict[str, Any]]) -> Score:
    """No score, which Inspect leaves out of its mean: a fork shows a belief, not an ability."""
    beliefs: dict[str, float] = state.store.get(BELIEFS, {})
    likeliest = sorted(beliefs, key=lambda one: -beliefs[one])
    shares = ", ".join(f"{one} {beliefs[one]:.0%}" for one in likeliest)
    why = next((row["why_invalid"] for row in rows if row["why_invalid"]), "no answer")
    check, trunk = state.metadata["fork"], state.metadata["trunk"]
    return Score(
        value=float("nan"),
        answer=likeliest[0] if likeliest else why,
        explanation=f"The check '{check}' on a fork of {trunk}: {shares or why}. A check has no "
        "score (nan) and does not count towards the mean.",
        metadata={ROWS: rows, BELIEFS: beliefs},
    )


def share(rows: list[dict[str, Any]]) -> float:
    """The weighted mean of the outcomes of valid rows; nan without one."""
    valid = [row for row in rows if row["outcome"] is not None]
    weight = sum(row["weight"] for row in valid)
    return sum(row["weight"] * row["outcome"] for row in valid) / weight if valid else float("nan")


def _checks_noise(design: Design, episode: Episode, metadata: dict[str, Any]) -> bool:
    """A handful of rollouts is enough: the first block's first conditions."""
    first = [one for one in design.conditions[:NOISE_CHECKS] if one != design.asks.easy]
    return metadata["stage"] == "arms" and episode.block == 0 and episode.condition in first
