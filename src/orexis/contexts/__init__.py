"""What an agent is given: factors, levels, wordings, and how they become messages."""
