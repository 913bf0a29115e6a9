"""`LiveView`: a Bitcoin Core node as a chain, for a case now, without any ingest.

The tip is pinned when the view is opened; a reorganisation below it is an error, never a mixture.
What the node says is proven where that can be: transactions by their ids, places by Merkle proofs,
headers by their links. Two things rest on the node's word: that an output is unspent, and, where a
transaction has many parents, what it spends; an export proves the latter from the parents themselves.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path

from tracer.chain import header
from tracer.chain.network import Network
from tracer.chain.outpoint import BlockHash, BlockRef, Outpoint, Position, Txid
from tracer.chain.transaction import Confirmed, Output
from tracer.chain.view import Created, FirstPaid, Original, Spender
from tracer.errors import IntegrityError, SourceError
from tracer.ingest import answer, fitness, node, script_scan, spent_index, undo, unspent_coins
from tracer.ingest.attestation import answers
from tracer.ingest.bulk import Bulk
from tracer.ingest.fitness import Need, NodeReport
from tracer.ingest.node import Node
from tracer.ingest.pinned import PinnedChain
from tracer.ingest.proven import ProvenTransactions, ReadTransaction
from tracer.ingest.recent import Recent
from tracer.ingest.several import Several
from tracer.ingest.spent_index import ConfirmedSpend
from tracer.ingest.unspent_coins import UnspentOutput
from tracer.progress import Progress, no_progress

_WORTH_THE_BLOCK = 8
"""From so many unread parents of one transaction on, its block's spent outputs cost less than they do (measured)."""
_AHEAD = 500
"""So many parents are read at once, and of so many transactions it is kept in mind that they will be asked about."""
_REMEMBERED_BYTES = 16 * 1024 * 1024
_BLOCKS_AT_ONCE = 16

HISTORY_BLOCKS = 20_000
"""Blocks through whose filters a node is asked at most whether scripts were paid before: some ten seconds.

Mainnet's would take a node many minutes for each trace; a store answers by look-ups, whatever its length.
"""


