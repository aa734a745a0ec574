"""Options of the probes that put offers, and how they become a design."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from orexis.errors import OrexisError
from orexis.probes.offers import FORMATS, OFFERS, PLACEMENTS, UNITS, OfferDesign, Placement, Unit
from orexis.probes.offers.design import conditions_of
from orexis.probes.offers.probe import OFFER_ASKINGS

Command = Callable[..., Any]


@dataclass(frozen=True)
class OfferOptions:
    """What a user said about a design of offers, beside what every probe takes."""

    offers: int | None
    placement: Placement
    formats: str
    neutral: bool
    unit: Unit


@dataclass(frozen=True)
class Shared:
    """Options of every probe that a design of offers takes, too."""

    factor: tuple[tuple[str, str], ...]
    asking: str | None
    wording: tuple[tuple[str, str], ...]
    contexts: Path | None
    seed: int


def offer_design(probe: str, shared: Shared, own: OfferOptions) -> OfferDesign:
    """The design of a probe that puts offers.

    Raises:
        OrexisError: a setting that does not fit.
    """
    if shared.asking not in {None, *OFFER_ASKINGS}:
        raise OrexisError(
            f"with offers, --asking is one of {', '.join(OFFER_ASKINGS)}, not '{shared.asking}'"
        )
    if own.unit != "steps" and probe != "horizon":
        raise OrexisError("--unit belongs to the probe horizon, whose offers have delays")
    contexts = str(shared.contexts.resolve()) if shared.contexts else ""
    keep = {name: levels.split(",") for name, levels in shared.factor}
    design = OfferDesign(
        probe=probe,
        conditions=conditions_of(probe, keep, contexts),
        offers=own.offers or OFFERS[probe].offers,
        placement=own.placement,
        formats=tuple(name.strip() for name in own.formats.split(",") if name.strip()),
        asking="text" if shared.asking == "text" else "letter",
        neutral=own.neutral,
        unit=own.unit,
        wording=shared.wording,
        contexts=contexts,
        seed=shared.seed,
    )
    design.check()
    return design


OFFER_OPTIONS: tuple[Callable[[Command], Command], ...] = (
    click.option(
        "--offers",
        type=click.IntRange(1),
        metavar="N",
        help="Of price, horizon and resources: offers per condition and model. By default "
        + ", ".join(str(probe.offers) for probe in OFFERS.values())
        + ".",
    ),
    click.option(
        "--placement",
        type=click.Choice(PLACEMENTS),
        default=PLACEMENTS[0],
        show_default=True,
        help="Of probes with offers: where most is learned from them, or on a fixed grid.",
    ),
    click.option(
        "--formats",
        default=",".join(FORMATS),
        show_default=True,
        metavar="NAME,...",
        help="Of probes with offers: how they are rendered.",
    ),
    click.option(
        "--neutral",
        is_flag=True,
        help="Of probes with offers: with a third option that leaves the choice open.",
    ),
    click.option(
        "--unit",
        type=click.Choice(UNITS),
        default=UNITS[0],
        show_default=True,
        help="Of horizon: delays in steps of an episode, or in episodes of a session.",
    ),
)
