"""The node's best chain as pinned when it was opened: every answer is held against its tip.

A node may reorganise between two calls. As long as the pinned tip is on its best chain, every block
at or below it is the tip's ancestor; so blocks are asked for on the best chain, and whoever used an
answer calls `check_tip` afterwards.

Source: Bitcoin Core 31, RPC `getblockhash`, `getblockheader` (`confirmations` is -1 off the best chain).
"""

from collections.abc import Iterable

from tracer.chain.outpoint import BlockHash, BlockRef
from tracer.errors import IntegrityError, SourceError
from tracer.ingest import answer
from tracer.ingest.answer import Json
from tracer.ingest.core import CoreRpc, RpcError

_OUT_OF_RANGE = -8


class PinnedChain:
    """Heights and hashes of the chain that ends at `tip`. What was learnt is remembered."""

    def __init__(self, rpc: CoreRpc, tip: BlockRef) -> None:
        """Pin this tip; it is taken to be on the node's best chain now."""
        self.tip = tip
        self._rpc = rpc
        self._hashes = {tip.height: tip.hash}
        self._heights: dict[BlockHash, int | None] = {tip.hash: tip.height}

    def hash_at(self, height: int) -> BlockHash:
        """Return the hash of the chain's block at this height.

        Raises:
            ValueError: the height is not between 0 and the tip's.
            SourceError: the node's best chain has become shorter.
        """
        if not 0 <= height <= self.tip.height:
            raise ValueError(f"height {height} is not on the chain that ends at {self.tip.height}")
        known = self._hashes.get(height)
        if known is None:
            known = self._hash_now(height)
            self._hashes[height] = known
            self._heights[known] = height
        return known

    def heights_of(self, names: Iterable[BlockHash]) -> dict[BlockHash, int]:
        """Return the heights of those of these blocks that are on this chain: not stale, nor above the tip.

        Raises:
            IntegrityError: two blocks of one height.
        """
        wanted = list(dict.fromkeys(names))
        unknown = [name for name in wanted if name not in self._heights]
        for name, found in zip(
            unknown, self._rpc.batch("getblockheader", [(each, True) for each in unknown]), strict=True
        ):
            height = self._height(found)
            self._heights[name] = height
            if height is not None and self._hashes.setdefault(height, name) != name:
                self.check_tip()
                raise IntegrityError(
                    f"the node says that blocks {name} and {self._hashes[height]} are both of height {height}"
                )
        known = ((name, self._heights[name]) for name in wanted)
        return {name: height for name, height in known if height is not None}

    def check_tip(self) -> None:
        """Make sure that the pinned tip is still on the node's best chain.

        Raises:
            SourceError: it is not; whatever was read may speak of two chains.
        """
        now = self._hash_now(self.tip.height)
        if now != self.tip.hash:
            raise SourceError(
                f"node {self._rpc.endpoint} reorganised its chain while it was read: block {self.tip.height} was "
                f"{self.tip.hash} and is now {now}.\nRun this again."
            )

    def _hash_now(self, height: int) -> BlockHash:
        try:
            return BlockHash(answer.digest(self._rpc.call("getblockhash", height), "getblockhash"))
        except RpcError as error:
            if error.code != _OUT_OF_RANGE:
                raise
            raise SourceError(
                f"node {self._rpc.endpoint} reorganised its chain while it was read: it has no block {height} now.\n"
                "Run this again."
            ) from None

    def _height(self, found: "Json | RpcError") -> int | None:
        if isinstance(found, RpcError):
            if found.code == RpcError.NOT_FOUND:
                return None
            raise found
        said = answer.mapping(found, "getblockheader")
        height = answer.whole(said.get("height"), "getblockheader height")
        on_chain = answer.whole(said.get("confirmations"), "getblockheader confirmations") > 0
        if height < 0:
            raise SourceError(f"the node's answer to getblockheader names the height {height}, which no block has.")
        return height if on_chain and height <= self.tip.height else None
