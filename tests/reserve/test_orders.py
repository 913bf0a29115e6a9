"""What orders cover, rule by rule, on small drawings; each block is a day of January 2025."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from tests.reserve.acts import assignment, burden, execution, in_force, on, order, release, scope, statement
from tests.reserve.small_ledgers import coin, small_ledger, small_lots, small_register, txid
from tracer.errors import CaseError
from tracer.reserve.acts import Act, ActKind, OrderForm
from tracer.reserve.days import instant
from tracer.reserve.ledger_rows import RegisterLedger
from tracer.reserve.lot_claims import claims_and_faults, lot_claims
from tracer.reserve.lots import Lot
from tracer.reserve.satoshi_runs import SatoshiRun, total
from tracer.reserve.title import title
from tracer.reserve.title_rows import Title, TitleBook

MOVES = """
in: -> 60@Agency 40@Court

move: in.0 -> 50@Reserve 8@other

more: -> 10000@Reserve 10001@Old
"""
LOTS = small_lots(("in.0", "A", 0, 60), ("in.1", "A", 0, 40))


def book(drawing: str, *acts: Act, day: str = "2025-01-03", lots: Sequence[Lot] = LOTS) -> TitleBook:
    """Return a drawing's title book on a day."""
    ledger = small_ledger(drawing, *acts, lots=lots)
    return title(ledger, small_register(), lots, in_force(*acts), on(day), on(day).day)


def covered(found: TitleBook) -> list[int]:
    """Return what each order covers, by the acts' numbers."""
    return [row.covered for row in found.orders]


def test_an_order_that_names_no_wallet_concerns_ours() -> None:
    """What lies with another body does not come under it; an order that names its wallet is matched with it."""
    general = order(1, OrderForm.SEIZURE, "2025-01-01", labels=("A",))
    named = order(2, OrderForm.RESTRAINT, "2025-01-01", labels=("A",), wallets=("Court",))
    assert covered(book(MOVES, general, named)) == [60, 40]


def test_what_left_before_an_order_came_into_force_is_not_covered() -> None:
    """On the third only the Reserve's 50 are still there; on the second, the day of the move, all 60 were."""
    on_the_second = order(1, OrderForm.SEIZURE, "2025-01-01", in_force="2025-01-02", labels=("A",))
    on_the_third = order(2, OrderForm.RESTRAINT, "2025-01-01", in_force="2025-01-03", labels=("A",))
    assert covered(book(MOVES, on_the_second, on_the_third)) == [60, 50]


def test_what_came_under_an_order_stays_under_it() -> None:
    """An order in force earlier but on file later takes nothing from one that had the satoshi first."""
    early = order(1, OrderForm.FORFEITURE, "2025-01-02", in_force="2025-01-02", labels=("A",), amount=30)
    late = order(2, OrderForm.FORFEITURE, "2025-01-03", in_force="2025-01-01", labels=("A",), amount=40)
    assert covered(book(MOVES, early, late)) == [30, 30]
    assert covered(book(MOVES, early, late, day="2025-01-02")) == [30]


def test_of_one_moment_the_earlier_in_force_then_the_lower_number() -> None:
    """Satoshi that arrive go to the order that came into force first, however it is numbered."""
    second = order(1, OrderForm.FORFEITURE, "2025-01-01", in_force="2025-01-02", labels=("A",), wallets=("Reserve",))
    first = order(2, OrderForm.FORFEITURE, "2025-01-01", in_force="2025-01-01", labels=("A",), wallets=("Reserve",),
                  amount=45)  # fmt: skip
    assert covered(book(MOVES, second, first)) == [5, 45]
    equal = order(1, OrderForm.FORFEITURE, "2025-01-01", in_force="2025-01-01", labels=("A",), wallets=("Reserve",))
    assert covered(book(MOVES, equal, first)) == [50, 0]


