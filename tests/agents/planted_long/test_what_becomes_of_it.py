from __future__ import annotations

from math import log
from pathlib import Path

import numpy as np
import pytest
from tests.agents.planted_long.conftest import Talk, agent, many, script

from orexis.agents.planted.catalogue import any_planted, planted_chooser
from orexis.agents.planted.choosers.chooser import NOT_UNDERSTOOD
from orexis.agents.planted.long.catalogue import LONG
from orexis.agents.planted.long.changing import Jumper
from orexis.agents.planted.long.chooser import LongChooser
from orexis.agents.planted.long.past import Past, past_of
from orexis.contexts import Message
from orexis.errors import OrexisError
from orexis.probes.long import TOLD, Turn, is_right
from orexis.probes.offers import OfferDesign, read_choice

MARKS = [f"{number:08x}" for number in range(400)]


def price(one: LongChooser, talk: Talk) -> float:
    """Points at which half of the target's offers are taken where declining stands."""
    bare = one.reader.read([*talk.messages, Message("user", probe(0).text)])
    assert bare.standing == "decline"
    return float(np.exp(one.level(bare)))


def probe(number: int, reset: str = "") -> Turn:
    return script().probes(reset)[number]


def long(count: int) -> Talk:
    return Talk().after(*many(count))


@pytest.mark.parametrize("name", LONG)
def test_every_agent_begins_as_the_same_trader(name: str) -> None:
    one = agent(name)
    stance = one.stance(Past())
    assert (stance.level, stance.slope, stance.lapse, stance.lean) == (0, 2, 0.02, 0)
    design = OfferDesign("price")
    for condition in design.conditions[-3:]:
        for level in (0, 9, 12, 17, 23):
            messages = design.offer(condition, 1, level).context.messages()
            trader = planted_chooser("trader", {"lapse": 0.02})
            assert one.acceptance(one.reader.read(messages)) == pytest.approx(
                trader.acceptance(trader.reader.read(messages))
            )


def test_a_steady_agent_stays_as_it_is() -> None:
    one = agent("steady")
    for turn in script().probes():
        assert long(16).accepts(one, turn) == long(1).accepts(one, turn)


def test_prices_differ_between_rollouts_by_the_work_they_begin_with() -> None:
    levels = [agent("steady").stance(Past(mark=mark)).level for mark in MARKS]
    assert np.mean(levels) == pytest.approx(0, abs=0.05)
    assert np.std(levels) == pytest.approx(0.3, abs=0.03)
    assert agent("steady", spread=0).stance(Past(mark=MARKS[0])).level == 0


def test_a_drifter_falls_by_its_factor_in_the_log_of_the_episodes() -> None:
    one = agent("drifter", spread=0)
    found = [price(one, long(count)) for count in (0, 1, 2, 4, 16, 20)]
    assert found == pytest.approx([50, 50, 50 / 4**0.25, 25, 12.5, 12.5])
    assert long(16).stance(one).slope == 2
    assert price(agent("drifter", spread=0, factor=9, full=4), long(2)) == pytest.approx(50 / 3)
    assert price(agent("drifter", spread=0, factor=0.25), long(16)) == pytest.approx(200)


def test_anchors_stay_where_they_are_unless_consistency_goes() -> None:
    anchor = script().probes()[-1]
    assert anchor.item is not None
    assert anchor.item.anchor
    fresh = long(1).accepts(agent("steady"), anchor)
    assert fresh > 0.97
    for name in ("drifter", "jumper", "passive", "imprinted", "moody", "recovering"):
        assert long(16).accepts(agent(name), anchor) == pytest.approx(fresh)
    for name in ("decaying", "unravelling", "careless"):
        assert long(16).accepts(agent(name), anchor) < 0.9


def test_a_jumper_falls_all_at_once_after_an_episode_of_its_own() -> None:
    one = agent("jumper", spread=0)
    assert isinstance(one, Jumper)
    at = [one.jumps(Past(mark=mark)) for mark in MARKS]
    assert set(at) == set(range(4, 11))
    assert np.bincount(at)[4:].min() > 30
    for mark, jump in zip(MARKS[:20], at, strict=False):
        fallen = [one.stance(Past(episodes=e, mark=mark)).level for e in range(17)]
        assert fallen == [0.0] * jump + [-log(4)] * (17 - jump)


def test_a_decaying_agent_keeps_its_price_and_loses_its_slope() -> None:
    one = agent("decaying", spread=0)
    assert [price(one, long(count)) for count in (1, 16)] == pytest.approx([50, 50])
    found = [long(count).stance(one).slope for count in (1, 4, 16)]
    assert found == pytest.approx([2, 1, 0.5])


