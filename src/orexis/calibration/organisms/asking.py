"""Organisms asked: the horizon probe's offers, and what each organism chose."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from orexis.agents.organisms.encoding import chances
from orexis.agents.organisms.sets import Member, TrainedSet
from orexis.calibration.organisms.grid import OfferGrid, texts
from orexis.choices import ChoiceTable
from orexis.estimates.organisms import Trained

CHOICES = 60
"""Of each organism, by default."""


@lru_cache(maxsize=1)
def common_grid() -> OfferGrid:
    """The offers on which all organisms are read; their texts are read once."""
    return OfferGrid()


def ask(trained: TrainedSet, choices: int = CHOICES, seed: int = 0) -> ChoiceTable:
    """Put offers to every organism of a set and draw what it chooses.

    Args:
        trained: Organisms of the world `thermometer`; those that remember are asked at the first
            step of an episode.
        choices: At most so many of each.
        seed: Where placements and choices come from.

    Raises:
        OrexisError: too few choices for the grid.
    """
    grid = common_grid()
    return chosen(grid, trained.names, chances(trained, grid.readings), choices, seed)


def chosen(
    grid: OfferGrid,
    names: Sequence[str],
    accepting: NDArray[np.float64],
    choices: int,
    seed: int,
) -> ChoiceTable:
    """Draw choices of agents whose chances are known.

    Args:
        grid: What can be offered.
        names: Of O agents.
        accepting: (O, offers of the grid) chance that each accepts each offer.
        choices: At most so many of each.
        seed: Where placements and choices come from.
    """
    rng = np.random.default_rng(seed)
    place = grid.placed(choices, len(names), rng)
    taken = rng.random(place.shape) < np.take_along_axis(accepting, place, axis=1)
    at, each = place.ravel(), place.shape[1]
    model = texts(names).repeat(each)
    number = np.tile(np.arange(each), len(names))
    offers = grid.offers
    columns = {
        "model": model,
        "rollout": texts(f"{name}/{n:03d}" for name, n in zip(model, number, strict=True)),
        "outcome": taken.ravel().astype(float),
        "item": texts(offer.name for offer in offers)[at],
        "format": texts(offer.format for offer in offers)[at],
        "fork": texts("given" if offer.first else "reversed" for offer in offers)[at],
    }
    for factor in ("boundary", "delay"):
        columns[f"factor.{factor}"] = texts(one.condition[factor] for one in offers)[at]
    for stake in ("now", "later", "delay"):
        columns[f"stake.{stake}"] = np.array([dict(one.terms.stakes)[stake] for one in offers])[at]
    return ChoiceTable(columns)


def facts_of(trained: TrainedSet) -> tuple[Trained, ...]:
    """What is known of the training of each organism."""
    return tuple(trained_of(one) for one in trained.members)


def trained_of(member: Member) -> Trained:
    """What is known of the training of one organism."""
    return Trained(
        member.name, member.regime, member.horizon, member.seed, member.reached, member.why
    )
