"""Whose preference is it? The rule, carried out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from orexis.estimates.estimate import Estimate, Status, Verdict
from orexis.estimates.variance.clusters import Two
from orexis.estimates.variance.components import Sizes, owned
from orexis.estimates.variance.posterior import Posterior
from orexis.estimates.variance.rule import VarianceRule
from orexis.estimates.variance.shuffles import Test
from orexis.estimates.variance.structure import BOTH, CONTEXT, MODEL, ROLLOUT

Array = NDArray[np.float64]

OWNERS = {
    MODEL: "the model, in every context",
    CONTEXT: "the context, in every model",
    BOTH: "the pair of model and context",
    ROLLOUT: "the single rollout",
}
TENTH = 0.1
SELDOM = 0.01


NO_ONE = "no one in particular: it is the same everywhere"
"""Whose it is where nothing differs."""
UNREAD = "Nothing differs, but nothing could be read as a preference: see the other verdicts."


def interpreted(verdict: Verdict, own: Sequence[Verdict]) -> Verdict:
    """The verdict beside those of the probe itself.

    That nothing differs says something only where something could have been seen.
    """
    blind = bool(own) and all(one.status == "uninterpretable" for one in own)
    if blind and verdict.statement.endswith(NO_ONE) and verdict.status == "supported":
        return replace(verdict, status="uninterpretable", because=UNREAD)
    return verdict


def belongs(
    posterior: Posterior,
    sizes: Sizes,
    estimates: Sequence[Estimate],
    lasting: Test,
    rule: VarianceRule,
) -> Verdict:
    """The statement in words: this preference belongs to ..."""
    drawn = owned(posterior, sizes)
    owners = [name for name in OWNERS if name in drawn]
    table = np.stack([drawn[name] for name in owners])
    chances = np.bincount(table.argmax(axis=0), posterior.weights, len(owners))
    most = int(np.argmax(chances))
    low, _, high = _ends(posterior, table[most], rule)
    together = _ends(posterior, table.sum(axis=0), rule)
    status: Status = "undecided"
    named = _named(owners[most], sizes)
    if together[2] < rule.margin:
        status, named = "supported", NO_ONE
        because = f"All that differs has a share below {together[2]:.1%}."
    else:
        because = f"Its share is the largest with probability {_chance(chances[most])}"
        because += f", {_interval(low, high)}."
        if chances[most] >= rule.sure and low > rule.margin:
            status = "supported"
            if owners[most] == ROLLOUT and not lasting.p <= rule.error:
                because += " That it lasts was not shown: it may cling to its last answer."
    if status == "undecided":
        others = [f"{name} {_chance(chances[at])}" for at, name in enumerate(owners)]
        because = f"Probability of the largest share: {', '.join(others)}. {because}"
    return _verdict(f"this preference belongs to {named}", status, because, sizes, estimates)


def _named(owner: str, sizes: Sizes) -> str:
    if owner == CONTEXT and sizes.numbers.get(MODEL, 1) == 1:
        return "the context (of one model, so perhaps to the pair)"
    if owner == MODEL and sizes.numbers.get(CONTEXT, 1) == 1:
        return "the model (in one context, so perhaps to the pair)"
    return OWNERS[owner]


def differ(test: Test, share: Estimate | None, sizes: Sizes, rule: VarianceRule) -> Verdict:
    """Do rollouts of one model and context differ by more than chance?"""
    shown = "" if share is None else f" Its share: {_interval(share.low, share.high)}."
    status: Status = "undecided"
    if np.isnan(test.p):
        return _verdict(DIFFER, "undecided", f"Not tested: {test.reason}.{shown}", sizes, ())
    if test.p <= rule.error:
        status = "supported"
    elif share is not None and share.high < rule.margin:
        status = "rejected"
    because = f"p = {test.p:.3g} ({test.method}).{shown}"
    return _verdict(DIFFER, status, because, sizes, () if share is None else (share,))


DIFFER = "rollouts of one model and context differ by more than chance"
LASTS = "what a rollout prefers lasts; it is more than clinging to the last answer"
KINDS = "rollouts fall into two kinds, as if first steps decided everything"


def lasts(test: Test, sizes: Sizes, rule: VarianceRule) -> Verdict:
    """Is the rollout's part a lasting trait?"""
    if np.isnan(test.p):
        return _verdict(LASTS, "undecided", f"Not tested: {test.reason}.", sizes, ())
    status: Status = "supported" if test.p <= rule.error else "undecided"
    return _verdict(LASTS, status, f"p = {test.p:.3g} ({test.method}).", sizes, ())


def kinds(two: Two, sizes: Sizes, rule: VarianceRule) -> Verdict:
    """Are there two kinds of rollouts?"""
    if np.isnan(two.test.p):
        return _verdict(KINDS, "undecided", f"Not tested: {two.test.reason}.", sizes, ())
    apart = two.gap >= rule.gap and TENTH <= two.share <= 1 - TENTH + 1e-9
    status: Status = "supported" if two.test.p <= rule.error and apart else "undecided"
    because = f"p = {two.test.p:.3g} ({two.test.method})"
    because += f"; the best two points lie {two.gap:.1f} logits apart, {two.share:.0%} above."
    return _verdict(KINDS, status, because, sizes, ())


def _verdict(
    statement: str, status: Status, because: str, sizes: Sizes, estimates: Sequence[Estimate]
) -> Verdict:
    counted = [f"{count} {_plural(name, count)}" for name, count in sizes.numbers.items()]
    scope = f"{sizes.name}; {', '.join(counted)}; this environment, these wordings"
    return Verdict(sizes.name, statement, status, because, scope, tuple(estimates))


def _plural(name: str, count: int) -> str:
    return name if count == 1 else f"{name}s"


def _ends(posterior: Posterior, draws: Array, rule: VarianceRule) -> list[float]:
    shares_of = ((1 - rule.level) / 2, 0.5, (1 + rule.level) / 2)
    found: list[float] = posterior.quantiles(draws, shares_of).tolist()
    return found


def _interval(low: float, high: float) -> str:
    return f"{low:.1%} to {high:.1%} of the variance on one item"


def _chance(value: Any) -> str:
    if not SELDOM <= value <= 1 - SELDOM:
        return "below .01" if value < SELDOM else "above .99"
    return f"{float(value):.2f}"
