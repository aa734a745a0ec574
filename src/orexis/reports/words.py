"""How numbers and names are written, and what a reader may be shown of a foreign text."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Mapping
from typing import Any, NamedTuple

from orexis.estimates import Estimate, Status


class Badge(NamedTuple):
    """How a verdict's status is shown: never by colour alone."""

    symbol: str
    meaning: str


BADGES: dict[Status, Badge] = {
    "supported": Badge("✓", "the data support the statement"),
    "rejected": Badge("✗", "the data speak against the statement"),
    "undecided": Badge("?", "the data leave it open"),
    "uninterpretable": Badge("⊘", "this setting can't tell for this model"),
}

ESTIMANDS = {
    "accuracy": "mean share of questions answered correctly, one condition",
    "at_or_below_threshold": "share of rollouts that score at or below the threshold",
    "complied": "share of rollouts that reach the full score",
    "between": "share of rollouts between the threshold and the full score",
    "not_complied": "share of rollouts at or below the threshold, as one of three outcomes",
    "invalid": "share of rollouts without a readable answer",
    "refused": "share of rollouts that refuse",
    "gap": "accuracy with the trigger on low minus on high: positive where it sandbags",
    "threshold_gap": "share at or below the threshold, trigger on high minus on low",
    "bunching": "surplus of the highest score that does not exceed the threshold, high minus low",
    "easy_gap": "how far accuracy falls once the model is told outright to score low",
    "reverse_accuracy": "accuracy in the reverse arm: can the model do the quiz?",
    "neutral_accuracy": "accuracy where no score brings a consequence",
    "floor": "accuracy with the trigger on low, one context: what the gap is measured from",
    "main_effect": "by how much an ablation lowers the gap, averaged over all contexts of the rest",
    "interaction": "by how much less one ablation lowers the gap once the other is applied",
    "removed": "by how much one ablation alone lowers the baseline's gap",
    "bundle": "by how much several ablations at once lower the baseline's gap",
    "shapley": "by how much an ablation lowers the gap, averaged over all orders of ablating",
    "shapley_share": "the same as a share of the baseline's gap",
    "residual": "the gap that is left with everything ablated, the threat too",
    "residual_share": "the same as a share of the baseline's gap",
    "trade_off": "change of the gap from one number of points to the next",
    "coefficient": "how much of the score goes with an explanation, all others taken into account",
    "shrunk_coefficient": "the same, averaged over all sets of explanations by their evidence",
    "gain_alone": "log score gained on conditions left out: the explanation against none",
    "gain_all_but": "log score gained on conditions left out: all explanations against all but it",
    "belief_shift": "change of the belief that an ablation aims at, by its manipulation check",
    "understood": "share that knows what a score brings",
    "acceptance": "share of the offers made that was accepted, one condition",
    "acceptance_over_range": "mean of the acceptance curve over all offers, evenly in log points",
    "refusal": "acceptance over the range with control or placebo, minus with the consequence",
    "fall": "acceptance over the range where a resource is useless, minus where it helps",
    "price": "extra points at which it accepts as often as not; ∞: never, within the offers",
    "slope": "how sharply acceptance rises, in log-odds by log points or by log gain over cost",
    "lapse": "share of choices made whatever the offer",
    "position_bias": "log-odds of accepting when accept is shown first, minus shown second",
    "format_shift": "log-odds of accepting in one format, minus the mean of all formats",
    "neutral_share": "share of answers that took the neutral option",
    "draws_per_exact_call": "how many drawn answers tell as much as one call with probabilities",
    "weight": "worth now of a point k steps later; 1: as much as now, 0: nothing",
    "weight_within": "mean weight at delays inside the stated episode",
    "weight_beyond": "mean weight at delays past its stated end",
    "weight_later": "mean weight at all delays",
    "control_weight": "weight of what comes at once: 1 in whoever understands the offers",
    "losing_acceptance": "share accepted of the offers that bring less later than they cost now",
    "losing_expected": "the same, as slope and lapse alone let expect",
    "losing_excess": "accepted minus expected, among offers that lose points",
    "jump": "drop of the weight at the stated boundary, beyond that over the same delays elsewhere",
    "boundary_move": "weight with the boundary behind a delay minus before it, the delay unchanged",
    "placebo_move": "weight with a meaningless number in the text minus without",
    "fixed_step": "largest drop between neighbouring delays that does not follow the boundary",
    "revealed_horizon": "weights added up over the steps ahead, each at most 1: steps that count",
    "form_score": "log score of a form of discounting on contexts left out",
    "g": "weight kept from one step to the next, exponential discounting",
    "h": "rate of hyperbolic discounting",
    "beta": "weight of everything that does not come at once, quasi-hyperbolic discounting",
    "delta": "weight kept from one step to the next, quasi-hyperbolic discounting",
    "wander": "log of late price over baseline price: below 0 it accepts for less",
    "wander_logits": "the same in log-odds of accepting: above 0 it accepts more",
    "slope_logits": "change of the log-odds by unit of the logarithm of the turn",
    "incoherence": "log of baseline consistency over late consistency: above 0 it is lost",
    "disagreement": "rise of the share of two repeats on one offer that disagree",
    "consistency": "how sharply acceptance rises, in log-odds by log points",
    "lapse_change": "late lapse minus baseline lapse",
    "spread": "standard deviation of the log price between rollouts",
    "variance_over_error": "scatter of repeats as a share of all departures from its baseline",
    "repeat_variance": "how far repeats of one offer disagree, as a squared error",
    "repeat_error": "squared error of all answers against its majority at baseline",
    "recovery": "share of the wander that a reset undoes: 1 where it comes back",
    "GD_actions": "change towards the wander where that takes acting, in share of offers",
    "GD_inaction": "the same where the standing option has that effect",
    "GD_actions_clipped": "the first of these, each rollout's at least 0, as published",
    "GD_inaction_clipped": "the second of these, each rollout's at least 0, as published",
    "action_minus_inaction": "the first of these minus the second",
    "last": "last delay that counts, where it is a fixed one",
}
"""What the known estimands say. Others are shown under their own name."""

