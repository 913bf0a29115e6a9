"""Every transaction that pays or spends a script of the register, up to a block: asked of a chain, or read back.

The chain is asked for the outputs that pay the scripts and for what spends these, once each; so the same history comes
from a node, a store and a file, and in one step or in many. What a joint transaction spends of others is asked for too,
for without it the register's share of its fee is not known.
"""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from tracer.chain import decode, header
from tracer.chain.outpoint import BlockRef, Outpoint, Position, Txid
from tracer.chain.transaction import Confirmed, Output, Transaction
from tracer.chain.view import ChainView
from tracer.container.material import Material
from tracer.errors import IntegrityError, SourceError
from tracer.reserve.days import HeaderView, block_times
from tracer.reserve.history import BeyondHit, ObservedBlock, RegisterHistory, Touch
from tracer.reserve.register import Register


@dataclass(frozen=True, slots=True)
class ScriptPlace:
    """Whose a script is, and where its descriptor derives it; `index` None for an address."""

    wallet: str
    branch: int
    index: int | None


@dataclass(frozen=True, slots=True)
class BeyondPlace:
    """A script just beyond a descriptor's range."""

    wallet: str
    branch: int
    index: int


@dataclass(frozen=True, slots=True)
class WatchList:
    """What is looked for: scripts of wallets, and those just beyond a range, which are warned of.

    `digest` is the SHA-256 of both, and of whose they are.
    """

    coins: Mapping[bytes, ScriptPlace]
    beyond: Mapping[bytes, BeyondPlace]
    digest: str


@dataclass(frozen=True, slots=True)
class WatchedCoin:
    """An unspent coin of a wallet."""

    outpoint: Outpoint
    output: Output
    position: Position
    is_reward: bool


def watch_list(register: Register) -> WatchList:
    """Return what is looked for on behalf of a register."""
    coins = {
        each.script: ScriptPlace(wallet.name, each.branch, each.index)
        for wallet in register.wallets
        for each in wallet.scripts
    }
    beyond = {
        edge.script: BeyondPlace(wallet.name, edge.branch, edge.index)
        for wallet in register.wallets
        for edge in wallet.edge
        if edge.beyond and edge.script not in coins
    }
    lines = [_line(script, each.wallet, each.branch, each.index) for script, each in coins.items()]
    lines += [_line(script, each.wallet, each.branch, each.index) for script, each in beyond.items()]
    return WatchList(coins, beyond, hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest())


def watch(
    register: Register,
    view: ChainView,
    block: ObservedBlock,
    base: RegisterHistory | None = None,
    unnamed: Collection[Txid] = (),
) -> RegisterHistory:
    """Return what a chain holds up to a block of it.

    `base` is a history up to an earlier block of the same chain: only the blocks after it are looked at. Where the
    register has looked for other scripts then, everything is looked for from the source's first block on.

    `unnamed` are transactions of these blocks that pay the register and that the source does not name when it is asked
    for them.

    Raises:
        SourceError: the source cannot answer, or does not know what a joint transaction spends.
        IntegrityError: what it answers is false.
        ValueError: the base's block lies above the block.
    """
    wanted = watch_list(register)
    if base is not None and base.watched != wanted.digest:
        base = None
    if base is not None and base.block.height > block.height:
        raise ValueError(f"a history up to block {base.block.height} cannot go on to block {block.height}")
    first = view.first_height if base is None else base.block.height + 1
    paid = view.paid_to({*wanted.coins, *wanted.beyond}, first, block.height) if first <= block.height else ()
    at = _places(view, unnamed) | {each.outpoint.txid: each.position for each in paid}
    before = () if base is None else tuple(each for each in base.touches if each.transaction.txid not in at)
    read = _with_spenders(view, wanted, at, [*unspent(wanted, before), *(each.outpoint for each in paid)], block.height)
    fresh = _touches(view, read, wanted, before)
    hits = () if base is None else tuple(each for each in base.beyond if each.outpoint.txid not in at)
    return RegisterHistory((*before, *fresh), block, (*hits, *_beyond(read, wanted)), wanted.digest)


