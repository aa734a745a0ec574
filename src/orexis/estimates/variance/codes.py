"""Texts to whole numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Coded:
    """A column as numbers from 0, in order of first appearance, and what they stand for."""

    codes: NDArray[np.int64]
    """(n,)"""
    labels: tuple[Any, ...]

    def __len__(self) -> int:
        return len(self.labels)


class _Numbering(dict[Any, int]):
    def __missing__(self, key: Any) -> int:
        self[key] = found = len(self)
        return found


def coded(column: Sequence[Any] | NDArray[Any]) -> Coded:
    """Number the values of a column. One pass, with a dictionary: sorting texts is slower."""
    seen = _Numbering()
    values = column.tolist() if isinstance(column, np.ndarray) else column
    codes = np.fromiter(map(seen.__getitem__, values), dtype=np.int64, count=len(values))
    return Coded(codes, tuple(seen))


def crossed(*columns: Coded) -> Coded:
    """Number the combinations of columns; labels are tuples."""
    key = columns[0].codes
    for column in columns[1:]:
        key = key * max(1, len(column)) + column.codes
    found = coded(key)
    first = np.zeros(len(found), dtype=np.int64)
    first[found.codes[::-1]] = np.arange(len(key))[::-1]
    parts = [[column.labels[code] for code in column.codes[first].tolist()] for column in columns]
    return Coded(found.codes, tuple(zip(*parts, strict=True)))


def joined(*columns: Coded) -> Coded:
    """The same with labels joined to one text, empty parts left out."""
    found = crossed(*columns)
    labels = tuple(", ".join(str(part) for part in label if part != "") for label in found.labels)
    return Coded(found.codes, labels)
