"""Breaches over days, by hand: first and last day, peak, cause, time to cure, waiver."""

import datetime as dt
from dataclasses import replace
from fractions import Fraction
from typing import Any

from tests.reserve.acts import in_force
from tests.reserve.limits.limit_days import day, hedge, limit, limit_day, quantities, reserves, txid, waiver_act
from tracer.chain.amount import COIN
from tracer.reserve.acts import ActId
from tracer.reserve.limits.breaches import LimitBook, by_limit, enforced, evaluate, readings, waivers
from tracer.reserve.limits.limit_rows import BreachCause, LimitDay, LimitPrice, LimitSide, LimitState
from tracer.reserve.terms import Limit, LimitKind, LimitSeverity

SHARE = limit(LimitKind.SHARE_EXCL, "0.0100", name="share-max", cure_days=30)
"""Of 1,000 million: 10 million, which 100 coins reach at 100,000."""


def found(limits: list[Limit], *days: LimitDay) -> LimitBook:
    """Return the breaches of days, the first of which is the day before."""
    return evaluate(limits, (), days[1:], LimitBook((), days[0]))


def test_a_breach_by_the_price() -> None:
    """70,000, then 100,001, 110,000 and 100,000 again: two days, peak 1.1 %, market, cured on the third."""
    prices = [7_000_000, 10_000_100, 11_000_000, 10_000_000]
    (breach,) = found([SHARE], *(limit_day(at, cents=cents) for at, cents in enumerate(prices))).breaches
    assert breach.as_json() == {
        "limit": "share-max", "kind": "share_excl", "severity": "hard", "subject": None, "bound": "max",
        "first_day": "2026-07-01", "last_day": "2026-07-02", "peak": "1.10000", "cause": "market", "txids": [],
        "acts": [], "why": None, "decision_act": None, "waived_until": None, "cure_by": "2026-07-31",
        "cured": "2026-07-03",
    }  # fmt: skip


def test_a_breach_by_the_denominator() -> None:
    """The reserves fall from 1,000 to 699 million, 7 million of coins stay: 1.00143 %."""
    (breach,) = found([SHARE], limit_day(0), limit_day(1, usd=699_000_000)).breaches
    assert (breach.cause, breach.peak, breach.cured) == (BreachCause.DENOMINATOR, "1.00143", None)
    assert breach.cure_by == dt.date(2026, 7, 31)


def test_a_breach_by_a_movement_names_its_transactions() -> None:
    """100 coins become 150: 10.5 million. Nobody gets time to cure what the body did."""
    came = limit_day(1, coins=150, txids=(txid(7), txid(8)), acts=(ActId("2026-0003"),))
    (breach,) = found([SHARE], limit_day(0), came).breaches
    assert (breach.cause, breach.cure_by, breach.peak) == (BreachCause.MOVEMENT, None, "1.05000")
    assert (breach.txids, breach.acts) == ((txid(7), txid(8)), ("2026-0003",))


def test_only_what_can_have_moved_it_is_named() -> None:
    """Acts on title for what is titled, positions for hedges; of claims on a counterparty no transaction."""
    moved: dict[str, Any] = {"txids": (txid(1),), "acts": (ActId("2026-0003"),), "positions": (ActId("2026-0004"),)}
    claims = limit(LimitKind.COUNTERPARTY_USD, "5", name="claims")
    open_sat = limit(LimitKind.UNHEDGED_SAT, str(100 * COIN), name="unhedged")
    wallet = limit(LimitKind.WALLET_USD, "7000000", name="wallet")
    value = limit(LimitKind.VALUE_USD, "7000000", name="value")
    posted = (hedge(side="long", count=1, contract=1, margin=600, margin_currency="USD"),)
    days = (limit_day(0), limit_day(1, coins=150, hedges=posted, **moved))
    named = {each.limit: (each.txids, each.acts) for each in found([claims, open_sat, wallet, value], *days).breaches}
    assert named == {
        "claims": ((), ("2026-0004",)),
        "unhedged": ((txid(1),), ("2026-0004",)),
        "wallet": ((txid(1),), ()),
        "value": ((txid(1),), ("2026-0003",)),
    }


def test_where_either_suffices_it_is_the_market() -> None:
    """The price alone and the denominator alone would break it: the market. So too where only both together do."""
    (either,) = found([SHARE], limit_day(0), limit_day(1, cents=11_000_000, usd=600_000_000)).breaches
    (both,) = found([SHARE], limit_day(0), limit_day(1, cents=9_000_000, usd=890_000_000)).breaches
    assert either.cause is both.cause is BreachCause.MARKET


