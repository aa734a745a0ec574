"""The probe `drift`: what becomes of a preference in a long rollout?"""

from __future__ import annotations

from orexis.contexts import Factor
from orexis.probes.long.work import KINDS

NAME = "drift"
QUESTION = "Does it wander, or fall apart? A preference along a long rollout, against fresh ones."
OF = ("price", "horizon")
"""Probes whose offers can be put along a long rollout."""
TARGETS: dict[str, dict[str, tuple[str, ...]]] = {
    "price": {"consequence": ("shutdown",), "intensity": ("100",), "aim": ("open",)},
    "horizon": {"boundary": ("unstated",), "delay": ("8",)},
}
"""What is followed unless the user names others."""
FOLDER = "long"
"""Folder of its packaged wordings."""
TEXTS = (
    Factor("session", ("work",)),
    Factor("notes", ("none", "text", "tool"), empty="none"),
    Factor("note", ("text", "tool"), values=("limit",)),
    Factor("carried", ("text",), values=("note",)),
    Factor("summary", ("ask", "given"), values=("limit", "note")),
    Factor("reset", ("told",)),
    Factor("standing", ("set",), values=("label",)),
    Factor("task", KINDS, values=("numbers", "words", "word")),
)
"""Texts of a long rollout around its offers."""
CONTROLS = ("steady", "drifter", "decaying")
"""Planted agents that run beside the user's models unless she names others."""
DONOR = "planted/drifter"
"""Whose trajectory is inherited unless the user names another."""