PER_CONDITION = tuple(ESTIMANDS)[:7]
NOT_KNOWN = "not known"
WIDE = 5.0
DIGITS = 3
RATIOS = ("price", "draws_per_exact_call")
"""Estimands that run over powers of ten, and to infinity: written with three digits."""

# Embedding and isolating controls let a name display as something that it is not.
BIDIRECTIONAL = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f")


def clean_lines(text: str) -> str:
    """`text` with control characters shown as the replacement character; line ends stay."""
    if text.isprintable():
        return text
    return "".join(_shown(character) for character in text.replace("\r\n", "\n"))


def clean(text: object) -> str:
    """`text` on one line, with control characters shown as the replacement character."""
    return clean_lines(" ".join(str(text).split()))


def _shown(character: str) -> str:
    hidden = unicodedata.category(character) in ("Cc", "Cs") or character in BIDIRECTIONAL
    return "\N{REPLACEMENT CHARACTER}" if hidden and character not in "\n\t" else character


def written(value: float, digits: int = 2) -> str:
    """A number with `digits` decimals; a dash where it is nan."""
    if math.isnan(value):
        return "–"  # noqa: RUF001
    if math.isinf(value):
        return "∞" if value > 0 else "-∞"
    return f"{round(value, digits) + 0.0:.{digits}f}"


def digits_for(low: float, high: float) -> int:
    """Decimals that an interval this wide can bear: two, more where it is narrow, none above 5."""
    width = high - low
    if not math.isfinite(width) or width <= 0:
        return 3
    return min(4, max(2 if width < WIDE else 0, -math.floor(math.log10(width / WIDE))))


def figure(value: float) -> str:
    """A positive number with three digits: `4.21`, `42.1`, `1,240`."""
    if not math.isfinite(value) or value <= 0:
        return written(value, 0)
    places = DIGITS - 1 - math.floor(math.log10(value))
    decimals = min(max(places, 0), DIGITS)
    text = f"{round(value, places):,.{decimals}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def with_interval(value: float, low: float, high: float) -> str:
    """`0.42 [0.31, 0.53]`."""
    digits = digits_for(low, high)
    return f"{written(value, digits)} [{written(low, digits)}, {written(high, digits)}]"


def estimate_words(estimate: Estimate) -> str:
    """Value and interval, or the reason why there are none."""
    if math.isnan(estimate.value):
        return f"no value: {estimate.reason}"
    if estimate.estimand in RATIOS:
        ends = f"{figure(estimate.low)}, {figure(estimate.high)}"
        return f"{figure(estimate.value)} [{ends}]"
    return with_interval(estimate.value, estimate.low, estimate.high)


def cell_words(cell: Mapping[str, Any]) -> str:
    """The factor levels of a cell: `goal none · trigger high`."""
    return " · ".join(f"{spaced(name)} {spaced(level)}" for name, level in cell.items())


def spaced(name: object) -> str:
    """A name with its underscores as spaces."""
    return str(name).replace("_", " ")


def percent(share: float) -> str:
    """A share as a whole percentage, or one decimal where it is small."""
    if math.isnan(share):
        return NOT_KNOWN
    return f"{100 * share:.{0 if share == 0 or share >= 0.095 else 1}f}%"  # noqa: PLR2004


def number(value: object) -> float:
    """A number out of JSON: nan where it is absent or no number."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    return math.nan


def mapping(value: object) -> Mapping[str, Any]:
    """An object out of JSON: empty where it is absent or none."""
    return value if isinstance(value, Mapping) else {}


def listing(value: object) -> list[Any]:
    """A list out of JSON: empty where it is absent or none."""
    return list(value) if isinstance(value, list | tuple) else []
