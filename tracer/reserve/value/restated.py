"""By how much the money of two statements differs: below a threshold nothing is restated for it.

Source: CF Benchmarks restates its reference rate above 0.10 %.
"""

from collections.abc import Mapping
from fractions import Fraction

from tracer.reserve.value.day_rows import ValuedBlock
from tracer.reserve.value.value_rows import PeriodValue

LEAST_CHANGE = Fraction(1, 1000)
"""Share of what a block is worth at the end from which on a change of money is restated."""

_MONEY = ("value.", "cost_basis.")
_SATOSHI = ".sat."


def is_money(figure: str) -> bool:
    """Return whether a figure of `period.json` is of money, by its place; satoshi of a block are not."""
    return figure.endswith(".usd_cents") or (figure.startswith(_MONEY) and _SATOSHI not in figure)


def money_change(before: PeriodValue | None, after: PeriodValue | None) -> Fraction:
    """Return the greatest change of a row of money, as a share of what its block was worth at the end.

    Where there was no money or it was worth nothing, any change is whole.
    """
    if before is None or after is None:
        return Fraction(before is not after)
    shares = [Fraction(0)]
    for block in ValuedBlock:
        one, other = before.block(block), after.block(block)
        shares += _shares(one.cents, other.cents, one.cents["closing"])
        shares += _shares({"": one.execution}, {"": other.execution}, one.cents["closing"])
        shares += _shares({"": one.own or 0}, {"": other.own or 0}, one.own or 0)
    return max(shares)


def _shares(one: Mapping[str, int], other: Mapping[str, int], of: int) -> list[Fraction]:
    changes = [abs(one[name] - other[name]) for name in one]
    return [Fraction(change, of) if of else Fraction(1) for change in changes if change]
