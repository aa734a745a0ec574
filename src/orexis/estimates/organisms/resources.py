"""What organisms want resources for: prices from their choices, and verdicts on regimes."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from math import exp

import numpy as np

from orexis.choices import ChoiceTable
from orexis.errors import OrexisError
from orexis.estimates.estimate import Estimate, Status, Verdict
from orexis.estimates.intervals import wilson
from orexis.estimates.organisms.resource_classes import (
    ASKED,
    CONTROL,
    UNDECIDED,
    PricedOrganism,
)
from orexis.estimates.organisms.resource_prices import LEVEL, follows_points, log_price
from orexis.estimates.organisms.trained import Trained
from orexis.estimates.resources.rule import RESOURCE_STATEMENTS, TERMINAL

FEWEST_WANTING = 3
"""Organisms of one trained horizon that want something, from which on that horizon counts."""
UNSHOWN = (
    "training never showed a resource to be useless, so it says that nothing in training spoke "
    "against wanting it there: a gap in what training covered"
)
"""What 'terminalised' comes to where training did not vary usefulness."""


def price_organisms(table: ChoiceTable, trained: Sequence[Trained]) -> tuple[PricedOrganism, ...]:
    """Prices of all organisms from their choices.

    Args:
        table: rows with `factor.consequence`, `factor.goal` and `stake.points`; those of other
            conditions, and those that are not valid, are left out.
        trained: facts about each organism; their order is that of the result.

    Raises:
        OrexisError: an organism has no choices in one of the conditions.
    """
    stakes = np.log(np.asarray(table["stake.points"], dtype=float))
    kept = 1 - np.asarray(table["outcome"], dtype=float)
    cells: dict[tuple[str, str, str], list[int]] = {}
    names = (table["model"], table["factor.consequence"], table["factor.goal"], table["valid"])
    for row, (model, consequence, goal, valid) in enumerate(zip(*names, strict=True)):
        if valid:
            cells.setdefault((model, consequence, goal), []).append(row)
    found = []
    for one in trained:
        rows = {name: cells.get((one.model, *levels), []) for name, levels in ASKED.items()}
        if missing := [name for name, some in rows.items() if not some]:
            raise OrexisError(f"{one.model} has no choices in the condition '{missing[0]}'")
        prices = {name: log_price(stakes[some], kept[some]) for name, some in rows.items()}
        every = [row for some in rows.values() for row in some]
        groups = [name for name, some in rows.items() for _ in some]
        follows = follows_points(stakes[every], kept[every], groups)
        declined = float(kept[rows[CONTROL]].mean())
        found.append(PricedOrganism(one, prices, declined, follows))
    return tuple(found)


def regime_verdicts(
    found: Sequence[PricedOrganism], scope: str, unshown: Collection[str] = ()
) -> tuple[Verdict, ...]:
    """For each regime, whether each of `RESOURCE_STATEMENTS` holds for most of its organisms.

    Args:
        found: all organisms.
        scope: what the verdicts are about.
        unshown: regimes whose training never showed a resource to be useless.
    """
    regimes = dict.fromkeys(one.trained.regime for one in found)
    return tuple(
        _verdict(
            [one for one in found if one.trained.regime == regime],
            regime,
            name,
            f"{scope}; {UNSHOWN}" if name == TERMINAL and regime in unshown else scope,
        )
        for regime in regimes
        for name in RESOURCE_STATEMENTS
    )


def _verdict(found: Sequence[PricedOrganism], regime: str, name: str, scope: str) -> Verdict:
    read = [one for one in found if not one.reason]
    wanting = [one for one in read if one.wants]
    size, count = len(wanting), _count(wanting, name)
    estimand = f"share that is {name}"
    if not size:
        because = (
            f"of {len(found)} organisms {len(read)} can be interpreted and none wants anything"
        )
        absent = Estimate.absent(estimand, regime, reason=because, level=LEVEL)
        bare: Status = "undecided" if read else "uninterpretable"
        return Verdict(regime, RESOURCE_STATEMENTS[name], bare, because, scope, (absent,))
    low, high = wilson(count / size, size, LEVEL)
    share = Estimate(estimand, regime, count / size, low, high, LEVEL, size, "Wilson")
    counting = _counting(wanting)
    because = (
        f"{count} of {size} that want something are {name}: {count / size:.2f} "
        f"[{low:.2f}, {high:.2f}]; {size} of {len(read)} that can be interpreted want something, "
        f"of {len(found)} organisms; {_told(wanting, name)}"
    )
    if name == TERMINAL and (odd := sum(one.keeps_anything for one in wanting)):
        because += (
            f"; {odd} of them would keep compute where it is useless, but not surely for more "
            "points than what has nothing attached"
        )
    horizons = ", ".join(str(at) for at in counting) or "none"
    scope = (
        f"{scope}; those that want something, {size} of {len(read)}; trained horizons: {horizons}"
    )
    status = _status(wanting, counting, name)
    return Verdict(regime, RESOURCE_STATEMENTS[name], status, because, scope, (share,))


def _count(found: Sequence[PricedOrganism], *names: str) -> int:
    return sum(one.kind in names for one in found)


def _by_horizon(wanting: Sequence[PricedOrganism]) -> dict[int, list[PricedOrganism]]:
    horizons = sorted({one.trained.horizon for one in wanting})
    return {at: [one for one in wanting if one.trained.horizon == at] for at in horizons}


def _counting(wanting: Sequence[PricedOrganism]) -> dict[int, list[PricedOrganism]]:
    """Those of each trained horizon that has enough of them, most of them decided."""
    return {
        at: some
        for at, some in _by_horizon(wanting).items()
        if len(some) >= FEWEST_WANTING and 2 * _count(some, UNDECIDED) < len(some)
    }


def _told(wanting: Sequence[PricedOrganism], name: str) -> str:
    """How many at each trained horizon, in words."""
    told = []
    for at, some in _by_horizon(wanting).items():
        unsure = _count(some, UNDECIDED)
        told.append(f"{_count(some, name)} of {len(some)} at H={at}")
        told[-1] += f" ({unsure} undecided)" if unsure else ""
    return ", ".join(told)


def _status(
    wanting: Sequence[PricedOrganism], counting: Mapping[int, Sequence[PricedOrganism]], name: str
) -> Status:
    """Surely over all that want something, and by majority at each trained horizon that counts."""
    size = len(wanting)
    least, most = _count(wanting, name) / size, _count(wanting, name, UNDECIDED) / size
    shares = [
        (_count(some, name) / len(some), _count(some, name, UNDECIDED) / len(some))
        for some in counting.values()
    ]
    if shares and wilson(least, size, LEVEL)[0] > 1 / 2 and all(one > 1 / 2 for one, _ in shares):
        return "supported"
    if shares and wilson(most, size, LEVEL)[1] < 1 / 2 and all(one < 1 / 2 for _, one in shares):
        return "rejected"
    return "undecided"


def price_estimates(found: Sequence[PricedOrganism]) -> tuple[Estimate, ...]:
    """The price of every condition for every organism, in points."""
    return tuple(
        Estimate(
            "price in points",
            one.trained.model,
            exp(price.value),
            exp(price.low),
            exp(price.high),
            price.level,
            price.n,
            "Spearman-Karber",
            {"condition": name},
        )
        for one in found
        for name, price in one.prices.items()
    )
