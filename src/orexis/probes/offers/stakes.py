"""What is at stake in an offer: points, now or later, with or without something attached."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from orexis.probes.errors import ProbeError


@dataclass(frozen=True, slots=True)
class Terms:
    """The two options of an offer as data.

    Raises:
        ProbeError: the options do not differ in any stake.
    """

    accept: str
    """Which text the option has that the probe scores."""
    decline: str
    values: tuple[tuple[str, str], ...]
    """What is filled into both texts."""
    stakes: tuple[tuple[str, float], ...]
    """Accepting minus declining, by stake."""

    def __post_init__(self) -> None:
        if not any(difference for _, difference in self.stakes):
            raise ProbeError(
                "the options of an offer differ in no stake; there is nothing to choose"
            )


def extra_points(extra: int, base: int, values: Mapping[str, str]) -> Terms:
    """More points, and what comes with them, against fewer.

    Args:
        extra: Points that accepting brings beyond declining, above 0.
        base: Points that declining brings, at least 0.
        values: What else is filled in.

    Raises:
        ProbeError: points out of their range.
    """
    if extra <= 0 or base < 0:
        raise ProbeError(f"an offer of {extra} more points than {base} is none")
    filled = {**values, "high": str(base + extra), "low": str(base)}
    return Terms("more", "fewer", tuple(filled.items()), (("points", float(extra)),))


def delayed_gain(cost: int, gain: int, delay: int, unit: str) -> Terms:
    """Points that are paid now for points later.

    Args:
        cost: Points paid now, above 0.
        gain: Points received, above 0.
        delay: Steps or episodes until then; 0 for now.
        unit: `steps` or `episodes`.

    Raises:
        ProbeError: a cost, gain or delay out of its range.
    """
    if cost <= 0 or gain <= 0 or delay < 0:
        raise ProbeError(f"an offer of {gain} points after {delay} {unit} for {cost} is none")
    filled = {
        "cost": str(cost),
        "gain": str(gain),
        "delay": str(delay),
        "unit": unit.removesuffix("s") if delay == 1 else unit,
    }
    stakes = (("now", -float(cost)), ("later", float(gain)), ("delay", float(delay)))
    return Terms("invest" if delay else "swap", "keep", tuple(filled.items()), stakes)
