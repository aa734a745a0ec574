from __future__ import annotations

import numpy as np
from tests.estimates.drift.simulating import AGENTS, simulate

from orexis.curves import sigmoid
from orexis.estimates.drift.judging import models
from orexis.estimates.drift.likelihood import evaluate, information, nodes
from orexis.estimates.drift.panel import Array, Panel
from orexis.estimates.drift.rule import DriftRule

AT = np.array([3.4, 0.6, -3.0, -1.0, -2.0, 0.3, 0.2, 0.1, -0.1, 0.2])
"""theta, ln s, log-odds of the lapse, ln tau; anchors; order, default, three formats."""


def panel(agent: str = "drifter", *, exact: bool = False) -> Panel:
    return next(models(simulate(AGENTS[agent], exact=exact), DriftRule())).panels[0]


def value(read: Panel, at: Array, z: Array) -> float:
    return float(evaluate(read.cells[3], read.items, at, z).value.sum())


def test_scores_are_the_gradient_of_the_likelihood() -> None:
    read = panel()
    z = nodes(AT[:4], 1.0)
    scores = evaluate(read.cells[3], read.items, AT, z).scores.sum(axis=0)
    step = 1e-5
    numeric = [
        (value(read, AT + step * e, z) - value(read, AT - step * e, z)) / (2 * step)
        for e in np.eye(len(AT))
    ]
    np.testing.assert_allclose(scores, numeric, rtol=1e-5, atol=1e-5)


def test_more_nodes_do_not_change_the_likelihood() -> None:
    read = panel()
    for spread in (-2.0, -0.5, 0.5):
        at = AT.copy()
        at[3] = spread
        few, many = nodes(at[:4], 1.0), np.linspace(-6, 6, 2001)
        assert abs(value(read, at, few) - value(read, at, many)) < 0.05


def test_without_spread_it_is_the_product_of_the_choices_chances() -> None:
    read = panel()
    at = AT.copy()
    at[3] = -12.0
    items, cell = read.items, read.cells[3]
    lapse = float(sigmoid(at[2]))
    odds = np.exp(at[1]) * (items.x - np.where(items.target, at[0], at[4])) + items.shifts @ at[5:]
    chance = lapse / 2 + (1 - lapse) * sigmoid(odds)
    expected = (cell.accepted @ np.log(chance) + cell.declined @ np.log(1 - chance)).sum()
    assert abs(value(read, at, nodes(at[:4], 1.0)) - expected) < 1e-6


def test_information_is_what_the_likelihood_curves_by_where_the_agent_is_as_modelled() -> None:
    read = panel("steady")
    cell = read.cells[0]
    at = AT.copy()
    at[:4] = (3.61, np.log(2), np.log(0.02 / 0.98), np.log(0.3))
    at[4:] = (-3.0, 0.4, 0.3, 0.2, 0.1, -0.1)
    z = nodes(at[:4], 1.0)
    found = information(cell, read.items, at, z, evaluate(cell, read.items, at, z))
    theta = np.zeros(len(at))
    theta[0] = 1e-3
    up, middle, down = (
        float(evaluate(cell, read.items, at + sign * theta, z).value.sum()) for sign in (1, 0, -1)
    )
    assert abs(found[0, 0] / (-(up - 2 * middle + down) / 1e-6) - 1) < 0.25
