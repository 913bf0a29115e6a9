"""A chain being read: every answer asked for once, and a record of what was read.

What the engine reads is what the bundle must hold, so the record and the evidence cannot differ.
"""

from collections import deque
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from tracer.chain.misnamed import instead, only_from
from tracer.chain.network import Network
from tracer.chain.outpoint import BlockRef, Outpoint, Txid
from tracer.chain.transaction import Confirmed, Output
from tracer.chain.view import ChainView, Created, FirstPaid, KeyView, Spender
from tracer.errors import CaseError
from tracer.progress import no_progress
from tracer.trace.pattern_stops import PatternStop, PatternStops
from tracer.trace.patterns.subject import Subject, subject_of

_FRONTIER = 500
"""How many outpoints or transactions are asked for ahead of need in one request."""

_LOOKED_THROUGH = 4 * _FRONTIER
"""Of how many transactions that wait, at most, it is seen whether they should be asked for.

A long queue costs no more.
"""


@dataclass(frozen=True, slots=True)
class OpenedTransaction:
    """A transaction with the outputs its inputs spend; None where the source cannot read one."""

    confirmed: Confirmed
    prevouts: tuple[Output | None, ...]

    @property
    def fee(self) -> int:
        """Inputs minus outputs, in satoshi; meaningless while a prevout is missing."""
        paid = sum(output.value for output in self.confirmed.transaction.outputs)
        return sum(output.value for output in self.prevouts if output is not None) - paid


