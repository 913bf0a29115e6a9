"""Where proofs of control are filed: a register at a period's closing block, and the files under `proofs/`.

A file is entered in the journal with its hash, and what is on file is held against that.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from tracer.chain import header
from tracer.container.material import Material
from tracer.disk.files import flush_names, read_bounded, replace_file, unknown_name
from tracer.errors import CaseError, IntegrityError, SourceError
from tracer.operations import reserve_journal, reserve_observations
from tracer.operations.closing_blocks import closing_material
from tracer.operations.context import Context, JournalChoice, written_already
from tracer.operations.reserve_files import RegisterFolder, read_register
from tracer.reserve import days, ledger, watching
from tracer.reserve.admission import lots_in_force
from tracer.reserve.chunks import Chunk
from tracer.reserve.days import Period
from tracer.reserve.history import ObservedBlock
from tracer.reserve.ledger_rows import RegisterLedger
from tracer.reserve.proofs import closing_proofs
from tracer.reserve.proofs.proof_rows import ProofCoin
from tracer.reserve.scope import scope_closings
from tracer.visible import quoted

PROOFS = "proofs"
REQUESTED, RECEIVED, SPENT = "proof-requested", "proofs-received", "spend-test-filed"
"""Kinds of entries of the journal."""


@dataclass(frozen=True, slots=True)
class ProvenGround:
    """A register at a period's closing block, with the coins that are to be proven."""

    folder: RegisterFolder
    period: Period
    block: ObservedBlock
    material: Material
    ledger: RegisterLedger
    coins: tuple[ProofCoin, ...]


def ground_of(register: Path, period: str, context: Context) -> ProvenGround:
    """Return a register at a period's closing block, and the coins to prove.

    Raises:
        CaseError: the register is wrong, or was not observed at the block.
        SourceError: the period is not settled.
        IntegrityError: what is stored is not what was entered.
    """
    folder = read_register(register, context)
    kept, span = folder.register, Period.parse(period)
    material = closing_material(folder.path, kept, span).material
    headers = watching.MaterialHeaders(material)
    block = days.observed_block(headers, material.last_header)
    history = watching.from_material(kept, material, block)
    closings = scope_closings(kept, folder.acts, headers)
    folded = ledger.fold(kept, history, folder.acts, lots_in_force(folder.admissions), closings)
    return ProvenGround(folder, span, block, material, folded, closing_proofs.closing_coins(kept, folded, block.height))


def observed_after(there: ProvenGround) -> Iterator[Chunk]:
    """Yield what observations that go on from the closing block rest on, the last one first.

    Raises:
        IntegrityError: one is not as it was written.
    """
    closing = there.block
    for name in reversed(reserve_observations.names(there.folder.path)):
        held = reserve_observations.held(there.folder.path, name)
        material = held.material
        if not material.first_header <= closing.height <= material.last_header:
            continue
        if header.decode(material.header(closing.height)).hash == closing.hash:
            yield held


def headers_after(there: ProvenGround, height: int) -> tuple[bytes, ...]:
    """Return the headers behind the closing block up to a height, as far as they are on file and go on from it."""
    found = list[bytes]()
    for held in observed_after(there):
        material = held.material
        after = [material.header(each) for each in range(there.block.height + 1, material.last_header + 1)]
        after += [held.after[at : at + header.SIZE] for at in range(0, len(held.after), header.SIZE)]
        found = max(found, after, key=len)
    return tuple(found[: max(0, height - there.block.height)])


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
        if each.kind in (REQUESTED, RECEIVED, SPENT) and each.details.get("period") == period
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


def file_proof(
    there: ProvenGround,
    context: Context,
    entry: JournalChoice,
    *,
    name: str,
    content: bytes,
    kind: str,
    details: Mapping[str, str],
) -> tuple[Path, int | None]:
    """Write a file, whole or not at all, and enter it; None: both are there already.

    Raises:
        CaseError: another file has the name.
        SourceError: the disk refuses.
    """
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
            entry=entry,
        )
    return place, number


def _write(place: Path, content: bytes) -> None:
    try:
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        replace_file(place, content, unknown_name(place.parent))
        flush_names(place.parent)
    except OSError as error:
        raise SourceError(f"{place} could not be written: {error.strerror}.\nNothing was left behind.") from error
