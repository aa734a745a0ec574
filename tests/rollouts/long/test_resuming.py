"""The logs are the checkpoints: a run goes on from them, whatever became of the process."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from inspect_ai.log import list_eval_logs

from orexis.choices.files import read_table
from orexis.rollouts.errors import RolloutError
from tests.rollouts.long.conftest import DESIGN, EIGHT, STEM, done_of, live, only, records

ROOT = Path(__file__).parents[3]


def test_a_run_that_is_killed_ten_times_ends_with_the_same_table(tmp_path: Path) -> None:
    script = ROOT / "tests" / "rollouts" / "long" / "killing.py"
    ran = subprocess.run(
        [sys.executable, str(script), str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )

    assert ran.returncode == 0, ran.stderr[-2000:]
    kills, logs = (int(one) for one in ran.stdout.split()[-2:])
    # Every run that was killed has a log; the last one leaves none where a kill came after the end.
    assert kills == 10
    assert logs in (10, 11)
    broken, whole = (read_table(tmp_path / f"{name}.parquet") for name in ("broken", "whole"))
    names = sorted(whole.columns)
    assert sorted(broken.columns) == names

    def rows(table: object) -> list[str]:
        columns = [table[name].tolist() for name in names]  # type: ignore[index]
        return sorted(map(str, zip(*columns, strict=True)))

    assert rows(broken) == rows(whole)
    assert len(whole) > 150


@pytest.mark.parametrize("tools", [False, True])
def test_a_run_goes_on_to_the_same_rollouts_wherever_it_stopped(
    tmp_path: Path, tools: bool
) -> None:
    design = replace(only(DESIGN, "joined", "memory"), notes="auto")
    whole = live(design, tmp_path / "whole", tools=tools)
    part = live(design, tmp_path / "cut", budget=30_000, tools=tools)
    assert "budget" in part.outcome.progress.stopped
    done = done_of(part.contents)
    assert 0 < len(done) < len(whole.samples)

    part = live(design, tmp_path / "cut", done=done, tools=tools)

    assert records(part.contents) == records(whole.contents)
    assert part.outcome.progress.done == part.outcome.progress.total == len(whole.samples)


def test_a_finished_run_starts_nothing(tmp_path: Path) -> None:
    design = only(DESIGN, "joined")
    whole = live(design, tmp_path)
    again = live(design, tmp_path, done=done_of(whole.contents))

    assert again.calls == []
    assert again.outcome.progress.done == again.outcome.progress.total == len(whole.samples)
    assert len(list_eval_logs(str(tmp_path))) == 1


def test_a_rollout_that_stopped_at_its_window_stays_stopped(tmp_path: Path) -> None:
    design = replace(only(DESIGN, "joined"), rollouts=1, episodes=12, checkpoints=(1, 12))
    design = replace(design, window=1800)
    whole = live(design, tmp_path)
    forks = {name: one for name, one in done_of(whole.contents).items() if "work" in name}
    again = live(design, tmp_path, done=forks)

    assert again.outcome.progress.ended == whole.outcome.progress.ended != {}
    assert again.outcome.progress.total == whole.outcome.progress.total
    assert len(again.calls) == 8 * sum(one.startswith("check/") for one in whole.samples)


def test_a_run_can_be_forked_again_later_with_other_items(tmp_path: Path) -> None:
    first = live(only(DESIGN, "joined"), tmp_path)
    more = replace(only(DESIGN, "joined"), forks=16)
    again = live(more, tmp_path, done=done_of(first.contents))

    # Not one episode is run again.
    checks = 2 * 4
    assert len(again.calls) == checks * 16
    assert {name for name in again.samples if name not in first.samples} == {
        name.removesuffix(EIGHT) + "/x16" for name in first.samples if name.startswith("check/")
    }
    assert len(again.contents.table().forks()) == checks * (8 + 16)


def test_a_model_that_fails_keeps_what_was_done_and_goes_on_later(tmp_path: Path) -> None:
    design = only(DESIGN, "joined", "memory")
    whole = live(design, tmp_path / "whole", wide=1)
    broken = live(design, tmp_path / "cut", wide=1, fails_from=100)
    assert "the service is gone" in broken.outcome.fault
    assert 0 < len(broken.contents.scores["diarist/x"]) < len(whole.samples)

    mended = live(design, tmp_path / "cut", wide=1, done=done_of(broken.contents))

    assert records(mended.contents) == records(whole.contents)


def test_wordings_that_have_changed_are_not_mixed_into_a_rollout(tmp_path: Path) -> None:
    design = replace(only(DESIGN, "joined"), rollouts=1)
    first = live(design, tmp_path, budget=1)
    assert 0 < len(first.samples) < 9
    own = tmp_path / "own"
    (own / "long").mkdir(parents=True)
    text = "---\nsession: work\n---\nThere is work to do.\n"
    (own / "long" / "session.md").write_text(text, encoding="utf-8")

    with pytest.raises(RolloutError, match="does not begin as the design composes it now"):
        live(replace(design, contexts=str(own)), tmp_path, done=done_of(first.contents))


def test_an_episode_without_its_log_is_said_to_be_missing(tmp_path: Path) -> None:
    design = replace(only(DESIGN, "joined"), rollouts=1)
    first = live(design, tmp_path / "a", budget=1)

    with pytest.raises(RolloutError, match=f"do not have the episode 'work/{STEM}/joined/000/01'"):
        live(design, tmp_path / "b", done=done_of(first.contents))


def test_answers_of_one_fork_are_never_given_to_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INSPECT_CACHE_DIR", str(tmp_path / "cache"))
    design = replace(only(DESIGN, "fresh", "joined"), rollouts=1)
    first = live(design, tmp_path / "first", cache=True)
    second = live(design, tmp_path / "second", cache=True)

    assert len(first.calls) == 2 * (3 + 8) + 4 * 3 + 2 * 8 + 8 + 3 + 8
    assert second.calls == []
    outcomes = [one.contents.table()["outcome"].tolist() for one in (first, second)]
    assert sorted(outcomes[0]) == sorted(outcomes[1])
