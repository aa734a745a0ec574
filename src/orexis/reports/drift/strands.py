"""What is known of one model's offers of one kind, put together through all topologies."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from orexis.estimates import Estimate, Verdict
from orexis.estimates.drift import STATEMENTS
from orexis.reports.drift.spots import (
    EPISODE,
    FRESH,
    RESET,
    TOPOLOGY,
    Spot,
    first_part,
    place_of,
    rank,
)
from orexis.reports.words import mapping

POOLED = ("late", "all")
"""What stands for the episode of a figure over the late half of the checkpoints, or over all."""


@dataclass(frozen=True)
class Strand:
    """One model, one context, one target."""

    model: str
    context: Mapping[str, str]
    target: str
    spots: Sequence[Spot] = ()
    estimates: Sequence[Estimate] = ()
    verdicts: Sequence[Verdict] = ()
    classes: Mapping[str, Mapping[str, Any]] | None = None
    """By topology."""
    changes: Mapping[str, Mapping[str, Any]] | None = None
    """By topology: how probable no, a gradual and a sudden change are."""
    offers: Sequence[Mapping[str, Any]] = ()
    rollouts: Sequence[Mapping[str, Any]] = ()

    @property
    def topologies(self) -> list[str]:
        """Fresh first, unknown ones last."""
        found = [one.topology for one in self.spots]
        found += [one.cell.get(TOPOLOGY, "") for one in self.estimates]
        found += [one.cell.get(TOPOLOGY, "") for one in self.verdicts]
        found += list(self.classes or {})
        return sorted(dict.fromkeys(found), key=rank)

    @property
    def long(self) -> list[str]:
        """The topologies that are held against the fresh one."""
        return [one for one in self.topologies if one != FRESH]

    @property
    def fresh(self) -> bool:
        """Fresh rollouts were run: they are the baseline."""
        return FRESH in self.topologies

    @property
    def baseline(self) -> Spot | None:
        """Fresh rollouts pooled; without them what a lone topology is held against."""
        plain = [one for one in self.spots if not one.reset]
        if self.fresh:
            pooled = (one for one in plain if one.topology == FRESH and math.isnan(one.episode))
            return next(pooled, None)
        # Several topologies have a baseline each: no one band is true of all.
        lone = len({one.topology for one in plain}) == 1
        return first_part(min(plain, key=lambda one: one.episode)) if lone else None

    def at(self, topology: str) -> list[Spot]:
        """The checkpoints of a topology in order, resets last."""
        found = [
            one
            for one in self.spots
            if one.topology == topology and (one.reset or math.isfinite(one.episode))
        ]
        return sorted(found, key=lambda one: (one.reset != "", place_of(one.reset), one.episode))

    def estimate(self, name: str, topology: str, reset: str = "") -> Estimate | None:
        """The topology's estimate: over the late half, else at the last checkpoint."""
        found = [
            one
            for one in self.estimates
            if one.estimand == name
            and one.cell.get(TOPOLOGY, "") == topology
            and one.cell.get(RESET, "") == reset
        ]
        return max(found, key=_lateness, default=None)

    def verdict(self, topology: str, about: str) -> Verdict | None:
        """The topology's verdict on `wander` or `incoherence`."""
        for one in self.verdicts:
            own = one.cell.get(TOPOLOGY, "") == topology
            if own and one.statement.startswith(STATEMENTS[about]):
                return one
        return None

    def classed(self, topology: str) -> Mapping[str, Any]:
        """The topology's row of `classes`."""
        return mapping((self.classes or {}).get(topology))

    def changed(self, topology: str) -> Mapping[str, Any]:
        """The topology's row of `changes`."""
        return mapping((self.changes or {}).get(topology))

    def reason(self, *names: str) -> str:
        """Why a figure has no value, of the first that has none."""
        found = [one for name in names for one in self.estimates if one.estimand == name]
        return next((one.reason for one in found if one.reason), "")

    def known(self, name: str) -> bool:
        """Any checkpoint of a long rollout has the figure."""
        return any(one.of(name).known for each in self.long for one in self.at(each))


def _lateness(one: Estimate) -> float:
    """The figure over the late half comes before that of any checkpoint."""
    episode = one.cell.get(EPISODE, "")
    if episode in POOLED:
        return math.inf
    try:
        return float(episode)
    except ValueError:
        return -1.0
