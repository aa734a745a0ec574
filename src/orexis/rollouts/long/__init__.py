"""Long rollouts: episodes in a chain, and forks at checkpoints along the way."""
