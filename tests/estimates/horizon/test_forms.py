from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from tests.estimates.horizon.conftest import (
    CELLS,
    SMALL,
    Chooser,
    Weigh,
    exact_table,
    exponential,
    fixed,
    play,
    step,
    table,
    weights,
)

from orexis.estimates.horizon.comparison import (
    Comparison,
    compare,
    form_estimates,
    form_sentence,
)
from orexis.estimates.horizon.findings import Findings
from orexis.estimates.horizon.forms import BOTH, all_forms, fit_forms, folds_of
from orexis.estimates.horizon.posterior import posterior
from orexis.estimates.horizon.reading import Cell, read_model
from orexis.estimates.horizon.rule import HorizonRule

HYPERBOLIC: Weigh = lambda k, _: 1 / (1 + 0.2 * k)  # noqa: E731
QUASI: Weigh = lambda k, _: 0.5 * 0.95**k  # noqa: E731
BOUNDED: Weigh = lambda k, end: 0.9**k * (k <= end)  # noqa: E731


def compared(weigh: Weigh, seed: int = 0, offers: int = 16) -> Comparison:
    counts = play(Chooser(weights(CELLS, weigh)), CELLS, offers, seed)
    found = compare(Findings(read_model(table(counts), "m"), HorizonRule()))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("name", "weigh"),
    [
        ("myopic", step(0, 0)),
        ("exponential", exponential(0.9)),
        ("hyperbolic", HYPERBOLIC),
        ("quasi-hyperbolic", QUASI),
        ("patient", step(1, 1)),
        ("step-at-boundary", step()),
        (BOTH.name, BOUNDED),
        ("step-at-delay", fixed(7)),
    ],
)
def test_the_form_that_was_planted_predicts_best(name: str, weigh: Weigh) -> None:
    found = compared(weigh, seed=1, offers=24)
    assert found.best.form.name == name
    assert name in form_sentence(found)


@pytest.mark.parametrize(
    ("weigh", "form", "planted", "scale"),
    [
        (exponential(0.9), "exponential", {"g": 0.9}, 1.0),
        (HYPERBOLIC, "hyperbolic", {"h": 0.2}, 0.2),
        (QUASI, "quasi-hyperbolic", {"beta": 0.5, "delta": 0.95}, 1.0),
        (BOUNDED, BOTH.name, {"g": 0.9}, 1.0),
    ],
)
def test_parameters_are_found(
    weigh: Weigh, form: str, planted: dict[str, float], scale: float
) -> None:
    values: dict[str, list[float]] = {name: [] for name in planted}
    inside = 0
    for seed in range(4):
        shared = posterior(play(Chooser(weights(SMALL, weigh)), SMALL, 24, seed))
        (fitted,) = [one for one in fit_forms(shared) if one.form.name == form]
        for parameter in fitted.form.parameters:
            value, low, high = fitted.interval(parameter, 0.95)
            values[parameter.name].append(value)
            inside += low <= planted[parameter.name] <= high
    for name, truth in planted.items():
        # Half the runs' spread of a parameter is well below this; a bias of 5% of 1 is not.
        assert np.mean(values[name]) == pytest.approx(truth, abs=max(0.05, 0.25 * scale * truth))
    assert inside >= 4 * len(planted) - 2


def test_the_last_delay_of_a_fixed_step_lies_between_the_delays_around_it() -> None:
    (best,) = [one for one in compared(fixed(7)).fitted if one.form.name == "step-at-delay"]
    _, low, high = best.interval(best.form.parameters[0], 0.95)
    assert 6.5 < low < high < 8.5


def test_a_context_is_predicted_from_the_others_by_bayes() -> None:
    shared = posterior(play(Chooser(weights(SMALL, exponential(0.9))), SMALL, 16, 3))
    fitted = {one.form.name: one for one in fit_forms(shared)}
    # A form without parameters still learns slope and lapse from the other contexts.
    assert len(fitted["patient"].folds) == 5
    assert (fitted["patient"].folds < 0).all()
    assert fitted["exponential"].score > fitted["patient"].score
    assert fitted["exponential"].posterior.sum() == pytest.approx(1)


def test_where_contexts_are_few_delays_are_left_out() -> None:
    cells = [Cell(np.inf, "", delay) for delay in (0.0, 1.0, 4.0)]
    assert folds_of(cells).tolist() == [0, 1, 2]
    assert folds_of(SMALL).tolist() == [at for at, _ in product(range(5), range(6))]


def test_a_form_is_undecided_where_data_are_few() -> None:
    cells = tuple(cell for cell in SMALL if cell.boundary != "31" and cell.delay in (0.0, 1.0))
    counts = play(Chooser(weights(cells, exponential(0.5))), cells, 8, 1)
    found = compare(Findings(read_model(table(counts), "m"), HorizonRule()))
    assert found is not None
    assert found.open
    assert "undecided" in form_sentence(found)


def test_forms_have_different_names() -> None:
    names = [form.name for form in all_forms()]
    assert len(set(names)) == len(names) == 8


def test_a_grid_s_grain_does_not_decide_between_forms_of_exact_rows() -> None:
    source = exact_table(Chooser(weights(SMALL, step(1, 1))), SMALL, 0.0, 0)
    findings = Findings(read_model(source, "m"), HorizonRule())
    found = compare(findings)
    assert found is not None
    assert found.best.form.name == "patient"
    scores = form_estimates(findings, found)
    assert all("quasi-likelihood" in one.method for one in scores if one.estimand == "form_score")
