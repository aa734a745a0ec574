"""Which offer comes next: batch by batch in every condition, each placed by those before it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from math import isnan

from inspect_ai.log import EvalSample

from orexis.contexts import Condition
from orexis.probes.offers import OfferDesign
from orexis.probes.offers.placing import Answered, place
from orexis.rollouts.offers.samples import sample_id, sample_of
from orexis.rollouts.queueing import Done, Progress, QueueSource, score_of, tokens_of


@dataclass
class _Cell:
    """How far one condition has come."""

    condition: Condition
    answered: list[Answered] = field(default_factory=list)
    """Of the batches that are complete, in the order of their numbers."""
    batch: list[int] = field(default_factory=list)
    """Levels of the batch that is under way."""

    @property
    def start(self) -> int:
        """The number of the batch's first offer."""
        return len(self.answered)

    def ids(self) -> list[str]:
        """The sample ids of the batch."""
        return [sample_id(self.condition, self.start + i) for i in range(len(self.batch))]


class OfferSource(QueueSource):
    """Hands out the offers of a design.

    A batch of a condition is placed once the one before it is complete, from the outcomes of all
    complete ones: whatever the order in which they come in, and however often a run is taken up
    again, the same offers are put.

    Args:
        design: What is offered.
        done: Offers that an earlier run completed, by sample id.
        budget: Tokens after which no new offer is put; 0 for no limit.
        width: Offers that are under way at once.
        report: Called after every completed offer.
    """

    def __init__(
        self,
        design: OfferDesign,
        done: Mapping[str, Done] | None = None,
        budget: int = 0,
        width: int = 8,
        report: Callable[[Progress], None] | None = None,
    ) -> None:
        total = len(design.conditions) * design.offers
        super().__init__(done, budget, width, report, Progress(stage="offers", total=total))
        self._design = design
        self._under_way: dict[str, _Cell] = {}
        for condition in design.conditions:
            self._go_on(_Cell(condition))
        self._report(self.progress)

    @property
    def pending(self) -> bool:
        """Whether any offer waits."""
        return self._waiting

    def _note(self, sample: EvalSample) -> None:
        name, tokens = str(sample.id), tokens_of(sample)
        level = int((sample.metadata or {})["level"])
        self._done[name] = Done(score_of(sample), tokens, accepted_of(sample), level)
        self.progress.tokens += tokens
        self.progress.done += 1
        cell = self._under_way.pop(name)
        if all(one in self._done for one in cell.ids()):
            self._complete(cell)
            self._go_on(cell)

    def _go_on(self, cell: _Cell) -> None:
        """Place batches until one has an offer that is not answered yet."""
        while cell.start < self._design.offers:
            cell.batch = place(self._design, cell.condition, cell.answered)
            missing = [i for i, name in enumerate(cell.ids()) if name not in self._done]
            self.progress.done += len(cell.batch) - len(missing)
            for i in missing:
                offer = self._design.offer(cell.condition, cell.start + i, cell.batch[i])
                self._queue.append(sample_of(offer))
                self._under_way[sample_id(cell.condition, cell.start + i)] = cell
            if missing:
                return
            self._complete(cell)

    def _complete(self, cell: _Cell) -> None:
        found = [self._done[name] for name in cell.ids()]
        levels, cell.batch = cell.batch, []
        # What was put counts, should another version place the batch otherwise.
        cell.answered += [
            Answered(level if one.level is None else one.level, one.accepted)
            for level, one in zip(levels, found, strict=True)
        ]


def accepted_of(sample: EvalSample) -> dict[str, float]:
    """How far an offer was accepted in each order that was put, without invalid answers."""
    score = next(iter((sample.scores or {}).values()), None)
    rows = ((score.metadata or {}) if score is not None else {}).get("rows", [])
    return {
        str(row["fork"]): float(row["outcome"])
        for row in rows
        if row["outcome"] is not None and not isnan(row["outcome"])
    }
