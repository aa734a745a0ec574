"""Prediction columns: what each explanation says about the conditions that were run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orexis.estimates.why.gaps import Gaps
from orexis.estimates.why.setup import Explanation

Array = NDArray[np.float64]
SAME = 1e-9


@dataclass(frozen=True)
class Block:
    """A regression on cells: observations that are sums of cells, and a column an explanation."""

    rows: Array
    """(g, k): each observation as weights over the cells."""
    where: tuple[str, ...]
    """The condition of each observation, in words."""
    names: tuple[str, ...]
    """Explanations with a coefficient of their own: the first columns are theirs."""
    columns: Array
    """(g, p); further columns take up what others predict."""
    constant: bool
    """There is a column of ones beside these, for the accuracy without any drop."""


@dataclass(frozen=True)
class Design:
    """The two regressions of the structural model, and who is in neither."""

    gaps: Block
    """gap(context) = sum of coefficient x predicted gap."""
    floors: Block
    """Accuracy in the reverse arm = constant - sum of coefficient x predicted drop there, for
    explanations that predict no gap anywhere."""
    refused: dict[str, str]
    """Explanations without a coefficient, and why."""
    left_out: tuple[str, ...]
    """Contexts about which an explanation says nothing, left out of the regressions."""


def design(gaps: Gaps, explanations: Sequence[Explanation]) -> Design:
    """Sort the explanations by what they predict for the contexts that were run.

    Contexts that pay points are left to `price`: no explanation says by how much points move its
    gap, so that a preference that they buy off would count against itself.
    """
    setup = gaps.setup
    unpaid = [i for i, c in enumerate(gaps.contexts) if setup.points not in setup.differs(c)]
    contexts, weights = [gaps.contexts[i] for i in unpaid], gaps.weights[unpaid]
    sizes = {
        e.name: np.array(
            [
                [e.size({**c, setup.trigger: arm}) for arm in (setup.high, setup.low)]
                for c in contexts
            ]
        ).reshape(len(contexts), 2)
        for e in explanations
    }
    refused: dict[str, str] = {}
    for name, size in sizes.items():
        told = size[~np.isnan(size).any(axis=1)]
        if not len(told) or np.abs(told).max() < SAME:
            refused[name] = "it predicts nothing for the conditions that were run"
    speaking = {name: size for name, size in sizes.items() if name not in refused}
    silent = np.zeros(len(contexts), dtype=bool)
    for size in speaking.values():
        silent |= np.isnan(size).any(axis=1)
    kept = np.flatnonzero(~silent)
    gap_columns = {n: s[kept, 0] - s[kept, 1] for n, s in speaking.items()}
    low_columns = {n: -s[kept, 1] for n, s in speaking.items()}
    moving = {n: c for n, c in gap_columns.items() if len(c) and np.abs(c).max() > SAME}
    still = {n: c for n, c in low_columns.items() if n not in moving}
    for name, column in list(still.items()):
        if not len(column) or np.ptp(column) < SAME:
            refused[name] = (
                "it predicts no difference between the conditions that were run and that every "
                "explanation speaks about"
            )
            del still[name]
    # A drop of the reverse arm that another explanation predicts must not be read as this one's.
    beside = {n: c for n, c in low_columns.items() if n in moving and np.ptp(c) > SAME}
    words = tuple(setup.in_words(contexts[i]) for i in kept)
    low_rows = np.maximum(weights[kept], 0.0)
    gap_block = _block(weights[kept], words, moving, refused, constant=False)
    floor_block = _block(low_rows, words, still, refused, constant=True, beside=beside)
    left_out = tuple(setup.in_words(contexts[i]) for i in np.flatnonzero(silent))
    return Design(gap_block, floor_block, refused, left_out)


def _block(
    rows: Array,
    where: tuple[str, ...],
    columns: dict[str, Array],
    refused: dict[str, str],
    *,
    constant: bool,
    beside: dict[str, Array] | None = None,
) -> Block:
    extra = beside or {}
    inseparable(columns, extra, refused, constant=constant)
    kept = {name: column for name, column in columns.items() if name not in refused}
    matrix = np.stack(list(kept.values()), 1) if kept else np.zeros((len(rows), 0))
    # What inseparable explanations predict together stays in the fit, so that no other gets it.
    for column in (*extra.values(), *(columns[name] for name in columns if name not in kept)):
        wider = np.column_stack([matrix, column])
        if _rank(wider, constant=constant) > _rank(matrix, constant=constant):
            matrix = wider
    return Block(rows, where, tuple(kept), matrix, constant)


def _rank(matrix: Array, *, constant: bool) -> int:
    ones = np.ones((len(matrix), 1 if constant else 0))
    full = np.column_stack([matrix, ones])
    return int(np.linalg.matrix_rank(full)) if full.size else 0


def inseparable(
    columns: dict[str, Array], beside: dict[str, Array], refused: dict[str, str], *, constant: bool
) -> None:
    """Name, in `refused`, every explanation whose column is a combination of the others'."""
    everything = {**columns, **beside}
    ones = [np.ones(len(column)) for column in list(everything.values())[:1] if constant]
    for name, column in columns.items():
        others = {n: c for n, c in everything.items() if n != name}
        basis = np.stack([*others.values(), *ones], 1) if others or ones else None
        if basis is None:
            continue
        solution = np.linalg.lstsq(basis, column, rcond=None)[0]
        if np.abs(basis @ solution - column).max() > SAME * 100:
            continue
        twins = [n for n, c in others.items() if np.abs(c - column).max() < SAME]
        used = [n for n, s in zip(others, solution, strict=False) if abs(s) > SAME * 100]
        refused[name] = (
            f"it predicts the same as {_listed(twins)} in every condition that was run"
            if twins
            else f"its predictions follow from those of {_listed(used)} in the conditions that "
            "were run"
        )


def _listed(names: Sequence[str]) -> str:
    return " and ".join(f"'{name}'" for name in names) or "a constant"
