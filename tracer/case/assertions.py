"""What the analyst asserts: the `[[exhibit]]`, `[[seed]]`, `[[custody]]` and `[[order]]` tables.

Nothing here is compared with the chain: that a seed exists, or that an exhibit's file has its
hash, is for those who have the chain and the file.
"""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from tracer.case.case import CustodyWallet, Edge, Exhibit, Label, Order, OrderKind, Seed, Stage
from tracer.case.parameters import MAX_HEIGHT, outpoint_of, relative_path, small
from tracer.chain import address
from tracer.chain.amount import MAX_MONEY, Sats
from tracer.chain.network import Network
from tracer.chain.outpoint import parse_txid
from tracer.formats.fields import NAME, FieldTable, nearest, show
from tracer.wallet import descriptors
from tracer.wallet.keys import HARDENED

DEFAULT_RANGE = (0, 999)
GAP_LIMIT = 20
"""How many unused indices in a row wallets look at before they take the rest for unused. Source: BIP 44."""

WITHHELD = re.compile(r"withheld:[0-9a-f]{64}")
"""What stands for a descriptor in a bundle's case file."""

_NO_DATE = dt.date.min
_PLACES = ("outpoint", "txid", "address", "descriptor")


@dataclass(frozen=True, slots=True)
class KnownNames:
    """What the tables read here refer to. `network` is None where the case names none that is known."""

    network: Network | None
    exhibits: tuple[str, ...]
    withheld: Mapping[str, tuple[bytes, ...]]
    edges: Mapping[str, tuple[Edge, ...]]
    """Of withheld descriptors, by the same places."""


class _Watched(NamedTuple):
    """A descriptor as read, the range that applies and its scripts."""

    text: str | None
    range: tuple[int, int]
    scripts: tuple[bytes, ...]
    edge: tuple[Edge, ...] = ()


def exhibits(tables: Sequence[FieldTable]) -> tuple[Exhibit, ...]:
    """Read the materials received."""
    return tuple(_exhibit(table) for table in _unique(tables, "id"))


def seeds(tables: Sequence[FieldTable], known: KnownNames) -> tuple[Seed, ...]:
    """Read where taint starts."""
    read = tuple(_seed(table, known) for table in tables)
    first: dict[Seed, str] = {}
    for table, seed in zip(tables, read, strict=True):
        essence = replace(seed, amount=None, exhibit=None, basis=None)
        read_coins = seed.outpoint or seed.txid or seed.scripts
        if read_coins and first.setdefault(essence, table.place) != table.place:
            table.fault("", f"the same label and coins as {first[essence]}")
    return read


def custody(tables: Sequence[FieldTable], known: KnownNames) -> tuple[CustodyWallet, ...]:
    """Read the state's wallets; a script can be in one of them only."""
    wallets = tuple(_wallet(table, known) for table in _unique(tables, "name"))
    owner: dict[bytes, str] = {}
    for table, wallet in zip(tables, wallets, strict=True):
        others = {owner.setdefault(script, table.place) for script in wallet.scripts} - {table.place}
        for other in sorted(others):
            table.fault("", f"has scripts in common with {other}: every script belongs to one custody wallet")
    return wallets


def orders(
    tables: Sequence[FieldTable], known: KnownNames, labels: tuple[str, ...], wallets: tuple[str, ...]
) -> tuple[Order, ...]:
    """Read what courts and authorities commanded; they name labels of seeds and custody wallets."""
    return tuple(_order(table, known, labels, wallets) for table in _unique(tables, "id"))


def _exhibit(table: FieldTable) -> Exhibit:
    exhibit = Exhibit(
        id=table.need("id", table.name("id"), NAME, ""),
        description=table.prose("description"),
        source=table.prose("source"),
        received_from=table.prose("received_from"),
        received_at=table.instant("received_at"),
        file=table.read("file", relative_path, "a path relative to the case file"),
        sha256=table.hash("sha256", any_case=True),
    )
    table.close()
    return exhibit


