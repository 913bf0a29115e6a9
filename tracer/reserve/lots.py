"""Lots: satoshi of one origin, as an admitted case attributes them."""

import datetime as dt
from dataclasses import dataclass

from tracer.chain.amount import Sats
from tracer.chain.outpoint import Outpoint
from tracer.reserve.acts import ActId, LotId
from tracer.reserve.satoshi_runs import SatoshiRun


@dataclass(frozen=True, slots=True, kw_only=True)
class Lot:
    """A run of one receipt that a case attributes to one label; `label` None: the case traced it to no label.

    `lower` and `upper` are the case's bounds for the label in the receipt, None where it states none. `bundle` is the
    SHA-256 of the admitted bundle's tag manifest.
    """

    id: LotId
    case: str
    label: str | None
    run: SatoshiRun
    orders: tuple[str, ...]
    lower: Sats | None
    upper: Sats | None
    bundle: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ContestedRun:
    """Satoshi that a second case claims which another has admitted already."""

    case: str
    label: str | None
    run: SatoshiRun
    holder: LotId


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOutReceipt:
    """A receipt of a case that brings no new satoshi to the register, or a part of one, and why."""

    receipt: Outpoint
    sat: Sats
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Admission:
    """A case's receipts as they were admitted: its lots, what was contested, and what was left out.

    `number` counts the register's admissions from 1. `supersedes` is the bundle of the case's earlier version, `act`
    the act by which it does. A lot here may be of another case: what is left behind a place that this one took in it,
    or what this one's earlier version had and no longer claims.
    What of all admissions counts, `tracer.reserve.admission.lots_in_force` says.
    """

    case: str
    bundle: str
    primary: str
    admitted: dt.date
    lots: tuple[Lot, ...]
    contested: tuple[ContestedRun, ...]
    supersedes: str | None
    number: int = 1
    act: ActId | None = None
    left_out: tuple[LeftOutReceipt, ...] = ()
