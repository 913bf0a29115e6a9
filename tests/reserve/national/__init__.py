"""Claims about other states and national profiles."""
