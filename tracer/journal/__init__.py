"""Who did what to the evidence, when and why: entries, kinds, the log's hashes, the form."""
