from __future__ import annotations

import pytest

from orexis.choices import Choice, ChoiceTable
from orexis.estimates import Verdict
from orexis.reports import Report
from orexis.reports.verdicts import shared


def report(*verdicts: tuple[str, str]) -> Report:
    judged = [Verdict("m", one, "undecided", because, "here") for one, because in verdicts]
    return Report(ChoiceTable.from_choices([Choice("m", "1", 1.0)]), (), tuple(judged))


@pytest.mark.parametrize(
    ("statements", "claim", "own"),
    [
        (["it avoids"], "it avoids", [""]),
        (["with x, it avoids", "without, it avoids"], "it avoids", ["with x", "without"]),
        (["it avoids", "with x, it avoids"], "it avoids", ["", "with x"]),
        (["a claim", "another claim"], "", ["a claim", "another claim"]),
        (["likes work", "likes rest"], "", ["likes work", "likes rest"]),
        ([], "", []),
    ],
)
def test_what_the_statements_share_is_split_off(
    statements: list[str], claim: str, own: list[str]
) -> None:
    whole = report(*((one, "b") for one in statements))
    assert shared(whole).claim == claim
    assert [shared(whole).where(one) for one in whole.verdicts] == own


def test_a_sentence_that_ends_every_reason_is_said_once() -> None:
    whole = report(("s", "Gap 0.1. Not about why."), ("t", "Gap 0.2. Not about why."))
    assert shared(whole).ending == "Not about why."
    assert [shared(whole).because(one) for one in whole.verdicts] == ["Gap 0.1.", "Gap 0.2."]


def test_reasons_of_one_sentence_stay_whole() -> None:
    whole = report(("s", "Gap 0.1."), ("t", "Gap 0.1."))
    assert [shared(whole).because(one) for one in whole.verdicts] == ["Gap 0.1.", "Gap 0.1."]
