"""Every sub-period as a row of a CSV: what the returns are linked of, for whoever computes them again."""

from collections.abc import Iterable
from fractions import Fraction

from tracer.chain.amount import COIN
from tracer.formats.cells import Row
from tracer.formats.table_schema import CellKind, TableColumn, TableSchema
from tracer.reserve.returns.chains import SubPeriod
from tracer.reserve.returns.performance import Performance
from tracer.reserve.returns.ratios import Ratio, decimal_text, half_even

TEXT, NUMBER, SATOSHI, TIME, HASH, OUTPOINT = CellKind

_PLACES = 12
"""Decimals of a factor."""
_PRICE_PLACES = 4

SCHEMA = TableSchema(
    "sub_periods.csv",
    "a sub-period of a scope in a currency",
    (
        TableColumn("scope", TEXT, "what is measured: reserve or held"),
        TableColumn("currency", TEXT, "currency of every amount of the row"),
        TableColumn("chain", NUMBER, "number of the unbroken holding, the first being 1"),
        TableColumn("begins", TEXT, "day after whose flows it begins"),
        TableColumn("ends", TEXT, "day at whose valuation it ends, before that day’s flows"),
        TableColumn("begins_fixing", TEXT, "day of the fixing used at its beginning"),
        TableColumn("ends_fixing", TEXT, "day of the fixing used at its end"),
        TableColumn("begins_price", TEXT, "price of one bitcoin at its beginning, rounded to four decimals"),
        TableColumn("ends_price", TEXT, "price of one bitcoin at its end, rounded to four decimals"),
        TableColumn("held_sat", SATOSHI, "held at its beginning"),
        TableColumn("opening_sat", SATOSHI, "held on its last day before that day’s flows"),
        TableColumn("added_sat", SATOSHI, "came on its last day"),
        TableColumn("withdrawn_sat", SATOSHI, "came back from custodians on its last day"),
        TableColumn("disposed_sat", SATOSHI, "left on its last day"),
        TableColumn("deposited_sat", SATOSHI, "went to custodians on its last day"),
        TableColumn("fees_sat", SATOSHI, "was paid to miners on its last day"),
        TableColumn("scoped_sat", SATOSHI, "entered by acts of scope on its last day, less what left by them"),
        TableColumn("closing_sat", SATOSHI, "held on its last day after that day’s flows"),
        TableColumn("begins_value", NUMBER, "value at its beginning, in hundredths"),
        TableColumn("ends_value", NUMBER, "value at its end before flows, in hundredths"),
        TableColumn("execution", NUMBER, "by how much disposals brought more than the fixing, in hundredths"),
        TableColumn("gross", TEXT, "what became of one, gross, with twelve decimals"),
        TableColumn("net", TEXT, "what became of one, net of fees and execution; empty: not told"),
    ),
)


def sub_period_table(found: Performance) -> bytes:
    """Return the CSV."""
    return SCHEMA.csv(_rows(found))


def _rows(found: Performance) -> Iterable[Row]:
    for (scope, currency), linked in found.chains.items():
        for number, chain in enumerate(linked, start=1):
            for part in chain.parts:
                yield scope.value, currency, number, *_row(part)


def _row(part: SubPeriod) -> Row:
    row, begins, ends = part.last, part.begins, part.ends
    return (
        begins.day.isoformat(),
        ends.day.isoformat(),
        begins.fixing.isoformat(),
        ends.fixing.isoformat(),
        _price(begins.price),
        _price(ends.price),
        part.held,
        row.opening,
        row.added,
        row.withdrawn,
        row.disposed,
        row.deposited,
        row.fees,
        row.scoped,
        row.closing,
        _hundredths(part.held * begins.price / COIN),
        _hundredths(row.opening * ends.price / COIN),
        _hundredths(part.execution),
        _factor(part.gross),
        None if part.net is None else _factor(part.net),
    )


def _price(hundredths: Fraction) -> str:
    scaled = hundredths * 10**_PRICE_PLACES / 100
    return decimal_text(half_even(scaled.numerator, scaled.denominator), _PRICE_PLACES)


def _hundredths(value: Fraction) -> int:
    return half_even(value.numerator, value.denominator)


def _factor(ratio: Ratio) -> str:
    return decimal_text(half_even(ratio.numerator * 10**_PLACES, ratio.denominator), _PLACES)
