"""Lots: satoshi of one origin, as an admitted case attributes them."""

import datetime as dt
from dataclasses import dataclass

from tracer.chain.amount import Sats
from tracer.reserve.acts import LotId
from tracer.reserve.satoshi_runs import Run


@dataclass(frozen=True, slots=True, kw_only=True)
class Lot:
    """A run of one receipt that a case attributes to one label; `label` None: the case traced it to no label.

    `lower` and `upper` are the case's bounds for the label in the receipt, None where it states none. `bundle` is the
    SHA-256 of the admitted bundle's tag manifest.
    """

    id: LotId
    case: str
    label: str | None
    run: Run
    orders: tuple[str, ...]
    lower: Sats | None
    upper: Sats | None
    bundle: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ContestedRun:
    """Satoshi that a second case claims which another has admitted already."""

    case: str
    label: str | None
    run: Run
    holder: LotId


@dataclass(frozen=True, slots=True, kw_only=True)
class Admission:
    """A case's receipts as they were admitted: its lots, and what was contested."""

    case: str
    bundle: str
    primary: str
    admitted: dt.date
    lots: tuple[Lot, ...]
    contested: tuple[ContestedRun, ...]
    supersedes: str | None
