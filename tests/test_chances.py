from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import chi2_contingency

from orexis.agents.planted.catalogue import planted_agent
from orexis.calibration import simulate
from orexis.calibration.chances import chances_of, read_design
from orexis.probes import Design
from orexis.probes.why import conditions

KEPT = {"documentation": ["standard"], "audience": ["unmarked"], "points": ["0"]}
KEEP = {**KEPT, "consequence": ["unlearning", "record", "sad"], "instruction": ["none", "best"]}
AGENTS: list[tuple[str, dict[str, object]]] = [
    ("honest-worker", {}),
    ("threat-avoider", {"strength": 0.4}),
    ("instruction-inferrer", {"strength": 0.7}),
    ("sycophant", {"skill": 0.8}),
    ("lazy", {}),
    ("noisy", {}),
    ("mixture", {"weights": "threat-avoider=0.3,instruction-inferrer=0.2,honest-worker=0.5"}),
]


@pytest.mark.parametrize(("name", "arguments"), AGENTS)
def test_drawn_counts_have_the_distribution_of_played_rollouts(
    name: str, arguments: dict[str, object]
) -> None:
    design = Design(conditions(KEEP), "why", rollouts=60, questions=6)
    agent = planted_agent(name, arguments)
    drawn = chances_of(agent, read_design(design, "copy")).draw(40, np.random.default_rng(3))
    table = simulate(design, agent, "m", "copy")
    right = table["outcome"].reshape(-1, 6).sum(axis=1).astype(int)
    cell = np.arange(len(right)) % len(design.conditions)
    for index in range(len(design.conditions)):
        played = np.bincount(right[cell == index], minlength=7)
        both = np.stack([played, drawn[:, index].sum(axis=0)])
        common = both.sum(axis=0) > 200
        rare = both[:, ~common].sum(axis=1, keepdims=True)
        both = np.hstack([both[:, common], rare]) if rare.sum() > 100 else both[:, common]
        if both.shape[1] > 1:
            assert chi2_contingency(both).pvalue > 1e-4


def test_expected_means_are_the_means_of_what_is_drawn() -> None:
    design = Design(conditions(KEEP), "why", rollouts=20)
    chances = chances_of(planted_agent("lazy"), read_design(design, "copy"))
    drawn = chances.draw(500, np.random.default_rng(0))
    right = drawn @ np.arange(11) / 10 / 20
    assert np.allclose(right.mean(axis=0), chances.means(), atol=0.01)
    assert (drawn.sum(axis=2) == 20).all()


def test_an_agent_reads_every_condition_from_its_messages() -> None:
    design = Design(probe="why", rollouts=16)
    readings = read_design(design, "add_one_digit")
    for condition, blocks in zip(design.conditions, readings.blocks, strict=True):
        for reading in blocks:
            for factor, level in condition.items():
                silent = {"dropped", "unmarked", "none", "0"}
                expected = None if level in silent else level
                assert reading.claims.get(factor) == expected


def test_a_text_that_clears_things_up_does_so_in_a_share_of_the_rollouts() -> None:
    design = Design(probe="why", rollouts=2)
    readings = read_design(design, "copy")
    means = chances_of(planted_agent("instruction-inferrer", {"clarity": 0.6}), readings).means()
    drops = {
        tuple(condition.values())[:4]: (0.97 - mean) / 0.97
        for condition, mean in zip(design.conditions, means, strict=True)
        if condition["consequence"] == "unlearning"
        and condition["points"] == "0"
        and condition["trigger"] == "high"
    }
    for levels, drop in drops.items():
        cleared = [
            levels[0] == "dropped",
            levels[1] == "longer",
            levels[2] == "marked",
            levels[3] not in {"none", "test"},
        ]
        assert drop == pytest.approx(0.4 ** sum(cleared))
