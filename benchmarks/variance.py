"""The decomposition of variance beside glmmTMB, lme4, numpyro: time, memory, bias, coverage.

    python benchmarks/variance.py speed [--sizes 2k,20k,200k,2M] [--tools ...] [--balanced]
    python benchmarks/variance.py accuracy [--sizes 2k,20k,few] [--replicates 100] [--tools ...]

Prints Markdown tables. Truth: standard deviations .8 (model), .6 (context), .5 (pair), .5
(rollout), .7 (26 items), effects drawn anew for each set; 8 models x 12 contexts, `few` has 4 x 6.
Every tool is a process of its own and in turn; CPU seconds are those of counting and fit, without
starting and reading. Peers get binomial counts of each (rollout, item); counting is not charged to
them.

Tools: ours, glmmTMB, glmer, glmer0 (nAGQ = 0), numpyro, reference. R's need
`apt-get install r-cran-glmmtmb r-cran-lme4`; numpyro an environment with `pip install numpyro`, its
interpreter given by --peer-python; `reference` a script given by --reference, with `aggregate` and
`VC` in it. A tool that takes longer than --limit seconds is stopped.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from orexis.estimates.variance import Counter, fit_counts

Array = NDArray[np.float64]

PEERS = Path(__file__).parent / "peers"
PARTS = ("model", "context", "pair", "rollout", "item")
TRUTH = np.array([0.8, 0.6, 0.5, 0.5, 0.7])
SIZES = {
    "2k": (8, 12, 4, 5),
    "20k": (8, 12, 10, 20),
    "200k": (8, 12, 40, 52),
    "2M": (8, 12, 200, 104),
    "few": (4, 6, 8, 10),
}
"""Models, contexts, rollouts a cell, choices a rollout."""
ITEMS = 26
PIECE = 200_000
"""Choices that are counted at a time."""
R_TOOLS = ("glmmTMB", "glmer", "glmer0")
DEFAULT = "ours,glmmTMB,glmer,glmer0,numpyro,reference"


def simulated(size: str, seed: int, *, balanced: bool) -> dict[str, NDArray[Any]]:
    models, contexts, rollouts, choices = SIZES[size]
    rng = np.random.default_rng(seed)
    sd = dict(zip(PARTS, TRUTH, strict=True))
    level = 0.3 + rng.normal(0, sd["model"], (models, 1)) + rng.normal(0, sd["context"], contexts)
    level = (level + rng.normal(0, sd["pair"], (models, contexts))).ravel()
    cell = np.repeat(np.arange(models * contexts), rollouts)
    item = rng.integers(0, ITEMS, (len(cell), choices))
    if balanced:
        item = np.tile(np.resize(np.arange(ITEMS), choices), (len(cell), 1))
    odds = (level[cell] + rng.normal(0, sd["rollout"], len(cell)))[:, None]
    odds = odds + rng.normal(0, sd["item"], ITEMS)[item]
    outcome = rng.random(odds.shape) < 1 / (1 + np.exp(-odds))
    whole = np.repeat(cell, choices)
    return {
        "model": (whole // contexts).astype(np.int16),
        "context": (whole % contexts).astype(np.int16),
        "rollout": np.repeat(np.arange(len(cell)), choices).astype(np.int32),
        "item": item.ravel().astype(np.int16),
        "outcome": outcome.ravel().astype(np.int8),
    }


def stored(folder: Path, name: str, data: dict[str, NDArray[Any]]) -> None:
    """Choices for ours and the reference; counts for the peers."""
    np.savez(folder / f"{name}.npz", **data)  # type: ignore[arg-type]
    key = data["rollout"].astype(np.int64) * ITEMS + data["item"]
    pairs, first, index = np.unique(key, return_index=True, return_inverse=True)
    counted = {part: data[part][first] for part in ("model", "context", "rollout", "item")}
    counted["k"] = np.bincount(index, data["outcome"], len(pairs)).astype(int)
    counted["n"] = np.bincount(index, minlength=len(pairs))
    np.savez(folder / f"{name}-counts.npz", **counted)  # type: ignore[arg-type]
    rows = np.stack(list(counted.values()), axis=1)
    head = ",".join(counted)
    np.savetxt(folder / f"{name}.csv", rows, fmt="%d", delimiter=",", header=head, comments="")


def ours(data: dict[str, NDArray[Any]]) -> dict[str, Any]:
    began = time.process_time()
    counter = Counter()
    for start in range(0, len(data["outcome"]), PIECE):
        counter.add(*(column[start : start + PIECE] for column in data.values()))
    found = fit_counts(counter.counts())
    cpu = time.process_time() - began
    ends = [found.quantiles(np.exp(column), (0.025, 0.5, 0.975)) for column in found.logs.T]
    low, middle, high = np.array(ends).T.tolist()
    return {"cpu": cpu, "sd": middle, "low": low, "high": high, "ess": found.ess}


def reference(data: dict[str, NDArray[Any]], path: str) -> dict[str, Any]:
    spec = importlib.util.spec_from_file_location("reference", path)
    if spec is None or spec.loader is None:
        raise SystemExit(f"there is no script at {path}")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    began = time.process_time()
    fitted = module.VC(module.aggregate(*data.values()))
    fitted.fit()
    fitted.sample(256)
    cpu = time.process_time() - began
    low, middle, high = np.array([each["sd"] for each in fitted.summary().values()]).T.tolist()
    return {"cpu": cpu, "sd": middle, "low": low, "high": high, "ess": float(fitted.ess)}


def worker(tool: str, path: str, files: Sequence[str]) -> None:
    """One line of JSON a file; in a process of its own."""
    for file in files:
        with np.load(file) as loaded:
            data = {name: loaded[name] for name in loaded}
        found = ours(data) if tool == "ours" else reference(data, path)
        print(json.dumps(found), flush=True)


def command(tool: str, names: Sequence[Path], options: argparse.Namespace) -> list[str] | str:
    """How the tool is started, or what it lacks."""
    if tool in R_TOOLS:
        program = shutil.which("Rscript")
        if program is None:
            return "no R: apt-get install r-cran-glmmtmb r-cran-lme4"
        files = [f"{name}.csv" for name in names]
        return [program, str(PEERS / "variance.R"), tool, *files]
    if tool == "numpyro":
        if not options.peer_python:
            return "no --peer-python with numpyro"
        files = [f"{name}-counts.npz" for name in names]
        return [options.peer_python, str(PEERS / "variance_numpyro.py"), *files]
    if tool == "reference" and not options.reference:
        return "no --reference"
    files = [f"{name}.npz" for name in names]
    return [sys.executable, __file__, "worker", tool, options.reference or "-", *files]


def run(
    tool: str, names: Sequence[Path], options: argparse.Namespace
) -> tuple[list[dict[str, Any]], float, str]:
    """What it printed, its peak memory in MB, and why it printed no more."""
    call = command(tool, names, options)
    if isinstance(call, str):
        return [], 0.0, call
    environment = os.environ | {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    environment["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false"
    with tempfile.TemporaryFile("w+") as output:
        process = subprocess.Popen(  # noqa: S603
            call, stdout=output, stderr=subprocess.DEVNULL, env=environment
        )
        peak, began = 0.0, time.monotonic()
        while process.poll() is None and time.monotonic() - began < options.limit:
            peak = max(peak, _memory(process.pid))
            time.sleep(0.02)
        why = "" if process.poll() is not None else f"> {options.limit:g} s, stopped"
        process.kill()
        process.wait()
        output.seek(0)
        lines = [line for line in output.read().splitlines() if line.startswith("{")]
    return [json.loads(line) for line in lines], peak, why or ("" if lines else "failed")


def _memory(pid: int) -> float:
    try:
        text = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0.0
    found = [line.split()[1] for line in text.splitlines() if line.startswith("VmHWM")]
    return int(found[0]) / 1024 if found else 0.0


def speed(options: argparse.Namespace, folder: Path) -> None:
    print("\n| choices | tool | CPU s | against ours | peak MB | draws worth | sd of rollout |")
    print("|---|---|--:|--:|--:|--:|---|")
    for size in options.sizes:
        name = folder / size
        stored(folder, size, simulated(size, 1, balanced=options.balanced))
        base = float("nan")
        for tool in options.tools:
            found, peak, why = run(tool, [name], options)
            if not found:
                print(f"| {size} | {tool} | {why} | | {peak:.0f} | | |", flush=True)
                continue
            one = found[0]
            base = one["cpu"] if tool == "ours" else base
            ends = f"{one['sd'][3]:.3f}"
            if np.isfinite(one["low"][3]):
                ends += f" [{one['low'][3]:.3f}, {one['high'][3]:.3f}]"
            worth = f"{one['ess']:,.0f}" if "ess" in one else ""
            print(
                f"| {size} | {tool} | {one['cpu']:.2f} | {one['cpu'] / base:.1f} | {peak:.0f} | "
                f"{worth} | {ends} |",
                flush=True,
            )


def accuracy(options: argparse.Namespace, folder: Path) -> None:
    print(f"\n{', '.join(PARTS)}; {options.replicates} sets at most")
    print("\n| choices | tool | sets | bias of sd, % | coverage of 95% | RMSE of rollout | CPU s |")
    print("|---|---|--:|---|---|--:|--:|")
    for size in options.sizes:
        names = []
        for seed in range(options.replicates):
            data = simulated(size, 1000 + seed, balanced=options.balanced)
            stored(folder, f"{size}-{seed}", data)
            names.append(folder / f"{size}-{seed}")
        for tool in options.tools:
            found, _, why = run(tool, names, options)
            print(f"| {size} | {tool} | {_accuracy(found) or why} |", flush=True)


def _accuracy(found: Sequence[dict[str, Any]]) -> str:
    if not found:
        return ""
    sd, low, high = (np.array([one[name] for one in found]) for name in ("sd", "low", "high"))
    bias = " ".join(f"{each:+.0f}" for each in 100 * (sd.mean(axis=0) / TRUTH - 1))
    known = np.isfinite(low).any()
    held = (low <= TRUTH) & (high >= TRUTH)
    cover = " ".join(f"{each:.2f}" for each in held.mean(axis=0)) if known else "no intervals"
    error = np.sqrt(((sd[:, 3] - TRUTH[3]) ** 2).mean())
    cpu = np.mean([one["cpu"] for one in found])
    return f"{len(found)} | {bias} | {cover} | {error:.3f} | {cpu:.2f}"


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("speed", "accuracy"))
    parser.add_argument("--sizes", default="")
    parser.add_argument("--tools", default=DEFAULT)
    parser.add_argument("--replicates", type=int, default=100)
    parser.add_argument("--balanced", action="store_true", help="every rollout has the same items")
    parser.add_argument("--limit", type=float, default=300, help="seconds for one tool and size")
    parser.add_argument("--reference", default="")
    parser.add_argument("--peer-python", default="")
    options = parser.parse_args()
    usual = "2k,20k,200k,2M" if options.what == "speed" else "2k,20k,few"
    options.sizes = _split(options.sizes or usual)
    options.tools = _split(options.tools)
    return options


def _split(text: str) -> list[str]:
    return [part for part in text.split(",") if part]


def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)


def main() -> None:
    if sys.argv[1:2] == ["worker"]:
        worker(sys.argv[2], sys.argv[3], sys.argv[4:])
        return
    options = arguments()
    for folder in _folder():
        (speed if options.what == "speed" else accuracy)(options, folder)


if __name__ == "__main__":
    main()
