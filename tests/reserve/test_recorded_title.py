import datetime as dt

import pytest

from tests import reserve_story
from tests.reserve_story import ONE, PERIODS, coin_name, rows, story_ledger
from tracer.reserve import ledger, title
from tracer.reserve.books import books, total_books


@pytest.mark.parametrize("period", PERIODS)
def test_title_is_that_of_the_page(period: str) -> None:
    """Every satoshi held on a period's last day has the title worked out by hand, coin by coin."""
    stated = PERIODS[period]
    day = dt.date.fromisoformat(stated["day"])
    found = title.title(
        story_ledger(period),
        reserve_story.register(),
        reserve_story.lots(),
        reserve_story.acts(stated["last_act"]),
        day,
        stated["closing_height"],
    )
    assert {each.value: sat for each, sat in found.sums.items()} == stated["title_sat"]
    assert [
        (coin_name(each.coin), *rows([each.run])[0], each.lot, each.title.value, each.assigned) for each in found.runs
    ] == [
        (coin["coin"], each["receipt"], each["start"], each["sat"], each["lot"], each["title"], each["assigned"])
        for coin in stated["coins"]
        for each in coin["parcels"]
    ]


@pytest.mark.parametrize("period", PERIODS)
def test_orders_are_those_of_the_page(period: str) -> None:
    """What each order on file commanded and covers on a period's last day was worked out by hand."""
    stated = PERIODS[period]
    found = title.title(
        story_ledger(period),
        reserve_story.register(),
        reserve_story.lots(),
        reserve_story.acts(stated["last_act"]),
        dt.date.fromisoformat(stated["day"]),
        stated["closing_height"],
    )
    rows_found = {
        each.order: {
            "order": each.order,
            "form": each.form,
            "ordered_sat": each.ordered,
            "covered_sat": each.covered,
            "shortfall_sat": each.shortfall,
            "currency": each.currency,
        }
        for each in found.orders
    }
    assert rows_found == {each["order"]: each for each in stated["orders"]}
    assert len(found.orders) == len(stated["orders"])


def test_register_one_holds_the_first_story() -> None:
    """The reserve wallet of the first story holds 1,339,850,000 satoshi, of them 839,920,000 with title."""
    read, on_file = reserve_story.register(ONE), reserve_story.acts("2025-0006", ONE)
    lots = reserve_story.lots("KZ-2025-0042")
    found = ledger.fold(read, reserve_story.history("2025-06-30", ONE), on_file, lots)
    all_books = total_books(books(found, None, 138))
    assert (all_books.receipts, all_books.disposals, all_books.fees) == (1_419_900_000, 29_980_000, 80_000)
    assert all_books.closing == 1_389_840_000
    day = title.title(found, read, lots, on_file, dt.date(2025, 6, 30), 138)
    reserve = [each for each in day.runs if each.wallet == "State reserve wallet"]
    sums = {word: sum(each.run.sat for each in reserve if each.title.value == word) for word in ("titled", "untitled")}
    assert sums == {"titled": 839_920_000, "untitled": 499_930_000}
    (judgment,) = [each for each in day.orders if each.form == "forfeiture"]
    assert (judgment.ordered, judgment.covered, judgment.shortfall) == (850_000_000, 839_920_000, 10_080_000)
