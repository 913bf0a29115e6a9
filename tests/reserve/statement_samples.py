"""A quarter by hand, for the documents: three wallets, a restatement, a late act, a fault, an account.

Its figures are those of fixtures/README.md: receipts 1,419,900,000, a return of 29,980,000, fees of 80,000.
"""

import datetime as dt
from dataclasses import replace

from tests.reserve.statements import statement
from tracer.chain.outpoint import BlockHash, Outpoint, Txid
from tracer.formats.canonical import Json
from tracer.reserve.acts import ActId, LotId
from tracer.reserve.ledger_rows import MovementKind, WalletBooks
from tracer.reserve.period_rows import (
    PeriodBlock,
    PeriodBooks,
    PeriodInput,
    PeriodMovement,
    PeriodOrder,
    PeriodStatement,
    Reconciliation,
    Restriction,
)
from tracer.reserve.public_rounding import RULE, PublicFigure
from tracer.reserve.public_rows import (
    OpenAddress,
    OpenBooks,
    OpenMovement,
    PublicBooks,
    PublicBreach,
    PublicCounts,
    PublicQuarter,
    PublicStatement,
    PublicTitle,
)
from tracer.reserve.statement.sources import CoinPart, CoinRow, StatementSources
from tracer.reserve.title_rows import Title

CLOSING = PeriodBlock(140, BlockHash("0b" * 32), 1_790_794_682)
ADDRESS = "bcrt1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3qzf4jry"

LATE: Json = {
    "fault": "late", "exit": 1, "subject": "c5" * 32,
    "what": f'{"c5" * 32} moved 0.29980000 BTC out of "Agency wallet" at height 138; no act covers it.',
}  # fmt: skip
"""A fault as an observation writes it."""


def full() -> PeriodStatement:
    """Return the full statement."""
    enforcement = WalletBooks(receipts=749_970_000, transfers_out=699_960_000, fees=20_000, closing=49_990_000)
    agency = WalletBooks(receipts=669_930_000, transfers_out=639_890_000, disposals=29_980_000, fees=60_000)
    reserve = WalletBooks(transfers_in=1_339_850_000, closing=1_339_850_000)
    sums = {
        Title.ASSIGNED: 600_000_000, Title.ENCUMBERED: 39_920_000, Title.TITLED: 200_000_000,
        Title.APPEALABLE: 20_000_000, Title.UNTITLED: 529_910_000, Title.UNSOLICITED: 10_000,
    }  # fmt: skip
    return replace(
        statement(),
        opening=PeriodBlock(115, BlockHash("0a" * 32), 1_782_845_882),
        closing=CLOSING,
        books=PeriodBooks(
            WalletBooks(receipts=1_419_900_000, disposals=29_980_000, fees=80_000, closing=1_389_840_000), 10_000
        ),
        wallets={
            "Enforcement Committee, seizure": PeriodBooks(enforcement, 0),
            "Agency wallet": PeriodBooks(agency, 0),
            "State reserve wallet": PeriodBooks(reserve, 10_000),
        },
        title=sums,
        orders=(
            *statement().orders,
            PeriodOrder(
                act=ActId("2026-0003"), order="1-77/2025", form="forfeiture", case="KZ-2026-0042",
                ordered=850_000_000, covered=839_920_000, shortfall=10_080_000,
            ),
        ),
        movements=(
            *_receipts(),
            PeriodMovement(
                txid=Txid("c4" * 32), vout=None, height=133, kind=MovementKind.TRANSFER, value=1_339_850_000,
                fee=50_000, act=None, lots={},
            ),
            PeriodMovement(
                txid=Txid("c5" * 32), vout=None, height=138, kind=MovementKind.DISPOSAL, value=29_980_000, fee=10_000,
                act=None, lots={LotId("L-0004"): 29_990_000},
            ),
        ),
        restricted=(
            Restriction(Title.ENCUMBERED, 39_920_000, None, ActId("2026-0004")),
            Restriction(Title.APPEALABLE, 20_000_000, dt.date(2026, 11, 1), ActId("2026-0005")),
        ),
        reconciliation=Reconciliation(
            (LATE, {"fault": "unregistered", "txid": "c1" * 32}),
            2, "ef" * 32,
        ),
        inputs=(
            PeriodInput("acts/2026-0001.toml", "01" * 32, late=True),
            PeriodInput("acts/2026-0003.toml", "03" * 32),
            PeriodInput("observations/0000140-0b0b0b0b.json", "05" * 32),
            PeriodInput("receipts/KZ-2026-0042/admission.json", "04" * 32),
            PeriodInput("register.toml", "02" * 32),
        ),
        private_root="9f" * 32,
    )  # fmt: skip


