"""What a block is worth over a period: opening, what came, what went, revaluation, closing, in exact US cents.

The revaluation is found twice: as what is left between opening and closing once every flow is valued at its day's
fixing, and as satoshi held times each day's change of price. The two use different figures, so that they can differ.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Protocol

from tracer.chain.amount import COIN
from tracer.errors import CaseError, IntegrityError
from tracer.reserve.price.prices import DayPrice
from tracer.reserve.price.rounding import half_even
from tracer.reserve.value.day_rows import DayRow, ValuedBlock

_DAY = dt.timedelta(days=1)

FLOWS = ("additions", "withdrawals", "scope", "disposals", "fees", "deposits")
"""Rows between opening and revaluation, in the order of every table."""
INCOMING = ("additions", "withdrawals", "scope")
"""Rows that are added; the others are taken away."""


class DayPrices(Protocol):
    """Prices by day, as `Prices` has them."""

    def on(self, day: dt.date) -> DayPrice | None:
        """Return the price of a day, None where there is none."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyRows:
    """A block's roll-forward in exact US cents; `scope` is what acts let in, less what they let out."""

    opening: Fraction
    additions: Fraction
    withdrawals: Fraction
    scope: Fraction
    disposals: Fraction
    fees: Fraction
    deposits: Fraction
    revaluation: Fraction
    closing: Fraction

    @property
    def cents(self) -> Mapping[str, int]:
        """The rows as printed: each rounded half to even by itself, the revaluation what is left between them."""
        rounded = {name: half_even(getattr(self, name)) for name in ("opening", *FLOWS, "closing")}
        between = sum(rounded[name] * (1 if name in INCOMING else -1) for name in FLOWS)
        revaluation = rounded["closing"] - rounded["opening"] - between
        return {name: rounded.get(name, revaluation) for name in ("opening", *FLOWS, "revaluation", "closing")}


@dataclass(frozen=True, slots=True)
class BlockBounds:
    """What lay in a block when a period began and ended, by its statements and its title book."""

    opening: int
    closing: int


def worth(sat: int, cents: int) -> Fraction:
    """Return what satoshi are worth in US cents, exactly, at a price in cents for one bitcoin."""
    return Fraction(sat * cents, COIN)


def price_of(prices: DayPrices, day: dt.date, sat: int) -> int:
    """Return the price of a day in cents; 0 where nothing is to be valued and there is none.

    Raises:
        CaseError: there are satoshi to value, and no fixing on the day or before.
    """
    found = prices.on(day)
    if found is not None:
        return found.cents
    if sat:
        raise CaseError(
            f"no fixing on or before {day.isoformat()}: {abs(sat)} satoshi of that day have no value.\n"
            f"File quotes of that day or an earlier one, and run tracer reserve fix."
        )
    return 0


def with_late(rows: Sequence[DayRow], opening: int) -> tuple[DayRow, ...]:
    """Return a block's rows when it opens with what its last statement closed with.

    What acts of later put into the block, or took out of it, before the first day comes or goes on the first day.
    """
    if not rows or rows[0].opening == opening:
        return tuple(rows)
    more = rows[0].opening - opening
    first = replace(
        rows[0], opening=opening, added=rows[0].added + max(more, 0), disposed=rows[0].disposed + max(-more, 0)
    )
    return (first, *rows[1:])


def roll_forward(rows: Sequence[DayRow], bounds: BlockBounds, prices: DayPrices) -> MoneyRows:
    """Return the money of a block's days, of which there is at least one.

    Raises:
        CaseError: as `price_of`.
        IntegrityError: the revaluation by days is another one than by balance.
    """
    first, last = rows[0].day, rows[-1].day

    def valued(figure: Callable[[DayRow], int]) -> Fraction:
        return sum((worth(figure(row), price_of(prices, row.day, figure(row))) for row in rows), Fraction(0))

    opening = worth(bounds.opening, price_of(prices, first - _DAY, bounds.opening))
    closing = worth(bounds.closing, price_of(prices, last, bounds.closing))
    flows = {
        "additions": valued(lambda row: row.added),
        "withdrawals": valued(lambda row: row.withdrawn),
        "scope": valued(lambda row: row.scoped),
        "disposals": valued(lambda row: row.disposed),
        "fees": valued(lambda row: row.fees),
        "deposits": valued(lambda row: row.deposited),
    }
    between = sum((each if name in INCOMING else -each for name, each in flows.items()), Fraction(0))
    revaluation = closing - opening - between
    _check(by_days(rows, prices), revaluation)
    return MoneyRows(opening=opening, **flows, revaluation=revaluation, closing=closing)


def by_days(rows: Sequence[DayRow], prices: DayPrices) -> Fraction:
    """Return the revaluation as what was held when each day began, times that day's change of price.

    A day's flows come after its price: what came on it is not revalued by it, what went is.

    Raises:
        CaseError: as `price_of`.
    """
    return sum(
        (
            worth(row.opening, price_of(prices, row.day, row.opening) - price_of(prices, row.day - _DAY, row.opening))
            for row in rows
        ),
        Fraction(0),
    )


def _check(days: Fraction, balance: Fraction) -> None:
    if days == balance:
        return
    one, other = half_even(days), half_even(balance)
    if one == other:
        raise IntegrityError(f"revaluation by days {days}, by balance {balance}.")
    raise IntegrityError(f"revaluation by days {one}, by balance {other}.")


def block_sums(rows: Sequence[DayRow], block: ValuedBlock, bounds: BlockBounds) -> Mapping[str, int]:
    """Return the satoshi of a block's days by the names of the rows of money.

    Raises:
        IntegrityError: they do not lead from the opening to the closing.
    """
    sums = {
        "opening": bounds.opening,
        "additions": sum(row.added for row in rows),
        "withdrawals": sum(row.withdrawn for row in rows),
        "scope": sum(row.scoped for row in rows),
        "disposals": sum(row.disposed for row in rows),
        "fees": sum(row.fees for row in rows),
        "deposits": sum(row.deposited for row in rows),
        "closing": bounds.closing,
    }
    led = bounds.opening + sum(sums[name] * (1 if name in INCOMING else -1) for name in FLOWS)
    if led != bounds.closing:
        raise IntegrityError(
            f"block {block.value}: the days lead from {bounds.opening} to {led} satoshi, the closing is "
            f"{bounds.closing}."
        )
    return sums
