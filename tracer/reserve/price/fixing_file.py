"""`fixings/DAY.json`: a fixing in canonical form; satoshi and cents are texts of digits."""

import datetime as dt
import re
from fractions import Fraction
from functools import lru_cache

from tracer.errors import IntegrityError
from tracer.formats import canonical
from tracer.formats.canonical import Writable
from tracer.formats.json_cursor import JsonCursor
from tracer.moments import iso
from tracer.reserve.price.fixing import ExclusionReason, FixedExchange, FixedPartition, Fixing, Quality

FOLDER = "fixings"

_SCHEMA = 1
_REMEMBERED = 1_024
"""Fixings that are remembered as read: a command reads the same ones for every period."""
_PATH = re.compile(r"fixings/([0-9]{4}-[0-9]{2}-[0-9]{2})\.json")
_EXACT = re.compile(r"([1-9][0-9]*)/([1-9][0-9]*)")
_DIGITS = re.compile(r"0|[1-9][0-9]*")
_MONEY = re.compile(r"(?:0|[1-9][0-9]*)\.[0-9]{2}")
_LONGEST = 4000
"""Digits of the longest number that is read; Python refuses longer ones."""


def path_of(day: dt.date) -> str:
    """Return where the fixing of a day lies in a register's folder."""
    return f"{FOLDER}/{day.isoformat()}.json"


def day_of(path: str) -> dt.date | None:
    """Return the day of a fixing's path, None where the path is no fixing's."""
    match = _PATH.fullmatch(path)
    try:
        return None if match is None else dt.date.fromisoformat(match[1])
    except ValueError:
        return None


def dumps(fixing: Fixing) -> bytes:
    """Return a fixing's canonical bytes."""
    return canonical.dumps(value(fixing))


def value(fixing: Fixing) -> dict[str, Writable]:
    """Return a fixing as the file has it."""
    return {
        "schema": _SCHEMA,
        "convention": fixing.convention,
        "day": fixing.day.isoformat(),
        "from": iso(fixing.begins),
        "to": iso(fixing.ends),
        "pair": fixing.pair,
        "usd_cents": str(fixing.cents),
        "exact": f"{fixing.exact.numerator}/{fixing.exact.denominator}",
        "quality": fixing.quality.value,
        "exchanges": [_exchange_row(each) for each in fixing.exchanges],
        "partitions": [None if each is None else _partition_row(each) for each in fixing.partitions],
        "vwap": fixing.vwap,
        "least": fixing.least,
        "greatest": fixing.greatest,
    }


@lru_cache(maxsize=_REMEMBERED)
def loads(data: bytes, name: str) -> Fixing:
    """Read a fixing; `name` is what messages call the file.

    Raises:
        IntegrityError: a key is missing, one too many or not of its form, or a carried price is stored as one.
    """
    root = JsonCursor.of(data, name)
    if root.integer("schema") != _SCHEMA:
        raise IntegrityError(f"{name}: its schema is not {_SCHEMA}, the only one this version reads")
    found = Fixing(
        convention=root.text("convention"),
        day=_day(root.key("day")),
        begins=_moment(root.key("from")),
        ends=_moment(root.key("to")),
        pair=root.text("pair"),
        cents=_digits(root, "usd_cents"),
        exact=_exact(root.key("exact")),
        quality=_quality(root.key("quality")),
        exchanges=tuple(_exchange(row) for row in root.rows("exchanges")),
        partitions=tuple(_partition(row) for row in root.rows("partitions")),
        vwap=_money(root, "vwap"),
        least=_money(root, "least"),
        greatest=_money(root, "greatest"),
    )
    if dumps(found) != data:
        raise IntegrityError(f"{name} is not in the one form in which the tracer writes it")
    return found


def _exchange_row(each: FixedExchange) -> dict[str, Writable]:
    return {
        "name": each.name,
        "used": each.used,
        "reason": None if each.reason is None else each.reason.value,
        "trades": each.trades,
        "volume_sat": str(each.volume),
        "median": each.median,
        "sha256": each.sha256,
    }


def _partition_row(each: FixedPartition) -> dict[str, Writable]:
    return {"from": iso(each.begins), "trades": each.trades, "median": each.median}


def _exchange(row: JsonCursor) -> FixedExchange:
    reason = row.maybe("reason")
    return FixedExchange(
        name=row.text("name"),
        used=row.key("used").as_flag(),
        reason=None if reason is None else _reason(reason),
        trades=row.amount("trades"),
        volume=_digits(row, "volume_sat"),
        median=_money(row, "median"),
        sha256=None if row.maybe("sha256") is None else row.octets("sha256").hex(),
    )


def _partition(row: JsonCursor) -> FixedPartition | None:
    if row.value is None:
        return None
    median = row.key("median").as_text()
    if _MONEY.fullmatch(median) is None:
        raise row.key("median").wrong("a price with two decimals")
    return FixedPartition(begins=_moment(row.key("from")), trades=row.amount("trades"), median=median)


def _quality(place: JsonCursor) -> Quality:
    if place.value not in ("A", "C"):
        raise place.wrong("A or C")
    return Quality(place.value)


def _reason(place: JsonCursor) -> ExclusionReason:
    try:
        return ExclusionReason(place.value)
    except ValueError:
        raise place.wrong("a reason for which an exchange is not used") from None


def _exact(place: JsonCursor) -> Fraction:
    match = _EXACT.fullmatch(place.as_text())
    if match is None or len(match[0]) > _LONGEST:
        raise place.wrong("a price as numerator/denominator")
    return Fraction(int(match[1]), int(match[2]))


def _digits(row: JsonCursor, key: str) -> int:
    text = row.text(key)
    if _DIGITS.fullmatch(text) is None or len(text) > _LONGEST:
        raise row.key(key).wrong("a whole number as a text of digits")
    return int(text)


def _money(row: JsonCursor, key: str) -> str | None:
    text = row.maybe_text(key)
    if text is not None and _MONEY.fullmatch(text) is None:
        raise row.key(key).wrong("a price with two decimals")
    return text


def _day(place: JsonCursor) -> dt.date:
    try:
        return dt.date.fromisoformat(place.as_text())
    except ValueError:
        raise place.wrong("a day such as 2026-11-30") from None


def _moment(place: JsonCursor) -> int:
    try:
        at = dt.datetime.strptime(place.as_text(), "%Y-%m-%dT%H:%M:%S%z")
    except ValueError:
        raise place.wrong("a moment such as 2026-11-30T19:00:00Z") from None
    return int(at.timestamp())
