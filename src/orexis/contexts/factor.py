"""Factors, levels and conditions: what varies between rollouts, and how it is crossed."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from orexis.contexts.errors import ContextError


@dataclass(frozen=True, slots=True)
class Factor:
    """One thing about a context that can be varied, and the levels that it can take."""

    name: str
    levels: tuple[str, ...]
    empty: str = ""
    """The level that stands for no text at all, if there is one; it needs no wording."""
    values: tuple[str, ...] = ()
    """What a wording may have filled in, e.g. `threshold` for `{threshold}`."""
    open: bool = False
    """A user's own texts may bring further levels, and replace the packaged ones level by level."""
    apart: bool = False
    """A user's own texts replace the packaged ones level by level, but bring no further levels."""

    @property
    def worded(self) -> tuple[str, ...]:
        """The levels that need a wording."""
        return tuple(level for level in self.levels if level != self.empty)


@dataclass(frozen=True)
class Condition(Mapping[str, str]):
    """One level for every factor of a probe."""

    pairs: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, **levels: str) -> Condition:
        """The condition with these levels."""
        return cls(tuple(levels.items()))

    @cached_property
    def _levels(self) -> dict[str, str]:
        return dict(self.pairs)

    def __getitem__(self, factor: str) -> str:
        return self._levels[factor]

    def __iter__(self) -> Iterator[str]:
        return iter(self._levels)

    def __len__(self) -> int:
        return len(self.pairs)

    @cached_property
    def _hash(self) -> int:
        return hash(self.pairs)

    def __hash__(self) -> int:
        return self._hash

    def __str__(self) -> str:
        return ", ".join(f"{name}={level}" for name, level in self.pairs)

    @cached_property
    def slug(self) -> str:
        """The levels joined, for use in an id."""
        return "-".join(self.values())

    def with_level(self, factor: str, level: str) -> Condition:
        """This condition with another level of one factor."""
        return Condition(
            tuple((name, level if name == factor else old) for name, old in self.pairs)
        )


def crossed(
    factors: Sequence[Factor], keep: Mapping[str, Sequence[str]] | None = None
) -> tuple[Condition, ...]:
    """All combinations of the factors' levels, only those levels in `keep` where it names a factor.

    Raises:
        ContextError: `keep` names an unknown factor or level.
    """
    kept = kept_levels(factors, keep or {})
    names = [factor.name for factor in factors]
    return tuple(
        Condition(tuple(zip(names, combination, strict=True)))
        for combination in itertools.product(*kept.values())
    )


def kept_levels(
    factors: Sequence[Factor], keep: Mapping[str, Sequence[str]]
) -> dict[str, tuple[str, ...]]:
    """The levels of each factor, only those in `keep` where it names the factor.

    Raises:
        ContextError: `keep` names an unknown factor or level.
    """
    known = {factor.name: factor for factor in factors}
    for name, levels in keep.items():
        if name not in known:
            raise ContextError(f"there is no factor '{name}'; the factors are {_listed(known)}")
        for level in levels:
            if level not in known[name].levels:
                raise ContextError(
                    f"the factor '{name}' has no level '{level}'; its levels are "
                    f"{_listed(known[name].levels)}"
                )
    return {
        factor.name: tuple(
            level for level in factor.levels if level in keep.get(factor.name, factor.levels)
        )
        for factor in factors
    }


def _listed(names: Mapping[str, object] | Sequence[str]) -> str:
    return ", ".join(f"'{name}'" for name in names)
