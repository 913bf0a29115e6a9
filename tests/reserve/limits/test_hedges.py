"""Positions against the price: net exposure, options at zero, expiry, margin, and what a counterparty owes."""

import datetime as dt
from fractions import Fraction

from tests.reserve.limits.limit_days import FIRST, hedge, hedge_act
from tracer.chain.amount import COIN
from tracer.reserve.limits.hedges import counterparty_risk, expired, hedges, net_exposure, open_on

LAST = dt.date(2026, 12, 31)


def test_half_of_five_thousand_coins_is_hedged() -> None:
    """5,000 BTC held, 500 contracts of 5 BTC short: net 2,500, ratio 50.00 %."""
    found = net_exposure(5000 * COIN, [hedge()])
    assert found.as_json() == {
        "held_sat": "500000000000", "short_sat": "250000000000", "long_sat": "0", "net_sat": "250000000000",
        "ratio_percent": "50.00", "margin_sat": "0",
    }  # fmt: skip


def test_long_positions_add_and_options_count_nothing() -> None:
    """10 held, 3 short, 1 long by swap, 5 in puts: 8."""
    found = net_exposure(
        10 * COIN,
        [
            hedge(contract=COIN, count=3),
            hedge(instrument="swap", side="long", contract=COIN, count=1),
            hedge(instrument="put", side="long", contract=COIN, count=5),
            hedge(instrument="call", side="short", contract=COIN, count=5),
        ],
    )
    assert (found.net, found.short, found.long) == (8 * COIN, 3 * COIN, COIN)
    assert found.as_json()["ratio_percent"] == "20.00", "the hedged part is what is short less what is long"
    assert net_exposure(0, []).ratio is None


def test_margin_in_coins_is_a_line_of_its_own() -> None:
    """It is posted with a counterparty: it is summed, and takes nothing off what is held."""
    found = net_exposure(
        10 * COIN, [hedge(count=1, contract=COIN, margin_sat=7), hedge(count=1, contract=COIN, margin_sat=5)]
    )
    assert (found.margin, found.held, found.net) == (12, 10 * COIN, 8 * COIN)


def test_a_position_counts_from_its_opening_to_its_expiry() -> None:
    """On the last day it still counts; closed, it counts no more from that day on."""
    one = hedge(opened=FIRST, expires=LAST)
    closed = hedge(opened=FIRST, expires=LAST, closed=dt.date(2026, 8, 1))
    day = dt.timedelta(days=1)
    assert [one.is_open(each) for each in (FIRST - day, FIRST, LAST, LAST + day)] == [False, True, True, False]
    assert open_on([one, closed], dt.date(2026, 7, 31)) == (one, closed)
    assert open_on([one, closed], dt.date(2026, 8, 1)) == (one,)


def test_an_expired_position_that_the_file_has_open_is_told() -> None:
    """The day after its expiry; one that was closed is not."""
    one = hedge(opened=FIRST, expires=LAST)
    closed = hedge(opened=FIRST, expires=LAST, closed=dt.date(2026, 8, 1))
    assert list(expired([one, closed], LAST)) == []
    assert list(expired([one, closed], LAST + dt.timedelta(days=1))) == [
        "hedge 2025-0001: short future of 2500.00000000 BTC expired on 2026-12-31 and is still open in the file; "
        "supersede it by an act that says when it closed."
    ]


def test_what_positions_are_worth_at_a_price() -> None:
    """A short at 70,000 gains 10,000 a coin at 60,000; an option what its exercise brings, a writer loses that."""
    at = 6_000_000
    gains = [
        hedge(contract=COIN, count=2).gain(at),
        hedge(side="long", contract=COIN, count=2).gain(at),
        hedge(instrument="put", side="long", contract=COIN, count=2).gain(at),
        hedge(instrument="put", side="short", contract=COIN, count=2).gain(at),
        hedge(instrument="call", side="long", contract=COIN, count=2).gain(at),
        hedge(instrument="call", side="long", contract=COIN, count=2).gain(8_000_000),
        hedge(currency="EUR").gain(at),
    ]
    assert gains == [20_000, -20_000, 20_000, -20_000, 0, 20_000, None]


def test_what_is_lost_if_a_counterparty_fails() -> None:
    """Margin and gains, no loss netted: 10 of dollars, 1 coin of 60,000, gains of 10,000; a loss counts nothing.

    A counterparty is named by its first act, whichever way its name is spelled.
    """
    positions = [
        hedge(4, contract=COIN, count=1, margin=1000, margin_currency="USD"),
        hedge(5, contract=COIN, count=1, side="long", margin_sat=COIN, counterparty="BANK"),
        hedge(6, contract=COIN, count=1, counterparty="Another", currency="EUR"),
        hedge(7, contract=COIN, count=1, counterparty="Third", margin=5, margin_currency="KZT"),
    ]
    found = hedges([hedge_act(each, number) for number, each in enumerate(positions, 4)])
    assert [each.party for each in found] == ["2025-0004", "2025-0004", "2025-0006", "2025-0007"]
    assert counterparty_risk(found, 6_000_000) == {
        "2025-0004": Fraction(10 + 60_000 + 10_000), "2025-0006": None, "2025-0007": None,
    }  # fmt: skip
    assert list(counterparty_risk(found[1:2], 6_000_000)) == ["2025-0004"]


def test_positions_are_those_of_the_acts() -> None:
    """Read from acts that count, and written with their price or strike, the margin, and a desk's delta."""
    put = hedge(7, instrument="put", side="long", contract=COIN, count=2, price=6_000_000, delta=Fraction(1, 4),
                delta_source="desk", margin_sat=7)  # fmt: skip
    (found,) = hedges([hedge_act(put, 7)])
    assert found == put
    assert found.as_json() == {
        "act": "2025-0007", "kind": "put", "side": "long", "venue": "Exchange", "counterparty_of": "2025-0007",
        "sat": "200000000", "strike": "60000.00", "currency": "USD", "opened": "2026-07-01", "expires": "2026-12-31",
        "exposure_sat": "0", "margin": None, "margin_currency": None, "margin_sat": "7", "delta": "1/4",
        "delta_source": "desk",
    }  # fmt: skip
    assert hedge().as_json()["price"] == "70000.00"
    assert hedge().as_json()["exposure_sat"] == "-250000000000"
