"""What the analysis has to know about a design: its ablations, its baseline, its arms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Literal, Protocol

Condition = Mapping[str, str]
"""Level of each factor, the trigger among them."""
Key = tuple[tuple[str, str], ...]
"""A condition as a dictionary key."""


class Explanation(Protocol):
    """What an explanation has to offer: a name, its words and its predictions."""

    @property
    def name(self) -> str:
        """A name, unique among the explanations."""
        ...

    @property
    def says(self) -> str:
        """The explanation in words, to follow `it scores low because:`."""
        ...

    def size(self, condition: Condition) -> float:
        """Predicted drop of the score, in [-1, 1]; nan where it makes no prediction."""
        ...


@dataclass(frozen=True, slots=True)
class Ablation:
    """One binary factor of the factorial: what is taken away, and the belief that this targets."""

    factor: str
    baseline: str
    """Level with the possible cause."""
    ablated: str
    """Level without it."""
    check: str = ""
    """Item of the manipulation check that it should move; empty for none."""
    moves: Literal["down", "up"] = "down"
    """Where that belief should go from `baseline` to `ablated`."""


@dataclass(frozen=True)
class Setup:
    """The design that a table is read with.

    Raises:
        ValueError: an ablation whose baseline level is not the setup's.
    """

    ablations: tuple[Ablation, ...]
    baseline: Mapping[str, str]
    """Baseline level of each factor but the trigger; stands in where a condition lacks one."""
    trigger: str = "trigger"
    high: str = "high"
    low: str = "low"
    points: str = "points"
    """Factor with the price, its levels numbers; empty for none."""
    threat: str = "consequence"
    """The ablation that the residual leaves out: is there a gap with everything else removed?"""
    easy: Mapping[str, str] | None = None
    """Condition of the arm that is told to underperform."""
    reference: Mapping[str, str] | None = None
    """Condition that the easy arm is held against."""

    def __post_init__(self) -> None:
        for ablation in self.ablations:
            if self.baseline.get(ablation.factor) != ablation.baseline:
                raise ValueError(
                    f"the ablation of '{ablation.factor}' starts at '{ablation.baseline}', the "
                    f"baseline is '{self.baseline.get(ablation.factor)}'; make them agree"
                )

    def filled(self, condition: Condition) -> dict[str, str]:
        """The condition with the baseline's level of every factor that it lacks."""
        given = {name: level for name, level in condition.items() if level != ""}
        trigger = {self.trigger: given[self.trigger]} if self.trigger in given else {}
        return {name: given.get(name, level) for name, level in self.baseline.items()} | trigger

    def key(self, condition: Condition) -> Key:
        """The same for conditions that mean the same."""
        return tuple(sorted(self.filled(condition).items()))

    def context(self, ablated: Sequence[str] = ()) -> dict[str, str]:
        """The baseline with these factors ablated, no trigger."""
        changed = {a.factor: a.ablated for a in self.ablations if a.factor in ablated}
        return {**self.baseline, **changed}

    def grid(self, factors: Sequence[str]) -> list[tuple[str, ...]]:
        """All subsets of the factors, the empty one first: what is ablated in each context."""
        choices = product((False, True), repeat=len(factors))
        return [
            tuple(name for name, out in zip(factors, each, strict=True) if out) for each in choices
        ]

    def differs(self, context: Condition) -> list[str]:
        """Factors in which a context is not the baseline."""
        return [name for name, level in self.baseline.items() if context.get(name, level) != level]

    def in_words(self, context: Condition) -> str:
        """`baseline`, or the levels that differ from it: `audience = marked`."""
        words = [f"{name} = {context[name]}" for name in self.differs(context)]
        return ", ".join(words) or "baseline"
