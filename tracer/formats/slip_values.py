"""What a person meant by a value that a TOML file cannot hold, or that a key does not take: the right form, in TOML.

Nothing is repaired: the file is refused, and the right form is shown beside what stands there. Where two readings are
possible both are named and neither is chosen.
"""

import datetime as dt
import re
from typing import NamedTuple

_COIN = 100_000_000
_DECIMALS = 8
_MOST_WHOLE = 21_000_000
"""Bitcoin that there can be."""

_LONGEST = 40
"""Characters of a number that is written again."""

_DAY = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})")
_YEAR_FIRST = re.compile(r"(\d{4})[./-](\d{1,2})[./-](\d{1,2})")
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\s*(Z|[+-]\d{1,2}(?::?\d{2})?))?")
_GROUPED = re.compile(r"\d{1,3}(?:([ ,.'])\d{3})(?:\1\d{3})*")
_UNIT = re.compile(r"\s*(btc|xbt|бтк|bitcoins?|биткоин\w*|sats?|satoshis?|сат|сатоши)\.?$", re.IGNORECASE)
_DECIMAL = re.compile(r"(\d+)[.,](\d+)")
_DASHES = str.maketrans({"–": "-", "—": "-", "‑": "-", "−": "-", "\u00a0": " ", "\u202f": " ", "\u2009": " ", "’": "'"})
_TRUE = ("true", "yes", "on", "да", "истина", "иә", "1")
_FALSE = ("false", "no", "off", "нет", "ложь", "жоқ", "0")


class Mended(NamedTuple):
    """What is wrong in words, and what may be meant, as TOML writes it: nothing, one reading or two."""

    mistake: str
    right: tuple[str, ...] = ()


DAY = "a day is written year-month-day, without quotation marks"
NO_DAY = "there is no such day"
TWO_DAYS = "it cannot be told which is the month; a day is written year-month-day"
MOMENT = "a time is written year-month-day, T, hours:minutes:seconds and the offset from UTC, without quotation marks"
PLAIN_NUMBER = "a whole number is written in digits alone"
SATOSHI = "amounts are whole satoshi, 100000000 to the bitcoin"
IN_BITCOIN = "amounts are whole satoshi, 100000000 to the bitcoin; if bitcoin is meant, it is the number below"
TWO_NUMBERS = "it cannot be told whether the mark parts thousands or decimals; amounts are whole satoshi"
TRUTH = "true and false are written in small letters, without quotation marks"
LIST = "a list stands in brackets, each of its texts in quotation marks"
TEXT = "a text stands in quotation marks"


def day(written: str) -> Mended | None:
    """Return how a day in figures is written; None where the text is none."""
    text = written.strip().translate(_DASHES)
    found = _YEAR_FIRST.fullmatch(text)
    if found is not None:
        read = _date(found[1], found[2], found[3])
        return Mended(NO_DAY) if read is None else Mended(DAY, (read,))
    found = _DAY.fullmatch(text)
    if found is None:
        return None
    usual, other = _date(found[3], found[2], found[1]), _date(found[3], found[1], found[2])
    if "/" in text and usual and other and usual != other:
        return Mended(TWO_DAYS, (usual, other))
    read = usual or (other if "/" in text else None)
    return Mended(NO_DAY) if read is None else Mended(DAY, (read,))


def moment(written: str) -> Mended | None:
    """Return how a day with a time is written; None where the text is none.

    Where the offset from UTC is not there, it is left for the reader: no right form is shown.
    """
    text = written.strip().translate(_DASHES)
    head, _, clock = re.sub(r"(?<=\d)[Tt](?=\d)", " ", text, count=1).partition(" ")
    read, found = day(head), _CLOCK.fullmatch(clock.strip())
    if read is None or found is None:
        return None
    if len(read.right) != 1 or found[4] is None or int(found[1]) > 23 or int(found[2]) > 59:
        return Mended(MOMENT)
    return Mended(MOMENT, (f"{read.right[0]}T{int(found[1]):02d}:{found[2]}:{found[3] or '00'}{_offset(found[4])}",))


def number(written: str, *, satoshi: bool) -> Mended | None:
    """Return how a number is written; None where the text is none.

    `satoshi`: the key holds an amount, so a number with decimals is taken to be in bitcoin.
    """
    text = written.strip().translate(_DASHES)
    if len(text) > _LONGEST:
        return Mended(SATOSHI if satoshi else PLAIN_NUMBER) if text.isdecimal() else None
    unit = _UNIT.search(text)
    text = text[: unit.start()] if unit else text
    bitcoin = satoshi and unit is not None and unit[1].lower()[0] in "bxб"
    whole = re.sub("[ ,.'_]", "", text)
    grouped, decimal = _GROUPED.fullmatch(text), _DECIMAL.fullmatch(text.replace(" ", ""))
    if not whole.isdecimal() or not whole.isascii() or not (grouped or decimal or text.replace("_", "") == whole):
        return None
    sats = _sats(decimal[1], decimal[2]) if decimal else _sats(whole, "") if bitcoin else None
    if grouped and decimal and satoshi and not bitcoin:
        return Mended(TWO_NUMBERS, tuple(each for each in (str(int(whole)), sats) if each))
    if satoshi and ((decimal and not grouped) or bitcoin):
        return Mended(IN_BITCOIN, (sats,)) if sats else Mended(SATOSHI)
    return Mended(PLAIN_NUMBER, (str(int(whole)),) if grouped or not decimal else ())


def truth(written: str) -> Mended | None:
    """Return how yes or no is written; None where the text is neither."""
    text = written.strip().lower()
    if text in _TRUE or text in _FALSE:
        return Mended(TRUTH, ("true" if text in _TRUE else "false",))
    return None


def quoted(text: str) -> str:
    """Return a text as a TOML string on one line, in single quotation marks where double ones stand in it."""
    if ('"' in text or "\\" in text) and "'" not in text and text.isprintable():
        return f"'{text}'"
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(each if each.isprintable() else f"\\U{ord(each):08X}" for each in escaped) + '"'


def _date(year: str, month: str, day_of_month: str) -> str | None:
    try:
        return dt.date(int(year), int(month), int(day_of_month)).isoformat()
    except ValueError:
        return None


def _offset(written: str) -> str:
    if written == "Z":
        return written
    digits = written[1:].replace(":", "")
    hours, minutes = (digits, "00") if len(digits) <= 2 else (digits[:-2], digits[-2:])
    return f"{written[0]}{int(hours):02d}:{minutes}"


def _sats(whole: str, part: str) -> str | None:
    """Return bitcoin in satoshi; None where there cannot be so many, or there are more than eight decimals."""
    if len(part.rstrip("0")) > _DECIMALS or len(whole) > len(str(_MOST_WHOLE)) or int(whole) > _MOST_WHOLE:
        return None
    return str(int(whole) * _COIN + int(part.rstrip("0").ljust(_DECIMALS, "0")))
