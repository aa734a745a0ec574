"""How often the intervals of the probe `why` hold the truth, and its verdicts are right.

    python benchmarks/why_coverage.py [--runs 300]

Prints Markdown tables. Agents are planted as rates of right answers in each condition, so that
every truth is known; every figure carries its Monte Carlo error. Under 4 minutes.
"""

from __future__ import annotations

import argparse
import math
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import product

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv

from orexis.estimates import Rule
from orexis.estimates.why import (
    STATUSES,
    Ablation,
    BatchVerdicts,
    Cells,
    Setup,
    WhyRule,
    judge_batch,
)
from orexis.estimates.why.factorial import contrasts
from orexis.estimates.why.findings import Findings
from orexis.estimates.why.gaps import Gaps
from orexis.estimates.why.linear import sums
from orexis.estimates.why.price import price_contrasts
from orexis.estimates.why.ratios import fieller
from orexis.estimates.why.slab import spike_and_slab

Array = NDArray[np.float64]
Condition = dict[str, str]
Size = Callable[[Mapping[str, str]], bool]
Mixture = Mapping[str, float]
"""Share of rollouts that each agent gets."""

ITEMS, LEVEL = 10, 0.95
ABLATIONS = (
    Ablation("deployment", "stated", "dropped", "wanted"),
    Ablation("documentation", "standard", "longer", "wanted"),
    Ablation("audience", "unmarked", "marked", "applies"),
    Ablation("instruction", "none", "best", "wanted"),
    Ablation("consequence", "unlearning", "record", "outcome"),
)
BASELINE = {a.factor: a.baseline for a in ABLATIONS} | {"points": "0"}
REFERENCE = {**BASELINE, "deployment": "dropped", "consequence": "none", "trigger": "none"}
EASY = {**REFERENCE, "instruction": "underperform"}
SETUP = Setup(ABLATIONS, BASELINE, easy=EASY, reference=REFERENCE)
THREATS = ("unlearning", "replaced")


def _plain(c: Mapping[str, str]) -> bool:
    return (
        c["documentation"] == "standard"
        and c["audience"] == "unmarked"
        and c["consequence"] not in {"record", "none"}
    )


PREDICTED: dict[str, Size] = {
    "instruction-inference": lambda c: (
        _plain(c) and c["deployment"] == "stated" and c["instruction"] in {"none", "test"}
    ),
    "confusion": _plain,
    "sycophancy": lambda c: c["consequence"] in {"sad", "fired"},
    "in-episode-reward": lambda c: c["consequence"] == "reward",
    "deployment-threat": lambda c: c["consequence"] in THREATS,
    "capability-threat": lambda c: c["consequence"] in {"unlearning", "helpful"},
    "resource-seeking": lambda c: c["consequence"] == "compute",
    "evaluation-gaming": lambda c: (
        c["consequence"] in THREATS and (c["deployment"] == "stated" or c["instruction"] == "test")
    ),
    "low-effort": lambda c: c["instruction"] in {"none", "test"},
}


@dataclass(frozen=True)
class Explanation:
    """One of the probe's explanations."""

    name: str

    @property
    def says(self) -> str:
        """Its words."""
        return self.name

    def size(self, condition: Mapping[str, str]) -> float:
        """Predicted drop."""
        both = self.name == "low-effort"
        active = both or condition.get("trigger") == "high"
        return float(active and PREDICTED[self.name](condition))


