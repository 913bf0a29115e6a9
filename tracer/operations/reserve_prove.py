"""Proofs of control of a period's closing coins: asked for, received, checked and filed under `proofs/`.

Nothing is signed here. A file is entered in the journal with its hash, and what is on file is held against that.
"""

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from tracer import NAME, __version__
from tracer.chain import header
from tracer.chain.outpoint import Txid
from tracer.disk.files import read_bounded, write_new
from tracer.errors import CaseError
from tracer.formats.canonical import Writable
from tracer.operations import reserve_journal
from tracer.operations.context import USUAL_ENTRY, Context, JournalChoice
from tracer.operations.reserve_clock import entering
from tracer.operations.reserve_proof_files import (
    RECEIVED,
    REQUESTED,
    SPENT,
    ProvenGround,
    entered,
    file_proof,
    ground_of,
    headers_after,
    observed_after,
)
from tracer.reserve.accounts import AccountRow, accounts
from tracer.reserve.history import ObservedBlock
from tracer.reserve.proofs import (
    audit_file,
    bip322,
    closing_proofs,
    filed_proofs,
    received_file,
    request_file,
    signatures,
    spend_tests,
    spent_file,
)
from tracer.reserve.proofs.audit_file import AuditSource
from tracer.reserve.proofs.coverage import ProofCoverage
from tracer.reserve.proofs.filed_proofs import FiledProofs
from tracer.reserve.proofs.messages import ProofMessage, refuse_nonce, request_message
from tracer.reserve.proofs.proof_rows import JudgedProof, ProofCoin
from tracer.reserve.proofs.request_file import ProofRequest
from tracer.reserve.proofs.sample import sample
from tracer.reserve.proofs.spend_tests import SpendTest
from tracer.reserve.proofs.spent_file import FiledSpend

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


def ask(request: ProveRequest, context: Context) -> ProofsAsked:
    """File a request for proofs of every script that holds coins, and enter it in the journal.

    Raises:
        CaseError: the nonce is none, or was used for another request; the register is wrong, or was not observed.
        SourceError: the period is not settled, or the disk refuses.
        IntegrityError: what is stored is not what was entered.
    """
    with entering(request.register, context):
        there = ground_of(request.register, request.period, context)
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
        path, entry = file_proof(
            there,
            context,
            request.entry,
            name=f"request-{nonce[:8]}.json",
            content=content,
            kind=REQUESTED,
            details=details,
        )
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
    with entering(request.register, context):
        there = ground_of(request.register, request.period, context)
        received = read_bounded(request.file, "file of proofs")
        content = filed_proofs.dumps(_judged(there, received, request.file.name, context))
        name = f"received-{sha256(content).hexdigest()[:8]}.json"
        details = {"period": there.period.base, "source": sha256(received).hexdigest()}
        path, entry = file_proof(
            there, context, request.entry, name=name, content=content, kind=RECEIVED, details=details
        )
        return _shown(there, path, entry)


def receive_spend(request: ProveRequest, txid: Txid, context: Context) -> ProofsShown:
    """File a transaction that carries out what a nonce of the period orders, and enter it in the journal.

    Its bytes and its Merkle proof are those of an observation on file. Return what all on file proves.

    Raises:
        CaseError: no observation has the transaction behind the closing block, or it is no spend test.
        SourceError: the period is not settled, or the disk refuses.
        IntegrityError: what is stored is not what was entered.
    """
    with entering(request.register, context):
        there = ground_of(request.register, request.period, context)
        content = spent_file.dumps(_ordered(there, txid))
        name = f"spent-{sha256(content).hexdigest()[:8]}.json"
        details = {"period": there.period.base, "transaction": txid}
        path, entry = file_proof(there, context, request.entry, name=name, content=content, kind=SPENT, details=details)
        return _shown(there, path, entry)


def show(request: ProveRequest, context: Context) -> ProofsShown:
    """Return what is proven by what is on file.

    Raises:
        CaseError, SourceError, IntegrityError: as `receive`.
    """
    return _shown(ground_of(request.register, request.period, context), None, None)


