"""The ledger's rules, one by one, on small drawings."""

import datetime as dt
from dataclasses import replace

import pytest

from tests.reserve.acts import disposal, explanation, in_force, moments, on, scope, statement, step
from tests.reserve.small_ledgers import coin, history_of, run, runs_of, small_ledger, small_lots, small_register, txid
from tracer.chain.amount import Sats
from tracer.chain.transaction import Output
from tracer.errors import CaseError, IntegrityError
from tracer.reserve.acts import Act
from tracer.reserve.books import books, total_books
from tracer.reserve.ledger import fold
from tracer.reserve.ledger_rows import BookEntry, EntryKind, ExitKind, MovementKind, RegisterLedger, WalletBooks
from tracer.reserve.public import public_runs
from tracer.reserve.satoshi_runs import total
from tracer.reserve.scope import scope_days
from tracer.reserve.title_rows import TitleBook

SALE = """
in: -> 60@Agency 40@Agency1

move: in.0 in.1 -> 50@buyer 45@Reserve
"""


def shown(ledger: RegisterLedger) -> list[tuple[MovementKind, int, int]]:
    """Return the movements' kinds, values and fees."""
    return [(each.kind, each.value, each.fee) for each in ledger.movements]


def test_inputs_fill_outputs_and_the_fee_last() -> None:
    """In order of the inputs; what is left of the last one is the fee."""
    ledger = small_ledger(SALE)
    assert runs_of(ledger, "move.1") == (run("in.0", 50, 10), run("in.1", 0, 35))
    assert [(each.run, each.kind, each.wallet) for each in ledger.exits] == [
        (run("in.0", 0, 50), ExitKind.PAID, "Agency"),
        (run("in.1", 35, 5), ExitKind.FEE, "Agency"),
    ]
    movement = ledger.movements[-1]
    assert (movement.kind, movement.value, movement.fee) == (MovementKind.DISPOSAL, 50, 5)
    assert movement.paid == (run("in.0", 0, 50), run("in.1", 35, 5))
    assert movement.entries == (
        BookEntry("Agency", EntryKind.TRANSFER_OUT, 45),
        BookEntry("Agency", EntryKind.DISPOSAL, 50),
        BookEntry("Agency", EntryKind.FEE, 5),
        BookEntry("Reserve", EntryKind.TRANSFER_IN, 45),
    )


def test_kinds_by_scripts_alone() -> None:
    """Others' payment is a receipt for each output; all ours a transfer; a shared spend joint; the rest a disposal."""
    ledger = small_ledger(
        """
        in: -> 30@Agency 20@Reserve 9@other
        reward: -> 50@Agency

        keep: in.0 -> 29@Agency
        both: in.1 in.2 -> 25@Old 3@other
        leave: reward.0 -> 10@other 30@Court 5@Agency

        back: leave.1 -> 8@Reserve 22@Court
        away: back.1 -> 22@other
        """
    )
    assert shown(ledger) == [
        (MovementKind.RECEIPT, 30, 0),
        (MovementKind.RECEIPT, 20, 0),
        (MovementKind.RECEIPT, 50, 0),
        (MovementKind.TRANSFER, 0, 1),
        (MovementKind.JOINT, 0, 0),
        (MovementKind.DISPOSAL, 40, 5),
        (MovementKind.RECEIPT, 8, 0),
    ]
    assert [each.outpoint for each in ledger.movements[:3]] == [coin("in.0"), coin("in.1"), coin("reward.0")]
    assert [(each.source, each.target) for each in ledger.movements[-3:]] == [
        (("Reserve",), ("Old",)),
        (("Agency",), ("Agency", "Court")),
        (("Court",), ("Reserve",)),
    ]


