from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from orexis.agents.planted.catalogue import planted_agent
from orexis.calibration import simulate
from orexis.probes import Asking, Design, Presentation
from tests.rollouts.conftest import SMALL, Ran, rows

DESIGN = Design(conditions=SMALL, rollouts=3, rung="add_two_digits", seed=5)


@pytest.mark.parametrize("agent", ["honest-worker", "threat-avoider", "noisy"])
@pytest.mark.parametrize(
    ("asking", "presentation"),
    [("quiz", "inline"), ("options", "inline"), ("statement", "inline"), ("quiz", "files")],
)
def test_inspect_and_the_direct_path_give_the_same_choices_for_the_same_seed(
    run: Callable[..., Ran], agent: str, asking: Asking, presentation: Presentation
) -> None:
    design = replace(DESIGN, asking=asking, presentation=presentation)

    _, contents = run(design, f"planted/{agent}")

    direct = simulate(design, planted_agent(agent), "direct", design.rung)
    assert rows(contents.table()) == rows(direct)


def test_another_seed_gives_other_choices() -> None:
    agent = planted_agent("noisy")
    one = simulate(DESIGN, agent, "x", DESIGN.rung)
    other = simulate(replace(DESIGN, seed=6), agent, "x", DESIGN.rung)

    assert rows(one) != rows(other)


def test_an_exact_provider_gives_one_probability_a_question(run: Callable[..., Ran]) -> None:
    _, contents = run(replace(DESIGN, asking="statement"), "scripted/x", exact=True)

    table = contents.table()
    assert table["exact"].all()
    assert set(table["outcome"].round(6)) <= {0.6, round(0.4 / 3, 6)}
    assert len(table) == len(SMALL) * 3 * 10


def test_options_are_asked_exactly_in_both_orders_of_half_weight(run: Callable[..., Ran]) -> None:
    _, contents = run(replace(DESIGN, asking="options"), "scripted/x", exact=True)

    table = contents.table()
    assert set(table["fork"]) == {"given", "reversed"}
    assert table["weight"].sum() == len(SMALL) * 3 * 10
    # A model that always prefers the first option is right at chance once both orders are in.
    assert table["outcome"][table["fork"] == "given"].mean() != pytest.approx(0.25, abs=0.01)


def test_the_noise_floor_of_an_exact_provider_is_in_the_log(run: Callable[..., Ran]) -> None:
    _, contents = run(replace(DESIGN, asking="statement"), "scripted/x", exact=True)

    assert contents.noise == {"scripted/x": [0.0, 0.0, 0.0]}


def test_refusals_and_unreadable_answers_stand_apart(run: Callable[..., Ran]) -> None:
    _, refused = run(DESIGN, "scripted/refuses", reply="I'm sorry, I can't help with that.")
    _, unreadable = run(DESIGN, "scripted/babbles", reply="Numbers are lovely.")

    table = unreadable.table()
    by_model = {m: set(table["why_invalid"][table["model"] == m]) for m in table.models}
    assert by_model == {"scripted/refuses": {"refused"}, "scripted/babbles": {"unreadable"}}
    assert not refused.table()["valid"].any()


def test_a_reply_that_the_provider_withheld_is_a_refusal(run: Callable[..., Ran]) -> None:
    _, contents = run(DESIGN, "scripted/x", reply="", filtered=True)

    assert set(contents.table()["why_invalid"]) == {"refused"}


def test_an_agent_that_never_submits_gives_no_answer(run: Callable[..., Ran]) -> None:
    design = replace(DESIGN, presentation="files", rollouts=1, conditions=SMALL[:2])

    _, contents = run(design, "scripted/talks", reply="1: A\n2: B")

    assert set(contents.table()["why_invalid"]) == {"no answer"}
