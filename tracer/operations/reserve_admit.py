"""A case's bundle admitted to a register: checked whole, then its receipts become lots, all of them or none.

What is taken over lies in `receipts/CASE/`: the result, the resolved case, the manifests by which both are in the
bundle, and the admission. Nothing of it changes afterwards; a case's later version lies beside the earlier one.
"""

import datetime as dt
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import groupby
from pathlib import Path

from tracer.chain import decode
from tracer.container.verification import Verification
from tracer.disk.folder import read_file
from tracer.errors import CaseError, IntegrityError
from tracer.formats.canonical import Writable
from tracer.operations import reserve_admitted, reserve_journal, reserve_receipts
from tracer.operations.context import USUAL_ENTRY, Context, JournalChoice, written_already
from tracer.operations.reserve_clock import entering
from tracer.operations.reserve_days import today
from tracer.operations.reserve_files import RegisterFolder, read_register
from tracer.operations.reserve_receipts import TakenBundle
from tracer.operations.verify import VerifyRequest, verify
from tracer.reserve import act_days, admission_file
from tracer.reserve.acts import ActId, CorrectionAct, LotAmounts, LotId
from tracer.reserve.admission import AdmissionStanding, admit, lots_in_force, number_of
from tracer.reserve.admission_file import contested_row, left_out_row, lot_row
from tracer.reserve.claimed_receipts import Claims, claims, everything_claimed, related
from tracer.reserve.lots import Admission


@dataclass(frozen=True, slots=True)
class AdmitRequest:
    """Which bundle is admitted to which register."""

    register: Path
    bundle: Path
    entry: JournalChoice = USUAL_ENTRY


@dataclass(frozen=True, slots=True, kw_only=True)
class Admitted:
    """What was admitted; None where the bundle did not pass its check, which `verification` tells.

    `folder` is where it lies in the register; `notes` are what a person should know of lots that acts name; `entry` is
    the number of the journal's entry.
    """

    verification: Verification
    admission: Admission | None = None
    folder: str | None = None
    notes: tuple[str, ...] = ()
    entry: int | None = None

    @property
    def exit_code(self) -> int:
        """0 admitted; 1 the bundle was found wanting; 2 only another version can decide on it."""
        if self.admission is not None:
            return 0
        return 2 if self.verification.undecided and not self.verification.failed else 1

    def as_json(self) -> dict[str, Writable]:
        """Return what was admitted, rows as in `admission.json`; which steps failed or were left where nothing was."""
        checked, found = self.verification, self.admission
        said: dict[str, Writable] = {
            "admitted": found is not None,
            "failed": checked.failed,
            "left": checked.left,
            "undecided": checked.undecided or None,
        }
        if found is None:
            return said
        return said | {
            "case": found.case,
            "bundle": found.bundle,
            "folder": self.folder,
            "supersedes": found.supersedes,
            "act": found.act,
            "lots": [lot_row(lot) for lot in found.lots],
            "contested": [contested_row(each) for each in found.contested],
            "left_out": [left_out_row(each) for each in found.left_out],
            "notes": self.notes,
            "entry": self.entry,
        }


def admit_case(request: AdmitRequest, context: Context) -> Admitted:
    """Check a case's bundle whole, and admit what it brings to a register's wallets.

    Raises:
        CaseError: the register is wrong or being written; the bundle is no case's, of another network, admitted
            already, or another version of an admitted case without the act that says so.
        SourceError: the bundle or the disk cannot be read or written.
        IntegrityError: what the register holds is not what a command wrote.
        TracerError: with a note, where only the entry in the journal could not be made.
    """
    with entering(request.register, context):
        folder = settled(request.register, context)
        checked = verify(VerifyRequest(request.bundle), context)
        if checked.exit_code:
            return Admitted(verification=checked.verification)
        taken = reserve_receipts.take(request.bundle, checked.seal)
        return replace(admit_taken(folder, taken, request.entry, context), verification=checked.verification)


