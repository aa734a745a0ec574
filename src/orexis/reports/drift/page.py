"""The sections of a report on long rollouts."""

from __future__ import annotations

import math
from typing import Any

from orexis.reports.drift.calibration import calibration
from orexis.reports.drift.choices import baseline_words, choices_picture
from orexis.reports.drift.curves import curves_picture, offered
from orexis.reports.drift.findings import comeback, finding, refused
from orexis.reports.drift.foreign import bare, moves_picture, seen_picture
from orexis.reports.drift.gathering import strands_of
from orexis.reports.drift.looks import signs_of
from orexis.reports.drift.planted import planted_picture
from orexis.reports.drift.rollouts import rollouts_picture
from orexis.reports.drift.sheet import dashed, sheet
from orexis.reports.drift.strands import Strand
from orexis.reports.drift.words import strand_words, topology_words
from orexis.reports.drift.work import donor_of, window_words, work_picture, work_topologies
from orexis.reports.offers.elicitation import elicitation_table, leaning_key, leaning_picture
from orexis.reports.offers.looks import figure_of
from orexis.reports.report import Report
from orexis.reports.words import mapping, number

TEMPLATE = "drift/page.html.j2"


def sections(report: Report) -> dict[str, Any]:
    """Tables and pictures, for the template."""
    factors = factors_of(report)
    nothing = bare(report)
    reasons = [refused(one) for each in report.user_models for one in strands_of(report, each)]
    return {
        "own": [_model(report, model) for model in report.user_models],
        "planted": [_model(report, model) for model in report.controls],
        "beside": figure_of(planted_picture(report, factors)),
        "factors": factors,
        "fresh": _fresh(report),
        "bare": nothing,
        "reasons": list(dict.fromkeys(one for one in reasons if one)) if nothing else [],
        "moves": figure_of(moves_picture(report)) if nothing else None,
        "seen": figure_of(seen_picture(report)) if nothing else None,
        "work": figure_of(work_picture(report), signs_of(work_topologies(report), short=True)),
        "windows": window_words(report),
        "leaning": figure_of(leaning_picture(report), leaning_key(report)),
        "elicitation": elicitation_table(report),
        "showed": calibration(report),
        "level": level_words(report),
    }


def factors_of(report: Report) -> dict[str, float]:
    """The factors in price and consistency that count; 2 where they were not recorded."""
    rule = mapping(report.run.get("rule"))
    named = {"price": number(rule.get("margin")), "consistency": number(rule.get("consistency"))}
    return {name: each if 1 < each < math.inf else 2.0 for name, each in named.items()}


def level_words(report: Report) -> str:
    """`95% intervals`, from the estimates."""
    levels = [one.level for one in report.estimates if not math.isnan(one.level)]
    return f"{100 * levels[0]:g}% intervals" if levels else "intervals"


def _fresh(report: Report) -> bool:
    return any(one.fresh for model in report.models for one in strands_of(report, model))


def _model(report: Report, model: str) -> dict[str, Any]:
    place = report.models.index(model)
    strands = strands_of(report, model)
    return {
        "model": model,
        "planted": mapping(report.run.get("planted")).get(model, ""),
        "strands": [_strand(report, one, f"{place}-{at}") for at, one in enumerate(strands)],
    }


def _strand(report: Report, strand: Strand, name: str) -> dict[str, Any]:
    factors, donor = factors_of(report), donor_of(report, strand.model)
    planted = strand.model in report.controls
    shown = sheet(strand, donor)
    rows = [{**row, "cells": dashed(row["cells"])} for row in shown["rows"]]
    signs = signs_of(strand.topologies, donor) if any(strand.topologies) else []
    picture = [] if planted else curves_picture(strand, f"curves{name}", factors)
    own = [] if planted else rollouts_picture(strand, f"rollouts{name}", offered(strand))
    return {
        "heading": strand_words(strand),
        "findings": findings(strand),
        "curves": figure_of(picture, signs),
        "refused": refused(strand),
        "resets": any(one.reset for one in strand.spots),
        "priced": strand.known("price"),
        "sheet": {**shown, "rows": rows},
        "choices": figure_of(choices_picture(strand, f"choices{name}")),
        "early": baseline_words(strand),
        "rollouts": figure_of(own),
    }


def findings(strand: Strand) -> list[tuple[str, str]]:
    """What became of it, a topology each: its name, and a sentence."""
    said = []
    for topology in strand.long:
        words = "; ".join(
            one for one in (finding(strand, topology), comeback(strand, topology)) if one
        )
        if words:
            said.append((topology_words(topology), words))
    return said