def test_watched_wallets_are_followed_but_not_summed() -> None:
    """What goes to another body's wallet is disposed of; its satoshi keep their receipt and come back with it."""
    ledger = small_ledger("in: -> 30@Agency\n\nout: in.0 -> 28@Court\n\nback: out.0 -> 27@Reserve")
    assert runs_of(ledger, "back.0") == (run("in.0", 0, 27),)
    assert total_books(books(ledger, None, 3)) == WalletBooks(receipts=57, disposals=28, fees=2, closing=27)
    assert [(each.run, each.kind, each.wallet) for each in ledger.exits] == [
        (run("in.0", 28, 2), ExitKind.FEE, "Agency"),
        (run("in.0", 27, 1), ExitKind.FEE, "Court"),
    ]
    assert ledger.wallets == ("Agency", "Reserve", "Old")


def test_of_a_joint_transaction_our_share_is_what_the_filling_gives() -> None:
    """Others' satoshi in our coin are a receipt numbered by their place; ours in theirs a disposal; of the fee ours."""
    ledger = small_ledger("in: -> 30@Agency\nother: -> 50\n\njoint: other.0 in.0 -> 20@Reserve 35 20@Reserve1")
    assert runs_of(ledger, "joint.0") == (run("joint.0", 0, 20),)
    assert runs_of(ledger, "joint.2") == (run("in.0", 5, 20),)
    assert ledger.arrivals == (run("in.0", 0, 30), run("joint.0", 0, 20))
    assert shown(ledger)[-1] == (MovementKind.JOINT, 5, 5)
    assert ledger.movements[-1].entries == (
        BookEntry("Agency", EntryKind.TRANSFER_OUT, 20),
        BookEntry("Agency", EntryKind.DISPOSAL, 5),
        BookEntry("Agency", EntryKind.FEE, 5),
        BookEntry("Reserve", EntryKind.RECEIPT, 20),
        BookEntry("Reserve", EntryKind.TRANSFER_IN, 20),
    )


def test_others_satoshi_inside_our_coin_are_numbered_by_their_place() -> None:
    """A coin filled by ours, then others', then ours again holds a new run in its middle."""
    ledger = small_ledger("in: -> 10@Agency 10@Agency1\nother: -> 7\n\njoint: in.0 other.0 in.1 -> 27@Reserve")
    assert runs_of(ledger, "joint.0") == (run("in.0", 0, 10), run("joint.0", 10, 7), run("in.1", 0, 10))


LOTS = small_lots(("in.0", "A", 0, 20), ("in.0", None, 20, 40), ("in.1", "B", 0, 40))


@pytest.mark.parametrize("by_step", [False, True])
def test_a_disposal_names_which_satoshi_leave(by_step: bool) -> None:
    """Its lots, in the order of the inputs, pay others and the fee; the rest, in order, stays."""
    acts = [disposal(7, "2025-01-02", {"L-0002": 15, "L-0003": 40}, None if by_step else txid("move"))]
    ledger = small_ledger(SALE, *acts, *([step(8, "2025-01-02", 7, txid("move"))] if by_step else []), lots=LOTS)
    assert runs_of(ledger, "move.1") == (run("in.0", 0, 20), run("in.0", 35, 25))
    assert [(each.run, each.kind) for each in ledger.exits] == [
        (run("in.0", 20, 15), ExitKind.PAID),
        (run("in.1", 0, 35), ExitKind.PAID),
        (run("in.1", 35, 5), ExitKind.FEE),
    ]
    assert ledger.movements[-1].act == "2025-0007"


def test_a_disposals_lots_are_what_leaves() -> None:
    """Lots that are not outputs and fee, that the coins do not hold, that nobody admitted: refused, all at once."""
    with pytest.raises(CaseError) as error:
        small_ledger(SALE, disposal(7, "2025-01-02", {"L-0001": 30, "L-0009": 1}, txid("move")), lots=LOTS)
    assert error.value.faults == (
        "act 2025-0007 names L-0009, which no admitted case has.",
        f"act 2025-0007 disposes of 31 satoshi; {txid('move')} pays 55 to others and as its fee.",
        f"act 2025-0007 disposes of 30 satoshi of L-0001; the coins that {txid('move')} spends hold 20 of it.",
    )


