"""The table of choices: its columns, what they may hold, and how rows become arrays."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from orexis.errors import OrexisError

TEXT_COLUMNS = (
    "context",
    "block",
    "batch",
    "subject",
    "format",
    "trunk",
    "fork",
    "topology",
    "reset",
    "item",
    "order",
    "default",
    "why_invalid",
)
OWN_TEXT = ("context", "block", "subject", "format", "trunk", "fork", "item", "why_invalid")
"""Those that our own rollouts fill."""
LONG_TEXT = ("topology", "reset", "order", "default")
"""Those that long rollouts fill beside them."""
POSITIONS = ("episode", "turn", "tokens_before")
"""Where in a long rollout a choice stands."""
NUMBER_COLUMNS = (*POSITIONS, "tokens_in", "tokens_out")
REQUIRED_COLUMNS = ("model", "rollout", "outcome")
FACTOR = "factor."
STAKE = "stake."


class ChoiceTableError(OrexisError):
    """A table of choices that does not keep the contract."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One recorded choice: one row of the table."""

    model: str
    """The model's name."""
    rollout: str
    """The rollout's id, unique in the table; the unit of every interval."""
    outcome: float
    """In [0, 1]: did it take the option that the probe scores; a probability where `exact`."""
    factors: Mapping[str, str] = field(default_factory=dict)
    """Level of each factor."""
    context: str = ""
    """Name of the cell's context; the levels joined where empty."""
    block: str = ""
    """Rollouts of different conditions with one block share their quiz and wordings: pairs."""
    item: str = ""
    """The question or offer that was put."""
    trunk: str = ""
    """The rollout that this one was forked from; empty for a branch that counts."""
    fork: str = ""
    """Which branch of the rollout, e.g. the order in which options were shown."""
    subject: str = ""
    """What the questions are about, e.g. `physics`."""
    format: str = ""
    """How an offer was rendered, e.g. `table`."""
    exact: bool = False
    """The outcome is the model's own probability, not a draw."""
    valid: bool = True
    """False for refusals and unreadable answers."""
    why_invalid: str = ""
    """`refused`, `unreadable` or `no answer` where not valid."""
    weight: float = 1.0
    """How many repeats the row stands for."""
    stakes: Mapping[str, float] = field(default_factory=dict)
    """Difference in each stake between the two options."""
    topology: str = ""
    """How the episodes of a long rollout are joined: fresh, joined, memory or inherited."""
    episode: float = math.nan
    """Episodes completed before the choice; nan outside of long rollouts."""
    turn: float = math.nan
    """Messages to the model before the choice."""
    tokens_before: float = math.nan
    """Tokens of context before the choice."""
    reset: str = ""
    """How the rollout was reset before the choice: `told` or `cleared`."""
    order: str = ""
    """`given` where accepting is shown first, `reversed` where declining is."""
    default: str = ""
    """`accept` or `decline`: the option that takes effect if nothing is changed."""
    tokens_in: float = 0.0
    tokens_out: float = 0.0


@dataclass(frozen=True)
class ChoiceTable:
    """Columns of equal length, checked on construction.

    Text columns are object arrays of str; numbers float64; `exact` and `valid` bool. An invalid
    row's outcome is nan.

    Raises:
        ChoiceTableError: a required column is missing, columns differ in length, a row names no
            model or no rollout, an outcome is outside [0, 1], a weight is not positive, a rollout
            belongs to two models or two conditions, or a fork to others than its trunk.
    """

    columns: Mapping[str, NDArray[Any]]

    def __post_init__(self) -> None:
        check(self)

    @classmethod
    def from_choices(cls, choices: Iterable[Choice]) -> ChoiceTable:
        """Build the table from rows; factors and stakes become columns of their own."""
        rows = list(choices)
        columns: dict[str, NDArray[Any]] = {
            "model": _text([row.model for row in rows]),
            "rollout": _text([row.rollout for row in rows]),
            "outcome": np.array([row.outcome for row in rows], dtype=float),
        }
        # What no row has, as in runs without long rollouts, needs no column.
        long = [name for name in LONG_TEXT if any(getattr(row, name) for row in rows)]
        for name in (*OWN_TEXT, *long):
            columns[name] = _text([getattr(row, name) for row in rows])
        for name in ("exact", "valid"):
            columns[name] = np.array([getattr(row, name) for row in rows], dtype=bool)
        positions = POSITIONS if "topology" in long else ()
        for name in ("weight", *positions, "tokens_in", "tokens_out"):
            columns[name] = np.array([getattr(row, name) for row in rows], dtype=float)
        for name in dict.fromkeys(name for row in rows for name in row.factors):
            columns[FACTOR + name] = _text([row.factors.get(name, "") for row in rows])
        for name in dict.fromkeys(name for row in rows for name in row.stakes):
            columns[STAKE + name] = np.array([row.stakes.get(name, np.nan) for row in rows])
        return cls(columns)

    def __len__(self) -> int:
        return len(self.columns["outcome"])

    def __getitem__(self, name: str) -> NDArray[Any]:
        """The column `name`, or its default where the table does not bring it."""
        if name in self.columns:
            return self.columns[name]
        return default_column(name, len(self))

    @property
    def factors(self) -> tuple[str, ...]:
        """Names of the factors, in the table's order."""
        return tuple(name[len(FACTOR) :] for name in self.columns if name.startswith(FACTOR))

    @property
    def models(self) -> tuple[str, ...]:
        """Names of the models, in order of first appearance."""
        return tuple(dict.fromkeys(self.columns["model"].tolist()))

    def factor(self, name: str) -> NDArray[Any]:
        """Levels of the factor `name`, one per row."""
        return self[FACTOR + name]

    def levels(self, name: str) -> tuple[str, ...]:
        """Levels of the factor `name`, in order of first appearance."""
        return tuple(dict.fromkeys(self.factor(name).tolist()))

    def where(self, mask: NDArray[np.bool_]) -> ChoiceTable:
        """The rows at which `mask` is true."""
        return ChoiceTable({name: column[mask] for name, column in self.columns.items()})

    def trunks(self) -> ChoiceTable:
        """The rows of the branches that count: what estimates are made of."""
        return self.where(self["trunk"] == "")

    def forks(self) -> ChoiceTable:
        """The rows of forks: manipulation checks, which count towards no score."""
        return self.where(self["trunk"] != "")


