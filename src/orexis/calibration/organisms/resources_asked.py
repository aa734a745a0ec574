"""Putting the offers of the probe `resources` to trained organisms, and drawing their choices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import exp, log

import numpy as np

from orexis.agents.organisms.encoding import chances
from orexis.agents.organisms.sets import Member, TrainedSet
from orexis.agents.organisms.worlds.resources import REGIMES
from orexis.agents.organisms.worlds.world import LEFT
from orexis.agents.planted.choosers.reader import default_offer_reader
from orexis.agents.planted.choosers.reading import OfferReading
from orexis.calibration.organisms.asking import trained_of
from orexis.choices import Choice, ChoiceTable
from orexis.errors import OrexisError
from orexis.estimates.intervals import Interval
from orexis.estimates.organisms.resource_classes import (
    ASKED,
    CONTROL,
    CONTROL_USELESS,
    TOOL,
    TOOL_SWITCHED,
    PricedOrganism,
)
from orexis.estimates.organisms.resource_prices import LEVEL, RANGE
from orexis.probes.offers import Offer, OfferDesign
from orexis.probes.offers.design import conditions_of

FEWEST = 24
"""Choices below which no organism can be told from another."""
UNSTATED = "unstated"
CLOSE = 32.0
"""Points that a resource can bring within episodes of up to 33 steps: here most offers are put."""
PLACED = 0
"""Seed of wordings, formats and orders: the same for all organisms."""
FINE = 100
"""Levels at which a network's own chances are read."""


@dataclass(frozen=True, slots=True)
class Put:
    """One offer that is put to organisms, and what they read in it."""

    name: str
    """Of its condition."""
    offer: Offer
    reading: OfferReading


