"""No wallet that is found, or kept out of the books, takes title from what the books hold."""

import datetime as dt
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import pytest

from tests.counts import count
from tests.reserve.drawn_registers import DrawnRegister, drawn, head
from tests.reserve.satoshi_oracle import satoshi
from tests.reserve.small_ledgers import small_register
from tests.reserve.test_scope_alone import OURS, Scoped, found
from tests.reserve.verifying import loaded
from tracer.chain.outpoint import Outpoint, Position, Txid
from tracer.errors import CaseError
from tracer.reserve import ledger
from tracer.reserve.acts import Act, ActId, ActKind, ActsInForce, OrderAct, ScopeAct
from tracer.reserve.book_spans import BookSpan, book_spans
from tracer.reserve.ledger_rows import RegisterLedger, ScopeChange, Stay, in_scope, in_scope_on
from tracer.reserve.register import Register, WalletStage
from tracer.reserve.satoshi_runs import SatoshiRun
from tracer.reserve.scope import scope_closings
from tracer.reserve.title import title
from tracer.reserve.title_rows import Title, TitleBook
from tracer.reserve.untitled import FREE

PARTS = 4


@dataclass(frozen=True)
class Read:
    """A register as it stands, and what is held with which title on each day that it can be told of."""

    register: Register
    acts: ActsInForce
    folded: RegisterLedger
    titles: dict[dt.date, TitleBook]


def read(drawing: DrawnRegister, register: Register, acts: Sequence[Act]) -> Read | None:
    """Return what is held on the days of a drawing, None where the acts cannot be followed at all."""
    counting = ActsInForce(tuple(acts), tuple(acts))
    try:
        closings = scope_closings(register, counting, drawing.view)
        folded = ledger.fold(register, drawing.history, counting, drawing.lots, closings)
    except CaseError:
        return None
    titles = {}
    for day in drawing.days[::4]:
        try:
            titles[day] = title(folded, register, drawing.lots, counting, day, drawing.closing(day))
        except CaseError:  # an act takes more of a lot than there is
            continue
    return Read(register, counting, folded, titles)


def kept_out(seed: int, name: str) -> Iterator[tuple[Read, Read]]:
    """Yield a drawn register in which a wallet is another body's, and the same where its own act lets it in later."""
    drawing = drawn(seed)
    plain = [
        replace(act, wallets=()) if isinstance(act, OrderAct) else act
        for act in drawing.acts.all
        if not (isinstance(act, OrderAct) and act.outpoints)  # which reaches a coin wherever it lies
    ]
    watched = tuple(
        replace(wallet, stage=WalletStage.WATCHED) if wallet.name == name else wallet
        for wallet in drawing.register.wallets
    )
    enters = ScopeAct(
        head=head(980, ActKind.SCOPE, drawing.days[-1] + dt.timedelta(days=9)),
        wallet=name, range=None, enters=True, reason="Control was proven",
    )  # fmt: skip
    one = read(drawing, replace(drawing.register, wallets=watched), plain)
    other = read(drawing, drawing.register, [*plain, enters])
    if one is not None and other is not None:
        yield one, other


@pytest.mark.parametrize("part", range(PARTS))
def test_a_wallet_outside_of_the_books_takes_no_title_from_them(part: int) -> None:
    """Each satoshi held has the title that it has where the wallet is another body's, whose orders do not reach it.

    So whoever adds a wallet, and lets it into the books by an act of a later day, changes no title of a day before. But
    a claim is on what lies there as well, and stays on it where that comes into the books.
    """
    compared = would = 0
    for seed in range(part, count(suite=24, laws=300), PARTS):
        for name in OURS:
            for one, other in kept_out(seed, name):
                for day in one.titles.keys() & other.titles.keys():
                    sides = [
                        {sat: (run.title, run.order) for run in each.titles[day].runs for sat in satoshi([run.run])}
                        for each in (one, other)
                    ]
                    assert sides[0].keys() == sides[1].keys()
                    for sat, (alone, by) in sides[0].items():
                        burdened = (Title.ENCUMBERED, by) if alone in FREE else (alone, by)
                        assert sides[1][sat] in ((alone, by), burdened)
                    compared += len(sides[0])
                    would += sum(row.covered for row in other.titles[day].orders) > sum(
                        row.covered for row in one.titles[day].orders
                    )
    assert compared
    assert would


@pytest.mark.parametrize("part", range(PARTS))
def test_the_stand_alone_verifier_covers_as_the_product_does(part: int) -> None:
    """Each order, on several days, with acts of scope of every kind: the same satoshi."""
    covered = 0
    for each in found(part):
        for day in each.drawing.days[::6]:
            covered += _same_coverage(each, day)
    assert covered


def _same_coverage(each: Scoped, day: dt.date) -> int:
    """Hold what orders cover on a day to the product's, or both refuse the acts; return how many satoshi."""
    last = each.drawing.closing(day)
    try:
        own = loaded().Title(each.mine, day.isoformat(), each.calendar)
    except ValueError:
        with pytest.raises(CaseError):
            title(each.theirs, each.register, each.drawing.lots, each.acts, day, last)
        return 0
    theirs = title(each.theirs, each.register, each.drawing.lots, each.acts, day, last)
    sums = {row.act: row.covered for row in theirs.orders if row.covered}
    assert {name: sum(run.sat for run in runs) for name, runs in own.covered.items() if runs} == sums
    rows = [(run.receipt, run.start + at, state, order) for state, run, order, _ in own.rows() for at in range(run.sat)]
    known = [
        (str(receipt), place, run.title.value, run.order or "")
        for run in theirs.runs
        for receipt, place in satoshi([run.run])
    ]
    assert sorted(rows) == sorted(known)
    return sum(sums.values())


def test_the_spans_of_a_stay_are_where_its_script_is_in_the_books() -> None:
    """Held to the books' own answer at each block, for stays and acts at random; a day's answer is its last block's."""
    register, source = small_register(), random.Random(7)
    script = register.wallets[0].scripts[0].script
    for _ in range(count(suite=300, laws=3_000)):
        heights = sorted(source.choices(range(12), k=source.randint(0, 4)))
        scope = tuple(
            ScopeChange(
                ActId(str(at)), "w", frozenset([script, b"x"][: source.randint(1, 2)]), height,
                source.random() < 0.5, dt.date(2025, 1, 1 + height),
            )
            for at, height in enumerate(heights)
        )  # fmt: skip
        since, until = sorted(source.sample(range(12), 2))
        stay = _stay(since, until if source.random() < 0.7 else None)
        spans = list(book_spans(scope, stay, script))
        for height in range(since, until if stay.until else 12):
            assert any(_holds(span, height) for span in spans) == in_scope(scope, script, height)
        for height in range(12):
            assert in_scope_on(scope, script, dt.date(2025, 1, 1 + height)) == in_scope(scope, script, height)
        always = all(in_scope(scope, script, at) for at in range(since - 1, until if stay.until else 12))
        assert (BookSpan(None, None) in spans) == always


def _stay(since: int, until: int | None) -> Stay:
    """Return a stay between two blocks."""
    coin = Outpoint(Txid("ab" * 32), 0)
    ended = None if until is None else Position(until, 1)
    return Stay(run=SatoshiRun(coin, 0, 5), coin=coin, place=0, wallet="w", since=Position(since, 1), until=ended)


def _holds(span: BookSpan, height: int) -> bool:
    """Return whether a span has the end of a block."""
    begun = span.since is None or span.since.height <= height
    return begun and (span.until is None or height < span.until.height)
