"""What a report says about whose the preference is, apart from what its probe asks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from markupsafe import Markup
from rich.console import RenderableType
from rich.text import Text

from orexis.estimates import Estimate, Verdict
from orexis.reports.report import Report
from orexis.reports.templates import template
from orexis.reports.variance.section import CORRELATION, PARTS, variance_section
from orexis.reports.variance.words import OWN
from orexis.reports.verdicts import sentence
from orexis.reports.words import BADGES, clean, mapping

TEMPLATE = "variance/section.html.j2"


def without_variance(report: Report) -> Report:
    """The report with what its probe asks alone."""
    return replace(
        report,
        estimates=tuple(one for one in report.estimates if not _is_part(one)),
        verdicts=tuple(one for one in report.verdicts if not _is_whose(one)),
    )


def variance_page(report: Report) -> Markup:
    """The section of a page; empty where no share was estimated."""
    extras = mapping(report.run.get("variance"))
    section = variance_section(report.estimates, report.verdicts, extras)
    if section is None:
        return Markup()
    return Markup(template(TEMPLATE).render(variance=section))  # noqa: S704 - escaped by the template


def variance_lines(report: Report) -> Iterator[RenderableType]:
    """The statement of a terminal summary: whose it is, and what else was found of rollouts."""
    own = [one for one in report.verdicts if _is_whose(one)]
    shown = [one for one in own if one.status == "supported" or one is own[0]]
    if shown:
        yield Text("Whose preference is it?", "bold")
    for one in shown:
        badge = BADGES[one.status]
        yield Text(clean(f"  {badge.symbol} {one.status}  {sentence(one.statement, one.model)}"))


def _is_part(one: Estimate) -> bool:
    return one.estimand == CORRELATION or (one.estimand in PARTS and "component" in one.cell)


def _is_whose(one: Verdict) -> bool:
    return one.statement.startswith(OWN)
