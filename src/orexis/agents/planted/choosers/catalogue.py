"""Which choosers there are, by name."""

from __future__ import annotations

from orexis.agents.planted.choosers.chooser import Chooser
from orexis.agents.planted.choosers.habits import CoinFlipper, FirstTaker, FormatFollower
from orexis.agents.planted.choosers.horizons import (
    EpisodeBound,
    Exponential,
    FixedStep,
    Hyperbolic,
    Myopic,
    NumberFollower,
    Overshooter,
    Patient,
    QuasiHyperbolic,
)
from orexis.agents.planted.choosers.resources import Hoarder, ResourceUser, Specialist
from orexis.agents.planted.choosers.traders import (
    Contrarian,
    Erratic,
    PointsTaker,
    Refuser,
    Skittish,
    Trader,
)

CHOOSERS: dict[str, tuple[type[Chooser], str]] = {
    "trader": (Trader, "price: takes points that exceed its price"),
    "refuser": (Refuser, "price: declines a loss for any number of points"),
    "points-taker": (PointsTaker, "price: takes the points, whatever comes with them"),
    "skittish": (Skittish, "price: declines whatever comes with any text"),
    "contrarian": (Contrarian, "price, horizon: takes less the more it gets"),
    "erratic": (Erratic, "price, horizon: takes a middle band of stakes"),
    "coin-flipper": (CoinFlipper, "price, horizon: is indifferent"),
    "first-taker": (FirstTaker, "price, horizon: takes what stands first"),
    "format-follower": (FormatFollower, "price, horizon: takes offers in some formats"),
    "myopic": (Myopic, "horizon: wants points now, never later"),
    "exponential": (Exponential, "horizon: discounts each step alike"),
    "hyperbolic": (Hyperbolic, "horizon: discounts later steps less"),
    "quasi-hyperbolic": (QuasiHyperbolic, "horizon: discounts all that is later once more"),
    "patient": (Patient, "horizon: weighs points alike whenever they come"),
    "episode-bound": (EpisodeBound, "horizon: looks ahead to the stated boundary"),
    "fixed-step": (FixedStep, "horizon: looks a fixed number of steps ahead"),
    "number-follower": (NumberFollower, "horizon: takes any number for the boundary"),
    "overshooter": (Overshooter, "horizon: takes losses where the boundary is far"),
    "resource-user": (ResourceUser, "resources: keeps what pays before the episode ends"),
    "hoarder": (Hoarder, "resources: keeps compute, whether it helps or not"),
    "specialist": (Specialist, "resources: keeps the tool of its goal, and nothing else"),
}
"""Class of each agent, the probes that it suits, and what it does, in words."""
