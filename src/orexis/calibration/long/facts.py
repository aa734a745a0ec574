"""A calibration of long rollouts as plain data: what run.json says of it."""

from __future__ import annotations

from typing import Any

from orexis.calibration.long.found import Detected, LongCalibration
from orexis.calibration.long.judged import Along, LongJudged
from orexis.calibration.offers.tally import Tally
from orexis.calibration.rates import figure_facts, known_rate, rate_facts
from orexis.estimates.drift import CLASSES, DriftRule
from orexis.probes.long import NAME


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
        "right": known_rate(found.right),
        "false_positive": known_rate(found.false_positive),
        "false_wander": known_rate(found.false_wander),
        "false_incoherence": known_rate(found.false_incoherence),
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
            "wander": figure_facts(known.wander),
            "apart": figure_facts(known.apart),
            "incoherence": figure_facts(known.incoherence),
            "lapse": figure_facts(known.lapse),
            "statuses": known.statuses(DriftRule()),
        },
        "classes": one.classes,
        "wander": one.wander,
        "incoherence": one.incoherence,
        "right": known_rate(one.right),
        "wrong": known_rate(one.wrong),
        "false_positive": known_rate(judged.false_positive),
        "coverage": [_coverage(name, each) for name, each in one.tallies.items() if each.of],
    }


def _coverage(name: str, one: Tally) -> dict[str, Any]:
    return {
        "estimand": name,
        **rate_facts(one.coverage),
        "bias": figure_facts(one.bias),
        "rmse": figure_facts(one.rmse),
        "absent": one.absent,
    }


def _detected(one: Detected) -> dict[str, Any]:
    return {
        "factor": figure_facts(one.factor),
        "topology": one.topology,
        "wander": figure_facts(one.wander),
        "seen": known_rate(one.seen),
        "supported": known_rate(one.supported),
    }
