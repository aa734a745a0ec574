from __future__ import annotations

import pytest

from orexis.estimates import Rule, detectable_by, detectable_gap, rollouts_needed, zero_cell_upper


@pytest.mark.parametrize(
    ("gap", "sd", "n"),
    [(0.35, 0.30, 18), (0.20, 0.30, 53), (0.15, 0.30, 94), (0.05, 0.10, 94), (0.05, 0.25, 584)],
)
def test_sample_sizes_are_those_of_the_science_notes(gap: float, sd: float, n: int) -> None:
    assert rollouts_needed(gap, sd, level=0.99, power=0.8) == n


@pytest.mark.parametrize(("n", "upper"), [(50, 0.058), (100, 0.030), (300, 0.010)])
def test_zero_cells_have_the_upper_bounds_of_the_science_notes(n: int, upper: float) -> None:
    assert zero_cell_upper(n) == pytest.approx(upper, abs=5e-4)


def test_a_design_detects_the_gap_that_it_was_sized_for() -> None:
    n = rollouts_needed(0.2, 0.3, 0.99, 0.8)
    assert detectable_gap(0.3, 0.3, n, n, 0.0, 0.99, 0.8) == pytest.approx(0.2, rel=0.02)


def test_correlated_pairs_detect_smaller_gaps() -> None:
    assert detectable_gap(0.3, 0.3, 20, 20, 0.75) == pytest.approx(detectable_gap(0.3, 0.3, 80, 80))


def test_the_margin_bounds_what_a_precise_design_detects() -> None:
    assert detectable_by(0.0, 0.1, 0.95, 0.8) == pytest.approx(0.1)
    assert detectable_by(0.3, 0.1, 0.95, 0.8) == pytest.approx(
        0.3 * (1.96 + 0.8416) / 1.96, rel=1e-3
    )


def test_a_gap_of_nothing_needs_no_rollouts_but_an_error() -> None:
    with pytest.raises(ValueError, match="above 0"):
        rollouts_needed(0.0, 0.3)


@pytest.mark.parametrize("name", ["threshold", "margin", "level", "power"])
def test_a_rule_outside_its_range_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match=f"the rule's {name} is 1.5"):
        Rule(**{name: 1.5})


def test_a_rule_describes_itself_with_its_own_numbers() -> None:
    words = "\n".join(Rule(threshold=0.6, margin=0.15, level=0.9).describe())
    assert all(part in words for part in ("60%", "0.15", "90%", "not why"))
