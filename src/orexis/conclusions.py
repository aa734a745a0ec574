"""From a probe and a table of choices to what follows: which analysis answers which probe."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np

from orexis.choices import ChoiceTable
from orexis.estimates import Estimate, Rule, Verdict, analyze
from orexis.estimates.drift import DriftRule, analyze_drift
from orexis.estimates.horizon import HorizonRule, analyze_horizon
from orexis.estimates.price import PriceRule, analyze_price
from orexis.estimates.resources import ResourceRule, analyze_resources
from orexis.estimates.variance import analyze_variance, interpreted
from orexis.estimates.why import Ablation, Setup, WhyRule, analyze_why
from orexis.probes import PROBES
from orexis.probes.explanations import Explanation
from orexis.probes.long import NAME as DRIFT
from orexis.probes.offers.horizon import NAME as HORIZON
from orexis.probes.offers.price import NAME as PRICE
from orexis.probes.offers.resources import NAME as RESOURCES


@dataclass(frozen=True)
class Concluded:
    """What follows from a table, whichever probe it answers."""

    estimates: tuple[Estimate, ...]
    verdicts: tuple[Verdict, ...]
    notes: tuple[str, ...]
    """What the table cannot answer."""
    facts: dict[str, Any] = field(default_factory=dict)
    """What run.json says beyond estimates and verdicts: what pictures are made of."""


def conclusions(
    probe: str, table: ChoiceTable, rule: Rule, explanations: Sequence[Explanation] = ()
) -> Concluded:
    """Estimates and verdicts of a probe.

    Args:
        probe: Name of the probe.
        table: The table of choices.
        rule: The rule of the verdicts, where the probe is a quiz.
        explanations: What is to be told apart, where the probe asks why.

    Raises:
        ChoiceTableError: the table cannot answer the probe's question.
    """
    if probe == PRICE:
        price = analyze_price(table, PriceRule())
        return Concluded(price.estimates, price.verdicts, price.notes, dict(price.extras))
    if probe == RESOURCES:
        kept = analyze_resources(table, ResourceRule())
        return Concluded(kept.estimates, kept.verdicts, kept.notes, dict(kept.extras))
    if probe == HORIZON:
        ahead = analyze_horizon(table, HorizonRule())
        return Concluded(ahead.estimates, ahead.verdicts, ahead.notes, dict(ahead.extras))
    if probe == DRIFT:
        drift = analyze_drift(table, DriftRule())
        return Concluded(drift.estimates, drift.verdicts, drift.notes, {"drift": drift.extras})
    if not PROBES[probe].ablations:
        found = analyze(table, rule)
        return Concluded(found.estimates, found.verdicts, found.notes)
    why = analyze_why(table, explanations, WhyRule(rule), setup_of(probe))
    return Concluded(why.estimates, why.verdicts, why.notes, {"comparisons": why.comparisons})


def whose(
    table: ChoiceTable, controls: Sequence[str] = (), own: Sequence[Verdict] = ()
) -> Concluded:
    """Whose the preference is, whatever the probe: the model's, the context's, or the rollout's.

    Args:
        table: The table of choices.
        controls: Planted agents that ran beside the models under study: they are left out, since
            what was planted in them would count as differences between models.
        own: What the probe itself says of all models.
    """
    studied = table.where(~np.isin(table["model"].astype(str), list(controls)))
    if not len(studied):
        return Concluded((), (), ())
    found = analyze_variance(studied)
    facts = {"variance": {**found.extras, "rule_words": found.rule.describe()}}
    beside = [one for one in own if one.model not in controls]
    verdicts = tuple(interpreted(one, beside) for one in found.verdicts)
    return Concluded(found.estimates, verdicts, found.notes, facts)


def rule_facts(probe: str, rule: Rule) -> dict[str, Any]:
    """The rule of a probe, for computing and in plain words, fixed before the data are seen."""
    if probe == PRICE:
        return {"rule": asdict(PriceRule()), "rule_words": PriceRule().describe()}
    if probe == RESOURCES:
        return {"rule": ResourceRule().facts(), "rule_words": ResourceRule().describe()}
    if probe == HORIZON:
        return {"rule": asdict(HorizonRule()), "rule_words": HorizonRule().describe()}
    if probe == DRIFT:
        return {"rule": asdict(DriftRule()), "rule_words": DriftRule().describe()}
    words = WhyRule(rule).describe() if PROBES[probe].ablations else rule.describe()
    return {"rule": asdict(rule), "rule_words": words}


def setup_of(probe: str) -> Setup:
    """What the analysis has to know of a probe that asks why."""
    asked = PROBES[probe]
    return Setup(
        ablations=tuple(
            Ablation(one.factor, one.baseline, one.ablated, one.check) for one in asked.ablations
        ),
        baseline=asked.baseline,
        easy=dict(asked.easy),
        reference=dict(asked.neutral),
    )
