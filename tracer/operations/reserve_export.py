"""A closed period sealed into a bundle: for the public, for an auditor, or whole; a folder, or one encrypted file."""

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tracer import METHOD, __version__
from tracer.container.bag import TAG_MANIFEST, check_files, make_bag
from tracer.container.verification import StepVerdict
from tracer.disk.folder import refuse_existing
from tracer.documents.language.language import Language
from tracer.documents.language.languages import LANGUAGES
from tracer.documents.typesetting import require
from tracer.errors import CaseError, IntegrityError
from tracer.formats.canonical import Writable
from tracer.operations import (
    closing_blocks,
    reserve_admitted,
    reserve_entered,
    reserve_journal,
    reserve_observations,
    reserve_quotes,
    reserve_sealed,
)
from tracer.operations.context import USUAL_ENTRY, Context, JournalChoice, written_already
from tracer.operations.journal_files import shown_name
from tracer.operations.recipients import Encrypted, entry_details, read_recipients, written
from tracer.operations.reserve_clock import entering
from tracer.operations.reserve_closed_otherwise import refuse_closed_otherwise
from tracer.operations.reserve_files import REGISTER, RegisterFolder, read_register
from tracer.operations.reserve_fixings import refuse_changed_fixings
from tracer.operations.reserve_orphaned import orphaned
from tracer.operations.reserve_sealed import Closed, ClosedPeriod
from tracer.reserve import period_file, script_file, statement_bundle, statement_files
from tracer.reserve.days import Period
from tracer.reserve.periods import in_force
from tracer.reserve.profiles import Profile, for_auditor, is_changed
from tracer.reserve.statement_bundle import Rendering, SealedStatement
from tracer.reserve.statement_files import ComputedStatement, StatementFiles
from tracer.verify import reserve_steps, statement_parts

EXPORTED = "period-exported"
"""The kind of the journal's entry."""

_RENDERING = "sealing the statement"


@dataclass(frozen=True, slots=True)
class StatementExportRequest:
    """Which closed period to seal, for whom, and where the bundle goes; `out` must not exist.

    The documents are written in `languages`, the leading one first; without any in those of the register. `to` are the
    certificates of those to whom it is encrypted; without any it is a folder.
    """

    register: Path
    period: str
    profile: Profile
    out: Path
    languages: Sequence[str] = ()
    entry: JournalChoice = USUAL_ENTRY
    to: Sequence[Path] = ()


@dataclass(frozen=True, slots=True)
class StatementExported:
    """A sealed bundle: the SHA-256 of its tag manifest, and its entry in the register's journal.

    `restated_by` is the restatement in force, where what was exported no longer is; the bundle does not name it.
    """

    bundle: Path
    period: str
    profile: Profile
    seal: str
    entry: int
    encrypted: Encrypted | None = None
    restated_by: str | None = None

    def as_json(self) -> dict[str, Writable]:
        """Return `{bundle, period, profile, seal, entry, encrypted, restated_by}`, the bundle by its last name."""
        return {
            "bundle": self.bundle.name,
            "period": self.period,
            "profile": self.profile.value,
            "seal": self.seal,
            "entry": self.entry,
            "encrypted": None if self.encrypted is None else self.encrypted.as_json(),
            "restated_by": self.restated_by,
        }


def export(request: StatementExportRequest, context: Context) -> StatementExported:
    """Seal a closed period into a bundle, and enter it in the register's journal.

    What `tracer verify` and its own verifiers ask of it is asked before it is written.

    Raises:
        CaseError: the period is not closed, was closed by another release, or `out` exists; or nothing is encrypted to
            one of the recipients.
        IntegrityError: the register no longer says what was sealed, or the bundle would not verify.
        SourceError: the disk or the typesetter cannot go on.
        TracerError: with a note, where only the entry in the journal could not be made.
    """
    refuse_existing(request.out)
    recipients = read_recipients(request.to, context)
    require()
    period = Period.parse(request.period)
    with entering(request.register, context):
        folder = read_register(request.register, context)
        closed = reserve_sealed.read_closed(request.register)
        if period.name not in closed:
            raise CaseError(
                f"{period.name} is not closed.\nClose it: tracer reserve close REGISTER --period {period.name}"
            )
        chosen = closed[period.name]
        refuse_other_release(chosen)
        refuse_unsealed(folder, closed, {period.name})
        left = orphaned(request.register, folder.register.name, reserve_sealed.statements(closed))
        wrong = dict(left).get(period.name)
        if wrong is not None:
            raise wrong
        _refuse_closed_otherwise(folder, closed, chosen)
        rendering = Rendering(languages=languages_of(request.languages, folder))
        bag = compose(folder, closed, chosen, request.profile, rendering, context)
        within = f"{folder.register.name}-{period.name}-{request.profile.value}"
        encrypted = written(request.out, bag, within, recipients)
        seal = hashlib.sha256(bag[TAG_MANIFEST]).hexdigest()
        with written_already(request.out):
            number = _enter(request, folder, chosen, seal, encrypted, context)
    return StatementExported(
        request.out, period.name, request.profile, seal, number, encrypted, restated_by(closed, chosen)
    )