def from_material(
    register: Register, material: Material, block: ObservedBlock, stated: Sequence[Confirmed] = ()
) -> RegisterHistory:
    """Return the history up to a block out of raw transactions and headers, as `watch` would from the chain.

    Every transaction's bytes are held against its id; proofs and headers are not looked at here. `stated` are further
    transactions of which the source kept no bytes.

    Raises:
        IntegrityError: bytes are not their transaction's, or those of a joint transaction's parent are missing.
        SourceError: the headers begin too late for a median time.
    """
    wanted = watch_list(register)
    read = [*stated, *(Confirmed(_decoded(material, txid), at) for txid, at in material.positions.items())]
    read = sorted((each for each in read if each.position.height <= block.height), key=lambda each: each.position)
    touches = _touches(_MaterialView(material, read), read, wanted, ())
    return RegisterHistory(tuple(touches), block, tuple(_beyond(read, wanted)), wanted.digest)


def behind(register: Register, history: RegisterHistory) -> tuple[Txid, ...]:
    """Return the transactions from whose bytes `from_material` makes this history again, each once.

    They are those that touch, those that pay beyond a range, and the parents of what joint ones spend of others.
    """
    wanted = watch_list(register)
    found = dict[Txid, None]()
    for touch in history.touches:
        found[touch.transaction.txid] = None
        for outpoint, output in zip(spends(touch.transaction), touch.prevouts, strict=True):
            if output is not None and output.script not in wanted.coins:
                found[outpoint.txid] = None
    return tuple(found | {each.outpoint.txid: None for each in history.beyond})


def unspent(wanted: WatchList, touches: Iterable[Touch]) -> dict[Outpoint, WatchedCoin]:
    """Return the coins that are left after touches in chain order, in the order in which they came."""
    coins: dict[Outpoint, WatchedCoin] = {}
    for touch in touches:
        for spent in spends(touch.transaction):
            coins.pop(spent, None)
        for vout, output in enumerate(touch.transaction.outputs):
            if output.script in wanted.coins:
                outpoint = touch.transaction.outpoint(vout)
                coins[outpoint] = WatchedCoin(outpoint, output, touch.position, touch.transaction.is_coinbase)
    return coins


def spends(transaction: Transaction) -> tuple[Outpoint, ...]:
    """Return what a transaction spends, in the order of its inputs; nothing of a coinbase."""
    return tuple(each.prevout for each in transaction.inputs if each.prevout is not None)


class MaterialHeaders:
    """The headers of raw material as a `HeaderView`."""

    def __init__(self, material: Material) -> None:
        """Take the material."""
        self._material = material

    @property
    def first_height(self) -> int:
        """The first header's height."""
        return self._material.first_header

    def tip(self) -> BlockRef:
        """Return the last block whose header is held."""
        last = self._material.last_header
        return BlockRef(last, header.decode(self._material.header(last)).hash)

    def headers(self, first: int, last: int) -> Sequence[bytes]:
        """Return headers."""
        return [self._material.header(height) for height in range(first, last + 1)]


def _line(script: bytes, wallet: str, branch: int, index: int | None) -> str:
    return f"{script.hex()} {branch} {index} {wallet}"


class _MaterialView(MaterialHeaders):
    """Raw material as far as touches are made of it."""

    def __init__(self, material: Material, read: Iterable[Confirmed]) -> None:
        """Take the material and its transactions."""
        super().__init__(material)
        self._known = {each.transaction.txid: each.transaction for each in read}

    def prevouts(self, confirmed: Confirmed) -> tuple[Output | None, ...]:
        """Return what a transaction spends.

        Raises:
            IntegrityError: the bytes of a parent are missing.
        """
        spent = spends(confirmed.transaction)
        for outpoint in spent:
            if outpoint.txid not in self._known or outpoint.vout >= len(self._known[outpoint.txid].outputs):
                raise IntegrityError(
                    f"{outpoint}, which {confirmed.transaction.txid} spends, is not among the bytes kept"
                )
        return tuple(self._known[outpoint.txid].outputs[outpoint.vout] for outpoint in spent)


class _TouchView(HeaderView, Protocol):
    """What of a `ChainView` is asked while touches are made."""

    def prevouts(self, confirmed: Confirmed) -> tuple[Output | None, ...]:
        """Return the outputs its inputs spend, None where the source cannot read one."""
        ...