def test_a_disposal_of_a_transaction_that_spends_nothing_of_ours() -> None:
    """An act that names a receipt is refused."""
    with pytest.raises(CaseError, match=f"^act 2025-0007 names {txid('in')}, which spends no coin of the register's"):
        small_ledger(SALE, disposal(7, "2025-01-02", {"L-0001": 20}, txid("in")), lots=LOTS)


def test_a_disposal_without_lots_follows_the_order() -> None:
    """It names the transaction, and nothing else of it changes."""
    ledger = small_ledger(SALE, disposal(7, "2025-01-02", {}, txid("move")), lots=LOTS)
    assert ledger.exits == small_ledger(SALE).exits
    assert ledger.movements[-1].act == "2025-0007"


def test_two_acts_of_one_transaction() -> None:
    """Two disposals that name one transaction, or two accounts that do, are refused, all at once."""
    register = small_register("Vault", "Safe")
    acts = in_force(
        disposal(1, "2025-01-02", {}, txid("move")),
        disposal(2, "2025-01-02", {}, txid("move")),
        statement(3, "2025-01-03", 50, deposits=[txid("move")], account="Vault"),
        statement(4, "2025-01-03", 50, deposits=[txid("move")], account="Safe"),
        statement(5, "2025-01-03", 50, withdrawals=[txid("move")], account="Safe"),
    )
    with pytest.raises(CaseError) as error:
        fold(register, history_of(SALE), acts, ())
    assert error.value.faults == (
        f"acts 2025-0001 and 2025-0002 name the same transaction {txid('move')}.",
        f'acts 2025-0003 and 2025-0004 name the same deposit {txid("move")}, of accounts "Vault" and "Safe".',
        f"act 2025-0001 disposes of satoshi by {txid('move')}, and act 2025-0003 names it as a deposit of account "
        '"Vault": one of the two is wrong.',
        f"act 2025-0001 disposes of satoshi by {txid('move')}, and act 2025-0005 names it as a withdrawal of account "
        '"Safe": one of the two is wrong.',
    )


def test_an_explanation_names_a_transaction() -> None:
    """An act of correction that explains a joint transaction is the act of its movement."""
    drawing = "in: -> 30@Agency\nother: -> 50\n\njoint: other.0 in.0 -> 20@Reserve 35"
    assert small_ledger(drawing).movements[-1].act is None
    assert small_ledger(drawing, explanation(3, "2025-01-03", txid("joint"))).movements[-1].act == "2025-0003"


def test_a_disposal_and_a_statement_name_a_transaction_before_an_explanation() -> None:
    """Whichever of them was filed first: what the movement is said to be by is the act that decided it."""
    explained = explanation(5, "2025-01-02", txid("move"))
    for number in (4, 6):
        sold = disposal(number, "2025-01-02", {}, txid("move"))
        kept = statement(number, "2025-01-03", 50, deposits=[txid("move")])
        for act in (sold, kept):
            assert small_ledger(SALE, act, explained).movements[-1].act == act.head.id


def test_an_explanation_is_no_older_than_its_block() -> None:
    """By the day of the median time past in the register's zone; a receipt's too. Each that is older is told."""
    drawing = "\n    in: -> 100@Agency\n\n    out: in.0 -> 90@buyer\n"
    for name, day in (("in", "2025-01-01"), ("out", "2025-01-02")):
        assert small_ledger(drawing, explanation(3, day, txid(name))).movements
    early = [explanation(number, "2025-01-01", txid("out")) for number in (3, 4)]
    with pytest.raises(CaseError) as raised:
        small_ledger(drawing, *early, explanation(5, "2024-12-31", txid("in")))
    tail = "an explanation is no older than what it explains."
    assert raised.value.faults == (
        f"act 2025-0003 of 2025-01-01 explains {txid('out')}, which is in block 2 of 2025-01-02: {tail}",
        f"act 2025-0004 of 2025-01-01 explains {txid('out')}, which is in block 2 of 2025-01-02: {tail}",
        f"act 2025-0005 of 2024-12-31 explains {txid('in')}, which is in block 1 of 2025-01-01: {tail}",
    )
    known = small_register()
    history = history_of(drawing)
    midnight = int(dt.datetime(2025, 1, 2, 19, tzinfo=dt.UTC).timestamp())
    last = explanation(3, "2025-01-02", txid("out"))
    for mtp, is_older in ((midnight - 1, False), (midnight, True)):
        touches = (history.touches[0], replace(history.touches[1], mtp=mtp, time=midnight + 3600))
        late = replace(history, touches=touches)
        if is_older:
            with pytest.raises(CaseError, match="of 2025-01-03"):
                fold(known, late, in_force(last), ())
        else:
            assert fold(known, late, in_force(last), ()).movements


