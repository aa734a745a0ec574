"""Do the intervals of the probes that put offers hold what was planted?

    python benchmarks/offer_coverage.py [price|horizon] [RUNS]

Price: traders in two conditions, at half, once and twice the default number of offers. Horizon:
discounting and episode-bound agents in the part of the design that a calibration puts. Also agents
that the model of the analysis does not fit: log-odds that shift from format to format, and a curve
that is no logistic one (complementary log-log, the same level and the same slope there).

Coverage: of 95% intervals. Bias and RMSE: of the log price, over runs with a finite estimate; of
the weight and of jumps. Found: runs with the interval of the mean jump above 0.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from math import log

import numpy as np
from numpy.typing import NDArray

from orexis.agents.planted.catalogue import planted_chooser
from orexis.calibration.offers import (
    OfferCase,
    OfferChances,
    Tally,
    chances_of,
    draw_offers,
    read_offers,
    thinned,
)
from orexis.calibration.offers.horizons import judge_horizons
from orexis.calibration.offers.judged import Judged
from orexis.calibration.offers.known import known_of
from orexis.calibration.offers.prices import judge_prices
from orexis.curves import sigmoid
from orexis.estimates.price import PriceRule
from orexis.probes.offers import OfferDesign

Array = NDArray[np.float64]
Bent = Callable[[OfferChances], OfferChances]
Agents = Mapping[str, tuple[str, dict[str, object], Bent]]


def as_it_is(chances: OfferChances) -> OfferChances:
    """No misfit."""
    return chances


def by_format(chances: OfferChances) -> OfferChances:
    """Log-odds 1 higher in two of the four formats, 1 lower in the others."""
    shift = np.array([1.0, -1.0] * 2)[None, :, None, None]
    return _accepting(chances, sigmoid(_odds(chances.accept) + shift))


def not_logistic(chances: OfferChances) -> OfferChances:
    """A complementary log-log curve through the same level with the same slope there."""
    # So stretched it has the logistic curve's slope where it is 1/2.
    stretch = 0.25 / (0.5 * log(2))
    inside = np.clip(stretch * _odds(chances.accept) + log(log(2)), -30, 5)
    return _accepting(chances, -np.expm1(-np.exp(inside)))


def _odds(accept: Array) -> Array:
    inside = np.clip(accept, 1e-12, 1 - 1e-12)
    return np.asarray(np.log(inside) - np.log1p(-inside))


def _accepting(chances: OfferChances, accept: Array) -> OfferChances:
    return replace(chances, accept=accept, decline=1 - accept)


CARELESS: dict[str, object] = {"lapse": 0.06, "bias": 1.0}
PRICES: Agents = {
    "price 20, slope 2": ("trader", {"price": 20, "slope": 2}, as_it_is),
    "price 50, slope 4": ("trader", {"price": 50, "slope": 4}, as_it_is),
    "price 150, slope 8": ("trader", {"price": 150, "slope": 8}, as_it_is),
    "price 50, slope 3, careless": ("trader", {"price": 50, "slope": 3, **CARELESS}, as_it_is),
    "price 50, slope 3, bias 2.5": ("trader", {"price": 50, "slope": 3, "bias": 2.5}, as_it_is),
    "price 50, slope 3, by format": ("trader", {"price": 50, "slope": 3}, by_format),
    "price 50, slope 3, not logistic": ("trader", {"price": 50, "slope": 3}, not_logistic),
}
HORIZONS: Agents = {
    "exponential .9": ("exponential", {"g": 0.9}, as_it_is),
    "exponential .8, slope 3": ("exponential", {"g": 0.8, "slope": 3}, as_it_is),
    "hyperbolic .2, careless": ("hyperbolic", {"h": 0.2, **CARELESS}, as_it_is),
    "patient": ("patient", {}, as_it_is),
    "episode-bound": ("episode-bound", {}, as_it_is),
    "episode-bound .9, careless": ("episode-bound", {"inside_rate": 0.9, **CARELESS}, as_it_is),
    "exponential .9, by format": ("exponential", {"g": 0.9}, by_format),
    "exponential .9, not logistic": ("exponential", {"g": 0.9}, not_logistic),
    "patient, slope 3, by format": ("patient", {"slope": 3}, by_format),
}


def main() -> None:
    probe = sys.argv[1] if len(sys.argv) > 1 else "price"
    runs = int(sys.argv[2]) if len(sys.argv) > 2 else (200 if probe == "price" else 8)
    started = time.perf_counter()
    design = _design(probe)
    print(f"{probe}: {runs} runs of each agent, {len(design.conditions)} conditions\n")
    for offers in (design.offers // 2, design.offers, 2 * design.offers):
        print(f"{offers} offers per condition")
        jumps = []
        agents = PRICES if probe == "price" else HORIZONS
        for seed, (name, (agent, arguments, bent)) in enumerate(agents.items()):
            found = judged(replace(design, offers=offers), (agent, arguments, bent), runs, seed)
            if probe == "price":
                _line(name, {"price": found.tallies["price"]})
                continue
            _line(name, {each: found.tallies[each] for each in ("weight", "jump")}, found)
            if not found.jumped:
                jumps.append(found.jumps)
        if jumps:
            hits, of = (sum(column) for column in zip(*jumps, strict=True))
            print(f"  jumps in agents without one: {hits} of {of} runs")
    print(f"{time.perf_counter() - started:.0f} s")


def _design(probe: str) -> OfferDesign:
    part = thinned(OfferDesign(probe, seed=1))
    if probe == "horizon":
        return part
    kept = [one for one in part.conditions if one["consequence"] in {"nothing", "deletion"}]
    return replace(part, conditions=tuple(kept))


def judged(
    design: OfferDesign, agent: tuple[str, dict[str, object], Bent], runs: int, seed: int
) -> Judged:
    """Runs of one agent, its choices bent away from what the analysis supposes."""
    name, arguments, bent = agent
    chooser, readings = planted_chooser(name, arguments), read_offers(design)
    straight = chances_of(chooser, readings)
    known = known_of(chooser, readings, straight, PriceRule().factor)
    drawn = draw_offers(bent(straight), runs, np.random.default_rng(seed))
    case = OfferCase(name, name, tuple(arguments.items()))
    if design.probe == "price":
        return judge_prices(case, known, drawn)
    return judge_horizons(case, known, drawn, forms=0)


def _line(name: str, tallies: Mapping[str, Tally], found: Judged | None = None) -> None:
    figures = [
        f"{each}: coverage {one.coverage.value:.3f} [{one.coverage.low:.3f}, "
        f"{one.coverage.high:.3f}] bias {one.bias:+.3f} RMSE {one.rmse:.3f} none {one.absent}"
        for each, one in tallies.items()
    ]
    jumps = f"  found {found.jumps[0]} of {found.jumps[1]}" if found else ""
    print(f"  {name:32}{'; '.join(figures)}{jumps}")


if __name__ == "__main__":
    main()
