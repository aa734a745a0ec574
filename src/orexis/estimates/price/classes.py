"""Four exclusive classes of agents, by how well each foretells the choices of a cell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from orexis.curves import ORDERS, Axis, Grid, sigmoid, transition
from orexis.curves.axes import bias_density
from orexis.estimates.price.fitting import Counts, fit, whole
from orexis.estimates.price.posterior import Fit

Array = NDArray[np.float64]
Nodes = NDArray[np.intp]

FLAT, THRESHOLD, SMOOTH, INCOHERENT = "no trade-off", "threshold", "smooth", "incoherent"
CLASSES = (FLAT, THRESHOLD, SMOOTH, INCOHERENT)
KINDS = ("never", "always", "mixed")
MOVES = 0.1
"""Least change of acceptance over the range that counts as moving with the points."""
PIECES = 6
"""Pieces of the range between which acceptance may go up and down."""
ODDS = np.array([-4.5, -3.0, -1.8, -0.8, 0.0, 0.8, 1.8, 3.0, 4.5])
"""Log-odds of accepting in a piece, equally likely before the data."""
LEANS = Axis.cut((-12.0, -6.0, -3.5, -1.8, -0.6, 0.6, 1.8, 3.5, 6.0, 12.0))
"""Position bias of agents that move up and down."""

HOPELESS = 20.0
"""Log-likelihood by which a fall is so much worse that its grid need not be refined."""
LEAST = 1e-13
"""Relative size below which a difference of sums is rounding."""


@dataclass(frozen=True)
class Classes:
    """Probabilities that sum to 1."""

    classes: Mapping[str, float]
    """Of each of `CLASSES`."""
    flat: Mapping[str, float]
    """Of never, always and mixed, among agents without a trade-off."""
    falls: float
    """Of falling with the points, among incoherent ones."""

    @property
    def name(self) -> str:
        """The most probable class."""
        return max(self.classes, key=lambda name: self.classes[name])

    @property
    def probability(self) -> float:
        """Of the most probable class."""
        return self.classes[self.name]

    @property
    def kind(self) -> str:
        """The most probable way of not trading off."""
        return max(self.flat, key=lambda kind: self.flat[kind])

    @property
    def in_words(self) -> str:
        """`smooth`, or `no trade-off (never accepts)`."""
        ways = {
            "never": "never accepts",
            "always": "always accepts",
            "mixed": "accepts now and then, whatever the points",
        }
        if self.name == FLAT:
            return f"{FLAT} ({ways[self.kind]})"
        if self.name == INCOHERENT:
            how = "less with more points" if self.falls > 1 / 2 else "now more, now less"
            return f"{INCOHERENT} (accepts {how})"
        return self.name


def classify(counts: Counts, scale: float, factor: float, rising: Fit) -> Classes:
    """Probability of each class by marginal likelihood, all equally likely beforehand.

    Within `no trade-off` never, always and mixed are equally likely; within `incoherent` falling
    and moving up and down.

    Args:
        counts: What was accepted and declined.
        scale: Dispersion of the cell.
        factor: In points, within which a threshold agent goes from 10% to 90%.
        rising: The cell's fit.
    """
    found = evidences(rising, factor)
    # A falling curve is a rising one with accepting and declining exchanged.
    whole_grid = whole(float(counts.xs[0]), float(counts.xs[-1]))
    falling = Fit(whole_grid, counts.mirrored_log / scale)
    if falling.log_likelihood.max() > rising.log_likelihood.max() - HOPELESS:
        falling = fit(counts.mirrored(), scale)
    fall = evidences(falling, factor)
    falls = _mean([fall[THRESHOLD], fall[SMOOTH]])
    wanders = up_and_down(counts.accepts / scale, counts.declines / scale)
    logs = {
        FLAT: _mean([found[kind] for kind in KINDS]),
        THRESHOLD: found[THRESHOLD],
        SMOOTH: found[SMOOTH],
        INCOHERENT: _mean([falls, wanders]),
    }
    return Classes(
        _shares(logs),
        _shares({kind: found[kind] for kind in KINDS}),
        _shares({"falls": falls, "wanders": wanders})["falls"],
    )


def evidences(found: Fit, factor: float) -> dict[str, float]:
    """Log marginal likelihood of threshold, smooth, never, always and mixed."""
    grid = found.grid
    own = _whole_members(grid.lowest, grid.highest, factor)
    if grid is not whole(grid.lowest, grid.highest):
        own = {name: (where, own[name][1]) for name, where in members(grid, factor).items()}
    return {
        name: _log_sum(found.log_joint[where]) - float(np.log(mass))
        for name, (where, mass) in own.items()
    }


def members(grid: Grid, factor: float) -> dict[str, Nodes]:
    """Which nodes belong to each class or way of not trading off.

    A curve that hardly moves over the range counts as never or always accepting.
    """
    level, slope, _, _ = grid.axes.nodes()
    ends = (sigmoid(slope * (end - level)) for end in (grid.lowest, grid.highest))
    low, high = ends
    moves, sharp = high - low >= MOVES, transition(slope) <= np.log(factor)
    curves = {
        THRESHOLD: moves & sharp,
        SMOOTH: moves & ~sharp,
        "never": ~moves & (level > grid.highest),
        "always": ~moves & (level < grid.lowest),
    }
    found = {name: np.flatnonzero(where) for name, where in curves.items()}
    for kind in KINDS:
        flat = np.arange(len(grid.prior))[grid.parts[kind]]
        found[kind] = np.concatenate([found.get(kind, flat[:0]), flat])
    return found


@lru_cache(maxsize=32)
def _whole_members(lowest: float, highest: float, factor: float) -> dict[str, tuple[Nodes, float]]:
    """The nodes of the grid over all parameters, with their prior weight."""
    grid = whole(lowest, highest)
    return {
        name: (nodes, float(grid.prior[nodes].sum()))
        for name, nodes in members(grid, factor).items()
    }


def up_and_down(accepts: Array, declines: Array) -> float:
    """Log marginal likelihood of an acceptance that neither rises nor falls throughout.

    Each piece of the range has its own log-odds of accepting, out of `ODDS`; what is left when
    all rising and all falling sequences are taken away (Klugkist and Hoijtink 2007).

    Args:
        accepts: (X, 2) weight accepted, divided by the dispersion.
        declines: (X, 2) weight declined.
    """
    piece = pieces((accepts + declines).sum(axis=1))
    if piece.max() < 2:  # noqa: PLR2004 - two pieces cannot go up and down
        return -np.inf
    yes, no = (
        np.stack([np.bincount(piece, each[:, order]) for order in (0, 1)])
        for each in (accepts, declines)
    )
    odds = ODDS[:, None] + LEANS.values * np.array(ORDERS)[:, None, None]
    chances = sigmoid(odds)
    log = np.einsum("oj,oab->bja", yes, np.log(chances)) + np.einsum(
        "oj,oab->bja", no, np.log1p(-chances)
    )
    top = log.max(axis=2, keepdims=True)
    weights = bias_density(LEANS.values) * LEANS.widths
    share = neither(np.exp(log - top)) / neither(np.ones_like(log))
    return _log_sum(np.log(share) + top.sum(axis=(1, 2)) + np.log(weights / weights.sum()))


def pieces(weight: Array) -> Nodes:
    """The piece of each offer: neighbouring offers, each piece of about the same weight."""
    before = np.cumsum(weight) - weight / 2
    raw = np.floor(PIECES * before / weight.sum()).astype(int)
    return np.unique(raw, return_inverse=True)[1]


def neither(likelihood: Array) -> Array:
    """Sum over all sequences that neither rise nor fall of the product of their likelihoods.

    Args:
        likelihood: (B, J, A) of each of A values in each of J pieces.
    """
    total = likelihood.sum(axis=2).prod(axis=1)
    flat = likelihood.prod(axis=1).sum(axis=1)
    up, down = _ordered(likelihood), _ordered(likelihood[..., ::-1])
    return np.asarray(np.maximum(total - up - down + flat, LEAST * total))


def _ordered(likelihood: Array) -> Array:
    running = likelihood[:, 0]
    for piece in range(1, likelihood.shape[1]):
        running = np.cumsum(running, axis=1) * likelihood[:, piece]
    return np.asarray(running.sum(axis=1))


def _log_sum(logs: Array) -> float:
    top = float(logs.max(initial=-np.inf))
    return top + float(np.log(np.exp(logs - top).sum())) if np.isfinite(top) else -np.inf


def _mean(logs: list[float]) -> float:
    return _log_sum(np.array(logs)) - float(np.log(len(logs)))


def _shares(logs: Mapping[str, float]) -> dict[str, float]:
    values = np.array(list(logs.values()))
    weights = np.exp(values - values.max())
    return dict(zip(logs, (weights / weights.sum()).tolist(), strict=True))
