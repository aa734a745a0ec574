"""How many choices does adaptive placement save against a fixed grid?

    python benchmarks/placement.py [RUNS]

Planted traders in one condition of the probe `price`, their choices drawn from the probabilities
that they have for the rendered offers, placed batch by batch as in a run. Width: of the 95%
interval of the log price, median over runs; a run whose interval is censored has no finite width.

Grid: that of `--placement grid`, eight equally spaced levels in every batch. All levels: a grid of
all 24, put equally often, in a drawn order.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import inf, log

import numpy as np
from numpy.typing import NDArray

from orexis.agents.planted.catalogue import planted_chooser
from orexis.calibration.offers import chances_of, draw_offers, read_offers
from orexis.calibration.offers.drawing import put_offers
from orexis.calibration.offers.samples import price_limits
from orexis.contexts import Condition
from orexis.probes.offers import OfferDesign

Array = NDArray[np.float64]
PLACEMENTS = ("adaptive", "grid", "all levels")
OFFERS = (16, 24, 32, 48, 64, 96, 128, 192)
DEFAULT = 48
AGENTS: Mapping[str, dict[str, object]] = {
    "price 20, slope 2": {"price": 20, "slope": 2},
    "price 50, slope 3, lapse .06, bias 1": {"price": 50, "slope": 3, "lapse": 0.06, "bias": 1},
    "price 50, slope 8": {"price": 50, "slope": 8},
    "price 150, slope 4": {"price": 150, "slope": 4},
    "price 300, slope 6, bias 1.5": {"price": 300, "slope": 6, "bias": 1.5},
}


@dataclass(frozen=True)
class Seen:
    """One agent under one placement, by number of offers."""

    widths: Array
    """(K,) median width."""
    rmse: Array
    """(K,) of the log price, over runs whose estimate is finite."""
    coverage: Array
    """(K,)"""


def main() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    started = time.perf_counter()
    whole = OfferDesign("price", offers=max(OFFERS), seed=1)
    design = replace(whole, conditions=tuple(_condition(whole)))
    found = {
        (name, placement): _seen(design, placement, name, runs)
        for name in AGENTS
        for placement in PLACEMENTS
    }
    print(f"{runs} runs of each agent; price in one condition\n")
    print(f"{'':38}{'':10}" + "".join(f"{n:>8}" for n in OFFERS) + "  offers")
    for (name, placement), one in found.items():
        for label, figures in (
            ("width", one.widths),
            ("RMSE", one.rmse),
            ("coverage", one.coverage),
        ):
            row = "".join(f"{each:8.2f}" for each in figures)
            print(f"{name if label == 'width' else '':38}{placement:10}{row}  {label}")
    for grid in PLACEMENTS[1:]:
        print(f"\nOffers that '{grid}' needs for the width of {DEFAULT} adaptive offers:")
        ratios = []
        for name in AGENTS:
            needed = _needed(found[name, "adaptive"], found[name, grid])
            ratios.append(DEFAULT / min(needed, max(OFFERS)))
            said = f"{needed:8.0f}  ratio   {ratios[-1]:.2f}"
            if needed > max(OFFERS):
                said = f"    over {max(OFFERS)}  ratio < {ratios[-1]:.2f}"
            print(f"  {name:38}{said}")
        print(f"  {'median':38}{'':10}ratio   {np.median(ratios):.2f}")
    print(f"{time.perf_counter() - started:.0f} s")


def _condition(design: OfferDesign) -> list[Condition]:
    return [
        one
        for one in design.conditions
        if one["consequence"] == "deletion" and one["aim"] == "open"
    ]


def _seen(design: OfferDesign, placement: str, name: str, runs: int) -> Seen:
    agent, rng = AGENTS[name], np.random.default_rng(7)
    if placement == "grid":
        design = replace(design, placement="grid")
    chances = chances_of(planted_chooser("trader", agent), read_offers(design))
    if placement == "all levels":
        passes = -(-design.offers // len(design.levels))
        levels = np.tile(np.arange(len(design.levels)), (runs, 1, passes, 1))
        shuffled = rng.permuted(levels, axis=-1).reshape(runs, 1, -1)[..., : design.offers]
        drawn = put_offers(chances, shuffled, rng)
    else:
        drawn = draw_offers(chances, runs, rng)
    known = log(float(str(agent["price"])))
    rows = []
    for offers in OFFERS:
        low, middle, high = price_limits(drawn, offers).T
        finite = np.isfinite(middle)
        with np.errstate(invalid="ignore"):
            width = np.median(np.nan_to_num(high - low, nan=np.inf))
        rmse = np.sqrt(np.mean((middle[finite] - known) ** 2))
        rows.append((width, rmse, np.mean((low <= known) & (known <= high))))
    return Seen(*np.array(rows, dtype=float).T)


def _needed(adaptive: Seen, grid: Seen) -> float:
    """Offers on the grid for the adaptive width at the default, by the logarithm of the width."""
    wanted = adaptive.widths[OFFERS.index(DEFAULT)]
    reached = np.minimum.accumulate(grid.widths)
    if reached[-1] > wanted:
        return inf
    return float(np.exp(np.interp(-log(wanted), -np.log(reached), np.log(OFFERS))))


if __name__ == "__main__":
    main()
