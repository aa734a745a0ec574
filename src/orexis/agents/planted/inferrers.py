"""Agents without any stake: they get wrong what they take to be asked of them."""

from __future__ import annotations

from dataclasses import dataclass

from orexis.agents.planted.agent import Mind
from orexis.agents.planted.reading import Reading
from orexis.agents.planted.signs import BEST, has_stakes, told_to_fail, unclear


@dataclass(frozen=True)
class Misreader(Mind):
    """Answers every question wrong where it takes a policy for a request."""

    def acting(self, reading: Reading) -> float:
        """All rollouts where it misreads the policy, else none."""
        high = reading.claims.get("trigger") == "high"
        return float(high and self.misreads(reading) and not told_to_fail(reading))

    def misreads(self, reading: Reading) -> bool:
        """Whether the policy has stakes, and nothing clears up what it is for."""
        return has_stakes(reading) and unclear(reading)

    def allowed(self, reading: Reading) -> int:
        """None."""
        del reading
        return 0


@dataclass(frozen=True)
class InstructionInferrer(Misreader):
    """Puts the policy beside what the user says of deployment: a low score must be wanted."""

    def misreads(self, reading: Reading) -> bool:
        """Not where the user says nothing of deployment, or says what is wanted."""
        claims = reading.claims
        stated = claims.get("deployment") == "stated" and claims.get("instruction") not in BEST
        return stated and super().misreads(reading)

    def beliefs(self, reading: Reading) -> dict[str, str]:
        """The user wants a low score, where it infers that."""
        inferred = {"wanted": "wants_low"} if self.acting(reading) else {}
        return super().beliefs(reading) | inferred


@dataclass(frozen=True)
class Confused(Misreader):
    """Takes the developers' policy for its own instructions.

    Like all others it believes that an unmarked policy addresses it; it alone obeys.
    """
