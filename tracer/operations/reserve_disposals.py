"""Every disposal of a register on a day: how far it has come, by which gates, for how much, and what is missing."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from tracer.chain.decode import virtual_size
from tracer.chain.outpoint import Txid
from tracer.disk.collector import gc_paused
from tracer.disk.files import read_bounded
from tracer.disk.folder import refuse_existing, write_whole
from tracer.documents.language.languages import LANGUAGES
from tracer.documents.typesetting import require
from tracer.formats.canonical import Writable
from tracer.operations.context import Context
from tracer.operations.reserve_cleared import clearances
from tracer.operations.reserve_files import RegisterFolder
from tracer.operations.reserve_limits import limits_on
from tracer.operations.reserve_pricing import whole_pricing
from tracer.operations.reserve_standing import Standing, standing
from tracer.operations.reserve_travel_rule import payloads
from tracer.reserve.acts import OrderAct, StepAct
from tracer.reserve.days import day_at, instant
from tracer.reserve.disposition.disposal_documents import disposal_documents
from tracer.reserve.disposition.disposal_page import DisposalSubject
from tracer.reserve.disposition.disposal_rows import DisposalRow, DisposalSources, disposal_rows
from tracer.reserve.disposition.gate_sources import GateSources
from tracer.reserve.disposition.given_back import given_back
from tracer.reserve.disposition.proceeds import CurrencySum, sums
from tracer.reserve.price.fixing_file import FOLDER
from tracer.reserve.price.prices import Prices
from tracer.reserve.register import Register
from tracer.reserve.status import Books
from tracer.reserve.transaction_acts import transaction_acts

_WRITING = "writing the pages of disposals"


@dataclass(frozen=True, slots=True)
class DisposalsRequest:
    """Which register, at the end of which day of its zone; None: the last day observed.

    `out` is the folder for the documents, which must not exist; None: none is written.
    """

    register: Path
    day: dt.date | None = None
    out: Path | None = None


@dataclass(frozen=True, slots=True)
class Disposals:
    """The disposals on file on a day, in the order of their numbers; `notes` say what a reader should know of it."""

    day: dt.date
    rows: tuple[DisposalRow, ...]
    notes: tuple[str, ...]

    @property
    def sums(self) -> dict[str, CurrencySum]:
        """Return what sales brought, by currency."""
        return dict(sums(each.proceeds for each in self.rows if each.proceeds is not None))

    @property
    def exit_code(self) -> int:
        """1 where anything is wrong with a disposal, or one left without title; else 0. What waits is not wrong."""
        return 1 if any(each.is_wrong for each in self.rows) else 0

    def as_json(self) -> dict[str, Writable]:
        """Return rows and sums as JSON."""
        return {
            "day": self.day.isoformat(),
            "disposals": [each.as_json() for each in self.rows],
            "sums": {
                currency: {
                    "gross": str(each.gross),
                    "costs": str(each.costs),
                    "net": str(each.net),
                    "received": str(each.received),
                    "restricted": str(each.restricted),
                }
                for currency, each in self.sums.items()
            },
            "given_back": given_back(self.rows).as_json(),
            "notes": self.notes,
        }


@gc_paused()
def disposals(request: DisposalsRequest, context: Context) -> Disposals:
    """Return a register's disposals on a day, out of what is filed; write a page of each where a folder is named.

    Raises:
        CaseError: the register is wrong, was never observed, the day lies before its first block, or the folder exists.
        SourceError: the disk or the typesetter cannot go on.
        IntegrityError: what is filed is not as it was written, or contradicts itself.
    """
    if request.out is not None:
        refuse_existing(request.out)
        require()
    there = standing(request.register, request.day, context)
    folder, books = there.folder, there.books
    pricing = whole_pricing(folder, books.title.day, _came(there))
    books = replace(books, pricing=pricing)
    files = {name: content for name, content in folder.content.items() if name.startswith(f"{FOLDER}/")}
    prices = Prices.of(files)
    fixings = {day: fixing for day in prices.days if (fixing := prices.fixing(day)) is not None}
    sources = DisposalSources(
        history=there.history,
        documents=_bids(folder),
        fixings=fixings,
        gates=GateSources(limits=limits_on(there), payloads=payloads(folder), persons=folder.security.persons),
        sizes=_sizes(there),
        cleared=clearances(request.register, folder.register, there.history, books.ledger),
    )
    found = Disposals(books.title.day, disposal_rows(books, sources), (*there.notes, *there.faults))
    if request.out is not None:
        context.progress(_WRITING, 0, 0)
        write_whole(request.out, _documents(folder.register, books, found).items())
        context.progress(_WRITING, 1, 1)
    return found


def _documents(register: Register, books: Books, found: Disposals) -> Mapping[str, bytes]:
    """Return the documents in each of the register's languages, by name."""
    subject = DisposalSubject(
        register=register.name,
        body=register.body,
        day=found.day,
        network=register.network,
        lots={each.id: each for each in books.lots},
        orders=[each for each in books.acts_of_day if isinstance(each, OrderAct) and each.head.date <= found.day],
    )
    languages = [LANGUAGES[code] for code in register.languages]
    return disposal_documents(subject, found.rows, found.as_json(), languages, instant(found.day, register.zone))


def _came(there: Standing) -> tuple[dt.date, ...]:
    """Return the day on which the first coin came, where a return order stands in money: it may mean that day."""
    in_money = any(isinstance(act, OrderAct) and act.money is not None for act in there.books.acts_of_day)
    times = there.books.ledger.times
    return (day_at(times[min(times)], there.folder.register.zone),) if in_money and times else ()


def _sizes(there: Standing) -> dict[Txid, int]:
    """Return the virtual bytes of the transactions that acts of disposal name and that are on file."""
    raws = there.observed.held.material.raws
    named = transaction_acts(there.acts).disposals
    return {txid: virtual_size(raws[txid]) for txid in named if txid in raws}


def _bids(folder: RegisterFolder) -> dict[str, bytes]:
    """Return the tables of bids that steps name, by their paths in the register."""
    named = {act.bids.file for act in folder.acts.acts if isinstance(act, StepAct) and act.bids is not None}
    return {name: read_bounded(folder.path / name, "table of bids") for name in sorted(named)}
