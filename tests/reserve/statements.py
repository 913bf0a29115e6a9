"""A small statement, by hand, that uses every part of `period.json`."""

import datetime as dt

from tracer.chain.outpoint import BlockHash, Txid
from tracer.reserve.acts import ActId, LotId
from tracer.reserve.ledger_rows import MovementKind, WalletBooks
from tracer.reserve.period_rows import (
    ChangedFigure,
    PeriodAccount,
    PeriodBlock,
    PeriodBooks,
    PeriodInput,
    PeriodMovement,
    PeriodOrder,
    PeriodStatement,
    Reconciliation,
    Restatement,
    Restriction,
)
from tracer.reserve.title_rows import Title

RECEIVED, SENT = Txid("11" * 32), Txid("22" * 32)
SUMS = {
    Title.ASSIGNED: 100_000_000,
    Title.ENCUMBERED: 20_000_000,
    Title.TITLED: 200_000_000,
    Title.APPEALABLE: 10_000_000,
    Title.UNTITLED: 19_980_000,
    Title.UNSOLICITED: 10_000,
}


def statement() -> PeriodStatement:
    """Return the statement: 400,000,000 came, 50,000,000 went, the fee was 10,000."""
    books = WalletBooks(opening=0, receipts=400_000_000, disposals=50_000_000, fees=10_000, closing=349_990_000)
    return PeriodStatement(
        register="KZ-NIC",
        network="regtest",
        period="2026Q3-r1",
        restates=Restatement(
            period="2026Q3",
            sha256="ab" * 32,
            acts=(ActId("2026-0031"),),
            reason="the order was for less",
            figures=(
                ChangedFigure("title_sat.titled", "210000000", "200000000"),
                ChangedFigure("orders[2]", "x", None),
            ),
            later=("2026Q4",),
        ),
        previous_sha256="cd" * 32,
        opening=PeriodBlock(115, BlockHash("0a" * 32), 1_782_845_882),
        closing=PeriodBlock(140, BlockHash("0b" * 32), 1_790_794_682),
        books=PeriodBooks(books, 10_000),
        wallets={"Reserve": PeriodBooks(books, 10_000)},
        title=SUMS,
        orders=(
            PeriodOrder(
                act=ActId("2026-0001"),
                order="1-77/2025",
                form="forfeiture",
                case="KZ-2026-0042",
                ordered=850_000_000,
                covered=320_000_000,
                shortfall=530_000_000,
            ),
            PeriodOrder(
                act=ActId("2026-0002"),
                order="1-78",
                form="restraint",
                case=None,
                ordered=None,
                covered=0,
                shortfall=None,
            ),
        ),
        movements=(
            PeriodMovement(
                txid=RECEIVED,
                vout=0,
                height=120,
                kind=MovementKind.RECEIPT,
                value=400_000_000,
                fee=0,
                act=None,
                lots={LotId("L-0001"): 390_000_000},
            ),
            PeriodMovement(
                txid=SENT,
                vout=None,
                height=130,
                kind=MovementKind.DISPOSAL,
                value=50_000_000,
                fee=10_000,
                act=ActId("2026-0003"),
                lots={LotId("L-0001"): 50_010_000},
            ),
        ),
        restricted=(
            Restriction(Title.ENCUMBERED, 20_000_000, None, ActId("2026-0004")),
            Restriction(Title.APPEALABLE, 10_000_000, dt.date(2026, 11, 1), ActId("2026-0005")),
        ),
        reconciliation=Reconciliation(({"fault": "unregistered", "txid": RECEIVED},), 2, "ef" * 32),
        review=ActId("2026-0007"),
        accounts=(
            PeriodAccount(name="Omnibus", sat=5, attested=5, as_of=dt.date(2026, 9, 30), act=ActId("2026-0006")),
            PeriodAccount(name="Other", sat=0, attested=None, as_of=None, act=None),
        ),
        inputs=(
            PeriodInput("acts/2026-0001.toml", "01" * 32, late=True),
            PeriodInput("register.toml", "02" * 32),
        ),
        version="0.2.0",
        method=2,
    )
