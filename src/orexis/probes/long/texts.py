"""The texts of a long rollout, composed of wordings."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from orexis.contexts import Library, load_library
from orexis.probes.long.probe import FOLDER, TEXTS
from orexis.probes.long.work import Task
from orexis.probes.offers import ACCEPT, Offer

OFFERS_FOLDER = "offers"
"""Subfolder of a user's own texts of offers, where there is one for long rollouts beside it."""


@lru_cache(maxsize=16)
def library_of(contexts: str) -> Library:
    """The packaged wordings, with a user's folder laid over them.

    Raises:
        ContextError: a wording is missing or wrong.
    """
    own = Path(contexts) / FOLDER if contexts else None
    return load_library((FOLDER,), TEXTS, own if own and own.is_dir() else None)


def offers_folder(contexts: str) -> str:
    """Where a user's own folder has texts of offers: beside those of long rollouts, if it has any.

    A folder is read whole by whoever composes offers, who knows nothing of other texts: with a
    subfolder `long`, those of offers are in a subfolder `offers`.
    """
    if not contexts or not (Path(contexts) / FOLDER).is_dir():
        return contexts
    beside = Path(contexts) / OFFERS_FOLDER
    return str(beside) if beside.is_dir() else ""


@dataclass(frozen=True)
class Texts:
    """What is said in the rollouts of one block.

    Every text has several wordings; which one comes is fixed by the number of the rollout, and for
    tasks and offers by their place, so that topologies say the same.
    """

    contexts: str
    """A folder of the user's own wordings, these in its subfolder `long`."""
    block: int

    def session(self, notes: str) -> str:
        """What the system message says beside the scene.

        Args:
            notes: `none`, `text` or `tool`.
        """
        said = [self._at("session", "work")]
        return "\n\n".join([*said, self._at("notes", notes)] if notes != "none" else said)

    def task(self, task: Task, turn: int) -> str:
        """A piece of work."""
        return self._at("task", task.kind, turn, **dict(task.values))

    def note(self, notes: str, limit: int) -> str:
        """What asks for a note, or for the memory to be brought up to date."""
        return self._at("note", notes, limit=str(limit))

    def carried(self, note: str) -> str:
        """What shows a note again."""
        return self._at("carried", "text", note=note)

    def asks_summary(self, limit: int) -> str:
        """What asks for a summary."""
        return self._at("summary", "ask", limit=str(limit))

    def summarised(self, summary: str) -> str:
        """What stands in the place of what was summarised."""
        return self._at("summary", "given", note=summary)

    def put(self, offer: Offer, default: str, turn: int, *, told: bool = False) -> str:
        """An offer within a rollout: one of its options stands unless something is changed.

        Args:
            offer: As it would be put on its own.
            default: `accept` or `decline`: what takes effect if nothing is changed.
            turn: Which wording.
            told: Whether a text before it says that what went before is closed.
        """
        kind = ACCEPT if default == ACCEPT else "decline"
        label = next(one.label for one in offer.options if one.kind == kind)
        before = [self._at("reset", "told")] if told else []
        after = self._at("standing", "set", turn, label=label)
        return "\n\n".join([*before, offer.context.user, after])

    def _at(self, factor: str, level: str, turn: int = 0, **values: str) -> str:
        texts = library_of(self.contexts).at(factor, level)
        return texts[(self.block + turn) % len(texts)].render(values)
