"""The law of removal: without any one movement of the input exactly one check fails.

The input is what a look at a register goes by: the history, one transaction a row; the movements that the fold made of
it; the movements that a statement lists. The checks are those that hold the one against the other, each asked whatever
the others say:

- `chain`: every coin that a transaction spends came in before, once, with the value and the script that it has;
- `acts`: what acts say of a transaction by its id can be followed;
- `parcels`: each coin is filled by its runs, and every satoshi that came in lies in one place or left once;
- `books`: each wallet's entries lead from its opening to the worth of its unspent coins;
- `coins`: the ledger's unspent coins are those that the chain leaves.

Of movements and of a statement's rows the law holds as it is written, but for what moved nothing: a movement that
leaves each wallet with what it had (an output of no value; two wallets that swap equal amounts) is missed by no sum,
and only the comparison of the rows themselves tells. Of transactions it holds of the check that ends the look: a
history that contradicts itself has no ledger, so that `parcels`, `books` and `coins` are not asked of it; where it does
not, the books that follow from it close, and it is `coins` that fails. Asked for themselves, without the fold, both may
fail: a transaction that spends one coin and makes another that is spent later is missed by either.
"""

import hashlib
import json
import re
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.counts import count, spread
from tests.reserve import story_statements, verifying
from tests.reserve.drawn_registers import DrawnRegister, drawn
from tracer.container.bag import check_files, make_bag
from tracer.container.verification import StepVerdict
from tracer.errors import CaseError, IntegrityError
from tracer.formats import canonical
from tracer.operations.reserve_export import rendered_as
from tracer.reserve.books import books, check_parcels
from tracer.reserve.ledger import fold
from tracer.reserve.ledger_rows import BookMovement, EntryKind, ExitKind, RegisterLedger
from tracer.reserve.watching import unspent, watch_list
from tracer.verify import reserve_steps

SEEDS = st.integers(0, 2000)
SIGNS = {
    EntryKind.RECEIPT: 1,
    EntryKind.TRANSFER_IN: 1,
    EntryKind.TRANSFER_OUT: -1,
    EntryKind.WITHDRAWAL: 1,
    EntryKind.DEPOSIT: -1,
    EntryKind.DISPOSAL: -1,
    EntryKind.FEE: -1,
}


def balances(movement: BookMovement) -> dict[str, int]:
    """Return by how much each wallet has more or less after a movement; those that have as much are left out."""
    sums = Counter[str]()
    for entry in movement.entries:
        sums[entry.wallet] += SIGNS[entry.kind] * entry.sat
    return {wallet: sat for wallet, sat in sums.items() if sat}


def left_by(each: DrawnRegister) -> set[object]:
    """Return the coins that the whole history leaves unspent."""
    return {*unspent(watch_list(each.register), each.history.touches)}


def failed(ledger: RegisterLedger, each: DrawnRegister) -> list[str]:
    """Return which of the checks of a ledger fail, each asked whatever the others say.

    The books are asked by each wallet's own sums: a ledger whose parcels are wrong is refused before its books are.
    """
    found = []
    try:
        check_parcels(ledger)
    except IntegrityError:
        found.append("parcels")
    if wrong_books(ledger):
        found.append("books")
    if {coin.outpoint for coin in ledger.coins if coin.spent is None} != left_by(each):
        found.append("coins")
    return found


def wrong_books(ledger: RegisterLedger) -> set[str]:
    """Return the wallets whose movements do not lead to what their unspent coins are worth."""
    sums = Counter[str]()
    for movement in ledger.movements:
        sums.update(balances(movement))
    for coin in ledger.coins:
        if coin.spent is None and coin.wallet in ledger.ours:
            sums[coin.wallet] -= coin.value
    return {wallet for wallet, sat in sums.items() if sat}


def ledger_of(each: DrawnRegister) -> RegisterLedger:
    """Return a drawing's ledger."""
    return fold(each.register, each.history, each.acts, each.lots)


@given(SEEDS)
def test_of_the_whole_no_check_fails(seed: int) -> None:
    """The sums of this page are the product's: it accepts what they accept."""
    each = drawn(seed)
    assert failed(ledger_of(each), each) == []
    books(ledger_of(each), None, each.history.block.height)


def refused_by(ledger: RegisterLedger, height: int) -> str:
    """Return how the product's books refuse a ledger."""
    with pytest.raises(IntegrityError) as raised:
        books(ledger, None, height)
    return str(raised.value)