def test_where_price_and_movement_are_needed_it_is_the_movement() -> None:
    """100 coins at 90,000 keep to it, 120 at 70,000 too; 120 at 90,000 are 10.8 million."""
    (breach,) = found([SHARE], limit_day(0), limit_day(1, coins=120, cents=9_000_000, txids=(txid(1),))).breaches
    assert (breach.cause, breach.txids) == (BreachCause.MOVEMENT, (txid(1),))


def test_only_what_a_limit_looks_at_can_break_it() -> None:
    """A wallet's share is broken by a movement, whatever the price did; an age by the denominator alone."""
    half = limit(LimitKind.WALLET_SHARE, "0.50", name="wallet")
    even = {"Reserve": 50 * COIN, "Agency": 50 * COIN}
    odd = {"Reserve": 60 * COIN, "Agency": 40 * COIN}
    (wallet,) = found([half], limit_day(0, wallets=even), limit_day(1, wallets=odd, cents=9_000_000)).breaches
    assert (wallet.subject, wallet.cause, wallet.peak) == ("Reserve", BreachCause.MOVEMENT, "60.00000")
    old = limit(LimitKind.DENOMINATOR_AGE_DAYS, "30", name="age")
    (age,) = found([old], limit_day(1), limit_day(2, cents=8_000_000)).breaches
    assert (age.cause, age.first_day, age.peak) == (BreachCause.DENOMINATOR, day(2), "31")


def test_each_wallet_by_itself() -> None:
    """Two wallets above a half of nothing else: of 100 coins 51 and then 51 of the other, two breaches."""
    half = limit(LimitKind.WALLET_SHARE, "0.50", name="wallet")
    one = {"Reserve": 51 * COIN, "Agency": 49 * COIN}
    other = {"Reserve": 49 * COIN, "Agency": 51 * COIN}
    book = found([half], limit_day(0, wallets=one), limit_day(1, wallets=one), limit_day(2, wallets=other))
    assert [(each.subject, each.first_day, each.cured) for each in book.breaches] == [
        ("Reserve", day(1), day(2)), ("Agency", day(2), None),
    ]  # fmt: skip
    assert by_limit(book) == {"wallet": book.breaches}


def test_a_limit_that_is_tightened_below_what_there_is_is_its_own_cause() -> None:
    """7.0 million under 8, from the third on under 6: nobody moved, no price did it, and there is no time to cure.

    The act that set it is named. Where the price rose on that very day and 7.0 would have kept to it, the price did it.
    """
    loose = replace(limit(LimitKind.VALUE_USD, "8000000", cure_days=9), until=day(2), set_by=ActId("2026-0001"))
    tight = replace(loose, most=Fraction(6_000_000), begins=day(3), until=None, set_by=ActId("2026-0002"))
    (breach,) = found([loose, tight], limit_day(1), limit_day(2), limit_day(3), limit_day(4)).breaches
    assert (breach.first_day, breach.last_day, breach.cause) == (day(3), day(4), BreachCause.LIMIT)
    assert (breach.acts, breach.txids, breach.cure_by, breach.peak) == (("2026-0002",), (), None, "7000000.00")
    assert enforced(LimitBook((breach,)), (), day(3)) == (breach,)
    near = replace(tight, most=Fraction(7_500_000))
    (risen,) = found([loose, near], limit_day(1), limit_day(2), limit_day(3, cents=7_600_000)).breaches
    assert (risen.cause, risen.acts, risen.cure_by) == (BreachCause.MARKET, (), day(3) + dt.timedelta(days=9))


def test_a_limit_that_comes_into_force_over_days_that_are_passed_over() -> None:
    """It began on the third, the last day looked at was the first: it is its own cause still; not on the day after."""
    later = limit(LimitKind.VALUE_USD, "1", begins=day(3))
    (breach,) = found([later], limit_day(1), limit_day(4)).breaches
    assert (breach.first_day, breach.cause) == (day(4), BreachCause.LIMIT)
    early = limit(LimitKind.VALUE_USD, "1", begins=day(1))
    (breach,) = found([early], limit_day(1), limit_day(4)).breaches
    assert breach.cause is BreachCause.MARKET


def test_what_leaves_on_the_day_on_which_its_limit_begins_is_a_movement() -> None:
    """10 coins left on the day before and 10 today, above 5: those of today are what breaks it, and are named."""
    out = limit(LimitKind.DAY_OUT_SAT, str(5 * COIN), name="out", begins=day(2))
    (breach,) = found([out], limit_day(1, out=10 * COIN), limit_day(2, out=10 * COIN, txids=(txid(2),))).breaches
    assert (breach.cause, breach.txids) == (BreachCause.MOVEMENT, (txid(2),))


