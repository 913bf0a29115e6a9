"""Costs in cents add up: every row and every sum, whatever the parts of a cent."""

from fractions import Fraction
from types import MappingProxyType

from hypothesis import given
from hypothesis import strategies as st

from tracer.reserve.price.rounding import half_even
from tracer.reserve.value.cost_basis import CostBasis, MethodCost
from tracer.reserve.value.money import FLOWS, MoneyRows
from tracer.reserve.value.printed_costs import SIGNS, cost_rows, printed_costs

PARTS = st.fractions(0, 10**6, max_denominator=1000)
SOME = st.one_of(st.just(Fraction(0)), PARTS)


def basis(opening: Fraction, flows: dict[str, Fraction], proceeds: Fraction, losses: Fraction) -> CostBasis:
    """Return costs that close exactly, of which `losses` are what transactions lost at least."""
    realised = proceeds - flows["disposals"] - flows["fees"]
    lost = max(losses, -realised, Fraction(0))
    closing = opening + sum(SIGNS[name] * each for name, each in flows.items())
    return CostBasis(
        opening=opening,
        flows=MappingProxyType(flows),
        closing=closing,
        proceeds=proceeds,
        gains=realised + lost,
        losses=lost,
        methods={"specific": MethodCost(cost=closing, realised=realised)},
    )


def worths(opening: Fraction, flows: dict[str, Fraction], revaluation: Fraction) -> MoneyRows:
    """Return what they are worth, closing exactly."""
    closing = opening + sum(SIGNS[name] * each for name, each in flows.items()) + revaluation
    return MoneyRows(opening=opening, **flows, revaluation=revaluation, closing=closing)


def flows_of(*values: Fraction) -> dict[str, Fraction]:
    """Return rows by name."""
    return dict(zip(FLOWS, values, strict=True))


SIX = st.tuples(SOME, SOME, SOME, SOME, SOME, SOME).map(lambda values: flows_of(*values))


@given(PARTS, SIX, SOME, SOME, PARTS, SIX, PARTS, PARTS)
def test_every_sum_adds_up(
    opening: Fraction,
    flows: dict[str, Fraction],
    proceeds: Fraction,
    losses: Fraction,
    worth: Fraction,
    moved: dict[str, Fraction],
    revaluation: Fraction,
    execution: Fraction,
) -> None:
    """Rows to the closing, what is realised, gains and losses, and identity 4; each within a few cents of the exact."""
    exact, rows = basis(opening, flows, proceeds, losses), worths(worth, moved, revaluation)
    found = printed_costs(exact, rows, execution, 100)
    cents = found.cents
    assert cents["opening"] + sum(SIGNS[name] * cents[name] for name in SIGNS) == cents["closing"]
    assert (cents["opening"], cents["closing"]) == (half_even(exact.opening), half_even(exact.closing))
    assert sum(cents[name] != half_even(each) for name, each in flows.items()) <= 1
    assert all(cents[name] == 0 for name, each in flows.items() if not each)
    assert found.realised == found.proceeds - cents["disposals"] - cents["fees"] == found.gains - found.losses
    assert found.cumulative == found.realised + 100
    assert abs(found.realised - exact.realised) <= 5
    assert abs(found.gains - exact.gains) <= 6
    assert (exact.gains > 0) or found.gains == 0
    assert found.unrealised_opening == rows.cents["opening"] - cents["opening"]
    assert found.unrealised_closing == rows.cents["closing"] - cents["closing"]
    change = found.unrealised_closing - found.unrealised_opening
    assert found.realised + change == (
        rows.cents["revaluation"] + half_even(execution) - rows.cents["fees"] + found.other
    )


def test_the_row_that_takes_what_is_left() -> None:
    """Disposals where there are any, else additions: 0.4 and 0.4 come, 0.8 is there; half a cent goes."""
    part = Fraction(2, 5)
    none = dict.fromkeys(FLOWS, Fraction(0))
    came = basis(part, {**none, "additions": part}, Fraction(0), Fraction(0))
    assert cost_rows(came) == {"opening": 0, **dict.fromkeys(FLOWS, 0), "additions": 1, "closing": 1}
    went = basis(Fraction(8, 5), {**none, "additions": part, "disposals": part}, Fraction(0), Fraction(0))
    assert cost_rows(went) == {"opening": 2, **dict.fromkeys(FLOWS, 0), "disposals": 0, "closing": 2}
    assert cost_rows(basis(Fraction(1, 2), none, Fraction(0), Fraction(0)))["closing"] == 0
