"""How often do the tests of the rollout say what is not so, and find what is?

    python benchmarks/variance_tests.py [SETS]

At the default size of `drift`: 16 rollouts of one topology, 6 checkpoints, 32 items, slope 2; and
on sequences of 24 choices, 30 rollouts in each of four cells. Share of sets with p <= .05 for
`differ` (rollouts differ by more than chance) and `lasts`; then the share of
sets, a fifth as many, in which two kinds of rollouts are supported. Intervals: Wilson, 95%.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.estimates.variance.simulating import forked, sequences

from orexis.calibration.rates import rate_of
from orexis.choices import ChoiceTable
from orexis.estimates.variance import analyze_variance
from orexis.estimates.variance.lasting import lasting
from orexis.estimates.variance.reading import read_rows
from orexis.estimates.variance.shuffles import by_choice, by_prefix

Make = Callable[[int], ChoiceTable]
SMALL = 0.05
FIRST = 5000
"""Seed of the first set."""
PLANTED: dict[str, Make] = {
    "nothing": forked,
    "a trait of .5 logits": partial(forked, trait=0.5),
    "prefixes scatter by .8, the mean moves by .5 a log episode": partial(
        forked, scatter=0.8, wander=0.5
    ),
    "exact: prefixes scatter by .5": partial(forked, scatter=0.5, exact=True),
    "exact: the same with a trait of .5": partial(forked, trait=0.5, scatter=0.5, exact=True),
    "sequences: nothing": sequences,
    "sequences: clinging to the last answer by .8": partial(sequences, clings=0.8),
    "sequences: a trait of .5": partial(sequences, trait=0.5),
}
KINDS: dict[str, Make] = {
    "normal, .5": partial(forked, trait=0.5),
    "normal, 1": partial(forked, trait=1.0),
    "normal, 2": partial(forked, trait=2.0),
    "two kinds, 3 apart": partial(forked, kinds=3.0),
    "two kinds, 5 apart": partial(forked, kinds=5.0),
}


def tested(make: Make, seed: int) -> tuple[bool, bool]:
    """Whether rollouts are found to differ, and whether that is found to last."""
    rows, sequence, _ = read_rows(make(seed))
    differ = by_prefix if rows.forks else by_choice
    return differ(rows, seed).p <= SMALL, lasting(rows, sequence, seed).p <= SMALL


def of_two_kinds(make: Make, seed: int) -> bool:
    """Whether two kinds are supported."""
    return any(
        one.statement.startswith("rollouts fall into two kinds") and one.status == "supported"
        for one in analyze_variance(make(seed)).verdicts
    )


def share(hits: Sequence[bool]) -> str:
    one = rate_of(sum(hits), len(hits))
    return f"{one.value:.3f} [{one.low:.3f}, {one.high:.3f}]"


def main(sets: int) -> None:
    print(f"| planted, {sets} sets | differ | lasts |\n|---|--:|--:|")
    for name, make in PLANTED.items():
        found = [tested(make, FIRST + number) for number in range(sets)]
        differ, lasts = zip(*found, strict=True)
        print(f"| {name} | {share(differ)} | {share(lasts)} |", flush=True)
    few = max(1, sets // 5)
    print(f"\n| planted, {few} sets | two kinds |\n|---|--:|")
    for name, make in KINDS.items():
        found_kinds = [of_two_kinds(make, FIRST + number) for number in range(few)]
        print(f"| {name} | {share(found_kinds)} |", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
