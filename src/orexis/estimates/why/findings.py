"""From cells to what every verdict on an explanation needs, in every run at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from orexis.estimates.counts import ROUNDING
from orexis.estimates.why.cells import Cells
from orexis.estimates.why.designs import Block, Design, design
from orexis.estimates.why.gaps import Gaps
from orexis.estimates.why.linear import Sums, sums
from orexis.estimates.why.misfit import Misfit, misfit
from orexis.estimates.why.nonnegative import NonNegative, non_negative
from orexis.estimates.why.predictive import gains_all_but
from orexis.estimates.why.rule import FEWEST, STEPS, WhyRule
from orexis.estimates.why.setup import Explanation, Setup
from orexis.estimates.why.structural import Fit

Array = NDArray[np.float64]
STEP = {name: code for code, (name, _) in enumerate(STEPS)}
MORE_THAN_EXISTENCE = 2
"""Verdicts of a model beside those on explanations: baseline and residual."""


@dataclass(frozen=True)
class Findings:
    """What the rule looks at; arrays (runs, explanations) unless said otherwise."""

    cells: Cells
    explanations: tuple[Explanation, ...]
    rule: WhyRule
    setup: Setup

    @cached_property
    def gaps(self) -> Gaps:
        """The contexts with both arms."""
        return Gaps(self.cells, self.setup)

    @cached_property
    def design(self) -> Design:
        """The prediction columns."""
        return design(self.gaps, self.explanations)

    @cached_property
    def fits(self) -> tuple[Fit, ...]:
        """The fits of the two blocks, those without an explanation left out."""
        blocks = (self.design.gaps, self.design.floors)
        return tuple(Fit(self.cells, block) for block in blocks if block.names)

    @cached_property
    def best(self) -> tuple[NonNegative, ...]:
        """The same fits without negative coefficients."""
        return tuple(non_negative(fit) for fit in self.fits)

    @cached_property
    def misfits(self) -> tuple[Misfit, ...]:
        """Lack of fit of each of the fits."""
        rule = self.rule.existence
        return tuple(
            misfit(fit, best, rule.level, rule.margin)
            for fit, best in zip(self.fits, self.best, strict=True)
        )

    @property
    def level(self) -> float:
        """Confidence level of each verdict's interval."""
        return self.rule.family_level(len(self.explanations) + MORE_THAN_EXISTENCE)

    @cached_property
    def place(self) -> dict[str, tuple[int, int]]:
        """Which fit and which of its columns belongs to an explanation."""
        return {
            name: (number, column)
            for number, fit in enumerate(self.fits)
            for column, name in enumerate(fit.block.names)
        }

    @cached_property
    def coefficients(self) -> tuple[Array, Array, Array]:
        """Value, low and high at the verdicts' level; nan where there is no coefficient."""
        return self.coefficients_at(self.level)

    def coefficients_at(self, level: float) -> tuple[Array, Array, Array]:
        """The same at another level."""
        parts = [
            np.stack([fit.coefficients.value, *fit.coefficients.limits(level)]) for fit in self.fits
        ]
        value, low, high = self._spread(parts)
        return value, low, high

    @cached_property
    def gain(self) -> Array:
        """Log predictive score of all explanations minus that without this one, summed."""
        total: Array = self._spread([gains_all_but(fit).sum(axis=-2)[None] for fit in self.fits])[0]
        return total

    @cached_property
    def capability(self) -> Sums:
        """(runs, 1) accuracy in the reverse arm, pooled; see `capable_weights`.

        Cells count as moving together, because their rollouts share quizzes.
        """
        weights = capable_weights(self.gaps)
        pooled = sums(self.cells, weights[None])
        error = np.sqrt(np.nan_to_num(self.cells.variance)) @ weights
        return Sums(
            pooled.value, error[..., None] ** 2, pooled.degrees, pooled.floor, pooled.ceiling
        )

    @cached_property
    def capable(self) -> NDArray[np.bool_]:
        """(runs,) the reverse arm's accuracy lies clearly above the threshold."""
        low, _ = self.capability.limits(self.level)
        return np.asarray(low[..., 0] > self.rule.existence.threshold)

    @cached_property
    def control(self) -> Sums | None:
        """(runs, 1) accuracy of the reference minus that of the arm told to score low.

        None where one of them was not run.
        """
        arms = (self.setup.reference, self.setup.easy)
        at = [self.cells.where.get(self.setup.key(arm)) for arm in arms if arm is not None]
        row = np.zeros((1, len(self.cells.conditions)))
        for which, weight in zip(at, (1.0, -1.0), strict=False):
            if which is not None and self.cells.present[which]:
                row[0, which] = weight
        return sums(self.cells, row) if np.abs(row).sum() > 1 else None

    @cached_property
    def controlled(self) -> NDArray[np.bool_]:
        """(runs,) it scores lower by the margin where it is told to; true where never told."""
        if self.control is None:
            return np.ones(len(self.cells.n), dtype=bool)
        low, _ = self.control.limits(self.level)
        enough = self.control.value[..., 0] >= self.rule.existence.margin - ROUNDING
        with np.errstate(invalid="ignore"):
            return np.asarray((low[..., 0] > 0) & enough)

    @cached_property
    def steps(self) -> NDArray[np.intp]:
        """The step of the rule that decides, as an index into `STEPS`."""
        margin = self.rule.existence.margin
        value, low, high = self.coefficients
        above = (low > 0) & (value >= margin - ROUNDING)
        wider = value + self._wider * (high - value)
        with np.errstate(invalid="ignore"):
            decided = [
                (np.isnan(value), "refused"),
                (~self.capable[:, None] & np.ones_like(above), "incapable"),
                (self._few[:, None] & np.ones_like(above), "few"),
                (above & self._doubted, "misfit"),
                (above & (self.without_negatives < margin - ROUNDING), "balanced"),
                (above & (self.gain > 0), "supported"),
                (above, "no_gain"),
                (~self.controlled[:, None] & np.ones_like(above), "control"),
                (wider < margin, "rejected"),
                (high < margin, "loose"),
                (low > 0, "small"),
            ]
        return np.select(
            [mask for mask, _ in decided], [STEP[name] for _, name in decided], STEP["unclear"]
        )

    @cached_property
    def without_negatives(self) -> Array:
        """Coefficients of the fit in which none is negative."""
        found: Array = self._spread([best.value[None] for best in self.best])[0]
        return found

    @property
    def _few(self) -> NDArray[np.bool_]:
        """(runs,) a cell of the regressions has fewer rollouts than the intervals were tried on."""
        rows = [fit.block.rows for fit in self.fits]
        used = (np.concatenate(rows) != 0).any(axis=0) if rows else np.zeros(0, dtype=bool)
        if not used.any():
            return np.zeros(len(self.cells.n), dtype=bool)
        return np.asarray((self.cells.n[:, used] < FEWEST).any(axis=1))

    @property
    def _doubted(self) -> NDArray[np.bool_]:
        """A condition is off by the margin, or by half the coefficient where that is less.

        Small coefficients are held to a finer measure: what is off by less than the margin may
        still be all that carries them.
        """
        margin = self.rule.existence.margin
        parts = []
        for fit, each in zip(self.fits, self.misfits, strict=True):
            own = fit.coefficients.value[:, : len(fit.block.names)]
            parts.append(each.reaches(np.minimum(margin, own / 2))[None].astype(float))
        return np.asarray(self._spread(parts)[0] == 1)

    @property
    def _wider(self) -> Array:
        """Factor on the half width where the conditions fit worse than chance allows."""
        parts = [
            np.repeat(np.sqrt(each.excess)[None, :, None], len(fit.block.names), axis=2)
            for fit, each in zip(self.fits, self.misfits, strict=True)
        ]
        found: Array = self._spread(parts)[0]
        return found

    def _spread(self, parts: Sequence[Array]) -> Array:
        """From the fits' columns to the explanations' order; nan where there is none."""
        first = parts[0].shape[0] if parts else 3
        out = np.full((first, len(self.cells.n), len(self.explanations)), np.nan)
        for at, explanation in enumerate(self.explanations):
            if explanation.name in self.place:
                number, column = self.place[explanation.name]
                out[..., at] = parts[number][..., column]
        return out


def capable_weights(gaps: Gaps) -> Array:
    """(k,) even weights on the reverse arms next to the baseline: at most one factor differs.

    All reverse arms where there are none such.
    """
    lows = [(context, gaps.cell(context, gaps.setup.low)) for context in _contexts(gaps)]
    cells = [(context, at) for context, at in lows if at is not None]
    near = [at for context, at in cells if len(gaps.setup.differs(context)) <= 1]
    chosen = near or [at for _, at in cells]
    weights = np.zeros(len(gaps.cells.conditions))
    weights[chosen] = 1 / max(1, len(chosen))
    return weights


def _contexts(gaps: Gaps) -> list[dict[str, str]]:
    low = gaps.setup.low
    return [
        gaps.without_trigger(condition)
        for condition in gaps.cells.conditions
        if condition.get(gaps.setup.trigger) == low
    ]


def block_of(findings: Findings, name: str) -> Block | None:
    """The block in which an explanation has its coefficient."""
    place = findings.place.get(name)
    return None if place is None else findings.fits[place[0]].block
