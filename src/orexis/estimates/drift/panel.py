"""The choices of one model about one target, as arrays: items, and cells of rollouts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Items:
    """What was put, one entry a different offer."""

    x: Array
    """(I,) log of the stake."""
    target: NDArray[np.bool_]
    """(I,) the target is attached to accepting; else an anchor."""
    shifts: Array
    """(I, S) what else may shift the log-odds: order, default, formats (sum to zero)."""
    names: tuple[str, ...]
    """What the S shifts are."""
    default: NDArray[np.object_]
    """(I,) the standing option, `accept`, `decline` or empty."""

    @property
    def middle(self) -> float:
        """Half way between the smallest and the largest offer with the target."""
        return float(self.x[self.target].max() + self.x[self.target].min()) / 2

    @property
    def range(self) -> float:
        """From the smallest to the largest offer with the target; at least 1."""
        return max(1.0, float(np.ptp(self.x[self.target])))


@dataclass(frozen=True)
class Cell:
    """The forks of one checkpoint: one row a rollout that was forked there."""

    topology: str
    episode: float
    reset: str
    block: NDArray[np.intp]
    """(R,) number of the block."""
    accepted: Array
    """(R, I) weight of the answers that accepted."""
    declined: Array
    """(R, I) weight of those that did not."""
    turn: float = np.nan
    tokens: float = np.nan

    @cached_property
    def answers(self) -> Array:
        """(R, 2 I) both weights beside one another."""
        return np.concatenate((self.accepted, self.declined), axis=1)

    @property
    def rollouts(self) -> int:
        """Rollouts (prefixes) behind it."""
        return len(self.block)

    @property
    def choices(self) -> int:
        """Answers, of whatever weight."""
        return int(((self.accepted + self.declined) > 0).sum())


@dataclass(frozen=True)
class Panel:
    """All cells of one model in one context about one target."""

    model: str
    context: Mapping[str, str]
    target: str
    items: Items
    cells: Sequence[Cell]
    """Baseline first where there are several of its checkpoints."""
    blocks: int
    """How many different blocks there are."""
    exact: bool
    """Outcomes are the model's own probabilities."""
    names: Sequence[str] = field(default_factory=tuple)
    """(blocks,) the blocks' names."""


def pooled(cells: Sequence[Cell]) -> Cell:
    """Several cells as one: its rows are all theirs."""
    first = cells[0]
    return Cell(
        first.topology,
        np.nan,
        first.reset,
        np.concatenate([cell.block for cell in cells]),
        np.concatenate([cell.accepted for cell in cells]),
        np.concatenate([cell.declined for cell in cells]),
        float(np.nanmean([cell.turn for cell in cells])) if _known(cells, "turn") else np.nan,
        float(np.nanmean([cell.tokens for cell in cells])) if _known(cells, "tokens") else np.nan,
    )


def _known(cells: Sequence[Cell], name: str) -> bool:
    return any(np.isfinite(getattr(cell, name)) for cell in cells)
