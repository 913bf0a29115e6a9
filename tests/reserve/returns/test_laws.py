"""Laws of returns over drawn histories: one asset, composition, attribution, and failures known from other programs."""

import datetime as dt
from dataclasses import replace
from fractions import Fraction

import pytest

from tests.counts import count
from tests.reserve.returns.histories import Flows, History, day, drawn, measured, performed, quotes, rows
from tracer.chain.amount import COIN
from tracer.errors import IntegrityError
from tracer.reserve.returns.attribution import attribution
from tracer.reserve.returns.chains import ReturnChain, chains
from tracer.reserve.returns.ratios import Ratio, product
from tracer.reserve.returns.span_returns import SpanReturn, span_return
from tracer.reserve.returns.spans import ReturnSpan
from tracer.reserve.returns.unavailable import Unavailable, Why
from tracer.reserve.value.day_rows import ValuedBlock

HISTORIES = count(suite=300, laws=10_000)
ZERO = Fraction(0)


def every_day(history: History) -> tuple[ReturnChain, ...]:
    """Return the chains of a history, cut at every day."""
    return chains(history.rows, quotes(history.prices), {}, {row.day for row in history.rows})


def spans_of(chain: ReturnChain, last: dt.date) -> ReturnSpan | None:
    """Return the whole of a chain, None where it is none."""
    ends = chain.emptied or last
    return None if chain.measured is None or chain.measured >= ends else ReturnSpan(chain.measured, ends)


def old(history: History) -> set[dt.date]:
    """Return the days whose last fixing is too old to end a span with."""
    quote_of = quotes(history.prices)
    return {row.day for row in history.rows if (quote := quote_of(row.day)) is None or quote.age > 5}


def test_one_asset_law() -> None:
    """Gross of the books is the ratio of two prices, exactly, whatever came or left when: on every drawn history.

    Nothing but sub-periods of the books goes into the product.
    """
    seen = 0
    for seed in range(HISTORIES):
        history = drawn(seed)
        quote_of = quotes(history.prices)
        for chain in every_day(history):
            span = spans_of(chain, history.rows[-1].day)
            if span is None:
                continue
            gross = product([part.gross for part in chain.parts])
            begins, ends = quote_of(span.begins), quote_of(span.ends)
            assert begins is not None
            assert ends is not None
            assert Fraction(gross.numerator, gross.denominator) == ends.price / begins.price
            seen += 1
    assert seen > HISTORIES // 2


