"""Planted agents that choose between offers: what they would give up for what is known."""
