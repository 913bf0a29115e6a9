"""What a chain says of the txids of a received file: which exist, and which reading of a damaged one does.

Addresses are not asked about: their own checksum speaks, and that nobody was paid at one is no fault of it.
"""

from collections.abc import Mapping
from dataclasses import replace

from tracer.chain.misnamed import block_heights, both_ways, only_from, turned
from tracer.chain.outpoint import Txid, parse_txid
from tracer.chain.transaction import Confirmed
from tracer.chain.view import ChainView
from tracer.intake import hash_candidates
from tracer.intake.finding import Candidate, NameFinding, NameKind, NameVerdict, Support
from tracer.intake.intake import Intake
from tracer.progress import Progress

_CHUNK = 500
MOST_ASKED = 200_000
"""Readings put to a chain in one intake."""

_Known = Mapping[Txid, Confirmed]
_Supported = Mapping[str, tuple[Candidate, ...]]


def ask_chain(intake: Intake, view: ChainView, progress: Progress) -> Intake:
    """Return the intake after every txid, and every reading of a damaged or absent one, was put to a chain.

    Raises:
        SourceError: the source cannot answer.
        IntegrityError: what it answered cannot be true.
    """
    hashes = [finding for finding in intake.findings if finding.kind in (NameKind.TXID, NameKind.OUTPOINT)]
    right = {parse_txid(finding.value.partition(":")[0]) for finding in hashes if finding.value}
    known = _known(view, sorted(right | {turned(txid) for txid in right}), progress)
    findings = [_existing(finding, known, view) for finding in intake.findings]
    blocks = block_heights(view, {digits for digits in map(_absent, findings) if digits}, progress)
    findings = [_named_block(finding, blocks) for finding in findings]
    doubtful = {_written(each): each for each in reversed(findings) if _is_doubtful(each)}
    tiers = {text: _tiers(text, doubtful[text]) for text in reversed(doubtful)}
    supported: dict[str, tuple[Candidate, ...]] = {}
    found: dict[Txid, Confirmed] = {}
    asked = 0
    for tier in range(max(map(len, tiers.values()), default=0)):
        open_tiers = {text: each[tier] for text, each in tiers.items() if text not in supported and tier < len(each)}
        wanted = list(dict.fromkeys(txid for each in open_tiers.values() for txid in each if txid not in found))
        found |= _known(view, wanted[: max(0, MOST_ASKED - asked)], progress)
        asked += len(wanted)
        for text, each in open_tiers.items():
            there = tuple(_candidate(txid, words, found[txid]) for txid, words in each.items() if txid in found)
            supported |= {text: there} if there else {}
    notes = intake.notes
    if asked > MOST_ASKED:
        notes = (*notes, f"of {asked} readings of damaged txids only {MOST_ASKED} were put to the chain")
    return replace(intake, findings=tuple(_supported(each, supported, found) for each in findings), notes=notes)


def _known(view: ChainView, txids: list[Txid], progress: Progress) -> _Known:
    """Return those of these transactions that the chain has."""
    known: dict[Txid, Confirmed] = {}
    for start in range(0, len(txids), _CHUNK):
        known |= view.transactions(txids[start : start + _CHUNK])
        progress("asking the chain", min(start + _CHUNK, len(txids)), len(txids))
    return known


def _existing(finding: NameFinding, known: _Known, view: ChainView) -> NameFinding:
    """Return a well-formed txid or outpoint as right, with the block that holds it, or as absent."""
    if finding.value is None or finding.kind not in (NameKind.TXID, NameKind.OUTPOINT):
        return finding
    name, colon, vout = finding.value.partition(":")
    confirmed = known.get(parse_txid(name))
    if confirmed is None:
        reason = f"no transaction of this txid is on the chain up to block {view.tip().height}"
        reason += only_from(view)
        other = known.get(turned(parse_txid(name)))
        candidates: tuple[Candidate, ...] = ()
        if other is not None:
            reason += "; it is one with its bytes in reverse order, as raw data has them"
            candidates = (_candidate(turned(parse_txid(name)), ("its bytes in reverse order",), other),)
            candidates = tuple(replace(each, value=each.value + colon + vout) for each in candidates)
        return replace(finding, verdict=NameVerdict.ABSENT, value=None, reason=reason, candidates=candidates)
    count = len(confirmed.transaction.outputs)
    if vout and int(vout) >= count:
        reason = f"the transaction has outputs 0 to {count - 1} only"
        return replace(finding, verdict=NameVerdict.ABSENT, value=None, reason=reason)
    notes = (*finding.notes, f"on the chain, block {confirmed.position.height}")
    return replace(finding, verdict=NameVerdict.RIGHT, notes=notes)


