"""The sections of the pages that only these probes have."""

from __future__ import annotations

import math
from typing import Any

from orexis.reports.offers.asking import PRICE, RESOURCES, probe_of
from orexis.reports.offers.calibration import calibration
from orexis.reports.offers.elicitation import elicitation_table, leaning_key, leaning_picture
from orexis.reports.offers.horizon import page as horizon
from orexis.reports.offers.looks import figure_of
from orexis.reports.offers.price import page as price
from orexis.reports.offers.resources import page as resources
from orexis.reports.report import Report


def template(report: Report) -> str:
    """The page's template."""
    return f"offers/{probe_of(report)}.html.j2"


def sections(report: Report) -> dict[str, Any]:
    """What the template shows, beside what every report has."""
    own = {PRICE: price.sections, RESOURCES: resources.sections}.get(
        probe_of(report), horizon.sections
    )
    return {
        **own(report),
        "leaning": figure_of(leaning_picture(report), leaning_key(report)),
        "elicitation": elicitation_table(report),
        "showed": calibration(report),
        "level": level_words(report),
    }


def level_words(report: Report) -> str:
    """`95% intervals`, from the estimates."""
    levels = [one.level for one in report.estimates if not math.isnan(one.level)]
    return f"{100 * levels[0]:g}% intervals" if levels else "intervals"
