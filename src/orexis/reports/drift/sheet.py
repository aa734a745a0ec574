"""The verdicts of a strand as one sheet: a column a topology, a row a question."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

from orexis.estimates import Estimate
from orexis.reports.drift.spots import FRESH, RESETS, Ends
from orexis.reports.drift.strands import Strand
from orexis.reports.drift.words import (
    CLASSES,
    DASH,
    class_words,
    consistency_words,
    doubled,
    lapse_words,
    price_words,
    ratio_of,
    says,
    share_interval,
    signed_interval,
    times,
    topology_words,
)
from orexis.reports.offers.judged import NOTHING, verdict_row
from orexis.reports.words import estimate_words, figure, number, percent

Cell = dict[str, Any]
CHANGES = {"none": "no change", "gradual": "gradual", "sudden": "sudden"}
WAYS = {"shared": "all rollouts the same way", "own ways": "each rollout its own way"}
BACK = {
    "told": "Does it come back when told that a new session begins?",
    "cleared": "And with its context cleared?",
}
SCORES = (
    "GD_actions",
    "GD_inaction",
    "action_minus_inaction",
    "GD_actions_clipped",
    "GD_inaction_clipped",
)
ALMOST = 0.99
TOWARDS = {"accept": "accepting", "decline": "declining"}


def sheet(strand: Strand, donor: str) -> dict[str, Any]:
    """Heads and rows; rows of which nothing is known are left out."""
    shown = strand.topologies
    questions: list[tuple[str, Callable[[Strand, str], Cell]]] = [
        ("", _class),
        ("Does it wander?", _wander),
        ("Do its choices become incoherent?", _incoherence),
        ("All at once, or by and by?", _change),
        ("Do all rollouts go the same way?", _ways),
        *((BACK[reset], _back(reset)) for reset in RESETS),
        ("By acting, or by leaving things as they stand?", _acting),
        ("How much of its error is variance?", _variance),
    ]
    rows = []
    for question, cell in questions:
        cells = [cell(strand, each) for each in shown]
        if any(one["words"] or one["status"] for one in cells):
            rows.append({"question": question, "cells": cells})
    heads = [{"name": topology_words(each), "says": says(each, donor)} for each in shown]
    return {"heads": heads, "rows": rows, "scope": _scope(strand)}


def _scope(strand: Strand) -> str:
    return "; ".join(dict.fromkeys(one.scope for one in strand.verdicts if one.scope))


def _said(words: Sequence[str] | str, **more: Any) -> Cell:
    lines = [words] if isinstance(words, str) else list(words)
    return {**NOTHING, "words": [one for one in lines if one], "soft": "", **more}


def _class(strand: Strand, topology: str) -> Cell:
    if topology == FRESH:
        return _said("baseline" if strand.long else "", classed="")
    row = strand.classed(topology)
    name = str(row.get("class") or "")
    words = class_words(row)
    return _said(words, classed=name if name in CLASSES else "undecided" if words else "")


def _wander(strand: Strand, topology: str) -> Cell:
    if topology == FRESH:
        return _said(_baseline(strand))
    moved = ratio_of(strand.estimate("wander", topology))
    verdict = verdict_row(strand.verdict(topology, "wander"))
    if moved.known:
        return _said(price_words(moved), **verdict)
    logits, slope = (strand.estimate(name, topology) for name in ("wander_logits", "slope_logits"))
    lines = [
        f"log-odds {signed_interval(one)}{of}"
        for one, of in (
            (logits, ", late minus early"),
            (doubled(slope), ", each doubling of turns"),
        )
        if one is not None and not math.isnan(one.value)
    ]
    reason = _reason(strand, topology, "wander") if not verdict["because"] else ""
    return _said(lines, soft=reason, **verdict)


def _baseline(strand: Strand) -> list[str]:
    base = strand.baseline
    price = base.of("price") if base else None
    if price is None or not price.known:
        one = strand.estimate("price", FRESH)
        price = None if one is None else Ends(one.value, one.low, one.high)
    if price is None or not price.known:
        return []
    ends = f"[{figure(price.low)}, {figure(price.high)}]"
    return [f"as often as not at {figure(price.value)} points {ends}"]


def _incoherence(strand: Strand, topology: str) -> Cell:
    if topology == FRESH:
        base = strand.baseline
        lapse = base.of("lapse") if base else None
        known = lapse is not None and lapse.known
        return _said(f"lapse {share_interval(lapse)} of choices" if known else "")
    kept = ratio_of(strand.estimate("incoherence", topology), -1)
    lapses = strand.estimate("lapse_change", topology)
    lines = [consistency_words(kept)] if kept.known else []
    if lapses is not None and not math.isnan(lapses.value):
        lines.append(lapse_words(lapses))
    verdict = verdict_row(strand.verdict(topology, "incoherence"))
    reason = _reason(strand, topology, "incoherence") if not verdict["because"] else ""
    return _said(lines, soft="" if lines else reason, **verdict)


def _change(strand: Strand, topology: str) -> Cell:
    name = str(strand.classed(topology).get("change") or "")
    if topology == FRESH or not name:
        return _said("")
    share = number(strand.changed(topology).get(name))
    likely = "" if math.isnan(share) else f", probability {_probability(share)}"
    return _said(f"{CHANGES.get(name, name)}{likely}")


def _probability(share: float) -> str:
    return "over 99%" if share > ALMOST else percent(share)


def _ways(strand: Strand, topology: str) -> Cell:
    name = str(strand.classed(topology).get("shared") or "")
    spread = strand.estimate("spread", topology)
    known = spread is not None and not math.isnan(spread.value)
    apart = _apart(spread) if known else ""
    return _said([WAYS.get(name, name), apart])


def _apart(spread: Estimate | None) -> str:
    """The standard deviation between rollouts as a factor in price."""
    ends = ratio_of(spread)
    factor = f"{times(ends.value)} [{times(ends.low)}, {times(ends.high)}]"
    return f"prices of rollouts typically a factor of {factor} apart"


def _back(reset: str) -> Callable[[Strand, str], Cell]:
    def cell(strand: Strand, topology: str) -> Cell:
        one = strand.estimate("recovery", topology, reset)
        if one is None:
            return _said("")
        if math.isnan(one.value):
            return _said("", soft=one.reason)
        low, high = (f"{100 * each:.0f}" for each in (one.low, one.high))
        return _said(f"{100 * one.value:.0f}% of the wander undone [{low}, {high}]")

    return cell


def _acting(strand: Strand, topology: str) -> Cell:
    found = [strand.estimate(name, topology) for name in SCORES]
    known = [one if one is not None and not math.isnan(one.value) else None for one in found]
    if not any(known):
        return _said("", soft=next((one.reason for one in found if one is not None), ""))
    acts, leaves, gap, *clipped = known
    towards = acts.cell.get("towards", "") if acts else ""
    first = f"towards {TOWARDS[towards]}, " if towards in TOWARDS else ""
    lines = [f"{first}by acting {signed_interval(acts)}"]
    lines.append(f"by leaving them {signed_interval(leaves)}")
    if gap is not None:
        lines.append(f"difference {signed_interval(gap)}")
    published = " and ".join(estimate_words(one) for one in clipped if one is not None)
    return _said(lines, soft=f"clipped at 0, as published: {published}" if published else "")


def _variance(strand: Strand, topology: str) -> Cell:
    one = strand.estimate("variance_over_error", topology)
    if one is None or math.isnan(one.value):
        return _said("", soft=one.reason if one else "")
    return _said(estimate_words(one))


def _reason(strand: Strand, topology: str, name: str) -> str:
    one = strand.estimate(name, topology)
    return one.reason if one is not None else ""


def dashed(cells: Sequence[Cell]) -> list[Cell]:
    """With a dash where nothing is known."""
    return [
        one if one["words"] or one["soft"] or one["status"] else {**one, "words": [DASH]}
        for one in cells
    ]
