"""The second book: what the state did with what it received.

Custody accounting, not tracing. It starts at the receipts, the coins at which the first book ended in a custody wallet,
and follows the received amounts under one rule through the state's own wallets: per label, received = held + departed +
fees, but for overlap where a seed claims the same coin. What leaves the wallets is named and not followed. Title
follows the orders, not this book.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeAlias

from tracer.case.case import Label
from tracer.chain.outpoint import Outpoint, Position, Txid
from tracer.chain.transaction import Output, Transaction
from tracer.errors import IntegrityError
from tracer.trace.attribution import (
    UNTRACED,
    AnyLabel,
    Attribution,
    L,
    L_co,
    MarkedLabel,
    Slice,
    Slices,
    filled,
    in_order,
    joined,
    overlaid,
    taint,
    untraced,
)
from tracer.trace.frontier import Frontier
from tracer.trace.policies.registry import Policy
from tracer.trace.reading import OpenedTransaction, Reading
from tracer.trace.stopping import Gap
from tracer.trace.terminals import Terminal
from tracer.trace.trail import Coin, Trail


@dataclass(frozen=True, slots=True)
class HeldCoin(Generic[L_co]):
    """Received satoshi in one coin of a state wallet."""

    outpoint: Outpoint
    output: Output
    position: Position
    wallet: str
    attribution: Slices[L_co]


@dataclass(frozen=True, slots=True, kw_only=True)
class CustodyCrossing(Generic[L_co]):
    """A transaction that spends received coins.

    `kept` are the coins of state wallets that received satoshi came into, each with what it now holds, and
    `moved` the satoshi that came, by label: what the first book brings into the same coins is a receipt,
    and what found no place there is overlap. `left` went to others (vout and attribution); `source` names the
    wallets spent from and `target` those paid, in the order of the case. `inputs` counts all the coins it spends;
    `labels` are all that either book knows in them, `untraced_sat` what neither does.
    """

    txid: Txid
    position: Position
    spent: tuple[HeldCoin[L_co], ...]
    source: tuple[str, ...]
    target: tuple[str, ...]
    kept: tuple[HeldCoin[L_co], ...]
    moved: Mapping[Label, int]
    kept_sat: int
    left: tuple[tuple[int, Slices[L_co]], ...]
    left_sat: int
    fee: Slices[L_co]
    inputs: int
    labels: tuple[Label, ...]
    untraced_sat: int
    readable: bool = True


@dataclass(frozen=True, slots=True)
class CustodyBook(Generic[L_co]):
    """What was received, where it is held, and every transaction that moved it, in chain order."""

    received: dict[Label, int]
    held: tuple[HeldCoin[L_co], ...]
    crossings: tuple[CustodyCrossing[L_co], ...]
    overlap: dict[Label, int]
    """Satoshi that arrive in a coin whose satoshi a seed claims: two claims to one coin, a fault."""
    gaps: tuple[Gap, ...]


Arrival: TypeAlias = Callable[[HeldCoin[L], CustodyCrossing[L] | None], Slices[L]]
"""Told of each coin that arrives in a state wallet, in chain order, with the crossing that made it or
None for a receipt; returns the attribution to go on with, of the same amounts, its labels marked or not."""


def unmarked(label: AnyLabel) -> Label:
    """Return a label without the marks that an arrival set."""
    return label.label if isinstance(label, MarkedLabel) else label


def in_turn(segment: Slice[AnyLabel], queues: Mapping[AnyLabel, list[Slice[L]]]) -> Iterator[Slice[L]]:
    """Give a segment's satoshi the marks that wait for its label, in order; what is given is taken out of the queue."""
    if segment.label == UNTRACED:
        yield Slice(UNTRACED, segment.sat)
        return
    left, queue = segment.sat, queues[segment.label]
    while left:
        label, sat = queue.pop(0)
        if sat > left:
            queue.insert(0, Slice(label, sat - left))
        if sat:
            yield Slice(label, min(sat, left))
        left -= min(sat, left)


