"""What may be meant by a value of TOML that a key does not take: a day in quotation marks, an amount with decimals.

Where the reader's own message says what is wrong, the mistake is left empty.
"""

import datetime as dt
from collections.abc import Callable, Sequence

from tracer.formats import slip_values
from tracer.formats.slip_values import Mended, quoted
from tracer.visible import visible

_LINE = 160
"""Letters of a line that a message shows."""

_SAID = (slip_values.DAY, slip_values.MOMENT, slip_values.PLAIN_NUMBER, slip_values.TRUTH)
"""Mistakes that the reader's own message names."""


def beside(written: str, right: Sequence[str]) -> str:
    """Return the lines of a message that show what stands in a file and what may be meant."""
    lines = [f"found: {visible(written, _LINE)}"] if written else []
    lines += [f"{'   or' if at else 'write'}: {visible(each, _LINE)}" for at, each in enumerate(right)]
    return "".join(f"\n  {each}" for each in lines)


def text(value: object) -> Mended | None:
    """Return how a number or a day stands in a text."""
    match value:
        case bool():
            return None
        case int() if value.bit_length() <= 128:
            return Mended("", (quoted(str(value)),))
        case dt.date() | dt.time():
            return Mended("", (quoted(value.isoformat()),))
        case _:
            return None


def truth(value: object) -> Mended | None:
    """Return how yes or no is written."""
    return _told(slip_values.truth(value) if isinstance(value, str) else None)


def day(value: object) -> Mended | None:
    """Return how a day is written that has quotation marks or a time."""
    if isinstance(value, dt.datetime):
        return Mended("", (value.date().isoformat(),))
    return _told(slip_values.day(value) if isinstance(value, str) else None)


def moment(value: object) -> Mended | None:
    """Return how a time is written that has quotation marks."""
    return _told(slip_values.moment(value) if isinstance(value, str) else None)


def number(low: int, high: int, unit: str) -> Callable[[object], Mended | None]:
    """Return what says how a number is written; what lies beyond the bounds is not meant."""

    def mend(value: object) -> Mended | None:
        """Return the number that a text or a decimal was meant to be, None where none within the bounds was."""
        if isinstance(value, float):
            written = str(int(value)) if value == value // 1 and abs(value) < 1 << 53 else repr(value)
        else:
            written = value if isinstance(value, str) else ""
        mended = slip_values.number(written, satoshi=unit == "satoshi")
        if mended is None:
            return None
        within = tuple(each for each in mended.right if low <= int(each) <= high)
        return _told(Mended(mended.mistake if within else slip_values.PLAIN_NUMBER, within))

    return mend


def texts(value: object) -> Mended | None:
    """Return how a list of one text is written."""
    return Mended("", (f"[{quoted(value)}]",)) if isinstance(value, str) else None


def _told(mended: Mended | None) -> Mended | None:
    """Return what is beyond the reader's own message; nothing where it says all."""
    if mended is None or mended.mistake not in _SAID:
        return mended
    return Mended("", mended.right) if mended.right else None
