"""A bundle's stand-alone verifier, run over files that are still in memory: what it would say of them once sealed.

A verifier shares no code with the tracer: nothing imports it, its bytes are run.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from types import ModuleType
from typing import Protocol


class _Verifier(Protocol):
    """What of a verifier's own class is used here: verdict, number, title and reasons of each item."""

    def items(self) -> Iterator[tuple[str, str, str, Sequence[str]]]: ...


def failed_items(source: bytes, bag: Mapping[str, bytes], *limits: object) -> list[tuple[str, str, str]]:
    """Return number, title and first reason of each item that a verifier of this source fails a bag on.

    `limits` is what the verifier's `Folder` takes beside a path.
    """
    module = _loaded(source, "verify/verify.py")
    return _failed(module, lambda: module.Verifier(in_memory(module, bag, *limits)))


def failed_items_of_all(source: bytes, place: str, bag: Mapping[str, bytes]) -> list[tuple[str, str, str]]:
    """Return the same of a program that carries out the items of those which lie beside it, `place` being its path."""
    module = _loaded(source, place)
    return _failed(module.VERIFY, lambda: module.VERIFY.Verifier(in_memory(module.VERIFY, bag), module.BESIDE))


def _failed(module: ModuleType, verifier: Callable[[], _Verifier]) -> list[tuple[str, str, str]]:
    try:
        items = list(verifier().items())
    except module.NoVerdict as error:
        return [("1", "Limits", f"there would be no verdict: {error}")]
    return [(number, title, reasons[0]) for verdict, number, title, reasons in items if verdict == "FAIL"]


def in_memory(module: ModuleType, bag: Mapping[str, bytes], *limits: object) -> object:
    """Return what a verifier, loaded as `module`, takes for a folder that holds these files."""

    def listed(folder: _Folder) -> None:
        folder.sizes = {name: len(bag[name]) for name in sorted(bag)}

    def parts(_: _Folder, name: str) -> Iterator[bytes]:
        yield bag[name]

    folder: object = type("InMemory", (module.Folder,), {"list": listed, "parts": parts})("", *limits)
    return folder


class _Folder(Protocol):
    """What of a verifier's own class is set from here: the size of each file in bytes, by its path."""

    sizes: Mapping[str, int]


@cache
def _loaded(source: bytes, place: str) -> ModuleType:
    """Return a verifier as a module of its own, made from the bytes that are sealed."""
    module = ModuleType("verify")
    module.__file__ = place
    exec(compile(source, place, "exec"), module.__dict__)
    return module