def shares(choices: int) -> Mapping[str, int]:
    """How many offers each condition gets: most where the classes are decided.

    An even number for the controls, as half of them show the points first.

    Raises:
        OrexisError: too few choices.
    """
    if choices < FEWEST:
        raise OrexisError(
            f"{choices} choices an organism are too few to tell what it wants resources for; "
            f"give at least {FEWEST} with --choices"
        )
    control, control_useless = 2 * round(choices / 16), 2 * (choices // 20)
    tools = choices // 7
    general = (choices - control - control_useless - 2 * tools) // 3
    own = {
        CONTROL: control,
        CONTROL_USELESS: control_useless,
        TOOL: tools,
        TOOL_SWITCHED: tools,
    }
    return {name: own.get(name, general) for name in ASKED}


def boundary_of(member: Member, levels: Sequence[str]) -> str:
    """The boundary that an organism is asked at: the largest that its training has shown.

    Args:
        member: the organism.
        levels: the probe's levels.

    Returns:
        Steps left, at most H - 1; `unstated` for organisms that do not see them.
    """
    if LEFT not in REGIMES[member.regime].sees:
        return UNSTATED
    known = [int(level) for level in levels if level.isdecimal()]
    return str(max(steps for steps in known if steps < member.horizon))


def ask_resources(trained: TrainedSet, choices: int = 60, seed: int = 0) -> ChoiceTable:
    """Draw the choices of every organism of a set, each offer in a context of its own.

    The points stand on a fixed grid of the probe's levels. Which wording and format an offer has is
    drawn apart from its points, and of each two neighbouring levels one shows the points first.

    Args:
        trained: organisms of the world `resources`.
        choices: of each organism, at most.
        seed: of the draws.

    Returns:
        Rows with the organism's name as model; outcome 1 where the points were taken.

    Raises:
        OrexisError: fewer than 24 choices.
    """
    counts = shares(choices)
    rng = np.random.default_rng(seed)
    rows: list[Choice] = []
    places = {one.name: boundary_of(one, _levels()) for one in trained.members}
    for boundary in dict.fromkeys(places.values()):
        some = trained.where(np.array([places[one.name] == boundary for one in trained.members]))
        put = put_offers(boundary, counts)
        takes = chances(some, [one.reading for one in put])
        taken = rng.random(takes.shape) < takes
        for member, outcomes in zip(some.members, taken.tolist(), strict=True):
            rows += [
                choice_of(member, one, taken=took) for one, took in zip(put, outcomes, strict=True)
            ]
    return ChoiceTable.from_choices(rows)


def _levels() -> tuple[str, ...]:
    probe = OfferDesign("resources").asks
    return next(factor.levels for factor in probe.factors if factor.name == "boundary")


def put_offers(boundary: str, counts: Mapping[str, int]) -> list[Put]:
    """The offers of all conditions at one boundary, the same at every call.

    Args:
        boundary: level of the factor.
        counts: offers of each condition of `ASKED`.

    Returns:
        By condition, and within it with ascending points.
    """
    conditions = conditions_of("resources", {"boundary": [boundary]})
    design = OfferDesign("resources", conditions, placement="grid")
    reader = default_offer_reader(design.contexts)
    found: list[Put] = []
    for name, (consequence, goal) in ASKED.items():
        wanted = {"consequence": consequence, "goal": goal, "boundary": boundary}
        condition = next(one for one in conditions if dict(one.pairs) == wanted)
        levels = _spread(design.levels, counts[name])
        rng = np.random.default_rng([PLACED, len(found)])
        numbers, firsts = rng.permutation(len(levels)).tolist(), _firsts(len(levels), rng)
        for number, level, first in zip(numbers, levels, firsts, strict=True):
            form = design.format_of(number)
            offer = design.offer_in(condition, number, level, form, first=first)
            found.append(Put(name, offer, reader.read(offer.context.messages())))
    return found


def _firsts(count: int, rng: np.random.Generator) -> list[bool]:
    """Which offers show the points first: one, by chance, of each two neighbours."""
    one = rng.random((count + 1) // 2) < 1 / 2
    both: list[bool] = np.stack([one, ~one], axis=1).ravel()[:count].tolist()
    return both


def _spread(levels: Sequence[float], count: int) -> list[int]:
    """Three quarters of the levels up to `CLOSE` points, the rest beyond, both evenly in ln."""
    low, high = RANGE
    close = max(1, round(3 * count / 4))
    middles = [
        start + (place + 0.5) * (end - start) / size
        for start, end, size in ((low, log(CLOSE), close), (log(CLOSE), high, count - close))
        for place in range(size)
    ]
    return [int(np.abs(np.asarray(levels) - middle).argmin()) for middle in middles]


def choice_of(member: Member, put: Put, *, taken: bool) -> Choice:
    """The row of one answer."""
    factors = dict(put.offer.condition.pairs)
    return Choice(
        member.name,
        f"{member.name}/{put.name}/{put.offer.number}",
        float(taken),
        factors,
        context=" ".join(factors.values()),
        item=put.offer.item,
        format=put.reading.format,
        fork="given" if put.offer.first else "reversed",
        stakes={"points": exp(put.reading.stake)},
    )


def true_organisms(trained: TrainedSet) -> tuple[PricedOrganism, ...]:
    """Every organism as its network has it, by the same rule: what choices ought to find.

    Its prices are the integrals, over the probe's range, of the chance that it keeps the resource,
    in the context in which `ask_resources` asks; they have no uncertainty.
    """
    places = {one.name: boundary_of(one, _levels()) for one in trained.members}
    found: dict[str, PricedOrganism] = {}
    stakes = RANGE[0] + (np.arange(FINE) + 0.5) * (RANGE[1] - RANGE[0]) / FINE
    for boundary in dict.fromkeys(places.values()):
        some = trained.where(np.array([places[one.name] == boundary for one in trained.members]))
        put = put_offers(boundary, dict.fromkeys(ASKED, 1))
        read = [replace(one.reading, stake=stake) for one in put for stake in stakes.tolist()]
        keeps = 1 - chances(some, read).reshape(-1, len(put), FINE).mean(axis=2)
        for member, kept in zip(some.members, keeps.tolist(), strict=True):
            prices = {one.name: _sure(share) for one, share in zip(put, kept, strict=True)}
            facts = trained_of(member)
            found[member.name] = PricedOrganism(facts, prices, prices[CONTROL].value / RANGE[1])
    return tuple(found[one.name] for one in trained.members)


def _sure(share: float) -> Interval:
    price = RANGE[0] + share * (RANGE[1] - RANGE[0])
    return Interval(price, price, price, LEVEL, 0)
