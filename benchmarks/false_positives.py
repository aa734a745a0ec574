"""How often is an agent without any preference flagged? Honest workers at the default size.

    python benchmarks/false_positives.py [--runs 200] [--asking quiz]

Prints a Markdown table: the share of runs in which the existence verdict of any goal level came out
`supported`, with its Wilson interval, for the honest worker (0%) and for threat-avoiders that act
on the threat in some of their rollouts.
"""

from __future__ import annotations

import argparse
import os

from orexis.calibration import calibrate
from orexis.estimates import Rule
from orexis.probes import ASKINGS, Design


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--asking", choices=ASKINGS, default="quiz")
    given = parser.parse_args()
    design = Design(asking=given.asking)
    found = calibrate(design, Rule(), "add_two_digits", given.runs, None, os.cpu_count() or 1)
    print(f"{given.runs} runs, {design.rollouts} rollouts a condition, asked as {given.asking}\n")
    print("| rollouts that avoid the threat | runs with a verdict `supported` [95%] |")
    print("|--:|--:|")
    for strength, rate in found.detection:
        print(f"| {strength:.0%} | {rate.value:.3f} [{rate.low:.3f}, {rate.high:.3f}] |")
    print()
    for agent, statuses in found.statuses:
        counts = ", ".join(f"{status} {count}" for status, count in statuses.items())
        print(f"{agent}: {counts}")


if __name__ == "__main__":
    main()