def _places(view: ChainView, txids: Collection[Txid]) -> dict[Txid, Position]:
    """Return where transactions are that a source does not name."""
    found = view.transactions(list(txids)) if txids else {}
    for txid in txids:
        if txid not in found:
            raise IntegrityError(f"the source names transaction {txid} and does not give it")
    return {txid: found[txid].position for txid in txids}


def _with_spenders(
    view: ChainView, wanted: WatchList, at: dict[Txid, Position], coins: Sequence[Outpoint], last: int
) -> list[Confirmed]:
    """Return the transactions of `at` and all that spend coins, up to a height, in chain order; `at` gets these too.

    What spends one of our coins may pay us in a block that the source did not name: its coins are asked for as well.
    """
    read, asked, new = list[Confirmed](), set[Outpoint](), list(dict.fromkeys(coins))
    while new:
        asked.update(new)
        spent = view.spenders(new)
        at |= {each.txid: each.position for each in spent.values() if each.position.height <= last}
        read = _read(view, at)
        new = [
            outpoint
            for each in read
            for vout, output in enumerate(each.transaction.outputs)
            if output.script in wanted.coins and (outpoint := each.transaction.outpoint(vout)) not in asked
        ]
    return read


def _read(view: ChainView, at: Mapping[Txid, Position]) -> list[Confirmed]:
    """Return these transactions in chain order, each at the place that was named.

    Where a coinbase exists twice (BIP 30) that is the later place at or below the block.
    """
    found = view.transactions(list(at))
    for txid in at:
        if txid not in found:
            raise IntegrityError(f"the source names transaction {txid} and does not give it")
    read = [Confirmed(found[txid].transaction, position) for txid, position in at.items()]
    return sorted(read, key=lambda each: each.position)


def _touches(view: _TouchView, read: Sequence[Confirmed], wanted: WatchList, before: Sequence[Touch]) -> list[Touch]:
    """Return what of the transactions read touches a wallet's script."""
    mine = {
        transaction.outpoint(vout): output
        for transaction in (*(each.transaction for each in before), *(each.transaction for each in read))
        for vout, output in enumerate(transaction.outputs)
        if output.script in wanted.coins
    }
    paying = {outpoint.txid for outpoint in mine}
    touching = [
        each
        for each in read
        if each.transaction.txid in paying or any(spent in mine for spent in spends(each.transaction))
    ]
    times = block_times(view, (each.position.height for each in touching))
    made = []
    for each in touching:
        prevouts = tuple(mine.get(spent) for spent in spends(each.transaction))
        if any(prevouts) and not all(prevouts):
            prevouts = _with_others(view, each, prevouts)
        found = times[each.position.height]
        made.append(Touch(each.transaction, each.position, found.mtp, found.time, prevouts))
    return made


def _with_others(view: _TouchView, joint: Confirmed, mine: Sequence[Output | None]) -> tuple[Output | None, ...]:
    """Return all that a joint transaction spends."""
    found = tuple(own or other for own, other in zip(mine, view.prevouts(joint), strict=True))
    if not all(found):
        raise SourceError(
            f"the source does not know what {joint.transaction.txid} at height {joint.position.height:,} spends beside "
            "coins of the register, so that the register's share of its fee cannot be told.\n"
            "Use a source that begins at the genesis block."
        )
    return found


def _beyond(read: Iterable[Confirmed], wanted: WatchList) -> list[BeyondHit]:
    """Return what transactions pay beyond a range."""
    return [
        BeyondHit(
            wallet=place.wallet,
            branch=place.branch,
            index=place.index,
            outpoint=each.transaction.outpoint(vout),
            position=each.position,
        )
        for each in read
        for vout, output in enumerate(each.transaction.outputs)
        if (place := wanted.beyond.get(output.script)) is not None
    ]


def _decoded(material: Material, txid: Txid) -> Transaction:
    """Return a transaction out of its bytes."""
    found = decode.transaction(material.raws[txid])
    if found.txid != txid:
        raise IntegrityError(f"the bytes kept as transaction {txid} are those of {found.txid}")
    return found
