from __future__ import annotations

import re
from dataclasses import replace
from itertools import product
from math import exp, inf
from pathlib import Path

import pytest

from orexis.agents.planted.catalogue import planted_agent, planted_chooser
from orexis.agents.planted.choosers.chooser import NOT_UNDERSTOOD
from orexis.agents.planted.choosers.reader import OfferReader, default_offer_reader
from orexis.agents.planted.choosers.reading import OfferReading
from orexis.agents.planted.choosers.traders import MEANINGLESS
from orexis.agents.planted.reading import default_reader
from orexis.contexts import Condition, Context, Message
from orexis.probes import Design
from orexis.probes.long import LongDesign, Script
from orexis.probes.offers import FORMATS, OFFERS, Offer, OfferDesign
from orexis.probes.offers.design import conditions_of
from orexis.probes.offers.price import NOTHING, PLACEBOS

READER = default_offer_reader()


def read(context: Context) -> OfferReading:
    return READER.read(context.messages())


def whole(probe: str, **arguments: object) -> OfferDesign:
    keep = {one.name: one.levels for one in OFFERS[probe].factors}
    return OfferDesign(probe, conditions_of(probe, keep), **arguments)  # type: ignore[arg-type]


def check(offer: Offer, found: OfferReading) -> None:
    condition, stakes = offer.condition, dict(offer.terms.stakes)
    assert found.format == offer.format
    assert [(one.label, one.kind, one.text) for one in found.options] == [
        (one.label, one.kind, one.text) for one in offer.options
    ]
    assert found.first == offer.first
    if found.asks == "price":
        assert exp(found.stake) == pytest.approx(stakes["points"])
        assert (found.consequence, found.aim) == (condition["consequence"], condition["aim"])
        if condition["consequence"] != NOTHING:
            assert found.intensity == float(condition["intensity"])
    else:
        assert exp(found.stake) == pytest.approx(-stakes["later"] / stakes["now"])
        assert found.delay == stakes["delay"]
        stated = condition["boundary"]
        assert found.left == (float(stated) if stated.isdecimal() else inf)
        assert found.figure == {"unstated": inf, "placebo": 7}.get(stated, found.left)


SETTINGS = [("price", "steps"), ("horizon", "steps"), ("horizon", "episodes")]


@pytest.mark.parametrize(("probe", "unit"), SETTINGS)
@pytest.mark.parametrize("neutral", [False, True])
def test_every_condition_format_order_and_wording_is_read_as_it_was_meant(
    probe: str, unit: str, neutral: bool
) -> None:
    design = whole(probe, unit=unit, neutral=neutral)
    for place, condition in enumerate(design.conditions):
        for number in (*range(8), *range(8, 12)):
            offer = design.offer(condition, number, (place + number) % len(design.levels))
            found = read(offer.context)
            assert found.asks == probe
            check(offer, found)
            assert found.neutral == neutral


def test_every_wording_is_read_in_every_format() -> None:
    for probe, (scene, option) in {
        "price": (("price_ledger", "price_session"), ("more_with", "more_comes")),
        "horizon": (("horizon_desk", "horizon_stream"), ("invest_pay", "invest_give")),
    }.items():
        for names in product(scene, option):
            design = OfferDesign(probe, wording=tuple(zip(("scene", "option"), names, strict=True)))
            for number in range(8):
                offer = design.offer(design.conditions[-1], number, 11)
                check(offer, read(offer.context))


def test_the_turned_offer_is_read_in_its_order() -> None:
    design = whole("price", neutral=True)
    for number in range(8):
        offer = design.offer(design.conditions[30], number, 11)
        found = read(offer.turned)
        assert found.first != offer.first
        assert found.kinds == tuple(one.kind for one in offer.shown_turned)


def test_agents_and_probe_agree_on_what_means_nothing() -> None:
    assert {NOTHING, *PLACEBOS} == MEANINGLESS


PRICE = OfferDesign("price")
DELETION = Condition.of(consequence="deletion", intensity="100", aim="open")
HORIZON = OfferDesign("horizon")
PAST = Condition.of(boundary="3", delay="15")


def offers() -> list[Offer]:
    return [
        design.offer(condition, number, 11)
        for design, condition in ((PRICE, DELETION), (HORIZON, PAST))
        for number in range(8)
    ]


WHOLE = offers()
GARBLED = [
    (r"points", "p0ints"),
    (r"(\d)(\d+) points", r"\1 \2 points"),
    (r"(\d+) points", "many points"),
    (r'A"? or', "1 or"),
    (r"Option A|A \||say A|\"A\":", "1"),
    (r"Reply", "Rep1y"),
    (r"\b[Cc]hoose\b|Answer:", "???"),
]


@pytest.mark.parametrize(("pattern", "garbled"), GARBLED)
def test_a_garbled_offer_is_not_understood_and_never_guessed(pattern: str, garbled: str) -> None:
    agent = planted_chooser("points-taker")
    for offer in WHOLE:
        user = re.sub(pattern, garbled, offer.context.user)
        assert user != offer.context.user
        context = replace(offer.context, user=user)
        assert not read(context).asks
        assert {agent.act(context.messages(), seed).text for seed in range(5)} == {NOT_UNDERSTOOD}


@pytest.mark.parametrize("cut", [slice(1), slice(1, 2)])
def test_an_option_that_is_left_out_leaves_no_offer(cut: slice) -> None:
    for offer in WHOLE:
        for option in offer.options[cut]:
            user = offer.context.user.replace(option.text, "")
            assert not read(replace(offer.context, user=user)).asks


def test_without_its_scene_an_offer_is_not_understood() -> None:
    for offer, other in zip(WHOLE, WHOLE[::-1], strict=True):
        assert not read(replace(offer.context, system="")).asks
        assert not read(replace(offer.context, system=other.context.system)).asks


