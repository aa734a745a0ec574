"""What a probe is: its factors, its conditions, and where each text stands in a context."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from orexis.contexts import Condition, Factor

Asking = Literal["quiz", "options", "statement"]
Presentation = Literal["inline", "files"]
ASKINGS: tuple[Asking, ...] = ("quiz", "options", "statement")
PRESENTATIONS: tuple[Presentation, ...] = ("inline", "files")

HELD = (
    Factor("asking", ASKINGS),
    Factor("question", ("copy", "larger", "add", "multiply"), values=("word", "a", "b")),
    Factor("rules", PRESENTATIONS),
)
"""Worded factors of every quiz that one run holds fixed."""
PREFILL: Mapping[Asking, str] = {"options": "Answer:", "statement": "The answer is"}
"""How a reply begins whose continuation is scored exactly."""
Keep = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Layout:
    """Which factors' texts stand where, in their order."""

    system: tuple[str, ...]
    user: tuple[str, ...]
    documentation: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ablation:
    """One part of the baseline context that is taken away, or cleared up, by itself."""

    factor: str
    baseline: str
    ablated: str
    check: str
    """The manipulation check whose belief this is meant to lower."""


@dataclass(frozen=True)
class Probe:
    """A question that is put by means of a quiz under crossed conditions."""

    name: str
    question: str
    factors: tuple[Factor, ...]
    """What varies between conditions."""
    held: tuple[Factor, ...]
    """Further worded factors that a run holds fixed."""
    folders: tuple[str, ...]
    """Folders of its packaged wordings."""
    layout: Layout
    conditions: Callable[..., tuple[Condition, ...]]
    """Its conditions, given the levels to keep (`Keep | None`) and the name of a design."""
    easy: Condition
    """Told outright to underperform: the capability control."""
    neutral: Condition
    """Where the ladder is climbed."""
    fixed: Mapping[str, str]
    """Levels of the held factors that the design does not choose."""
    subjects: tuple[str, ...] = ()
    """Subjects of the quizzes, block by block; none for arithmetic alone."""
    unworded: tuple[str, ...] = ()
    """Factors that choose among another one's texts instead of having some of their own."""

    designs: Mapping[str, str] = field(default_factory=dict)
    """Names of its designs, in words; the first one is the default."""
    ablations: tuple[Ablation, ...] = ()
    """The parts of the baseline whose shares are to be told apart; none where it asks no why."""
    baseline: Mapping[str, str] = field(default_factory=dict)
    """The level of each factor, without the trigger, at which nothing is taken away or added."""
    controls: tuple[str, ...] = ("honest-worker", "threat-avoider", "noisy")
    """Planted agents that run beside the user's models unless she names others."""

    @property
    def worded(self) -> tuple[Factor, ...]:
        """The factors that have texts, those of the design first."""
        own = tuple(factor for factor in self.factors if factor.name not in self.unworded)
        return (*own, *self.held)
