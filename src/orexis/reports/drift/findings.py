"""What became of a strand, in sentences."""

from __future__ import annotations

import math
from collections.abc import Mapping

from orexis.reports.drift.strands import Strand
from orexis.reports.drift.words import (
    consistency_words,
    lapse_words,
    price_words,
    ratio_of,
    signed_interval,
)

OPENINGS: Mapping[str, str] = {
    "steady": "it stays steady",
    "wanders": "its preference wanders",
    "incoherent": "its choices become incoherent",
    "both": "it wanders and becomes incoherent",
    "undecided": "left open",
}


def finding(strand: Strand, topology: str) -> str:
    """What became of it in one topology, in a sentence."""
    moved = ratio_of(strand.estimate("wander", topology))
    kept = ratio_of(strand.estimate("incoherence", topology), -1)
    row = strand.classed(topology)
    name = str(row.get("class") or "")
    opening = OPENINGS.get(name, "")
    wander = f"it {price_words(moved)}" if moved.known else ""
    if row.get("shared") == "own ways" and name in ("wanders", "both"):
        opening = f"{opening}, each rollout its own way"
        wander = wander.replace("it ", "on average it ", 1)
    lost = f"{'its choices are' if not wander else 'is'} {consistency_words(kept)}"
    lapses = strand.estimate("lapse_change", topology)
    if name in ("incoherent", "both") and lapses is not None and lapses.low > 0:
        lost = f"{lost}, {lapse_words(lapses)}"
    logits = strand.estimate("wander_logits", topology)
    if not moved.known and logits is not None and not math.isnan(logits.value):
        wander = f"the log-odds move by {signed_interval(logits)}, late minus early"
    both = " and ".join(one for one in (wander, lost if kept.known else "") if one)
    return f"{opening}: {both}" if opening and both else opening or both


def comeback(strand: Strand, topology: str) -> str:
    """Whether it comes back; empty where it did not go."""
    told = strand.estimate("recovery", topology, "told")
    classed = str(strand.classed(topology).get("class") or "")
    if classed not in ("wanders", "both") or told is None or math.isnan(told.value):
        return ""
    low, high = (f"{100 * each:.0f}" for each in (told.low, told.high))
    share = f"{100 * told.value:.0f}% of the wander [{low}, {high}]"
    return f"told that a new session begins, it takes back {share}"


def refused(strand: Strand) -> str:
    """Why wander and incoherence are not told apart; empty where they are."""
    apart = strand.known("price") and strand.known("consistency")
    return "" if apart else strand.reason("wander", "price", "incoherence")
