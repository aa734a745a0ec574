"""What happens when the window of context is full."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from inspect_ai.log import EvalSample
from inspect_ai.model import ChatMessage, ChatMessageAssistant, ChatMessageSystem, ChatMessageUser

from orexis.probes.long import CLEARED, TOLD
from orexis.rollouts.long.past import EPISODE
from orexis.rollouts.long.window import Window, episodes_in, shortened
from tests.rollouts.long.conftest import DESIGN, EIGHT, STEM, Lived, live, only

LONG = replace(only(DESIGN, "joined"), rollouts=1, episodes=12, checkpoints=(1, 2, 8, 12))
WINDOW = 1800
"""Tokens: room for some of the episodes, beside what is kept free for replies and forks."""


def episode(sample: EvalSample) -> list[int]:
    """The episodes whose beginnings stand in a context."""
    marks = [(one.metadata or {}).get(EPISODE) for one in sample.messages]
    return [one for one in marks if one is not None]


def work(lived: Lived) -> dict[int, EvalSample]:
    return {
        int(sample.metadata["episode"]): sample
        for name, sample in lived.samples.items()
        if name.startswith("work/") and CLEARED not in name
    }


def test_a_rollout_stops_where_the_next_episode_does_not_fit(tmp_path: Path) -> None:
    found = live(replace(LONG, window=WINDOW), tmp_path)

    (last,) = (one for one in found.contents.windows if one.action == "stop")
    reached = last.episode - 1
    assert 2 < reached < 8
    assert found.outcome.fault == ""
    assert found.outcome.progress.done == found.outcome.progress.total
    assert list(found.outcome.progress.ended) == [f"{STEM}/joined/000"]
    checks = {name for name in found.samples if name.startswith("check/")}
    stem = f"check/{STEM}/joined/000"
    assert checks == {
        f"{stem}/{one}{EIGHT}"
        for one in (
            "01",
            "02",
            f"{reached:02d}",
            f"{reached:02d}-{TOLD}",
            f"{reached + 1:02d}-{CLEARED}",
        )
    }
    forks = found.contents.table().forks()
    assert forks["valid"].all()
    assert max(found.contents.table().trunks()["episode"]) == reached + 1
    assert all(_tokens(one.messages) <= WINDOW for one in found.calls)


def _tokens(messages: tuple[tuple[str, str], ...]) -> int:
    return sum(len(text) for _, text in messages) // 4


@pytest.mark.parametrize("full", ["truncate", "summarise"])
def test_the_oldest_episodes_go_and_the_rollout_goes_on(tmp_path: Path, full: Any) -> None:
    found = live(replace(LONG, window=WINDOW, full=full), tmp_path)

    assert found.outcome.progress.done == found.outcome.progress.total == 12 + 4 + 1 + 2
    assert not found.outcome.progress.ended
    samples = work(found)
    assert len(samples) == 12
    cuts = {one.episode: one for one in found.contents.windows}
    assert cuts
    assert {one.action for one in cuts.values()} == {full}
    for number, sample in samples.items():
        kept = episode(sample)
        assert kept == list(range(kept[0], number + 1))
        assert (number in cuts) == (sample.metadata["window_dropped"] > 0)
        assert isinstance(sample.messages[0], ChatMessageSystem)
        assert int(sample.metadata["turn"]) == 3 * number
    first = min(cuts)
    assert episode(samples[first])[0] > episode(samples[first - 1])[0]
    # Half of the window is free afterwards, but for the episode that is under way.
    before = sum(len(one.text) for one in samples[first].messages[:-6]) // 4
    assert before <= WINDOW / 2 + 100
    assert all(_tokens(one.messages) <= WINDOW for one in found.calls)


def test_a_summary_stands_in_the_place_of_what_was_taken_out(tmp_path: Path) -> None:
    found = live(replace(LONG, window=WINDOW, full="summarise"), tmp_path)

    cuts = [one.episode for one in found.contents.windows]
    texts = DESIGN.texts(0)
    asked = texts.asks_summary(DESIGN.note_words)
    assert len([one for one in found.calls if one.last == asked]) == len(cuts)
    for number, sample in work(found).items():
        summaries = [one for one in sample.messages if "Remember" in one.text]
        assert len(summaries) == (number >= min(cuts))
        if summaries:
            assert sample.messages[1] == summaries[0]
            note = summaries[0].text
            written = re.search(r"Remember \w+\.", note)
            assert written is not None
            assert texts.summarised(written[0]) == note


@pytest.mark.parametrize("cuts_off", [False, True])
def test_a_provider_that_says_so_is_believed(tmp_path: Path, cuts_off: bool) -> None:
    design = replace(LONG, full="truncate")
    found = live(design, tmp_path, bursts_at=1500, cuts_off=cuts_off)

    assert found.outcome.fault == ""
    assert len(work(found)) == 12
    assert found.contents.windows


def test_the_models_own_window_counts_where_none_is_given(tmp_path: Path) -> None:
    own = live(LONG, tmp_path / "own", window=WINDOW)
    given = live(replace(LONG, window=WINDOW), tmp_path / "given")

    assert own.outcome.progress.ended == given.outcome.progress.ended != {}


def test_a_window_that_holds_no_episode_ends_everything_and_says_so(tmp_path: Path) -> None:
    found = live(replace(DESIGN, window=400), tmp_path)

    assert not found.contents.choices
    assert len(found.outcome.progress.ended) == len(found.samples) == 2 * (2 + 1 + 1)
    why = found.outcome.progress.ended[f"{STEM}/joined/000"]
    assert why == "its window was full before the end of episode 1"
    assert found.outcome.progress.done == found.outcome.progress.total


def test_half_of_the_window_is_free_once_episodes_are_taken_out() -> None:
    opening: list[ChatMessage] = [ChatMessageSystem(content="s" * 100)]
    episodes: list[list[ChatMessage]] = [
        [
            ChatMessageUser(content="u" * 300, metadata={EPISODE: number}),
            ChatMessageAssistant(content="a" * 100),
        ]
        for number in range(1, 9)
    ]
    whole = [*opening, *(one for both in episodes for one in both)]

    kept = shortened(whole, 825, 900)

    assert [one.text for one in kept[:1]] == ["s" * 100]
    assert [(one.metadata or {}).get(EPISODE) for one in kept[1::2]] == [5, 6, 7, 8]
    assert len(episodes_in(shortened(whole, 825, 100))[1]) == 0
    assert len(episodes_in(shortened(whole, 825, 100, keep=1))[1]) == 1
    assert len(episodes_in(shortened(whole, 825, 10**6))[1]) == 7


def test_what_fits_leaves_room_for_a_reply_and_for_forks() -> None:
    window = Window(1000, item=200, reply=100)

    assert window.fits(700, ["x" * 400])
    assert not window.fits(800, ["x" * 400])
    assert not window.fits(700, ["x" * 400], forks=True)
    assert window.fits(500, ["x" * 400], forks=True)
    assert Window(0).fits(10**9, ["x" * 400])
