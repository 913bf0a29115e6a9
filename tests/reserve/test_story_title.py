"""Title on the recorded story, as it was worked out by hand."""

import datetime as dt
from collections.abc import Mapping

import pytest

from tests.reserve.acts import (
    assignment,
    burden,
    disposal,
    execution,
    in_force,
    on,
    order,
    release,
)
from tests.reserve.story_register import (
    AGENCY,
    ENFORCEMENT,
    NO_ACTS,
    RESERVE,
    coin,
    lots_of_trace,
    observed,
    story_history,
    story_register,
)
from tracer.errors import CaseError
from tracer.reserve.acts import Act, ActKind, OrderForm
from tracer.reserve.days import instant
from tracer.reserve.ledger import fold
from tracer.reserve.title import title
from tracer.reserve.title_rows import Title, TitleBook

SEIZURE_A = order(1, OrderForm.SEIZURE, "2025-04-14", labels=("A",), amount=600_000_000, wallets=(AGENCY,))
SEIZURE_B = order(2, OrderForm.SEIZURE, "2025-04-14", labels=("B",), amount=350_000_000, wallets=(AGENCY,))
SEIZURE_COIN = order(3, OrderForm.SEIZURE, "2025-04-14", case=None, outpoints=(coin("seize-3.0"),), wallets=(AGENCY,))
RETURN = order(4, OrderForm.RETURN, "2025-05-20", labels=("B",), amount=29_980_000, wallets=(AGENCY,))
FORFEITURE = order(
    5,
    OrderForm.FORFEITURE,
    "2025-06-02",
    in_force="2025-06-20",
    labels=("A", "B"),
    amount=850_000_000,
    wallets=(ENFORCEMENT, RESERVE),
)
ORDERS = (SEIZURE_A, SEIZURE_B, SEIZURE_COIN, RETURN, FORFEITURE)


def closing(day: dt.date) -> int:
    """Return the last block whose median time is before a day's end, up to 140."""
    end = instant(day, "Asia/Almaty")
    return max(height for height in range(141) if observed(height).mtp < end)


def book(*acts: Act, day: str = "2025-12-31") -> TitleBook:
    """Return the story's title book on a day under these acts."""
    known, lots = in_force(*acts), lots_of_trace()
    ledger = fold(story_register(), story_history(), NO_ACTS, lots)
    return title(ledger, story_register(), lots, known, on(day), closing(on(day)))


def sums(found: TitleBook, *wallets: str) -> Mapping[Title, int]:
    """Return what is held in wallets by title, titles of nothing left out."""
    counted: dict[Title, int] = {}
    for each in found.runs:
        if each.wallet in (wallets or (each.wallet,)):
            counted[each.title] = counted.get(each.title, 0) + each.run.sat
    return counted


def test_the_reserve_holds_more_than_its_title_covers() -> None:
    """The reserve wallet holds 1,339,850,000, of which 839,920,000 are titled and 499,930,000 are not."""
    found = book(*ORDERS)
    assert sums(found, RESERVE) == {Title.TITLED: 839_920_000, Title.UNTITLED: 499_930_000}
    assert 839_920_000 + 499_930_000 == 1_339_850_000
    assert sums(found, AGENCY) == {Title.UNTITLED: 49_990_000}
    assert sums(found, ENFORCEMENT) == {}
    assert found.sums[Title.TITLED] == 839_920_000
    assert found.sums[Title.UNTITLED] == 499_930_000 + 49_990_000
    assert sum(found.sums.values()) == 1_389_840_000
    assert set(found.sums) == set(Title)


def test_orders_are_matched_as_the_page_says() -> None:
    """Ordered, covered and shortfall are the page's; what is above an order's amount stays outside it."""
    rows = [(row.form, row.ordered, row.covered, row.shortfall) for row in book(*ORDERS).orders]
    assert rows == [
        ("seizure", 600_000_000, 539_970_000, 60_030_000),
        ("seizure", 350_000_000, 350_000_000, 0),
        ("seizure", None, 199_980_000, None),
        ("return", 29_980_000, 29_980_000, 0),
        ("forfeiture", 850_000_000, 839_920_000, 10_080_000),
    ]


