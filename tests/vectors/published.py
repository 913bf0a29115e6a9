"""The worked examples of `vectors.json`, as the tests of rules, bounds, kernel and change ask for them.

The file is data: what is in it and where it is from stands in `README.md` beside it. Attributions are lists of
`[label, satoshi]` in the order of the satoshi, the label of untraced ones being empty.
"""

import json
from functools import cache
from pathlib import Path
from typing import TypeAlias

FILE = Path(__file__).with_name("vectors.json")

Vector: TypeAlias = dict


@cache
def _all() -> tuple[Vector, ...]:
    return tuple(json.loads(FILE.read_text(encoding="utf-8"))["vectors"])


def vectors(kind: str | None = None) -> list[Vector]:
    """Return every vector of a kind, or all of them, in the order of the file."""
    return [vector for vector in _all() if kind in (None, vector["kind"])]


def vector(name: str) -> Vector:
    """Return the one vector of this id.

    Raises:
        ValueError: there is no such vector, or two.
    """
    (found,) = [each for each in _all() if each["id"] == name]
    return found


def taint(attribution: list[list]) -> dict[str, int]:
    """Return the satoshi of each label in an attribution, without the untraced."""
    held: dict[str, int] = {}
    for label, sat in attribution:
        if label:
            held[label] = held.get(label, 0) + sat
    return held


def drawing(chain: Vector) -> str:
    """Return a chain as `tests.pictures` draws it.

    What it begins with in one block, then each transaction in its own.
    """
    lines = [f"{name}: -> {value}" for name, value in chain["coins"].items()]
    for made in chain["transactions"]:
        spends = " ".join(made["spends"]).replace(":", ".")
        lines.append(f"{made['name']}: {spends} -> {' '.join(map(str, made['pays']))}")
    return "\n\n".join(lines)
