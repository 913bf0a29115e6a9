"""Which output may be change: evidence on the edge, one rule at a time. It never merges and never moves value."""
