"""A bundle's raw material as a `ChainView`, so that the trace can be replayed from it alone.

It answers only what lies inside. That an output is not spent here shows no more than that the bundle
holds no spender of it; `verify` lists this among the things that only a node can show.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet

from tracer.chain import decode, header
from tracer.chain.network import Network
from tracer.chain.outpoint import BlockHash, BlockRef, Outpoint, Position, Txid
from tracer.chain.transaction import Confirmed, Output, Transaction
from tracer.chain.view import Created, FirstPaid, Original, Spender
from tracer.container.material import Material
from tracer.errors import IntegrityError
from tracer.trace.history import NOT_ASKED, WHOLE


class BundleView:
    """Read access to the chain as far as a bundle holds it."""

    def __init__(
        self, material: Material, transactions: Mapping[Txid, Transaction] | None = None, history: str = WHOLE
    ) -> None:
        """Take the material, its transactions where they are decoded already, and what the source said of histories.

        Raises:
            IntegrityError: raw bytes are not a transaction.
        """
        if transactions is None:
            transactions = {txid: decode.transaction(raw) for txid, raw in material.raws.items()}
        self._material, self._history = material, history
        self._confirmed = {
            txid: Confirmed(transactions[txid], at) for txid, at in material.positions.items() if txid in transactions
        }
        self._spenders = {
            spent.prevout: Spender(txid, confirmed.position)
            for txid, confirmed in self._confirmed.items()
            for spent in confirmed.transaction.inputs
            if spent.prevout is not None
        }
        self._opened: dict[Txid, Confirmed] = {}

    @property
    def opened(self) -> tuple[Confirmed, ...]:
        """Transactions whose prevouts were asked for so far."""
        return tuple(self._opened.values())

    @property
    def needed(self) -> AbstractSet[Txid]:
        """Transactions whose prevouts were asked for so far, and those that made these prevouts."""
        names = (spent.prevout for each in self._opened.values() for spent in each.transaction.inputs)
        return {*self._opened, *(name.txid for name in names if name is not None)}

    @property
    def network(self) -> Network:
        """The network that the bundle names."""
        return self._material.network

    @property
    def first_height(self) -> int:
        """Zero: what lies below the first header is answered as not there, like all that is left out."""
        return 0

    def tip(self) -> BlockRef:
        """Return the horizon, the last header's block."""
        height = self._material.last_header
        return BlockRef(height, self.block_hash(height))

    def block_hash(self, height: int) -> BlockHash:
        """Return the hash of a header held."""
        return header.decode(self._material.header(height)).hash

    def headers(self, first: int, last: int) -> Sequence[bytes]:
        """Return headers held."""
        return [self._material.header(height) for height in range(first, last + 1)]

    def transactions(self, txids: Sequence[Txid]) -> Mapping[Txid, Confirmed]:
        """Return those of these transactions that are inside, with their places."""
        return {txid: self._confirmed[txid] for txid in txids if txid in self._confirmed}

    def spenders(self, outpoints: Sequence[Outpoint]) -> Mapping[Outpoint, Spender]:
        """Return spenders among the transactions inside."""
        return {outpoint: self._spenders[outpoint] for outpoint in outpoints if outpoint in self._spenders}

    def prevouts(self, confirmed: Confirmed) -> tuple[Output | None, ...]:
        """Return the outputs spent, None where the transaction that made one is not inside."""
        names = [spent.prevout for spent in confirmed.transaction.inputs if spent.prevout is not None]
        self._opened[confirmed.transaction.txid] = confirmed
        return tuple(self._output(name) for name in names)

    def paid_to(self, scripts: Collection[bytes], first: int, last: int) -> Sequence[Created]:
        """Return outputs with one of these scripts among the transactions inside, in chain order."""
        wanted = frozenset(scripts)
        return [
            Created(Outpoint(txid, vout), confirmed.position)
            for txid, confirmed in self._confirmed.items()
            if first <= confirmed.position.height <= last
            for vout, output in enumerate(confirmed.transaction.outputs)
            if output.script in wanted
        ]

    def first_paid(self, scripts: Collection[bytes], last: int) -> FirstPaid | None:
        """Return the first output with each of these scripts among the transactions inside; what the source said.

        A run records the first payer that it was told of, so the same is found here. That there was no earlier one, and
        that a script was never paid, only a node shows.
        """
        if self._history == NOT_ASKED:
            return None
        wanted, found = frozenset(scripts), dict[bytes, Created]()
        for txid, confirmed in self._confirmed.items():
            if confirmed.position.height <= last:
                for vout, output in enumerate(confirmed.transaction.outputs):
                    if output.script in wanted:
                        found.setdefault(output.script, Created(Outpoint(txid, vout), confirmed.position))
        return FirstPaid(found, self._history == WHOLE)

    def originals(self, txids: Sequence[Txid]) -> Iterator[Original]:
        """Yield the original bytes of those that are inside and of their blocks' coinbases, in chain order."""
        places = {txid: self._material.positions[txid] for txid in txids if txid in self._material.raws}
        for height in {at.height: None for at in places.values()}:
            if height in self._material.coinbases:
                places[self._material.coinbases[height]] = Position(height, 0)
        for at, txid in sorted((at, txid) for txid, at in places.items()):
            yield Original(txid, at, self._material.raws[txid])

    def merkle_proof(self, height: int, txids: Sequence[Txid]) -> bytes:
        """Return the stored proof that shows these transactions, and whatever else is inside of their block.

        Raises:
            IntegrityError: the bundle holds no proof of them.
        """
        for proof in self._material.stored_proofs():
            if proof.height == height and txids and proof.shows.keys() >= {*txids}:
                return proof.raw
        raise IntegrityError(f"the bundle holds no such Merkle proof in block {height}")

    def _output(self, outpoint: Outpoint) -> Output | None:
        confirmed = self._confirmed.get(outpoint.txid)
        if confirmed is None or outpoint.vout >= len(confirmed.transaction.outputs):
            return None
        return confirmed.transaction.outputs[outpoint.vout]
