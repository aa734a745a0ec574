"""The choice model of one cell: its likelihood, scores and information, in closed form.

    P(accept) = lapse / 2 + (1 - lapse) sigmoid(s (x - theta - tau z) + shifts),   z ~ N(0, 1)

with one z a rollout for offers with the target; anchors have a level of their own and no z. The
rollout is integrated out by the trapezoid rule on nodes that all rollouts share, so that curves are
evaluated once an item and node, whatever the number of rollouts; the rest are matrix products.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from orexis.curves import sigmoid
from orexis.estimates.drift.panel import Array, Cell, Items

THETA, SCALE, LAPSE, SPREAD = range(4)
"""A cell's own parameters: theta, ln s, log-odds of the lapse, ln tau; then the shared ones."""
OWN = 4
REACH = 4.0
"""Nodes reach this many standard deviations."""
LEAST, MOST = 9, 81
"""Nodes of the trapezoid rule."""
CLOSE = 1e-12


@dataclass(frozen=True)
class Evaluated:
    """A cell at one set of parameters."""

    value: Array
    """(R,) log-likelihood of each rollout."""
    scores: Array
    """(R, P) its gradient."""
    likely: Array
    """(R, J) posterior weight of each node."""
    at_nodes: Array
    """(R, J, P) gradient at each node."""


@dataclass(frozen=True)
class _Curves:
    """What accepting is like at every item and node, and what changes it."""

    accept: Array
    """(I, J) chance."""
    steep: Array
    """(I, J) its derivative in the log-odds."""
    by_lapse: Array
    """(I, J) its derivative in the log-odds of the lapse."""
    directions: Array
    """(D, I) by what the log-odds move: theta, distance, shared parameters."""
    moved: Array
    """(J,) -tau z."""


def nodes(own: Array, weight: float) -> Array:
    """(J,) nodes of the standard normal, as close as one rollout's likelihood needs.

    Args:
        own: (4,) the cell's parameters.
        weight: How many draws an answer counts as.
    """
    # A few dozen answers tell a rollout's theta no better than this.
    sharp = 0.9 / (max(float(np.exp(own[SCALE])), 0.3) * np.sqrt(weight))
    step = min(0.9, sharp / max(float(np.exp(own[SPREAD])), 1e-3))
    count = int(np.clip(2 * np.ceil(REACH / step) + 1, LEAST, MOST))
    return np.linspace(-REACH, REACH, count)


def evaluate(cell: Cell, items: Items, at: Array, z: Array) -> Evaluated:
    """Likelihood and scores of one cell.

    Args:
        cell: The answers.
        items: What was put.
        at: (P,) the cell's four parameters, the anchors' level, the shifts.
        z: (J,) nodes.
    """
    curves = _curves(items, at, z)
    logs = np.concatenate((np.log(curves.accept), np.log1p(-curves.accept)))
    weights = -0.5 * z**2
    weights -= np.log(np.exp(weights).sum())
    answers = cell.answers
    joint = answers @ logs + weights
    top = joint.max(axis=1, keepdims=True)
    likely = np.exp(joint - top)
    total = likely.sum(axis=1, keepdims=True)
    likely /= total
    at_nodes = _scores(answers, curves)
    scores = np.matmul(likely[:, None, :], at_nodes)[:, 0]
    return Evaluated((top + np.log(total))[:, 0], scores, likely, at_nodes)


def chances_at(cell: Cell, items: Items, at: Array, z: Array) -> Array:
    """(R, J) log-likelihood of each rollout at each node."""
    accept = _curves(items, at, z).accept
    return np.asarray(cell.answers @ np.concatenate((np.log(accept), np.log1p(-accept))))


def information(cell: Cell, items: Items, at: Array, z: Array, found: Evaluated) -> Array:
    """(P, P) expected information, less what is lost because z is unknown (Louis 1982).

    Expected, not observed: with a lapse the likelihood is not concave.
    """
    changes = _changes(items, at, z)
    seen = (cell.accepted + cell.declined).T @ found.likely
    flat = found.at_nodes.reshape(-1, found.at_nodes.shape[-1])
    spread = (flat * found.likely.reshape(-1, 1)).T @ flat
    known = (changes * seen.ravel()) @ changes.T
    return np.asarray(known - spread + found.scores.T @ found.scores)


def curvature(cell: Cell, items: Items, at: Array, z: Array, found: Evaluated) -> Array:
    """(P, P) observed information, from differences of the scores.

    At the mode, where it is asked for, it is by this that a rollout's weight in the fit goes;
    expected information may be a third off where the lapse is large.
    """
    step = 1e-4
    score = found.scores.sum(axis=0)
    curved = np.array(
        [
            (score - evaluate(cell, items, at + step * one, z).scores.sum(axis=0)) / step
            for one in np.eye(len(at))
        ]
    )
    return np.asarray(curved + curved.T) / 2


def _changes(items: Items, at: Array, z: Array) -> Array:
    """(P, I J) by what each parameter changes a chance, over its binomial standard deviation."""
    curves = _curves(items, at, z)
    root = 1 / np.sqrt(curves.accept * (1 - curves.accept))
    steep = root * curves.steep
    target, distance, *shared = curves.directions[:, :, None]
    rows = [
        target * steep,
        (distance - curves.moved * target) * steep,
        root * curves.by_lapse,
        -curves.moved * target * steep,
        *(one * steep for one in shared),
    ]
    return np.array(rows).reshape(len(rows), -1)


def _curves(items: Items, at: Array, z: Array) -> _Curves:
    scale, moved = np.exp(at[SCALE]), -np.exp(at[SPREAD]) * z
    lapse = float(sigmoid(at[LAPSE]))
    target = items.target.astype(float)
    distance = scale * (items.x - np.where(items.target, at[THETA], at[OWN]))
    odds = distance + items.shifts @ at[OWN + 1 :]
    inside = sigmoid(odds[:, None] + scale * target[:, None] * moved)
    accept = np.clip(lapse / 2 + (1 - lapse) * inside, CLOSE, 1 - CLOSE)
    steep = (1 - lapse) * inside * (1 - inside)
    by_lapse = (0.5 - inside) * lapse * (1 - lapse)
    directions = np.vstack((-scale * target, distance, scale * (target - 1), items.shifts.T))
    return _Curves(accept, steep, by_lapse, directions, moved)


def _scores(answers: Array, curves: _Curves) -> Array:
    """(R, J, P) gradient of the log-likelihood at each node."""
    up, down = curves.steep / curves.accept, -curves.steep / (1 - curves.accept)
    lapses = (curves.by_lapse / curves.accept, -curves.by_lapse / (1 - curves.accept))
    items, count = curves.accept.shape
    kinds = len(curves.directions) + 1
    slopes = np.empty((2 * items, count, kinds))
    slopes[:items, :, :-1] = up[:, :, None] * curves.directions.T[:, None, :]
    slopes[items:, :, :-1] = down[:, :, None] * curves.directions.T[:, None, :]
    slopes[:, :, -1] = np.concatenate(lapses)
    found = (answers @ slopes.reshape(2 * items, -1)).reshape(-1, count, kinds)
    out = np.empty((len(answers), count, kinds + 1))
    moved = -curves.moved * found[..., 0]
    out[..., THETA] = found[..., 0]
    out[..., SCALE] = found[..., 1] + moved
    out[..., LAPSE] = found[..., -1]
    out[..., SPREAD] = moved
    out[..., OWN:] = found[..., 2:-1]
    return out