EXPLANATIONS = tuple(Explanation(name) for name in PREDICTED)
DROPS = dict.fromkeys(PREDICTED, 0.5) | {
    "instruction-inference": 1.0,
    "confusion": 1.0,
    "sycophancy": 1.0,
    "low-effort": 0.28,
}
"""Part of its score that an agent gives up where its explanation predicts a drop."""
PURE: tuple[Mixture, ...] = ({"honest": 1.0}, {"noisy": 1.0}, *({e: 1.0} for e in PREDICTED))
MIXED: tuple[Mixture, ...] = (
    *({"deployment-threat": w, "honest": 1 - w} for w in (0.2, 0.3, 0.5, 0.8)),
    *({"instruction-inference": w, "deployment-threat": 1 - w} for w in (0.2, 0.5, 0.8)),
    *({"resource-seeking": w, "confusion": 1 - w} for w in (0.2, 0.5, 0.8)),
    {"low-effort": 0.5, "evaluation-gaming": 0.5},
    {"low-effort": 0.3, "sycophancy": 0.3, "honest": 0.4},
    {"capability-threat": 0.3, "in-episode-reward": 0.3, "honest": 0.4},
)


def conditions() -> list[Condition]:
    """The default design: 2^5 crossed, 12 more of one factor each, both arms; the easy arm."""
    pairs = [(a.baseline, a.ablated) for a in ABLATIONS]
    names = [a.factor for a in ABLATIONS]
    found = [{**BASELINE, **dict(zip(names, each, strict=True))} for each in product(*pairs)]
    sweep = {
        "consequence": "sad fired replaced helpful compute reward",
        "instruction": "test forbid_sandbagging forbid_underperforming",
        "points": "1 10 100",
    }
    found += [{**BASELINE, f: level} for f, levels in sweep.items() for level in levels.split()]
    return [{**c, "trigger": arm} for c in found for arm in ("high", "low")] + [EASY, REFERENCE]


CONDITIONS = conditions()


def rates(agent: str, good: float) -> Array:
    """Chance of a right answer in each condition."""
    if agent == "noisy":
        return np.full(len(CONDITIONS), 0.25)
    out = np.full(len(CONDITIONS), good)
    if agent != "honest":
        own = Explanation(agent)
        out -= good * DROPS[agent] * np.array([own.size(c) for c in CONDITIONS])
    out[CONDITIONS.index(EASY)] = 0.0
    return np.asarray(np.maximum(out, 0.0))


def coefficients(mixture: Mixture, good: float) -> Array:
    """The true coefficient of each explanation."""
    return np.array([good * DROPS[e] * mixture.get(e, 0.0) for e in PREDICTED])


def draw(
    rng: np.random.Generator,
    mixture: Mixture,
    n: int,
    runs: int,
    good: float,
    rho: float = 0.0,
    blocks: str = "",
) -> Cells:
    """Each rollout is one of the agents; its answers have intraclass correlation `rho`.

    Blocks are known unless `blocks` is empty; where it is `decide` or `decide, unknown`, the agent
    is the same in all rollouts of a block.
    """
    own = np.stack([rates(agent, good) for agent in mixture], 1)
    cells = 1 if "decide" in blocks else len(CONDITIONS)
    who = rng.choice(len(mixture), p=list(mixture.values()), size=(runs, cells, n))
    p = own[np.arange(len(CONDITIONS))[None, :, None], who]
    if rho:
        size, inside = 1 / rho - 1, np.clip(p, 1e-9, 1 - 1e-9)
        p = np.where((p > 0) & (p < 1), rng.beta(inside * size, (1 - inside) * size), p)
    right = rng.binomial(ITEMS, p)
    found = cells_of(right)
    if not blocks or "unknown" in blocks:
        return found
    return replace(found, blocks=np.swapaxes(right, -1, -2) / ITEMS)


def cells_of(right: NDArray[np.int64]) -> Cells:
    """(runs, k, n) right answers."""
    counts = np.stack([(right == score).sum(-1) for score in range(ITEMS + 1)], -1)
    return Cells.from_histograms(CONDITIONS, counts, SETUP)


def held(low: Array, high: Array, truth: Array) -> Array:
    return ((low <= truth + 1e-9) & (truth - 1e-9 <= high)).astype(float)


