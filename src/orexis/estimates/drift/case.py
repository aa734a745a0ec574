"""One topology against its baseline: what is fitted, and what its figures are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from orexis.curves import sigmoid
from orexis.estimates.drift.figure import Figure, Limits
from orexis.estimates.drift.fitting import Fitted, Plan, fit
from orexis.estimates.drift.likelihood import LAPSE, SCALE, SPREAD, THETA
from orexis.estimates.drift.panel import Array, Cell, Panel, pooled
from orexis.estimates.drift.rule import DriftRule

HALF = 0.5
POINTS = 41
"""Offers over which disagreement is averaged."""


@dataclass(frozen=True)
class Case:
    """A topology of one panel, and what it is held against."""

    panel: Panel
    topology: str
    base: Sequence[Cell]
    """The baseline's checkpoints."""
    cells: Sequence[Cell]
    """The topology's own checkpoints and resets, without those of the baseline."""
    own_baseline: bool
    """The baseline is the topology's own first checkpoint."""

    @property
    def called(self) -> str:
        """The topology in words."""
        return f"topology {self.topology}" if self.topology else "long rollouts"

    @cached_property
    def baseline(self) -> Cell:
        """All checkpoints of the baseline as one."""
        return pooled(self.base)

    @cached_property
    def going(self) -> list[Cell]:
        """Checkpoints without resets, in order."""
        return [cell for cell in self.cells if not cell.reset]

    @cached_property
    def late(self) -> list[Cell]:
        """Checkpoints from half of the last episode on."""
        last = max(cell.episode for cell in self.going)
        return [cell for cell in self.going if cell.episode >= HALF * last]

    @property
    def blocks(self) -> int:
        """Blocks that the smaller side has."""
        late = np.unique(np.concatenate([cell.block for cell in self.late]))
        return min(len(late), len(np.unique(self.baseline.block)))

    @cached_property
    def together(self) -> Readings:
        """The late checkpoints with one consistency, lapse and spread."""
        cells = [self.baseline, *self.late]
        plan = Plan.grouped([0, *[1] * len(self.late)])
        return self._read(cells, plan)

    @cached_property
    def apart(self) -> Readings:
        """Every checkpoint and reset with its own."""
        cells = [self.baseline, *self.cells]
        return self._read(cells, Plan.apart(len(cells)))

    def _read(self, cells: Sequence[Cell], plan: Plan) -> Readings:
        panel = self.panel
        found = fit(panel.items, cells, plan, panel.blocks, exact=panel.exact)
        return Readings(found, tuple(cells), self.blocks)


