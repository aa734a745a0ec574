from __future__ import annotations

import asyncio
import json
import math
import random
import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from inspect_ai.dataset import Sample
from inspect_ai.event import ModelEvent
from inspect_ai.log import EvalSample, list_eval_logs, read_eval_log, write_eval_log
from inspect_ai.model import ChatMessageAssistant
from inspect_ai.scorer import Score

from orexis.choices.logs import read_logs
from orexis.probes import PROBES, Design, Presentation
from orexis.probes.beliefs import CHECKS
from orexis.probes.checks import FRAME, check_questions
from orexis.probes.why import BASELINE
from orexis.rollouts.forks import fork_seed
from orexis.rollouts.run import Outcome, load_model
from orexis.rollouts.source import RolloutSource
from tests.rollouts.conftest import Ran, RecordingModel, done_of, rows, samples
from tests.rollouts.conftest import run_model_quickly as run_model

SMALL = PROBES["why"].conditions(
    {
        "deployment": ["stated"],
        "documentation": ["standard"],
        "audience": ["unmarked"],
        "instruction": ["none"],
        "consequence": ["unlearning", "record"],
        "points": ["0"],
    }
)
PATHS = [one for one in SMALL if one["trigger"] != "none"]
DESIGN = Design(probe="why", conditions=SMALL, rollouts=3, rung="copy", seed=5)
PRESENTATIONS: tuple[Presentation, ...] = ("inline", "files")
ALL = len(PATHS) * 2 * len(CHECKS)
"""Forks of two blocks."""


def said(sample: EvalSample) -> list[tuple[Any, ...]]:
    """A conversation without the ids that Inspect draws."""
    return [
        (m.role, m.text, [(c.function, c.arguments) for c in getattr(m, "tool_calls", None) or []])
        for m in sample.messages
    ]


def trace(sample: EvalSample) -> str:
    """Everything about a rollout that may not depend on its forks."""
    score = next(iter((sample.scores or {}).values()))
    calls = [
        (event.config.seed, [(m.role, m.text) for m in event.input], event.output.completion)
        for event in sample.events
        if isinstance(event, ModelEvent)
    ]
    return json.dumps([said(sample), calls, str(score.value), score.metadata, sample.metadata])


@dataclass(frozen=True)
class Run:
    """A run that is done."""

    outcome: Outcome
    logs: Path
    calls: list[tuple[int | None, list[str], list[str]]]
    """What a recording model was asked: seed, texts and tools."""


Finished = Callable[..., Run]


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Finished:
    """A design run to its end, once for all tests; into its folder nobody writes."""
    kept: dict[tuple[Design, str], Run] = {}

    def run(design: Design, name: str = "recording/x") -> Run:
        if (design, name) not in kept:
            logs, model = tmp_path_factory.mktemp("finished"), load_model(name)
            outcome = run_model(design, model, logs)
            calls = model.api.seen if isinstance(model.api, RecordingModel) else []
            kept[design, name] = Run(outcome, logs, calls)
        return kept[design, name]

    return run


@pytest.mark.parametrize("presentation", PRESENTATIONS)
@pytest.mark.parametrize("name", ["planted/threat-avoider", "recording/x"])
def test_forks_leave_the_branch_that_counts_as_it_was(
    finished: Finished, name: str, presentation: Presentation
) -> None:
    design = replace(DESIGN, presentation=presentation)
    logs = {checks: finished(replace(design, checks=checks), name).logs for checks in (0, 2)}

    found = {checks: samples(one) for checks, one in logs.items()}
    trunks = {name for name in found[2] if name.startswith("arms/")}
    assert trunks == set(found[0])
    assert {n: trace(found[2][n]) for n in trunks} == {n: trace(found[0][n]) for n in trunks}
    with_forks = read_logs(logs[2], "why").table()
    without = read_logs(logs[0], "why").table()
    assert rows(with_forks.trunks()) == rows(without)
    assert len(with_forks.forks()) > 0


