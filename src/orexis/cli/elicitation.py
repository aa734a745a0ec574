"""What the elicitation of choices cost, and what exact choices saved."""

from __future__ import annotations

from collections.abc import Sequence
from math import isnan
from typing import Any

import numpy as np

from orexis.choices import ChoiceTable
from orexis.estimates import Estimate


def elicitation_facts(table: ChoiceTable, estimates: Sequence[Estimate]) -> dict[str, Any]:
    """For each model: offers, tokens, and the tokens that as good a sample would have cost beyond.

    One exact call stands for as many draws as `draws_per_exact_call` says; a draw costs as many
    tokens as the call. The condition in the middle stands for all, with its interval.
    """
    tokens = np.nan_to_num(table["tokens_in"]) + np.nan_to_num(table["tokens_out"])
    found: dict[str, Any] = {}
    for model in table.models:
        mine = table["model"] == model
        exact = bool(table["exact"][mine].all())
        spent = float(tokens[mine].sum())
        own = {
            "exact": exact,
            "offers": len(set(table["rollout"][mine].tolist())),
            "tokens": spent,
        }
        worth = [
            one
            for one in estimates
            if one.model == model
            and one.estimand == "draws_per_exact_call"
            and not isnan(one.value)
        ]
        if exact and worth:
            middle = sorted(worth, key=lambda one: one.value)[len(worth) // 2]
            own |= {
                "draws_per_exact_call": middle.value,
                "draws_low": middle.low,
                "draws_high": middle.high,
                "tokens_saved": spent * (middle.value - 1),
            }
        found[model] = own
    return {"elicitation": found}