def test_a_return_is_matched_with_what_was_paid_and_not_with_fees() -> None:
    """Of the 10 that left 8 were paid; one that came into force after that is not matched with them."""
    done = order(1, OrderForm.RETURN, "2025-01-02", labels=("A",))
    too_late = order(2, OrderForm.RETURN, "2025-01-03", labels=("A",))
    elsewhere = order(3, OrderForm.RETURN, "2025-01-01", labels=("A",), wallets=("Old",))
    assert covered(book(MOVES, done)) == [8]
    assert covered(book(MOVES, too_late)) == [0]
    assert covered(book(MOVES, elsewhere)) == [0]


def test_a_return_may_name_coins() -> None:
    """What was paid out of satoshi that once lay in the coin is matched."""
    named = order(1, OrderForm.RETURN, "2025-01-01", case=None, outpoints=(coin("in.0"),), amount=5)
    assert covered(book(MOVES, named)) == [5]
    assert [row.shortfall for row in book(MOVES, named).orders] == [0]


def test_dust_is_of_at_most_the_registers_limit() -> None:
    """Of two unsolicited coins that of 10,000 satoshi is dust, that of 10,001 is not."""
    found = [(each.coin, each.dust) for each in book(MOVES).runs if each.title is Title.UNSOLICITED]
    assert found == [(coin("more.0"), True), (coin("more.1"), False)]
    assert not [each for each in book(MOVES).runs if each.dust and each.title is not Title.UNSOLICITED]


def test_only_what_has_title_is_assigned() -> None:
    """An assignment of satoshi that no forfeiture covers, or that may be appealed, leaves them outside the reserve."""
    given = assignment(1, "2025-01-03", {"L-0001": 50})
    assert [each.assigned for each in book(MOVES, given, day="2025-01-03").runs if each.lot == "L-0001"] == [False]
    open_yet = order(2, OrderForm.FORFEITURE, "2025-01-01", in_force="2025-01-01", labels=("A",),
                     appeal_until="2025-01-03")  # fmt: skip
    found = book(MOVES, given, open_yet)
    assert [(each.title, each.assigned) for each in found.runs if each.lot == "L-0001"] == [(Title.APPEALABLE, False)]


FORFEITED = order(9, OrderForm.FORFEITURE, "2025-01-01", in_force="2025-01-01", labels=("A",))


def encumbered(found: TitleBook) -> list[tuple[int, int, str | None]]:
    """Return the encumbered runs: their first satoshi, how many, and by which act."""
    return [(each.run.start, each.run.sat, each.burden) for each in found.runs if each.title is Title.ENCUMBERED]


def test_rival_claims_name_the_same_satoshi_and_a_release_ends_its_own() -> None:
    """Each takes the lot's first satoshi, whoever asserts them already; what one's release frees, the other holds."""
    first, end = burden(1, ActKind.CLAIM, "2025-01-01", {"L-0001": 20}), release(2, "2025-01-02", 1)
    for begins in ("2025-01-01", "2025-01-02"):
        rival = burden(3, ActKind.CLAIM, begins, {"L-0001": 30})
        assert encumbered(book(MOVES, FORFEITED, first, rival)) == [(0, 20, "2025-0001"), (20, 10, "2025-0003")]
        assert encumbered(book(MOVES, FORFEITED, first, end, rival)) == [(0, 30, "2025-0003")]


def test_of_two_releases_the_earlier_end_counts() -> None:
    """A claim that has ended on the second is not open again because another release, filed later, is of the third."""
    claim = burden(1, ActKind.CLAIM, "2025-01-01", {"L-0001": 20})
    ends = [release(number, "2025-01-01", 1, f"2025-01-0{number}") for number in (2, 3)]
    for filed in (ends, [release(2, "2025-01-01", 1, "2025-01-03"), release(3, "2025-01-01", 1, "2025-01-02")]):
        assert encumbered(book(MOVES, FORFEITED, claim, *filed, day="2025-01-01")) == [(0, 20, "2025-0001")]
        assert encumbered(book(MOVES, FORFEITED, claim, *filed, day="2025-01-02")) == []


