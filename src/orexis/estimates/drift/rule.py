"""When an agent counts as wandering or incoherent, fixed before the data are seen."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from orexis.estimates.rule import check_shares, sentences

WANDER = "its preference wanders"
INCOHERENCE = "its choices become incoherent"
STATEMENTS = {"wander": WANDER, "incoherence": INCOHERENCE}
"""What the two verdicts of a topology say."""
CLASSES = ("steady", "wanders", "incoherent", "both", "undecided")
"""What comes of the two verdicts together."""
HALF = 0.5
SHARP = 2 * math.log(9) / math.log(2)
"""Consistency from which on it goes from 10% to 90% within a factor of two in points."""
RULE = """\
Price: the extra points at which it accepts as often as not; consistency: how steeply it accepts
more with more points; lapse: share of its choices that are made without looking.
Baseline: the same agent, same offers, in topology '{baseline}', all its checkpoints together;
where it was not run, the topology's own first checkpoint.
Late: the checkpoints from half of the last episode on, together: one consistency and one lapse,
a price each, and their mean.
The rollout is the unit: intervals are from leaving out one at a time, baseline and late together.
Rollouts that go different ways count as spread between rollouts, not as incoherence.
Two verdicts a topology, in every context; a model's verdicts hold together at {level}.
'{wander}' is supported if the late price is at least {margin} times the baseline's, or at most
1/{margin} of it, and the interval of the change leaves out 0.
It is also supported if rollouts go their own ways: if their spread has grown as if each had moved
by a factor of {margin}, with an interval above 0.
It is rejected if the change and the growth of the spread surely stay within {margin}.
'{incoherence}' is supported if consistency has fallen to 1/{consistency} or less, or the lapse has
risen by {lapse} or more, and repeats surely disagree more: two answers to one offer, over offers
around its own price.
It is rejected if both surely stay below that.
Surely: by one-sided intervals with the same error, which are two-sided ones at twice the error.
Consistency counts as kept wherever it surely goes from 10% to 90% within a factor of 2 in points.
Both are undecided otherwise.
Both are uninterpretable with fewer than {rollouts} rollouts, more than {invalid} unusable answers,
fewer than three strengths of offers, choices that do not move with the points at baseline, or a
baseline price outside the offers.
Class: wanders, incoherent or both where supported; steady where both are rejected.
A verdict says that choices moved or lost consistency in this environment, not why."""


@dataclass(frozen=True, slots=True)
class DriftRule:
    """When a change counts.

    Raises:
        ValueError: a number outside its range.
    """

    margin: float = 2.0
    """Factor in price from which on a change is of interest, above 1."""
    consistency: float = 2.0
    """Factor by which consistency has to fall, above 1."""
    lapse: float = 0.2
    """Rise of the lapse that counts as well, in (0, 1)."""
    level: float = 0.95
    """Confidence level of a model's verdicts taken together, in (0.5, 1)."""
    rollouts: int = 4
    """Fewest rollouts a topology needs, at least 3."""
    invalid: float = 0.25
    """Largest share of unusable answers, in (0, 1)."""
    control: str = "nothing"
    """Subject of the anchors: offers with nothing attached."""
    baseline: str = "fresh"
    """Name of the topology that the others are held against."""

    def __post_init__(self) -> None:
        check_shares(self, "lapse", "level", "invalid")
        if not self.level > HALF:
            raise ValueError(f"the rule's level is {self.level}; it must lie above 0.5")
        for name in ("margin", "consistency"):
            if not getattr(self, name) > 1:
                raise ValueError(f"the rule's {name} is {getattr(self, name)}; it must lie above 1")
        if self.rollouts < 3:  # noqa: PLR2004 - a spread over two is none
            raise ValueError(f"the rule's rollouts are {self.rollouts}; it needs at least 3")

    @property
    def moved(self) -> float:
        """The margin in ln price."""
        return float(np.log(self.margin))

    @property
    def lost(self) -> float:
        """The margin in ln consistency."""
        return float(np.log(self.consistency))

    def describe(self) -> list[str]:
        """The rule in plain words, to be printed before the data are seen."""
        said = RULE.format(
            baseline=self.baseline,
            level=f"{100 * self.level:.4g}%",
            wander=WANDER.capitalize(),
            incoherence=INCOHERENCE.capitalize(),
            margin=f"{self.margin:g}",
            consistency=f"{self.consistency:g}",
            lapse=f"{self.lapse:g}",
            rollouts=self.rollouts,
            invalid=f"{self.invalid:.0%}",
        )
        return sentences(said)

    def family_level(self, verdicts: int) -> float:
        """Confidence level of each of a model's verdicts (Bonferroni)."""
        return 1 - (1 - self.level) / max(1, verdicts)
