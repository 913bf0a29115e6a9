"""What others say of the books at a block is what a closing would say of it, whatever acts of scope do."""

import datetime as dt
import re
from collections import Counter, defaultdict
from dataclasses import replace

import pytest

from tests.reserve.drawn_registers import head
from tests.reserve.statements import statement
from tests.reserve.test_held_laws import PARTS, told
from tests.reserve.test_scope_alone import Scoped
from tracer.chain.outpoint import Txid
from tracer.documents.language.languages import language
from tracer.errors import CaseError
from tracer.reserve.acts import ActKind, OrderAct, OrderForm
from tracer.reserve.audit.letter import LetterSubject, letter
from tracer.reserve.books import books, total_books
from tracer.reserve.disposition.order_cover import OrderCover
from tracer.reserve.exports.beancount import journal, movement_days
from tracer.reserve.judging import marked
from tracer.reserve.ledger_rows import ExitKind, in_scope
from tracer.reserve.marks import Marks
from tracer.reserve.satoshi_runs import SatoshiRun, total
from tracer.reserve.security.published_custody import published_custody
from tracer.reserve.security.security_rows import Quorum, SecurityRegister
from tracer.reserve.status import Books, Status
from tracer.reserve.title import title
from tracer.reserve.title_rows import TitleBook
from tracer.reserve.wallet_changes import RegisterActs

BALANCE = re.compile(r"\S+ balance Assets:Wallets:(\w+):\w+ +(-?[0-9]+) SAT")


def titled(each: Scoped, day: dt.date, height: int) -> TitleBook:
    """Return the title book of a day."""
    return title(each.theirs, each.register, each.drawing.lots, each.acts, day, height)


def given(each: Scoped, found: Status) -> Books:
    """Return the books on the day of a status."""
    return Books(
        register=each.register,
        ledger=each.theirs,
        title=titled(each, found.day, found.block.height),
        lots=each.drawing.lots,
        acts=each.acts.acts,
    )


@pytest.mark.parametrize("part", range(PARTS))
def test_what_left_the_books_is_what_the_columns_say(part: int) -> None:
    """What is counted of all fees is the books' fees; of all payments what they paid, but to wallets not counted."""
    beside = 0
    for each, _, found in told(part):
        ledger, kept = each.theirs, defaultdict[Txid, list[SatoshiRun]](list)
        for coin in ledger.coins:
            if coin.wallet not in ledger.ours or not in_scope(ledger.scope, coin.script, coin.position.height - 1):
                kept[coin.outpoint.txid] += coin.runs
        paid = {each.txid: each.paid for each in ledger.movements}
        within = 0
        for txid, runs in paid.items():
            marks = marked((run, True) for run in runs)
            within += sum(part.sat for run in kept[txid] for part, went in marks.parts(run) if went)
        sums = Counter[ExitKind]()
        for left in ledger.exits:
            sums[left.kind] += left.run.sat if left.counted else 0
            beside += left.wallet in ledger.ours and not left.counted
        columns = total_books(books(ledger, None, found.block.height))
        assert sums[ExitKind.FEE] == columns.fees
        assert sums[ExitKind.PAID] + sums[ExitKind.DEPOSIT] + within == columns.disposals + columns.deposits
    assert beside


@pytest.mark.parametrize("part", range(PARTS))
def test_the_accountants_journal_ends_with_the_closing_of_each_wallet(part: int) -> None:
    """It balances whatever acts of scope do, and its last balances are the books' closing, wallet by wallet."""
    scoped = 0
    for each, day, found in told(part):
        height, drawing = found.block.height, each.drawing
        there = given(each, found)
        days = [one for one in movement_days(there, height) if one < day]
        try:
            titles = [titled(each, one, drawing.closing(one)) for one in days]
        except CaseError:  # an act of that day takes more than there was
            continue
        text = journal(there, found.block, [*titles, there.title]).decode()
        sums = Counter[str]()
        for name, sat in BALANCE.findall(text):
            sums[name] += int(sat)
        closing = {name: row.closing for name, row in books(each.theirs, None, height).items() if row.closing}
        assert {name: sat for name, sat in sums.items() if sat} == closing
        scoped += '* "scope"' in text
    assert scoped