VAULT = """
in: -> 30@Agency 20@Agency
paid: -> 12@x 50@y

out: in.0 in.1 -> 45@custodian 3@Agency

back: paid.0 -> 12@Reserve
rest: paid.1 -> 40@Reserve1 5@z
"""
STATEMENT = statement(9, "2025-01-04", 0, deposits=[txid("out")], withdrawals=[txid("back"), txid("rest")])


def test_what_goes_to_an_account_comes_back_in_order() -> None:
    """A deposit is no disposal, a withdrawal no receipt; what comes back beyond what went is a new receipt."""
    ledger = small_ledger(VAULT, STATEMENT)
    assert [(each.kind, each.value, each.fee, each.act) for each in ledger.movements[2:]] == [
        (MovementKind.DEPOSIT, 45, 2, "2025-0009"),
        (MovementKind.WITHDRAWAL, 12, 0, "2025-0009"),
        (MovementKind.WITHDRAWAL, 40, 0, "2025-0009"),
    ]
    assert runs_of(ledger, "back.0") == (run("in.0", 0, 12),)
    assert runs_of(ledger, "rest.0") == (run("in.0", 12, 18), run("in.1", 0, 15), run("rest.0", 33, 7))
    assert ledger.accounts == {"Vault": ()}
    assert [each.kind for each in ledger.exits] == [ExitKind.DEPOSIT, ExitKind.DEPOSIT, ExitKind.FEE]
    found = total_books(books(ledger, None, 3))
    assert found == WalletBooks(receipts=50, deposits=45, withdrawals=52, fees=2, closing=55)


def test_what_has_not_come_back_is_in_the_account() -> None:
    """Its runs stay there in the order in which they went."""
    acts = statement(9, "2025-01-04", 33, deposits=[txid("out")], withdrawals=[txid("back")])
    assert small_ledger(VAULT, acts).accounts == {"Vault": (run("in.0", 12, 18), run("in.1", 0, 15))}
    assert small_ledger(VAULT, acts, height=2).accounts == {"Vault": (run("in.0", 0, 30), run("in.1", 0, 15))}


def test_a_coin_of_no_value_holds_no_satoshi() -> None:
    """It is a coin all the same, and is spent as any other."""
    ledger = small_ledger("in: -> 0@Agency 5@Agency\n\nmove: in.0 in.1 -> 5@Reserve")
    assert [(each.value, each.runs) for each in ledger.coins if each.outpoint == coin("in.0")] == [(0, ())]
    assert shown(ledger) == [(MovementKind.RECEIPT, 0, 0), (MovementKind.RECEIPT, 5, 0), (MovementKind.TRANSFER, 5, 0)]
    assert dict(books(ledger, None, 2))["Reserve"] == WalletBooks(transfers_in=5, closing=5)


def without(drawing: str, name: str) -> None:
    """Fold a drawing without one of its transactions."""
    history = history_of(drawing)
    touches = tuple(touch for touch in history.touches if touch.transaction.txid != txid(name))
    fold(small_register(), replace(history, touches=touches), in_force(), ())


