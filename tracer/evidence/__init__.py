"""What the court receives: the bundle, and the check of it."""
