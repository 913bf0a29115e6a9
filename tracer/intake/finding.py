"""What was found in a received file: a name of the chain, its place, and whether it is right."""

from dataclasses import dataclass
from enum import Enum

from tracer.intake.piece import Place


class NameKind(Enum):
    """What a name names."""

    ADDRESS = "address"
    TXID = "txid"
    OUTPOINT = "outpoint"
    KEY = "private key"
    WATCH = "extended public key"
    DESCRIPTOR = "descriptor"
    BLOCK = "block hash"
    PUBLIC = "public key"
    INVOICE = "Lightning invoice"
    TEXT = "text"
    """Nothing known, but it looks as if it carried a name."""


class NameVerdict(Enum):
    """Whether a name can be used as it stands."""

    RIGHT = "right"
    """Its checksum holds and it belongs to the network asked for, or the chain asked has it."""
    FORMED = "well-formed"
    """Sixty-four digits, as a txid has; hashes of blocks and files and keys have as many. Only a chain tells."""
    FOREIGN = "foreign"
    """Right, but of another network or another ledger."""
    DAMAGED = "damaged"
    """Close to a name and none. Nothing is chosen among its candidates."""
    ABSENT = "absent"
    """Right in form, and not on the chain that was asked."""
    OTHER = "other"
    """Understood, and no name of a transaction, an output or an address."""
    UNCLEAR = "unclear"
    """It looks as if it carried a name, and none was understood."""
    SECRET = "secret"
    """A private key or a recovery phrase. It is neither shown nor used."""
    SENSITIVE = "sensitive"
    """Watch-only material. It is listed by its two ends; nothing is derived from it."""


class Support(Enum):
    """What speaks for a candidate."""

    CHECKSUM = "checksum"
    """The address's own checksum holds."""
    CHAIN = "chain"
    """The chain asked has this transaction or output."""
    FORM = "form"
    """It has the right form. A txid has no checksum, so nothing else speaks for it."""
    FILE = "file"
    """The same file names it whole elsewhere."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """What a damaged name may have been, how it differs from what is written, and what speaks for it."""

    value: str
    changes: tuple[str, ...]
    support: Support
    remark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NameFinding:
    """One mention of a name.

    `written` is the text of the file, private keys taken out; `value` the name as the tracer takes it, None
    unless it is right or well-formed; `reason` says in words what is wrong; `ledger` is the other ledger it belongs to.
    """

    kind: NameKind
    verdict: NameVerdict
    place: Place
    written: str
    value: str | None
    reason: str
    candidates: tuple[Candidate, ...] = ()
    notes: tuple[str, ...] = ()
    ledger: str = ""