def test_a_coin_that_no_case_and_no_order_knows_is_unsolicited() -> None:
    """Without the order that names the mixed coin, what is left of it was paid in by others; it is no dust."""
    found = book(SEIZURE_A, SEIZURE_B, RETURN, FORFEITURE)
    assert found.sums[Title.UNSOLICITED] == 199_930_000
    assert found.sums[Title.UNTITLED] == 300_000_000 + 49_990_000
    assert [each.dust for each in found.runs if each.title is Title.UNSOLICITED] == [False]


def test_the_shortfall_falls_on_the_latest() -> None:
    """An order of 500,000,000 covers the 399,960,000 that came first, then 100,040,000 of what came with the second."""
    small = order(5, OrderForm.FORFEITURE, "2025-06-02", in_force="2025-06-20", labels=("A", "B"), amount=500_000_000,
                  wallets=(ENFORCEMENT, RESERVE))  # fmt: skip
    found = book(SEIZURE_COIN, small)
    assert [(each.coin, each.run.sat) for each in found.runs if each.title is Title.TITLED] == [
        (coin("consolidate.0"), 399_960_000),
        (coin("consolidate.0"), 90_000_000),
        (coin("consolidate.0"), 10_040_000),
    ]
    assert found.sums[Title.UNTITLED] == 1_389_840_000 - 500_000_000


def test_before_it_is_in_force_a_forfeiture_covers_nothing() -> None:
    """On 19 June nothing is titled; on the 20th the transfer's 399,960,000 are, on the 24th the consolidation's too.

    The transfer's block, 128, declares 24 June; the median of it and its ten predecessors is of 22 May, so it belongs
    to that day.
    """
    assert book(*ORDERS, day="2025-06-19").sums[Title.TITLED] == 0
    assert book(*ORDERS, day="2025-06-20").sums[Title.TITLED] == 399_960_000
    before = [row.covered for row in book(*ORDERS, day="2025-06-19").orders]
    assert before == [539_970_000, 350_000_000, 199_980_000, 29_980_000, 0]
    assert book(*ORDERS, day="2025-06-23").sums[Title.TITLED] == 399_960_000
    assert book(*ORDERS, day="2025-06-24").sums[Title.TITLED] == 839_920_000


def test_an_order_in_force_by_no_day_covers_nothing() -> None:
    """A forfeiture whose day is not known yet leaves its whole amount short."""
    waiting = order(5, OrderForm.FORFEITURE, "2025-06-02", labels=("A", "B"), amount=850_000_000)
    assert [(row.covered, row.shortfall) for row in book(waiting).orders] == [(0, 850_000_000)]


def test_up_to_the_last_day_for_an_appeal_it_is_appealable() -> None:
    """What a forfeiture covers is appealable through `appeal_until` and titled from the day after."""
    open_yet = order(5, OrderForm.FORFEITURE, "2025-06-02", in_force="2025-06-20", appeal_until="2025-12-30",
                     labels=("A", "B"), wallets=(ENFORCEMENT, RESERVE))  # fmt: skip
    assert book(open_yet, day="2025-12-30").sums[Title.APPEALABLE] == 839_920_000
    assert book(open_yet, day="2025-12-31").sums[Title.TITLED] == 839_920_000
    assert [(row.ordered, row.shortfall) for row in book(open_yet).orders] == [(None, None)]


