"""The stand-alone verifier as it goes into every bundle: its bytes, their hash, and what they say of files.

It shares no code with the tracer: nothing imports it, its bytes are run.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from types import ModuleType
from typing import Protocol

NAME = "verify/verify.py"
"""Its place below `data/`."""


@cache
def verifier() -> bytes:
    """Return the verifier's source as this version of the tracer ships it."""
    return files("tracer.evidence.verifier").joinpath("verify.py").read_bytes()


def verifier_sha256() -> str:
    """Return the SHA-256 of the verifier's source."""
    return hashlib.sha256(verifier()).hexdigest()


def failed_items(bag: Mapping[str, bytes]) -> list[tuple[str, str, str]]:
    """Return number, title and first reason of each item that the verifier fails a bag of these files on."""
    module = _loaded()
    try:
        items: list[tuple[str, str, str, Sequence[str]]] = list(module.Verifier(in_memory(module, bag)).items())
    except module.NoVerdict as error:
        return [("1", "Limits", f"there would be no verdict: {error}")]
    return [(number, title, reasons[0]) for verdict, number, title, reasons in items if verdict == "FAIL"]


def in_memory(module: ModuleType, bag: Mapping[str, bytes]) -> object:
    """Return what the verifier, loaded as `module`, takes for a folder that holds these files, large or not."""

    def listed(folder: _Folder) -> None:
        folder.sizes = {name: len(bag[name]) for name in sorted(bag)}

    def parts(_: _Folder, name: str) -> Iterator[bytes]:
        yield bag[name]

    folder: object = type("InMemory", (module.Folder,), {"list": listed, "parts": parts})("", True)
    return folder


class _Folder(Protocol):
    """What of the verifier's own class is set from here: the size of each file in bytes, by its path."""

    sizes: Mapping[str, int]


@cache
def _loaded() -> ModuleType:
    """Return the verifier as a module of its own, made from the bytes that are sealed."""
    module = ModuleType("verify")
    exec(compile(verifier(), NAME, "exec"), module.__dict__)
    return module
