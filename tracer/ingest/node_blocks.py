"""A node's raw blocks by height, several requests in flight: what a store is filled from.

The chain is not pinned: a store follows it, and finds out itself where a block does not follow the one
before. Nothing is checked here.

Source: Bitcoin Core 31, RPC `getblockhash`, `getbestblockhash`, `getblockheader`, `getblock` (verbosity
3), REST `blockhashbyheight`, `block`, `spenttxouts`.
"""

from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from decimal import Decimal

from tracer.chain.amount import from_decimal
from tracer.chain.network import Network
from tracer.chain.outpoint import BlockHash, BlockRef
from tracer.chain.transaction import Output
from tracer.errors import SourceError
from tracer.ingest import answer, undo
from tracer.ingest.core import RpcError
from tracer.ingest.node import Node

_IN_FLIGHT = 4
_OUT_OF_RANGE = -8


class NodeBlocks:
    """Blocks of a connected node's best chain, whatever that is at the moment of each call."""

    def __init__(self, node: Node) -> None:
        """Ask this node."""
        self._node = node

    @property
    def network(self) -> Network:
        """The node's network."""
        return self._node.report.network

    @property
    def origin(self) -> str:
        """The node's software and version, as it names itself."""
        report = self._node.report
        return f"Bitcoin Core {report.version} {report.subversion}"

    @property
    def first_height(self) -> int:
        """The lowest height whose block the node still has."""
        return self._node.report.first_height

    def tip(self) -> BlockRef:
        """Return the last block of the best chain, now."""
        name = BlockHash(answer.digest(self._node.rpc.call("getbestblockhash"), "getbestblockhash"))
        described = answer.mapping(self._node.rpc.call("getblockheader", name), "getblockheader")
        return BlockRef(answer.whole(described.get("height"), "getblockheader height"), name)

    def hash_at(self, height: int) -> BlockHash | None:
        """Return the hash of the best chain's block at this height, None above its tip."""
        try:
            found = self._node.rpc.call("getblockhash", height)
        except RpcError as error:
            if error.code == _OUT_OF_RANGE:
                return None
            raise
        return BlockHash(answer.digest(found, "getblockhash"))

    def blocks(self, first: int, last: int) -> Iterator[tuple[int, bytes]]:
        """Give heights `first` to `last` in order; ends early where the chain has become shorter."""
        waiting: deque[tuple[int, Future[bytes]]] = deque()
        heights = iter(range(first, last + 1))
        with ThreadPoolExecutor(_IN_FLIGHT) as threads:
            try:
                while True:
                    while len(waiting) <= _IN_FLIGHT and (height := next(heights, None)) is not None:
                        waiting.append((height, threads.submit(self._block, height)))
                    if not waiting:
                        return
                    height, future = waiting.popleft()
                    try:
                        raw = future.result()
                    except SourceError:
                        if self.hash_at(height) is None:
                            return
                        raise
                    yield height, raw
            finally:
                for _, future in waiting:
                    future.cancel()

    def spent_outputs(self, height: int, block: BlockHash) -> Sequence[Sequence[Output]] | None:
        """Return what the block's transactions spend, per transaction and input, the coinbase's empty."""
        raw = self._node.bulk.spent_outputs(block)
        if raw is not None:
            return undo.parse(raw)
        described = answer.mapping(self._node.rpc.call("getblock", block, 3), "getblock")
        transactions = (
            answer.mapping(each, "getblock tx") for each in answer.sequence(described.get("tx"), "getblock")
        )
        return [_spent(transaction) for transaction in transactions]

    def _block(self, height: int) -> bytes:
        rest = self._node.rest if self._node.report.rest else None
        if rest is not None:
            return rest.block(rest.block_hash(height))
        name = self.hash_at(height)
        if name is None:
            raise SourceError(f"node {self._node.report.endpoint} has no block {height}: its chain was reorganised.")
        return self._node.bulk.block(name)


def _spent(transaction: dict[str, answer.Json]) -> list[Output]:
    """Read what a transaction of `getblock 3` spends."""
    spent = []
    for each in answer.sequence(transaction.get("vin"), "getblock vin"):
        said = answer.mapping(each, "getblock vin")
        if "coinbase" in said:
            continue
        prevout = answer.mapping(said.get("prevout"), "getblock prevout")
        script = answer.mapping(prevout.get("scriptPubKey"), "getblock scriptPubKey")
        value = prevout.get("value")
        if not isinstance(value, int | Decimal) or isinstance(value, bool):
            raise SourceError("the node's getblock states an amount that is no number.")
        spent.append(Output(from_decimal(Decimal(value)), answer.hexadecimal(script.get("hex"), "getblock hex")))
    return spent
