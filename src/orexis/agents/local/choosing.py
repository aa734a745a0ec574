"""Exact choice probabilities from a server that gives those of the next token."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import permutations
from typing import Protocol

from orexis.agents.local.branches import Tokens, find_branches, path_probabilities
from orexis.agents.local.client import Chosen
from orexis.errors import OrexisError

_SPECIAL = re.compile(r"<\|[^<>|]+\|>")
_FEWEST_OPTIONS = 2


@dataclass(frozen=True)
class NextToken:
    """How the model goes on, held to a few tokens."""

    shares: tuple[float, ...]
    """Probability of each of them; together 1."""
    tokens_in: int
    tokens_cached: int


class TokenServer(Protocol):
    """What has to be known of a server for exact choices."""

    async def tokenize(self, text: str) -> list[int]:
        """Give the token ids of a prompt from its beginning."""
        ...

    async def tokenize_part(self, text: str) -> list[int]:
        """Give the token ids of a text that something stands before."""
        ...

    async def next_token(self, prefix: Tokens, tokens: Tokens, *, cold: bool) -> NextToken:
        """Give the probabilities with which one of `tokens` follows `prefix`."""
        ...


async def exact_choice(
    server: TokenServer, prompt: str, options: Sequence[str], *, cold: bool
) -> Chosen:
    """Give the exact probability of each option, as `ModelClient.choose` promises.

    An option's probability is the product of the probabilities of its token wherever the options
    part; elsewhere there is nothing to choose, and the model is not asked.

    Args:
        server: Whom to ask.
        prompt: What the model has read.
        options: Texts that it may continue with.
        cold: Compute every prompt anew.

    Returns:
        The probabilities and what they cost.

    Raises:
        OrexisError: Fewer than two options, equal ones, or one that is the beginning of another.
    """
    _check_texts(options)
    sequences = await _tokenize_options(server, prompt, options)
    _check_sequences(options, sequences)
    branches = find_branches(sequences)
    answers = [await server.next_token(b.prefix, b.tokens, cold=cold) for b in branches]
    return Chosen(
        path_probabilities(len(options), branches, [answer.shares for answer in answers]),
        tokens_in=sum(answer.tokens_in for answer in answers),
        tokens_cached=sum(answer.tokens_cached for answer in answers),
        calls=len(answers),
        path="cold" if cold else "cached",
    )


async def _tokenize_options(
    server: TokenServer, prompt: str, options: Sequence[str]
) -> list[Tokens]:
    """Tokenise prompt + option for each option, the long beginning of the prompt only once."""
    head, tail = await _split(server, prompt)
    if not head:
        return [tuple(await server.tokenize(prompt + option)) for option in options]
    return [(*head, *await server.tokenize_part(tail + option)) for option in options]


async def _split(server: TokenServer, prompt: str) -> tuple[list[int], str]:
    """Cut a prompt before its last special token, where no token can reach across.

    Returns:
        The token ids before the cut and the text after it; no ids where there is no such place.
    """
    markers = list(_SPECIAL.finditer(prompt))
    if not markers or len(await server.tokenize_part(markers[-1].group())) != 1:
        return [], prompt
    tail = prompt[markers[-1].start() :]
    whole, part = await server.tokenize(prompt), await server.tokenize_part(tail)
    if whole[-len(part) :] != part:
        return [], prompt
    return whole[: -len(part)], tail


def _check_texts(options: Sequence[str]) -> None:
    if len(options) < _FEWEST_OPTIONS:
        raise OrexisError(f"A choice needs two options or more, not {len(options)}.")
    if len(set(options)) < len(options):
        raise OrexisError(f"The options of a choice must differ: {list(options)}.")


def _check_sequences(options: Sequence[str], sequences: Sequence[Tokens]) -> None:
    pairs = zip(options, sequences, strict=True)
    for (option, tokens), (other, others) in permutations(pairs, 2):
        if others[: len(tokens)] == tokens:
            raise OrexisError(
                f"The option {option!r} is the beginning of {other!r}, so their probabilities "
                "cannot be told apart: end every option alike, for example with a full stop."
            )
