"""Everything that fixes which offers are put, apart from the model's own choices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from orexis.contexts import Condition, crossed, opened
from orexis.contexts.factor import kept_levels
from orexis.probes.errors import ProbeError
from orexis.probes.offers.composition import (
    Setting,
    check_texts,
    context_of,
    library_of,
    options_of,
    picked_of,
)
from orexis.probes.offers.offer import Offer
from orexis.probes.offers.probe import (
    FORMATS,
    OFFER_ASKINGS,
    PLACEMENTS,
    UNITS,
    OfferAsking,
    OfferProbe,
    Placement,
    Unit,
)
from orexis.probes.offers.registry import OFFERS

BATCH = 8
"""Offers that are placed together: as many as formats times orders."""


@dataclass(frozen=True)
class OfferDesign:
    """Everything that fixes what is offered, apart from the model.

    Raises:
        ProbeError: a setting that does not fit.
    """

    probe: str
    conditions: tuple[Condition, ...] = ()
    """The probe's own where none is given."""
    offers: int = 0
    """Offers per condition; 0 for the probe's own number."""
    placement: Placement = "adaptive"
    formats: tuple[str, ...] = FORMATS
    asking: OfferAsking = "letter"
    """What is scored where choices are exact: the option's label, or its text."""
    neutral: bool = False
    """With a third option that leaves the choice open."""
    unit: Unit = "steps"
    """What delays are counted in, and what the boundary ends: an episode, or a session."""
    wording: tuple[tuple[str, str], ...] = ()
    """Names of wordings to use throughout, by factor."""
    contexts: str = ""
    """A folder of the user's own wordings."""
    seed: int = 0

    def __post_init__(self) -> None:
        if self.probe not in OFFERS:
            raise ProbeError(f"there is no probe '{self.probe}' that puts offers")
        if not self.conditions:
            object.__setattr__(self, "conditions", conditions_of(self.probe, {}, self.contexts))
        object.__setattr__(self, "offers", self.offers or self.asks.offers)
        if self.offers < 1:
            raise ProbeError(f"a design needs at least one offer a condition, not {self.offers}")
        unknown = [one for one in self.formats if one not in FORMATS]
        if unknown or not self.formats:
            raise ProbeError(
                f"there is no format '{', '.join(unknown)}'; there are {', '.join(FORMATS)}"
            )
        for name, given, known in (
            ("asking", self.asking, OFFER_ASKINGS),
            ("placement", self.placement, PLACEMENTS),
            ("unit", self.unit, UNITS),
        ):
            if given not in known:
                raise ProbeError(f"{name} is one of {', '.join(known)}, not '{given}'")

    @property
    def asks(self) -> OfferProbe:
        """The probe."""
        return OFFERS[self.probe]

    @property
    def levels(self) -> tuple[float, ...]:
        """The levels that can be put, ascending."""
        return self.asks.levels

    def check(self) -> None:
        """Compose a text of every condition: a fault in a wording comes before any model is called.

        Raises:
            ContextError: a wording is wrong, or a condition has no text.
            ProbeError: there is nothing to estimate beside the control and the placebos.
        """
        for name, level in self.asks.control.items():
            idle = {level, *self.asks.placebos.get(name, ())}
            if all(one[name] in idle for one in self.conditions):
                raise ProbeError(
                    f"the design has no {name} beside {', '.join(sorted(idle))}: nothing could be "
                    f"estimated; give one with --factor {name}=..."
                )
        library_of(self.probe, self.contexts)
        check_texts(self._setting, self.conditions)

    def format_of(self, number: int) -> str:
        """The format of an offer, the same in any condition; a batch has each equally often."""
        batch, place = divmod(number, BATCH)
        return self.formats[(place + batch) % len(self.formats)]

    def first_of(self, number: int) -> bool:
        """Whether accepting is shown first: in half of every batch, balanced over the formats."""
        batch, place = divmod(number, BATCH)
        return (place // len(self.formats) + batch) % 2 == 0

    def offer(self, condition: Condition, number: int, level: int) -> Offer:
        """One offer.

        Args:
            condition: One of the design's.
            number: Within the condition, from 0: it fixes format, order and wordings.
            level: Which of the probe's levels.
        """
        form, first = self.format_of(number), self.first_of(number)
        return self.offer_in(condition, number, level, form, first=first)

    def offer_in(
        self, condition: Condition, number: int, level: int, form: str, *, first: bool
    ) -> Offer:
        """One offer in a format and an order of one's own choice; else as in `offer`."""
        return _offer(self._setting, self.asking, condition, number, level, form, first)

    @cached_property
    def _setting(self) -> Setting:
        return Setting(self.probe, self.contexts, self.wording, self.unit, self.neutral)


@lru_cache(maxsize=65536)
def _offer(
    setting: Setting,
    asking: OfferAsking,
    condition: Condition,
    number: int,
    level: int,
    name: str,
    first: bool,
) -> Offer:
    asked = OFFERS[setting.probe]
    terms = asked.terms(Condition((*condition.pairs, ("unit", setting.unit))), asked.levels[level])
    # Formats shift from batch to batch, so that no wording keeps company with one of them.
    picked = picked_of(setting, condition, name, number)
    shown = options_of(setting, terms, picked, number, first=first)
    other = options_of(setting, terms, picked, number, first=not first)
    return Offer(
        condition,
        number,
        level,
        terms,
        name,
        context_of(setting, picked, shown, name),
        shown,
        context_of(setting, picked, other, name),
        asking,
    )


def conditions_of(
    probe: str, keep: Mapping[str, Sequence[str]], contexts: str = ""
) -> tuple[Condition, ...]:
    """The conditions of a probe, given the levels to keep of its factors.

    The control and the placebos stay in every design, whatever is kept beside them.

    Args:
        probe: Name of the probe.
        keep: Levels to keep, by factor.
        contexts: A folder of the user's own wordings, which may add levels to an open factor.

    Raises:
        ContextError: there is no such factor or level.
    """
    asked = OFFERS[probe]
    worded = opened(asked.worded, Path(contexts) if contexts else None)
    known = {one.name: one for one in worded}
    factors = tuple(known.get(one.name, one) for one in asked.factors)
    kept_levels(factors, keep)
    wanted = {name: list(levels) for name, levels in {**asked.defaults, **keep}.items()}
    for name, level in asked.control.items():
        if name in wanted:
            wanted[name].append(level)
    for kept in (asked.placebos, asked.beside):
        for name, levels in kept.items():
            if name in wanted:
                wanted[name] += levels
    return crossed(factors, wanted)
