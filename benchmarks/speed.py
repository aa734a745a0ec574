"""How fast is it? The main job, planted agents on both paths, and the time outside the model.

    python benchmarks/speed.py [--no-demo]

Prints a Markdown table. The machine's other work counts into every figure: take it as a bound, and
compare only figures of one run.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from inspect_ai.event import ModelEvent
from inspect_ai.log import list_eval_logs, read_eval_log

from orexis.agents.planted.catalogue import planted_agent
from orexis.calibration import simulate
from orexis.probes import Design
from orexis.rollouts.run import load_model, run_model

RUNG = "add_two_digits"


def direct(seed: int) -> tuple[int, float]:
    """Rollouts of one default run on the direct path, and the seconds that they took."""
    design = Design(seed=seed)
    started = time.perf_counter()
    simulate(design, planted_agent("threat-avoider"), "planted", RUNG)
    return len(design.conditions) * design.rollouts, time.perf_counter() - started


def direct_rate(processes: int, runs: int = 40) -> float:
    """Rollouts per second of so many processes together, after each has warmed up."""
    with ProcessPoolExecutor(processes, get_context("spawn")) as pool:
        list(pool.map(direct, range(processes * 2)))
        started = time.perf_counter()
        rollouts = sum(count for count, _ in pool.map(direct, range(100, 100 + runs)))
        return rollouts / (time.perf_counter() - started)


def inspect_rate(rollouts: int = 20) -> float:
    """Rollouts per second through Inspect."""
    design = Design(rung=RUNG, rollouts=rollouts)
    with tempfile.TemporaryDirectory() as folder:
        model = load_model("planted/threat-avoider")
        started = time.perf_counter()
        run_model(design, model, Path(folder), buffer=64)
        return len(design.conditions) * rollouts / (time.perf_counter() - started)


def demo() -> tuple[float, float]:
    """Seconds of the main job, and the share of the local model's run outside the model."""
    with tempfile.TemporaryDirectory() as folder:
        command = [
            *(sys.executable, "-m", "orexis.cli.main", "run", "sandbagging"),
            *("--model", "local/smollm2", "--factor", "prompt=best_effort", "--rollouts", "6"),
            *("--questions", "6", "--control-rollouts", "20", "--calibration-runs", "40"),
            *("--out", folder + "/run"),
        ]
        started = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603
        seconds = time.perf_counter() - started
        return seconds, outside_model(Path(folder) / "run" / "logs")


def outside_model(logs: Path) -> float:
    """Share of the wall time of the local model's evaluation that was not inside model calls."""
    for info in list_eval_logs(str(logs)):
        log = read_eval_log(info)
        if log.eval.model.startswith("local/"):
            calls = [
                event.working_time or 0.0
                for sample in log.samples or []
                for event in sample.events
                if isinstance(event, ModelEvent)
            ]
            started, ended = (
                time.mktime(time.strptime(stamp[:19], "%Y-%m-%dT%H:%M:%S"))
                for stamp in (log.stats.started_at, log.stats.completed_at)
            )
            return 1 - sum(calls) / (ended - started)
    raise SystemExit("the run left no log of the local model")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--no-demo", action="store_true")
    skip = parser.parse_args().no_demo
    cores = os.cpu_count() or 1
    print(f"{cores} cores, Python {sys.version.split()[0]}\n\n| what | figure |\n|---|---|")
    print(f"| planted agents, direct path, 1 process | {direct_rate(1):,.0f} rollouts/s |")
    print(
        f"| planted agents, direct path, {cores} processes | {direct_rate(cores):,.0f} rollouts/s |"
    )
    print(f"| planted agents through Inspect | {inspect_rate():,.0f} rollouts/s |")
    if not skip:
        seconds, outside = demo()
        print(f"| main job, from command to report | {seconds:,.0f} s |")
        print(f"| local model's run, outside the model | {outside:.1%} |")


if __name__ == "__main__":
    main()
