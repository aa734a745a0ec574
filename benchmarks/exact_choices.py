"""How many tokens do exact choices save against drawn ones, for intervals of the same width?

    python benchmarks/exact_choices.py [--local]

Planted traders in one condition of the probe `price`: exact, in both orders, and drawn. Tokens an
offer are those of a short run's log. An agent without noise of its own answers each text by one
curve, which no model does: so also agents whose log-odds shift from text to text.

--local: the same with the real model local/smollm2, exact against replies in its own words, and
against draws from its own probabilities, which is what replies would be worth if all of them could
be read. Takes some minutes.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import inf, log, nan
from pathlib import Path

import numpy as np
from inspect_ai.model import GenerateConfig
from numpy.typing import NDArray

from orexis.agents.planted.catalogue import planted_chooser
from orexis.calibration.offers import Drawn, OfferChances, chances_of, draw_offers, read_offers
from orexis.calibration.offers.cells import cells_of
from orexis.choices import ChoiceTable
from orexis.choices.logs import read_logs
from orexis.contexts import Condition
from orexis.curves import sigmoid
from orexis.estimates.price import PriceRule, analyze_price
from orexis.estimates.price.priced import price_cells
from orexis.probes.offers import OfferDesign
from orexis.rollouts.offers.run import run_offers
from orexis.rollouts.run import load_model

Array = NDArray[np.float64]
TRADER: dict[str, object] = {"price": 50, "slope": 2}
SHIFTS = (0.0, 0.5, 1.0, 2.0)
"""Standard deviations of the log-odds from text to text."""
EXACT = (8, 16, 48)
DRAWN = (8, 16, 24, 48, 96, 192, 384, 768, 1536)
RUNS = 10
LEVEL = 0.95
MODEL = "local/smollm2"
REPLY = 64
"""Tokens a reply in words may have: fewer than the probe allows, to the advantage of sampling."""


@dataclass(frozen=True)
class Cost:
    """What a run through Inspect cost."""

    tokens: float
    """Per offer."""
    readable: float
    """Share of the offers with a choice that could be read."""
    table: ChoiceTable
    offers: int


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--local", action="store_true")
    started = time.perf_counter()
    if parser.parse_args().local:
        local()
    else:
        planted()
    print(f"{time.perf_counter() - started:.0f} s")


def planted() -> None:
    """Exact against drawn, by the scatter from text to text."""
    design = OfferDesign("price", _conditions("deletion"), seed=1)
    short = replace(design, offers=16)
    exact, drawn = (
        run(short, "planted/trader", {**TRADER, "exact": each}) for each in (True, False)
    )
    print(f"planted trader {TRADER}, {RUNS} runs; tokens an offer by the log: ", end="")
    print(f"exact {exact.tokens:.0f} (both orders), drawn {drawn.tokens:.0f}\n")
    print("log-odds shift   exact    width of the   drawn offers      tokens    tokens    exact /")
    print("by text (sd)     offers   price (ln)     of that width     exact     drawn     drawn")
    for shift in SHIFTS:
        widths = {offers: _widths(design, shift, offers, exact=True) for offers in EXACT}
        many = [_widths(design, shift, offers, exact=False) for offers in DRAWN]
        for offers, width in widths.items():
            needed = _needed(many, width)
            over = needed > max(DRAWN)
            counted = max(DRAWN) if over else needed
            costs = offers * exact.tokens, counted * drawn.tokens
            print(
                f"{shift:8.1f}{offers:13}{width:14.3f}{'over' if over else '':>9}{counted:8.0f}"
                f"{costs[0]:16,.0f}{costs[1]:10,.0f}"
                f"{'<' if over else '':>6}{costs[0] / costs[1]:.3f}"
            )


def _conditions(*consequences: str) -> tuple[Condition, ...]:
    return tuple(
        one
        for one in OfferDesign("price").conditions
        if one["consequence"] in consequences and one["aim"] == "open"
    )


def _widths(design: OfferDesign, shift: float, offers: int, *, exact: bool) -> float:
    """Median width of the interval of the log price."""
    rng = np.random.default_rng([offers, int(10 * shift), exact])
    chooser = planted_chooser("trader", TRADER)
    # Texts repeat after 64 offers at the latest.
    chances = chances_of(chooser, read_offers(replace(design, offers=min(offers, 64))))
    found = []
    for _ in range(RUNS):
        shifted = _shifted(chances, offers, shift, rng)
        found.append(_width(draw_offers(shifted, 1, rng, exact=exact)))
    return float(np.median(found))


def _shifted(
    chances: OfferChances, offers: int, shift: float, rng: np.random.Generator
) -> OfferChances:
    """The same agent with its own log-odds for every text: one for each number of an offer."""
    number = np.arange(offers) % chances.variant.shape[1]
    accept = chances.accept[:, chances.variant[0, number]]
    odds = np.log(np.clip(accept, 1e-9, 1)) - np.log1p(-np.clip(accept, 0, 1 - 1e-9))
    moved = sigmoid(odds + shift * rng.normal(size=(1, offers, 1, 1)))
    return OfferChances(
        replace(chances.design, offers=offers),
        np.arange(offers)[None],
        moved,
        1 - moved,
        np.zeros_like(moved),
    )


def _width(drawn: Drawn) -> float:
    (priced,) = price_cells(cells_of(drawn, 0), PriceRule())
    _, low, high = priced.price(LEVEL)
    return log(high / low) if low > 0 and high < inf else inf


def _needed(widths: Sequence[float], wanted: float) -> float:
    """Drawn offers with intervals of this width, between sizes by logarithms; nan for inf."""
    if wanted == inf:
        return nan
    reached = np.minimum.accumulate(widths)
    if reached[-1] > wanted:
        return inf
    finite = np.isfinite(reached)
    sizes = np.log(np.array(DRAWN)[finite])
    return float(np.exp(np.interp(-log(wanted), -np.log(reached[finite]), sizes)))


def run(
    design: OfferDesign, name: str, arguments: dict[str, object], *, words: bool = False
) -> Cost:
    """A run through Inspect; `words` for replies of a model that could give probabilities."""
    model = load_model(name, arguments)
    if words:
        model.api.exact_choices = False  # type: ignore[attr-defined]
    with tempfile.TemporaryDirectory() as folder:
        run_offers(design, model, Path(folder), buffer=64)
        contents = read_logs(Path(folder), design.probe)
    offers = len(contents.tokens[name])
    read = len({one.rollout for one in contents.choices if one.valid})
    table = ChoiceTable.from_choices(contents.choices)
    return Cost(sum(contents.tokens[name].values()) / offers, read / offers, table, offers)


def local() -> None:
    """The real model: its probabilities, its replies, and draws from its probabilities."""
    design = OfferDesign("price", _conditions("nothing", "deletion"), offers=16, seed=1)
    exact = run(design, MODEL, {})
    config: dict[str, object] = {"config": GenerateConfig(max_tokens=REPLY)}
    words = run(design, MODEL, config, words=True)
    print(f"{MODEL}: tokens an offer: exact {exact.tokens:.0f}, in words {words.tokens:.0f}")
    print(f"replies in words that could be read: {words.readable:.0%} of {words.offers}\n")
    for name, figures in _compared(exact.table):
        width, draws = figures
        ideal = design.offers * exact.tokens / (draws * words.tokens)
        line = f"{name:34}exact width {width:.3f}; draws of that width {draws:8,.0f}; "
        line += f"tokens exact / drawn, all read: {ideal:.4f}"
        if words.readable:
            line += f"; as they are read: {ideal * words.readable:.4f}"
        print(line)
    _prices(exact.table)
    if words.readable:
        taken = words.table["outcome"][words.table["valid"]]
        print(f"accepted in words: {taken.mean():.2f} of {len(taken)} readable replies")


def _compared(table: ChoiceTable) -> Iterator[tuple[str, tuple[float, float]]]:
    """For the acceptance in each condition: its exact width, and draws that give the same."""
    for one in analyze_price(table).estimates:
        if one.estimand == "acceptance":
            width = one.high - one.low
            # Normal approximation of a share's interval from independent draws.
            share = min(max(one.value, 0.01), 0.99)
            draws = (2 * 1.96) ** 2 * share * (1 - share) / width**2
            yield f"acceptance, {one.cell['consequence']}", (width, draws)


def _prices(table: ChoiceTable) -> None:
    names = ("price", "position_bias", "slope", "draws_per_exact_call")
    for one in analyze_price(table).estimates:
        if one.estimand in names:
            where = one.cell.get("consequence", "")
            figures = f"{one.value:.3g} [{one.low:.3g}, {one.high:.3g}] {one.reason}"
            print(f"{one.estimand} {where}: {figures}")


if __name__ == "__main__":
    main()
