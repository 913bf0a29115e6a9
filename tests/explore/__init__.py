"""Tests of `tracer.explore`."""
