"""The chain on disk as columns, built from any source of blocks."""
