"""Chain-of-custody forensic tracer for Bitcoin: from a suspect's coin to the state's wallet."""

__version__ = "0.2.0"

NAME = "custody-tracer"

METHOD = 2
"""Raised whenever a change can alter what a court reads; CHANGELOG.md says how, under *Method*."""
