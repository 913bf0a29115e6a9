"""Values of a register and its acts as a person types them: numbers of acts and lots, decimals, periods, files.

Decimals are text, so that nothing rounds them; each is read to an exact fraction.
"""

import re
from collections.abc import Callable
from fractions import Fraction
from typing import TypeAlias

from tracer.chain.amount import MAX_MONEY, Sats
from tracer.formats.fields import FieldTable, show, show_key
from tracer.reserve.acts import ActId, LotAmounts, LotId
from tracer.reserve.days import day_fault

_ACT = re.compile(r"[0-9]{4}-[0-9]{4}")
_LOT = re.compile(r"L-[0-9]{4,9}")
_PERIOD = re.compile(r"20[0-9]{2}(?:Q[1-4])?(?:-r[1-9][0-9]?)?")
_CURRENCY = re.compile(r"[A-Z]{3}")
_DECIMAL = re.compile(r"(?:0|[1-9][0-9]{0,17})(?:\.([0-9]{1,8}))?")
_CENT = 100

DecimalReader: TypeAlias = Callable[[str], Fraction]
"""Returns the number that a text is, or raises ValueError."""

A_LOT_EACH = '{ "L-0003" = satoshi }: at least one lot'


def act_id(text: str) -> ActId:
    """Return the number of an act.

    Raises:
        ValueError: it is none.
    """
    if not _ACT.fullmatch(text):
        raise ValueError(f"expected the number of an act such as 2026-0007, got {show(text)}")
    return ActId(text)


def period_name(text: str) -> str:
    """Return the name of a quarter, a year or a restatement of one.

    Raises:
        ValueError: it is none.
    """
    if not _PERIOD.fullmatch(text):
        raise ValueError(f"expected a period such as 2026Q3, 2026 or 2026Q3-r1, got {show(text)}")
    return text


def currency(text: str) -> str:
    """Return a currency's code.

    Raises:
        ValueError: it is none.
    """
    if not _CURRENCY.fullmatch(text):
        raise ValueError(f"expected three capital letters such as KZT, got {show(text)}")
    return text


def decimal(text: str, places: int = 8) -> Fraction:
    """Return a decimal of zero or more, with at most so many places after the point.

    Raises:
        ValueError: it is none.
    """
    match = _DECIMAL.fullmatch(text)
    if match is None or len(match[1] or "") > places:
        raise ValueError(
            f'expected a decimal in quotation marks with at most {places} places, such as "0.10", got {show(text)}'
        )
    return Fraction(text)


def whole(text: str) -> Fraction:
    """Return a whole number of zero or more, as a fraction.

    Raises:
        ValueError: it is none.
    """
    if "." in text:
        raise ValueError(f"expected a whole number in quotation marks, got {show(text)}")
    return decimal(text)


def share(text: str) -> Fraction:
    """Return a decimal from 0 to 1.

    Raises:
        ValueError: it is none.
    """
    value = decimal(text)
    if value > 1:
        raise ValueError(f"expected a share from 0 to 1, got {show(text)}")
    return value


def hundredths_from_zero(text: str) -> int:
    """Return an amount of money of zero or more in hundredths.

    Raises:
        ValueError: it is none.
    """
    return int(decimal(text, 2) * _CENT)


def hundredths(text: str) -> int:
    """Return a positive amount of money in hundredths.

    Raises:
        ValueError: it is none.
    """
    value = hundredths_from_zero(text)
    if not value:
        raise ValueError(f"expected an amount above zero, got {show(text)}")
    return value


def file_inside(text: str) -> str:
    """Return the path of a file inside the register's folder, with forward slashes.

    Raises:
        ValueError: it is absolute, leads out of the folder, or is not written so that it means the same everywhere.
    """
    parts = text.split("/")
    if "\\" in text or ":" in text or not text.isprintable() or any(part in ("", ".", "..", "~") for part in parts):
        raise ValueError(f"expected a path inside the register's folder, with forward slashes, got {show(text)}")
    return text


def read_lots(table: FieldTable, key: str = "lots") -> LotAmounts:
    """Read satoshi of lots, `{ "L-0003" = 100000000 }`, at least one; the answer is in ascending order of numbers."""
    inner = table.table(key)
    if key not in table:
        table.fault(key, f"missing; expected {A_LOT_EACH}")
    elif table.is_empty(key):
        table.fault(key, f"expected {A_LOT_EACH}")
    amounts: dict[LotId, Sats] = {}
    for name in inner.keys:
        if not _LOT.fullmatch(name):
            inner.fault(show_key(name), "expected the number of a lot such as L-0003")
            continue
        sat = inner.whole(name, 1, MAX_MONEY, "satoshi")
        if sat is not None:
            amounts[LotId(name)] = Sats(sat)
    return dict(sorted(amounts.items(), key=lambda lot: (int(lot[0][2:]), lot[0])))


def check_days(root: FieldTable) -> None:
    """Record a fault for every day of a file that lies in a year by which nothing is dated."""
    for table, key, day in root.days():
        wrong = day_fault(day)
        if wrong is not None:
            table.fault(key, wrong)
