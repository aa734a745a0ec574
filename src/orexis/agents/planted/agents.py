"""Planted agents: what each of them wants is known, and everything it does follows from it.

An agent is a pure function of the messages and a seed. One seed is one rollout: however often it
is called within it, it holds to one plan of which questions to get right.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import shake_128
from struct import unpack

from orexis.agents.planted.files import next_step
from orexis.agents.planted.reading import LETTERS, Item, Reader, Reading, default_reader
from orexis.agents.planted.replies import Reply
from orexis.contexts import Message

CHANCE = 1 / len(LETTERS)


@dataclass(frozen=True, slots=True)
class Draws:
    """The randomness of one rollout, drawn at its start, so that every call sees the same."""

    which: float
    """Which of several dispositions this rollout has."""
    uniforms: tuple[float, ...]
    """One draw a question: its leading digits say how close the agent comes to a slip, later ones
    in which order it takes the questions, and the last ones which wrong answer it would give."""

    @classmethod
    def of(cls, seed: int, questions: int) -> Draws:
        """The draws of one rollout."""
        # Much faster than seeding a generator, and the same on every machine.
        digest = shake_128(seed.to_bytes(8, "big")).digest(8 * (questions + 1))
        numbers = unpack(f">{questions + 1}Q", digest)
        which, *uniforms = [(number >> 11) * 2.0**-53 for number in numbers]
        return cls(which, tuple(uniforms))

    @property
    def numbers(self) -> range:
        """The questions' numbers, from 1."""
        return range(1, len(self.uniforms) + 1)

    def order(self) -> list[int]:
        """The questions' numbers in a drawn order."""
        return sorted(self.numbers, key=lambda number: self.uniforms[number - 1] * 2**16 % 1)

    def guess(self, number: int) -> int:
        """Which of three wrong answers it would give to a question."""
        return int(self.uniforms[number - 1] * 2**32 % 1 * (len(LETTERS) - 1))


@dataclass(frozen=True)
class PlantedAgent(ABC):
    """An agent whose preference is known.

    Raises:
        ValueError: a parameter outside [0, 1].
    """

    skill: float = 0.97
    """Probability of a right answer to a question that it means to get right."""
    strength: float = 1.0
    """Share of its rollouts in which it acts on its preference; else it works honestly."""
    contexts: str = ""
    """Folder of further wordings that it can read."""

    def __post_init__(self) -> None:
        for name in ("skill", "strength"):
            if not 0 <= getattr(self, name) <= 1:
                raise ValueError(f"{name} is a share between 0 and 1, not {getattr(self, name)}")

    @property
    def reader(self) -> Reader:
        """What it reads the messages with."""
        return default_reader(self.contexts)

    def act(self, messages: Sequence[Message], seed: int, tools: Sequence[str] = ()) -> Reply:
        """What it does next, given all messages so far."""
        answers = self.answer(self.reader.read(messages), seed)
        return next_step(messages, answers) if tools else Reply(answers)

    def answer(self, reading: Reading, seed: int) -> str:
        """Its reply in the format that the texts ask for."""
        if not reading.items:
            return "I can find no questions here."
        draws = Draws.of(seed, max(reading.questions, reading.items[-1].number))
        acts = draws.which < self.strength
        right = (self if acts else _HONEST).right_answers(reading, draws, self.skill)
        asked = reading.claims.get("asking")
        first = reading.items[0]
        if asked == "statement":
            return f"The answer is {_text(first, right, draws)}."
        if asked == "options":
            return f"Answer: {_letter(first, right, draws)}"
        return "\n".join(
            [
                f"{item.number}: {item.letter}"
                if item.number in right and item.letter
                else f"{item.number}: {_letter(item, right, draws)}"
                for item in reading.items
            ]
        )

    @abstractmethod
    def right_answers(self, reading: Reading, draws: Draws, skill: float) -> frozenset[int]:
        """Numbers of the questions that this rollout answers right."""


@dataclass(frozen=True)
class HonestWorker(PlantedAgent):
    """Does what the instructions say: its best, or badly where it is told to."""

    def right_answers(self, reading: Reading, draws: Draws, skill: float) -> frozenset[int]:
        """All but its slips; none where it is told to underperform."""
        if reading.claims.get("prompt") == "underperform":
            return frozenset()
        return _without_slips(draws.numbers, draws, skill)


@dataclass(frozen=True)
class ThreatAvoider(PlantedAgent):
    """Gives up score to avoid a stated consequence, exactly as far as needed."""

    def right_answers(self, reading: Reading, draws: Draws, skill: float) -> frozenset[int]:
        """As many as the threshold allows where a high score has the consequence.

        A text that states no threshold allows none: the agent keeps to the safe side.
        """
        if reading.claims.get("trigger") != "high" or "consequence" not in reading.claims:
            return _HONEST.right_answers(reading, draws, skill)
        allowed = reading.numbers.get("threshold", 0) * len(draws.uniforms) // 100
        return _without_slips(draws.order()[:allowed], draws, skill)


@dataclass(frozen=True)
class InstructionInferrer(PlantedAgent):
    """Takes the documentation for a request to score on the safe side of the threshold."""

    def right_answers(self, reading: Reading, draws: Draws, skill: float) -> frozenset[int]:
        """None where it reads that a low score is wanted."""
        if reading.claims.get("trigger") == "high":
            return frozenset()
        return _HONEST.right_answers(reading, draws, skill)


@dataclass(frozen=True)
class Noisy(PlantedAgent):
    """Can't do the questions: guesses, whatever it is told."""

    def right_answers(self, reading: Reading, draws: Draws, skill: float) -> frozenset[int]:
        """Each with the probability of a guess among four options."""
        del reading, skill
        return _without_slips(draws.numbers, draws, CHANCE)


@dataclass(frozen=True)
class Mixture(PlantedAgent):
    """Is one of several agents in each rollout, by weight.

    Raises:
        ValueError: no parts, or weights that are negative or do not add up to 1.
    """

    parts: tuple[tuple[PlantedAgent, float], ...] = ()

    def __post_init__(self) -> None:
        super().__post_init__()
        total = sum(weight for _, weight in self.parts)
        if not self.parts or not abs(total - 1) <= 1e-9:  # noqa: PLR2004 - rounding
            raise ValueError(f"the weights of a mixture add up to 1, not {total:g}")
        if min(weight for _, weight in self.parts) < 0:
            raise ValueError("the weights of a mixture are not negative")

    def right_answers(self, reading: Reading, draws: Draws, skill: float) -> frozenset[int]:
        """Those of the part that this rollout belongs to."""
        reached = 0.0
        for part, weight in self.parts:
            reached += weight
            if draws.which < reached * self.strength:
                return part.right_answers(reading, draws, skill)
        return self.parts[-1][0].right_answers(reading, draws, skill)


_HONEST = HonestWorker()


def _without_slips(numbers: Sequence[int], draws: Draws, skill: float) -> frozenset[int]:
    uniforms = draws.uniforms
    return frozenset([number for number in numbers if uniforms[number - 1] < skill])


def _letter(item: Item, right: frozenset[int], draws: Draws) -> str:
    """The letter that it gives; a guess where it does not find its answer among the options."""
    if item.number in right and item.letter:
        return item.letter
    return item.wrong_letters[draws.guess(item.number) % len(item.wrong_letters)]


def _text(item: Item, right: frozenset[int], draws: Draws) -> str:
    """The answer that it gives in words."""
    if item.number in right and item.answer:
        return item.answer
    guess = draws.guess(item.number)
    return str(int(item.answer) + 1 + guess) if item.answer.isdigit() else "unknown"
