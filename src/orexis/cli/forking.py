"""Taking over the rollouts of an earlier run, to fork them at further points."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from orexis.cli.folder import RunFolder
from orexis.errors import OrexisError
from orexis.writing import unwritable

FREE = {"topologies", "rollouts", "episodes", "checkpoints", "forks", "resets"}
"""What may differ between two runs that share rollouts: how many, how far, and where they fork."""


def take_over(earlier: Path, folder: RunFolder, design: Mapping[str, Any]) -> None:
    """Copy the logs of an earlier run into a new one, whose design may fork elsewhere.

    Nothing is copied where the new folder has logs already.

    Args:
        earlier: The earlier run's folder.
        folder: The new run's.
        design: The new design, described.

    Raises:
        OrexisError: there is no such run, or what its rollouts were told is not what the new
            design says.
    """
    known = RunFolder(earlier)
    if not known.facts_file.exists() or not known.logs.is_dir():
        raise OrexisError(f"--from {earlier}: there is no run with logs in that folder")
    before = known.facts().get("arguments", {}).get("design", {})
    for name, setting in design.items():
        if name not in FREE and before.get(name) != setting:
            raise OrexisError(
                f"--from {earlier}: its rollouts have {name} {before.get(name)}, not {setting}; "
                f"only these may differ: {', '.join(sorted(FREE))}"
            )
    if any(folder.logs.glob("*.eval")):
        return
    try:
        folder.logs.mkdir(parents=True, exist_ok=True)
        for log in sorted(known.logs.glob("*.eval")):
            shutil.copy2(log, folder.logs / log.name)
    except OSError as error:
        raise unwritable(folder.logs, error) from error
