"""What the pattern detectors say of a chain: one transaction, those that a run read, or those of a store's blocks."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tracer.chain import decode, header
from tracer.chain.outpoint import Txid, parse_txid
from tracer.chain.transaction import Confirmed
from tracer.errors import CaseError
from tracer.operations.context import Context
from tracer.operations.pattern_files import findings_as_json
from tracer.operations.sources import ChainSource, open_chain
from tracer.trace.patterns.among import Among
from tracer.trace.patterns.finding import Finding
from tracer.trace.patterns.registry import look
from tracer.trace.patterns.subject import Subject, subject_of


@dataclass(frozen=True, slots=True)
class ChainPatternsRequest:
    """What to look at: a txid over `source`, a run's folder, or a store's folder with the heights to look at.

    Heights count for a store alone; None: its first, its tip.
    """

    name: str
    source: ChainSource | None = None
    from_height: int | None = None
    to_height: int | None = None


@dataclass(frozen=True, slots=True)
class ChainFindings:
    """What every detector says of one transaction; None: an output that it spends is not known, so none was asked."""

    txid: Txid
    height: int
    findings: Mapping[str, Finding] | None

    def as_json(self) -> dict[str, object]:
        """Return txid, height, and every finding with its rule, fields and published errors; null: none was asked."""
        found = None if self.findings is None else findings_as_json(self.findings)
        return {"txid": self.txid, "height": self.height, "findings": found}


def is_of_chain(name: str) -> bool:
    """Return whether a name is a txid, a run's folder or a store's, and no file of transactions."""
    path = Path(name)
    return path.is_dir() or (not path.exists() and _txid(name) is not None)


def look_at_chain(request: ChainPatternsRequest, context: Context) -> Iterator[ChainFindings]:
    """Yield every transaction asked about, in chain order, with every detector's finding; coinbases are passed over.

    Raises:
        CaseError: the name or the source is wrong, or there is no such transaction.
        SourceError, IntegrityError: as for any source; the run is not as it was written.
    """
    path = Path(request.name)
    if not path.is_dir():
        yield _one(request, context)
    elif (path / "trace.json").exists():
        if request.source is not None or (request.from_height, request.to_height) != (None, None):
            raise CaseError(f"{path} is a run: it is looked at whole, as it was read, without --chain or heights.")
        yield from _run(path, context)
    else:
        if request.source is not None:
            raise CaseError(f"{path} is looked at itself; --chain goes with a txid.")
        yield from _store(path, request.from_height, request.to_height, context)


def _txid(name: str) -> Txid | None:
    try:
        return parse_txid(name.lower())
    except ValueError:
        return None


def _one(request: ChainPatternsRequest, context: Context) -> ChainFindings:
    """Look at one transaction with the chain around it."""
    from tracer.trace.chain_lineage import ChainLineage
    from tracer.trace.reading import Reading

    txid = _txid(request.name)
    if txid is None:
        raise CaseError(f"{request.name}: neither a file, a run or a store, nor a txid.")
    if request.source is None:
        raise CaseError(f"{txid}: name where the chain comes from with --chain SOURCE.")
    if request.from_height is not None:
        raise CaseError("--from-height goes with a store that is looked at itself, not with a txid.")
    chain = open_chain(request.source, None, context)
    context.tell(chain.warnings)
    reading = Reading(chain.view, chain.view.tip())
    opened = reading.open(txid)
    if opened is None:
        raise CaseError(f"no transaction {txid} on the best chain of {chain.view.network.name} up to its tip")
    at = opened.confirmed.position.height
    if opened.confirmed.transaction.is_coinbase:
        raise CaseError(f"{txid} is the coinbase of block {at}: it spends nothing, and no detector is asked")
    around = ChainLineage(reading, {})
    subject = around.subject(opened)
    found = None if subject is None else look(subject, around)
    chain.check_tip()
    return ChainFindings(txid, at, found)


def _run(path: Path, context: Context) -> Iterator[ChainFindings]:
    """Look at all that a run read, witnesses too, with nothing around but what it read."""
    from tracer.evidence.dossier import decoded
    from tracer.evidence.run_folder import read_run

    run = read_run(path)
    material = run.material
    if material is None:
        raise CaseError(
            f"{path} holds no raw transactions.\nName a txid and the source: tracer patterns TXID --chain SOURCE"
        )
    transactions = decoded(material)
    subjects: dict[Txid, Subject | None] = {}
    for txid, position in material.positions.items():
        transaction = transactions[txid]
        if transaction.is_coinbase:
            continue
        makers = [None if each.prevout is None else transactions.get(each.prevout.txid) for each in transaction.inputs]
        spent = [
            None if maker is None or each.prevout is None or each.prevout.vout >= len(maker.outputs)
            else maker.outputs[each.prevout.vout]
            for each, maker in zip(transaction.inputs, makers, strict=True)
        ]  # fmt: skip
        time = header.decode(material.header(position.height)).time
        unlocked = decode.unlockings(material.raws[txid])
        subjects[txid] = subject_of(Confirmed(transaction, position), spent, material.network, unlocked, time)
    around = Among([subject for subject in subjects.values() if subject is not None])
    for txid, subject in subjects.items():
        context.go_on()
        found = None if subject is None else look(subject, around)
        yield ChainFindings(txid, material.positions[txid].height, found)


def _store(path: Path, first: int | None, last: int | None, context: Context) -> Iterator[ChainFindings]:
    """Look at the transactions of a store's blocks, with the store around them."""
    from tracer.store.view import StoreView
    from tracer.trace.chain_lineage import ChainLineage
    from tracer.trace.reading import Reading

    store = StoreView(path)
    tip = store.tip()
    first, last = store.first_height if first is None else first, tip.height if last is None else last
    if not store.first_height <= first <= last <= tip.height:
        raise CaseError(
            f"store {path} holds blocks {store.first_height} to {tip.height}; asked were {first} to {last}.\n"
            "Give other heights with --from-height and --to-height."
        )
    rows = store.rows
    for height in range(first, last + 1):
        context.show("blocks", height - first, last + 1 - first)
        around = ChainLineage(Reading(store, tip), {})
        for number in range(rows.first_transaction(height) + 1, rows.first_transaction(height + 1)):
            confirmed = rows.confirmed(number)
            subject = subject_of(confirmed, rows.spent(number), store.network)
            yield ChainFindings(confirmed.transaction.txid, height, None if subject is None else look(subject, around))
    context.show("blocks", last + 1 - first, last + 1 - first)
    store.check_current()
