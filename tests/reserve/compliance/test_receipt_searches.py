"""Searches of sanctions lists for those from whom coins came: the last of each receipt, and what is to be known."""

import datetime as dt
from collections.abc import Mapping

import pytest

from tests.reserve.small_ledgers import coin, small_ledger
from tracer.chain.outpoint import Outpoint
from tracer.errors import CaseError
from tracer.reserve.compliance.receipt_searches import ReceiptSearch, search_warnings, searches

DRAWING = "in: -> 1000000@Agency\n\nmore: -> 2000@Agency1 300000@Reserve\n\nwatched: -> 500000@Court"
"""Three receipts into the books, one of them dust below 10,000 satoshi; what comes to a court's wallet is none."""
HEAD = "receipt,searched,result,sha256"
ONE, TWO = "11" * 32, "22" * 32


def read(*rows: str, day: str = "2026-01-01") -> Mapping[Outpoint, ReceiptSearch]:
    """Read a table of these rows as of a day."""
    return searches("\n".join((HEAD, *rows)).encode(), dt.date.fromisoformat(day))


def told(*rows: str, is_kept: bool = True) -> list[str]:
    """Return what is to be known of a table over the drawing."""
    return list(search_warnings(small_ledger(DRAWING), 10_000, read(*rows), is_kept=is_kept))


def test_the_last_search_up_to_the_day_counts() -> None:
    """In whatever order the rows stand; one of a later day does not count yet."""
    rows = (f"{coin('in.0')},2025-03-01,match,{ONE}", f"{coin('in.0')},2025-02-01,nothing,{TWO}")
    for each in (rows, rows[::-1]):
        assert read(*each)[coin("in.0")].is_match
        assert read(*each, day="2025-02-28")[coin("in.0")].sha256 == TWO
        assert read(*each, day="2025-01-31") == {}
    assert searches(None, dt.date.max) == {}


def test_receipts_above_dust_without_a_search_are_told() -> None:
    """Only where the register keeps the table; what is dust, or comes to wallets of others, is not asked for."""
    both = f"0.01300000 BTC came is on file: {coin('in.0')}, {coin('more.1')}."
    assert told() == [f"no search for those from whom {both}"]
    assert told(is_kept=False) == []
    at_dust = search_warnings(small_ledger(DRAWING), 300_000, {}, is_kept=True)
    assert list(at_dust) == [f"no search for those from whom 0.01000000 BTC came is on file: {coin('in.0')}."]
    rest = f"0.00300000 BTC came is on file: {coin('more.1')}."
    assert told(f"{coin('in.0')},2025-02-01,nothing,{ONE}") == [f"no search for those from whom {rest}"]


def test_a_match_and_a_row_of_no_receipt_are_told() -> None:
    """The match with what came; the coin of another's wallet is no receipt of the books."""
    assert told(
        f"{coin('in.0')},2025-02-01,match,{ONE}",
        f"{coin('more.1')},2025-02-01,nothing,{ONE}",
        f"{coin('watched.0')},2025-02-01,nothing,{ONE}",
    ) == [
        f"receipt {coin('in.0')} of 0.01000000 BTC: the search of 2025-02-01 for those from whom it came found a match "
        "on a list of sanctions.",
        f"tables/screenings.csv names {coin('watched.0')}, which is no receipt of the books.",
    ]


def test_of_many_receipts_three_are_named() -> None:
    """And how many more there are."""
    drawing = "\n\n".join(f"in{number}: -> 100000@Agency" for number in range(5))
    (text,) = search_warnings(small_ledger(drawing), 10_000, {}, is_kept=True)
    assert text.endswith(f"{coin('in2.0')} and 2 more.")
    assert text.startswith("no search for those from whom 0.00500000 BTC came is on file: ")


def test_what_others_pay_into_a_joint_transaction_is_a_receipt() -> None:
    """Of one that spends ours beside others' coins: what of theirs comes into the books."""
    drawing = "in: -> 1000000@Agency\n\nstranger: -> 400000\n\njoint: in.0 stranger.0 -> 900000 500000@Reserve"
    came = list(search_warnings(small_ledger(drawing), 10_000, {}, is_kept=True))
    assert came == [f"no search for those from whom 0.01400000 BTC came is on file: {coin('in.0')}, {coin('joint.1')}."]


def test_every_fault_of_a_table_is_told_at_once() -> None:
    """Where nothing is found the hash of the empty result stands all the same."""
    with pytest.raises(CaseError) as caught:
        read(
            "nothing,2025-02-01,nothing," + ONE,
            f"{coin('in.0')},1 May,clear,",
            f"{coin('in.0')},2025-02-01,nothing,{ONE}",
            f"{coin('in.0')},2025-02-01,match,{ONE}",
        )
    name = "tables/screenings.csv line"
    assert caught.value.faults == (
        f"{name} 2: receipt: expected a coin as txid:output, got 'nothing'",
        f"{name} 3: searched: expected a day such as 2026-07-31, got '1 May'",
        f"{name} 3: result: expected nothing or match, got 'clear'",
        f"{name} 3: sha256: expected the SHA-256 of the result",
        f"{name} 5: searched: {coin('in.0')} was searched for on 2025-02-01 in an earlier line",
    )
