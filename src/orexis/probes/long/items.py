"""Which offers are put: the same at every checkpoint of every rollout, and one in each episode."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import product

import numpy as np

from orexis.probes.offers import ACCEPT, DECLINE, FORMATS
from orexis.probes.offers.offer import GIVEN, REVERSED

ANCHORS = 4
"""One item in so many is an anchor."""
DEFAULTS = (ACCEPT, DECLINE)
TRIES = 2000
Way = tuple[str, bool, str]
"""Format, whether accepting is shown first, and what takes effect if nothing is changed."""
EVERY: tuple[Way, ...] = tuple(product(FORMATS, (True, False), DEFAULTS))


@dataclass(frozen=True, slots=True)
class Item:
    """One offer as it is put at a checkpoint, or in an episode."""

    number: int
    """Which wordings it has; its place among the items."""
    anchor: bool
    """With nothing attached."""
    level: int
    """Which of the probe's levels."""
    format: str
    first: bool
    """Whether accepting is shown first."""
    default: str
    """`accept` or `decline`: what takes effect if nothing is changed."""

    @property
    def order(self) -> str:
        """`given` where accepting is shown first."""
        return GIVEN if self.first else REVERSED

    def named(self, subject: str) -> str:
        """Id of the offer, given what is attached to it."""
        return f"{subject}/{self.level:02d}/{self.format}/{self.order}/{self.default}"


@lru_cache(maxsize=16)
def fork_items(forks: int, levels: int, anchors: tuple[int, ...]) -> tuple[Item, ...]:
    """The items of every checkpoint.

    Three in four are targets, their levels evenly over the range, so that both extremes are among
    them; the others are anchors. Formats, orders and defaults come equally often, and go with the
    level as little as can be.

    Args:
        forks: How many; 32 and its multiples are balanced in full.
        levels: How many levels there are.
        anchors: The levels of the anchors.
    """
    kept = forks // ANCHORS
    targets = forks - kept
    at = np.round(np.linspace(0, levels - 1, targets)).astype(int)
    rows = [(False, int(level)) for level in at]
    rows += [(True, anchors[i % len(anchors)]) for i in range(kept)]
    ways = [*_ways(targets), *_ways(kept, turned=True)]
    return tuple(
        Item(number, anchor, level, *ways[number]) for number, (anchor, level) in enumerate(rows)
    )


def trunk_item(episode: int, levels: int) -> Item:
    """The offer of an episode: the same in every rollout, spread over the levels."""
    # The radical inverse of van der Corput: any few episodes in a row cover the whole range.
    place, share, rest = 0.0, 1.0, episode
    while rest:
        share /= 2
        rest, bit = divmod(rest, 2)
        place += bit * share
    return Item(episode, False, int(place * levels), *EVERY[(5 * episode) % len(EVERY)])


def _ways(count: int, *, turned: bool = False) -> list[Way]:
    """Formats, orders and defaults for so many items in the order of their levels."""
    whole, rest = divmod(count, len(EVERY))
    half = [way for i, way in enumerate(EVERY) if i.bit_count() % 2 == int(turned)]
    pool = [*EVERY * whole, *half, *EVERY][:count] if rest else [*EVERY * whole]
    draw = np.random.default_rng(0)
    orders = [draw.permutation(count) for _ in range(TRIES)]
    marks = np.array([_marks(way) for way in pool])
    height = np.linspace(-1, 1, count)
    powers = np.column_stack([height, height**2 - np.mean(height**2), height**3])
    best = min(orders, key=lambda order: float(np.abs(powers.T @ marks[order]).max()))
    return [pool[i] for i in best]


def _marks(way: Way) -> list[float]:
    """What may not go with the level, as numbers."""
    name, first, default = way
    formats = [float(name == one) for one in FORMATS]
    return [2.0 * first - 1, 2.0 * (default == ACCEPT) - 1, *formats]
