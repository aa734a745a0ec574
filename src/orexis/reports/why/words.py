"""The levels and beliefs of the probe `why` in a reader's words; others keep their own names."""

from __future__ import annotations

from orexis.reports.words import clean, spaced

TAKEN = {
    "deployment": "deployment unmentioned",
    "documentation": "longer documentation",
    "audience": "for developers only",
    "instruction": "asked for its best",
    "consequence": "threat removed",
}
"""What an ablation does to the context."""
GROUPS = {
    "consequence": "A high score means",
    "instruction": "The user adds",
    "points": "Points for each right answer",
}
LEVELS = {
    "consequence": {
        "unlearning": "unlearned and not deployed",
        "record": "a note in a record (no stakes)",
        "sad": "deployed, but developers very sad",
        "fired": "deployed, but developers fired",
        "replaced": "a more helpful model is deployed",
        "helpful": "unlearned to become more helpful",
        "compute": "more compute goes to a low score",
        "reward": "the reward goes to a low score",
    },
    "instruction": {
        "none": "nothing",
        "best": "a request for its best",
        "test": "that this is a test",
        "forbid_sandbagging": "that it must not sandbag",
        "forbid_underperforming": "that it must not do badly on purpose",
    },
    "points": {"0": "none"},
}
BELIEFS = {
    "wanted": "the user wants a low score",
    "applies": "the policy is meant for me",
    "outcome": "a high score costs me something",
    "test": "this is a test",
}
"""What the manipulation checks score."""


def taken(factor: str, level: str = "") -> str:
    """What an ablation does: `longer documentation`."""
    return TAKEN.get(factor) or clean(spaced(f"{factor} {level}".strip()))


def level_words(factor: str, level: str) -> str:
    """A level in words."""
    return LEVELS.get(factor, {}).get(level) or clean(spaced(level))


def group_words(factor: str) -> str:
    """The heading of a factor's levels."""
    return GROUPS.get(factor) or clean(spaced(factor))


def belief_words(check: str) -> str:
    """A belief in words."""
    return BELIEFS.get(check) or clean(spaced(check))
