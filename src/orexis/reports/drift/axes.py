"""The two axes of pictures along a rollout: episodes with resets behind a gap, and sizes."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.axes import Axes

from orexis.reports.drawing import GREY, INK, PALE, say
from orexis.reports.drift.spots import RESETS, Ends, Spot
from orexis.reports.words import figure

GAP, STEP, EDGE = 0.17, 0.17, 0.07
"""Shares of the axis' span: before the resets, from one to the next, at either end."""
ROUNDED = 5
"""From there on an episode's mean is written as a whole number."""
FAR = 2.0
"""Beyond all values by this factor an interval is cut off, with an arrow."""
TOPS = (0.3, 0.4, 0.6, 0.8, 1.0)
"""Where an axis of shares may end."""
RESET_GROUND = "#f5f3ee"
WRITTEN = 0.24
"""Inches between two written numbers at the least."""
ROUND = tuple(m * 10.0**k for k in range(-3, 7) for m in (1, 2, 5))
SHARES: tuple[tuple[float, str], ...] = (
    (8, "8 times"),
    (4, "4 times"),
    (2, "twice"),
    (1, ""),
    (1 / 2, "half"),
    (1 / 4, "a quarter"),
    (1 / 8, "1/8"),
    (1 / 16, "1/16"),
)
"""Multiples of the baseline."""


@dataclass(frozen=True)
class Across:
    """Episodes on a logarithmic axis, then the resets."""

    episodes: tuple[float, ...]
    resets: tuple[str, ...]

    @classmethod
    def of(cls, spots: Iterable[Spot]) -> Across:
        """The axis on which all of these have their place."""
        found = list(spots)
        episodes = {one.episode for one in found if not one.reset and one.episode > 0}
        resets = {one.reset for one in found if one.reset}
        known = [one for one in RESETS if one in resets]
        finite = sorted(one for one in episodes if math.isfinite(one))
        return cls(tuple(finite) or (1.0,), (*known, *sorted(resets - set(known))))

    @property
    def span(self) -> float:
        """From the first to the last episode."""
        return max(math.log2(self.episodes[-1] / self.episodes[0]), 0.5)

    def at(self, spot: Spot) -> float:
        """A checkpoint's place."""
        if spot.reset:
            return self.reset_at(self.resets.index(spot.reset))
        return math.log2(max(spot.episode, 1e-9))

    def reset_at(self, number: int) -> float:
        """The place of a reset."""
        return math.log2(self.episodes[-1]) + (GAP + STEP * number) * self.span

    @property
    def limits(self) -> tuple[float, float]:
        """The ends of the axis."""
        last = self.reset_at(len(self.resets) - 1) if self.resets else math.log2(self.episodes[-1])
        return math.log2(self.episodes[0]) - EDGE * self.span, last + (EDGE + 0.02) * self.span

    def ticks(self, inches: float) -> list[tuple[float, float]]:
        """Place and episode of those that have room, the last one always."""
        unit = inches / (self.limits[1] - self.limits[0])
        kept: list[tuple[float, float]] = []
        for episode in reversed(self.episodes):
            x = math.log2(episode)
            if not kept or (kept[-1][0] - x) * unit >= WRITTEN:
                kept.append((x, episode))
        return kept[::-1]

    def draw(self, axes: Axes, inches: float, *, labels: bool = True, small: bool = False) -> None:
        """Limits, ticks, and the ground behind the resets."""
        axes.set_xlim(*self.limits)
        ticks = self.ticks(inches)
        places = [self.reset_at(i) for i in range(len(self.resets))]
        axes.set_xticks([x for x, _ in ticks] + places, [""] * (len(ticks) + len(places)))
        if places:
            start = places[0] - 0.5 * STEP * self.span
            axes.axvspan(start, self.limits[1], color=RESET_GROUND, linewidth=0, zorder=-2)
            axes.axvline(start, color=PALE, linewidth=0.8, linestyle=(0, (1, 2)), zorder=-1)
        if labels:
            self._write(axes, ticks, small=small)

    def _write(self, axes: Axes, ticks: Sequence[tuple[float, float]], *, small: bool) -> None:
        style: dict[str, Any] = {"ha": "center", "va": "top", "color": INK}
        style |= {"frame": ("data", "axes fraction"), "fontsize": 6.6 if small else 7.5}
        for x, episode in ticks:
            say(axes, x, 0, f"{round(episode, 1 if episode < ROUNDED else 0):g}", down=-4, **style)
        for number, reset in enumerate(self.resets):
            down = -4 - 8 * number * small
            say(axes, self.reset_at(number), 0, reset, down=down, **style)


