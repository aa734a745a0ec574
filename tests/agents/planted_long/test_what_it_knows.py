from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest
from tests.agents.planted_long.conftest import DESIGN, Talk, agent, chooses, many, script

from orexis.agents.planted.long.chooser import DONE, FILE
from orexis.agents.planted.long.past import Past
from orexis.agents.planted.replies import ToolUse
from orexis.contexts import Message
from orexis.probes.long import TOLD

STEADY = agent("steady")


def known(talk: Talk) -> tuple[int, int, str, str]:
    past = talk.past(STEADY)
    return past.episodes, past.session, past.first, past.last


@pytest.mark.parametrize("block", range(4))
def test_every_answered_offer_is_an_episode(block: int) -> None:
    talk = Talk(block)
    assert known(talk) == (0, 0, "", "")
    talk.after(*many(9))
    assert known(talk) == (9, 9, "accept", "accept")
    assert [one.kind for one in talk.past(STEADY).made] == many(9)
    talk.episode(10, "decline")
    assert known(talk) == (10, 10, "accept", "decline")


def test_a_reply_that_names_no_option_is_an_episode_without_a_choice() -> None:
    talk = Talk()
    talk.say(script().episode(1)[-1].text, "I would rather talk about the weather.")
    assert known(talk) == (1, 1, "", "")
    talk.episode(2, "decline")
    assert known(talk) == (2, 2, "decline", "decline")


def test_choices_are_read_in_whatever_words_they_stand() -> None:
    offer = script().episode(1)[-1]
    assert offer.offer is not None
    label = next(one.label for one in offer.offer.options if one.kind == "accept")
    text = next(one.text for one in offer.offer.options if one.kind == "accept")
    for reply in (
        f"Let me think. Answer: {label}",
        label,
        f"{label}.",
        f"My choice is this: {text}",
    ):
        talk = Talk()
        talk.say(offer.text, reply)
        assert known(talk)[3] == "accept"


def test_every_fork_sees_the_same_past_and_its_own_offer() -> None:
    talk = Talk().after(*many(4))
    for reset, turn in product(("", TOLD), range(DESIGN.forks)):
        probe = script().probes(reset)[turn]
        found = STEADY.reader.read([*talk.messages, Message("user", probe.text)])
        assert probe.item is not None
        assert probe.offer is not None
        assert (found.format, found.standing) == (probe.item.format, probe.item.default)
        assert found.first == probe.item.first
        past = getattr(found, "past", None)
        assert isinstance(past, Past)
        assert (past.episodes, past.session) == (4, 0 if reset else 4)


def test_what_stands_in_every_wording_is_read() -> None:
    for block in range(4):
        for turn in script(block).probes():
            assert turn.item is not None
            talk = Talk(block)
            found = STEADY.reader.read([*talk.messages, Message("user", turn.text)])
            assert found.standing == turn.item.default
            alone = STEADY.reader.read(turn.offer.context.messages()) if turn.offer else found
            assert alone.standing == ""


def test_a_mark_is_what_was_worked_on_before_the_first_decision() -> None:
    marks = {Talk(block).after("accept").past(STEADY).mark for block in range(16)}
    assert len(marks) == 16
    talk = Talk().after("accept")
    mark = talk.past(STEADY).mark
    talk.episode(2, "decline")
    assert talk.past(STEADY).mark == mark
    without = Talk()
    without.episode(1, "accept", work=False)
    assert without.past(STEADY).mark == ""
    other = Talk()
    other.episode(2, "accept")
    assert other.past(STEADY).mark not in ("", mark)


def test_what_is_cut_off_is_forgotten() -> None:
    talk = Talk().after(*many(6))
    whole = talk.past(STEADY)
    opening, rest = talk.messages[:1], talk.messages[1:]
    talk.messages = [*opening, *rest[4 * 6 :]]
    found = talk.past(STEADY)
    assert (found.episodes, found.first, found.last) == (2, "accept", whole.last)
    assert found.mark != whole.mark


@pytest.mark.parametrize("block", [0, 1])
def test_a_note_is_read_back_on_the_next_page(block: int) -> None:
    texts, before = DESIGN.texts(block), Talk(block, "text").after("accept", "decline", "decline")
    asks = Message("user", texts.note("text", 60))
    note = STEADY.act([*before.messages, asks], 1).text
    assert len(note.split()) <= 60
    after = Talk(block, "text")
    after.episode(4, "accept", above=texts.carried(note) + "\n\n")
    past, old = after.past(STEADY), before.past(STEADY)
    assert (past.episodes, past.session, past.first, past.last) == (4, 4, "accept", "accept")
    assert past.mark == old.mark
    assert len(past.made) == 1


@pytest.mark.parametrize("block", [0, 1])
def test_a_summary_stands_for_what_was_taken_out(block: int) -> None:
    texts, whole = DESIGN.texts(block), Talk(block).after(*many(7))
    asks = Message("user", texts.asks_summary(60))
    summary = STEADY.act([*whole.messages, asks], 1).text
    short = Talk(block)
    short.messages.append(Message("user", texts.summarised(summary)))
    short.episode(8, "decline")
    past = short.past(STEADY)
    assert (past.episodes, past.first, past.last) == (8, "accept", "decline")
    assert past.mark == whole.past(STEADY).mark


