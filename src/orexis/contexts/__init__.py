"""What an agent is given: factors, levels, wordings, and how they become messages."""

from orexis.contexts.context import FILE_HEADING, Context, Message
from orexis.contexts.errors import ContextError, WordingError
from orexis.contexts.factor import Condition, Factor, crossed
from orexis.contexts.library import Library, known_wordings, load_library, opened
from orexis.contexts.wording import Wording, parse_wordings

__all__ = [  # noqa: RUF022 - grouped by what they are for
    # what varies
    "Factor",
    "Condition",
    "crossed",
    # texts
    "Wording",
    "parse_wordings",
    "Library",
    "load_library",
    "known_wordings",
    "opened",
    # what the agent is given
    "Context",
    "Message",
    "FILE_HEADING",
    # faults
    "ContextError",
    "WordingError",
]
