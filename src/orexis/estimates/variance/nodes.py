"""At which standard deviations of the rollout the likelihood is seen."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from orexis.estimates.variance.laplace import NONE

Array = NDArray[np.float64]

COARSE = (0.1, 0.35, 0.8, 2.0)
"""At first, in logits."""
FINER = (0.4, 0.7, 1.0, 1.5, 2.2)
"""Next, in multiples of the best of them."""
REACH = (-4.0, 3.5)
"""Then how far around the mode, in errors."""
BROADEST = 0.6
"""Error of the log standard deviation above which it reaches no further."""
WIDE = 0.12
"""Error above which none at all is looked at, too."""
FEW, MANY = 5, 8


def around(middle: float, width: float) -> Array:
    """Over the posterior of a standard deviation, closest at the ends (Chebyshev).

    Args:
        middle: Its mode.
        width: Error of its log.
    """
    low, high = middle * np.exp(np.array(REACH) * min(width, BROADEST))
    count = FEW if width < WIDE else MANY
    low = low if width < WIDE else NONE / 2
    waves = np.cos(np.pi * np.arange(count) / (count - 1))
    found: Array = (low + high) / 2 + waves * (high - low) / 2
    return found
