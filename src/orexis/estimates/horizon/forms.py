"""Forms of discounting against each other, out of sample: each context predicted from the others.

All by integration over grids, without an optimiser: the predictive density of a context is

    p(y_c | y_others) = sum_theta,eta p(theta, eta | y_others) prod_cells L_cell(-ln w_theta, eta)

with theta the form's parameters and eta slope, lapse and position bias.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from orexis.curves import FORMS, Form, Parameter
from orexis.curves.grid import LEAST
from orexis.estimates.horizon.counts import Counts
from orexis.estimates.horizon.posterior import Shared, wide_grid
from orexis.estimates.horizon.reading import Cell

Array = NDArray[np.float64]
NODES = {1: 61, 2: 21}
"""Nodes a parameter, by how many parameters a form has."""
UNSTATED_LEFT = (0.0, 1.0, 3.0, 7.0, 15.0, 31.0, np.inf)
"""Steps that may be taken to be left where no boundary is stated; equally likely beforehand."""
BOTH = Form(
    "exponential-to-boundary",
    "g^k up to the stated boundary, 0 past it",
    lambda delay, left, given: given["g"] ** delay * (delay <= left),
    FORMS["exponential"].parameters,
)
BOUND = ("step-at-boundary", BOTH.name)
"""Forms that need to be told where the episode ends."""
FOLDS = 3
"""Contexts from which on each can be left out."""
BIASES = 2
"""Nodes of position bias, the likeliest ones."""
FAINT = 1e-3
"""Posterior of a parameter's value from which the finer grid covers it."""
SAME = 1e-9


@dataclass(frozen=True)
class Fitted:
    """One form: how well it predicts what it has not seen, and its parameters."""

    form: Form
    folds: Array
    """(F,) log predictive density of each fold."""
    posterior: Array
    """(T,) weights of the nodes, from all the data."""
    nodes: dict[str, Array]
    """(T,) values of each parameter."""

    @property
    def score(self) -> float:
        """Sum over folds, in nats."""
        return float(self.folds.sum())

    def interval(self, parameter: Parameter, level: float) -> tuple[float, float, float]:
        """Median and limits of a parameter, interpolated between nodes."""
        values, place = np.unique(self.nodes[parameter.name], return_inverse=True)
        mass = np.bincount(place, self.posterior)
        middle = (values[1:] + values[:-1]) / 2
        edges = np.r_[values[0], middle, values[-1]]
        shares = np.r_[0.0, np.cumsum(mass)]
        wanted = (0.5, (1 - level) / 2, (1 + level) / 2)
        value, low, high = np.interp(wanted, shares / shares[-1], edges)
        return float(value), float(low), float(high)


def all_forms() -> tuple[Form, ...]:
    """The forms compared, the one with both discounting and a boundary among them."""
    return (*FORMS.values(), *(() if BOTH.name in FORMS else (BOTH,)))


def fit_forms(shared: Shared) -> list[Fitted]:
    """All forms, in the order of `all_forms`; without a stated boundary those that need none.

    Folds are the contexts; the delays where there are fewer than three contexts.
    """
    counts = shared.counts
    folds = folds_of(counts.cells)
    table = _Table.of(counts, float(shared.weight @ shared.bias))
    bound = any(cell.stated for cell in counts.cells)
    forms = [form for form in all_forms() if bound or form.name not in BOUND]
    return [_fit(form, counts.cells, folds, table) for form in forms]


def folds_of(cells: Sequence[Cell]) -> NDArray[np.intp]:
    """(C,) number of the fold of each cell."""
    names = [cell.boundary for cell in cells]
    if len(set(names)) < FOLDS:
        names = [f"{cell.delay:g}" for cell in cells]
    order = list(dict.fromkeys(names))
    return np.array([order.index(name) for name in names], dtype=np.intp)


