"""Which addresses were spent together, by which transactions, and where they must not be joined."""