def test_linking_composes_and_cuts_change_nothing() -> None:
    """A return over two spans that meet is the product of both, net too; sub-periods cut finer give the same."""
    for seed in range(HISTORIES // 3):
        history = drawn(seed)
        quote_of = quotes(history.prices)
        more = {row.day: Fraction(row.disposed, 10**9) for row in history.rows}
        fine = chains(history.rows, quote_of, more, {row.day for row in history.rows})
        for chain in fine:
            span = spans_of(chain, history.rows[-1].day)
            if span is None or {span.begins, span.ends} & old(history):
                continue
            coarse = chains(history.rows, quote_of, more, {span.begins, span.ends})
            whole = span_return(fine, span, quote_of, ValuedBlock.HELD)
            again = span_return(coarse, span, quote_of, ValuedBlock.HELD)
            assert isinstance(whole, SpanReturn)
            assert isinstance(again, SpanReturn)
            assert whole.gross.is_equal(again.gross)
            if not isinstance(whole.net, Ratio) or not isinstance(again.net, Ratio):
                assert whole.net == again.net
                continue
            assert whole.net.is_equal(again.net)
            for part in whole.parts[:-1]:
                if part.ends.day in old(history):
                    continue
                first = span_return(fine, ReturnSpan(span.begins, part.ends.day), quote_of, ValuedBlock.HELD)
                second = span_return(fine, ReturnSpan(part.ends.day, span.ends), quote_of, ValuedBlock.HELD)
                assert isinstance(first, SpanReturn)
                assert isinstance(second, SpanReturn)
                assert isinstance(first.net, Ratio)
                assert isinstance(second.net, Ratio)
                assert product([first.gross, second.gross]).is_equal(whole.gross)
                assert product([first.net, second.net]).is_equal(whole.net)


def test_rows_without_movement_may_be_left_out() -> None:
    """Days on which nothing moved say nothing that the others do not."""
    for seed in range(HISTORIES // 3):
        history = drawn(seed)
        sparse = [row for row in history.rows if row.opening != row.closing or row.added or row is history.rows[0]]
        cuts = {history.rows[-1].day}
        quote_of = quotes(history.prices)
        assert chains(sparse, quote_of, {}, cuts) == chains(history.rows, quote_of, {}, cuts)


def test_attribution_adds_up_exactly() -> None:
    """Printed figures add up to the last hundredth, whatever was rounded, over any stretch."""
    for seed in range(HISTORIES):
        history = drawn(seed)
        more = {row.day: Fraction(row.disposed * seed, 7 * 10**6) for row in history.rows}
        for first, last in ((0, len(history.rows) - 1), (1, len(history.rows) - 1)):
            parts = attribution(history.rows, ReturnSpan(day(first), day(last)), quotes(history.prices), more)
            assert parts.closing - parts.opening == (
                parts.price + parts.receipts - parts.disposals + parts.execution + parts.fees
            )


def test_books_that_do_not_close_are_refused() -> None:
    """A day begins with 6 BTC where the one before ended with 5: gross differs from the price, which is exit code 4.

    By hand: 6 x 102 / (5 x 100) x 6 x 104 / (7 x 102) = 1.0697.
    """
    history = History(
        rows({0: Flows(added=5 * COIN), 2: Flows(added=COIN)}, 4),
        {day(number): Fraction(100 + number) for number in range(5)},
    )
    broken = [*history.rows[:2], replace(history.rows[2], opening=5 * COIN + COIN), *history.rows[3:]]
    quote_of = quotes(history.prices)
    found = chains(broken, quote_of, {}, {day(4)})
    with pytest.raises(IntegrityError) as caught:
        span_return(found, ReturnSpan(day(0), day(4)), quote_of, ValuedBlock.RESERVE)
    assert str(caught.value) == (
        "reserve, 2026-01-01 to 2026-01-05: gross return by the books 6.97 %, by the price 4.00 %: "
        "a day does not begin with what the day before ended with."
    )
    with pytest.raises(IntegrityError, match="effect of prices by days"):
        attribution(broken, ReturnSpan(day(0), day(4)), quote_of, {})


def made(history: History, first: int, last: int) -> SpanReturn | Unavailable:
    """Return the return from a day to another."""
    quote_of = quotes(history.prices)
    found = chains(history.rows, quote_of, {}, {day(first), day(last)})
    return span_return(found, ReturnSpan(day(first), day(last)), quote_of, ValuedBlock.RESERVE)


def steady(flows: dict[int, Flows], last: int) -> History:
    """Return a history whose price rises by one per cent of the first each day."""
    return History(rows(flows, last), {day(number): Fraction(1000 + 10 * number) for number in range(last + 1)})


def test_a_closed_position_is_not_lost() -> None:
    """All that was held is sold on day 5: +5 % to that day and no -100 %, and nothing is known of later days.

    Source: hledger issue 1791, where a closed position returned -100 %.
    """
    history = steady({0: Flows(added=COIN), 5: Flows(disposed=COIN)}, 10)
    sold = made(history, 0, 5)
    assert isinstance(sold, SpanReturn)
    assert sold.gross.basis_points == 500
    assert sold.net == sold.gross
    assert made(history, 0, 10) == Unavailable(Why.EMPTY, day(5))


def test_nothing_links_over_an_empty_stretch() -> None:
    """Sold on day 5, something again from day 8: two chains, and no figure that spans both, whatever lies between."""
    history = steady({0: Flows(added=COIN), 5: Flows(disposed=COIN), 8: Flows(added=1)}, 12)
    gap = Unavailable(Why.EMPTY, day(5), day(8))
    assert made(history, 0, 12) == gap
    assert made(history, 3, 12) == gap
    assert made(history, 6, 12) == gap
    again = steady({0: Flows(added=COIN), 5: Flows(disposed=COIN), 8: Flows(added=1), 10: Flows(disposed=1)}, 12)
    assert made(again, 8, 12) == Unavailable(Why.EMPTY, day(10)), "what was empty before day 8 is no reason"
    later = made(history, 8, 12)
    assert isinstance(later, SpanReturn)
    assert later.gross.is_equal(Ratio(1120, 1080))


def test_what_is_sold_and_comes_on_one_day_is_not_empty() -> None:
    """A chain goes on over a day at whose end something is held."""
    history = steady({0: Flows(added=COIN), 5: Flows(disposed=COIN, added=3)}, 10)
    found = made(history, 0, 10)
    assert isinstance(found, SpanReturn)
    assert found.gross.is_equal(Ratio(1100, 1000))


def test_a_small_early_receipt_weighs_nothing() -> None:
    """One satoshi on the first day and 5 BTC a week later: the return is that of the price all the same.

    Source: hledger issue 2391, where a small early buy led to -100 %.
    """
    found = made(steady({0: Flows(added=1), 7: Flows(added=5 * COIN)}, 10), 0, 10)
    assert isinstance(found, SpanReturn)
    assert found.gross.is_equal(Ratio(1100, 1000))


def test_the_price_of_the_day_of_a_flow_counts() -> None:
    """The price falls by half before a receipt and doubles after it: the whole is zero, not a gain.

    Source: hledger issue 2415, where the price of the day of a flow was ignored.
    """
    history = History(
        rows({0: Flows(added=COIN), 5: Flows(added=100 * COIN)}, 10),
        {day(0): Fraction(1000), day(5): Fraction(500), day(10): Fraction(1000)},
    )
    found = made(history, 0, 10)
    assert isinstance(found, SpanReturn)
    assert found.gross.basis_points == 0
    assert [part.gross.basis_points for part in found.parts] == [-5000, 10_000]


def test_a_joining_wallet_is_a_flow() -> None:
    """A wallet that enters the register, or leaves it, changes no return; so with deposits and withdrawals.

    Source: wealthfolio issue 1414, where a joining account was no flow, and a return below -100 %.
    """
    half = COIN // 2
    flows = {
        3: Flows(scoped=50 * COIN),
        5: Flows(scoped=-50 * COIN),
        6: Flows(deposited=half),
        8: Flows(withdrawn=half),
    }
    flows[0] = Flows(added=COIN)
    found = made(steady(flows, 10), 0, 10)
    assert isinstance(found, SpanReturn)
    assert found.gross.is_equal(Ratio(1100, 1000))
    assert isinstance(found.net, Ratio)
    assert found.net.is_equal(found.gross)


def test_a_day_without_a_fixing_takes_the_last_one() -> None:
    """Flows on such a day are valued at the fixing before it, and the report goes on.

    Source: rustledger issue 1830, where one missing price ended the whole report.
    """
    history = History(
        rows({0: Flows(added=COIN), 5: Flows(added=COIN)}, 10),
        {day(0): Fraction(1000), day(4): Fraction(900), day(10): Fraction(1200)},
    )
    found = made(history, 0, 10)
    assert isinstance(found, SpanReturn)
    assert [part.ends.fixing for part in found.parts] == [day(4), day(10)]
    assert found.gross.is_equal(Ratio(1200, 1000))


def test_a_span_ends_with_a_fixing_of_five_days_at_most() -> None:
    """Five days old is taken, six are not, and the reason is told; before the first fixing there is no figure."""
    history = History(rows({0: Flows(added=COIN)}, 20), {day(2): Fraction(1000), day(10): Fraction(1100)})
    assert isinstance(made(history, 2, 15), SpanReturn)
    assert made(history, 2, 16) == Unavailable(Why.OLD_FIXING, day(16), day(10))
    assert made(history, 8, 12) == Unavailable(Why.OLD_FIXING, day(8), day(2))
    assert made(history, 1, 12) == Unavailable(Why.UNPRICED, day(1))


def test_a_holding_that_ends_with_its_span_is_not_empty_in_it() -> None:
    """Everything is sold on the last day, after its valuation: what lacks is the price of the first."""
    history = History(
        rows({0: Flows(added=COIN), 8: Flows(disposed=COIN)}, 10), {day(at): Fraction(1000) for at in range(3, 11)}
    )
    assert made(history, 1, 8) == Unavailable(Why.UNPRICED, day(1))
    assert made(history, 1, 9) == Unavailable(Why.EMPTY, day(8))


def test_before_the_beginning_and_without_one_the_reason_is_told() -> None:
    """A span from before the first receipt: since when something is held; with nothing ever held: that."""
    history = steady({4: Flows(added=COIN)}, 10)
    assert made(history, 2, 10) == Unavailable(Why.BEGAN, day(4))
    assert made(history, 1, 4) == Unavailable(Why.NEVER_HELD, day(4)), "what came on a day comes after its valuation"
    assert made(steady({}, 10), 2, 10) == Unavailable(Why.NEVER_HELD, day(10))
    assert isinstance(made(history, 4, 10), SpanReturn)


def test_costs_of_coins_that_came_the_same_day_are_not_a_return() -> None:
    """1 BTC is held, 100 come and go on one day for a twentieth less than the fixing: net is not told, gross is.

    5 BTC of costs are of what came that day, and would stand against the one that was there before.
    """
    history = steady({0: Flows(added=COIN), 5: Flows(added=100 * COIN, disposed=100 * COIN)}, 10)
    quote_of = quotes(history.prices)
    more = {day(5): Fraction(-5 * 1050)}
    found = span_return(
        chains(history.rows, quote_of, more, {day(10)}), ReturnSpan(day(0), day(10)), quote_of, ValuedBlock.RESERVE
    )
    assert isinstance(found, SpanReturn)
    assert found.gross.basis_points == 1000
    assert found.net == Unavailable(Why.COSTS, day(5))


def test_what_fees_eat_whole_is_lost() -> None:
    """All that is held is paid to miners: net -100 %, gross that of the price."""
    found = made(steady({0: Flows(added=1000), 5: Flows(fees=1000)}, 10), 0, 5)
    assert isinstance(found, SpanReturn)
    assert found.gross.basis_points == 500
    assert isinstance(found.net, Ratio)
    assert found.net.basis_points == -10_000


def test_a_currency_without_a_rate_is_measured_since_it_has_one() -> None:
    """A receipt on a day without a rate of exchange: dollars are measured all through, tenge since the day after."""
    rates = {day(number): Fraction(500) for number in range(400) if number not in (3, 4)}
    history = steady({0: Flows(added=COIN), 3: Flows(added=COIN, fees=10)}, 380)
    found = performed(measured(history, rates=rates), 380)
    whole = found.spans[-1].by_currency
    assert isinstance(whole["USD"].returns[ValuedBlock.RESERVE], SpanReturn)
    assert whole["KZT"].returns[ValuedBlock.RESERVE] == Unavailable(Why.NO_RATE, day(3))
    assert found.spans[0].by_currency["KZT"].price == Ratio.of(Fraction(4800, 1150))


def test_all_that_is_held_is_measured_over_the_reserve_s_spans() -> None:
    """Coins are held since day 0, the reserve has some since day 7: what is held is told since day 7 too."""
    reserve = steady({7: Flows(added=COIN)}, 30)
    held = steady({0: Flows(added=3 * COIN)}, 30)
    found = performed(measured(reserve, held=held), 30)
    since = found.spans[-1]
    assert since.span == ReturnSpan(day(7), day(30))
    returns = since.by_currency["USD"].returns
    for scope in (ValuedBlock.RESERVE, ValuedBlock.HELD):
        each = returns[scope]
        assert isinstance(each, SpanReturn)
        assert each.gross.is_equal(Ratio(1300, 1070))
        assert each.parts[0].begins.day == day(7)


def test_without_a_reserve_all_that_is_held_is_the_headline() -> None:
    """Nothing is assigned: the span since the beginning is that of what is held."""
    found = performed(measured(steady({}, 30), held=steady({4: Flows(added=COIN)}, 30)), 30)
    assert found.headline is ValuedBlock.HELD
    assert found.spans[-1].span == ReturnSpan(day(4), day(30))
    assert found.spans[-1].by_currency["USD"].returns[ValuedBlock.RESERVE] == Unavailable(Why.NEVER_HELD, day(30))
