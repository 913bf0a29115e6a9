"""One act's file: its bytes in, an `Act` out, or every fault at once.

Pure: opens no file. Whether the acts it names are on file is for `act_set`; whether its documents are, for those who
have the folder. An unknown key is a fault, and so is an amount whose key names no unit.
"""

import datetime as dt
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import combinations
from typing import TypeAlias

from tracer.case.parameters import small
from tracer.case.persons import mixed_letters, same_person
from tracer.chain.outpoint import parse_txid
from tracer.errors import CaseError
from tracer.formats.faults import Faults
from tracer.formats.fields import FieldTable, show
from tracer.formats.toml_file import check_no_secret, root_of, text_of
from tracer.reserve import act_tables, sale_tables, typed_values
from tracer.reserve.acts import Act, ActHead, ActId, ActKind, ActText, CorrectionAct
from tracer.reserve.register import Register

TWO_PERSONS = frozenset(
    {
        ActKind.CONVENTION,
        ActKind.EXECUTION,
        ActKind.ASSIGNMENT,
        ActKind.RELEASE,
        ActKind.SCOPE,
        ActKind.DISPOSAL,
        ActKind.STEP,
        ActKind.WAIVER,
        ActKind.REVIEW,
        ActKind.CORRECTION,
    }
)
"""Kinds that two different persons sign."""

DOCUMENTED = frozenset(
    {
        ActKind.ORDER,
        ActKind.EXECUTION,
        ActKind.ASSIGNMENT,
        ActKind.RELEASE,
        ActKind.SCOPE,
        ActKind.DISPOSAL,
        ActKind.CORRECTION,
    }
)
"""Kinds that need the document behind them and somebody's signature.

So does a step that says that coins were sent, and an act that supersedes another.
"""

_MOVES = ("deposits", "withdrawals")
"""Keys by which a statement says of movements what they are; with either it takes two persons as well."""
_FEES = "fees_sat"
"""The key by which a statement says what a custodian took: with any it takes two persons and their document."""

_A_DATE = "a date such as 2026-05-02"
_AN_ACT = "the number of an act such as 2026-0007"
_NO_DATE = dt.date.min

Reader: TypeAlias = Callable[[FieldTable, ActHead, Register], Act]
"""Reads the keys of a kind."""

READERS: Mapping[ActKind, Reader] = {
    ActKind.CONVENTION: sale_tables.convention,
    ActKind.ORDER: act_tables.order,
    ActKind.EXECUTION: act_tables.execution,
    ActKind.ASSIGNMENT: act_tables.assignment,
    ActKind.CLAIM: act_tables.burden,
    ActKind.PLEDGE: act_tables.burden,
    ActKind.RELEASE: act_tables.release,
    ActKind.SCOPE: act_tables.scope,
    ActKind.DISPOSAL: sale_tables.disposal,
    ActKind.STEP: sale_tables.step,
    ActKind.HEDGE: sale_tables.hedge,
    ActKind.REVIEW: sale_tables.review,
    ActKind.WAIVER: sale_tables.waiver,
    ActKind.STATEMENT: act_tables.statement,
    ActKind.OPINION: sale_tables.opinion,
}
"""The kinds that a correction can replace: all but a correction."""


def parse(content: bytes, name: str, register: Register) -> Act:
    """Read one act.

    Args:
        content: the file's bytes, UTF-8.
        name: the file's name, whose last part without `.toml` is the act's number; messages call the file so.
        register: whose wallets, accounts and limits the act may name.

    Raises:
        CaseError: every fault of the file, one message each; a fault of TOML itself comes alone.
    """
    faults = Faults(name)
    text = text_of(content, faults)
    root = root_of(text, faults, "an act")
    act = _act(root, name.rpartition("/")[2].removesuffix(".toml"), hashlib.sha256(content).hexdigest(), register)
    check_no_secret(text, faults)
    typed_values.check_days(root)
    if act is None or faults.texts:
        raise CaseError(*faults.texts)
    return act


def _act(root: FieldTable, stem: str, sha256: str, register: Register) -> Act | None:
    """Read an act; None, a fault recorded, where its kind is not known and so neither are its keys."""
    kind = _kind(root, tuple(ActKind))
    if kind is None:
        return None
    head = _head(root, kind, stem, sha256)
    if kind is ActKind.CORRECTION:
        act: Act = _correction(root, head, register)
    else:
        act = READERS[kind](root, head, register)
    root.close()
    return act


def _kind(table: FieldTable, allowed: tuple[ActKind, ...]) -> ActKind | None:
    words = [kind.value for kind in allowed]
    expected = f"one of {', '.join(words)}"
    chosen = table.need("kind", table.choice("kind", words), expected, "")
    return ActKind(chosen) if chosen else None


