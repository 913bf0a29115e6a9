"""What each wallet of the state received: directly, and from the state's other wallets.

Never nothing while it holds.
"""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.evidence.drawn_dossiers import drawn_dossier
from tests.evidence.story import dossier_of, tell
from tracer.chain.outpoint import Txid
from tracer.documents.paper import Table
from tracer.evidence.dossier import Dossier
from tracer.evidence.report.searched import searched_sections
from tracer.result.trace_file import Move


def wallets(dossier: Dossier) -> dict[str, tuple[str, ...]]:
    """Return the rows of the wallets by name: receipts, directly, from other wallets."""
    tables = [block for section in searched_sections(dossier) for block in section.blocks if isinstance(block, Table)]
    (found,) = [table for table in tables if table.caption.startswith("What each custody wallet received")]
    return {row[0]: row[2:] for row in found.rows}


def with_moves(*moves: tuple[tuple[str, ...], tuple[str, ...], int]) -> Dossier:
    """Return the story with these moves between wallets: from, to, satoshi of label A."""
    dossier = dossier_of(tell())
    made = tuple(
        Move(txid=Txid("ab" * 32), height=9, origin=origin, to=to, value=sat, taint={"A": sat}, taint_fee={})
        for origin, to, sat in moves
    )
    book = replace(dossier.trace.custody, moves=made)
    return replace(dossier, trace=replace(dossier.trace, custody=book))


AGENCY, SERVICE, RESERVE = "Agency seizure wallet", "Forfeiture wallet", "Reserve 1"


def test_what_came_from_other_wallets_is_said() -> None:
    """A wallet that was paid by other wallets of the state alone has nothing directly, and the sum of those moves."""
    found = wallets(with_moves(((AGENCY,), (RESERVE,), 70), ((SERVICE,), (RESERVE,), 5), ((RESERVE,), (RESERVE,), 40)))
    assert found[RESERVE] == ("0", "none directly", "0.00000075")


def test_a_move_of_several_wallets_is_no_exact_figure() -> None:
    """Where one transaction pays, or spends from, several wallets, each got a part of it, and that is what is said."""
    found = wallets(with_moves(((AGENCY,), (RESERVE, SERVICE), 70), ((AGENCY, RESERVE), (RESERVE,), 8)))
    assert found[RESERVE] == ("0", "none directly", "and part of 0.00000078")
    assert found[SERVICE][-1] == "and part of 0.00000070"
    assert found[AGENCY][-1] == "0.00000000"


def test_a_wallet_that_nothing_reached_is_said_to_be_that() -> None:
    """Neither paid directly nor from another wallet: nothing was traced into it."""
    assert wallets(with_moves(((AGENCY,), (SERVICE,), 7)))[RESERVE] == ("0", "NOTHING TRACED", "0.00000000")


@pytest.mark.parametrize("rule", ["fifo", "haircut", "lifo"])
def test_no_wallet_that_holds_traced_funds_is_said_to_have_none(rule: str, tmp_path: Path) -> None:
    """Over drawn cases: what a wallet holds of the funds in question came in one of the two ways that are printed."""
    holding = 0
    for number in range(12):
        dossier = drawn_dossier(number, rule, tmp_path)
        found = wallets(dossier)
        for held in dossier.trace.custody.holdings:
            if sum(held.taint.values()):
                holding += 1
                receipts, _, moved = found[held.custody]
                assert int(receipts) > 0 or moved != "0.00000000"
                assert "NOTHING TRACED" not in found[held.custody]
    assert holding > 3