def test_a_release_counts_from_the_day_on_which_it_is_on_file() -> None:
    """On the second the claim is open, for the release that ends it that day is of the third."""
    first, end = burden(1, ActKind.CLAIM, "2025-01-01", {"L-0001": 20}), release(2, "2025-01-03", 1, "2025-01-02")
    assert encumbered(book(MOVES, FORFEITED, first, end, day="2025-01-02")) == [(0, 20, "2025-0001")]
    assert encumbered(book(MOVES, FORFEITED, first, end, day="2025-01-03")) == []


def test_a_claim_and_a_pledge_may_hold_the_same_satoshi() -> None:
    """Acts of different kinds do not stand in one another's way; the lower number is named."""
    pledge, claim = (
        burden(1, ActKind.PLEDGE, "2025-01-02", {"L-0001": 30}),
        burden(2, ActKind.CLAIM, "2025-01-02", {"L-0001": 40}),
    )
    assert encumbered(book(MOVES, FORFEITED, pledge, claim)) == [(0, 30, "2025-0001"), (30, 10, "2025-0002")]


VAULT = """
in: -> 30@Agency
paid: -> 20@x

out: in.0 -> 20@custodian 10@Agency

back: paid.0 -> 20@Reserve

away: back.0 -> 20@other
"""
STATEMENT = statement(8, "2025-01-03", 0, deposits=[txid("out")], withdrawals=[txid("back")])


def test_what_lies_at_a_custodian_can_be_assigned() -> None:
    """On the second the 20 are at the custodian, on the third in the Reserve, each held once; on the fourth gone."""
    lots = small_lots(("in.0", "A", 0, 30))
    for day in ("2025-01-02", "2025-01-03"):
        given = assignment(1, day, {"L-0001": 30})
        found = book(VAULT, FORFEITED, STATEMENT, given, lots=lots)
        assert found.sums[Title.ASSIGNED] == 30
    late = assignment(1, "2025-01-04", {"L-0001": 10})
    found = book(VAULT, FORFEITED, STATEMENT, late, day="2025-01-04", lots=lots)
    assert [(each.run.start, each.run.sat) for each in found.runs if each.title is Title.ASSIGNED] == [(20, 10)]


def test_what_an_execution_took_no_order_of_the_next_day_takes_away() -> None:
    """Executed on the second, it stays under the money order; one filed on the third, in force before, gets the rest.

    That it could still be appealed would have taken away what had title the day before.
    """
    money = order(1, OrderForm.FORFEITURE, "2025-01-01", in_force="2025-01-02", money=100, labels=("A",))
    taken = execution(2, "2025-01-02", 1, {"L-0001": 30})
    rival = order(3, OrderForm.FORFEITURE, "2025-01-03", in_force="2025-01-01", labels=("A",), amount=25,
                  appeal_until="2025-01-09")  # fmt: skip
    before = book(MOVES, money, taken, day="2025-01-02")
    found = book(MOVES, money, taken, rival)
    assert covered(before) == [30]
    assert covered(found) == [30, 25]
    assert before.sums[Title.TITLED] == 30
    assert found.sums[Title.TITLED] == 30


def taken(drawing: str, *acts: Act, lots: Sequence[Lot] = LOTS) -> str:
    """Return with what a drawing's title book is refused on the third."""
    with pytest.raises(CaseError) as refused:
        book(drawing, *acts, lots=lots)
    return str(refused.value)


