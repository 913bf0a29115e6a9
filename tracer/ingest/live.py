"""`LiveView`: a Bitcoin Core node as a chain, for a case now, without any ingest.

The tip is pinned when the view is opened; a reorganisation below it is an error, never a mixture.
What the node says is proven where that can be: transactions by their ids, places by Merkle proofs,
headers by their links. Two things rest on the node's word: that an output is unspent, and, where many
parents of one block's transactions would have to be read, what those transactions spend; an export
proves the latter from the parents themselves.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from typing import TypeVar

from tracer.chain import header
from tracer.chain.network import Network
from tracer.chain.outpoint import BlockHash, BlockRef, Outpoint, Position, Txid
from tracer.chain.transaction import Confirmed, Output, Transaction
from tracer.chain.view import Created, FirstPaid, Spender
from tracer.errors import IntegrityError, SourceError
from tracer.ingest import fitness, node, script_scan, spent_index, undo
from tracer.ingest.attestation import answers
from tracer.ingest.bulk import Bulk
from tracer.ingest.fitness import Need, NodeReport
from tracer.ingest.node import Node
from tracer.ingest.pinned import PinnedChain
from tracer.ingest.proven import ProvenTransactions
from tracer.ingest.recent import Recent
from tracer.ingest.spent_index import ConfirmedSpend
from tracer.progress import Progress, no_progress

_WORTH_THE_BLOCK = 8
"""From so many unread parents on, a block's spent outputs cost less than the parents one by one (measured)."""
_REMEMBERED_BYTES = 16 * 1024 * 1024
_BLOCKS_AT_ONCE = 16

HISTORY_BLOCKS = 20_000
"""Blocks through whose filters a node is asked at most whether scripts were paid before: some ten seconds.

Mainnet's would take a node many minutes for each trace; a store answers by look-ups, whatever its length.
"""

_T = TypeVar("_T")
_R = TypeVar("_R")


