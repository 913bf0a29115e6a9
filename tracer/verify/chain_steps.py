"""The part of a bundle's check that is about the chain: transactions, Merkle proofs, headers, amounts.

Each function returns what it found wrong, by file; none of them trusts what another one checks.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tracer.chain import decode, header, merkle
from tracer.chain.outpoint import BlockRef, Txid
from tracer.chain.transaction import Transaction
from tracer.disk import capacity
from tracer.disk.capacity import BeyondCapacityError
from tracer.disk.folder import Finding
from tracer.errors import IntegrityError
from tracer.evidence.material import Material
from tracer.progress import Progress
from tracer.result.trace_file import TraceFile


@dataclass(frozen=True, slots=True)
class Decoded:
    """The transactions that could be read from their bytes, and what is wrong with the others."""

    transactions: Mapping[Txid, Transaction]
    findings: tuple[Finding, ...]


def check_transactions(material: Material, progress: Progress) -> Decoded:
    """Hash every transaction and compare with its name.

    Raises:
        BeyondCapacityError: they have too many inputs and outputs.
    """
    transactions: dict[Txid, Transaction] = {}
    findings: list[Finding] = []
    ends = 0
    for done, (txid, raw) in enumerate(material.raws.items()):
        try:
            transaction = decode.transaction(raw)
        except IntegrityError as error:
            findings.append(Finding(_tx(txid), str(error)))
            continue
        ends += len(transaction.inputs) + len(transaction.outputs)
        if ends > capacity.ENDS:
            raise BeyondCapacityError(f"the transactions have more than {capacity.ENDS} inputs and outputs")
        if transaction.txid != txid:
            findings.append(Finding(_tx(txid), f"its bytes are those of transaction {transaction.txid}"))
        else:
            transactions[txid] = transaction
        if done % 1000 == 0:
            progress("transactions", done, len(material.raws))
    return Decoded(transactions, tuple(findings))


def check_proofs(material: Material, transactions: Mapping[Txid, Transaction], progress: Progress) -> list[Finding]:
    """Check that every transaction lies where `heights.json` says, in a block whose header is held.

    Only of transactions that `check_transactions` found right.
    """
    findings = _check_names(material)
    sound: dict[int, int] = {}
    for done, txid in enumerate(material.positions):
        if txid in material.proofs and txid in transactions:
            try:
                _check_proof(material, txid, sound)
            except IntegrityError as error:
                findings.append(Finding(f"data/chain/proof/{txid}.merkle", str(error)))
        if done % 1000 == 0:
            progress("Merkle proofs", done, len(material.positions))
    return findings


def check_headers(material: Material, horizon: BlockRef | None) -> tuple[list[Finding], tuple[str, ...]]:
    """Check linkage, work and difficulty of the headers, and that the last is the horizon, where it is known.

    Returns the findings, and what could not be checked in words.
    """
    size = header.SIZE
    rows = [material.headers[at : at + size] for at in range(0, len(material.headers), size)]
    name = "data/chain/headers.bin"
    report = header.check(rows, material.first_header, material.network)
    findings = [Finding(name, f"height {fault.height}: {fault.text}") for fault in report.faults]
    last = header.decode(rows[-1]).hash
    if horizon is not None and (material.last_header, last) != (horizon.height, horizon.hash):
        findings.append(
            Finding(
                name,
                f"ends at height {material.last_header} with {last}; the horizon of trace.json is height "
                f"{horizon.height}, {horizon.hash}",
            )
        )
    if material.first_header % header.PERIOD:
        findings.append(Finding(name, f"starts at height {material.first_header}, inside a retarget period"))
    left = tuple(f"heights {rest.first} to {rest.last}: {rest.text}" for rest in report.unchecked)
    return findings, left


def check_amounts(material: Material, transactions: Mapping[Txid, Transaction], trace: TraceFile) -> list[Finding]:
    """Check that each transaction the result crosses has all its prevouts here and pays no more than they hold."""
    findings: list[Finding] = []
    for txid in _crossed(trace):
        transaction = transactions.get(txid)
        if transaction is None:
            findings.append(Finding(_tx(txid), "is missing or unreadable, and trace.json names the transaction"))
            continue
        value, unknown = spent(transaction, transactions)
        findings += unknown
        paid = sum(output.value for output in transaction.outputs)
        if not unknown and paid > value and not transaction.is_coinbase:
            findings.append(Finding(_tx(txid), f"pays {paid - value} sat more than it spends"))
    return findings


def spent(transaction: Transaction, transactions: Mapping[Txid, Transaction]) -> tuple[int, list[Finding]]:
    """Return what the inputs bring in satoshi, and the prevouts that are not known."""
    value, unknown = 0, []
    for number, each in enumerate(transaction.inputs):
        if each.prevout is None:
            continue
        maker = transactions.get(each.prevout.txid)
        if maker is None:
            text = f"is missing: input {number} of {transaction.txid} spends it"
            unknown.append(Finding(_tx(each.prevout.txid), text))
        elif each.prevout.vout >= len(maker.outputs):
            text = f"input {number} spends {each.prevout}, which does not exist"
            unknown.append(Finding(_tx(transaction.txid), text))
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


def _check_names(material: Material) -> list[Finding]:
    """Check that transactions, proofs and places name the same things."""
    companions = set(material.coinbases.values())
    findings = [
        Finding(_tx(txid), "has no place in chain/heights.json")
        for txid in material.raws
        if txid not in material.positions and txid not in companions
    ]
    for txid, position in material.positions.items():
        if txid not in material.proofs:
            findings.append(Finding(f"data/chain/proof/{txid}.merkle", "is missing"))
        if txid not in material.raws:
            findings.append(Finding(_tx(txid), "is missing"))
        if position.height not in material.coinbases:
            findings.append(Finding("data/chain/heights.json", f"names no coinbase of block {position.height}"))
    findings += [
        Finding(f"data/chain/proof/{txid}.merkle", "is of a transaction that chain/heights.json does not place")
        for txid in material.proofs
        if txid not in material.positions
    ]
    heights = {position.height for position in material.positions.values()}
    for height, txid in material.coinbases.items():
        if height not in heights:
            findings.append(
                Finding("data/chain/heights.json", f"names a coinbase of block {height}, which holds no proof")
            )
        if txid not in material.raws:
            findings.append(Finding(_tx(txid), f"is missing: it is the coinbase of block {height}"))
    return findings


def _check_proof(material: Material, txid: Txid, sound: dict[int, int]) -> None:
    """Raise unless the proof shows the transaction at its place in the block of its header.

    `sound` collects the heights whose coinbase was looked at in full, each with the transactions that its block has.
    """
    position, raw = material.positions[txid], material.proofs[txid]
    coinbase = material.coinbases.get(position.height)
    if coinbase is None or coinbase not in material.raws:
        raise IntegrityError(f"the coinbase of block {position.height} is missing, so the proof shows nothing")
    if raw[: header.SIZE] != material.header(position.height):
        raise IntegrityError(f"its header is not that of height {position.height} in chain/headers.bin")
    proof = merkle.check_proof(raw)
    if proof.matches[:1] != ((0, coinbase),):
        raise IntegrityError(f"does not show {coinbase} as the coinbase of its block")
    if position.height not in sound:
        paid = material.raws[coinbase]
        merkle.check_inclusion(raw, coinbase, paid, position.height, paid, material.network)
        sound[position.height] = proof.total
    if proof.total != sound[position.height]:
        raise IntegrityError(
            f"gives its block {proof.total} transactions; another proof of block {position.height} gives it "
            f"{sound[position.height]}"
        )
    if (position.index, txid) not in proof.matches:
        raise IntegrityError(
            f"does not show the transaction at index {position.index}, where chain/heights.json puts it"
        )


def _tx(txid: Txid) -> str:
    return f"data/chain/tx/{txid}.bin"
