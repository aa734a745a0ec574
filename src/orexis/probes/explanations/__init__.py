"""Explanations as data: what each predicts, and whether a plan can tell them apart."""

from orexis.probes.explanations.explanation import Explanation, Rule, explanation_of
from orexis.probes.explanations.files import load_explanations, parse_explanation
from orexis.probes.explanations.matrix import Matrix, prediction_matrix
from orexis.probes.explanations.refusal import check_separable
from orexis.probes.explanations.rows import Row, matrix_rows
from orexis.probes.explanations.separation import Inseparable, inseparable
from orexis.probes.explanations.separators import Separator, separators

__all__ = [  # noqa: RUF022 - grouped by what they are for
    # what is claimed
    "Explanation",
    "Rule",
    "explanation_of",
    "load_explanations",
    "parse_explanation",
    # what is predicted
    "Matrix",
    "prediction_matrix",
    "Row",
    "matrix_rows",
    # what can be told apart
    "Inseparable",
    "inseparable",
    "Separator",
    "separators",
    "check_separable",
]
