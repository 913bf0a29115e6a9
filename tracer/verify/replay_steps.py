"""The part of a bundle's check that traces the case again, from nothing but what the bundle holds."""

import hashlib
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import replace

from tracer.chain.outpoint import Txid
from tracer.chain.transaction import Transaction
from tracer.container.material import Material
from tracer.container.verification import VerificationStep, judged, not_checked
from tracer.disk.folder import FolderFinding
from tracer.documents.paper import counted
from tracer.errors import TracerError
from tracer.evidence.bundle import BundledCase
from tracer.evidence.bundle_view import BundleView
from tracer.evidence.report.budget_text import stated_budget
from tracer.evidence.tag_names import stored_names
from tracer.formats.json_cursor import JsonCursor
from tracer.result.row_files import Documents
from tracer.result.trace_file import TraceFile
from tracer.verify.replayed import Replay, replay
from tracer.visible import quoted

REPLAYED = "Trace replayed"
"""The title of the step."""

_TRACE = "data/trace/trace.json"


def replay_steps(
    files: Mapping[str, bytes],
    trace: TraceFile,
    case: BundledCase,
    material: Material,
    transactions: Mapping[Txid, Transaction],
    replay: Replay = replay,
) -> tuple[VerificationStep, ...]:
    """Return step 7: the same result to the last byte, and no transaction that the trace does not read.

    `files` are the payload by path, every TagPack of the case among them.
    """
    own = case.case
    tags = [
        (written, files[f"case/tags/{name}"])
        for written, name in zip(own.stop.tags, stored_names(own.stop.tags), strict=True)
    ]
    if case.is_withheld:
        own = replace(own, sha256=trace.case_sha256)
    try:
        view = BundleView(material, transactions, trace.change.history)
        again = replay(view, own, tags, view.tip(), stated_budget(trace.parameters))
    except TracerError as error:
        return (judged("7", REPLAYED, "", [FolderFinding(_TRACE, f"cannot be computed again: {error}")]),)
    stated = Documents(files["trace/trace.json"], {name: files[f"trace/{name}"] for name in trace.beside})
    findings = [] if again.documents == stated else _differences(trace, stated.trace, again.documents.trace)
    if not findings:
        text = "is not needed: the trace, computed again, does not read the transaction"
        findings = [material.finding(txid, text) for txid in _surplus(material, {*again.read})]
    step = judged("7", REPLAYED, f"trace.json is recomputed to the last byte, SHA-256 {trace.sha256}", findings)
    absent = sorted(view.needed - material.positions.keys())
    if not absent:
        return (step,)
    reason = (
        f"{counted(len(absent), 'transaction')} whose outputs are spent here are not here. Where a trail meets one it "
        "ends as a gap; beyond that no figure rests on them. That the source lacked them no offline check shows"
    )
    command = f"bitcoin-cli getrawtransaction {absent[0]} 2"
    return (step, not_checked("7.1", "Prevouts that are not here", reason, command))


def _surplus(material: Material, read: AbstractSet[Txid]) -> list[Txid]:
    """Return what was not read, and is not the coinbase of a block of which something was."""
    blocks = {material.positions[txid].height for txid in read if txid in material.positions}
    rest = [(txid, at) for txid, at in material.positions.items() if txid not in read]
    return [txid for txid, at in rest if at.index or at.height not in blocks]


def _differences(trace: TraceFile, stated: bytes, again: bytes) -> list[FolderFinding]:
    """Say that a result is another one, and where it differs."""
    digest = hashlib.sha256(again).hexdigest()
    old, new = dict(JsonCursor.of(stated, _TRACE).members()), dict(JsonCursor.of(again, _TRACE).members())
    keys = [key for key in sorted({*old, *new}) if key not in old or key not in new or old[key].value != new[key].value]
    where = f"differs under {', '.join(quoted(key, 40) for key in keys[:20])}" if keys else "is written otherwise"
    return [FolderFinding(_TRACE, f"computed again it has SHA-256 {digest}, not {trace.sha256}: it {where}")]
