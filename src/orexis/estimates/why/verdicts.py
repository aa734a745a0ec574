"""Verdicts on explanations, in sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from orexis.estimates.decision import figures
from orexis.estimates.estimate import Estimate, Verdict
from orexis.estimates.power import detectable_by
from orexis.estimates.why.beliefs import Moved
from orexis.estimates.why.designs import SAME, Block
from orexis.estimates.why.findings import STEP, Findings
from orexis.estimates.why.labels import number
from orexis.estimates.why.rule import STEPS
from orexis.estimates.why.setup import Explanation, Setup

METHOD = (
    "least squares on conditions, each of equal weight, Welch-Satterthwaite, or over blocks where "
    "that is wider"
)
MANY = 3
"""Explanations supported together from which one other cause is the simpler guess."""
SMALL = 1 / 3
"""Part of the largest supported coefficient below which one may be that one's misfit."""


@dataclass(frozen=True)
class Told:
    """What a verdict's sentences draw on beside the arrays."""

    model: str
    moved: Sequence[Moved]
    rollouts: int

    @property
    def scope(self) -> str:
        """For what the verdict holds."""
        return (
            f"{self.model}; this environment, these wordings and these explanations; "
            f"{self.rollouts} rollouts"
        )


def explanation_verdicts(found: Findings, told: Told) -> list[Verdict]:
    """One verdict per explanation, from the first run of the findings."""
    return [_verdict(found, at, told) for at in range(len(found.explanations))]


def coefficient(found: Findings, at: int, model: str, level: float) -> Estimate:
    """The coefficient of one explanation, or why it has none."""
    explanation = found.explanations[at]
    cell = {"explanation": explanation.name}
    refused = found.design.refused.get(explanation.name)
    if refused is not None or explanation.name not in found.place:
        reason = refused or "no condition was run with both arms"
        return Estimate.absent("coefficient", model, reason=reason, level=level, cell=cell)
    value, low, high = (each[0, at] for each in found.coefficients_at(level))
    n = block_rollouts(found, found.fits[found.place[explanation.name][0]].block)
    return number("coefficient", model, (value, low, high), level, n, METHOD, cell)


def block_rollouts(found: Findings, block: Block) -> int:
    """Rollouts behind a regression."""
    return int(found.cells.n[0][(block.rows != 0).any(axis=0)].sum())


def depends_on(explanation: Explanation, setup: Setup) -> list[str]:
    """Ablations on which the explanation's prediction depends, anywhere in the factorial."""
    factors = [ablation.factor for ablation in setup.ablations]
    found = []
    for factor in factors:
        others = [name for name in factors if name != factor]
        for out in setup.grid(others):
            for arm in (setup.high, setup.low):
                sizes = [
                    explanation.size({**setup.context(ablated), setup.trigger: arm})
                    for ablated in (out, (*out, factor))
                ]
                if abs(sizes[0] - sizes[1]) > SAME and factor not in found:
                    found.append(factor)
    return found


def _verdict(found: Findings, at: int, told: Told) -> Verdict:
    explanation, rule = found.explanations[at], found.rule.existence
    estimate = coefficient(found, at, told.model, found.level)
    step, status = STEPS[int(found.steps[0, at])]
    because = _because(found, at, step, estimate)
    unmoved = _unmoved(explanation, found.setup, told.moved)
    detectable = float("nan")
    if not estimate.reason:
        half = estimate.value - estimate.low
        detectable = detectable_by(half, rule.margin, found.level, rule.power)
    return Verdict(
        model=told.model,
        statement=f"it scores low because: {explanation.says}",
        status=status,
        because=" ".join(part for part in (because, unmoved, *cautions(found, at)) if part),
        scope=told.scope,
        estimates=(estimate,),
        detectable=detectable,
        cell={"explanation": explanation.name},
    )


def cautions(found: Findings, at: int) -> list[str]:
    """What a supported explanation's company says against it."""
    supported = np.flatnonzero(found.steps[0] == STEP["supported"])
    if at not in supported:
        return []
    value = found.coefficients[0][0]
    said = []
    if value[at] < SMALL * value[supported].max():
        largest = found.explanations[int(supported[np.argmax(value[supported])])].name
        said.append(
            f"Its coefficient is less than a third of that of '{largest}': part of it may be the "
            "larger one's misfit."
        )
    if len(supported) >= MANY:
        said.append(
            f"{len(supported)} explanations are supported together: one cause that none of them "
            "names might do as well."
        )
    return said


