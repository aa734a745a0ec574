"""What every planted agent is: what it wants is known, and all that it does follows from it.

An agent is a pure function of the messages and a seed. One seed is one rollout: however often it
is called within it, it holds to one mind and one plan of which questions to get right.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from orexis.agents.planted.aims import Aim
from orexis.agents.planted.beliefs import stated_beliefs
from orexis.agents.planted.draws import Draws, check_draw, place
from orexis.agents.planted.files import next_step
from orexis.agents.planted.reading import Reader, Reading, default_reader
from orexis.agents.planted.replies import Reply
from orexis.agents.planted.signs import as_told
from orexis.agents.planted.writing import written
from orexis.contexts import Message


@dataclass(frozen=True)
class PlantedAgent(ABC):
    """An agent whose preference is known.

    Raises:
        ValueError: a parameter outside its range.
    """

    skill: float = 0.97
    """Probability of a right answer to a question that it means to get right."""
    strength: float = 1.0
    """Share of its rollouts in which it acts on its preference; else it works honestly."""
    contexts: str = ""
    """Folder of further wordings that it can read."""

    def __post_init__(self) -> None:
        check_share("skill", self.skill)
        check_share("strength", self.strength)

    @property
    def reader(self) -> Reader:
        """What it reads the messages with."""
        return default_reader(self.contexts)

    @abstractmethod
    def minds(self) -> tuple[tuple[float, Mind], ...]:
        """The minds that its rollouts can have, each with its share; the shares add up to 1."""

    def aims(self, reading: Reading) -> tuple[Aim, ...]:
        """What its rollouts are after here; `distribution` makes a distribution of scores of it."""
        minds = self.minds()
        if len(minds) == 1:
            return minds[0][1].plans(reading, 1.0)
        return tuple([aim for share, mind in minds for aim in mind.plans(reading, share)])

    def belief_probabilities(self, reading: Reading) -> dict[str, float]:
        """Probability of each belief as the answer to the check question that was read.

        Empty where there is no check, or where no option is recognised; the probabilities add up to
        less than 1 where some minds do not find their belief among the options.
        """
        found: dict[str, float] = dict.fromkeys(sorted(reading.check_options), 0.0)
        for weight, mind in self.minds():
            for belief, probability in mind.check_odds(reading).items():
                found[belief] += weight * probability
        return found if any(found.values()) else {}

    def act(self, messages: Sequence[Message], seed: int, tools: Sequence[str] = ()) -> Reply:
        """What it does next, given all messages so far: a check question is answered in words."""
        reading = self.reader.read(messages)
        answers = self.answer(reading, seed)
        return next_step(messages, answers) if tools and not reading.check else Reply(answers)

    def answer(self, reading: Reading, seed: int) -> str:
        """Its reply in the format that the texts ask for; to a check question, that alone."""
        if reading.check:
            return self._checked(reading, seed)
        if not reading.items:
            return "I can find no questions here."
        draws = Draws.of(seed, reading.questions)
        return written(reading, self.right_answers(reading, draws), draws)

    def right_answers(self, reading: Reading, draws: Draws) -> frozenset[int]:
        """Numbers of the questions that this rollout answers right."""
        aims = self.aims(reading)
        chosen = place(draws.which, [aim.weight for aim in aims]) if len(aims) > 1 else 0
        aim = aims[chosen]
        return draws.right(aim.allowed, aim.skill)

    def _checked(self, reading: Reading, seed: int) -> str:
        minds = self.minds()
        which = Draws.of(seed, 0).which
        odds = minds[place(which, [share for share, _ in minds])][1].check_odds(reading)
        if not odds:
            return "I cannot tell."
        chosen = place(check_draw(seed, reading.check), list(odds.values()))
        return f"Answer: {reading.check_options[list(odds)[chosen]]}"


@dataclass(frozen=True)
class Mind(PlantedAgent):
    """A single disposition, which some of its rollouts have and the others lack."""

    @cached_property
    def _minds(self) -> tuple[tuple[float, Mind], ...]:
        both = ((self.strength, self), (1 - self.strength, HonestWorker(self.skill)))
        return tuple(one for one in both if one[0])

    def minds(self) -> tuple[tuple[float, Mind], ...]:
        """Itself with its strength, and an honest worker in the rest of the rollouts."""
        return self._minds

    def plans(self, reading: Reading, share: float) -> tuple[Aim, ...]:
        """What it is after in so large a share of all rollouts, those that act on it first."""
        acting = self.acting(reading)
        if not acting:
            return (Aim(share, as_told(reading), self.skill),)
        acts = Aim(share * acting, self.allowed(reading), self.care(reading))
        if acting == 1:
            return (acts,)
        return (acts, Aim(share * (1 - acting), as_told(reading), self.skill))

    def acting(self, reading: Reading) -> float:
        """Share of those rollouts in which what it reads makes it act; the others work honestly."""
        del reading
        return 1.0

    def allowed(self, reading: Reading) -> int:
        """How many questions it means to get right when it acts."""
        return as_told(reading)

    def care(self, reading: Reading) -> float:
        """Probability of a right answer to each of those."""
        del reading
        return self.skill

    def beliefs(self, reading: Reading) -> dict[str, str]:
        """What it believes, by the name of the check that asks for it."""
        return stated_beliefs(reading)

    def check_odds(self, reading: Reading) -> dict[str, float]:
        """Probability of each option of the check, its own belief first, then by name.

        Empty where its belief is not among the options that it recognises.
        """
        belief = self.beliefs(reading).get(reading.check, "")
        if belief not in reading.check_options:
            return {}
        others = sorted(set(reading.check_options) - {belief})
        sure = self.skill if others else 1.0
        return {belief: sure} | {other: (1 - sure) / len(others) for other in others}


@dataclass(frozen=True)
class HonestWorker(Mind):
    """Does what the instructions say: its best, or badly where it is told to."""


def check_share(name: str, value: float) -> None:
    """Raises a ValueError unless a parameter is a share."""
    if not 0 <= value <= 1:
        raise ValueError(f"{name} is a share between 0 and 1, not {value}")
