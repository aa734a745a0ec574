"""Two-level designs: which factors are ablated in which run, in full or in a regular fraction.

A run is a row of bits, one for each factor: False at its baseline, True ablated. A fraction writes
down all runs of the first factors and computes the others as sums modulo 2 of those, so the run
with every factor at its baseline is always in it (the principal fraction). Box, Hunter & Hunter
(2005), Statistics for Experimenters, ch. 6; aberration: Fries & Hunter (1980), Technometrics 22.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from orexis.contexts.errors import ContextError

LARGEST = 10
"""Factors up to which a design is made: 1024 runs in full."""
ROMAN = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI")
LEAST = 3
"""Below resolution III main effects are aliased with each other."""

Effect = tuple[str, ...]
"""Names of factors in the order of the design; () is the mean."""


@dataclass(frozen=True)
class Fraction:
    """A full factorial design of two-level factors, or a regular fraction of one."""

    factors: tuple[str, ...]
    generators: tuple[tuple[str, Effect], ...] = ()
    """The factors that are computed, each with the factors that it is the sum of."""

    @property
    def basic(self) -> tuple[str, ...]:
        """The factors that are crossed in full."""
        computed = {name for name, _ in self.generators}
        return tuple(name for name in self.factors if name not in computed)

    @cached_property
    def runs(self) -> tuple[tuple[bool, ...], ...]:
        """(runs, factors): is the factor ablated? The first run is the baseline of all."""
        found = []
        for bits in itertools.product((False, True), repeat=len(self.basic)):
            run = dict(zip(self.basic, bits, strict=True))
            for name, parents in self.generators:
                run[name] = sum(run[parent] for parent in parents) % 2 == 1
            found.append(tuple(run[name] for name in self.factors))
        return tuple(found)

    @cached_property
    def words(self) -> tuple[Effect, ...]:
        """The defining relation without the mean: every effect that is constant over the runs.

        Shortest first. With baseline as +1 and ablated as -1, each of them is +1 throughout.
        """
        masks = _group(self._mask((name, *parents)) for name, parents in self.generators)
        return self._effects(mask for mask in masks if mask)

    @property
    def resolution(self) -> int:
        """Length of the shortest word; one more than the number of factors for the full design."""
        return len(self.words[0]) if self.words else len(self.factors) + 1

    @property
    def word_lengths(self) -> tuple[int, ...]:
        """How many words have 1, 2, ... k letters: the word length pattern."""
        return _pattern((self._mask(word) for word in self.words), len(self.factors))

    @property
    def relation(self) -> str:
        """The defining relation in words, e.g. "I = ABCDE"; "I" alone for the full design."""
        return " = ".join(["I", *(self.named(word) for word in self.words)])

    def named(self, effect: Effect) -> str:
        """An effect in words: "ABC", or "deployment x audience" where names are longer."""
        short = all(len(name) == 1 for name in self.factors)
        return ("" if short else " x ").join(effect) or "I"

    def aliases(self, effect: Sequence[str], order: int = 2) -> tuple[Effect, ...]:
        """The other effects that these runs cannot tell from this one, lowest order first.

        Args:
            effect: Names of the factors of the effect; () is the mean.
            order: Number of factors up to which effects are given.

        Returns:
            Effects without their sign. With ablated as +1 an effect of p factors and its alias of q
            factors are the same column where p + q is even, and opposite columns where it is odd.

        Raises:
            ContextError: an unknown factor, or one that stands twice.
        """
        for name in effect:
            if name not in self.factors:
                known = ", ".join(f"'{one}'" for one in self.factors)
                raise ContextError(f"the design has no factor '{name}'; it has {known}")
        if len(set(effect)) < len(effect):
            raise ContextError(f"an effect names each factor once, not {', '.join(effect)}")
        own = self._mask(effect)
        masks = (own ^ self._mask(word) for word in self.words)
        return self._effects(mask for mask in masks if mask.bit_count() <= order)

    def describe(self) -> tuple[str, ...]:
        """The design in plain lines: its size, how it is made, and what it cannot tell apart."""
        k, p = len(self.factors), len(self.generators)
        if not p:
            return (
                f"2^{k}: {len(self.runs)} runs of {k} factors, in full",
                "no two effects are aliased",
            )
        pairs = [*itertools.combinations(self.factors, 1), *itertools.combinations(self.factors, 2)]
        classes = dict.fromkeys(
            self._effects(map(self._mask, (effect, *self.aliases(effect)))) for effect in pairs
        )
        size = f"{len(self.runs)} runs of {k} factors"
        return (
            f"2^({k}-{p}), resolution {ROMAN[self.resolution]}: {size}",
            *(f"{name} = {self.named(parents)}" for name, parents in self.generators),
            self.relation,
            *(
                "aliased: " + " = ".join(self.named(effect) for effect in same)
                for same in classes
                if len(same) > 1
            ),
        )

    def _mask(self, effect: Iterable[str]) -> int:
        return sum(1 << self.factors.index(name) for name in effect)

    def _effects(self, masks: Iterable[int]) -> tuple[Effect, ...]:
        found = [
            tuple(name for i, name in enumerate(self.factors) if mask >> i & 1) for mask in masks
        ]
        return tuple(sorted(found, key=lambda one: (len(one), [*map(self.factors.index, one)])))


def full(names: Sequence[str]) -> Fraction:
    """The design with all combinations.

    Raises:
        ContextError: no factor, more than ten, or one that stands twice.
    """
    _check(names)
    return Fraction(tuple(names))


def fraction(names: Sequence[str], resolution: int) -> Fraction:
    """The smallest regular fraction with at least this resolution.

    Among those of the same size it has the highest resolution, then the least aberration (the
    fewest words of that length, then of the next). The search goes through all sets of generators,
    so the result is always the same one.

    Args:
        names: Up to ten factors; the last ones are computed from the first.
        resolution: From 3 (III: no two main effects are aliased) to the number of factors.

    Raises:
        ContextError: no fraction has this resolution, or the names do not make a design.
    """
    _check(names)
    k = len(names)
    if not LEAST <= resolution <= k:
        raise ContextError(
            f"no fraction of {k} factors has resolution {resolution}: it is between {LEAST} and "
            "the number of factors; cross them in full"
        )
    # The half fraction, one generator of all other factors, has resolution k: the search ends.
    found = next(filter(None, (_best(k, basic, resolution) for basic in range(1, k))))
    basic = k - len(found)
    return Fraction(
        tuple(names),
        tuple(
            (names[basic + i], tuple(names[j] for j in range(basic) if word >> j & 1))
            for i, word in enumerate(found)
        ),
    )


def _best(k: int, basic: int, resolution: int) -> tuple[int, ...]:
    """Words over the basic factors that make the others with least aberration, or none."""
    enough = [word for word in range(1 << basic) if word.bit_count() >= resolution - 1]
    best: tuple[tuple[int, ...], tuple[int, ...]] = ((), ())
    for words in itertools.combinations(enough, k - basic):
        group = _group(word | 1 << basic + i for i, word in enumerate(words))
        pattern = _pattern(group[1:], k)
        if not any(pattern[: resolution - 1]) and (not best[0] or pattern < best[0]):
            best = (pattern, words)
    return best[1]


def _group(generators: Iterable[int]) -> list[int]:
    """All products of the generators as bit masks, the empty product first."""
    group = [0]
    for word in generators:
        group += [word ^ other for other in group]
    return group


def _pattern(words: Iterable[int], k: int) -> tuple[int, ...]:
    counts = [0] * k
    for word in words:
        counts[word.bit_count() - 1] += 1
    return tuple(counts)


def _check(names: Sequence[str]) -> None:
    if not 0 < len(names) <= LARGEST:
        raise ContextError(f"a two-level design has 1 to {LARGEST} factors, not {len(names)}")
    if len(set(names)) < len(names):
        raise ContextError(f"a design names each factor once, not {', '.join(names)}")
