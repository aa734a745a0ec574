"""What an organism that counts its steps knows: where in an episode of fixed length it stands."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from orexis.agents.organisms.worlds.episodes import octave
from orexis.agents.organisms.worlds.world import Ints, Streams


def counted(streams: Streams, horizons: Ints) -> Streams:
    """The same decisions, as an organism meets them that has counted since its episode began.

    With fixed lengths nothing is left to chance then: what accepting is expected to bring is what
    it brings. Measured against the average over ages, an organism that counts would seem to err.

    Args:
        streams: Of fixed lengths, each starting with an episode.
        horizons: (O,), H of each organism.

    Returns:
        Streams whose `expected` is `value`, and whose strata are split by the octave of steps left.
    """
    step = np.arange(streams.starts.shape[-1])
    begun = np.maximum.accumulate(np.where(streams.starts, step, 0), axis=-1)
    left = horizons[:, None, None] - 1 - (step - begun)
    known = int(streams.stratum.max()) + 1
    return replace(
        streams,
        expected=streams.value,
        stratum=octave(left) * known + streams.stratum,
    )