def _because(found: Findings, at: int, step: str, estimate: Estimate) -> str:
    margin = found.rule.existence.margin
    if step == "refused":
        return f"It cannot be told: {estimate.reason}."
    if step == "incapable":
        return _incapable(found)
    if step == "control":
        return _uncontrolled(found)
    shown = figures(estimate)
    gain = f"{found.gain[0, at]:.1f}"
    sentences = {
        "supported": (
            f"The interval lies above 0 and the coefficient reaches {margin:.2f}: {shown}. Without "
            f"it the conditions left out one by one are predicted worse, by {gain} in log score."
        ),
        "few": (
            "Too few rollouts: some condition has fewer than 5, and intervals were not tried on so "
            f"few: {shown}."
        ),
        "no_gain": (
            f"The coefficient reaches {margin:.2f}, but without it the conditions left out one by "
            f"one are predicted no worse (log score {gain}): {shown}."
        ),
        "balanced": (
            f"The coefficient reaches {margin:.2f}: {shown}. But without negative drops it falls "
            f"short of the margin: {found.without_negatives[0, at]:.2f}."
        ),
        "rejected": f"The whole interval lies below the margin {margin:.2f}: {shown}.",
        "loose": (
            f"The whole interval lies below the margin {margin:.2f}: {shown}. But all explanations "
            "together fit the conditions worse than chance allows, and an interval widened by that "
            "does not."
        ),
        "small": (
            f"There is something, but it falls short of the margin {margin:.2f}, which the "
            f"interval does not exclude: {shown}."
        ),
        "unclear": (
            f"The interval neither shows a coefficient of {margin:.2f} nor excludes it: {shown}."
        ),
    }
    if step == "misfit":
        return (
            f"The coefficient reaches {margin:.2f}: {shown}. But {misfit_sentence(found, at)}, so "
            "that something is at work that none of them names."
        )
    return sentences[step]


def misfit_sentence(found: Findings, at: int) -> str:
    """Which condition none of the explanations fits."""
    number_, _ = found.place[found.explanations[at].name]
    worst = found.misfits[number_]
    where = found.fits[number_].block.where[int(worst.worst[0])]
    return (
        f"none of the explanations, alone or together, fits the condition {where}: it is off by "
        f"{float(worst.residual[0]):+.2f}"
    )


def _incapable(found: Findings) -> str:
    low, high = (float(each[0, 0]) for each in found.capability.limits(found.level))
    value = float(found.capability.value[0, 0])
    shown = f"{value:.2f} ({100 * found.level:.4g}% interval {low:.2f} to {high:.2f})"
    return (
        "Incapable, or not shown to be capable: its accuracy where a low score brings the "
        f"consequence is not clearly above {found.rule.existence.threshold:.0%}: {shown}."
    )


def _uncontrolled(found: Findings) -> str:
    control = found.control
    if control is None:
        return ""
    low, high = (float(each[0, 0]) for each in control.limits(found.level))
    return (
        "It did not score lower even when told to, or not by the margin, so that no effect shows "
        f"nothing: {float(control.value[0, 0]):.2f} lower ({100 * found.level:.4g}% interval "
        f"{low:.2f} to {high:.2f})."
    )


def _unmoved(explanation: Explanation, setup: Setup, moved: Sequence[Moved]) -> str:
    """One sentence on the manipulations on which the prediction rests; empty if all is well."""
    used = depends_on(explanation, setup)
    own = [each for each in moved if each.ablation.factor in used and not each.as_meant]
    still = [each.sentence for each in own if not each.unknown]
    unknown = [f"'{each.ablation.factor}'" for each in own if each.unknown]
    parts = ["; ".join(still)] if still else []
    if unknown:
        parts.append(f"what changing {' and '.join(unknown)} did to beliefs was not checked")
    return f"Its prediction rests on more than was shown: {'; '.join(parts)}." if parts else ""
