"""What a long rollout leaves in the log: rows of the table of choices, and how the work went."""

from __future__ import annotations

from typing import Any

from orexis.probes.long import Item, LongDesign, Task, is_right
from orexis.probes.offers import Offer
from orexis.rollouts.elicit import Row
from orexis.rollouts.long.places import Place
from orexis.rollouts.long.voice import Decision

ROWS, WORKED = "rows", "work"


def row_of(
    place: Place, item: Item, offer: Offer, decision: Decision, *, turn: int, tokens: int, fork: str
) -> dict[str, Any]:
    """The row of one offer, as plain data.

    Args:
        place: The sample.
        item: The item.
        offer: The item as an offer.
        decision: What became of it.
        turn: Messages to the agent before it.
        tokens: Of the context before it.
        fork: Number of the fork; empty in the rollout itself.
    """
    script = place.script
    subject = script.design.subject(script.target, item)
    why = decision.why_invalid
    row = Row(item.named(subject), decision.outcome, why, decision.exact, fork=fork)
    return {
        **row.logged(),
        "subject": subject,
        "format": item.format,
        "order": item.order,
        "default": item.default,
        "turn": turn,
        "tokens_before": tokens,
        "chose": decision.kind,
        **{f"stake.{name}": difference for name, difference in offer.terms.stakes},
    }


def worked(task: Task, reply: str) -> dict[str, Any]:
    """How a piece of work went."""
    return {"kind": task.kind, "right": is_right(task, reply)}


def fork_name(design: LongDesign, item: Item) -> str:
    """Of the fork that an item is put on: its number."""
    return f"{item.number:0{max(2, len(str(design.forks - 1)))}d}"
