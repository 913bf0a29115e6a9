"""Detectors of transaction patterns, one family per module: inferences, each with what it looked at."""