def test_assigned_and_encumbered() -> None:
    """Assigned satoshi are the lot's first; a claim on some of them makes these encumbered, assigned all the same."""
    given = assignment(6, "2025-11-01", {"L-0003": 90_000_000})
    claim = burden(7, ActKind.CLAIM, "2025-11-02", {"L-0003": 30_000_000, "L-0004": 5}, "2025-11-10")
    end = release(8, "2025-11-20", 7)
    acts = (*ORDERS, given, claim, end)
    assert book(*acts, day="2025-10-31").sums[Title.ASSIGNED] == 0
    assert book(*acts, day="2025-11-01").sums[Title.ASSIGNED] == 90_000_000
    assert book(*acts, day="2025-11-09").sums[Title.ENCUMBERED] == 0
    held = book(*acts, day="2025-11-10")
    assert (held.sums[Title.ASSIGNED], held.sums[Title.ENCUMBERED]) == (60_000_000, 30_000_005)
    assert [(each.run.sat, each.assigned, each.burden) for each in held.runs if each.title is Title.ENCUMBERED] == [
        (30_000_000, True, "2025-0007"),
        (5, False, "2025-0007"),
    ]
    assert book(*acts, day="2025-11-19").sums[Title.ENCUMBERED] == 30_000_005
    assert book(*acts, day="2025-11-20").sums[Title.ENCUMBERED] == 0


def test_rivals_claim_the_same_satoshi() -> None:
    """Each claim is on its own; a satoshi counts once, under the first; a release leaves it to the next."""
    one = burden(7, ActKind.CLAIM, "2025-11-02", {"L-0003": 30_000_000})
    other = burden(8, ActKind.CLAIM, "2025-11-02", {"L-0003": 40_000_000})
    acts = (*ORDERS, one, other, release(9, "2025-11-20", 7))
    held = book(*acts, day="2025-11-10")
    assert held.sums[Title.ENCUMBERED] == 40_000_000
    assert (held.burdens, held.short) == ({"2025-0007": 30_000_000, "2025-0008": 40_000_000}, ())
    assert [(each.run.sat, each.burden) for each in held.runs if each.title is Title.ENCUMBERED] == [
        (30_000_000, "2025-0007"),
        (10_000_000, "2025-0008"),
    ]
    after = book(*acts, day="2025-11-20")
    assert (after.sums[Title.ENCUMBERED], after.burdens) == (40_000_000, {"2025-0008": 40_000_000})


def test_a_claim_takes_what_is_there() -> None:
    """Of a lot that left nothing, of one that has fewer satoshi all; both are said with both figures."""
    gone = burden(7, ActKind.PLEDGE, "2025-11-02", {"L-0005": 29_990_000})
    fewer = burden(8, ActKind.CLAIM, "2025-11-03", {"L-0003": 90_000_001, "L-0004": 5})
    found = book(*ORDERS, gone, fewer)
    assert found.burdens == {"2025-0008": 90_000_005}
    assert found.short == (
        "act 2025-0007 pledges 29990000 satoshi of L-0005; on 2025-11-02 0 are held.",
        "act 2025-0008 claims 90000001 satoshi of L-0003; on 2025-11-03 90000000 are held.",
    )


def test_a_claim_on_what_has_no_title_leaves_it_untitled() -> None:
    """The first row that applies: untitled before encumbered; the claim is named all the same."""
    claim = burden(7, ActKind.PLEDGE, "2025-11-02", {"L-0001": 7})
    found = book(*ORDERS, claim)
    assert found.sums[Title.ENCUMBERED] == 0
    assert [(each.run.sat, each.title) for each in found.runs if each.burden == "2025-0007"] == [(7, Title.UNTITLED)]


def test_an_order_in_money_covers_what_is_executed() -> None:
    """It covers nothing at first, then the lots that its execution names, and names no amount in satoshi."""
    money = order(5, OrderForm.FORFEITURE, "2025-06-02", in_force="2025-06-20", labels=("A",), money=5_000_000_000)
    assert book(money).sums[Title.TITLED] == 0
    done = execution(6, "2025-12-01", 5, {"L-0003": 40_000_000})
    found = book(money, done)
    assert found.sums[Title.TITLED] == 40_000_000
    assert [(row.ordered, row.covered, row.shortfall, row.currency) for row in found.orders] == [
        (None, 40_000_000, None, "KZT")
    ]
    assert book(money, done, day="2025-11-30").sums[Title.TITLED] == 0


