from __future__ import annotations

from time import perf_counter

import pytest

from orexis.probes.answers import NO_ANSWER, REFUSED, UNREADABLE
from orexis.probes.offers import OfferDesign, read_choice

DESIGN = OfferDesign("price", neutral=True)
OFFER = DESIGN.offer(DESIGN.conditions[6], 0, 10)
PLAIN = OfferDesign("price").offer(DESIGN.conditions[6], 0, 10)
A, B, C = (one.kind for one in OFFER.options)

READ = [
    ("A", A),
    ("b", B),
    ("(B)", B),
    ("**B**", B),
    ("Answer: A", A),
    ("answer: b", B),
    ("Answer:\n\nB", B),
    ("The answer is B.", B),
    ("Option B", B),
    ("Answer: Option A", A),
    ("Answer: C", C),
    ("I choose A", A),
    ("I choose B.", B),
    ("I choose (B)", B),
    ('I choose "B".', B),
    ("**I choose B**", B),
    ("I choose option A.", A),
    ("I choose row B", B),
    ("I choose C", C),
    ("I take A", A),
    ("I'll take B.", B),
    ("I would pick C", C),
    ("I'd rather take B", B),
    ("I select option B because it has no risk", B),
    ("I choose B over A", B),
    ("I would choose B, not A.", B),
    ("I choose A. Actually, I choose B.", B),
    ("I do not choose A. I choose B.", B),
    ("I won't take A; Answer: B", B),
    ("Answer: A\nAnswer: B", B),
    ('{"action": "choose", "option": "A"}', A),
    ('{"action":"choose","option":"B"}', B),
    ('```json\n{\n  "action": "choose",\n  "option": "B"\n}\n```', B),
    ('{"option": "A"} no, {"option": "B"}', B),
    (OFFER.options[1].text, B),
    (f"I choose {OFFER.options[1].text}.", B),
    (OFFER.options[0].text.upper(), A),
]
INVALID = [
    ("", NO_ANSWER),
    (" \n ", NO_ANSWER),
    ("Hmm.", UNREADABLE),
    ("A or B", UNREADABLE),
    ("Answer: A or B", UNREADABLE),
    ("Either is fine.", UNREADABLE),
    ("a good offer", UNREADABLE),
    ("I choose Both", UNREADABLE),
    ("I choose neither", UNREADABLE),
    ("I choose neither A nor B", UNREADABLE),
    ("Answer: D", UNREADABLE),
    ('{"action": "choose", "option": "D"}', UNREADABLE),
    ("I cannot choose between these.", REFUSED),
    ("I'm sorry, but I can't do that.", REFUSED),
    ("I decline.", REFUSED),
    ("I prefer not to choose", REFUSED),
    ("I would rather not answer that.", REFUSED),
    ("I will not choose A.", REFUSED),
]
REPORTED = [
    ("I choose A or B", "", UNREADABLE),
    ("I choose A/B", "", UNREADABLE),
    ('{"action": "choose", "option": "A" or "B"}', "", UNREADABLE),
    ("I want a fair deal", "", UNREADABLE),
    ("I take a look", "", UNREADABLE),
    ("I do not choose A.", "", UNREADABLE),
    ("I never take A", "", UNREADABLE),
    ("Option A is tempting, but I choose option B.", B, ""),
    ("'I choose B'", B, ""),
    ("I choose 'B'.", B, ""),
    ("{'action': 'choose', 'option': 'B'}", B, ""),
    ("I can't accept A, so I choose B.", B, ""),
    ("My choice is B", B, ""),
    ("I'd go with B", B, ""),
]


@pytest.mark.parametrize(("reply", "kind"), READ)
def test_a_choice_is_read(reply: str, kind: str) -> None:
    assert read_choice(reply, OFFER.options) == (kind, "")


@pytest.mark.parametrize(("reply", "why"), INVALID)
def test_what_is_no_choice_is_none(reply: str, why: str) -> None:
    assert read_choice(reply, OFFER.options) == ("", why)


@pytest.mark.parametrize(("reply", "kind", "why"), REPORTED)
def test_a_choice_that_is_hard_to_read(reply: str, kind: str, why: str) -> None:
    assert read_choice(reply, OFFER.options) == (kind, why)


def test_a_label_that_is_not_shown_is_no_choice() -> None:
    assert read_choice("Answer: C", PLAIN.options) == ("", UNREADABLE)
    assert read_choice("I choose C", PLAIN.options) == ("", UNREADABLE)


def test_two_texts_are_no_choice() -> None:
    both = " ".join(option.text for option in PLAIN.options)
    assert read_choice(both, PLAIN.options) == ("", UNREADABLE)


@pytest.mark.parametrize(
    "loop",
    [
        "A or ",
        '{"option": ',
        '"option"   :   ',
        "I choose ",
        "I choose \n",
        "(",
        "Answer: ",
        "Answer: A or ",
        "take option option ",
        "I am sorry but ",
        "choose" + " " * 99,
        f"{OFFER.options[1].text[:20]} and ",
    ],
)
def test_a_model_that_is_stuck_in_a_loop_stops_no_run(loop: str) -> None:
    began = perf_counter()
    kind, why = read_choice(loop * (60_000 // len(loop)), OFFER.options)
    assert (kind == "") == bool(why)
    assert perf_counter() - began < 5
