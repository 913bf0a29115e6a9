"""What the chain holds of a register, now or at a block: asked of a node, a store or a file, filed with its proofs."""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

from tracer.chain.view import ChainView
from tracer.errors import SourceError, TracerError
from tracer.operations import reserve_admitted, reserve_entered, reserve_journal, reserve_observations
from tracer.operations.asked_block import asked_block
from tracer.operations.context import USUAL_ENTRY, Context, JournalChoice, written_already
from tracer.operations.observation_names import beside
from tracer.operations.observation_waiting import digest as digest_of
from tracer.operations.reserve_cleared import cleared
from tracer.operations.reserve_clock import entering
from tracer.operations.reserve_closed_otherwise import closed_otherwise
from tracer.operations.reserve_days import until_today
from tracer.operations.reserve_entered import OBSERVED
from tracer.operations.reserve_files import RegisterFolder, read_what_is_right, with_tables, without_unfounded
from tracer.operations.reserve_ground import Ground, ground, since
from tracer.operations.reserve_look import Look, to_file
from tracer.operations.reserve_node_words import node_words
from tracer.operations.reserve_observations import path_of
from tracer.operations.reserve_periods import PERIODS, closed, closed_on, rested_on
from tracer.operations.reserve_scope import wallet_faults
from tracer.operations.reserve_seals import not_as_sealed
from tracer.operations.reserve_searched import (
    SEARCHED,
    Searched,
    filed_at,
    has_other_past,
    is_of_chain,
    of_other_scripts,
    searched,
)
from tracer.operations.reserve_silent import refuse_silence
from tracer.operations.sources import Chain, ChainSource, open_for_register
from tracer.reserve import chunks, followed_acts, observation, observation_file
from tracer.reserve.admission import lots_in_force
from tracer.reserve.chunks import ChunkFiles
from tracer.reserve.clearance.cleared import sent_as_cleared
from tracer.reserve.observation import FaultKind, Observation, ObservedFault
from tracer.reserve.observed_faults import of_acts, of_left_out
from tracer.reserve.periods import FiledStatement
from tracer.reserve.scope import scope_closings
from tracer.reserve.wallets_held import WalletHeld, wallets_held, worth


@dataclass(frozen=True, slots=True)
class ObserveRequest:
    """Which register, over which source, and up to where: a day of the register's zone, a height, or the tip (None).

    With `scan` a node reads its whole set of unspent outputs for the register's scripts too; with `whole` it is
    searched from its first block, as a file and a store always are.
    """

    register: Path
    source: ChainSource
    at: str | None = None
    scan: bool = False
    entry: JournalChoice = USUAL_ENTRY
    whole: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """An observation as it was filed, under a name, and the name of the one that it builds on.

    `sealed_by` names the closed period that rests on what is on file of the same block, and that stays as it is;
    `beside` is its name where something else was found now, which is then filed beside it.
    `wallets` are what each wallet holds in the books and beside them, by the acts that count.
    `sent` are sentences about transactions that were sent as they were cleared. `searched` is the kind of source that
    was searched from its first block; None: only what came since the base was looked for.
    `is_sealable` says whether all raw bytes are held from which a bundle is made.
    """

    name: str
    observation: Observation
    wallets: tuple[WalletHeld, ...]
    sha256: str
    base: str | None
    is_sealable: bool
    sealed_by: str | None
    beside: str | None
    warnings: tuple[str, ...]
    sent: tuple[str, ...]
    node: Mapping[str, object] | None
    entry: int
    searched: str | None = None

    @property
    def held(self) -> int:
        """What is in the books, in satoshi."""
        return sum(worth(wallet.counted) for wallet in self.wallets)

    @property
    def outside(self) -> int:
        """What the wallets hold that is in no sum, in satoshi."""
        return sum(worth(wallet.outside) for wallet in self.wallets)

    @property
    def exit_code(self) -> int:
        """0, or that of the gravest fault."""
        return self.observation.exit_code

    def as_json(self) -> dict[str, object]:
        """Return the observation's own JSON with its name, hash, and what it builds on."""
        told: dict[str, object] = json.loads(observation_file.dumps(self.observation))
        return told | {
            "name": self.name,
            "held_sat": str(self.held),
            "not_counted_sat": str(self.outside),
            "sha256": self.sha256,
            "base": self.base,
            "sealable": self.is_sealable,
            "sealed_by": self.sealed_by,
            "beside": self.beside,
            "warnings": list(self.warnings),
            "sent": list(self.sent),
            "node": self.node,
            "searched": self.searched,
            "entry": self.entry,
        }


