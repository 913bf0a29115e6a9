"""A source that leaves a payment out of its answer and gives what spends it: the payment is found, told, and filed."""

import random
from collections.abc import Collection, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from tests.counts import count
from tests.evidence.chain import Chain, script_of
from tests.operations.lying_sources import as_node, lying
from tests.operations.test_reserve_searched import WALLETS, missing
from tests.reserve import story_two
from tests.reserve.clearing import NOW, TEST_DISPOSAL, TEST_PAYMENT, clear, file_act
from tests.reserve.closing import context
from tests.reserve.drawn_chains import REGISTER, Drawn, register, wallet
from tests.reserve.folders import look, plain_register, register_two, written
from tracer.chain import decode
from tracer.chain.amount import Sats
from tracer.chain.outpoint import Outpoint, Txid
from tracer.chain.transaction import Confirmed, Output
from tracer.chain.view import Created
from tracer.errors import IntegrityError
from tracer.ingest.block_file import FileView
from tracer.operations.reserve_check import RegisterCheckRequest, check_register
from tracer.operations.reserve_observe import Observed
from tracer.operations.sources import ChainSource
from tracer.reserve import ledger
from tracer.reserve.acts import ActsInForce
from tracer.reserve.days import observed_block
from tracer.reserve.search import goes_on, never_came, search, up_to
from tracer.reserve.watching import spends, watch

NO_ACTS = ActsInForce((), ())


@contextmanager
def hiding(monkeypatch: pytest.MonkeyPatch, *txids: Txid) -> Iterator[None]:
    """Have a source leave out what transactions pay, and give them when they are asked for by their ids."""
    honest = FileView.paid_to
    with monkeypatch.context() as patched:
        patched.setattr(
            FileView,
            "paid_to",
            lambda self, *of: [each for each in honest(self, *of) if each.outpoint.txid not in txids],
        )
        yield


class Hiding(Drawn):
    """A drawn chain that does not name what some transactions pay."""

    hidden: Collection[Txid] = ()

    def paid_to(self, scripts: Collection[bytes], first: int, last: int) -> Sequence[Created]:
        """Return what is paid, without what is hidden."""
        return [each for each in super().paid_to(scripts, first, last) if each.outpoint.txid not in self.hidden]


def drawn(seed: int) -> Hiding:
    """Return a drawn chain that hides nothing yet."""
    view = Hiding(seed)
    view.draw(12)
    return view


def pay(spent: Sequence[Txid], *pays: tuple[int, str]) -> tuple[bytes, Txid]:
    """Return a transaction that spends the first outputs of others and pays names, and its id."""
    raw = Drawn(0).pay([Outpoint(txid, 0) for txid in spent], pays)
    return raw, decode.txid(raw)


def told(coin: Txid, sat: str, wallet: str, height: int, spender: Txid) -> str:
    """Return the sentence about a coin that the source does not name."""
    return (
        f'coin {coin}:0 of {sat} BTC in "{wallet}" came at height {height} and is spent by {spender}; the source did '
        "not name it when it was asked what pays the wallets."
    )


def quiet_afterwards(folder: Path, file: Path, view: Chain, found: Observed) -> None:
    """Hold what was filed to its own raw bytes, and a look of an honest source that builds on it to naming nothing."""
    check_register(RegisterCheckRequest(folder), context())
    view.add()
    later = look(folder, written(file, view))
    assert (missing(later), later.base) == ([], found.observation.name)
    assert later.held == found.held


@pytest.mark.parametrize("is_node", [True, False], ids=["node", "file"])
@pytest.mark.parametrize("is_earlier", [True, False], ids=["on an earlier look", "first look"])
def test_a_coin_that_is_not_named_and_spent_beside_one_that_is_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_node: bool, is_earlier: bool
) -> None:
    """At the first look and at a later one: amount, wallet, height and what spends it; the books close, exit 4."""
    folder, view, file = plain_register(tmp_path, WALLETS), Chain(), tmp_path / "blocks.dat"
    with ExitStack() as source:
        if is_node:
            source.enter_context(as_node(monkeypatch))
        if is_earlier:
            view.add()
            look(folder, written(file, view))
        height = view.tip().height + 1
        coin, other = view.add(pays="Agency/0/0", sat=7_000), view.add(pays="Agency/0/1", sat=8_000)
        raw, move = pay([coin, other], (9_000, "Reserve/0/0"), (6_000, "somebody"))
        view.add([raw])
        source.enter_context(hiding(monkeypatch, coin))
        found = look(folder, written(file, view))
        assert missing(found) == [told(coin, "0.00007000", "Agency", height, move)]
        late = [each.subject for each in found.observation.faults if each.kind.value == "late"]
        assert (found.held, found.exit_code, late) == (9_000, 4, [move])
    quiet_afterwards(folder, file, view, found)


