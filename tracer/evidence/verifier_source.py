"""The stand-alone verifier as it goes into every bundle: its bytes, and the hash that the report prints of them."""

import hashlib
from functools import cache
from importlib.resources import files

NAME = "verify/verify.py"
"""Its place below `data/`."""


@cache
def verifier() -> bytes:
    """Return the verifier's source as this version of the tracer ships it."""
    return files("tracer.evidence.verifier").joinpath("verify.py").read_bytes()


def verifier_sha256() -> str:
    """Return the SHA-256 of the verifier's source."""
    return hashlib.sha256(verifier()).hexdigest()
