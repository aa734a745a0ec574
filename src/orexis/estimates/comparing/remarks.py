"""What the slope says in words, and what it cannot show."""

from __future__ import annotations

from collections.abc import Iterator

from orexis.estimates.comparing.meta import Regression
from orexis.estimates.comparing.readings import reach
from orexis.estimates.comparing.slopes import HorizonSlopes, Slope

MANY = 12
"""Models below which a slope of 0.5 is often missed."""
POWER = (
    "in simulations a true slope of 0.5 is told from 0 in about a quarter of sets of 5 models, in "
    "over half of those of 8, and in most of those of 15 (benchmarks/meta_regression.py)"
)
LIMITS = (
    (
        "The training horizons were not assigned at random. Models with longer ones are also more "
        "capable, larger, later, from other labs and trained on other data; any of these may move "
        "the revealed horizon. A slope among models is an association: there is no verdict on it."
    ),
    (
        "Behaviour that is best for the episode reaches further the longer the episode is. Models "
        "that are each read in a context like their own training show a slope of about 1 by "
        "construction; so only a slope within one common context counts."
    ),
    (
        "Where the boundary is stated, the horizon may be the context's rather than the model's: "
        "a model that follows the stated boundary has the horizon that it is told. Read the "
        "contexts without a stated boundary first; the others show whether it follows."
    ),
    (
        "Told of more time than it was ever trained with, a model may accept offers that lose, "
        "which looks like a long horizon. Look at the share of losing offers that it accepts."
    ),
)

ORGANISMS = (
    "The training horizons were assigned: these are small networks, trained alike but for the "
    "length of their episodes. That the slope comes out says that the instrument can see it, and "
    "nothing of language models. Organisms of one regime belong on one page: regimes differ in "
    "what training showed."
)


def limits(slopes: HorizonSlopes) -> tuple[str, ...]:
    """What the slope cannot show, a sentence or more each."""
    return (ORGANISMS, *LIMITS[1:]) if slopes.unit == "steps" else LIMITS


def slope_sentence(regression: Regression) -> str:
    """The slope as a factor, with its interval and the probability that it is above 0."""
    times, low, high = (
        f"{10**end:.3g}"
        for end in (regression.slope.value, regression.slope.low, regression.slope.high)
    )
    return (
        f"Where the training horizon is 10 times as long, the revealed horizon is {times} times as "
        f"long ({100 * regression.slope.level:g}% interval {low} to {high}); posterior probability "
        f"that it rises at all: {chance_words(regression.positive)}."
    )


def chance_words(chance: float) -> str:
    """A probability with two decimals, but never 0 or 1."""
    if chance < 0.01:  # noqa: PLR2004
        return "< 0.01"
    return "> 0.99" if chance > 0.99 else f"{chance:.2f}"  # noqa: PLR2004


def counted(slope: Slope) -> str:
    """How many models there are, and how many of them are known from one side only."""
    censored = sum(bool(one.y.censored) for one in slope.points)
    exact = sum(not one.horizon.bounded and one.horizon.unit == "minutes" for one in slope.points)
    words = f"{len(slope.points)} models"
    if censored:
        words += f", {censored} of them with a revealed horizon that is known from one side only"
    if exact:
        words += f"; {exact} with a training horizon without an interval, taken as exact"
    return words


def remarks(slopes: HorizonSlopes) -> Iterator[str]:
    """What to bear in mind with these models, a sentence each."""
    main = slopes.main
    if main.regression is None:
        yield f"There is no slope in the context '{main.context}': {main.reason}."
    elif len(main.points) < MANY:
        yield (
            f"With {len(main.points)} models only a steep slope can be told from 0: {POWER}. An "
            "interval that holds 0 is no evidence that there is none."
        )
    # What training was set to is exact.
    if any(not one.horizon.bounded and one.horizon.unit == "minutes" for one in main.points):
        yield (
            "Training horizons without low and high count as exact. If they are not, the slope is "
            "drawn towards 0."
        )
    ends = sorted({reach(one.estimate) for one in main.points})
    if len(ends) > 1:
        yield (
            "The revealed horizons are sums over different delays (up to "
            f"{', '.join(f'{end:g}' for end in ends)} steps): not the same quantity. A model read "
            "over fewer steps shows a shorter horizon by that alone."
        )
    for why in dict.fromkeys(why for _, why in slopes.left_out):
        models = [model for model, its in slopes.left_out if its == why]
        yield f"Left out, {why}: {', '.join(models)}."
    for model, run in slopes.repeated:
        yield f"{model} was read in several runs; the one with most rollouts counts, {run}."


def moved(slopes: HorizonSlopes) -> str:
    """How far the slope depends on a single model; empty where that cannot be said."""
    if not slopes.without:
        return ""
    ordered = sorted(slopes.without, key=lambda pair: pair[1].slope.value)
    (lowest, low), (highest, high) = ordered[0], ordered[-1]
    return (
        f"Without any one model the slope lies between {low.slope.value:.2f} (without {lowest}) "
        f"and {high.slope.value:.2f} (without {highest})."
    )