def observe(request: ObserveRequest, context: Context) -> Observed:
    """Look at the chain, file what it holds of the register, and enter it in the register's journal.

    What is wrong is among the observation's faults, and is no error: the observation is filed with them. Acts that are
    wrong, or cannot be followed, count for nothing: what alarms without them does.

    Raises:
        CaseError: `register.toml`, the source or the day is wrong, or another command writes the register.
        SourceError: the source or the disk cannot go on, or a node contradicts itself.
        IntegrityError: the source's answers are false, or what is built on is not as it was written.
        TracerError: with a note, where only the entry in the journal could not be made.
    """
    with entering(request.register, context):
        read, wrong = read_what_is_right(request.register, context)
        founded, unfounded = without_unfounded(until_today(read, context))
        folder, unread = with_tables(founded)
        unsealed = not_as_sealed(request.register, folder.register.name, closed(request.register))
        folder = replace(folder, notes=(*folder.notes, *(each.text for each in unsealed if each.is_waiting)))
        context.tell(folder.notes)
        reserve_entered.finish(request.register, folder.register.name)
        reserve_observations.clear_up(request.register, reserve_entered.names(request.register, folder.register.name))
        chain = open_for_register(request.source, folder.register.network, context)
        context.tell(chain.warnings)
        changed = _enter_interrupted(request, context, folder, chain)
        admitted = (ObservedFault(FaultKind.CHANGED, *each) for each in _changed_admissions(folder))
        sealed = (each for each in unsealed if not each.is_waiting)
        stored = (
            *(ObservedFault(FaultKind.CHANGED, f"{PERIODS}/{each.name}", each.text) for each in sealed),
            *admitted,
        )
        look = _looked(request, context, folder, chain, changed, (*stored, *wrong, *unfounded, *unread))
        content, files = to_file(request.register, look, is_changed=look.name in changed)
        return _filed(request, context, folder, look, content, files)


def _looked(
    request: ObserveRequest,
    context: Context,
    folder: RegisterFolder,
    chain: Chain,
    changed: Mapping[str, str],
    wrong: Sequence[ObservedFault],
) -> Look:
    """Look at the chain; nothing is written.

    `changed` says by name which observations on file were changed, `wrong` what is wrong with files of the register.
    """
    register, view = folder.register, chain.view
    _refuse_cut(request.source, view)
    block, unready = asked_block(request.at, register.zone, view, context.clock())
    statements = closed(request.register)
    there = reserve_observations.of_block(request.register, block)
    stands = _without_changed(ground(request.register, register, view, block, statements, changed), changed, there)
    context.tell((*unready, *stands.warnings))
    own = filed_at(request.register, register, there, changed)
    found = searched(register, chain, block, stands, own, whole=request.whole)
    refuse_silence(request.register, register, view, found.history, (own, stands.base), changed)
    besides = {each.name for each in (own, stands.base) if each is not None}
    history, stands, base = found.history, found.stands, found.stands.base
    lots = lots_in_force(folder.admissions)
    closings = scope_closings(register, folder.acts, view)
    followed = followed_acts.fold(register, history, folder.acts, lots, closings)
    became = sent_as_cleared(history, followed.ledger, cleared(request.register, register.name))
    context.tell(became.never)
    faults = (
        *stands.faults,
        *closed_otherwise(request.register, register, history, view.block_hash, statements, besides, changed),
        *wallet_faults(replace(folder, acts=followed.acts)),
        *of_acts(register, history, followed.ledger, lots, followed.acts, became.txids),
        *became.faults,
        *wrong,
        *of_left_out(followed.left_out),
    )
    seen = observation.observation(register, history, followed.ledger, since(view, block, statements), faults)
    below = None if base is None else ChunkFiles(base.name, base.history, base.held)
    chunk = replace(chunks.collect(view, register, history, below, context.progress), stale=stands.stale)
    doubted = None if base is None or found.is_whole else base.name
    words = node_words(chain, register, history, scan=request.scan, base=doubted)
    chain.check_tip()
    stays_for = _stays_for(folder, statements, there, found, changed) if own is None or found.differs else None
    return Look(
        name=there if stays_for is None else beside(there),
        observation=seen,
        wallets=wallets_held(register, followed.ledger, block.height),
        chunk=chunk,
        words=words,
        is_sealable=chunk.is_sealable and (chunk.base is None or base is None or base.held.is_sealable),
        sealed_by=closed_on(request.register, statements).get(there) or stays_for,
        beside=None if stays_for is None else there,
        warnings=(*folder.notes, *chain.warnings, *unready, *stands.warnings, *became.never),
        sent=became.sent,
        searched=chain.kind if found.is_whole else None,
        differs=found.differs,
    )


def _refuse_cut(source: ChainSource, view: ChainView) -> None:
    """Raise where a source does not begin with the first block of all."""
    if view.first_height:
        raise SourceError(
            f"{source.place} begins at block {view.first_height:,}: what was paid before and what spends it is not "
            "seen.\nObserve from a source that begins at the genesis block."
        )


