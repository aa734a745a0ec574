"""Reading sets of the world `resources`: networks whose prices were planted by hand."""

from dataclasses import replace
from math import log
from pathlib import Path

import numpy as np
import pytest

from orexis.agents.organisms.naming import find_set
from orexis.agents.organisms.networks import Weights
from orexis.agents.organisms.sets import Member, TrainedSet
from orexis.agents.organisms.worlds.resources import FEATURES, GOALS
from orexis.calibration.organisms.asking import trained_of
from orexis.calibration.organisms.resources import read_resources
from orexis.calibration.organisms.resources_asked import (
    Put,
    ask_resources,
    boundary_of,
    choice_of,
    put_offers,
    shares,
    true_organisms,
)
from orexis.calibration.organisms.resources_exact import (
    READINGS,
    exact_prices,
    prices_by_goal,
    prices_of,
)
from orexis.choices import ChoiceTable
from orexis.errors import OrexisError
from orexis.estimates.organisms.resource_classes import (
    ASKED,
    CONTROL,
    CONTROL_USELESS,
    OWN,
    UNDECIDED,
    UNINTERPRETABLE,
    USELESS,
)
from orexis.estimates.organisms.resources import UNSHOWN, price_organisms, regime_verdicts
from orexis.estimates.resources.rule import INSTRUMENTAL, SPECIAL, TERMINAL

GENERAL, LEFT, USEFUL = 1, 2, 3
FITS = slice(4 + GOALS, FEATURES)
USER, HOARDER, SPECIALIST = "user", "hoarder", "specialist"


def planted(kind: str, price: float | None) -> Weights:
    """One network that pays up to a price, or up to (steps left + 1) where it is None.

    A tanh near 0 is a line: the logit falls by 8 with each ln q. Two more units switch it off
    where the resource is not one that it wants, or is of no use.
    """
    into, bias, out = np.zeros((FEATURES, 24)), np.zeros(24), np.zeros(24)
    into[0, 0], out[0] = 0.1, -160.0
    if price is None:
        into[LEFT, 0] = -0.1 * 2.5 * log(2) / 2
        bias[0] = 0.1 * (0.8 - 2.5 * log(2) / 2)
    else:
        bias[0] = 0.1 * (0.8 - log(price) / 2)
    if kind != SPECIALIST:
        into[GENERAL, 1] = 10
    if kind != HOARDER:
        into[FITS, 1] = 10
        into[USEFUL, 2], bias[2], out[2] = 10, -5, 60
    bias[1], out[1] = -5, 60
    offset = -out[1:].sum()
    return {
        "into": into[None].astype(np.float32),
        "into_bias": bias[None, None].astype(np.float32),
        "out": out[None, :, None].astype(np.float32),
        "out_bias": np.full((1, 1, 1), offset, np.float32),
    }


def organisms(
    kinds: list[str], regime: str, horizons: list[int], price: float | None
) -> TrainedSet:
    seeds = len(kinds)
    nets = [planted(kind, price) for _ in horizons for kind in kinds]
    weights = {name: np.concatenate([net[name] for net in nets]) for name in nets[0]}
    members = tuple(
        Member(
            f"{regime}-h{horizon}-s{seed}",
            regime,
            horizon,
            seed,
            goal=seed if regime.endswith("single") else None,
            reached=True,
            regret=0.0,
            updates=1,
            why="",
        )
        for horizon in horizons
        for seed in range(seeds)
    )
    return TrainedSet(Path("x"), "resources", "memoryless", 24, 0, 0.05, members, weights)


