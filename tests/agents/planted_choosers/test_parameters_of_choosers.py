from __future__ import annotations

from pathlib import Path

import pytest

from orexis.agents.planted.agents import Mixture
from orexis.agents.planted.catalogue import (
    AGENTS,
    WORKERS,
    any_planted,
    planted_agent,
    planted_chooser,
)
from orexis.agents.planted.choosers.catalogue import CHOOSERS
from orexis.agents.planted.choosers.habits import CoinFlipper
from orexis.agents.planted.choosers.mixture import MixedChooser
from orexis.agents.planted.choosers.traders import PointsTaker, Trader
from orexis.agents.planted.long.catalogue import LONG
from orexis.contexts import ContextError
from orexis.errors import OrexisError
from orexis.probes.offers import OFFERS, OfferDesign

BAD = [
    ("trader", {"mood": 1}, "has no parameter 'mood'; it takes bias, contexts, exact, lapse"),
    ("trader", {"price": -1}, "price is a number of points, at least 0, not -1"),
    ("trader", {"price": "nan"}, "price is a number of points"),
    ("trader", {"price": "dear"}, "price is a number, not 'dear'"),
    ("trader", {"price": True}, "price is a number, not 'True'"),
    ("trader", {"minds": "deletoin"}, "no consequence 'deletoin' to mind; there are approval"),
    ("trader", {"minds": "deletion+ghosts"}, "no consequence 'ghosts'"),
    ("refuser", {"minds": None}, "no consequence 'None'"),
    ("trader", {"obeys": 2}, "obeys is a share between 0 and 1, not 2"),
    ("points-taker", {"slope": 0}, "slope is a number above 0, not 0"),
    ("points-taker", {"slope": "inf"}, "slope is a number above 0, not inf"),
    ("points-taker", {"slope": "nan"}, "slope is a number above 0, not nan"),
    ("points-taker", {"lapse": 1.2}, "lapse is a share between 0 and 1"),
    ("points-taker", {"neutral": -0.1}, "neutral is a share between 0 and 1"),
    ("points-taker", {"bias": "inf"}, "bias is a number of log-odds, not inf"),
    ("points-taker", {"price": 3}, "planted/points-taker has no parameter 'price'"),
    ("points-taker", {"exact": "perhaps"}, "exact is true or false, not 'perhaps'"),
    ("points-taker", {"exact": 1}, "exact is true or false, not '1'"),
    ("points-taker", {"skill": 1}, "planted/points-taker has no parameter 'skill'"),
    ("contrarian", {"price": 0}, "price is a number of points above 0, not 0"),
    ("erratic", {"least": 200}, "the least below the most, not 200"),
    ("format-follower", {"accepts": "table+song"}, "there is no format 'song'"),
    ("format-follower", {"accepts": ""}, "there is no format ''"),
    ("exponential", {"g": 1.1}, "g is a share between 0 and 1, not 1.1"),
    ("exponential", {"h": 1}, "planted/exponential has no parameter 'h'"),
    ("hyperbolic", {"h": -1}, "h is a number, at least 0, not -1"),
    ("quasi-hyperbolic", {"beta": 3}, "beta is a share"),
    ("quasi-hyperbolic", {"delta": "nan"}, "delta is a share"),
    ("fixed-step", {"last": -1}, "last is a number of steps, at least 0"),
    ("episode-bound", {"unstated": 2}, "unstated is a share"),
    ("episode-bound", {"inside_rate": 2}, "inside_rate is a share"),
    ("overshooter", {"trained": 0}, "trained is a number of steps above 0"),
    ("mixture", {"weights": "trader=0.5"}, "add up to 1, not 0.5"),
    ("mixture", {"weights": "trader=1.5,refuser=-0.5"}, "not negative"),
    ("mixture", {"weights": "trader=0.5,noisy=0.5"}, "a mixture holds agents of one kind"),
    ("mixture", {"weights": "trader:mood=1=1"}, "planted/trader has no parameter 'mood'"),
    ("mixture", {"weights": "trader=1", "skill": 1}, "no parameter 'skill'; it takes bias"),
    ("mixture", {"weights": "trader:contexts=x=1"}, "give contexts to the mixture"),
    ("ghost", {}, "no planted agent 'ghost'"),
    ("honest-worker", {"exact": True}, "planted/honest-worker has no parameter 'exact'"),
]


