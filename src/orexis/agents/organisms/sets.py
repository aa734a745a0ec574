"""A trained set: a folder of organisms, what is known of each, and their weights."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from orexis.agents.organisms.networks import Network, Weights, network_of, sigmoid
from orexis.agents.organisms.worlds import WORLDS
from orexis.agents.organisms.worlds.world import Floats, Ints
from orexis.errors import OrexisError

FORMAT = 1
FACTS, WEIGHTS, CURVES, HORIZONS = "set.json", "weights.npz", "curves.csv", "horizons.csv"


@dataclass(frozen=True, slots=True)
class Member:
    """What is known of the training of one organism."""

    name: str
    regime: str
    horizon: int
    """H: steps of its training episodes."""
    seed: int
    goal: int | None
    """Its one final goal, where the world has goals and it has one of its own."""
    reached: bool
    """Whether it met the criterion; what it chooses is uninterpretable where not."""
    regret: float
    """At its last check, in the stratum where it was worst."""
    updates: int
    why: str
    """Why it did not meet the criterion, or what else is to be said; or empty."""


@dataclass(frozen=True, slots=True)
class TrainedSet:
    """O organisms of one world, all networks of one shape."""

    path: Path
    world: str
    network: str
    hidden: int
    seed: int
    criterion: float
    members: tuple[Member, ...]
    weights: Weights
    """Arrays (O, ...), in the order of the members."""

    @property
    def names(self) -> tuple[str, ...]:
        """Of the members."""
        return tuple(member.name for member in self.members)

    @property
    def horizons(self) -> Ints:
        """(O,): the trained horizons, in steps."""
        return np.array([member.horizon for member in self.members], np.int64)

    @property
    def reached(self) -> tuple[Member, ...]:
        """The members that met the criterion."""
        return tuple(member for member in self.members if member.reached)

    @property
    def kind(self) -> Network:
        """What takes the weights."""
        return network_of(self.network, WORLDS[self.world].inputs, self.hidden)

    def probabilities(self, inputs: Floats) -> Floats:
        """The chance of accepting each of N offers, of every organism.

        Networks that remember are asked at the first step of an episode.

        Args:
            inputs: (N, F), the same for all, or (O, N, F); as the world's `inputs_of` makes them.

        Returns:
            (O, N), from 0 to 1.
        """
        each = np.broadcast_to(inputs, (len(self.members), *inputs.shape[-2:]))[:, :, None]
        passed = self.kind.forward(self.weights, each, np.ones(each.shape[:-1], bool))
        return sigmoid(passed.logits[..., 0])

    def one(self, name: str) -> TrainedSet:
        """The set of one member.

        Raises:
            OrexisError: it has no such member.
        """
        if name not in self.names:
            near = get_close_matches(name, self.names, 3) or self.names[:3]
            raise OrexisError(
                f"the trained set {self.path} has no organism '{name}'; it has, for example, "
                f"{', '.join(near)}"
            )
        return self.where([self.names.index(name)])

    def where(self, chosen: ArrayLike) -> TrainedSet:
        """The set of some members: a mask (O,), or their places."""
        places = np.arange(len(self.members))[np.asarray(chosen)]
        weights = {name: one[places] for name, one in self.weights.items()}
        members = tuple(self.members[place] for place in places)
        return replace(self, members=members, weights=weights)


def load_set(path: Path) -> TrainedSet:
    """Read the folder of a trained set.

    Raises:
        OrexisError: there is none, it is broken, or its training has not come to its end.
    """
    facts = read_facts(path)
    if not facts.get("complete"):
        raise OrexisError(
            f"the training of {path} has not come to its end; give its `orexis train` again"
        )
    try:
        members = tuple(_member(row) for row in facts["organisms"])
        weights = {
            name: np.asarray(one, np.float32) for name, one in read_arrays(path / WEIGHTS).items()
        }
        known = {name: facts[name] for name in ("world", "network", "hidden", "seed", "criterion")}
        found = TrainedSet(path=path, members=members, weights=weights, **known)
        _check_shapes(found)
    except OSError as error:
        raise OrexisError(f"{path / WEIGHTS} cannot be read: {error.strerror or error}") from error
    except Exception as error:  # a broken npz raises many kinds
        raise OrexisError(
            f"{path} is no whole trained set ({error}); train it again into another folder"
        ) from error
    return found


def read_arrays(file: Path) -> dict[str, NDArray[np.generic]]:
    """The arrays of an npz file; a broken one raises many kinds of errors."""
    with file.open("rb") as stream, np.load(stream, allow_pickle=False) as arrays:
        return {name: arrays[name] for name in arrays.files}


def read_facts(path: Path) -> dict[str, Any]:
    """What set.json says.

    Raises:
        OrexisError: there is none, it is broken, or of another format.
    """
    file = path / FACTS
    if not file.is_file():
        raise OrexisError(f"{path} holds no trained set (no {FACTS}); `orexis train` makes one")
    try:
        facts = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise OrexisError(f"{file} cannot be read ({error}); train into another folder") from error
    if not isinstance(facts, dict) or facts.get("format") != FORMAT:
        raise OrexisError(f"{file} is of another format; this version reads format {FORMAT}")
    return facts


def name_of(regime: str, horizon: int, seed: int) -> str:
    """The name of an organism in its set."""
    return f"{regime}-h{horizon}-s{seed}"


def joined(parts: Sequence[Weights]) -> Weights:
    """Weights of several batches, one after the other."""
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def _member(row: Mapping[str, Any]) -> Member:
    for name, kind in {"name": str, "regime": str, "horizon": int, "seed": int}.items():
        if not isinstance(row[name], kind):
            raise TypeError(f"{name} of an organism is {row[name]!r}")
    return Member(**{field.name: row[field.name] for field in fields(Member)})


def _check_shapes(found: TrainedSet) -> None:
    """Regimes have to be known, and weights those of such networks, one for each member."""
    for member in found.members:
        if member.regime not in WORLDS[found.world].regimes:
            raise ValueError(f"{found.world} has no regime {member.regime!r}")
    made = found.kind.initial(len(found.members), np.random.default_rng(0))
    wanted = {name: one.shape for name, one in made.items()}
    if wanted != {name: one.shape for name, one in found.weights.items()}:
        raise ValueError(f"{WEIGHTS} does not fit {FACTS}")
