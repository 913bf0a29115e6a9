"""What every sealed folder is made of: the bag, raw transactions with their proofs and headers, a check's steps."""
