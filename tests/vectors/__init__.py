"""Worked examples of the accounting rules with their sources, and what reads them."""
