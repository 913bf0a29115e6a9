"""What the gates of a disposal are held against beside the books."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from tracer.reserve.acts import ActId, DisposalAct
from tracer.reserve.limits.limit_report import LimitReport
from tracer.reserve.satoshi_runs import SatoshiRun
from tracer.reserve.security.security_rows import Person
from tracer.reserve.status import Books


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaving:
    """Satoshi that a transaction pays to others, that are its fee, that come into reserve wallets from other ones."""

    paid: tuple[SatoshiRun, ...] = ()
    fee: tuple[SatoshiRun, ...] = ()
    into_reserve: tuple[SatoshiRun, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class GateSources:
    """What gates are held against beside the books.

    `leaving` None: there is no transaction yet, and the satoshi of the act's lots that are held count. `known_scripts`
    are scripts that the register has paid by an act before, or whose control was proven to it. `limits` None: nothing
    is said of limits on the day. `payloads` are the travel-rule payloads on file, by name; `persons` those of the
    security register.
    `pending` are disposals that were cleared and may still be sent.
    """

    leaving: Leaving | None = None
    known_scripts: Collection[bytes] = ()
    limits: LimitReport | None = None
    payloads: Mapping[str, bytes] = field(default_factory=dict)
    persons: Sequence[Person] = ()
    pending: Collection[ActId] = ()


NO_SOURCES = GateSources()
"""Gates of an act alone, before there is a transaction."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gated:
    """A disposal on a day with everything that its gates look at; the title book of `books` is of that day."""

    act: DisposalAct
    books: Books
    day: dt.date
    sources: GateSources
