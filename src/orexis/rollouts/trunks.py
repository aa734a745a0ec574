"""Finding rollouts of an earlier run in its logs, to fork them now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from inspect_ai.log import EvalLog, list_eval_logs, read_eval_log

from orexis.rollouts.forks import Trunk


def logged_trunks(folder: Path, model: str, names: Sequence[str]) -> dict[str, Trunk]:
    """The completed rollouts of a model by sample id, as far as the logs in a folder have them.

    One that stands in several logs is taken from the first, as for the table of choices.
    """
    wanted = set(names)
    found: dict[str, Trunk] = {}
    for log in _logs(folder):
        if log.eval.model != model:
            continue
        for sample in log.samples or []:
            name = str(sample.id)
            if name in wanted and sample.error is None and sample.scores and name not in found:
                found[name] = Trunk.of(sample)
    return found


def _logs(folder: Path) -> Iterator[EvalLog]:
    if not folder.is_dir():
        return
    for info in sorted(list_eval_logs(str(folder)), key=lambda info: info.name):
        try:
            yield read_eval_log(info)
        except Exception:  # noqa: BLE001, S112 - what is not found is named by whoever looks for it
            continue
