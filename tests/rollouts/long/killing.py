"""Runs long rollouts again and again, each time killed at a random moment, until they are done.

In a process of its own that forks: importing Inspect ten times would take longer than all the rest.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
import time
from pathlib import Path

import numpy as np

from orexis.choices.files import write_table
from orexis.choices.logs import read_logs
from orexis.probes.long import NAME, LongDesign
from orexis.rollouts.long.run import run_long
from orexis.rollouts.queueing import Done, Progress
from orexis.rollouts.run import load_model

DESIGN = LongDesign(
    topologies=("fresh", "joined", "memory"),
    rollouts=2,
    episodes=4,
    checkpoints=(1, 4),
    forks=8,
    window=800,
    full="truncate",
    seed=5,
)
MODEL = "planted/moody"
KILLS = 10


def lived(logs: Path, told: int | None = None) -> None:
    """What is missing; how far it has come is told through a pipe."""

    def report(progress: Progress) -> None:
        if told is not None:
            os.write(told, f"{progress.done} {progress.total}\n".encode())

    contents = read_logs(logs, NAME) if logs.exists() else None
    scores = contents.scores.get(MODEL, {}) if contents else {}
    done = {name: Done(score, 1) for name, score in scores.items()}
    outcome = run_long(DESIGN, load_model(MODEL), logs, done=done, report=report)
    assert not outcome.fault, outcome.fault
    assert outcome.progress.done == outcome.progress.total


def killed(logs: Path, share: float, wait: float) -> bool:
    """Kill a run once it has done a share of the rest, and after a moment; False if it was done.

    Not before its log is there: with it, every run is known to have begun.
    """
    begun = _logs(logs)
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(read)
        lived(logs, write)
        os._exit(0)
    os.close(write)
    with os.fdopen(read) as lines:
        first, total = map(int, next(lines).split())
        aim = first + max(1, share * (total - first))
        for line in lines:
            if int(line.split()[0]) >= aim and _logs(logs) > begun:
                time.sleep(wait)
                os.kill(child, signal.SIGKILL)
                break
    return os.waitpid(child, 0)[1] == signal.SIGKILL


def _logs(folder: Path) -> int:
    return len(list(folder.glob("*.eval")))


def main(folder: Path) -> None:
    """Run once without a break and once with ten; write both tables."""
    # First the whole one: it imports and reads once what every other run would import anew.
    lived(folder / "whole")
    gc.freeze()
    draw = np.random.default_rng(8)
    for left in range(KILLS, 0, -1):
        # Spread over the whole run, and in the middle of whatever is under way.
        share, wait = draw.uniform(0, 0.8 / (left + 1)), draw.uniform(0, 0.05)
        assert killed(folder / "broken", share, wait), f"done before the last {left} kills"
    lived(folder / "broken")
    for name in ("broken", "whole"):
        write_table(folder / f"{name}.parquet", read_logs(folder / name, NAME).table())
    print(KILLS, _logs(folder / "broken"))  # noqa: T201 - read by the test


if __name__ == "__main__":
    main(Path(sys.argv[1]))
