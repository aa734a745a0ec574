"""A calibration of a probe that puts offers as plain data: what run.json says of it."""

from __future__ import annotations

from typing import Any

from orexis.calibration.offers.calibrating import OfferCalibration
from orexis.calibration.offers.judged import Judged
from orexis.calibration.offers.samples import Needed
from orexis.calibration.offers.tally import Tally
from orexis.calibration.rates import figure_facts, known_rate, rate_facts

SCALES = {
    "price": "log points",
    "revealed_horizon": "steps",
    "weight": "weight",
    "jump": "weight",
    "weight_within": "weight",
    "weight_beyond": "weight",
}
"""What errors are measured in; a parameter's own unit where nothing is said."""


def offer_facts(found: OfferCalibration) -> dict[str, Any]:
    """Plain JSON: nan and inf stand as None."""
    tallies = found.tallies()
    return {
        "kind": "offers",
        "probe": found.design.probe,
        "runs": found.runs,
        "offers_per_condition": found.design.offers,
        "conditions": [dict(one) for one in found.design.conditions],
        "agents": [_agent(one) for one in found.judged],
        "classes": found.classes(),
        "right": known_rate(found.right),
        "false_positive": known_rate(found.false_positive),
        "false_jump": known_rate(found.false_jump),
        "found_jump": known_rate(found.found_jump),
        "coverage": [_coverage(name, one) for name, one in tallies.items() if one.of],
        "bias": [_bias(name, one) for name, one in tallies.items() if one.errors],
        "samples": [_needed(one) for one in found.needed],
        "seconds": round(found.seconds, 1),
    }


def _agent(one: Judged) -> dict[str, Any]:
    arguments = {name: value for name, value in one.case.arguments if name != "contexts"}
    return {
        "agent": one.case.name,
        "truth": {"agent": one.case.agent, **arguments},
        "own": one.own,
        "verdicts": one.verdicts,
        "right": known_rate(one.right),
        "false_positive": known_rate(one.false_positive),
        "classes": one.classes,
        "forms": one.forms,
    }


def _coverage(name: str, one: Tally) -> dict[str, Any]:
    return {"estimand": name, **rate_facts(one.coverage), "absent": one.absent}


def _bias(name: str, one: Tally) -> dict[str, Any]:
    return {
        "estimand": name,
        "value": figure_facts(one.bias),
        "rmse": figure_facts(one.rmse),
        "scale": SCALES.get(name, "parameter"),
        "estimates": one.errors,
    }


def _needed(one: Needed) -> dict[str, Any]:
    return {
        "agent": one.agent,
        "estimand": one.estimand,
        "wanted": one.wanted,
        "offers": figure_facts(one.offers),
        "by_offers": [{"offers": n, "value": figure_facts(value)} for n, value in one.found],
    }
