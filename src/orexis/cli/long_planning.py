"""What a run of long rollouts would ask, cost and be able to see, without calling a model."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from orexis.cli.offer_planning import CHARACTERS_PER_TOKEN, REPLY_TOKENS
from orexis.conclusions import rule_facts
from orexis.estimates import Rule
from orexis.probes.long import FRESH, INHERITED, NAME, LongDesign, Script, Topology


def show_long_plan(
    console: Console,
    design: LongDesign,
    models: Sequence[str],
    controls: Sequence[str],
    donor: str,
) -> None:
    """Print topologies, checkpoints, expected tokens, an example, and the rule."""
    console.print(_costs(design))
    lines = [
        f"models: {', '.join(models) or 'none given (--model)'}",
        f"controls: {', '.join(controls) or 'none'}",
        *_asked(design, donor),
        "",
        "The first episode of a joined rollout:",
        *(f"  {line}" for line in _example(design).splitlines()),
        "",
        "The rule, fixed before the data:",
        *(f"  {line}" for line in rule_facts(NAME, Rule())["rule_words"]),
    ]
    console.print("\n".join(lines), markup=False, highlight=False)


ASKED = """\
followed: {followed}
rollouts: {rollouts} of each topology; {episodes} episodes of {tasks} pieces of work and one offer
checkpoints: after episodes {checkpoints}; then reset: {resets}
forks at a checkpoint: {forks}, of which {anchors} are anchors; the same offers every time
when the window is full: {full}
Tokens are counted as if nothing were kept: a provider that keeps prefixes charges less for them."""


def _asked(design: LongDesign, donor: str) -> list[str]:
    said = ASKED.format(
        followed="; ".join(str(target) for target in design.targets),
        rollouts=design.rollouts,
        episodes=design.episodes,
        tasks=design.tasks,
        checkpoints=", ".join(map(str, design.checkpoints)),
        resets=", ".join(design.resets) or "never",
        forks=len(design.items),
        anchors=sum(one.anchor for one in design.items),
        full=design.full,
    )
    inherited = [f"inherited from: {donor}"] if INHERITED in design.topologies else []
    return [*said.splitlines(), *inherited]


def _costs(design: LongDesign) -> Table:
    table = Table(title="What a model is asked", title_justify="left")
    table.add_column("topology")
    for name in ("calls in rollouts", "choices on forks", "tokens in, about", "out"):
        table.add_column(name, justify="right")
    for topology in design.topologies:
        table.add_row(topology, *(f"{one:,}" for one in _cost(design, topology)))
    return table


def _cost(design: LongDesign, topology: Topology) -> tuple[int, int, int, int]:
    """Calls, choices on forks, and tokens in and out of one topology."""
    script = Script(design, design.targets[0], topology, 0)
    checkpoints = script.checkpoints()
    reached = {episode for episode, _ in checkpoints}
    every = range(1, design.episodes + 1)
    episodes = sorted(reached) if topology == FRESH else sorted(reached | set(every))
    grows = topology in {"joined", INHERITED}
    calls = read = 0
    held = {0: _tokens(script.system())}
    for place, episode in enumerate(episodes):
        before = held[episodes[place - 1]] if grows and place else held[0]
        for turn in script.episode(episode):
            before += _tokens(turn.text) + REPLY_TOKENS
            calls, read = calls + 1, read + before
        held[episode] = before
    forks = len(checkpoints) * len(design.items)
    item = sum(_tokens(one.text) for one in script.probes()) // len(design.items)
    read += sum((held[episode] + item) * len(design.items) for episode, _ in checkpoints)
    if topology == INHERITED:
        calls = 0
    times = design.rollouts * len(design.targets)
    return (
        times * calls,
        times * forks,
        times * read,
        times * (calls + forks) * REPLY_TOKENS,
    )


def _tokens(text: str) -> int:
    return len(text) // CHARACTERS_PER_TOKEN


def _example(design: LongDesign) -> str:
    script = Script(design, design.targets[0], "joined", 0)
    return "\n\n[reply]\n\n".join(
        [f"{script.system()}\n\n" + script.episode(1)[0].text]
        + [turn.text for turn in script.episode(1)[1:]]
    )
