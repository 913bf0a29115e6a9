"""What the analyst asserts: the `[[exhibit]]`, `[[seed]]`, `[[custody]]` and `[[order]]` tables.

Nothing here is compared with the chain: that a seed exists, or that an exhibit's file has its
hash, is for those who have the chain and the file.
"""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from tracer.case.case import CustodyWallet, Edge, Exhibit, Label, Order, OrderKind, Seed, Stage
from tracer.case.parameters import MAX_HEIGHT, outpoint_of, relative_path, small
from tracer.case.watched import (
    Watched,
    check_no_shared_script,
    check_one_source,
    read_address,
    read_addresses,
    read_descriptor,
)
from tracer.chain.amount import MAX_MONEY, Sats
from tracer.chain.network import Network
from tracer.chain.outpoint import parse_txid
from tracer.formats.fields import NAME, FieldTable, nearest, references, show, unique
from tracer.wallet.descriptors import Derived

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


def exhibits(tables: Sequence[FieldTable]) -> tuple[Exhibit, ...]:
    """Read the materials received."""
    return tuple(_exhibit(table) for table in unique(tables, "id"))


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
    wallets = tuple(_wallet(table, known) for table in unique(tables, "name"))
    check_no_shared_script(tables, [wallet.scripts for wallet in wallets], "custody wallet")
    return wallets


def orders(
    tables: Sequence[FieldTable], known: KnownNames, labels: tuple[str, ...], wallets: tuple[str, ...]
) -> tuple[Order, ...]:
    """Read what courts and authorities commanded; they name labels of seeds and custody wallets."""
    return tuple(_order(table, known, labels, wallets) for table in unique(tables, "id"))


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
    text, script = read_address(table, known.network)
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
        exhibit=exhibit_reference(table, known.exhibits),
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
    check_one_source(table)
    watched = _watched(table, known)
    addresses, scripts = read_addresses(table, known.network)
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
        exhibit=exhibit_reference(table, known.exhibits),
        edge=watched.edge,
    )
    table.close()
    return wallet


def _watched(table: FieldTable, known: KnownNames) -> Watched:
    """Read a descriptor and its range; one that was withheld stands for the scripts filed beside the case."""

    def stand_in(text: str, span: tuple[int, int]) -> Watched | None:
        if not WITHHELD.fullmatch(text):
            return None
        derived = tuple(Derived(script, 0, None) for script in _revealed(table, known))
        return Watched(text, span, derived, known.edges.get(table.place, ()))

    return read_descriptor(table, known.network, stand_in)


def _revealed(table: FieldTable, known: KnownNames) -> tuple[bytes, ...]:
    """Return the scripts that stand beside a withheld descriptor."""
    if table.place not in known.withheld:
        table.fault("descriptor", "is withheld; only the bundle it belongs to has its scripts")
    return known.withheld.get(table.place, ())


def exhibit_reference(table: FieldTable, exhibits: Sequence[str]) -> str | None:
    """Read the id of an exhibit, which must be one that the case lists."""
    named = table.name("exhibit")
    if named is not None and named not in exhibits:
        table.fault("exhibit", f"no exhibit has the id {show(named)}{nearest(named, exhibits)}")
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
        labels=tuple(Label(name) for name in references(table, "labels", labels, "no seed has the label")),
        amount=None if amount is None else Sats(amount),
        custody=references(table, "custody", wallets, "no custody wallet is named"),
        exhibit=exhibit_reference(table, known.exhibits),
    )
    table.close()
    return order