class LiveView:
    """A node's best chain up to the tip it had when opened. A `ChainView`."""

    def __init__(self, source: Node, bulk: Bulk, progress: Progress = no_progress) -> None:
        """Pin the tip that the node reported. `progress` is told blocks, during scans for scripts."""
        self._node = source
        self._bulk = bulk
        self._progress = progress
        self._chain = PinnedChain(source.rpc, source.report.tip)
        self._several = Several(source.rest.connections)
        self._proven = ProvenTransactions(
            source.rpc, bulk, self._chain, self._several, unique_from=self.network.bip34_height
        )
        self._spent: Recent[BlockHash, tuple[tuple[Output, ...], ...]] = Recent(_REMEMBERED_BYTES)
        self._waiting: dict[Txid, Confirmed] = {}
        """What was given out, and whose prevouts were not asked for yet."""

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

    def unspent(self, outpoints: Sequence[Outpoint]) -> Mapping[Outpoint, Output]:
        """Return those of these outputs that the node holds as unspent at its tip; see `unspent_coins`."""
        return unspent_coins.unspent(self._node.rpc, outpoints)

    def has_grown(self) -> bool:
        """Return whether the node's chain has another height by now than when it was opened."""
        return answer.whole(self._node.rpc.call("getblockcount"), "getblockcount") != self.tip().height

    def scanned(self, scripts: Collection[bytes]) -> tuple[int, Sequence[UnspentOutput]]:
        """Return the node's height and every unspent output that pays one of these scripts; see `unspent_coins`."""
        return unspent_coins.scanned(self._node.rpc, scripts)

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
        is_news = any(self._proven.remembered(txid) is None for txid in wanted)
        found = {txid: each.confirmed for txid, each in self._proven.read(wanted).items()}
        if is_news:
            self.check_tip()
        self._wait_for_prevouts(found.values())
        return {txid: found[txid] for txid in wanted if txid in found}

    def spenders(self, outpoints: Sequence[Outpoint]) -> Mapping[Outpoint, Spender]:
        """Return what spends each of these outputs on the chain; the spenders are read, and remembered.

        Raises:
            IntegrityError: a transaction that the node names does not spend the output, or is not there.
        """
        wanted = tuple(dict.fromkeys(outpoints))
        if not wanted:
            return {}
        answers = self._several.map(lambda part: spent_index.spends(self._node.rpc, part), _parts(wanted))
        spends = [spend for part in answers for spend in part]
        spenders = self._confirmed_spends(spends)
        self.check_tip()
        return {outpoint: spenders[outpoint] for outpoint in wanted if outpoint in spenders}

    def prevouts(self, confirmed: Confirmed) -> tuple[Output | None, ...]:
        """Return what its inputs spend.

        Parents of transactions that were given out together are read together.

        Raises:
            IntegrityError: it spends an output that its parent does not have.
            SourceError: the node does not give a parent.
        """
        self._waiting.pop(confirmed.transaction.txid, None)
        spent = tuple(each.prevout for each in confirmed.transaction.inputs if each.prevout is not None)
        parents = {name.txid: self._proven.remembered(name.txid) for name in spent}
        unread = [txid for txid, parent in parents.items() if parent is None]
        if len(unread) >= _WORTH_THE_BLOCK:
            from_block = self._spent_outputs(confirmed)
            if from_block is not None:
                return from_block
        if unread:
            found = self._proven.read([*unread, *self._parents_ahead(_AHEAD - len(unread))])
            self.check_tip()
            parents.update((txid, found.get(txid)) for txid in unread)
        return tuple(self._output(parents[name.txid], name) for name in spent)

    def paid_to(self, scripts: Collection[bytes], first: int, last: int) -> Sequence[Created]:
        """Return every output of these heights with one of these scripts, in chain order."""
        wanted, first, last = frozenset(scripts), max(first, 0), min(last, self.tip().height)
        if not wanted or first > last:
            return ()
        found = tuple(created for created, _ in self._paying(wanted, self._heights_naming(wanted, first, last)))
        self.check_tip()
        return found

    def first_paid(self, scripts: Collection[bytes], last: int) -> FirstPaid | None:
        """Return the first output at or below height `last` with each of these scripts.

        None where the node has no filters up to there, or more than `HISTORY_BLOCKS` blocks to look through.
        """
        last = min(last, self.tip().height)
        wanted = {script for script in scripts if script_scan.covers(script)}
        if last >= HISTORY_BLOCKS or not script_scan.has_filters(self._node.rpc, last):
            return None
        found: dict[bytes, Created] = {}
        heights = self._heights_naming(frozenset(wanted), 0, last) if wanted else ()
        for created, script in self._paying(frozenset(wanted), heights):
            found.setdefault(script, created)
            if len(found) == len(wanted):
                break
        self.check_tip()
        return FirstPaid(found, True)

    def originals(self, txids: Sequence[Txid]) -> Iterator[Original]:
        """Yield the original bytes of those that are on the chain, and of their blocks' coinbases."""
        places = self._proven.places(txids)
        self.check_tip()
        by_height: defaultdict[int, list[Txid]] = defaultdict(list)
        for txid, place in places.items():
            by_height[place.height].append(txid)
        heights = iter(sorted(by_height))
        while part := tuple(islice(heights, _BLOCKS_AT_ONCE)):
            found = self._proven.in_blocks({self._ref(height): by_height[height] for height in part}, coinbases=True)
            self.check_tip()
            for reads in found.values():
                for txid, each in sorted(reads.items(), key=lambda pair: pair[1].confirmed.position):
                    yield Original(txid, each.confirmed.position, each.raw)

    def merkle_proof(self, height: int, txids: Sequence[Txid]) -> bytes:
        """Return a proof that the block holds these txids.

        Raises:
            IntegrityError: it does not hold one of them, or the node's list of the block is false.
        """
        return self._proven.proof(self._ref(height), txids)

    def _ref(self, height: int) -> BlockRef:
        return BlockRef(height, self.block_hash(height))

    def _confirmed_spends(self, spends: Sequence[ConfirmedSpend]) -> dict[Outpoint, Spender]:
        """Read the spenders that the node names, and see that they are there and spend what they should."""
        heights = self._chain.heights_of(spend.block for spend in spends)
        by_block: defaultdict[BlockRef, dict[Txid, None]] = defaultdict(dict)
        for spend in spends:
            if spend.block in heights:
                by_block[BlockRef(heights[spend.block], spend.block)][spend.spender] = None
        found = self._proven.in_blocks(by_block)
        spenders = {}
        for spend in spends:
            if spend.block in heights:
                each = found[BlockRef(heights[spend.block], spend.block)][spend.spender].confirmed
                if all(spent.prevout != spend.outpoint for spent in each.transaction.inputs):
                    raise IntegrityError(f"the node says that {spend.spender} spends {spend.outpoint}; it does not")
                spenders[spend.outpoint] = Spender(spend.spender, each.position)
        return spenders

    def _wait_for_prevouts(self, found: Iterable[Confirmed]) -> None:
        """Keep in mind whose prevouts will probably be asked for soon."""
        for each in found:
            self._waiting[each.transaction.txid] = each
        for txid in tuple(islice(self._waiting, max(0, len(self._waiting) - _AHEAD))):
            del self._waiting[txid]

    def _parents_ahead(self, room: int) -> list[Txid]:
        """Return unread parents of those that wait, but for those of whom the block will be asked."""
        ahead: dict[Txid, None] = {}
        while self._waiting and len(ahead) < room:
            each = self._waiting.pop(next(iter(self._waiting)))
            names = dict.fromkeys(spent.prevout.txid for spent in each.transaction.inputs if spent.prevout is not None)
            unread = [txid for txid in names if self._proven.remembered(txid) is None]
            if len(unread) < _WORTH_THE_BLOCK:
                ahead |= dict.fromkeys(unread)
        return list(ahead)

    def _output(self, parent: ReadTransaction | None, outpoint: Outpoint) -> Output:
        if parent is None:
            raise SourceError(
                f"node {self._node.rpc.endpoint} does not give transaction {outpoint.txid}, which a confirmed one "
                "spends.\nAdd txindex=1 to its bitcoin.conf, or wait until that index is built."
            )
        outputs = parent.confirmed.transaction.outputs
        if outpoint.vout >= len(outputs):
            raise IntegrityError(f"{outpoint} is spent, but that transaction has {len(outputs)} outputs")
        return outputs[outpoint.vout]

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
        return sorted(self._chain.heights_of(names).values())

    def _paying(self, scripts: frozenset[bytes], heights: Iterable[int]) -> Iterator[tuple[Created, bytes]]:
        """Yield the outputs of these heights with one of these scripts, with it; remember who pays them."""
        left = iter(heights)
        while part := [self._ref(height) for height in islice(left, _BLOCKS_AT_ONCE)]:
            for ref, block in zip(part, self._several.map(self._proven.block, part), strict=True):
                for index, transaction in enumerate(block.transactions):
                    paying = [vout for vout, output in enumerate(transaction.outputs) if output.script in scripts]
                    if paying:
                        self._proven.keep_of_block(ref, block, index)
                    for vout in paying:
                        created = Created(transaction.outpoint(vout), Position(ref.height, index))
                        yield created, transaction.outputs[vout].script


def _parts(outpoints: Sequence[Outpoint]) -> list[Sequence[Outpoint]]:
    return [outpoints[at : at + spent_index.AT_ONCE] for at in range(0, len(outpoints), spent_index.AT_ONCE)]
