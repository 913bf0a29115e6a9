"""Where transactions come from: a Bitcoin Core node, or a file of raw blocks."""
