"""A statement computed from the files of a register and the chain material: by `close`, `check` and `verify` alike.

The files are those that a statement lists as its inputs. Whether they are the ones it was sealed with is not asked
here: their hashes go into what is computed.
"""

import datetime as dt
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from tracer.case.watched import StandIn
from tracer.chain import decode, header
from tracer.container.material import Material
from tracer.errors import CaseError, IntegrityError
from tracer.formats.json_cursor import JsonCursor
from tracer.reserve import (
    accounts,
    act_file,
    act_set,
    admission,
    admission_file,
    days,
    ledger,
    observation_file,
    observed_faults,
    other_chain,
    period,
    period_diff,
    restatement,
    watching,
)
from tracer.reserve import observation as observations
from tracer.reserve import register_file as register_files
from tracer.reserve.acts import Act, ActsInForce, ExecutionAct
from tracer.reserve.days import HeaderView, Period
from tracer.reserve.history import RegisterHistory
from tracer.reserve.ledger_rows import RegisterLedger
from tracer.reserve.limits.custody import CustodyFacts
from tracer.reserve.limits.of_period import TABLES as LIMIT_TABLES
from tracer.reserve.lots import Lot
from tracer.reserve.observation import FaultKind, Observation, ObservedFault, Since
from tracer.reserve.period import PeriodBook
from tracer.reserve.period_rows import PeriodBlock, PeriodProof
from tracer.reserve.period_sources import PeriodSources
from tracer.reserve.periods import Predecessors
from tracer.reserve.proofs import closing_proofs
from tracer.reserve.proofs.coverage import ProofCoverage
from tracer.reserve.register import Register
from tracer.reserve.replaced_acts import ActsByDay
from tracer.reserve.restatement import Restated
from tracer.reserve.scope import scope_closings
from tracer.reserve.security.published_custody import PublishedCustody
from tracer.reserve.value import day_value
from tracer.reserve.value.valuing import FIXINGS, TABLES, valuing
from tracer.visible import quoted

REGISTER = register_files.FILE

