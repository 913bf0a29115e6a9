"""Reading what Core's JSON says, by type: nothing past this line is a bare dictionary.

A missing or mistyped key means that whoever answers is not the Core this tracer knows.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TypeAlias

from tracer.chain.amount import Sats, from_decimal
from tracer.errors import SourceError

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | Decimal | bool | None"
"""Core's JSON as decoded: numbers with a point are `Decimal`, never float."""

Parameter: TypeAlias = "Mapping[str, Parameter] | Sequence[Parameter] | str | int | bool | None"
"""What may be sent to Core as a call's parameter."""


_MOST_PARTS = 1_000_000
"""Lists, objects and members: more than the largest transaction has as Core's JSON, and little enough for memory."""


def is_swollen(body: bytes) -> bool:
    """Whether a JSON text has so many parts that decoding it would take many times its size."""
    return body.count(b"[") + body.count(b"{") > _MOST_PARTS or body.count(b",") > 4 * _MOST_PARTS


def mapping(value: Json, what: str) -> dict[str, Json]:
    """Return the value as an object.

    Raises:
        SourceError: it is none. `what` names the answer in the message, as all functions here.
    """
    if not isinstance(value, dict):
        raise _unexpected(what, "an object")
    return value


def sequence(value: Json, what: str) -> list[Json]:
    """Return the value as a list.

    Raises:
        SourceError: it is none.
    """
    if not isinstance(value, list):
        raise _unexpected(what, "a list")
    return value


def text(value: Json, what: str) -> str:
    """Return the value as text.

    Raises:
        SourceError: it is none.
    """
    if not isinstance(value, str):
        raise _unexpected(what, "text")
    return value


def whole(value: Json, what: str) -> int:
    """Return the value as a whole number.

    Raises:
        SourceError: it is none.
    """
    if not isinstance(value, int) or isinstance(value, bool):
        raise _unexpected(what, "a whole number")
    return value


def flag(value: Json, what: str) -> bool:
    """Return the value as true or false.

    Raises:
        SourceError: it is neither.
    """
    if not isinstance(value, bool):
        raise _unexpected(what, "true or false")
    return value


def hexadecimal(value: Json, what: str) -> bytes:
    """Return the bytes of a hexadecimal text.

    Raises:
        SourceError: it is none.
    """
    try:
        return bytes.fromhex(text(value, what))
    except ValueError:
        raise _unexpected(what, "hexadecimal digits") from None


def digest(value: Json, what: str) -> str:
    """Return a 32-byte hash in display order.

    Raises:
        SourceError: it is none.
    """
    if len(hexadecimal(value, what)) != 32:
        raise _unexpected(what, "64 hexadecimal digits")
    return text(value, what).lower()


def amount(value: Json, what: str) -> Sats:
    """Return the satoshi of an amount in bitcoin, which Core writes with a point.

    Raises:
        SourceError: it is none.
        IntegrityError: it is no whole number of satoshi.
    """
    if not isinstance(value, Decimal):
        raise _unexpected(what, "an amount of bitcoin")
    return from_decimal(value)


def _unexpected(what: str, expected: str) -> SourceError:
    return SourceError(f"the node's answer to {what} is not {expected}: is this Bitcoin Core 31 or newer?")