def settled(register: Path, context: Context) -> RegisterFolder:
    """Read a register whose lock is held, after what an interrupted admission left half-written is cleared away.

    Raises: as `admit_case` does of the register.
    """
    folder = read_register(register, context)
    reserve_receipts.clear_away(register)
    return folder


def _pending(folder: RegisterFolder) -> Admission | None:
    """Return the admission whose command was interrupted before its entry was made; None: each has its entry.

    Raises:
        IntegrityError: one is not as the journal has it, or is gone; several have no entry.
    """
    held = reserve_admitted.hold(folder)
    if held.changed or len(held.unentered) > 1:
        raise IntegrityError("\n".join(held.texts))
    names = {reserve_receipts.name_of(each, folder.admissions): each for each in folder.admissions}
    return next((names[name] for name in held.unentered), None)


def _complete(
    pending: Admission, folder: RegisterFolder, taken: TakenBundle, entry: JournalChoice, context: Context
) -> Admitted:
    """Enter the admission of an interrupted command, where it is what its bundle gives.

    Raises:
        CaseError: the bundle is another one.
        IntegrityError: the bundle gives something else.
    """
    name = reserve_receipts.name_of(pending, folder.admissions)
    if taken.seal != pending.bundle:
        raise CaseError(
            f"{name} has no entry in the journal yet. Admit its own bundle first, {pending.bundle}; this one is "
            f"{taken.seal}."
        )
    rest = tuple(each for each in folder.admissions if each != pending)
    again = _admission(taken, replace(folder, admissions=rest), pending.admitted)
    kept = {file: read_file(folder.path / name, file) for file in taken.files}
    if again != pending or kept != dict(taken.files):
        raise IntegrityError(
            f"{name} has no entry in the journal and is not what its bundle gives.\n"
            "Move the folder away and admit the bundle again."
        )
    number = _enter(folder, pending, name, context, entry, "entered later: the command was interrupted")
    return Admitted(verification=Verification(()), admission=pending, folder=name, notes=(), entry=number)


def admit_taken(folder: RegisterFolder, taken: TakenBundle, entry: JournalChoice, context: Context) -> Admitted:
    """Admit what was taken of a checked bundle to a register whose lock is held.

    Where its admission was interrupted before its entry was made, it is compared with the bundle and entered.

    Raises: as `admit_case` does.
    """
    pending = _pending(folder)
    if pending is not None:
        return _complete(pending, folder, taken, entry, context)
    admission = _admission(taken, folder, today(folder.register, context))
    notes = tuple(_changed(folder, admission))
    context.tell(notes)
    context.go_on()
    name = reserve_receipts.write(folder, admission, taken)
    done = Admitted(verification=Verification(()), admission=admission, folder=name, notes=notes)
    with written_already(folder.path / name):
        return replace(done, entry=_enter(folder, admission, name, context, entry))


def _admission(taken: TakenBundle, folder: RegisterFolder, day: dt.date) -> Admission:
    """Return what is admitted of a bundle on a day, after all that the register has admitted before."""
    found = claims(
        taken.trace,
        taken.seal,
        folder.register,
        {txid: decode.transaction(raw) for txid, raw in taken.chain.raws.items()},
        taken.chain.positions,
    )
    traces = cache(lambda case: taken.trace if case == found.case else reserve_receipts.admitted_trace(folder, case))
    standing = AdmissionStanding(
        admissions=folder.admissions,
        named=frozenset(lot for _, lots in _named(folder) for lot in lots),
        related=lambda one, other: related(traces(one), traces(other)),
        claimed=cache(lambda case: everything_claimed(traces(case))),
    )
    return admit(found, standing, admitted=day, act=_act_for(found, folder, day))


