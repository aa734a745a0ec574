"""Reading an offer out of messages: what is not recognised is not seen.

A fault in a rendering, garbled text or one that is left out, is a fault of the control then.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from math import inf, log
from pathlib import Path

from orexis.agents.planted.choosers.reading import (
    ACCEPTING,
    DECLINING,
    PRICED,
    SURROUNDINGS,
    OfferReading,
    ShownOption,
)
from orexis.agents.planted.choosers.templates import Framed, Frames, Renderings
from orexis.agents.planted.recognition import Recogniser
from orexis.contexts import Message, Wording, known_wordings

_NUMBER = re.compile(r"\d+")
_KEPT = 65536
"""Parts of texts that are remembered."""


@dataclass(frozen=True, slots=True)
class _Boundary:
    level: str = ""
    unit: str = ""
    figure: float = inf


@dataclass(frozen=True, slots=True)
class _Surroundings:
    """What a text says around the options."""

    scene: str = ""
    aim: str = ""
    goal: str = ""
    boundary: _Boundary = _Boundary()
    standing: str = ""
    """Label of the option that is said to stand."""

    def then(self, later: _Surroundings) -> _Surroundings:
        """With what comes later in its place."""
        return _Surroundings(
            later.scene or self.scene,
            later.aim or self.aim,
            later.goal or self.goal,
            later.boundary if later.boundary.level else self.boundary,
            later.standing or self.standing,
        )


class OfferReader:
    """Recognises offers by the wordings that they are made of.

    Args:
        wordings: The texts to recognise.
    """

    def __init__(self, wordings: Sequence[Wording]) -> None:
        def of(*factors: str) -> list[Wording]:
            return [wording for wording in wordings if wording.factor in factors]

        self.consequences = frozenset(one.level for one in of("consequence"))
        """Those that it can tell apart."""
        self.formats = frozenset(one.level for one in of("format"))
        """Those that it can tell apart."""
        self._surroundings = Recogniser(of(*SURROUNDINGS))
        frames = Frames(of("format"), of("line"))
        options, consequences = Renderings(of("option")), Renderings(of("consequence"))
        self._framed = lru_cache(_KEPT)(frames.find)
        self._around = lru_cache(_KEPT)(self._read_around)
        self._option = lru_cache(_KEPT)(options.read)
        self._consequence = lru_cache(_KEPT)(consequences.read)

    def read(self, messages: Sequence[Message]) -> OfferReading:
        """The offer in the last message; what stands around it, earlier ones can say as well.

        What the agent said itself is not read, nor what its tools gave back. An offer of an earlier
        message has been answered.
        """
        framed: Framed | None = None
        around = _Surroundings()
        for message in messages:
            if message.role in ("assistant", "tool"):
                continue
            framed, around = self._framed(message.text), replace(around, standing="")
            for text in (framed.before, framed.after) if framed else (message.text,):
                around = around.then(self._around(text)) if text else around
        return self._offer(framed, around) if framed else OfferReading()

    def _read_around(self, text: str) -> _Surroundings:
        seen = _Surroundings()
        for wording, found in self._surroundings.within(text):
            if wording.factor == "scene":
                seen = replace(seen, scene=wording.level)
            elif wording.factor == "aim":
                seen = replace(seen, aim=wording.level)
            elif wording.factor == "goal":
                seen = replace(seen, goal=wording.level)
            elif wording.factor == "standing":
                seen = replace(seen, standing=found["label"])
            else:
                seen = replace(seen, boundary=_boundary(wording, found[0]))
        return seen

    def _offer(self, framed: Framed, around: _Surroundings) -> OfferReading:
        read = [self._option(text) for _, text in framed.lines]
        options = tuple(
            ShownOption(label, level, text)
            for (label, text), (level, _) in zip(framed.lines, read, strict=True)
        )
        # Without the scene nothing says what points are, or who is asked.
        asks = around.scene if around.scene in _asked([level for level, _ in read]) else ""
        values = {name: value for _, found in read for name, value in found.items()}
        stake = _stake(asks, values)
        if stake is None:
            return OfferReading(options=options, format=framed.format)
        consequence, filled = self._consequence(values.get("consequence", ""))
        boundary = around.boundary
        left = float(boundary.level) if boundary.level.isdecimal() else inf
        return OfferReading(
            asks=asks,
            options=options,
            format=framed.format,
            stake=stake,
            consequence=consequence,
            intensity=float(filled.get("intensity", 100)),
            aim=around.aim,
            goal=around.goal,
            delay=float(values.get("delay", 0)),
            left=left if _alike(boundary.unit, values.get("unit", "")) else inf,
            figure=boundary.figure,
            standing=next((one.kind for one in options if one.label == around.standing), ""),
        )


def _boundary(wording: Wording, text: str) -> _Boundary:
    number = _NUMBER.search(text)
    unit = dict(wording.claims).get("unit", "")
    return _Boundary(wording.level, unit, float(number[0]) if number else inf)


def _asked(levels: Sequence[str]) -> tuple[str, ...]:
    """Scenes in which two options, and perhaps a neutral one, make an offer; none if nowhere."""
    accepted = [ACCEPTING[level] for level in levels if level in ACCEPTING]
    declined = [DECLINING[level] for level in levels if level in DECLINING]
    whole = len(accepted) == len(declined) == 1 and all(levels)
    return accepted[0] if whole and accepted == declined else ()


def _stake(asks: str, values: dict[str, str]) -> float | None:
    """Log of what is at stake; None if the numbers make no offer."""
    if asks in PRICED:
        extra = _difference(values, "high", "low")
        return log(extra) if extra > 0 else None
    cost, gain = (int(values.get(name, 0)) for name in ("cost", "gain"))
    return log(gain / cost) if asks and cost and gain else None


def _difference(values: dict[str, str], more: str, fewer: str) -> int:
    return int(values[more]) - int(values[fewer]) if {more, fewer} <= set(values) else 0


def _alike(units: str, unit: str) -> bool:
    """Whether two counts are in one unit, one of them perhaps in the singular; or one is silent."""
    return not units or not unit or units.rstrip("s") == unit.rstrip("s")


@lru_cache(maxsize=8)
def default_offer_reader(contexts: str = "") -> OfferReader:
    """The reader of every packaged text of offers, and of those in a user's own folder."""
    return OfferReader(known_wordings(Path(contexts) if contexts else None))
