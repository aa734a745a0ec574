"""How organisms learn, and how it is judged whether they have."""
