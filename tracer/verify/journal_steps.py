"""The check of a bundle's journal and of the node's answers: linked, signed, grown from what was handed over before.

A change here can change what is accepted.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from tracer.case.case import Case
from tracer.container.verification import VerificationStep, judged, not_checked
from tracer.disk.folder import FolderFinding
from tracer.errors import IntegrityError
from tracer.formats.json_cursor import JsonCursor
from tracer.journal import journal as journals
from tracer.journal.journal import Entry, Journal
from tracer.journal.merkle_log import Head, continues
from tracer.signatures.signing import JOURNAL, NODE
from tracer.verify.signature_steps import Signed
from tracer.visible import quoted

_NAME = f"signatures/{JOURNAL}"


def journal_steps(
    files: Mapping[str, bytes], tag_manifest: bytes, case: Case | None, signed: Sequence[Signed], earlier: Head | None
) -> Iterator[VerificationStep]:
    """Yield the steps on the journal; `files` are those in `signatures/` by name."""
    heads = [(each.role.value, each.statement.journal) for each in signed if each.statement.journal is not None]
    if JOURNAL not in files:
        missing = [FolderFinding(_NAME, f"is missing; the {role} signed its head {head}") for role, head in heads]
        if earlier is not None:
            missing.append(
                FolderFinding(_NAME, f"is missing, so nothing shows that it continues the earlier head {earlier}")
            )
        if missing:
            yield judged("", "Journal", "", missing)
        return
    try:
        journal = read_filed(files[JOURNAL], case)
    except IntegrityError as error:
        yield judged("", "Journal", "", [FolderFinding(_NAME, str(error))])
        return
    findings = [
        FolderFinding(_NAME, f"is not the journal that the {role} signed: it does not begin with head {head}")
        for role, head in heads
        if not continues(journal.lines, head)
    ]
    yield judged("", "Journal", _words(journal, tag_manifest), findings)
    if earlier is not None:
        yield _earlier(journal, earlier)
    yield from _not_covered(journal, [head for _, head in heads])


def read_filed(content: bytes, case: Case | None) -> Journal:
    """Read the journal of a bundle, whose last line is never torn.

    Raises:
        IntegrityError: it was changed, or is of another case.
    """
    named = case.id if case is not None else journals.case_named(content)
    journal = journals.read(content, _NAME, named or "")
    if journal.torn or not journal.entries:
        raise IntegrityError(f"{_NAME} does not end with a whole entry")
    return journal


def node_steps(files: Mapping[str, bytes], tag_manifest: bytes, case: Case | None) -> Iterator[VerificationStep]:
    """Yield the step on what the node answered: its word, which nothing here proves.

    Where the bundle's journal says what was acquired for this result, the answers are compared with that.
    """
    name, title = f"signatures/{NODE}", "Node's answers"
    acquired = _acquisitions(files, tag_manifest, case)
    if NODE not in files:
        if acquired and all(entry.object is not None for entry in acquired):
            text = f"is missing; the journal's entry {acquired[-1].seq} recorded the node's answers"
            yield judged("", title, "", [FolderFinding(name, text)])
        return
    try:
        said = JsonCursor.of(files[NODE], name)
        chain, blocks, tip = said.text("chain"), said.integer("blocks"), said.text("bestblockhash")
        version = said.text("subversion")
        time = said.text("acquired_utc")
    except IntegrityError as error:
        yield judged("", title, "", [FolderFinding(name, str(error))])
        return
    findings = list(_contradictions(name, files[NODE], chain, case, acquired))
    if findings:
        yield judged("", title, "", findings)
        return
    reason = (
        f"node-attested, proven by nothing here: {quoted(version, 80)} on {quoted(chain, 40)}, {blocks} blocks, tip "
        f"{quoted(tip, 64)}, as it answered at {quoted(time, 20)}; {_recorded(files[NODE], acquired)}"
    )
    yield not_checked("", title, reason, "tracer node --chain http://127.0.0.1:8332")


def _contradictions(
    name: str, content: bytes, chain: str, case: Case | None, acquired: Sequence[Entry]
) -> Iterator[FolderFinding]:
    """Yield in what the node's answers differ from the case and from what the journal recorded of them."""
    if case is not None and chain != case.network.name:
        yield FolderFinding(name, f"is of network {quoted(chain, 40)}; the case is of {case.network.name}")
    digest = hashlib.sha256(content).hexdigest()
    if acquired and all(entry.object != digest for entry in acquired):
        last = acquired[-1]
        recorded = f"SHA-256 {last.object}" if last.object else "no node's answers"
        yield FolderFinding(
            name, f"has SHA-256 {digest}; the journal's entry {last.seq} recorded {recorded} for this result"
        )


def _recorded(content: bytes, acquired: Sequence[Entry]) -> str:
    """Return in words with which entry the answers agree."""
    digest = hashlib.sha256(content).hexdigest()
    agreeing = [entry.seq for entry in acquired if entry.object == digest]
    if agreeing:
        return f"the same answers as entry {agreeing[-1]} of the journal recorded"
    return "no journal here records that they were acquired for this result"


def _acquisitions(files: Mapping[str, bytes], tag_manifest: bytes, case: Case | None) -> list[Entry]:
    """Return the acquisitions of this bundle's result, oldest first; none where no journal here says.

    The journal's export of this very bundle names its result; an acquisition stands just before each trace that gave
    it.
    """
    try:
        entries = read_filed(files[JOURNAL], case).entries if JOURNAL in files else ()
    except IntegrityError:
        return []
    sealed = hashlib.sha256(tag_manifest).hexdigest()
    results = {
        entry.details.get("trace-sha256") for entry in entries if entry.kind == "exported" and entry.object == sealed
    }
    return [
        former
        for former, later in pairwise(entries)
        if former.kind == "acquired" and later.kind == "traced" and later.object in results
    ]


def _earlier(journal: Journal, earlier: Head) -> VerificationStep:
    text = (
        f"does not continue the earlier head {earlier}: entries that were there then were changed, cut off or left out"
    )
    findings = [] if continues(journal.lines, earlier) else [FolderFinding(_NAME, text)]
    good = f"the first {_entries(earlier.size)} are those of the earlier head {earlier}"
    return judged("", "Earlier journal", good, findings)


def _not_covered(journal: Journal, heads: list[Head]) -> Iterator[VerificationStep]:
    signed = max((head.size for head in heads), default=0)
    left = len(journal.entries) - signed
    if left > 0:
        which = (
            "no signature covers the journal" if not signed else f"entries after {signed} came after the last signature"
        )
        reason = (
            f"{which}; compare its head, {journal.head}, with one handed over apart from this bundle, or with --earlier"
        )
        yield not_checked("", "Journal's end", reason)


def _words(journal: Journal, tag_manifest: bytes) -> str:
    digest = hashlib.sha256(tag_manifest).hexdigest()
    about = [entry for entry in journal.entries if entry.object == digest]
    export = [f"entry {entry.seq} is the export of this bundle" for entry in about if entry.kind == "exported"]
    back = [
        str(later.seq)
        for former, later in zip(journal.entries, journal.entries[1:], strict=False)
        if later.time_utc < former.time_utc
    ]
    clock = [f"the clock stood earlier at entry {', '.join(back[:20])} than at the one before"] if back else []
    return "; ".join(
        [
            f"{_entries(len(journal.entries))}, each linked to the one before; head {journal.head}",
            *(export[:1] or ["no entry is the export of this bundle"]),
            *clock,
        ]
    )


def _entries(count: int) -> str:
    return f"{count} entr{'y' if count == 1 else 'ies'}"