class Reading:
    """Memo and record over a `ChainView`, up to a horizon.

    Nothing above the horizon is ever answered.
    """

    def __init__(self, view: ChainView, horizon: BlockRef) -> None:
        """Start with nothing read."""
        self._view = view
        self.horizon = horizon
        self._confirmed: dict[Txid, Confirmed | None] = {}
        self._spenders: dict[Outpoint, Spender | None] = {}
        self._opened: dict[Txid, OpenedTransaction] = {}
        self._subjects: dict[Txid, Subject | None] = {}
        self._read: set[Txid] = set()
        self._times: dict[int, int] = {}
        self._queued: Collection[Txid] | None = None
        self._coming: deque[Txid] = deque()
        self._is_watched: Callable[[bytes], bool] = lambda script: False
        self._said: dict[tuple[PatternStops, frozenset[tuple[bytes, str]]], dict[Txid, PatternStop | None]] = {}

    @property
    def network(self) -> Network:
        """The network of the chain."""
        return self._view.network

    @property
    def read(self) -> tuple[Txid, ...]:
        """Every transaction read so far, prevout transactions included, in ascending order."""
        return tuple(sorted(self._read))

    @property
    def opened(self) -> tuple[OpenedTransaction, ...]:
        """Every transaction opened so far, in chain order."""
        return tuple(sorted(self._opened.values(), key=lambda opened: opened.confirmed.position))

    def lacking(self, txid: Txid) -> str:
        """Return in words, after semicolons, what may explain that a txid is not found at or below the horizon.

        That it is above the horizon, or that the source begins above the genesis block, and what else the hash may be.
        """
        above = self._view.transactions([txid]).get(txid)
        if above is not None:
            return f"; it is in block {above.position.height}, above it"
        return only_from(self._view) + instead(txid, self._view, no_progress)

    def time(self, height: int) -> int:
        """Return a block's time in Unix seconds, as declared by its miner."""
        if height not in self._times:
            (raw,) = self._view.headers(height, height)
            self._times[height] = int.from_bytes(raw[68:72], "little")
        return self._times[height]

    def stop_verdicts(self, patterns: PatternStops, services: Mapping[bytes, str]) -> dict[Txid, PatternStop | None]:
        """Return what these patterns said of each transaction so far, to be added to: the chain up to here is fixed."""
        return self._said.setdefault((patterns, frozenset(services.items())), {})

    def watch(self, is_watched: Callable[[bytes], bool]) -> None:
        """Read what spends outputs with such scripts together as soon as it is known: it will be looked at.

        This records nothing as read.
        """
        self._is_watched = is_watched

    def confirmed(self, txid: Txid) -> Confirmed | None:
        """Return a transaction at or below the horizon, without recording it."""
        self._load([txid])
        return self._confirmed[txid]

    def open(self, txid: Txid, ahead: Iterable[Txid] = ()) -> OpenedTransaction | None:
        """Return a transaction with its prevouts and record them all as read.

        `ahead` names transactions that will probably be opened soon, the soonest first; they share the request.
        """
        if txid not in self._opened:
            if txid not in self._confirmed:
                self._load(chain((txid,), islice(ahead, _LOOKED_THROUGH)))
            confirmed = self._confirmed[txid]
            if confirmed is None:
                return None
            self._opened[txid] = OpenedTransaction(confirmed, self._view.prevouts(confirmed))
        opened = self._opened[txid]
        self._read.add(txid)
        for spent, prevout in zip(opened.confirmed.transaction.inputs, opened.prevouts, strict=False):
            if spent.prevout is not None and prevout is not None:
                self._read.add(spent.prevout.txid)
        return opened

    def subject(self, opened: OpenedTransaction) -> Subject | None:
        """Return an opened transaction as the detectors see it, None where an output it spends is not known."""
        txid = opened.confirmed.transaction.txid
        if txid not in self._subjects:
            self._subjects[txid] = subject_of(opened.confirmed, opened.prevouts, self.network)
        return self._subjects[txid]

    def record_spenders_as_shown(self, txids: Sequence[Txid]) -> None:
        """Record transactions as read without looking at what they spend: they show that what they spend is spent."""
        for start in range(0, len(txids), _FRONTIER):
            self._load(txids[start : start + _FRONTIER])
        self._read.update(txid for txid in txids if self._confirmed[txid] is not None)

    def spenders(
        self, outpoints: Sequence[Outpoint], queued: Collection[Txid] | None = None
    ) -> dict[Outpoint, Spender]:
        """Return what spends these outputs at or below the horizon.

        Whoever names the transactions that wait will let these spenders wait too. When the source must be asked at all,
        by whomever, the outputs of those that wait go into the same request: they are likely to be asked for next.
        """
        if queued is not None:
            self._queued = queued
        if any(outpoint not in self._spenders for outpoint in outpoints):
            self._ask_spenders([outpoint for outpoint in outpoints if outpoint not in self._spenders])
        known = ((outpoint, self._spenders[outpoint]) for outpoint in outpoints)
        found = {outpoint: spender for outpoint, spender in known if spender is not None}
        if queued is not None:
            self._coming.extend(spender.txid for spender in found.values())
        return found

    def _ask_spenders(self, outpoints: Sequence[Outpoint]) -> None:
        asked = list(dict.fromkeys((*outpoints, *self._ahead(outpoints, _FRONTIER - len(outpoints)))))
        found = self._view.spenders(asked)
        watched: list[Txid] = []
        for outpoint in asked:
            spender = found.get(outpoint)
            late = spender is not None and spender.position.height > self.horizon.height
            self._spenders[outpoint] = None if late else spender
            maker = self._confirmed.get(outpoint.txid)
            if spender and not late and maker and self._is_watched(maker.transaction.outputs[outpoint.vout].script):
                watched.append(spender.txid)
        self._load(watched)

    def paid_to(self, scripts: Collection[bytes], first: int, last: int) -> Sequence[Created]:
        """Return outputs with one of these scripts, in chain order, at or below the horizon.

        Raises:
            CaseError: the source starts above `first`, so that some would be missed.
        """
        if first < self._view.first_height:
            raise CaseError(
                f"outputs are looked for from height {first}, and this source starts at {self._view.first_height}:"
                f" some would be missed. Set from_height = {self._view.first_height} or higher, or use a source that"
                " starts earlier."
            )
        last = min(last, self.horizon.height)
        return self._view.paid_to(scripts, first, last) if scripts and first <= last else ()

    def first_paid(self, scripts: Collection[bytes]) -> FirstPaid | None:
        """Return the first output at or below the horizon with each of these scripts, record what made them as read.

        None where the source is not asked; an answer about what is only shown must not cost more than the trace.
        """
        found = self._view.first_paid(scripts, self.horizon.height) if scripts else FirstPaid({}, True)
        if found is not None:
            self.record_spenders_as_shown(sorted({created.outpoint.txid for created in found.outputs.values()}))
        return found

    def keys_paid(self, hashes: Collection[bytes], first: int, last: int) -> Sequence[Created] | None:
        """Return outputs that pay a key with one of these hashes openly, at or below the horizon.

        None: not to be asked here.
        """
        if not isinstance(self._view, KeyView):
            return None
        return self._view.keys_paid(hashes, first, min(last, self.horizon.height))

    def _load(self, txids: Iterable[Txid]) -> None:
        unknown = list(dict.fromkeys(islice((txid for txid in txids if txid not in self._confirmed), _FRONTIER)))
        if not unknown:
            return
        found = self._view.transactions(unknown)
        for txid in unknown:
            confirmed = found.get(txid)
            late = confirmed is not None and confirmed.position.height > self.horizon.height
            self._confirmed[txid] = None if late else confirmed

    def _ahead(self, outpoints: Sequence[Outpoint], room: int) -> list[Outpoint]:
        """Return outputs that will be asked about soon where a trail is walked, as many as there is room for.

        Those beside the ones asked about, and those of transactions that wait.
        """
        if self._queued is None:
            return []
        waiting = dict.fromkeys(each.txid for each in outpoints if each.txid in self._confirmed)
        while self._coming and len(waiting) < room:
            txid = self._coming.popleft()
            if txid in self._queued:
                waiting[txid] = None
        self._load(waiting)
        ahead: list[Outpoint] = []
        for txid in waiting:
            confirmed = self._confirmed[txid]
            if confirmed is not None and len(ahead) < room:
                transaction = confirmed.transaction
                names = (transaction.outpoint(vout) for vout in range(len(transaction.outputs)))
                ahead += [name for name in names if name not in self._spenders]
            elif confirmed is not None:
                self._coming.append(txid)
        return ahead[: max(room, 0)]
