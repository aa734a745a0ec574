"""The words of the section."""

from __future__ import annotations

SHARES = "share"
OWN = (
    "this preference belongs to",
    "rollouts of one model and context differ",
    "what a rollout prefers lasts",
    "rollouts fall into two kinds",
)
"""How its verdicts begin."""
COMPONENTS = {
    "model": "model",
    "context": "context",
    "model x context": "their pair",
    "rollout": "single rollout",
    "item": "what is asked (item)",
    "format": "how it is shown (format)",
    "rollout x item": "rollout on one item",
    "choice": "chance of one choice",
}


def component_words(name: str) -> str:
    """A component as a reader sees it."""
    return COMPONENTS.get(name, name)
