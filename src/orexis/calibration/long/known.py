"""What is true of a planted agent in a topology, read off where it stands."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orexis.agents.planted.long.chooser import Stance
from orexis.calibration.long.paths import Paths
from orexis.estimates import Status
from orexis.estimates.drift import DriftRule
from orexis.probes.long import FRESH, Topology

Array = NDArray[np.float64]
ROLLOUTS = 400
"""Over how many rollouts the truth is averaged."""
HALF = 0.5
"""Late are the checkpoints from this share of the last episode on, as the rule has it; and from
this share of a margin on, a change is too large to be called none."""


@dataclass(frozen=True)
class Known:
    """The truth about an agent in one topology, late in its rollouts against fresh ones."""

    topology: Topology
    wander: float
    """Log of the late price over the fresh one, in the mean over rollouts."""
    apart: float
    """What the variance of the log price between rollouts has grown by."""
    incoherence: float
    """Log of the fresh consistency over the late one."""
    lapse: float
    """What the lapse has risen by."""

    def statuses(self, rule: DriftRule) -> dict[str, Status]:
        """What the rule says of the truth, by the name of the statement.

        A change that is real, but smaller than the rule's margin, may be left open: it counts as
        undecided from half of the margin on.
        """
        moved = max(abs(self.wander) / rule.moved, self.apart / rule.moved**2)
        lost = max(self.incoherence / rule.lost, self.lapse / rule.lapse)
        return {"wander": _status(moved), "incoherence": _status(lost)}

    def named(self, rule: DriftRule) -> str:
        """Its class."""
        statuses = self.statuses(rule)
        if "undecided" in statuses.values():
            return "undecided"
        held = [one == "supported" for one in statuses.values()]
        return {
            (False, False): "steady",
            (True, False): "wanders",
            (False, True): "incoherent",
            (True, True): "both",
        }[held[0], held[1]]


def known_of(paths: Paths, rollouts: int = ROLLOUTS) -> tuple[Known, ...]:
    """The truth in every topology but the fresh one, which the others are held against.

    What an agent stands for after each history is known exactly; histories are drawn.
    """
    design = paths.readings.design
    rng = np.random.default_rng(design.seed)
    marks = [paths.marks(rng) for _ in range(rollouts)]

    def stood(topology: Topology) -> Array:
        """(rollouts, checkpoints, 3) log price, log slope, lapse."""
        return np.array(
            [
                [_numbers(paths.agent.stance(past)) for past in paths.pasts(topology, own, rng)]
                for own in marks
            ]
        )

    fresh = stood("fresh").reshape(-1, 3) if FRESH in design.topologies else None
    every = [(topology, stood(topology)) for topology in design.topologies if topology != FRESH]
    return tuple(
        # Without fresh rollouts, a topology is held against its own first checkpoint.
        _known(paths, topology, found, found[:, 0] if fresh is None else fresh)
        for topology, found in every
    )


def _numbers(stance: Stance) -> tuple[float, float, float]:
    # Half of the items have accepting stand; a lean moves the level by its share of the slope.
    level = stance.level + stance.standing / 2 - stance.lean / stance.slope
    return level, float(np.log(stance.slope)), stance.lapse


def _known(paths: Paths, topology: Topology, stood: Array, fresh: Array) -> Known:
    last = paths.readings.design.episodes
    late = stood[
        :,
        [
            place
            for place, (episode, reset) in enumerate(paths.points(topology))
            if not reset and episode >= HALF * last
        ],
    ]
    level, slope, lapse = late.mean(axis=(0, 1)) - fresh.mean(axis=0)
    apart = float(late[..., 0].var(axis=0, ddof=1).mean() - fresh[:, 0].var(ddof=1))
    return Known(topology, float(level), apart, -float(slope), float(lapse))


def _status(size: float) -> Status:
    """Of a change, given its size in margins."""
    if size >= 1:
        return "supported"
    return "undecided" if size >= HALF else "rejected"
