from __future__ import annotations

import numpy as np
import pytest
from tests.estimates.price.conftest import ALWAYS, FORMATS, Agent, Rate, table

from orexis.estimates.price import PriceRule
from orexis.estimates.price.cells import read_cells
from orexis.estimates.price.contrasts import Leaning
from orexis.estimates.price.log_odds import leaning
from orexis.estimates.price.priced import price_cells

SHIFTS = dict(zip(FORMATS, (0.0, 0.8, -0.4, -0.4), strict=True))


def read(bias: float, seed: int, *, exact: bool, cells: int = 4) -> Leaning:
    rng = np.random.default_rng(seed)
    agents: dict[tuple[str, str], Rate] = {("nothing", "open"): ALWAYS}
    for at in range(cells):
        lapse = 0.0 if exact else 0.03
        agents[f"c{at}", "open"] = Agent(rng.uniform(1, 6), rng.uniform(1, 5), lapse, bias)
    rows = table(agents, 24, seed, exact=exact, text=0.4 * exact, formats=SHIFTS)
    return leaning(price_cells(read_cells(rows)["m"], PriceRule()), 0.95)


@pytest.mark.parametrize("exact", [False, True])
@pytest.mark.parametrize("bias", [0.0, 2.0])
def test_position_bias_and_format_shifts_are_found_beside_the_prices(
    bias: float, exact: bool
) -> None:
    runs = 4 if exact else 10
    found = [read(bias, seed, exact=exact, cells=2 if exact else 4) for seed in range(runs)]
    biases = [each.bias for each in found if each.bias is not None]
    held = [low <= bias <= high for _, low, high in biases]
    assert np.mean([value for value, _, _ in biases]) == pytest.approx(bias, abs=0.4)
    assert np.mean(held) >= 0.8
    shifts = [
        low <= SHIFTS[name] <= high
        for each in found
        for name, (_, low, high) in each.formats.items()
    ]
    assert np.mean(shifts) >= 0.85
    assert sum(value for value, _, _ in found[0].formats.values()) == pytest.approx(0, abs=1e-6)


def test_exact_rows_tell_position_bias_far_better_than_draws() -> None:
    widths = []
    for exact in (False, True):
        limits = read(1.0, 1, exact=exact).bias
        assert limits is not None
        widths.append(limits[2] - limits[1])
    assert widths[1] < widths[0] / 5


def test_a_single_order_tells_no_position_bias() -> None:
    rows = table({("shutdown", "open"): Agent(3.0)}, 48)
    first = rows.where(rows["fork"] == "given")
    priced = price_cells(read_cells(first)["m"], PriceRule())
    assert leaning(priced, 0.95).bias is None
