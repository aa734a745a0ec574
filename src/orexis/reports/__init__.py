"""What a person reads: terminal summary, figures, one HTML file."""
