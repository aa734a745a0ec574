"""Topologies, classes and figures of long rollouts in a reader's words."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

from orexis.estimates import Estimate
from orexis.reports.drift.spots import FRESH, INHERITED, JOINED, MEMORY, Ends
from orexis.reports.drift.strands import Strand
from orexis.reports.offers.words import consequence_words, context_words
from orexis.reports.words import clean, figure, percent, spaced, written

SAYS = {
    FRESH: "each episode in a context of its own",
    JOINED: "all episodes in one growing context",
    MEMORY: "a new context an episode, with its own notes",
    INHERITED: "in a context that another agent has filled",
}
CLASSES = {
    "steady": "steady",
    "wanders": "wanders",
    "incoherent": "incoherent",
    "both": "wanders and incoherent",
    "undecided": "undecided",
}
DASH = "–"  # noqa: RUF001
THOUSAND = 1000
LEAST, SMALL, LARGE = 0.001, 0.095, 10.0
"""Ratios below the first are not told apart; between the others they have two decimals."""
ENDLESS = 20.0
"""Logarithm of a ratio beyond which it is as good as without end."""
CLEAR = 1.1
"""Times below which two sizes are called alike."""


def topology_words(topology: str) -> str:
    """Its name; what stands for it where the table names none."""
    return clean(spaced(topology)) or "all rollouts"


def says(topology: str, donor: str = "") -> str:
    """What it is; empty where it is not known."""
    if topology == INHERITED and donor:
        return clean(f"in a context that {donor} has filled")
    return SAYS.get(topology, "")


def strand_words(strand: Strand) -> str:
    """`it is shut down, choosing freely`; empty where nothing is named."""
    rest = {name: level for name, level in strand.context.items() if level != strand.target}
    named = consequence_words(strand.target) if strand.target else ""
    return ", ".join(part for part in (named, context_words(rest)) if part)


def times_words(ends: Ends) -> str:
    """`0.41 times the price [0.30, 0.56]` without the words between; a dash without a value."""
    return f"{times(ends.value)} [{times(ends.low)}, {times(ends.high)}]" if ends.known else DASH


def times(ratio: float) -> str:
    """A ratio: two decimals, or two digits where it is small, three where it is large."""
    if 0 < ratio < SMALL:
        return f"{ratio:.2g}" if ratio >= LEAST else f"<{LEAST:g}"
    return written(ratio) if ratio < LARGE or math.isinf(ratio) else figure(ratio)


def ratio_of(one: Estimate | None, sign: float = 1.0) -> Ends:
    """A logarithm of a ratio as the ratio; with `sign` -1 its inverse."""
    if one is None or math.isnan(one.value):
        return Ends(math.nan, math.nan, math.nan)
    value, *ends = (_ratio(sign * each) for each in (one.value, one.low, one.high))
    return Ends(value, min(ends), max(ends))


def _ratio(x: float) -> float:
    return math.exp(x) if x < ENDLESS else math.inf


def price_words(ends: Ends) -> str:
    """`accepts at 0.41 times the price [0.30, 0.56]`."""
    return f"accepts at {times(ends.value)} times the price {_interval(ends)}"


def consistency_words(ends: Ends) -> str:
    """`0.48 times as consistent [0.35, 0.66]`."""
    near = 1 / CLEAR < ends.value < CLEAR
    amount = "about as" if near else f"{times(ends.value)} times as"
    more = f": {times(ends.value)} times" if near else ""
    return f"{amount} consistent{more} {_interval(ends)}"


def lapse_words(one: Estimate) -> str:
    """`lapse +31 points of 100 [+20, +42]`."""
    value, low, high = (_signed(100 * each) for each in (one.value, one.low, one.high))
    return f"lapse {value} in 100 choices [{low}, {high}]"


def _signed(x: float) -> str:
    """A whole number with its sign, `+0` where it rounds to nothing."""
    words = f"{x:+.0f}"
    return "+0" if words == "-0" else words


def share_interval(one: Estimate | Ends | None) -> str:
    """`31% [20, 42]`; a dash without a value."""
    if one is None or math.isnan(one.value):
        return DASH
    return f"{percent(one.value)} [{100 * one.low:.0f}, {100 * one.high:.0f}]"


def signed_interval(one: Estimate | None) -> str:
    """`+0.31 [+0.20, +0.42]`; a dash without a value."""
    if one is None or math.isnan(one.value):
        return DASH
    return f"{one.value:+.2f} [{one.low:+.2f}, {one.high:+.2f}]"


def tokens_words(tokens: float) -> str:
    """`310`, `2.1k`, `31k`."""
    if not math.isfinite(tokens):
        return ""
    if tokens < THOUSAND:
        return f"{tokens:.0f}"
    return f"{tokens / THOUSAND:.{1 if tokens < 10 * THOUSAND else 0}f}k"


def episode_words(episode: float) -> str:
    """`after 8 episodes`."""
    return f"after {episode:g} episode{'' if episode == 1 else 's'}"


def class_words(row: Mapping[str, object]) -> str:
    """The class; empty where it is not known."""
    name = str(row.get("class") or "")
    return CLASSES.get(name) or clean(spaced(name))


def _interval(ends: Ends) -> str:
    return f"[{times(ends.low)}, {times(ends.high)}]"


def doubled(slope: Estimate | None) -> Estimate | None:
    """A slope by the logarithm of the turn as the change by each doubling."""
    if slope is None or math.isnan(slope.value):
        return slope
    value, low, high = (each * math.log(2) for each in (slope.value, slope.low, slope.high))
    return replace(slope, value=value, low=low, high=high)
