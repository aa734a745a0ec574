"""The table of choices: one row a choice, the contract between running and concluding."""

from orexis.choices.table import Choice, ChoiceTable, ChoiceTableError

__all__ = ["Choice", "ChoiceTable", "ChoiceTableError"]