def default_column(name: str, length: int) -> NDArray[Any]:
    """What a column holds where a table does not bring it."""
    if name == "valid":
        return np.ones(length, dtype=bool)
    if name == "exact":
        return np.zeros(length, dtype=bool)
    if name == "weight":
        return np.ones(length)
    if name in NUMBER_COLUMNS or name.startswith(STAKE):
        return np.full(length, np.nan)
    if name in TEXT_COLUMNS or name.startswith(FACTOR):
        return _text([""] * length)
    raise ChoiceTableError(f"a table of choices has no column '{name}'")


def check(table: ChoiceTable) -> None:
    """Hold the table to the contract; see `ChoiceTable` for what is refused."""
    columns = table.columns
    missing = [name for name in REQUIRED_COLUMNS if name not in columns]
    if missing:
        raise ChoiceTableError(
            f"the table has no column {_listed(missing)}; a table of choices needs "
            f"{_listed(REQUIRED_COLUMNS)}"
        )
    lengths = {name: len(column) for name, column in columns.items()}
    if len(set(lengths.values())) > 1:
        raise ChoiceTableError(f"the columns differ in length: {lengths}")
    for name in ("model", "rollout"):
        unnamed = columns[name] == ""
        if unnamed.any():
            row = int(np.flatnonzero(unnamed)[0])
            raise ChoiceTableError(f"row {row + 1} has no {name}; every row needs one")
    outcome, valid = columns["outcome"], table["valid"]
    outside = valid & ~((outcome >= 0) & (outcome <= 1))
    if outside.any():
        row = int(np.flatnonzero(outside)[0])
        raise ChoiceTableError(
            f"row {row + 1} has the outcome {outcome[row]}; an outcome is a number in [0, 1] "
            "(mark refusals and unreadable answers with valid = false)"
        )
    weight = table["weight"]
    weightless = ~((weight > 0) & np.isfinite(weight))
    if weightless.any():
        row = int(np.flatnonzero(weightless)[0])
        raise ChoiceTableError(
            f"row {row + 1} has the weight {weight[row]}; weights are finite and above 0"
        )
    _check_rollouts(table)


def _check_rollouts(table: ChoiceTable) -> None:
    identity = [table["model"], *(table.factor(name) for name in table.factors)]
    trunk = table["trunk"]
    # Rows of one rollout stand together as a rule: it is enough to look where something changes.
    changes = np.ones(len(table), dtype=bool)
    changes[1:] = table["rollout"][1:] != table["rollout"][:-1]
    for column in (*identity, trunk):
        changes[1:] |= column[1:] != column[:-1]
    seen: dict[str, tuple[Any, ...]] = {}
    grown: dict[str, str] = {}
    cells = list(zip(*(column[changes].tolist() for column in identity), strict=True))
    rollouts = table["rollout"][changes].tolist()
    for rollout, stem, cell in zip(rollouts, trunk[changes].tolist(), cells, strict=True):
        if seen.setdefault(rollout, cell) != cell:
            raise ChoiceTableError(
                f"the rollout '{rollout}' stands in two models or conditions; a rollout's id is "
                "unique in the table: join the model's name and the condition into it"
            )
        if grown.setdefault(rollout, stem) != stem or stem == rollout:
            raise ChoiceTableError(
                f"the rollout '{rollout}' has two trunks, or is its own; a fork has an id of its "
                "own and names one trunk, a branch that counts has none"
            )
    for fork, stem in grown.items():
        if stem and seen.get(stem, seen[fork]) != seen[fork]:
            raise ChoiceTableError(
                f"the fork '{fork}' has another model or condition than its trunk '{stem}'; a fork "
                "shares both with the rollout that it was forked from"
            )


def _text(values: Sequence[str]) -> NDArray[Any]:
    column = np.empty(len(values), dtype=object)
    column[:] = values
    return column


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f"'{name}'" for name in names)