def test_coins_that_were_never_named_are_told_one_after_the_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two inputs of one transaction, one paid in its own block, and what one of them was itself paid out of."""
    folder, view, file = plain_register(tmp_path, WALLETS), Chain(), tmp_path / "blocks.dat"
    with as_node(monkeypatch):
        view.add()
        look(folder, written(file, view))
        first, second = view.add(pays="Agency/0/0", sat=7_000), view.add(pays="Agency/0/1", sat=8_000)
        within, inner = pay([second], (7_500, "Agency/0/0"))
        raw, outer = pay([first, inner], (14_000, "Reserve/0/0"))
        view.add([within, raw])
        with hiding(monkeypatch, first, second, inner):
            found = look(folder, written(file, view))
    assert sorted(missing(found)) == sorted(
        [
            told(first, "0.00007000", "Agency", 2, outer),
            told(inner, "0.00007500", "Agency", 4, outer),
            told(second, "0.00008000", "Agency", 3, inner),
        ]
    )
    assert (found.held, found.exit_code) == (14_000, 4)
    assert [(str(each.kind.value), each.value) for each in found.observation.movements] == [
        (each.kind.value, each.value) for each in honest(tmp_path, view).observation.movements
    ]
    quiet_afterwards(folder, file, view, found)


def honest(tmp_path: Path, view: Chain) -> Observed:
    """Observe the same chain by a source that leaves nothing out."""
    return look(plain_register(tmp_path / "honest", WALLETS), written(tmp_path / "honest.dat", view))


def test_what_a_transfer_pays_is_followed_where_the_source_does_not_name_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What leaves the wallets afterwards is an alarm of the same night, though only what spends was named."""
    folder, view, file = plain_register(tmp_path, WALLETS), Chain(), tmp_path / "blocks.dat"
    coin = view.add(pays="Agency/0/0", sat=7_000)
    raw, move = pay([coin], (6_000, "Reserve/0/0"))
    view.add([raw])
    raw, gone = pay([move], (5_000, "somebody"))
    view.add([raw])
    with as_node(monkeypatch), hiding(monkeypatch, move):
        found = look(folder, written(file, view))
    assert [(each.kind.value, each.subject) for each in found.observation.faults] == [("late", gone)]
    assert found.observation == honest(tmp_path, view).observation


def test_what_spends_below_an_earlier_look_has_the_whole_searched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A node that did not say at an earlier look that a coin is spent is not built on: what spends it is told."""
    folder, view, file = plain_register(tmp_path, WALLETS), Chain(), tmp_path / "blocks.dat"
    coin = view.add(pays="Agency/0/0", sat=7_000)
    raw, gone = pay([coin], (5_000, "somebody"))
    view.add([raw])
    with as_node(monkeypatch):
        with monkeypatch.context() as patched:
            patched.setattr(FileView, "spenders", lambda *_: {})
            first = look(folder, written(file, view))
        assert first.held == 7_000
        view.add()
        found = look(folder, written(file, view))
    assert missing(found) == [
        f'coin {coin}:0 of 0.00007000 BTC in "Agency" is spent by {gone}; observation {first.name} does not know that.'
    ]
    assert (found.held, found.base, found.searched) == (0, None, "node")
    check_register(RegisterCheckRequest(folder), context())


def test_a_payment_beyond_a_range_is_told_where_only_what_spends_is_named() -> None:
    """A transaction that is read because it spends is looked through for what it pays beyond a range, too."""
    view = Hiding(0)
    coin = view.add(pays="Agency/0/0", sat=7_000)
    raw, move = pay([coin], (6_000, "Agency/0/4"))
    view.add([raw])
    view.hidden = {move}
    found = search(REGISTER, view, observed_block(view, 2))
    assert [(hit.wallet, hit.index, hit.outpoint.txid) for hit in found.history.beyond] == [("Agency", 4, move)]


def test_whatever_is_not_named_the_books_close_over_what_is_found() -> None:
    """No search ends in an error; what is told was hidden; what is found spends nothing that is not found."""
    for seed in range(count(suite=20, laws=1_000)):
        the_books_close_over_what_is_found(seed)


def the_books_close_over_what_is_found(seed: int) -> None:
    """Hide a quarter of what a drawn register has, and search."""
    view, source = drawn(seed), random.Random(seed)
    top = observed_block(view, view.tip().height)
    whole = search(REGISTER, view, top)
    assert (whole.history, whole.unnamed) == (watch(REGISTER, view, top), {})
    txids = [touch.transaction.txid for touch in whole.history.touches]
    view.hidden = set(source.sample(txids, len(txids) // 4))
    found = search(REGISTER, view, top)
    ledger.fold(REGISTER, found.history, NO_ACTS, ())
    assert {coin.txid for coin in found.unnamed} <= view.hidden
    assert set(found.history.touches) <= set(whole.history.touches)
    ours = {each.script for wallet in REGISTER.wallets for each in wallet.scripts}
    known = {touch.transaction.txid for touch in found.history.touches}
    for touch in found.history.touches:
        for spent, output in zip(spends(touch.transaction), touch.prevouts, strict=True):
            assert output is None or output.script not in ours or spent.txid in known


def test_what_goes_on_from_an_earlier_look_is_in_order_and_whole() -> None:
    """An honest one always goes on; of a false one that does, the books close and nothing below it is new."""
    for seed in range(count(suite=20, laws=1_000)):
        what_goes_on_is_in_order_and_whole(seed)


def what_goes_on_is_in_order_and_whole(seed: int) -> None:
    """Go on from a true look at a drawn register, and from one that a quarter was hidden of."""
    view, source = drawn(seed), random.Random(seed)
    top = observed_block(view, view.tip().height)
    middle = observed_block(view, source.randrange(top.height))
    whole, below = watch(REGISTER, view, top), watch(REGISTER, view, middle)
    assert goes_on(REGISTER, view, watch(REGISTER, view, top, below), below)
    assert up_to(whole, middle) == below
    txids = [touch.transaction.txid for touch in whole.touches]
    view.hidden = set(source.sample(txids, len(txids) // 4))
    false = search(REGISTER, view, middle).history
    if source.random() < 0.5:
        view.hidden = ()
    built = watch(REGISTER, view, top, false)
    if goes_on(REGISTER, view, built, false):
        positions = [touch.position for touch in built.touches]
        assert positions == sorted(positions)
        ledger.fold(REGISTER, built, NO_ACTS, ())


def test_nothing_is_cleared_against_a_chain_that_the_last_look_does_not_agree_with(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where something spends a coin that the last observation does not know, what is held is not known: exit 4."""
    folder = register_two(tmp_path)
    with lying(monkeypatch, 116):
        look(folder, story_two.BLOCKS, "130", now=NOW)
    file_act(folder, TEST_DISPOSAL)
    with pytest.raises(IntegrityError) as raised:
        clear(folder, TEST_PAYMENT, source=ChainSource(str(story_two.BLOCKS)))
    assert str(raised.value) == (
        f"{story_two.BLOCKS} has coins of the register up to block 130 that the last observation does not know, or "
        "spends them otherwise.\nObserve again with --whole, and clear then."
    )


