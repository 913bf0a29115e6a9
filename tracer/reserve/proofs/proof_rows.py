"""Proofs of control as rows: coins to prove, signatures that came, and what a script interpreter says of each."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from tracer.chain.outpoint import Outpoint


class ProofForm(Enum):
    """How a message was signed."""

    BIP322 = "bip322"
    BIP127 = "bip127"
    """One transaction that nobody can mine, signed by every coin that it spends: it is of these coins alone."""
    LEGACY = "legacy"
    """The key of one pay-to-pubkey-hash address; told apart, never among what is proven."""


class SignatureState(Enum):
    """What the interpreter says of a signature; what a later soft fork may allow is inconclusive: it proves nothing."""

    VALID = "valid"
    INVALID = "invalid"
    INCONCLUSIVE = "inconclusive"


@dataclass(frozen=True, slots=True)
class ProofSpend:
    """A further coin that a proof of funds signs for, with the value and the script that it says the coin has."""

    outpoint: Outpoint
    value: int
    script: bytes


@dataclass(frozen=True, slots=True)
class SignatureVerdict:
    """What was found of a signature, and why.

    `spends` are the further coins of a valid proof of funds, or all coins of a valid one of BIP 127.
    """

    state: SignatureState
    reason: str
    spends: tuple[ProofSpend, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedProof:
    """A signature as it came, for a script of the register."""

    address: str
    script: bytes
    form: ProofForm
    signature: str


@dataclass(frozen=True, slots=True)
class JudgedProof:
    """A signature and what the interpreter said of it."""

    proof: ReceivedProof
    verdict: SignatureVerdict


@dataclass(frozen=True, slots=True)
class ProofSet:
    """The signatures of one message, and the block hashes by height that are known behind the closing block."""

    message: bytes
    proofs: tuple[JudgedProof, ...]
    after: Mapping[int, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofCoin:
    """A coin that was unspent at the closing block; `is_ours` tells whether it is in the books."""

    outpoint: Outpoint
    value: int
    height: int
    script: bytes
    wallet: str
    is_ours: bool
