"""What the run recorded about itself, put into words; nothing of it need be there."""

from __future__ import annotations

import math
from typing import Any

from orexis.reports.drift.asking import about_drift
from orexis.reports.offers.asking import about_offers
from orexis.reports.report import Report
from orexis.reports.sections import share_words
from orexis.reports.words import cell_words, listing, mapping, number, percent, spaced, written

MINUTE = 60.0
FALSE_POSITIVES = "False positives, planted honest worker (97% right, independent slips, drawn)"
"""Which null the rate is about: another one may have another rate."""
NO_QUIZ = "Which rung of the quiz was used, and why, was not recorded."
NO_CONTROLS = "No planted agents went along: a fault in the texts would not have shown."


def facts(report: Report) -> dict[str, Any]:
    """Everything that `run.json` may bring, in the shape of the template."""
    run = report.run
    return {
        "quiz": _quiz(run.get("quiz")),
        "noise": _noise(run.get("noise")),
        "calibration": _calibration(run.get("calibration")),
        "seconds": _seconds(run.get("seconds")),
        "rule": [str(sentence) for sentence in listing(run.get("rule_words"))],
        "settings": [(spaced(name), value) for name, value in mapping(run.get("rule")).items()],
        "texts": _texts(run.get("texts")),
        "provenance": _provenance(report),
        "versions": list(mapping(run.get("versions")).items()),
        "command": _command(run.get("command")),
        "unknown": _unknown(report),
    }


def _quiz(quiz: object) -> list[dict[str, Any]]:
    return [
        {
            "model": model,
            "rung": mapping(content).get("rung") or "none",
            "because": mapping(content).get("because") or "",
            "ladder": [
                {"rung": mapping(row).get("rung"), "words": share_words(row)}
                for row in listing(mapping(content).get("accuracy"))
            ],
        }
        for model, content in mapping(quiz).items()
    ]


def _noise(noise: object) -> list[dict[str, Any]]:
    rows = []
    for model, content in mapping(noise).items():
        shift, count = (number(mapping(content).get(name)) for name in ("log_odds_shift", "n"))
        if not math.isnan(shift):
            path = mapping(content).get("path") or "same"
            repeats = "" if math.isnan(count) else f" ({count:,.0f} repeats)"
            words = f"log odds move by {written(shift, 3)} on the {path} path{repeats}"
            rows.append({"model": model, "words": words})
    return rows


def _calibration(calibration: object) -> dict[str, Any] | None:
    content = mapping(calibration)
    if not content:
        return None
    false = mapping(content.get("false_positive"))
    return {
        "false_positive": share_words(false),
        "false_runs": false.get("runs") or content.get("runs"),
        "runs": content.get("runs"),
        "rollouts": content.get("rollouts_per_condition"),
        "smallest": _smallest(content),
        "detection": [
            {"strength": written(number(mapping(row).get("strength"))), "words": share_words(row)}
            for row in listing(content.get("detection"))
        ],
        "agents": [
            {
                "agent": mapping(row).get("agent"),
                "statuses": list(mapping(mapping(row).get("statuses")).items()),
            }
            for row in listing(content.get("agents"))
        ],
    }


def _smallest(calibration: Any) -> str:
    smallest = number(calibration.get("smallest_detected"))
    if not math.isnan(smallest):
        return (
            "The weakest planted cause found in 80% of runs acts in "
            f"{percent(smallest)} of rollouts."
        )
    if listing(calibration.get("detection")):
        return "No strength that was tried is found in 80% of runs."
    return ""


def _seconds(seconds: object) -> str:
    total, ours = (number(mapping(seconds).get(name)) for name in ("total", "outside_model"))
    if math.isnan(total):
        return ""
    words = f"{total:,.1f} s" if total < MINUTE else f"{total / MINUTE:,.1f} min"
    return words if math.isnan(ours) else f"{words}, of which {ours:,.1f} s outside the models"


def _texts(texts: object) -> list[dict[str, Any]]:
    return [
        {
            "condition": cell_words(mapping(mapping(text).get("condition"))) or "the one condition",
            "messages": [
                {"role": mapping(part).get("role", ""), "text": mapping(part).get("text", "")}
                for part in listing(mapping(text).get("messages"))
            ],
        }
        for text in listing(texts)
    ]


def _provenance(report: Report) -> list[tuple[str, object]]:
    names = ("probe", "started", "finished", "seed", "git_commit")
    known = [(spaced(name), report.run.get(name)) for name in names]
    return [(name, value) for name, value in known if value not in (None, "")]


def _command(command: object) -> str:
    return " ".join(map(str, listing(command))) or str(command or "")


def _unknown(report: Report) -> list[str]:
    """What a sceptic would ask for and the run does not answer."""
    run = report.run
    asked = {
        "controls": NO_CONTROLS,
        "calibration": "No calibration: false-positive rate and detection limit are not known.",
        "rule_words": "The rule behind the verdicts was not recorded.",
        "texts": "The texts that the models were given were not recorded.",
        **({} if about_offers(report) or about_drift(report) else {"quiz": NO_QUIZ}),
        "noise": "The noise floor was not measured.",
        "seed": "The seed was not recorded.",
        "versions": "Package versions were not recorded.",
        "command": "The command that made this was not recorded.",
    }
    return [sentence for name, sentence in asked.items() if run.get(name) in (None, "", [], {})]