class Counting(Hiding):
    """A chain that keeps of which transactions it was asked what they spend."""

    asked: tuple[Txid, ...] = ()

    def prevouts(self, confirmed: Confirmed) -> tuple[Output | None, ...]:
        """Return what a transaction spends."""
        self.asked += (confirmed.transaction.txid,)
        return super().prevouts(confirmed)


def test_what_came_below_an_earlier_look_is_not_asked_for_again() -> None:
    """A look each night asks a node of the new transactions alone what they spend."""
    view = Counting(0)
    mined = [view.add(), view.add()]
    for miner in mined:
        raw, paid = pay([miner], (7_000, f"Agency/0/{mined.index(miner)}"))
        view.add([raw])
    history = watch(REGISTER, view, observed_block(view, 4))
    assert (never_came(REGISTER, view, history, 3), view.asked) == ({}, (paid,))


def test_where_other_scripts_were_looked_for_the_whole_is_held_to_what_it_spends() -> None:
    """There what came below is no sign of anything; a coin that never came is one."""
    view = Hiding(0)
    coin, other = view.add(pays="Agency/0/0", sat=7_000), view.add(pays="Reserve/0/0", sat=8_000)
    top = observed_block(view, 2)
    before = watch(register([wallet("Reserve")]), view, top)
    assert goes_on(REGISTER, view, watch(REGISTER, view, top, before), before)
    raw, _ = pay([coin, other], (9_000, "Reserve/0/1"))
    view.add([raw])
    view.hidden = {coin}
    assert not goes_on(REGISTER, view, watch(REGISTER, view, observed_block(view, 3), before), before)


def test_a_source_that_says_of_one_output_two_scripts_is_refused() -> None:
    """What it gives as spent and what it gives as paid must be one output."""

    class TwoScripts(Hiding):
        """A source that says of what is spent that it was the register's."""

        def prevouts(self, confirmed: Confirmed) -> tuple[Output | None, ...]:
            """Return outputs of the register."""
            return tuple(Output(Sats(1), script_of("Agency/0/0")) for _ in confirmed.transaction.inputs)

    view = TwoScripts(0)
    raw, _ = pay([view.add()], (7_000, "Agency/0/0"))
    view.add([raw])
    with pytest.raises(IntegrityError, match="as paid and as not paid to the same script"):
        search(REGISTER, view, observed_block(view, 2))
