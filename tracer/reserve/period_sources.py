"""What the statement of a period follows from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tracer.formats.canonical import Json
from tracer.reserve.acts import ActsInForce
from tracer.reserve.days import Period
from tracer.reserve.history import RegisterHistory
from tracer.reserve.ledger_rows import RegisterLedger
from tracer.reserve.limits.custody import CustodyFacts
from tracer.reserve.lots import Lot
from tracer.reserve.period_rows import (
    PeriodProof,
)
from tracer.reserve.periods import Predecessors
from tracer.reserve.register import Register
from tracer.reserve.security.published_custody import PublishedCustody
from tracer.reserve.value.valuing import Valuing


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodSources:
    """What a statement follows from. `history` ends with the closing block, and `ledger` is what the fold makes of it.

    `faults` are those of the observation at the closing block. `files` are SHA-256 by path in the register.
    """

    period: Period
    register: Register
    acts: ActsInForce
    lots: Sequence[Lot]
    history: RegisterHistory
    ledger: RegisterLedger
    faults: Sequence[Json]
    files: Mapping[str, str]
    before: Predecessors
    version: str
    method: int
    valuing: Valuing | None = None
    limit_tables: Mapping[str, bytes] = field(default_factory=dict)
    custody: CustodyFacts | None = None
    proof: PeriodProof | None = None
    published: PublishedCustody | None = None
