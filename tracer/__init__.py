"""Chain-of-custody forensic tracer for Bitcoin: from a suspect's coin to the state's wallet."""

__version__ = "0.1.0"
