"""What a table cannot say about whose preference it shows, in sentences."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from orexis.estimates.variance.components import Sizes
from orexis.estimates.variance.reading import Rows
from orexis.estimates.variance.structure import CONTEXT, FORMAT, ITEM, MODEL

FEW = 10
"""Models or contexts below which an interval wants a word."""
MOST_NUMBERS = 30_000_000
"""Rollouts x items that are held."""
MOST_CELLS, MOST_ITEMS = 400, 120
"""Cells, alone or with items, and items: the work grows with the cube."""


def why_not(rows: Rows) -> str:
    """Why the parts cannot be told apart at all; empty where they can."""
    reason = next((words for wrong, words in _obstacles(rows) if wrong), "")
    return f"variance: {reason}" if reason else ""


def _obstacles(rows: Rows) -> Iterator[tuple[bool, str]]:
    yield not len(rows), "no choice could be used, so it is open whose preference this is."
    rollouts, choices = len(rows.rollout), float(rows.weight.sum())
    columns, cells = len(rows.column), len(rows.model) * len(rows.context)
    yield (
        choices <= rollouts,
        (
            "every rollout has one choice, so the rollout's part cannot be told from that of a "
            "single choice; ask each rollout more than once, or fork it."
        ),
    )
    yield (
        _most_in_a_cell(rows) <= 1,
        (
            "every model and context has one rollout, so the rollout's part cannot be told from "
            "theirs; run each at least twice."
        ),
    )
    yield (
        cells > MOST_CELLS,
        (
            f"{cells:,} pairs of model and context are more than the decomposition takes "
            f"({MOST_CELLS:,}); split the table."
        ),
    )
    yield (
        rows.exact and len(rows) < rollouts + columns,
        (
            "rollouts share too few items for the rollout to be told from what it does with a "
            "single item; put the same items to all."
        ),
    )
    hits = float(rows.weight @ rows.outcome)
    yield (
        not rows.exact and min(hits, choices - hits) < 1,
        "all choices came out alike, so there is no variance to share out.",
    )


def too_many_items(rows: Rows) -> str:
    """Why items get no part of their own; empty where they do."""
    columns, cells = len(rows.column), len(rows.model) * len(rows.context)
    fits = columns <= MOST_ITEMS and columns + cells <= MOST_CELLS
    if rows.exact or (fits and len(rows.rollout) * columns <= MOST_NUMBERS):
        return ""
    return (
        f"variance: {columns:,} items are too many for a part of their own; what they bring is in "
        "the part of a choice, and in that of rollouts where these differ in their items."
    )


def remarks(rows: Rows, sizes: Sizes, crowd: str = "") -> list[str]:
    """What has to be known to read the shares; `crowd` says why items have no part."""
    found, numbers = [], sizes.numbers
    if numbers[MODEL] == 1:
        found.append(
            "one model was seen: what belongs to the model cannot be told from the overall level, "
            "and what is called context may be the pair of model and context."
        )
    if numbers[CONTEXT] == 1:
        found.append(
            "one context was seen: what belongs to the context cannot be told from the overall "
            "level, and what is called model may be the pair."
        )
    few = [f"{numbers[name]} {name}s" for name in (MODEL, CONTEXT, FORMAT) if _few(numbers, name)]
    if few:
        found.append(
            f"there were {' and '.join(few)}: the intervals of their shares are those of so few "
            "numbers, and more choices do not narrow them."
        )
    if numbers[ITEM] == 1 and not crowd:
        found.append("one item was seen, so the item's part is in the overall level.")
    if rows.forks:
        found.append(
            "choices stand on forks: context means context, topology, episode and reset; rollout "
            "means the prefix that forks share. Whether rollouts differ is asked of whole rollouts."
        )
    if rows.exact:
        found.append(
            "outcomes are exact probabilities: their log-odds are decomposed, and the share of a "
            "choice is what a draw from them would add."
        )
    return [*([crowd] if crowd else []), *(f"variance: {one}" for one in found)]


def _few(numbers: object, name: str) -> bool:
    count = numbers.get(name, 0) if isinstance(numbers, dict) else 0
    return 1 < count < FEW


def _most_in_a_cell(rows: Rows) -> int:
    pairs = np.unique(np.stack([rows.cell, rows.rollout.codes]), axis=1)[0]
    return int(np.bincount(pairs).max())
