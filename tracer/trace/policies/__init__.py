"""One accounting rule per module, all with one signature."""
