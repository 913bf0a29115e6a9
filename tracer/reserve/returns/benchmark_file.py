"""Benchmarks as files: `tables/gold.csv` and its like, and the SDR as a basket with its interest.

Every fault of a file is told at once, by line. What a series measures and how often stands in each row, for a monthly
average looks like a price and is none.
"""

import csv
import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from io import StringIO

from tracer.errors import CaseError
from tracer.formats.fields import show
from tracer.reserve import typed_values
from tracer.reserve.returns.benchmarks import (
    AccruingSeries,
    Benchmark,
    BenchmarkName,
    DatedValues,
    RateOf,
    ReturnKind,
    ValueSeries,
)
from tracer.reserve.returns.sdr import DOLLAR, SDR, BasketPart, cross_control, direction_fault, sdr_value

SERIES_HEAD = ("as_of", "value", "currency", "kind", "frequency", "source")
BASKET_HEAD = ("as_of", "currency", "amount", "rate", "quoted", "frequency", "source")
INTEREST_HEAD = ("as_of", "rate", "source")
INTEREST_FILE = "tables/sdr_interest.csv"
"""The SDR interest rate, in per cent a year, from its day on."""

DAY_END, MONTHLY_AVERAGE = "day-end", "monthly-average"
_KINDS: Mapping[str, tuple[ReturnKind, ...]] = {
    "price": (ReturnKind.PRICE,),
    "total": (ReturnKind.TOTAL,),
    "both": (ReturnKind.PRICE, ReturnKind.TOTAL),
}
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(slots=True)
class _Lines:
    """A table while it is read: its rows under the header's names, and what is wrong with them."""

    path: str
    rows: list[tuple[int, Mapping[str, str]]]
    faults: list[str] = field(default_factory=list)

    def fault(self, line: int, text: str) -> None:
        """Record what is wrong with a line."""
        self.faults.append(f"{self.path}: line {line}: {text}")

    def refuse(self) -> None:
        """Raise every fault, where there is one."""
        if self.faults:
            raise CaseError(*self.faults)


def benchmarks(content: Mapping[str, bytes], currency: str, rate_of: RateOf) -> Mapping[BenchmarkName, Benchmark]:
    """Return the benchmarks on file.

    Args:
        content: files of the register by path.
        currency: the register's own; a series is in it or in dollars.
        rate_of: rates of exchange, a second source for the direction of those of a basket.

    Raises:
        CaseError: every fault of every file.
    """
    found: dict[BenchmarkName, Benchmark] = {}
    faults: list[str] = []
    for name in BenchmarkName:
        if name.path not in content:
            continue
        try:
            if name is BenchmarkName.SDR and _heads(content[name.path]) == BASKET_HEAD:
                found[name] = sdr_basket(content[name.path], content.get(INTEREST_FILE), rate_of)
            else:
                found[name] = series(content[name.path], name, currency)
        except CaseError as error:
            faults += error.faults
    if faults:
        raise CaseError(*faults)
    return found


def series(content: bytes, name: BenchmarkName, currency: str) -> Benchmark:
    """Read a benchmark given as a series of values.

    Raises:
        CaseError: every fault of the file, or its values are no day's.
    """
    lines = _read(content, name.path, SERIES_HEAD)
    values: dict[ReturnKind, dict[dt.date, Fraction]] = {}
    currencies: dict[str, int] = {}
    for line, row in lines.rows:
        day, value = _day(lines, line, row), _above_zero(lines, line, row, "value")
        if row["kind"] not in _KINDS:
            lines.fault(line, f"kind: expected price, total or both, got {show(row['kind'])}")
        if row["currency"] not in (DOLLAR, currency):
            lines.fault(line, f"currency: expected {_listed((DOLLAR, currency))}, got {show(row['currency'])}")
        currencies.setdefault(row["currency"], line)
        if day is None or value is None:
            continue
        for kind in _KINDS.get(row["kind"], ()):
            if day in values.setdefault(kind, {}):
                lines.fault(line, f"{day.isoformat()} stands twice")
            values[kind][day] = value
    if len(currencies) > 1:
        lines.fault(max(currencies.values()), "currency: another one than above; a series is in one")
    _refuse_averages(lines)
    lines.refuse()
    return Benchmark(
        name=name,
        currency=next(iter(currencies)),
        series={kind: _series(found) for kind, found in values.items()},
        sources=_sources(lines),
    )


