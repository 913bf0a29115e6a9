"""What any value-conserving rule could attribute: reach, greatest and least flows, and their proofs."""
