"""Every transaction of the trail done again, run by run of satoshi, so that a person can follow with a pencil.

The result states how much of each label is in a coin; how they lie inside it follows from the seeds and the
rule, and is worked out here. Where that does not give the result's own amounts, the hop says so.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from tracer.case.case import Label
from tracer.chain.outpoint import Outpoint, Txid
from tracer.evidence.dossier import Dossier
from tracer.formats.rows import Taint
from tracer.result.trace_file import Crossing, MethodResult, Spent, StatedSeed
from tracer.trace.attribution import UNTRACED, Attribution, filled, taint, untraced
from tracer.trace.policies.registry import POLICIES


@dataclass(frozen=True, slots=True)
class Inlet:
    """One input, or several untraced neighbours: `first` and `last` are input numbers; runs in order, in satoshi."""

    first: int
    last: int
    outpoint: Outpoint | None
    value: int
    attribution: Attribution


@dataclass(frozen=True, slots=True)
class Outlet:
    """One payment; `vout` None is the fee."""

    vout: int | None
    value: int
    attribution: Attribution


@dataclass(frozen=True, slots=True)
class HopCheck:
    """One transaction done again. `agrees`: it gives what the result states."""

    number: int
    crossing: Crossing
    inlets: tuple[Inlet, ...]
    outlets: tuple[Outlet, ...]
    agrees: bool

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels that come in."""
        return tuple(taint(tuple(run for inlet in self.inlets for run in inlet.attribution)))

    @property
    def has_untraced(self) -> bool:
        """Whether untraced satoshi come in too."""
        return any(label == UNTRACED for inlet in self.inlets for label, _ in inlet.attribution)


def hops(dossier: Dossier, method: MethodResult) -> Iterator[HopCheck]:
    """Yield every transaction of a method's trail in chain order.

    Raises:
        IntegrityError: the result names what the raw material does not hold.
    """
    claims: dict[Outpoint, list[StatedSeed]] = {}
    for seed in method.seeds:
        claims.setdefault(seed.outpoint, []).append(seed)
    attributions = {at: _claimed(untraced(dossier.output(at).value), rows) for at, rows in claims.items()}
    stated: dict[Txid, dict[int, Spent]] = {}
    for spent in method.spent:
        stated.setdefault(spent.txid, {})[spent.vin] = spent
    for number, crossing in enumerate(method.crossings, start=1):
        yield _crossed(dossier, method.name, number, crossing, stated.get(crossing.txid, {}), attributions, claims)


def first_mixings(found: Iterable[HopCheck]) -> Mapping[str, tuple[HopCheck | None, HopCheck | None]]:
    """Return, per label, the first transaction that spends it together with untraced satoshi, with another label."""
    first: dict[str, tuple[HopCheck | None, HopCheck | None]] = {}
    for hop in found:
        for label in hop.labels:
            untraced_at, other_at = first.get(label, (None, None))
            if untraced_at is None and hop.has_untraced:
                untraced_at = hop
            if other_at is None and len(hop.labels) > 1:
                other_at = hop
            first[label] = (untraced_at, other_at)
    return {label: first[label] for label in sorted(first, key=str.encode)}


def _crossed(
    dossier: Dossier,
    rule: str,
    number: int,
    crossing: Crossing,
    stated: Mapping[int, Spent],
    attributions: dict[Outpoint, Attribution],
    claims: Mapping[Outpoint, Sequence[StatedSeed]],
) -> HopCheck:
    transaction = dossier.transaction(crossing.txid)
    prevouts = [spent.prevout for spent in transaction.inputs if spent.prevout is not None]
    values = [dossier.output(prevout).value for prevout in prevouts]
    spends = [
        attributions.get(prevout, untraced(value)) if vin in stated else untraced(value)
        for vin, (prevout, value) in enumerate(zip(prevouts, values, strict=True))
    ]
    outputs = [output.value for output in transaction.outputs]
    pays = [*outputs, sum(values) - sum(outputs)]
    declared = set(dossier.case.method.retained)
    kept = frozenset(vout for vout in range(len(outputs)) if transaction.outpoint(vout) in declared)
    shares = POLICIES[rule].share(spends, pays, kept)
    for vout, attribution in enumerate(shares[:-1]):
        at = transaction.outpoint(vout)
        if at in claims or taint(attribution):
            attributions[at] = _claimed(attribution, claims.get(at, ()))
    agrees = all(_same(taint(spends[vin]), row.taint) for vin, row in stated.items() if vin < len(spends))
    agrees = agrees and _same(taint(shares[-1]), crossing.taint_fee)
    outlets = [Outlet(vout, pays[vout], attribution) for vout, attribution in enumerate(shares[:-1])]
    outlets.append(Outlet(None, pays[-1], shares[-1]))
    return HopCheck(number, crossing, tuple(_inlets(prevouts, values, spends)), tuple(outlets), agrees)


def _inlets(prevouts: Sequence[Outpoint], values: Sequence[int], spends: Sequence[Attribution]) -> Iterator[Inlet]:
    """Yield inputs in order, untraced neighbours together."""
    run: list[int] = []
    for vin, attribution in enumerate(spends):
        if taint(attribution):
            yield from _together(run, prevouts, values)
            run = []
            yield Inlet(vin, vin, prevouts[vin], values[vin], attribution)
        else:
            run.append(vin)
    yield from _together(run, prevouts, values)


def _together(run: Sequence[int], prevouts: Sequence[Outpoint], values: Sequence[int]) -> Iterator[Inlet]:
    if run:
        value = sum(values[vin] for vin in run)
        yield Inlet(run[0], run[-1], prevouts[run[0]] if len(run) == 1 else None, value, untraced(value))


def _claimed(attribution: Attribution, seeds: Iterable[StatedSeed]) -> Attribution:
    for seed in seeds:
        attribution, _ = filled(attribution, Label(seed.label), seed.asserted)
    return attribution


def _same(found: Mapping[Label, int], stated: Taint) -> bool:
    return {str(label): sat for label, sat in found.items()} == {label: sat for label, sat in stated.items() if sat}
