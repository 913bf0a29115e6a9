"""The transactions that a walk over the chain has still to take up: in chain order, each once.

Whatever a transaction spends was made earlier in the chain, so a transaction that is taken up in its turn finds all of
it known, and nothing leads to it again. Whoever walks back from a coin to its beginnings goes the same way in reverse.
"""

import heapq
from collections.abc import Callable, Sequence

from tracer.chain.outpoint import Outpoint, Position, Txid
from tracer.chain.view import Spender
from tracer.errors import IntegrityError
from tracer.trace.reading import OpenedTransaction, Reading


class Frontier:
    """Transactions of a chain being read that wait to be taken up, the earliest first; the latest, going backwards."""

    def __init__(self, reading: Reading, *, backwards: bool = False) -> None:
        """Begin with none."""
        self._reading = reading
        self._sign = -1 if backwards else 1
        self._queue: list[tuple[int, int, Txid]] = []
        self._queued: dict[Txid, None] = {}

    def __bool__(self) -> bool:
        """Whether any waits."""
        return bool(self._queue)

    def comes_before(self, position: Position) -> bool:
        """Whether a transaction waits that stands no later in the chain than this one; not asked going backwards."""
        return bool(self._queue) and self._queue[0][:2] <= (position.height, position.index)

    def add(self, txid: Txid, position: Position) -> None:
        """Let a transaction wait, unless it does already."""
        if txid not in self._queued:
            self._queued[txid] = None
            heapq.heappush(self._queue, (self._sign * position.height, self._sign * position.index, txid))

    def add_spenders(
        self, coins: Sequence[Outpoint], opens: Callable[[Outpoint, Spender], bool] | None = None
    ) -> list[Outpoint]:
        """Let whatever spends these coins wait; return those that nothing spends up to the horizon, in their order.

        `opens` is asked of each coin that is spent whether its spender may wait; where it may not, it is passed over.
        """
        if not coins:
            return []
        spenders = self._reading.spenders(coins, self._queued)
        unspent: list[Outpoint] = []
        for coin in coins:
            spender = spenders.get(coin)
            if spender is None:
                unspent.append(coin)
            elif opens is None or opens(coin, spender):
                self.add(spender.txid, spender.position)
        return unspent

    def take(self) -> OpenedTransaction:
        """Take up the next transaction.

        Raises:
            IntegrityError: the source named it and does not hold it.
        """
        txid = heapq.heappop(self._queue)[2]
        del self._queued[txid]
        opened = self._reading.open(txid, ahead=(waiting for _, _, waiting in self._queue))
        if opened is None:
            raise IntegrityError(f"the source names {txid} as a spender but does not hold it")
        return opened

    def cut(self) -> None:
        """Record what still waits as read without taking it up: it shows that the coins it spends are spent."""
        self._reading.record_spenders_as_shown([txid for _, _, txid in sorted(self._queue)])
