"""Tests of the reserve: its register, acts, lots, books, title and what is told of them."""
