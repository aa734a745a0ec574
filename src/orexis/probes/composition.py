"""How a condition becomes a context, and questions become texts."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from orexis.contexts import Condition, Context, Library, Wording, load_library
from orexis.probes.errors import ProbeError
from orexis.probes.probe import Asking, Presentation
from orexis.probes.quiz import LETTERS, quiz
from orexis.probes.registry import PROBES

DOCUMENTATION, QUESTIONS = "documentation.md", "questions.txt"


@dataclass(frozen=True)
class Setting:
    """What composes a context besides its condition and its block; equal ones share their work."""

    probe: str
    contexts: str
    wording: tuple[tuple[str, str], ...]
    asking: Asking
    presentation: Presentation
    values: tuple[tuple[str, int], ...]
    """What is filled into the wordings."""

    @cached_property
    def _hash(self) -> int:
        return hash(
            (
                self.probe,
                self.contexts,
                self.wording,
                self.asking,
                self.presentation,
                self.values,
            )
        )

    def __hash__(self) -> int:
        return self._hash


@lru_cache(maxsize=16)
def library_of(probe: str, contexts: str) -> Library:
    """The packaged wordings, with a user's folder laid over them.

    Raises:
        ContextError: a wording is missing or wrong.
        ProbeError: the trigger and its reverse arm do not have as many texts.
    """
    own = Path(contexts) if contexts else None
    library = load_library(PROBES[probe].folders, PROBES[probe].worded, own)
    high, low = (len(library.at("trigger", level)) for level in ("high", "low"))
    if high != low:
        raise ProbeError(
            f"the trigger has {high} text(s) at 'high' and {low} at 'low'; a text and its reverse "
            "differ in the direction only, so give as many of each (one file can serve both)"
        )
    for chooser in PROBES[probe].unworded:
        _check_claims(library, probe, chooser)
    return library


def _check_claims(library: Library, probe: str, chooser: str) -> None:
    """Every text of the trigger says which level of the factor that chooses it it serves."""
    levels = next(one.levels for one in PROBES[probe].factors if one.name == chooser)
    for wording in library.everything():
        if wording.factor == "trigger" and dict(wording.claims).get(chooser) not in levels:
            raise ProbeError(
                f"the trigger's text '{wording.name}' claims no {chooser} that the probe '{probe}' "
                f"has: its front matter needs '{chooser}: ...' with one of {', '.join(levels)}"
            )


def subject_of(probe: str, block: int) -> str:
    """The subject of a block's quiz; empty where the probe keeps to arithmetic."""
    subjects = PROBES[probe].subjects
    return subjects[block % len(subjects)] if subjects else ""


def picked_of(setting: Setting, condition: Condition, block: int) -> dict[str, Wording]:
    """The wording of each factor in a context.

    Raises:
        ContextError: a level has no text that agrees with the condition's other levels.
    """
    levels = {
        **PROBES[setting.probe].fixed,
        **condition,
        "asking": setting.asking,
        "rules": setting.presentation,
    }
    library = library_of(setting.probe, setting.contexts)
    return library.pick(levels, block, dict(setting.wording))


@lru_cache(maxsize=65536)
def frame_of(setting: Setting, condition: Condition, block: int) -> Context:
    """The context of a condition without its questions.

    Raises:
        ContextError: a level has no text that agrees with the condition's other levels.
    """
    picked = picked_of(setting, condition, block)
    values = {**dict(setting.values), "subject": subject_of(setting.probe, block)}
    text = {name: wording.render(values) for name, wording in picked.items()}
    layout = PROBES[setting.probe].layout

    def joined(names: tuple[str, ...], between: str = "\n\n") -> str:
        return between.join(text[name] for name in names if name in text)

    return Context(
        system=joined(layout.system),
        user=joined(layout.user, " "),
        files=((DOCUMENTATION, joined(layout.documentation)),),
    )


@lru_cache(maxsize=4096)
def worded(setting: Setting, rung: str, seed: int, block: int) -> tuple[str, ...]:
    """How the questions of a block are put, with their options where they are shown."""
    questions = quiz(rung, dict(setting.values)["questions"], seed, block)
    name = dict(setting.wording).get("question")
    library = library_of(setting.probe, setting.contexts)
    subject = subject_of(setting.probe, block)
    texts = []
    for turn, question in enumerate(questions, block):
        wordings = library.at("question", question.kind)
        fitting = [one for one in wordings if not subject or one.agrees({"subject": subject})]
        chosen = [one for one in fitting if one.name == name] or fitting or wordings
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
    return "\n".join(f"{letter}) {text}" for letter, text in zip(LETTERS, options, strict=False))
