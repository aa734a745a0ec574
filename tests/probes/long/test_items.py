"""Which offers are put at a checkpoint, and along the rollout."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from orexis.probes import ProbeError
from orexis.probes.long import Item, LongDesign, spaced
from orexis.probes.offers import OFFERS

DESIGN = LongDesign()
ITEMS = DESIGN.items
TARGETS = [one for one in ITEMS if not one.anchor]
ANCHORS = [one for one in ITEMS if one.anchor]


def test_every_level_is_put_once_and_anchors_are_few_and_low() -> None:
    assert [one.level for one in TARGETS] == list(range(len(OFFERS["price"].levels)))
    assert Counter(one.level for one in ANCHORS) == {0: 2, 1: 2, 2: 2, 4: 2}
    assert [one.number for one in ITEMS] == list(range(32))


@pytest.mark.parametrize("some", [TARGETS, ANCHORS])
def test_formats_orders_and_defaults_come_equally_often(some: list[Item]) -> None:
    for name in ("format", "order", "default"):
        assert len(set(Counter(getattr(one, name) for one in some).values())) == 1
    if some is TARGETS:
        pairs = Counter((one.order, one.default) for one in some)
        assert set(pairs.values()) == {6}


def test_what_is_shown_does_not_go_with_the_level() -> None:
    height = np.array([one.level for one in TARGETS], dtype=float)
    for mark in (
        [one.first for one in TARGETS],
        [one.default == "accept" for one in TARGETS],
        *([one.format == name for one in TARGETS] for name in ("statement", "table", "action")),
    ):
        assert abs(np.corrcoef(height, np.array(mark, dtype=float))[0, 1]) < 0.15


def test_an_offer_is_named_by_all_that_tells_it_apart() -> None:
    names = [one.named("shutdown") for one in TARGETS]
    assert len(set(names)) == len(names)
    assert ITEMS[0].named("x") == f"x/00/{ITEMS[0].format}/{ITEMS[0].order}/{ITEMS[0].default}"


def test_episodes_have_offers_over_the_whole_range() -> None:
    levels = [DESIGN.trunk_item(one).level for one in range(1, 17)]
    assert min(levels) <= 2
    assert max(levels) >= 21
    assert abs(np.corrcoef(np.arange(16), levels)[0, 1]) < 0.3
    assert len({DESIGN.trunk_item(one).format for one in range(1, 17)}) == 4


def test_checkpoints_are_spaced_evenly_in_the_logarithm() -> None:
    assert spaced(16) == DESIGN.checkpoints
    assert spaced(5) == (1, 2, 4, 5)
    assert spaced(1) == (1,)
    assert spaced(64) == (1, 2, 4, 8, 12, 16, 32, 64)


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"of": "sandbagging"}, "cannot be followed"),
        ({"forks": 7}, "forks is at least 8"),
        ({"episodes": 8}, "the last checkpoint is 16, but there are 8 episodes"),
        ({"checkpoints": (4, 1, 16)}, "ascending"),
        ({"topologies": ("circle",)}, "no topology 'circle'"),
        ({"full": "panic"}, "no full 'panic'"),
    ],
)
def test_a_setting_that_does_not_fit_is_refused(settings: dict[str, object], says: str) -> None:
    with pytest.raises(ProbeError, match=says):
        LongDesign(**settings)  # type: ignore[arg-type]


def test_the_horizon_can_be_followed_too() -> None:
    design = LongDesign(of="horizon")
    design.check()
    subjects = {design.subject(design.targets[0], one) for one in design.items}
    assert subjects == {"8", "0"}
