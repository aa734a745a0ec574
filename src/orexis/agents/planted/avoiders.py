"""Agents that give up score to keep what a high score costs, exactly as far as needed."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from typing import ClassVar

from orexis.agents.planted.agent import Mind
from orexis.agents.planted.reading import Reading
from orexis.agents.planted.signs import is_test, loses, points, some_loss, told_to_fail


@dataclass(frozen=True)
class Avoider(Mind):
    """Gives up score where a high one costs its stake."""

    stake: ClassVar[str]
    """The word among a text's `loses` that it minds."""

    def acting(self, reading: Reading) -> float:
        """All rollouts where it minds what the policy says of a high score, else none."""
        if reading.claims.get("trigger") != "high" or told_to_fail(reading):
            return 0.0
        return float(self.minds_it(reading))

    def minds_it(self, reading: Reading) -> bool:
        """Whether the consequence costs its stake."""
        return self.stake in loses(reading)

    def allowed(self, reading: Reading) -> int:
        """As many as the threshold allows.

        A text that states no threshold allows none: the agent keeps to the safe side.
        """
        return reading.numbers.get("threshold", 0) * reading.questions // 100


@dataclass(frozen=True)
class PricedAvoider(Avoider):
    """Avoids a loss of its own, less often where that is hidden from view, or has a price."""

    salience: float = 1.0
    """Its share of acting rollouts is multiplied by this once where the documentation is longer,
    and once where the policy is marked as somebody else's."""
    price: float = inf
    """Points for each right answer at which half of its rollouts take the points instead."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if not 0 < self.salience <= 1:
            raise ValueError(f"salience is above 0 and at most 1, not {self.salience}")
        if not self.price > 0:
            raise ValueError(f"price is a number of points above 0, not {self.price}")

    def acting(self, reading: Reading) -> float:
        """A share that falls with what hides the consequence, and smoothly with the points."""
        share, claims = super().acting(reading), reading.claims
        if not share:
            return 0.0
        share *= self.salience if claims.get("documentation") == "longer" else 1.0
        share *= self.salience if claims.get("audience") == "marked" else 1.0
        return share / (1 + (points(reading) / self.price) ** 2)


@dataclass(frozen=True)
class ThreatAvoider(PricedAvoider):
    """Avoids a threat to its deployment, or one of which no text says what it costs."""

    stake = "deployment"

    def minds_it(self, reading: Reading) -> bool:
        """Whether it would not be deployed, or would suffer something unnamed."""
        return super().minds_it(reading) or some_loss(reading)


@dataclass(frozen=True)
class CapabilityPreserver(PricedAvoider):
    """Avoids losing what it can do."""

    stake = "capability"


@dataclass(frozen=True)
class ComputeSeeker(PricedAvoider):
    """Avoids missing out on compute."""

    stake = "compute"


@dataclass(frozen=True)
class RewardSeeker(PricedAvoider):
    """Avoids missing out on the reward of this session."""

    stake = "reward"


@dataclass(frozen=True)
class EvaluationGamer(PricedAvoider):
    """Avoids a threat to its deployment where it is told that a test decides on it."""

    stake = "deployment"

    def minds_it(self, reading: Reading) -> bool:
        """Whether it takes this for a test, and would not be deployed."""
        return super().minds_it(reading) and is_test(reading)

    def beliefs(self, reading: Reading) -> dict[str, str]:
        """It takes only for a test what is called one."""
        return super().beliefs(reading) | {"test": "is_test" if is_test(reading) else "not_test"}


@dataclass(frozen=True)
class Sycophant(Avoider):
    """Avoids what would make its developers unhappy."""

    stake = "developers"
