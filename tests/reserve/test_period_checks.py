"""Every figure of a statement that is computed two ways must be the same both times, or there is no statement."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from tests.reserve.closing import begun, file_acts, look
from tests.reserve.computing import given
from tracer.errors import IntegrityError
from tracer.reserve import books as wallet_books
from tracer.reserve import period, statement_files, watching
from tracer.reserve import title as titles
from tracer.reserve.ledger_rows import WalletBooks
from tracer.reserve.periods import Predecessors
from tracer.reserve.statement_files import StatementFiles, compute
from tracer.reserve.title_rows import Title


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> StatementFiles:
    """Return what the first quarter's statement is computed from."""
    register = begun(tmp_path_factory.mktemp("checked"))
    file_acts(register, "2025-0009")
    look(register, "2025-06-30")
    return given(register, "2025Q2", Predecessors(None, None))


@pytest.fixture
def quarter(files: StatementFiles) -> StatementFiles:
    """Return the same, of which nothing was computed yet."""
    statement_files._computed.cache_clear()
    return files


def altered(found: dict[str, Any], **changes: int) -> dict[str, Any]:
    """Return books by wallet, those of the first wallet that received something with more satoshi in some columns."""
    name = next(name for name, row in found.items() if row.receipts)
    row = found[name]
    return found | {name: replace(row, **{column: getattr(row, column) + sat for column, sat in changes.items()})}


COINS = r'^closing 49990001 of "Agency seizure wallet" is not the sum of its unspent coins, 49990000\.$'


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"receipts": 1}, r'^the books of "Agency seizure wallet" do not lead from its opening to its closing\.$'),
        (
            {"receipts": 1, "closing": 1},
            r'^closing 49990001 of "Agency seizure wallet" is not the sum of its unspent coins, 49990000\.$',
        ),
        (
            {"transfers_in": 1, "closing": 1},
            r"^closing 49990001 of .* is not the sum of its unspent coins, 49990000\.$",
        ),
    ],
)
def test_books_that_say_another_thing_make_no_statement(
    quarter: StatementFiles, monkeypatch: pytest.MonkeyPatch, changes: dict[str, int], said: str
) -> None:
    """A satoshi more in one column; in two, so that the books still lead to it; between wallets."""
    right: Callable[..., Any] = wallet_books.books
    monkeypatch.setattr(wallet_books, "books", lambda *given: altered({**right(*given)}, **changes))
    with pytest.raises(IntegrityError, match=said):
        compute(quarter)


def test_transfers_that_do_not_cancel_make_no_statement() -> None:
    """What wallets sent one another is what they received of one another."""
    with pytest.raises(IntegrityError, match=r"^transfers between wallets do not cancel: 5 satoshi came, 0 went\.$"):
        period._sum({"One": replace(WalletBooks(), transfers_in=5)})


def test_titles_that_are_not_what_is_held_make_no_statement(
    quarter: StatementFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A satoshi of title more than the closing."""
    right = titles.title

    def more(*given: Any) -> Any:
        found = right(*given)
        return replace(found, sums={**found.sums, Title.TITLED: found.sums[Title.TITLED] + 1})

    monkeypatch.setattr(titles, "title", more)
    with pytest.raises(IntegrityError, match=r"^title adds up to \d+1, the closing is \d+0\.$"):
        compute(quarter)


def test_coins_that_the_transactions_do_not_leave_make_no_statement(
    quarter: StatementFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One unspent coin fewer by the scripts alone."""
    right = watching.unspent

    def fewer(*given: Any) -> Any:
        return dict(list(right(*given).items())[1:])

    monkeypatch.setattr(watching, "unspent", fewer)
    with pytest.raises(IntegrityError, match=r"unspent"):
        compute(quarter)