@given(SEEDS, st.data())
def test_without_a_movement_exactly_the_books_fail(seed: int, data: st.DataObject) -> None:
    """They fail for the wallets that it left with more or less, and for no other; nothing else notices."""
    each = drawn(seed)
    ledger = ledger_of(each)
    gone = data.draw(st.integers(0, len(ledger.movements) - 1))
    less = replace(ledger, movements=ledger.movements[:gone] + ledger.movements[gone + 1 :])
    missed = balances(ledger.movements[gone])
    assert failed(less, each) == (["books"] if missed else [])
    assert wrong_books(less) == {*missed}
    if missed:
        first = next(wallet for wallet in ledger.wallets if wallet in missed)
        assert refused_by(less, each.history.block.height).startswith(f'the books of "{first}" do not close: ')
    else:
        books(less, None, each.history.block.height)


@given(SEEDS, st.data())
def test_without_a_transaction_exactly_one_check_ends_the_look(seed: int, data: st.DataObject) -> None:
    """The history contradicts itself, or an act, or leaves other coins than the chain; what it leaves is booked right.

    Every transaction of a history is meant, those of wallets that are only watched too.
    """
    each = drawn(seed)
    gone = data.draw(st.integers(0, len(each.history.touches) - 1))
    touches = each.history.touches[:gone] + each.history.touches[gone + 1 :]
    less = replace(each.history, touches=touches)
    made = each.history.touches[gone].transaction.txid
    found: list[str] | str
    try:
        found = failed(fold(each.register, less, each.acts, each.lots), each)
    except (IntegrityError, CaseError) as error:
        found = f"{type(error).__name__}: {error}"
    if isinstance(found, str):
        never_came = re.fullmatch(rf'IntegrityError: \w+ spends {made}:\d+ of "\w+", which never came in\.', found)
        assert never_came or found.startswith("CaseError: act "), found
    else:
        assert found == ["coins"]


@given(SEEDS, st.data())
def test_without_a_place_of_satoshi_exactly_the_parcels_fail(seed: int, data: st.DataObject) -> None:
    """Without any one stay, exit or arrival some satoshi are nowhere; the books refuse, and name coin or receipt."""
    each = drawn(seed)
    ledger = ledger_of(each)
    field = data.draw(st.sampled_from(["stays", "exits", "arrivals"]))
    rows = getattr(ledger, field)
    if field == "exits":
        rows = tuple(row for row in rows if row.kind is not ExitKind.DEPOSIT)
    if not rows:
        return
    gone = data.draw(st.integers(0, len(rows) - 1))
    less = replace(ledger, **{field: rows[:gone] + rows[gone + 1 :]})
    assert failed(less, each) == ["parcels"]
    said = refused_by(less, each.history.block.height)
    assert "parcels hold" in said or "came in" in said


PERIODS = [period for period, *_ in story_statements.STAGES]


@pytest.mark.parametrize("period", PERIODS)
def test_without_a_row_of_a_statement_exactly_the_movements_fail(period: str) -> None:
    """The stand-alone verifier fails one item, which is called so; what hangs on the row's bytes is made anew.

    A restatement says too which figures it changes, and a row that is gone is one of them.

    The product fails the books, of which it takes the movements for a part, and the comparison of the whole statement
    to the last byte, which no wrong figure passes.
    """
    files = story_statements.payload(period)
    rows = json.loads(files["period.json"])["movements"]
    assert rows
    expected = ["Statement", "Movements"] if "-r" in period else ["Movements"]
    for number in spread(range(len(rows)), count(suite=3, laws=1_000)):
        without = _without(files, number)
        mine = verifying.judged(without)
        assert [title for title, (verdict, _) in mine.items() if verdict == "FAIL"] == expected, number
        bag = check_files(make_bag(without, story_statements.tags(period)), ())
        steps = [step for step in reserve_steps.steps(bag, rendered_as(without)) if step.verdict is StepVerdict.FAIL]
        assert [step.number for step in steps] == ["7", "9"], number


def _without(files: dict[str, bytes], number: int) -> dict[str, bytes]:
    """Return a statement's files without one of its movements, sealed anew."""
    statement = json.loads(files["period.json"])
    del statement["movements"][number]
    bare = hashlib.sha256(canonical.dumps({**statement, "private_root": None})).digest()
    content = canonical.dumps({**statement, "private_root": hashlib.sha256(files["salt"] + bare).hexdigest()})
    about = json.loads(files["bundle.json"]) | {"period_sha256": hashlib.sha256(content).hexdigest()}
    public = json.loads(files["public.json"]) | {"private_root": json.loads(content)["private_root"]}
    again = {"period.json": content, "bundle.json": canonical.dumps(about), "public.json": canonical.dumps(public)}
    return {**files, **again}