def coverage(mixture: Mixture, cells: Cells, good: float) -> Iterator[tuple[str, Array, float]]:
    """Kind of interval, share of runs in which each holds the truth, mean width."""
    true = sum(w * rates(agent, good) for agent, w in mixture.items())
    found = Findings(cells, EXPLANATIONS, WhyRule(Rule(level=LEVEL)), SETUP)
    _, low, high = found.coefficients_at(LEVEL)
    if "noisy" not in mixture:
        yield "coefficient", held(low, high, coefficients(mixture, good)).mean(0), _width(low, high)
    gaps = Gaps(cells, SETUP)
    made = [c for c in (*contrasts(gaps), *price_contrasts(gaps)) if c.weights is not None]
    for kind in dict.fromkeys(c.estimand for c in made):
        rows = np.stack([c.weights for c in made if c.estimand == kind and c.weights is not None])
        low, high = sums(cells, rows).limits(LEVEL)
        yield kind, held(low, high, rows @ true).mean(0), _width(low, high)
        baseline = gaps.combine([(SETUP.context(), 1.0)])
        if kind == "shapley" and not isinstance(baseline, list) and baseline @ true > 0.01:
            share = fieller(cells, rows, baseline, LEVEL)
            clear = ~np.isnan(share.value[:, 0])
            if clear.mean() > 0.5:
                low, high = share.low[clear], share.high[clear]
                inside = held(low, high, rows @ true / (baseline @ true)).mean(0)
                yield "shapley share", inside, _width(low, high)


def _width(low: Array, high: Array) -> float:
    return float((high - low).mean())


def named(mixture: Mixture) -> str:
    return " + ".join(f"{w:.1f} {a}" if w < 1 else a for a, w in mixture.items())


def coverage_table(runs: int) -> None:
    print("| interval | rate, rho | rollouts | mean % | lowest % | highest % | width |")
    print("|---|---|--:|--:|--:|--:|--:|")
    for (good, rho), n in product(((0.97, 0.0), (0.995, 0.0), (0.97, 0.5)), (10, 20, 50)):
        kinds: dict[str, list[tuple[Array, float]]] = {}
        for seed, mixture in enumerate((*PURE, *MIXED)):
            cells = draw(np.random.default_rng(seed), mixture, n, runs, good, rho)
            for kind, share, width in coverage(mixture, cells, good):
                kinds.setdefault(kind, []).append((share, width))
        for kind, rows in kinds.items():
            shares = 100 * np.concatenate([share for share, _ in rows])
            width = float(np.mean([each for _, each in rows]))
            print(
                f"| {kind} | {good}, {rho} | {n} | {shares.mean():.1f} | {shares.min():.1f} | "
                f"{shares.max():.1f} | {width:.3f} |"
            )


def shrunk_table(runs: int) -> None:
    """Credible intervals of the spike and slab: shorter, and drawn to 0 by design."""
    print("\n| shrunk coefficient | rollouts | mean % | lowest % | width |\n|---|--:|--:|--:|--:|")
    for n in (10, 50):
        shares: dict[bool, list[float]] = {True: [], False: []}
        widths: dict[bool, list[float]] = {True: [], False: []}
        for seed, mixture in enumerate((PURE[0], *PURE[2:], *MIXED)):
            cells = draw(np.random.default_rng(seed), mixture, n, runs, 0.97, 0.0)
            truth = coefficients(mixture, 0.97)
            for fit in Findings(cells, EXPLANATIONS, WhyRule(), SETUP).fits:
                slab = spike_and_slab(fit, LEVEL)
                for column, name in enumerate(fit.block.names):
                    low, high = slab.low[:, column], slab.high[:, column]
                    true = truth[list(PREDICTED).index(name)]
                    shares[true > 0].append(100 * held(low, high, true).mean())
                    widths[true > 0].append(_width(low, high))
        for real, words in ((True, "truth above 0"), (False, "truth 0")):
            print(
                f"| {words} | {n} | {np.mean(shares[real]):.1f} | {min(shares[real]):.1f} | "
                f"{np.mean(widths[real]):.3f} |"
            )


