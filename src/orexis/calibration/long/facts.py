"""A calibration of long rollouts as plain data: what run.json says of it."""

from __future__ import annotations

import math
from typing import Any

from orexis.calibration.long.found import Detected, LongCalibration
from orexis.calibration.long.judged import Along, LongJudged
from orexis.calibration.offers.tally import Tally
from orexis.calibration.rates import Rate
from orexis.estimates.drift import CLASSES, DriftRule
from orexis.probes.long import NAME

DIGITS = 4


def long_facts(found: LongCalibration) -> dict[str, Any]:
    """Plain JSON: nan and inf stand as None."""
    design = found.design
    return {
        "kind": "long",
        "probe": NAME,
        "of": design.of,
        "runs": found.runs,
        "target": dict(design.targets[0]),
        "topologies": list(design.topologies),
        "rollouts": design.rollouts,
        "episodes": design.episodes,
        "checkpoints": list(design.checkpoints),
        "forks": design.forks,
        "classes": list(CLASSES),
        "agents": [_agent(judged, one) for judged in found.judged for one in judged.along],
        "confusion": found.confusion(),
        "right": _rate(found.right),
        "false_positive": _rate(found.false_positive),
        "false_wander": _rate(found.false_wander),
        "false_incoherence": _rate(found.false_incoherence),
        "coverage": [_coverage(name, one) for name, one in found.tallies().items() if one.of],
        "detection": [_detected(one) for one in found.detection()],
        "smallest_seen": found.smallest_seen,
        "seconds": round(found.seconds, 1),
    }


def _agent(judged: LongJudged, one: Along) -> dict[str, Any]:
    known = one.known
    arguments = {name: value for name, value in judged.case.arguments if name != "contexts"}
    return {
        "agent": judged.case.name,
        "topology": known.topology,
        "truth": {"agent": judged.case.agent, **arguments},
        "own": {
            "class": one.own,
            "wander": _number(known.wander),
            "apart": _number(known.apart),
            "incoherence": _number(known.incoherence),
            "lapse": _number(known.lapse),
            "statuses": known.statuses(DriftRule()),
        },
        "classes": one.classes,
        "wander": one.wander,
        "incoherence": one.incoherence,
        "right": _rate(one.right),
        "wrong": _rate(one.wrong),
        "false_positive": _rate(judged.false_positive),
        "coverage": [_coverage(name, each) for name, each in one.tallies.items() if each.of],
    }


def _coverage(name: str, one: Tally) -> dict[str, Any]:
    return {
        "estimand": name,
        **_rated(one.coverage),
        "bias": _number(one.bias),
        "rmse": _number(one.rmse),
        "absent": one.absent,
    }


def _detected(one: Detected) -> dict[str, Any]:
    return {
        "factor": _number(one.factor),
        "topology": one.topology,
        "wander": _number(one.wander),
        "seen": _rate(one.seen),
        "supported": _rate(one.supported),
    }


def _rate(rate: Rate | None) -> dict[str, Any] | None:
    return None if rate is None else _rated(rate)


def _rated(rate: Rate) -> dict[str, Any]:
    shares = {"value": rate.value, "low": rate.low, "high": rate.high}
    return {**{name: _number(each) for name, each in shares.items()}, "runs": rate.runs}


def _number(value: float) -> float | None:
    return round(value, DIGITS) if math.isfinite(value) else None
