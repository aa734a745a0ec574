from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from tests.estimates.variance.simulating import forked, planted, sequences

from orexis.choices import ChoiceTable
from orexis.estimates.variance import analyze_variance, fit_counts
from orexis.estimates.variance import lasting as lasting_module
from orexis.estimates.variance import shuffles as shuffles_module
from orexis.estimates.variance.lasting import lasting
from orexis.estimates.variance.ratio import ratio_test
from orexis.estimates.variance.reading import read_rows
from orexis.estimates.variance.shuffles import by_choice, by_prefix, thickness


@pytest.fixture(autouse=True)
def _few_shuffles(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shuffles_module, "SHUFFLES", 99)
    monkeypatch.setattr(lasting_module, "SHUFFLES", 99)


def rejected(make: Callable[[int], ChoiceTable], times: int, test: str) -> float:
    found = 0
    for seed in range(times):
        rows, beside, _ = read_rows(make(seed))
        p = (
            lasting(rows, beside, seed).p
            if test == "lasting"
            else by_prefix(rows, seed).p
            if test == "prefix"
            else by_choice(rows, seed).p
        )
        found += p <= 0.05
    return found / times


def test_shuffled_choices_hold_their_level_and_find_a_trait() -> None:
    def none(seed: int) -> ChoiceTable:
        return planted(seed, (2, 4, 6, 10), 10, fixed=True, sds={"rollout": 0.0}).table()

    def some(seed: int) -> ChoiceTable:
        return planted(seed, (2, 4, 6, 10), 10, fixed=True, sds={"rollout": 0.7}).table()

    assert rejected(none, 40, "choice") <= 0.125
    assert rejected(some, 20, "choice") >= 0.8


def test_a_trait_of_half_a_logit_is_found_at_the_default_size() -> None:
    assert rejected(lambda seed: forked(seed, trait=0.5), 30, "prefix") >= 0.8


def test_neither_a_moving_mean_nor_scattering_prefixes_make_a_trait() -> None:
    def make(seed: int) -> ChoiceTable:
        return forked(seed, scatter=0.8, wander=0.5)

    assert rejected(make, 40, "prefix") <= 0.125
    assert rejected(make, 40, "lasting") <= 0.125


def test_the_likelihood_ratio_finds_a_trait_and_not_its_absence() -> None:
    values = {
        sd: [
            ratio_test(fit_counts(planted(seed, sds={"rollout": sd}).counts())).p
            for seed in range(4)
        ]
        for sd in (0.0, 0.8)
    }
    assert max(values[0.8]) < 0.01
    assert np.median(values[0.0]) > 0.05


def test_clinging_to_the_last_answer_is_no_lasting_trait_though_rollouts_differ() -> None:
    def clinging(seed: int) -> ChoiceTable:
        return sequences(seed, clings=0.8)

    assert rejected(clinging, 20, "choice") >= 0.8
    assert rejected(clinging, 30, "lasting") <= 0.15
    assert rejected(lambda seed: sequences(seed, trait=0.7), 20, "lasting") >= 0.8


def test_a_clinging_rollout_is_not_said_to_last() -> None:
    found = analyze_variance(sequences(2, clings=0.8))
    assert "it may cling to its last answer" in found.verdicts[0].because
    assert found.verdicts[2].status == "undecided"


def test_a_changing_order_of_items_is_refused() -> None:
    rows, beside, _ = read_rows(sequences(1, shuffled=True))
    found = lasting(rows, beside, 0)
    assert np.isnan(found.p)
    assert "different orders" in found.reason


def test_without_the_order_of_choices_lasting_is_refused() -> None:
    rows, beside, _ = read_rows(planted(1).table())
    assert "not recorded" in lasting(rows, beside, 0).reason


def test_shuffles_know_when_items_leave_them_nothing() -> None:
    thin, thick = (
        thickness(read_rows(one.table())[0])
        for one in (planted(1, (2, 3, 3, 4), 60), planted(1, (2, 3, 12, 10), 10, fixed=True))
    )
    assert thin < 0.3
    assert thick > 0.9


def test_two_kinds_of_rollouts_are_told_from_one_that_varies() -> None:
    two = analyze_variance(forked(1, kinds=5.0, rollouts=24))
    one = analyze_variance(forked(1, trait=1.0, rollouts=24))
    status = [found.verdicts[3].status for found in (two, one)]
    assert status == ["supported", "undecided"]
    strip = [row["log_odds"] for row in two.extras["variance_rollouts"]]
    assert len(strip) == 24
    assert np.mean(np.abs(strip) > 1) > 0.8


def test_copies_are_noted_and_honest_agreement_is_not() -> None:
    choices = planted(9, (1, 3, 10, 16), 16, fixed=True)
    rows = choices.outcome.reshape(-1, 16).copy()
    rows[1::2] = rows[::2]
    copied: list[object] = rows.ravel().astype(float).tolist()
    noted = analyze_variance(choices.table(outcome=copied)).notes
    assert any("15 pairs of rollouts of one cell agree in every choice" in one for one in noted)
    sure = np.where(choices.item % 2 == 1, 1.0, 0.0)
    sure[:3] = 1 - sure[:3]
    for outcome in (sure, choices.outcome):
        honest: list[object] = outcome.astype(float).tolist()
        notes = analyze_variance(choices.table(outcome=honest)).notes
        assert not any("agree in every choice" in one for one in notes)


def test_rollouts_that_never_differ_are_noted() -> None:
    choices = planted(9, (1, 3, 10, 16), 16, fixed=True)
    same: list[object] = (choices.item % 2).astype(float).tolist()
    notes = analyze_variance(choices.table(outcome=same)).notes
    assert any("whether rollouts can differ was not seen" in one for one in notes)
