"""Canonical JSON: one value, one sequence of bytes.

Writing follows RFC 8785, through the `rfc8785` package wherever the standard library could differ, UTF-8, with no
newline at the end: what is hashed is the value and nothing else. Reading is strict, because what is read may come from
an
opponent: duplicate keys, decimals, huge integers, lone surrogates, depth and size are refused.

Source: RFC 8785 (JSON Canonicalization Scheme); RFC 7493 (I-JSON).
"""

import json
import re
from collections.abc import Mapping, Sequence
from typing import NoReturn, TypeAlias

import rfc8785

from tracer.errors import IntegrityError

Json: TypeAlias = "bool | int | str | list[Json] | dict[str, Json] | None"
"""What the tracer's JSON can hold once read: no decimals."""

Writable: TypeAlias = "bool | int | str | Sequence[Writable] | Mapping[str, Writable] | None"
"""What can be written: also tuples and read-only mappings."""

MAX_BYTES = 512 * 1024 * 1024
MAX_DEPTH = 64
MAX_INTEGER = 2**53 - 1

_UNLIKE = re.compile(r"[\[:,]-?(?:[0-9]{16}|[0-9]+[.e])")
_BEYOND = re.compile(r"[\U00010000-\U0010ffff]")
"""Where the standard library may write otherwise than RFC 8785: large integers and decimals.

Keys beyond the basic plane.
"""

_CONTAINERS = (dict, list)
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")


def dumps(value: Writable) -> bytes:
    """Return the value's one canonical form, UTF-8, without a newline at the end.

    Raises:
        IntegrityError: an integer lies beyond 2^53 - 1 or a text is not Unicode, so that no
            canonical form exists.
    """
    try:
        quick = _quickly(value)
        return rfc8785.dumps(value) if quick is None else quick
    except rfc8785.CanonicalizationError as error:
        raise IntegrityError(f"the result cannot be written as canonical JSON: {error}") from error


def _quickly(value: Writable) -> bytes | None:
    """Return the canonical form as the standard library writes it in a fifth of the time.

    None where that may differ.
    """
    if not isinstance(value, dict | list):
        return None
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"), sort_keys=True)
        unlike = _UNLIKE.search(text) or (not text.isascii() and _BEYOND.search(text))
        return None if unlike else text.encode()
    except (TypeError, ValueError):
        return None


def loads(data: bytes, name: str) -> Json:
    """Read strict JSON; `name` is what messages call the file.

    That the bytes are themselves canonical is not checked here.

    Raises:
        IntegrityError: the bytes are not JSON as the tracer writes it.
    """
    if len(data) > MAX_BYTES:
        raise IntegrityError(f"{name}: {len(data)} bytes, more than the {MAX_BYTES} that are read")
    try:
        text = data.decode("utf-8")
        value: Json = json.loads(
            text,
            object_pairs_hook=_unique,
            parse_int=_integer,
            parse_float=_no_decimals,
            parse_constant=_no_decimals,
        )
    except RecursionError:
        raise IntegrityError(f"{name}: nested deeper than {MAX_DEPTH} levels") from None
    except ValueError as error:
        raise IntegrityError(f"{name}: not JSON as the tracer writes it: {error}") from error
    _refuse_depth(value, name)
    if _SURROGATE.search(text):
        dumps(value)
    return value


def _unique(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    found = dict(pairs)
    if len(found) != len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise ValueError(f"key {twice!r} appears twice")
    return found


def _integer(digits: str) -> int:
    if len(digits) < 16:
        return int(digits)
    if len(digits) > 17 or abs(int(digits)) > MAX_INTEGER:
        raise ValueError(f"integer {digits[:20]}… is beyond 2^53 - 1")
    return int(digits)


def _no_decimals(digits: str) -> NoReturn:
    raise ValueError(f"{digits[:20]} is not an integer")


def _refuse_depth(value: Json, name: str) -> None:
    """Raise where containers nest deeper than `MAX_DEPTH`; walks without recursion."""
    level = [value] if isinstance(value, _CONTAINERS) else []
    for _ in range(MAX_DEPTH):
        inside = (node.values() if isinstance(node, dict) else node for node in level)
        level = [child for children in inside for child in children if isinstance(child, _CONTAINERS)]
        if not level:
            return
    raise IntegrityError(f"{name}: nested deeper than {MAX_DEPTH} levels")
