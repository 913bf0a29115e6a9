"""Holds JSON to a JSON Schema: the few keywords that `docs/trace.schema.json` uses, and no others.

Source: JSON Schema, draft 2020-12. Not a library's: a validator brings compiled dependencies for what is a page here.
"""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

KEYWORDS = {
    "$schema", "$defs", "$ref", "title", "description", "type", "enum", "const", "properties", "required",
    "additionalProperties", "items", "prefixItems", "minItems", "maxItems", "minimum", "pattern", "anyOf",
}  # fmt: skip
_TYPES = {"object": dict, "array": list, "string": str, "boolean": bool, "null": type(None)}


class Schema(NamedTuple):
    """A schema and where its definitions are. `closed`: a key that it does not name is a fault."""

    root: Mapping
    closed: bool = False

    def faults(self, value: object, seen: set[tuple[str, str]] | None = None) -> list[str]:
        """Return where a value is not as the schema says.

        Note in `seen` each key found, by the object's description.
        """
        return list(self._at(value, self.root, "", set() if seen is None else seen))

    def _at(self, value: object, schema: Mapping, place: str, seen: set[tuple[str, str]]) -> Iterator[str]:
        assert set(schema) <= KEYWORDS, set(schema) - KEYWORDS
        if "$ref" in schema:
            yield from self._at(value, self.root["$defs"][schema["$ref"].removeprefix("#/$defs/")], place, seen)
            return
        if "anyOf" in schema:
            yield from self._any(value, schema["anyOf"], place, seen)
            return
        if "const" in schema and value != schema["const"]:
            yield f"{place}: {value!r} is not {schema['const']!r}"
        if "enum" in schema and value not in schema["enum"]:
            yield f"{place}: {value!r} is none of {schema['enum']}"
        if "type" in schema and not _is(value, schema["type"]):
            yield f"{place}: {value!r} is no {schema['type']}"
        elif isinstance(value, dict):
            yield from self._object(value, schema, place, seen)
        elif isinstance(value, list):
            yield from self._array(value, schema, place, seen)
        elif isinstance(value, str) and not re.search(schema.get("pattern", ""), value):
            yield f"{place}: {value!r} is not {schema['pattern']}"
        elif isinstance(value, int) and value < schema.get("minimum", value):
            yield f"{place}: {value} is below {schema['minimum']}"

    def _any(self, value: object, choices: list[Mapping], place: str, seen: set[tuple[str, str]]) -> Iterator[str]:
        """Take the first choice that fits; else tell the faults of the one that the value comes nearest to."""
        told = []
        for choice in choices:
            also: set[tuple[str, str]] = set()
            told.append(list(self._at(value, choice, place, also)))
            if not told[-1]:
                seen |= also
                return
        yield from max(told, key=lambda faults: len(faults[0].split(": ")[0]))

    def _object(self, value: dict, schema: Mapping, place: str, seen: set[tuple[str, str]]) -> Iterator[str]:
        known = schema.get("properties", {})
        yield from (f"{place}: lacks {key}" for key in schema.get("required", ()) if key not in value)
        for key, member in value.items():
            if key in known:
                seen.add((schema.get("description", ""), key))
                yield from self._at(member, known[key], f"{place}.{key}", seen)
            elif "additionalProperties" in schema:
                yield from self._at(member, schema["additionalProperties"], f"{place}.{key}", seen)
            elif self.closed:
                yield f"{place}: {key} is not in the schema"

    def _array(self, value: list, schema: Mapping, place: str, seen: set[tuple[str, str]]) -> Iterator[str]:
        if not schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", len(value)):
            yield f"{place}: has {len(value)} members"
        first = schema.get("prefixItems", ())
        for at, member in enumerate(value):
            inside = first[at] if at < len(first) else schema.get("items", {})
            yield from self._at(member, inside, f"{place}[{at}]", seen)


def _is(value: object, kind: str) -> bool:
    if kind == "integer":
        return isinstance(value, int) and not isinstance(value, bool)
    return isinstance(value, _TYPES[kind])
