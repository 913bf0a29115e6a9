"""The report, the page of a run, and the forms beside them: what they say, block by block."""
