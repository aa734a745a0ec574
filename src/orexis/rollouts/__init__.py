"""How it is run: everything that drives Inspect."""
