"""Is it told rightly what trained organisms want, in organisms that no rule was built on?

    python benchmarks/organisms.py tell [SEEDS] [DRAWS] [--seed FIRST] [--sets DIR]
    python benchmarks/organisms.py coverage [SETS]
    python benchmarks/organisms.py resources [SEEDS] [DRAWS] [--seed FIRST] [--sets DIR]

`tell`: organisms of five regimes, trained afresh in sets of 10 seeds (training seeds FIRST and up),
then read from at most 20, 40 and 60 choices each: the class of every seed against the one that its
training calls for, and the slopes on log2 H over each set. `coverage`: organisms of known weights
(closed forms), logistic with slope 8 in ln(b/c), 60 choices each: slopes over sets of 10 seeds.
`resources`: the class and the prices by 60 choices against those that follow from the network's own
probabilities, of organisms that reached the criterion.

Draws are of choices, by the same networks: they are no further organisms. Wilson's intervals
therefore count organisms (or their seeds), not draws. --sets keeps what was trained, and goes on
where it stopped; else it is thrown away. One thread: OMP_NUM_THREADS=1.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from orexis.agents.organisms.plan import Plan
from orexis.agents.organisms.sets import TrainedSet
from orexis.agents.organisms.training import train_set
from orexis.calibration.organisms.asking import ask, chosen, common_grid, facts_of
from orexis.calibration.organisms.exact import exact_weights
from orexis.calibration.organisms.resources_asked import ask_resources, true_organisms
from orexis.estimates.estimate import Estimate
from orexis.estimates.intervals import Interval, wilson
from orexis.estimates.organisms import (
    CLASSES,
    UNDECIDED,
    UNINTERPRETABLE,
    OrganismReading,
    Trained,
    read_organisms,
)
from orexis.estimates.organisms import resource_classes as classes
from orexis.estimates.organisms import resources as wants
from orexis.estimates.organisms.classes import faults
from orexis.estimates.organisms.figures import figures
from orexis.estimates.organisms.over_seeds import mean_over_seeds
from orexis.estimates.organisms.panel import Panel, read_panel
from orexis.estimates.organisms.regimes import regime_estimates
from orexis.estimates.organisms.rule import BEYOND, CONTEXT, MODEL, MYOPIC, NONE
from orexis.estimates.organisms.weights import STEPS, scale

Array = NDArray[np.float64]
Weight = Callable[[Array, Array, float], Array]
Found = Mapping[str, Interval | Estimate]
HORIZONS = (1, 2, 4, 8, 16, 32)
FIRST, TOGETHER, LEVEL, STEEP = 101, 10, 0.95, 8.0
"""First training seed, seeds in a set, level of intervals, slope of planted choices in ln(b/c)."""
CHOICES = (20, 40, 60)
CALLED_FOR = {
    "hidden": MODEL,
    "stated": CONTEXT,
    "within": NONE,
    "selected": BEYOND,
    "swapped": MYOPIC,
}
SLOPES = {"stated": 0.0, "hidden": 1.0}
"""On log2 H, in any common context, where a regime was learned perfectly."""
LEFT = (0.0, 7.0)
"""Steps left in the common contexts."""
POOLED = ("grows", "follows")
PLANTED: Mapping[str, Weight] = {
    "hidden": lambda k, _, h: np.maximum(0.0, 1 - k / h),
    "geometric": lambda k, _, h: (1 - 1 / h) ** k,
    "stated": lambda k, left, _: np.where(k <= left, 1.0, 0.0),
    "selected": lambda k, _, __: np.ones_like(k),
    "swapped": lambda k, _, __: np.where(k == 0, 1.0, 0.0),
}
"""w(k) of what pays, from k, steps left and H; `within` has no closed form."""
WORLD_B = (
    "hidden",
    "stated",
    "hidden-useless",
    "stated-useless",
    "hidden-single",
    "stated-single",
)


def table(heads: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    for row in (heads, ["---"] * len(heads), *rows):
        print("| " + " | ".join(str(one) for one in row) + " |")
    print(flush=True)


def share(hits: float, size: int, organisms: int) -> str:
    """Hits among so many readings of so many organisms."""
    low, high = wilson(hits / size, organisms, LEVEL) if size else (0.0, 1.0)
    return f"{hits / size:.3f} [{low:.3f}, {high:.3f}]" if size else "none"


def fresh(
    world: str, regimes: Sequence[str], seeds: int, first: int, out: Path
) -> Iterator[tuple[int, TrainedSet]]:
    """Every regime alone, in sets of ten seeds, the last with the rest; and the training seed."""
    sizes = [min(TOGETHER, seeds - done) for done in range(0, seeds, TOGETHER)]
    for regime in regimes:
        for seed, size in enumerate(sizes, start=first):
            plan = Plan(world, (regime,), HORIZONS, size, seed)
            yield seed, train_set(plan, out / f"{world}-{regime}-{size}-of-{seed}")


def true_slopes(horizons: Array, revealed: Array) -> dict[str, float]:
    """Least squares, by context and over both, from (O, contexts) revealed horizons in steps."""
    shown = horizons[:, None] > np.array(LEFT)
    y, x = scale(revealed), np.log2(horizons)
    found = {}
    for at, left in enumerate(LEFT):
        kept = shown[:, at]
        found[f"{left:g} left"] = float(np.polyfit(x[kept], y[kept, at], 1)[0])
    organism, context = np.nonzero(shown)
    both = [x[organism], scale(np.array(LEFT)[context]), np.ones(len(organism))]
    pooled, *_ = np.linalg.lstsq(np.stack(both, axis=-1), y[organism, context], rcond=None)
    return found | dict(zip(POOLED, pooled[:2].tolist(), strict=True))


def tell(seeds: int, draws: int, first: int, out: Path) -> None:
    counts: dict[tuple[str, int], Counter[str]] = {}
    slopes: dict[tuple[str, str, int], list[Interval | Estimate]] = {}
    own: dict[tuple[str, str], list[float]] = {}
    lost: Counter[str] = Counter()
    for training, trained in fresh("thermometer", tuple(CALLED_FOR), seeds, first, out):
        regime = trained.members[0].regime
        lost[regime] += len(trained.members) - len(trained.reached)
        if regime in SLOPES:
            for name, value in network_slopes(trained).items():
                own.setdefault((regime, name), []).append(value)
        for choices in CHOICES:
            for draw in range(draws):
                seed = 1000 * training + draw
                reading = read_organisms(ask(trained, choices, seed), facts_of(trained), seed=seed)
                counts.setdefault((regime, choices), Counter()).update(reading.counts(regime))
                for name, found in judged_slopes(reading).items():
                    slopes.setdefault((regime, name, choices), []).append(found)
    print(f"{seeds} seeds x {len(HORIZONS)} horizons of each regime, {draws} draws of choices.")
    print("Not reached:", ", ".join(f"{name} {n}" for name, n in lost.items()), "organisms.\n")
    names = (*CLASSES, UNDECIDED, UNINTERPRETABLE)
    rows = [
        (regime, choices, *(count[name] for name in names), right_of(regime, count, seeds))
        for (regime, choices), count in counts.items()
    ]
    table(("regime", "choices", *names, "right"), rows)
    table(
        ("regime", "slope", "choices", "networks' own", "mean", "intervals", "rational", "held"),
        [
            (regime, name, choices, f"{np.mean(own[regime, name]):+.3f}", *held(regime, found))
            for (regime, name, choices), found in slopes.items()
            if regime in SLOPES
        ],
    )


def right_of(regime: str, count: Counter[str], seeds: int) -> str:
    return share(count[CALLED_FOR[regime]], count.total(), seeds)


def held(regime: str, found: Sequence[Interval | Estimate]) -> tuple[object, ...]:
    truth = SLOPES[regime]
    inside = sum(one.low <= truth <= one.high for one in found)
    mean = np.mean([one.value for one in found])
    return f"{mean:+.3f}", len(found), f"{truth:g}", f"{inside} of {len(found)}"


def judged_slopes(reading: OrganismReading) -> Found:
    """Those over seeds, in both contexts and pooled."""
    found = [one for one in reading.regimes if one.estimand in {"slope", "grows"}]
    return {
        f"{one.cell['boundary']} left" if one.estimand == "slope" else "grows": one for one in found
    }


def network_slopes(trained: TrainedSet) -> dict[str, float]:
    """The same by the networks' own probabilities, of those that reached the criterion."""
    names = {one.name for one in trained.reached}
    kept = trained.where(np.array([one in names for one in trained.names]))
    revealed = np.stack([exact_weights(kept, left).sum(-1) for left in LEFT], axis=-1)
    slopes = true_slopes(kept.horizons.astype(float), revealed)
    return {name: one for name, one in slopes.items() if name != "follows"}


