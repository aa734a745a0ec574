"""Planted agents: simulated agents whose preferences are known."""