def _stays_for(
    folder: RegisterFolder,
    statements: Mapping[str, FiledStatement],
    there: str,
    found: Searched,
    changed: Collection[str],
) -> str | None:
    """Return the closed period that rests on what is on file of a block, where that is not what a look found.

    Of what was changed the transactions alone are looked at: where these are others it is not written again.
    """
    if there in changed:
        is_other = has_other_past(folder.path, folder.register, there, found.history)
    else:
        is_other = found.differs or of_other_scripts(folder.path, folder.register, there)
    return rested_on(folder.path, folder.name, statements).get(there) if is_other else None


def _without_changed(stands: Ground, changed: Mapping[str, str], own: str) -> Ground:
    """Return what can be built on where observations were changed: nothing; `own` is the one that is written again."""
    faults = [ObservedFault(FaultKind.CHANGED, name, text) for name, text in changed.items() if name != own]
    told = (f"{changed[own]} It is written again.",) if own in changed else ()
    return replace(
        stands,
        base=None if faults else stands.base,
        faults=(*stands.faults, *faults),
        warnings=(*stands.warnings, *told),
    )


def _filed(
    request: ObserveRequest,
    context: Context,
    folder: RegisterFolder,
    look: Look,
    content: bytes,
    files: Mapping[str, bytes] | None,
) -> Observed:
    """File an observation and enter it; what is there already is replaced only after the journal knows what by."""
    path, name = request.register, look.name
    if files is not None and not (path / path_of(name)).exists():
        reserve_observations.write(path, name, content, files)
        with written_already(path / path_of(name)):
            return _entered(request, context, folder, look, content, files)
    reserve_observations.stage(path, name, content, files)
    try:
        entered = _entered(request, context, folder, look, content, files)
    except TracerError:
        reserve_observations.discard(path, name)
        raise
    reserve_observations.put_in_place(path, name)
    return entered


def _enter_interrupted(
    request: ObserveRequest, context: Context, folder: RegisterFolder, chain: Chain
) -> dict[str, str]:
    """Enter the observations on file that have no entry: their command was interrupted before it made one.

    Only what is the chain's is entered. Return by name what was changed since it was entered, or is not the chain's.
    """
    held = reserve_entered.hold(request.register, folder.register.name)
    changed = dict(held.changed)
    for name in held.unentered:
        has_all = is_of_chain(request.register, folder.register, chain.view, name)
        if has_all is False:
            changed[name] = reserve_entered.not_on_chain(request.register, name)
            continue
        content = (request.register / path_of(name)).read_bytes()
        more = {"interrupted": "entered by the next command"}
        if has_all:
            more[SEARCHED] = chain.kind
        beside = reserve_entered.folder_digest(request.register, name)
        _enter(request, context, folder, name, content, {reserve_entered.FOLDER: beside, **more})
    return changed


def _changed_admissions(folder: RegisterFolder) -> Iterator[tuple[str, str]]:
    """Yield admissions that are not as the journal has them: which, and the sentence about it."""
    held = reserve_admitted.hold(folder)
    yield from (*held.changed.items(), *held.unentered.items())


def _enter(
    request: ObserveRequest,
    context: Context,
    folder: RegisterFolder,
    name: str,
    content: bytes,
    more: Mapping[str, str],
) -> tuple[int, str]:
    """Enter an observation in the journal; return the number of the entry and the file's SHA-256."""
    digest = sha256(content).hexdigest()
    number = reserve_journal.enter(
        request.register,
        folder.register.name,
        context,
        kind=OBSERVED,
        why="tracer reserve observe",
        object_=digest,
        details={reserve_entered.NAME: name, **more},
        entry=request.entry,
    )
    return number, digest


def _entered(
    request: ObserveRequest,
    context: Context,
    folder: RegisterFolder,
    look: Look,
    content: bytes,
    files: Mapping[str, bytes] | None,
) -> Observed:
    """Enter the observation in the journal; `files` None: those that lie there."""
    name, faults = look.name, str(len(look.observation.faults))
    beside = digest_of(files) if files else reserve_entered.folder_digest(request.register, name)
    details = {reserve_entered.FOLDER: beside, "faults": faults}
    if look.searched is not None:
        details[SEARCHED] = look.searched
    number, digest = _enter(request, context, folder, name, content, details)
    return Observed(
        name=name,
        observation=look.observation,
        wallets=look.wallets,
        sha256=digest,
        base=look.chunk.base,
        is_sealable=look.is_sealable,
        sealed_by=look.sealed_by,
        beside=look.beside,
        warnings=look.warnings,
        sent=look.sent,
        node=None if look.words is None else json.loads(look.words),
        searched=look.searched,
        entry=number,
    )
