"""The report of the probe `horizon`: how far ahead it looks, and where that ends."""