def _absent(finding: NameFinding) -> str | None:
    """Return the 64 digits of a hash that is no transaction of the chain, either way round."""
    if (
        finding.verdict is not NameVerdict.ABSENT
        or finding.candidates
        or not finding.reason.startswith("no transaction")
    ):
        return None
    digits = _written(finding).lower()
    return digits if len(digits) == hash_candidates.SIZE else None


def _named_block(finding: NameFinding, blocks: Mapping[bytes, int]) -> NameFinding:
    """Return a hash that is a block's as that."""
    digits = _absent(finding)
    heights = [] if digits is None else [blocks[shown] for shown in both_ways(digits) if shown in blocks]
    if not heights:
        return finding
    reason = f"the hash of block {heights[0]}, not of a transaction"
    return replace(finding, kind=NameKind.BLOCK, verdict=NameVerdict.OTHER, reason=reason)


def _tiers(written: str, finding: NameFinding) -> tuple[hash_candidates.Readings, ...]:
    """Return the readings of a doubtful hash to put to the chain.

    Those it was reported with, then those of its text.
    """
    first = {parse_txid(each.value.partition(":")[0]): each.changes for each in finding.candidates if _is_reading(each)}
    rest = hash_candidates.readings(written) if len(written) <= hash_candidates.SIZE + 2 else ()
    return (first, *rest) if first else rest


def _is_reading(candidate: Candidate) -> bool:
    return candidate.support is not Support.FILE


def _is_doubtful(finding: NameFinding) -> bool:
    return finding.kind in (NameKind.TXID, NameKind.OUTPOINT) and finding.verdict in (
        NameVerdict.DAMAGED,
        NameVerdict.ABSENT,
    )


def _written(finding: NameFinding) -> str:
    """Return the text whose readings are asked for: as written, or joined where it was broken."""
    joined = [each.value for each in finding.candidates if each.value.lower() == _without_breaks(finding.written)]
    return (joined[0] if joined else finding.written).partition(":")[0]


def _without_breaks(text: str) -> str:
    return "".join(each for each in text.lower() if each.isalnum() or each == ":")


def _candidate(txid: Txid, changes: tuple[str, ...], confirmed: Confirmed) -> Candidate:
    return Candidate(txid, changes, Support.CHAIN, f"on the chain, block {confirmed.position.height}")


def _supported(finding: NameFinding, supported: _Supported, found: _Known) -> NameFinding:
    """Return a doubtful finding with the candidates that exist; readings that do not are no longer listed."""
    if not _is_doubtful(finding):
        return finding
    _, colon, vout = _tail(finding)
    candidates, notes = [], []
    for each in supported.get(_written(finding), ()):
        count = len(found[parse_txid(each.value)].transaction.outputs)
        if colon and int(vout) >= count:
            notes.append(f"{each.value} is on the chain, but has outputs 0 to {count - 1} only")
        else:
            candidates.append(replace(each, value=each.value + colon + vout))
    shortened = (each for each in finding.candidates if each.support is Support.FILE)
    return replace(finding, candidates=(*candidates, *shortened), notes=(*finding.notes, *notes))


def _tail(finding: NameFinding) -> tuple[str, str, str]:
    return finding.written.partition(":") if finding.kind is NameKind.OUTPOINT else ("", "", "")