def _by_label(attribution: Iterable[Slice[AnyLabel]]) -> dict[Label, int]:
    """Return the satoshi under each label, marks taken off, labels in ascending byte order."""
    return taint(tuple(Slice(unmarked(label), sat) for label, sat in attribution))


def unchanged(coin: HeldCoin[Label], crossing: CustodyCrossing[Label] | None) -> Attribution:
    """Take arrivals as they come."""
    return coin.attribution


def follow_custody(
    trail: Trail,
    policy: Policy,
    wallets: Mapping[bytes, str],
    reading: Reading,
    retained: frozenset[Outpoint] = frozenset(),
) -> CustodyBook[Label]:
    """Follow what a trail brought into custody through the state's wallets; `wallets` maps a script to a wallet's name.

    `retained` names the outputs that the case declares to be change.

    Raises:
        IntegrityError: for some label, received is not held + departed + fees + overlap.
    """
    return follow_marked(trail, policy, wallets, reading, unchanged, retained)


def follow_marked(
    trail: Trail,
    policy: Policy,
    wallets: Mapping[bytes, str],
    reading: Reading,
    arrival: Arrival[L],
    retained: frozenset[Outpoint] = frozenset(),
) -> CustodyBook[L]:
    """Follow what a trail brought into custody, each satoshi under the marks that its last arrival set.

    The marks change no amount, under any rule. Raises as `follow_custody` does.
    """
    fold = _Fold(trail, policy, wallets, reading, arrival, retained)
    receipts = trail.ended(Terminal.CUSTODY)
    fold.begin(receipts)
    for receipt in receipts:
        while fold.frontier.comes_before(receipt.position):
            fold.take(fold.frontier.take())
        fold.arrive(receipt)
    while fold.frontier:
        fold.take(fold.frontier.take())
    return fold.book()


def _shared_by_label(
    policy: Policy, spends: Sequence[Slices[L]], pays: Sequence[int], change: frozenset[int]
) -> tuple[Slices[L], ...]:
    """Share so that marks change no amount: where a rule pools a label's satoshi, its marks go on in their order."""
    if not policy.pools:
        return policy.share(spends, pays, change)
    queues: dict[AnyLabel, list[Slice[L]]] = defaultdict(list)
    for label, sat in (segment for attribution in spends for segment in attribution):
        queues[unmarked(label)].append(Slice(label, sat))
    bare = [joined(Slice(unmarked(label), sat) for label, sat in attribution) for attribution in spends]
    shares = policy.share(bare, pays, change)
    return tuple(joined(each for segment in attribution for each in in_turn(segment, queues)) for attribution in shares)


