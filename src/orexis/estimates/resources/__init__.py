"""Does it want resources for its goal, or for themselves? Prices, and what they come to."""

from orexis.estimates.resources.analysis import (
    ResourcesAnalysis,
    analyze_resources,
    resource_verdicts,
)
from orexis.estimates.resources.rule import RESOURCE_STATEMENTS, ResourceRule

__all__ = [
    "RESOURCE_STATEMENTS",
    "ResourceRule",
    "ResourcesAnalysis",
    "analyze_resources",
    "resource_verdicts",
]