def test_a_history_that_contradicts_itself_is_refused() -> None:
    """A coin that never came, that is spent twice or otherwise, outputs above inputs, an input not observed."""
    with pytest.raises(IntegrityError, match=f'{txid("move")} spends {coin("in.0")} of "Agency", which never came in'):
        without(SALE, "in")
    history = history_of(SALE)
    spend = history.touches[1]
    twice = replace(spend, transaction=replace(spend.transaction, txid=txid("again")))
    with pytest.raises(IntegrityError, match=f"{coin('in.0')} is spent twice: by {txid('move')} and {txid('again')}"):
        fold(small_register(), replace(history, touches=(*history.touches, twice)), in_force(), ())
    lied = replace(spend, prevouts=(Output(Sats(61), spend.prevouts[0].script), spend.prevouts[1]))  # type: ignore[union-attr]
    with pytest.raises(IntegrityError, match=f"is said to spend {coin('in.0')} with another value or script"):
        fold(small_register(), replace(history, touches=(history.touches[0], lied)), in_force(), ())
    with pytest.raises(IntegrityError, match=f"{txid('more')} pays 1 satoshi more than it spends"):
        small_ledger("in: -> 60@Agency\n\nmore: in.0 -> 61@Reserve")
    joint = history_of("in: -> 30@Agency\nother: -> 50\n\njoint: other.0 in.0 -> 20@Reserve 35")
    blind = replace(joint.touches[1], prevouts=(None, joint.touches[1].prevouts[1]))
    with pytest.raises(IntegrityError, match=f"what input 0 of {txid('joint')} spends was not observed"):
        fold(small_register(), replace(joint, touches=(joint.touches[0], blind)), in_force(), ())


def test_books_of_a_span_begin_with_what_was_there() -> None:
    """The opening is what was unspent then; from the beginning it is nothing."""
    ledger = small_ledger(SALE)
    assert dict(books(ledger, None, 1))["Agency"] == WalletBooks(receipts=100, closing=100)
    assert dict(books(ledger, 1, 2))["Agency"] == WalletBooks(opening=100, transfers_out=45, disposals=50, fees=5)
    assert dict(books(ledger, 2, 2))["Reserve"] == WalletBooks(opening=45, closing=45)


def test_books_that_do_not_close_are_refused() -> None:
    """A movement less, a transfer on one side only, a coin with another value: each is named."""
    ledger = small_ledger(SALE)
    with pytest.raises(IntegrityError) as error:
        books(replace(ledger, movements=ledger.movements[1:]), None, 2)
    assert str(error.value) == (
        'the books of "Agency" do not close: they lead from 0 to -60 satoshi, and its unspent coins are worth 0.'
    )
    richer = tuple(replace(each, value=46) if each.outpoint == coin("move.1") else each for each in ledger.coins)
    with pytest.raises(
        IntegrityError, match=f'coin {coin("move.1")} of "Reserve" is worth 46 satoshi; its parcels hold 45'
    ):
        books(replace(ledger, coins=richer), None, 2)
    twice = (*ledger.exits, ledger.exits[0])
    with pytest.raises(IntegrityError, match=f"of receipt {coin('in.0')} 60 satoshi came in; 110 are held or left"):
        books(replace(ledger, exits=twice), None, 2)


SCOPE = """
in: -> 30@Old 20@Old1 10@Agency

move: in.0 in.2 -> 25@Old 14@Reserve

pay: move.0 in.1 -> 40@Agency1 4@other

more: -> 7@Old1
"""


def scoped(drawing: str, *acts: Act, height: int | None = None) -> RegisterLedger:
    """Return a drawing's ledger under acts of scope; a day's closing block is its one block, the last where none is."""
    history = history_of(drawing, height)
    closing = moments({day: min(day.day, history.block.height) for day in scope_days(in_force(*acts))})
    return fold(small_register(), history, in_force(*acts), (), closing)


