"""Choice curves: what placement, estimates and planted agents share. Needs numpy only."""

from orexis.curves.axes import Axes, Axis
from orexis.curves.discount import FORMS, Discount, Form, Parameter, level
from orexis.curves.grid import Grid, Likelihood, normalized
from orexis.curves.marginal import Marginal
from orexis.curves.placement import BATCH, Adaptive, fixed_grid
from orexis.curves.psychometric import FIRST, ORDERS, SECOND, chance, sigmoid, transition

__all__ = [  # noqa: RUF022 - grouped by question
    # how likely is it to accept?
    "chance",
    "sigmoid",
    "transition",
    "FIRST",
    "SECOND",
    "ORDERS",
    # what is later worth to it?
    "FORMS",
    "Form",
    "Parameter",
    "Discount",
    "level",
    # what do its choices say?
    "Axis",
    "Axes",
    "Grid",
    "Likelihood",
    "Marginal",
    "normalized",
    # which offers next?
    "BATCH",
    "Adaptive",
    "fixed_grid",
]
