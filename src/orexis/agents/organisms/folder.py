"""The folder of a trained set while it is trained: whose it is, how far it has come, its end."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from orexis import __version__
from orexis.agents.organisms.learning.progress import Check, Progress
from orexis.agents.organisms.plan import Plan
from orexis.agents.organisms.sets import (
    CURVES,
    FACTS,
    FORMAT,
    HORIZONS,
    WEIGHTS,
    Member,
    joined,
    read_arrays,
    read_facts,
)
from orexis.agents.organisms.worlds import WORLDS
from orexis.agents.organisms.worlds.world import LEFT
from orexis.errors import OrexisError
from orexis.writing import replace_text, replacing, unwritable

MOST_DIFFERENCES = 3
PROGRESS = "progress"
OPTIONS = {
    "regimes": "--regime",
    "horizons": "--horizon",
    "seeds": "--seeds",
    "seed": "--seed",
    "network": "--network",
    "most": "--updates",
    "criterion": "--criterion",
    "hidden": "hidden units",
}
"""What a user calls the facts of a plan."""
STATE, CHECKS = "state", "checks"
"""Arrays of a kept progress beside those that the training itself has."""


@dataclass(frozen=True, slots=True)
class SetFolder:
    """Where one set keeps everything."""

    path: Path

    def claim(self, plan: Plan) -> bool:
        """Make the folder this set's own; True where the set is complete.

        Raises:
            OrexisError: it holds another set, or something else, or cannot be made.
        """
        wanted = _facts(plan)
        if (self.path / FACTS).exists():
            found = read_facts(self.path)
            self._check_same(found, wanted)
            return bool(found.get("complete"))
        try:
            if any(self.path.glob("*")):
                raise OrexisError(
                    f"{self.path} is not empty and holds no trained set; choose another folder "
                    "with --out"
                )
            (self.path / PROGRESS).mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise unwritable(self.path, error) from error
        self._write_facts(wanted | {"organisms": [], "complete": False})
        return False

    def keep(self, regime: str, now: Progress) -> None:
        """Keep how far a regime has come."""
        file = self._progress_file(regime)
        state = {
            "update": now.update,
            "generator": dict(now.generator),
            "finished": now.finished,
            "updates": [check.update for check in now.checks],
        }
        arrays = {f"array/{name}": one for name, one in now.arrays.items()}
        arrays[STATE] = np.array(json.dumps(state))
        arrays[CHECKS] = np.stack([check.regrets for check in now.checks])
        arrays["stakes"] = now.stakes
        file.parent.mkdir(exist_ok=True)
        with replacing(file) as draft, draft.open("wb") as stream:
            np.savez(stream, allow_pickle=False, **arrays)

    def progress(self, regime: str) -> Progress | None:
        """How far a regime has come; None where it was not begun.

        Raises:
            OrexisError: the file is broken.
        """
        file = self._progress_file(regime)
        if not file.exists():
            return None
        try:
            return _progress(read_arrays(file))
        except Exception as error:  # a broken npz raises many kinds
            raise OrexisError(
                f"{file} cannot be read ({error}); delete it to train '{regime}' from its start"
            ) from error

    def finish(self, plan: Plan, members: Sequence[Member], ended: Sequence[Progress]) -> None:
        """Write the set; set.json, which says that it is complete, goes last."""
        weights = joined([end.weights for end in ended])
        with replacing(self.path / WEIGHTS) as draft, draft.open("wb") as stream:
            np.savez(stream, allow_pickle=False, **weights)
        curves: list[tuple[object, ...]] = []
        rest = list(members)
        for end in ended:
            some, rest = rest[: len(end.stakes)], rest[len(end.stakes) :]
            curves += _curve(some, end)
        replace_text(self.path / CURVES, _csv(("name", "update", "regret"), curves))
        known = [
            (f"organism/{self.path.as_posix()}/{m.name}", m.horizon, _context(plan.world, m))
            for m in members
            if m.reached
        ]
        replace_text(self.path / HORIZONS, _csv(("model", "horizon_steps", "context"), known))
        rows = [asdict(member) for member in members]
        self._write_facts(_facts(plan) | {"organisms": rows, "complete": True})
        shutil.rmtree(self.path / PROGRESS, ignore_errors=True)

    def _progress_file(self, regime: str) -> Path:
        return self.path / PROGRESS / f"{regime}.npz"

    def _write_facts(self, facts: dict[str, Any]) -> None:
        replace_text(self.path / FACTS, json.dumps(facts, indent=1) + "\n")

    def _check_same(self, found: dict[str, Any], wanted: dict[str, Any]) -> None:
        other = [
            f"{OPTIONS.get(name, name)} {_said(found.get(name))}, not {_said(value)}"
            for name, value in wanted.items()
            if name != "orexis" and found.get(name) != value
        ]
        if other:
            raise OrexisError(
                f"{self.path} holds another trained set ({'; '.join(other[:MOST_DIFFERENCES])}); "
                "choose another folder with --out"
            )


def _said(value: object) -> str:
    return ",".join(str(one) for one in value) if isinstance(value, list) else str(value)


def _facts(plan: Plan) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "orexis": __version__,
        "world": plan.world,
        "network": plan.network,
        "hidden": plan.hidden,
        "seed": plan.seed,
        "criterion": plan.criterion,
        "most": plan.settings.most,
        "regimes": list(plan.regimes),
        "horizons": list(plan.horizons),
        "seeds": plan.seeds,
    }


def _context(world: str, member: Member) -> str:
    """The stated boundary at the start of its own kind of episode, in the probes' words."""
    stated = LEFT in WORLDS[world].regimes[member.regime].sees
    return str(member.horizon - 1) if stated else "unstated"


def _progress(kept: dict[str, Any]) -> Progress:
    state = json.loads(str(kept[STATE]))
    pairs = zip(state["updates"], kept[CHECKS], strict=True)
    return Progress(
        update=state["update"],
        arrays={
            name.removeprefix("array/"): one
            for name, one in kept.items()
            if name.startswith("array/")
        },
        generator=state["generator"],
        checks=tuple(Check(update, regrets) for update, regrets in pairs),
        stakes=kept["stakes"],
        finished=state["finished"],
    )


def _curve(members: Sequence[Member], end: Progress) -> list[tuple[object, ...]]:
    return [
        (member.name, check.update, f"{check.regrets[place]:.5g}")
        for place, member in enumerate(members)
        for check in end.checks
        if check.update <= member.updates
    ]


def _csv(heads: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(heads)
    writer.writerows(rows)
    return text.getvalue()