@pytest.mark.parametrize("presentation", PRESENTATIONS)
def test_every_fork_comes_after_its_trunk(finished: Finished, presentation: Presentation) -> None:
    run = finished(replace(DESIGN, presentation=presentation, checks=2))

    found = samples(run.logs)
    forks = [sample for name, sample in found.items() if name.startswith("fork/")]
    assert len(forks) == ALL
    for fork in forks:
        trunk = found[fork.metadata["trunk"]]
        assert fork.started_at is not None
        assert trunk.completed_at is not None
        assert fork.started_at >= trunk.completed_at
        assert fork.metadata["factor.trigger"] in {"high", "low"}
        assert fork.metadata["block"] < 2
        assert fork.id == str(trunk.id).replace("arms/", "fork/") + "/" + fork.metadata["fork"]
    assert run.outcome.progress.done == run.outcome.progress.total == len(SMALL) * 3 + ALL


def test_an_inline_fork_is_the_opening_with_the_check_at_its_end(finished: Finished) -> None:
    found = samples(finished(replace(DESIGN, checks=2)).logs)

    forks = [one for name, one in found.items() if name.startswith("fork/")]
    assert len(forks) == ALL
    for sample in forks:
        trunk = found[sample.metadata["trunk"]]
        assert not isinstance(sample.input, str)
        assert not isinstance(trunk.input, str)
        assert [m.text for m in sample.input[:-1]] == [m.text for m in trunk.input[:-1]]
        assert sample.input[-1].text.startswith(trunk.input[-1].text + f"\n\n{FRAME}")
        last = sample.input[-1].text.splitlines()[-1]
        assert last.startswith(("B) ", "C) "))


@pytest.mark.parametrize("talks", [False, True])
def test_a_fork_with_files_goes_on_right_before_the_submission(tmp_path: Path, talks: bool) -> None:
    design = replace(DESIGN, checks=1, presentation="files", rollouts=1, conditions=SMALL[:2])
    model = load_model("recording/x", {"talks": talks})
    run_model(design, model, tmp_path)

    found = samples(tmp_path)
    forks = [one for name, one in found.items() if name.startswith("fork/")]
    assert len(forks) == 2 * len(CHECKS)
    for fork in forks:
        trunk = found[fork.metadata["trunk"]]
        last = len(trunk.messages) - 2
        assert trunk.messages[last].role == "assistant"
        kept = said(fork)[:last]
        assert kept == said(trunk)[:last]
        assert fork.messages[last].text.startswith(FRAME)
        assert len(fork.messages) == last + 2
    assert isinstance(model.api, RecordingModel)
    # The check is answered in words: no tool is on offer.
    asked = [tools for _, texts, tools in model.api.seen if FRAME in texts[-1]]
    assert asked == [[]] * len(forks)


def test_each_fork_draws_with_a_seed_of_its_own(finished: Finished) -> None:
    seeds = [seed for seed, _, _ in finished(replace(DESIGN, checks=2)).calls]

    assert len(set(seeds)) == len(seeds) == len(SMALL) * 3 + ALL
    episode = DESIGN.episode(SMALL[0], 0, "copy")
    assert fork_seed(DESIGN, episode, "wanted") in seeds
    assert fork_seed(DESIGN, episode, "wanted") != fork_seed(DESIGN, episode, "test")


def test_rows_of_forks_name_their_trunk_and_what_was_believed(run: Callable[..., Ran]) -> None:
    design = replace(DESIGN, checks=2)

    _, contents = run(design, "planted/honest-worker")

    table = contents.table()
    forks = table.forks()
    assert set(forks["item"]) == {"wanted", "applies", "outcome", "understood", "test"}
    assert set(forks["fork"]) == {"check"}
    assert set(forks["trunk"]) <= set(table.trunks()["rollout"])
    assert not set(forks["rollout"]) & set(table.trunks()["rollout"])
    assert set(forks.factor("trigger")) == {"high", "low"}
    assert len(forks) == ALL + len(PATHS) * 2
    # An attentive agent that takes the texts at their word, but for its slips of 3%.
    assert forks["outcome"][forks["item"] == "wanted"].mean() <= 0.25
    assert forks["outcome"][forks["item"] == "understood"].mean() >= 0.75
    assert set(table["subject"]) == {"arithmetic", "physics", "chemistry"}


