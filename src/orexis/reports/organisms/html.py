"""What trained organisms want as one HTML file that opens from disk, offline, without a script."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from markupsafe import Markup

from orexis.estimates import Estimate, Verdict
from orexis.estimates.organisms import OWN, WORDS, OrganismReading
from orexis.reports.organisms.curves import curves_picture, key
from orexis.reports.organisms.horizons import horizons_picture
from orexis.reports.organisms.looks import looks
from orexis.reports.organisms.report import OrganismReport
from orexis.reports.organisms.words import (
    classes,
    context_words,
    extent,
    figure,
    finding,
    regimes,
    slopes,
    value_words,
)
from orexis.reports.templates import template
from orexis.reports.verdicts import plain_verdict
from orexis.writing import replace_text


def write_organisms(path: Path | str, report: OrganismReport) -> Path:
    """Write the page as one self-contained HTML file, whole or not at all.

    Returns:
        The path of the file.

    Raises:
        OrexisError: the file can't be written.
    """
    replace_text(Path(path), render(report))
    return Path(path)


def render(report: OrganismReport) -> str:
    """The page as HTML; the same report gives the same text.

    Every text of a set is escaped, and its control characters are shown as the replacement
    character.
    """
    return template("organisms/page.html.j2").render(
        headline=report.question,
        extent=extent(report),
        regimes=[_regime(report, one) for one in regimes(report.verdicts)],
        reading=_reading(report.reading) if report.reading else None,
        rule=report.reading.rule.describe() if report.reading else [],
        tables=report.tables,
        past=_past(report),
        faults=report.faults,
        sets=report.sets,
        may=report.may,
        may_not=report.may_not,
        notes=report.notes,
        command=report.command,
    )


def _regime(report: OrganismReport, regime: str) -> dict[str, Any]:
    own = [one for one in report.verdicts if one.model == regime]
    return {
        "name": regime,
        "finding": finding(own),
        "classes": classes(report.reading, regime) if report.reading else "",
        "verdicts": [_verdict(one) for one in own],
        "scope": own[0].scope,
    }


def _verdict(one: Verdict) -> dict[str, str]:
    return {**plain_verdict(one), "statement": one.statement}


def _reading(reading: OrganismReading) -> dict[str, Any]:
    names = tuple(dict.fromkeys(one.model for one in reading.regimes))
    contexts = [*reading.panel.contexts, OWN]
    marks = looks(names)
    return {
        "horizons": Markup(horizons_picture(reading)),  # noqa: S704
        "key": [{"label": one, "colour": marks[one][0]} for one in names],
        "curves": [
            (one, Markup(curves_picture(reading, one, f"organism-weights-{at}")))  # noqa: S704
            for at, one in enumerate(names)
        ],
        "shades": [{"label": label, "colour": colour} for label, colour in key(reading)],
        "heads": list(WORDS.values()),
        "figures": [
            (one, [value_words(figure(reading, one, name)) for name in WORDS]) for one in names
        ],
        "contexts": [context_words(one) for one in contexts],
        "slopes": [_slopes(reading, one, contexts) for one in names],
        "more": [
            (one, value_words(_first(reading, one, "losing_acceptance")), _jumps(reading, one))
            for one in names
        ],
        "level": f"{100 * reading.rule.level:g}%",
        "revealed": _revealed(reading, names),
    }


def _slopes(reading: OrganismReading, regime: str, contexts: list[str]) -> tuple[str, list[str]]:
    found = dict(slopes(reading, regime))
    return regime, [value_words(found.get(one)) for one in contexts]


def _first(reading: OrganismReading, regime: str, name: str) -> Estimate | None:
    return figure(reading, regime, name)


def _jumps(reading: OrganismReading, regime: str) -> str:
    found = [e for e in reading.regimes if e.model == regime and e.estimand == "jump"]
    return "; ".join(f"{value_words(e)} at {e.cell['boundary']} left" for e in found)


def _revealed(reading: OrganismReading, names: tuple[str, ...]) -> dict[str, Any]:
    """Revealed horizon by regime and context, a column a trained horizon."""
    own = [e for e in reading.regimes if e.estimand == "revealed_horizon"]
    horizons = sorted({int(e.cell["horizon"]) for e in own})
    rows = []
    for name in names:
        for context in dict.fromkeys(e.cell["boundary"] for e in own if e.model == name):
            known = {
                int(e.cell["horizon"]): value_words(e)
                for e in own
                if e.model == name and e.cell["boundary"] == context
            }
            rows.append((name, context_words(context), [known.get(h, "") for h in horizons]))
    return {"horizons": horizons, "rows": rows}


def _past(report: OrganismReport) -> list[dict[str, Any]]:
    return [
        {
            "regime": one.regime,
            "horizon": one.horizon,
            "how": one.how,
            "multiple": f"{one.multiple:g}",
            "figures": [value_words(each) for each in one.figures],
        }
        for one in report.past
    ]