def _seed(table: FieldTable, known: KnownNames) -> Seed:
    given = [key for key in _PLACES if key in table]
    if len(given) != 1:
        table.fault("", f"expected exactly one of {', '.join(_PLACES)}, got {' and '.join(given) or 'none'}")
    text, script = _address(table, known)
    watched = _watched(table, known)
    amount = table.whole("amount_sat", 1, MAX_MONEY, "satoshi")
    from_height, to_height = _window(table, given)
    seed = Seed(
        label=Label(table.need("label", table.name("label"), NAME, "")),
        outpoint=table.read("outpoint", outpoint_of, "txid:vout"),
        txid=table.read("txid", lambda text: parse_txid(small(text)), "64 hexadecimal digits"),
        address=text,
        descriptor=watched.text,
        scripts=(script,) if script else watched.scripts,
        amount=None if amount is None else Sats(amount),
        from_height=from_height,
        to_height=to_height,
        exhibit=_exhibit_reference(table, known),
        basis=table.prose("basis"),
        edge=watched.edge,
    )
    table.close()
    return seed


def _window(table: FieldTable, given: Sequence[str]) -> tuple[int | None, int | None]:
    """Read the heights between which an address or a descriptor counts as a seed."""
    for key in ("from_height", "to_height"):
        if key in table and not {"address", "descriptor"} & set(given):
            table.fault(key, "applies to an address or a descriptor only")
    first, last = table.whole("from_height", 0, MAX_HEIGHT), table.whole("to_height", 0, MAX_HEIGHT)
    if first is not None and last is not None and first > last:
        table.fault("to_height", f"expected at least from_height, {first}, got {last}")
    return first, last


def _wallet(table: FieldTable, known: KnownNames) -> CustodyWallet:
    if ("descriptor" in table) == ("addresses" in table):
        got = "both" if "descriptor" in table else "none"
        table.fault("", f"expected exactly one of descriptor, addresses, got {got}")
    watched = _watched(table, known)
    addresses, scripts = _addresses(table, known)
    stages = [stage.value for stage in Stage]
    stage = table.need("stage", table.choice("stage", stages), f"one of {', '.join(stages)}", "seizure")
    wallet = CustodyWallet(
        name=table.need("name", table.name("name"), NAME, ""),
        descriptor=watched.text,
        addresses=addresses,
        range=watched.range,
        scripts=scripts or watched.scripts,
        stage=Stage(stage),
        basis=table.prose("basis"),
        exhibit=_exhibit_reference(table, known),
        edge=watched.edge,
    )
    table.close()
    return wallet


def _address(table: FieldTable, known: KnownNames) -> tuple[str | None, bytes]:
    """Read one address; return its text and its script."""
    network = known.network
    pair = table.read("address", lambda text: (text, _decoded(text, network)), "an address")
    return pair or (None, b"")


def _addresses(table: FieldTable, known: KnownNames) -> tuple[tuple[str, ...], tuple[bytes, ...]]:
    """Read a list of addresses, each script once; return the texts and the scripts."""
    network = known.network
    pairs = table.several("addresses", lambda text: (text, _decoded(text, network)), "a list of addresses")
    if pairs == ():
        table.fault("addresses", "expected a list of addresses that is not empty")
    scripts = tuple(script for _, script in pairs or () if script)
    if len(set(scripts)) < len(scripts):
        table.fault("addresses", "one script is listed twice, in two spellings")
    return tuple(text for text, _ in pairs or ()), scripts


def _decoded(text: str, network: Network | None) -> bytes:
    return b"" if network is None else address.decode(text, network)


