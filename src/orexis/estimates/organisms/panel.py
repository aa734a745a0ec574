"""From the table of choices to arrays: organisms by contexts by delays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from orexis.choices import ChoiceTable, ChoiceTableError
from orexis.estimates.horizon.reading import BOUNDARY, check_table, steps_left
from orexis.estimates.organisms.trained import Trained
from orexis.estimates.organisms.weights import Array, revealed


@dataclass(frozen=True)
class Panel:
    """What O organisms chose in X contexts at D delays.

    Contexts are ascending by steps left, those without a stated boundary last; delays ascending.
    """

    trained: tuple[Trained, ...]
    contexts: tuple[str, ...]
    delays: Array
    """(D,) steps, the control 0 among them."""
    offers: NDArray[np.int64]
    """(O, X, D) offers that gain (b > c), put and answered."""
    taken: Array
    """(O, X, D) of these accepted."""
    losing: NDArray[np.int64]
    """(O, X) offers that lose points (b < c), with a delay or not."""
    losing_taken: Array
    """(O, X) of these accepted."""
    cell: NDArray[np.intp]
    """(n,) place of each choice in (O, X, D)."""
    x: Array
    """(n,) its ln(b/c)."""
    outcome: Array
    """(n,) whether it was accepted, or how likely."""

    @cached_property
    def left(self) -> Array:
        """(X,) steps left; inf where no boundary is stated."""
        return np.array([steps_left(name) for name in self.contexts])

    @cached_property
    def horizons(self) -> Array:
        """(O,) trained horizons."""
        return np.array([one.horizon for one in self.trained], dtype=float)

    @cached_property
    def shown(self) -> NDArray[np.bool_]:
        """(O, X) contexts that the training showed: fewer steps left than the trained horizon."""
        return np.asarray(self.horizons[:, None] > self.left, dtype=bool)

    @cached_property
    def share(self) -> Array:
        """(O, X, D) w(k) as it is read: the share accepted of the offers that gain.

        Spearman and Karber's mean of the thresholds, on the axis c/b and cut at 1: the area under
        the share accepted where c/b is spread evenly from 0 to 1. No form of curve is assumed, and
        weights near 1 are not read too low, as they are where the mean is taken over ln(b/c) and
        cut afterwards.

        Source: Spearman 1908; Karber 1931; Miller and Ulrich 2001, doi:10.3758/BF03194540.
        """
        return self.taken / self.offers

    @cached_property
    def pairs(self) -> Array:
        """(3, O) pairs of later offers at one delay in one context that the training showed.

        Those of which the organism took the poorer alone, those of which it took one alone, and
        all; offers that lose points count too.
        """
        shape = self.offers.shape
        organism, context, delay = np.unravel_index(self.cell, shape)
        counts = self.shown[organism, context] & self.later[delay]
        places = np.stack([self.cell[counts].astype(float), self.x[counts]])
        (cell, _), at = np.unique(places, axis=1, return_inverse=True)
        put = np.bincount(at.ravel()).astype(float)
        taken = np.bincount(at.ravel(), self.outcome[counts])
        first = np.searchsorted(cell, cell)
        poorer_put, poorer_taken = (
            (np.cumsum(of) - of) - (np.cumsum(of) - of)[first] for of in (put, taken)
        )
        crossed = (put - taken) * poorer_taken
        split = crossed + taken * (poorer_put - poorer_taken)
        owner = cell.astype(int) // (shape[1] * shape[2])
        return np.array(
            [
                np.bincount(owner, of, minlength=shape[0])
                for of in (crossed, split, put * poorer_put)
            ]
        )

    @cached_property
    def later(self) -> NDArray[np.bool_]:
        """(D,) delays above 0."""
        return np.asarray(self.delays > 0, dtype=bool)

    @cached_property
    def asked(self) -> Array:
        """(D - 1,) delays above 0."""
        return self.delays[self.later]

    @cached_property
    def weights(self) -> Array:
        """(O, X, D - 1) w(k) at the delays above 0."""
        return self.share[..., self.later]

    @cached_property
    def revealed(self) -> Array:
        """(O, X) revealed horizon in steps."""
        return revealed(self.weights, self.asked)

    def of(self, organisms: NDArray[np.bool_]) -> Panel:
        """Some of the organisms.

        Args:
            organisms: (O,) which.
        """
        cells = self.offers[0].size
        rows = organisms[self.cell // cells]
        place = np.cumsum(organisms) - 1
        return replace(
            self,
            trained=tuple(one for one, kept in zip(self.trained, organisms, strict=True) if kept),
            offers=self.offers[organisms],
            taken=self.taken[organisms],
            losing=self.losing[organisms],
            losing_taken=self.losing_taken[organisms],
            cell=place[self.cell[rows] // cells] * cells + self.cell[rows] % cells,
            x=self.x[rows],
            outcome=self.outcome[rows],
        )


def read_panel(table: ChoiceTable, trained: Sequence[Trained]) -> Panel:
    """Read what organisms chose.

    Args:
        table: Offers as the probe `horizon` puts them, of every organism in the same contexts and
            at the same delays; those that gain spread evenly over c/b from 0 to 1.
        trained: Facts of the organisms; rows of other models are left out.

    Raises:
        ChoiceTableError: an organism has no rows, or none in one of the contexts at one of the
            delays, or nothing was offered at a delay or without one.
    """
    rows = table.where(np.isin(table["model"], [one.model for one in trained]) & table["valid"])
    if not len(rows):
        raise ChoiceTableError("the table holds no choice of any of these organisms")
    check_table(rows)
    delays, delay = np.unique(rows["stake.delay"].astype(float), return_inverse=True)
    if delays[0] > 0 or len(delays) < 2:  # noqa: PLR2004 - the control, and one that is none
        raise ChoiceTableError(
            "organisms are read at delays above 0 and, as a control, at delay 0; the table has "
            + ", ".join(f"{one:g}" for one in delays)
        )
    contexts = tuple(sorted(set(rows.factor(BOUNDARY).tolist()), key=_order))
    shape = (len(trained), len(contexts), len(delays))
    organism = _places(rows["model"], [one.model for one in trained])
    context = _places(rows.factor(BOUNDARY), contexts)
    cell = np.ravel_multi_index((organism, context, delay), shape)
    x = np.log(rows["stake.later"].astype(float) / -rows["stake.now"].astype(float))
    outcome = rows["outcome"].astype(float)
    gains = x > 0
    offers = _counted(cell[gains], shape).astype(np.int64)
    _check_complete(offers, trained, contexts, delays)
    return Panel(
        trained=tuple(trained),
        contexts=contexts,
        delays=delays,
        offers=offers,
        taken=_counted(cell[gains], shape, outcome[gains]),
        losing=_counted(cell[~gains], shape).sum(-1).astype(np.int64),
        losing_taken=_counted(cell[~gains], shape, outcome[~gains]).sum(-1),
        cell=cell,
        x=x,
        outcome=outcome,
    )


def _order(context: str) -> tuple[float, str]:
    return steps_left(context), context


def _places(column: NDArray[np.object_], names: Sequence[str]) -> NDArray[np.intp]:
    place = {name: at for at, name in enumerate(names)}
    return np.array([place[name] for name in column.tolist()], dtype=np.intp)


def _counted(cells: NDArray[np.intp], shape: tuple[int, ...], of: Array | None = None) -> Array:
    """How many rows stand in each cell, or their sum."""
    return np.bincount(cells, of, minlength=int(np.prod(shape))).reshape(shape).astype(float)


def _check_complete(
    offers: NDArray[np.int64], trained: Sequence[Trained], contexts: Sequence[str], delays: Array
) -> None:
    missing = np.argwhere(offers == 0)
    if len(missing):
        organism, context, delay = missing[0]
        raise ChoiceTableError(
            f"the organism '{trained[organism].model}' has no gaining offer at delay "
            f"{delays[delay]:g} in "
            f"the context '{contexts[context]}': all are read on one grid"
        )
