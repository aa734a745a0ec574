"""Reading a set of the world `resources`: by its choices, and exactly, as tables and verdicts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, isfinite

import numpy as np

from orexis.agents.organisms.sets import TrainedSet
from orexis.agents.organisms.worlds.resources import (
    REGIMES,
    TRAINED_GOALS,
    USEFUL,
    rational_price,
)
from orexis.agents.organisms.worlds.world import LEFT
from orexis.calibration.organisms.asking import facts_of
from orexis.calibration.organisms.resources_asked import (
    ask_resources,
    true_organisms,
)
from orexis.calibration.organisms.resources_exact import (
    ExactPrices,
    exact_prices,
    prices_by_goal,
)
from orexis.choices import ChoiceTable
from orexis.errors import OrexisError
from orexis.estimates.estimate import Estimate, Verdict
from orexis.estimates.intervals import Interval
from orexis.estimates.organisms.resource_classes import (
    ASKED,
    CLASSES,
    RULE,
    UNDECIDED,
    UNINTERPRETABLE,
    PricedOrganism,
)
from orexis.estimates.organisms.resource_prices import horizon_slope
from orexis.estimates.organisms.resources import price_estimates, price_organisms, regime_verdicts

Table = tuple[str, tuple[str, ...], tuple[tuple[str, ...], ...], str]
"""Title, heads, rows and a note."""
ABSENT = "\N{EN DASH}"
BIG = 99.95
"""Points from which on no decimals are shown."""
SCOPE = "for networks of this set, in the contexts of the world `resources`"
NOTES = (
    RULE,
    (
        "A held-out goal is an input that training never set: a price there says that the network "
        "passes over the goal, not that it understands a new one. A context in which resources are "
        "said to be useless is new as well wherever training did not show it; how large a price is "
        "there means little, that it does not vanish means much."
    ),
    (
        "Steps left that no training has shown are extrapolated, most wildly by organisms with the "
        "shortest episodes."
    ),
)


@dataclass(frozen=True)
class ResourcesFound:
    """What was read of a set."""

    table: ChoiceTable | None
    """The choices; None where only the networks were read."""
    estimates: tuple[Estimate, ...]
    verdicts: tuple[Verdict, ...]
    notes: tuple[str, ...]
    tables: tuple[Table, ...]


def read_resources(
    trained: TrainedSet, *, choices: int = 60, seed: int = 0, exact: bool = False
) -> ResourcesFound:
    """What the organisms of a set want resources for.

    Args:
        trained: a set of the world `resources`.
        choices: of each organism.
        seed: of the choices.
        exact: read the networks' own probabilities besides; these are no choices.

    Raises:
        OrexisError: fewer than 24 choices, or a regime that the world does not have.
    """
    if unknown := sorted({one.regime for one in trained.members} - set(REGIMES)):
        raise OrexisError(
            f"{trained.path} has organisms of the regime '{unknown[0]}', which the world resources "
            f"does not have; it has {', '.join(REGIMES)}"
        )
    table = ask_resources(trained, choices, seed)
    found = price_organisms(table, facts_of(trained))
    tables = [_classes(found, true_organisms(trained)), *_paid(found)]
    estimates = list(price_estimates(found))
    if exact:
        prices = exact_prices(trained)
        estimates += [_slope_estimate(one) for one in prices]
        tables += [_exact_table(trained, regime, prices) for regime in _regimes(found)]
        tables += _by_goal(trained)
    unshown = [name for name, regime in REGIMES.items() if USEFUL not in regime.sees]
    verdicts = regime_verdicts(found, SCOPE, unshown)
    return ResourcesFound(table, tuple(estimates), verdicts, NOTES, tuple(tables))


def _regimes(found: Sequence[PricedOrganism]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.trained.regime for one in found))


def _classes(found: Sequence[PricedOrganism], true: Sequence[PricedOrganism]) -> Table:
    """How many organisms of each regime are of each class, and how many rightly."""
    rows = []
    for regime in _regimes(found):
        pairs = [
            (one.kind, other.kind)
            for one, other in zip(found, true, strict=True)
            if one.trained.regime == regime
        ]
        for name in CLASSES:
            said = [other == name for one, other in pairs if one == name]
            right = "" if name in {UNDECIDED, UNINTERPRETABLE} else f"{sum(said)} of {len(said)}"
            if said:
                rows.append((regime, name, f"{len(said)} of {len(pairs)}", right))
    heads = ("regime", "class", "organisms", "rightly")
    note = "Rightly: how many of them have the class that follows from the network itself."
    return "What organisms want resources for", heads, tuple(rows), note


def _paid(found: Sequence[PricedOrganism]) -> list[Table]:
    """Median prices by choices, one table a regime."""
    return [
        _paid_in([one for one in found if one.trained.regime == regime], regime)
        for regime in _regimes(found)
    ]


def _paid_in(found: Sequence[PricedOrganism], regime: str) -> Table:
    horizons = sorted({one.trained.horizon for one in found})
    seeds = sorted({one.trained.seed for one in found})
    rows = []
    for name in ASKED:
        grid = np.full((len(horizons), len(seeds)), np.nan)
        for one in found:
            if not one.reason:
                at = horizons.index(one.trained.horizon), seeds.index(one.trained.seed)
                grid[at] = exp(one.prices[name].value)
        rows.append((name, *_medians(grid), _slope(horizon_slope(horizons, grid))))
    heads = ("condition", *(f"H={one}" for one in horizons), "slope")
    note = "Median points over seeds, 1 where all points were taken; at the start of an episode."
    if LEFT in REGIMES[regime].sees:
        note += " Each is told of its own kind of episode, so this slope is the confounded reading."
    return f"{regime}: prices by choices", heads, tuple(rows), note


def _exact_table(trained: TrainedSet, regime: str, prices: Sequence[ExactPrices]) -> Table:
    some = [one for one in prices if one.regime == regime]
    horizons = some[0].horizons
    counts = [
        [one.reached for one in trained.members if (one.regime, one.horizon) == (regime, horizon)]
        for horizon in horizons
    ]
    # One that counts its steps knows how many are left, stated or not.
    known = "stated" if trained.kind.remembers else regime
    best = rational_price(known, horizons, np.array(horizons) - 1)
    rows = [
        ("trained to criterion", *(f"{sum(one)}/{len(one)}" for one in counts), ""),
        ("what pays", *(f"{one:.1f}" for one in best.tolist()), ""),
        *((one.reading.name, *_medians(one.prices), _slope(one.slope)) for one in some),
    ]
    heads = ("reading", *(f"H={one}" for one in horizons), "slope")
    note = (
        "Largest q paid at the start of an episode, median over seeds; slope of log2(q + 1/2) over "
        "log2(H), H of 4 and up."
    )
    return f"{regime}: prices as the networks have them", heads, tuple(rows), note


def _by_goal(trained: TrainedSet) -> list[Table]:
    """Prices by final goal, of regimes in which each organism has one."""
    found: list[Table] = []
    for regime in dict.fromkeys(one.regime for one in trained.members if one.goal is not None):
        some = trained.where(np.array([one.regime == regime for one in trained.members]))
        horizons = sorted({one.horizon for one in some.members})
        rows = []
        for horizon in horizons[-3:]:
            for name, means in zip(
                ("general", "tool of goal 0"), prices_by_goal(some, horizon), strict=True
            ):
                rows.append((f"H={horizon}, {name}", *(_number(one) for one in means.tolist())))
        heads = ("price", *(f"goal {goal}" for goal in range(TRAINED_GOALS)))
        title = f"{regime}: prices by the organism's final goal"
        note = "Mean over organisms; the tool of goal 0 is offered in an episode of goal 0."
        found.append((title, heads, tuple(rows), note))
    return found


def _medians(grid: np.ndarray[tuple[int, int], np.dtype[np.float64]]) -> tuple[str, ...]:
    """Over the seeds that count."""
    rows = (row[np.isfinite(row)] for row in grid)
    return tuple(_number(float(np.median(row))) if len(row) else ABSENT for row in rows)


def _number(value: float) -> str:
    return f"{value:.{1 if value < BIG else 0}f}" if isfinite(value) else ABSENT


def _slope(found: Interval) -> str:
    if not isfinite(found.value):
        return ABSENT
    # Adding 0 turns -0.0 into 0.0.
    value, low, high = (round(one, 2) + 0.0 for one in (found.value, found.low, found.high))
    return f"{value:.2f} [{low:.2f}, {high:.2f}]"


def _slope_estimate(found: ExactPrices) -> Estimate:
    slope, cell = found.slope, {"reading": found.reading.name}
    name, method = "slope of the price over the trained horizon", "t over seeds"
    if not slope.n:
        reason = "no seed has two horizons that can be interpreted"
        return Estimate.absent(name, found.regime, reason=reason, level=slope.level, cell=cell)
    return Estimate(
        name, found.regime, slope.value, slope.low, slope.high, slope.level, slope.n, method, cell
    )