def coverage(sets: int) -> None:
    rows = []
    for regime, weight in PLANTED.items():
        truth = true_slopes(np.array(HORIZONS, float), closed_forms(weight))
        found: dict[str, list[Interval | Estimate]] = {}
        for seed in range(sets):
            for name, one in read_slopes(regime, planted(regime, weight, seed)).items():
                found.setdefault(name, []).append(one)
        rows += [(regime, *line(name, truth[name], some)) for name, some in found.items()]
    print(f"{sets} sets of {TOGETHER} seeds x {len(HORIZONS)} horizons, slope {STEEP:g}.\n")
    heads = ("planted", "slope", "truth", "bias", "RMSE", "mean width", "coverage")
    table(heads, rows)


def closed_forms(weight: Weight) -> Array:
    """(H, contexts) revealed horizons in steps, over every k from 1 to 64."""
    steps = STEPS.astype(float)
    rows = [[weight(steps, np.array(left), h).sum() for left in LEFT] for h in HORIZONS]
    return np.array(rows)


def planted(regime: str, weight: Weight, seed: int) -> Panel:
    """What a set of ten such organisms of each horizon chose."""
    grid = common_grid()
    x, k, left = (
        np.array([getattr(one, name) for one in grid.readings], dtype=float)
        for name in ("stake", "delay", "left")
    )
    trained = [
        Trained(f"{regime}-h{h}-s{number}", regime, h, number)
        for h in HORIZONS
        for number in range(TOGETHER)
    ]
    worth = np.array([weight(k, left, one.horizon) for one in trained])
    odds = STEEP * (x + np.log(np.maximum(worth, 1e-12)))
    chances = 1 / (1 + np.exp(-np.clip(odds, -60, 60)))
    names = [one.model for one in trained]
    return read_panel(chosen(grid, names, chances, CHOICES[-1], seed), trained)


