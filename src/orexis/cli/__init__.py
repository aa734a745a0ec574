"""The command line: one command per question of the user."""
