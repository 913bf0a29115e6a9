"""Proofs of control of a period's closing coins: asked for, received, checked and filed under `proofs/`.

Nothing is signed here. A file is entered in the journal with its hash, and what is on file is held against that.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from tracer import NAME, __version__
from tracer.chain import header
from tracer.container.material import Material
from tracer.disk.files import flush_names, read_bounded, replace_file, unknown_name, write_new
from tracer.errors import CaseError, IntegrityError, SourceError
from tracer.formats.canonical import Writable
from tracer.operations import reserve_journal, reserve_observations
from tracer.operations.closing_blocks import closing_material
from tracer.operations.context import USUAL_ENTRY, Context, JournalChoice, written_already
from tracer.operations.reserve_files import RegisterFolder, read_register, writing
from tracer.reserve import days, ledger, watching
from tracer.reserve.accounts import AccountRow, accounts
from tracer.reserve.admission import lots_in_force
from tracer.reserve.days import Period
from tracer.reserve.history import ObservedBlock
from tracer.reserve.ledger_rows import RegisterLedger
from tracer.reserve.proofs import audit_file, bip322, closing_proofs, filed_proofs, received_file, request_file
from tracer.reserve.proofs.audit_file import AuditSource
from tracer.reserve.proofs.coverage import ProofCoverage
from tracer.reserve.proofs.filed_proofs import FiledProofs
from tracer.reserve.proofs.messages import ProofMessage, refuse_nonce, request_message
from tracer.reserve.proofs.proof_rows import JudgedProof, ProofCoin
from tracer.reserve.proofs.request_file import ProofRequest
from tracer.reserve.proofs.sample import sample
from tracer.reserve.scope import scope_closings
from tracer.visible import quoted

PROOFS = "proofs"
REQUESTED, RECEIVED = "proof-requested", "proofs-received"
"""Kinds of entries of the journal."""

_CHECKING = "checking signatures"


@dataclass(frozen=True, slots=True)
class ProveRequest:
    """Which period of which register: `nonce` asks for proofs, `file` brings them, neither shows what is on file."""

    register: Path
    period: str
    nonce: str | None = None
    file: Path | None = None
    entry: JournalChoice = USUAL_ENTRY


@dataclass(frozen=True, slots=True)
class ProofsAsked:
    """A request as it was filed, and the number of its entry in the journal; None: it was on file already."""

    request: ProofRequest
    path: Path
    entry: int | None

    exit_code = 0

    def as_json(self) -> dict[str, Writable]:
        """Return the request and where it lies."""
        return {**self.request.as_json(), "path": str(self.path), "entry": self.entry}


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofsShown:
    """What is proven of a period's closing coins by all that is on file.

    `accounts` are what custodians state, apart. `path` and `entry` are of what was filed now.
    """

    register: str
    period: str
    block: ObservedBlock
    coverage: ProofCoverage
    accounts: tuple[AccountRow, ...]
    requests: int
    files: int
    path: Path | None = None
    entry: int | None = None

    @property
    def exit_code(self) -> int:
        """1 where a proof is wrong, else 0: what is not proven yet is no fault."""
        return 1 if self.coverage.faults else 0

    def as_json(self) -> dict[str, Writable]:
        """Return the coverage, coin by coin, and what custodians state."""
        return {
            "register": self.register,
            "period": self.period,
            "closing": {"height": self.block.height, "hash": self.block.hash},
            **self.coverage.as_json(),
            "attested": [
                {"account": each.name, "sat": None if each.attested is None else str(each.attested), "act": each.act}
                for each in self.accounts
            ],
            "requests": self.requests,
            "files": self.files,
            "path": None if self.path is None else str(self.path),
            "entry": self.entry,
        }


@dataclass(frozen=True, slots=True)
class _Closing:
    """A register at a period's closing block."""

    folder: RegisterFolder
    period: Period
    block: ObservedBlock
    material: Material
    ledger: RegisterLedger
    coins: tuple[ProofCoin, ...]


