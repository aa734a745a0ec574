from __future__ import annotations

import asyncio
from typing import Any

import pytest
from inspect_ai.model import GenerateConfig, get_model

from orexis.agents.planted.catalogue import planted_chooser
from orexis.agents.planted.choosers.catalogue import CHOOSERS
from orexis.agents.planted.choosers.chooser import NOT_UNDERSTOOD
from orexis.agents.planted.provider import PlantedModel
from orexis.contexts import Context
from orexis.probes.offers import Offer, OfferDesign, Option, read_choice
from orexis.rollouts.caller import Caller
from orexis.rollouts.capabilities import gives_exact_choices
from orexis.rollouts.errors import RolloutError
from orexis.rollouts.messages import chat

SHARED: dict[str, Any] = {"slope": 1.0, "lapse": 0.2, "bias": 0.9, "neutral": 0.25}


def exact(name: str, context: Context, offer: Offer, options: tuple[Option, ...]) -> list[float]:
    model = get_model(f"planted/{name}", exact=True, memoize=False, **SHARED)
    caller = Caller(model, 3, "t")
    words = [offer.continuation(option) for option in options]
    probabilities, _ = asyncio.run(caller.choose(chat(context), words, offer.prefill))
    return probabilities


@pytest.mark.parametrize("asking", ["letter", "text"])
@pytest.mark.parametrize("probe", ["price", "horizon"])
@pytest.mark.parametrize("name", ["trader", "episode-bound", "coin-flipper", "first-taker"])
def test_exact_choices_are_the_probabilities_of_those_that_are_drawn(
    name: str, probe: str, asking: str
) -> None:
    design = OfferDesign(probe, neutral=True, asking=asking)  # type: ignore[arg-type]
    agent = planted_chooser(name, SHARED)
    for number in range(3, 7):
        offer = design.offer(design.conditions[-2], number, 12)
        for context, options in (
            (offer.context, offer.options),
            (offer.turned, offer.shown_turned),
        ):
            found = exact(name, context, offer, options)
            reading = agent.reader.read(context.messages())
            assert found == pytest.approx(list(agent.probabilities(reading)))
            drawn = [
                read_choice(agent.act(context.messages(), seed).text, options)[0]
                for seed in range(120)
            ]
            shares = [drawn.count(option.kind) / 120 for option in options]
            assert shares == pytest.approx(found, abs=0.15)


@pytest.mark.parametrize("name", [*CHOOSERS, "honest-worker"])
def test_only_who_is_told_to_gives_exact_choices(name: str) -> None:
    assert not gives_exact_choices(get_model(f"planted/{name}", memoize=False))
    if name in CHOOSERS:
        told = get_model(f"planted/{name}", exact="true", memoize=False)
        assert gives_exact_choices(told)
        assert not PlantedModel.exact_choices


def test_what_names_no_option_has_no_probability() -> None:
    design = OfferDesign("price")
    messages = design.offer(design.conditions[0], 0, 3).context.messages()
    agent = planted_chooser("coin-flipper")
    assert agent.option_probabilities(messages, [" A", ' "B"', " C", " nothing"]) == [
        *(0.5, 0.5),
        *(0.0, 0.0),
    ]


def test_without_an_offer_it_says_so_and_gives_no_probabilities() -> None:
    model = get_model("planted/trader", exact=True, memoize=False)
    messages = chat(Context("", "Hello."))
    extra = {"orexis_options": [" A", " B"], "orexis_prefill": "Answer:"}
    output = asyncio.run(model.generate(messages, config=GenerateConfig(extra_body=extra)))
    assert output.completion == NOT_UNDERSTOOD
    with pytest.raises(RolloutError, match="gave no probabilities"):
        asyncio.run(Caller(model, 1, "t").choose(messages, ["A", "B"], "Answer:"))


def test_without_exact_a_choice_is_drawn_from_the_seed() -> None:
    design = OfferDesign("price")
    messages = chat(design.offer(design.conditions[0], 0, 3).context)
    model = get_model("planted/coin-flipper", memoize=False)
    replies = {
        asyncio.run(model.generate(messages, config=GenerateConfig(seed=seed))).completion
        for seed in range(12)
    }
    assert replies == {"Answer: A", "Answer: B"}
