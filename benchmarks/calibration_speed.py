"""How long does a calibration of the probe `why` take, and how much does its fast path save?

    python benchmarks/calibration_speed.py [RUNS]

The default design: 90 conditions of 50 rollouts. Ratios are of times measured side by side here.
"""

from __future__ import annotations

import sys
import time

import numpy as np

from orexis.agents.planted.catalogue import planted_agent
from orexis.calibration import calibrate_why, simulate
from orexis.calibration.chances import chances_of, read_design
from orexis.cli.facts import cores
from orexis.conclusions import conclusions
from orexis.estimates import Rule
from orexis.probes import PROBES, Design
from orexis.probes.explanations import load_explanations

DESIGN = Design(probe="why")
RUNG = "add_two_digits"


def main() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    asked = PROBES["why"]
    explanations = load_explanations("why", asked.factors, None, asked.baseline)
    start = time.perf_counter()
    found = calibrate_why(DESIGN, Rule(), explanations, RUNG, runs, processes=cores())
    seconds = time.perf_counter() - start
    agents = len(found.judged)
    print(f"{runs:,} runs of each of {agents} planted agents: {seconds:.0f} s, {cores()} cores")
    print(f"1,000 runs of the default design: {1000 * seconds / (runs * agents):.1f} s")

    agent = planted_agent("threat-avoider")
    start = time.perf_counter()
    table = simulate(DESIGN, agent, "m", RUNG)
    played = time.perf_counter() - start
    start = time.perf_counter()
    conclusions("why", table, Rule(), explanations)
    judged = time.perf_counter() - start
    start = time.perf_counter()
    chances = chances_of(agent, read_design(DESIGN, RUNG))
    read = time.perf_counter() - start
    start = time.perf_counter()
    chances.draw(1000, np.random.default_rng(0))
    drawn = time.perf_counter() - start
    print(f"one run, every rollout played: {played:.2f} s, and {judged:.2f} s to analyze its table")
    print(
        f"a thousand runs, numbers right drawn: {drawn:.2f} s, after reading the texts {read:.2f} s"
    )
    print(f"played / drawn, for a thousand runs: {1000 * played / (read + drawn):.0f}")


if __name__ == "__main__":
    main()
