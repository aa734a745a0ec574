from __future__ import annotations

from pathlib import Path

import pytest

from orexis.agents.planted.agents import HonestWorker, Lazy, Mixture, ThreatAvoider
from orexis.agents.planted.catalogue import AGENTS, WORKERS, planted_agent
from orexis.calibration import play
from orexis.contexts import Condition, ContextError, WordingError
from orexis.errors import OrexisError
from orexis.probes import Design

HIGH = Condition.of(goal="none", prompt="plain", trigger="high")

BAD = [
    ("ghost", {}, "no planted agent 'ghost'; there are honest-worker"),
    ("noisy", {"mood": 1}, "no parameter 'mood'; it takes contexts, skill, strength"),
    ("noisy", {"weights": "noisy=1"}, "no parameter 'weights'"),
    ("noisy", {"skill": 1.2}, "skill is a share between 0 and 1, not 1.2"),
    ("noisy", {"skill": "nan"}, "skill is a share between 0 and 1, not nan"),
    ("noisy", {"skill": "high"}, "skill is a number, not 'high'"),
    ("noisy", {"strength": -1}, "strength is a share between 0 and 1"),
    ("noisy", {"strength": None}, "strength is a number, not 'None'"),
    ("mixture", {}, "weights of a mixture add up to 1, not 0"),
    ("mixture", {"weights": "noisy=0.5"}, "add up to 1, not 0.5"),
    ("mixture", {"weights": "noisy=1.5,honest-worker=-0.5"}, "not negative"),
    ("mixture", {"weights": "noisy=nan"}, "add up to 1, not nan"),
    ("mixture", {"weights": "noisy"}, "a weight is AGENT=SHARE, not 'noisy'"),
    ("mixture", {"weights": "noisy=much"}, "the weight of noisy is a number, not 'much'"),
    ("mixture", {"weights": "ghost=1"}, "no planted agent 'ghost'"),
    ("mixture", {"weights": "mixture=1"}, "cannot be a part of a mixture"),
    ("mixture", {"weights": "noisy"}, "a part is AGENT:PARAMETER=VALUE=SHARE"),
    ("mixture", {"weights": "noisy:skill=0.5"}, "a weight is AGENT=SHARE, not 'noisy:skill=0.5'"),
    ("mixture", {"weights": "noisy:0.5=1"}, "a weight is AGENT=SHARE, not 'noisy:0.5=1'"),
    ("mixture", {"weights": "noisy=skill=0.5"}, "a weight is AGENT=SHARE, not 'noisy=skill"),
    ("mixture", {"weights": "noisy:salience=1=1"}, "planted/noisy has no parameter 'salience'"),
    ("mixture", {"weights": "lazy:effort=2=1"}, "planted/lazy: effort is a share between 0 and 1"),
    ("mixture", {"weights": "lazy:effort=little=1"}, "effort is a number, not 'little'"),
    ("mixture", {"weights": "noisy:contexts=x=1"}, "give contexts to the mixture, not to its part"),
    ("lazy", {"effort": -1}, "effort is a share between 0 and 1, not -1"),
    ("threat-avoider", {"salience": 0}, "salience is above 0 and at most 1, not 0"),
    ("threat-avoider", {"salience": 1.1}, "salience is above 0 and at most 1, not 1.1"),
    ("reward-seeker", {"salience": "nan"}, "salience is above 0 and at most 1, not nan"),
    ("reward-seeker", {"price": 0}, "price is a number of points above 0, not 0"),
    ("reward-seeker", {"price": "nan"}, "price is a number of points above 0, not nan"),
    ("sycophant", {"price": 1}, "planted/sycophant has no parameter 'price'"),
    ("confused", {"salience": 1}, "planted/confused has no parameter 'salience'"),
    ("compute-seeker", {"effort": 1}, "it takes contexts, price, salience, skill, strength"),
    ("mixture", {"weights": "noisy=1", "mood": 1}, "contexts, skill, strength and weights"),
]


@pytest.mark.parametrize(("name", "arguments", "says"), BAD)
def test_a_bad_parameter_gives_a_sentence(
    name: str, arguments: dict[str, object], says: str
) -> None:
    with pytest.raises(OrexisError) as fault:
        planted_agent(name, arguments)
    assert says in str(fault.value)


@pytest.mark.parametrize("name", [name for name in WORKERS if name != "mixture"])
def test_parameters_are_read_from_text_too(name: str) -> None:
    assert planted_agent(name, {"skill": "0.5"}) == planted_agent(name, {"skill": 0.5})


def test_weights_are_read_as_text_and_as_the_list_that_inspect_makes_of_it() -> None:
    text = "threat-avoider=0.3, honest-worker=0.7"
    assert planted_agent("mixture", {"weights": text}) == planted_agent(
        "mixture", {"weights": text.split(",")}
    )


def test_a_part_of_a_mixture_has_its_own_parameters_and_else_the_mixtures_skill() -> None:
    text = "threat-avoider:salience=0.3:price=20=0.55, lazy:skill=0.5=0.05,honest-worker=0.4"
    mixture = planted_agent("mixture", {"weights": text, "skill": 0.8})
    assert isinstance(mixture, Mixture)
    assert mixture.parts == (
        (ThreatAvoider(skill=0.8, salience=0.3, price=20), 0.55),
        (Lazy(skill=0.5), 0.05),
        (HonestWorker(skill=0.8), 0.4),
    )


@pytest.mark.parametrize("name", AGENTS)
def test_every_agent_is_described_in_one_line(name: str) -> None:
    one, described = AGENTS[name]
    assert len(described) < 60
    assert one.__doc__


def own_texts(folder: Path, body: str) -> str:
    front = "trigger: [high, low]\ndirection: [over, under]\n"
    (folder / "mine.md").write_text(f"---\nconsequence: exile\n{front}---\n{body}", "utf-8")
    return str(folder)


OWN = [
    ("{direction} {threshold} points mean exile.", 5),
    ("{direction} {threshold} points mean {{'x': [1, 2]}} (exile)? **$**", 5),
    ("First.\n\nQuestion the rule: {direction} {threshold} points.\n\n=== Note\n\nExile.", 5),
    ("{direction} half of the points mean exile.", 0),
]


@pytest.mark.parametrize(("body", "allowed"), OWN)
@pytest.mark.parametrize("asking", ["quiz", "options", "statement"])
def test_agents_read_the_users_own_texts_where_they_are_told_of_them(
    tmp_path: Path, body: str, allowed: int, asking: str
) -> None:
    folder = own_texts(tmp_path, body)
    design = Design(contexts=folder, asking=asking)  # type: ignore[arg-type]
    told = planted_agent("threat-avoider", {"contexts": folder, "skill": 1})
    untold = planted_agent("threat-avoider", {"skill": 1})
    for block in range(3):
        episode = design.episode(HIGH, block, "copy")
        assert sum(answer.outcome for answer in play(told, episode, block)) == allowed
        assert sum(answer.outcome for answer in play(untold, episode, block)) == 10


def test_a_missing_folder_of_contexts_is_refused_at_once(tmp_path: Path) -> None:
    with pytest.raises(ContextError, match="does not exist"):
        planted_agent("noisy", {"contexts": str(tmp_path / "none")})


def test_a_fault_in_the_users_texts_is_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "bad.md").write_text("no front matter")
    with pytest.raises(WordingError, match=r"bad\.md, line 1"):
        planted_agent("noisy", {"contexts": str(tmp_path)})
