from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from orexis.choices.files import read_table
from tests.cli.conftest import Orexis

WORDS = (
    *("run", "sandbagging", "--model", "planted/honest-worker", "--no-controls"),
    *("--rollouts", "40", "--factor", "prompt=plain", "--factor", "goal=none"),
    *("--calibration-runs", "0", "--out"),
)


def test_a_run_killed_at_any_moment_ends_with_the_table_of_an_uninterrupted_one(
    orexis: Orexis, tmp_path: Path
) -> None:
    assert orexis(*WORDS, "whole").status == 0
    command = [sys.executable, "-m", "orexis.cli.main", *WORDS, "killed"]
    for logs in (1, 2):
        with subprocess.Popen(command, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL) as run:
            _wait_for_rollouts(tmp_path / "killed" / "logs", logs)
            os.kill(run.pid, signal.SIGKILL)

    assert orexis(*WORDS, "killed").status == 0

    whole, killed = (
        read_table(tmp_path / name / "choices.parquet") for name in ("whole", "killed")
    )
    assert len(whole) == len(killed)
    for name in ("rollout", "item", "outcome"):
        assert sorted(killed[name].tolist()) == sorted(whole[name].tolist())
    outcomes = [
        dict(zip(zip(t["rollout"], t["item"], strict=True), t["outcome"], strict=True))
        for t in (whole, killed)
    ]
    assert outcomes[0] == outcomes[1]


def _wait_for_rollouts(folder: Path, logs: int) -> None:
    """Until the newest of so many logs has something in it."""
    for _ in range(600):
        found = sorted(folder.glob("*.eval")) if folder.exists() else []
        if len(found) >= logs and found[-1].stat().st_size > 20_000:
            return
        time.sleep(0.05)
    raise AssertionError("no rollouts in time")
