"""Which offers are put: balanced, placed by what was answered, the same after any interruption."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from orexis.probes.offers import FORMATS
from orexis.probes.offers.placing import Answered, place
from orexis.rollouts.offers.source import OfferSource
from tests.rollouts.offers.conftest import DESIGN, SMALL, done_of, put, put_offers

TRADER: dict[str, Any] = {"price": 60, "slope": 4}


def test_every_condition_gets_its_offers_balanced_over_formats_and_orders(tmp_path: Path) -> None:
    outcome, contents = put(DESIGN, "planted/trader", tmp_path, **TRADER)

    assert outcome.fault == ""
    assert outcome.progress.done == outcome.progress.total == len(SMALL) * 24
    for condition in SMALL:
        own = [one for one in contents.choices if one.factors == dict(condition)]
        assert Counter((one.format, one.fork) for one in own) == {
            (name, order): 3 for name in FORMATS for order in ("given", "reversed")
        }


def test_offers_move_to_where_the_agent_changes_its_mind(tmp_path: Path) -> None:
    _, contents = put(DESIGN, "planted/trader", tmp_path, **TRADER)

    own = [one for one in contents.choices if one.factors["consequence"] == "deletion"]
    late = [np.log(one.stakes["points"]) for one in own if int(one.block) >= 8]
    near = np.mean(np.abs(np.array(late) - np.log(60)) < 1.2)
    assert near > 0.5
    assert min({one.stakes["points"] for one in own if int(one.block) < 8}) == 1


@pytest.mark.parametrize("budget", [700, 4500])
def test_a_run_goes_on_to_the_same_offers_wherever_it_stopped(tmp_path: Path, budget: int) -> None:
    _, whole = put(DESIGN, "planted/trader", tmp_path / "whole", **TRADER)
    stopped, first = put(DESIGN, "planted/trader", tmp_path / "cut", budget=budget, **TRADER)
    assert "budget" in stopped.progress.stopped
    done = done_of(first, "planted/trader")
    assert 0 < len(done) < len(SMALL) * 24

    outcome, both = put(DESIGN, "planted/trader", tmp_path / "cut", done=done, **TRADER)

    assert outcome.progress.done == outcome.progress.total
    assert put_offers(both) == put_offers(whole)


def test_a_finished_run_starts_nothing(tmp_path: Path) -> None:
    _, whole = put(DESIGN, "planted/trader", tmp_path / "whole", **TRADER)
    done = done_of(whole, "planted/trader")

    again = OfferSource(DESIGN, done)

    assert not again.pending
    assert again.progress.done == again.progress.total


def test_a_batch_does_not_depend_on_the_order_in_which_offers_come_in() -> None:
    rng = np.random.default_rng(3)
    answered = [Answered(int(level), {"given": float(level > 9)}) for level in rng.permutation(16)]

    assert place(DESIGN, SMALL[1], answered[:8]) == place(DESIGN, SMALL[1], answered[:8][::-1])
    assert place(DESIGN, SMALL[0], answered) != place(DESIGN, SMALL[1], answered)


def test_another_seed_puts_other_offers_and_a_grid_the_same_levels() -> None:
    grid = replace(DESIGN, placement="grid", offers=48)
    levels = Counter(
        level for start in range(0, 48, 8) for level in place(grid, SMALL[0], _blank(start))
    )
    assert place(DESIGN, SMALL[0], []) != place(replace(DESIGN, seed=5), SMALL[0], [])
    assert max(levels.values()) - min(levels.values()) <= 3
    assert len(levels) >= 8


def _blank(count: int) -> list[Answered]:
    return [Answered(0, {}) for _ in range(count)]


def test_the_last_batch_of_a_condition_is_as_short_as_it_has_to_be(tmp_path: Path) -> None:
    outcome, contents = put(replace(DESIGN, offers=11), "planted/points-taker", tmp_path)

    assert outcome.progress.total == len(SMALL) * 11 == len(contents.choices)
    assert {one.outcome for one in contents.choices} == {1.0}


def test_a_model_that_fails_keeps_what_was_answered_and_says_why(tmp_path: Path) -> None:
    outcome, contents = put(
        DESIGN, "scripted/x", tmp_path, reply="Answer: A", fails_from=20, max_connections=1
    )

    assert "the service is gone" in outcome.fault
    assert 0 < len(contents.choices) <= 20
