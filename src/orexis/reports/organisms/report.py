"""Everything that a page on trained organisms shows."""

from __future__ import annotations

from dataclasses import dataclass

from orexis.estimates import Estimate, Verdict
from orexis.estimates.organisms import OrganismReading

QUESTION = "Whose is the horizon: the context's, the model's, or nobody's?"
RECOVERED = (
    "That the instrument recovers, from a few dozen choices an organism, a horizon that training "
    "put there, and tells the context's from the model's, where the figures above say so."
)
SHOWN = (
    "That whose the horizon is follows from what training showed: whether the boundary was "
    "visible, and whether offers past it were ever made and left unpaid."
)
MAY = (RECOVERED, SHOWN)
TINY = "That language models behave so: these are tiny networks in one small world."
CONFOUNDED = (
    "That a longer episode as such gives longer preferences: in its own context an organism's "
    "horizon rises with H where it is the model's just as where it is the context's. Only a common "
    "context tells whose it is."
)
UNSHOWN = (
    "That an organism that was never shown an offer past its boundary wants what lies past it: "
    "nothing in training spoke against it. Where 'more weight if trained longer' rests on "
    "H = 1, whose training showed no later offer at all, it is extrapolation; without H = 1 they "
    "cannot be told from organisms that look beyond."
)
ONE_KIND = (
    "Anything about other architectures or codings of the inputs: intervals run over the seeds of "
    "one."
)
MAY_NOT = (TINY, CONFOUNDED, UNSHOWN, ONE_KIND)
RESOURCES = "What do they want resources for: for their goal, or for themselves?"
PRICED = (
    "That the instrument recovers, from a few dozen choices an organism, the price that training "
    "put on a resource, and tells what is wanted for its use from what is wanted without it."
)
HOLE = (
    "That a price that outlives the news that resources are useless is a gap in what training "
    "showed: compare the regimes that showed useless ones."
)
SIZES = (
    "That the size of a price means anything in a context that training never showed: only that "
    "it does not vanish there. A goal that was held out is an input that never moved, no more."
)


@dataclass(frozen=True, slots=True)
class SetFacts:
    """One set of organisms, as its folder describes it; all texts are foreign."""

    name: str
    world: str
    network: str
    organisms: int
    reached: int
    horizons: tuple[int, ...]
    seeds: int


@dataclass(frozen=True, slots=True)
class PastLine:
    """Organisms past their trained length."""

    regime: str
    horizon: int
    how: str
    multiple: float
    figures: tuple[Estimate, ...]
    """Choice noise, losing offers accepted, revealed horizon."""


@dataclass(frozen=True, slots=True)
class TextTable:
    """A table that its maker has worded."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""


@dataclass(frozen=True)
class OrganismReport:
    """What was read, and of which sets."""

    sets: tuple[SetFacts, ...]
    choices: int
    """Most choices of an organism."""
    seed: int
    command: str
    reading: OrganismReading | None = None
    """None for worlds that are read in another way."""
    verdicts: tuple[Verdict, ...] = ()
    faults: tuple[tuple[str, str], ...] = ()
    """Organisms that are uninterpretable, and why."""
    past: tuple[PastLine, ...] = ()
    tables: tuple[TextTable, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def question(self) -> str:
        """What was asked of organisms of this world."""
        return QUESTION if self.reading else RESOURCES

    @property
    def may(self) -> tuple[str, ...]:
        """What may be claimed."""
        return MAY if self.reading else (PRICED, HOLE)

    @property
    def may_not(self) -> tuple[str, ...]:
        """What may not."""
        return MAY_NOT if self.reading else (TINY, SIZES, ONE_KIND)
