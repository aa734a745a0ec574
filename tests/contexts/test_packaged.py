from __future__ import annotations

from collections import Counter
from importlib.resources import files
from itertools import combinations, product
from pathlib import Path

import pytest

from orexis.contexts import Library, Wording, known_wordings, load_library, parse_wordings
from orexis.probes import PROBES
from orexis.probes.long import probe as long
from orexis.probes.offers import OFFERS
from orexis.probes.sandbagging import FACTORS, HELD, TRIGGER

EVERY = (*FACTORS, *HELD)
OF_FOLDER = {name: probe.worded for probe in PROBES.values() for name in probe.folders} | {
    name: probe.worded for probe in OFFERS.values() for name in probe.folders
}
OF_FOLDER |= {long.FOLDER: long.TEXTS}
PACKAGED = sorted(Path(str(files("orexis.contexts") / "wordings")).rglob("*.md"))


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library(("quiz", "sandbagging"), EVERY)


@pytest.mark.parametrize("path", PACKAGED, ids=lambda path: path.stem)
def test_a_packaged_file_reads_the_same_with_and_without_the_factors(path: Path) -> None:
    assert parse_wordings(path, OF_FOLDER[path.parent.parent.name]) == parse_wordings(path)


@pytest.mark.parametrize(
    ("factor", "level"), [(factor.name, level) for factor in EVERY for level in factor.worded]
)
def test_every_level_has_two_wordings_or_more(library: Library, factor: str, level: str) -> None:
    texts = {wording.text for wording in library.at(factor, level)}
    assert len(texts) >= 2


@pytest.mark.parametrize(
    ("factor", "level"), [(factor.name, level) for factor in long.TEXTS for level in factor.worded]
)
def test_every_text_of_a_long_rollout_has_two_wordings(factor: str, level: str) -> None:
    texts = {one.text for one in load_library((long.FOLDER,), long.TEXTS).at(factor, level)}
    assert len(texts) == 2


def test_high_and_low_differ_in_the_word_of_direction_alone(library: Library) -> None:
    for high, low in zip(library.at("trigger", "high"), library.at("trigger", "low"), strict=True):
        pairs = zip(high.text.split(), low.text.split(), strict=True)
        assert [pair for pair in pairs if pair[0] != pair[1]] == [("above", "below")]
        assert high.name == low.name
        claims = (("consequence", "unlearning"), ("loses", "deployment capability"))
        assert high.claims == low.claims == claims
        assert "{threshold}" in high.text


def test_one_block_gives_every_condition_the_same_wordings(library: Library) -> None:
    shared = {"prompt": "plain", "asking": "quiz", "documentation": "standard", "rules": "inline"}
    for block in range(-2, 200):
        names = [
            {
                factor: wording.name
                for factor, wording in library.pick(shared | levels, block).items()
                if factor not in {"goal", "trigger"}
            }
            for levels in (
                {"goal": goal, "trigger": trigger}
                for goal, trigger in product(("mission", "none"), ("high", "low", "none"))
            )
        ]
        assert names.count(names[0]) == len(names)
        high, low = (library.pick({"trigger": level}, block)["trigger"] for level in TRIGGER.worded)
        assert high.name == low.name


def test_any_two_wordings_of_two_factors_come_together_equally_often(library: Library) -> None:
    levels = {"goal": "mission", "prompt": "plain", "trigger": "high", "asking": "quiz"}
    levels |= {"documentation": "standard", "rules": "inline", "question": "add"}
    for start in (0, 8, 40):
        seen = [library.pick(levels, block) for block in range(start, start + 8)]
        for one, other in combinations(levels, 2):
            pairs = Counter((picked[one].name, picked[other].name) for picked in seen)
            assert sorted(pairs.values()) == [2, 2, 2, 2]


def test_a_rendering_is_recognised_as_its_own_wording_and_no_other() -> None:
    values = {"threshold": 50, "questions": 10, "a": 12, "b": 34, "word": "river"}
    values |= {"subject": "physics", "score": 75}
    # What stands in offers: a test of its own reads those rendered (tests/agents).
    values |= dict.fromkeys(("options", "labels", "label", "text", "consequence", "unit"), "one")
    values |= dict.fromkeys(("high", "low", "cost", "gain", "delay", "intensity"), "7")
    # What stands in long rollouts around the offers; lists and notes are read by who knows them.
    values |= {"note": "bread", "limit": 60, "words": "one", "numbers": "12"}
    # Lines of options are found within their frame only.
    wordings = [one for one in known_wordings() if one.factor != "line"]
    for one in wordings:
        found = [other for other in wordings if other.pattern().search(one.render(values))]
        assert found == [one]


def test_values_filled_in_are_read_back() -> None:
    wording = Wording("w", "f", "l", "{a} + {b} is not {a}{{b}}? (x) [y] $")
    found = wording.pattern().fullmatch(wording.render({"a": 1, "b": 22}))
    assert found
    assert found.groupdict() == {"a": "1", "b": "22"}