def sdr_basket(content: bytes, interest: bytes | None, rate_of: RateOf) -> Benchmark:
    """Read the SDR given as its basket; with its interest it has a total series too.

    Each day is held against a control: the value published, a row of its own under XDR, or else dollars for one unit of
    each currency by the rates of exchange on file.

    Raises:
        CaseError: every fault of the files; a day has no control, or reads its rates the wrong way.
    """
    path = BenchmarkName.SDR.path
    lines = _read(content, path, BASKET_HEAD)
    parts: dict[dt.date, list[BasketPart]] = {}
    controls: dict[dt.date, Fraction] = {}
    for line, row in lines.rows:
        day = _day(lines, line, row)
        amount, rate = (_above_zero(lines, line, row, key) for key in ("amount", "rate"))
        per_dollar = _direction(lines, line, row)
        if day is None or amount is None or rate is None or per_dollar is None:
            continue
        if row["currency"] == SDR:
            controls[day] = 1 / rate if per_dollar else rate
        elif row["currency"] in {part.currency for part in parts.get(day, ())}:
            lines.fault(line, f"{row['currency']} stands twice on {day.isoformat()}")
        else:
            parts.setdefault(day, []).append(BasketPart(row["currency"], amount, rate, per_dollar))
    _refuse_averages(lines)
    lines.refuse()
    values = {day: _controlled(lines, day, parts[day], controls.get(day), rate_of) for day in sorted(parts)}
    lines.refuse()
    found: dict[ReturnKind, DatedValues] = {ReturnKind.PRICE: _series(values)}
    if interest is not None:
        found[ReturnKind.TOTAL] = AccruingSeries(_series(values), _rates(interest))
    return Benchmark(name=BenchmarkName.SDR, currency=DOLLAR, series=found, sources=_sources(lines))


def _controlled(
    lines: _Lines, day: dt.date, parts: Sequence[BasketPart], published: Fraction | None, rate_of: RateOf
) -> Fraction:
    """Return a day's value of one SDR; record a fault where no second source confirms it."""
    value = sdr_value(parts)
    control = published if published is not None else cross_control(parts, _dollars(parts, day, rate_of))
    if control is None:
        lines.faults.append(
            f"{lines.path}: {day.isoformat()}: nothing confirms in which direction the rates are quoted; add the value "
            "published, as currency XDR, amount 1, quoted USD per XDR."
        )
    else:
        wrong = direction_fault(parts, control, value)
        if wrong is not None:
            lines.faults.append(f"{lines.path}: {day.isoformat()}: {wrong}.")
    return value


def _dollars(parts: Sequence[BasketPart], day: dt.date, rate_of: RateOf) -> Mapping[str, Fraction]:
    """Return dollars for one unit of each currency by the rates of exchange on file, where they have it."""
    dollar = rate_of(DOLLAR, day)
    found: dict[str, Fraction] = {}
    for part in parts:
        rate = rate_of(part.currency, day)
        if rate is not None and dollar is not None:
            found[part.currency] = rate / dollar
    return found


def _rates(content: bytes) -> tuple[tuple[dt.date, Fraction], ...]:
    lines = _read(content, INTEREST_FILE, INTEREST_HEAD)
    found: dict[dt.date, Fraction] = {}
    for line, row in lines.rows:
        day, rate = _day(lines, line, row), _decimal(lines, line, row, "rate")
        if day is not None and rate is not None:
            if day in found:
                lines.fault(line, f"{day.isoformat()} stands twice")
            found[day] = rate
    lines.refuse()
    return tuple(sorted(found.items()))


