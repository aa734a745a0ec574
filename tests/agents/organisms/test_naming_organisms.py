"""Names of organisms, and what is said where one is wrong."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from inspect_ai.model import get_model

from orexis.agents.organisms.naming import SHIPPED, expand, find_set, organism, shipped
from orexis.errors import OrexisError

ONE = "organism/thermometer/stated-h8-s0"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(tmp_path)
    shutil.copytree(SHIPPED / "resources", "some/set")
    return "some/set"


def test_a_folder_goes_before_a_shipped_set_and_both_may_be_named(folder: str) -> None:
    assert organism(f"organism/{folder}/stated-h8-s1").trained.world == "resources"
    assert organism(f"organism/{Path(folder).resolve()}/stated-h8-s1").member.seed == 1
    assert organism(ONE).trained.world == "thermometer"
    shutil.copytree(SHIPPED / "resources", "thermometer")
    assert find_set("thermometer").world == "resources"
    assert shipped() == ("resources", "thermometer")


def test_a_set_or_a_pattern_stands_for_its_organisms(folder: str) -> None:
    names = expand(f"organism/{folder}/")
    assert names == tuple(f"organism/{folder}/{name}" for name in find_set(folder).names)
    assert expand("organism/thermometer/stated-h?-*") == tuple(
        f"organism/thermometer/stated-h{h}-s{s}" for h in (1, 2, 8) for s in range(3)
    )
    assert expand(ONE) == (ONE,)
    assert expand("openai/gpt-*") == ("openai/gpt-*",)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("organism/thermometer/stated-h9-s0", "has no organism 'stated-h9-s0'.*stated-h"),
        ("organism/thermometer", "is a whole set; name one of its organisms"),
        ("organism/gone/stated-h8-s0", "no set of organisms 'gone'.*shipped: resources, therm"),
        ("organism/stated-h8-s0", "is no organism; they are named organism/FOLDER/NAME"),
    ],
)
def test_a_wrong_name_is_one_sentence(name: str, sentence: str) -> None:
    with pytest.raises(OrexisError, match=sentence):
        organism(name)


def test_a_pattern_that_fits_nothing_is_one_sentence() -> None:
    with pytest.raises(OrexisError, match="none of the 60 organisms in thermometer fits 'x-"):
        expand("organism/thermometer/x-[0]")


def test_it_has_no_habits_to_be_set() -> None:
    with pytest.raises(OrexisError, match="no parameter 'slope'; it takes contexts, exact"):
        get_model(ONE, memoize=False, slope=3)
    with pytest.raises(OrexisError, match="exact is true or false, not 'maybe'"):
        get_model(ONE, memoize=False, exact="maybe")
