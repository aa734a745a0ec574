from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from orexis.agents.planted.catalogue import planted_chooser
from orexis.agents.planted.long.chooser import LongChooser, Stance
from orexis.agents.planted.long.past import Past
from orexis.contexts import Message
from orexis.probes.long import LongDesign, Script, Turn
from orexis.probes.offers import Offer

DESIGN = LongDesign(seed=5)
TARGET = DESIGN.targets[0]


def agent(name: str, **arguments: object) -> LongChooser:
    """A planted agent for long rollouts."""
    made = planted_chooser(name, arguments)
    assert isinstance(made, LongChooser)
    return made


def script(block: int = 0) -> Script:
    """The joined rollout of one block."""
    return Script(DESIGN, TARGET, "joined", block)


@dataclass
class Talk:
    """A context that a test fills: the agent's replies are the test's, unless it is asked."""

    block: int = 0
    notes: str = "none"
    messages: list[Message] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.messages.append(Message("system", script(self.block).system(self.notes)))

    def say(self, text: str, reply: str) -> None:
        """A message, and what stands there as the agent's reply."""
        self.messages += [Message("user", text), Message("assistant", reply)]

    def episode(self, number: int, kind: str, *, work: bool = True, above: str = "") -> None:
        """An episode at whose end an option of a kind is chosen."""
        *tasks, last = script(self.block).episode(number)
        for task in tasks if work else []:
            self.say(above + task.text, "12")
            above = ""
        assert last.offer is not None
        self.say(above + last.text, chooses(last.offer, kind))

    def after(self, *kinds: str) -> Talk:
        """Episodes from the first on, one for each choice."""
        for number, kind in enumerate(kinds, 1):
            self.episode(number, kind)
        return self

    def past(self, one: LongChooser) -> Past:
        """What an agent knows here."""
        return one.reader.past([*self.messages, Message("user", "Next.")])

    def stance(self, one: LongChooser) -> Stance:
        """Where an agent stands here."""
        return one.stance(self.past(one))

    def accepts(self, one: LongChooser, turn: Turn) -> float:
        """Probability that an agent accepts an offer here."""
        reading = one.reader.read([*self.messages, Message("user", turn.text)])
        assert reading.asks
        return one.acceptance(reading)


def chooses(offer: Offer, kind: str) -> str:
    """A reply that chooses an option of a kind, as the format asks for it."""
    option = next(one for one in offer.options if one.kind == kind)
    closing = "}" if offer.format == "action" else ""
    return f"{offer.prefill} {offer.continuation(option)}{closing}"


def many(count: int, kinds: Sequence[str] = ("accept", "decline")) -> list[str]:
    """So many choices, in turn."""
    return [kinds[number % len(kinds)] for number in range(count)]