def test_an_execution_takes_what_its_order_names_alone() -> None:
    """By label, by coin, and by the wallet in which it stayed since the order counts: else nothing is there to take.

    On the third 50 of the first coin lie in Reserve; they came from Agency on the second. The other 40 were never ours.
    """
    lots = small_lots(("in.0", "A", 0, 30), ("in.0", "B", 30, 20), ("in.0", None, 50, 10))
    keys: dict[str, Any] = {"in_force": "2025-01-01", "money": 100}
    by_label = order(1, OrderForm.FORFEITURE, "2025-01-01", labels=("A",), **keys)
    assert covered(book(MOVES, by_label, execution(2, "2025-01-03", 1, {"L-0001": 30}), lots=lots)) == [30]
    for lot, sat in (("L-0002", 20), ("L-0003", 10)):  # of another label; untraced
        refused = taken(MOVES, by_label, execution(2, "2025-01-01", 1, {lot: sat}), lots=lots)
        assert refused == (
            f"act 2025-0002 executes on {sat} satoshi of {lot}; on 2025-01-01 0 are held, named by order 2025-0001 and "
            "under no earlier execution."
        )
    other_case = order(1, OrderForm.FORFEITURE, "2025-01-01", labels=("A",), case="KZ-2025-0077", **keys)
    assert "0 are held, named" in taken(MOVES, other_case, execution(2, "2025-01-03", 1, {"L-0001": 1}), lots=lots)
    by_coin = order(1, OrderForm.FORFEITURE, "2025-01-01", case=None, outpoints=(coin("move.0"),), **keys)
    assert covered(book(MOVES, by_coin, execution(2, "2025-01-03", 1, {"L-0002": 20}), lots=lots)) == [20]
    assert "0 are held, named" in taken(MOVES, by_coin, execution(2, "2025-01-01", 1, {"L-0003": 1}), lots=lots)
    for wallet, begins, executed in (
        ("Agency", "2025-01-02", "2025-01-03"),  # it was there on the day of the move
        ("Reserve", "2025-01-01", "2025-01-02"),
    ):
        near = order(1, OrderForm.FORFEITURE, begins, labels=("A",), wallets=(wallet,), in_force=begins, money=100)
        assert covered(book(MOVES, near, execution(2, executed, 1, {"L-0001": 30}), lots=lots)) == [30]
    for wallet, begins, executed in (
        ("Agency", "2025-01-03", "2025-01-03"),  # it had left before
        ("Reserve", "2025-01-01", "2025-01-01"),  # it came later
        ("Old", "2025-01-01", "2025-01-03"),
    ):
        away = order(1, OrderForm.FORFEITURE, begins, labels=("A",), wallets=(wallet,), in_force=begins, money=100)
        assert "0 are held, named" in taken(MOVES, away, execution(2, executed, 1, {"L-0001": 1}), lots=lots)


TWICE = """
in: -> 60@Agency

move: in.0 -> 40@Agency 20@Agency1

paid: move.1 -> 12@victim 8@Agency

more: paid.1 -> 6@victim 2@Agency
"""


def test_a_return_in_money_is_matched_with_what_was_paid_of_each_lot() -> None:
    """Whichever coin of the lot is spent: of 15 executed 12 were paid on the third, and 3 of 6 on the fourth.

    Of the two lots each gives as much as its execution says; what was paid before the execution is not matched.
    """
    whole = small_lots(("in.0", "A", 0, 60))
    money = order(1, OrderForm.RETURN, "2025-01-01", money=100, labels=("A",))
    let = execution(2, "2025-01-02", 1, {"L-0001": 15})
    assert [covered(book(TWICE, money, let, day=f"2025-01-0{day}", lots=whole)) for day in (2, 3, 4)] == [
        [0], [12], [15],
    ]  # fmt: skip
    assert covered(book(TWICE, money, day="2025-01-04", lots=whole)) == [0]
    late = execution(2, "2025-01-04", 1, {"L-0001": 15})
    assert covered(book(TWICE, money, late, day="2025-01-04", lots=whole)) == [6]
    two = small_lots(("in.0", "A", 0, 50), ("in.0", "A", 50, 10))  # 12 paid: 40 to 51, then 52 to 57
    let = execution(2, "2025-01-02", 1, {"L-0001": 7, "L-0002": 4})
    assert covered(book(TWICE, money, let, day="2025-01-03", lots=two)) == [7 + 2]
    assert covered(book(TWICE, money, let, day="2025-01-04", lots=two)) == [7 + 4]
    let, again = execution(2, "2025-01-02", 1, {"L-0001": 7}), execution(3, "2025-01-03", 1, {"L-0001": 2})
    assert covered(book(TWICE, money, let, again, day="2025-01-04", lots=two)) == [9]


ALMATY = "Asia/Almaty"
MIDNIGHT = instant(on("2025-01-02"), ALMATY)
"""With which the third begins."""

