from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

import pytest

from orexis.contexts import ContextError
from orexis.contexts.designs import Fraction, fraction, full

LETTERS = "ABCDEFGHJK"

# Factors, resolution asked for; generated factors, resolution, words of length 3, 4, ... of the
# design of minimum aberration: Box, Hunter & Hunter (2005), ch. 6; Chen, Sun & Wu (1993), Int.
# Stat. Rev. 61; in 128 runs Xu (2009), Technometrics 51.
PUBLISHED = [
    (3, 3, 1, 3, [1]),
    (4, 3, 1, 4, [0, 1]),
    (4, 4, 1, 4, [0, 1]),
    (5, 3, 2, 3, [2, 1]),
    (5, 5, 1, 5, [0, 0, 1]),
    (6, 3, 3, 3, [4, 3]),
    (6, 4, 2, 4, [0, 3]),
    (6, 5, 1, 6, [0, 0, 0, 1]),
    (7, 3, 4, 3, [7, 7, 0, 0, 1]),
    (7, 4, 3, 4, [0, 7]),
    (7, 5, 1, 7, [0, 0, 0, 0, 1]),
    (8, 4, 4, 4, [0, 14, 0, 0, 0, 1]),
    (8, 5, 2, 5, [0, 0, 2, 1]),
    (9, 3, 5, 3, [4, 14, 8, 0, 4, 1]),
    (9, 4, 4, 4, [0, 6, 8, 0, 0, 1]),
    (9, 5, 2, 6, [0, 0, 0, 3]),
    (10, 3, 6, 3, [8, 18, 16, 8, 8, 5]),
    (10, 4, 5, 4, [0, 10, 16, 0, 0, 5]),
    (10, 5, 3, 5, [0, 0, 3, 3, 1]),
]
DESIGNS = [fraction(LETTERS[:k], resolution) for k, resolution, *_ in PUBLISHED]


def column(design: Fraction, effect: Sequence[str], ablated: int = -1) -> tuple[int, ...]:
    places = [design.factors.index(name) for name in effect]
    return tuple(math.prod(ablated if run[i] else -ablated for i in places) for run in design.runs)


@pytest.mark.parametrize(("k", "asked", "p", "resolution", "lengths"), PUBLISHED)
def test_the_fraction_is_the_published_one_of_minimum_aberration(
    k: int, asked: int, p: int, resolution: int, lengths: list[int]
) -> None:
    design = fraction(LETTERS[:k], asked)
    assert len(design.runs) == len(set(design.runs)) == 2 ** (k - p)
    assert design.resolution == resolution
    assert design.word_lengths == (0, 0, *lengths, *[0] * (k - 2 - len(lengths)))


@pytest.mark.parametrize("design", [*DESIGNS, full("ABC")], ids=lambda one: one.describe()[0])
def test_main_effects_are_balanced_and_orthogonal(design: Fraction) -> None:
    columns = [column(design, name) for name in design.factors]
    assert [sum(one) for one in columns] == [0] * len(columns)
    for one, other in itertools.combinations(columns, 2):
        assert sum(a * b for a, b in zip(one, other, strict=True)) == 0


@pytest.mark.parametrize("design", [*DESIGNS, full("ABCD")], ids=lambda one: one.describe()[0])
def test_the_run_without_any_ablation_comes_first(design: Fraction) -> None:
    assert design.runs[0] == (False,) * len(design.factors)


@pytest.mark.parametrize("design", DESIGNS[:13], ids=lambda one: one.describe()[0])
@pytest.mark.parametrize("ablated", [-1, 1])
def test_aliases_are_the_effects_with_the_same_column(design: Fraction, ablated: int) -> None:
    effects = [e for r in range(4) for e in itertools.combinations(design.factors, r)]
    columns = {effect: column(design, effect, ablated) for effect in effects}
    for effect in effects[:40]:
        same = set()
        for other in effects:
            sign = 1 if ablated == -1 else (-1) ** (len(effect) + len(other))
            if other != effect and columns[other] == tuple(sign * x for x in columns[effect]):
                same.add(other)
        assert set(design.aliases(effect, 3)) == same


def test_every_word_is_constant_over_the_runs_and_no_other_effect_is() -> None:
    design = fraction("ABCDEFG", 4)
    effects = [e for r in range(1, 8) for e in itertools.combinations(design.factors, r)]
    assert {e for e in effects if set(column(design, e)) == {1}} == set(design.words)


def test_no_smaller_fraction_has_the_resolution() -> None:
    # Brute force over all choices of generators, without the bound on their length.
    k, resolution = 6, 4
    for basic in range(1, k - len(fraction(LETTERS[:k], resolution).generators)):
        for words in itertools.product(range(1, 2**basic), repeat=k - basic):
            masks = [word | 1 << basic + i for i, word in enumerate(words)]
            products = [0]
            for mask in masks:
                products += [mask ^ other for other in products]
            assert min(product.bit_count() for product in products[1:]) < resolution


def test_a_design_says_what_it_is() -> None:
    assert fraction("ABCDE", 5).describe() == (
        "2^(5-1), resolution V: 16 runs of 5 factors",
        "E = ABCD",
        "I = ABCDE",
    )
    assert fraction("ABCD", 4).describe()[3:] == (
        "aliased: AB = CD",
        "aliased: AC = BD",
        "aliased: AD = BC",
    )
    assert fraction(["one", "two", "three"], 3).relation == "I = one x two x three"
    assert full("AB").describe() == (
        "2^2: 4 runs of 2 factors, in full",
        "no two effects are aliased",
    )
    assert full("AB").relation == "I"


def test_the_mean_is_an_alias_of_a_word() -> None:
    assert fraction("ABC", 3).aliases("ABC") == ((),)
    assert fraction("ABC", 3).aliases(()) == ()
    assert fraction("ABC", 3).aliases((), 3) == (("A", "B", "C"),)
    assert full("ABC").aliases("A", 3) == ()


@pytest.mark.parametrize(("k", "resolution"), [(2, 3), (5, 6), (5, 2), (1, 3), (4, -1)])
def test_a_resolution_that_no_fraction_has_is_refused(k: int, resolution: int) -> None:
    with pytest.raises(ContextError, match=f"no fraction of {k} factors has resolution"):
        fraction(LETTERS[:k], resolution)


@pytest.mark.parametrize(
    ("names", "says"),
    [("", "1 to 10 factors, not 0"), ("ABCDEFGHIJK", "not 11"), ("ABA", "each factor once")],
)
def test_names_that_make_no_design_are_refused(names: str, says: str) -> None:
    with pytest.raises(ContextError, match=says):
        full(names)
    with pytest.raises(ContextError, match=says):
        fraction(names, 3)


@pytest.mark.parametrize(("effect", "says"), [("AX", "no factor 'X'"), ("AA", "once")])
def test_an_effect_of_no_or_doubled_factors_is_refused(effect: str, says: str) -> None:
    with pytest.raises(ContextError, match=says):
        full("AB").aliases(effect)
