"""What the documents of a statement are made of."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from tracer.chain import address
from tracer.chain.network import Network
from tracer.chain.outpoint import Outpoint
from tracer.reserve.acts import LotId
from tracer.reserve.days import Period
from tracer.reserve.ledger_rows import RegisterLedger
from tracer.reserve.limits.limit_report import LimitReport
from tracer.reserve.period_rows import PeriodStatement
from tracer.reserve.public_rows import PublicStatement
from tracer.reserve.title_rows import Title, TitleBook


@dataclass(frozen=True, slots=True)
class CoinPart:
    """Satoshi of a coin, in their order: of which lot, None for none, and by which title."""

    lot: LotId | None
    title: Title
    sat: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CoinRow:
    """A coin of ours at the closing block; `address` is None where its script has none."""

    outpoint: Outpoint
    value: int
    height: int
    wallet: str
    address: str | None
    parts: tuple[CoinPart, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementSources:
    """A closed period: its statement, what is published of it, and the coins.

    Of a public bundle `statement` is None and there are no coins: everything that its documents say is published.
    `closed` is the day on which the period was closed, None where that is not recorded. `limits` None: the statement
    says nothing of any.
    """

    public: PublicStatement
    statement: PeriodStatement | None
    due: dt.date
    closed: dt.date | None
    coins: tuple[CoinRow, ...] = field(default=())
    limits: LimitReport | None = None

    @property
    def period(self) -> Period:
        """The period."""
        return Period.parse(self.public.period)


def coin_rows(ledger: RegisterLedger, title: TitleBook, network: Network) -> tuple[CoinRow, ...]:
    """Return the coins of a title book in chain order, each with its parts in order."""
    parts: dict[Outpoint, list[CoinPart]] = {}
    for run in sorted(title.runs, key=lambda each: each.place):
        parts.setdefault(run.coin, []).append(CoinPart(run.lot, run.title, run.run.sat))
    return tuple(
        CoinRow(
            outpoint=coin.outpoint,
            value=coin.value,
            height=coin.position.height,
            wallet=coin.wallet,
            address=address.encode(coin.script, network),
            parts=tuple(_merged(parts[coin.outpoint])),
        )
        for coin in ledger.coins
        if coin.outpoint in parts
    )


def _merged(parts: Iterable[CoinPart]) -> list[CoinPart]:
    merged: list[CoinPart] = []
    for part in parts:
        last = merged[-1] if merged else None
        if last is not None and (last.lot, last.title) == (part.lot, part.title):
            merged[-1] = CoinPart(last.lot, last.title, last.sat + part.sat)
        else:
            merged.append(part)
    return merged
