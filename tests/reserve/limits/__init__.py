"""Limits, denominators, hedges, stress and review."""
