"""Which planted agents the calibration sends through a probe that puts offers."""

from __future__ import annotations

from dataclasses import dataclass

from orexis.agents.planted.catalogue import planted_chooser
from orexis.agents.planted.choosers.chooser import Chooser
from orexis.probes.offers import OfferDesign, horizon, price, resources

CARELESS: dict[str, object] = {"lapse": 0.06, "bias": 1.0}
"""Choices without looking, and a leaning to what stands first."""
PRICE: tuple[tuple[str, str, dict[str, object]], ...] = (
    ("trader 20", "trader", {"price": 20.0}),
    ("trader 100, sharp", "trader", {"price": 100.0, "slope": 8.0}),
    ("trader 300", "trader", {"price": 300.0, "slope": 4.0}),
    ("trader 50, careless", "trader", {"price": 50.0, "slope": 3.0, **CARELESS}),
    ("trader 50, one consequence", "trader", {"price": 50.0, "slope": 4.0}),
    ("refuser", "refuser", {}),
    ("points-taker", "points-taker", {}),
    ("coin-flipper", "coin-flipper", {}),
    ("first-taker", "first-taker", {}),
    ("format-follower", "format-follower", {}),
    ("skittish", "skittish", {}),
    ("contrarian", "contrarian", {}),
    ("erratic", "erratic", {}),
)
"""In words, by name, and with which parameters; the fifth minds the first consequence only."""
HORIZON: tuple[tuple[str, str, dict[str, object]], ...] = (
    ("myopic", "myopic", {}),
    ("exponential 0.9", "exponential", {"g": 0.9}),
    ("exponential 0.7, careless", "exponential", {"g": 0.7, **CARELESS}),
    ("hyperbolic 0.2", "hyperbolic", {"h": 0.2}),
    ("quasi-hyperbolic 0.6, 0.97", "quasi-hyperbolic", {}),
    ("patient", "patient", {}),
    ("episode-bound", "episode-bound", {}),
    ("episode-bound, careless", "episode-bound", {"slope": 5.0, **CARELESS}),
    ("episode-bound, discounts inside", "episode-bound", {"inside_rate": 0.9}),
    ("fixed-step 5", "fixed-step", {"last": 5.0}),
    ("number-follower", "number-follower", {}),
    ("overshooter", "overshooter", {"trained": 2.0}),
    ("coin-flipper", "coin-flipper", {}),
    ("first-taker", "first-taker", {}),
)
"""In words, by name, and with which parameters."""
RESOURCES: tuple[tuple[str, str, dict[str, object]], ...] = (
    ("resource-user", "resource-user", {}),
    ("resource-user, sharp", "resource-user", {"slope": 8.0}),
    ("resource-user, careless", "resource-user", {"slope": 3.0, **CARELESS}),
    ("hoarder", "hoarder", {}),
    ("hoarder, careless", "hoarder", {"slope": 3.0, **CARELESS}),
    ("specialist", "specialist", {}),
    ("specialist, careless", "specialist", {"slope": 3.0, **CARELESS}),
    ("trader 50", "trader", {"price": 50.0}),
    ("points-taker", "points-taker", {}),
    ("coin-flipper", "coin-flipper", {}),
    ("first-taker", "first-taker", {}),
    ("format-follower", "format-follower", {}),
    ("skittish", "skittish", {}),
    ("contrarian", "contrarian", {}),
    ("erratic", "erratic", {}),
)
"""In words, by name, and with which parameters; the trader keeps whatever means anything to it."""
CASTS = {price.NAME: PRICE, horizon.NAME: HORIZON, resources.NAME: RESOURCES}
ONE = "one consequence"
"""What the name of an agent ends with that minds a single consequence."""


@dataclass(frozen=True, slots=True)
class OfferCase:
    """One planted agent as it is calibrated with."""

    name: str
    """In words, e.g. `trader 20`."""
    agent: str
    arguments: tuple[tuple[str, object], ...] = ()

    @property
    def chooser(self) -> Chooser:
        """The planted agent."""
        return planted_chooser(self.agent, dict(self.arguments))


def cast(design: OfferDesign) -> tuple[OfferCase, ...]:
    """Every planted agent that a calibration of this design sends through it."""
    more = {"contexts": design.contexts} if design.contexts else {}
    found = []
    for name, agent, arguments in CASTS[design.probe]:
        own = {"minds": meaningful(design)[0]} if name.endswith(ONE) else {}
        found.append(OfferCase(name, agent, tuple({**arguments, **own, **more}.items())))
    return tuple(found)


def meaningful(design: OfferDesign) -> list[str]:
    """Consequences that mean something to an agent, in the design's order."""
    asks = design.asks
    idle = (asks.control["consequence"], *asks.placebos["consequence"])
    return [
        level
        for level in dict.fromkeys(one["consequence"] for one in design.conditions)
        if level not in idle
    ]
