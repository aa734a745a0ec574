"""What an attack on the statistics found: none of it may come back."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
import pytest
from numpy.typing import NDArray
from tests.estimates.horizon.conftest import (
    CELLS,
    SMALL,
    Chooser,
    Weigh,
    changed,
    column,
    drawn,
    exact_table,
    exponential,
    pick,
    play,
    step,
    table,
    weights,
)

from orexis.choices import ChoiceTable
from orexis.estimates.horizon import Findings, HorizonAnalysis, HorizonRule, analyze_horizon
from orexis.estimates.horizon import contrasts as at
from orexis.estimates.horizon.cautions import cautions
from orexis.estimates.horizon.forms import BOUND, fit_forms
from orexis.estimates.horizon.reading import Cell, read_model
from orexis.estimates.horizon.rule import BEYOND, MIXED, MIXED_SAID, MYOPIC, WITHIN
from orexis.estimates.horizon.steps import step_of
from orexis.estimates.horizon.verdicts import verdicts

RULE = HorizonRule(draws=1000)
ALL = np.ones(len(CELLS), dtype=bool)


def findings(source: ChoiceTable) -> Findings:
    return Findings(read_model(source, "m"), RULE)


@lru_cache(maxsize=2)
def bound(offers: int = 24) -> ChoiceTable:
    return table(play(Chooser(weights(CELLS, step())), CELLS, offers, 3))


def delay(source: ChoiceTable) -> NDArray[np.float64]:
    return np.asarray(source["stake.delay"], dtype=float)


def end(source: ChoiceTable) -> NDArray[np.float64]:
    return np.array(
        [float(one) if one.isdigit() else np.inf for one in source.factor("boundary").tolist()]
    )


def test_weight_that_is_low_from_the_first_step_on_is_no_jump_at_boundary_0() -> None:
    # Later points count half under boundary 0 and all of it elsewhere, but fall nowhere.
    truth = np.array([0.5 if cell.left == 0 and cell.delay else 1.0 for cell in CELLS])
    jumps = at.jumps(CELLS, ALL)
    assert "0" not in {one.cell.get("boundary") for one in jumps}
    assert [float(one.weights @ truth) for one in jumps] == pytest.approx([0.0] * len(jumps))
    assert not any(one.weights[[cell.delay == 0 for cell in CELLS]].any() for one in jumps)


def test_losses_past_all_boundaries_together_are_seen_where_none_alone_shows_them() -> None:
    source = bound()
    rng = np.random.default_rng(1)
    lost = (delay(source) > end(source)) & (source["stake.later"] < 100)
    outcome = np.where(lost & (rng.random(len(source)) < 0.24), 1.0, source["outcome"])
    found = findings(changed(source, outcome=outcome))
    assert [one.past for one in found.excessive] == [True]
    assert found.too_many(found.excessive[0]) == 0.075
    judged = {one.statement: one for one in verdicts(found)}
    assert {one.status for one in judged.values()} == {"uninterpretable"}
    assert all("past the stated boundaries taken together" in v.because for v in judged.values())
    assert not findings(source).excessive


@pytest.mark.parametrize(("share", "status"), [(0.0, "supported"), (0.25, "undecided")])
def test_a_part_that_looks_beyond_leaves_it_open(share: float, status: str) -> None:
    source = bound()
    rng = np.random.default_rng(2)
    gains = (delay(source) > end(source)) & (source["stake.later"] > 100)
    beyond = gains & (rng.random(len(source)) < share)
    found = findings(changed(source, outcome=np.where(beyond, 1.0, source["outcome"])))
    within, past, _ = verdicts(found)
    assert within.status == status
    assert past.status == ("rejected" if status == "supported" else "undecided")
    assert ("may look beyond in a part" in past.because) is (status == "undecided")
    assert found.mixture is not None
    assert (found.mixture.excess > MIXED) is (share > 0)
    assert (found.mixture.excess > MIXED_SAID) is (share > 0)


def test_weights_are_over_that_without_delay() -> None:
    def skewed(share: float) -> Findings:
        truth = share * weights(SMALL, exponential(0.9))
        return findings(exact_table(Chooser(truth, slope=4.0), SMALL, 0.2, 1))

    plain, low = skewed(1.0), skewed(0.6)
    assert low.control is not None
    assert low.control_holds
    assert low.control[0] == pytest.approx(-math.log(0.6), abs=0.1)
    for name in ("weight_within", "weight_beyond"):
        values = [one.parts[name].overall[0] for one in (plain, low)]
        assert values[1] == pytest.approx(values[0], abs=0.05)
    where = [cell.delay == 1 for cell in SMALL]
    assert np.median(low.draws.weights[:, where]) == pytest.approx(0.9, abs=0.08)


def test_its_control_is_drawn_with_its_own_uncertainty() -> None:
    found = findings(drawn())
    assert found.control is not None
    low, high = np.quantile(found.draws.control, [0.025, 0.975])
    assert (low, high) == pytest.approx(found.control[1:], abs=0.1)
    later = findings(drawn().where(delay(drawn()) > 0))
    assert not later.draws.control.any()


def test_who_declines_what_comes_after_the_end_is_not_said_to_be_myopic() -> None:
    source = bound()
    kept = (delay(source) == 0) | (delay(source) > end(source))
    found = findings(source.where(kept))
    assert step_of(found, MYOPIC) == "absent"
    assert "falls past a stated boundary" in verdicts(found)[2].because


def test_within_only_needs_a_context_with_a_meaningless_number() -> None:
    source = bound()
    found = findings(source.where(source.factor("boundary") != "placebo"))
    assert step_of(found, WITHIN) == "undecided"
    assert "no context with a meaningless number" in verdicts(found)[0].because.lower()


def test_a_placebo_of_which_little_is_known_is_no_evidence() -> None:
    source = bound()
    rng = np.random.default_rng(3)
    kept = (source.factor("boundary") != "placebo") | (rng.random(len(source)) < 0.06)
    found = findings(source.where(np.asarray(kept, dtype=bool)))
    assert found.placebo_moves
    assert found.placebo_moved is None
    assert found.placebo_reaches is not None
    assert step_of(found, WITHIN) == "undecided"
    assert "meaningless number does not move" in verdicts(found)[0].because
    assert findings(source).placebo_reaches is None


@pytest.mark.parametrize("why", ["refused", "neutral"])
@pytest.mark.parametrize(
    ("place", "spoilt"), [("past", {WITHIN, BEYOND}), ("inside", {WITHIN, MYOPIC})]
)
def test_answers_lost_where_a_statement_is_about_spoil_that_one(
    why: str, place: str, spoilt: set[str]
) -> None:
    source = bound()
    own = delay(source) > end(source)
    if place == "inside":
        own = (delay(source) > 0) & (delay(source) <= end(source)) & np.isfinite(end(source))
    lost = own & (np.random.default_rng(4).random(len(source)) < (0.6 if why == "neutral" else 0.3))
    found = findings(
        changed(
            source,
            valid=~lost,
            why_invalid=column([why if each else "" for each in lost]),
            outcome=np.where(lost, np.nan, source["outcome"]),
        )
    )
    assert found.invalid < RULE.invalid
    assert found.neutral < 0.5
    names = {one for one in (WITHIN, BEYOND, MYOPIC) if step_of(found, one) == "invalid"}
    assert names == spoilt
    (first, *_) = [one for one in verdicts(found) if one.status == "uninterpretable"]
    assert f"{place} " in first.because


def test_exact_intervals_are_said_to_hold_for_these_wordings() -> None:
    exact = findings(exact_table(Chooser(weights(SMALL, step(1, 1))), SMALL, 0.2, 1))
    assert any("for these wordings" in one for one in cautions(exact, BEYOND, "supported"))
    found = findings(drawn())
    assert not any("for these wordings" in one for one in cautions(found, BEYOND, "rejected"))


def positional(exact: bool) -> HorizonAnalysis:
    """Takes what stands first with a chance of .79, whatever is offered."""
    rows = exact_table(Chooser(weights(SMALL, step())), SMALL, 0.0, 1)
    chance = np.where(rows["fork"] == "given", 0.79, 0.21)
    formats = column([("table", "action")[at // 2 % 2] for at in range(len(rows))])
    if exact:
        return analyze_horizon(changed(rows, outcome=chance, format=formats), RULE)
    taken = (np.random.default_rng(5).random(len(rows)) < chance).astype(float)
    return analyze_horizon(
        changed(rows, outcome=taken, format=formats, exact=np.zeros(len(rows), dtype=bool)), RULE
    )


@pytest.mark.parametrize("exact", [True, False])
def test_a_position_that_alone_decides_is_found(exact: bool) -> None:
    found = positional(exact)
    assert {one.status for one in found.verdicts} == {"uninterpretable"}
    bias, truth = pick(found, "position_bias"), 2 * math.log(0.79 / 0.21)
    assert bias.low - 1e-6 <= truth <= bias.high + 1e-6
    assert bias.high - bias.low < 1.2
    shift = pick(found, "format_shift", format="table")
    assert shift.low - 1e-6 <= 0 <= shift.high + 1e-6
    assert abs(shift.value) < 0.3
    assert "without a curve" in bias.method
    assert "without a curve" in shift.method


def test_no_form_is_named_of_a_model_of_which_nothing_can_be_told() -> None:
    found = positional(exact=True)
    assert not found.extras["forms"]
    assert not [one for one in found.estimates if one.estimand == "form_score"]
    assert any("no verdict on it can be interpreted" in note for note in found.notes)


def test_forms_that_end_at_a_boundary_need_one() -> None:
    weigh: Weigh = exponential(0.8)
    cells = tuple(Cell(np.inf, "", each) for each in (0.0, 1.0, 4.0, 16.0))
    found = findings(table(play(Chooser(weights(cells, weigh)), cells, 16, 2)))
    names = {one.form.name for one in fit_forms(found.shared)}
    assert not names & set(BOUND)
    assert "exponential" in names


def test_each_line_of_the_rule_is_one_sentence() -> None:
    said = HorizonRule().describe()
    assert len(said) > 15
    for sentence in said:
        assert sentence[0].isupper() or sentence[0] == "'"
        assert sentence.endswith(".")
        assert ". " not in sentence
        assert "\n" not in sentence
        assert "{" not in sentence