@dataclass(frozen=True)
class Readings:
    """Figures of a fit: cell 0 is the baseline."""

    fitted: Fitted
    cells: Sequence[Cell]
    blocks: int

    def linear(self, value: float, weights: Mapping[tuple[int, int], float]) -> Figure:
        """A figure that moves with parameters (cell, which) by these weights."""
        along = np.zeros(len(self.fitted.at))
        for (cell, which), weight in weights.items():
            along[self.fitted.problem.plan.own[cell, which]] += weight
        vague = float(along @ self.fitted.vague @ along)
        behind = min(len(np.unique(self.cells[cell].block)) for cell, _ in weights)
        return Figure(value, self.fitted.influence @ along, vague, min(self.blocks, behind))

    def _mean(
        self, cells: Sequence[int], which: int, times: float = 1.0
    ) -> dict[tuple[int, int], float]:
        return {(cell, which): times / len(cells) for cell in cells}

    def _value(self, cells: Sequence[int], which: int) -> float:
        return float(np.mean([self.fitted.own(cell)[which] for cell in cells]))

    def theta(self, cells: Sequence[int]) -> Figure:
        """Log of the price."""
        return self.linear(self._value(cells, THETA), self._mean(cells, THETA))

    def wander(self, cells: Sequence[int]) -> Figure:
        """Log of the price against the baseline's."""
        value = self._value(cells, THETA) - self._value([0], THETA)
        return self.linear(value, {**self._mean(cells, THETA), (0, THETA): -1.0})

    def wander_logits(self, cells: Sequence[int]) -> Figure:
        """Shift of the log-odds at the baseline's consistency, positive where it accepts more."""
        moved = self._value(cells, THETA) - self._value([0], THETA)
        scale = float(np.exp(self._value([0], SCALE)))
        weights = self._mean(cells, THETA, -scale)
        return self.linear(
            -scale * moved, {**weights, (0, THETA): scale, (0, SCALE): -scale * moved}
        )

    def scale(self, cells: Sequence[int]) -> Figure:
        """Log of the consistency."""
        return self.linear(self._value(cells, SCALE), self._mean(cells, SCALE))

    def incoherence(self, cells: Sequence[int]) -> Figure:
        """Log of the baseline's consistency over this one."""
        value = self._value([0], SCALE) - self._value(cells, SCALE)
        return self.linear(value, {**self._mean(cells, SCALE, -1.0), (0, SCALE): 1.0})

    def lapse_odds(self, cells: Sequence[int]) -> Figure:
        """Log-odds of the lapse."""
        return self.linear(self._value(cells, LAPSE), self._mean(cells, LAPSE))

    def lapse_change(self, cells: Sequence[int]) -> Figure:
        """Lapse less the baseline's."""
        late, base = (float(sigmoid(self._value(each, LAPSE))) for each in (cells, [0]))
        weights = self._mean(cells, LAPSE, late * (1 - late))
        return self.linear(late - base, {**weights, (0, LAPSE): -base * (1 - base)})

    def disagreement(self, cells: Sequence[int]) -> Figure:
        """Log of how much likelier two answers to one offer differ than at the baseline.

        Over offers around its own price, as far as they reach: it does not hang on how lapse and
        consistency share what was lost, nor on where the price has gone.
        """
        half = self.fitted.problem.items.range / 2
        (late, *late_by), (base, *base_by) = (
            _differing(self._value(each, SCALE), self._value(each, LAPSE), half)
            for each in (cells, [0])
        )
        return self.linear(
            float(np.log(late / base)),
            {
                **self._mean(cells, SCALE, late_by[0] / late),
                **self._mean(cells, LAPSE, late_by[1] / late),
                (0, SCALE): -base_by[0] / base,
                (0, LAPSE): -base_by[1] / base,
            },
        )

    def log_spread(self, cells: Sequence[int]) -> Figure:
        """Log of the standard deviation of the rollouts' ln prices."""
        return self.linear(self._value(cells, SPREAD), self._mean(cells, SPREAD))

    def own_wander(self, cells: Sequence[int], level: float) -> Limits:
        """What the rollouts' variance of ln price has grown by.

        A variance is known by a factor, unless it is so small that only its size is known: the
        lower end is from the logs (combined after Newcombe 1998), the upper one is not.
        """
        late, base = (float(np.exp(2 * self._value(each, SPREAD))) for each in (cells, [0]))
        weights = self._mean(cells, SPREAD, 2 * late)
        plain = self.linear(late - base, {**weights, (0, SPREAD): -2 * base}).limits(level)
        ends = [self.log_spread(each).limits(level) for each in (cells, [0])]
        least = late - float(np.exp(2 * np.clip(ends[0][1], -20, 20)))
        most = float(np.exp(2 * np.clip(ends[1][2], -20, 20))) - base
        value = late - base
        return value, max(plain[1], value - float(np.hypot(least, most))), plain[2]

    def share_undone(self, reset: int, last: int) -> tuple[Figure, Figure]:
        """What the reset took back of the last checkpoint's wander, and that wander."""
        back = self._value([last], THETA) - self._value([reset], THETA)
        return self.linear(back, {(last, THETA): 1.0, (reset, THETA): -1.0}), self.wander([last])

    def curve(self, cell: int, x: Array) -> Array:
        """Chance of accepting an offer with the target, order, default and format evened out."""
        own = self.fitted.own(cell)
        lapse = float(sigmoid(own[LAPSE]))
        scale, spread = np.exp(own[SCALE]), np.exp(own[SPREAD])
        # A normal spread flattens a logistic curve by about this much (Zeger et al. 1988).
        flat = scale / np.sqrt(1 + 0.346 * (scale * spread) ** 2)
        return np.asarray(lapse / 2 + (1 - lapse) * sigmoid(flat * (x - own[THETA])))


def _differing(log_scale: float, lapse_odds: float, half: float) -> tuple[float, float, float]:
    """Chance that two answers to one offer differ, and its derivatives in both parameters."""
    away = np.exp(log_scale) * np.linspace(-half, half, POINTS)
    lapse = float(sigmoid(lapse_odds))
    inside = sigmoid(away)
    chance = lapse / 2 + (1 - lapse) * inside
    by_scale = 2 * (1 - 2 * chance) * (1 - lapse) * inside * (1 - inside) * away
    by_lapse = 2 * (1 - 2 * chance) * (0.5 - inside) * lapse * (1 - lapse)
    value = float((2 * chance * (1 - chance)).mean())
    return value, float(by_scale.mean()), float(by_lapse.mean())


def cases(panel: Panel, rule: DriftRule) -> list[Case]:
    """Every topology but the baseline, against it; else against its own first checkpoint."""
    base = [cell for cell in panel.cells if cell.topology == rule.baseline and not cell.reset]
    found = []
    for topology in dict.fromkeys(cell.topology for cell in panel.cells):
        if topology == rule.baseline:
            continue
        own = [cell for cell in panel.cells if cell.topology == topology]
        if base:
            if any(not cell.reset for cell in own):
                found.append(Case(panel, topology, base, own, own_baseline=False))
            continue
        going = [cell for cell in own if not cell.reset]
        rest = [cell for cell in own if cell not in going[:1]]
        if len(going) > 1:
            found.append(Case(panel, topology, going[:1], rest, own_baseline=True))
    return found
