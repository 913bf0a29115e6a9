"""Title as rows: which satoshi the state may do what with on a day."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from tracer.chain.outpoint import Outpoint
from tracer.reserve.acts import ActId, LotId
from tracer.reserve.satoshi_runs import SatoshiRun


class Title(Enum):
    """A satoshi's title, in the order of every table."""

    ASSIGNED = "assigned"
    ENCUMBERED = "encumbered"
    TITLED = "titled"
    APPEALABLE = "appealable"
    UNTITLED = "untitled"
    UNSOLICITED = "unsolicited"


LAWFUL = (Title.ASSIGNED, Title.ENCUMBERED, Title.TITLED)
"""Titles under a forfeiture in force that cannot be appealed any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TitledRun:
    """A run held in a coin on a day: its lot (None: admitted by no case), its title and the acts that give it.

    `assigned`: whether it is assigned to the reserve, which an encumbered one may be. `dust`: an unsolicited one of a
    receipt of at most the dust limit.
    """

    run: SatoshiRun
    coin: Outpoint
    place: int
    wallet: str
    lot: LotId | None
    title: Title
    assigned: bool
    order: ActId | None
    burden: ActId | None
    dust: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRow:
    """What an order commanded and what it covers, in satoshi; None where it names no amount in satoshi."""

    act: ActId
    order: str
    form: str
    case: str | None
    ordered: int | None
    covered: int
    shortfall: int | None
    currency: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TitleBook:
    """Title of everything that is held on a day in wallets of ours.

    `runs` are in the order of the coins, then by place; `sums` has every title and adds up to what is held. `burdens`
    are the encumbered satoshi of each claim and pledge that is open, of which rivals may name the same ones; `short`
    says which claims and pledges name more than was there.
    """

    day: dt.date
    runs: tuple[TitledRun, ...]
    sums: Mapping[Title, int]
    orders: tuple[OrderRow, ...]
    burdens: Mapping[ActId, int] = field(default_factory=dict)
    short: tuple[str, ...] = ()
