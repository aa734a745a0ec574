"""Who is measured besides the user's models."""