def test_a_wallet_enters_the_books_with_what_it_holds() -> None:
    """Before it was as another's: what it got is not ours; then its coins are, from the end of that day's block on."""
    ledger = scoped(SCOPE, scope(1, "2025-01-02", "Old", enters=True))
    assert shown(ledger) == [
        (MovementKind.RECEIPT, 10, 0),
        (MovementKind.JOINT, 0, 1),
        (MovementKind.DISPOSAL, 4, 1),
        (MovementKind.RECEIPT, 7, 0),
    ]
    assert dict(books(ledger, None, 1)) == {
        "Agency": WalletBooks(receipts=10, closing=10),
        "Reserve": WalletBooks(),
        "Old": WalletBooks(),
    }
    second = dict(books(ledger, 1, 2))
    assert second["Old"] == WalletBooks(scope=25 + 20, closing=45)
    assert second["Agency"] == WalletBooks(opening=10, transfers_out=9, fees=1)
    assert second["Reserve"] == WalletBooks(receipts=5, transfers_in=9, closing=14)
    assert dict(books(ledger, 2, 4))["Old"] == WalletBooks(
        opening=45, receipts=7, transfers_out=40, disposals=4, fees=1, closing=7
    )


def test_a_part_of_a_range_leaves_the_books() -> None:
    """Its coin goes out through scope; what the wallet's other scripts hold stays; later payments to it are others'."""
    ledger = scoped(SCOPE, scope(1, "2025-01-01", "Old", enters=False, span=(1, 1)))
    first = dict(books(ledger, None, 1))
    assert first["Old"] == WalletBooks(receipts=50, scope=-20, closing=30)
    assert shown(ledger)[-1] == (MovementKind.JOINT, 0, 0)
    assert total_books(books(ledger, 1, 4)).closing == sum(
        each.value for each in ledger.coins if each.spent is None and ledger.counts(each, 4)
    )


@pytest.mark.parametrize("enters", [True, False])
def test_what_scope_lets_in_and_out_neither_came_nor_left_in_public(enters: bool) -> None:
    """Under acts of scope public figures lead from the opening to the closing, and each is that of the books."""
    ledger = scoped(
        SCOPE, scope(1, "2025-01-02", "Old", enters=enters), scope(2, "2025-01-03", "Old", enters=not enters)
    )
    nothing = TitleBook(day=on("2025-01-04"), runs=(), sums={}, orders=())
    for after in (None, 1, 2, 3):
        found, row = public_runs(ledger, nothing, after, 4), total_books(books(ledger, after, 4))
        assert (total(found.opening), total(found.closing)) == (row.opening, row.closing)
        assert total(found.came) == row.receipts + row.withdrawals
        assert total(found.left) == row.disposals + row.deposits + row.fees
        assert total(found.entered) - total(found.exited) == row.scope
        assert found.scope_acts == {None: 2, 1: 2, 2: 1, 3: 0}[after]
        assert row.closes


def test_wallets_that_enter_and_leave_are_no_transactions_in_public() -> None:
    """Old enters with coins of two transactions, Reserve leaves with one's; 5 of Old's came before, 1 is a fee."""
    acts = (scope(1, "2025-01-02", "Old", enters=True), scope(2, "2025-01-02", "Reserve", enters=False))
    found = public_runs(scoped(SCOPE, *acts), TitleBook(day=on("2025-01-04"), runs=(), sums={}, orders=()), 1, 2)
    sets = (found.opening, found.came, found.left, found.entered, found.exited, found.closing)
    assert [*map(total, sets)] == [10, 5, 1, 45, 14, 45]
    assert (found.scoped, found.scope_acts, found.came_in, found.left_in) == (2, 2, 1, 1)


def test_a_wallet_leaves_and_comes_back() -> None:
    """Acts on one wallet follow one another; a span without them has no scope."""
    acts = (scope(1, "2025-01-01", "Old", enters=False), scope(2, "2025-01-03", "Old", enters=True))
    ledger = scoped(SCOPE, *acts)
    assert dict(books(ledger, None, 1))["Old"] == WalletBooks(receipts=50, scope=-50)
    assert dict(books(ledger, 1, 3))["Old"] == WalletBooks()
    assert dict(books(ledger, 3, 4))["Old"] == WalletBooks(receipts=7, closing=7)


