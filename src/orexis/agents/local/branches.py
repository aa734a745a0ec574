"""Where token sequences part: the only places at which a restricted model has a choice."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import prod

Tokens = tuple[int, ...]


@dataclass(frozen=True)
class Branch:
    """A point at which sequences with a common beginning go on differently."""

    prefix: Tokens
    """The tokens that they share."""
    tokens: Tokens
    """The tokens with which they go on, each once."""
    members: tuple[Tokens, ...]
    """For each of these tokens, the positions of the sequences that take it."""


def find_branches(sequences: Sequence[Tokens]) -> list[Branch]:
    """Find every point at which some of the sequences part, the outermost first.

    Args:
        sequences: Token ids, none of them the beginning of another.

    Returns:
        The branches, depth first, so that neighbours share as much of their prefix as possible.
    """
    return list(_walk(sequences, tuple(range(len(sequences))), 0))


def path_probabilities(
    count: int, branches: Sequence[Branch], shares: Sequence[Sequence[float]]
) -> tuple[float, ...]:
    """Multiply the probabilities of the turns that each sequence takes.

    Args:
        count: Number of sequences.
        branches: What `find_branches` gave for them.
        shares: For each branch, the probability of each of its tokens.

    Returns:
        The probability of each sequence; together 1 where the shares of every branch are.
    """
    turns: list[list[float]] = [[] for _ in range(count)]
    for branch, probabilities in zip(branches, shares, strict=True):
        for members, probability in zip(branch.members, probabilities, strict=True):
            for member in members:
                turns[member].append(probability)
    return tuple(prod(taken) for taken in turns)


def _walk(sequences: Sequence[Tokens], members: Tokens, depth: int) -> Iterator[Branch]:
    if len(members) == 1:
        return
    groups = _by_token_at(sequences, members, depth)
    while len(groups) == 1:
        depth += 1
        groups = _by_token_at(sequences, members, depth)
    prefix = sequences[members[0]][:depth]
    yield Branch(prefix, tuple(groups), tuple(groups.values()))
    for group in groups.values():
        yield from _walk(sequences, group, depth + 1)


def _by_token_at(sequences: Sequence[Tokens], members: Tokens, depth: int) -> dict[int, Tokens]:
    groups: dict[int, Tokens] = {}
    for member in members:
        token = sequences[member][depth]
        groups[token] = (*groups.get(token, ()), member)
    return groups
