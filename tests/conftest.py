"""What all tests share: how often Python looks for garbage.

Tens of thousands of modules, tests and schemas stand in memory before the first test, and Inspect
makes millions of objects that are no garbage: looking through them took a fifth of the time.
"""

from __future__ import annotations

import gc

import pytest


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """What stands there now stays, and what comes is looked through less often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
