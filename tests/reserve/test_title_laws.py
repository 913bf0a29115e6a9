"""Laws of title over drawn registers, and what an oracle that judges single satoshi finds."""

import datetime as dt
from collections import Counter
from dataclasses import replace
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tests.reserve.drawn_registers import DrawnRegister, drawn
from tests.reserve.satoshi_oracle import follow, satoshi
from tests.reserve.title_oracle import TitleOracle
from tracer.reserve.acts import OrderAct, OrderForm
from tracer.reserve.books import books, total_books
from tracer.reserve.ledger import fold
from tracer.reserve.title import title
from tracer.reserve.title_rows import Title, TitleBook

SEEDS = st.integers(0, 2000)


def book(each: DrawnRegister, day: dt.date) -> TitleBook:
    """Return a drawing's title book."""
    ledger = fold(each.register, each.history, each.acts, each.lots)
    return title(ledger, each.register, each.lots, each.acts, day, each.closing(day))


def by_satoshi(found: TitleBook) -> dict[tuple[object, int], tuple[Title, bool]]:
    """Return title and assignment of each satoshi."""
    return {sat: (each.title, each.assigned) for each in found.runs for sat in satoshi([each.run])}


def orders_of(found: TitleBook) -> dict[tuple[object, int], str | None]:
    """Return the forfeiture that covers each satoshi held, None where none does."""
    return {sat: each.order for each in found.runs for sat in satoshi([each.run])}


def test_drawings_have_every_title() -> None:
    """Among the drawings is every title, orders of every form that cover something, and a shortfall."""
    found = [book(drawn(seed), drawn(seed).days[-1]) for seed in range(40)]
    counted = Counter(each.title for one in found for each in one.runs)
    assert set(counted) == set(Title)
    assert {row.form for one in found for row in one.orders if row.covered} == {form.value for form in OrderForm}
    assert any(row.shortfall for one in found for row in one.orders)
    assert any(row.currency and row.covered for one in found for row in one.orders)
    assert any(each.assigned and each.title is Title.ENCUMBERED for one in found for each in one.runs)


@given(SEEDS, st.data())
def test_every_satoshi_has_the_oracles_title(seed: int, data: st.DataObject) -> None:
    """On any day each satoshi held has the title that the oracle finds, and each order covers as many."""
    each = drawn(seed)
    day = data.draw(st.sampled_from(each.days))
    found = book(each, day)
    oracle = TitleOracle(each, follow(each.register, each.history, each.acts, each.lots), day, each.closing(day)).read()
    assert by_satoshi(found) == oracle.titles()
    covered = Counter(name for taken in oracle.covered.values() for name in taken.values())
    assert {row.act: row.covered for row in found.orders if row.covered} == dict(covered)


@given(SEEDS, st.data())
def test_title_adds_up_to_what_is_held(seed: int, data: st.DataObject) -> None:
    """The sums are the closing of the books, wallet by wallet; runs lie in their coins without gap."""
    each = drawn(seed)
    day = data.draw(st.sampled_from(each.days))
    found, ledger = book(each, day), fold(each.register, each.history, each.acts, each.lots)
    closing = books(ledger, None, each.closing(day))
    assert sum(found.sums.values()) == total_books(closing).closing
    for wallet, row in closing.items():
        assert sum(run.run.sat for run in found.runs if run.wallet == wallet) == row.closing
    for coin in {run.coin for run in found.runs}:
        places = [(run.place, run.place + run.run.sat) for run in found.runs if run.coin == coin]
        assert places[0][0] == 0
        assert all(one[1] == other[0] for one, other in pairwise(places))


@given(SEEDS, st.data())
def test_title_never_exceeds_an_order(seed: int, data: st.DataObject) -> None:
    """No order covers more than it names; none with labels covers untraced satoshi or another case's."""
    each = drawn(seed)
    found = book(each, data.draw(st.sampled_from(each.days)))
    orders = {act.head.id: act for act in each.acts.acts if isinstance(act, OrderAct)}
    lots = {lot.id: lot for lot in each.lots}
    for row in found.orders:
        assert row.shortfall == (None if row.ordered is None else row.ordered - row.covered)
        assert row.shortfall is None or row.shortfall >= 0
    for run in found.runs:
        order = orders[run.order] if run.order else None
        if order is not None and order.labels and order.money is None:
            assert run.lot is not None
            assert lots[run.lot].label in order.labels
            assert lots[run.lot].case == order.case


@given(SEEDS, st.data())
def test_coverage_never_changes_backwards(seed: int, data: st.DataObject) -> None:
    """What an order covers on a day it covers on every later one; its coverage grows, its shortfall never."""
    each = drawn(seed)
    first, second = sorted(data.draw(st.lists(st.sampled_from(each.days), min_size=2, max_size=2)))
    before, after = book(each, first), book(each, second)
    then, now = orders_of(before), orders_of(after)
    assert {sat: order for sat, order in then.items() if order and sat in now} == {
        sat: now[sat] for sat, order in then.items() if order and sat in now
    }
    rows = {row.act: row.covered for row in after.orders}
    assert all(row.covered <= rows[row.act] for row in before.orders)


@given(SEEDS, st.data())
def test_a_longer_history_changes_no_earlier_day(seed: int, data: st.DataObject) -> None:
    """Title on a day is the same from a history that ends with the day's closing block."""
    each = drawn(seed)
    day = data.draw(st.sampled_from(each.days))
    upto = each.closing(day)
    touches = tuple(touch for touch in each.history.touches if touch.position.height <= upto)
    cut = replace(each.history, touches=touches, block=replace(each.history.block, height=upto))
    ledger = fold(each.register, cut, each.acts, each.lots)
    assert title(ledger, each.register, each.lots, each.acts, day, upto) == book(each, day)


@given(SEEDS)
def test_renaming_wallets_changes_no_title(seed: int) -> None:
    """Under other names of wallets, in orders too, every satoshi has the same title."""
    each = drawn(seed)
    names = {wallet.name: f"Renamed {wallet.name}" for wallet in each.register.wallets}
    register = replace(
        each.register, wallets=tuple(replace(wallet, name=names[wallet.name]) for wallet in each.register.wallets)
    )
    acts = tuple(
        replace(act, wallets=tuple(names[name] for name in act.wallets)) if isinstance(act, OrderAct) else act
        for act in each.acts.acts
    )
    renamed = replace(each, register=register, acts=replace(each.acts, acts=acts, all=acts))
    assert by_satoshi(book(renamed, each.days[-1])) == by_satoshi(book(each, each.days[-1]))