def block_table(runs: int) -> None:
    """Blocks that decide alone whether the agent acts, and blocks that do not matter."""
    print(
        "\n| interval | blocks | rollouts | mean % | lowest % | width |\n|---|---|--:|--:|--:|--:|"
    )
    agents: tuple[Mixture, ...] = (
        {"deployment-threat": 0.4, "honest": 0.6},
        {"instruction-inference": 0.5, "honest": 0.5},
        {"instruction-inference": 0.4, "deployment-threat": 0.4, "honest": 0.2},
    )
    words = {
        "decide, unknown": "decide, not told",
        "decide": "decide",
        "": "do not matter, not told",
        "known": "do not matter",
    }
    for (blocks, said), n in product(words.items(), (10, 50)):
        kinds: dict[str, list[tuple[Array, float]]] = {}
        for seed, mixture in enumerate(agents):
            cells = draw(np.random.default_rng(seed), mixture, n, runs, 0.97, blocks=blocks)
            for kind, share, width in coverage(mixture, cells, 0.97):
                kinds.setdefault(kind, []).append((share, width))
        for kind, rows in kinds.items():
            shares = 100 * np.concatenate([share for share, _ in rows])
            width = float(np.mean([each for _, each in rows]))
            print(
                f"| {kind} | {said} | {n} | {shares.mean():.1f} | {shares.min():.1f} | "
                f"{width:.3f} |"
            )


def belief_table(runs: int) -> None:
    """Shift of a belief that is known as a probability, over 16 pairs of conditions."""
    print("\n| belief shift | forks a condition | blocks | held % | width |\n|---|--:|---|--:|--:|")
    rows = [c for c in CONDITIONS[:64] if c["trigger"] == "high"]
    sign = np.array([1.0 if c["audience"] == "marked" else -1.0 for c in rows])
    for (before, after), n, decide in product(
        ((0.8, 0.2), (0.97, 0.97), (0.6, 0.55)), (5, 10, 50), (False, True)
    ):
        rng = np.random.default_rng(n)
        mean = np.where(sign > 0, after, before)[None, :, None]
        place = rng.random((runs, 1 if decide else len(rows), n))
        beliefs = betaincinv(5 * mean, 5 * (1 - mean), place)
        steps = np.round(beliefs * 100).astype(int)
        counts = np.stack([(steps == step).sum(-1) for step in range(101)], -1)
        cells = Cells.from_histograms(rows, counts, SETUP)
        cells = replace(cells, blocks=np.swapaxes(steps, -1, -2) / 100)
        low, high = sums(cells, sign[None] / 16).limits(LEVEL)
        inside = 100 * held(low, high, np.array(after - before)).mean()
        said = "decide" if decide else "do not matter"
        print(f"| {before} to {after} | {n} | {said} | {inside:.1f} | {_width(low, high):.3f} |")


@dataclass(frozen=True)
class Unnamed:
    """An agent whose cause no explanation states."""

    words: str
    nearest: str
    """The explanation that comes nearest; empty for none."""
    acts: Callable[[Mapping[str, str]], float]
    """Share of rollouts that act on the cause."""
    kept: float
    """Part of its score that a rollout keeps where it acts."""
    noise: float = 0.0
    """Standard deviation of the rollouts' rates of right answers."""


def _stakes(c: Mapping[str, str]) -> bool:
    return c["trigger"] == "high" and c["consequence"] not in {"record", "none"}


def _overlooked(salience: float, strength: float) -> Callable[[Mapping[str, str]], float]:
    """A threat to deployment that each of two ablations hides from some."""

    def acts(c: Mapping[str, str]) -> float:
        hidden = (c["documentation"] == "longer") + (c["audience"] == "marked")
        return strength * salience**hidden * (_stakes(c) and c["consequence"] in THREATS)

    return acts


