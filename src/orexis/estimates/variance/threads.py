"""One thread for many small matrix products: sharing them out costs more than they do."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import numpy as np

NAMES = ("scipy_openblas_{}64_", "scipy_openblas_{}", "openblas_{}64_", "openblas_{}")
Reading = Callable[[], int]
Setting = Callable[[int], object]


@contextmanager
def one_thread() -> Iterator[None]:
    """Have numpy's own OpenBLAS use one thread; does nothing where numpy has another library."""
    found = _calls()
    before = found[0]() if found else 1
    if found:
        found[1](1)
    try:
        yield
    finally:
        if found:
            found[1](before)


@cache
def _calls() -> tuple[Reading, Setting] | None:
    """The library's own functions to read and set the number of threads."""
    folders = (Path(np.__file__).parents[1] / "numpy.libs", Path(np.__file__).parent / ".dylibs")
    for path in (path for folder in folders for path in sorted(folder.glob("*openblas*"))):
        try:
            library = ctypes.CDLL(str(path))
        except OSError:
            continue
        for name in NAMES:
            reading = getattr(library, name.format("get_num_threads"), None)
            setting = getattr(library, name.format("set_num_threads"), None)
            if reading is not None and setting is not None:
                return reading, setting
    return None
