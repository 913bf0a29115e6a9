"""How other states keep confiscated bitcoin: claims with their days and sources."""
