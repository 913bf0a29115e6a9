"""What touches the register's scripts: the same in one step and in many, from a chain and from raw transactions."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.evidence.chain import Chain
from tests.reserve.drawn_chains import REGISTER, WALLETS, Drawn, register, wallet
from tracer.chain import decode
from tracer.chain.outpoint import Outpoint, Position
from tracer.chain.transaction import Confirmed, Output
from tracer.chain.view import Created
from tracer.container.material import collect
from tracer.errors import IntegrityError, SourceError
from tracer.reserve.days import observed_block
from tracer.reserve.history import RegisterHistory
from tracer.reserve.register import Register
from tracer.reserve.watching import behind, from_material, unspent, watch, watch_list


def watched(
    known: Register, view: Chain, height: int | None = None, base: RegisterHistory | None = None
) -> RegisterHistory:
    """Watch up to a height, the tip where none is named."""
    return watch(known, view, observed_block(view, view.tip().height if height is None else height), base)


def every(view: Chain) -> list[Confirmed]:
    """Return every transaction of a chain, block by block."""
    return [
        Confirmed(decode.transaction(raw), Position(height, index))
        for height, block in enumerate(view.blocks)
        for index, raw in enumerate(block)
    ]


def second_reading(known: Register, view: Chain, height: int) -> list[tuple[Confirmed, tuple[Output | None, ...]]]:
    """Return touches and their prevouts as one pass over every transaction finds them."""
    scripts = {each.script for owner in known.wallets for each in owner.scripts}
    outputs: dict[Outpoint, Output] = {}
    found: list[tuple[Confirmed, tuple[Output | None, ...]]] = []
    for each in every(view):
        if each.position.height > height:
            break
        names = [spent.prevout for spent in each.transaction.inputs if spent.prevout is not None]
        ours = [outputs[name].script in scripts for name in names]
        outputs |= {each.transaction.outpoint(vout): output for vout, output in enumerate(each.transaction.outputs)}
        if any(ours):
            found.append((each, tuple(outputs[name] for name in names)))
        elif any(output.script in scripts for output in each.transaction.outputs):
            found.append((each, (None,) * len(names)))
    return found


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 1 << 32), st.integers(1, 25), st.integers(0, 4), st.data())
def test_a_history_is_what_one_pass_over_all_finds(
    seed: int, blocks: int, transactions: int, data: st.DataObject
) -> None:
    """Every transaction that touches, in chain order, up to the block; prevouts of others only in joint ones."""
    view = Drawn(seed).draw(blocks, transactions)
    height = data.draw(st.integers(0, blocks))
    history = watched(REGISTER, view, height)
    expected = second_reading(REGISTER, view, height)
    assert [(Confirmed(t.transaction, t.position), t.prevouts) for t in history.touches] == expected
    assert [(t.mtp, t.time) for t in history.touches] == [
        (block.mtp, block.time) for block in (observed_block(view, t.position.height) for t in history.touches)
    ]


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 1 << 32), st.lists(st.integers(1, 6), min_size=1, max_size=6))
def test_steps_give_what_one_look_gives(seed: int, steps: list[int]) -> None:
    """Observed night by night a chain gives what it gives at once, payments beyond a range included."""
    view, history = Drawn(seed), None
    for blocks in steps:
        view.draw(blocks)
        history = watched(REGISTER, view, None, history)
        assert history == watched(REGISTER, view)
    again = watched(REGISTER, view, None, history)
    assert again == history


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 1 << 32), st.integers(1, 25), st.data())
def test_raw_transactions_give_the_same_history(seed: int, blocks: int, data: st.DataObject) -> None:
    """From the bytes of `behind`, and the headers, comes the same history, also up to an earlier block."""
    view = Drawn(seed).draw(blocks)
    history = watched(REGISTER, view)
    material = collect(view, behind(REGISTER, history), view.tip(), all_headers=True)
    assert material is not None
    assert from_material(REGISTER, material, history.block) == history
    earlier = observed_block(view, data.draw(st.integers(0, blocks)))
    assert from_material(REGISTER, material, earlier) == watch(REGISTER, view, earlier)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 1 << 32), st.integers(1, 12), st.integers(1, 12))
def test_a_wallet_or_a_range_added_later_is_looked_for_from_the_start(seed: int, before: int, after: int) -> None:
    """A base made with another list of scripts is not gone on from, whichever scripts came or went."""
    view = Drawn(seed).draw(before)
    fewer, shorter = register(WALLETS[:1]), register((wallet("Agency", last=1), *WALLETS[1:]))
    bases = [watched(known, view) for known in (fewer, shorter, REGISTER)]
    view.draw(after)
    for base in bases:
        for known in (fewer, shorter, REGISTER):
            assert watched(known, view, None, base) == watched(known, view)


def test_payments_beyond_a_range_are_no_coins() -> None:
    """What is paid just beyond the range is told with its place, and touches nothing."""
    view = Chain()
    reward = view.add(pays="Agency/1/5")
    view.add([Drawn(0).pay([Outpoint(reward, 0)], [(7, "Reserve/0/4"), (8, "Agency/0/3"), (9, "Agency/0/6")])])
    history = watched(REGISTER, view)
    assert [(hit.wallet, hit.branch, hit.index, hit.position) for hit in history.beyond] == [
        ("Agency", 1, 5, Position(1, 0)),
        ("Reserve", 0, 4, Position(2, 1)),
    ]
    assert [str(coin.outpoint)[-2:] for coin in unspent(watch_list(REGISTER), history.touches).values()] == [":1"]


def test_a_reward_is_a_coin_and_is_marked() -> None:
    """A coinbase that pays a wallet touches, spends nothing, and its coin is known as a reward."""
    view = Chain()
    reward = view.add(pays="Agency/0/0")
    (touch,) = watched(REGISTER, view).touches
    assert (touch.transaction.txid, touch.prevouts) == (reward, ())
    (coin,) = unspent(watch_list(REGISTER), [touch]).values()
    assert (coin.is_reward, coin.output.value) == (True, 5_000_000_000)


class _Twice(Chain):
    """A chain whose third block has the coinbase of the first again, as two of mainnet's do (BIP 30)."""

    def __init__(self, pays: str = "Agency/0/0") -> None:
        super().__init__()
        self.add(pays=pays)
        self.add()

    def again(self) -> "_Twice":
        """Append the block."""
        self.add()
        self.blocks[3][0] = self.blocks[1][0]
        return self

    def paid_to(self, scripts, first, last):
        """Return outputs with these scripts, the repeated one at both places, as every source does."""
        rewards = ((height, decode.transaction(block[0])) for height, block in enumerate(self.blocks))
        return [
            Created(reward.outpoint(0), Position(height, 0))
            for height, reward in rewards
            if reward.outputs[0].script in scripts and first <= height <= last
        ]


