"""Travel-rule payloads of a register's disposals, or one in a file, judged by the standard; none is sent."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tracer.chain import address
from tracer.chain.network import Network
from tracer.disk.files import read_bounded, refuse_taken, write_new
from tracer.errors import CaseError
from tracer.formats import private_keys
from tracer.formats.canonical import Writable
from tracer.operations.context import Context
from tracer.operations.reserve_days import today
from tracer.operations.reserve_files import RegisterFolder, read_register
from tracer.reserve.acts import DisposalAct
from tracer.reserve.compliance import ivms_reading
from tracer.reserve.compliance.ivms_model import IvmsVersion
from tracer.reserve.compliance.ivms_writing import from_toml, write
from tracer.reserve.compliance.receipt_searches import FILE as SEARCHES
from tracer.reserve.compliance.receipt_searches import ReceiptSearch, searches, searches_json
from tracer.reserve.compliance.travel_rule import TravelRuleVerdict, judge
from tracer.visible import visible

_AUTHORITY = re.compile(r"RA[0-9]{6}")


@dataclass(frozen=True, slots=True)
class TravelRuleRequest:
    """Which register, and which file; None: every payload that its acts name.

    `authorities` is GLEIF's list of registration authorities as it publishes it; None: there is none.
    """

    register: Path
    file: Path | None = None
    authorities: Path | None = None


@dataclass(frozen=True, slots=True)
class WritePayloadRequest:
    """A payload to write: out of JSON, or of TOML by the standard's own names, in a version, to a new file."""

    register: Path
    source: Path
    out: Path
    version: IvmsVersion = IvmsVersion.V2023
    authorities: Path | None = None


@dataclass(frozen=True, slots=True)
class JudgedPayload:
    """A payload's verdict. `act` names it, None: it was asked for alone. `notes` are no faults."""

    act: str | None
    file: str
    verdict: TravelRuleVerdict
    notes: tuple[str, ...]

    def as_json(self) -> dict[str, Writable]:
        """Return the verdict with what it is about."""
        return {"act": self.act, "file": self.file, **self.verdict.as_json(), "notes": self.notes}


@dataclass(frozen=True, slots=True)
class TravelRuleAnswer:
    """Payloads in the order of their acts, and the disposals to licensed counterparties that have none.

    `searches` are the last ones for those from whom coins came, None: the register keeps none, or it was not asked.
    """

    payloads: tuple[JudgedPayload, ...]
    without: tuple[str, ...]
    searches: tuple[ReceiptSearch, ...] | None = None

    @property
    def exit_code(self) -> int:
        """1 where a payload is not valid or is missing, else 0."""
        return 1 if self.without or not all(each.verdict.is_valid for each in self.payloads) else 0

    def as_json(self) -> dict[str, Writable]:
        """Return the verdicts as JSON."""
        found = None if self.searches is None else searches_json(self.searches)
        return {"payloads": [each.as_json() for each in self.payloads], "without": self.without, "receipts": found}


def travel_rule(request: TravelRuleRequest, context: Context) -> TravelRuleAnswer:
    """Judge payloads on the day that it is in the register's zone.

    Raises:
        CaseError: the register is wrong, a file cannot be read, or holds a private key; the list names no authority;
            every fault of the table of searches.
    """
    folder = read_register(request.register, context)
    day = today(folder.register, context)
    listed = None if request.authorities is None else _authorities(request.authorities)
    if request.file is not None:
        verdict = judge(_content(request.file), day, listed)
        return TravelRuleAnswer((JudgedPayload(None, str(request.file), verdict, ()),), ())
    found, without = list[JudgedPayload](), list[str]()
    for act in _disposals(folder):
        other = None if act.sale is None else act.sale.counterparty
        if other is None:
            continue
        if other.ivms101 is not None:
            verdict = judge(_content(folder.path / other.ivms101), day, listed)
            notes = tuple(_unpaid(act, verdict, folder.register.network))
            found.append(JudgedPayload(act.head.id, other.ivms101, verdict, notes))
        elif other.licence is not None:
            without.append(
                f'act {act.head.id}: "{visible(other.name)}" is licensed, and the act names no travel-rule payload.'
            )
    content = folder.content.get(SEARCHES)
    kept = None if content is None else tuple(searches(content, day).values())
    return TravelRuleAnswer(tuple(found), tuple(without), kept)


def write_payload(request: WritePayloadRequest, context: Context) -> JudgedPayload:
    """Write a valid payload in canonical JSON by the names of a version; one that is not valid is not written.

    Raises:
        CaseError: the register is wrong, the source cannot be read, is not valid, or the file exists.
        SourceError: the disk refuses.
    """
    refuse_taken(request.out, "--out")
    day = today(read_register(request.register, context).register, context)
    listed = None if request.authorities is None else _authorities(request.authorities)
    content = _content(request.source)
    if request.source.suffix.lower() == ".toml":
        content = from_toml(content, request.source.name)
    reading, verdict = ivms_reading.read(content), judge(content, day, listed)
    if reading is None or not verdict.is_valid:
        raise CaseError(f"{request.source.name} is no valid payload; nothing was written.", *verdict.faults)
    written = write(reading.payload, request.version)
    found = judge(written, day, listed)
    if not found.is_valid:  # what 101.2023 allows, 101 may not: nothing of the kind is known
        raise CaseError(f"{request.source.name} cannot be said in {request.version.value}.", *found.faults)
    write_new(request.out, written, "--out")
    return JudgedPayload(None, str(request.out), found, ())


def payloads(folder: RegisterFolder) -> dict[str, bytes]:
    """Return the travel-rule payloads that disposals name, by their paths in the register; those that are there.

    Raises:
        CaseError: one cannot be read, or holds a private key.
    """
    named = {act.sale.counterparty.ivms101 for act in _disposals(folder) if act.sale and act.sale.counterparty}
    return {name: _content(folder.path / name) for name in named if name and (folder.path / name).is_file()}


def _disposals(folder: RegisterFolder) -> Iterator[DisposalAct]:
    return (act for act in folder.acts.acts if isinstance(act, DisposalAct))


def _content(path: Path) -> bytes:
    """Return a payload's bytes; one that holds a secret is refused, wherever it stands in it."""
    content = read_bounded(path, "travel-rule payload")
    if private_keys.first(content.decode("utf-8", "replace")) is not None:
        raise CaseError(f"{path} holds a private key or a recovery phrase. Remove it: no payload needs one.")
    return content


def _authorities(path: Path) -> frozenset[str]:
    """Return the codes of a list of registration authorities, whatever its columns are."""
    found = frozenset(_AUTHORITY.findall(read_bounded(path, "list of authorities").decode("utf-8", "replace")))
    if not found:
        raise CaseError(f"{path} names no registration authority such as RA000553.")
    return found


def _unpaid(act: DisposalAct, verdict: TravelRuleVerdict, network: Network) -> Iterator[str]:
    """Yield a note where the payload names accounts, and none is an address that the act pays."""
    paid = {address.encode(each.script, network) for each in act.outputs}
    if paid and None not in paid and verdict.accounts and not paid & set(verdict.accounts):
        yield "no account number of the beneficiary is an address that the act pays."
