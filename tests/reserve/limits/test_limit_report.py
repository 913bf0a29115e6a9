"""The report on limits over days, by hand: a small chain, prices, a table, acts, and what was carried over."""

import datetime as dt
from dataclasses import replace
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from tests.reserve.acts import in_force, on
from tests.reserve.limits.limit_days import hedge, hedge_act, limit, review_act, waiver_act
from tests.reserve.small_ledgers import small_ledger, small_register, txid
from tracer.chain.amount import COIN
from tracer.reserve.acts import Act
from tracer.reserve.days import Period
from tracer.reserve.limits.denominators import COLUMNS, ReservesTable
from tracer.reserve.limits.limit_days import NO_UNITS, LimitSources
from tracer.reserve.limits.limit_report import LimitReport, limit_report
from tracer.reserve.limits.limit_rows import Breach, LimitPrice
from tracer.reserve.limits.reviews import ReviewedPeriod
from tracer.reserve.limits.units import COLUMNS as UNIT_COLUMNS
from tracer.reserve.limits.units import UnitsTable
from tracer.reserve.terms import Limit, LimitKind, LimitSeverity

TEN = 10 * COIN
CHAIN = f"""
in: -> {TEN}@Agency


more: -> {TEN}@Reserve
"""
"""10 coins on the first of January 2025, 10 more on the third."""
TITLED = {dt.date(2024, 12, 31): 0, **{dt.date(2025, 1, day): (TEN if day < 3 else 2 * TEN) for day in range(1, 32)}}
RESERVES = ReservesTable.of(
    f"{','.join(COLUMNS)}\n2024-11-30,2024-12-20,100000000,80000000,,,,false,National Bank,\n".encode()
)
"""100 million, of which 10 coins at 50,000 are 0.5 %."""
SHARE = limit(LimitKind.SHARE_EXCL, "0.0090", name="share-max", begins=on("2025-01-01"), cure_days=5)
LAST = on("2025-01-06")


def report(
    *acts: Act,
    limits: tuple[Limit, ...] = (SHARE,),
    fixings: dict[int, LimitPrice] | None = None,
    first: str = "2025-01-01",
    last: dt.date = LAST,
    carried: tuple[Breach, ...] = (),
    reserves: ReservesTable = RESERVES,
    units: UnitsTable = NO_UNITS,
    sealed: ReviewedPeriod | None = None,
    chain: str = CHAIN,
) -> LimitReport:
    """Return the report of a span of January 2025; each day has a fixing of 50,000 where none are given."""
    prices = fixings if fixings is not None else {day: LimitPrice(5_000_000, "A") for day in range(1, last.day + 1)}
    return limit_report(
        LimitSources(
            register=replace(small_register(), limits=limits),
            acts=in_force(*acts),
            ledger=small_ledger(chain),
            titled=TITLED,
            first=on(first),
            last=last,
            fixings={dt.date(2025, 1, day): each for day, each in prices.items()},
            reserves=reserves,
            units=units,
            carried=carried,
            sealed=sealed,
        )
    )


def test_a_movement_breaks_the_share() -> None:
    """On the third 20 coins are 1.0 % of 100 million: by the movement, without time to cure; the status ends with 1."""
    found = report()
    assert found.faults == (
        "limit share-max is broken since 2025-01-03: 1.00000 % at worst, cause movement "
        f"({txid('more')}); no waiver covers it.",
    )
    assert found.warnings == ()
    (breach,) = found.book.breaches
    assert (breach.first_day, breach.last_day) == (on("2025-01-03"), LAST)
    assert [share for _, share, _ in found.shares] == [Fraction(1, 200)] * 2 + [Fraction(1, 100)] * 4


def test_the_price_breaks_it_and_there_is_time_to_cure() -> None:
    """50,000, then 95,000 on the second: 0.95 % by the price, to be cured by the seventh, a warning until then."""
    prices = {1: LimitPrice(5_000_000, "A"), 2: LimitPrice(9_500_000, "A")}
    found = report(fixings=prices, last=on("2025-01-02"))
    assert (found.faults, found.warnings) == (
        (),
        ("limit share-max is broken since 2025-01-02: 0.95000 % at worst, cause market; to be cured by 2025-01-07.",),
    )  # fmt: skip
    late = report(fixings=prices, last=on("2025-01-08"))
    assert late.faults == (
        "limit share-max is broken since 2025-01-02: 0.95000 % at worst, cause market; it was to be cured by "
        "2025-01-07, and no waiver covers it.",
    )


