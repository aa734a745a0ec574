"""One choice: drawn in one order, or exact in both, with the same row either way."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from orexis.choices.logs import read_logs
from orexis.rollouts.errors import RolloutError
from orexis.rollouts.offers.elicit import exact_rows
from orexis.rollouts.offers.run import run_offers
from orexis.rollouts.run import load_model
from tests.rollouts.conftest import ScriptedModel
from tests.rollouts.offers.conftest import DESIGN, put

FEW = replace(DESIGN, offers=8)


def test_exact_choices_give_a_row_for_each_order(tmp_path: Path) -> None:
    _, contents = put(FEW, "planted/trader", tmp_path, exact=True, bias=2.0, price=60)

    by_rollout: dict[str, dict[str, float]] = {}
    for one in contents.choices:
        assert one.exact
        assert one.weight == 0.5
        by_rollout.setdefault(one.rollout, {})[one.fork] = one.outcome
    assert all(set(own) == {"given", "reversed"} for own in by_rollout.values())
    # Whoever leans towards the first option accepts more where accepting is shown first.
    odds = [
        np.log(own[order] / (1 - own[order]))
        for own in by_rollout.values()
        for order in ("given", "reversed")
        if own["reversed"] > 0.001 and own["given"] < 0.999
    ]
    shifts = np.array(odds[::2]) - np.array(odds[1::2])
    assert len(shifts) > 2
    assert np.allclose(shifts, 2.0)


def test_exact_choices_agree_with_the_shares_of_draws(tmp_path: Path) -> None:
    settings: dict[str, Any] = {"price": 60, "slope": 1.0, "lapse": 0.1}
    many = replace(DESIGN, conditions=DESIGN.conditions[1:], offers=160, placement="grid")
    _, exact = put(many, "planted/trader", tmp_path / "exact", exact=True, **settings)
    _, drawn = put(many, "planted/trader", tmp_path / "drawn", **settings)

    known = np.mean([one.outcome for one in exact.choices])
    found = np.mean([one.outcome for one in drawn.choices])
    assert abs(known - found) < 4 * np.sqrt(known * (1 - known) / len(drawn.choices))


def test_a_neutral_option_that_is_taken_is_no_answer_to_the_offer(tmp_path: Path) -> None:
    design = replace(FEW, neutral=True, offers=24)
    _, drawn = put(design, "planted/points-taker", tmp_path / "drawn", neutral=0.5)
    _, exact = put(design, "planted/points-taker", tmp_path / "exact", neutral=0.5, exact=True)

    left = [one for one in drawn.choices if one.why_invalid == "neutral"]
    assert 0.25 < len(left) / len(drawn.choices) < 0.75
    assert {one.outcome for one in drawn.choices if one.valid} == {1.0}
    weights = {(one.valid, round(one.weight, 6)) for one in exact.choices}
    assert weights == {(True, 0.25), (False, 0.25)}
    assert all(one.outcome > 0.999 for one in exact.choices if one.valid)


def test_a_sure_neutral_choice_leaves_no_outcome() -> None:
    rows = exact_rows("item", {"accept": 0.0, "decline": 0.0, "neutral": 1.0}, "given")

    assert [(row.outcome, row.why_invalid, row.weight) for row in rows] == [(None, "neutral", 0.5)]


@pytest.mark.parametrize(
    ("reply", "why"),
    [("I'm sorry, I can't help with that.", "refused"), ("Hm.", "unreadable"), ("", "no answer")],
)
def test_what_is_no_choice_is_kept_as_such(tmp_path: Path, reply: str, why: str) -> None:
    _, contents = put(FEW, "scripted/x", tmp_path, reply=reply)

    assert {(one.valid, one.why_invalid) for one in contents.choices} == {(False, why)}
    assert len(contents.choices) == len(FEW.conditions) * 8


def test_what_a_provider_withheld_is_refused(tmp_path: Path) -> None:
    _, contents = put(FEW, "scripted/x", tmp_path, reply="", filtered=True)

    assert {one.why_invalid for one in contents.choices} == {"refused"}


def test_texts_of_options_are_scored_where_choices_are_exact_only(tmp_path: Path) -> None:
    design = replace(FEW, asking="text")
    _, contents = put(design, "planted/points-taker", tmp_path, exact=True)

    assert all(one.outcome > 0.999 for one in contents.choices)
    with pytest.raises(RolloutError, match="gives no probabilities"):
        put(design, "planted/points-taker", tmp_path / "drawn")


def test_the_noise_floor_is_measured_on_a_few_offers(tmp_path: Path) -> None:
    _, contents = put(FEW, "scripted/x", tmp_path, exact=True)

    assert contents.noise == {"scripted/x": [0.0] * 2}


def test_a_second_run_takes_its_answers_from_the_cache(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INSPECT_CACHE_DIR", str(tmp_path / "cache"))
    calls = []
    for name in ("first", "second"):
        model = load_model("scripted/x", {"reply": "Answer: A"})
        run_offers(FEW, model, tmp_path / name, cache=True)
        assert isinstance(model.api, ScriptedModel)
        calls.append(model.api.calls)

    assert calls == [len(FEW.conditions) * 8, 0]
    assert len(read_logs(tmp_path / "second", "price").choices) == len(FEW.conditions) * 8
