"""Proof of control: what is asked to be signed, what came back, and which coins it proves."""
