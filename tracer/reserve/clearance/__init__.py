"""Before the signature: whether a transaction that a PSBT proposes may be signed, and what it does in words."""
