"""The report of the probe `price`: what it would give up points for."""
