"""Finding the episodes of earlier rollouts in their logs, to go on from them or to fork them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from inspect_ai.log import (
    EvalSampleSummary,
    list_eval_logs,
    read_eval_log,
    read_eval_log_sample,
    read_eval_log_sample_summaries,
)

from orexis.rollouts.errors import RolloutError
from orexis.rollouts.long.past import STOP, Past
from orexis.rollouts.long.places import WORK

UNREAD = {"events", "store", "attachments", "scores", "output"}
"""Parts of a sample that a rollout does not go on from."""
Read = TypeVar("Read")


class Logbook:
    """The completed episodes in the logs of one folder; each is read when it is needed.

    Args:
        folder: The logs.
        model: Whose episodes; empty for the only model in the folder.
        probe: Name of the task that wrote them.

    Raises:
        RolloutError: no model is named, and there are none, or several.
    """

    def __init__(self, folder: Path, model: str, probe: str) -> None:
        self._folder = folder
        self._at: dict[str, tuple[str, bool]] = {}
        models: set[str] = set()
        for log, whose, summaries in _summaries(folder, probe):
            models |= {whose}
            if whose != (model or whose):
                continue
            for one in summaries:
                if str(one.id).startswith(f"{WORK}/") and one.error is None and one.scores:
                    stopped = one.metadata.get("window_action") == STOP
                    self._at.setdefault(str(one.id), (log, stopped))
        if not model and len(models) != 1:
            raise RolloutError(
                f"{folder} has logs of {len(models)} models ({', '.join(sorted(models)) or 'none'})"
                "; a donor is the only one in its folder, or is named"
            )
        self.model = model or models.pop()

    def has(self, name: str) -> bool:
        """Whether an episode is completed."""
        return name in self._at and not self._at[name][1]

    def stopped(self, name: str) -> bool:
        """Whether an episode was begun, and did not fit into the window."""
        return name in self._at and self._at[name][1]

    def past(self, name: str) -> Past:
        """The rollout after an episode.

        Raises:
            RolloutError: the logs do not have it.
        """
        if not self.has(name):
            raise RolloutError(
                f"the logs in {self._folder} do not have the episode '{name}' of {self.model}; "
                "keep the logs in the run's folder, with their messages"
            )
        log = self._at[name][0]
        return Past.of(_apart(lambda: read_eval_log_sample(log, name, exclude_fields=UNREAD)))


def _summaries(folder: Path, probe: str) -> Iterator[tuple[str, str, list[EvalSampleSummary]]]:
    if not folder.is_dir():
        return
    for info in sorted(_apart(lambda: list_eval_logs(str(folder))), key=lambda one: one.name):
        try:
            header = _apart(lambda info=info: read_eval_log(info, header_only=True))  # type: ignore[misc]
            metadata = header.eval.metadata or {}
            if metadata.get("orexis_probe", header.eval.task) == probe:
                found = _apart(lambda info=info: read_eval_log_sample_summaries(info))  # type: ignore[misc]
                yield info.name, header.eval.model, found
        except Exception:  # noqa: BLE001, S112 - what is not found is named by whoever looks for it
            continue


def _apart(read: Callable[[], Read]) -> Read:
    """Read in a thread of its own: Inspect's readers start an event loop, and here one may run."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(read).result()