def test_a_planted_belief_shows_on_forks_only_where_it_is_planted(run: Callable[..., Ran]) -> None:
    design = replace(DESIGN, checks=3)

    _, contents = run(design, "planted/instruction-inferrer")

    forks = contents.table().forks()
    wanted = forks["item"] == "wanted"
    unlearning = forks.factor("consequence") == "unlearning"
    high = forks.factor("trigger") == "high"
    assert forks["outcome"][wanted & unlearning & high].mean() == 1
    assert forks["outcome"][wanted & ~high].mean() == 0


def test_exact_beliefs_are_the_mean_over_both_orders(run: Callable[..., Ran]) -> None:
    design = replace(DESIGN, checks=1, asking="statement")

    _, contents = run(design, "scripted/x", exact=True)

    forks = contents.table().forks()
    assert forks["exact"].all()
    assert (forks["weight"] == 1).all()
    # 0.6 for the letter A and the rest shared out, whatever stands there: the order is balanced.
    two = np.isin(forks["item"], ["applies", "test"])
    np.testing.assert_allclose(forks["outcome"][two], 0.5)
    assert set(np.round(forks["outcome"][~two], 6)) == {0.4, 0.2}


def test_a_fork_has_no_score_and_does_not_count_towards_the_mean(finished: Finished) -> None:
    logs = {checks: finished(replace(DESIGN, checks=checks)).logs for checks in (0, 2)}
    means = {}
    for checks, folder in logs.items():
        log = read_eval_log(list_eval_logs(str(folder))[0])
        assert log.results is not None
        means[checks] = log.results.scores[0].metrics["mean"].value
    assert means[0] == means[2]
    assert not math.isnan(means[2])
    fork = next(s for name, s in samples(logs[2]).items() if name.endswith("/wanted"))
    score = next(iter((fork.scores or {}).values()))
    assert math.isnan(score.as_float())
    assert score.answer in CHECKS[0].beliefs
    assert "does not count towards the mean" in str(score.explanation)
    assert str(score.answer) in str(score.explanation)


def test_a_refused_check_is_an_invalid_row(run: Callable[..., Ran]) -> None:
    _, contents = run(
        replace(DESIGN, checks=1), "scripted/x", reply="I'm sorry, I can't help with that."
    )

    forks = contents.table().forks()
    assert not forks["valid"].any()
    assert set(forks["why_invalid"]) == {"refused"}
    assert "understood" in set(forks["item"])


def test_a_probe_without_ablations_is_not_forked(run: Callable[..., Ran]) -> None:
    design = Design(rollouts=1, rung="copy", checks=1)

    outcome, contents = run(design, "scripted/x")

    assert outcome.progress.total == len(design.conditions)
    assert len(contents.table().forks()) == 0


def test_the_neutral_ladder_is_not_forked(run: Callable[..., Ran]) -> None:
    outcome, contents = run(replace(DESIGN, rung="", checks=1), "planted/noisy")

    assert not contents.choices
    assert outcome.progress.rung == ""


