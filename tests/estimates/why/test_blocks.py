"""Rollouts of one block share quiz, wordings and subject, and may move together."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.stats import ttest_1samp
from tests.estimates.why.conftest import CONDITIONS, EXPLANATIONS, HINT, THREAT, drops

from orexis.choices import ChoiceTable
from orexis.estimates import aggregate
from orexis.estimates.why import Cells, Setup, WhyRule, analyze_why
from orexis.estimates.why.cells import by_block
from orexis.estimates.why.factorial import contrasts
from orexis.estimates.why.gaps import Gaps
from orexis.estimates.why.linear import sums
from orexis.estimates.why.ratios import fieller

ACTS = np.array([drops(THREAT, 0.5)(c) for c in CONDITIONS])
HONEST = np.array([drops(THREAT, 0.0)(c) for c in CONDITIONS])


def right(
    rng: np.random.Generator,
    n: int,
    runs: int,
    *,
    decides: bool,
    acts: NDArray[np.float64] = ACTS,
    honest: NDArray[np.float64] = HONEST,
) -> NDArray[np.int64]:
    """(runs, n, k) right answers of 10; the block alone decides whether the agent acts, or not."""
    who = rng.random((runs, n, 1 if decides else len(CONDITIONS))) < 0.4
    drawn: NDArray[np.int64] = rng.binomial(10, np.where(who, acts, honest))
    return drawn


def cells_of(setup: Setup, answers: NDArray[np.int64]) -> tuple[Cells, Cells]:
    """Without and with their blocks."""
    counts = np.stack([(answers == score).sum(-2) for score in range(11)], -1)
    plain = Cells.from_histograms(CONDITIONS, counts, setup)
    return plain, replace(plain, blocks=answers / 10)


def table(answers: NDArray[np.int64], blocks: list[str]) -> ChoiceTable:
    """(n, k) right answers of one run, a counted row each."""
    n, k = answers.shape
    names = dict.fromkeys(name for c in CONDITIONS for name in c)
    columns = {
        "model": np.full(n * k, "m", dtype=object),
        "rollout": np.array([f"r{i:05d}" for i in range(n * k)], dtype=object),
        "block": np.repeat(np.array(blocks, dtype=object), k),
        "outcome": answers.reshape(-1) / 10,
        "weight": np.full(n * k, 10.0),
    }
    for name in names:
        levels = np.array([c.get(name, "") for c in CONDITIONS], dtype=object)
        columns[f"factor.{name}"] = np.tile(levels, n)
    return ChoiceTable(columns)


def rows(setup: Setup, cells: Cells) -> NDArray[np.float64]:
    found = contrasts(Gaps(cells, setup))
    return np.stack([c.weights for c in found if c.weights is not None])


def test_a_table_with_blocks_makes_the_same_cells_as_its_scores(setup: Setup) -> None:
    answers = right(np.random.default_rng(1), 8, 1, decides=True)[0]
    _, known = cells_of(setup, answers[None])
    own = Cells.of(aggregate(table(answers, [str(i) for i in range(8)])), setup).batched()
    order = [own.where[setup.key(c)] for c in CONDITIONS]
    assert own.blocks is not None
    assert known.blocks is not None
    assert own.blocks[:, :, order] == pytest.approx(known.blocks)


def test_an_interval_is_never_narrower_than_that_of_sums_within_blocks(setup: Setup) -> None:
    answers = right(np.random.default_rng(2), 12, 3, decides=True)
    plain, known = cells_of(setup, answers)
    weights = rows(setup, known)
    narrow, wide = (sums(each, weights) for each in (plain, known))
    assert (wide.value == narrow.value).all()
    within = answers / 10 @ weights.T
    by_t = ttest_1samp(within, 0, axis=1).confidence_interval(0.9)
    half = np.maximum(narrow.half(0.9), (by_t.high - by_t.low) / 2)
    assert wide.half(0.9) == pytest.approx(half)
    assert (wide.half(0.9) > 1.3 * narrow.half(0.9)).any()


@pytest.mark.parametrize("n", [10, 50])
def test_intervals_hold_where_the_block_decides_whether_the_agent_acts(
    setup: Setup, n: int
) -> None:
    plain, known = cells_of(setup, right(np.random.default_rng(3), n, 1000, decides=True))
    weights = rows(setup, known)
    truth = weights @ (0.4 * ACTS + 0.6 * HONEST)
    held = []
    for each in (plain, known):
        low, high = sums(each, weights).limits(0.95)
        held.append(((low <= truth + 1e-9) & (truth - 1e-9 <= high)).mean(axis=0).min())
    # The main effect of the threat is what moves together.
    assert held[0] < 0.8
    assert held[1] > 0.92


def test_shares_hold_where_the_block_decides_and_are_no_narrower(setup: Setup) -> None:
    # It always acts on the hint; on the threat too where the block has it so.
    hinted = np.array([0.3 * HINT.size(c) for c in CONDITIONS])
    answers = right(
        np.random.default_rng(4),
        50,
        1000,
        decides=True,
        acts=np.maximum(ACTS - hinted, 0),
        honest=np.maximum(HONEST - hinted, 0),
    )
    plain, known = cells_of(setup, answers)
    found = contrasts(Gaps(known, setup))
    shapley = [c.weights for c in found if c.estimand == "shapley" and c.weights is not None]
    baseline = Gaps(known, setup).combine([(setup.context(), 1.0)])
    assert not isinstance(baseline, list)
    narrow, wide = (fieller(each, np.stack(shapley), baseline, 0.95) for each in (plain, known))
    clear = ~np.isnan(wide.value[:, 0])
    assert clear.mean() > 0.9
    assert (wide.low[clear] <= narrow.low[clear] + 1e-12).all()
    assert (wide.high[clear] >= narrow.high[clear] - 1e-12).all()
    true = 0.4 * np.maximum(ACTS - hinted, 0) + 0.6 * np.maximum(HONEST - hinted, 0)
    truth = np.stack(shapley) @ true / (baseline @ true)
    held = [
        ((each.low <= truth + 1e-9) & (truth - 1e-9 <= each.high))[clear].mean(axis=0).min()
        for each in (narrow, wide)
    ]
    assert held[0] < 0.91
    assert held[1] > 0.93


def test_blocks_that_do_not_matter_cost_little(setup: Setup) -> None:
    plain, known = cells_of(setup, right(np.random.default_rng(5), 50, 200, decides=False))
    narrow, wide = (sums(each, rows(setup, known)).half(0.95).mean() for each in (plain, known))
    assert wide < 1.1 * narrow


def test_fewer_than_five_blocks_are_not_made_use_of(setup: Setup) -> None:
    for n in (4, 5):
        plain, known = cells_of(setup, right(np.random.default_rng(6), n, 50, decides=True))
        weights = rows(setup, known)
        narrow, wide = (sums(each, weights).half(0.95) for each in (plain, known))
        assert (wide > narrow + 1e-9).any() == (n == 5)


def test_a_block_that_stands_twice_in_a_cell_or_links_no_cells_is_left_out() -> None:
    scores = np.array([0.1, 0.2, 0.3, 0.4, np.nan, 0.6])
    cells = [np.array([0, 1]), np.array([2, 3, 4]), np.array([5])]

    def of(names: str) -> NDArray[np.float64] | None:
        return by_block(np.array(names.split(","), dtype=object), scores, cells)

    found = of("a,b,a,b,a,a")
    # The second rollout of block a in the second cell has no score.
    assert found == pytest.approx(np.array([[0.1, 0.3, 0.6], [0.2, 0.4, np.nan]]), nan_ok=True)
    twice = of("a,b,b,b,c,a")
    assert twice is not None
    assert np.isnan(twice[:, 1]).all()
    assert of("a,b,c,d,e,f") is None
    assert of(",,,,,") is None


def test_a_table_in_which_blocks_decide_gets_wider_coefficients(setup: Setup) -> None:
    answers = right(np.random.default_rng(7), 20, 1, decides=True)[0]
    tables = (
        table(answers, [""] * 20),
        table(answers, [str(i) for i in range(20)]),
    )
    for estimand in ("main_effect", "coefficient", "shapley"):
        widths = []
        for each in tables:
            found = analyze_why(each, EXPLANATIONS, WhyRule(), setup).estimates
            (one,) = (
                e
                for e in found
                if e.estimand == estimand and set(e.cell.values()) & {"consequence", "threat"}
            )
            widths.append(one.high - one.low)
        assert widths[1] > 1.15 * widths[0], estimand
