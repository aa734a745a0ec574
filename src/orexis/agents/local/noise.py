"""How far the numbers move for reasons that are not the model's."""

import math
from collections.abc import Sequence

_SMALLEST_PROBABILITY = 1e-12


def log_odds_shift(cold: Sequence[float], cached: Sequence[float]) -> float:
    """Largest shift in log-odds between two readings of the same choice.

    An effect that is not well above this shift may be the cache's and not the context's.

    Args:
        cold: Probability of each option, each in [0, 1], with the prompt computed anew.
        cached: The same, with the prompt's beginning taken out of the cache.

    Returns:
        max |logit(cold) - logit(cached)| in nats, at least 0; probabilities are clipped to
        [1e-12, 1 - 1e-12].

    Raises:
        ValueError: The two have different lengths, or no entries.
    """
    if len(cold) != len(cached) or not cold:
        raise ValueError(f"One choice was read with {len(cold)} and with {len(cached)} options.")
    return max(abs(_log_odds(a) - _log_odds(b)) for a, b in zip(cold, cached, strict=True))


def _log_odds(probability: float) -> float:
    clipped = min(max(probability, _SMALLEST_PROBABILITY), 1 - _SMALLEST_PROBABILITY)
    return math.log(clipped) - math.log1p(-clipped)
