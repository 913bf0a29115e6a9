"""Attacks on the tracer: what an opposing expert would try."""
