from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest
from inspect_ai.model import ChatMessageUser

from orexis.choices.logs import read_logs
from orexis.contexts import Condition
from orexis.probes import Design, Episode, Presentation
from orexis.probes.checks import FRAME, CheckQuestion
from orexis.rollouts.caller import Caller
from orexis.rollouts.run import load_model
from tests.rollouts.conftest import RecordingModel, run_model_quickly, samples
from tests.rollouts.test_forks import DESIGN, SMALL

CACHED = replace(DESIGN, conditions=SMALL[:2], rollouts=2, checks=2)


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INSPECT_CACHE_DIR", str(tmp_path / "cache"))


def calls(design: Design, logs: Path, *, cache: bool = True, **arguments: object) -> RecordingModel:
    model = load_model("recording/x", {"numbered": True, "seeded": False} | arguments)
    outcome = run_model_quickly(design, model, logs, cache=cache)
    assert outcome.fault == ""
    assert isinstance(model.api, RecordingModel)
    return model.api


def test_siblings_with_the_same_words_never_share_an_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = Design.episode

    def of_first_block(self: Design, condition: Condition, block: int, rung: str) -> Episode:
        return replace(whole(self, condition, 0, rung), block=block)

    monkeypatch.setattr(Design, "episode", of_first_block)
    monkeypatch.setattr(CheckQuestion, "asked", lambda _: f"{FRAME} Which?")

    api = calls(CACHED, tmp_path / "logs")

    words = {" ".join(texts) for _, texts, _ in api.seen}
    # Two conditions, two blocks, a rollout and four forks each; all differ by condition only.
    assert len(api.seen) == 2 * 2 * 5
    assert len(words) == 2 * 2
    said = [sample.output.completion for sample in samples(tmp_path / "logs").values()]
    assert len([one for one in said if one.startswith("1:")]) == 2 * 2


@pytest.mark.parametrize("presentation", ["inline", "files"])
@pytest.mark.parametrize("seeded", [True, False])
def test_a_second_run_of_the_same_design_makes_no_call(
    tmp_path: Path, presentation: Presentation, seeded: bool
) -> None:
    design = replace(CACHED, presentation=presentation)
    calls(design, tmp_path / "first", seeded=seeded)

    again = calls(design, tmp_path / "second", seeded=seeded)

    assert again.seen == []
    one, two = (read_logs(tmp_path / name, "why").table() for name in ("first", "second"))
    by_id = [dict(zip(t["rollout"] + t["item"], t["outcome"], strict=True)) for t in (one, two)]
    assert by_id[0] == pytest.approx(by_id[1], nan_ok=True)


def test_another_seed_or_another_model_under_the_same_name_is_asked_anew(tmp_path: Path) -> None:
    first = calls(CACHED, tmp_path / "first")

    seed = calls(replace(CACHED, seed=6), tmp_path / "seed")
    model = calls(CACHED, tmp_path / "model", strength=0.5)

    assert len(seed.seen) == len(model.seen) == len(first.seen)


def test_questions_that_are_asked_one_by_one_are_kept_apart_too(tmp_path: Path) -> None:
    design = replace(CACHED, asking="options", checks=0)

    first = calls(design, tmp_path / "first")

    assert len(first.seen) == 2 * 2 * 10
    assert calls(design, tmp_path / "second").seen == []


def test_nothing_is_kept_without_being_asked_for(tmp_path: Path) -> None:
    calls(CACHED, tmp_path / "first", cache=False)

    assert len(calls(CACHED, tmp_path / "second", cache=False).seen) == 2 * 2 * 5
    assert not (tmp_path / "cache").exists()


def test_the_rollout_the_branch_and_the_seed_each_keep_an_answer_apart() -> None:
    model = load_model("recording/x", {"numbered": True, "seeded": False})
    calling = [
        (Caller(model, 1, "arms/a", cache=True), "wanted"),
        (Caller(model, 1, "arms/b", cache=True), "wanted"),
        (Caller(model, 1, "arms/a", cache=True), "test"),
        (Caller(model, 2, "arms/a", cache=True), "wanted"),
    ]

    async def said() -> list[str]:
        words = [ChatMessageUser(content="Hello.")]
        return [(await caller.write([*words], fork)).completion for caller, fork in calling]

    first = asyncio.run(said())
    assert len(set(first)) == len(calling)
    assert asyncio.run(said()) == first
