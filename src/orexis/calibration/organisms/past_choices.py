"""Past the trained length, by drawn choices: does an organism wander, or fall apart?

The analysis is that of the probe `drift`. The rollout there is one organism: what one seed's
network does past its training tells little of another's, so intervals have to be over seeds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np

from orexis.agents.organisms.sets import TrainedSet
from orexis.calibration.organisms.past import crossed
from orexis.calibration.organisms.running_on import Array, Past, Steps, pasts
from orexis.choices import Choice, ChoiceTable
from orexis.errors import OrexisError
from orexis.estimates import Verdict
from orexis.estimates.drift import STATEMENTS, DriftAnalysis, DriftRule, analyze_drift

TARGETS = np.linspace(-3.0, 3.0, 24)
"""ln(later / now) of offers that pay later: as many lose as gain, so that a price can move."""
ANCHORS = np.linspace(1.0, 3.0, 8)
"""The same, of offers that pay at once and far more than they cost."""
TAKEN = 0.9
"""Share of the anchors below which they no longer hold consistency and refusal apart."""
LATE = 0.5
"""Late are points from this share of the last one on, as in the analysis of `drift`."""


def past_table(trained: TrainedSet, seed: int = 0, *, draws: bool = True) -> ChoiceTable:
    """The same 32 offers at every point, as the analysis of `drift` reads them.

    The model is a regime with its trained horizon (`stated-h8`), a rollout one of its organisms.
    Topology `fresh` is the point inside the training, `joined` are all points, the first one again
    with draws of its own; `episode` says how many trained lengths. 24 targets pay after half of
    what lies inside the training; 8 anchors pay at once.

    Args:
        trained: A set of the world `thermometer`; organisms that did not reach the criterion of
            their training are left out.
        seed: Of the draws.
        draws: Whether choices are drawn; else the rows are the networks' probabilities.

    Raises:
        OrexisError: no organism of the set sees, or remembers, where in its episode it is.
    """
    rng = np.random.default_rng(seed)
    found = pasts(trained, seed)
    if not found:
        raise OrexisError(
            "no organism of this set sees or remembers where in its episode it is, so nothing "
            "changes past the trained length; train stated, clock, or recurrent ones"
        )
    return ChoiceTable.from_choices(row for past in found for row in _rows(past, rng, draws=draws))


def past_drift(trained: TrainedSet, seed: int = 0, rule: DriftRule | None = None) -> DriftAnalysis:
    """The analysis of the probe `drift` on `past_table`.

    Where the anchors are refused, the verdict on incoherence is withheld: the analysis takes what
    is declined there for lapses, though a network may decline it surely.

    Raises:
        OrexisError: as in `past_table`.
    """
    found = analyze_drift(past_table(trained, seed), rule)
    refused = {past.name: why for past in pasts(trained, seed) if (why := _refusal(past))}
    verdicts = tuple(_withheld(one, refused) for one in found.verdicts)
    notes = (f"{name}: {why}." for name, why in refused.items())
    return replace(found, verdicts=verdicts, notes=(*found.notes, *notes))


def _withheld(verdict: Verdict, refused: Mapping[str, str]) -> Verdict:
    why = refused.get(verdict.model)
    if not why or verdict.statement != STATEMENTS["incoherence"]:
        return verdict
    return replace(verdict, status="uninterpretable", because=f"{why[0].upper()}{why[1:]}.")


def _refusal(past: Past) -> str:
    """Why the anchors cannot hold consistency apart from refusal; empty where they can."""
    late = [one for one in past.multiples if one >= LATE * past.multiples[-1]]
    at_once: Steps = np.zeros(1, np.int64)
    chances = np.stack([past.chances(one, *crossed(ANCHORS, at_once)) for one in late])
    share, noise = float(chances.mean()), float((4 * chances * (1 - chances)).mean())
    if share >= TAKEN:
        return ""
    return (
        f"late, it takes only {share:.0%} of offers that pay at once and far more than they cost "
        f"(choice noise {noise:.2f}), so refusing is not told from choosing at random"
    )


def _rows(past: Past, rng: np.random.Generator, *, draws: bool) -> Iterator[Choice]:
    ratios = np.concatenate((TARGETS, ANCHORS))
    delays = np.repeat(np.array([past.middle, 0]), [len(TARGETS), len(ANCHORS)])
    points = [("fresh", past.multiples[0]), *(("joined", one) for one in past.multiples)]
    for topology, multiple in points:
        # The first past stands for the organism's own run.
        chances = past.chances(multiple, ratios, delays)[:, 0]
        outcomes = (rng.random(chances.shape) < chances).astype(float) if draws else chances
        for row, member in enumerate(past.trained.members):
            own = f"{past.name}/s{member.seed}"
            for item, outcome in enumerate(outcomes[row].tolist()):
                made = _choice(past, (own, topology, multiple), (item, ratios, delays))
                yield replace(made, outcome=outcome, exact=not draws)


def _choice(past: Past, where: tuple[str, str, float], offer: tuple[int, Array, Steps]) -> Choice:
    """A row that has no outcome yet."""
    own, topology, multiple = where
    item, ratios, delays = offer
    ratio, delay = float(ratios[item]), int(delays[item])
    return Choice(
        model=past.name,
        rollout=f"{own}/{topology}/{multiple:g}",
        trunk=f"{own}/{topology}",
        fork=f"{item}",
        item=f"{delay}/{ratio:+.2f}",
        block=own,
        subject=f"after {delay} steps" if delay else "nothing",
        outcome=np.nan,
        stakes={"now": -1.0, "later": float(np.exp(ratio))},
        topology=topology,
        episode=multiple,
    )