def test_a_waiver_stops_the_stop_and_the_breach_is_listed() -> None:
    """Until its last day; afterwards it is named as over."""
    waiver = waiver_act(7, "share-max", on("2025-01-04"), on("2025-01-05"))
    during, after = report(waiver, last=on("2025-01-05")), report(waiver, last=on("2025-01-06"))
    said = f"limit share-max is broken since 2025-01-03: 1.00000 % at worst, cause movement ({txid('more')})"
    assert during.faults == ()
    assert during.warnings == (f"{said}; waived by 2025-0007 until 2025-01-05.",)
    assert after.faults == (f"{said}; waiver 2025-0007 is over.",)
    assert len(during.book.breaches) == len(after.book.breaches) == 1


def test_what_is_not_known_is_said() -> None:
    """A hard limit that nothing on file measures is broken by data; a soft one is no breach."""
    proof = limit(LimitKind.PROOF_RATIO, least="1", name="proof-min", begins=on("2025-01-01"))
    soft = replace(proof, id="soft", severity=LimitSeverity.SOFT)
    found = report(limits=(proof, soft), last=on("2025-01-01"))
    assert found.faults == (
        "limit proof-min is broken since 2025-01-01: unknown, no proof of control is on file; no waiver covers it.",
    )
    assert found.warnings == ("limit soft is unknown: no proof of control is on file.",)


def test_a_soft_breach_warns() -> None:
    """It stops nothing."""
    soft = replace(SHARE, severity=LimitSeverity.SOFT)
    said = f"limit share-max is broken since 2025-01-03: 1.00000 % at worst, cause movement ({txid('more')})"
    assert report(limits=(soft,)).faults == ()
    assert report(limits=(soft,)).warnings == (f"{said}; the limit is soft.",)


def test_whose_share_is_broken() -> None:
    """A wallet's breach names it."""
    half = limit(LimitKind.WALLET_SHARE, "0.50", name="one-wallet", begins=on("2025-01-01"))
    found = report(limits=(half,), last=on("2025-01-01"))
    assert found.faults[0].startswith('limit one-wallet of "Agency" is broken since 2025-01-01: 100.00000 % at worst')


def test_a_limit_on_the_price_is_not_known_without_a_fixing() -> None:
    """That breaks a hard one from the first day on, and warns of a soft one; before it is in force nothing is said."""
    why = "no fixing of a day that is looked at is on file"
    found = report(fixings={})
    assert found.faults == (f"limit share-max is broken since 2025-01-01: unknown, {why}; no waiver covers it.",)
    assert report(fixings={}, limits=()).faults == ()
    assert report(fixings={}, limits=(replace(SHARE, begins=on("2025-02-01")),)).faults == ()
    (row,) = [each.as_json() for each in found.rows]
    assert (row["state"], row["day"]) == ("unknown", None)
    assert row["actual"] == [{"subject": None, "value": None, "state": "unknown", "why": why}]
    soft = report(fixings={}, limits=(replace(SHARE, severity=LimitSeverity.SOFT),))
    assert (soft.faults, soft.warnings) == ((), (f"limit share-max is unknown: {why}.",))
    assert (found.grid, found.position, found.shares) == ((), None, ())


def test_what_was_broken_is_not_cured_by_a_quarter_without_a_fixing() -> None:
    """A breach that was carried over stays open, of a soft limit too; that nothing is known stands beside it."""
    (breach,) = report().book.breaches
    for severity, bounds in ((LimitSeverity.HARD, ["unknown", "max"]), (LimitSeverity.SOFT, ["max"])):
        found = report(limits=(replace(SHARE, severity=severity),), fixings={}, carried=(breach,))
        assert [each.bound.value for each in found.book.breaches if each.is_open] == bounds
        assert any(each.peak == "1.00000" and each.is_open for each in found.book.breaches)


OUT = f"""
in: -> {TEN}@Agency


out: in.0 -> {TEN - 5}

"""
"""10 coins on the first of January 2025, of which all leave on the third."""


