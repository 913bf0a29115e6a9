"""Proof of control: messages, signatures, coverage, files."""
