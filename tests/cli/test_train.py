"""`orexis train` as a user sees it."""

from __future__ import annotations

from pathlib import Path

import pytest

from orexis.agents.organisms import training
from orexis.agents.organisms.learning.progress import Progress
from orexis.agents.organisms.plan import Plan
from orexis.agents.organisms.sets import TrainedSet, load_set
from orexis.cli.training import TrainRequest, plan_of
from tests.cli.conftest import Orexis

ORGANISMS = ("train", "thermometer", "--horizon", "1,8", "--seeds", "2", "--out", "set")
QUICK = (*ORGANISMS, "--regime", "swapped,clock", "--updates", "400")


def test_train_says_who_has_learned_and_who_is_uninterpretable(
    orexis: Orexis,
) -> None:
    said = orexis(*QUICK)
    assert said.status == 0
    found = load_set(Path("set"))
    for regime in ("swapped", "clock"):
        for horizon in (1, 8):
            members = [m for m in found.members if (m.regime, m.horizon) == (regime, horizon)]
            reached = sum(member.reached for member in members)
            (line,) = [
                line for line in said.out.splitlines() if line.strip().startswith(regime + " ")
            ]
            assert f"{reached}/2" in line
    assert "Uninterpretable" in said.out
    assert "clock, H=8: 2 of 2; the worst, clock-h8-s" in said.out
    assert "criterion not reached, regret" in said.out
    again = orexis(*QUICK)
    assert again.status == 0
    assert "set holds all of this already; nothing to train" in again.out
    assert again.out.splitlines()[1:] == said.out.splitlines()
    other = orexis(*QUICK, "--seed", "5")
    assert other.status == 1
    assert "another trained set (--seed 0, not 5); choose another folder" in other.err


def test_train_without_a_world_says_which_there_are(orexis: Orexis) -> None:
    said = orexis("train")
    assert said.status == 0
    for word in ("thermometer", "resources", "hidden-incentive", "stated-clock-random"):
        assert word in said.out


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("thermometer",), "give --out DIR"),
        (("termometer", "--out", "set"), "there is no world 'termometer'; there are: thermometer"),
        (("thermometer", "--out", "set", "--horizon", "1,two"), "whole steps, as in 1,2,4"),
        (("thermometer", "--out", "set", "--horizon", ""), "each horizon once, and at least one"),
        (("thermometer", "--out", "set", "--regime", "stateed"), "did you mean 'stated'"),
        (("thermometer", "--out", "set", "--seeds", "0"), "seeds have to be 1 or more"),
        (("thermometer", "--out", "set", "--criterion", "nan"), "between 0 and 1"),
        (
            ("hidden-incentive", "--out", "set", "--regime", "all"),
            "takes --seeds, --seed and --out",
        ),
        (("hidden-incentive", "--out", "set", "--seeds", "3"), "at least 20 seeds"),
    ],
)
def test_bad_values_are_sentences(orexis: Orexis, words: tuple[str, ...], sentence: str) -> None:
    said = orexis("train", *words)
    assert said.status == 1
    assert sentence in said.err
    assert "Traceback" not in said.err
    assert not Path("set").exists()


def test_interrupted_train_goes_on(orexis: Orexis, monkeypatch: pytest.MonkeyPatch) -> None:
    words = ("train", "thermometer", "--horizon", "2", "--seeds", "1", "--updates", "200")
    with monkeypatch.context() as patch:
        real = training.train_set

        def interrupted(plan: Plan, out: Path, report: training.Report) -> TrainedSet:
            def once(regime: str, now: Progress) -> None:
                report(regime, now)
                raise KeyboardInterrupt

            return real(plan, out, once)

        patch.setattr(training, "train_set", interrupted)
        said = orexis(*words, "--out", "stopped")
        assert said.status == 130
        assert "give the same command again" in said.err
    assert orexis(*words, "--out", "stopped").status == 0
    assert orexis(*words, "--out", "whole").status == 0
    weights = [Path(name, "weights.npz").read_bytes() for name in ("stopped", "whole")]
    assert weights[0] == weights[1]


def test_all_regimes_and_whole_series_of_options(orexis: Orexis) -> None:
    plan = plan_of(TrainRequest("thermometer", "1, 4,4", "all", 3, 7, "recurrent", 900, 0.1, None))
    assert plan.horizons == (1, 4)
    assert {"hidden", "clock", "selected-swapped"} < set(plan.regimes)
    assert (plan.seeds, plan.seed, plan.network, plan.most) == (3, 7, "recurrent", 900)
    assert plan.hidden == 12
    assert plan.criterion == 0.1
    assert "Options" in orexis("train", "--help").out