def moved(fixings: dict[int, LimitPrice], first: int = 1, last: int = 6) -> LimitReport:
    """Return the report on what left, over days of which some have a fixing."""
    most = limit(LimitKind.DAY_OUT_SAT, "1", name="out", begins=on("2025-01-01"))
    return report(limits=(most,), fixings=fixings, first=f"2025-01-{first:02}", last=dt.date(2025, 1, last), chain=OUT)


def test_what_leaves_on_a_day_without_a_fixing_counts() -> None:
    """Whoever holds back a quote makes no day on which everything may leave."""
    (breach,) = moved({2: LimitPrice(5_000_000, "A"), 4: LimitPrice(5_000_000, "A")}).book.breaches
    assert (breach.first_day, breach.last_day, breach.cured) == (on("2025-01-03"), on("2025-01-03"), on("2025-01-04"))
    assert (breach.peak, breach.txids, breach.cause.value) == (str(TEN), (txid("out"),), "movement")
    found = moved({}, last=3)
    assert found.faults == (
        f"limit out is broken since 2025-01-03: {TEN} satoshi at worst, cause movement ({txid('out')}); no waiver "
        "covers it.",
    )
    (row,) = found.rows
    assert (row.day, row.actual[0].value) == (on("2025-01-03"), str(TEN))


@given(st.sets(st.integers(1, 6)), st.integers(1, 6))
def test_fixings_change_nothing_of_what_needs_no_price(days: set[int], last: int) -> None:
    """The records and the readings are the same whatever days have one."""
    found = moved(dict.fromkeys(days, LimitPrice(5_000_000, "A")), last=last)
    assert found.book.breaches == moved({}, last=last).book.breaches
    assert [row.as_json() for row in found.rows] == [row.as_json() for row in moved({}, last=last).rows]


def test_a_denominator_that_grows_old() -> None:
    """62 days old it is fresh; 63 and 123 days warn; 124 end with 1."""
    quiet = replace(SHARE, most=Fraction(1))
    ages: dict[int, tuple[tuple[str, ...], tuple[str, ...]]] = {}
    for age in (62, 63, 123, 124):
        as_of = dt.date(2025, 1, 6) - dt.timedelta(days=age)
        table = f"{','.join(COLUMNS)}\n{as_of},{as_of},100000000,,,,,false,National Bank,\n"
        found = report(limits=(quiet,), reserves=ReservesTable.of(table.encode()))
        ages[age] = (found.warnings, found.faults)
    assert ages[62] == ((), ())
    assert ages[63] == (("the reserves of 2024-11-04 in tables/reserves.csv are 63 days old; 62 are allowed.",), ())
    assert ages[123] == (("the reserves of 2024-09-05 in tables/reserves.csv are 123 days old; 62 are allowed.",), ())
    assert ages[124] == ((), ("the reserves of 2024-09-04 in tables/reserves.csv are 124 days old; 123 are allowed.",))


def test_an_old_denominator_that_nothing_looks_at_is_passed_over() -> None:
    """A register whose limits look at no share asks for no table."""
    table = f"{','.join(COLUMNS)}\n2020-01-01,2020-01-01,100000000,,,,,false,National Bank,\n"
    value = limit(LimitKind.VALUE_USD, "100000000", name="value", begins=on("2025-01-01"))
    found = report(limits=(value,), reserves=ReservesTable.of(table.encode()))
    assert (found.faults, found.warnings) == ((), ())


def test_an_expired_hedge_ends_with_one() -> None:
    """The day after its last; it counts nothing of the exposure then."""
    act = hedge_act(hedge(3, contract=COIN, count=5, opened=on("2025-01-01"), expires=on("2025-01-05")), 3)
    open_, over = report(act, limits=(), last=on("2025-01-05")), report(act, limits=(), last=on("2025-01-06"))
    assert open_.faults == ()
    assert over.faults == (
        "hedge 2025-0003: short future of 5.00000000 BTC expired on 2025-01-05 and is still open in the file; "
        "supersede it by an act that says when it closed.",
    )
    assert open_.exposure is not None
    assert over.exposure is not None
    assert (open_.exposure.net, over.exposure.net) == (15 * COIN, 20 * COIN)
    assert len(over.hedges) == 1


def test_a_breach_that_was_carried_over_goes_on() -> None:
    """From what was sealed at the end of the third on: the same records as in one span."""
    whole = report()
    (first,) = report(last=on("2025-01-03")).book.breaches
    rest = report(first="2025-01-04", carried=(first,))
    assert rest.book.breaches == whole.book.breaches


