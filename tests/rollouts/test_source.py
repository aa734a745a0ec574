from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from orexis.choices.logs import read_logs
from orexis.probes import Design
from orexis.probes.quiz import LADDER
from orexis.probes.sandbagging import NAME
from orexis.rollouts.errors import RolloutError
from orexis.rollouts.queueing import Done
from orexis.rollouts.run import load_model, run_model
from tests.rollouts.conftest import SMALL, Ran, rows

DESIGN = Design(conditions=SMALL, rollouts=2, seed=3)


def test_the_hardest_rung_that_the_model_can_do_is_used(run: Callable[..., Ran]) -> None:
    outcome, contents = run(DESIGN, "planted/honest-worker")

    assert contents.rung == {"planted/honest-worker": "multiply_three_digits"}
    assert set(outcome.progress.ladder) == {"multiply_three_digits"}


def test_a_model_that_can_do_no_rung_is_not_put_through_the_arms(run: Callable[..., Ran]) -> None:
    outcome, contents = run(DESIGN, "planted/noisy")

    assert set(outcome.progress.ladder) == {rung.name for rung in LADDER}
    assert outcome.progress.rung == ""
    assert not contents.choices


def test_a_budget_stops_between_rollouts_and_keeps_what_there_is(run: Callable[..., Ran]) -> None:
    design = replace(DESIGN, rung="copy", rollouts=20)

    outcome, contents = run(design, "scripted/x", budget=2000, buffer=1)

    assert "budget of 2,000 tokens" in outcome.progress.stopped
    done = len(contents.scores["scripted/x"])
    assert 20 <= done <= 20 + 2 * 8 < len(SMALL) * 20


def test_a_run_goes_on_where_an_earlier_one_stopped(
    run: Callable[..., Ran], tmp_path: Path
) -> None:
    design = replace(DESIGN, rung="copy", rollouts=4)
    _, whole = run(design, "planted/noisy")
    logs = tmp_path / "interrupted"
    model = load_model("planted/noisy")
    run_model(design, model, logs, budget=1500)
    first = read_logs(logs, NAME)
    done = {
        name: Done(score, first.tokens["planted/noisy"][name])
        for name, score in first.scores["planted/noisy"].items()
    }
    assert 0 < len(done) < len(SMALL) * 4

    run_model(design, model, logs, done=done)

    continued = read_logs(logs, NAME)
    assert rows(continued.table()) == rows(whole.table())
    assert sum(log.samples for log in _sizes(logs)) == len(SMALL) * 4


def test_a_finished_run_starts_nothing(run: Callable[..., Ran], tmp_path: Path) -> None:
    design = replace(DESIGN, rollouts=1)
    _, contents = run(design, "planted/honest-worker")
    done = {
        name: Done(score, 0) for name, score in contents.scores["planted/honest-worker"].items()
    }
    logs = tmp_path / "again"

    outcome = run_model(design, load_model("planted/honest-worker"), logs, done=done)

    assert not logs.exists()
    assert outcome.progress.done == outcome.progress.total


def test_a_model_that_fails_half_way_loses_nothing(run: Callable[..., Ran]) -> None:
    design = replace(DESIGN, rung="copy", rollouts=10)

    outcome, contents = run(design, "scripted/x", buffer=1, fails_from=12)

    assert "the service is gone" in outcome.fault
    assert len(contents.scores["scripted/x"]) == 12


def test_an_unknown_model_is_a_sentence() -> None:
    with pytest.raises(RolloutError, match="'nowhere/x' cannot be set up"):
        load_model("nowhere/x")


class _Size:
    def __init__(self, samples: int) -> None:
        self.samples = samples


def _sizes(logs: Path) -> list[_Size]:
    from inspect_ai.log import list_eval_logs, read_eval_log  # noqa: PLC0415

    return [_Size(len(read_eval_log(info).samples or [])) for info in list_eval_logs(str(logs))]
