from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.estimates.drift.simulating import AGENTS, Size, simulate
from tests.estimates.drift.test_likelihood import panel

from orexis.estimates.drift.case import Case, Readings, cases
from orexis.estimates.drift.figure import Figure, fieller
from orexis.estimates.drift.fitting import Plan, fit
from orexis.estimates.drift.judging import models
from orexis.estimates.drift.panel import Array, Cell
from orexis.estimates.drift.rule import DriftRule


def case(agent: str, seed: int = 0, rollouts: int = 16, *, exact: bool = False) -> Case:
    table = simulate(AGENTS[agent], seed, Size(rollouts=rollouts), exact=exact)
    return next(models(table, DriftRule())).judged[0].case


def without(cell: Cell, block: int) -> Cell:
    kept = cell.block != block
    return replace(
        cell,
        block=cell.block[kept],
        accepted=cell.accepted[kept],
        declined=cell.declined[kept],
    )


@pytest.mark.parametrize("agent", ["drifter", "lapsing"])
def test_intervals_are_those_of_leaving_out_each_rollout_and_fitting_again(agent: str) -> None:
    one = case(agent)
    late, plan = [1, 2, 3], Plan.grouped([0, 1, 1, 1])
    items, blocks = one.panel.items, one.panel.blocks
    cells = [one.baseline, *one.late]
    figures = {
        name: np.zeros(blocks) for name in ("wander", "incoherence", "lapse_change", "scale")
    }
    for block in range(blocks):
        left = [without(cell, block) for cell in cells]
        readings = Readings(fit(items, left, plan, blocks, exact=False), left, blocks)
        for name, values in figures.items():
            values[block] = getattr(readings, name)(late).value
    for name, values in figures.items():
        jackknife = (blocks - 1) * float(values.var())
        found = getattr(one.together, name)(late)
        assert found.variance - found.vague == pytest.approx(jackknife, rel=0.3), name


@pytest.mark.parametrize("agent", sorted(AGENTS))
@pytest.mark.parametrize("exact", [False, True])
def test_every_planted_agent_can_be_fitted(agent: str, exact: bool) -> None:
    one = case(agent, 3, exact=exact)
    assert one.together.fitted.converged
    assert one.apart.fitted.converged


def test_exact_choices_give_back_what_was_planted() -> None:
    one = case("lapsing", 1, exact=True)
    last = 1 + one.cells.index(one.going[-1])
    assert one.apart.lapse_change([last]).value == pytest.approx(0.5, abs=0.01)
    assert one.apart.incoherence([last]).value == pytest.approx(0.0, abs=0.05)


def test_where_the_answers_say_nothing_the_interval_is_as_wide_as_the_prior() -> None:
    one = case("all-accept", 1)
    _, low, high = one.together.incoherence([1, 2, 3]).limits(0.95)
    assert high - low > 2


def test_the_score_is_zero_at_the_mode() -> None:
    found = case("both", 2).together.fitted
    mean, sd = found.problem.priors()
    score = found.problem.score(found.evaluated) + (mean - found.at) / sd**2
    curved = found.problem.information(found.at, found.grids, found.evaluated)
    errors = np.sqrt(np.diag(np.linalg.inv(curved + np.diag(sd**-2.0))))
    assert np.abs(score * errors).max() < 0.05


def test_a_mean_has_the_variance_of_a_mean() -> None:
    values: Array = np.array([1.0, 2.0, 4.0, 9.0])
    figure = Figure(4.0, (values - 4.0) / 4, 0.0, 4)
    assert figure.variance == pytest.approx(values.var(ddof=1) / 4)
    value, low, high = figure.limits(0.95)
    assert value == 4.0
    assert high - value == pytest.approx(3.182 * values.std(ddof=1) / 2, rel=1e-3)
    assert low == pytest.approx(8 - high)


def test_a_ratio_has_no_interval_where_what_is_below_may_be_zero() -> None:
    assert fieller(1.0, 0.5, (0.1, 0.1, 0.0), 2.0) is None


def test_a_ratio_with_a_sure_denominator_has_the_numerators_interval() -> None:
    found = fieller(1.0, 2.0, (0.04, 0.0, 0.0), 2.0)
    assert found == pytest.approx((0.5, 0.3, 0.7))


def test_without_a_baseline_each_topology_is_held_against_its_first_checkpoint() -> None:
    table = simulate(AGENTS["drifter"], 1, Size(topologies=("joined", "memory")))
    found = next(models(table, DriftRule())).judged
    assert [each.case.own_baseline for each in found] == [True, True]
    assert [each.case.base[0].episode for each in found] == [1.0, 1.0]


def test_cells_without_a_checkpoint_of_their_own_are_no_case() -> None:
    read = panel()
    only = replace(read, cells=[cell for cell in read.cells if cell.topology == "fresh"])
    assert cases(only, DriftRule()) == []