def test_a_coinbase_mined_twice_counts_once_where_it_came_last() -> None:
    """Of a txid that exists twice (BIP 30) the later overwrites the earlier: one coin, in one step and in two."""
    view = _Twice()
    first = watched(REGISTER, view)
    assert [touch.position for touch in first.touches] == [Position(1, 0)]
    view.again()
    for history in (watched(REGISTER, view), watched(REGISTER, view, None, first)):
        assert [touch.position for touch in history.touches] == [Position(3, 0)]
        assert len(unspent(watch_list(REGISTER), history.touches)) == 1
    assert watched(REGISTER, view, 2) == watched(REGISTER, view, 2, first)
    assert [touch.position for touch in watched(REGISTER, view, 2).touches] == [Position(1, 0)]


def test_a_payment_beyond_a_range_mined_twice_is_told_once() -> None:
    """In one step and in two, where it came last."""
    view = _Twice("Agency/0/4")
    first = watched(REGISTER, view)
    view.again()
    for history in (watched(REGISTER, view), watched(REGISTER, view, None, first)):
        assert [hit.position for hit in history.beyond] == [Position(3, 0)]


def test_a_base_above_the_block_is_refused() -> None:
    """A history goes forwards only."""
    view = Drawn(3).draw(5)
    with pytest.raises(ValueError, match="up to block 5 cannot go on to block 4"):
        watched(REGISTER, view, 4, watched(REGISTER, view))


def _joint() -> tuple[Chain, bytes]:
    view = Chain()
    mine, other = view.add(pays="Agency/0/0"), view.add(pays="other")
    raw = Drawn(0).pay(
        [Outpoint(other, 0), Outpoint(mine, 0)], [(6_000_000_000, "buyer"), (3_999_990_000, "Agency/1/0")]
    )
    view.add([raw])
    return view, raw


def test_a_joint_transaction_whose_parents_nobody_knows_is_refused() -> None:
    """Without what it spends of others its fee cannot be told, and the source is said to lack it."""
    view, raw = _joint()

    class Late(Chain):
        """A source that cannot read a parent."""

        def prevouts(self, confirmed):
            """Return what is known."""
            return (None, super().prevouts(confirmed)[1])

    late = Late(view.heads, view.blocks)
    with pytest.raises(SourceError, match=rf"does not know what {decode.txid(raw)} at height 3 spends beside coins"):
        watched(REGISTER, late)


def test_raw_transactions_without_a_parent_are_refused() -> None:
    """Bytes that lack a joint transaction's parent, or are another's, are no history."""
    view, raw = _joint()
    history = watched(REGISTER, view)
    material = collect(view, behind(REGISTER, history), view.tip(), all_headers=True)
    assert material is not None
    parent = view.coinbase(2)
    positions = {txid: at for txid, at in material.positions.items() if txid != parent}
    with pytest.raises(IntegrityError, match=rf"{parent}:0, which {decode.txid(raw)} spends, is not among the bytes"):
        from_material(REGISTER, replace(material, positions=positions), history.block)
    raws = dict(material.raws) | {parent: material.raws[view.coinbase(1)]}
    with pytest.raises(IntegrityError, match=f"the bytes kept as transaction {parent} are those of {view.coinbase(1)}"):
        from_material(REGISTER, replace(material, raws=raws), history.block)


def test_a_source_that_names_what_it_does_not_give_is_refused() -> None:
    """A transaction that a source names must be there."""
    view = Drawn(5).draw(6)

    class Lying(Chain):
        """A source that gives nothing."""

        def transactions(self, txids):
            """Return nothing."""
            return {}

    with pytest.raises(IntegrityError, match=r"the source names transaction .* and does not give it"):
        watched(REGISTER, Lying(view.heads, view.blocks))
