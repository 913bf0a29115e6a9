"""The result: trace.json and its kin, written, read and compared."""
