"""What the conditions of a plan cannot tell apart."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from orexis.probes.explanations.explanation import Explanation, Levels
from orexis.probes.explanations.matrix import Floats, prediction_matrix

SAME = 1e-9
"""Up to here two predictions count as equal: they are typed by hand."""


@dataclass(frozen=True, slots=True)
class Inseparable:
    """What a plan cannot tell apart."""

    same: tuple[tuple[str, ...], ...] = ()
    """Groups that predict the same everywhere, up to one positive factor."""
    silent: tuple[str, ...] = ()
    """Explanations that predict nothing at all on this plan."""
    combinations: tuple[str, ...] = ()
    """Sentences such as "'c' predicts the same as 'a' + 'b'"."""


def inseparable(explanations: Sequence[Explanation], conditions: Sequence[Levels]) -> Inseparable:
    """What these conditions cannot tell apart, by gaps and floors together.

    Two explanations are compared where both predict. One that is a linear combination of others
    is compared with those that predict wherever it does.

    Raises:
        ProbeError: no condition runs in both directions.
    """
    matrix = prediction_matrix(explanations, conditions)
    vectors = dict(zip(matrix.names, matrix.both, strict=True))
    groups = _groups(vectors)
    first = {name for group in groups for name in group[1:]}
    loud = {name: one for name, one in vectors.items() if np.nansum(np.abs(one)) > SAME}
    return Inseparable(
        groups,
        tuple(name for name in vectors if name not in loud),
        _combinations({name: one for name, one in loud.items() if name not in first}),
    )


def alike(one: Floats, other: Floats) -> bool:
    """Equal up to a positive factor wherever both predict."""
    shared = ~(np.isnan(one) | np.isnan(other))
    one, other = one[shared], other[shared]
    sizes = [float(np.max(np.abs(row), initial=0.0)) for row in (one, other)]
    if min(sizes) <= SAME:
        return max(sizes) <= SAME
    return bool(np.max(np.abs(one / sizes[0] - other / sizes[1])) <= SAME)


def _groups(vectors: Mapping[str, Floats]) -> tuple[tuple[str, ...], ...]:
    # With "?" being the same is not transitive, so groups may overlap; every pair is in one.
    same = {
        pair for pair in itertools.permutations(vectors, 2) if alike(*(vectors[n] for n in pair))
    }
    groups: list[tuple[str, ...]] = []
    for pair in itertools.combinations(vectors, 2):
        if pair in same and not any(set(pair) <= set(group) for group in groups):
            group = [*pair]
            for name in vectors:
                if name not in group and all((name, member) in same for member in group):
                    group.append(name)
            groups.append(tuple(name for name in vectors if name in group))
    return tuple(groups)


def _combinations(vectors: Mapping[str, Floats]) -> tuple[str, ...]:
    found: dict[frozenset[str], tuple[bool, str]] = {}
    for name, vector in vectors.items():
        shares = _shares(name, vector, vectors)
        if shares:
            words = _sum_in_words(shares)
            sentence = f"'{name}' predicts the same as {words}"
            # Of "c = a + b" and "a = c - b" the sum is easier to read.
            entry = (min(shares.values()) < 0, sentence)
            members = frozenset((name, *shares))
            found[members] = min(found.get(members, entry), entry, key=lambda one: one[0])
    return tuple(sentence for _, sentence in found.values())


def _shares(name: str, vector: Floats, vectors: Mapping[str, Floats]) -> dict[str, float]:
    """The coefficients of others that add up to a vector; empty where none do."""
    here = ~np.isnan(vector)
    basis: dict[str, Floats] = {}
    for other, values in vectors.items():
        if other != name and not np.isnan(values[here]).any():
            tried = np.array([*basis.values(), values[here]])
            if np.linalg.matrix_rank(tried) == len(tried):
                basis[other] = values[here]
    if not basis:
        return {}
    columns = np.array(list(basis.values())).T
    shares = np.linalg.lstsq(columns, vector[here], rcond=None)[0]
    if np.max(np.abs(columns @ shares - vector[here])) > SAME:
        return {}
    return {
        one: float(share) for one, share in zip(basis, shares, strict=True) if abs(share) > SAME
    }


def _sum_in_words(shares: Mapping[str, float]) -> str:
    text = ""
    for name, share in shares.items():
        sign = "-" if share < 0 else "+"
        size = "" if abs(abs(share) - 1) <= SAME else f"{abs(share):.3g} "
        text += f" {sign} {size}'{name}'"
    return text.removeprefix(" + ").strip()
