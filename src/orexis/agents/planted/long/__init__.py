"""Planted agents for long rollouts: what becomes of their preference is known."""