@pytest.mark.parametrize("part", range(PARTS))
def test_what_a_return_order_lets_go_is_in_the_books(part: int) -> None:
    """Of the satoshi of its labels in any wallet of ours those that are held, to the satoshi, and no other."""
    fewer = 0
    for each, _, found in told(part):
        there, height = given(each, found), found.block.height
        labels = {(lot.case, lot.label) for lot in there.lots if lot.label is not None}
        for case, label in sorted(labels):
            order = OrderAct(
                head=head(990, ActKind.ORDER, found.day), authority="Court", order="R-990", form=OrderForm.RETURN,
                in_force=found.day, appeal_until=None, amount=None, money=None, case=case, labels=(label,),
                wallets=(), outpoints=(),
            )  # fmt: skip
            named = Marks[bool]()
            for lot in there.lots:
                if (lot.case, lot.label) == (case, label):
                    named.add(lot.run, True)
            marks = OrderCover(there).returnable([order])
            for coin in each.theirs.there(height):
                wanted = [part for run in coin.runs for part, yes in named.parts(run) if yes]
                let_go = [part for run in coin.runs for part, yes in marks.parts(run) if yes]
                assert total(let_go) == (total(wanted) if each.theirs.counts(coin, height) else 0)
                fewer += coin.wallet in each.theirs.ours and total(let_go) < total(wanted)
    assert fewer


@pytest.mark.parametrize("part", range(PARTS))
def test_quorums_are_published_of_wallets_in_the_books_alone(part: int) -> None:
    """A quorum none of whose wallets is in the books is not published; one with a wallet in part in them is."""
    fewer = 0
    for each, day, found in told(part):
        names = [wallet.name for wallet in each.register.wallets]
        quorums = tuple(
            Quorum(name=name, needed=at, keys=15, recovery_blocks=None, recovery=None)
            for at, name in enumerate(names, start=1)
        )
        wallets = tuple(replace(wallet, quorum=wallet.name) for wallet in each.register.wallets)
        terms = replace(each.register.security, publish_quorums=True)
        known = RegisterActs(replace(each.register, wallets=wallets, security=terms), each.acts)
        published = published_custody(SecurityRegister(quorums=quorums), known, day)
        needed = () if published is None else tuple(one.needed for one in published.quorums)
        assert [names[one - 1] for one in needed] == [row.name for row in found.wallets if row.counted]
        fewer += len(needed) < len(each.theirs.wallets)
    assert fewer


@pytest.mark.parametrize("part", range(PARTS))
def test_the_letter_confirms_as_counted_what_the_closing_counts(part: int) -> None:
    """Whole, in part with how many scripts, or kept out by an act of scope; a wallet of another body never."""
    kinds = Counter[str]()
    for each, _, found in told(part):
        height = found.block.height
        closing = replace(statement(), closing=replace(statement().closing, height=height))
        subject = LetterSubject(
            register=each.register, ledger=each.theirs, statement=closing, sha256="00" * 32, periods=("2025Q1",)
        )
        text = letter(subject, language("en")).decode()
        for wallet, row in zip(each.register.wallets, found.wallets, strict=True):
            said = next(line for line in text.splitlines() if line.startswith(f"   – {wallet.name} ("))
            inside = sum(in_scope(each.theirs.scope, one.script, height) for one in wallet.scripts)
            if not each.register.is_ours(wallet):
                assert said.endswith("not counted")
                assert "act of scope" not in said
            elif not row.counted:
                kinds["out"] += 1
                assert said.endswith("kept out of the books by an act of scope; not counted")
            elif inside == len(wallet.scripts):
                kinds["whole"] += 1
                assert said.endswith(f"counted; scripts watched: {inside}")
            else:
                kinds["part"] += 1
                assert said.endswith(f"scripts watched: {len(wallet.scripts)}, of these in the books: {inside}")
    assert kinds["out"]
    assert kinds["whole"]
    assert kinds["part"]
