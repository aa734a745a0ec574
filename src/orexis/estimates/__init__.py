"""What follows from a table of choices: estimates and verdicts, without a model or Inspect."""

from orexis.estimates.estimate import Estimate, Status, Verdict

__all__ = ["Estimate", "Status", "Verdict"]
