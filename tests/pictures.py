"""Small chains drawn in text, as a `ChainView`.

One transaction a line, in chain order; an empty line starts the next block:

    theft: -> 100 50            nothing before the arrow: a coinbase
    merge: theft.0 theft.1 -> 150@safe
    later: merge.0 -> 90 50     what is not paid is the fee

An output is a value, and after `@` who is paid; every name has one script, outputs without a name
have scripts of their own. `@burn` is an OP_RETURN.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from hashlib import sha256

from tracer.chain.amount import Sats
from tracer.chain.network import REGTEST, Network
from tracer.chain.outpoint import BlockHash, BlockRef, Outpoint, Position, Txid
from tracer.chain.transaction import Confirmed, Input, Output, Transaction
from tracer.chain.view import Created, FirstPaid, Original, Spender


def txid_of(name: str) -> Txid:
    """Return the made-up txid of a drawn transaction."""
    return Txid(sha256(name.encode()).hexdigest())


def outpoint_of(text: str) -> Outpoint:
    """Return the outpoint of `name.vout`."""
    name, vout = text.rsplit(".", 1)
    return Outpoint(txid_of(name), int(vout))


def script_of(name: str) -> bytes:
    """Return the script of a name: a witness key hash made up from it, or OP_RETURN for `burn`."""
    if name == "burn":
        return b"\x6a\x04burn"
    return b"\x00\x14" + sha256(name.encode()).digest()[:20]


class Picture:
    """A drawn chain as a `ChainView` without bytes. The first block has height 1."""

    def __init__(self, text: str) -> None:
        """Read the drawing."""
        self.names: dict[Txid, str] = {}
        self._confirmed: dict[Txid, Confirmed] = {}
        self._spenders: dict[Outpoint, Spender] = {}
        self.asked: list[Sequence[Outpoint]] = []
        height, index = 1, 0
        for line in text.strip("\n").splitlines():
            if not line.strip():
                height, index = height + 1, 0
                continue
            self._add(line.split("#")[0].strip(), Position(height, index))
            index += 1
        self._height = height

    def _add(self, line: str, position: Position) -> None:
        name, rest = line.split(":", 1)
        spends, pays = rest.split("->")
        inputs = tuple(Input(outpoint_of(text), 0xFFFFFFFF) for text in spends.split())
        outputs = []
        for vout, text in enumerate(pays.split()):
            value, _, owner = text.partition("@")
            outputs.append(Output(Sats(int(value)), script_of(owner or f"{name}.{vout}")))
        txid = txid_of(name)
        transaction = Transaction(txid, 2, inputs or (Input(None, 0),), tuple(outputs), 0)
        self.names[txid] = name
        self._confirmed[txid] = Confirmed(transaction, position)
        for spent in inputs:
            assert spent.prevout is not None
            assert spent.prevout not in self._spenders, f"{name} spends a coin twice"
            self._spenders[spent.prevout] = Spender(txid, position)

    @property
    def network(self) -> Network:
        return REGTEST

    @property
    def first_height(self) -> int:
        return 0

    def tip(self) -> BlockRef:
        return BlockRef(self._height, self.block_hash(self._height))

    def block_hash(self, height: int) -> BlockHash:
        return BlockHash(sha256(b"block %d" % height).hexdigest())

    def headers(self, first: int, last: int) -> Sequence[bytes]:
        return [bytes(80) for _ in range(first, last + 1)]

    def transactions(self, txids: Sequence[Txid]) -> Mapping[Txid, Confirmed]:
        return {txid: self._confirmed[txid] for txid in txids if txid in self._confirmed}

    def spenders(self, outpoints: Sequence[Outpoint]) -> Mapping[Outpoint, Spender]:
        self.asked.append(outpoints)
        return {outpoint: self._spenders[outpoint] for outpoint in outpoints if outpoint in self._spenders}

    def prevouts(self, confirmed: Confirmed) -> tuple[Output | None, ...]:
        found = []
        for spent in confirmed.transaction.inputs:
            if spent.prevout is not None:
                made = self._confirmed.get(spent.prevout.txid)
                found.append(made.transaction.outputs[spent.prevout.vout] if made else None)
        return tuple(found)

    def paid_to(self, scripts: Collection[bytes], first: int, last: int) -> Sequence[Created]:
        return [
            Created(made.transaction.outpoint(vout), made.position)
            for made in self._confirmed.values()
            if first <= made.position.height <= last
            for vout, output in enumerate(made.transaction.outputs)
            if output.script in scripts
        ]

    def first_paid(self, scripts: Collection[bytes], last: int) -> FirstPaid | None:
        found = dict[bytes, Created]()
        for created in self.paid_to(scripts, 0, last):
            output = self._confirmed[created.outpoint.txid].transaction.outputs[created.outpoint.vout]
            found.setdefault(output.script, created)
        return FirstPaid(found, True)

    def originals(self, txids: Sequence[Txid]) -> Iterator[Original]:
        return iter(())

    def merkle_proof(self, height: int, txids: Sequence[Txid]) -> bytes:
        return b""
