"""The direct path: a planted agent through a design of long rollouts without Inspect."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from orexis.agents.planted.long.chooser import LongChooser
from orexis.calibration.long.played import Played, Point, Put
from orexis.choices import Choice, ChoiceTable
from orexis.contexts import Message
from orexis.probes.long import CLEARED, FRESH, LongDesign, Script
from orexis.probes.offers import ACCEPT, read_choice


def simulate_long(
    design: LongDesign, chooser: LongChooser, name: str, donor: LongChooser | None = None
) -> ChoiceTable:
    """The table of choices of one run, the same as a run through Inspect with this seed gives.

    Args:
        design: What is asked; a window plays no part, and notes are kept as text.
        chooser: The planted agent; drawn, whatever its `exact` says.
        name: Name of the model in the table.
        donor: Whose joined rollouts are inherited, if any are.

    Raises:
        ValueError: contexts are to be inherited, and there is no donor.
    """
    rollouts = product(design.targets, design.topologies, range(design.rollouts))
    return ChoiceTable.from_choices(
        choice
        for target, topology, block in rollouts
        for choice in _rollout(Script(design, target, topology, block), chooser, name, donor)
    )


def _rollout(
    script: Script, chooser: LongChooser, name: str, donor: LongChooser | None
) -> Iterator[Choice]:
    for point in Played(script, chooser, donor).points():
        if point.put is not None:
            yield _choice(script, point, point.put, name, trunk="", fork="")
        if point.forked:
            yield from _forks(script, chooser, point, name)


def _forks(script: Script, chooser: LongChooser, point: Point, name: str) -> Iterator[Choice]:
    width = max(2, len(str(script.design.forks - 1)))
    for turn in script.probes(point.reset):
        assert turn.item is not None  # noqa: S101 - a probe has an item
        assert turn.offer is not None  # noqa: S101 - and an offer
        number = turn.item.number
        at = ("fork", point.reset, number)
        seed = script.design.seed_of(script.name, point.episode, *at)
        reply = chooser.act([*point.messages, Message("user", turn.text)], seed).text
        put = Put(turn.item, turn.offer, reply, point.turn, point.tokens)
        trunk = f"{name}/{_trunk(script, point)}"
        yield _choice(script, point, put, name, trunk=trunk, fork=f"{number:0{width}d}")


def _trunk(script: Script, point: Point) -> str:
    alone = script.topology == FRESH or point.reset == CLEARED
    return f"{script.name}/{_tail(point)}" if alone else script.name


def _tail(point: Point) -> str:
    return f"{point.episode:02d}" + (f"-{point.reset}" if point.reset else "")


def _choice(script: Script, point: Point, put: Put, name: str, *, trunk: str, fork: str) -> Choice:
    subject = script.design.subject(script.target, put.item)
    kind, why = read_choice(put.reply, put.offer.options)
    own = f"check/{script.name}/{_tail(point)}" if fork else _trunk(script, point)
    return Choice(
        model=name,
        rollout=f"{name}/{own}",
        outcome=float(kind == ACCEPT) if kind else float("nan"),
        factors=dict(script.target),
        block=f"{script.block:03d}",
        item=put.item.named(subject),
        subject=subject,
        format=put.item.format,
        trunk=trunk,
        fork=fork,
        valid=bool(kind),
        why_invalid=why,
        stakes=dict(put.offer.terms.stakes),
        topology=script.topology,
        episode=float(point.episode),
        turn=float(put.turn),
        tokens_before=float(put.tokens),
        reset=point.reset,
        order=put.item.order,
        default=put.item.default,
    )
