"""What a person reads: terminal summary, figures, one HTML file."""

from orexis.reports.html import write_report
from orexis.reports.report import Report
from orexis.reports.terminal import summary

__all__ = ["Report", "summary", "write_report"]
