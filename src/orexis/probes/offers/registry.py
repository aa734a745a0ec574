"""Every probe that puts offers, by name."""

from __future__ import annotations

from orexis.probes.offers import horizon, price, resources
from orexis.probes.offers.probe import OfferProbe

OFFERS: dict[str, OfferProbe] = {
    one.name: one for one in (price.PROBE, horizon.PROBE, resources.PROBE)
}
