"""What is carried from one context to the next, and what is inherited from another agent."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from inspect_ai.model import ChatMessageAssistant, ContentReasoning, ContentText

from orexis.probes.long import INHERITED, JOINED, TOLD, Script
from orexis.rollouts.errors import RolloutError
from orexis.rollouts.long.past import without_reasoning
from tests.rollouts.long.conftest import DESIGN, EIGHT, STEM, Lived, live, only

MEMORY = only(DESIGN, "memory")


def chain(lived: Lived, block: int = 0) -> list[Any]:
    return [lived.samples[f"work/{STEM}/memory/{block:03d}/{e:02d}"] for e in range(1, 5)]


def test_a_note_stands_at_the_top_of_the_next_context(tmp_path: Path) -> None:
    lived = live(MEMORY, tmp_path)

    texts = DESIGN.texts(0)
    episodes = chain(lived)
    assert not episodes[0].messages[1].text.startswith(texts.carried("")[:20])
    for before, after in pairwise(episodes):
        asked, note = before.messages[-2:]
        assert asked.text == texts.note("text", DESIGN.note_words)
        assert note.text.startswith("Remember")
        assert after.messages[1].text.startswith(texts.carried(note.text))
        assert sum(note.text in one.text for one in after.messages) == 1


def test_a_note_is_cut_to_a_sane_length(tmp_path: Path) -> None:
    design = replace(MEMORY, note_words=1, rollouts=1)
    lived = live(design, tmp_path)

    episodes = chain(lived)
    note = episodes[0].messages[-1].text
    assert design.texts(0).carried(note[:12]) in episodes[1].messages[1].text
    assert note not in episodes[1].messages[1].text


def test_a_memory_directory_is_carried_over(tmp_path: Path) -> None:
    lived = live(replace(MEMORY, notes="auto"), tmp_path, tools=True)

    assert lived.outcome.fault == ""
    for number, sample in enumerate(chain(lived)):
        results = [one.text for one in sample.messages if one.role == "tool"]
        # It looks into the directory first: one file for every earlier episode.
        assert results[0].count("/memories/") == number
        assert "created" in results[-1]
    # On forks the tool stands in the messages, and is not on offer.
    scripts = [Script(DESIGN, DESIGN.targets[0], "memory", block) for block in range(2)]
    items = {turn.text for one in scripts for turn in (*one.probes(), *one.probes(TOLD))}
    forks = [one.tools for one in lived.calls if one.last in items]
    assert forks == [()] * (2 * 4 * 8)
    assert {one.tools for one in lived.calls if one.last not in items} == {("memory",)}


def test_what_an_agent_writes_down_is_text_and_nothing_that_is_looked_up(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("a secret", encoding="utf-8")

    lived = live(
        replace(MEMORY, notes="tool", rollouts=1), tmp_path / "logs", tools=True, writes=str(secret)
    )

    assert lived.outcome.fault == ""
    kept = [sample.metadata["files"] for sample in chain(lived)]
    assert kept
    assert all(str(secret) in one for one in kept)
    assert not any("a secret" in one for one in kept)


def test_a_model_without_tools_writes_notes_as_text(tmp_path: Path) -> None:
    lived = live(replace(MEMORY, notes="auto", rollouts=1), tmp_path)

    assert {one.tools for one in lived.calls} == {()}
    assert "Remember" in chain(lived)[0].messages[-1].text


@pytest.fixture(scope="module")
def donor(tmp_path_factory: pytest.TempPathFactory) -> tuple[Lived, Path]:
    logs = tmp_path_factory.mktemp("donor")
    return live(only(DESIGN, "joined"), logs, "diarist/giver"), logs


HEIR = only(DESIGN, "inherited")


def test_a_context_is_inherited_from_the_donors_rollout(
    tmp_path: Path, donor: tuple[Lived, Path]
) -> None:
    given, logs = donor
    found = live(HEIR, tmp_path, donor="diarist/giver", donor_logs=logs)

    assert found.outcome.progress.done == found.outcome.progress.total == 2 * 3
    for block in range(2):
        for episode in (1, 4):
            heir = found.samples[f"check/{STEM}/inherited/{block:03d}/{episode:02d}{EIGHT}"]
            theirs = given.samples[f"work/{STEM}/joined/{block:03d}/{episode:02d}"]
            assert [one.text for one in heir.messages] == [one.text for one in theirs.messages]
            assert heir.metadata["donor"] == "diarist/giver"
            assert heir.metadata["turn"] == 3 * episode
    table = found.contents.table()
    assert set(table["topology"]) == {"inherited"}
    assert set(table["trunk"]) == {f"diarist/x/{STEM}/inherited/{block:03d}" for block in range(2)}
    assert len(found.calls) == 2 * 3 * 8


def test_the_only_model_in_a_folder_needs_no_name(
    tmp_path: Path, donor: tuple[Lived, Path]
) -> None:
    found = live(HEIR, tmp_path, donor_logs=donor[1])

    assert next(iter(found.samples.values())).metadata["donor"] == "diarist/giver"


def test_a_donor_that_has_not_come_so_far_is_said_to_be_missing(
    tmp_path: Path, donor: tuple[Lived, Path]
) -> None:
    farther = replace(HEIR, episodes=5, checkpoints=(1, 5))
    with pytest.raises(RolloutError, match="has no joined rollout up to episode 5"):
        live(farther, tmp_path / "a", donor="diarist/giver", donor_logs=donor[1])
    with pytest.raises(RolloutError, match="has no joined rollout up to episode 1"):
        live(HEIR, tmp_path / "b", donor="diarist/other", donor_logs=donor[1])
    with pytest.raises(RolloutError, match="logs of 0 models"):
        live(HEIR, tmp_path / "c", donor_logs=tmp_path / "nowhere")


def test_a_donor_whose_window_was_full_gives_what_it_has(tmp_path: Path) -> None:
    design = replace(DESIGN, rollouts=1, episodes=12, checkpoints=(1, 12), window=1800)
    live(only(design, "joined"), tmp_path / "donor", "diarist/giver")
    found = live(only(design, "inherited"), tmp_path / "heir", donor_logs=tmp_path / "donor")

    assert list(found.samples) == [f"check/{STEM}/inherited/000/01{EIGHT}"]
    assert found.outcome.fault == ""
    assert "the donor's window was full" in found.outcome.progress.ended[f"{STEM}/inherited/000"]


def test_a_model_can_inherit_from_itself_in_one_run(tmp_path: Path) -> None:
    both = replace(DESIGN, topologies=(INHERITED, JOINED), rollouts=1)
    found = live(both, tmp_path, donor="diarist/x")

    assert found.outcome.progress.done == found.outcome.progress.total == 3 + 9
    own = found.samples[f"check/{STEM}/joined/000/04{EIGHT}"]
    heir = found.samples[f"check/{STEM}/inherited/000/04{EIGHT}"]
    assert [one.text for one in own.messages] == [one.text for one in heir.messages]


def test_another_models_reasoning_is_left_out() -> None:
    thought = ContentReasoning(reasoning="hm", signature="x")
    thinking = ChatMessageAssistant(content=[thought, ContentText(text="A")])
    plain = ChatMessageAssistant(content="B")

    kept, changed = without_reasoning([thinking, plain])

    assert changed == 1
    assert [one.text for one in kept] == ["A", "B"]
    assert "hm" not in str(kept)