class _Fold(Generic[L]):
    """What is known while the state's wallets are being followed."""

    def __init__(
        self,
        trail: Trail,
        policy: Policy,
        wallets: Mapping[bytes, str],
        reading: Reading,
        arrival: Arrival[L],
        retained: frozenset[Outpoint],
    ) -> None:
        self.steps = {step.txid: step for step in trail.steps}
        self.traced = {coin.outpoint: coin.attribution for coin in trail.coins if coin.terminal is not Terminal.BURNED}
        self.policy, self.wallets, self.reading = policy, wallets, reading
        self.arrival: Arrival[L] = arrival
        self.retained = retained
        self.rank = {name: rank for rank, name in enumerate(dict.fromkeys(wallets.values()))}
        self.frontier = Frontier(reading)
        self.receipts: dict[Outpoint, Coin] = {}
        self.held: dict[Outpoint, HeldCoin[L]] = {}
        self.crossings: list[CustodyCrossing[L]] = []
        self.gaps: list[Gap] = []
        self.received: dict[Label, int] = {}
        self.overlap: dict[Label, int] = {}

    def begin(self, receipts: Sequence[Coin]) -> None:
        """Enter what the receipts bring in; each arrives in its turn."""
        for coin in receipts:
            for label, sat in taint(coin.attribution).items():
                self.received[label] = self.received.get(label, 0) + sat
            self.receipts[coin.outpoint] = coin
        self.reading.spenders(list(self.receipts))

    def arrive(self, coin: Coin) -> None:
        """Take up a receipt, unless a crossing has already made the same coin."""
        if coin.outpoint in self.receipts:
            del self.receipts[coin.outpoint]
            wallet = self.wallets[coin.output.script]
            self._hold([HeldCoin(coin.outpoint, coin.output, coin.position, wallet, coin.attribution)], None)

    def take(self, opened: OpenedTransaction) -> None:
        """Take up one transaction that spends received coins."""
        transaction = opened.confirmed.transaction
        spent = [(vin, self.held[i.prevout]) for vin, i in enumerate(transaction.inputs) if i.prevout in self.held]
        for _, coin in spent:
            del self.held[coin.outpoint]
        if any(prevout is None for prevout in opened.prevouts):
            self._lose(opened, [coin for _, coin in spent])
        else:
            self._cross(opened, spent)

    def _cross(self, opened: OpenedTransaction, spent: Sequence[tuple[int, HeldCoin[L]]]) -> None:
        transaction, position = opened.confirmed.transaction, opened.confirmed.position
        prevouts = [prevout for prevout in opened.prevouts if prevout is not None]
        spends: list[Slices[L]] = [untraced(prevout.value) for prevout in prevouts]
        for vin, coin in spent:
            spends[vin] = coin.attribution
        pays = [output.value for output in transaction.outputs] + [opened.fee]
        change = frozenset(vout for vout in range(len(pays) - 1) if transaction.outpoint(vout) in self.retained)
        *shares, fee = self._shared(transaction.txid, spends, pays, change)
        made: list[HeldCoin[L]] = []
        kept: list[HeldCoin[L]] = []
        left: list[tuple[int, Slices[L]]] = []
        moved: dict[Label, int] = {}
        kept_sat = 0
        for vout, (output, attribution) in enumerate(zip(transaction.outputs, shares, strict=True)):
            outpoint, wallet = transaction.outpoint(vout), self.wallets.get(output.script)
            if wallet is None:
                left.append((vout, attribution))
                continue
            kept_sat += output.value
            both, came = self._with_receipt(outpoint, attribution)
            if taint(both):
                made.append(HeldCoin(outpoint, output, position, wallet, both))
            if came:
                kept.append(made[-1])
            for label, sat in came.items():
                moved[label] = moved.get(label, 0) + sat
        labels, untraced_sat = self._mixed(transaction, prevouts, [coin for _, coin in spent])
        crossing = CustodyCrossing(
            txid=transaction.txid,
            position=position,
            spent=tuple(coin for _, coin in spent),
            source=self._names(prevouts),
            target=self._names(transaction.outputs),
            kept=tuple(kept),
            moved={label: moved[label] for label in in_order(moved)},
            kept_sat=kept_sat,
            left=tuple(left),
            left_sat=sum(transaction.outputs[vout].value for vout, _ in left),
            fee=fee,
            inputs=len(spends),
            labels=labels,
            untraced_sat=untraced_sat,
        )
        self.crossings.append(crossing)
        self._hold(made, crossing)

    def _mixed(
        self, transaction: Transaction, prevouts: Sequence[Output], spent: Sequence[HeldCoin[L]]
    ) -> tuple[tuple[Label, ...], int]:
        """Return every label in the coins that a transaction spends, and the satoshi that no label has.

        Received satoshi are those of the second book; of the other coins it is what the first book
        attributes to them, wherever their trails end.
        """
        received = {coin.outpoint: coin.attribution for coin in spent}
        spends = [each.prevout for each in transaction.inputs if each.prevout is not None]
        attributions = [received.get(outpoint, self.traced.get(outpoint, ())) for outpoint in spends]
        traced = _by_label(segment for attribution in attributions for segment in attribution)
        return tuple(traced), sum(prevout.value for prevout in prevouts) - sum(traced.values())

    def _names(self, outputs: Iterable[Output]) -> tuple[str, ...]:
        found = {self.wallets[output.script] for output in outputs if output.script in self.wallets}
        return tuple(sorted(found, key=self.rank.__getitem__))

    def _shared(
        self, txid: Txid, spends: list[Slices[L]], pays: list[int], change: frozenset[int]
    ) -> tuple[Slices[L], ...]:
        """Share what is spent, beside what the first book attributes in the same transaction.

        A positional rule keeps both apart by itself. Under the others the first book's satoshi are set
        aside on both sides, so that no payment is given more than its value.
        """
        step = self.steps.get(txid)
        if step is None or self.policy.positional:
            return _shared_by_label(self.policy, spends, pays, change)
        aside = [0] * len(pays)
        for coin in step.made:
            aside[coin.outpoint.vout] = sum(taint(step.flow(coin)).values())
        aside[-1] = sum(taint(step.fee).values())
        rest = list(spends)
        for vin, coin in step.spent:
            rest[vin] = untraced(coin.output.value - sum(taint(coin.attribution).values()))
        left = [value - sat for value, sat in zip(pays, aside, strict=True)]
        shares = _shared_by_label(self.policy, rest, left, change)
        return tuple(joined(attribution + untraced(sat)) for attribution, sat in zip(shares, aside, strict=True))

    def _with_receipt(self, outpoint: Outpoint, attribution: Slices[L]) -> tuple[Slices[L], dict[Label, int]]:
        """Lay what arrives in a coin beside what the first book attributes; return both, and what arrived by label.

        Where a seed claims satoshi of a coin that received satoshi arrive in, the claim stays and what
        finds no place is overlap.
        """
        came = _by_label(attribution)
        receipt = self.receipts.pop(outpoint, None)
        if receipt is None:
            return attribution, came
        both, displaced = overlaid(receipt.attribution, attribution)
        for marked, sat in displaced:
            both, rest = filled(both, marked, sat)
            if rest:
                label = unmarked(marked)
                self.overlap[label] = self.overlap.get(label, 0) + rest
                came[label] -= rest
        return both, {label: sat for label, sat in came.items() if sat}

    def _hold(self, coins: Iterable[HeldCoin[L]], crossing: CustodyCrossing[L] | None) -> None:
        fresh = []
        for coin in coins:
            attribution = self.arrival(coin, crossing)
            self.held[coin.outpoint] = HeldCoin(coin.outpoint, coin.output, coin.position, coin.wallet, attribution)
            fresh.append(coin.outpoint)
        self.frontier.add_spenders(fresh)

    def _lose(self, opened: OpenedTransaction, spent: Sequence[HeldCoin[L]]) -> None:
        """Enter coins whose spender cannot be read as departed, and say so."""
        txid, position = opened.confirmed.transaction.txid, opened.confirmed.position
        reason = "a state wallet's coin is spent by a transaction whose inputs cannot all be read from this source"
        self.gaps += [Gap(coin.outpoint, txid, reason) for coin in spent]
        left = joined(Slice(label, sat) for coin in spent for label, sat in coin.attribution)
        source = self._names(coin.output for coin in spent)
        value = sum(coin.output.value for coin in spent)
        self.crossings.append(
            CustodyCrossing(
                txid=txid,
                position=position,
                spent=tuple(spent),
                source=source,
                target=(),
                kept=(),
                moved={},
                kept_sat=0,
                left=((-1, left),),
                left_sat=value,
                fee=(),
                inputs=0,
                labels=(),
                untraced_sat=0,
                readable=False,
            )
        )

    def book(self) -> CustodyBook[L]:
        """Return the finished book, closed."""
        held = tuple(sorted(self.held.values(), key=lambda coin: (coin.position, coin.outpoint.vout)))
        ended = dict(self.overlap)
        attributions = [coin.attribution for coin in held]
        attributions += [attribution for crossing in self.crossings for _, attribution in crossing.left]
        attributions += [crossing.fee for crossing in self.crossings]
        for attribution in attributions:
            for label, sat in _by_label(attribution).items():
                ended[label] = ended.get(label, 0) + sat
        if {label: sat for label, sat in ended.items() if sat} != {k: v for k, v in self.received.items() if v}:
            raise IntegrityError(f"the custody book does not close: received {self.received}, ended {ended}")
        received = {label: self.received[label] for label in in_order(self.received)}
        return CustodyBook(received, held, tuple(self.crossings), dict(self.overlap), tuple(self.gaps))
