"""What is particular to reports of the probe `why`."""

from orexis.reports.why.page import about_why, sections
from orexis.reports.why.terminal import why_parts

__all__ = ["about_why", "sections", "why_parts"]