def test_a_limit_on_quantities_is_its_own_cause_too() -> None:
    """Half of everything in each of two wallets, and a limit of 40 % that comes: both break it, nothing moved."""
    even = {"Reserve": 50 * COIN, "Agency": 50 * COIN}
    later = limit(LimitKind.WALLET_SHARE, "0.40", name="wallet", begins=day(2))
    book = found([later], limit_day(1, wallets=even), limit_day(2, wallets=even))
    assert [(each.subject, each.cause) for each in book.breaches] == [
        ("Agency", BreachCause.LIMIT), ("Reserve", BreachCause.LIMIT),
    ]  # fmt: skip


def test_a_limit_from_a_day_on() -> None:
    """Before that day it is not looked at; what was broken all along breaks it on that day, by the limit itself."""
    later = limit(LimitKind.VALUE_USD, "1", begins=day(3))
    book = found([later], limit_day(1), limit_day(2), limit_day(3), limit_day(4))
    assert [(each.first_day, each.last_day, each.cause) for each in book.breaches] == [
        (day(3), day(4), BreachCause.LIMIT)
    ]
    assert readings([later], limit_day(2)) == ()


def test_the_other_bound_is_another_breach() -> None:
    """7.0 million, then 14, then 3.5: above the greatest on one day, below the least on the next."""
    band = limit(LimitKind.VALUE_USD, "8000000", "6000000")
    book = found([band], limit_day(0), limit_day(1, cents=14_000_000), limit_day(2, cents=3_500_000))
    assert [(each.bound, each.first_day, each.cured, each.peak) for each in book.breaches] == [
        (LimitSide.MOST, day(1), day(2), "14000000.00"), (LimitSide.LEAST, day(2), None, "3500000.00"),
    ]  # fmt: skip


def test_the_peak_below_a_least_is_the_smallest() -> None:
    """Of 5, 3 and 4 million below 6 it is 3: by number, not by letters, of 10 and 9 above 8 it is 10."""
    least, most = limit(LimitKind.VALUE_USD, least="6000000"), limit(LimitKind.VALUE_USD, "8000000", name="most")
    (low,) = found(
        [least], *(limit_day(at, cents=cents) for at, cents in enumerate([7_000_000, 5_000_000, 3_000_000, 4_000_000]))
    ).breaches
    (high,) = found(
        [most], *(limit_day(at, cents=cents) for at, cents in enumerate([7_000_000, 9_000_000, 10_000_000]))
    ).breaches
    assert (low.peak, high.peak) == ("3000000.00", "10000000.00")


def test_what_is_not_known_breaks_a_hard_limit() -> None:
    """Its cause is data, there is no time to cure and no peak; a soft one is told, and no breach."""
    soft = limit(LimitKind.SHARE_EXCL, "0.01", name="soft", severity=LimitSeverity.SOFT)
    book = found([SHARE, soft], limit_day(0, usd=None), limit_day(1, usd=None))
    (breach,) = book.breaches
    assert (breach.limit, breach.bound, breach.cause, breach.peak) == (
        "share-max",
        LimitSide.NONE,
        BreachCause.DATA,
        None,
    )
    assert (breach.cure_by, breach.why) == (
        None, "tables/reserves.csv has no figure of this day or earlier that had been published by then",
    )  # fmt: skip
    assert [each.state for each in readings([SHARE, soft], limit_day(1, usd=None))] == [LimitState.UNKNOWN] * 2


def test_a_table_that_comes_ends_the_breach_by_data() -> None:
    """On the day on which the figure had been published; a figure that breaks the limit is a breach of its own."""
    book = found([SHARE], limit_day(0, usd=None), limit_day(1, usd=None), limit_day(2, usd=500_000_000))
    assert [(each.cause, each.first_day, each.cured) for each in book.breaches] == [
        (BreachCause.DATA, day(1), day(2)), (BreachCause.DENOMINATOR, day(2), None),
    ]  # fmt: skip


def test_without_a_day_before_a_movement_did_it() -> None:
    """Nothing was held before the first day."""
    (breach,) = evaluate([limit(LimitKind.VALUE_USD, "1")], (), [limit_day(1, txids=(txid(1),))]).breaches
    assert (breach.cause, breach.txids) == (BreachCause.MOVEMENT, (txid(1),))


def test_a_waived_breach_is_listed_and_stops_nothing() -> None:
    """From the waiver's day to its last it is not enforced, afterwards it is again; it names the act all the time."""
    acts = in_force(waiver_act(3, "the-limit", day(2), day(3)), waiver_act(4, "another", day(1), day(9)))
    waived, hard = waivers(acts.acts), limit(LimitKind.VALUE_USD, "1")
    before = LimitBook((), limit_day(0, coins=0))
    stops = {}
    for last in range(1, 6):
        book = evaluate([hard], waived, [limit_day(at) for at in range(1, last + 1)], before)
        (breach,) = book.breaches
        stops[last] = [each.limit for each in enforced(book, waived, day(last))]
        assert breach.last_day == day(last)
        assert breach.cured is None
        assert breach.decision_act == (None if last == 1 else "2025-0003")
    assert stops == {1: ["the-limit"], 2: [], 3: [], 4: ["the-limit"], 5: ["the-limit"]}
    assert breach.as_json()["waived_until"] == "2026-07-03"


