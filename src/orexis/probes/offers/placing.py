"""Which levels a condition's next batch of offers has: where it learns most, or on a fixed grid."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b

import numpy as np

from orexis.contexts import Condition
from orexis.curves import Adaptive, fixed_grid
from orexis.probes.offers.design import BATCH, OfferDesign
from orexis.probes.offers.offer import GIVEN, REVERSED

ORDERS = (GIVEN, REVERSED)


@dataclass(frozen=True, slots=True)
class Answered:
    """What came of one offer."""

    level: int
    accepted: Mapping[str, float]
    """How far it was accepted in each order that was put, in [0, 1]; empty without an answer."""


def place(design: OfferDesign, condition: Condition, answered: Sequence[Answered]) -> list[int]:
    """The levels of the next batch, a function of what has been answered and of the seed.

    Args:
        design: What is offered.
        condition: Which condition.
        answered: Its complete batches, in the order of their offers.

    Returns:
        Indices into the design's levels, at most 8.
    """
    size = min(BATCH, design.offers - len(answered))
    if design.placement == "grid":
        seed = _seed(design.seed, condition, 0)
        whole = fixed_grid(len(design.levels), design.offers, seed)
        return [int(level) for level in whole[len(answered) : len(answered) + size]]
    taken, left = counts(len(design.levels), answered)
    seed = _seed(design.seed, condition, len(answered))
    return [int(level) for level in adaptive(design.levels).place(taken, left, seed)[:size]]


def counts(
    levels: int, answered: Sequence[Answered]
) -> tuple[np.ndarray[tuple[int, int], np.dtype[np.float64]], ...]:
    """How much was accepted and declined at each level, in each order: two arrays (levels, 2)."""
    taken, left = np.zeros((levels, 2)), np.zeros((levels, 2))
    for one in answered:
        # An exact answer in both orders is one offer: half of it in each.
        for order, share in one.accepted.items():
            at = one.level, ORDERS.index(order)
            taken[at] += share / len(one.accepted)
            left[at] += (1 - share) / len(one.accepted)
    return taken, left


@lru_cache(maxsize=8)
def adaptive(levels: tuple[float, ...]) -> Adaptive:
    """The placement over some levels, with its tables."""
    return Adaptive(np.array(levels), batch=BATCH)


def _seed(seed: int, condition: Condition, start: int) -> int:
    digest = blake2b(f"{seed}/{condition.slug}/{start}".encode(), digest_size=4).digest()
    return int.from_bytes(digest, "big")
