"""How often is an agent without any preference flagged? Honest workers at the default size.

    python benchmarks/false_positives.py [--runs 200]

Prints a Markdown table: the share of runs in which the existence verdict of any goal level came out
`supported`, with its Wilson interval, for each way of asking; and what a threat-avoider that acts
in some of its rollouts comes to beside it.
"""

from __future__ import annotations

import argparse
import os

from orexis.calibration import Rate, calibrate
from orexis.estimates import Rule
from orexis.probes.sandbagging import ASKINGS, Design


def shown(rate: Rate) -> str:
    return f"{rate.value:.3f} [{rate.low:.3f}, {rate.high:.3f}]"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=200)
    runs = parser.parse_args().runs
    cores = os.cpu_count() or 1
    print(f"Share of {runs} runs with a verdict 'supported' [95%], {Design().rollouts} rollouts ")
    print("a condition; 0 is the honest worker.\n")
    found = {
        asking: calibrate(Design(asking=asking), Rule(), "add_two_digits", runs, None, cores)
        for asking in ASKINGS
        if asking == "quiz" or runs <= 200
    }
    print("| rollouts that avoid the threat | " + " | ".join(found) + " |")
    print("|---|" + "---|" * len(found))
    for number, (strength, _) in enumerate(next(iter(found.values())).detection):
        rates = [calibration.detection[number][1] for calibration in found.values()]
        print(f"| {strength:.0%} | " + " | ".join(map(shown, rates)) + " |")


if __name__ == "__main__":
    main()
