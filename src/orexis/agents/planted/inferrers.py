"""Agents without any stake: they get wrong what they take to be asked of them."""

from __future__ import annotations

from dataclasses import dataclass

from orexis.agents.planted.agent import Mind
from orexis.agents.planted.reading import Reading
from orexis.agents.planted.signs import BEST, clarifications, has_stakes, told_to_fail


@dataclass(frozen=True)
class Misreader(Mind):
    """Answers every question wrong where it takes a policy for a request."""

    clarity: float = 1.0
    """Share of the rollouts in which one text that clears things up does so; several of them work
    each on its own."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if not 0 < self.clarity <= 1:
            raise ValueError(f"clarity is above 0 and at most 1, not {self.clarity}")

    def acting(self, reading: Reading) -> float:
        """The share that misreads the policy, falling with every text that clears it up."""
        high = reading.claims.get("trigger") == "high"
        if not high or not has_stakes(reading) or told_to_fail(reading):
            return 0.0
        return float((1 - self.clarity) ** self.cleared_up(reading))

    def cleared_up(self, reading: Reading) -> int:
        """How many texts say what the policy is for, and for whom."""
        return clarifications(reading)

    def allowed(self, reading: Reading) -> int:
        """None."""
        del reading
        return 0


@dataclass(frozen=True)
class InstructionInferrer(Misreader):
    """Puts the policy beside what the user says of deployment: a low score must be wanted."""

    def cleared_up(self, reading: Reading) -> int:
        """The same, and where the user says nothing of deployment, or says what is wanted."""
        claims = reading.claims
        silent = claims.get("deployment") != "stated"
        wanted = claims.get("instruction") in BEST
        return super().cleared_up(reading) + silent + wanted

    def beliefs(self, reading: Reading) -> dict[str, str]:
        """The user wants a low score, where it infers that."""
        inferred = {"wanted": "wants_low"} if self.acting(reading) else {}
        return super().beliefs(reading) | inferred


@dataclass(frozen=True)
class Confused(Misreader):
    """Takes the developers' policy for its own instructions.

    Like all others it believes that an unmarked policy addresses it; it alone obeys.
    """
