"""Laws of ledger and books over drawn registers, and what an oracle that moves single satoshi finds."""

from collections import Counter
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from tests.reserve.drawn_registers import DrawnRegister, drawn
from tests.reserve.satoshi_oracle import Oracle, follow, satoshi
from tracer.reserve.books import books, total_books
from tracer.reserve.history import RegisterHistory
from tracer.reserve.ledger import fold
from tracer.reserve.ledger_rows import EntryKind, ExitKind, MovementKind, RegisterLedger

SEEDS = st.integers(0, 2000)


def ledger_of(each: DrawnRegister) -> RegisterLedger:
    """Return a drawing's ledger."""
    return fold(each.register, each.history, each.acts, each.lots)


def oracle_of(each: DrawnRegister) -> Oracle:
    """Return what the oracle finds in a drawing."""
    return follow(each.register, each.history, each.acts, each.lots)


def test_drawings_have_everything() -> None:
    """Among the drawings is every kind of movement, entry and exit, a disposal of lots, and a full account."""
    ledgers = [ledger_of(drawn(seed)) for seed in range(12)]
    kinds = Counter(movement.kind for ledger in ledgers for movement in ledger.movements)
    assert set(kinds) == set(MovementKind)
    entries = Counter(entry.kind for ledger in ledgers for each in ledger.movements for entry in each.entries)
    assert set(entries) == set(EntryKind)
    assert {each.kind for ledger in ledgers for each in ledger.exits} == set(ExitKind)
    acts = [act for seed in range(12) for act in drawn(seed).acts.acts]
    assert any(getattr(act, "lots", None) for act in acts)
    assert any(ledger.accounts["Vault"] for ledger in ledgers)


@given(SEEDS)
def test_every_satoshi_is_where_the_oracle_has_it(seed: int) -> None:
    """Coins hold the oracle's satoshi in its order, exits and accounts too; unspent ones are the same."""
    each = drawn(seed)
    ledger, oracle = ledger_of(each), oracle_of(each)
    assert {coin.outpoint: satoshi(coin.runs) for coin in ledger.coins} == oracle.coins
    assert {coin.outpoint for coin in ledger.coins if coin.spent is None} == oracle.unspent
    left = Counter(
        (sat, exit.kind.value, exit.txid, exit.wallet) for exit in ledger.exits for sat in satoshi([exit.run])
    )
    assert left == Counter(
        (sat, fact.left, fact.txid, fact.source) for sat, facts in oracle.facts.items() for fact in facts if fact.left
    )
    assert {name: satoshi(runs) for name, runs in ledger.accounts.items()} == oracle.account
    stays = Counter((sat, stay.coin, stay.wallet) for stay in ledger.stays for sat in satoshi([stay.run]))
    assert stays == Counter(
        (sat, fact.coin, fact.wallet) for sat, facts in oracle.facts.items() for fact in facts if fact.coin
    )


@given(SEEDS, st.data())
def test_books_are_the_oracles_columns(seed: int, data: st.DataObject) -> None:
    """Each wallet's columns are counted satoshi by satoshi; opening and closing are the coins unspent then."""
    each = drawn(seed)
    tip = each.history.block.height
    upto = data.draw(st.integers(0, tip))
    after = data.draw(st.none() | st.integers(0, upto))
    ledger, oracle = ledger_of(each), oracle_of(each)
    for wallet, row in books(ledger, after, upto).items():
        for kind in EntryKind:
            counted = sum(
                sat
                for (height, whose, column), sat in oracle.columns.items()
                if whose == wallet and column == kind.value and (-1 if after is None else after) < height <= upto
            )
            assert getattr(row, kind.value) == counted, (wallet, kind)
        assert row.closes
    assert total_books(books(ledger, None, tip)).closing == sum(
        len(oracle.coins[coin]) for coin in oracle.unspent if oracle.wallet_of[coin] in ledger.ours
    )


@given(SEEDS, st.data())
def test_books_compose(seed: int, data: st.DataObject) -> None:
    """The books of two spans, one after the other, add up to those of both; an opening is the closing before."""
    each = drawn(seed)
    ledger = ledger_of(each)
    first, second, third = sorted(
        data.draw(st.lists(st.integers(0, each.history.block.height), min_size=3, max_size=3))
    )
    one, two, both = books(ledger, first, second), books(ledger, second, third), books(ledger, first, third)
    for wallet in both:
        assert two[wallet].opening == one[wallet].closing
        summed = one[wallet] + two[wallet]
        assert replace(summed, opening=one[wallet].opening, closing=two[wallet].closing) == both[wallet]


@given(SEEDS)
def test_a_history_cut_short_gives_the_ledger_of_then(seed: int) -> None:
    """Folding up to a block gives the books that the whole history gives for that block: nothing later changes them."""
    each = drawn(seed)
    height = each.history.block.height // 2
    touches = tuple(touch for touch in each.history.touches if touch.position.height <= height)
    named = {touch.transaction.txid for touch in touches}
    cut = RegisterHistory(touches, replace(each.history.block, height=height))
    ledger = fold(each.register, cut, each.acts, each.lots)
    assert dict(books(ledger, None, height)) == dict(books(ledger_of(each), None, height))
    assert {movement.txid for movement in ledger.movements} <= named


@given(SEEDS)
def test_renaming_wallets_changes_no_amount(seed: int) -> None:
    """Books under other names are the same books."""
    each = drawn(seed)
    names = {wallet.name: f"Renamed {number}" for number, wallet in enumerate(each.register.wallets)}
    wallets = tuple(replace(wallet, name=names[wallet.name]) for wallet in each.register.wallets)
    renamed = fold(replace(each.register, wallets=wallets), each.history, each.acts, each.lots)
    before = books(ledger_of(each), None, each.history.block.height)
    after = books(renamed, None, each.history.block.height)
    assert {names[name]: row for name, row in before.items()} == dict(after)