def _head(root: FieldTable, kind: ActKind, stem: str, sha256: str) -> ActHead:
    identity = root.need("id", root.read("id", typed_values.act_id, _AN_ACT), _AN_ACT, ActId(""))
    if identity and identity != stem:
        root.fault("id", f"expected the file's own name, {show(stem)}, got {show(identity)}")
    corrects = root.read("corrects", typed_values.act_id, _AN_ACT)
    if "corrects" in root and kind is not ActKind.CORRECTION:
        root.fault("corrects", f'belongs to kind = "correction"; an act of kind {kind.value} supersedes another')
    supersedes = root.read("supersedes", typed_values.act_id, _AN_ACT)
    if "supersedes" in root and kind is ActKind.CORRECTION:
        root.fault("supersedes", "a correction names what it replaces with corrects")
    for key, named in (("corrects", corrects), ("supersedes", supersedes)):
        if named is not None and named == identity:
            root.fault(key, "names this act itself")
    _check_document(root, kind)
    return ActHead(
        id=identity,
        kind=kind,
        date=root.need("date", root.date("date"), _A_DATE, _NO_DATE),
        text=_text(root),
        signed_by=_signed_by(root, kind),
        corrects=corrects,
        supersedes=supersedes,
        sha256=sha256,
    )


def _check_document(root: FieldTable, kind: ActKind) -> None:
    """Record a fault where an act that gives or takes title, moves coins or wallets, lacks its document or a signer."""
    sends = kind is ActKind.STEP and root.peek("state") == sale_tables.SENT
    if "text" not in root and _states_fees(root, kind):
        root.fault("text", "missing; a statement that states fees needs its document, its file and SHA-256")
    if kind not in DOCUMENTED and not sends and "supersedes" not in root:
        return
    if "text" not in root and not _states_fees(root, kind):
        root.fault("text", f"missing; {_that_needs(kind, sends)} needs its document, its file and SHA-256")
    if kind not in TWO_PERSONS and "signed_by" not in root:
        root.fault("signed_by", f"{_that_needs(kind, sends)} needs at least one person who signed; none is named")


def _states_fees(root: FieldTable, kind: ActKind) -> bool:
    """Return whether an act is a custodian's statement by which satoshi went to the custodian."""
    return kind is ActKind.STATEMENT and _FEES in root and not root.is_empty(_FEES)


def _that_needs(kind: ActKind, sends: bool) -> str:
    """Return what an act is that needs its document and a signer."""
    if sends:
        return "a step that says coins were sent"
    return f"an act of kind {kind.value}" if kind in DOCUMENTED else "an act that supersedes another"


def _text(table: FieldTable) -> ActText | None:
    """Read the document behind an act, `text = { file = "…", sha256 = "…" }`."""
    inner = table.table("text")
    if "text" not in table:
        return None
    document = act_tables.document(inner)
    inner.close()
    return document


def _signed_by(root: FieldTable, kind: ActKind) -> tuple[str, ...]:
    """Read who signed; two names of one person are a fault, and so is one person where two are demanded."""
    names = root.names("signed_by") or ()
    twice = [pair for pair in combinations(names, 2) if same_person(*pair)]
    for one, other in twice:
        root.fault("signed_by", f"{show(other)} is {show(one)} as well: one person signs once")
    for name, why in ((each, mixed_letters(each)) for each in names):
        if why is not None:
            root.fault("signed_by", f"{show(name)} {why}")
    moves = kind is ActKind.STATEMENT and any(key in root and not root.is_empty(key) for key in _MOVES)
    charges = _states_fees(root, kind) and not moves
    if (kind in TWO_PERSONS or moves or charges) and ("signed_by" not in root or len(names) == 1):
        root.fault(
            "signed_by",
            f"an act of kind {kind.value}"
            f"{' that names deposits or withdrawals' if moves else ' that states fees' if charges else ''} "
            "takes two different persons; "
            f"{f'got {show(names[0])} alone' if names else 'none is named'}",
        )
    return names


def _correction(root: FieldTable, head: ActHead, register: Register) -> CorrectionAct:
    """Read a correction: an act's full replacement, the explanation of a movement, or a case's later bundle."""
    forms = [key for key in ("replacement", "txid", "bundle") if key in root]
    inner = root.table("replacement")
    txid = root.read("txid", lambda text: parse_txid(small(text)), "64 hexadecimal digits")
    bundle, case = root.hash("bundle", any_case=True), root.name("case")
    explains = root.prose("explains")
    if len(forms) != 1:
        got = " and ".join(forms) or "none"
        root.fault("", f"expected exactly one of [replacement], txid with explains, bundle with case, got {got}")
    if ("txid" in root and "explains" not in root) or ("explains" in root and forms == ["replacement"]):
        root.fault("explains", "goes with txid: which movement is explained, and how")
    if "bundle" in root and "explains" not in root:
        root.fault("explains", "missing; expected why the case's later bundle takes the place of the earlier")
    if ("bundle" in root) != ("case" in root):
        root.fault("case", "goes with bundle: of which case a later bundle is admitted")
    if "replacement" in root and "corrects" not in root:
        root.fault("corrects", "missing; expected the number of the act that is replaced")
    replacement = _replacement(inner, head, register) if "replacement" in root else None
    return CorrectionAct(head=head, replacement=replacement, txid=txid, explains=explains, case=case, bundle=bundle)


def _replacement(table: FieldTable, head: ActHead, register: Register) -> Act | None:
    """Read the act that stands in the place of another: it keeps that one's number, and the correction's signatures."""
    kind = _kind(table, tuple(READERS))
    if kind is None:
        return None
    full = replace(
        head,
        id=head.corrects or head.id,
        kind=kind,
        date=table.need("date", table.date("date"), _A_DATE, _NO_DATE),
        text=_text(table),
        corrects=None,
        supersedes=None,
    )
    act = READERS[kind](table, full, register)
    table.close()
    return act
