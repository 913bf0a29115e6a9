"""Signatures, statements and time stamps, made and checked."""
