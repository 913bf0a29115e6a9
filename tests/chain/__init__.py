"""Tests of `tracer.chain`."""
