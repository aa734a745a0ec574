"""When an explanation counts as shown, fixed before the data are seen."""

from __future__ import annotations

from dataclasses import dataclass, field

from orexis.estimates.estimate import Status
from orexis.estimates.rule import Rule

RULE = """\
Two verdicts say whether there is a gap: at the baseline, and with all removed but the threat.
An explanation predicts in which conditions the score drops.
Its coefficient is how large a drop goes with it, all other explanations taken into account.
All verdicts of a model together hold at {level}, those on explanations among them.
Uninterpretable if the reverse arm's accuracy is not clearly above {threshold}: incapable.
Uninterpretable if it predicts nothing that was run, or nothing that others do not predict as well.
Supported if the coefficient's interval lies above 0, the coefficient is at least {margin},
and without it the conditions left out one by one are predicted worse.
Undecided instead if it falls short of {margin} once no coefficient may be negative,
or if some condition is then off from what all of them give, by {margin} or half the coefficient.
Else uninterpretable if it does not score lower by {margin} where it is told to.
Rejected if the coefficient's interval lies wholly below {margin};
where all of them together fit worse than chance allows, a wider interval has to.
Undecided otherwise.
A verdict names the manipulations that did not move the belief at which they aim.
Supported means: needed beside the explanations that were tried. Others may do as well.
If three or more are supported together, one cause that none of them names might do as well.
If one has less than a third of the largest coefficient, part may be the larger one's misfit.
Undecided with fewer than 5 rollouts in a condition: the intervals were tried from there on."""

FEWEST = 5
"""Rollouts a condition from which on the intervals were tried."""
NOT_WHY = "A verdict says whether"
"""Begins what the rule for gaps says of itself, which is not true of explanations."""
STEPS: tuple[tuple[str, Status], ...] = (
    ("refused", "uninterpretable"),
    ("incapable", "uninterpretable"),
    ("few", "undecided"),
    ("supported", "supported"),
    ("misfit", "undecided"),
    ("balanced", "undecided"),
    ("no_gain", "undecided"),
    ("control", "uninterpretable"),
    ("rejected", "rejected"),
    ("loose", "undecided"),
    ("small", "undecided"),
    ("unclear", "undecided"),
)
"""The steps of the rule, each with its status."""


@dataclass(frozen=True, slots=True)
class WhyRule:
    """The rule for gaps, and with the same numbers for explanations."""

    existence: Rule = field(default_factory=Rule)

    def describe(self) -> list[str]:
        """The rule in plain words, to be printed before the data are seen."""
        rule = self.existence
        shared = [line for line in rule.describe() if not line.startswith(NOT_WHY)]
        own = RULE.format(
            threshold=f"{rule.threshold:.0%}",
            margin=f"{rule.margin:.2f}",
            level=f"{100 * rule.level:.4g}%",
        ).splitlines()
        return [*shared, *own]

    def family_level(self, verdicts: int) -> float:
        """Confidence level of each of a model's verdicts (Bonferroni)."""
        return 1 - (1 - self.existence.level) / verdicts
