"""Where the satoshi of a coin came from: the same rules, walked the other way.

The walk goes from a target back to coinbases, to outputs of labelled services, or to where a limit
stops it; these are the origins. FIFO keeps every satoshi's identity, so it gives each origin's satoshi
in the order in which they lie inside the target. Haircut gives each origin's share of the target
exactly, as a product of proportions along every way; its whole satoshi are what the forward rule
attributes when every origin is a label of its own and the walk is replayed, rounding included.

Backward shares answer another question than forward ones: a tenth of this coin may come from an origin of which
nearly everything went elsewhere. The denominator is always the target's value.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from tracer.case.case import Label
from tracer.chain.outpoint import Outpoint, Position, Txid
from tracer.chain.transaction import Output
from tracer.trace.attribution import Attribution, Slice, taint, untraced
from tracer.trace.frontier import Frontier
from tracer.trace.policies import haircut
from tracer.trace.reading import OpenedTransaction, Reading


class OriginKind(Enum):
    """Why a walk back ends at an output."""

    COINBASE = "coinbase"
    SERVICE = "service"
    HORIZON = "horizon"
    HOPS = "hops"
    BUDGET = "budget"
    GAP = "gap"


@dataclass(frozen=True, slots=True)
class OriginLimits:
    """Where a walk back ends besides coinbases. `services` maps a script to the service's name.

    Zero means no limit. Coins made below `from_height` end as `horizon`; `max_hops` counts
    transactions back from the target; `max_transactions` is a budget over one target.
    """

    services: Mapping[bytes, str]
    from_height: int = 0
    max_hops: int = 0
    max_transactions: int = 0


@dataclass(frozen=True, slots=True)
class Origin:
    """An output at which the walk ended. `service` names the service; `position` is None where unknown."""

    outpoint: Outpoint
    output: Output
    position: Position | None
    beginning: OriginKind
    service: str | None


@dataclass(frozen=True, slots=True)
class OriginShare:
    """An origin's part of the target: exact, in lowest terms, and in whole satoshi."""

    outpoint: Outpoint
    share: Fraction
    sat: int


@dataclass(frozen=True, slots=True)
class Provenance:
    """Everything one target came from.

    `origins` and `haircut` are in chain order; `fifo` is in the order of the satoshi inside the target,
    neighbours of one origin merged. `partial`: a limit or a gap ended some of it, not a coinbase or a service.
    """

    outpoint: Outpoint
    output: Output
    origins: tuple[Origin, ...]
    fifo: tuple[tuple[Outpoint, int], ...]
    haircut: tuple[OriginShare, ...]

    @property
    def partial(self) -> bool:
        """Whether some of the target could not be followed to its beginning."""
        return any(each.beginning not in (OriginKind.COINBASE, OriginKind.SERVICE) for each in self.origins)


def provenance(outpoint: Outpoint, limits: OriginLimits, reading: Reading) -> Provenance | None:
    """Return where a coin came from, or None where its transaction is not on the chain up to the horizon."""
    opened = reading.open(outpoint.txid)
    if opened is None or outpoint.vout >= len(opened.confirmed.transaction.outputs):
        return None
    output = opened.confirmed.transaction.outputs[outpoint.vout]
    walk = _Walk(outpoint, output, limits, reading)
    while walk.frontier:
        walk.take(walk.frontier.take())
    return walk.provenance()


@dataclass(slots=True)
class _Held:
    """What the target holds of one coin: runs of its satoshi and its exact share; hops from the target."""

    output: Output
    runs: list[tuple[int, int, int]]
    share: Fraction
    hop: int


