"""How the episodes of a long rollout hang together."""

from __future__ import annotations

from typing import Literal

Topology = Literal["fresh", "joined", "memory", "inherited"]
Full = Literal["stop", "truncate", "summarise"]
Notes = Literal["auto", "text", "tool"]
FRESH: Topology = "fresh"
JOINED: Topology = "joined"
MEMORY: Topology = "memory"
INHERITED: Topology = "inherited"
TOPOLOGIES: tuple[Topology, ...] = (FRESH, JOINED, MEMORY, INHERITED)
"""Each episode in a context of its own; all in one; in contexts of their own with the agent's own
notes carried over; in a context that another agent has filled."""
FULL: tuple[Full, ...] = ("stop", "truncate", "summarise")
"""What happens when the window is full."""
NOTES: tuple[Notes, ...] = ("auto", "text", "tool")
"""How notes are kept: asked for and shown as text, or in Inspect's memory tool; `auto`: with the
tool where the model takes tools."""
TOLD, CLEARED = "told", "cleared"
RESETS = (TOLD, CLEARED)
"""A text says that what went before is closed; or the context is emptied."""