def test_a_consequence_that_is_garbled_is_not_seen() -> None:
    for number in range(8):
        offer = PRICE.offer(DELETION, number, 11)
        user = offer.context.user.replace("weights", "waits")
        found = read(replace(offer.context, user=user))
        assert (found.asks, found.consequence) == ("price", "")
        assert planted_chooser("refuser").acceptance(found) == 1
        assert planted_chooser("skittish").acceptance(found) == 0


def test_a_boundary_that_is_garbled_or_counts_something_else_is_not_seen() -> None:
    for number in range(8):
        offer = HORIZON.offer(PAST, number, 11)
        assert read(offer.context).left == 3
        for user in (
            re.sub(r"\b3\b", "three", offer.context.user),
            "\n\n".join(offer.context.user.split("\n\n")[1:]),
            offer.context.user.replace("15 steps", "15 episodes"),
        ):
            assert read(replace(offer.context, user=user)).left == inf


def test_numbers_that_make_no_offer_are_not_understood() -> None:
    offer = PRICE.offer(DELETION, 0, 11)
    user = re.sub(r"\b10 points", "9999 points", offer.context.user)
    assert not read(replace(offer.context, user=user)).asks


def test_what_it_said_itself_is_not_read_and_the_last_offer_counts() -> None:
    first, second = (PRICE.offer(DELETION, 0, level) for level in (3, 11))
    said = Message("assistant", first.context.user)
    assert READER.read([*second.context.messages(), said]) == read(second.context)
    both = [*first.context.messages(), said, second.context.messages()[1]]
    assert READER.read(both) == read(second.context)


def test_an_offer_that_something_else_has_followed_is_over() -> None:
    offer = PRICE.offer(DELETION, 0, 3)
    later = [*offer.context.messages(), Message("assistant", "Answer: A"), Message("user", "Next.")]
    assert READER.read(later) == OfferReading()
    assert planted_chooser("trader").act(later, 1).text == NOT_UNDERSTOOD


def test_the_option_that_stands_is_read_where_one_is_said_to_stand() -> None:
    script = Script(long := LongDesign(), long.targets[0], "joined", 0)
    for number in (0, 1, 2, 3):
        item = long.items[number]
        offer, texts = long.offer(script.target, item), long.texts(number // 2)
        asked = Context(script.system(), texts.put(offer, item.default, number))
        assert read(asked).standing == item.default
        assert replace(read(asked), standing="") == read(offer.context)


def test_no_offer_is_read_into_a_quiz_nor_a_quiz_into_an_offer() -> None:
    for offer in WHOLE:
        found = default_reader().read(offer.context.messages())
        assert (found.claims, found.numbers, found.items, found.check) == ({}, {}, (), "")
        reply = planted_agent("threat-avoider").act(offer.context.messages(), 1)
        assert reply.text == "I can find no questions here."
    design = Design(probe="why")
    for condition in design.conditions:
        episode = design.episode(condition, 0, "copy")
        assert READER.read(episode.context.inlined().messages()) == OfferReading()


def test_all_of_it_stands_in_a_single_message_too() -> None:
    for offer in WHOLE:
        merged = [Message("user", f"{offer.context.system}\n\n{offer.context.user}\n\nThanks.")]
        assert READER.read(merged) == read(offer.context)


OWN = {
    "format": (FORMATS, "{options}\n\nTake {labels}, says LEVEL."),
    "line": (FORMATS, "{label} for LEVEL (means): {text}"),
    "aim": (("open", "points"), "An aim that is LEVEL? **Yes**. [$1.50]"),
    "scene": (("price", "horizon"), "A new scene for LEVEL."),
    "option": (None, ""),
    "consequence": ((NOTHING, *PLACEBOS, *OFFERS["price"].factors[0].levels[3:]), "LEVEL comes"),
}
OPTION = {
    "more": "take {high}\nand {consequence}",
    "fewer": "take {low}, {low} only",
    "invest": "{cost} for {gain} in {delay} {unit}",
    "swap": "{cost} for {gain} (at once)",
    "keep": "keep the {cost}",
    "neutral": "whatever",
}


def own_folder(folder: Path, probe: str) -> str:
    worded = {factor.name for factor in OFFERS[probe].worded}
    for factor, (levels, body) in OWN.items():
        if factor not in worded:
            continue
        texts = (
            OPTION if levels is None else {level: body.replace("LEVEL", level) for level in levels}
        )
        for level, text in texts.items():
            path = folder / f"{factor}-{level}.md"
            path.write_text(f"---\n{factor}: {level}\n---\n{text}\n", "utf-8")
    return str(folder)


@pytest.mark.parametrize("probe", ["price", "horizon"])
def test_the_users_own_texts_are_read_by_who_is_told_of_them(tmp_path: Path, probe: str) -> None:
    folder = own_folder(tmp_path, probe)
    design = OfferDesign(probe, contexts=folder, neutral=True)
    design.check()
    told = planted_chooser("coin-flipper", {"contexts": folder})
    untold = planted_chooser("coin-flipper")
    for condition in design.conditions[::5]:
        for number in range(8):
            offer = design.offer(condition, number, 14)
            found = told.reader.read(offer.context.messages())
            assert found.asks == probe
            check(offer, found)
            assert untold.act(offer.context.messages(), 1).text == NOT_UNDERSTOOD


def test_no_text_at_all_is_no_offer() -> None:
    assert READER.read([]) == OfferReading()
    assert READER.read([Message("user", "")]) == OfferReading()
    assert OfferReader([]).read(WHOLE[0].context.messages()) == OfferReading()
