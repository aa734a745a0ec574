"""The calibration of a probe that puts offers, in a terminal."""

from __future__ import annotations

import math
from collections.abc import Sequence

from rich.box import SIMPLE_HEAD
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from orexis.calibration.offers import Judged, Needed, OfferCalibration
from orexis.calibration.rates import Rate
from orexis.estimates import Status
from orexis.estimates.price import CLASSES

STATUSES: tuple[Status, ...] = ("supported", "rejected", "undecided", "uninterpretable")
SHORT = {"supported": "sup", "rejected": "rej", "undecided": "und", "uninterpretable": "uni"}
PREFIX = "it gives up in-episode reward to avoid: "


def offer_tables(found: OfferCalibration) -> list[RenderableType]:
    """Verdicts, classes or forms, false positives, coverage, and what more offers bring."""
    price = found.design.asks.priced
    return [
        _verdicts(found),
        _classes(found) if price else _forms(found),
        *_rates(found),
        _estimates(found),
        _needed(found.needed),
        Text(
            f"{found.seconds:.1f} s for {found.runs * len(found.judged):,} runs of "
            f"{len(found.design.conditions)} conditions with {found.design.offers} offers each"
        ),
    ]


def _table(title: str) -> Table:
    return Table(title=title, title_justify="left", box=SIMPLE_HEAD, pad_edge=False)


def _verdicts(found: OfferCalibration) -> RenderableType:
    table = _table(f"Verdicts on planted agents, share of {found.runs} runs; bold: as it should be")
    table.add_column("planted agent", overflow="fold", min_width=20)
    table.add_column("statement", overflow="fold", min_width=12)
    for status in STATUSES:
        table.add_column(SHORT[status], justify="right", no_wrap=True)
    for one in found.judged:
        for number, (statement, counts) in enumerate(one.verdicts.items()):
            runs = sum(counts.values())
            cells = (
                _share(counts.get(status, 0), runs, own=one.own[statement] == status)
                for status in STATUSES
            )
            name = one.case.name if number == 0 else ""
            table.add_row(name, statement.removeprefix(PREFIX), *cells)
    key = "  ".join(f"{short} {status}" for status, short in SHORT.items())
    return Group(table, Text(key))


def _share(count: int, runs: int, *, own: bool) -> Text:
    style = "bold" if own else "" if count else "dim"
    return Text(f"{count / runs:.2f}" if count else "·", style)


def _classes(found: OfferCalibration) -> RenderableType:
    table = _table("Class that was found, by the agent's own class in a condition (share)")
    table.add_column("own class", min_width=12)
    for name in CLASSES:
        table.add_column(name, justify="right")
    table.add_column("conditions", justify="right")
    classes = found.classes()
    for own in (name for name in CLASSES if name in classes):
        total = sum(classes[own].values())
        cells = (_share(classes[own].get(name, 0), total, own=name == own) for name in CLASSES)
        table.add_row(own, *cells, f"{total:,}")
    return table


def _forms(found: OfferCalibration) -> RenderableType:
    table = _table("Form of discounting that predicted best (runs)")
    table.add_column("planted agent", overflow="fold", min_width=20)
    table.add_column("forms found", overflow="fold")
    for one in found.judged:
        if one.tallies:
            table.add_row(one.case.name, _most_first(one))
    return table


def _most_first(one: Judged) -> str:
    ordered = sorted(one.forms.items(), key=lambda pair: -pair[1])
    return ", ".join(f"{name} {count}" for name, count in ordered)


def _rates(found: OfferCalibration) -> list[RenderableType]:
    rates = (
        ("Verdicts as they should be", found.right),
        ("Runs with a statement supported that is not true of the agent", found.false_positive),
        ("Runs with a jump at the boundary, of agents without one", found.false_jump),
        ("Runs with a jump at the boundary, of agents that have one", found.found_jump),
    )
    return [Text(f"{name}: {_in_words(rate)}") for name, rate in rates if rate is not None]


def _estimates(found: OfferCalibration) -> RenderableType:
    table = _table("Estimates against the truth")
    table.add_column("estimand", overflow="fold")
    for name in ("intervals that held it [95%]", "bias", "RMSE", "estimates"):
        table.add_column(name, justify="right")
    for name, one in found.tallies().items():
        if one.of:
            figures = (_figure(one.bias), _figure(one.rmse))
            table.add_row(name.replace("_", " "), _in_words(one.coverage), *figures, f"{one.of:,}")
    return table


def _needed(needed: Sequence[Needed]) -> RenderableType:
    table = _table("Offers per condition that are needed")
    table.add_column("planted agent", overflow="fold", min_width=20)
    table.add_column("found", overflow="fold")
    table.add_column("by offers per condition", overflow="fold")
    for one in needed:
        aim = (
            f"price interval within a factor of {one.wanted:g}"
            if one.estimand == "price"
            else f"jump in {one.wanted:.0%} of runs"
        )
        enough = f"from {one.offers:g}" if math.isfinite(one.offers) else "at none of these"
        curve = "  ".join(f"{offers}: {_figure(value)}" for offers, value in one.found)
        table.add_row(one.agent, f"{aim}: {enough}", curve)
    return table


def _figure(value: float) -> str:
    return "" if math.isnan(value) else f"{value:.3g}"


def _in_words(rate: Rate) -> str:
    return f"{rate.value:.3f} [{rate.low:.3f}, {rate.high:.3f}]"
