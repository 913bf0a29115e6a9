"""Transfers to others: which outputs are others' goes by the books when the block begins."""

import pytest

from tests.reserve.acts import in_force, moments, on, scope
from tests.reserve.small_ledgers import history_of, small_register
from tracer.reserve.compliance.transfers import transfers
from tracer.reserve.ledger import fold
from tracer.reserve.scope import scope_days
from tracer.reserve.status import Books
from tracer.reserve.title import title

DRAWING = """
in: -> 30@Agency

out: in.0 -> 20@Old 5@x 4@Agency
"""


@pytest.mark.parametrize(
    ("day", "enters", "outputs"),
    [
        ("2025-01-01", True, ["1"]),
        ("2025-01-02", True, ["0", "1"]),
        ("2025-01-01", False, ["0", "1"]),
        ("2025-01-02", False, ["1"]),
    ],
)
def test_a_wallet_is_another_s_until_the_block_after_the_one_with_which_it_enters(
    day: str, enters: bool, outputs: list[str]
) -> None:
    """The payment is of the second's one block; an act of that day counts with its end, one of the first before it."""
    register, history = small_register(), history_of(DRAWING)
    acts = in_force(scope(1, day, "Old", enters=enters))
    ledger = fold(register, history, acts, (), moments({each: each.day for each in scope_days(acts)}))
    book = title(ledger, register, (), acts, on("2025-01-02"), 2)
    books = Books(register=register, ledger=ledger, title=book, lots=(), acts=acts.acts)
    rows = transfers(books, history, None, on("2025-01-01"), on("2025-01-31"))
    assert [row.fields["output"] for row in rows] == outputs
    assert [row.fields["number"] for row in rows] == [str(number) for number in range(1, len(rows) + 1)]
