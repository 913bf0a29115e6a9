"""The scripts that a table of a TOML file names: by a descriptor and its range, by one address or a list of them.

Case files and registers read them alike: same network, same checksums, same bounds, same gap limit.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeAlias

from tracer.case.case import Edge
from tracer.chain import address
from tracer.chain.network import Network
from tracer.formats.fields import FieldTable
from tracer.wallet import descriptors
from tracer.wallet.descriptors import Derived
from tracer.wallet.keys import HARDENED

DEFAULT_RANGE = (0, 999)
GAP_LIMIT = 20
"""How many unused indices in a row wallets look at before they take the rest for unused. Source: BIP 44."""


class Watched(NamedTuple):
    """A descriptor as read, the range that applies, its scripts in derivation order, and those near the range's end."""

    text: str | None
    range: tuple[int, int]
    derived: tuple[Derived, ...]
    edge: tuple[Edge, ...] = ()

    @property
    def scripts(self) -> tuple[bytes, ...]:
        """The scripts alone."""
        return tuple(each.script for each in self.derived)


StandIn: TypeAlias = Callable[[str, tuple[int, int]], Watched | None]
"""Returns what stands for a descriptor that was withheld, given its text and range; None where it is none."""


def read_address(table: FieldTable, network: Network | None) -> tuple[str | None, bytes]:
    """Read `address`; return its text and its script."""
    pair = table.read("address", lambda text: (text, _decoded(text, network)), "an address")
    return pair or (None, b"")


def read_addresses(table: FieldTable, network: Network | None) -> tuple[tuple[str, ...], tuple[bytes, ...]]:
    """Read `addresses`, each script once; return the texts and the scripts."""
    pairs = table.several("addresses", lambda text: (text, _decoded(text, network)), "a list of addresses")
    if pairs == ():
        table.fault("addresses", "expected a list of addresses that is not empty")
    scripts = tuple(script for _, script in pairs or () if script)
    if len(set(scripts)) < len(scripts):
        table.fault("addresses", "one script is listed twice, in two spellings")
    return tuple(text for text, _ in pairs or ()), scripts


def check_one_source(table: FieldTable) -> None:
    """Record a fault unless the table has exactly one of `descriptor` and `addresses`."""
    if ("descriptor" in table) == ("addresses" in table):
        got = "both" if "descriptor" in table else "none"
        table.fault("", f"expected exactly one of descriptor, addresses, got {got}")


def read_descriptor(table: FieldTable, network: Network | None, stand_in: StandIn | None = None) -> Watched:
    """Read `descriptor` and `range`, and derive the scripts watched; none where the network is not known."""
    text = table.read("descriptor", str, "a descriptor")
    span = table.span("range", 0, HARDENED - 1)
    if "range" in table and "descriptor" not in table:
        table.fault("range", "applies to a descriptor only")
    first, last = span or DEFAULT_RANGE
    if text is None or network is None:
        return Watched(text, (0, 0) if text is None else (first, last), ())
    withheld = stand_in(text, (first, last)) if stand_in else None
    if withheld is not None:
        return withheld
    try:
        descriptor = descriptors.parse(text, network)
    except ValueError as error:
        table.fault("descriptor", str(error))
        return Watched(text, (first, last), ())
    if not descriptor.ranged:
        if "range" in table:
            table.fault("range", "applies to a descriptor with * only")
        first, last = 0, 0
    try:
        derived = descriptors.scripts(text, first, last, network)
    except ValueError as error:
        table.fault("range", str(error))
        return Watched(text, (first, last), ())
    edge = _edge(text, derived, last, network) if descriptor.ranged else ()
    return Watched(text, (first, last), derived, edge)


def check_no_shared_script(tables: Sequence[FieldTable], scripts: Sequence[tuple[bytes, ...]], belongs: str) -> None:
    """Record a fault for every table with a script of an earlier one; `belongs` says to what a script belongs."""
    owner: dict[bytes, str] = {}
    for table, held in zip(tables, scripts, strict=True):
        others = {owner.setdefault(script, table.place) for script in held} - {table.place}
        for other in sorted(others):
            table.fault("", f"has scripts in common with {other}: every script belongs to one {belongs}")


def _decoded(text: str, network: Network | None) -> bytes:
    return b"" if network is None else address.decode(text, network)


def _edge(text: str, derived: Sequence[Derived], last: int, network: Network) -> tuple[Edge, ...]:
    """Return the scripts within a gap limit of the range's last index, on both sides of it."""
    end = min(last + GAP_LIMIT, HARDENED - 1)
    beyond = descriptors.scripts(text, last + 1, end, network) if last < end else ()
    near = [each for each in derived if each.index is not None and each.index > last - GAP_LIMIT]
    return tuple(
        Edge(each.script, each.branch, each.index, last) for each in (*near, *beyond) if each.index is not None
    )