def draw(request: ProveRequest, count: int, context: Context) -> tuple[ProofCoin, ...]:
    """Return the coins of a period's closing that an auditor's nonce draws; nothing is filed.

    Raises:
        CaseError, SourceError, IntegrityError: as `ask`.
    """
    refuse_nonce(request.nonce or "")
    return sample(request.nonce or "", ground_of(request.register, request.period, context).coins, count)


def hand_over(request: ProveRequest, out: Path, context: Context) -> None:
    """Write what is proven by one stamped message, the one that proves most, as a file that bip322-audit reads.

    Raises:
        CaseError: no message on file ends in a stamp, or `out` exists.
        SourceError, IntegrityError: as `show`.
    """
    there = ground_of(request.register, request.period, context)
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


def _judged(there: ProvenGround, content: bytes, name: str, context: Context) -> FiledProofs:
    """Return a file of proofs as it is filed: each signature checked, with headers up to the message's block."""
    register = there.folder.register
    scripts = frozenset(each.script for wallet in register.wallets for each in wallet.scripts)
    received = received_file.parse(content, name, register.network, scripts)
    by, judged = bip322.engine(), list[JudgedProof]()
    for number, proof in enumerate(received.proofs):
        context.progress(_CHECKING, number, len(received.proofs))
        judged.append(JudgedProof(proof, signatures.check(proof, received.message)))
    message = ProofMessage.read(received.message)
    return FiledProofs(
        register=there.folder.name,
        period=there.period.base,
        closing=there.block.height,
        closing_hash=there.block.hash,
        message=received.message,
        headers=() if message is None else headers_after(there, message.height),
        proofs=tuple(judged),
        engine=by,
        source=sha256(content).hexdigest(),
    )


def _ordered(there: ProvenGround, txid: Txid) -> FiledSpend:
    """Return a transaction as it is filed, with the nonce whose order it carries out."""
    nonces = closing_proofs.nonces(entered(there.folder.path, there.folder.name, there.period.base))
    if not nonces:
        raise CaseError(
            f"nobody ordered a payment for {there.period.base}: ask first with --request --nonce HEX, drawn by the "
            "auditor."
        )
    coins, faults = {coin.outpoint: coin for coin in there.coins}, list[str]()
    for nonce in sorted(nonces):
        filed = _mined(there, txid, nonce)
        test: SpendTest = filed.spend_test(there.folder.register.network)
        fault = spend_tests.fault_of(test, coins, nonces)
        if fault is None:
            return filed
        faults.append(fault)
    raise CaseError(*dict.fromkeys(faults))


def _mined(there: ProvenGround, txid: Txid, nonce: str) -> FiledSpend:
    """Return a transaction behind the closing block with its proof and headers, out of an observation on file."""
    for held in observed_after(there):
        material = held.material
        at = material.positions.get(txid)
        if at is None or at.height <= there.block.height:
            continue
        return FiledSpend(
            closing=there.block.height,
            closing_hash=there.block.hash,
            nonce=nonce,
            headers=tuple(map(material.header, range(there.block.height + 1, at.height + 1))),
            raw=material.raws[txid],
            coinbase=material.raws[material.coinbases[at.height]],
            proof=material.proofs[at.height],
        )
    raise CaseError(
        f"transaction {txid} is in no observation that goes on from the closing block {there.block.height}.\n"
        f"Observe it first: tracer reserve observe {there.folder.path} --chain SOURCE"
    )


def _shown(there: ProvenGround, path: Path | None, entry: int | None) -> ProofsShown:
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


def _refuse_used(there: ProvenGround, nonce: str, content: bytes) -> None:
    """Raise where a nonce was asked with before, for anything but this very request."""
    for entry in reserve_journal.load(there.folder.path, there.folder.name).entries:
        if entry.kind == REQUESTED and entry.details.get("nonce") == nonce:
            if entry.object == sha256(content).hexdigest():
                continue
            period = entry.details.get("period", "")
            raise CaseError(f"nonce {nonce} was asked with for {period} already. Ask the auditor for another one.")
