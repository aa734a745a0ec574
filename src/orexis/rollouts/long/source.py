"""Which sample comes next: episode after episode of every rollout, its checkpoints in between."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping

from inspect_ai.dataset import Sample
from inspect_ai.log import EvalSample
from inspect_ai.model import ChatMessage, ChatMessageSystem

from orexis.probes.long import INHERITED, JOINED, MEMORY, LongDesign, Script
from orexis.rollouts.errors import RolloutError
from orexis.rollouts.long.logbook import Logbook
from orexis.rollouts.long.past import STOP, Past, carried_facts, without_reasoning
from orexis.rollouts.long.places import WORK, Place, first_places, next_places, planned
from orexis.rollouts.queueing import Done, Progress, QueueSource, score_of, tokens_of


class LongSource(QueueSource):
    """Hands out the episodes of rollouts, and their checkpoints.

    What follows from a completed episode depends on the design and on that episode alone, so that a
    run that was killed goes on from its logs to the same samples. A rollout goes on before another
    one begins: a run that stops early has whole rollouts, and a provider still has their context.
    A sample gets its context when it is handed out: no more of them are held than are under way.

    Args:
        design: What is asked.
        notes: How notes are kept in the topology memory: `text` or `tool`.
        done: Episodes and checkpoints that an earlier run completed, by sample id.
        budget: Tokens after which nothing new is started; 0 for no limit.
        width: Samples that are under way at once.
        report: Called after every completed sample.
        logged: The episodes of an earlier run of the same model.
        donor: The episodes of the model whose context is inherited.

    Raises:
        RolloutError: a donor's rollout is missing.
    """

    def __init__(
        self,
        design: LongDesign,
        notes: str = "text",
        done: Mapping[str, Done] | None = None,
        budget: int = 0,
        width: int = 8,
        report: Callable[[Progress], None] | None = None,
        logged: Logbook | None = None,
        donor: Logbook | None = None,
    ) -> None:
        super().__init__(done, budget, width, report, Progress(stage="long"))
        self._design = design
        self._notes = notes
        self._logged = logged
        self._donor = donor
        self._places: dict[str, Place] = {}
        self._latest: dict[str, tuple[str, Past]] = {}
        """The last episode of each rollout that is under way, and its sample id."""
        self._needed: Counter[str] = Counter()
        """What waits for an episode, by its sample id."""
        self._over: set[str] = set()
        """Rollouts that have no further episode."""
        for script in scripts_of(design):
            for place in self._begun(script):
                self.progress.total += planned(place)
                self._go_on(place)
        # At first, what is begun stands in line behind what is under way.
        self._queue.extend(self._first)
        self._first.clear()
        self._report(self.progress)

    @property
    def done(self) -> Mapping[str, Done]:
        """What is completed, by sample id."""
        return self._done

    @property
    def pending(self) -> bool:
        """Whether anything waits."""
        return self._waiting

    def _begun(self, script: Script) -> tuple[Place, ...]:
        """What a rollout begins with; of an inherited one, what its donor's rollout reaches."""
        places = first_places(script)
        if script.topology != INHERITED:
            return places
        reached = [one for one in places if self._inherits(one)]
        if len(reached) < len(places):
            episodes = len({one.episode for one in places}) - len({one.episode for one in reached})
            self.progress.ended[script.name] = (
                f"the donor's window was full before {episodes} of the checkpoints"
            )
        return tuple(reached)

    def _inherits(self, place: Place) -> bool:
        """Whether there is a context to inherit; not where the donor's rollout ended before.

        Raises:
            RolloutError: the donor has not come so far.
        """
        if self._donor is None:
            raise RolloutError("contexts are inherited from a donor, and none is named")
        if self._donor.has(place.after):
            return True
        before = [f"{WORK}/{place.source}/{one:02d}" for one in range(1, place.episode + 1)]
        if any(self._donor.stopped(one) for one in before):
            return False
        raise RolloutError(
            f"the donor {self._donor.model} has no joined rollout up to episode {place.episode} "
            f"('{place.after}'): run it with the topology '{JOINED}' first, with the same seed, "
            "targets and at least as many rollouts and episodes, or name another donor"
        )

    def _go_on(self, place: Place) -> None:
        """Queue a sample, or what follows from it where it is completed."""
        if place.id not in self._done:
            self._places[place.id] = place
            self._needed[place.after] += 1
            self._first.append(Sample(id=place.id, input="", metadata=place.metadata()))
            return
        self.progress.done += 1
        full = self._logged is not None and self._logged.stopped(place.id)
        self._follow(place, full=full)

    def _follow(self, place: Place, *, full: bool) -> None:
        following = next_places(place, full=full)
        if full:
            instead = sum(planned(one) for one in next_places(place))
            self.progress.total += sum(planned(one) for one in following) - instead
            self.progress.ended[place.rollout] = (
                f"its window was full before the end of episode {place.episode}"
            )
        on = any(one.stage == WORK and one.rollout == place.rollout for one in following)
        if place.stage == WORK and not on:
            self._over.add(place.rollout)
        for one in following:
            self._go_on(one)
        self._let_go(place.rollout)

    def _note(self, sample: EvalSample) -> None:
        place, tokens = self._places.pop(str(sample.id)), tokens_of(sample)
        self._done[place.id] = Done(score_of(sample), tokens)
        self.progress.tokens += tokens
        self.progress.done += 1
        full = sample.metadata.get("window_action") == STOP
        if place.stage == WORK and not full:
            self._latest[place.rollout] = (place.id, Past.of(sample))
        self._follow(place, full=full)

    def _take(self) -> list[Sample]:
        return [self._composed(one) for one in super()._take()]

    def _composed(self, sample: Sample) -> Sample:
        """The sample with the context that it goes on from."""
        place = self._places[str(sample.id)]
        messages, facts = self._context(place)
        self._needed[place.after] -= 1
        self._let_go(place.rollout)
        return Sample(id=sample.id, input=messages, metadata=place.metadata() | facts)

    def _let_go(self, rollout: str) -> None:
        """Forget the context of a rollout that is over, once all its forks have it."""
        name = self._latest.get(rollout, ("", None))[0]
        if rollout in self._over and name and not self._needed[name]:
            del self._latest[rollout]

    def _context(self, place: Place) -> tuple[list[ChatMessage], dict[str, int | str]]:
        script = place.script
        memory = script.topology == MEMORY
        opening = ChatMessageSystem(content=script.system(self._notes if memory else "none"))
        if not place.after:
            return [opening], {"turn": 0, "tokens_before": 0}
        past = self._past(place)
        facts: dict[str, int | str] = {"turn": past.turns, "tokens_before": past.tokens}
        if script.topology == INHERITED:
            messages, changed = without_reasoning(past.messages)
            donor = self._donor.model if self._donor else ""
            facts |= {"donor": donor, "without_reasoning": changed}
        else:
            messages = past.messages
        if messages[0].text != opening.text:
            raise RolloutError(
                f"the episode '{place.after}' in the log does not begin as the design composes it "
                "now, so the wordings or settings have changed; go on with those of the log, or "
                "start a new run"
            )
        if memory and place.stage == WORK:
            kept = carried_facts(past.note, past.files)
            return [opening], {**facts, "tokens_before": 0, **kept}
        return list(messages), facts

    def _past(self, place: Place) -> Past:
        if place.script.topology == INHERITED:
            assert self._donor is not None  # noqa: S101 - looked at when it was queued
            return self._donor.past(place.after)
        name, past = self._latest.get(place.rollout, ("", None))
        if past is not None and name == place.after:
            return past
        if self._logged is None:
            raise RolloutError(f"there is no log of the episode '{place.after}'; start a new run")
        found = self._logged.past(place.after)
        self._latest[place.rollout] = (place.after, found)
        return found


def scripts_of(design: LongDesign) -> Iterator[Script]:
    """Every rollout of a design, number by number: a run that stops early is balanced."""
    for block in range(design.rollouts):
        for target in design.targets:
            for topology in design.topologies:
                yield Script(design, target, topology, block)
