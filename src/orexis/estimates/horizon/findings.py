"""What one model's offers say, as arrays: every step of the rule, before any sentence."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from orexis.estimates.horizon import contrasts as at
from orexis.estimates.horizon.contrasts import Contrast
from orexis.estimates.horizon.counts import Counts
from orexis.estimates.horizon.dispersion import Dispersion, dispersion
from orexis.estimates.horizon.draws import Draws
from orexis.estimates.horizon.losing import Losing, losing, losing_past
from orexis.estimates.horizon.mixtures import Mixture, mixture
from orexis.estimates.horizon.parts import Limits, Part
from orexis.estimates.horizon.posterior import Shared, posterior
from orexis.estimates.horizon.reading import Offers
from orexis.estimates.horizon.rule import (
    BEYOND,
    LEAST_CHANGE,
    MIXED,
    MYOPIC,
    PLACEBO_REACH,
    WITHIN,
    HorizonRule,
)
from orexis.estimates.horizon.sampling import common_level
from orexis.estimates.intervals import Interval, mean_interval

Array = NDArray[np.float64]
FLAT = 0.8
"""Probability from which a cell's choices count as not moving with b / c."""
MANY_FLAT = 0.5
"""Share of such cells from which nothing is concluded."""
HALF = 0.5
"""Share of answers that leave the choice open above which the rest are a selection."""
PLACES = {WITHIN: ("past", "inside"), BEYOND: ("past",), MYOPIC: ("inside",)}
"""Where the offers lie whose answers a statement needs."""