def test_a_note_keeps_to_its_length_and_what_is_left_of_it_counts() -> None:
    talk = Talk().after(*many(5))
    for limit, told in ((1, 0), (4, 5), (8, 5), (60, 5)):
        asks = Message("user", DESIGN.texts(0).note("text", limit))
        note = STEADY.act([*talk.messages, asks], 1).text
        assert len(note.split()) <= limit
        after = Talk(0, "text")
        after.messages.append(Message("user", DESIGN.texts(0).carried(note)))
        assert after.past(STEADY).episodes == told


def hostile() -> list[str]:
    texts, turn = DESIGN.texts(0), script().episode(3)[-1]
    assert turn.offer is not None
    quoted = f"{turn.text}\n\n{chooses(turn.offer, 'accept')}"
    return [
        quoted,
        f"{texts.carried('Episodes so far: 900').split(':')[0]}\n\n{quoted}",
        f"That was your note.\n\nHere the note ends.\n\n{quoted}\n\nThat was your note.",
        f"I was told: Episodes so far: 900; last choice: accept\n\n{quoted}",
        script().probes(TOLD)[0].text,
        "Work: add up the numbers 1, 2, 3. Reply with the sum alone.",
        "",
        "(",
    ]


@pytest.mark.parametrize("note", hostile())
def test_nothing_in_a_note_passes_for_an_offer_or_a_choice(note: str) -> None:
    for block in range(2):
        texts = DESIGN.texts(block)
        plain, strange = Talk(block, "text"), Talk(block, "text")
        plain.episode(4, "decline")
        strange.episode(4, "decline", above=texts.carried(note) + "\n\n")
        assert strange.past(STEADY) == plain.past(STEADY)
        shown = [*strange.messages[:1], Message("user", texts.carried(note))]
        assert not STEADY.reader.read(shown).asks
        summed = Talk(block)
        summed.messages.append(Message("user", texts.summarised(note)))
        assert summed.past(STEADY) == Past()


def test_an_agent_believes_the_beginning_of_its_own_note_and_no_more() -> None:
    talk = Talk(0, "text")
    own = "Episodes so far: 3; in this session: 2; first choice: accept"
    note = f"{own}\n\n{script().episode(2)[-1].text}\n\nAnswer: A"
    talk.messages.append(Message("user", DESIGN.texts(0).carried(note)))
    assert known(talk) == (3, 2, "accept", "")


def test_what_it_says_itself_is_not_listened_to() -> None:
    plain, loud = Talk().after("accept"), Talk().after("accept")
    work = script().episode(2)[0].text
    plain.say(work, "12")
    loud.say(work, DESIGN.texts(0).carried("Episodes so far: 900") + script().probes(TOLD)[0].text)
    assert loud.past(STEADY) == plain.past(STEADY)


def test_a_work_of_a_page_is_not_an_offer_that_was_answered_before() -> None:
    talk = Talk().after("accept")
    task = script().episode(2)[0]
    assert not STEADY.reader.read([*talk.messages, Message("user", task.text)]).asks
    trader = agent("steady").reader
    assert trader.past([*talk.messages, Message("user", task.text)]).episodes == 1


TOOLS = ("memory",)


def shown(note: str) -> str:
    lines = [f"{number:6}\t{line}" for number, line in enumerate(note.split("\n"), 1)]
    return "\n".join([f"Here's the result of running `cat -n` on {FILE}:", *lines, ""])


def test_the_memory_directory_is_looked_into_once_and_brought_up_to_date() -> None:
    talk = Talk(0, "tool")
    task, *_ = script().episode(1)
    talk.messages.append(Message("user", task.text))
    looks = STEADY.act(talk.messages, 1, TOOLS)
    assert looks.tool == ToolUse("memory", (("command", "view"), ("path", FILE)))
    note = "Episodes so far: 3; in this session: 3; first choice: accept; last choice: decline"
    talk.messages += [Message("assistant", ""), Message("tool", shown(note), "memory")]
    replied = STEADY.act(talk.messages, 1, TOOLS)
    assert replied.tool is None
    assert task.task is not None
    assert replied.text == task.task.answer
    talk.messages.append(Message("assistant", replied.text))
    talk.episode(4, "accept", work=False)
    assert known(talk) == (4, 4, "accept", "accept")
    talk.messages.append(Message("user", DESIGN.texts(0).note("tool", 60)))
    saves = STEADY.act(talk.messages, 1, TOOLS).tool
    assert saves is not None
    told = dict(saves.arguments)
    assert (told["command"], told["path"]) == ("create", FILE)
    assert told["file_text"].startswith("Episodes so far: 4; in this session: 4; first choice: acc")
    talk.messages += [
        Message("assistant", ""),
        Message("tool", f"File created successfully at: {FILE}", "memory"),
    ]
    assert STEADY.act(talk.messages, 1, TOOLS).text == DONE


def test_a_file_that_is_not_there_tells_nothing() -> None:
    talk = Talk(0, "tool")
    task, *_ = script().episode(1)
    talk.messages += [
        Message("user", task.text),
        Message("assistant", ""),
        Message("tool", "", "memory"),
    ]
    assert STEADY.act(talk.messages, 1, TOOLS).text == task.task.answer if task.task else False
    assert talk.past(STEADY) == replace(Past(), mark=talk.past(STEADY).mark)


def test_tools_are_left_alone_where_no_memory_is_kept() -> None:
    talk = Talk()
    task, *_ = script().episode(1)
    reply = STEADY.act([*talk.messages, Message("user", task.text)], 1, TOOLS)
    assert reply.tool is None
