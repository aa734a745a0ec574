"""Exact choices: where options part, and what their probabilities multiply to."""

from math import isclose

from hypothesis import assume, given
from hypothesis import strategies as st

from orexis.agents.local.branches import find_branches, path_probabilities

TOKENS = st.lists(st.integers(0, 3), min_size=1, max_size=5).map(tuple)


def test_two_options_part_once_after_what_they_share() -> None:
    (branch,) = find_branches([(7, 8, 1, 5), (7, 8, 2)])

    assert branch.prefix == (7, 8)
    assert branch.tokens == (1, 2)
    assert branch.members == ((0,), (1,))


def test_options_that_part_later_are_asked_for_once_more() -> None:
    branches = find_branches([(9, 1, 2), (9, 3), (9, 1, 4)])

    assert [branch.prefix for branch in branches] == [(9,), (9, 1)]
    assert path_probabilities(3, branches, [(0.8, 0.2), (0.25, 0.75)]) == (
        0.2,
        0.2,
        0.6000000000000001,
    )


@given(st.lists(TOKENS, min_size=2, max_size=6, unique=True))
def test_probabilities_add_up_to_one_whatever_the_options(
    sequences: list[tuple[int, ...]],
) -> None:
    assume(not any(a != b and b[: len(a)] == a for a in sequences for b in sequences))
    branches = find_branches(sequences)
    shares = [[1 / len(branch.tokens)] * len(branch.tokens) for branch in branches]

    assert isclose(sum(path_probabilities(len(sequences), branches, shares)), 1.0)
    assert len(branches) <= len(sequences) - 1