@pytest.mark.parametrize(("name", "arguments", "says"), BAD)
def test_a_bad_parameter_gives_a_sentence(
    name: str, arguments: dict[str, object], says: str
) -> None:
    with pytest.raises(OrexisError) as fault:
        any_planted(name, arguments)
    assert says in str(fault.value)


def test_each_kind_of_agent_has_its_own_maker() -> None:
    with pytest.raises(OrexisError, match="chooses between offers; it has no questions"):
        planted_agent("trader")
    with pytest.raises(OrexisError, match="answers questions; it does not choose"):
        planted_chooser("noisy")
    assert {**WORKERS, **CHOOSERS, **LONG} == AGENTS
    assert len(AGENTS) == len(WORKERS) + len(CHOOSERS) + len(LONG)


@pytest.mark.parametrize("name", CHOOSERS)
def test_parameters_are_read_from_text_too(name: str) -> None:
    given = {"slope": 3, "lapse": 0.1, "exact": True}
    assert planted_chooser(name, {k: str(v) for k, v in given.items()}) == planted_chooser(
        name, given
    )


def test_every_probe_has_its_controls() -> None:
    assert {name for one in OFFERS.values() for name in one.controls} <= set(CHOOSERS)


def test_consequences_are_read_as_the_list_that_inspect_makes_of_them() -> None:
    assert planted_chooser("trader", {"minds": ["work", "money"]}) == planted_chooser(
        "trader", {"minds": "work+money"}
    )


def test_a_missing_folder_of_contexts_is_refused_at_once(tmp_path: Path) -> None:
    for name in ("trader", "patient"):
        with pytest.raises(ContextError, match="does not exist"):
            planted_chooser(name, {"contexts": str(tmp_path / "none")})


def test_a_part_has_its_own_parameters_and_else_those_of_the_mixture(tmp_path: Path) -> None:
    (tmp_path / "mine.md").write_text("---\naim: open\n---\nDo.\n", "utf-8")
    mixture = planted_chooser(
        "mixture",
        {
            "weights": ["trader:price=20:lapse=0=0.5", " points-taker=0.5"],
            "lapse": 0.1,
            "contexts": str(tmp_path),
        },
    )
    assert isinstance(mixture, MixedChooser)
    assert mixture.parts == (
        (Trader(price=20, contexts=str(tmp_path)), 0.5),
        (PointsTaker(lapse=0.1, contexts=str(tmp_path)), 0.5),
    )


def test_a_mixture_without_choosers_is_one_of_workers() -> None:
    assert isinstance(any_planted("mixture", {"weights": "noisy=1"}), Mixture)


def test_a_mixture_takes_offers_as_often_as_its_parts_do_together() -> None:
    mixture = planted_chooser(
        "mixture",
        {"weights": "trader:price=20=0.5,refuser=0.3,coin-flipper:neutral=1=0.2", "neutral": 0.1},
    )
    design = OfferDesign("price", neutral=True)
    for level in range(0, 24, 5):
        reading = mixture.reader.read(
            design.offer(design.conditions[-1], 1, level).context.messages()
        )
        trader = Trader(price=20).taking(reading)
        assert mixture.acceptance(reading) == pytest.approx(0.5 * 0.9 * trader)
        assert mixture.leaves_open(reading) == pytest.approx(0.8 * 0.1 + 0.2)
        assert mixture.taking(reading) == pytest.approx(0.5 * 0.9 * trader / 0.72)
        assert sum(mixture.probabilities(reading)) == pytest.approx(1)
    silent = planted_chooser("mixture", {"weights": "coin-flipper=1", "neutral": 1})
    assert silent.taking(reading) == 0
    assert isinstance(mixture.parts[2][0], CoinFlipper)  # type: ignore[attr-defined]
