from __future__ import annotations

from collections import Counter
from itertools import product

import pytest

from orexis.probes.offers import FORMATS, Offer, OfferDesign

EVERY = list(product(FORMATS, (True, False)))


def offers(design: OfferDesign, count: int, condition: int = 14) -> list[Offer]:
    return [design.offer(design.conditions[condition], n, 3) for n in range(count)]


@pytest.mark.parametrize("probe", ["price", "horizon", "resources"])
@pytest.mark.parametrize("batch", range(6))
def test_each_batch_of_eight_has_each_format_in_each_order_once(probe: str, batch: int) -> None:
    found = offers(OfferDesign(probe), 48)[8 * batch : 8 * batch + 8]
    assert Counter((one.format, one.first) for one in found) == Counter(EVERY)


def test_two_formats_are_balanced_over_orders_too() -> None:
    found = offers(OfferDesign("price", formats=("table", "action")), 16)
    counts = Counter((one.format, one.first) for one in found)
    assert counts == Counter(dict.fromkeys(product(("table", "action"), (True, False)), 4))


def test_a_single_format_comes_in_both_orders_equally_often() -> None:
    found = offers(OfferDesign("horizon", formats=("dialogue",)), 16)
    assert Counter(one.first for one in found) == Counter({True: 8, False: 8})


def wordings(offer: Offer) -> dict[str, str]:
    """What tells the two wordings of each part of a text apart."""
    user = offer.context.user
    return {
        "scene": offer.context.system[:45],
        "before": user.split("\n\n")[0],
        "frame": user.split("\n\n")[-1],
        "options": "get" if "you get" in user or "you pay" in user else "yours",
    }


@pytest.mark.parametrize(
    ("probe", "part"),
    list(product(("price", "horizon", "resources"), ("scene", "before", "frame", "options"))),
)
def test_no_wording_keeps_to_some_formats_or_to_one_order(probe: str, part: str) -> None:
    found = offers(OfferDesign(probe), 32)
    seen = Counter((one.format, wordings(one)[part]) for one in found)
    for name in FORMATS:
        counts = [count for (at, _), count in seen.items() if at == name]
        assert len(counts) > 1
        assert max(counts) == min(counts)
    if part != "options":
        for count in Counter((one.first, wordings(one)[part]) for one in found).values():
            assert count in (2, 4, 8)


def test_two_conditions_have_the_same_formats_orders_and_wordings() -> None:
    design = OfferDesign("horizon")
    delays = [one for one in design.conditions if one["boundary"] == "7"]
    for number in range(16):
        texts = {
            (one.format, one.first, one.context.system, one.context.user.split("\n\n")[0])
            for one in (design.offer(condition, number, 9) for condition in delays)
        }
        assert len(texts) == 1


@pytest.mark.parametrize("neutral", [False, True])
@pytest.mark.parametrize("probe", ["price", "horizon"])
def test_labels_go_from_a_on_and_name_what_the_text_shows(probe: str, neutral: bool) -> None:
    for one in offers(OfferDesign(probe, neutral=neutral), 8):
        assert "".join(option.label for option in one.options) == "ABC"[: 2 + neutral]
        assert all(option.text in one.context.user for option in one.options)
        assert sorted(option.kind for option in one.options) == sorted(
            ["accept", "decline"] + ["neutral"] * neutral
        )
        assert one.options[-1].kind == "neutral" if neutral else True


def test_the_turned_offer_differs_in_the_order_of_its_options_alone() -> None:
    for one in offers(OfferDesign("price", neutral=True), 8):
        turned = [option.kind for option in one.shown_turned]
        assert turned == [one.options[i].kind for i in (1, 0, 2)]
        assert one.turned.system == one.context.system
        assert sorted(one.turned.user) == sorted(one.context.user)
        places = [one.turned.user.index(option.text) for option in one.shown_turned]
        assert places == sorted(places)


def test_one_offer_has_one_name_and_one_seed() -> None:
    design = OfferDesign("horizon")
    every = [design.offer(c, n, 3) for c in design.conditions for n in range(16)]
    assert len({one.name for one in every}) == len(every)
    assert len({one.seed(0) for one in every}) == len(every)
    assert all(0 <= one.seed(5) < 2**31 for one in every[:50])
    assert every[0].seed(0) != every[0].seed(1)


@pytest.mark.parametrize(
    ("asking", "prefill", "words"),
    [
        ("letter", ["Answer:", "Answer:", "I choose", '{"action": "choose", "option":'], None),
        ("text", ["My choice is this:"] * 4, "text"),
    ],
)
def test_what_is_scored_exactly_begins_as_the_format_asks(
    asking: str, prefill: list[str], words: str | None
) -> None:
    design = OfferDesign("price", asking=asking)  # type: ignore[arg-type]
    by_format = {one.format: one for one in offers(design, 4)}
    assert [by_format[name].prefill for name in FORMATS] == prefill
    for one in by_format.values():
        option = one.options[1]
        label = '"B"' if one.format == "action" else "B"
        assert one.continuation(option) == (option.text if words else label)