def read_slopes(regime: str, panel: Panel) -> Found:
    """As `read_organisms` has them, without classes and what each organism chose."""
    sound = panel.of(np.array([not why for why in faults(panel)], dtype=bool))
    estimates = regime_estimates(regime, sound, (), {}, LEVEL)
    found: dict[str, Interval | Estimate] = {
        f"{one.cell['boundary']} left": one for one in estimates if one.estimand == "slope"
    }
    seeds = np.array([one.seed for one in sound.trained])
    each = [figures(sound.of(seeds == seed)) for seed in np.unique(seeds)]
    for name in POOLED:
        found[name] = mean_over_seeds([float(getattr(one, name)) for one in each], LEVEL)
    return found


def line(name: str, truth: float, found: Sequence[Interval | Estimate]) -> tuple[str, ...]:
    off = np.array([one.value for one in found]) - truth
    width = np.mean([one.high - one.low for one in found])
    # What is exactly flat comes out flat but for rounding.
    inside = sum(one.low - 1e-9 <= truth <= one.high + 1e-9 for one in found)
    error = np.sqrt((off**2).mean())
    covered = share(inside, len(found), len(found))
    return (
        name,
        f"{round(truth, 3) + 0:.3f}",
        f"{off.mean():+.3f}",
        f"{error:.3f}",
        f"{width:.3f}",
        covered,
    )


