"""Laws of limits on drawn histories: monotone shares, no flip without a change, day by day as at once."""

from dataclasses import replace
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from tests.reserve.limits.limit_days import day, limit, quantities, reserves, txid, waiver_act
from tracer.chain.amount import COIN
from tracer.reserve.limits.breaches import LimitBook, Waiver, evaluate, waivers
from tracer.reserve.limits.limit_rows import BreachCause, LimitDay, LimitPrice, LimitSide, LimitState
from tracer.reserve.limits.measures import broken, measure, state
from tracer.reserve.terms import Limit, LimitKind, LimitSeverity

LIMITS = (
    limit(LimitKind.SHARE_EXCL, "0.0100", "0.0020", name="share-max", cure_days=3),
    limit(LimitKind.SHARE_INCL, "0.0095", name="share-incl", severity=LimitSeverity.SOFT),
    limit(LimitKind.VALUE_USD, "9000000", name="value", begins=day(4)),
    limit(LimitKind.WALLET_SHARE, "0.60", name="wallet", begins=day(3)),
    limit(LimitKind.DAY_OUT_SAT, str(5 * COIN), name="out"),
    limit(LimitKind.UNTITLED_SHARE, "0.20", name="untitled"),
    limit(LimitKind.PRICE_QUALITY, worst="A", name="quality"),
    limit(LimitKind.PROOF_RATIO, least="1", name="proof"),
    limit(LimitKind.COVER_RATIO, least="1", name="cover", severity=LimitSeverity.SOFT),
)


