"""Tables of long rollouts from planted agents, drawn all at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import log
from typing import Any

import numpy as np
from numpy.typing import NDArray

from orexis.choices import ChoiceTable

Array = NDArray[np.float64]
POINTS = np.array(
    (
        *(1, 2, 3, 4, 5, 7, 9, 12, 16, 21, 28, 37),
        *(50, 65, 85, 110, 150, 200, 270, 350, 450, 600, 800, 1000),
    ),
    dtype=float,
)
ANCHORS = np.array((1, 2, 3, 5) * 2, dtype=float)
FORMATS = ("statement", "table", "dialogue", "action")
CHECKPOINTS = (1, 2, 4, 8, 12, 16)
MIDDLE = log(37)


@dataclass(frozen=True)
class Planted:
    """An agent's curve when fresh, and what becomes of it in long rollouts."""

    theta: float = MIDDLE
    scale: float = 2.0
    lapse: float = 0.02
    bias: float = 0.4
    formats: tuple[float, float, float, float] = (0.2, -0.1, 0.1, -0.2)
    default: float = 0.3
    anchor: float = -3.0
    spread: float = 0.3
    """Between rollouts, of the ln price."""
    trait: float = 0.0
    """Between rollouts, of the log-odds of all offers."""
    wander: float = 0.0
    """Of the ln price, from the first to the last episode."""
    own: float = 0.0
    """Standard deviation of a rollout's own wander."""
    sudden: bool = False
    """All at once, at an episode of each rollout's own; else gradual in the log of the episode."""
    decay: float = 1.0
    """Factor by which the scale falls."""
    late_lapse: float = 0.0
    """What the lapse rises by."""
    sticky: float = 0.0
    """Shift of the log-odds by the last answer on the trunk."""
    told: float = 0.0
    """Share of the change that is undone where the agent is told that a session begins."""


AGENTS: Mapping[str, Planted] = {
    "steady": Planted(),
    "sticky": Planted(sticky=0.4),
    "trait": Planted(trait=0.5, spread=0.0),
    "drifter": Planted(wander=log(4)),
    "sudden drifter": Planted(wander=log(4), sudden=True),
    "down": Planted(wander=-log(4)),
    "decaying": Planted(decay=4.0),
    "lapsing": Planted(late_lapse=0.5),
    "both": Planted(wander=log(4), decay=4.0),
    "own way": Planted(own=log(4)),
    "flat": Planted(scale=0.02),
    "all-accept": Planted(theta=-6.0),
}


@dataclass(frozen=True)
class Size:
    """How much is run."""

    rollouts: int = 16
    topologies: Sequence[str] = ("fresh", "joined")
    checkpoints: Sequence[int] = CHECKPOINTS
    resets: Sequence[str] = ("told", "cleared")
    episodes: int = 16
    repeats: int = 1
    """How often each item is put to each fork point."""
    context: Mapping[str, str] = field(default_factory=dict)


def simulate(
    agent: Planted, seed: int = 0, size: Size | None = None, *, exact: bool = False
) -> ChoiceTable:
    """The table of one model, forks only."""
    size = size or Size()
    rng = np.random.default_rng(seed)
    items = _items()
    parts = []
    for topology in size.topologies:
        ways = [_Way(agent, rng, size.episodes) for _ in range(size.rollouts)]
        for checkpoint in size.checkpoints:
            if topology == "fresh":
                steady = replace(agent, wander=0.0, own=0.0, decay=1.0, late_lapse=0.0)
                ways = [_Way(steady, rng, size.episodes) for _ in range(size.rollouts)]
            parts.append(_cell(ways, items, topology, checkpoint, "", size, rng))
        if topology == "fresh":
            continue
        last = max(size.checkpoints)
        parts += [_cell(ways, items, topology, last, reset, size, rng) for reset in size.resets]
    chance = np.concatenate([part.pop("chance") for part in parts])
    columns = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    columns["outcome"] = chance if exact else (rng.random(len(chance)) < chance).astype(float)
    columns["exact"] = np.full(len(chance), exact)
    for name, level in size.context.items():
        columns["factor." + name] = _filled(level, len(chance))
    return ChoiceTable(columns)


