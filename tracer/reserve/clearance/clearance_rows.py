"""A clearance: what a PSBT was held against, what it does, and every check of it."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tracer.chain.outpoint import Outpoint
from tracer.formats.canonical import Writable
from tracer.reserve.acts import ActId
from tracer.reserve.clearance.cleared import ClearedTransaction
from tracer.reserve.disposition.gate_rows import GateCheck, GateState
from tracer.reserve.history import RegisterHistory
from tracer.reserve.limits.limit_report import LimitReport
from tracer.reserve.security.security_rows import SecurityRegister
from tracer.reserve.sentences import Sentence
from tracer.reserve.status import Books

MAY, MUST_NOT = "may-be-signed", "must-not-be-signed"
AFTERWARDS = "D10"
"""The check that can only be made once a transaction is on the chain: it alone need not pass before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClearanceSources:
    """What a PSBT is held against; the title book of `books` is of `day`.

    `cleared` are the transactions cleared before, in order; `limits` None: nothing is said of limits; `payloads` are
    the travel-rule payloads that acts name, by name; `proven` the scripts whose control receivers have shown, by act.
    """

    books: Books
    history: RegisterHistory
    security: SecurityRegister
    cleared: Sequence[ClearedTransaction]
    limits: LimitReport | None
    payloads: Mapping[str, bytes]
    day: dt.date
    proven: Mapping[ActId, frozenset[bytes]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SpentCoin:
    """An input: the coin, its wallet and its satoshi as the chain has them; None: it may not be spent."""

    coin: Outpoint
    wallet: str | None
    value: int | None

    def as_json(self) -> dict[str, Writable]:
        """Return `{wallet, coin, value_sat}`."""
        sat = None if self.value is None else str(self.value)
        return {"wallet": self.wallet, "coin": str(self.coin), "value_sat": sat}


@dataclass(frozen=True, slots=True)
class PaidOutput:
    """An output: the wallet of ours, None: of others; its script as people write it, and its satoshi."""

    wallet: str | None
    address: str
    value: int

    def as_json(self) -> dict[str, Writable]:
        """Return `{wallet, address, value_sat}`."""
        return {"wallet": self.wallet, "address": self.address, "value_sat": str(self.value)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Clearance:
    """What a PSBT does, and every check of it; `fee` None: not every coin that it spends is known.

    `psbt` is the SHA-256 of its bytes in binary, `words` what a signer compares with the screen of a device, `entry`
    what the journal says of it where it is cleared.
    """

    psbt: str
    spends: tuple[SpentCoin, ...]
    pays: tuple[PaidOutput, ...]
    fee: int | None
    words: tuple[Sentence, ...]
    checks: tuple[GateCheck, ...]
    entry: ClearedTransaction

    @property
    def verdict(self) -> str:
        """`may-be-signed` where every check passes that can be made before signing, else `must-not-be-signed`."""
        return MAY if all(each.state is GateState.PASS for each in self.checks if each.id != AFTERWARDS) else MUST_NOT

    @property
    def act(self) -> ActId | None:
        """The disposal that it carries out, None: none."""
        return self.entry.act

    def as_json(self) -> dict[str, Writable]:
        """Return it as JSON, satoshi as texts of digits."""
        return {
            "verdict": self.verdict,
            "txid": str(self.entry.txid),
            "psbt_sha256": self.psbt,
            "act": self.act,
            "spends": [each.as_json() for each in self.spends],
            "pays": [each.as_json() for each in self.pays],
            "fee_sat": None if self.fee is None else str(self.fee),
            "words": list(self.words),
            "checks": [each.as_json() for each in self.checks],
        }
