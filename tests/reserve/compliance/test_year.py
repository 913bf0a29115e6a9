"""A year's statistics, times to title, daily values, classes and searches: figures by hand."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

import pytest

from tests.reserve.acts import disposal, head, lots_of, on, order
from tests.reserve.disposition.test_money import Fixed
from tests.reserve.small_ledgers import small_ledger, small_lots, small_register, txid
from tracer.reserve import act_set
from tracer.reserve.act_terms import ConventionTerms, Counterparty, SaleTerms
from tracer.reserve.acts import Act, ActId, ActKind, OrderForm, OtherAct
from tracer.reserve.compliance.classes import DeclaredClasses, declared
from tracer.reserve.compliance.exposure import QuarterExposure, exposures
from tracer.reserve.compliance.screenings import screenings
from tracer.reserve.compliance.year_statistics import TitleTimes, YearRow, title_times, year_rows
from tracer.reserve.status import Books
from tracer.reserve.title import title
from tracer.reserve.value.day_rows import DayRow

DRAWING = "in: -> 1000@Agency\n\nmore: -> 500@Agency\n\nsale: in.0 -> 300 690@Agency\n\nback: sale.1 -> 200 480@Agency"
"""1 January 1,000 of A come in, on the 2nd 500 of B; on the 3rd 300 are sold, on the 4th 200 given back, fees 10."""
LOTS = small_lots(("in.0", "A", 0, 1000), ("more.0", "B", 0, 500))
YEAR = (on("2025-01-01"), on("2025-01-31"))
TIP = 4


def orders() -> tuple[Act, ...]:
    """Return a seizure of both on 1 January, forfeitures of A on the 2nd and, open to appeal up to the 9th, of B."""
    return (
        order(1, OrderForm.SEIZURE, "2025-01-01", in_force="2025-01-01", labels=("A", "B"), case=LOTS[0].case),
        order(
            2, OrderForm.FORFEITURE, "2025-01-02", in_force="2025-01-02", labels=("A",), case=LOTS[0].case,
            amount=1_000,
        ),
        order(
            3, OrderForm.FORFEITURE, "2025-01-05", in_force="2025-01-05", appeal_until="2025-01-09", labels=("B",),
            case=LOTS[0].case, amount=400,
        ),
    )  # fmt: skip


def books(*acts: Act, day: dt.date = YEAR[1]) -> Books:
    """Return the books of the drawing on a day."""
    ledger, register, counted = small_ledger(DRAWING, *acts, lots=LOTS), small_register(), act_set.in_force(acts)
    book = title(ledger, register, LOTS, counted, day, TIP)
    return Books(register=register, ledger=ledger, title=book, lots=LOTS, acts=counted.acts, filed=counted.all)


SOLD = disposal(5, "2025-01-03", {"A": 310}, txid("sale"))
BACK = replace(disposal(6, "2025-01-04", {"A": 210}, txid("back")), method="return")


def acts() -> tuple[Act, ...]:
    """Return the orders, a sale and a return; both took what order 2 forfeited."""
    lot = lots_of({LOTS[0].id: 310})
    back = order(
        4, OrderForm.RETURN, "2025-01-02", in_force="2025-01-02", labels=("A",), case=LOTS[0].case, order="R-4"
    )
    given = replace(BACK, lots=lots_of({LOTS[0].id: 210}), basis="R-4")
    return (*orders(), back, replace(SOLD, lots=lot), given)


PRICES = Fixed({f"2025-01-0{day}": day * 10_000_000_000 for day in range(1, 5)})
"""A satoshi is worth 100 cents on the 1st, 200 on the 2nd and so on; the 5th has no fixing."""


def test_a_year_s_orders_and_disposals_are_counted():
    """Covered at the end: seizure 1,500, forfeited 1,000 + 400, of which 400 have no fixing; returned 200, sold 300."""
    found = {each.what: each for each in year_rows(books(*acts()), PRICES, *YEAR, TIP)}
    assert list(found) == ["restrained", "seized", "forfeited", "returned", "disposed"]
    assert found["restrained"] == YearRow(what="restrained", count=0, sat=0, cents=0, unpriced=0)
    assert found["seized"] == YearRow(what="seized", count=1, sat=1_500, cents=1_500 * 100, unpriced=0)
    assert found["forfeited"] == YearRow(what="forfeited", count=2, sat=1_400, cents=1_000 * 200, unpriced=1)
    assert found["disposed"] == YearRow(what="disposed", count=1, sat=300, cents=300 * 300, unpriced=0)
    assert found["returned"] == YearRow(what="returned", count=1, sat=200, cents=200 * 400, unpriced=0)


def test_what_lay_outside_of_the_books_is_no_disposal_of_them():
    """The sale paid 300 out of a wallet that an act of scope keeps out of the books: the year sold nothing."""
    there = books(*acts())
    exits = tuple(replace(each, counted=each.txid != txid("sale")) for each in there.ledger.exits)
    found = year_rows(replace(there, ledger=replace(there.ledger, exits=exits)), PRICES, *YEAR, TIP)
    assert [(each.what, each.count, each.sat) for each in found[3:]] == [("returned", 1, 200), ("disposed", 0, 0)]


def test_without_prices_nothing_is_valued():
    """All are counted as without a fixing."""
    for each in year_rows(books(*acts()), None, *YEAR, TIP):
        assert (each.cents, each.unpriced) == (0, each.count)


def test_what_is_outside_the_year_is_not_counted():
    """An order of the day after, a disposal of the day before."""
    assert [each.count for each in year_rows(books(*acts()), PRICES, on("2025-01-04"), YEAR[1], TIP)] == [0, 0, 1, 1, 0]
    assert [each.count for each in year_rows(books(*acts()), PRICES, YEAR[0], on("2025-01-03"), TIP)] == [0, 1, 1, 0, 1]


def test_what_left_without_title_is_no_disposal():
    """Without the forfeiture of A both took what had no title; the return has its order."""
    given = [each for each in acts() if each.head.id != "2025-0002"]
    found = {each.what: each.count for each in year_rows(books(*given), PRICES, *YEAR, TIP)}
    assert (found["disposed"], found["returned"]) == (0, 1)


def later(*, amount: int | None) -> Act:
    """Return what supersedes the forfeiture of A on 20 January: one of less, or one that is not in force."""
    since = None if amount is None else "2025-01-02"
    act = order(7, OrderForm.FORFEITURE, "2025-01-20", in_force=since, labels=("A",), case=LOTS[0].case, amount=amount)
    return replace(act, head=replace(act.head, supersedes=ActId("2025-0002")))


def test_an_order_that_was_superseded_is_counted_once():
    """Reduced to 600 it is of the 2nd and 600, the days to title still 1; of a year from the 4th on it is none.

    Quashed it is none, and to the 19th it is what it was. Both departures had title on their days.
    """
    reduced, quashed = (*acts(), later(amount=600)), (*acts(), later(amount=None))
    found = {each.what: each for each in year_rows(books(*reduced), PRICES, *YEAR, TIP)}
    assert found["forfeited"] == YearRow(what="forfeited", count=2, sat=1_000, cents=600 * 200, unpriced=1)
    assert (found["disposed"].count, found["returned"].count) == (1, 1)
    assert title_times(books(*reduced), *YEAR).days == (8, 1)
    after = {each.what: each for each in year_rows(books(*reduced), PRICES, on("2025-01-04"), YEAR[1], TIP)}
    assert (after["forfeited"].count, after["forfeited"].sat) == (1, 400)
    found = {each.what: each for each in year_rows(books(*quashed), PRICES, *YEAR, TIP)}
    assert (found["forfeited"].count, found["forfeited"].sat, found["disposed"].count) == (1, 400, 1)
    before = on("2025-01-19")
    found = {each.what: each for each in year_rows(books(*quashed, day=before), PRICES, YEAR[0], before, TIP)}
    assert (found["forfeited"].count, found["forfeited"].sat) == (2, 1_400)
    assert title_times(books(*quashed), *YEAR).days == (8,)


def test_a_forfeiture_that_supersedes_a_seizure_gives_title_from_its_own_day():
    """A and B came from the 1st on, and were seized on that day: to the 20th it took 19 days."""
    seized = orders()[0]
    act = order(7, OrderForm.FORFEITURE, "2025-01-20", in_force="2025-01-20", labels=("A", "B"), case=LOTS[0].case)
    found = books(seized, replace(act, head=replace(act.head, supersedes=seized.head.id)))
    assert title_times(found, *YEAR).days == (19,)
    assert [each.count for each in year_rows(found, PRICES, *YEAR, TIP)] == [0, 0, 1, 0, 0]


def test_days_to_title_run_from_the_first_receipt():
    """A: the 1st to the 2nd, 1 day. B: the 2nd to the day after the appeal, the 10th: 8 days. Median 4.5."""
    found = title_times(books(*acts()), *YEAR)
    assert (found.days, found.median) == ((1, 8), Fraction(9, 2))
    assert found.as_json() == {"orders": 2, "least": 1, "median": "4.5", "most": 8}
    assert title_times(books(*acts(), day=on("2025-01-09")), YEAR[0], on("2025-01-09")).days == (1,)
    assert title_times(books(*acts()), on("2025-01-03"), YEAR[1]).days == (8,)


def test_an_order_over_two_receipts_counts_from_the_first():
    """Of A on the 1st and B on the 2nd, forfeited together on the 5th: 4 days."""
    both = order(
        2, OrderForm.FORFEITURE, "2025-01-05", in_force="2025-01-05", labels=("A", "B"), case=LOTS[0].case, amount=1_500
    )
    assert title_times(books(both), *YEAR).days == (4,)


def test_the_median_of_none_and_of_three():
    """None where there is none; of three the middle one, in any order."""
    assert TitleTimes(()).as_json() == {"orders": 0, "least": None, "median": None, "most": None}
    assert TitleTimes((143, 48, 65)).median == 65


def test_a_quarter_s_average_and_highest_are_of_daily_values():
    """2 BTC at 60,000, 2 at 63,000, 1 at 63,000 carried: average 103,000.00 (309,000 / 3), highest 126,000.00."""
    prices = Fixed({"2025-03-30": 6_000_000, "2025-03-31": 6_300_000})
    rows = [
        DayRow(day=on("2025-03-29"), opening=200_000_000),
        DayRow(day=on("2025-03-30"), opening=200_000_000),
        DayRow(day=on("2025-03-31"), opening=200_000_000),
        DayRow(day=on("2025-04-01"), opening=200_000_000, disposed=100_000_000),
    ]
    first, second = exposures(rows, prices)
    assert first == QuarterExposure(
        quarter="2025Q1", days=2, carried=0, unpriced=1, average=12_300_000, highest=12_600_000, day=on("2025-03-31")
    )
    assert (second.quarter, second.days, second.carried, second.average) == ("2025Q2", 1, 1, 6_300_000)
    assert first.capital == 12_300_000


def test_basel_s_weight_and_ratio_make_capital_of_the_exposure_itself():
    """100.00 x 1,250 % x 8 % = 100.00."""
    row = QuarterExposure(
        quarter="q", days=1, carried=0, unpriced=0, average=10_000, highest=10_000, day=on("2025-01-01")
    )
    assert row.capital == 10_000
    assert exposures([DayRow(day=on("2025-01-01"), opening=1)], Fixed({}))[0].capital is None


def convention(number: int, day: str, values: Mapping[str, str], name: str = "measurement/1") -> OtherAct:
    """Return a convention act."""
    return OtherAct(head=head(number, ActKind.CONVENTION, day), terms=ConventionTerms(name=name, values=values))


def test_a_measurement_is_declared_by_act_and_never_chosen():
    """The last one up to the day; none is none; another convention says nothing of it."""
    cost = convention(1, "2025-02-01", {"measurement": "cost"})
    later = convention(2, "2025-03-01", {"measurement": "fair value"}, "measurement/2")
    other = convention(3, "2025-04-01", {"measurement": "revaluation"}, "price/1")
    given = (cost, later, other)
    assert declared(given, on("2025-01-31")) == DeclaredClasses(None, None, ())
    assert declared(given, on("2025-02-28")) == DeclaredClasses("cost", ActId("2025-0001"), ())
    assert declared(given, on("2025-12-31")) == DeclaredClasses("fair value", ActId("2025-0002"), ())
    assert declared(given, on("2025-12-31")).as_json() == {
        "bpm7_class": "non-produced non-financial asset, AN22", "official_reserve_assets": False,
        "measurement": "fair value", "measurement_act": "2025-0002",
    }  # fmt: skip


@pytest.mark.parametrize(("values", "got"), [({"measurement": "market"}, "market"), ({"other": "x"}, "nothing")])
def test_a_measurement_that_is_none_is_told(values, got):
    """And the one before it goes on to hold."""
    acts = (convention(1, "2025-02-01", {"measurement": "cost"}), convention(2, "2025-03-01", values, "measurement/2"))
    assert declared(acts, on("2025-12-31")) == DeclaredClasses(
        "cost",
        ActId("2025-0001"),
        (f"act 2025-0002: measurement: expected one of revaluation, cost, fair value, got {got}.",),
    )


@pytest.mark.parametrize(
    ("screened", "sent", "fault"),
    [
        ("2025-01-03", "2025-01-10", None),
        ("2025-01-02", "2025-01-10", "act 2025-0005: Buyer was searched for on 2025-01-02 and paid on 2025-01-10."),
        ("2025-01-11", "2025-01-10", "act 2025-0005: Buyer was searched for on 2025-01-11 and paid on 2025-01-10."),
        ("2025-01-02", None, None),
        (None, None, "act 2025-0005: no search for Buyer is on file."),
    ],
)
def test_a_search_is_at_most_seven_days_before_the_payment(screened, sent, fault):
    """Neither older nor later; without any it is told at once."""
    day = None if screened is None else on(screened)
    other = Counterparty(
        name="Buyer", licence=None, ivms101=None, screened=day, screening_sha256=None if day is None else "ab" * 32
    )
    act = replace(SOLD, sale=SaleTerms(authorised=(), counterparty=other, price=None, proceeds=None))
    (row,) = screenings((act, BACK), {} if sent is None else {act.head.id: on(sent)})
    assert row.fault == fault
    assert row.as_json()["fault"] == fault