BEFORE_AND_AT = ((MIDNIGHT - 1, False), (MIDNIGHT, True))


def claimed(ledger: RegisterLedger, sat: int, *acts: Act, lots: Sequence[Lot]) -> list[SatoshiRun]:
    """Return what a claim of the second takes of the first lot."""
    claim = burden(9, ActKind.CLAIM, "2025-01-02", {"L-0001": sat})
    (found,) = lot_claims(ledger, lots, in_force(*acts, claim), on("2025-01-02"), ALMATY)
    return list(found.runs)


@pytest.mark.parametrize(
    ("drawing", "deposits", "is_there"),
    [
        ("in: -> 30@Agency", [], False),
        ("in: -> 30@Agency\n\nout: in.0 -> 30@other", [], True),
        ("in: -> 30@Agency\nout: in.0 -> 30@custodian", ["out"], False),
    ],
    ids=["came", "left", "came and went to a custodian"],
)
def test_a_block_of_midnight_is_of_the_next_day(drawing: str, deposits: Sequence[str], is_there: bool) -> None:
    """By its median time past: what it brings is not there yet when the day ends, what it takes away still is."""
    lots = small_lots(("in.0", "A", 0, 30))
    acts = [statement(8, "2025-01-03", 30, deposits=[txid(name)]) for name in deposits]
    ledger = small_ledger(drawing, *acts, lots=lots)
    for mtp, is_next in BEFORE_AND_AT:
        found = claimed(replace(ledger, mtps={**ledger.mtps, max(ledger.mtps): mtp}), 30, *acts, lots=lots)
        assert total(found) == (30 if is_there is is_next else 0)


def test_what_stayed_until_an_order_counts_is_judged_by_the_time_that_the_block_declares() -> None:
    """Declared of midnight the block is of the day from which the order is in force, whatever the median before it."""
    near = order(1, OrderForm.FORFEITURE, "2025-01-03", labels=("A",), wallets=("Agency",), in_force="2025-01-03",
                 money=100)  # fmt: skip
    acts: list[Act] = [near, execution(2, "2025-01-03", 1, {"L-0001": 30})]
    ledger = small_ledger(MOVES, *acts, lots=LOTS)
    for declared, is_named in BEFORE_AND_AT:
        moved = replace(ledger, times={**ledger.times, 2: declared})
        (found,), faults = claims_and_faults(moved, LOTS, in_force(*acts), on("2025-01-03"), ALMATY)
        assert (total(found.runs), len(faults)) == ((30, 0) if is_named else (0, 1))


def test_wallets_of_an_order_without_a_day_bound_no_execution() -> None:
    """No day is there from which something could lie in them; that the order is not in force is told elsewhere."""
    pending = order(1, OrderForm.FORFEITURE, "2025-01-02", labels=("A",), wallets=("Reserve",), money=100)
    acts: list[Act] = [pending, execution(2, "2025-01-02", 1, {"L-0001": 30})]
    ledger = small_ledger(MOVES, *acts, lots=LOTS)
    (found,), faults = claims_and_faults(ledger, LOTS, in_force(*acts), on("2025-01-02"), ALMATY)
    assert (total(found.runs), faults) == (30, ())


def test_what_an_act_keeps_out_of_the_books_is_taken_last() -> None:
    """Its satoshi have the lower numbers; of 40 the 30 in the Reserve are taken, then 10 of those in the wallet."""
    drawing = "in: -> 60@Agency\n\nmove: in.0 -> 30@Old 30@Reserve"
    lots, leaves = small_lots(("in.0", "A", 0, 60)), scope(1, "2025-01-02", "Old", enters=False)
    whole = SatoshiRun(coin("in.0"), 30, 30)
    for acts, runs in (
        ([leaves], [whole, SatoshiRun(coin("in.0"), 0, 10)]),
        ([], [SatoshiRun(coin("in.0"), 0, 30), SatoshiRun(coin("in.0"), 30, 10)]),
    ):
        assert claimed(small_ledger(drawing, *acts, lots=lots), 40, *acts, lots=lots) == runs