def _receipts() -> tuple[PeriodMovement, ...]:
    values = (699_980_000, 439_960_000, 199_980_000, 29_990_000, 49_990_000)
    return tuple(
        PeriodMovement(
            txid=Txid(f"c{at}" * 32), vout=at, height=116 + at, kind=MovementKind.RECEIPT, value=value, fee=0, act=None,
            lots={LotId(f"L-000{at}"): value - 10_000, LotId(f"L-001{at}"): 10_000},
        )
        for at, value in enumerate(values)
    )  # fmt: skip


def coins() -> tuple[CoinRow, ...]:
    """Return the coins held."""
    parts = (
        CoinPart(None, Title.UNTITLED, 499_930_000), CoinPart(LotId("L-0001"), Title.ASSIGNED, 489_960_000),
        CoinPart(LotId("L-0002"), Title.TITLED, 10_110_000),
    )  # fmt: skip
    return (
        CoinRow(
            outpoint=Outpoint(Txid("c4" * 32), 0), value=1_000_000_000, height=133, wallet="State reserve wallet",
            address=ADDRESS, parts=parts,
        ),
        CoinRow(
            outpoint=Outpoint(Txid("c4" * 32), 1), value=339_850_000, height=133, wallet="State reserve wallet",
            address=None, parts=(CoinPart(LotId("L-0002"), Title.TITLED, 339_850_000),),
        ),
    )  # fmt: skip


def published(*, few: bool = False, opened: bool = False, scope_acts: int = 0) -> PublicStatement:
    """Return what is published of it; `few`: one or two transactions; `opened`: with addresses.

    With acts of scope 0.4 of the 14.2 BTC that came are of a wallet that entered.
    """
    step = 0 if opened else 20_000_000
    figures = PublicBooks(
        opening=PublicFigure(0, 0),
        came=None if few else PublicFigure(1_380_000_000 if scope_acts else 1_420_000_000, step),
        left=None if few else PublicFigure(30_000_000, step // 20),
        scope=None if few else PublicFigure(40_000_000 if scope_acts else 0, step // 20 if scope_acts else 0),
        change=PublicFigure(1_390_000_000, step),
        closing=PublicFigure(1_390_000_000, step),
    )
    addresses = (OpenAddress(wallet="State reserve wallet", address=ADDRESS, sat=1_390_000_000),)
    movements = (OpenMovement(txid=Txid("c4" * 32), height=133, kind="transfer", value=1_339_850_000, fee=50_000),)
    return PublicStatement(
        rule=None if opened else RULE,
        register="KZ-NIC",
        body="National Investment Corporation",
        network="regtest",
        currency="KZT",
        period="2026Q3-r1" if few else "2026Q3",
        restates="2026Q3" if few else None,
        closing=CLOSING,
        books=figures,
        title=PublicTitle(
            reserve=PublicFigure(600_000_000, step),
            lawful=PublicFigure(840_000_000, step),
            without=PublicFigure(550_000_000, step),
        ),
        with_custodians=PublicFigure(5_000_000 if few else 0, step if few else 0),
        counts=PublicCounts(
            came=None if few else 5, left=None if few else 3, cases=2, orders=3, acts=7, late_acts=1 if few else 0,
            accounts=1 if few else 0, scope_acts=scope_acts,
        ),
        breaches=(PublicBreach("late", dt.date(2026, 9, 30)),) if few else (),
        previous=(PublicQuarter("2026Q1", "a1" * 32), PublicQuarter("2026Q2", "a2" * 32)) if few else (),
        open=OpenBooks(addresses, movements) if opened else None,
        version="0.2.0",
        method=2,
        private_root="9f" * 32,
    )  # fmt: skip


def private_sources() -> StatementSources:
    """Return the sources of the private documents."""
    return StatementSources(
        public=published(few=True), statement=full(), due=dt.date(2026, 10, 31), closed=dt.date(2026, 11, 12),
        coins=coins(),
    )  # fmt: skip


def public_sources(*, few: bool = False, opened: bool = False, scope_acts: int = 0) -> StatementSources:
    """Return the sources of the public documents."""
    return StatementSources(
        public=published(few=few, opened=opened, scope_acts=scope_acts), statement=None, due=dt.date(2026, 10, 31),
        closed=dt.date(2026, 11, 12) if few else None,
    )  # fmt: skip
