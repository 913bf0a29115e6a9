"""The recorded story's books and parcels, as they were worked out by hand."""

import pytest

from tests.reserve.story_register import (
    AGENCY,
    ENFORCEMENT,
    NO_ACTS,
    RESERVE,
    coin,
    lots_of_trace,
    story_history,
    story_register,
)
from tracer.chain.outpoint import Outpoint
from tracer.reserve.books import books, total_books
from tracer.reserve.ledger import fold
from tracer.reserve.ledger_rows import ExitKind, MovementKind, RegisterLedger, WalletBooks
from tracer.reserve.satoshi_runs import SatoshiRun, total


@pytest.fixture(scope="module")
def ledger() -> RegisterLedger:
    """The story's ledger up to height 140."""
    return fold(story_register(), story_history(), NO_ACTS, lots_of_trace())


def parcels(ledger: RegisterLedger, outpoint: Outpoint) -> list[tuple[str | None, int]]:
    """Return a coin's parcels as labels and satoshi, neighbours of one label together."""
    runs = next(each.runs for each in ledger.coins if each.outpoint == outpoint)
    labels: list[tuple[str | None, int]] = []
    for run in runs:
        for lot in [*lots_of_trace(), None]:
            sat = (
                _common(run, lot.run)
                if lot is not None
                else run.sat - sum(_common(run, x.run) for x in lots_of_trace())
            )
            label = lot.label if lot is not None else None
            if sat and labels and labels[-1][0] == label:
                labels[-1] = (label, labels[-1][1] + sat)
            elif sat:
                labels.append((label, sat))
    return labels


def _common(one: SatoshiRun, other: SatoshiRun) -> int:
    return max(min(one.end, other.end) - max(one.start, other.start), 0) if one.receipt == other.receipt else 0


def test_three_wallets_roll_forward(ledger: RegisterLedger) -> None:
    """Receipts 1,419,900,000 less the return of 29,980,000 and fees of 80,000 are the closing, 1,389,840,000."""
    assert total_books(books(ledger, 115, 140)) == WalletBooks(
        opening=0,
        receipts=699_980_000 + 439_960_000 + 199_980_000 + 29_990_000 + 49_990_000,
        transfers_in=699_960_000 + 1_339_850_000,
        transfers_out=699_960_000 + 1_339_850_000,
        disposals=29_980_000,
        fees=10_000 + 20_000 + 50_000,
        closing=1_389_840_000,
    )
    assert 49_990_000 + 1_000_000_000 + 339_850_000 == 1_419_900_000 - 29_980_000 - 80_000 == 1_389_840_000


def test_each_wallet_rolls_forward(ledger: RegisterLedger) -> None:
    """Of the consolidation Enforcement pays 699,960,000, Agency 639,890,000 and the fee; the reserve pays nothing."""
    found = books(ledger, 115, 140)
    assert list(found) == [AGENCY, ENFORCEMENT, RESERVE]
    assert found[AGENCY] == WalletBooks(
        receipts=1_419_900_000,
        transfers_out=699_960_000 + 639_890_000,
        disposals=29_980_000,
        fees=10_000 + 20_000 + 50_000,
        closing=49_990_000,
    )
    assert found[ENFORCEMENT] == WalletBooks(transfers_in=699_960_000, transfers_out=699_960_000)
    assert found[RESERVE] == WalletBooks(transfers_in=1_339_850_000, closing=1_339_850_000)


def test_parcels_of_the_consolidation(ledger: RegisterLedger) -> None:
    """The first coin holds untraced, A and B in this order, the second B and untraced; the fee is untraced."""
    assert parcels(ledger, coin("consolidate.0")) == [(None, 300_000_000), ("A", 489_960_000), ("B", 210_040_000)]
    assert parcels(ledger, coin("consolidate.1")) == [("B", 139_920_000), (None, 199_930_000)]
    fee = [each for each in ledger.exits if each.txid == coin("consolidate.0").txid]
    assert [(each.run, each.kind, each.wallet) for each in fee] == [
        (SatoshiRun(coin("seize-3.0"), 199_930_000, 50_000), ExitKind.FEE, AGENCY)
    ]


def test_movements_of_the_story(ledger: RegisterLedger) -> None:
    """Five receipts, one disposal, two transfers, in the order of the chain; nothing names them."""
    shown = [(each.kind, each.value, each.fee, each.position.height) for each in ledger.movements]
    receipt, transfer = MovementKind.RECEIPT, MovementKind.TRANSFER
    assert shown == [
        (receipt, 699_980_000, 0, 116),
        (receipt, 439_960_000, 0, 116),
        (receipt, 199_980_000, 0, 117),
        (receipt, 29_990_000, 0, 117),
        (receipt, 49_990_000, 0, 118),
        (MovementKind.DISPOSAL, 29_980_000, 10_000, 122),
        (transfer, 699_960_000, 20_000, 128),
        (transfer, 1_339_850_000, 50_000, 134),
    ]
    assert {each.act for each in ledger.movements} == {None}
    consolidation = ledger.movements[-1]
    assert (consolidation.source, consolidation.target) == ((AGENCY, ENFORCEMENT), (RESERVE,))
    assert total(ledger.movements[5].paid) == 29_990_000


def test_late_payment_is_a_receipt() -> None:
    """What arrives above height 140 enters the next span only: 249,990,000 at height 143."""
    ledger = fold(story_register(), story_history(145), NO_ACTS, lots_of_trace())
    found = total_books(books(ledger, 140, 145))
    assert found == WalletBooks(opening=1_389_840_000, receipts=249_990_000, closing=1_639_830_000)
