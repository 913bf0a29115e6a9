"""The result of a trace: what was computed, and `trace.json`, written and read."""
