"""Is there a part of the rollout at all? The likelihood ratio against none."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy.special import chdtrc

from orexis.estimates.variance.laplace import Stand, peak
from orexis.estimates.variance.mode import highest
from orexis.estimates.variance.posterior import Posterior
from orexis.estimates.variance.shuffles import Test
from orexis.estimates.variance.threads import one_thread

Array = NDArray[np.float64]

NONE = 1e-3
"""Standard deviation of the rollout, in logits, that stands for none."""
METHOD = "likelihood ratio against no part of the rollout (half chi squared)"


def ratio_test(posterior: Posterior) -> Test:
    """Half of chi squared with one degree of freedom, since none lies at the edge.

    Source: Self and Liang 1987, doi:10.1080/01621459.1987.10478472. The other components keep their
    prior in both; that of the rollout has none.
    """
    with one_thread():
        gain = max(0.0, 2 * (_with(posterior) - _without(posterior)))
    p = 0.5 * float(chdtrc(1, gain)) if gain > 0 else 1.0
    return Test("rollout", p, METHOD, "", gain)


def _with(posterior: Posterior) -> float:
    structure, at = posterior.structure, posterior.structure.rollout

    def flat(logs: Array) -> Array:
        return posterior.stand(logs) - structure.prior(logs[:, [at]])

    logs = highest(flat, posterior.centre)[0]
    found = _exact(posterior, logs, posterior.stand)
    return max(found, _exact(posterior, posterior.centre, posterior.stand))


def _without(posterior: Posterior) -> float:
    structure, at = posterior.structure, posterior.structure.rollout
    logs = posterior.centre.copy()
    logs[at] = np.log(NONE)
    others = np.flatnonzero(np.arange(len(logs)) != at)
    x = posterior.best.x
    for _ in range(2):
        near = peak(posterior.likelihood, structure, logs, x, 0.1)
        stand = Stand(structure, np.array([NONE]), [near])
        logs[others] = highest(_filled(stand, logs, others), logs[others])[0]
        x = near.x
    return _exact(posterior, logs, stand)


def _filled(stand: Stand, logs: Array, others: NDArray[np.intp]) -> Callable[[Array], Array]:
    def density(part: Array) -> Array:
        whole = np.tile(logs, (len(part), 1))
        whole[:, others] = part
        return stand(whole)

    return density


def _exact(posterior: Posterior, logs: Array, stand: Stand) -> float:
    """Laplace's log density, without the prior of the rollout."""
    structure = posterior.structure
    x = stand.with_peaks(logs[None])[1][0]
    found = peak(posterior.likelihood, structure, logs, x, 1e-4).log_density
    return found - float(structure.prior(logs[None, [structure.rollout]])[0])
