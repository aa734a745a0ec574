"""The calibration of the probe that follows long rollouts, in a terminal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

RATES = (
    ("right", "Runs with the class that is true of the agent"),
    ("false_positive", "Verdicts supported that are not true of the agent"),
    ("false_wander", "Wander supported of agents that do not wander"),
    ("false_incoherence", "Incoherence supported of agents that stay as consistent"),
)


def long_tables(found: Mapping[str, Any]) -> list[RenderableType]:
    """Classes, false positives, coverage, and the smallest wander that would be seen.

    Args:
        found: What run.json says of the calibration.
    """
    rates = [
        Text(f"{said}: {_rate(found[name])}") for name, said in RATES if found.get(name) is not None
    ]
    size = (
        f"{found['seconds']:.1f} s for {found['runs']} runs of {found['rollouts']} rollouts a "
        f"topology, {found['forks']} forks after episodes "
        + ", ".join(map(str, found["checkpoints"]))
    )
    return [_classes(found), *rates, *_coverage(found), *_detection(found), Text(size)]


def _table(title: str) -> Table:
    return Table(title=title, title_justify="left", box=SIMPLE_HEAD, pad_edge=False)


def _classes(found: Mapping[str, Any]) -> RenderableType:
    table = _table(f"Class that was found, share of {found['runs']} runs; bold: as it should be")
    table.add_column("planted agent", no_wrap=True)
    table.add_column("topology", no_wrap=True)
    for name in found["classes"]:
        table.add_column(name, justify="right")
    before = ""
    for one in found["agents"]:
        runs = sum(one["classes"].values())
        cells = (
            _share(one["classes"].get(name, 0), runs, own=one["own"]["class"] == name)
            for name in found["classes"]
        )
        table.add_row("" if one["agent"] == before else one["agent"], one["topology"], *cells)
        before = one["agent"]
    return table


def _share(count: int, runs: int, *, own: bool) -> Text:
    style = "bold" if own else "" if count else "dim"
    return Text(f"{count / runs:.2f}" if count else "·", style)


def _coverage(found: Mapping[str, Any]) -> list[RenderableType]:
    return [
        Text(f"Intervals of {one['estimand']} that held the truth [95%]: {_rate(one)}")
        for one in found["coverage"]
    ]


def _detection(found: Mapping[str, Any]) -> list[RenderableType]:
    if not found["detection"]:
        return []
    table = _table("How large a change of the price is seen (share of runs)")
    table.add_column("topology")
    for name in ("changed by a factor of", "interval without 0", "wander supported"):
        table.add_column(name, justify="right")
    for one in found["detection"]:
        rates = (_rate(one["seen"]), _rate(one["supported"]))
        table.add_row(one.get("topology", ""), f"{one['factor']:.3g}", *rates)
    return [table]


def _rate(rate: Mapping[str, Any]) -> str:
    return f"{rate['value']:.3f} [{rate['low']:.3f}, {rate['high']:.3f}]"