HARD = (FaultKind.LATE, FaultKind.SENT, FaultKind.UNTITLED, FaultKind.FEE, FaultKind.UNREGISTERED)
"""Kinds of faults over which no period is closed."""
_BY_USE = (FIXINGS, TABLES, closing_proofs.FOLDER)
"""Folders of which a statement lists what it uses."""
_REMEMBERED = 8
"""How many statements one process keeps that it computed: closing, checking and exporting ask for the same few."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementFiles:
    """What a statement is computed from.

    `files` are `register.toml`, acts, admissions, fixings, tables and files on proofs by path in the register; `sealed`
    are the SHA-256 of the originals of those that a bundle changes, `stand_in` says what stands for a withheld
    descriptor. `material` ends with the closing block. `custody` and `published` are what `security/` says, or what the
    statement states of it.
    """

    files: Mapping[str, bytes]
    material: Material
    period: Period
    before: Predecessors
    version: str
    method: int
    later: tuple[str, ...] = ()
    sealed: Mapping[str, str] | None = None
    stand_in: StandIn | None = None
    custody: CustodyFacts | None = None
    published: PublishedCustody | None = None

    def __hash__(self) -> int:
        """Hash what is short; whether two are the same is told by every byte."""
        return hash((self.period, self.version, self.method, self.later, self.material.last_header, len(self.files)))


@dataclass(frozen=True, slots=True, kw_only=True)
class ComputedStatement:
    """A statement and everything that was read and computed for it."""

    register: Register
    acts: ActsInForce
    lots: tuple[Lot, ...]
    history: RegisterHistory
    ledger: RegisterLedger
    faults: tuple[ObservedFault, ...]
    observation: Observation
    book: PeriodBook
    proof: ProofCoverage | None = None


def compute(given: StatementFiles) -> ComputedStatement:
    """Compute a statement, its private root left out; of the same bytes the statement is the same, computed once.

    Raises:
        CaseError: a file is wrong, the acts cannot be followed, there is nothing to restate.
        IntegrityError: the material is not what it claims to be; what must be equal is not.
        SourceError: the headers begin too late.
    """
    sealed = None if given.sealed is None else dict(given.sealed)
    return _computed(replace(given, files=dict(given.files), sealed=sealed))


@lru_cache(_REMEMBERED)
def _computed(given: StatementFiles) -> ComputedStatement:
    """Compute a statement; what it is computed from nobody else holds and can change."""
    register, acts, lots = read(given.files, given.stand_in)
    headers = watching.MaterialHeaders(given.material)
    closing = days.observed_block(headers, given.material.last_header)
    ground = _Ground(register, lots, headers, watching.from_material(register, given.material, closing))
    computed = _with_acts(given, ground, acts)
    if given.before.restated is None:
        return computed
    why = restatement.restatement(
        Restated(
            statement=computed.book.statement,
            restated=given.before.restated,
            acts=acts,
            later=given.later,
            figures_with=lambda some: _figures_with(given, ground, some),
            is_other_chain=other_chain.has_left(
                given.before.restated.statement.closing, given.material, days.instant(given.period.last, register.zone)
            ),
        )
    )
    return replace(computed, book=replace(computed.book, statement=replace(computed.book.statement, restates=why)))


@dataclass(frozen=True, slots=True)
class _Ground:
    """What a statement is computed from beside its acts."""

    register: Register
    lots: tuple[Lot, ...]
    headers: HeaderView
    history: RegisterHistory


def _figures_with(given: StatementFiles, ground: _Ground, acts: Sequence[Act]) -> Mapping[str, str] | None:
    """Return the figures under some of the acts on file; None: these cannot be followed without the others."""
    try:
        return period_diff.figures(_with_acts(given, ground, act_set.in_force(acts)).book.statement)
    except (CaseError, IntegrityError):
        return None


def _with_acts(given: StatementFiles, ground: _Ground, acts: ActsInForce) -> ComputedStatement:
    """Compute a statement under acts; what it restates is left out."""
    register, lots, history = ground.register, ground.lots, ground.history
    closings = scope_closings(register, acts, ground.headers)
    folded = ledger.fold(register, history, acts, lots, closings, given.period.last)
    faults = observed_faults.of_acts(register, history, folded, lots, acts)
    found = observations.observation(register, history, folded, _since(given.before), faults)
    written, proof = observation_file.dumps(found), _proof(given, register, history, folded)
    book = period.book(
        PeriodSources(
            period=given.period,
            register=register,
            acts=acts,
            lots=lots,
            history=history,
            ledger=folded,
            faults=tuple(row.value for row in JsonCursor.of(written, found.name).rows("faults")),
            files=_hashes(given, f"observations/{found.name}.json", written),
            before=given.before,
            version=given.version,
            method=given.method,
            valuing=valuing(given.files, register, acts, given.period),
            limit_tables={path: given.files[path] for path in LIMIT_TABLES if path in given.files},
            proof=None if proof is None else PeriodProof(proof.covered, proof.of),
            custody=given.custody,
            published=given.published,
        )
    )
    return ComputedStatement(
        register=register,
        acts=acts,
        lots=lots,
        history=history,
        ledger=folded,
        faults=found.faults,
        observation=found,
        book=book,
        proof=proof,
    )


def _proof(
    given: StatementFiles, register: Register, history: RegisterHistory, folded: RegisterLedger
) -> ProofCoverage | None:
    """Return what of the closing is proven by the files on proofs, None where there are none."""
    files = closing_proofs.files_of(given.files, given.period)
    if not files:
        return None
    coins = closing_proofs.closing_coins(register, folded, history.block.height)
    return closing_proofs.proven(files, register, given.period, history.block, given.material, coins)


def _hashes(given: StatementFiles, observed: str, written: bytes) -> dict[str, str]:
    """Return the SHA-256 of what a statement is computed from, by path in the register, but for what values it."""
    own = {name: content for name, content in given.files.items() if not name.startswith(_BY_USE)}
    own |= closing_proofs.files_of(given.files, given.period)
    hashes = {name: hashlib.sha256(content).hexdigest() for name, content in own.items()}
    hashes |= given.sealed or {}
    hashes[observed] = hashlib.sha256(written).hexdigest()
    before = (given.before.previous, given.before.restated)
    return hashes | {each.path: each.sha256 for each in before if each is not None}


def read(files: Mapping[str, bytes], stand_in: StandIn | None = None) -> tuple[Register, ActsInForce, tuple[Lot, ...]]:
    """Read a register's files: the register, the acts that count, the lots that count.

    Raises:
        CaseError: every fault of the acts; of the register its own alone.
        IntegrityError: an admission is not of the form written.
    """
    register = register_files.parse(files[REGISTER], REGISTER, stand_in)
    acts, faults = list[Act](), list[str]()
    for name in sorted(files):
        if name.startswith("acts/"):
            try:
                acts.append(act_file.parse(files[name], name, register))
            except CaseError as error:
                faults += error.faults
    if faults:
        raise CaseError(*faults)
    admissions = [
        admission_file.loads(content, name) for name, content in files.items() if name.startswith("receipts/")
    ]
    return register, act_set.in_force(acts), admission.lots_in_force(admissions)


def execution_faults(
    files: Mapping[str, bytes], register: Register, acts: ActsInForce, day: dt.date, *, is_whole: bool = True
) -> tuple[str, ...]:
    """Return each act of execution up to a day that takes more than its order does at its fixing, or by none.

    Where the register sets no price, what executions may take is not known: `unpriced_executions` says so.
    `is_whole` False: the files are a part of a register's, and may lack fixings that it has.
    """
    fixings = [act.fixing for act in _executions(acts, day)]
    found = valuing(files, register, acts, Period("executions", min(fixings), max(fixings))) if fixings else None
    if found is None:
        return ()
    faults = day_value.execution_faults(acts, found.prices, found.rates, day)
    return tuple(text for text, is_known in faults if is_known or is_whole)


def unpriced_executions(register: Register, acts: ActsInForce, day: dt.date) -> tuple[str, ...]:
    """Return a note for each act of execution up to a day, where the register sets no price to hold it against."""
    if register.price is not None:
        return ()
    return tuple(
        f"act {act.head.id}: executes an order in money, and the register sets no [price]: whether it takes more than "
        "the order does at a fixing is not known."
        for act in _executions(acts, day)
    )


def _executions(acts: ActsInForce, day: dt.date) -> list[ExecutionAct]:
    return [act for act in ActsByDay(acts).ever() if isinstance(act, ExecutionAct) and act.head.date <= day]


def hard_faults(computed: ComputedStatement, period: Period) -> tuple[str, ...]:
    """Return what keeps a period from being closed.

    Departures without act or by one of a later day, without title or sent otherwise than their act says, fees too
    high, receipts without lot, order or act, coins beyond the range of a wallet, and custodians' statements that say
    something else than what went there and came back; hard limits that are broken and not waived, hedges that have
    expired, a denominator that is too old.
    """
    rows = accounts.accounts(computed.ledger, computed.register, computed.acts, period.last)
    observed = (
        f"movement {each.subject} has no act." if each.text.endswith(observed_faults.NO_ACT) else each.text
        for each in computed.faults
        if each.kind in HARD
    )
    limits = () if computed.book.limits is None else computed.book.limits.faults
    beyond = observed_faults.paid_beyond(computed.register, computed.history)
    return (*observed, *beyond, *(fault for row in rows for fault in row.faults), *limits)


def _since(before: Predecessors) -> Since | None:
    """Return after which block the observation lists movements: that which the previous statement closes with."""
    if before.previous is None:
        return None
    statement = before.previous.statement
    return Since(statement.period, statement.closing.height, statement.closing.hash)


def strange_lots(lots: Sequence[Lot], material: Material) -> Iterator[tuple[str, str]]:
    """Yield each lot that is no part of its output: its case, and the sentence.

    What the material does not hold came in after its last block, and is not looked at.
    """
    wanted = {lot.run.receipt.txid for lot in lots} & material.raws.keys()
    outputs = {txid: decode.transaction(material.raws[txid]).outputs for txid in wanted}
    for lot in lots:
        txid, vout = lot.run.receipt
        if txid in outputs and lot.run.end > sum(output.value for output in outputs[txid][vout : vout + 1]):
            yield lot.case, f"{lot.id} is no part of output {lot.run.receipt} as it is here"


def refuse_strange_lots(lots: Sequence[Lot], material: Material) -> None:
    """Raise where an admission on file has a lot that is no part of its output.

    Raises:
        IntegrityError: naming the first.
    """
    for case, text in strange_lots(lots, material):
        raise IntegrityError(
            f"the admission of case {quoted(case, 80)} is not what tracer reserve admit wrote: {text}.\n"
            "Put it back, or admit the case's bundle again."
        )


def refuse_other_chain(opening: PeriodBlock | None, material: Material) -> None:
    """Raise unless the opening block of a statement, where it has one, is on the chain of the material.

    Raises:
        IntegrityError: it is another branch's: the chain was reorganised after the period before was closed.
    """
    if opening is None or not material.first_header <= opening.height <= material.last_header:
        return
    found = header.decode(material.header(opening.height)).hash
    if found != opening.hash:
        raise IntegrityError(
            f"the opening block {opening.hash} at height {opening.height} is no ancestor of the closing block: the "
            f"chain has {found} there. The period before was closed on another branch: close a restatement of it."
        )
