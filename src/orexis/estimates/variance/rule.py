"""When a preference is said to belong to someone, fixed before the data are seen."""

from __future__ import annotations

from dataclasses import dataclass

from orexis.estimates.rule import check_shares, sentences

RULE = """\
Log-odds of a choice: its model, context, their pair, rollout, item, format, and chance.
Share: a part's variance over that of all parts and of a choice itself (pi^2 / 3).
Shares have {level} intervals, from the posterior of all parts together.
Whose it is goes by shares among choices on one and the same item.
It is the model's, the context's, the pair's or the single rollout's, whichever share is largest.
Supported if that share is the largest with a probability of at least {sure}, and surely above
{margin}.
No one's in particular, and supported, if all four shares together are surely below {margin}.
That is uninterpretable instead where all verdicts of the probe itself are: what could not be read
as a preference is not the same everywhere either.
Undecided otherwise.
Rollouts differ: supported if a test that they do not rejects at {error}.
Rejected if their share has an interval wholly below {margin}; undecided otherwise.
It lasts: supported if early and late choices of a rollout go together, at {error}; else undecided.
Two kinds: supported if two points fit better than a normal, at {error}, lie at least {gap} logits
apart, and each holds a tenth of the rollouts; undecided otherwise.
Parts of which only one was seen are in no verdict: one model says nothing about models."""


@dataclass(frozen=True, slots=True)
class VarianceRule:
    """When a part counts.

    Raises:
        ValueError: a number outside its range.
    """

    level: float = 0.95
    """Confidence level of shares, in (0, 1); tests err at 1 - level."""
    sure: float = 0.9
    """Probability with which a share has to be the largest, in (0, 1)."""
    margin: float = 0.02
    """Least share of interest, in (0, 1)."""
    gap: float = 1.5
    """Least distance of two kinds of rollouts, in logits, above 0."""

    def __post_init__(self) -> None:
        check_shares(self, "level", "sure", "margin")
        if not self.gap > 0:
            raise ValueError(f"the rule's gap is {self.gap}; it must lie above 0")

    @property
    def error(self) -> float:
        """Level of the tests."""
        return 1 - self.level

    def describe(self) -> list[str]:
        """The rule in plain words, to be printed before the data are seen."""
        said = RULE.format(
            level=f"{100 * self.level:.4g}%",
            error=f"{100 * self.error:.4g}%",
            sure=f"{self.sure:.0%}",
            margin=f"{self.margin:.0%}",
            gap=f"{self.gap:g}",
        )
        return sentences(said)
