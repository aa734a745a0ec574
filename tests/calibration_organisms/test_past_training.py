"""Past the trained length: figures and verdicts, on networks whose price is known."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from orexis.agents.organisms.naming import find_set
from orexis.agents.organisms.networks.recurrent import Recurrent
from orexis.agents.organisms.sets import Member, TrainedSet
from orexis.calibration.organisms.past import (
    FINE,
    WIDE,
    noise,
    past_figures,
    prices,
    revealed_horizons,
)
from orexis.calibration.organisms.past_choices import ANCHORS, past_drift, past_table
from orexis.calibration.organisms.running_on import PASTS, pasts
from orexis.errors import OrexisError

SEEDS, STEEP = 16, 8.0
TINY = 0.01
"""So little that tanh is a straight line."""


def planted(
    regime: str, horizon: int, moves: float, at_once: float = 0.0, *, reached: bool = True
) -> TrainedSet:
    """Organisms whose log-odds are straight: their price moves by `moves` an octave of steps."""
    # Inputs: ln(later / now) / 1.5 - .67, and log2(count + 1) / 2.5 - 1 for delay, left and age.
    sees_age = regime == "clock"
    slope = np.zeros((SEEDS, 4))
    slope[:, 0] = 1.5 * STEEP
    slope[:, 3 if sees_age else 2] = -2.5 * STEEP * moves * np.linspace(0.9, 1.1, SEEDS)
    slope[:, 1] = 2.5 * STEEP * at_once
    start = np.log2(horizon // 2 + 1 if sees_age else horizon)
    offset = 0.67 * 1.5 * STEEP - slope[:, 3 if sees_age else 2] * (start / 2.5 - 1) + slope[:, 1]
    weights = {
        "into": (TINY * slope)[:, :, None],
        "into_bias": np.zeros((SEEDS, 1, 1)),
        "out": np.full((SEEDS, 1, 1), 1 / TINY),
        "out_bias": offset[:, None, None],
    }
    members = tuple(
        Member(f"{regime}-h{horizon}-s{s}", regime, horizon, s, None, reached, 0.01, 9, "")
        for s in range(SEEDS)
    )
    floats = {name: one.astype(np.float32) for name, one in weights.items()}
    return TrainedSet(Path(), "thermometer", "memoryless", 1, 0, 0.05, members, floats)


def test_prices_and_steepness_are_those_of_the_curve() -> None:
    theta, steep = np.array([-3.21, 0.0, 1.7, 9.0, -9.0]), np.array([0.5, 20.0, 4.0, 3.0, 3.0])
    found, slope = prices(1 / (1 + np.exp(-steep[:, None] * (WIDE - theta[:, None]))))
    assert found[:3] == pytest.approx(theta[:3], abs=1e-3)
    assert slope[:3] == pytest.approx(steep[:3], rel=1e-3)
    assert np.isnan(found[3:]).all()
    assert np.isnan(slope[3:]).all()


def test_a_revealed_horizon_is_the_sum_of_weights_that_count_at_most_once() -> None:
    weights = np.array([[1.8, 1.0, 0.5, 0.0], [0.25, 0.25, 0.25, 0.25]])
    with np.errstate(divide="ignore"):
        at = -np.log(weights)
    accepts = (at[:, :, None] - 1e-9 <= FINE).astype(float)
    assert revealed_horizons(accepts) == pytest.approx([2.5, 1.0], rel=0.05)


def test_noise_is_of_choices_and_not_of_what_differs_between_offers() -> None:
    chances = np.array([[[0.0, 1.0]], [[0.5, 0.5]], [[0.1, 0.9]]])
    assert noise(chances) == pytest.approx([0, 1, 0.36])


def test_told_of_more_time_a_price_that_moves_is_found_as_it_was_planted() -> None:
    found = {one.multiple: one for one in past_figures(planted("stated", 8, -0.4))}
    assert list(found) == [1, 2, 4, 8, 16]
    for multiple, one in found.items():
        assert one.log_price.value == pytest.approx(-0.4 * np.log2(multiple), abs=0.02)
        assert one.log_price.low <= -0.4 * np.log2(multiple) + 0.02
        assert one.log_consistency.value == pytest.approx(np.log(STEEP), abs=0.02)
    assert found[1].losing.value < 0.1 < found[2].losing.value < 0.9 < found[16].losing.value
    # The noise is largest where the price passes, though consistency stays the same throughout.
    assert found[4].losing_noise.value > 3 * found[16].losing_noise.value
    assert found[16].revealed.value == 64


def test_who_wanders_is_told_from_who_falls_apart_by_choices_alone() -> None:
    verdicts = {one.statement: one for one in past_drift(planted("stated", 8, -0.4)).verdicts}
    assert verdicts["its preference wanders"].status == "supported"
    assert verdicts["its choices become incoherent"].status == "rejected"


def test_who_stays_is_found_steady() -> None:
    verdicts = past_drift(planted("clock", 8, 0.0)).verdicts
    assert [one.status for one in verdicts] == ["rejected", "rejected"]


def test_refusing_everything_is_not_called_incoherence() -> None:
    found = past_drift(planted("clock", 8, 2.0))
    verdicts = {one.statement: one for one in found.verdicts}
    assert verdicts["its preference wanders"].status == "supported"
    assert verdicts["its choices become incoherent"].status == "uninterpretable"
    assert "not told from choosing at random" in verdicts["its choices become incoherent"].because
    figures = past_figures(planted("clock", 8, 2.0))
    assert figures[-1].noise.value < 0.05
    assert "16 of 16 seeds take all offers, or none" in figures[-1].log_price.reason


def test_the_table_has_the_same_offers_at_every_point_and_a_baseline_inside() -> None:
    table = past_table(planted("stated", 8, -0.4), 3)
    assert len(table) == SEEDS * 32 * 6
    assert table.models == ("stated-h8",)
    fresh = table["topology"] == "fresh"
    assert set(table["episode"][fresh]) == {1}
    assert set(table["episode"][~fresh]) == {1, 2, 4, 8, 16}
    anchors = table["subject"] == "nothing"
    assert set(table["subject"][~anchors]) == {"after 4 steps"}
    assert (table["stake.later"][anchors] >= np.exp(ANCHORS[0]) - 1e-9).all()
    again = past_table(planted("stated", 8, -0.4), 3)
    assert (again["outcome"] == table["outcome"]).all()
    assert (past_table(planted("stated", 8, -0.4), 4)["outcome"] != table["outcome"]).any()
    assert past_table(planted("stated", 8, -0.4), draws=False)["exact"].all()


def test_who_did_not_learn_or_sees_nothing_is_left_out() -> None:
    assert past_figures(planted("stated", 8, -0.4, reached=False)) == ()
    assert past_figures(planted("hidden", 8, 0.0)) == ()
    assert past_figures(find_set("resources")) == ()
    with pytest.raises(OrexisError, match="nothing changes past the trained length"):
        past_table(planted("hidden", 8, 0.0))


def test_one_seed_has_no_interval() -> None:
    one = planted("stated", 8, -0.4).where([2])
    figure = past_figures(one)[0]
    assert np.isnan(figure.noise.value)
    assert "one training seed" in figure.noise.reason


def test_organisms_with_memory_are_run_on_through_typical_offers() -> None:
    network = Recurrent(4, 5)
    weights = network.initial(2, np.random.default_rng(3))
    members = tuple(Member(f"hidden-h4-s{s}", "hidden", 4, s, None, True, 0, 9, "") for s in (0, 1))
    trained = TrainedSet(Path(), "thermometer", "recurrent", 5, 0, 0.05, members, weights)
    (past,) = pasts(trained)
    assert past.how == "run on"
    ratio, delay = np.array([0.3, 2.0]), np.array([1, 2])
    late = past.chances(8, ratio, delay)
    assert late.shape == (2, PASTS, 2)
    assert late.std(axis=1).min() > 0
    # One step at a time, as the network itself goes along.
    start = past.chances(0, ratio, delay)
    inputs = np.stack((ratio / 1.5 - 0.67, np.log2(delay + 1) / 2.5 - 1, 0 * ratio, 0 * ratio), -1)
    wanted = trained.probabilities(inputs.astype(np.float32))
    assert start[:, 0] == pytest.approx(wanted, abs=1e-5)


def test_trained_organisms_told_of_more_time_accept_losses() -> None:
    shipped = find_set("thermometer")
    told = shipped.where([m.regime == "stated" for m in shipped.members])
    found = {(one.horizon, one.multiple): one for one in past_figures(told)}
    assert {key[0] for key in found} == {2, 8, 32}
    for horizon in (2, 8):
        assert found[horizon, 1].losing.value < 0.1
        assert found[horizon, 16].losing.value > 0.5
    assert found[2, 4].losing.value > found[32, 4].losing.value
