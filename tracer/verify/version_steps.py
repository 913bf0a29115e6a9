"""The part of a bundle's check that comes first: which version made it, by which method, in which layout.

Only the version that made a bundle computes the same again. Of a bundle of another one the files, the signatures and
the chain are checked, which no version changes; whether its figures follow from them is not decided. A
forger may name any version: so such a bundle never passes, and what is wrong in it is still wrong.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from tracer import METHOD, NAME, __version__
from tracer.chain.outpoint import BlockHash, BlockRef, Txid
from tracer.chain.transaction import Transaction
from tracer.container.material import Material
from tracer.container.verification import VerificationStep, judged, not_checked
from tracer.disk.folder import FolderFinding
from tracer.errors import IntegrityError
from tracer.formats.json_cursor import JsonCursor
from tracer.formats.zone import DATABASE_VERSION
from tracer.progress import Progress
from tracer.result.trace_file import TraceFile
from tracer.verify.chain_steps import check_headers, check_proofs, spent
from tracer.visible import quoted

_TRACE, _ABOUT = "trace/trace.json", "bundle.json"
_RELEASE = re.compile(r"[0-9]{1,9}(\.[0-9a-z]{1,19}){0,9}(\+[0-9a-z.]{1,39})?")
"""What a release can be called. Source: PEP 440, whose normal form begins with a number and holds no blank."""
_REPLAYED = (("6", "Case and TagPacks"), ("7", "Trace replayed"), ("8", "Annexes rendered again"))


@dataclass(frozen=True, slots=True)
class MadeBy:
    """What made a bundle, as `trace.json` says, and what says otherwise. `horizon` is None where it cannot be read.

    `time_zones` is the edition of the time zones that days were computed with; None where none was.
    """

    version: str
    method: int
    time_zones: str | None
    horizon: BlockRef | None
    contradictions: tuple[FolderFinding, ...]

    @property
    def is_another(self) -> bool:
        """Whether it was another version than this, another method, or another edition of the time zones."""
        is_other_edition = self.time_zones not in (None, DATABASE_VERSION)
        return self.is_another_release or (self.is_release and is_other_edition)

    @property
    def is_another_release(self) -> bool:
        """Whether it was another version or method than this, which may have had another layout."""
        return self.is_release and (self.version, self.method) != (__version__, METHOD)

    @property
    def is_release(self) -> bool:
        """Whether a release can have the name that stands for the version; nobody can install another."""
        return _RELEASE.fullmatch(self.version) is not None

    @property
    def why(self) -> str:
        """Why its figures are not decided here, and what to do."""
        own = f"{__version__}, method {METHOD}"
        if (self.version, self.method) == (__version__, METHOD):
            return (
                f"computed with edition {quoted(str(self.time_zones), 20)} of the time zones, here edition "
                f"{DATABASE_VERSION} is installed, which may give other days: install that edition of tzdata and check "
                f"again"
            )
        return (
            f"computed by version {quoted(self.version, 20)}, method {self.method}; this is {own}, which may compute "
            f"otherwise: install that release of {NAME} and check with it"
        )


def made_by(files: Mapping[str, bytes], trace: TraceFile | None) -> MadeBy | None:
    """Return what made a bundle of this payload, whose result is `trace` where it could be read.

    None where it does not say so in the form of any version.
    """
    if trace is not None:
        contradictions = tuple(_contradictions(files, trace.version))
        return MadeBy(trace.version, trace.method_number, trace.time_zones, trace.horizon, contradictions)
    try:
        place = JsonCursor.of(files[_TRACE], _TRACE)
        software = place.key("software")
        version, method = software.text("version"), software.integer("method")
    except (KeyError, IntegrityError):
        return None
    return MadeBy(version, method, None, _horizon(place), tuple(_contradictions(files, version)))


def no_release(by: MadeBy | None) -> list[FolderFinding]:
    """Name a version that no release can have: it is this one's to judge, and wanting."""
    if by is None or by.is_release:
        return []
    return [FolderFinding(f"data/{_TRACE}", f"names version {quoted(by.version, 20)}, and no release is called that")]


def steps_of_another(
    by: MadeBy,
    material: Material | None,
    transactions: Mapping[Txid, Transaction],
    faulty: Sequence[FolderFinding],
    progress: Progress,
) -> Iterator[VerificationStep]:
    """Yield steps 2 to 8 of a bundle of another version: the chain is checked, the rest is left to that version."""
    if material is None:
        chain = (("2", "Transactions"), ("3", "Merkle proofs"), ("4", "Block headers"), ("5", "Amounts"))
        yield from (not_checked(number, title, "chain/ could not be read (see step 1)") for number, title in chain)
    else:
        good = f"{len(material.raws)} transactions hash to their names"
        yield judged("2", "Transactions", good, list(faulty))
        good = f"{len(material.positions)} transactions lie in the blocks and places stated"
        yield judged("3", "Merkle proofs", good, check_proofs(material, progress))
        findings, left = check_headers(material, by.horizon)
        good = (
            f"heights {material.first_header} to {material.last_header} are linked, meet their targets and end at the "
            f"horizon"
        )
        yield judged("4", "Block headers", good, findings)
        if left:
            yield not_checked("4.1", "Rules that need earlier headers", "; ".join(left))
        good = "no transaction whose prevouts are all here pays more than it spends"
        yield judged("5", "Amounts", good, _overdrawn(transactions, material))
    yield from (not_checked(number, title, by.why) for number, title in _REPLAYED)


def _overdrawn(transactions: Mapping[Txid, Transaction], material: Material) -> list[FolderFinding]:
    """Name what pays more than it spends, as far as all its prevouts are here."""
    found = []
    for txid, transaction in transactions.items():
        value, unknown = spent(transaction, transactions, material)
        paid = sum(output.value for output in transaction.outputs)
        if not unknown and paid > value and not transaction.is_coinbase:
            found.append(material.finding(txid, f"pays {paid - value} sat more than it spends"))
    return found


def _horizon(trace: JsonCursor) -> BlockRef | None:
    try:
        horizon = trace.key("horizon")
        return BlockRef(horizon.amount("height"), BlockHash(horizon.text("hash")))
    except IntegrityError:
        return None


def _contradictions(files: Mapping[str, bytes], version: str) -> Iterator[FolderFinding]:
    """Say where `bundle.json` names another version than `trace.json`, or none at all."""
    try:
        stated = JsonCursor.of(files.get(_ABOUT, b""), _ABOUT).key("software").text("version")
    except IntegrityError as error:
        yield FolderFinding(f"data/{_ABOUT}", str(error))
        return
    if stated != version:
        text = f"says that version {quoted(stated, 20)} made it; trace.json says version {quoted(version, 20)}"
        yield FolderFinding(f"data/{_ABOUT}", text)
