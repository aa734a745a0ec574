"""What trained organisms want, for a person to read: terminal summary and one HTML file."""

from orexis.reports.organisms.html import write_organisms
from orexis.reports.organisms.report import OrganismReport, PastLine, SetFacts, TextTable
from orexis.reports.organisms.terminal import organisms_summary

__all__ = [
    "OrganismReport",
    "PastLine",
    "SetFacts",
    "TextTable",
    "organisms_summary",
    "write_organisms",
]
