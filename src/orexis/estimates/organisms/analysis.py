"""From choices and training facts to what the organisms want, and whose their horizon is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from orexis.choices import ChoiceTable
from orexis.estimates.estimate import Estimate, Verdict
from orexis.estimates.organisms.classes import Classed, classed, faults
from orexis.estimates.organisms.drawing import draw, limits
from orexis.estimates.organisms.panel import Panel, read_panel
from orexis.estimates.organisms.regimes import figure_intervals, regime_estimates
from orexis.estimates.organisms.rule import UNINTERPRETABLE, OrganismRule
from orexis.estimates.organisms.trained import Trained
from orexis.estimates.organisms.verdicts import regime_verdicts
from orexis.estimates.organisms.weights import shares_of


@dataclass(frozen=True)
class OrganismReading:
    """What was read of a set of organisms."""

    panel: Panel
    faults: Mapping[str, str]
    """By organism: why it is uninterpretable; only those that are."""
    seeds: tuple[Classed, ...]
    organisms: tuple[Estimate, ...]
    """Revealed horizon of each organism in each context."""
    regimes: tuple[Estimate, ...]
    """What the organisms of each regime show together."""
    verdicts: tuple[Verdict, ...]
    rule: OrganismRule

    @property
    def estimates(self) -> tuple[Estimate, ...]:
        """All of them."""
        return (*self.regimes, *self.organisms)

    def counts(self, regime: str) -> dict[str, int]:
        """How many seeds of a regime are in each class."""
        return Counter(one.found for one in self.seeds if one.regime == regime)


def read_organisms(
    table: ChoiceTable,
    trained: Sequence[Trained],
    own: Mapping[str, float] | None = None,
    rule: OrganismRule | None = None,
    seed: int = 0,
) -> OrganismReading:
    """Read what organisms want from their choices, and judge whose their horizon is.

    Args:
        table: Their choices; see `read_panel`.
        trained: What is known of their training.
        own: Revealed horizon of each in its own context, where that is known from probabilities.
        rule: When a figure counts.
        seed: Of the bootstrap.

    Raises:
        ChoiceTableError: the table can't be read so.
    """
    rule = rule or OrganismRule()
    rng = np.random.default_rng(seed)
    panel = read_panel(table, trained)
    why = faults(panel, rule)
    sound = np.array([not one for one in why], dtype=bool)
    seeds = tuple(classed(panel, rule, rng))
    regimes: list[Estimate] = []
    verdicts: list[Verdict] = []
    for regime in dict.fromkeys(one.regime for one in trained):
        members = np.array([one.regime == regime for one in trained], dtype=bool)
        own_seeds = [one for one in seeds if one.regime == regime]
        found = (
            list(
                regime_estimates(
                    regime,
                    panel.of(members & sound),
                    own_seeds,
                    own or {},
                    rule.level,
                    rule.floor,
                )
            )
            if (members & sound).any()
            else []
        )
        figures = figure_intervals(own_seeds, rule.level, rule.floor)
        regimes += found
        verdicts += regime_verdicts(regime, own_seeds, figures, found, panel.contexts, rule)
    return OrganismReading(
        panel,
        {one.model: fault for one, fault in zip(trained, why, strict=True) if fault},
        seeds,
        tuple(_each(panel, why, rule, rng)),
        tuple(regimes),
        tuple(verdicts),
        rule,
    )


def _each(
    panel: Panel, why: Sequence[str], rule: OrganismRule, rng: np.random.Generator
) -> list[Estimate]:
    """The revealed horizon of every organism, with an interval from its own choices."""
    drawn = draw(panel, rule.draws, rng)
    steps = shares_of(panel.asked)
    true, again = drawn.true @ steps, drawn.found @ steps
    method = "Spearman-Karber over c/b; bootstrap over choices"
    found = []
    for at, one in enumerate(panel.trained):
        for place, context in enumerate(panel.contexts):
            cell = {"boundary": context, "regime": one.regime, "horizon": f"{one.horizon}"}
            if why[at]:
                reason = f"{UNINTERPRETABLE}: {why[at]}"
                found.append(
                    Estimate.absent(
                        "revealed_horizon", one.model, reason=reason, level=rule.level, cell=cell
                    )
                )
                continue
            value = float(panel.revealed[at, place])
            low, high = limits(value, true[:, at, place], again[:, at, place], rule.level)
            ends = max(0.0, low), min(float(steps.sum()), high)
            n = int(panel.offers[at, place].sum() + panel.losing[at, place])
            found.append(
                Estimate("revealed_horizon", one.model, value, *ends, rule.level, n, method, cell)
            )
    return found