def _watched(table: FieldTable, known: KnownNames) -> _Watched:
    """Read a descriptor and its range, and derive the scripts it watches."""
    text = table.read("descriptor", str, "a descriptor")
    span = table.span("range", 0, HARDENED - 1)
    if "range" in table and "descriptor" not in table:
        table.fault("range", "applies to a descriptor only")
    first, last = span or DEFAULT_RANGE
    if text is None or known.network is None:
        return _Watched(text, (0, 0) if text is None else (first, last), ())
    if WITHHELD.fullmatch(text):
        return _Watched(text, (first, last), _revealed(table, known), known.edges.get(table.place, ()))
    try:
        descriptor = descriptors.parse(text, known.network)
    except ValueError as error:
        table.fault("descriptor", str(error))
        return _Watched(text, (first, last), ())
    if not descriptor.ranged:
        if "range" in table:
            table.fault("range", "applies to a descriptor with * only")
        first, last = 0, 0
    try:
        derived = descriptors.scripts(text, first, last, known.network)
    except ValueError as error:
        table.fault("range", str(error))
        return _Watched(text, (first, last), ())
    edge = _edge(text, derived, last, known.network) if descriptor.ranged else ()
    return _Watched(text, (first, last), tuple(each.script for each in derived), edge)


def _edge(text: str, derived: Sequence[descriptors.Derived], last: int, network: Network) -> tuple[Edge, ...]:
    """Return the scripts within a gap limit of the range's last index, on both sides of it."""
    end = min(last + GAP_LIMIT, HARDENED - 1)
    beyond = descriptors.scripts(text, last + 1, end, network) if last < end else ()
    near = [each for each in derived if each.index is not None and each.index > last - GAP_LIMIT]
    return tuple(
        Edge(each.script, each.branch, each.index, last) for each in (*near, *beyond) if each.index is not None
    )


def _revealed(table: FieldTable, known: KnownNames) -> tuple[bytes, ...]:
    """Return the scripts that stand beside a withheld descriptor."""
    if table.place not in known.withheld:
        table.fault("descriptor", "is withheld; only the bundle it belongs to has its scripts")
    return known.withheld.get(table.place, ())


def _exhibit_reference(table: FieldTable, known: KnownNames) -> str | None:
    named = table.name("exhibit")
    if named is not None and named not in known.exhibits:
        table.fault("exhibit", f"no exhibit has the id {show(named)}{nearest(named, known.exhibits)}")
    return named


def _order(table: FieldTable, known: KnownNames, labels: tuple[str, ...], wallets: tuple[str, ...]) -> Order:
    kinds = [kind.value for kind in OrderKind]
    kind = table.need("kind", table.choice("kind", kinds), f"one of {', '.join(kinds)}", "seizure")
    date, in_force = table.date("date"), table.date("in_force")
    if date is not None and in_force is not None and in_force < date:
        table.fault("in_force", f"expected the order's date, {date}, or later, got {in_force}")
    amount = table.whole("amount_sat", 1, MAX_MONEY, "satoshi")
    order = Order(
        id=table.need("id", table.name("id"), NAME, ""),
        kind=OrderKind(kind),
        date=table.need("date", date, "a date such as 2026-05-02", _NO_DATE),
        in_force=in_force,
        issued_by=table.prose("issued_by"),
        labels=tuple(Label(name) for name in _references(table, "labels", labels, "no seed has the label")),
        amount=None if amount is None else Sats(amount),
        custody=_references(table, "custody", wallets, "no custody wallet is named"),
        exhibit=_exhibit_reference(table, known),
    )
    table.close()
    return order


def _references(table: FieldTable, key: str, known: tuple[str, ...], unknown: str) -> tuple[str, ...]:
    """Read a list of names that must all be known."""
    names = table.need(key, table.names(key), "a list of names", ())
    for place, name in enumerate(names, start=1):
        if name not in known:
            table.fault(f"{key}[{place}]", f"{unknown} {show(name)}{nearest(name, known)}")
    return names


def _unique(tables: Sequence[FieldTable], key: str) -> Sequence[FieldTable]:
    """Record a fault for every table whose key repeats that of an earlier one; return all tables."""
    first: dict[str, str] = {}
    for table in tables:
        name = table.peek(key)
        if name is not None and first.setdefault(name, table.place) != table.place:
            table.fault(key, f"{show(name)} is taken by {first[name]}")
    return tables
