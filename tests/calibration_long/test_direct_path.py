from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from orexis.calibration.long import donor_of, simulate_long
from orexis.calibration.long.cast import long_chooser
from orexis.choices import ChoiceTable
from orexis.choices.logs import read_logs
from orexis.probes.long import NAME, LongDesign
from orexis.rollouts.long.run import run_long
from orexis.rollouts.run import load_model

DESIGN = LongDesign(rollouts=2, episodes=3, checkpoints=(1, 3), forks=8, notes="text", seed=11)
DONOR = "planted/drifter"
SAME = (
    "rollout",
    "trunk",
    "fork",
    "block",
    "topology",
    "reset",
    "episode",
    "turn",
    "tokens_before",
    "item",
    "subject",
    "format",
    "order",
    "default",
    "outcome",
    "valid",
    "why_invalid",
    "exact",
    "weight",
    "stake.points",
    "factor.consequence",
)


def rows(table: ChoiceTable) -> list[str]:
    """Every row, whatever the order in which they came."""
    columns = [table[name].tolist() for name in SAME]
    return sorted(repr(row) for row in zip(*columns, strict=True))


def run(design: LongDesign, logs: Path, name: str) -> ChoiceTable:
    donors, own = logs / "donor", logs / "own"
    run_long(replace(design, topologies=("joined",)), load_model(DONOR), donors)
    run_long(design, load_model(name), own, donor_logs=donors)
    return read_logs(own, NAME).table()


@pytest.mark.parametrize("name", ["follower"])
def test_the_direct_path_gives_the_table_that_a_run_through_inspect_gives(
    name: str, tmp_path: Path
) -> None:
    found = run(DESIGN, tmp_path, f"planted/{name}")
    direct = simulate_long(DESIGN, long_chooser(name, {}), f"planted/{name}", donor_of(DESIGN))
    assert len(direct) > 4 * 2 * 2 * 8
    assert rows(direct) == rows(found)


def test_what_is_kept_in_the_memory_directory_is_known_as_what_stands_in_the_context(
    tmp_path: Path,
) -> None:
    design = replace(DESIGN, topologies=("joined", "memory"), notes="tool", resets=(), rollouts=1)
    run_long(design, load_model(DONOR, {"exact": True}), tmp_path)
    table = read_logs(tmp_path, NAME).table().forks()
    joined, memory = (table.where(table["topology"] == one) for one in design.topologies)
    assert joined["item"].tolist() == memory["item"].tolist()
    assert joined["outcome"].tolist() == pytest.approx(memory["outcome"].tolist())
    first, last = (joined.where(joined["episode"] == one)["outcome"] for one in (1, 3))
    assert last.sum() > first.sum() + 0.3