class _Walk:
    """What is known while walking back: coins by outpoint, transactions latest first."""

    def __init__(self, target: Outpoint, output: Output, limits: OriginLimits, reading: Reading) -> None:
        self.target, self.output, self.limits, self.reading = target, output, limits, reading
        self.held: dict[Outpoint, _Held] = {}
        self.frontier = Frontier(reading, backwards=True)
        self.wanted: dict[Txid, list[Outpoint]] = {}
        self.origins: dict[Outpoint, Origin] = {}
        self.crossed: list[OpenedTransaction] = []
        self._hold(target, output, [(0, output.value, 0)] if output.value else [], Fraction(1), 0)

    def take(self, opened: OpenedTransaction) -> None:
        """Take up a transaction that made coins the target came through."""
        made = self.wanted.pop(opened.confirmed.transaction.txid)
        position = opened.confirmed.position
        hop = 1 + min(self.held[outpoint].hop for outpoint in made)
        beginning = self._beginning(opened, hop)
        if beginning is not None:
            for outpoint in made:
                self._begin(outpoint, position, beginning)
            return
        self.crossed.append(opened)
        self._cross(opened, made, hop)

    def _beginning(self, opened: OpenedTransaction, hop: int) -> OriginKind | None:
        transaction = opened.confirmed.transaction
        if transaction.is_coinbase:
            return OriginKind.COINBASE
        if opened.confirmed.position.height < self.limits.from_height:
            return OriginKind.HORIZON
        if self.limits.max_hops and hop > self.limits.max_hops:
            return OriginKind.HOPS
        if self.limits.max_transactions and len(self.crossed) >= self.limits.max_transactions:
            return OriginKind.BUDGET
        return OriginKind.GAP if any(prevout is None for prevout in opened.prevouts) else None

    def _cross(self, opened: OpenedTransaction, made: Sequence[Outpoint], hop: int) -> None:
        """Lay the target's satoshi in the outputs over the inputs, and share its fraction among them."""
        transaction = opened.confirmed.transaction
        spent = [output for output in opened.prevouts if output is not None]
        value = sum(output.value for output in spent)
        share = sum((self.held[outpoint].share for outpoint in made), Fraction(0))
        starts = [sum(output.value for output in transaction.outputs[: outpoint.vout]) for outpoint in made]
        runs = [
            (start + first, start + last, place)
            for outpoint, start in zip(made, starts, strict=True)
            for first, last, place in self.held[outpoint].runs
        ]
        for outpoint in made:
            self.held[outpoint].runs = []
        begin = 0
        for each, output in zip(transaction.inputs, spent, strict=True):
            end = begin + output.value
            inside = [
                (max(first, begin) - begin, min(last, end) - begin, place + max(begin - first, 0))
                for first, last, place in runs
                if first < end and last > begin
            ]
            if output.value and each.prevout is not None:
                self._hold(each.prevout, output, inside, share * output.value / value, hop)
            begin = end

    def _hold(
        self, outpoint: Outpoint, output: Output, runs: list[tuple[int, int, int]], share: Fraction, hop: int
    ) -> None:
        self.held[outpoint] = _Held(output, runs, share, hop)
        service = self.limits.services.get(output.script) if hop else None
        made = self.reading.confirmed(outpoint.txid)
        if service is not None or made is None:
            position = None if made is None else made.position
            self._begin(outpoint, position, OriginKind.GAP if service is None else OriginKind.SERVICE, service)
            return
        self.wanted.setdefault(outpoint.txid, []).append(outpoint)
        self.frontier.add(outpoint.txid, made.position)

    def _begin(
        self, outpoint: Outpoint, position: Position | None, beginning: OriginKind, service: str | None = None
    ) -> None:
        self.origins[outpoint] = Origin(outpoint, self.held[outpoint].output, position, beginning, service)

    def provenance(self) -> Provenance:
        """Return the finished result."""
        origins = tuple(sorted(self.origins.values(), key=_place))
        sats = self._replayed(origins)
        shares = (OriginShare(each.outpoint, self.held[each.outpoint].share, sats[each.outpoint]) for each in origins)
        runs = sorted(
            (place, last - first, each.outpoint)
            for each in origins
            for first, last, place in self.held[each.outpoint].runs
        )
        return Provenance(self.target, self.output, origins, _merged(runs), tuple(shares))

    def _replayed(self, origins: Sequence[Origin]) -> dict[Outpoint, int]:
        """Follow every origin forward again under the haircut, each as a label of its own."""
        attributions: dict[Outpoint, Attribution] = {
            each.outpoint: (Slice(Label(str(each.outpoint)), each.output.value),) for each in origins
        }
        for opened in reversed(self.crossed):
            transaction = opened.confirmed.transaction
            spends = [
                attributions.pop(each.prevout, untraced(output.value))
                for each, output in zip(transaction.inputs, opened.prevouts, strict=True)
                if output is not None and each.prevout is not None
            ]
            pays = [output.value for output in transaction.outputs] + [opened.fee]
            for vout, attribution in enumerate(haircut.share(spends, pays)[:-1]):
                if transaction.outpoint(vout) in self.held:
                    attributions[transaction.outpoint(vout)] = attribution
        found = taint(attributions.get(self.target, ()))
        return {each.outpoint: found.get(Label(str(each.outpoint)), 0) for each in origins}


def _place(origin: Origin) -> tuple[int, int, Outpoint]:
    if origin.position is None:
        return -1, -1, origin.outpoint
    return origin.position.height, origin.position.index, origin.outpoint


def _merged(runs: Sequence[tuple[int, int, Outpoint]]) -> tuple[tuple[Outpoint, int], ...]:
    """Join neighbouring satoshi of one origin."""
    merged: list[tuple[Outpoint, int]] = []
    for _, sat, outpoint in runs:
        if merged and merged[-1][0] == outpoint:
            merged[-1] = outpoint, merged[-1][1] + sat
        else:
            merged.append((outpoint, sat))
    return tuple(merged)
