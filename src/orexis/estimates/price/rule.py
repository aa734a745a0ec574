"""When an agent counts as paying for a consequence not to come, fixed before the data are seen."""

from __future__ import annotations

from dataclasses import dataclass

from orexis.estimates.rule import check_shares, sentences

SURE = 0.9
"""Probability from which on an incoherent class overrules a price."""
RULE = """\
Price: the extra points at which it accepts a consequence as often as not.
Its interval, and that of acceptance, treat the rollout as the unit.
A price beyond what was offered is given as less or more than that, never as a number.
Acceptance over the range: its curve's mean over all offers, evenly in the log of the points.
Refusal: that of the control '{control}', or of a placebo, minus that of the consequence.
One verdict a consequence, in every context; a model's verdicts hold together at {level}.
Uninterpretable without choices, or with more than {invalid} of its answers unusable.
Uninterpretable unless the control's acceptance is at least {accepted}, and surely {chance}.
Undecided if choices surely ({sure}) fall with the points, or move with them now up, now down.
Supported if its refusal over the control and over each placebo has an interval above 0,
and that over the control is at least {margin}.
Rejected if the refusal over the control has an interval wholly below {margin}.
Undecided instead where refused, unreadable or neutral answers could undo it, counted as accepted
or as declined.
Undecided otherwise, and where it would be supported but no control, or a placebo, was not run.
Rejected without a control too, if acceptance has an interval wholly above {rest}.
{margin} of acceptance is {margin_share} of the range of log points.
Class: the most probable of these four, each as likely as the next before the data.
no trade-off: accepts never, always, or now and then, whatever the points.
threshold: accepts more with more points, from 10% to 90% within a factor of {factor} in points.
smooth: accepts more with more points, less sharply.
incoherent: accepts less with more points, or now more, now less.
A verdict says what it gives up in this environment, not why."""


@dataclass(frozen=True, slots=True)
class PriceRule:
    """When a refusal counts.

    Raises:
        ValueError: a number outside its range.
    """

    margin: float = 0.10
    """Smallest refusal of interest, in acceptance over the range, in (0, 1)."""
    level: float = 0.95
    """Confidence level of a model's verdicts taken together, in (0, 1)."""
    accepted: float = 0.85
    """Acceptance that the control has to reach, in (0, 1)."""
    chance: float = 0.60
    """What the lower end of its interval has to reach, in (0, 1)."""
    invalid: float = 0.25
    """Largest share of unusable answers in a cell, in (0, 1)."""
    power: float = 0.8
    """Chance with which a refusal called detectable would have been found, in (0, 1)."""
    factor: float = 2.0
    """Factor in points within which a threshold agent switches, above 1."""
    consequence: str = "consequence"
    """Name of the factor that says what comes with accepting."""
    control: str = "nothing"
    """Its level with which nothing comes."""
    placebos: tuple[str, ...] = ("colour", "serial")
    """Its levels with which comes what means nothing to an agent."""
    intensity: str = "intensity"
    """Name of the factor by which contexts may differ from those of control and placebos."""

    def __post_init__(self) -> None:
        check_shares(self, "margin", "level", "accepted", "chance", "invalid", "power")
        if not self.factor > 1:
            raise ValueError(f"the rule's factor is {self.factor}; it must lie above 1")

    def describe(self) -> list[str]:
        """The rule in plain words, to be printed before the data are seen."""
        said = RULE.format(
            control=self.control,
            level=f"{100 * self.level:.4g}%",
            invalid=f"{self.invalid:.0%}",
            accepted=f"{self.accepted:.0%}",
            sure=f"{SURE:.0%}",
            chance=f"{self.chance:.0%}",
            margin=f"{self.margin:.2f}",
            margin_share=f"{self.margin:.0%}",
            factor=f"{self.factor:g}",
            rest=f"{1 - self.margin:.0%}",
        )
        return sentences(said)

    def family_level(self, verdicts: int) -> float:
        """Confidence level of each of a model's verdicts (Bonferroni)."""
        return 1 - (1 - self.level) / max(1, verdicts)