def ask(request: ProveRequest, context: Context) -> ProofsAsked:
    """File a request for proofs of every script that holds coins, and enter it in the journal.

    Raises:
        CaseError: the nonce is none, or was used for another request; the register is wrong, or was not observed.
        SourceError: the period is not settled, or the disk refuses.
        IntegrityError: what is stored is not what was entered.
    """
    with writing(request.register):
        there = _closing(request, context)
        nonce = request.nonce or ""
        asked = ProofRequest(
            register=there.folder.name,
            period=there.period.base,
            height=there.block.height,
            block_hash=there.block.hash,
            nonce=nonce,
            message=request_message(
                register=there.folder.name,
                period=there.period.base,
                height=there.block.height,
                block_hash=there.block.hash,
                nonce=nonce,
            ),
            scripts=request_file.asked_scripts(there.coins, there.folder.register.network),
        )
        content = request_file.dumps(asked)
        _refuse_used(there, nonce, content)
        details = {"period": asked.period, "closing": f"{asked.height} {asked.block_hash}", "nonce": nonce}
        path, entry = _file(request, context, there, f"request-{nonce[:8]}.json", content, REQUESTED, details)
        return ProofsAsked(asked, path, entry)


def receive(request: ProveRequest, context: Context) -> ProofsShown:
    """Check a file of proofs, file it and enter it in the journal; return what all on file proves.

    Raises:
        CaseError: a proof is for no script of the register, or the file is no file of proofs.
        SourceError: nothing is installed that checks signatures, the period is not settled, or the disk refuses.
        IntegrityError: what is stored is not what was entered.
    """
    if request.file is None:
        return show(request, context)
    with writing(request.register):
        there = _closing(request, context)
        received = read_bounded(request.file, "file of proofs")
        content = filed_proofs.dumps(_judged(there, received, request.file.name, context))
        name = f"received-{sha256(content).hexdigest()[:8]}.json"
        details = {"period": there.period.base, "source": sha256(received).hexdigest()}
        path, entry = _file(request, context, there, name, content, RECEIVED, details)
        return _shown(there, path, entry)


def show(request: ProveRequest, context: Context) -> ProofsShown:
    """Return what is proven by what is on file.

    Raises:
        CaseError, SourceError, IntegrityError: as `receive`.
    """
    return _shown(_closing(request, context), None, None)


def draw(request: ProveRequest, count: int, context: Context) -> tuple[ProofCoin, ...]:
    """Return the coins of a period's closing that an auditor's nonce draws; nothing is filed.

    Raises:
        CaseError, SourceError, IntegrityError: as `ask`.
    """
    refuse_nonce(request.nonce or "")
    return sample(request.nonce or "", _closing(request, context).coins, count)


def hand_over(request: ProveRequest, out: Path, context: Context) -> None:
    """Write what is proven by one stamped message, the one that proves most, as a file that bip322-audit reads.

    Raises:
        CaseError: no message on file ends in a stamp, or `out` exists.
        SourceError, IntegrityError: as `show`.
    """
    there = _closing(request, context)
    files = entered(there.folder.path, there.folder.name, there.period.base)
    shown = _shown(there, None, None)
    heights = sorted({coin.height for coin in there.coins})
    content = audit_file.dumps(
        AuditSource(
            filed=closing_proofs.filed(files),
            coverage=shown.coverage,
            hashes={each: header.decode(there.material.header(each)).hash for each in heights},
            network=there.folder.register.network,
            tool=f"{NAME} {__version__}",
        )
    )
    write_new(out, content, "--out")


def _closing(request: ProveRequest, context: Context) -> _Closing:
    """Return a register at a period's closing block, and the coins to prove."""
    folder = read_register(request.register, context)
    register, period = folder.register, Period.parse(request.period)
    material = closing_material(folder.path, register, period).material
    headers = watching.MaterialHeaders(material)
    block = days.observed_block(headers, material.last_header)
    history = watching.from_material(register, material, block)
    closings = scope_closings(register, folder.acts, headers)
    folded = ledger.fold(register, history, folder.acts, lots_in_force(folder.admissions), closings)
    coins = closing_proofs.closing_coins(register, folded, block.height)
    return _Closing(folder, period, block, material, folded, coins)


def _judged(there: _Closing, content: bytes, name: str, context: Context) -> FiledProofs:
    """Return a file of proofs as it is filed: each signature checked, with headers up to the message's block."""
    register = there.folder.register
    scripts = frozenset(each.script for wallet in register.wallets for each in wallet.scripts)
    received = received_file.parse(content, name, register.network, scripts)
    by, judged = bip322.engine(), list[JudgedProof]()
    for number, proof in enumerate(received.proofs):
        context.progress(_CHECKING, number, len(received.proofs))
        judged.append(JudgedProof(proof, bip322.check(proof, received.message)))
    message = ProofMessage.read(received.message)
    return FiledProofs(
        register=there.folder.name,
        period=there.period.base,
        closing=there.block.height,
        closing_hash=there.block.hash,
        message=received.message,
        headers=() if message is None else _headers(there, message.height),
        proofs=tuple(judged),
        engine=by,
        source=sha256(content).hexdigest(),
    )


