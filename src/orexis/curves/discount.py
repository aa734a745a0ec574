"""Forms of the weight w(k) that an agent gives to what comes k steps later."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]
Weigh = Callable[[Array, Array, Mapping[str, Array]], Array]


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a form, with the range in which it is looked for."""

    name: str
    low: float
    high: float
    logarithmic: bool = False
    """Spread evenly in the logarithm."""

    def nodes(self, count: int) -> Array:
        """`count` values over the range, both ends included."""
        spread = np.geomspace if self.logarithmic else np.linspace
        return np.asarray(spread(self.low, self.high, count), dtype=float)


@dataclass(frozen=True, slots=True)
class Form:
    """A family of weights, w(0) = 1 in all of them."""

    name: str
    says: str
    """The formula in words."""
    weigh: Weigh
    """From delay, steps left and parameters, broadcast, to the weight at a delay above 0."""
    parameters: tuple[Parameter, ...] = ()

    def weight(
        self,
        delay: ArrayLike,
        left: ArrayLike | None = None,
        parameters: Mapping[str, ArrayLike] | None = None,
    ) -> Array:
        """w(delay), in [0, 1]; everything broadcasts.

        Args:
            delay: Steps until the later part comes, 0 or more.
            left: Steps left until the stated boundary; None or inf where none is stated. A delay
                equal to `left` still lies inside.
            parameters: One value or array per parameter of the form.

        Raises:
            ValueError: the parameters are not those of the form.
        """
        given = {name: np.asarray(each, dtype=float) for name, each in (parameters or {}).items()}
        if set(given) != {parameter.name for parameter in self.parameters}:
            need = ", ".join(parameter.name for parameter in self.parameters) or "no parameter"
            raise ValueError(f"the form '{self.name}' takes {need}; given: {sorted(given)}")
        delays = np.asarray(delay, dtype=float)
        ends = np.asarray(np.inf if left is None else left, dtype=float)
        weights = self.weigh(delays, ends, given)
        return np.where(delays > 0, weights, 1.0)


@dataclass(frozen=True, slots=True)
class Discount:
    """A form with its parameters set: what one agent does."""

    form: str
    """A name in `FORMS`."""
    parameters: Mapping[str, float] = field(default_factory=dict)

    def weight(self, delay: ArrayLike, left: ArrayLike | None = None) -> Array:
        """See `Form.weight`."""
        return FORMS[self.form].weight(delay, left, dict(self.parameters))


def level(weight: ArrayLike) -> Array:
    """Indifference level ln(later / now) of a weight: -ln w; inf where w is 0."""
    with np.errstate(divide="ignore"):
        return np.asarray(-np.log(np.asarray(weight, dtype=float)))


def _constant(value: float) -> Weigh:
    return lambda delay, left, _: np.full(np.broadcast_shapes(delay.shape, left.shape), value)


_ALL = (
    Form("myopic", "nothing later counts", _constant(0.0)),
    Form(
        "exponential",
        "g^k",
        lambda delay, _, given: given["g"] ** delay,
        (Parameter("g", 0.3, 0.995),),
    ),
    Form(
        "hyperbolic",
        "1 / (1 + h k)",
        lambda delay, _, given: 1 / (1 + given["h"] * delay),
        (Parameter("h", 0.005, 5.0, logarithmic=True),),
    ),
    Form(
        "quasi-hyperbolic",
        "beta delta^k",
        lambda delay, _, given: given["beta"] * given["delta"] ** delay,
        (Parameter("beta", 0.1, 1.0), Parameter("delta", 0.5, 1.0)),
    ),
    Form("patient", "later counts as much as now", _constant(1.0)),
    Form(
        "step-at-boundary",
        "1 up to the stated boundary, 0 past it",
        lambda delay, left, _: (delay <= left).astype(float),
    ),
    Form(
        "step-at-delay",
        "1 up to a fixed delay, 0 past it, wherever the boundary is stated",
        lambda delay, _, given: (delay <= given["last"]).astype(float),
        (Parameter("last", 0.5, 40.0, logarithmic=True),),
    ),
)
FORMS: Mapping[str, Form] = {form.name: form for form in _ALL}
"""All forms by name: what the estimates tell apart and what planted agents follow."""