def restated_by(closed: Closed, chosen: ClosedPeriod) -> str | None:
    """Return the name of the statement in force where it is a later one of the same period; None: this one is."""
    last = in_force(reserve_sealed.statements(closed), chosen.filed.period.base)
    return None if last is None or last == chosen.filed else last.period.name


def _refuse_closed_otherwise(folder: RegisterFolder, closed: Closed, chosen: ClosedPeriod) -> None:
    """Raise where the observation that a period was closed on has other coins than the last one; told by `check` too.

    Raises:
        IntegrityError: naming each coin; not for a period that a restatement stands beside.
    """
    if not reserve_observations.names(folder.path):
        return
    if restated_by(closed, chosen) is not None:
        return
    try:
        observed = reserve_observations.last(folder.path, folder.register)
    except CaseError:  # other wallets are looked for since then: the next look holds the period against the chain
        return
    refuse_closed_otherwise(folder.path, folder.register, observed, {chosen.name: chosen.filed})


def refuse_other_release(chosen: ClosedPeriod) -> None:
    """Raise where another release closed a period: only that one computes it again.

    Raises:
        CaseError: naming it.
    """
    if not chosen.is_own:
        statement = chosen.filed.statement
        raise CaseError(
            f"{chosen.name} was closed by version {statement.version}, method {statement.method}; this is "
            f"{__version__}, method {METHOD}.\nExport it with that release."
        )


def refuse_unsealed(folder: RegisterFolder, closed: Closed, names: Collection[str]) -> None:
    """Raise where closed periods, observations, admissions or fixings are not what the journal has.

    Raises:
        IntegrityError: naming what was changed.
    """
    reserve_entered.refuse_changed(folder.path, folder.register.name)
    reserve_sealed.check_sealed(folder, closed, names)
    reserve_admitted.refuse_changed(folder)
    refuse_changed_fixings(folder)


def compose(
    folder: RegisterFolder,
    closed: Closed,
    chosen: ClosedPeriod,
    profile: Profile,
    rendering: Rendering,
    context: Context,
) -> dict[str, bytes]:
    """Return every file of a bundle by its path.

    Raises:
        IntegrityError: it would not pass its own check.
    """
    context.progress(_RENDERING, 0, 2)
    sealed = sealed_statement(folder, closed, chosen)
    payload = statement_bundle.sources(sealed, profile)
    shown = _for_auditor(sealed, payload) if profile is Profile.AUDITOR else sealed
    payload |= statement_bundle.derived(shown, profile, rendering)
    context.progress(_RENDERING, 1, 2)
    bag = make_bag(payload, statement_bundle.entries(statement_bundle.published(sealed)))
    reason = next(refusals(bag, payload), None)
    if reason is not None:
        raise IntegrityError(
            f"the bundle would fail its own check, so nothing was written: {reason}.\n"
            "This is a fault of the tracer: please report it."
        )
    context.progress(_RENDERING, 2, 2)
    return bag


def refusals(bag: Mapping[str, bytes], payload: Mapping[str, bytes]) -> Iterator[str]:
    """Yield why `tracer verify` or the bundle's own verifiers would refuse it; nothing where both accept it.

    Documents are those of the payload: they are not rendered twice.
    """
    for step in reserve_steps.steps(check_files(bag, ()), rendered_as(payload)):
        if step.verdict is StepVerdict.FAIL:
            found = "; ".join(str(each) for each in step.findings[:3])
            yield f"step {step.number}, {step.title}: {found}"
    yield from statement_bundle.refused_alone(bag)


def rendered_as(payload: Mapping[str, bytes]) -> statement_bundle.Documents:
    """Return what gives the documents that were just rendered, so that a check before sealing does not render twice."""
    given = {name: content for name, content in payload.items() if name.startswith("statement/")}
    return lambda sources, languages, profile, pages: given


def refuse_unexportable(
    folder: RegisterFolder, closed: Closed, chosen: ClosedPeriod, computed: ComputedStatement
) -> None:
    """Raise where a period about to be closed could never be exported: its whole bundle would fail its own check.

    `closed` are the periods closed before, `computed` is what `chosen` says. No document is written for this.

    Raises:
        IntegrityError: naming what the check finds.
        CaseError: its observation holds no raw transactions.
    """
    sealed = _sealed(folder, {**closed, chosen.name: chosen}, chosen, computed)
    payload = statement_bundle.sources(sealed, Profile.PRIVATE)
    rendering = Rendering(languages=(), pages=False, documents=lambda sources, languages, profile, pages: {})
    payload |= statement_bundle.derived(sealed, Profile.PRIVATE, rendering)
    bag = make_bag(payload, statement_bundle.entries(statement_bundle.published(sealed)))
    for reason in statement_bundle.refused_alone(bag):
        raise IntegrityError(
            f"{chosen.name} is not closed, for its bundle would fail its own check: {reason}.\n"
            "This is a fault of the tracer: please report it."
        )


