"""The stand-alone verifier as it goes into every bundle: its bytes, their hash, and what they say of files."""

import hashlib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import ModuleType

from tracer.container import stand_alone

NAME = "verify/verify.py"
"""Its place below `data/`."""
_LARGE = True
"""The verifier's own option `--large`."""


@cache
def verifier() -> bytes:
    """Return the verifier's source as this version of the tracer ships it."""
    return files("tracer.evidence.verifier").joinpath("verify.py").read_bytes()


def verifier_sha256() -> str:
    """Return the SHA-256 of the verifier's source."""
    return hashlib.sha256(verifier()).hexdigest()


def failed_items(bag: Mapping[str, bytes]) -> list[tuple[str, str, str]]:
    """Return number, title and first reason of each item that the verifier fails a bag of these files on."""
    return stand_alone.failed_items(verifier(), bag, _LARGE)


def in_memory(module: ModuleType, bag: Mapping[str, bytes]) -> object:
    """Return what the verifier, loaded as `module`, takes for a folder that holds these files, large or not."""
    return stand_alone.in_memory(module, bag, _LARGE)
