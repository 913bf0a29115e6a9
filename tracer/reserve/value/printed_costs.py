"""Costs in whole cents that add up: each figure rounded half to even by itself, and in each sum one takes what is left.

The rows of the cost add up by one of what came or went. What is realised is the difference of its printed parts, what
is not that of printed worth and cost, and `other` is what then is left of identity 4.
"""

from collections.abc import Mapping
from fractions import Fraction

from tracer.reserve.price.rounding import half_even
from tracer.reserve.value.cost_basis import METHODS, CostBasis
from tracer.reserve.value.money import MoneyRows
from tracer.reserve.value.value_rows import ComparedMethod, PeriodCosts

SIGNS: Mapping[str, int] = {
    "disposals": -1, "additions": 1, "withdrawals": 1, "deposits": -1, "fees": -1, "scope": 1,
}  # fmt: skip
"""How each row leads from opening to closing; the first that there is takes what rounding leaves."""


def printed_costs(basis: CostBasis, rows: MoneyRows, execution: Fraction, before: int) -> PeriodCosts:
    """Return a period's costs in cents.

    Args:
        basis: them exactly.
        rows: what the same satoshi are worth.
        execution: what sales brought more than the fixings of their days.
        before: cents realised up to the period, since the first statement with money.
    """
    cents, worth, proceeds = cost_rows(basis), rows.cents, half_even(basis.proceeds)
    realised = proceeds - cents["disposals"] - cents["fees"]
    opening, closing = worth["opening"] - cents["opening"], worth["closing"] - cents["closing"]
    losses = half_even(basis.losses) if basis.gains else -realised
    return PeriodCosts(
        cents=cents,
        proceeds=proceeds,
        realised=realised,
        gains=realised + losses,
        losses=losses,
        unrealised_opening=opening,
        unrealised_closing=closing,
        other=realised + closing - opening - worth["revaluation"] - half_even(execution) + worth["fees"],
        cumulative=realised + before,
        compared={
            name: ComparedMethod(cost=half_even(each.cost), realised=half_even(each.realised))
            for name, each in basis.methods.items()
            if name != METHODS[0]
        },
    )


def cost_rows(basis: CostBasis) -> dict[str, int]:
    """Return opening, what came and went, and closing in cents, so that they add up."""
    cents = {name: half_even(each) for name, each in basis.flows.items()}
    opening, closing = half_even(basis.opening), half_even(basis.closing)
    left = closing - opening - sum(SIGNS[name] * each for name, each in cents.items())
    row = next((name for name in SIGNS if basis.flows[name]), None)
    if row is not None:
        cents[row] += SIGNS[row] * left
    return {"opening": opening, **cents, "closing": closing}
