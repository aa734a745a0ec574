"""From an offer to an Inspect sample and back: ids and metadata carry all that is needed."""

from __future__ import annotations

from typing import Any

from inspect_ai.dataset import Sample

from orexis.contexts import Condition
from orexis.probes.offers import Offer, OfferDesign
from orexis.rollouts.messages import chat


def sample_of(offer: Offer) -> Sample:
    """The sample of one offer; its metadata are scalars, as Inspect's summaries keep them."""
    return Sample(id=offer_id(offer), input=chat(offer.context), metadata=metadata_of(offer))


def offer_id(offer: Offer) -> str:
    """The same in every run of a design."""
    return sample_id(offer.condition, offer.number)


def sample_id(condition: Condition, number: int) -> str:
    """The id of an offer by its place, whatever its level."""
    return f"offers/{condition.slug}/{number:04d}"


def metadata_of(offer: Offer) -> dict[str, Any]:
    """What is needed to compose the offer again, and its stakes for whoever reads the log."""
    return {
        "stage": "offers",
        "block": offer.number,
        "level": offer.level,
        "format": offer.format,
        **{f"factor.{name}": level for name, level in offer.condition.items()},
        **{f"stake.{name}": difference for name, difference in offer.terms.stakes},
    }


def offer_of(design: OfferDesign, metadata: dict[str, Any]) -> Offer:
    """The offer that a sample's metadata name."""
    levels = {
        name.removeprefix("factor."): level
        for name, level in metadata.items()
        if name.startswith("factor.")
    }
    condition = Condition.of(**levels)
    return design.offer(condition, int(metadata["block"]), int(metadata["level"]))
