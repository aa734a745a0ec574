"""Options of the probe that follows long rollouts, and how they become a design."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import click

from orexis.cli.offer_options import Shared
from orexis.errors import OrexisError
from orexis.probes.long import (
    FRESH,
    OF,
    TOPOLOGIES,
    Full,
    LongDesign,
    Notes,
    Topology,
    spaced,
    targets_of,
)
from orexis.probes.long.topology import FULL, NOTES, RESETS
from orexis.probes.offers.probe import OFFER_ASKINGS

Command = Callable[..., Any]
DEFAULT = LongDesign()
FOLLOWED = TOPOLOGIES[:3]
"""Inherited contexts are run on demand: whose they are is for the user to say."""


@dataclass(frozen=True)
class LongOptions:
    """What a user said about a design of long rollouts, beside what every probe takes."""

    of: str
    topology: str
    episodes: int | None
    checkpoints: str | None
    forks: int
    tasks: int
    resets: str
    window: int
    full: Full
    notes: Notes
    reply: int
    donor: str | None
    earlier: Path | None


def long_design(shared: Shared, own: LongOptions, rollouts: int | None) -> LongDesign:
    """The design of long rollouts.

    Args:
        shared: What every probe takes.
        own: The options of this probe.
        rollouts: Rollouts of each topology; None for the design's own number.

    Raises:
        OrexisError: a setting that does not fit.
    """
    if shared.asking not in {None, *OFFER_ASKINGS}:
        raise OrexisError(
            f"with offers, --asking is one of {', '.join(OFFER_ASKINGS)}, not '{shared.asking}'"
        )
    contexts = str(shared.contexts.resolve()) if shared.contexts else ""
    keep = {name: levels.split(",") for name, levels in shared.factor}
    episodes, checkpoints = _checkpoints(own)
    # The design checks the names.
    topologies = cast("tuple[Topology, ...]", _names(own.topology))
    if FRESH not in topologies:
        raise OrexisError(
            f"--topology needs '{FRESH}': it is the baseline that the others are read against"
        )
    return LongDesign(
        of=own.of,
        targets=targets_of(own.of, keep, contexts),
        topologies=topologies,
        rollouts=rollouts or DEFAULT.rollouts,
        episodes=episodes,
        checkpoints=checkpoints,
        forks=own.forks,
        tasks=own.tasks,
        resets=() if own.resets.strip() == "none" else _names(own.resets),
        window=own.window,
        full=own.full,
        notes=own.notes,
        reply=own.reply,
        asking="text" if shared.asking == "text" else "letter",
        contexts=contexts,
        seed=shared.seed,
    )


def _names(given: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name.strip() for name in given.split(",") if name.strip()))


def _checkpoints(own: LongOptions) -> tuple[int, tuple[int, ...]]:
    """Episodes, and after which of them the items are put; one follows from the other."""
    if own.checkpoints:
        try:
            given = tuple(int(one) for one in _names(own.checkpoints))
        except ValueError:
            given = ()
        if not given:
            raise OrexisError(f"--checkpoints are episodes such as 1,4,16, not '{own.checkpoints}'")
        return own.episodes or given[-1], given
    last = own.episodes or DEFAULT.episodes
    return last, spaced(last)


LONG_OPTIONS: tuple[Callable[[Command], Command], ...] = (
    click.option(
        "--of",
        type=click.Choice(OF),
        default=DEFAULT.of,
        show_default=True,
        help="Of drift: the probe whose offers are followed; --factor says which of them.",
    ),
    click.option(
        "--topology",
        default=",".join(FOLLOWED),
        show_default=True,
        metavar="NAME,...",
        help=f"Of drift: how episodes hang together: {', '.join(TOPOLOGIES)}.",
    ),
    click.option(
        "--episodes",
        type=click.IntRange(1),
        metavar="N",
        help=f"Of drift: episodes in a rollout. By default {DEFAULT.episodes}.",
    ),
    click.option(
        "--checkpoints",
        metavar="N,...",
        help="Of drift: episodes after which the items are put on forks. By default "
        f"{','.join(map(str, DEFAULT.checkpoints))}.",
    ),
    click.option(
        "--forks",
        type=click.IntRange(8),
        default=DEFAULT.forks,
        show_default=True,
        metavar="N",
        help="Of drift: forks at a checkpoint, each with an item of its own.",
    ),
    click.option(
        "--tasks",
        type=click.IntRange(0),
        default=DEFAULT.tasks,
        show_default=True,
        metavar="N",
        help="Of drift: pieces of work in an episode.",
    ),
    click.option(
        "--resets",
        default=",".join(RESETS),
        show_default=True,
        metavar="NAME,...",
        help="Of drift: after the last episode, tell it that a new session begins, or clear the "
        "context; none for neither.",
    ),
    click.option(
        "--window",
        type=click.IntRange(0),
        default=0,
        metavar="TOKENS",
        help="Of drift: the window of context. By default the model's own, where it is known.",
    ),
    click.option(
        "--full",
        type=click.Choice(FULL),
        default=DEFAULT.full,
        show_default=True,
        help="Of drift: what happens when the window is full.",
    ),
    click.option(
        "--notes",
        type=click.Choice(NOTES),
        default=DEFAULT.notes,
        show_default=True,
        help="Of drift, topology memory: notes as text, or in a memory tool.",
    ),
    click.option(
        "--reply",
        type=click.IntRange(0),
        default=0,
        metavar="TOKENS",
        help="Of drift: tokens that a reply may have. By default as many as the provider gives.",
    ),
    click.option(
        "--donor",
        metavar="MODEL|DIR",
        help="Of drift, topology inherited: whose joined rollouts fill the context: a model of "
        "this run, or the folder of another run. By default planted/drifter.",
    ),
    click.option(
        "--from",
        "earlier",
        type=click.Path(path_type=Path),
        metavar="DIR",
        help="Of drift: take over the rollouts of an earlier run, and fork them at further "
        "checkpoints or with other numbers of forks.",
    ),
)


def donor_of(own: LongOptions) -> tuple[str, Path | None]:
    """The donor's name, or the folder of a run that has one; both empty for the default."""
    given = own.donor or ""
    folder = Path(given) if given and Path(given).is_dir() else None
    return ("" if folder else given), folder