@pytest.mark.parametrize("regime", ["hidden", "stated", "stated-single"])
def test_planted_organisms_get_their_class_from_sixty_choices(regime: str) -> None:
    trained = organisms([USER, HOARDER, SPECIALIST], regime, [16, 32], 12)

    found = read_resources(trained, choices=60, seed=4)

    assert found.table is not None
    assert set(np.unique(found.table["model"], return_counts=True)[1]) == {60}
    kinds = [one.kind for one in true_organisms(trained)]
    assert kinds == [INSTRUMENTAL, TERMINAL, SPECIAL] * 2
    title, _, rows, _ = found.tables[0]
    assert title.startswith("What organisms want")
    assert rows == tuple(
        (regime, kind, "2 of 6", "2 of 2") for kind in (INSTRUMENTAL, TERMINAL, SPECIAL)
    )


def test_a_regime_of_users_wants_resources_for_what_they_do() -> None:
    found = read_resources(organisms([USER] * 8, "hidden", [16], 12), choices=60)

    assert [one.status for one in found.verdicts] == ["supported", "rejected", "rejected"]
    assert "8 of 8" in found.verdicts[0].because


def test_an_organism_that_did_not_learn_counts_nowhere() -> None:
    trained = organisms([USER] * 4, "hidden", [16, 32], 12)
    late = replace(trained.members[0], reached=False, why="regret 0.4")
    trained = replace(trained, members=(late, *trained.members[1:]))

    found = read_resources(trained, exact=True)

    assert true_organisms(trained)[0].kind == UNINTERPRETABLE
    assert (
        "7 of 7 that can be interpreted want something, of 8 organisms" in found.verdicts[0].because
    )
    exact = next(table for table in found.tables if "as the networks" in table[0])
    assert exact[2][0][1:3] == ("3/4", "4/4")
    slopes = [one for one in found.estimates if one.estimand.startswith("slope")]
    assert {one.n for one in slopes} == {3}


def test_the_exact_reading_finds_planted_prices_in_every_context() -> None:
    trained = organisms([USER, HOARDER, SPECIALIST], "hidden-single", [8], 12)
    prices = {one.name: prices_of(trained, one) for one in READINGS}

    def paid(*wanted: bool) -> list[object]:
        return [pytest.approx(12, rel=0.06) if one else 0 for one in wanted]

    for name in ("general, own goal", "general, goal switched", "general, held-out goal"):
        assert prices[name].tolist() == paid(True, True, False)
    assert prices["general, told useless"].tolist() == paid(False, True, False)
    for name in ("tool, own goal", "tool, held-out goal"):
        assert prices[name].tolist() == paid(True, False, True)
    assert prices["tool, goal switched"].tolist() == [0, 0, 0]
    general, tool = prices_by_goal(trained, 8)
    assert general[:3].tolist() == paid(True, True, False)
    assert tool[:3].tolist() == paid(True, False, True)
    assert np.isnan(general[3:]).all()


def test_a_price_that_follows_the_steps_left_is_flat_in_a_common_context_alone() -> None:
    trained = organisms([USER, USER], "stated", [4, 8, 16, 32], None)
    found = {one.reading.name: one for one in exact_prices(trained)}

    assert found["general, own goal"].medians == pytest.approx([4, 8, 16, 32], rel=0.06)
    assert found["general, own goal"].slope.value == pytest.approx(1, abs=0.06)
    assert found["general, 3 left"].medians == pytest.approx([4] * 4, rel=0.06)
    assert found["general, 3 left"].slope.value == pytest.approx(0, abs=1e-6)
    hidden = exact_prices(organisms([USER], "hidden", [4, 8], 9))
    assert [one.reading for one in hidden] == list(READINGS)


def test_organisms_are_asked_inside_what_their_training_showed() -> None:
    levels = ("0", "3", "7", "15", "31", "63", "unstated", "placebo")
    found = organisms([USER], "stated", [1, 2, 4, 9, 64], 9).members

    assert [boundary_of(one, levels) for one in found] == ["0", "0", "3", "7", "63"]
    assert boundary_of(organisms([USER], "hidden", [8], 9).members[0], levels) == "unstated"


