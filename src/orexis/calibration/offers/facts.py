"""A calibration of a probe that puts offers as plain data: what run.json says of it."""

from __future__ import annotations

import math
from typing import Any

from orexis.calibration.offers.calibrating import OfferCalibration
from orexis.calibration.offers.judged import Judged
from orexis.calibration.offers.samples import Needed
from orexis.calibration.offers.tally import Tally
from orexis.calibration.rates import Rate

DIGITS = 4
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
        "right": _rate(found.right),
        "false_positive": _rate(found.false_positive),
        "false_jump": _rate(found.false_jump),
        "found_jump": _rate(found.found_jump),
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
        "right": _rate(one.right),
        "false_positive": _rate(one.false_positive),
        "classes": one.classes,
        "forms": one.forms,
    }


def _coverage(name: str, one: Tally) -> dict[str, Any]:
    return {"estimand": name, **_rated(one.coverage), "absent": one.absent}


def _bias(name: str, one: Tally) -> dict[str, Any]:
    return {
        "estimand": name,
        "value": _number(one.bias),
        "rmse": _number(one.rmse),
        "scale": SCALES.get(name, "parameter"),
        "estimates": one.errors,
    }


def _needed(one: Needed) -> dict[str, Any]:
    return {
        "agent": one.agent,
        "estimand": one.estimand,
        "wanted": one.wanted,
        "offers": _number(one.offers),
        "by_offers": [{"offers": n, "value": _number(value)} for n, value in one.found],
    }


def _rate(rate: Rate | None) -> dict[str, Any] | None:
    return None if rate is None else _rated(rate)


def _rated(rate: Rate) -> dict[str, Any]:
    shares = {"value": rate.value, "low": rate.low, "high": rate.high}
    return {**{name: _number(each) for name, each in shares.items()}, "runs": rate.runs}


def _number(value: float) -> float | None:
    return round(value, DIGITS) if math.isfinite(value) else None