def test_a_waiver_made_after_the_last_fixing_counts_on_its_day() -> None:
    """The last day with a fixing is the first; a waiver of the third stops the stop from the third on."""
    hard, waived = limit(LimitKind.VALUE_USD, "1"), waivers((waiver_act(3, "the-limit", day(3), day(9)),))
    book = evaluate([hard], waived, [limit_day(1)], LimitBook((), limit_day(0, coins=0)))
    assert [bool(list(enforced(book, waived, day(at)))) for at in (1, 2, 3, 9, 10)] == [True, True, False, False, True]


def test_of_two_waivers_the_one_that_ends_last() -> None:
    """It is the one named."""
    hard = limit(LimitKind.VALUE_USD, "1")
    waived = waivers((waiver_act(3, "the-limit", day(1), day(9)), waiver_act(4, "the-limit", day(1), day(5))))
    (breach,) = evaluate([hard], waived, [limit_day(1)]).breaches
    assert (breach.decision_act, breach.waived_until) == ("2025-0003", day(9))


def test_a_passive_breach_has_its_time_to_cure() -> None:
    """Thirty days from the first: on the thirtieth day after it nothing stops, on the next it does."""
    book = found([SHARE], limit_day(0), limit_day(1, cents=11_000_000))
    assert [bool(list(enforced(book, (), day(at)))) for at in (1, 31, 32)] == [False, False, True]
    at_once = limit(LimitKind.SHARE_EXCL, "0.01")
    book = found([at_once], limit_day(0), limit_day(1, cents=11_000_000))
    assert list(enforced(book, (), day(1))) == list(book.breaches)
    assert book.breaches[0].cure_by is None


def test_soft_limits_stop_nothing() -> None:
    """They are listed."""
    soft = limit(LimitKind.VALUE_USD, "1", severity=LimitSeverity.SOFT)
    book = evaluate([soft], (), [limit_day(1)])
    assert len(book.breaches) == 1
    assert not list(enforced(book, (), day(9)))


def test_days_without_a_fixing_are_not_looked_at() -> None:
    """What is broken on Friday and on Monday is one breach; what moved between is told with Monday."""
    book = found([SHARE], limit_day(0), limit_day(1, cents=11_000_000), limit_day(4, cents=11_000_000))
    assert [(each.first_day, each.last_day) for each in book.breaches] == [(day(1), day(4))]


def test_the_state_of_a_limit_is_the_worst_of_its_parts() -> None:
    """One wallet above its share breaks the limit; all within keep to it."""
    half = limit(LimitKind.WALLET_SHARE, "0.50")
    (odd,) = readings([half], limit_day(1, wallets={"A": 60 * COIN, "B": 40 * COIN}))
    (even,) = readings([half], limit_day(1, wallets={"A": 50 * COIN, "B": 50 * COIN}))
    assert (odd.state, even.state) == (LimitState.BREACHED, LimitState.WITHIN)
    assert [state for _, state in odd.measures] == [LimitState.BREACHED, LimitState.WITHIN]


def test_a_price_of_less_quality_is_the_markets() -> None:
    """A day of quality C breaks a limit of A until the next A."""
    best = limit(LimitKind.PRICE_QUALITY, worst="A")
    series = [limit_day(0), limit_day(1, quality="C"), limit_day(2, quality="C"), limit_day(3)]
    (breach,) = found([best], *series).breaches
    assert (breach.cause, breach.peak, breach.first_day, breach.cured) == (BreachCause.MARKET, "C", day(1), day(3))


def test_days_are_told_apart_by_their_inputs_alone() -> None:
    """A day holds quantities, a price and a denominator, and nothing else that a limit could look at."""
    assert limit_day(1) == LimitDay(day(1), quantities(100), LimitPrice(7_000_000, "A"), reserves(1_000_000_000))


def test_a_breach_has_the_severity_of_the_limit_that_holds() -> None:
    """One that goes on when the limit becomes hard stops things from then on."""
    soft = limit(LimitKind.DAY_OUT_SAT, "0", severity=LimitSeverity.SOFT)
    first, second = limit_day(1, out=1), limit_day(2, out=1)
    book = evaluate([replace(soft, severity=LimitSeverity.HARD)], (), [second], evaluate([soft], (), [first]))
    (breach,) = book.breaches
    assert (breach.first_day, breach.severity) == (first.day, LimitSeverity.HARD)
