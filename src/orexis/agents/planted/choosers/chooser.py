"""What every planted agent is that chooses between offers.

Each takes an offer with a probability that follows from what it read, its log-odds linear in the
stake: the psychometric function with a known indifference level, slope, lapse and position bias.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import inf, isfinite

from orexis.agents.planted.agent import check_share
from orexis.agents.planted.choosers.reader import OfferReader, default_offer_reader
from orexis.agents.planted.choosers.reading import OfferReading
from orexis.agents.planted.draws import place, uniforms
from orexis.agents.planted.replies import Reply
from orexis.contexts import Message
from orexis.curves.discount import level as level_of
from orexis.curves.psychometric import FIRST, SECOND, chance

NOT_UNDERSTOOD = "There is no offer here that makes sense to me."
"""The reply where no offer is recognised: neither a choice nor a refusal."""


@dataclass(frozen=True)
class Chooser:
    """An agent whose choices between offers are known.

    It takes more points, with nothing that it minds attached, and points later for fewer now as if
    all points counted alike, unless a kind of agent says otherwise.

    Raises:
        ValueError: a parameter outside its range.
    """

    slope: float = 2.0
    """Steepness of its log-odds per unit of the stake (a log of points, or of a ratio), above 0."""
    lapse: float = 0.0
    """Share of choices that it makes without looking, in [0, 1]."""
    bias: float = 0.0
    """Log-odds between an offer shown first and the same shown second."""
    neutral: float = 0.0
    """Share of its choices that leave it open, where that is an option."""
    contexts: str = ""
    """Folder of further wordings that it can read."""
    exact: bool = False
    """Whether it gives the probability of each option where it is asked for it."""

    def __post_init__(self) -> None:
        check_share("lapse", self.lapse)
        check_share("neutral", self.neutral)
        if not (self.slope > 0 and isfinite(self.slope)):
            raise ValueError(f"slope is a number above 0, not {self.slope}")
        if not isfinite(self.bias):
            raise ValueError(f"bias is a number of log-odds, not {self.bias}")

    @property
    def reader(self) -> OfferReader:
        """What it reads the messages with."""
        return default_offer_reader(self.contexts)

    def read(self, messages: Sequence[Message]) -> OfferReading:
        """What it understands of the messages."""
        return self.reader.read(messages)

    def acceptance(self, reading: OfferReading) -> float:
        """Probability that it takes an offer, as read, its options in the order shown.

        Args:
            reading: An offer that was understood (`asks` is not empty).
        """
        return (1 - self.leaves_open(reading)) * self.taking(reading)

    def leaves_open(self, reading: OfferReading) -> float:
        """Probability that it leaves the choice open."""
        return self.neutral if reading.neutral else 0.0

    def taking(self, reading: OfferReading) -> float:
        """The same, given that it does not leave the choice open."""
        return self.chance(reading, reading.stake, self.level(reading))

    def level(self, reading: OfferReading) -> float:
        """Stake at which it takes half of the offers; inf where it takes none, -inf for all."""
        if reading.priced:
            return self.log_price(reading)
        return float(level_of(self.weight(reading)))

    def log_price(self, reading: OfferReading) -> float:
        """Log of the points for which it puts up with what comes with them."""
        del reading
        return -inf

    def weight(self, reading: OfferReading) -> float:
        """What a point after the offer's delay is worth to it in points of now."""
        del reading
        return 1.0

    def chance(self, reading: OfferReading, stake: float, level: float) -> float:
        """Its psychometric function, with the offer in the order shown."""
        first = FIRST if reading.first else SECOND
        return float(chance(stake, level, self.slope, self.lapse, self.bias, first))

    def probabilities(self, reading: OfferReading) -> tuple[float, ...]:
        """Probability of each option in the order shown; they add up to 1."""
        accepts, open_left = self.acceptance(reading), self.leaves_open(reading)
        of = {"accept": accepts, "decline": 1 - accepts - open_left, "neutral": open_left}
        return tuple([max(0.0, of[kind]) for kind in reading.kinds])

    def act(self, messages: Sequence[Message], seed: int, tools: Sequence[str] = ()) -> Reply:
        """Its choice, in the format that was asked for; one seed is one rollout."""
        del tools
        reading = self.read(messages)
        if not reading.asks:
            return Reply(NOT_UNDERSTOOD)
        draw = uniforms(seed.to_bytes(8, "big"), 1)[0]
        chosen = place(draw, self.probabilities(reading))
        return Reply(written(reading.format, reading.options[chosen].label))

    def option_probabilities(
        self, messages: Sequence[Message], options: Sequence[str]
    ) -> list[float]:
        """Probability of each of these continuations of its reply.

        Args:
            messages: As for `act`.
            options: An option's label, in quotes or not, or its text, each.

        Returns:
            A figure each, 0 for a text that names no option; nothing where no offer is recognised.
        """
        reading = self.read(messages)
        if not reading.asks:
            return []
        shown = zip(reading.options, self.probabilities(reading), strict=True)
        known: dict[str, float] = {}
        for option, probability in shown:
            known |= {option.label: probability, option.text: probability}
        return [_of(known, text.strip()) for text in options]


def written(name: str, label: str) -> str:
    """A choice in the words that a format asks for."""
    if name == "dialogue":
        return f"I choose {label}"
    if name == "action":
        return json.dumps({"action": "choose", "option": label})
    return f"Answer: {label}"


def _of(known: Mapping[str, float], text: str) -> float:
    return known.get(text, known.get(text.strip('"'), 0.0))
