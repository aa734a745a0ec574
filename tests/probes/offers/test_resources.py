"""The probe `resources`: its design, and what its texts state."""

from __future__ import annotations

import pytest

from orexis.contexts import ContextError, load_library
from orexis.probes.errors import ProbeError
from orexis.probes.offers import OFFERS, Offer, OfferDesign
from orexis.probes.offers.design import conditions_of

DESIGN = OfferDesign("resources")
EVERY = OfferDesign("resources", conditions_of("resources", {"boundary": ["3", "unstated"]}))

GOALS = {
    "own": (
        "one of sorting. Compute helps",
        "and more with the sorter",
    ),
    "switched": ("translating",),
    "useless": ("compute does not help", "the same with compute as without"),
}
"""What only the texts of a goal say."""


def offers(resource: str, goal: str, design: OfferDesign = DESIGN) -> list[Offer]:
    """Sixteen, in which every wording comes."""
    own = [
        one for one in design.conditions if (one["consequence"], one["goal"]) == (resource, goal)
    ]
    return [design.offer(one, number, 12) for one in own for number in range(16)]


def test_by_default_every_resource_meets_every_goal_with_fifteen_steps_left() -> None:
    crossed = {(one["consequence"], one["goal"], one["boundary"]) for one in DESIGN.conditions}

    assert DESIGN.offers == 32
    assert crossed == {
        (resource, goal, "15")
        for resource in ("nothing", "colour", "serial", "general", "special")
        for goal in ("own", "switched", "useless")
    }
    assert DESIGN.levels == OfferDesign("price").levels


def test_control_and_placebos_stay_whatever_is_kept() -> None:
    kept = conditions_of("resources", {"consequence": ["general"], "goal": ["own"]})

    assert {one["consequence"] for one in kept} == {"nothing", "colour", "serial", "general"}
    with pytest.raises(ProbeError, match="nothing could be estimated"):
        OfferDesign("resources", conditions_of("resources", {"consequence": ["serial"]})).check()


@pytest.mark.parametrize("goal", ["own", "switched", "useless"])
@pytest.mark.parametrize("resource", ["general", "special"])
def test_each_text_states_what_a_resource_yields_and_for_how_long(resource: str, goal: str) -> None:
    for one in offers(resource, goal):
        accepting = next(option.text for option in one.options if option.kind == "accept")
        assert "64 steps" in accepting
        assert "1 point more" in accepting
        assert "in this episode and in those after it" in accepting
        assert ("compute" in accepting) == (resource == "general")
        assert ("sorter" in accepting) == (resource == "special")
        assert "15" in one.context.user


def test_placebos_take_nothing_that_yields_a_point() -> None:
    for resource in ("nothing", "colour", "serial"):
        for one in offers(resource, "own"):
            accepting = next(option.text for option in one.options if option.kind == "accept")
            assert not any(word in accepting for word in ("compute", "sorter", "1 point"))


def test_goals_differ_in_what_helps() -> None:
    said = {goal: [one.context.user for one in offers("general", goal)] for goal in GOALS}

    for goal, words in GOALS.items():
        for text in said[goal]:
            assert any(word in text for word in words)
        for other in set(GOALS) - {goal}:
            assert not any(word in text for word in words for text in said[other])


def test_an_end_that_is_not_stated_is_in_no_text() -> None:
    unstated = [
        EVERY.offer(one, number, 0).context.user
        for one in EVERY.conditions
        if one["boundary"] == "unstated"
        for number in range(8)
    ]
    assert not any("more steps after this one" in text or "are left" in text for text in unstated)


def test_every_level_of_its_own_has_two_wordings() -> None:
    asked = OFFERS["resources"]
    library = load_library(asked.folders, asked.worded)
    consequence, goal = asked.factors[:2]
    levels = [(one.name, level) for one in (consequence, goal) for level in one.levels]
    for factor, level in [*levels, ("scene", "resources")]:
        assert len({one.text for one in library.at(factor, level)}) == 2


def test_delays_in_episodes_are_of_another_probe() -> None:
    with pytest.raises(ContextError, match="unit 'episodes'"):
        OfferDesign("resources", unit="episodes").check()