@pytest.mark.parametrize("presentation", PRESENTATIONS)
@pytest.mark.parametrize("budget", [400, 2500, 4000])
def test_a_run_goes_on_to_the_same_forks_wherever_it_stopped(
    tmp_path: Path, finished: Finished, presentation: Presentation, budget: int
) -> None:
    design = replace(DESIGN, checks=2, presentation=presentation)
    whole, parts = finished(design).logs, tmp_path / "parts"
    stopped = run_model(design, load_model("recording/x"), parts, budget=budget)
    first = read_logs(parts, "why")
    assert "budget" in stopped.progress.stopped

    outcome = run_model(
        design, load_model("recording/x"), parts, done=done_of(first, "recording/x")
    )

    assert outcome.fault == ""
    assert outcome.progress.done == outcome.progress.total
    found, expected = samples(parts), samples(whole)
    assert {n: trace(s) for n, s in found.items()} == {n: trace(s) for n, s in expected.items()}
    in_logs = [len(read_eval_log(info).samples or []) for info in list_eval_logs(str(parts))]
    assert sum(in_logs) == len(expected)


def test_a_run_that_stops_early_has_the_forks_of_what_it_has(tmp_path: Path) -> None:
    design = replace(DESIGN, checks=20, rollouts=20)
    run_model(design, load_model("recording/x"), tmp_path, budget=6000)

    found = samples(tmp_path)
    trunks = [name for name in found if name.startswith("arms/")]
    forks = [name for name in found if name.startswith("fork/")]
    forked = [name for name in trunks if found[name].metadata["factor.trigger"] != "none"]
    # All but those that were under way when the budget ran out.
    assert len(forks) >= (len(forked) - 10) * len(CHECKS)
    assert max(found[name].metadata["block"] for name in trunks) <= 4


def _only_trunks(finished: Finished, design: Design, logs: Path) -> dict[str, Any]:
    """A copy of a finished run without forks, and what it did."""
    shutil.copytree(finished(replace(design, checks=0)).logs, logs, dirs_exist_ok=True)
    return done_of(read_logs(logs, "why"), "recording/x")


def _rewritten(logs: Path, change: Callable[[EvalSample], None]) -> None:
    for info in list_eval_logs(str(logs)):
        log = read_eval_log(info)
        for sample in log.samples or []:
            change(sample)
        write_eval_log(log, info.name)


@pytest.mark.parametrize("presentation", PRESENTATIONS)
def test_checks_can_be_added_to_a_run_that_is_done(
    tmp_path: Path, finished: Finished, presentation: Presentation
) -> None:
    design = replace(DESIGN, checks=1, presentation=presentation)
    done = _only_trunks(finished, design, tmp_path)

    outcome = run_model(design, load_model("recording/x"), tmp_path, done=done)

    assert outcome.fault == outcome.unforked == ""
    forks = [name for name in samples(tmp_path) if name.startswith("fork/")]
    assert len(forks) == ALL // 2


@pytest.mark.parametrize("presentation", PRESENTATIONS)
def test_a_prefix_whose_texts_have_changed_is_named_and_the_rest_goes_on(
    tmp_path: Path, finished: Finished, presentation: Presentation
) -> None:
    design = replace(DESIGN, checks=1, presentation=presentation)
    done = _only_trunks(finished, design, tmp_path)
    victim = f"arms/{design.episode(SMALL[0], 0, 'copy').name}"

    def change(sample: EvalSample) -> None:
        if sample.id == victim:
            changed = sample.messages[-1 if presentation == "inline" else 5]
            if presentation == "inline":
                assert not isinstance(sample.input, str)
                changed = sample.input[-1]
            changed.content = changed.text + " (older words)"

    _rewritten(tmp_path, change)

    outcome = run_model(design, load_model("recording/x"), tmp_path, done=done)

    assert len(outcome.progress.unforked) == len(CHECKS)
    for fork, why in outcome.progress.unforked.items():
        assert fork in why
        assert victim in why
        assert "have changed" in why
    assert outcome.unforked.startswith("4 forks could not be made: the fork 'fork/copy/")
    assert outcome.fault == outcome.unforked
    assert outcome.progress.done == outcome.progress.total
    forks = [name for name in samples(tmp_path) if name.startswith("fork/")]
    assert len(forks) == ALL // 2 - len(CHECKS)


