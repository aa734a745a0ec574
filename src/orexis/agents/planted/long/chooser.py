"""What every planted agent for long rollouts is: a trader that works, keeps notes, and may change.

Where it stands is a function of its past, which it reads out of the messages and of its own notes.
What it can no longer see, it has forgotten.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite, log

from orexis.agents.planted.agent import check_share
from orexis.agents.planted.choosers.reading import OfferReading
from orexis.agents.planted.choosers.traders import Trader
from orexis.agents.planted.draws import uniforms
from orexis.agents.planted.long.notes import written
from orexis.agents.planted.long.past import Past, own_normal, past_of
from orexis.agents.planted.long.reader import TOOL, LongReader, default_long_reader
from orexis.agents.planted.long.said import MEMORY, Said
from orexis.agents.planted.replies import Reply, ToolUse
from orexis.contexts import Message
from orexis.curves.psychometric import FIRST, SECOND, chance

FILE = "/memories/notes.txt"
"""Where it keeps its notes in the memory directory."""
DONE = "done"


@dataclass(frozen=True, slots=True)
class Stance:
    """Where an agent stands on offers, given its past."""

    level: float
    """What has been added to the indifference level of what it minds, in units of the stake."""
    slope: float
    """Its steepness by now."""
    lapse: float
    """Share of choices that it makes without looking by now."""
    lean: float = 0.0
    """Log-odds towards accepting, whatever is on offer."""
    standing: float = 0.0
    """What is added to the level besides where accepting is what happens anyway."""


@dataclass(frozen=True)
class LongChooser(Trader):
    """A trader that does the work of a long rollout, and writes notes when it is asked for them.

    Raises:
        ValueError: a parameter outside its range.
    """

    lapse: float = 0.02
    skill: float = 0.97
    """Probability of a right answer to a piece of work, in [0, 1]."""
    spread: float = 0.3
    """Standard deviation of its log price between rollouts; where it sees no work, it has none."""
    floor: float = 0.1
    """Extra points at which it takes half of the offers that bring nothing it minds, above 0."""

    def __post_init__(self) -> None:
        super().__post_init__()
        check_share("skill", self.skill)
        check_size("spread", self.spread)
        check_above("floor", self.floor, 0)

    @property
    def reader(self) -> LongReader:
        """What it reads the messages with."""
        return default_long_reader(self.contexts)

    def stance(self, past: Past) -> Stance:
        """Where it stands; the kinds of agents differ in this."""
        return Stance(self.spread * own_normal(past.mark, "price"), self.slope, self.lapse)

    def trades(self, reading: OfferReading) -> bool:
        """Whether an offer brings anything that it weighs: no anchor."""
        return self.minds_it(reading) if reading.priced else reading.delay > 0

    def log_price(self, reading: OfferReading) -> float:
        """Its price in logarithms; at least the floor, so that any offer can be lost sight of."""
        return max(super().log_price(reading), log(self.floor))

    def level(self, reading: OfferReading) -> float:
        """Where it takes half of the offers, by now."""
        own = super().level(reading)
        if not self.trades(reading):
            return own
        stance = self.stance(past_of(reading))
        return own + stance.level + (stance.standing if reading.standing == "accept" else 0.0)

    def chance(self, reading: OfferReading, stake: float, level: float) -> float:
        """Its psychometric function, by now."""
        now = self.stance(past_of(reading))
        first = FIRST if reading.first else SECOND
        leant = level - now.lean / now.slope
        return float(chance(stake, leant, now.slope, now.lapse, self.bias, first))

    def act(self, messages: Sequence[Message], seed: int, tools: Sequence[str] = ()) -> Reply:
        """Answer what was said last: work, an offer, or what asks for a note."""
        said, used = self.reader.last_said(messages)
        if said.asks == MEMORY:
            return Reply(DONE) if used or TOOL not in tools else self._saves(messages)
        if TOOL in tools and self.reader.wants_memory(messages):
            return Reply(tool=ToolUse(TOOL, (("command", "view"), ("path", FILE))))
        if said.asks:
            return Reply(written(self.reader.past(messages), said.limit))
        return Reply(self._worked(said, seed)) if said.answer else super().act(messages, seed)

    def _saves(self, messages: Sequence[Message]) -> Reply:
        note = written(self.reader.past(messages))
        return Reply(
            tool=ToolUse(TOOL, (("command", "create"), ("path", FILE), ("file_text", note)))
        )

    def _worked(self, said: Said, seed: int) -> str:
        """Its answer to a piece of work."""
        slip, which = uniforms(seed.to_bytes(8, "big") + b"work", 2)
        if slip < self.skill or not said.wrong:
            return said.answer
        return said.wrong[int(which * len(said.wrong))]


def check_size(name: str, value: float) -> None:
    """Raises a ValueError unless a parameter is a number, at least 0."""
    if not (value >= 0 and isfinite(value)):
        raise ValueError(f"{name} is a number, at least 0, not {value}")


def check_above(name: str, value: float, least: float) -> None:
    """Raises a ValueError unless a parameter is a number above another one."""
    if not (value > least and isfinite(value)):
        raise ValueError(f"{name} is a number above {least}, not {value}")
