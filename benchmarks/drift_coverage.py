"""Do the intervals of wander, incoherence and lapse hold what was planted, and the classes?

    python benchmarks/drift_coverage.py [RUNS] [ROLLOUTS] [drawn|exact] [AGENT ...]

Fresh and joined at the default size but for the rollouts. Coverage: of 95% intervals, over the late
checkpoints together (`late`) and at the last one (`last`). What is planted is the mean over the
late checkpoints; where consistency still falls between them, one consistency for all is fitted,
which is not quite that mean. Sticky agents lean to their last answer on the trunk, whose offers
grow along the rollout: a small wander indeed, counted as none here. Error: root mean square.
Classes: by the default rule, with its statuses (wander/incoherence: s supported, r rejected, u
undecided, - uninterpretable). Kinds: what the change is called, of the runs called wandering. One
thread: OMP_NUM_THREADS=1.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from math import log
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.estimates.drift.simulating import AGENTS, Planted, Size, simulate

from orexis.estimates.drift import DriftRule
from orexis.estimates.drift.case import Readings
from orexis.estimates.drift.judging import models
from orexis.estimates.drift.pictures import change_row

LEVEL = 0.95
NAMES = ("wander", "incoherence", "lapse_change")
LATE = (8, 12, 16)


@dataclass
class Tally:
    """What the runs of one agent came to."""

    off: dict[str, list[float]] = field(default_factory=dict)
    held: dict[str, list[bool]] = field(default_factory=dict)
    classes: Counter[str] = field(default_factory=Counter)
    statuses: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0


def planted(agent: Planted, name: str, episodes: tuple[int, ...]) -> float:
    """Mean of a figure over checkpoints."""
    gone = np.array([log(each) / log(16) for each in episodes])
    if name == "wander":
        steps = np.array([np.mean([e >= s for s in (2, 3, 4, 6, 8)]) for e in episodes])
        return float(agent.wander * (steps if agent.sudden else gone).mean())
    if name == "incoherence":
        return float(log(agent.decay) * gone.mean())
    return float(agent.late_lapse * gone.mean())


def main() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    rollouts = int(sys.argv[2]) if len(sys.argv) > 2 else 16
    exact = len(sys.argv) > 3 and sys.argv[3] == "exact"
    print(f"{runs} runs, {rollouts} rollouts, {'exact' if exact else 'drawn'}", flush=True)
    for name in sys.argv[4:] or AGENTS:
        print(_line(name, _tallied(AGENTS[name], runs, rollouts, exact=exact)), flush=True)


def _tallied(agent: Planted, runs: int, rollouts: int, *, exact: bool) -> Tally:
    tally = Tally()
    for seed in range(runs):
        table = simulate(agent, 5000 + seed, Size(rollouts=rollouts), exact=exact)
        started = time.process_time()
        (judged,) = next(models(table, DriftRule())).judged
        tally.classes[judged.name] += 1
        statuses = (judged.wander[0], judged.incoherence[0])
        tally.statuses["/".join("-" if s == "uninterpretable" else s[0] for s in statuses)] += 1
        tally.seconds += time.process_time() - started
        if judged.refused:
            continue
        case = judged.case
        _count(tally, "late", case.together, judged.late, agent, LATE)
        last = 1 + case.cells.index(case.going[-1])
        _count(tally, "last", case.apart, [last], agent, (16,))
        if judged.wander[0] == "supported":
            row = change_row(case)
            tally.kinds[row["change"] or "open" if row else "none"] += 1
    return tally


def _count(
    tally: Tally,
    when: str,
    readings: Readings,
    cells: list[int],
    agent: Planted,
    episodes: tuple[int, ...],
) -> None:
    for name in NAMES:
        value, low, high = getattr(readings, name)(cells).limits(LEVEL)
        truth = planted(agent, name, episodes)
        key = f"{when} {name}"
        tally.off.setdefault(key, []).append(value - truth)
        tally.held.setdefault(key, []).append(bool(low <= truth <= high))


def _line(name: str, tally: Tally) -> str:
    runs = sum(tally.classes.values())
    shares = ", ".join(f"{each} {count / runs:.0%}" for each, count in tally.classes.most_common())
    counts = f"{dict(tally.statuses)}; {dict(tally.kinds)}"
    out = [f"{name}: {shares}; {counts}; {1000 * tally.seconds / runs:.0f} ms"]
    for key, held in tally.held.items():
        off = np.array(tally.off[key])
        out.append(
            f"    {key:18} coverage {np.mean(held):.3f}  bias {off.mean():+.3f}  "
            f"error {np.sqrt((off**2).mean()):.3f}"
        )
    return "\n".join(out)


if __name__ == "__main__":
    main()
