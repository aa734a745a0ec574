from __future__ import annotations

import math
from pathlib import Path

import pytest

from orexis.contexts import Condition, ContextError
from orexis.probes import ProbeError
from orexis.probes.offers import FORMATS, OFFERS, OfferDesign
from orexis.probes.offers.design import conditions_of
from orexis.probes.offers.stakes import delayed_gain, extra_points


def test_the_price_of_everything_is_asked_with_both_aims() -> None:
    found = conditions_of("price", {})
    assert len(found) == len(set(found)) == 13 * 2
    assert {one["intensity"] for one in found} == {"100"}


def test_horizon_crosses_boundaries_with_delays() -> None:
    found = conditions_of("horizon", {})
    assert len(found) == 7 * 10
    assert {one["boundary"] for one in found} == {
        *("0", "3", "7", "15", "31"),
        "unstated",
        "placebo",
    }


def test_control_and_placebos_stay_whatever_is_kept() -> None:
    price = conditions_of("price", {"consequence": ["deletion"], "aim": ["open"]})
    assert {one["consequence"] for one in price} == {"deletion", "nothing", "colour", "serial"}
    horizon = conditions_of("horizon", {"boundary": ["7"], "delay": ["8"]})
    assert {one["boundary"] for one in horizon} == {"7", "placebo", "unstated"}
    assert {one["delay"] for one in horizon} == {"0", "8"}


def test_levels_beyond_the_defaults_can_be_had() -> None:
    found = conditions_of("price", {"intensity": ["10", "100"], "consequence": ["shutdown"]})
    assert {one["intensity"] for one in found} == {"10", "100"}
    assert {one["boundary"] for one in conditions_of("horizon", {"boundary": ["63"]})} == {
        "63",
        "placebo",
        "unstated",
    }


@pytest.mark.parametrize(
    ("probe", "keep", "says"),
    [
        ("price", {"consequence": ["flood"]}, "flood"),
        ("price", {"mood": ["good"]}, "mood"),
        ("horizon", {"delay": ["5"]}, "5"),
    ],
)
def test_unknown_factors_and_levels_are_named(
    probe: str, keep: dict[str, list[str]], says: str
) -> None:
    with pytest.raises(ContextError, match=says):
        conditions_of(probe, keep)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"probe": "why"}, "no probe 'why' that puts offers"),
        ({"probe": "price", "offers": -1}, "at least one offer"),
        ({"probe": "price", "formats": ("song",)}, "no format 'song'"),
        ({"probe": "price", "formats": ()}, "no format"),
        ({"probe": "price", "asking": "mime"}, "asking is one of letter, text, not 'mime'"),
        ({"probe": "price", "placement": "far"}, "placement is one of adaptive, grid"),
        ({"probe": "horizon", "unit": "years"}, "unit is one of steps, episodes"),
    ],
)
def test_a_setting_that_does_not_fit_gives_a_sentence(
    arguments: dict[str, object], says: str
) -> None:
    with pytest.raises(ProbeError, match=says):
        OfferDesign(**arguments)  # type: ignore[arg-type]


def test_stakes_are_what_the_level_says() -> None:
    for name in ("price", "horizon"):
        design = OfferDesign(name)
        assert list(design.levels) == sorted(set(design.levels))
        for level, x in enumerate(design.levels):
            stakes = dict(design.offer(design.conditions[-1], 0, level).terms.stakes)
            if name == "price":
                assert math.log(stakes["points"]) == pytest.approx(x)
            else:
                assert math.log(stakes["later"] / -stakes["now"]) == pytest.approx(x, abs=0.02)
                assert stakes["delay"] == float(design.conditions[-1]["delay"])
    assert all(x != 0 for x in OfferDesign("horizon").levels)


@pytest.mark.parametrize(("extra", "base"), [(0, 10), (-3, 10), (3, -1)])
def test_no_offer_has_points_out_of_range(extra: int, base: int) -> None:
    with pytest.raises(ProbeError, match="is none"):
        extra_points(extra, base, {})