@st.composite
def series(draw: st.DrawFn) -> list[LimitDay]:
    """Return days that follow one another, with gaps, in which few inputs change from one to the next."""
    days, number = [], 0
    coins, cents, usd, quality = 100, 7_000_000, 1_000_000_000, "A"
    for _ in range(draw(st.integers(1, 12))):
        number += draw(st.sampled_from((1, 1, 1, 3)))
        coins = draw(st.sampled_from((coins, coins, 40, 100, 150)))
        cents = draw(st.sampled_from((cents, cents, 2_000_000, 7_000_000, 10_100_000)))
        usd = draw(st.sampled_from((usd, usd, 0, 650_000_000, 1_000_000_000)))
        quality = draw(st.sampled_from((quality, "A", "C")))
        one = draw(st.integers(0, coins))
        more = {
            "wallets": {"A": one * COIN, "B": (coins - one) * COIN},
            "titled": draw(st.integers(coins // 2, coins)) * COIN,
            "out": draw(st.sampled_from((0, 6 * COIN))),
            "txids": (txid(number),),
        }
        of = reserves(usd) if usd else None
        fixing = draw(st.sampled_from((LimitPrice(cents, quality), LimitPrice(cents, quality), None)))
        days.append(LimitDay(day(number), quantities(coins, **more), fixing, of))
    return days


@st.composite
def some_waivers(draw: st.DrawFn) -> tuple[Waiver, ...]:
    """Return waivers of some limits over some days."""
    acts = []
    for number in range(draw(st.integers(0, 4))):
        first = draw(st.integers(1, 20))
        name = draw(st.sampled_from([each.id for each in LIMITS]))
        acts.append(waiver_act(number + 1, name, day(first), day(first + draw(st.integers(0, 9)))))
    return waivers(acts)


@given(series(), some_waivers(), st.data())
def test_day_by_day_or_at_once_the_records_are_the_same(
    days: list[LimitDay], waived: tuple[Waiver, ...], data: st.DataObject
) -> None:
    """Whatever the days are split into."""
    at_once = evaluate(LIMITS, waived, days)
    book, rest = LimitBook(), days
    while rest:
        size = data.draw(st.integers(1, len(rest)))
        book, rest = evaluate(LIMITS, waived, rest[:size], book), rest[size:]
    assert book == at_once


@given(series(), some_waivers())
def test_the_records_are_the_days_on_which_a_limit_is_broken(days: list[LimitDay], waived: tuple[Waiver, ...]) -> None:
    """Each broken day of each part lies in exactly one record of its bound, each day of a record is broken.

    What is not known is a record of its own; others go on over it and neither begin nor end there.
    """
    book = evaluate(LIMITS, waived, days)
    for each in LIMITS:
        for at in days:
            for found in measure(each.kind, at):
                bound = broken(each, found) if each.begins <= at.day else None
                inside = [
                    breach for breach in book.breaches
                    if (breach.limit, breach.subject) == (each.id, found.subject)
                    and breach.first_day <= at.day <= breach.last_day
                    and (found.is_known or breach.bound is LimitSide.NONE
                         or at.day in (breach.first_day, breach.last_day))
                ]  # fmt: skip
                assert [breach.bound for breach in inside] == ([] if bound is None else [bound])


@given(series())
def test_a_limit_is_the_cause_where_it_began_over_what_was_there_and_nowhere_else(days: list[LimitDay]) -> None:
    """Of every breach, by the definition: it began since the day before, whose inputs break it already."""
    terms, places = {each.id: each for each in LIMITS}, {at.day: number for number, at in enumerate(days)}
    for each in evaluate(LIMITS, (), days).breaches:
        limit_of, number = terms[each.limit], places[each.first_day]
        eve = days[number - 1] if number else None
        began = eve is not None and eve.day < limit_of.begins <= each.first_day
        was = [] if eve is None else [at for at in measure(limit_of.kind, eve) if at.subject == each.subject]
        lies = any(broken(limit_of, at) is each.bound for at in was) and each.bound is not LimitSide.NONE
        is_flow = limit_of.kind is LimitKind.DAY_OUT_SAT
        assert (each.cause is BreachCause.LIMIT) == (began and lies and not is_flow)


@given(series(), some_waivers())
def test_what_is_not_known_cures_nothing(days: list[LimitDay], waived: tuple[Waiver, ...]) -> None:
    """On the day of a cure its limit is known to hold, by what was asked or by another bound that is broken."""
    by_day, terms = {at.day: at for at in days}, {each.id: each for each in LIMITS}
    for breach in evaluate(LIMITS, waived, days).breaches:
        if breach.cured is not None:
            found = measure(terms[breach.limit].kind, by_day[breach.cured])
            assert all(each.is_known for each in found if each.subject in (breach.subject, None))


@given(series())
def test_no_limit_flips_without_an_input_that_changes(days: list[LimitDay]) -> None:
    """A later day with the same quantities, price and denominator has the same states; ages alone go on."""
    for at in days:
        later = replace(at, day=day(99))
        for each in LIMITS:
            assert [state(each, found) for found in measure(each.kind, at)] == [
                state(each, found) for found in measure(each.kind, later)
            ]


@given(series(), some_waivers())
def test_a_waived_breach_is_still_listed(days: list[LimitDay], waived: tuple[Waiver, ...]) -> None:
    """Waivers add an act and an end to records; they take none away and move no day, peak or cause."""
    bare = tuple(
        replace(each, decision_act=None, waived_until=None) for each in evaluate(LIMITS, waived, days).breaches
    )
    assert bare == evaluate(LIMITS, (), days).breaches


@given(st.integers(0, 10**12), st.integers(1, 10**9), st.integers(1, 10**12), st.booleans())
def test_the_share_is_monotone_in_the_value(value: int, more: int, usd: int, includes: bool) -> None:
    """A greater value has a greater share, by either definition, or one that is no longer known."""
    of = reserves(usd, includes=includes)
    for share in (of.excluding, of.including):
        one, other = share(Fraction(value)), share(Fraction(value + more))
        assert other is None or (one is not None and one < other)


@given(series())
def test_every_breach_has_a_cause_that_fits(days: list[LimitDay]) -> None:
    """Movements name transactions, what is not known is data and has no peak, only passive ones get time."""
    book = evaluate(LIMITS, (), days)
    terms = {each.id: each for each in LIMITS}
    for each in book.breaches:
        assert bool(each.txids) == (each.cause.value == "movement")
        assert (each.peak is None) == (each.cause.value == "data") == (each.why is not None)
        assert (each.cure_by is not None) == (each.cause.is_passive and terms[each.limit].cure_days > 0)
        assert each.cured is None or each.cured > each.last_day


def test_the_drawn_limits_can_all_be_broken() -> None:
    """The laws above are not empty: a day breaks the hard ones that it can, and the soft ones are told."""
    bad = LimitDay(
        day(5), quantities(150, wallets={"A": 150 * COIN, "B": 0}, titled=100 * COIN, out=6 * COIN),
        LimitPrice(10_100_000, "C"), reserves(1_000_000_000),
    )  # fmt: skip
    assert {each.limit for each in evaluate(LIMITS, (), [bad]).breaches} == {each.id for each in LIMITS} - {"cover"}
    cover: Limit = LIMITS[-1]
    assert [state(cover, found) for found in measure(cover.kind, bad)] == [LimitState.UNKNOWN]
