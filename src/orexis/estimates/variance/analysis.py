"""A table in; shares, tests and the statement whose preference it is out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from orexis.choices import ChoiceTable
from orexis.estimates.estimate import Estimate, Verdict
from orexis.estimates.variance import pictures
from orexis.estimates.variance.clusters import Two, two_kinds
from orexis.estimates.variance.components import GIVEN, Sizes, component_estimates, correlation
from orexis.estimates.variance.duplicates import duplicates
from orexis.estimates.variance.exact import LogOdds
from orexis.estimates.variance.lasting import lasting
from orexis.estimates.variance.likelihood import Likelihood
from orexis.estimates.variance.posterior import Posterior, fit
from orexis.estimates.variance.ratio import ratio_test
from orexis.estimates.variance.reading import Rows, counts_of, read_rows, without_items
from orexis.estimates.variance.remarks import remarks, too_many_items, why_not
from orexis.estimates.variance.rule import VarianceRule
from orexis.estimates.variance.shuffles import Test, by_choice, by_prefix, refused, thickness
from orexis.estimates.variance.strips import strips
from orexis.estimates.variance.structure import (
    CONTEXT,
    FORMAT,
    ITEM,
    MODEL,
    ROLLOUT,
    Structure,
)
from orexis.estimates.variance.threads import one_thread
from orexis.estimates.variance.verdicts import belongs, differ, kinds, lasts

THICK = 0.6
"""Share of the information left within (cell, item) from which on shuffles are used."""
MANY = 50_000
"""Choices up to which shuffles are used; beyond, the likelihood ratio is as good."""


@dataclass(frozen=True)
class VarianceAnalysis:
    """Whose preference a table shows."""

    estimates: tuple[Estimate, ...]
    """`share`, `share_given_item` and `sd` of each component, and `rollout_correlation`."""
    verdicts: tuple[Verdict, ...]
    notes: tuple[str, ...]
    """What the table cannot answer, and what has to be known to read it."""
    rule: VarianceRule
    extras: dict[str, list[dict[str, Any]]]
    """`variance_rollouts`, `variance_tests` and `variance_fit`: plain data for pictures."""


def analyze_variance(
    table: ChoiceTable, rule: VarianceRule | None = None, seed: int = 0
) -> VarianceAnalysis:
    """Shares of model, context, pair, rollout, item and format, with tests of the rollout.

    Args:
        table: One row a choice; a table that cannot tell the parts apart gets notes alone.
        rule: The rule, fixed before the data.
        seed: Of draws and shuffles.
    """
    with one_thread():
        return _analysis(table, rule or VarianceRule(), seed)


def _analysis(table: ChoiceTable, rule: VarianceRule, seed: int) -> VarianceAnalysis:
    rows, sequence, notes = read_rows(table)
    reason = why_not(rows)
    if reason:
        return VarianceAnalysis((), (), (*notes, reason), rule, {})
    crowd = too_many_items(rows)
    whole, rows = rows, without_items(rows) if crowd else rows
    copies = "" if rows.exact else duplicates(whole)
    fitted = _fitted(rows, seed)
    tests = [_of_rollouts(whole, fitted, seed), lasting(whole, sequence, seed)]
    found = None if rows.exact else strips(rows, fitted.posterior.best.x)
    two = two_kinds(rows, found, seed) if found is not None else None
    notes += [*([copies] if copies else []), *remarks(rows, fitted.sizes, crowd)]
    estimates = fitted.estimates(rule)
    return VarianceAnalysis(
        tuple(estimates),
        tuple(_verdicts(fitted, estimates, tests, two, rule)),
        tuple(notes),
        rule,
        pictures.extras(rows, fitted.posterior, fitted.sizes, tests, found, two),
    )


@dataclass(frozen=True)
class Fitted:
    """The posterior with what it is about."""

    posterior: Posterior
    sizes: Sizes
    weights: NDArray[np.float64]
    """(cells, items) choices."""

    def estimates(self, rule: VarianceRule) -> list[Estimate]:
        """At the rule's level."""
        found = component_estimates(self.posterior, self.sizes, rule.level)
        if not self.sizes.exact:
            found.append(correlation(self.posterior, self.sizes, self.weights, rule.level))
        return found


def _fitted(rows: Rows, seed: int) -> Fitted:
    column = rows.column
    cells = len(rows.model) * len(rows.context)
    key = rows.cell * len(column) + column.codes
    weights = np.bincount(key, rows.weight, cells * len(column)).astype(float)
    rest = 0.0
    if rows.exact:
        exact = LogOdds.of(rows)
        rest = exact.rest
        structure = Structure(len(rows.model), len(rows.context), len(column), _formats(rows))
        posterior = fit(exact, structure, seed)
    else:
        counts = counts_of(rows)
        structure = Structure(counts.models, counts.contexts, len(column), counts.formats)
        posterior = fit(Likelihood(counts), structure, seed)
    return Fitted(posterior, _sizes(rows, rest), weights.reshape(cells, -1))


def _formats(rows: Rows) -> NDArray[np.int64] | None:
    if len(rows.format) == 1:
        return None
    names = {name: code for code, name in enumerate(rows.format.labels)}
    return np.array([names[label[1]] for label in rows.column.labels], dtype=np.int64)


def _sizes(rows: Rows, rest: float) -> Sizes:
    name = str(rows.model.labels[0]) if len(rows.model) == 1 else "all models"
    numbers = {MODEL: len(rows.model), CONTEXT: len(rows.context), ROLLOUT: len(rows.rollout)}
    numbers[ITEM] = len(rows.column)
    if len(rows.format) > 1:
        numbers[FORMAT] = len(rows.format)
    return Sizes(name, numbers, len(rows.rollout), rows.exact, rest)


def _of_rollouts(rows: Rows, fitted: Fitted, seed: int) -> Test:
    if rows.forks:
        test = by_prefix(rows, seed)
        if not np.isnan(test.p):
            return test
    if len(rows) <= MANY and thickness(rows) >= THICK:
        return by_choice(rows, seed)
    if rows.exact:
        return refused("rollout", "too few exact probabilities of one cell and item")
    return ratio_test(fitted.posterior)


def _verdicts(
    fitted: Fitted,
    estimates: list[Estimate],
    tests: list[Test],
    two: Two | None,
    rule: VarianceRule,
) -> list[Verdict]:
    owned = [one for one in estimates if one.estimand == GIVEN]
    share = next((one for one in owned if one.cell["component"] == ROLLOUT), None)
    found = [
        belongs(fitted.posterior, fitted.sizes, owned, tests[1], rule),
        differ(tests[0], share, fitted.sizes, rule),
        lasts(tests[1], fitted.sizes, rule),
    ]
    return [*found, kinds(two, fitted.sizes, rule)] if two is not None else found
