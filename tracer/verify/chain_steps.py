"""The part of a bundle's check that is about the chain: transactions, Merkle proofs, headers, amounts.

Each function returns what it found wrong, by file; none of them trusts what another one checks.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from tracer.chain import decode, header, merkle
from tracer.chain.outpoint import BlockRef, Txid
from tracer.chain.transaction import Transaction
from tracer.container.chain_tables import PROOFS, TRANSACTIONS
from tracer.container.material import Material, StoredProof
from tracer.container.older_layout import HEIGHTS, OlderFiles, proof_file
from tracer.disk import capacity
from tracer.disk.capacity import BeyondCapacityError
from tracer.disk.folder import FolderFinding
from tracer.errors import IntegrityError
from tracer.progress import Progress
from tracer.result.trace_file import TraceFile

MOST = 10_000
"""So many findings of one step are named; a table of hundreds of thousands of false rows fills no memory with them."""


@dataclass(frozen=True, slots=True)
class DecodedTransactions:
    """The transactions that could be read from their bytes, and what is wrong with the others."""

    transactions: Mapping[Txid, Transaction]
    findings: tuple[FolderFinding, ...]


def check_transactions(material: Material, progress: Progress) -> DecodedTransactions:
    """Hash every transaction and compare with its name.

    Raises:
        BeyondCapacityError: they have too many inputs and outputs.
    """
    transactions: dict[Txid, Transaction] = {}
    findings = list[FolderFinding]()
    ends = 0
    for done, (txid, raw) in enumerate(material.raws.items()):
        try:
            transaction = decode.transaction(raw)
        except IntegrityError as error:
            findings += [material.finding(txid, str(error))] if len(findings) <= MOST else []
            continue
        ends += len(transaction.inputs) + len(transaction.outputs)
        if ends > capacity.ENDS:
            raise BeyondCapacityError(f"the transactions have more than {capacity.ENDS} inputs and outputs")
        if transaction.txid != txid:
            problem = f"its bytes are those of transaction {transaction.txid}"
            findings += [material.finding(txid, problem)] if len(findings) <= MOST else []
        else:
            transactions[txid] = transaction
        if done % 1000 == 0:
            progress("transactions", done, len(material.raws))
    altered = (fault for fault in material.faults if fault.file == f"data/chain/{TRANSACTIONS.dat}")
    return DecodedTransactions(transactions, tuple(_first((*altered, *findings))))


def check_proofs(material: Material, progress: Progress) -> list[FolderFinding]:
    """Check that every transaction lies where it is said to, in a block whose header is held.

    That a transaction's bytes are those of its name is left to `check_transactions`.
    """
    return _first(_proof_findings(material, progress))


def _first(found: Iterable[FolderFinding]) -> list[FolderFinding]:
    """Return the first of what is found, and say where there is more."""
    rest = iter(found)
    kept = list(islice(rest, MOST))
    return (
        kept
        if next(rest, None) is None
        else [*kept, FolderFinding("data/chain", f"and more; the first {MOST} are named")]
    )


def _proof_findings(material: Material, progress: Progress) -> Iterator[FolderFinding]:
    yield from (fault for fault in material.faults if fault.file == f"data/chain/{PROOFS.dat}")
    yield from _check_names(material) if material.older is None else _check_older_names(material, material.older)
    totals: dict[int, int] = {}
    for done, proof in enumerate(material.stored_proofs()):
        try:
            _check_proof(material, proof, totals)
        except IntegrityError as error:
            yield proof.finding(str(error))
        if done % 1000 == 0:
            progress("Merkle proofs", done, len(material.blocks))


def check_headers(material: Material, horizon: BlockRef | None) -> tuple[list[FolderFinding], tuple[str, ...]]:
    """Check linkage, work and difficulty of the headers, and that the last is the horizon, where it is known.

    Returns the findings, and what could not be checked in words.
    """
    size = header.SIZE
    rows = [material.headers[at : at + size] for at in range(0, len(material.headers), size)]
    name = "data/chain/headers.bin"
    report = header.check(rows, material.first_header, material.network)
    findings = [FolderFinding(name, f"height {fault.height}: {fault.text}") for fault in report.faults]
    last = header.decode(rows[-1]).hash
    if horizon is not None and (material.last_header, last) != (horizon.height, horizon.hash):
        findings.append(
            FolderFinding(
                name,
                f"ends at height {material.last_header} with {last}; the horizon of trace.json is height "
                f"{horizon.height}, {horizon.hash}",
            )
        )
    if material.first_header % header.PERIOD:
        findings.append(FolderFinding(name, f"starts at height {material.first_header}, inside a retarget period"))
    left = tuple(f"heights {rest.first} to {rest.last}: {rest.text}" for rest in report.unchecked)
    return findings, left


def check_amounts(
    material: Material, transactions: Mapping[Txid, Transaction], trace: TraceFile
) -> list[FolderFinding]:
    """Check that each transaction the result crosses has all its prevouts here and pays no more than they hold."""
    findings: list[FolderFinding] = []
    for txid in _crossed(trace):
        transaction = transactions.get(txid)
        if transaction is None:
            problem = "is missing or unreadable, and trace.json names the transaction"
            findings.append(material.finding(txid, problem))
            continue
        value, unknown = spent(transaction, transactions, material)
        findings += unknown
        paid = sum(output.value for output in transaction.outputs)
        if not unknown and paid > value and not transaction.is_coinbase:
            findings.append(material.finding(txid, f"pays {paid - value} sat more than it spends"))
    return findings


def spent(
    transaction: Transaction, transactions: Mapping[Txid, Transaction], material: Material
) -> tuple[int, list[FolderFinding]]:
    """Return what the inputs bring in satoshi, and the prevouts that are not known."""
    value, unknown = 0, []
    for number, each in enumerate(transaction.inputs):
        if each.prevout is None:
            continue
        maker = transactions.get(each.prevout.txid)
        if maker is None:
            text = f"is missing: input {number} of {transaction.txid} spends it"
            unknown.append(material.finding(each.prevout.txid, text))
        elif each.prevout.vout >= len(maker.outputs):
            text = f"input {number} spends {each.prevout}, which does not exist"
            unknown.append(material.finding(transaction.txid, text))
        else:
            value += maker.outputs[each.prevout.vout].value
    return value, unknown


def _crossed(trace: TraceFile) -> Iterable[Txid]:
    """Return every transaction that the result says moved taint or custody coins, each once, in order."""
    named = [crossing.txid for method in trace.methods.values() for crossing in method.crossings]
    gaps = {gap.txid for gap in trace.gaps}
    for book in (trace.custody, *trace.custody_beside.values()):
        named += [move.txid for move in (*book.moves, *book.departures) if move.txid not in gaps]
    return dict.fromkeys(named)


def _check_names(material: Material) -> Iterator[FolderFinding]:
    """Check that transactions, proofs and coinbases are of the same blocks."""
    for height, rows in material.blocks.items():
        txid = next(iter(rows))
        if height not in material.coinbases:
            yield material.finding(txid, f"is the first row of block {height}, and not its coinbase")
        if height not in material.proofs:
            yield FolderFinding(f"data/chain/{PROOFS.csv}", f"has no row of block {height}, in which {txid} lies")


def _check_older_names(material: Material, older: OlderFiles) -> list[FolderFinding]:
    """Check that transactions, proofs and places name the same things, in a layout of single files."""
    companions, file = set(older.coinbases.values()), f"data/chain/{HEIGHTS}"
    findings = [
        material.finding(txid, f"has no place in chain/{HEIGHTS}")
        for txid in material.raws
        if txid not in older.transactions and txid not in companions
    ]
    for txid, position in older.transactions.items():
        if txid not in older.proofs:
            findings.append(FolderFinding(proof_file(txid), "is missing"))
        if txid not in material.raws:
            findings.append(material.finding(txid, "is missing"))
        if position.height not in older.coinbases:
            findings.append(FolderFinding(file, f"names no coinbase of block {position.height}"))
    findings += [
        FolderFinding(proof_file(txid), f"is of a transaction that chain/{HEIGHTS} does not place")
        for txid in older.proofs
        if txid not in older.transactions
    ]
    heights = {position.height for position in older.transactions.values()}
    for height, txid in older.coinbases.items():
        if height not in heights:
            findings.append(FolderFinding(file, f"names a coinbase of block {height}, which holds no proof"))
        if txid not in material.raws:
            findings.append(material.finding(txid, f"is missing: it is the coinbase of block {height}"))
    return findings


def _check_proof(material: Material, proof: StoredProof, totals: dict[int, int]) -> None:
    """Raise unless a proof shows what it has to, and nothing else, in the block of its header.

    `totals` collects how many transactions the blocks have whose coinbase was looked at in full, by height.
    """
    height, coinbase = proof.height, material.coinbases.get(proof.height)
    if coinbase is None or coinbase not in material.raws:
        raise IntegrityError(f"the coinbase of block {height} is missing, so the proof shows nothing")
    if proof.raw[: header.SIZE] != material.header(height):
        raise IntegrityError(f"its header is not that of height {height} in chain/headers.bin")
    read = merkle.check_proof(proof.raw)
    if read.matches[:1] != ((0, coinbase),):
        raise IntegrityError(f"does not show {coinbase} as the coinbase of its block")
    if height not in totals:
        merkle.check_coinbase(read, material.raws[coinbase], height, material.network)
        totals[height] = read.total
    if read.total != totals[height]:
        raise IntegrityError(
            f"gives its block {read.total} transactions; another proof of block {height} gives it {totals[height]}"
        )
    shown = {txid: index for index, txid in read.matches}
    for txid, index in proof.shows.items():
        if shown.pop(txid, None) != index:
            raise IntegrityError(f"does not show transaction {txid} at index {index}, where it is said to lie")
    if shown:
        raise IntegrityError(f"shows {len(shown)} more than lie here of block {height}, the first {next(iter(shown))}")
