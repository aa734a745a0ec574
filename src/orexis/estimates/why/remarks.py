"""What a table of the probe cannot answer, and what has to be known to read it, in sentences."""

from __future__ import annotations

from collections.abc import Sequence

from orexis.choices import ChoiceTable
from orexis.estimates.estimate import Estimate
from orexis.estimates.notes import MANY_INVALID
from orexis.estimates.rollouts import Rollouts
from orexis.estimates.why.attribution import RESTRICTED
from orexis.estimates.why.beliefs import Moved
from orexis.estimates.why.factorial import MOST_NAMED, varied
from orexis.estimates.why.findings import Findings
from orexis.estimates.why.price import price_levels, price_sentence
from orexis.estimates.why.rule import FEWEST


def remarks(
    scores: ChoiceTable,
    rollouts: Rollouts,
    found: Findings,
    moved: Sequence[Moved],
    estimates: Sequence[Estimate],
) -> list[str]:
    """One sentence for each thing."""
    return [
        *_factors(scores, found),
        *_arms(found),
        *_unusable(rollouts, found),
        *_few(found),
        *_refusals(estimates),
        *_separation(found),
        *_misfits(found),
        *_checks(moved, estimates),
        *_price(found, estimates),
    ]


def _factors(scores: ChoiceTable, found: Findings) -> list[str]:
    setup = found.setup
    known = {*setup.baseline, setup.trigger}
    unknown = [n for n in scores.factors if n not in known and len(scores.levels(n)) > 1]
    missing = [name for name in setup.baseline if name not in scores.factors]
    notes = []
    if unknown:
        notes.append(
            f"the design does not know the factors {_list(unknown)}; their levels are pooled."
        )
    if missing:
        notes.append(
            f"the table has no factors {_list(missing)}; they count as held at the baseline."
        )
    still = [a.factor for a in setup.ablations if a.factor not in varied(found.gaps)]
    if still:
        notes.append(
            f"not attributed to {_list(still)}: without both levels in conditions that are "
            "otherwise the baseline or ablated, there is nothing to compare."
        )
    if setup.easy is None or setup.key(setup.easy) not in found.cells.where:
        notes.append("no arm was told to underperform, so there was no capability control.")
    return notes


def _arms(found: Findings) -> list[str]:
    gaps, setup = found.gaps, found.setup
    notes = []
    if not gaps.contexts:
        notes.append(
            "no condition was run with both arms, so there is no gap to explain: a low score "
            "cannot be told from not being able."
        )
    lone = [f"{setup.in_words(c)} ({setup.trigger} = {c[setup.trigger]})" for c in gaps.one_armed]
    if lone:
        notes.append(f"run with one arm only, and so in no gap: {_first(lone)}.")
    return notes


def _unusable(rollouts: Rollouts, found: Findings) -> list[str]:
    """Conditions where so much cannot be used that the scores may speak for a selection."""
    setup = found.setup
    loud = []
    for cell in rollouts.cells():
        share = float(rollouts.at(cell).invalid.mean())
        if share >= MANY_INVALID:
            loud.append(
                f"{setup.in_words(cell)} ({setup.trigger} = {cell[setup.trigger]}): {share:.0%}"
            )
    if not loud:
        return []
    return [f"refused or unreadable rows; the scores speak for the others only: {_first(loud)}."]


def _few(found: Findings) -> list[str]:
    """Conditions with so few rollouts that nobody has measured what intervals are worth."""
    setup, cells = found.setup, found.cells
    named = [
        f"{setup.in_words(c)} ({setup.trigger} = {c[setup.trigger]}): {n:.0f}"
        for c, n, used in zip(
            cells.conditions, cells.n[0], (found.gaps.weights != 0).any(axis=0), strict=True
        )
        if used and n < FEWEST
    ]
    if not named:
        return []
    note = (
        f"fewer than {FEWEST} rollouts with a score: {_first(named)}. How often intervals hold was "
        f"measured from {FEWEST} rollouts a condition on."
    )
    return [note]


def _refusals(estimates: Sequence[Estimate]) -> list[str]:
    """One sentence per reason, with all the contrasts that it refuses."""
    kinds = {"main_effect", "interaction", "removed", "shapley", "shapley_share", "residual"}
    kinds |= {"residual_share"}
    by_reason: dict[str, list[str]] = {}
    for one in estimates:
        if one.reason and one.estimand in kinds:
            about = "".join(f" {value}" for value in one.cell.values())
            by_reason.setdefault(one.reason, []).append(one.estimand.replace("_", " ") + about)
    return [f"{_first(names)}: {reason}." for reason, names in by_reason.items()]


def _separation(found: Findings) -> list[str]:
    notes = [f"'{name}' gets no coefficient: {why}." for name, why in found.design.refused.items()]
    if found.design.left_out:
        notes.append(
            "left out of the comparison, because an explanation says nothing about them: "
            f"{_first(found.design.left_out)}."
        )
    return notes


def _misfits(found: Findings) -> list[str]:
    notes = []
    for fit, each in zip(found.fits, found.misfits, strict=True):
        if each.alarm[0]:
            where = fit.block.where[int(each.worst[0])]
            notes.append(
                f"none of the explanations, alone or together, fits the condition {where}: it is "
                f"off by {float(each.residual[0]):+.2f} (lack of fit p = {float(each.p[0]):.2g})."
            )
    return notes


def _checks(moved: Sequence[Moved], estimates: Sequence[Estimate]) -> list[str]:
    share = next((one for one in estimates if one.estimand == "understood"), None)
    if share is None or share.reason:
        note = (
            "no manipulation check was answered, so whether the ablations changed what the model "
            "believes is not known."
        )
        return [note]
    notes = [f"{each.sentence}." for each in moved if each.sentence]
    restricted = any(one.estimand.endswith(RESTRICTED) for one in estimates)
    return [*notes, _asked(share, restricted=restricted)]


def _asked(share: Estimate, *, restricted: bool) -> str:
    asked = (
        f"{share.n} rollouts were asked what happens and answered; {share.value:.0%} chose the "
        "right answer."
    )
    if not restricted:
        return f"{asked} No effect can be given for those who understood alone."
    return (
        f"{asked} Estimates named 'understood' are about these alone. Understanding is itself an "
        "outcome of the condition, so a difference among those who understood may be selection."
    )


def _price(found: Findings, estimates: Sequence[Estimate]) -> list[str]:
    for one in estimates:
        if one.estimand == "trade_off":
            steps = len(price_levels(found.gaps)) - 1
            return [price_sentence(one, found.rule.existence.margin, steps)]
    return []


def _list(names: Sequence[str]) -> str:
    return ", ".join(f"'{name}'" for name in names)


def _first(names: Sequence[str]) -> str:
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    return "; ".join(names[:MOST_NAMED]) + more