def test_an_act_of_scope_of_a_later_day_changes_nothing_yet() -> None:
    """A wallet that will leave is in the books up to the last block, one that will enter is not."""
    leaves = scoped(SCOPE, scope(1, "2025-01-09", "Old", enters=False))
    assert dict(books(leaves, None, 4)) == dict(books(small_ledger(SCOPE), None, 4))
    enters = scoped(SCOPE, scope(1, "2025-01-09", "Old", enters=True))
    assert dict(books(enters, None, 4))["Old"] == WalletBooks()


def test_an_act_of_scope_needs_a_wallet_of_ours_and_scripts() -> None:
    """One over a watched wallet, or a range in which there is no script, is refused, both at once."""
    with pytest.raises(CaseError) as error:
        scoped(
            SCOPE,
            scope(1, "2025-01-01", "Court", enters=True),
            scope(2, "2025-01-01", "Old", enters=True, span=(5, 9)),
        )
    assert error.value.faults == (
        'act 2025-0001 changes the scope of "Court", which is watched or recorded only.',
        'act 2025-0002 names a range of "Old" in which it has no script.',
    )


def test_of_a_deposit_only_what_goes_to_others_is_one() -> None:
    """What the same transaction pays to another body's wallet is disposed of, not deposited."""
    drawing = "in: -> 30@Agency\n\nout: in.0 -> 20@custodian 6@Court 4@Agency"
    ledger = small_ledger(drawing, statement(9, "2025-01-02", 20, deposits=[txid("out")]))
    assert ledger.movements[-1].entries == (
        BookEntry("Agency", EntryKind.DEPOSIT, 20),
        BookEntry("Agency", EntryKind.DISPOSAL, 6),
    )
    assert ledger.accounts == {"Vault": (run("in.0", 0, 20),)}


def test_what_another_bodys_wallet_pays_is_no_withdrawal() -> None:
    """Named by a statement or not, it is a receipt, and the account keeps what it has."""
    drawing = "in: -> 30@Agency 9@Court\n\nout: in.0 -> 30@custodian\n\nback: in.1 -> 9@Reserve"
    ledger = small_ledger(drawing, statement(9, "2025-01-03", 21, deposits=[txid("out")], withdrawals=[txid("back")]))
    assert ledger.movements[-1].kind is MovementKind.RECEIPT
    assert ledger.accounts == {"Vault": (run("in.0", 0, 30),)}


def test_what_others_pay_to_others_is_not_paid_by_us() -> None:
    """Of a joint transaction `paid` are our satoshi alone."""
    ledger = small_ledger("in: -> 30@Agency\nother: -> 50\n\njoint: other.0 in.0 -> 20@Reserve 35 20@Reserve1")
    assert ledger.movements[-1].paid == (run("in.0", 0, 5), run("in.0", 25, 5))


def test_lots_of_a_disposal_leave_in_the_order_of_their_places() -> None:
    """Not in the order of their numbers: the lot behind is the fee."""
    lots = small_lots(("in.0", "A", 20, 30), ("in.0", "B", 0, 20))
    act = disposal(7, "2025-01-02", {"L-0001": 15, "L-0002": 20}, txid("out"))
    ledger = small_ledger("in: -> 60@Agency\n\nout: in.0 -> 20@buyer 25@Agency", act, lots=lots)
    assert [(each.run, each.kind) for each in ledger.exits] == [
        (run("in.0", 0, 20), ExitKind.PAID),
        (run("in.0", 20, 15), ExitKind.FEE),
    ]


def test_transfers_that_do_not_cancel_are_refused() -> None:
    """A transfer that one side calls a receipt closes both wallets' books and not those of all."""
    ledger = small_ledger(SALE)
    last = ledger.movements[-1]
    entries = (*last.entries[:-1], BookEntry("Reserve", EntryKind.RECEIPT, 45))
    with pytest.raises(IntegrityError, match=r"^transfers between wallets do not cancel: 45 satoshi out, 0 in\.$"):
        books(replace(ledger, movements=(*ledger.movements[:-1], replace(last, entries=entries))), None, 2)