def _read(content: bytes, path: str, header: Sequence[str]) -> _Lines:
    """Return a table's rows.

    Raises:
        CaseError: it is no CSV in UTF-8 under this header, or has no row.
    """
    try:
        text = content.decode("utf-8-sig")
        found = [(number, row) for number, row in enumerate(csv.reader(StringIO(text), strict=True), start=1) if row]
    except (UnicodeDecodeError, csv.Error) as error:
        raise CaseError(f"{path}: no CSV in UTF-8: {error}") from None
    if not found or tuple(found[0][1]) != tuple(header):
        raise CaseError(f"{path}: line 1: expected {','.join(header)}")
    lines = _Lines(path, [])
    for number, row in found[1:]:
        if len(row) != len(header):
            lines.fault(number, f"expected {len(header)} fields, got {len(row)}")
            continue
        named = dict(zip(header, (each.strip() for each in row), strict=True))
        if not named["source"]:
            lines.fault(number, "source: missing; every figure names where it is from")
        lines.rows.append((number, named))
    if not lines.rows and not lines.faults:
        raise CaseError(f"{path}: has no row")
    return lines


def _heads(content: bytes) -> tuple[str, ...]:
    return tuple(content.split(b"\n", 1)[0].decode("utf-8-sig", "replace").strip().split(","))


def _refuse_averages(lines: _Lines) -> None:
    """Record every frequency that is none; where all are, refuse averages with the words that say why."""
    for line, row in lines.rows:
        if row["frequency"] not in (DAY_END, MONTHLY_AVERAGE):
            lines.fault(line, f"frequency: expected {DAY_END} or {MONTHLY_AVERAGE}, got {show(row['frequency'])}")
    if any(row["frequency"] == MONTHLY_AVERAGE for _, row in lines.rows):
        lines.faults.append(f"{lines.path}: monthly averages; returns need day-end prices.")


def _day(lines: _Lines, line: int, row: Mapping[str, str]) -> dt.date | None:
    text = row["as_of"]
    try:
        if not _DAY.fullmatch(text):
            raise ValueError
        return dt.date.fromisoformat(text)
    except ValueError:
        lines.fault(line, f"as_of: expected a day such as 2026-09-30, got {show(text)}")
        return None


def _above_zero(lines: _Lines, line: int, row: Mapping[str, str], key: str) -> Fraction | None:
    value = _decimal(lines, line, row, key)
    if value == 0:
        lines.fault(line, f"{key}: expected a number above zero")
        return None
    return value


def _decimal(lines: _Lines, line: int, row: Mapping[str, str], key: str) -> Fraction | None:
    try:
        return _number(row[key])
    except ValueError:
        lines.fault(line, f"{key}: expected a number with at most 8 decimals, got {show(row[key])}")
        return None


@lru_cache(maxsize=1 << 14)
def _number(text: str) -> Fraction:
    """Return a decimal; tables have the same ones again and again."""
    return typed_values.decimal(text)


def _direction(lines: _Lines, line: int, row: Mapping[str, str]) -> bool | None:
    """Return whether a rate is quoted as units of the currency for one dollar, None where neither is said."""
    currency, quoted = row["currency"], row["quoted"]
    if quoted == f"{DOLLAR} per {currency}":
        return False
    if quoted == f"{currency} per {DOLLAR}":
        return True
    lines.fault(
        line,
        f"quoted: expected “{DOLLAR} per {currency}” or “{currency} per {DOLLAR}”, got {show(quoted)}",
    )
    return None


def _sources(lines: _Lines) -> tuple[str, ...]:
    return tuple(dict.fromkeys(row["source"] for _, row in lines.rows))


def _series(values: Mapping[dt.date, Fraction]) -> ValueSeries:
    days = sorted(values)
    return ValueSeries(tuple(days), tuple(values[day] for day in days))


def _listed(currencies: Sequence[str]) -> str:
    return " or ".join(dict.fromkeys(currencies))