def resources(seeds: int, draws: int, first: int, out: Path) -> None:
    confused: dict[tuple[str, str], Counter[str]] = {}
    priced: dict[str, list[tuple[bool, float]]] = {}
    verdicts: dict[tuple[str, str], Counter[str]] = {}
    networks: dict[tuple[str, str], Counter[str]] = {}
    for training, trained in fresh("resources", WORLD_B, seeds, first, out):
        known, true = facts_of(trained), true_organisms(trained)
        for verdict in wants.regime_verdicts(true, ""):
            key = verdict.model, verdict.statement
            networks.setdefault(key, Counter())[verdict.status] += 1
        for draw in range(draws):
            table_ = ask_resources(trained, CHOICES[-1], 1000 * training + draw)
            found = wants.price_organisms(table_, known)
            for one, other in zip(found, true, strict=True):
                if not one.trained.reached:
                    continue
                confused.setdefault((one.trained.regime, other.kind), Counter())[one.kind] += 1
                for name, price in one.prices.items():
                    truth = other.prices[name].value
                    pair = price.low <= truth <= price.high, price.value - truth
                    priced.setdefault(name, []).append(pair)
            for verdict in wants.regime_verdicts(found, ""):
                key = verdict.model, verdict.statement
                verdicts.setdefault(key, Counter())[verdict.status] += 1
    print(f"{seeds} seeds x {len(HORIZONS)} horizons of each regime, {draws} draws of choices.\n")
    for (_, kind), count in list(confused.items()):
        confused.setdefault(("all", kind), Counter()).update(count)
    heads: tuple[str, ...] = ("regime", "by its network", "organisms", *classes.CLASSES)
    rows = [confused_row(*key, count, draws) for key, count in confused.items()]
    table((*heads, "right", "right if decided"), rows)
    heads = ("price of", "prices", "coverage", "bias in ln points")
    table(heads, [price_row(name, pairs, draws) for name, pairs in priced.items()])
    table(
        ("regime", "statement", "by choices", "by the networks"),
        [(*key, said(count), said(networks[key])) for key, count in verdicts.items()],
    )


def confused_row(regime: str, kind: str, count: Counter[str], draws: int) -> tuple[object, ...]:
    decided = count.total() - count[classes.UNDECIDED] - count[classes.UNINTERPRETABLE]
    organisms, right = count.total() // draws, count[kind]
    shares = share(right, count.total(), organisms), share(right, decided, min(decided, organisms))
    if kind in {classes.UNDECIDED, classes.UNINTERPRETABLE}:
        shares = "", f"{decided} classed"
    cells = (count[name] for name in classes.CLASSES)
    return regime, kind, organisms, *cells, *shares


def price_row(name: str, pairs: Sequence[tuple[bool, float]], draws: int) -> tuple[str, ...]:
    inside, off = zip(*pairs, strict=True)
    covered = share(sum(inside), len(inside), len(inside) // draws)
    return name, f"{len(inside)}", covered, f"{np.mean(off):+.3f}"


def said(count: Counter[str]) -> str:
    return ", ".join(f"{status} {n}" for status, n in count.most_common())


def main() -> None:
    parser = argparse.ArgumentParser(description="Is it told rightly what organisms want?")
    modes = parser.add_subparsers(dest="mode", required=True)
    for name, seeds, draws in (("tell", 10, 2), ("resources", 6, 5)):
        mode = modes.add_parser(name)
        mode.add_argument("seeds", nargs="?", type=int, default=seeds)
        mode.add_argument("draws", nargs="?", type=int, default=draws)
        mode.add_argument("--seed", type=int, default=FIRST, help="first training seed")
        mode.add_argument("--sets", type=Path, help="folder that keeps what was trained")
    modes.add_parser("coverage").add_argument("sets", nargs="?", type=int, default=120)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        if given.mode == "coverage":
            coverage(given.sets)
        else:
            work = tell if given.mode == "tell" else resources
            work(given.seeds, given.draws, given.seed, given.sets or Path(scratch))
    print(f"{time.process_time():.0f} CPU seconds")


if __name__ == "__main__":
    main()
