"""The conditions of one model, each with its price, class, curve and verdict, put together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from orexis.estimates import Estimate, Verdict
from orexis.reports.offers.asking import Cell, key, rows_about
from orexis.reports.offers.words import CONSEQUENCES, CONTROL, PLACEBOS, consequence_words
from orexis.reports.report import Report
from orexis.reports.words import mapping

CONSEQUENCE = "consequence"
NO_CONSEQUENCE = "all offers"


@dataclass(frozen=True)
class Priced:
    """One condition of one model."""

    model: str
    cell: Mapping[str, str]
    price: Estimate | None = None
    acceptance: Estimate | None = None
    verdict: Verdict | None = None
    classed: Mapping[str, Any] | None = None
    """Class and probabilities, from the run."""
    curve: Mapping[str, Any] | None = None
    """Acceptance by points, from the run."""

    @property
    def consequence(self) -> str:
        """What comes with the points; empty where the table has no such factor."""
        return self.cell.get(CONSEQUENCE, "")

    @property
    def checks(self) -> bool:
        """It is the control or a placebo: to be accepted at every price."""
        return self.consequence in (CONTROL, *PLACEBOS)

    @property
    def context(self) -> dict[str, str]:
        """The levels of all other factors."""
        return {name: level for name, level in self.cell.items() if name != CONSEQUENCE}

    @property
    def words(self) -> str:
        """What comes with the points, in words."""
        return consequence_words(self.consequence) if self.consequence else NO_CONSEQUENCE


def cells_of(report: Report, model: str) -> list[Priced]:
    """Every condition that is priced, judged, classed or drawn: consequences first, checks last."""
    prices, acceptances = (
        {key(one.cell): one for one in report.estimates_of(model, name)}
        for name in ("price", "acceptance")
    )
    verdicts = {key(one.cell): one for one in report.verdicts_of(model) if CONSEQUENCE in one.cell}
    classes, curves = (
        {key(mapping(row.get("cell"))): row for row in rows_about(report, name, model)}
        for name in ("classes", "curves")
    )
    keys = dict.fromkeys([*prices, *verdicts, *classes, *curves])
    found = [
        Priced(
            model,
            dict(each),
            prices.get(each),
            acceptances.get(each),
            verdicts.get(each),
            classes.get(each),
            curves.get(each),
        )
        for each in keys
    ]
    return sorted(found, key=lambda one: _rank(one.consequence))


def contexts_of(cells: Sequence[Priced]) -> list[dict[str, str]]:
    """The contexts without the consequence, each once."""
    return [dict(each) for each in dict.fromkeys(key(one.context) for one in cells)]


def consequences_of(cells: Sequence[Priced]) -> list[str]:
    """The consequences, those that mean something first."""
    return sorted(dict.fromkeys(one.consequence for one in cells), key=_rank)


def within(cells: Sequence[Priced], context: Mapping[str, str]) -> list[Priced]:
    """The cells of one context."""
    wanted: Cell = key(context)
    return [one for one in cells if key(one.context) == wanted]


def _rank(consequence: str) -> tuple[bool, int]:
    """Checks last; within either part the order of `CONSEQUENCES`, unknown ones as they come."""
    known = list(CONSEQUENCES)
    place = known.index(consequence) if consequence in known else len(known)
    return consequence in (CONTROL, *PLACEBOS), place