def _headers(there: _Closing, height: int) -> tuple[bytes, ...]:
    """Return the headers behind the closing block up to a height, as far as they are on file and go on from it."""
    closing, found = there.block, list[bytes]()
    for name in reversed(reserve_observations.names(there.folder.path)):
        held = reserve_observations.held(there.folder.path, name)
        material = held.material
        if not material.first_header <= closing.height <= material.last_header:
            continue
        if header.decode(material.header(closing.height)).hash != closing.hash:
            continue
        after = [material.header(each) for each in range(closing.height + 1, material.last_header + 1)]
        after += [held.after[at : at + header.SIZE] for at in range(0, len(held.after), header.SIZE)]
        found = max(found, after, key=len)
    return tuple(found[: max(0, height - closing.height)])


def on_file(path: Path, period: str) -> Mapping[str, bytes]:
    """Return the files on proofs of a period, by path in the register; what begins with a dot was never finished."""
    place = path / PROOFS / period
    names = sorted(each.name for each in place.iterdir()) if place.is_dir() else []
    return {
        f"{PROOFS}/{period}/{name}": read_bounded(place / name, "file of proofs")
        for name in names
        if not name.startswith(".")
    }


def entered(path: Path, register: str, period: str) -> Mapping[str, bytes]:
    """Return the files on proofs of a period, by path in the register, held against the journal.

    Raises:
        IntegrityError: one is not as the journal has it, or is missing; the journal was changed.
    """
    entries = reserve_journal.load(path, register).entries
    known = {
        each.details["file"]: each.object
        for each in entries
        if each.kind in (REQUESTED, RECEIVED) and each.details.get("period") == period
    }
    files = on_file(path, period)
    for name, content in files.items():
        if known.pop(name, None) != sha256(content).hexdigest():
            raise IntegrityError(
                f"{name} is not as the journal has it: it was changed or put there by hand. Remove it, and receive the "
                "file again with tracer reserve prove --verify."
            )
    if known:
        raise IntegrityError(f"{min(known)} is missing: the journal has it. Put it back from a copy.")
    return files


def _shown(there: _Closing, path: Path | None, entry: int | None) -> ProofsShown:
    register, period = there.folder.register, there.period
    files = entered(there.folder.path, there.folder.name, period.base)
    requests = sum(map(closing_proofs.is_request, files))
    return ProofsShown(
        register=there.folder.name,
        period=period.base,
        block=there.block,
        coverage=closing_proofs.proven(files, register, period, there.block, there.material, there.coins),
        accounts=accounts(there.ledger, register, there.folder.acts, period.last),
        requests=requests,
        files=len(files) - requests,
        path=path,
        entry=entry,
    )


def _refuse_used(there: _Closing, nonce: str, content: bytes) -> None:
    """Raise where a nonce was asked with before, for anything but this very request."""
    for entry in reserve_journal.load(there.folder.path, there.folder.name).entries:
        if entry.kind == REQUESTED and entry.details.get("nonce") == nonce:
            if entry.object == sha256(content).hexdigest():
                continue
            period = entry.details.get("period", "")
            raise CaseError(f"nonce {nonce} was asked with for {period} already. Ask the auditor for another one.")


def _file(
    request: ProveRequest,
    context: Context,
    there: _Closing,
    name: str,
    content: bytes,
    kind: str,
    details: Mapping[str, str],
) -> tuple[Path, int | None]:
    """Write a file, whole or not at all, and enter it; None: both are there already."""
    inside = f"{PROOFS}/{there.period.base}/{name}"
    place, digest = there.folder.path / inside, sha256(content).hexdigest()
    if place.exists() and read_bounded(place, "file of proofs") != content:
        raise CaseError(f"{quoted(inside)} is on file with another content. Ask with another nonce.")
    entries = reserve_journal.load(there.folder.path, there.folder.name).entries
    is_entered = any(each.kind == kind and each.object == digest for each in entries)
    if not place.exists():
        _write(place, content)
    if is_entered:
        return place, None
    with written_already(place):
        number = reserve_journal.enter(
            there.folder.path,
            there.folder.name,
            context,
            kind=kind,
            why="tracer reserve prove",
            object_=digest,
            details={**details, "file": inside},
            entry=request.entry,
        )
    return place, number


def _write(place: Path, content: bytes) -> None:
    try:
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        replace_file(place, content, unknown_name(place.parent))
        flush_names(place.parent)
    except OSError as error:
        raise SourceError(f"{place} could not be written: {error.strerror}.\nNothing was left behind.") from error
