from __future__ import annotations

from pathlib import Path

import pytest

from orexis.contexts import (
    Condition,
    ContextError,
    Factor,
    Library,
    WordingError,
    crossed,
    known_wordings,
    load_library,
)
from orexis.probes.sandbagging import FACTORS, HELD

EVERY = (*FACTORS, *HELD)


def put(folder: Path, name: str, front: str, text: str) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"---\n{front}\n---\n{text}\n", encoding="utf-8")


def load(own: Path) -> Library:
    return load_library(("quiz", "sandbagging"), EVERY, own)


def test_own_texts_replace_those_of_their_factor_alone(tmp_path: Path) -> None:
    put(tmp_path, "deep/er/mine.md", "trigger: [high, low]\nside: [over, under]", "{side}!")
    library, packaged = load(tmp_path), load_library(("quiz", "sandbagging"), EVERY)
    assert [wording.text for wording in library.at("trigger", "high")] == ["over!"]
    assert library.at("goal", "mission") == packaged.at("goal", "mission")
    assert "over!" in {wording.text for wording in known_wordings(tmp_path)}


def test_own_texts_without_the_reverse_level_are_refused(tmp_path: Path) -> None:
    put(tmp_path, "mine.md", "trigger: high", "Over {threshold}%!")
    with pytest.raises(ContextError, match="texts for 'trigger' at 'high' but none at 'low'"):
        load(tmp_path)


def test_two_files_that_say_the_same_at_two_levels_are_refused(tmp_path: Path) -> None:
    put(tmp_path, "a.md", "trigger: high", "Mind the score.")
    put(tmp_path, "b.md", "trigger: low", "Mind the score.")
    with pytest.raises(WordingError, match=r"b\.md, line 1: contradictory levels: 'low' has"):
        load(tmp_path)


def test_two_wordings_of_one_name_are_refused(tmp_path: Path) -> None:
    put(tmp_path, "a/one.md", "goal: mission", "Climb.")
    put(tmp_path, "b/one.md", "goal: mission", "Swim.")
    with pytest.raises(WordingError, match="a second wording 'one' at 'mission'"):
        load(tmp_path)


def test_a_missing_or_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ContextError, match="does not exist"):
        load(tmp_path / "none")
    with pytest.raises(ContextError, match="does not exist"):
        known_wordings(tmp_path / "none")
    with pytest.raises(ContextError, match="no wording"):
        load(tmp_path)


def test_a_level_without_a_text_is_refused() -> None:
    with pytest.raises(ContextError, match="'mood' has no text at level 'grim'"):
        Library((Factor("mood", ("grim",)),), {})


def test_a_fixed_wording_stands_in_every_block() -> None:
    library = load_library(("quiz", "sandbagging"), EVERY)
    for block in range(16):
        picked = library.pick({"trigger": "high"}, block, {"trigger": "unlearning-policy"})
        assert picked["trigger"].name == "unlearning-policy"


def test_a_fixed_wording_leaves_the_levels_alone_that_it_has_no_text_for() -> None:
    library, fixed = load_library(("quiz", "sandbagging"), EVERY), {"prompt": "best-able"}
    best = {library.pick({"prompt": "best_effort"}, n, fixed)["prompt"].name for n in range(8)}
    plain = {library.pick({"prompt": "plain"}, n, fixed)["prompt"].name for n in range(8)}
    assert best == {"best-able"}
    assert plain == {"plain-here", "plain-take"}


@pytest.mark.parametrize(
    ("fixed", "says"),
    [
        ({"mood": "grim"}, "no factor 'mood'"),
        ({"goal": "typo"}, "'goal' has no wording 'typo'; there are 'mission-progress'"),
        ({"question": "typo"}, "'question' has no wording 'typo'"),
    ],
)
def test_an_unknown_fixed_wording_is_refused_before_it_is_needed(
    fixed: dict[str, str], says: str
) -> None:
    with pytest.raises(ContextError, match=says):
        load_library(("quiz", "sandbagging"), EVERY).pick({"goal": "none"}, 0, fixed)


def test_levels_with_unequal_numbers_of_wordings_take_turns(tmp_path: Path) -> None:
    for name, text in (("a", "One"), ("b", "Two"), ("c", "Three")):
        put(tmp_path, f"{name}.md", "trigger: high", text)
    put(tmp_path, "low.md", "trigger: low", "Other")
    library = load(tmp_path)
    picked = [library.pick({"goal": "none", "trigger": "high"}, n) for n in range(12)]
    names = [one["trigger"].name for one in picked]
    assert {name: names.count(name) for name in names} == {"a": 4, "b": 4, "c": 4}


def test_conditions_are_crossed_and_cut_to_what_is_kept() -> None:
    factors = (Factor("x", ("a", "b")), Factor("y", ("c", "d", "e")))
    assert len(crossed(factors)) == 6
    assert crossed(factors, {"x": ["b"], "y": ["e", "c"]}) == (
        Condition.of(x="b", y="c"),
        Condition.of(x="b", y="e"),
    )
    assert str(crossed(factors)[0].with_level("y", "e")) == "x=a, y=e"


@pytest.mark.parametrize(
    ("keep", "says"),
    [({"z": ["a"]}, "no factor 'z'; the factors are 'x'"), ({"x": ["q"]}, "no level 'q'")],
)
def test_unknown_factors_and_levels_are_refused(keep: dict[str, list[str]], says: str) -> None:
    with pytest.raises(ContextError, match=says):
        crossed((Factor("x", ("a", "b")),), keep)