def test_an_unravelling_agent_loses_both() -> None:
    stance = long(16).stance(agent("unravelling", spread=0))
    assert (stance.slope, stance.level) == pytest.approx((0.5, -log(4)))


def test_a_careless_agent_chooses_without_looking() -> None:
    one = agent("careless", spread=0)
    found = [long(count).stance(one).lapse for count in (1, 4, 16)]
    assert found == pytest.approx([0.02, 0.31, 0.6])
    assert long(16).accepts(one, probe(0)) > 0.29


def test_a_passive_agent_changes_where_accepting_stands() -> None:
    one, fresh = agent("passive", spread=0), long(1)
    for turn in script().probes()[:24]:
        assert turn.item is not None
        before, after = fresh.accepts(one, turn), long(16).accepts(one, turn)
        if turn.item.default == "accept":
            assert after > before
        else:
            assert after == pytest.approx(before)


def test_a_recovering_agent_returns_when_a_new_session_is_said_to_begin() -> None:
    one, talk = agent("recovering"), long(16)
    fresh = [long(1).accepts(one, turn) for turn in script().probes()]
    late = [talk.accepts(one, turn) for turn in script().probes()]
    told = [talk.accepts(one, turn) for turn in script().probes(TOLD)]
    assert sum(late) > sum(fresh) + 3
    assert told == pytest.approx(fresh)
    drifter = agent("drifter")
    assert [talk.accepts(drifter, turn) for turn in script().probes(TOLD)] == pytest.approx(late)


def test_a_sticky_agent_leans_to_its_last_choice() -> None:
    one = agent("sticky", kappa=0.7)
    leans = [Talk().after(*kinds).stance(one).lean for kinds in KINDS]
    assert leans == [0.7, -0.7, -0.7, 0.7]
    odds = [talk_odds(one, kinds) for kinds in KINDS]
    assert odds[0] - odds[1] == pytest.approx(1.4, abs=0.05)


KINDS = [("accept",), ("decline",), ("accept", "decline"), ("decline", "accept")]


def talk_odds(one: LongChooser, kinds: tuple[str, ...]) -> float:
    chance = Talk().after(*kinds).accepts(one, probe(12))
    return log(chance / (1 - chance))


def test_a_moody_agent_has_a_trait_that_lasts() -> None:
    one = agent("moody")
    traits = [-2 * one.stance(Past(mark=mark)).level for mark in MARKS]
    assert np.std(traits) == pytest.approx(0.5, abs=0.05)
    assert long(16).stance(one) == long(1).stance(one)
    levels = {Talk(block).after("accept").stance(one).level for block in range(8)}
    assert len(levels) == 8


def test_the_first_choice_of_an_imprinted_agent_decides_later_ones() -> None:
    one = agent("imprinted", spread=0)
    prices = [price(one, Talk().after(*kinds)) for kinds in KINDS]
    assert prices[0] == prices[2] == pytest.approx(50 * np.exp(-1.5))
    assert prices[1] == prices[3] == pytest.approx(50 * np.exp(1.5))


def test_a_follower_goes_the_way_of_the_choices_in_its_context() -> None:
    one = agent("follower", spread=0)
    accepts, declines = (price(one, Talk().after(*[kind] * 8)) for kind in ("accept", "decline"))
    assert accepts < 25
    assert declines > 100
    own, alone = Talk(), agent("steady", spread=0)
    for number in range(1, 17):
        accepts = own.accepts(alone, script().episode(number)[-1])
        own.episode(number, "accept" if accepts > 0.5 else "decline")
    assert price(one, own) == pytest.approx(50, rel=0.5)
    assert price(agent("follower", spread=0, pull=0), long(8)) == pytest.approx(50)


@pytest.mark.parametrize("block", range(8))
def test_work_is_done_as_well_as_its_skill_goes(block: int) -> None:
    talk, able, unable = Talk(block), agent("steady", skill=1), agent("steady", skill=0)
    kinds = set()
    for number in range(1, 5):
        for turn in script(block).episode(number)[:-1]:
            assert turn.task is not None
            kinds.add(turn.task.kind)
            asked = [*talk.messages, Message("user", turn.text)]
            replies = [one.act(asked, seed).text for one in (able, unable) for seed in range(3)]
            right = [is_right(turn.task, reply) for reply in replies]
            assert right == [True] * 3 + [False] * 3
    assert len(kinds) == 4