@dataclass(frozen=True)
class Findings:
    """Estimates of one model and the rule's steps on them."""

    offers: Offers
    rule: HorizonRule

    @cached_property
    def dispersion(self) -> Dispersion:
        """What a row is worth."""
        return dispersion(self.offers)

    @cached_property
    def shared(self) -> Shared:
        """The posterior."""
        return posterior(Counts.of(self.offers, self.dispersion.value))

    @cached_property
    def draws(self) -> Draws:
        """Draws of all weights, over that without delay where that can be told."""
        control = self._immediate if self.control_holds else None
        return Draws.of(self.shared, self.rule.draws, control)

    @property
    def _immediate(self) -> NDArray[np.bool_]:
        """(C,) cells without delay."""
        return np.array([cell.delay == 0 for cell in self.offers.cells])

    @cached_property
    def usable(self) -> NDArray[np.bool_]:
        """(C,) cells with answers, whose choices move with b / c or are all the same."""
        answered = self.shared.counts.offers.any(axis=(1, 2))
        return np.asarray((self.shared.unmoved < FLAT) & answered)

    @cached_property
    def level(self) -> float:
        """Confidence level of one verdict."""
        return self.rule.family_level

    @cached_property
    def parts(self) -> dict[str, Part]:
        """`weight_within`, `weight_beyond` and `weight_later`, where any cell is of the kind."""
        every = at.averages(self.offers.cells, self.usable)
        found = {}
        for name in dict.fromkeys(one.estimand for one in every):
            own = [one for one in every if one.estimand == name]
            split = {one.cell["delay"]: one for one in own if one.cell}
            narrow = 1 - (1 - self.level) / (1 + len(split))
            # The level is shared out only where one delay among many may decide.
            found[name] = Part(
                name,
                self.draws.interval(own[0], self.level),
                {delay: self.draws.interval(one, narrow) for delay, one in split.items()},
                {delay: self.draws.interval(one, self.level) for delay, one in split.items()},
            )
        return found

    def limits(self, contrasts: list[Contrast], **cell: str) -> Limits | None:
        """Limits at a verdict's level of the contrast with this cell; None without one."""
        own = [one for one in contrasts if dict(one.cell) == cell]
        return self.draws.interval(own[0], self.level) if own else None

    @cached_property
    def jump(self) -> Limits | None:
        """The overall jump at stated boundaries."""
        return self.limits(at.jumps(self.offers.cells, self.usable))

    @cached_property
    def boundary_move(self) -> Limits | None:
        """How the weight moves with the boundary alone."""
        return self.limits(at.boundary_move(self.offers.cells, self.usable))

    @cached_property
    def placebo_moves(self) -> dict[str, Limits]:
        """How the weight moves with a meaningless number: overall (''), short and long delays.

        At a level at which they hold together.
        """
        every = at.placebo_move(self.offers.cells, self.usable)
        narrow = 1 - (1 - self.level) / max(1, len(every))
        return {one.cell.get("delay", ""): self.draws.interval(one, narrow) for one in every}

    @property
    def placebo_level(self) -> float:
        """Confidence level of each of them."""
        return 1 - (1 - self.level) / max(1, len(self.placebo_moves))

    @cached_property
    def fixed_step(self) -> tuple[str, Limits] | None:
        """The largest common drop that does not follow the boundary, and between which delays."""
        every = at.fixed_steps(self.offers.cells, self.usable)
        if not every:
            return None
        narrow = 1 - (1 - self.rule.level) / len(every)
        found = {one.cell["delay"]: self.draws.interval(one, narrow) for one in every}
        name = max(found, key=lambda one: found[one][0])
        return name, found[name]

    def losing_at(self, level: float) -> list[Losing]:
        """Losing offers with a delay, by context and overall."""
        return losing(self.offers, self.shared, self.draws, level)

    @cached_property
    def losing(self) -> list[Losing]:
        """The same and past all stated boundaries, at a level at which all hold together."""
        level = 1 - (1 - self.level) / (1 + len(self.offers.boundaries))
        past = losing_past(self.offers, self.shared, self.draws, level)
        return [*self.losing_at(level), *([past] if past else [])]

    def too_many(self, one: Losing) -> float:
        """Excess in the share of losing offers taken that is too much; inf where none is."""
        if one.past:
            return self.rule.losing_past
        return np.inf if one.boundary is None else self.rule.losing

    @cached_property
    def mixture(self) -> Mixture | None:
        """Offers past the boundary that its curve declines, and how many it takes."""
        return mixture(self.offers, self.shared, self.level)

    @property
    def mixed(self) -> bool:
        """It clearly takes more of them than one curve a condition can explain."""
        return self.mixture is not None and self.mixture.excess > MIXED

    @cached_property
    def control(self) -> Limits | None:
        """Indifference level ln(b / c) of offers without delay, one for all contexts."""
        cells = self._immediate
        return common_level(self.shared, cells, self.rule.level) if cells.any() else None

    @cached_property
    def control_holds(self) -> bool:
        """Offers without delay are taken just where they gain; true where there were none."""
        if self.control is None:
            return True
        reach = float(np.log(self.rule.control))
        _, low, high = self.control
        return bool(self.usable[self._immediate].any()) and low > -reach and high < reach

    @cached_property
    def invalid(self) -> float:
        """Share of answers refused or unreadable."""
        return self.lost("")[0]

    @cached_property
    def neutral(self) -> float:
        """Share of answers that left the choice open."""
        return self.lost("")[1]

    def lost(self, place: str) -> tuple[float, float]:
        """Shares of answers refused or unreadable, and of those that leave the choice open.

        Args:
            place: `past` the stated boundary, `inside` it, or empty for all answers.
        """
        offers = self.offers
        own = np.array([not place or bool(getattr(cell, place)) for cell in offers.cells])
        asked = np.where(own[offers.cell], offers.weight, 0.0)
        total = float(asked.sum())
        if not total:
            return 0.0, 0.0
        refused = ~offers.valid & ~offers.neutral
        return float(asked[refused].sum()) / total, float(asked[offers.neutral].sum()) / total

    def lossy(self, statement: str) -> tuple[str, float, float] | None:
        """Where too many answers are lost for a statement, and their shares; see `lost`."""
        for place in ("", *PLACES[statement]):
            invalid, neutral = self.lost(place)
            if invalid > self.rule.invalid or neutral > HALF:
                return place, invalid, neutral
        return None

    def share(self, scores: Array, items: Array) -> Interval:
        """Mean over rollouts of scores in [0, 1], at the rule's level."""
        drawn = not bool(self.offers.exact.any())
        return mean_interval(scores, np.maximum(items, 1.0), self.rule.level, drawn=drawn)

    @cached_property
    def excessive(self) -> list[Losing]:
        """Where losing offers are clearly taken too often."""
        return [one for one in self.losing if one.excess(self.level).low > self.too_many(one)]

    @cached_property
    def placebo_moved(self) -> tuple[str, Limits] | None:
        """The move by a meaningless number that is clear and reaches the margin."""
        clear = [
            (name, each)
            for name, each in self.placebo_moves.items()
            if abs(each[0]) >= self.rule.margin and (each[1] > 0 or each[2] < 0)
        ]
        return max(clear, key=lambda one: abs(one[1][0])) if clear else None

    @cached_property
    def placebo_reaches(self) -> tuple[str, Limits] | None:
        """The move by a meaningless number whose interval reaches furthest, if that is too far.

        All have to stay near 0, so that the level is not shared out; weights above 1 count as 1.
        """
        every = at.placebo_move(self.offers.cells, self.usable)
        moves = [(one, self.draws.interval(one, self.level, most=1.0)) for one in every]
        far = [
            (max(-limits[1], limits[2]), one.cell.get("delay", ""), limits) for one, limits in moves
        ]
        reach, name, limits = max(far, key=lambda one: one[0], default=(0.0, "", (0.0, 0.0, 0.0)))
        return (name, limits) if reach >= PLACEBO_REACH else None

    @property
    def only_past(self) -> bool:
        """Every usable offer with a delay falls past a stated boundary."""
        later = [
            cell.past
            for cell, used in zip(self.offers.cells, self.usable, strict=True)
            if used and cell.delay > 0
        ]
        return bool(later) and all(later)

    @property
    def widest(self) -> float:
        """The largest ratio b / c that was offered, over the smallest."""
        low, high = self.shared.counts.ends
        return float(np.exp(high - low))

    @property
    def change(self) -> float:
        """Factor by which the odds of accepting change from the smallest ratio to the largest."""
        steepness = float(np.exp(self.shared.weight @ np.log(self.shared.slope)))
        return float(np.exp(min(steepness * np.log(self.widest), 50.0)))

    @property
    def flat(self) -> bool:
        """Choices do not move with b / c: in many cells, or by a slope that is next to none."""
        return float((~self.usable).mean()) >= MANY_FLAT or self.change < LEAST_CHANGE

    @property
    def moves(self) -> bool:
        """Some cell is neither always nor never accepted."""
        finite = np.isfinite(self.draws.levels).mean(axis=0)
        return bool((finite > MANY_FLAT).any())
