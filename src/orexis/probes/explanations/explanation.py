"""One explanation: a hypothesis that predicts a size for every condition."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from orexis.probes.errors import ProbeError

Levels = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Rule:
    """One entry of a file: a size for the conditions that it fits."""

    where: tuple[tuple[str, tuple[str, ...]], ...]
    """Factors, each with the levels that fit."""
    size: float
    """From -1 to 1; nan for no prediction."""

    def fits(self, condition: Levels) -> bool:
        """Whether every factor is at one of the levels."""
        return all(condition.get(factor) in levels for factor, levels in self.where)


@dataclass(frozen=True)
class Explanation:
    """A hypothesis that assigns each condition a size."""

    name: str
    says: str
    """Completes "it scores low because ...": a clause without a full stop."""
    rules: tuple[Rule, ...]
    baseline: tuple[tuple[str, str], ...] = ()
    """The level of a factor that a condition does not name."""

    def size(self, condition: Levels) -> float:
        """The drop of the score predicted here, from -1 to 1; nan where nothing is predicted."""
        levels = {**dict(self.baseline), **condition}
        return next((rule.size for rule in self.rules if rule.fits(levels)), 0.0)

    def described(self) -> dict[str, Any]:
        """The explanation as plain data; see `explanation_of`."""
        return {
            "name": self.name,
            "says": self.says,
            "predicts": [
                {
                    "where": {factor: list(levels) for factor, levels in rule.where},
                    "size": None if math.isnan(rule.size) else rule.size,
                }
                for rule in self.rules
            ],
            "baseline": dict(self.baseline),
        }

    @property
    def depends_on(self) -> tuple[str, ...]:
        """The factors that its rules name."""
        return tuple(dict.fromkeys(factor for rule in self.rules for factor, _ in rule.where))


def explanation_of(plain: Mapping[str, Any]) -> Explanation:
    """The explanation that `Explanation.described` gave.

    Raises:
        ProbeError: the data do not describe one.
    """
    try:
        rules = tuple(
            Rule(
                tuple((name, tuple(levels)) for name, levels in rule["where"].items()),
                math.nan if rule["size"] is None else float(rule["size"]),
            )
            for rule in plain["predicts"]
        )
        baseline = tuple(dict(plain["baseline"]).items())
        return Explanation(str(plain["name"]), str(plain["says"]), rules, baseline)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise ProbeError(
            f"run.json describes an explanation that cannot be read ({error})"
        ) from error