def test_the_day_before_the_first_has_the_price_that_was_carried() -> None:
    """From the second on, with 50,000 of the first: 95,000 is the market's doing. With none before, too."""
    prices = {1: LimitPrice(5_000_000, "A"), 2: LimitPrice(9_500_000, "A")}
    for fixings in (prices, {2: prices[2]}):
        found = report(first="2025-01-02", fixings=fixings, last=on("2025-01-02"))
        assert [each.cause.value for each in found.book.breaches] == ["market"]


def test_the_last_fixing_before_the_first_day_counts() -> None:
    """20 coins at 20,000 and then 40,000, reserves of 100 and then 60 million: neither alone breaks 0.9 %, both do.

    With the 96,000 of the first day the reserves alone would.
    """
    prices = {1: LimitPrice(9_600_000, "A"), 4: LimitPrice(2_000_000, "A"), 5: LimitPrice(4_000_000, "A")}
    rows = "2024-11-30,2024-12-20,100000000,,,,,false,NB,\n2024-12-31,2025-01-05,60000000,,,,,false,NB,\n"
    table = ReservesTable.of(f"{','.join(COLUMNS)}\n{rows}".encode())
    found = report(first="2025-01-05", fixings=prices, last=on("2025-01-05"), reserves=table)
    assert [(each.cause.value, each.peak) for each in found.book.breaches] == [("market", "1.33333")]


def test_a_limit_as_json() -> None:
    """Its terms in its unit, what it measures of whom, and its breaches."""
    (row,) = [each.as_json() for each in report().rows]
    (breach,) = report().book.breaches
    assert row == {
        "limit": "share-max", "kind": "share_excl", "severity": "hard", "unit": "percent", "max": "0.90000",
        "min": None, "cure_days": 5, "from": "2025-01-01", "set_by": None, "day": "2025-01-06", "state": "breached",
        "actual": [{"subject": None, "value": "1.00000", "state": "breached", "why": None}],
        "breaches": [breach.as_json()],
    }  # fmt: skip


def test_what_stands_beside_the_limits() -> None:
    """The band, shares both ways, the denominator, exposure, stress, the greatest fall, units."""
    units = UnitsTable.of(f"{','.join(UNIT_COLUMNS)}\n2025-01-01,Fund,2,3.5,USD,administrator,\n".encode())
    prices = {1: LimitPrice(5_000_000, "A"), 2: LimitPrice(4_000_000, "A"), 3: LimitPrice(5_000_000, "A")}
    review = review_act(5, "2025-01-02", period="2024Q4", band=(Fraction(1, 200), Fraction(6, 1000)))
    found = report(review, fixings=prices, units=units).review_json()
    assert found["share_excl"] == "1.00000"
    assert found["share_incl"] == "0.99010"
    assert found["greatest_fall"] == {"from": "2025-01-01", "to": "2025-01-02", "percent": "-20.00000"}
    assert found["proposed"] == {
        "act": "2025-0005", "period": "2024Q4", "band": {"min": "0.50000", "max": "0.60000"}, "decision": "keep",
        "next": "2027-01-20", "share_excl": "1.00000", "difference_sat": "-800000000",
    }  # fmt: skip
    assert [each["fund"] for each in found["units"]] == ["Fund"]  # type: ignore[union-attr,index,call-overload]
    stress = found["stress"]
    assert isinstance(stress, list)
    assert len(stress) == 6


def test_reviews_are_of_the_last_sealed_quarter() -> None:
    """Its review is checked and demanded; earlier ones were told before; where none is sealed none is looked at."""
    sealed = ReviewedPeriod(Period.parse("2024Q3"), "ab" * 32, ())
    fits = review_act(5, "2024-11-01", period="2024Q3")
    early = review_act(4, "2024-12-31", period="2024Q2")
    assert [each.text for each in report(sealed=sealed).review_faults] == [
        "2024Q3 has no review; it was due on 2024-11-14."
    ]
    assert report(fits, early, sealed=sealed).review_faults == ()
    ahead = review_act(6, "2025-01-05", period="2024Q4")
    assert [each.text for each in report(fits, ahead, sealed=sealed).review_faults] == [
        "review 2025-0006: 2024Q4 is not sealed."
    ]
    assert report(ahead).review_faults == ()
    assert report(limits=(), sealed=sealed).review_faults == ()