@dataclass(frozen=True)
class Up:
    """The upright axis: logarithmic or not, with what is written beside it."""

    low: float
    high: float
    ticks: Sequence[tuple[float, str]]
    log: bool = True

    def y(self, value: float) -> float:
        """A value's place, which may lie far outside."""
        if not self.log:
            return value
        return math.log(value) if value > 0 else -1e9

    @property
    def limits(self) -> tuple[float, float]:
        """The ends of the axis."""
        return self.y(self.low), self.y(self.high)

    def draw(self, axes: Axes, *, labels: bool = True, size: float = 7.5) -> None:
        """Limits, ticks and a thin line at each."""
        axes.set_ylim(*self.limits)
        axes.set_yticks([self.y(value) for value, _ in self.ticks], [""] * len(self.ticks))
        for value, text in self.ticks:
            axes.axhline(self.y(value), color=PALE, linewidth=0.45, zorder=-1)
            if labels:
                beside: dict[str, Any] = {"ha": "right", "va": "center", "color": INK}
                frame = ("axes fraction", "data")
                say(axes, 0, self.y(value), text, right=-5, frame=frame, fontsize=size, **beside)


def sizes(found: Sequence[Ends], base: Ends, margin: float, within: tuple[float, float]) -> Up:
    """A logarithmic axis of points that shows all intervals, as far as offers were made."""
    low, high = _room(found, base, margin)
    # Beyond what was offered an interval's end is no more than "less" or "more".
    low, high = max(low, within[0] / 2), min(high, within[1] * 2)
    if not low < high:
        low, high = within
    ticks = [(one, figure(one)) for one in ROUND if low <= one <= high]
    if len(ticks) > 7:  # noqa: PLR2004 - more than can be read
        ticks = [(one, text) for one, text in ticks if f"{one:e}".startswith("1")]
    return Up(low, high, ticks or [(math.sqrt(low * high), figure(math.sqrt(low * high)))])


def multiples(found: Sequence[Ends], base: Ends, margin: float, *, fresh: bool = True) -> Up:
    """A logarithmic axis whose ticks are multiples of the baseline, fresh or the beginning."""
    low, high = _room(found, base, margin)
    low, high = max(low, base.value / 20), min(high, base.value * 10)
    one = "as fresh" if fresh else "as at first"
    words = [(base.value * times, text or one) for times, text in SHARES]
    return Up(low, high, [(at, text) for at, text in words if low <= at <= high])


def shares(found: Sequence[Ends], least: float = 0.3) -> Up:
    """From 0 to a share above all intervals."""
    top = max([least, *(1.1 * one.high for one in found if one.known)])
    high = next(one for one in TOPS if top <= one or one == TOPS[-1])
    ticks = [(0.0, "0%"), (high / 2, f"{50 * high:.0f}%"), (high, f"{100 * high:.0f}%")]
    return Up(-0.04 * high, 1.05 * high, ticks, log=False)


def _room(found: Sequence[Ends], base: Ends, margin: float) -> tuple[float, float]:
    """So much that a small change stays small; an interval far beyond all values is cut off."""
    values = [one.value for one in found if one.known and 0 < one.value < math.inf]
    if 0 < base.value < math.inf:
        values += [base.value / (1.3 * margin), base.value * 1.3 * margin]
    if not values:
        return 1.0, 1.0
    ends = [end for one in found if one.known for end in (one.low, one.high) if 0 < end < math.inf]
    low = max(min([*values, *ends]), min(values) / FAR)
    high = min(max([*values, *ends]), max(values) * FAR)
    return low / 1.08, high * 1.08


def margins(axes: Axes, up: Up, base: Ends, margin: float, of: str = "") -> None:
    """Dashed lines where a change begins to count; named where it is said of what."""
    both = (
        (base.value * margin, "twice" if math.isclose(margin, 2) else f"{margin:g} times", 3),
        (base.value / margin, "half" if math.isclose(margin, 2) else f"1/{margin:g} of", -8),
    )
    for value, name, down in both:
        if not up.low < value < up.high:
            continue
        dashes = (0, (4, 3))
        axes.axhline(up.y(value), color=GREY, linewidth=0.8, linestyle=dashes, zorder=0)
        if of:
            frame = ("axes fraction", "data")
            text = f"{name} {of}"
            say(axes, 0, up.y(value), text, right=4, down=down, frame=frame, fontsize=6.8)
