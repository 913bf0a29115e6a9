"""Decimals and times of quotes as whole numbers: prices and amounts in hundred-millionths, times in microseconds.

Quotes are text; no binary fraction ever holds one. A number with more decimals than a satoshi has is refused rather
than rounded.
"""

import datetime as dt
import re
from collections.abc import Sequence
from functools import lru_cache

PLACES = 8
SCALE: int = 10**PLACES
SECOND = 1_000_000
"""Microseconds."""
MILLISECOND = 1000
"""Microseconds."""
MICRO = 6
"""Decimals of a second that are kept."""
TO_SECONDS = len("2026-11-30T18:05:12")
"""How much of a moment's text goes down to its seconds."""
MOST: int = 10**24
"""More than any price or amount; larger numbers are refused."""

_PLAIN = re.compile(r"([0-9]{1,24})(?:\.([0-9]{1,40}))?")
_NUMBER = re.compile(r"(-?)([0-9]{1,24})(?:\.([0-9]{1,40}))?(?:[eE]([+-]?[0-9]{1,2}))?")
_INSTANT = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})T([0-9]{2}:[0-9]{2}:[0-9]{2})(?:\.([0-9]{1,9}))?Z")
_FORM = re.compile(r"0{1,15}(?:\.(0{1,8}))?")
_DIGITS = str.maketrans("123456789", "000000000")
_SECONDS = re.compile(r"([0-9]{1,20})(?:\.([0-9]{1,12}))?")
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_USUAL = 15
"""Digits before the point of numbers that are read without looking at their form twice."""
_POWERS = tuple(int(10**places) for places in range(PLACES + 1))


def plain(text: str) -> int:
    """Return a decimal such as `67123.10` in hundred-millionths.

    Raises:
        ValueError: it is none, or has more than eight decimals that are not 0.
    """
    match = _PLAIN.fullmatch(text)
    if match is None:
        raise ValueError("expected a decimal such as 67123.10")
    return _scaled(match[1], match[2] or "", 0)


def json_number(text: str) -> int:
    """Return a decimal in hundred-millionths, negative ones and exponents as JSON may write them: `1e-8`, `-0.5`.

    Raises:
        ValueError: it is none, or has more than eight decimals that are not 0.
    """
    before, point, after = text.partition(".")
    digits = before + after
    usual = 1 <= len(before) <= _USUAL and len(after) <= PLACES and (after or not point)
    if usual and digits.isdigit() and digits.isascii():
        return int(digits) * _POWERS[PLACES - len(after)]
    match = _NUMBER.fullmatch(text)
    if match is None:
        raise ValueError("expected a decimal such as 67123.10")
    value = _scaled(match[2], match[3] or "", int(match[4] or 0))
    return -value if match[1] else value


def json_numbers(texts: Sequence[str]) -> list[int]:
    """Return decimals in hundred-millionths as `json_number` does, whole columns of one form at once.

    Raises:
        ValueError: one is none, or has more than eight decimals that are not 0.
    """
    joined = "\n".join(texts)
    forms = [_FORM.fullmatch(form) for form in set(joined.translate(_DIGITS).split("\n"))]
    places = {None if form is None else len(form[1] or "") for form in forms}
    numbers = joined.replace(".", "").split("\n")
    if len(places) != 1 or None in places or len(numbers) != len(texts):
        return list(map(json_number, texts))
    unit = _POWERS[PLACES - len(forms[0][1] or "")] if forms[0] else 1
    return [int(number) * unit for number in numbers]


def _scaled(whole: str, decimals: str, exponent: int) -> int:
    """Return digits before and after the point, times a power of ten, in hundred-millionths."""
    digits, shift = int(whole + decimals), PLACES + exponent - len(decimals)
    if shift < 0:
        digits, rest = divmod(digits, 10**-shift)
        if rest:
            raise ValueError("has more than eight decimals")
        shift = 0
    value = int(digits * 10**shift)
    if value >= MOST:
        raise ValueError("is larger than any price or amount")
    return value


def instant(text: str) -> int:
    """Return a moment such as `2026-11-30T18:05:12.250Z` in microseconds since 1970; what is finer is cut off.

    Raises:
        ValueError: it is none.
    """
    match = _INSTANT.fullmatch(text)
    if match is None:
        raise ValueError("expected a moment such as 2026-11-30T18:05:12.250Z")
    return seconds_of(f"{match[1]}T{match[2]}") * SECOND + int((match[3] or "0")[:MICRO].ljust(MICRO, "0"))


@lru_cache(maxsize=8192)
def seconds_of(text: str) -> int:
    """Return a moment of UTC without a zone, `2026-11-30T18:05:12`, in seconds since 1970.

    Raises:
        ValueError: there is no such moment.
    """
    return int((dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC) - _EPOCH).total_seconds())


def unix(text: str, unit: int) -> int:
    """Return a Unix time in microseconds; `unit` is how many of them the number counts in. What is finer is cut off.

    Raises:
        ValueError: it is none.
    """
    if text.isdigit() and text.isascii() and len(text) <= _USUAL:
        return int(text) * unit
    match = _SECONDS.fullmatch(text)
    if match is None:
        raise ValueError("expected a Unix time")
    decimals = match[2] or ""
    return int(match[1] + decimals) * unit // int(10 ** len(decimals))
