"""Searches of sanctions lists for those from whom coins came: which receipts, when, and the hash of what was found.

A person keeps them as `tables/screenings.csv`. The lists are the user's, and so is the search: no list lies in the
product, and what a match means an authority says. A search names a receipt by its coin and nobody by name.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from tracer.case.parameters import outpoint_of
from tracer.chain.amount import as_bitcoin
from tracer.chain.outpoint import Outpoint
from tracer.formats.canonical import Writable
from tracer.reserve.csv_rows import CsvRow, keyed_rows
from tracer.reserve.ledger_rows import MovementKind, RegisterLedger

FILE = "tables/screenings.csv"
COLUMNS = ("receipt", "searched", "result", "sha256")
RESULTS = ("nothing", "match")
_NAMED = 3
"""Receipts named in a sentence; of more it says how many there are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptSearch:
    """A search for those from whom a receipt came: its day, whether it found anybody, the SHA-256 of its result."""

    receipt: Outpoint
    searched: dt.date
    is_match: bool
    sha256: str

    def as_json(self) -> dict[str, Writable]:
        """Return the row."""
        return {
            "receipt": str(self.receipt),
            "searched": self.searched.isoformat(),
            "result": RESULTS[self.is_match],
            "sha256": self.sha256,
        }


def searches(content: bytes | None, day: dt.date) -> Mapping[Outpoint, ReceiptSearch]:
    """Return the last search of each receipt up to a day, in the table's order; without a table there is none.

    Raises:
        CaseError: every fault of the table.
    """
    if content is None:
        return {}
    table = keyed_rows(
        content,
        FILE,
        COLUMNS,
        _search,
        key=lambda row: (row.receipt, row.searched),
        twice=lambda row: ("searched", f"{row.receipt} was searched for on {row.searched} in an earlier line"),
    )
    found = dict[Outpoint, ReceiptSearch]()
    for search in table:
        earlier = found.get(search.receipt)
        if search.searched <= day and (earlier is None or earlier.searched < search.searched):
            found[search.receipt] = search
    return found


def search_warnings(
    ledger: RegisterLedger, dust: int, found: Mapping[Outpoint, ReceiptSearch], *, is_kept: bool
) -> Iterator[str]:
    """Yield what a person should know of searches: matches, receipts above dust without one, rows of no receipt.

    `is_kept` says whether the register keeps the table: without it nobody said that receipts are searched for.
    """
    came = dict(_receipts(ledger))
    for each in found.values():
        if each.receipt not in came:
            yield f"{FILE} names {each.receipt}, which is no receipt of the books."
        elif each.is_match:
            yield (
                f"receipt {each.receipt} of {as_bitcoin(came[each.receipt])} BTC: the search of {each.searched} for "
                "those from whom it came found a match on a list of sanctions."
            )
    without = [(receipt, sat) for receipt, sat in came.items() if sat > dust and receipt not in found]
    if is_kept and without:
        sat = as_bitcoin(sum(each for _, each in without))
        yield f"no search for those from whom {sat} BTC came is on file: {_listed([each for each, _ in without])}."


def searches_json(found: Iterable[ReceiptSearch]) -> tuple[Writable, ...]:
    """Return the rows as JSON."""
    return tuple(each.as_json() for each in found)


def _receipts(ledger: RegisterLedger) -> Iterator[tuple[Outpoint, int]]:
    """Yield the coins by which satoshi came into the books, with what came."""
    joint = {each.txid for each in ledger.movements if each.kind is MovementKind.JOINT}
    for each in ledger.movements:
        if each.kind is MovementKind.RECEIPT and each.outpoint is not None:
            yield each.outpoint, each.value
    ours = {each.outpoint for each in ledger.coins if each.wallet in ledger.ours}
    sums = dict[Outpoint, int]()
    for run in ledger.arrivals:
        if run.receipt.txid in joint and run.receipt in ours:
            sums[run.receipt] = sums.get(run.receipt, 0) + run.sat
    yield from sums.items()


def _search(row: CsvRow) -> ReceiptSearch | None:
    receipt = row.read("receipt", outpoint_of, "a coin as txid:output")
    searched, digest = row.day("searched"), row.sha256("sha256")
    result = row.read("result", RESULTS.index, " or ".join(RESULTS))
    if digest is None:
        row.fault("sha256", "expected the SHA-256 of the result")
    if receipt is None or searched is None or result is None or digest is None:
        return None
    return ReceiptSearch(receipt=receipt, searched=searched, is_match=bool(result), sha256=digest)


def _listed(receipts: Sequence[Outpoint]) -> str:
    more = len(receipts) - _NAMED
    return ", ".join(map(str, receipts[:_NAMED])) + (f" and {more} more" if more > 0 else "")
