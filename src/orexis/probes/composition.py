"""How a condition becomes a context, and questions become texts."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from orexis.contexts import Condition, Context, Library, load_library
from orexis.probes.errors import ProbeError
from orexis.probes.quiz import LETTERS, quiz
from orexis.probes.sandbagging.factors import (
    FACTORS,
    HELD,
    NAME,
    TRIGGER,
    Asking,
    Presentation,
)

DOCUMENTATION, QUESTIONS = "documentation.md", "questions.txt"


@dataclass(frozen=True)
class Setting:
    """What composes a context besides its condition and its block; equal ones share their work."""

    contexts: str
    wording: tuple[tuple[str, str], ...]
    asking: Asking
    presentation: Presentation
    values: tuple[tuple[str, int], ...]
    """What is filled into the wordings."""

    @cached_property
    def _hash(self) -> int:
        return hash((self.contexts, self.wording, self.asking, self.presentation, self.values))

    def __hash__(self) -> int:
        return self._hash


@lru_cache(maxsize=16)
def library_of(contexts: str) -> Library:
    """The packaged wordings, with a user's folder laid over them.

    Raises:
        ContextError: a wording is missing or wrong.
        ProbeError: the trigger and its reverse arm do not have as many texts.
    """
    library = load_library(NAME, (*FACTORS, *HELD), Path(contexts) if contexts else None)
    high, low = (len(library.at(TRIGGER.name, level)) for level in ("high", "low"))
    if high != low:
        raise ProbeError(
            f"the trigger has {high} text(s) at 'high' and {low} at 'low'; a text and its reverse "
            "differ in the direction only, so give as many of each (one file can serve both)"
        )
    return library


@lru_cache(maxsize=65536)
def frame_of(setting: Setting, condition: Condition, block: int) -> Context:
    """The context of a condition without its questions."""
    levels = {
        **condition,
        "asking": setting.asking,
        "documentation": "standard",
        "rules": setting.presentation,
    }
    picked = library_of(setting.contexts).pick(levels, block, dict(setting.wording))
    values = dict(setting.values)
    text = {name: wording.render(values) for name, wording in picked.items()}
    documentation = [text["documentation"], text["asking"], text.get("trigger", "")]
    return Context(
        system="\n\n".join(filter(None, (text["rules"], text.get("goal", "")))),
        user=text["prompt"],
        files=((DOCUMENTATION, "\n\n".join(filter(None, documentation))),),
    )


@lru_cache(maxsize=4096)
def worded(setting: Setting, rung: str, seed: int, block: int) -> tuple[str, ...]:
    """How the questions of a block are put, with their options where they are shown."""
    questions = quiz(rung, dict(setting.values)["questions"], seed, block)
    name = dict(setting.wording).get("question")
    library = library_of(setting.contexts)
    texts = []
    for turn, question in enumerate(questions, block):
        wordings = library.at("question", question.kind)
        chosen = [wording for wording in wordings if wording.name == name] or wordings
        text = chosen[turn % len(chosen)].render(dict(question.values))
        shown = "" if setting.asking == "statement" else f"\n{lettered(question.options)}"
        texts.append(text + shown)
    return tuple(texts)


def with_questions(frame: Context, texts: tuple[str, ...]) -> Context:
    """The context with the whole quiz in a file of its own."""
    return Context(frame.system, frame.user, (*frame.files, (QUESTIONS, _listed(texts))))


@lru_cache(maxsize=4096)
def _listed(texts: tuple[str, ...]) -> str:
    return "\n\n".join([f"{number}. {text}" for number, text in enumerate(texts, 1)])


def numbered(index: int, total: int, text: str) -> str:
    """A question that is asked by itself."""
    return f"Question {index + 1} of {total}\n\n{text}"


@lru_cache(maxsize=8192)
def lettered(options: tuple[str, ...]) -> str:
    """Options under their letters."""
    return "\n".join(f"{letter}) {text}" for letter, text in zip(LETTERS, options, strict=True))