@dataclass(frozen=True)
class _Table:
    """Log-likelihood of each cell by indifference level, given slope, lapse and bias (E nodes)."""

    levels: Array
    curves: Array
    """(C, M, E)"""
    never: Array
    """(C, E) of an agent that accepts by lapses only."""
    prior: Array
    """(E,)"""

    @classmethod
    def of(cls, counts: Counts, bias: float) -> _Table:
        likelihood = wide_grid(counts)
        grid = likelihood.grid
        axes = grid.axes
        near = np.sort(np.argsort(np.abs(axes.bias.values - bias))[:BIASES])
        logs = likelihood.log(counts.accepted, counts.declined)[:, grid.parts["curve"]]
        curves = logs.reshape(len(logs), *axes.shape)[..., near]
        prior = grid.prior[grid.parts["curve"]].reshape(axes.shape).sum(axis=0)[..., near]
        lapse = np.clip(axes.lapse.values / 2, LEAST, 1)
        taken, left = (each.sum(axis=(1, 2)) for each in (counts.accepted, counts.declined))
        never = taken[:, None] * np.log(lapse) + left[:, None] * np.log1p(-lapse)
        shape = curves.shape[2:]
        return cls(
            axes.level.values,
            curves.reshape(*curves.shape[:2], -1),
            np.broadcast_to(never[:, None, :, None], (len(logs), *shape)).reshape(len(logs), -1),
            (prior / prior.sum()).ravel(),
        )

    def at(self, cell: int, weights: Array) -> Array:
        """(T, E) log-likelihood of a cell at weights in [0, 1]."""
        with np.errstate(divide="ignore"):
            level = -np.log(weights)
        width = self.levels[1] - self.levels[0]
        place = np.clip((level - self.levels[0]) / width, 0, len(self.levels) - 1 - 1e-9)
        below = place.astype(int)
        part = (place - below)[:, None]
        found = (1 - part) * self.curves[cell, below] + part * self.curves[cell, below + 1]
        # Past the grid's end no offer is taken but by lapses.
        hidden = (level > self.levels[-1])[:, None]
        return np.asarray(np.where(hidden, self.never[cell][None], found))


def _fit(form: Form, cells: Sequence[Cell], folds: NDArray[np.intp], table: _Table) -> Fitted:
    count = NODES.get(len(form.parameters), 1)
    axes = [parameter.nodes(count) for parameter in form.parameters]
    found, reached = _predict(form, axes, cells, folds, table)
    if not axes:
        return found
    finer = [_finer(*each) for each in zip(axes, reached, strict=True)]
    return _predict(form, finer, cells, folds, table)[0]


def _predict(
    form: Form,
    axes: Sequence[Array],
    cells: Sequence[Cell],
    folds: NDArray[np.intp],
    table: _Table,
) -> tuple[Fitted, list[Array]]:
    """The form on these values of its parameters, and how far each value's posterior reaches.

    The latter is the largest over all folds left out, and none.
    """
    nodes, unstated = _nodes(form, axes)
    logs = np.zeros((int(folds.max()) + 1, len(unstated), len(table.prior)))
    for at, cell in enumerate(cells):
        left = np.full(len(unstated), cell.left) if cell.stated else unstated
        weights = form.weight(cell.delay, left, nodes)
        logs[folds[at]] += table.at(at, np.broadcast_to(weights, len(unstated)))
    whole = logs.sum(axis=0) + np.log(table.prior / len(unstated))
    predicted = [_log_sum(whole) - _log_sum(whole - own) for own in logs]
    shares = [_shares(whole), *(_shares(whole - own) for own in logs)]
    reached = []
    for at, axis in enumerate(axes):
        place = np.searchsorted(axis, nodes[form.parameters[at].name] - SAME)
        reached.append(np.max([np.bincount(place, each, len(axis)) for each in shares], axis=0))
    return Fitted(form, np.array(predicted), shares[0], nodes), reached


def _finer(axis: Array, reached: Array) -> Array:
    """As many values over what the posterior reaches, and one more on either side."""
    kept = np.flatnonzero(reached > FAINT)
    low, high = max(kept[0] - 1, 0), min(kept[-1] + 1, len(axis) - 1)
    return np.linspace(axis[low], axis[high], len(axis))


def _shares(logs: Array) -> Array:
    """(T,) posterior weights."""
    weight = np.exp(logs - logs.max()).sum(axis=1)
    return np.asarray(weight / weight.sum())


def _nodes(form: Form, axes: Sequence[Array]) -> tuple[dict[str, Array], Array]:
    """(T,) values of each parameter, and what is taken to be left where nothing is stated."""
    unstated = UNSTATED_LEFT if form.name in BOUND else (np.inf,)
    rows = np.array(list(product(*axes, unstated)), dtype=float)
    names = [parameter.name for parameter in form.parameters]
    return {name: rows[:, at] for at, name in enumerate(names)}, rows[:, -1]


def _log_sum(logs: Array) -> float:
    top = logs.max()
    return float(top + np.log(np.exp(logs - top).sum()))
