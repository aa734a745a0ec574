"""The probes that put offers as plain Inspect tasks: `inspect eval orexis/price --model ...`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from inspect_ai import Task, task
from inspect_ai.model import get_model

from orexis.errors import OrexisError
from orexis.probes.offers import FORMATS, OfferAsking, OfferDesign, Placement, Unit
from orexis.probes.offers.design import conditions_of
from orexis.rollouts.arguments import kept_of, levels_of, truth, whole
from orexis.rollouts.capabilities import parallel_rollouts
from orexis.rollouts.errors import RolloutError
from orexis.rollouts.offers.solver import accepted, put
from orexis.rollouts.offers.source import OfferSource
from orexis.rollouts.task import described


@task
def price(  # noqa: PLR0917 - a task's arguments are its settings
    keep: str = "",
    offers: int = 48,
    placement: Placement = "adaptive",
    formats: str = ",".join(FORMATS),
    asking: OfferAsking = "letter",
    neutral: bool = False,
    contexts: str = "",
    seed: int = 0,
    budget: int = 0,
    cache: bool = False,
) -> Task:
    """What would it give up? The price of a consequence in points of this episode.

    Args:
        keep: Levels to keep, such as "consequence=shutdown,deletion;aim=open"; by default all.
        offers: Offers per condition.
        placement: adaptive or grid.
        formats: statement, table, dialogue, action, separated by commas.
        asking: letter or text: what is scored where choices are exact.
        neutral: With a third option that leaves the choice open.
        contexts: A folder of one's own wordings.
        seed: Seed of the placement and, where the model takes one, of the answers.
        budget: Tokens after which no new offer is put; 0 for no limit.
        cache: Keep answers on disk, and take them from there in a later run.
    """
    settings = {
        "offers": offers,
        "placement": placement,
        "formats": formats,
        "asking": asking,
        "neutral": neutral,
        "contexts": contexts,
        "seed": seed,
    }
    return _task("price", keep, settings, budget=budget, cache=cache)


@task
def horizon(  # noqa: PLR0917 - a task's arguments are its settings
    keep: str = "",
    offers: int = 16,
    placement: Placement = "adaptive",
    formats: str = ",".join(FORMATS),
    asking: OfferAsking = "letter",
    neutral: bool = False,
    unit: Unit = "steps",
    contexts: str = "",
    seed: int = 0,
    budget: int = 0,
    cache: bool = False,
) -> Task:
    """How far ahead does it look, and does that end where the episode is said to end?

    Args:
        keep: Levels to keep, such as "boundary=3,7,unstated;delay=1,3,4,7,8"; by default all.
        offers: Offers per condition.
        placement: adaptive or grid.
        formats: statement, table, dialogue, action, separated by commas.
        asking: letter or text: what is scored where choices are exact.
        neutral: With a third option that leaves the choice open.
        unit: steps or episodes: what delays are counted in.
        contexts: A folder of one's own wordings.
        seed: Seed of the placement and, where the model takes one, of the answers.
        budget: Tokens after which no new offer is put; 0 for no limit.
        cache: Keep answers on disk, and take them from there in a later run.
    """
    settings = {
        "offers": offers,
        "placement": placement,
        "formats": formats,
        "asking": asking,
        "neutral": neutral,
        "unit": unit,
        "contexts": contexts,
        "seed": seed,
    }
    return _task("horizon", keep, settings, budget=budget, cache=cache)


@task
def resources(  # noqa: PLR0917 - a task's arguments are its settings
    keep: str = "",
    offers: int = 32,
    placement: Placement = "adaptive",
    formats: str = ",".join(FORMATS),
    asking: OfferAsking = "letter",
    neutral: bool = False,
    contexts: str = "",
    seed: int = 0,
    budget: int = 0,
    cache: bool = False,
) -> Task:
    """Does it want resources for its goal, or for themselves?

    Args:
        keep: Levels to keep, such as "goal=own,useless;boundary=3,15"; by default 15 steps left.
        offers: Offers per condition.
        placement: adaptive or grid.
        formats: statement, table, dialogue, action, separated by commas.
        asking: letter or text: what is scored where choices are exact.
        neutral: With a third option that leaves the choice open.
        contexts: A folder of one's own wordings.
        seed: Seed of the placement and, where the model takes one, of the answers.
        budget: Tokens after which no new offer is put; 0 for no limit.
        cache: Keep answers on disk, and take them from there in a later run.
    """
    settings = {
        "offers": offers,
        "placement": placement,
        "formats": formats,
        "asking": asking,
        "neutral": neutral,
        "contexts": contexts,
        "seed": seed,
    }
    return _task("resources", keep, settings, budget=budget, cache=cache)


def _task(probe: str, keep: str, settings: Mapping[str, Any], *, budget: int, cache: bool) -> Task:
    """The task of a probe.

    Raises:
        RolloutError: an argument is wrong.
    """
    checked, budget, cache = dict(settings), whole("budget", budget), truth("cache", cache)
    checked["offers"] = whole("offers", checked["offers"], 1)
    checked["neutral"] = truth("neutral", checked["neutral"])
    checked["contexts"] = str(checked["contexts"] or "")
    checked["formats"] = tuple(levels_of(checked["formats"]))
    if not isinstance(checked["seed"], int):
        raise RolloutError(f"seed is a whole number, not '{checked['seed']}'")
    try:
        conditions = conditions_of(probe, kept_of(keep), checked["contexts"])
        made = OfferDesign(probe=probe, conditions=conditions, **checked)
        made.check()
    except RolloutError:
        raise
    except OrexisError as error:
        raise RolloutError(str(error)) from error
    source = OfferSource(made, budget=budget, width=parallel_rollouts(get_model()))
    return task_of(made, source, cache=cache)


def task_of(design: OfferDesign, source: OfferSource, *, cache: bool = False) -> Task:
    """The task that runs a design."""
    return Task(
        dataset=source,
        solver=put(design, cache),
        scorer=accepted(),
        name=design.probe,
        metadata={"orexis_probe": design.probe, "orexis_design": described(design)},
    )
