from __future__ import annotations

import numpy as np
import pytest
from tests.estimates.horizon.conftest import (
    CELLS,
    Array,
    Weigh,
    exponential,
    fixed,
    placebo,
    step,
    weights,
)

from orexis.estimates.horizon import contrasts as at
from orexis.estimates.horizon.contrasts import Contrast
from orexis.estimates.horizon.reading import Cell
from orexis.estimates.horizon.revealed import revealed_horizons

ALL = np.ones(len(CELLS), dtype=bool)


def value(contrast: Contrast, truth: Array) -> float:
    return float(np.clip(contrast.weights @ truth, contrast.least, contrast.top))


def only(contrasts: list[Contrast], **cell: str) -> Contrast:
    (found,) = [one for one in contrasts if dict(one.cell) == cell]
    return found


@pytest.mark.parametrize(
    "weigh", [exponential(0.9), exponential(0.5), lambda k, _: 1 / (1 + 0.2 * k), fixed(7)]
)
def test_a_weight_that_knows_no_boundary_neither_jumps_nor_moves(weigh: Weigh) -> None:
    truth = weights(CELLS, weigh)
    for contrast in (
        *at.jumps(CELLS, ALL),
        *at.boundary_move(CELLS, ALL),
        *at.placebo_move(CELLS, ALL),
    ):
        assert value(contrast, truth) == pytest.approx(0, abs=1e-12)


def test_a_step_at_the_boundary_jumps_there_and_nowhere_else() -> None:
    truth = weights(CELLS, step())
    jumps = at.jumps(CELLS, ALL)
    assert [dict(one.cell) for one in jumps[:-1]] == [
        {"boundary": name} for name in ("3", "7", "15", "31")
    ]
    assert [value(one, truth) for one in jumps] == pytest.approx([1.0] * 5)
    assert value(at.boundary_move(CELLS, ALL)[0], truth) == pytest.approx(1)
    assert max(value(one, truth) for one in at.fixed_steps(CELLS, ALL)) == pytest.approx(0)


def test_a_step_on_top_of_discounting_counts_for_what_it_adds() -> None:
    truth = weights(CELLS, lambda k, end: 0.9**k * (k <= end))
    found = value(only(at.jumps(CELLS, ALL), boundary="7"), truth)
    # Of six other contexts, three are past their boundary on both sides of 7, or on neither.
    smooth = 0.9**7 - 0.9**8
    assert found == pytest.approx(0.9**7 - smooth * 4 / 6)


def test_a_drop_at_one_delay_wherever_the_boundary_is_shows_as_such() -> None:
    truth = weights(CELLS, fixed(7))
    drops = {one.cell["delay"]: value(one, truth) for one in at.fixed_steps(CELLS, ALL)}
    assert drops.pop("7 to 8") == pytest.approx(1)
    assert max(drops.values()) == pytest.approx(0)


def test_a_number_read_as_a_boundary_shows_at_short_or_at_long_delays() -> None:
    patient = np.ones(len(CELLS))
    long = np.array([cell.delay > 7 for cell in CELLS])
    shrinks = np.where(placebo(CELLS) & long, 0.0, patient)
    moves = at.placebo_move(CELLS, ALL)
    assert value(only(moves), shrinks) == pytest.approx(-5 / 9)
    assert value(only(moves, delay="above 8"), shrinks) == pytest.approx(-1)
    later = np.array([cell.delay > 0 for cell in CELLS])
    grows = np.where(placebo(CELLS) & ~long & later, 1.0, 0.0)
    assert value(only(moves, delay="up to 8"), grows) == pytest.approx(4 / 5)


def test_inside_and_past_are_averaged_apart_and_immediate_offers_left_out() -> None:
    truth = weights(CELLS, step(0.8, 0.1))
    found = at.averages(CELLS, ALL)
    overall = {one.estimand: value(one, truth) for one in found if not one.cell}
    assert overall["weight_within"] == pytest.approx(0.8)
    assert overall["weight_beyond"] == pytest.approx(0.1)
    assert {one.cell["delay"] for one in found if one.estimand == "weight_within" and one.cell} == {
        "1", "3", "4", "7", "8", "15", "16", "31"
    }  # fmt: skip


def test_cells_without_a_weight_are_in_no_sum() -> None:
    usable = np.array([cell.boundary != "7" for cell in CELLS])
    for contrast in (*at.averages(CELLS, usable), *at.jumps(CELLS, usable)):
        assert not contrast.weights[~usable].any()
    assert {"boundary": "7"} not in [dict(one.cell) for one in at.jumps(CELLS, usable)]


def test_the_revealed_horizon_counts_the_steps_that_matter() -> None:
    found = {one.cell["boundary"]: one for one in revealed_horizons(CELLS, ALL)}
    stepped = weights(CELLS, step())
    assert [value(found[name], stepped) for name in ("0", "3", "7", "15", "31", "unstated")] == (
        pytest.approx([0, 3, 7, 15, 31, 32])
    )
    smooth = weights(CELLS, exponential(0.9))
    exact = sum(0.9**k for k in range(1, 33))
    assert value(found["unstated"], smooth) == pytest.approx(exact, rel=0.05)


def test_a_shorter_set_of_delays_sums_as_far_as_it_goes() -> None:
    cells = tuple(Cell(np.inf, "", delay) for delay in (2.0, 6.0))
    (found,) = revealed_horizons(cells, np.ones(2, dtype=bool))
    assert found.top == 6
    assert value(found, np.array([1.0, 0.0])) == pytest.approx(1 + 1 + 0.75 + 0.5 + 0.25)