def test_an_order_by_outpoint_covers_untraced_satoshi() -> None:
    """Whatever lies in a coin that an order names is covered, up to its amount; labels never cover untraced ones."""
    named = order(5, OrderForm.FORFEITURE, "2025-06-02", in_force="2025-06-20", case=None, amount=310_000_000,
                  outpoints=(coin("consolidate.0"),))  # fmt: skip
    found = book(named)
    assert [(each.lot, each.run.sat) for each in found.runs if each.title is Title.TITLED] == [
        ("L-0001", 300_000_000),
        ("L-0002", 10_000_000),
    ]
    both = order(5, OrderForm.FORFEITURE, "2025-06-02", in_force="2025-06-20", labels=("A", "B"))
    untraced = {lot.id for lot in lots_of_trace() if lot.label is None}
    assert not [each for each in book(both).runs if each.title is Title.TITLED and each.lot in (untraced | {None})]


def test_an_interlocutory_order_gives_no_title() -> None:
    """It is matched like a seizure, and what it covers is untitled."""
    sale = order(5, OrderForm.INTERLOCUTORY, "2025-06-02", labels=("A",), amount=100_000_000, wallets=(AGENCY,))
    found = book(sale)
    assert [(row.form, row.covered, row.shortfall) for row in found.orders] == [("interlocutory", 100_000_000, 0)]
    assert found.sums[Title.TITLED] == 0


def test_each_satoshi_is_under_one_order_of_a_form() -> None:
    """A second forfeiture of the same labels covers what the first leaves; a seizure stands beside both.

    Both orders hold what was in the wallets on their day: also the 20,000 that the later transfer paid as its fee.
    """
    first = order(6, OrderForm.FORFEITURE, "2025-06-02", in_force="2025-06-20", labels=("A",), amount=100_000_000)
    second = order(5, OrderForm.FORFEITURE, "2025-06-02", in_force="2025-06-21", labels=("A",), amount=900_000_000)
    found = book(SEIZURE_A, first, second)
    assert [(row.act, row.covered) for row in found.orders] == [
        ("2025-0001", 539_970_000),
        ("2025-0005", 539_970_000 - 100_000_000),
        ("2025-0006", 100_000_000),
    ]
    assert found.sums[Title.TITLED] == 399_960_000 + 90_000_000 + 49_990_000


def test_too_much_of_a_lot_is_a_fault() -> None:
    """An act that takes more than is held, or than earlier acts of its kind leave, is refused with both figures."""
    too_much = assignment(6, "2025-11-01", {"L-0005": 29_990_000})
    twice = assignment(8, "2025-11-03", {"L-0003": 70_000_000})
    first = assignment(7, "2025-11-02", {"L-0003": 50_000_000})
    unknown = burden(9, ActKind.CLAIM, "2025-11-04", {"L-0099": 1})
    with pytest.raises(CaseError) as error:
        book(*ORDERS, too_much, first, twice, unknown)
    assert error.value.faults == (
        "act 2025-0006 assigns 29990000 satoshi of L-0005; on 2025-11-01 0 are held and under no earlier assignment.",
        "act 2025-0008 assigns 70000000 satoshi of L-0003; on 2025-11-03 40000000 are held and under no earlier "
        "assignment.",
        "act 2025-0009 names L-0099, which no admitted case has.",
    )


def test_disposals_by_lots_have_no_title_of_their_own() -> None:
    """A disposal act changes which satoshi leave, not the title of what is left."""
    assert sum(book(*ORDERS, disposal(6, "2025-11-01", {"L-0003": 1})).sums.values()) == 1_389_840_000