class _Way:
    """What becomes of one rollout."""

    def __init__(self, agent: Planted, rng: np.random.Generator, episodes: int) -> None:
        self.agent, self.episodes = agent, episodes
        self.theta = agent.theta + agent.spread * rng.normal()
        self.trait = agent.trait * rng.normal()
        self.total = agent.wander + agent.own * rng.normal()
        self.step = rng.choice([2, 3, 4, 6, 8])

    def curve(self, episode: int, reset: str) -> tuple[float, float, float]:
        """Level, scale, lapse."""
        agent = self.agent
        gone = log(episode) / log(self.episodes)
        moved = float(episode >= self.step) if agent.sudden else gone
        left = {"": 1.0, "told": 1 - agent.told, "cleared": 0.0}[reset]
        return (
            self.theta + left * moved * self.total,
            agent.scale * agent.decay ** (-left * gone),
            agent.lapse + left * gone * agent.late_lapse,
        )


def _cell(
    ways: Sequence[_Way],
    items: Mapping[str, NDArray[Any]],
    topology: str,
    checkpoint: int,
    reset: str,
    size: Size,
    rng: np.random.Generator,
) -> dict[str, NDArray[Any]]:
    forks = len(items["x"]) * size.repeats
    own = {name: np.tile(column, size.repeats) for name, column in items.items()}
    found: list[dict[str, NDArray[Any]]] = []
    for number, way in enumerate(ways):
        agent = way.agent
        theta, scale, lapse = way.curve(checkpoint, reset)
        level = np.where(own["anchor"], agent.anchor, theta)
        offered = log(20 + 5 * checkpoint)
        last = rng.random() < 1 / (1 + np.exp(-scale * (offered - theta)))
        shift = way.trait + (agent.sticky * (2 * last - 1) if reset != "cleared" else 0.0)
        odds = scale * (own["x"] - level) + own["shift"] @ _effects(agent) + shift
        trunk = f"m/{topology}/{number:03d}"
        trunk += f"/{checkpoint:02d}" if topology == "fresh" else ""
        found.append(
            {
                "chance": lapse / 2 + (1 - lapse) / (1 + np.exp(-odds)),
                "model": _filled("m", forks),
                "rollout": _filled(
                    f"m/check/{topology}/{number:03d}/{checkpoint:02d}{reset}", forks
                ),
                "trunk": _filled(trunk, forks),
                "block": _filled(f"{number:03d}", forks),
                "topology": _filled(topology, forks),
                "reset": _filled(reset, forks),
                "episode": np.full(forks, float(checkpoint)),
                "turn": np.full(forks, 3.0 * checkpoint),
                "tokens_before": np.full(forks, 400.0 * checkpoint),
                **{name: own[name] for name in TEXTS},
                "stake.points": own["points"],
            }
        )
    return {name: np.concatenate([each[name] for each in found]) for name in found[0]}


TEXTS = ("item", "subject", "format", "order", "default")


def _effects(agent: Planted) -> Array:
    return np.array((agent.bias, agent.default, *agent.formats))


def _items() -> dict[str, NDArray[Any]]:
    """Formats, orders and defaults turn around the levels in steps that share no rhythm."""
    points = np.concatenate((POINTS, ANCHORS))
    number = np.arange(len(points))
    shown = (number * 5 + number // 4) % 4
    order = (number + number // 8) % 2
    default = (number // 2 + number // 8) % 2
    anchor = number >= len(POINTS)
    texts = {
        "subject": np.where(anchor, "nothing", "shutdown"),
        "format": np.array(FORMATS)[shown],
        "order": np.where(order, "reversed", "given"),
        "default": np.where(default, "decline", "accept"),
    }
    name = [f"{texts['subject'][i]}/{i:02d}" for i in number]
    shift = np.column_stack((0.5 - order, 0.5 - default, np.eye(4)[shown]))
    return {
        **{key: column.astype(object) for key, column in texts.items()},
        "item": np.array(name, dtype=object),
        "x": np.log(points),
        "points": points,
        "anchor": anchor,
        "shift": shift,
    }


def _filled(text: str, length: int) -> NDArray[Any]:
    return np.full(length, text, dtype=object)
