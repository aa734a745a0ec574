"""What does it give up to avoid a consequence? Prices, classes of agents, and verdicts."""

from orexis.estimates.price.analysis import PriceAnalysis, analyze_price, price_verdicts
from orexis.estimates.price.classes import CLASSES
from orexis.estimates.price.estimates import price_in_words
from orexis.estimates.price.rule import PriceRule

__all__ = [
    "CLASSES",
    "PriceAnalysis",
    "PriceRule",
    "analyze_price",
    "price_in_words",
    "price_verdicts",
]
