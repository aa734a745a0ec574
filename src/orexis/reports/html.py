"""The report as one HTML file that opens from disk, offline, without a script."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from markupsafe import Markup

from orexis.reports.answers import answers
from orexis.reports.detection import detection_picture
from orexis.reports.drift import TEMPLATE as DRIFT
from orexis.reports.drift import about_drift
from orexis.reports.drift import sections as drift_sections
from orexis.reports.facts import FALSE_POSITIVES, facts
from orexis.reports.figures import conditions_picture
from orexis.reports.offers import about_offers
from orexis.reports.offers import sections as offer_sections
from orexis.reports.offers import template as offer_template
from orexis.reports.report import Report
from orexis.reports.sections import (
    alarm,
    control_gaps,
    estimate_tables,
    extent,
    glossary,
    headline,
)
from orexis.reports.templates import template
from orexis.reports.variance import variance_page, without_variance
from orexis.reports.verdicts import judged, shared
from orexis.reports.why import about_why, sections
from orexis.reports.words import mapping
from orexis.writing import replace_text


def write_report(path: Path | str, report: Report) -> Path:
    """Write the report as one self-contained HTML file, whole or not at all.

    Returns:
        The path of the file.

    Raises:
        OrexisError: the file can't be written.
    """
    replace_text(Path(path), render(report))
    return Path(path)


def render(report: Report) -> str:
    """The report as HTML; the same report gives the same text.

    Every text of a model, table or run is escaped, and its control characters are shown as the
    replacement character.
    """
    whose, report = variance_page(report), without_variance(report)
    common = {**_common(report), "whose": whose}
    if about_why(report):
        return template("why/page.html.j2").render(**common, **sections(report))
    if about_drift(report):
        return template(DRIFT).render(**common, **drift_sections(report))
    if about_offers(report):
        return template(offer_template(report)).render(**common, **offer_sections(report))
    picture = conditions_picture(report)
    detection = detection_picture(mapping(report.run.get("calibration")))
    return template("template.html.j2").render(
        picture=picture,
        false_positives=FALSE_POSITIVES,
        panels=[(one.model, Markup(one.svg)) for one in picture.panels] if picture else [],  # noqa: S704
        detection=Markup(detection) if detection else "",  # noqa: S704
        control_names=report.controls,
        control_gaps=control_gaps(report),
        studied=judged(report, report.user_models),
        controls=judged(report, report.controls),
        shared=shared(report),
        **common,
    )


def _common(report: Report) -> dict[str, Any]:
    """What every report shows."""
    return {
        "headline": headline(report),
        "extent": extent(report),
        "alarm": alarm(report),
        "tables": estimate_tables(report),
        "glossary": glossary(report),
        "answers": answers(report),
        "notes": report.notes,
        "folded": about_why(report) or about_offers(report) or about_drift(report),
        **facts(report),
    }
