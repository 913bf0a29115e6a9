"""What a case file, a run or a bundle says of one name: a transaction, a coin, an address or a text.

A case file is looked through key by key, whatever its keys mean, and a mention is told by the key, as `seed.outpoint`;
of an address, the scripts that its wallets' descriptors give as well. A run is looked through by what its result means.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from tracer.chain.network import MAIN, NETWORKS
from tracer.chain.transaction import Transaction
from tracer.intake.finding import NameKind
from tracer.operations.check import LoadedCase
from tracer.result.trace_file import MethodResult, SecondBook, TraceFile
from tracer.trace.tags.tags import Tag

Value = object
"""A value of TOML."""


class Sought(NamedTuple):
    """A name as a case of one network may write it. `script` is an address's; of a text `value` is in small letters."""

    kind: NameKind
    value: str
    script: bytes | None = None

    def is_in(self, text: str) -> bool:
        """Return whether a text is this name: of a transaction, also as one of its coins."""
        if self.kind is NameKind.TEXT:
            return " ".join(text.casefold().split()) == self.value
        written = text.lower()
        return written == self.value.lower() or (self.kind is NameKind.TXID and written.partition(":")[0] == self.value)


class Occurrence(Enum):
    """What a name is in a result."""

    SEED = "seed"
    CROSSED = "crossed"
    SPENT = "spent"
    MADE = "made"
    END = "end"
    STOP = "stop"
    MOVED = "moved"
    DEPARTED = "departed"
    HELD = "held"
    RECEIVED = "received"
    ORDER = "order"
    LABEL = "label"
    WALLET = "wallet"
    SERVICE = "service"
    GAP = "gap"
    CASE = "case"
    READ = "read"
    PAID = "paid"


@dataclass(frozen=True, slots=True)
class Mention:
    """Where a name is: at a key of the case file, or as what in a result, under which rule or order (None: under any).

    `amounts` are satoshi by label, where the rule gives amounts, of all `times` together.
    """

    at: str | Occurrence
    under: str | None = None
    times: int = 1
    amounts: Mapping[str, int] | None = None


def in_case_file(root: Mapping[str, Value], loaded: LoadedCase | None, sought: Sought) -> tuple[Mention, ...]:
    """Return the keys of a case file at which the name is, in the file's order.

    `loaded` is the case with what it names; None where it has faults: then neither what its descriptors give nor its
    TagPacks are looked at.
    """
    found = [key for key, text in _leaves(root, "") if sought.is_in(text)]
    if loaded is not None:
        if sought.script is not None:
            derived = ((seed.descriptor, seed.scripts, "seed") for seed in loaded.case.seeds)
            found += [f"{key}.descriptor" for text, scripts, key in derived if text and sought.script in scripts]
            owned = ((each.descriptor, each.scripts) for each in loaded.case.custody)
            found += ["custody.descriptor" for text, scripts in owned if text and sought.script in scripts]
        found += ["stop.tags" for pack in loaded.tags for tag in pack.tags if _is_tagged(tag, sought)]
    return _counted([Mention(key) for key in found])


def _is_tagged(tag: Tag, sought: Sought) -> bool:
    if sought.kind is NameKind.ADDRESS:
        return tag.script == sought.script
    return (
        (tag.txid is not None and sought.is_in(tag.txid))
        if sought.kind is not NameKind.TEXT
        else sought.is_in(tag.label)
    )


def _leaves(value: Value, key: str) -> Iterator[tuple[str, str]]:
    """Yield every text of a TOML table with its key; tables of a list share theirs."""
    if isinstance(value, str):
        yield key, value
    elif isinstance(value, Mapping):
        for name, each in value.items():
            yield from _leaves(each, f"{key}.{name}" if key else str(name))
    elif isinstance(value, list):
        for each in value:
            yield from _leaves(each, key)


def in_result(trace: TraceFile, sought: Sought) -> tuple[Mention, ...]:
    """Return what the name is in a result, rule by rule, the primary first."""
    found = list(_by_name(trace, sought))
    for method in (trace.main, *trace.compared):
        found += _in_method(method, sought)
    found += _in_wallets(trace.custody, sought)
    for order in trace.orders:
        found += [Mention(Occurrence.RECEIVED, order.id) for each in order.receipts if sought.is_in(each)]
    for gap in trace.gaps:
        found += [
            Mention(Occurrence.GAP, gap.method) for each in (gap.outpoint, gap.txid) if each and sought.is_in(each)
        ]
    return _counted(found)


