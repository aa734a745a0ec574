"""Putting offers to a model: which one comes next, and what it chooses."""
