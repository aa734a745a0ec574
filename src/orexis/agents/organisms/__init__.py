"""Organisms: small trained networks whose horizon comes from the episodes of their training."""