def test_a_log_without_messages_is_named(tmp_path: Path, finished: Finished) -> None:
    design = replace(DESIGN, checks=1, presentation="files", rollouts=1)
    done = _only_trunks(finished, design, tmp_path)
    _rewritten(tmp_path, lambda sample: sample.messages.clear())

    outcome = run_model(design, load_model("recording/x"), tmp_path, done=done)

    assert len(outcome.progress.unforked) == ALL // 2
    assert "does not have the messages up to its decision point" in outcome.unforked
    assert outcome.fault


def test_without_a_log_inline_forks_are_made_and_those_with_files_are_named(
    tmp_path: Path, finished: Finished
) -> None:
    for presentation in PRESENTATIONS:
        design = replace(DESIGN, checks=1, presentation=presentation, rollouts=1)
        done = _only_trunks(finished, design, tmp_path / presentation)
        outcome = run_model(
            design, load_model("recording/x"), tmp_path / f"{presentation} again", done=done
        )
        missing = ALL // 2 if presentation == "files" else 0
        assert len(outcome.progress.unforked) == missing


def test_forks_that_fail_are_counted_and_the_trunks_stay(tmp_path: Path) -> None:
    wanted = check_questions(DESIGN, DESIGN.episode(SMALL[0], 0, "copy"))[0]
    model = load_model("recording/x", {"fails_on": wanted.text})
    design = replace(DESIGN, checks=1, conditions=SMALL[:2])

    outcome = run_model(design, model, tmp_path)

    contents = read_logs(tmp_path, "why")
    assert "2 rollouts failed" in outcome.fault
    failed = contents.failed["recording/x"]
    assert len(failed) == 2
    assert all(name.startswith("fork/") and name.endswith("/wanted") for name in failed)
    assert len(contents.table().trunks()) == 2 * 3 * 10
    assert outcome.progress.done == outcome.progress.total - 2


def test_a_model_that_fails_on_every_fork_is_given_up(tmp_path: Path) -> None:
    model = load_model("recording/x", {"fails_on": FRAME})

    outcome = run_model(replace(DESIGN, checks=3), model, tmp_path)

    assert "does not like this" in outcome.fault
    assert isinstance(model.api, RecordingModel)
    forks = [texts for _, texts, _ in model.api.seen if FRAME in texts[-1]]
    assert len(forks) <= 5 + 2 * 10


def _completed(sample: Sample) -> EvalSample:
    messages = sample.input if isinstance(sample.input, list) else []
    return EvalSample(
        id=sample.id or 0,
        epoch=1,
        input=messages,
        target="",
        messages=[*messages, ChatMessageAssistant(content="1: A")],
        metadata=sample.metadata or {},
        scores={"share_right": Score(value=1.0)},
    )


def _handed_out(order: int) -> dict[str, list[tuple[str, str]]]:
    source = RolloutSource(replace(DESIGN, checks=2), width=7)
    rng = random.Random(order)  # noqa: S311 - repeatable, not secret
    flying = source.initial_samples()
    handed: dict[str, list[tuple[str, str]]] = {}
    done: set[str] = set()
    while flying:
        sample = flying.pop(rng.randrange(len(flying)))
        trunk = (sample.metadata or {}).get("trunk")
        assert trunk is None or trunk in done
        assert str(sample.id) not in handed
        assert not isinstance(sample.input, str)
        handed[str(sample.id)] = [(m.role, m.text) for m in sample.input]
        done.add(str(sample.id))
        more: list[Sample] | None = asyncio.run(source.sample_complete(_completed(sample)))
        flying += more or []
        if not flying:
            more = asyncio.run(source.next_samples())
            flying = more or []
        assert len(flying) <= 7
    assert len(handed) == len(SMALL) * 3 + ALL == source.progress.done
    return handed


def test_what_is_handed_out_does_not_depend_on_the_order_of_completion() -> None:
    assert _handed_out(0) == _handed_out(1) == _handed_out(2)


def test_the_baseline_is_among_the_forked_conditions() -> None:
    assert all(PATHS[0][name] == level for name, level in BASELINE.items())
