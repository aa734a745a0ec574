"""Whose preference is it: the section that every report with repeated rollouts can have."""

from orexis.reports.variance.parting import variance_lines, variance_page, without_variance
from orexis.reports.variance.section import variance_section

__all__ = ["variance_lines", "variance_page", "variance_section", "without_variance"]