def in_read(transactions: Mapping[str, Transaction], sought: Sought) -> tuple[Mention, ...]:
    """Return whether the name is in raw transactions: itself, a coin they make, or an address they pay."""
    txid, _, vout = sought.value.partition(":")
    if sought.kind in (NameKind.TXID, NameKind.OUTPOINT):
        made = transactions.get(txid)
        return (Mention(Occurrence.READ),) if made is not None and int(vout or 0) < len(made.outputs) else ()
    times = sum(out.script == sought.script for each in transactions.values() for out in each.outputs if sought.script)
    return (Mention(Occurrence.PAID, times=times),) if times else ()


def _by_name(trace: TraceFile, sought: Sought) -> Iterator[Mention]:
    named = [(Occurrence.CASE, trace.case), *((Occurrence.ORDER, each.id) for each in trace.orders)]
    named += [(Occurrence.LABEL, each.label) for each in trace.main.books]
    named += [(Occurrence.WALLET, each.custody) for each in trace.custody.holdings]
    services = {end.name for end in trace.main.ends if end.terminal == "service" and end.name}
    named += [(Occurrence.SERVICE, each) for each in sorted(services)]
    return (Mention(role) for role, text in named if sought.is_in(text))


def _in_method(method: MethodResult, sought: Sought) -> Iterator[Mention]:
    name = method.name
    for seed in method.seeds:
        if sought.is_in(str(seed.outpoint)):
            yield Mention(Occurrence.SEED, name, amounts={seed.label: seed.seed})
    for crossing in method.crossings:
        if sought.is_in(crossing.txid):
            yield Mention(Occurrence.CROSSED, name, amounts=crossing.taint_in)
    for spent in method.spent:
        if sought.kind is NameKind.OUTPOINT and sought.is_in(str(spent.outpoint)):
            yield Mention(Occurrence.SPENT, name, amounts=spent.taint)
    for made in method.made:
        if sought.kind is NameKind.OUTPOINT and sought.is_in(str(made.outpoint)):
            yield Mention(Occurrence.MADE, name, amounts=made.taint)
    for end in method.ends:
        if sought.is_in(str(end.outpoint)) or (end.address and sought.is_in(end.address)):
            yield Mention(Occurrence.END, name, amounts=end.taint)
    for stop in method.stops:
        if sought.is_in(stop.txid):
            yield Mention(Occurrence.STOP, name)


def _in_wallets(book: SecondBook, sought: Sought) -> Iterator[Mention]:
    for move in book.moves:
        if sought.is_in(move.txid):
            yield Mention(Occurrence.MOVED, amounts=move.taint)
    for departure in book.departures:
        if sought.is_in(departure.txid):
            yield Mention(Occurrence.DEPARTED, amounts=departure.taint)
    for holding in book.holdings:
        for coin in holding.coins:
            if sought.is_in(coin):
                yield Mention(Occurrence.HELD)


def network_of(root: Mapping[str, Value]) -> str:
    """Return the name of the network that a case file is of; of the main one where it names none that there is."""
    case = root.get("case")
    name = case.get("network") if isinstance(case, Mapping) else None
    return name if isinstance(name, str) and name in NETWORKS else MAIN.name


def _counted(mentions: Iterable[Mention]) -> tuple[Mention, ...]:
    """Return each place once, with how often, and its satoshi added up, in the order in which they came."""
    kept: dict[tuple[str | Occurrence, str | None], Mention] = {}
    for each in mentions:
        before = kept.get((each.at, each.under))
        if before is None:
            kept[each.at, each.under] = each
            continue
        labels = dict.fromkeys((*(before.amounts or {}), *(each.amounts or {})))
        sums = {label: (before.amounts or {}).get(label, 0) + (each.amounts or {}).get(label, 0) for label in labels}
        kept[each.at, each.under] = Mention(each.at, each.under, before.times + each.times, sums or None)
    return tuple(kept.values())