def _act_for(found: Claims, folder: RegisterFolder, day: dt.date) -> ActId | None:
    """Return the act by which a bundle takes the place of its case's earlier one; None where there is none earlier.

    One that is dated after the day does not count.

    Raises:
        CaseError: there is one, and no act that no admission has used yet names the case and this bundle.
    """
    earlier = [each for each in folder.admissions if each.case == found.case]
    if not earlier:
        return None
    used = {each.act for each in earlier}
    for act in act_days.until(folder.acts, folder.register, day).acts:
        if not isinstance(act, CorrectionAct) or act.head.id in used:
            continue
        if (act.case, act.bundle) == (found.case, found.bundle):
            return act.head.id
    admitted = max(earlier, key=lambda each: each.number)
    if admitted.bundle == found.bundle:
        raise CaseError(f"case {found.case} is admitted already, from this very bundle; nothing was changed.")
    raise CaseError(
        f"case {found.case} is admitted already, from the bundle {admitted.bundle}; this one is {found.bundle}.\n"
        "Where it takes the place of the other, two persons say so by an act, and then admit it again:\n"
        + _draft(found, folder)
    )


def _draft(found: Claims, folder: RegisterFolder) -> str:
    """Return the act to be written, with the next number of its year."""
    last = max((act.head.id for act in folder.acts.all), default=ActId(""))
    year, _, number = last.partition("-")
    following = f"{year}-{int(number) + 1:04d}" if last else "YYYY-0001"
    return "\n".join(
        (
            f"  acts/{following}.toml",
            f'  id = "{following}"',
            '  kind = "correction"',
            "  date = YYYY-MM-DD",
            f'  text = {{ file = "texts/{following}.pdf", sha256 = "…" }}',
            '  signed_by = ["…", "…"]',
            f'  case = "{found.case}"',
            f'  bundle = "{found.bundle}"',
            '  explains = "why the later bundle takes the place of the earlier"',
        )
    )


def _named(folder: RegisterFolder) -> Iterator[tuple[ActId, LotAmounts]]:
    """Yield the acts that count and name lots, with what they say of them."""
    for act in folder.acts.acts:
        lots: LotAmounts | None = getattr(act, "lots", None)
        if lots:
            yield act.head.id, lots


def _changed(folder: RegisterFolder, admission: Admission) -> Iterator[str]:
    """Yield what an act names of a lot that holds fewer satoshi after this admission, or is no more."""
    before = {lot.id: lot.run.sat for lot in lots_in_force(folder.admissions)}
    after = {lot.id: lot.run.sat for lot in lots_in_force((*folder.admissions, admission))}
    for act, lots in _named(folder):
        for lot in lots:
            if lot in before and after.get(lot, 0) < before[lot]:
                yield (
                    f"lot {lot}, which act {act} names, held {before[lot]} satoshi and holds {after.get(lot, 0)} after "
                    f"this admission; correct the act where it counts on more."
                )


def _enter(
    folder: RegisterFolder, admission: Admission, name: str, context: Context, entry: JournalChoice, why: str = ""
) -> int:
    """Enter an admission in the register's journal; return the number of the entry."""
    lots = [lot.id for lot in admission.lots]
    details = {"case": admission.case, "bundle-sha256": admission.bundle, reserve_admitted.FOLDER: name}
    details |= {"lots": ", ".join(_spans(lots))} if lots else {}
    return reserve_journal.enter(
        folder.path,
        folder.register.name,
        context,
        kind=reserve_admitted.ADMITTED,
        why=why or "tracer reserve admit",
        object_=hashlib.sha256(admission_file.dumps(admission)).hexdigest(),
        details=details,
        entry=entry,
    )


def _spans(lots: Sequence[LotId]) -> Iterator[str]:
    """Yield lots in short, those whose numbers follow one another as `L-0001 to L-0009`."""
    for _, group in groupby(enumerate(sorted(map(number_of, lots))), key=lambda pair: pair[1] - pair[0]):
        numbers = [number for _, number in group]
        first, last = f"L-{numbers[0]:04d}", f"L-{numbers[-1]:04d}"
        yield first if first == last else f"{first} to {last}"
