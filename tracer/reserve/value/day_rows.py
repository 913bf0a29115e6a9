"""A block of satoshi day by day: what was there, what came into it, what left it and how."""

import datetime as dt
from dataclasses import dataclass
from enum import Enum

from tracer.chain.outpoint import Txid
from tracer.reserve.satoshi_runs import SatoshiRun


class ValuedBlock(Enum):
    """What is valued by itself, in the order of every table; each one holds all of the one before it."""

    RESERVE = "reserve"
    """Assigned, encumbered or not."""
    TITLED = "titled"
    """A forfeiture in force covers it and cannot be appealed any more: assigned, encumbered and titled."""
    HELD = "held"
    """Everything in wallets of ours, whatever its title."""


class DayFlowKind(Enum):
    """How satoshi came into a block or left it, by the name of its field in `DayRow`."""

    ADDED = "added"
    DISPOSED = "disposed"
    FEE = "fees"
    DEPOSITED = "deposited"
    WITHDRAWN = "withdrawn"
    SCOPE_IN = "scope_in"
    SCOPE_OUT = "scope_out"

    @property
    def enters(self) -> bool:
        """Whether it brings satoshi into the block."""
        return self in (DayFlowKind.ADDED, DayFlowKind.WITHDRAWN, DayFlowKind.SCOPE_IN)


@dataclass(frozen=True, slots=True, kw_only=True)
class DayRow:
    """A block's satoshi on a day; `scoped` is what acts of scope let in, less what they let out.

    `opening` is counted, not carried: what lay in the block when the day began.
    """

    day: dt.date
    opening: int
    added: int = 0
    disposed: int = 0
    fees: int = 0
    deposited: int = 0
    withdrawn: int = 0
    scoped: int = 0

    @property
    def closing(self) -> int:
        """What the day's movements lead to from its opening."""
        came, left = self.added + self.withdrawn, self.disposed + self.fees + self.deposited
        return self.opening + came - left + self.scoped


@dataclass(frozen=True, slots=True, kw_only=True)
class DayFlow:
    """A run that came into a block or left it on a day; `txid` is the transaction by which it left all wallets."""

    day: dt.date
    run: SatoshiRun
    kind: DayFlowKind
    txid: Txid | None = None
