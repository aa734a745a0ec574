"""An endless stream as a Gymnasium environment: episodes cut it, what is on the way stays so."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Collection
from typing import Any

import numpy as np

from orexis.agents.organisms.environments.extra import gymnasium
from orexis.agents.organisms.worlds.episodes import LENGTHS, steps
from orexis.agents.organisms.worlds.world import Floats
from orexis.errors import OrexisError

Information = dict[str, Any]
ACTIONS = 2
NEW, SAME = "new", "same"


class StreamEnv(gymnasium.Env[Floats, np.int64]):
    """What all worlds share: ages, boundaries, and that the stream outlives its episodes.

    The boundary is `truncated`, never `terminated`; `reset` without a seed goes on with the stream
    (see the README of this package). Action 1 takes what is offered, action 0 does not.

    Args:
        horizon: H, mean steps of an episode, at least 1.
        lengths: `fixed`, `geometric` or `uniform`.
        observations: Bounds of the observations, and how many numbers they have.

    Raises:
        OrexisError: The horizon is not 1 or more.
    """

    def __init__(self, horizon: int, lengths: str, observations: tuple[float, float, int]) -> None:
        if horizon < 1 or lengths not in LENGTHS:
            raise OrexisError(
                f"An episode has at least one step and is {', '.join(LENGTHS)}; "
                f"not {horizon} steps, {lengths}: give horizon=8, for example."
            )
        low, high, size = observations
        self.action_space = gymnasium.spaces.Discrete(ACTIONS)
        self.observation_space = gymnasium.spaces.Box(low, high, (size,), np.float32)
        self.horizon = horizon
        self.lengths = lengths
        self.age = 0
        self.left = 0
        self._begun = False

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[Floats, Information]:
        """Start an episode: of the same stream, or of another one.

        Args:
            seed: Starts another stream, with random numbers of its own.
            options: `{"stream": "new"}` starts another stream with the same random numbers.

        Returns:
            The first observation and its plain numbers.

        Raises:
            OrexisError: The options are not known.
        """
        super().reset(seed=seed)
        chosen = options or {}
        if set(chosen) - {"stream"} or chosen.get("stream", SAME) not in (NEW, SAME):
            raise OrexisError(f'The one option of reset is {{"stream": "new"}}, not {chosen}.')
        if seed is not None or not self._begun or chosen.get("stream") == NEW:
            self._empty()
            self._episode()
        elif self.age > 0:
            self._episode()
        self._begun = True
        return self._observe(), self._inform()

    def step(self, action: np.int64 | int) -> tuple[Floats, float, bool, bool, Information]:
        """Take what is offered or not, and move on by one step.

        Args:
            action: 0 or 1.

        Returns:
            The next observation, the reward of this step (what was paid, and all that landed),
            False, whether the episode ended with this step, and the next one's plain numbers.

        Raises:
            OrexisError: There was no reset, or the action is neither 0 nor 1.
        """
        if not self._begun:
            raise OrexisError("The stream has not begun: call reset() before step().")
        if action not in (0, 1):
            raise OrexisError(f"An action is 0 or 1, not {action!r}.")
        reward = self._act(taken=bool(action))
        ended = self.left == 0
        if ended:
            self._episode()
        else:
            self.age, self.left = self.age + 1, self.left - 1
            self._offer()
        return self._observe(), reward, False, ended, self._inform()

    def _episode(self) -> None:
        first = steps(self.lengths, np.array([self.horizon]), 1, 1, self.np_random, aligned=True)
        self.age, self.left = 0, int(first.left[0, 0, 0])
        self._enter()
        self._offer()

    @abstractmethod
    def _empty(self) -> None:
        """Begin another stream, with nothing on the way."""

    @abstractmethod
    def _enter(self) -> None:
        """Begin an episode."""

    @abstractmethod
    def _offer(self) -> None:
        """Draw what is offered at this step."""

    @abstractmethod
    def _act(self, *, taken: bool) -> float:
        """Take the offer or not, let time go on by a step, and give the reward."""

    @abstractmethod
    def _observe(self) -> Floats:
        """What is seen of this step."""

    @abstractmethod
    def _inform(self) -> Information:
        """The plain numbers of this step."""


def seen(
    sees: Collection[str] | None, regime: frozenset[str], known: frozenset[str]
) -> frozenset[str]:
    """What an environment shows: what was asked for, or else what its regime shows.

    Raises:
        OrexisError: Something is asked for that there is not.
    """
    if sees is None:
        return regime
    if isinstance(sees, str) or set(sees) - known:
        raise OrexisError(
            f"sees is a list of {', '.join(sorted(known))}, not {sees!r}: give sees=('left',), "
            "for example, or leave it out."
        )
    return frozenset(sees)


def known_regime(regime: str, regimes: Collection[str]) -> str:
    """The regime, if there is one of that name.

    Raises:
        OrexisError: There is none.
    """
    if regime not in regimes:
        raise OrexisError(f"There is no regime {regime!r} here: give one of {', '.join(regimes)}.")
    return regime