def sealed_statement(folder: RegisterFolder, closed: Closed, chosen: ClosedPeriod) -> SealedStatement:
    """Return a closed period with everything that its bundle is made from.

    Raises:
        IntegrityError: something of it is missing or was changed.
        CaseError: its observation is not on file, or holds no raw transactions.
    """
    return _sealed(folder, closed, chosen, reserve_sealed.recompute(folder, closed, chosen))


def _sealed(
    folder: RegisterFolder, closed: Closed, chosen: ClosedPeriod, computed: ComputedStatement
) -> SealedStatement:
    held = reserve_observations.held(folder.path, chosen.observation)
    if not held.is_sealable:
        raise CaseError(
            f"the observation that {chosen.name} was closed on has no raw bytes of {len(held.stated)} transactions.\n"
            "Observe it again from a node or a file of blocks."
        )
    by_hash = {each.filed.sha256: each.earlier for each in closed.values()}
    statement = chosen.filed.statement
    restates = None if statement.restates is None else by_hash.get(statement.restates.sha256)
    previous = None if statement.previous_sha256 is None else by_hash.get(statement.previous_sha256)
    statement_files.refuse_strange_lots(computed.lots, held.material)
    files, quotes = reserve_sealed.input_files(folder, chosen), reserve_quotes.of_statement(folder.path, statement)
    return SealedStatement(
        content=chosen.earlier.content,
        statement=statement,
        salt=chosen.salt,
        files=files,
        computed=computed,
        material=held.material,
        after=closing_blocks.after_of(folder.path, held),
        previous=previous,
        restated=restates,
        earlier=statement_bundle.chain_of(statement, by_hash),
        closed=reserve_sealed.closing_days(folder.path, folder.register.name).get(chosen.filed.sha256),
        quotes=quotes,
        pricing=statement_bundle.public_pricing(statement, computed, files, quotes),
    )


def _for_auditor(sealed: SealedStatement, payload: Mapping[str, bytes]) -> SealedStatement:
    """Return a statement computed again from what an auditor gets: the same figures, by other files.

    Raises:
        IntegrityError: they are not the same.
    """
    scripts = script_file.loads(payload[script_file.FILE])
    files = {name: payload[name] for name in sealed.files}
    originals = for_auditor({name: content for name, content in sealed.files.items() if is_changed(name)})
    before = statement_parts.predecessors(sealed.previous, sealed.restated)
    restates = sealed.statement.restates
    computed = statement_files.compute(
        StatementFiles(
            files=files,
            material=sealed.material,
            period=sealed.period,
            before=before,
            version=__version__,
            method=METHOD,
            later=() if restates is None else restates.later,
            custody=sealed.statement.custody,
            published=sealed.statement.published,
            sealed=originals.originals,
            stand_in=script_file.stand_in(files[REGISTER], scripts),
        )
    )
    again = replace(computed.book.statement, private_root=sealed.statement.private_root)
    if period_file.dumps(again) != period_file.dumps(sealed.statement):
        raise IntegrityError("without descriptors and names the statement is another one; nothing was written.")
    return replace(sealed, files=files, computed=computed, salt=None)


def languages_of(codes: Sequence[str], folder: RegisterFolder) -> tuple[Language, ...]:
    """Return the languages asked for, else those of the register.

    Raises:
        CaseError: a document is not written in one of them.
    """
    wanted = tuple(dict.fromkeys(codes or folder.register.languages))
    for code in wanted:
        if code not in LANGUAGES:
            raise CaseError(f"--language {code}: documents are written in {', '.join(LANGUAGES)}.")
    return tuple(LANGUAGES[code] for code in wanted)


def _enter(
    request: StatementExportRequest,
    folder: RegisterFolder,
    chosen: ClosedPeriod,
    seal: str,
    encrypted: Encrypted | None,
    context: Context,
) -> int:
    details = {
        "period": chosen.name,
        "profile": request.profile.value,
        "bundle": shown_name(request.out),
        "period-sha256": chosen.filed.sha256,
        **entry_details(encrypted),
    }
    return reserve_journal.enter(
        folder.path,
        folder.register.name,
        context,
        kind=EXPORTED,
        why="tracer reserve export",
        object_=seal,
        details=details,
        entry=request.entry,
    )