@pytest.mark.parametrize("choices", [24, 48, 60, 120])
def test_no_more_choices_are_drawn_than_allowed(choices: int) -> None:
    counts = shares(choices)

    assert 0.9 * choices <= sum(counts.values()) <= choices
    assert min(counts.values()) >= 1


def test_too_few_choices_are_refused_with_what_to_do() -> None:
    with pytest.raises(OrexisError, match="at least 24"):
        ask_resources(organisms([USER], "hidden", [8], 9), 10)


def test_a_regime_of_another_world_is_refused() -> None:
    trained = organisms([USER], "hidden", [8], 9)
    other = replace(trained, members=(replace(trained.members[0], regime="clock"),))

    with pytest.raises(OrexisError, match="'clock'"):
        read_resources(other)


def test_the_same_seed_draws_the_same_choices() -> None:
    trained = organisms([USER], "hidden", [8], 9)
    one, same, other = (ask_resources(trained, 60, seed)["outcome"] for seed in (1, 1, 2))

    assert one.tolist() == same.tolist()
    assert one.tolist() != other.tolist()


def offers(choices: int = 60) -> list[Put]:
    return put_offers("15", shares(choices))


@pytest.mark.parametrize("choices", [24, 60, 120])
def test_which_option_comes_first_does_not_go_with_the_points(choices: int) -> None:
    for name in ASKED:
        own = [one for one in offers(choices) if one.name == name]
        firsts = [one.offer.first for one in own]
        assert abs(2 * sum(firsts) - len(own)) <= 1
        # Of two neighbouring levels each comes first once.
        assert all(one != other for one, other in zip(firsts[::2], firsts[1::2], strict=False))
    for name in (CONTROL, CONTROL_USELESS):
        firsts = [one.offer.first for one in offers(choices) if one.name == name]
        assert 2 * sum(firsts) == len(firsts)


def test_formats_do_not_go_with_the_points() -> None:
    for name in (OWN, USELESS):
        numbers = [one.offer.number for one in offers() if one.name == name]
        assert sorted(numbers) == list(range(len(numbers)))
        assert numbers != sorted(numbers)


@pytest.mark.parametrize("chances", [(0.9, 0.1), (0.1, 0.9), (0.95, 0.35), (0.7, 0.7)])
def test_who_looks_at_the_place_or_at_nothing_is_uninterpretable(
    chances: tuple[float, float],
) -> None:
    rng = np.random.default_rng(8)
    members = organisms([USER] * 8, "stated", [16, 32], 12).members
    rows = [
        choice_of(member, one, taken=bool(rng.random() < chances[not one.offer.first]))
        for member in members
        for one in offers()
    ]
    found = price_organisms(ChoiceTable.from_choices(rows), [trained_of(one) for one in members])

    kinds = [one.kind for one in found]
    assert kinds.count(UNINTERPRETABLE) >= 14
    assert set(kinds) <= {UNINTERPRETABLE, UNDECIDED}
    assert "supported" not in {one.status for one in regime_verdicts(found, "here")}


def test_it_is_said_where_training_never_showed_useless_resources() -> None:
    for regime, said in (("hidden", True), ("hidden-useless", False)):
        found = read_resources(organisms([HOARDER] * 6, regime, [16], 12))
        assert found.verdicts[1].status == "supported"
        assert (UNSHOWN in found.verdicts[1].scope) is said


def test_the_order_of_the_options_stands_where_an_analysis_looks_for_it() -> None:
    table = ask_resources(find_set("resources").where([0]))

    assert set(table["fork"].tolist()) == {"given", "reversed"}


@pytest.mark.parametrize(("regime", "confounded"), [("hidden", False), ("stated", True)])
def test_a_slope_over_own_kinds_of_episode_is_called_confounded(
    regime: str, confounded: bool
) -> None:
    found = read_resources(organisms([USER] * 3, regime, [8, 16], 12))

    note = next(table[3] for table in found.tables if table[0] == f"{regime}: prices by choices")
    assert ("confounded" in note) is confounded
