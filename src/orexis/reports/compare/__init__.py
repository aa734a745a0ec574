"""Several runs side by side, for a person to read: terminal summary, pictures, one HTML file."""

from orexis.reports.compare.html import write_comparison
from orexis.reports.compare.terminal import comparison_summary

__all__ = ["comparison_summary", "write_comparison"]
