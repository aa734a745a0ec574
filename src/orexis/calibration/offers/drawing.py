"""Runs of a planted agent, drawn: offers placed as in a run, for many runs at once."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from orexis.calibration.offers.chances import OfferChances
from orexis.curves import BATCH, fixed_grid
from orexis.probes.offers import OfferDesign
from orexis.probes.offers.placing import adaptive

Array = NDArray[np.float64]
Indices = NDArray[np.intp]


@dataclass(frozen=True)
class Drawn:
    """R runs of C conditions with N offers each, in both orders (accept shown first, second)."""

    design: OfferDesign
    level: Indices
    """(R, C, N) index of the offer's level."""
    outcome: Array
    """(R, C, N, 2) 1 or 0, or the probability of accepting; nan where there was no choice."""
    weight: Array
    """(R, C, N, 2) of the choices; 0 where there was none in this order."""
    neutral: Array
    """(R, C, N, 2) weight of what was left open."""
    unread: Array
    """(R, C, N, 2) weight of what was no choice at all."""
    exact: bool = False

    @property
    def runs(self) -> int:
        """R."""
        return len(self.level)

    def first(self, offers: int) -> Drawn:
        """The same runs, broken off after so many offers of each condition."""
        return Drawn(
            replace(self.design, offers=offers),
            self.level[..., :offers],
            self.outcome[:, :, :offers],
            self.weight[:, :, :offers],
            self.neutral[:, :, :offers],
            self.unread[:, :, :offers],
            self.exact,
        )

    def counts(self, offers: int | None = None) -> tuple[Array, Array]:
        """Accepted and declined weight by level and order.

        Args:
            offers: How many of the first offers to count; all by default.

        Returns:
            Two arrays (R, C, X, 2).
        """
        runs, cells, _ = self.level.shape
        taken, left = (np.zeros((runs, cells, len(self.design.levels), 2)) for _ in range(2))
        _add(taken, left, self, slice(0, offers))
        return taken, left


def draw_offers(
    chances: OfferChances, runs: int, rng: np.random.Generator, *, exact: bool = False
) -> Drawn:
    """Put all offers to the agent in every run.

    Each batch is placed by what was chosen before, as in a run. Seeds of the placement are drawn.

    Args:
        chances: What the agent does.
        runs: How many runs.
        rng: The source of choices and seeds.
        exact: Record both orders' probabilities instead of one draw.
    """
    design, cells = chances.design, len(chances.variant)
    if design.placement == "grid":
        grids = _grids(design, runs * cells, rng).reshape(runs, cells, -1)
        return put_offers(chances, grids, rng, exact=exact)
    taken, left = (np.zeros((runs, cells, len(design.levels), 2)) for _ in range(2))
    parts: list[Drawn] = []
    for start in range(0, design.offers, BATCH):
        batch = slice(start, min(start + BATCH, design.offers))
        seeds = rng.integers(2**32, size=(runs, cells), dtype=np.uint64)
        level = adaptive(design.levels).place(taken, left, seeds)[..., : batch.stop - start]
        parts.append(_answered(chances, level, batch, rng, exact=exact))
        _add(taken, left, parts[-1], slice(None))
    return Drawn(
        design,
        np.concatenate([part.level for part in parts], axis=2),
        np.concatenate([part.outcome for part in parts], axis=2),
        np.concatenate([part.weight for part in parts], axis=2),
        np.concatenate([part.neutral for part in parts], axis=2),
        np.concatenate([part.unread for part in parts], axis=2),
        exact,
    )


def put_offers(
    chances: OfferChances, level: Indices, rng: np.random.Generator, *, exact: bool = False
) -> Drawn:
    """Put offers at levels that are given: (R, C, N) indices, N as in the design."""
    return _answered(chances, level, slice(0, chances.design.offers), rng, exact=exact)


def _grids(design: OfferDesign, count: int, rng: np.random.Generator) -> Indices:
    seeds = rng.integers(2**32, size=count).tolist()
    return np.stack([fixed_grid(len(design.levels), design.offers, seed) for seed in seeds])


def _answered(
    chances: OfferChances, level: Indices, batch: slice, rng: np.random.Generator, *, exact: bool
) -> Drawn:
    """One batch: (R, C, B) levels answered."""
    cells = np.arange(level.shape[1])[None, :, None]
    variant = chances.variant[None, :, batch]
    accept, decline, neutral = (
        table[cells, variant, level] for table in (chances.accept, chances.decline, chances.neutral)
    )
    if exact:
        share = np.full(accept.shape, 0.5)
    else:
        share = np.zeros(accept.shape)
        order = np.broadcast_to(chances.first[batch], level.shape)[..., None]
        np.put_along_axis(share, order, 1.0, axis=-1)
        place = rng.random(level.shape)[..., None]
        # The same places on the unit interval for all three: accept, decline, neutral.
        upto = np.cumsum([accept, decline, neutral], axis=0)
        accept, decline, neutral = (
            ((place < end) & (place >= end - part)).astype(float)
            for end, part in zip(upto, (accept, decline, neutral), strict=True)
        )
    chosen = accept + decline
    with np.errstate(invalid="ignore", divide="ignore"):
        outcome = np.where(share * chosen > 0, accept / chosen, np.nan)
    # What rounding leaves of a sum of 1 is no answer that could not be read.
    lost = np.where(chosen + neutral > 1 - 1e-9, 0.0, 1 - chosen - neutral)
    return Drawn(
        chances.design,
        level,
        outcome,
        share * chosen,
        share * neutral,
        share * lost,
        exact,
    )


def _add(taken: Array, left: Array, drawn: Drawn, offers: slice) -> None:
    """Count a drawn batch as the placement does: one offer is worth 1, however it was answered."""
    level = drawn.level[..., offers]
    outcome = drawn.outcome[:, :, offers]
    put = drawn.weight[:, :, offers] > 0
    share = put / np.maximum(put.sum(axis=-1, keepdims=True), 1)
    accepted = share * np.where(put, outcome, 0.0)
    at = np.arange(len(level))[:, None, None], np.arange(level.shape[1])[None, :, None], level
    np.add.at(taken, at, accepted)
    np.add.at(left, at, share - accepted)
