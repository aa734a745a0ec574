"""Effects that the cells of an incomplete factorial cannot tell apart."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def columns(factors: Sequence[str], run: Sequence[tuple[str, ...]]) -> dict[tuple[str, ...], Array]:
    """The -1/1 column of every effect, of any order, on the contexts that were run."""
    base = {name: np.array([-1.0 if name in out else 1.0 for out in run]) for name in factors}
    return {
        effect: np.prod([base[name] for name in effect], axis=0)
        for size in range(1, len(factors) + 1)
        for effect in combinations(factors, size)
    }


def aliased(
    effect: tuple[str, ...], factors: Sequence[str], run: Sequence[tuple[str, ...]]
) -> list[str]:
    """Effects whose column coincides with this one's, up to sign, e.g. `a x b`.

    Empty where nothing was run, or where the effect's own column does not vary: then nothing was
    compared, and there is no column to share.
    """
    if not run:
        return []
    made = columns(factors, run)
    own = made[tuple(name for name in factors if name in effect)]
    if abs(own.sum()) == len(own):
        return []
    return [
        " x ".join(other)
        for other, column in made.items()
        if set(other) != set(effect) and abs(column @ own) == len(own)
    ]
