"""What others must be told."""
