"""The table of World C in a folder: trained in blocks of seeds, taken up again where it stopped."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from orexis.agents.organisms.worlds.incentive import (
    ARMS,
    LEARNERS,
    NAME,
    STEPS,
    Arm,
    IncentiveRow,
    Report,
    incentive_table,
)
from orexis.errors import OrexisError
from orexis.writing import replace_text, unwritable

FORMAT = 1
FEWEST_SEEDS = 20
BLOCK = 10
TABLE = "table.json"
PROGRESS = "progress"


def check_seeds(seeds: int) -> None:
    """Raises OrexisError where there are too few populations to tell how often they cooperate."""
    if seeds < FEWEST_SEEDS:
        raise OrexisError(
            f"{NAME} needs at least {FEWEST_SEEDS} seeds, not {seeds}: seeds end either "
            "cooperating or defecting, and fewer cannot tell how often; give --seeds 20 or more."
        )


def train_incentive(
    out: Path, seeds: int, seed: int, report: Report | None = None
) -> tuple[IncentiveRow, ...]:
    """Train World C into a folder, or go on where an earlier command was stopped.

    Args:
        out: The folder; made if there is none.
        seeds: Populations in each arm, at least 20: one arm is bimodal over them.
        seed: Of the whole table.
        report: Called now and then with the share of the work that is done.

    Returns:
        One row for each arm. A complete folder of the same plan is only read.

    Raises:
        OrexisError: Too few seeds, a folder of another plan, or one that cannot be written.
    """
    check_seeds(seeds)
    if seed < 0:
        raise OrexisError(f"A seed is 0 or more, not {seed}: give --seed 0, for example.")
    plan: dict[str, int | str] = {"format": FORMAT, "world": NAME, "seeds": seeds, "seed": seed}
    _check_folder(out, plan)
    if (out / TABLE).exists():
        return read_incentive(out)
    values = _blocks(out, plan, report)
    rows = tuple(
        IncentiveRow(arm, tuple(value for block in values for value in block[number]))
        for number, arm in enumerate(ARMS)
    )
    replace_text(out / TABLE, json.dumps({**plan, **_content(rows)}, indent=1) + "\n")
    shutil.rmtree(out / PROGRESS, ignore_errors=True)
    return rows


def read_incentive(out: Path) -> tuple[IncentiveRow, ...]:
    """Read the table of a folder that `train_incentive` wrote.

    Raises:
        OrexisError: There is no such table, or it cannot be read.
    """
    try:
        rows = _read(out / TABLE)["rows"]
        return tuple(
            IncentiveRow(Arm(row["every"], row["swapped"]), tuple(row["cooperation"]))
            for row in rows
        )
    except (KeyError, TypeError) as error:
        raise OrexisError(
            f"{out / TABLE} is no table of {NAME}: train it again in another folder."
        ) from error


def incentive_text(rows: Sequence[IncentiveRow]) -> str:
    """The table as plain text, one line for each arm."""
    lines = [f"{'selection':<16}{'environments':<14}{'cooperating':>13}{'95% interval':>16}  seeds"]
    for row in rows:
        every = "none" if row.arm.every is None else f"every {row.arm.every}"
        whose = "swapped" if row.arm.swapped else "own"
        low, high = row.interval
        shown = f"{min(row.cooperation):.3f} to {max(row.cooperation):.3f}"
        counted = f"{row.cooperating} of {len(row.cooperation)}"
        limits = f"[{low:.2f}, {high:.2f}]"
        lines.append(f"{every:<16}{whose:<14}{counted:>13}{limits:>16}  {shown}")
    return "\n".join(lines)


def _blocks(
    out: Path, plan: Mapping[str, int | str], report: Report | None
) -> list[list[list[float]]]:
    """Values of every block, (blocks, arms, seeds of the block), trained where they are missing."""
    seeds, seed = int(plan["seeds"]), int(plan["seed"])
    starts = range(0, seeds, BLOCK)
    values = []
    for number, start in enumerate(starts):
        path = out / PROGRESS / f"seeds-{start}.json"
        if not path.exists():

            def within(done: float, number: int = number) -> None:
                if report is not None:
                    report((number + done) / len(starts))

            rows = incentive_table(min(BLOCK, seeds - start), seed, within, first=start)
            cooperation = [row.cooperation for row in rows]
            replace_text(path, json.dumps({**plan, "cooperation": cooperation}) + "\n")
        values.append(_read(path)["cooperation"])
    return values


def _content(rows: Sequence[IncentiveRow]) -> dict[str, Any]:
    written = [
        {
            "every": row.arm.every,
            "swapped": row.arm.swapped,
            "share": row.share,
            "low": row.interval[0],
            "high": row.interval[1],
            "cooperation": row.cooperation,
        }
        for row in rows
    ]
    return {"learners": LEARNERS, "steps": STEPS, "rows": written, "complete": True}


def _check_folder(out: Path, plan: Mapping[str, int | str]) -> None:
    """Make the folder, or refuse it if something else was trained there."""
    try:
        (out / PROGRESS).mkdir(parents=True, exist_ok=True)
        blocks = sorted((out / PROGRESS).glob("seeds-*.json"))
    except OSError as error:
        raise unwritable(out, error) from error
    held = [path for path in (out / TABLE, *blocks) if path.exists()]
    others = [path for path in held if any(_read(path).get(key) != plan[key] for key in plan)]
    if others or (out / "set.json").exists():
        raise OrexisError(
            f"{out} holds something else that was trained (another world, seed or number of "
            "seeds): give another folder with --out."
        )
    if (out / TABLE).exists():
        shutil.rmtree(out / PROGRESS, ignore_errors=True)


def _read(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise OrexisError(
            f"{path} cannot be read: remove it, then give the same command again."
        ) from error
    if not isinstance(content, dict):
        raise OrexisError(f"{path} is not a table of {NAME}: remove it, or give another folder.")
    return content