class LiveView:
    """A node's best chain up to the tip it had when opened. A `ChainView`."""

    def __init__(self, source: Node, bulk: Bulk, progress: Progress = no_progress) -> None:
        """Pin the tip that the node reported. `progress` is told blocks, during scans for scripts."""
        self._node = source
        self._bulk = bulk
        self._progress = progress
        self._chain = PinnedChain(source.rpc, source.report.tip)
        self._proven = ProvenTransactions(source.rpc, bulk, self._chain)
        self._spent: Recent[BlockHash, tuple[tuple[Output, ...], ...]] = Recent(_REMEMBERED_BYTES)
        self._unread: Counter[int] = Counter()
        """Per height the parents that had to be read one by one so far."""
        self._threads = ThreadPoolExecutor(source.rest.connections)

    @classmethod
    def open(
        cls,
        url: str,
        network: Network | None,
        *,
        environment: Mapping[str, str],
        home: Path | None,
        cookie: Path | None = None,
        need: Need | None = None,
        progress: Progress = no_progress,
    ) -> "LiveView":
        """Connect to a node and make sure that it is fit; see `node.connect` for the arguments.

        Raises:
            CaseError: the address or the credentials are malformed.
            SourceError: the node is down, refuses us, is on another network than `network`, or unfit.
        """
        source = node.connect(url, environment, home, cookie, network)
        fitness.require(source.report, network, need or Need())
        return cls(source, source.bulk, progress)

    @property
    def report(self) -> NodeReport:
        """What the node said of itself when the view was opened."""
        return self._node.report

    def attested(self, acquired_utc: str) -> bytes:
        """Return what the node answers about itself, asked at this time, as JSON; see `attestation.answers`."""
        return answers(self._node.rpc, acquired_utc)

    @property
    def network(self) -> Network:
        """The node's network."""
        return self._node.report.network

    @property
    def first_height(self) -> int:
        """The lowest height whose block the node has."""
        return self._node.report.first_height

    def tip(self) -> BlockRef:
        """Return the block that was the node's tip when the view was opened."""
        return self._chain.tip

    def check_tip(self) -> None:
        """Make sure that the chain read so far is still the node's best chain.

        Raises:
            SourceError: it was reorganised.
        """
        self._chain.check_tip()

    def block_hash(self, height: int) -> BlockHash:
        """Return the hash of the chain's block at this height.

        Raises:
            ValueError: the chain has no such height, as for all methods that take one.
        """
        return self._chain.hash_at(height)

    def headers(self, first: int, last: int) -> Sequence[bytes]:
        """Return the headers of these heights, each the parent of the next, up to the right last one.

        Raises:
            IntegrityError: they are no chain.
            SourceError: the chain was reorganised.
        """
        if first > last:
            return ()
        found = self._bulk.headers(self.block_hash(first), self.block_hash(last), last - first + 1)
        names = [header.decode(raw).hash for raw in found]
        parents = [header.decode(raw).previous for raw in found]
        if parents[1:] != names[:-1] or (names[0], names[-1]) != (self.block_hash(first), self.block_hash(last)):
            self.check_tip()
            raise IntegrityError(f"the node's headers {first} to {last} do not follow from one another")
        self.check_tip()
        return found

    def transactions(self, txids: Sequence[Txid]) -> Mapping[Txid, Confirmed]:
        """Return those that are on the chain; of a txid that exists twice the later one."""
        wanted = tuple(dict.fromkeys(txids))
        known = {txid: self._proven.known(txid) for txid in wanted}
        unknown = [txid for txid in wanted if known[txid] is None]
        known.update(zip(unknown, self._map(self._proven.anywhere, unknown), strict=True))
        if unknown:
            self.check_tip()
        return {txid: found for txid, found in known.items() if found is not None}

    def spenders(self, outpoints: Sequence[Outpoint]) -> Mapping[Outpoint, Spender]:
        """Return what spends each of these outputs on the chain; the spenders are read, and remembered.

        Raises:
            IntegrityError: a transaction that the node names does not spend the output, or is not there.
        """
        wanted = tuple(dict.fromkeys(outpoints))
        if not wanted:
            return {}
        by_block: defaultdict[BlockHash, list[ConfirmedSpend]] = defaultdict(list)
        for found in self._map(lambda part: spent_index.spends(self._node.rpc, part), _parts(wanted)):
            for spend in found:
                by_block[spend.block].append(spend)
        spenders = dict(pair for pairs in self._map(self._confirm_spends, by_block.values()) for pair in pairs)
        self.check_tip()
        return {outpoint: spenders[outpoint] for outpoint in wanted if outpoint in spenders}

    def prevouts(self, confirmed: Confirmed) -> tuple[Output | None, ...]:
        """Return what its inputs spend.

        Raises:
            IntegrityError: it spends an output that its parent does not have.
            SourceError: the node does not give a parent.
        """
        spent = tuple(each.prevout for each in confirmed.transaction.inputs if each.prevout is not None)
        parents = {outpoint.txid: self._proven.remembered(outpoint.txid) for outpoint in spent}
        unread = [txid for txid, parent in parents.items() if parent is None]
        if unread and self._worth_the_block(confirmed.position.height, len(unread)):
            from_block = self._spent_outputs(confirmed)
            if from_block is not None:
                return from_block
        parents.update(zip(unread, self._map(self._parent, unread), strict=True))
        return tuple(_output(parents[outpoint.txid], outpoint) for outpoint in spent)

    def paid_to(self, scripts: Collection[bytes], first: int, last: int) -> Sequence[Created]:
        """Return every output of these heights with one of these scripts, in chain order."""
        wanted, first, last = frozenset(scripts), max(first, 0), min(last, self.tip().height)
        if not wanted or first > last:
            return ()
        heights = iter(self._heights_naming(wanted, first, last))
        found: list[Created] = []
        while part := tuple(islice(heights, _BLOCKS_AT_ONCE)):
            for created in self._map(lambda height: self._paid_in_block(wanted, height), part):
                found.extend(created)
        self.check_tip()
        return tuple(found)

    def first_paid(self, scripts: Collection[bytes], last: int) -> FirstPaid | None:
        """Return the first output at or below height `last` with each of these scripts.

        None where the node has no filters up to there, or more than `HISTORY_BLOCKS` blocks to look through.
        """
        last = min(last, self.tip().height)
        wanted = {script for script in scripts if script_scan.covers(script)}
        if last >= HISTORY_BLOCKS or not script_scan.has_filters(self._node.rpc, last):
            return None
        found: dict[bytes, Created] = {}
        for height in self._heights_naming(frozenset(wanted), 0, last) if wanted else ():
            left = frozenset(wanted - found.keys())
            if not left:
                break
            block = self._proven.block(self._ref(height))
            for created in self._paid_in_block(left, height):
                transaction = block.transactions[created.position.index]
                found.setdefault(transaction.outputs[created.outpoint.vout].script, created)
        self.check_tip()
        return FirstPaid(found, True)

    def raw(self, txids: Sequence[Txid]) -> Mapping[Txid, bytes]:
        """Return original serialisations of those that are on the chain."""
        wanted = tuple(dict.fromkeys(txids))
        found = zip(wanted, self._map(self._raw, wanted), strict=True)
        result = {txid: raw for txid, raw in found if raw is not None}
        self.check_tip()
        return result

    def merkle_proof(self, height: int, txids: Sequence[Txid]) -> bytes:
        """Return a proof that the block holds these txids, checked.

        Raises:
            IntegrityError: it does not hold one of them, or the node's proof is false.
        """
        return self._proven.proof(self._ref(height), txids)

    def coinbase(self, height: int) -> Txid:
        """Return the txid of the block's coinbase; `merkle_proof` shows that it is the block's."""
        return self._proven.coinbase(self._ref(height))[0]

    def _ref(self, height: int) -> BlockRef:
        return BlockRef(height, self.block_hash(height))

    def _map(self, function: Callable[[_T], _R], values: Iterable[_T]) -> Iterable[_R]:
        """Return a result for each value in order, several asked at a time where there are several."""
        listed = list(values)
        return map(function, listed) if len(listed) < 2 else self._threads.map(function, listed)

    def _confirm_spends(self, spends: Sequence[ConfirmedSpend]) -> list[tuple[Outpoint, Spender]]:
        """Read the spenders that one block is said to hold, and see that they spend what they should."""
        name = spends[0].block
        height = self._chain.height_of(name)
        if height is None:
            return []
        found = self._proven.in_block(BlockRef(height, name), {spend.spender for spend in spends})
        inputs = {txid: {each.prevout for each in confirmed.transaction.inputs} for txid, confirmed in found.items()}
        for spend in spends:
            if spend.outpoint not in inputs[spend.spender]:
                raise IntegrityError(f"the node says that {spend.spender} spends {spend.outpoint}; it does not")
        return [(spend.outpoint, Spender(spend.spender, found[spend.spender].position)) for spend in spends]

    def _parent(self, txid: Txid) -> Transaction:
        found = self._proven.transaction(txid)
        if found is None:
            raise SourceError(
                f"node {self._node.rpc.endpoint} does not give transaction {txid}, which a confirmed one spends.\n"
                "Add txindex=1 to its bitcoin.conf, or wait until that index is built."
            )
        return found

    def _worth_the_block(self, height: int, unread: int) -> bool:
        self._unread[height] += unread
        return self._unread[height] >= _WORTH_THE_BLOCK

    def _spent_outputs(self, confirmed: Confirmed) -> tuple[Output, ...] | None:
        """Return what the block's undo data say that the transaction spends; None where REST is off."""
        name = self.block_hash(confirmed.position.height)
        spent = self._spent.get(name)
        if spent is None:
            raw = self._bulk.spent_outputs(name)
            if raw is None:
                return None
            spent = undo.parse(raw)
            self._spent.keep(name, spent, len(raw))
        index = confirmed.position.index
        if index >= len(spent) or len(spent[index]) != len(confirmed.transaction.inputs):
            raise IntegrityError(f"the node's spent outputs of block {name} do not fit transaction {index} of it")
        return spent[index]

    def _heights_naming(self, scripts: frozenset[bytes], first: int, last: int) -> Iterator[int] | Sequence[int]:
        """Return the heights that may pay one of the scripts, in order: all, where filters cannot tell."""
        if not all(map(script_scan.covers, scripts)):
            return range(first, last + 1)
        names = script_scan.blocks_naming(self._node.rpc, scripts, first, last, self._progress)
        heights = (self._chain.height_of(name) for name in names)
        return sorted(height for height in heights if height is not None)

    def _paid_in_block(self, scripts: frozenset[bytes], height: int) -> list[Created]:
        return [
            Created(transaction.outpoint(vout), Position(height, index))
            for index, transaction in enumerate(self._proven.block(self._ref(height)).transactions)
            for vout, output in enumerate(transaction.outputs)
            if output.script in scripts
        ]

    def _raw(self, txid: Txid) -> bytes | None:
        found = self._bulk.located(txid)
        if found is None:
            coinbase, raw = self._proven.coinbase(self._ref(0))
            return raw if coinbase == txid else None
        if found.block is None or self._chain.height_of(found.block) is None:
            return None
        self._proven.checked(txid, found.raw)
        return found.raw


def _parts(outpoints: Sequence[Outpoint]) -> list[Sequence[Outpoint]]:
    return [outpoints[at : at + spent_index.AT_ONCE] for at in range(0, len(outpoints), spent_index.AT_ONCE)]


def _output(parent: Transaction | None, outpoint: Outpoint) -> Output:
    outputs = parent.outputs if parent else ()
    if outpoint.vout >= len(outputs):
        raise IntegrityError(f"{outpoint} is spent, but that transaction has {len(outputs)} outputs")
    return outputs[outpoint.vout]
