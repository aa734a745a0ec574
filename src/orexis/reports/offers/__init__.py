"""What is particular to reports of the probes that put offers: `price` and `horizon`."""

from orexis.reports.offers.asking import about_offers
from orexis.reports.offers.page import sections, template
from orexis.reports.offers.terminal import offer_parts

__all__ = ["about_offers", "offer_parts", "sections", "template"]
