"""Values of a statement's bundle changed one at a time, each as near to the true one as a forger would choose."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tracer.formats import canonical

Place = tuple[str | int, ...]
Change = tuple[str, Place, Any]
"""A file's name without its ending, the place of a value in it, and another value."""


def leaves(value: Any, place: Place = ()) -> Iterator[tuple[Place, Any]]:
    """Yield every value that holds no other, empty ones too, and where it stands."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    if value and isinstance(value, dict | list):
        for key, each in inside:
            yield from leaves(each, (*place, key))
    else:
        yield place, value


def others(value: Any) -> list[Any]:
    """Return other values, as near as a forger would choose them."""
    if isinstance(value, bool):
        return [not value, None]
    if value is None:
        return ["1", 0, {}]
    if isinstance(value, int):
        return [value + 1, value - 1, str(value)]
    if isinstance(value, dict | list):
        return [{"x": "1"}] if isinstance(value, dict) else [["x"]]
    if value.lstrip("-").isdigit():
        return [str(int(value) + more) for more in (1, -1, 1_000_000)] + [None]
    return [value[:-1] + chr(ord(value[-1]) ^ 1) if value else "x", value + "1", None]


def kind_of(file: str, place: Place) -> str:
    """Return a place without the numbers of rows."""
    return file + "".join("[]" if isinstance(key, int) else f".{key}" for key in place)


def changes_by_kind(files: Mapping[str, bytes], names: Sequence[str]) -> dict[str, list[Change]]:
    """Return the changes of every value of the files named that are there, by the kind of their place."""
    found = dict[str, list[Change]]()
    for file in [name for name in names if f"{name}.json" in files]:
        for place, value in leaves(json.loads(files[f"{file}.json"])):
            found.setdefault(kind_of(file, place), []).extend((file, place, other) for other in others(value))
    return found


def forged(files: Mapping[str, bytes], file: str, place: Place, other: Any) -> dict[str, bytes]:
    """Return the files with one value changed, and everything made again that anybody can make.

    Without the salt, as in an auditor's bundle, nobody makes the root again, and nobody can tell that it is another's.
    """
    values = {
        name: json.loads(files[f"{name}.json"])
        for name in ("period", "public", "bundle", file)
        if f"{name}.json" in files
    }
    at = values[file]
    for key in place[:-1]:
        at = at[key]
    at[place[-1]] = other
    if file == "period":
        if place != ("private_root",) and "salt" in files:
            bare = hashlib.sha256(canonical.dumps({**values["period"], "private_root": None})).digest()
            root = hashlib.sha256(files["salt"] + bare).hexdigest()
            values["period"]["private_root"] = values["public"]["private_root"] = root
        values["bundle"]["period_sha256"] = hashlib.sha256(canonical.dumps(values["period"])).hexdigest()
    return {**files, **{f"{name}.json": canonical.dumps(value) for name, value in values.items()}}