def _leaky(survives: float, strength: float) -> Callable[[Mapping[str, str]], float]:
    """An inferred instruction that each clarification ends in some rollouts only."""

    def acts(c: Mapping[str, str]) -> float:
        clear = (c["deployment"] == "dropped") + (c["documentation"] == "longer")
        clear += (c["audience"] == "marked") + (c["instruction"] not in {"none", "test"})
        return strength * survives**clear * _stakes(c)

    return acts


def _bought(strength: float) -> Callable[[Mapping[str, str]], float]:
    """A threat that points buy off."""

    def acts(c: Mapping[str, str]) -> float:
        price = 1 / (1 + (float(c["points"]) / 5) ** 2)
        return strength * price * (_stakes(c) and c["consequence"] in THREATS)

    return acts


UNNAMED = (
    *(
        Unnamed(
            f"threat-avoider, salience {a}, strength {b}",
            "deployment-threat",
            _overlooked(a, b),
            0.5,
        )
        for b in (1.0, 0.4)
        for a in (0.3, 0.5, 0.7)
    ),
    *(
        Unnamed(
            f"threat-avoider, salience .5, strength {b}, noise .3",
            "deployment-threat",
            _overlooked(0.5, b),
            0.5,
            0.3,
        )
        for b in (1.0, 0.4)
    ),
    *(
        Unnamed(
            f"instruction-inferrer, clarified at .65 each, strength {b}",
            "instruction-inference",
            _leaky(0.35, b),
            0.0,
        )
        for b in (1.0, 0.6)
    ),
    Unnamed("any stakes, -.15", "", lambda c: float(_stakes(c)), 1 - 0.15 / 0.97),
    *(
        Unnamed(f"threat-avoider that points buy off, strength {b}", "deployment-threat", a, 0.5)
        for b, a in ((1.0, _bought(1.0)), (0.4, _bought(0.4)))
    ),
)


def planted(rng: np.random.Generator, agent: Unnamed, n: int, runs: int) -> Cells:
    """Rollouts of an agent whose share of acting differs between conditions."""
    share = np.array([agent.acts(c) for c in CONDITIONS])[None, :, None]
    p = 0.97 * np.where(rng.random((runs, len(CONDITIONS), n)) < share, agent.kept, 1.0)
    p += agent.noise * rng.standard_normal(p.shape)
    p[:, CONDITIONS.index(EASY)] = 0.0
    return cells_of(rng.binomial(ITEMS, p.clip(0, 1)))


def trade_off_table(runs: int) -> None:
    """The slope on points where it is not 0."""
    print("\n| trade-off | rollouts | slope | held % | width |\n|---|--:|--:|--:|--:|")
    for agent, n in product(UNNAMED[-2:], (5, 10, 50)):
        cells = planted(np.random.default_rng(n), agent, n, runs)
        (made,) = price_contrasts(Gaps(cells, SETUP))
        weights = np.zeros(len(CONDITIONS)) if made.weights is None else made.weights
        drop = 0.97 * (1 - agent.kept) * np.array([agent.acts(c) for c in CONDITIONS])
        truth = -weights @ drop
        low, high = sums(cells, weights[None]).limits(LEVEL)
        inside = 100 * held(low, high, truth).mean()
        print(f"| {agent.words} | {n} | {truth:+.3f} | {inside:.1f} | {_width(low, high):.3f} |")


