"""What `orexis read` says of organisms past the length of their training episodes."""

from __future__ import annotations

from collections.abc import Sequence

from orexis.agents.organisms.sets import TrainedSet
from orexis.calibration.organisms.past import past_figures
from orexis.calibration.organisms.past_choices import past_drift
from orexis.calibration.organisms.running_on import pasts
from orexis.estimates import Verdict
from orexis.estimates.drift import STATEMENTS
from orexis.reports.organisms import PastLine, TextTable

TITLE = "Past the trained length: does it wander, or fall apart?"
NOTE = (
    "By further choices: the same 32 offers at each point, through the analysis of the probe "
    "drift. Each seed is a rollout, so it takes at least 4; late points are held against one "
    "inside the training. Where an organism refuses even what gains at once, falling apart is not "
    "told from refusing."
)


def past_lines(trained: Sequence[TrainedSet]) -> tuple[PastLine, ...]:
    """What the networks do at each point, from their own probabilities."""
    return tuple(
        PastLine(
            one.regime,
            one.horizon,
            one.how,
            one.multiple,
            (one.noise, one.losing, one.revealed),
        )
        for each in trained
        for one in past_figures(each)
    )


def late_verdicts(trained: Sequence[TrainedSet], seed: int) -> tuple[Verdict, ...]:
    """The verdicts on wandering and falling apart, of all that see or remember where they are."""
    return tuple(
        verdict
        for place, one in enumerate(trained)
        if pasts(one)
        for verdict in past_drift(one, seed + place).verdicts
    )


def late_table(late: Sequence[Verdict]) -> tuple[TextTable, ...]:
    """These verdicts, one line a regime and trained horizon; nothing where there are none."""
    if not late:
        return ()
    rows = []
    for model in dict.fromkeys(one.model for one in late):
        said = {one.statement: one.status for one in late if one.model == model}
        rows.append((model, *(said.get(one, "") for one in STATEMENTS.values())))
    return (TextTable(TITLE, ("organisms", *STATEMENTS.values()), tuple(rows), NOTE),)
