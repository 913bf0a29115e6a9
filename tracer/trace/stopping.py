"""Where the trails of the coins that a transaction spends end because of that transaction."""

from collections.abc import Iterable
from dataclasses import dataclass

from tracer.chain.outpoint import Outpoint, Position, Txid
from tracer.errors import IntegrityError
from tracer.trace.chain_lineage import ChainLineage
from tracer.trace.pattern_stops import PatternStop, PatternStops
from tracer.trace.patterns.finding import Finding
from tracer.trace.reading import OpenedTransaction, Reading
from tracer.trace.terminals import Stops, Terminal


@dataclass(frozen=True, slots=True)
class Stopped:
    """A transaction at which trails end because of an inference, and the finding it rests on."""

    txid: Txid
    position: Position
    terminal: Terminal
    finding: Finding


@dataclass(frozen=True, slots=True)
class Gap:
    """What could not be known, where, and why."""

    outpoint: Outpoint
    txid: Txid
    reason: str


class Stopping:
    """The stops that look at what spends a coin: what cannot be read, mix, fan-out, Lightning, then the case's window.

    Remembers every gap, and every pattern that fired, so that it is printed with its rule and its evidence. What the
    patterns say of a transaction is asked once per reading, however many runs of the same stops cross it.
    """

    def __init__(self, stops: Stops, reading: Reading) -> None:
        """Take the stops of a case, over the chain being read."""
        self._to_height = stops.to_height
        self._patterns = PatternStops(stops.coinjoin, stops.lightning, stops.fan_out)
        self._around = ChainLineage(reading, stops.services)
        self._fired: dict[Txid, Stopped] = {}
        self._gaps: list[Gap] = []
        reading.watch(self._patterns.looks_at_spender)
        self._said = reading.stop_verdicts(self._patterns, stops.services)

    @property
    def fired(self) -> tuple[Stopped, ...]:
        """Every transaction at which a pattern ended trails, in chain order."""
        return tuple(sorted(self._fired.values(), key=lambda stopped: stopped.position))

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """Every coin whose trail ended because its spender cannot be read, in the order in which they were met."""
        return tuple(self._gaps)

    def end_of(self, coins: Iterable[Outpoint], opened: OpenedTransaction) -> Terminal | None:
        """Return where the trails of coins end that a transaction spends, None where they go on through it.

        Raises:
            IntegrityError: it pays more than it spends.
        """
        transaction = opened.confirmed.transaction
        missing = [i.prevout for i, p in zip(transaction.inputs, opened.prevouts, strict=True) if p is None]
        if missing:
            reason = f"the output {missing[0]} that it also spends cannot be read from this source"
            self._gaps += [Gap(coin, transaction.txid, reason) for coin in coins]
            return Terminal.GAP
        if opened.fee < 0:
            raise IntegrityError(f"transaction {transaction.txid} pays {-opened.fee} sat more than it spends")
        return self.end(opened)

    def end(self, opened: OpenedTransaction) -> Terminal | None:
        """Return where trails that enter a readable transaction end, None where they go on."""
        transaction, position = opened.confirmed.transaction, opened.confirmed.position
        stop = self._stop(opened)
        if stop is not None:
            self._fired[transaction.txid] = Stopped(transaction.txid, position, stop.terminal, stop.finding)
            return stop.terminal
        return Terminal.HORIZON if self._to_height and position.height > self._to_height else None

    def _stop(self, opened: OpenedTransaction) -> PatternStop | None:
        txid = opened.confirmed.transaction.txid
        if txid not in self._said:
            subject = self._around.subject(opened)
            self._said[txid] = None if subject is None else self._patterns.when_spent(subject, self._around)
        return self._said[txid]