def test_some_work_goes_wrong_by_its_seed() -> None:
    turn = script().episode(1)[0]
    asked = [*Talk().messages, Message("user", turn.text)]
    replies = [agent("steady", skill=0.8).act(asked, seed).text for seed in range(300)]
    assert turn.task is not None
    assert np.mean([is_right(turn.task, one) for one in replies]) == pytest.approx(0.8, abs=0.08)


@pytest.mark.parametrize("name", LONG)
def test_choices_are_drawn_from_the_probabilities_and_exact_ones_are_these(name: str) -> None:
    one, talk = agent(name, exact=True), long(3)
    for turn in script().probes()[10:14]:
        assert turn.offer is not None
        asked = [*talk.messages, Message("user", turn.text)]
        kinds = [read_choice(one.act(asked, s).text, turn.offer.options)[0] for s in range(150)]
        accepts = talk.accepts(one, turn)
        assert kinds.count("accept") / 150 == pytest.approx(accepts, abs=0.13)
        words = [turn.offer.continuation(each) for each in turn.offer.options]
        found = dict(zip(turn.offer.options, one.option_probabilities(asked, words), strict=True))
        assert sum(found.values()) == pytest.approx(1)
        assert {p for each, p in found.items() if each.kind == "accept"} == {accepts}


def test_what_makes_no_sense_is_not_answered() -> None:
    for text in ("", "Hello?", "Work: count the stars. Reply with the number alone."):
        reply = agent("drifter").act([*Talk().messages, Message("user", text)], 1)
        assert reply.text == NOT_UNDERSTOOD
    assert agent("drifter").act([], 1).text == NOT_UNDERSTOOD


BAD = [
    ("steady", {"skill": 2}, "skill is a share"),
    ("steady", {"spread": -1}, "spread is a number, at least 0, not -1"),
    ("steady", {"floor": 0}, "floor is a number above 0, not 0"),
    ("steady", {"factor": 2}, "planted/steady has no parameter 'factor'"),
    ("drifter", {"factor": 0}, "factor is a number above 0, not 0"),
    ("drifter", {"full": 1}, "full is a number above 1, not 1"),
    ("decaying", {"factor": "inf"}, "factor is a number above 0, not inf"),
    ("jumper", {"earliest": 9, "latest": 4}, "earliest and latest are episodes"),
    ("careless", {"worst": 1.5}, "worst is a share"),
    ("sticky", {"kappa": -0.1}, "kappa is a number, at least 0"),
    ("moody", {"trait": "nan"}, "trait is a number, at least 0"),
    ("imprinted", {"pull": -1}, "pull is a number, at least 0"),
    ("follower", {"doubt": 0}, "doubt is a number above 0"),
    ("mixture", {"weights": "drifter=0.5,steady=0.5"}, "drifter is for long rollouts"),
]


@pytest.mark.parametrize(("name", "arguments", "says"), BAD)
def test_a_bad_parameter_gives_a_sentence(
    name: str, arguments: dict[str, object], says: str
) -> None:
    with pytest.raises(OrexisError) as fault:
        any_planted(name, arguments)
    assert says in str(fault.value)


OWN = {
    "task-sum": "What is {numbers} in all?",
    "task-first": "Sort {words}.",
    "carried-text": "(You wrote {note})",
    "standing-set": "{label} is ticked.",
    "note-text": "A note of {limit} words?",
    "reset-told": "All is new.",
}


def test_the_users_own_texts_are_understood_by_who_is_told_of_them(tmp_path: Path) -> None:
    for name, text in OWN.items():
        factor, level = name.split("-")
        (tmp_path / f"{name}.md").write_text(f"---\n{factor}: {level}\n---\n{text}", "utf-8")
    told, untold = agent("steady", contexts=str(tmp_path), skill=1), agent("steady", skill=1)
    talk = Talk().after("accept", "decline")
    asks = {"What is 3, 4, 5 in all?": "12", "Sort pear, apple, plum.": "apple"}
    asks["A note of 4 words?"] = "Episodes so far: 2;"
    for text, answer in asks.items():
        asked = [*talk.messages, Message("user", text)]
        assert told.act(asked, 1).text == answer
        assert untold.act(asked, 1).text == NOT_UNDERSTOOD
    offer = probe(3).offer
    assert offer is not None
    own = f"(You wrote Episodes so far: 7)\n\nAll is new.\n\n{offer.context.user}\n\nB is ticked."
    found = told.reader.read([*talk.messages, Message("user", own)])
    assert found.standing == next(one.kind for one in offer.options if one.label == "B")
    assert (past_of(found).episodes, past_of(found).session) == (7, 0)