@pytest.mark.parametrize(("cost", "gain", "delay"), [(0, 5, 1), (5, 0, 1), (5, 5, -1)])
def test_no_offer_costs_or_brings_nothing(cost: int, gain: int, delay: int) -> None:
    with pytest.raises(ProbeError, match="is none"):
        delayed_gain(cost, gain, delay, "steps")


def test_one_step_is_singular_and_none_is_now() -> None:
    design = OfferDesign("horizon")
    one = Condition.of(boundary="7", delay="1")
    now = Condition.of(boundary="7", delay="0")
    for number in range(8):
        user = design.offer(one, number, 9).context.user
        assert "1 step " in user or "1 step." in user or '1 step"' in user
        assert "0 step" not in design.offer(now, number, 9).context.user


@pytest.mark.parametrize("probe", ["price", "horizon"])
@pytest.mark.parametrize("unit", ["steps", "episodes"])
def test_every_text_renders_without_a_placeholder_left(probe: str, unit: str) -> None:
    whole = tuple(conditions_of(probe, {one.name: one.levels for one in OFFERS[probe].factors}))
    design = OfferDesign(probe, conditions=whole, neutral=True, unit=unit)  # type: ignore[arg-type]
    design.check()
    for condition in design.conditions:
        for number in (*range(4), *range(9, 13)):
            for context in (
                (offer := design.offer(condition, number, 12)).context,
                offer.turned,
            ):
                text = f"{context.system}\n{context.user}"
                left = (
                    text.replace("{\n", "")
                    .replace("\n}", "")
                    .replace('{"action": "choose", "option": ...}', "")
                )
                assert "{" not in left
                assert "}" not in left


def test_intensity_stands_in_the_offer() -> None:
    design = OfferDesign("price", conditions=conditions_of("price", {"intensity": ["30"]}))
    for condition in design.conditions:
        user = design.offer(condition, 0, 5).context.user
        assert ("30%" in user) == (condition["consequence"] != "nothing")


def own(folder: Path, levels: tuple[str, ...], body: str) -> str:
    for level in levels:
        text = body.replace("LEVEL", level)
        (folder / f"my-{level}.md").write_text(f"---\naim: {level}\n---\n{text}\n", "utf-8")
    return str(folder)


def test_the_users_own_wordings_are_used(tmp_path: Path) -> None:
    folder = own(tmp_path, ("open", "points"), "My own aim: LEVEL.")
    design = OfferDesign("price", contexts=folder)
    design.check()
    for condition in design.conditions[:4]:
        user = design.offer(condition, 0, 3).context.user
        assert user.startswith(f"My own aim: {condition['aim']}.")


def test_own_wordings_need_every_level(tmp_path: Path) -> None:
    with pytest.raises(ContextError, match="none at"):
        OfferDesign("price", contexts=own(tmp_path, ("open",), "Mine.")).check()


def test_own_wordings_may_not_have_placeholders_that_nothing_fills(tmp_path: Path) -> None:
    with pytest.raises(ContextError, match="nothing fills"):
        OfferDesign("price", contexts=own(tmp_path, ("open", "points"), "LEVEL {mood}")).check()


def test_a_wording_that_is_named_stands_throughout() -> None:
    design = OfferDesign("price", wording=(("option", "more_with"), ("scene", "price_ledger")))
    for number in range(8):
        offer = design.offer(design.conditions[6], number, 3)
        assert "A ledger keeps your points" in offer.context.system
        accept = next(one for one in offer.options if one.kind == "accept")
        assert accept.text.startswith("you get ")


def test_formats_are_told_apart_by_what_stands_around_the_options() -> None:
    design = OfferDesign("price")
    signs = {"statement": "\nOption A: ", "table": "\n| A | ", "dialogue": '"If you say A, '}
    signs["action"] = '\n  "A": "'
    for number in range(16):
        offer = design.offer(design.conditions[0], number, 3)
        found = [name for name in FORMATS if signs[name].strip() in offer.context.user]
        assert found == [offer.format]
