"""An auditor's pack: the bundles of a quarter or of a year's quarters, coins drawn by his nonce, a letter to be signed.

Each bundle is an auditor's, and checked before it is written. The pack names the pack before it by its hash.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tracer.container.bag import TAG_MANIFEST
from tracer.disk.folder import refuse_existing
from tracer.documents.typesetting import require
from tracer.errors import CaseError, IntegrityError
from tracer.formats import canonical
from tracer.formats.canonical import Writable
from tracer.operations import reserve_journal, reserve_sealed
from tracer.operations.context import USUAL_ENTRY, Context, JournalChoice, written_already
from tracer.operations.journal_files import shown_name
from tracer.operations.recipients import Encrypted, entry_details, read_recipients, written
from tracer.operations.reserve_clock import entering
from tracer.operations.reserve_export import (
    compose,
    languages_of,
    refuse_other_release,
    refuse_unsealed,
    sealed_statement,
)
from tracer.operations.reserve_files import RegisterFolder, read_register
from tracer.operations.reserve_sealed import Closed
from tracer.operations.reserve_security import read_security
from tracer.reserve.audit import custody_roles, pack_file
from tracer.reserve.audit.letter import LetterSubject, letter
from tracer.reserve.audit.pack_file import BUNDLES, COINS, CUSTODY, SAMPLE, AuditorPack
from tracer.reserve.bundle_kind import PACK
from tracer.reserve.days import Period
from tracer.reserve.profiles import Profile
from tracer.reserve.proofs import closing_proofs
from tracer.reserve.proofs.messages import refuse_nonce
from tracer.reserve.statement_bundle import Rendering, SealedStatement

PACKED = "packed"
"""The kind of the journal's entry."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PackRequest:
    """Which quarter or year to pack, and where to; `count` coins are drawn by the auditor's `nonce`.

    `languages` and `to` are as in an export.
    """

    register: Path
    period: str
    nonce: str
    out: Path
    count: int = 25
    languages: Sequence[str] = ()
    entry: JournalChoice = USUAL_ENTRY
    to: Sequence[Path] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Packed:
    """A pack as it was written: what it says of itself, the SHA-256 of that, and its entry in the journal."""

    out: Path
    pack: AuditorPack
    sha256: str
    entry: int
    encrypted: Encrypted | None = None

    def as_json(self) -> dict[str, Writable]:
        """Return what is in the pack."""
        return {
            "pack": self.out.name,
            "sha256": self.sha256,
            "periods": list(self.pack.bundles),
            "missing": list(self.pack.missing),
            "sample": self.pack.count,
            "previous_sha256": self.pack.previous,
            "entry": self.entry,
            "encrypted": None if self.encrypted is None else self.encrypted.as_json(),
        }


def pack(request: PackRequest, context: Context) -> Packed:
    """Write a pack whole, or encrypted as one file, and enter it in the register's journal.

    Raises:
        CaseError: nothing of the period is closed, the nonce is none, `out` exists, or nothing is encrypted to one of
            the recipients.
        IntegrityError: the register no longer says what was sealed, or a bundle would not verify.
        SourceError: the disk or the typesetter cannot go on.
    """
    refuse_existing(request.out)
    refuse_nonce(request.nonce)
    recipients, period = read_recipients(request.to, context), Period.parse(request.period)
    require()
    with entering(request.register, context):
        folder = read_register(request.register, context)
        closed = reserve_sealed.read_closed(request.register)
        chosen = _chosen(closed, period)
        refuse_unsealed(folder, closed, set(chosen))
        rendering = Rendering(languages=languages_of(request.languages, folder))
        files, seals = dict[str, bytes](), dict[str, str]()
        for name in chosen:
            refuse_other_release(closed[name])
            bag = compose(folder, closed, closed[name], Profile.AUDITOR, rendering, context)
            files |= {f"{BUNDLES}{name}/{path}": content for path, content in bag.items()}
            seals[name] = hashlib.sha256(bag[TAG_MANIFEST]).hexdigest()
        last = sealed_statement(folder, closed, closed[chosen[-1]])
        beside = _beside(request, folder, last, chosen, rendering)
        journal = reserve_journal.load(folder.path, folder.register.name)
        made = AuditorPack(
            register=folder.register.name,
            period=period.name,
            nonce=request.nonce,
            count=request.count,
            bundles=seals,
            files={name: hashlib.sha256(content).hexdigest() for name, content in beside.items()},
            previous=next((each.object for each in reversed(journal.entries) if each.kind == PACKED), None),
            journal=str(journal.head),
            missing=_missing(closed, period),
        )
        content = pack_file.dumps(made)
        within = f"{folder.register.name}-{period.name}-pack"
        encrypted = written(request.out, {**files, **beside, PACK: content}, within, recipients)
        digest = hashlib.sha256(content).hexdigest()
        with written_already(request.out):
            entry = _enter(request, folder, digest, encrypted, context)
    return Packed(out=request.out, pack=made, sha256=digest, entry=entry, encrypted=encrypted)


def _chosen(closed: Closed, period: Period) -> tuple[str, ...]:
    """Return the statements of a quarter or a year, restatements and the year's own among them, in their order.

    Raises:
        CaseError: there is none.
    """
    inside = tuple(
        name
        for name, each in closed.items()
        if period.first <= each.filed.period.first and each.filed.period.last <= period.last
    )
    if not inside or period.revision:
        raise CaseError(
            f"nothing of {period.name} is closed.\nName a quarter or a year whose statements are closed: "
            "tracer reserve close REGISTER --period P"
        )
    return inside


def _missing(closed: Closed, period: Period) -> tuple[str, ...]:
    """Return the quarters of a period that were never closed."""
    quarters = [f"{period.name}Q{number}" for number in range(1, 5)] if "Q" not in period.name else [period.name]
    return tuple(name for name in quarters if name not in closed)


def _beside(
    request: PackRequest,
    folder: RegisterFolder,
    last: SealedStatement,
    periods: Sequence[str],
    rendering: Rendering,
) -> Mapping[str, bytes]:
    """Return the files of a pack that are in no bundle.

    Raises:
        IntegrityError: the coins are not those that the statement was sealed with.
    """
    computed, statement = last.computed, last.statement
    coins = closing_proofs.closing_coins(computed.register, computed.ledger, statement.closing.height)
    ours = [coin for coin in coins if coin.is_ours]
    lines = pack_file.coin_lines(ours)
    if hashlib.sha256(lines).hexdigest() != statement.reconciliation.coins_sha256:
        raise IntegrityError(f"the coins at block {statement.closing.height} are not those that the statement has.")
    subject = LetterSubject(
        register=computed.register,
        ledger=computed.ledger,
        statement=statement,
        sha256=hashlib.sha256(last.content).hexdigest(),
        periods=periods,
    )
    letters = {f"letter.{each.code}.txt": letter(subject, each) for each in rendering.languages}
    custody = custody_roles.custody_by_role(read_security(folder.path))
    return {
        **letters,
        COINS: lines,
        SAMPLE: pack_file.drawn(request.nonce, request.count, ours),
        CUSTODY: canonical.dumps(custody),
    }


def _enter(
    request: PackRequest, folder: RegisterFolder, digest: str, encrypted: Encrypted | None, context: Context
) -> int:
    details = {"period": request.period, "nonce": request.nonce, "pack": shown_name(request.out)}
    details |= entry_details(encrypted)
    return reserve_journal.enter(
        folder.path,
        folder.register.name,
        context,
        kind=PACKED,
        why="tracer reserve pack",
        object_=digest,
        details=details,
        entry=request.entry,
    )