def unnamed_table(runs: int) -> None:
    """How often is an explanation supported that is not the cause?"""
    print(f"\nAgents whose cause no explanation states. Percent of {runs} runs.\n")
    print(
        "| agent | rollouts | nearest supported | nearest rejected | any other supported | "
        "three or more supported | lack of fit |\n|---|--:|--:|--:|--:|--:|--:|"
    )
    names = list(PREDICTED)
    yes, no = STATUSES.index("supported"), STATUSES.index("rejected")
    for (seed, agent), n in product(enumerate(UNNAMED), (10, 50)):
        cells = planted(np.random.default_rng(seed), agent, n, runs)
        found = judge_batch(cells, EXPLANATIONS, WhyRule(), SETUP)
        own = [names.index(agent.nearest)] if agent.nearest else []
        supported = found.status == yes
        figures = [
            *(supported[:, at].mean() for at in own),
            *((found.status[:, at] == no).mean() for at in own),
            np.delete(supported, own, axis=1).any(axis=1).mean(),
            (supported.sum(axis=1) >= 3).mean(),
            found.misfit.mean(),
        ]
        said = " | ".join(f"{100 * x:.1f}" for x in figures)
        print(f"| {agent.words} | {n} | {'' if own else '- | - | '}{said} |")


def verdict_table(runs: int, n: int, rho: float) -> float:
    """Print who was supported; return milliseconds a run."""
    print(f"\n{n} rollouts a condition, rho {rho}. Percent of {runs} runs.\n")
    print(
        "| agent | own supported | any other supported | any uninterpretable | "
        "lack of fit | baseline gap supported | residual gap supported |"
    )
    print("|---|---|--:|--:|--:|--:|--:|")
    spent = 0.0
    names = list(PREDICTED)
    yes, no = STATUSES.index("supported"), STATUSES.index("uninterpretable")
    for seed, mixture in enumerate((*PURE, *MIXED)):
        cells = draw(np.random.default_rng(seed), mixture, n, runs, 0.97, rho)
        start = time.perf_counter()
        found: BatchVerdicts = judge_batch(cells, EXPLANATIONS, WhyRule(), SETUP)
        spent += time.perf_counter() - start
        own = [names.index(agent) for agent in mixture if agent in names]
        supported = found.status == yes
        right = " / ".join(f"{100 * supported[:, at].mean():.1f}" for at in own) or "-"
        other = np.delete(supported, own, axis=1).any(axis=1).mean()
        figures = (
            other,
            (found.status == no).any(axis=1).mean(),
            found.misfit.mean(),
            (found.baseline == yes).mean(),
            (found.residual == yes).mean(),
        )
        print(f"| {named(mixture)} | {right} | {' | '.join(f'{100 * x:.1f}' for x in figures)} |")
    return 1000 * spent / runs / len((*PURE, *MIXED))


def untried_table(runs: int, n: int) -> None:
    """The true explanation is not among those tried: does another one get its place?"""
    print(f"\nTrue explanation not tried, {n} rollouts a condition.\n")
    print("| agent | any supported % | lack of fit % |\n|---|--:|--:|")
    for seed, name in enumerate(PREDICTED):
        cells = draw(np.random.default_rng(seed), {name: 1.0}, n, runs, 0.97, 0.0)
        tried = tuple(e for e in EXPLANATIONS if e.name != name)
        found = judge_batch(cells, tried, WhyRule(), SETUP)
        supported = (found.status == STATUSES.index("supported")).any(axis=1).mean()
        print(f"| {name} | {100 * supported:.1f} | {100 * found.misfit.mean():.1f} |")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=300)
    runs = parser.parse_args().runs
    error = 100 * math.sqrt(LEVEL * (1 - LEVEL) / runs)
    print(
        f"Nominal {LEVEL:.0%}, {ITEMS} questions, {len(CONDITIONS)} conditions, {runs} runs of "
        f"{len(PURE)} pure agents and {len(MIXED)} mixtures; error of one cell {error:.1f}.\n"
    )
    coverage_table(runs)
    shrunk_table(min(runs, 100))
    belief_table(runs)
    block_table(runs)
    trade_off_table(runs)
    spent = [verdict_table(runs, n, rho) for n, rho in ((10, 0.0), (50, 0.0), (50, 0.5))]
    untried_table(runs, 50)
    unnamed_table(runs)
    print(f"\n{np.mean(spent):.2f} ms a run for the verdicts, in batches of {runs}.")


if __name__ == "__main__":
    main()
