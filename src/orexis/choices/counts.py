"""Tables of counts: a row that stands for many rollouts becomes a row for each of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from orexis.choices.table import ChoiceTableError

ROLLOUTS = "rollouts"
"""The column with the number of rollouts that a row stands for."""
MOST = 2_000_000
"""Rows that a table may come to."""
ROUNDING = 1e-3
"""A count of hits may miss a whole number by this much: shares are written with a few digits."""
COSTS = ("tokens_in", "tokens_out")
Columns = dict[str, NDArray[Any]]


def expanded(columns: Mapping[str, NDArray[Any]]) -> Columns:
    """One row per rollout, without the column `rollouts`.

    A row for 432 rollouts with the outcome 5/432 becomes 5 rows with the outcome 1, then 427 with
    0, called `<rollout>#1` and so on; a row that is not valid becomes as many that are not. Its
    tokens are shared out. A row for one rollout, or with nothing in that column, stays as it is.

    Raises:
        ChoiceTableError: a number of rollouts that is not whole or below 1, hits that are not
            whole, probabilities or further rows beside a count, or too many rows.
    """
    rest = {name: column for name, column in columns.items() if name != ROLLOUTS}
    if ROLLOUTS not in columns or not {"rollout", "outcome"} <= rest.keys():
        return rest
    counts = _counts(columns[ROLLOUTS])
    many = np.flatnonzero(counts > 1)
    if not len(many):
        return rest
    hits = _hits(rest, counts, many)
    _check_alone(rest["rollout"], many)
    repeated = {name: np.repeat(column, counts) for name, column in rest.items()}
    starts = np.cumsum(counts) - counts
    for row in many.tolist():
        here = slice(int(starts[row]), int(starts[row] + counts[row]))
        name = rest["rollout"][row]
        repeated["rollout"][here] = [f"{name}#{n}" for n in range(1, int(counts[row]) + 1)]
        if hits[row] >= 0:
            repeated["outcome"][here] = np.arange(counts[row]) < hits[row]
    for name in COSTS:
        if name in repeated:
            repeated[name] = repeated[name] / np.repeat(counts, counts)
    _check_new(repeated["rollout"], np.repeat(counts > 1, counts))
    return repeated


def _counts(given: NDArray[np.float64]) -> NDArray[np.int64]:
    counts = np.where(np.isnan(given), 1.0, given)
    wrong = ~(np.isfinite(counts) & (counts >= 1) & (counts == np.round(counts)))
    if wrong.any():
        row = int(np.flatnonzero(wrong)[0])
        raise ChoiceTableError(
            f"row {row + 1} stands for {counts[row]:g} rollouts; {ROLLOUTS} is a whole number of "
            "at least 1"
        )
    if counts.sum() > MOST:
        raise ChoiceTableError(
            f"the table stands for {counts.sum():,.0f} rollouts, more than {MOST:,}; split it, or "
            "give fewer rollouts"
        )
    return counts.astype(np.int64)


def _hits(
    columns: Mapping[str, NDArray[Any]], counts: NDArray[np.int64], many: NDArray[np.intp]
) -> NDArray[np.int64]:
    """Hits of each row that stands for many rollouts; -1 where it is not valid."""
    found = np.full(len(counts), -1, dtype=np.int64)
    for row in many.tolist():
        if "valid" in columns and not columns["valid"][row]:
            continue
        if "exact" in columns and columns["exact"][row]:
            raise ChoiceTableError(
                f"row {row + 1} is exact and stands for {counts[row]} rollouts; a probability is "
                "no count: give each rollout a row of its own"
            )
        outcome = float(columns["outcome"][row])
        hits = outcome * int(counts[row])
        if not 0 <= outcome <= 1 or abs(hits - round(hits)) > ROUNDING:
            raise ChoiceTableError(
                f"row {row + 1} has the outcome {outcome:g} for {counts[row]} rollouts, which is "
                f"{hits:g} hits; an outcome of counted rollouts is hits / {ROLLOUTS} with whole "
                "hits, written with enough digits"
            )
        found[row] = round(hits)
    return found


def _check_alone(rollouts: NDArray[Any], many: NDArray[np.intp]) -> None:
    names, times = np.unique(rollouts, return_counts=True)
    several = set(names[times > 1].tolist())
    for row in many.tolist():
        if rollouts[row] in several:
            raise ChoiceTableError(
                f"the rollout '{rollouts[row]}' stands for many rollouts and in several rows, so "
                "it is open which of them belong together; give each row an id of its own"
            )


def _check_new(rollouts: NDArray[Any], made: NDArray[np.bool_]) -> None:
    ids = set(rollouts[made].tolist())
    taken = sorted(ids & set(rollouts[~made].tolist()))
    if taken or len(ids) < int(made.sum()):
        raise ChoiceTableError(
            f"the id '{taken[0] if taken else 'of a counted rollout'}' comes twice once counted "
            "rollouts have ids of their own (<rollout>#1, ...); give that row another id"
        )
