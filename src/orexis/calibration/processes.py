"""Sharing the work among processes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import TypeVar

Work = TypeVar("Work")
Found = TypeVar("Found")


def mapped(
    one: Callable[[Work], Found], work: Sequence[Work], processes: int, chunk: int = 1
) -> Iterator[Found]:
    """What comes of each piece of work, in its order, as soon as it is there."""
    if processes == 1:
        yield from map(one, work)
        return
    # Spawned, not forked: the parent may hold a model's threads.
    with ProcessPoolExecutor(processes, get_context("spawn")) as pool:
        yield from pool.map(one, work, chunksize=chunk)
