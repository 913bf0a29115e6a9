"""What a closed period called a disposal or a receipt no statement of a custodian renames, but by a restatement."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from tests.commands import tracer
from tests.reserve import story_two
from tests.reserve.closing import begun, closed, context, file_acts, look, salt
from tests.reserve.computing import given
from tracer.errors import CaseError, IntegrityError
from tracer.operations.reserve_check import RegisterCheckRequest, check_register
from tracer.operations.reserve_close import CloseRequest, close
from tracer.operations.reserve_sealed import read_closed
from tracer.operations.reserve_status import StatusRequest, reserve_status
from tracer.reserve.ledger_rows import MovementKind
from tracer.reserve.periods import FiledStatement, Predecessors
from tracer.reserve.statement_files import compute
from tracer.reserve.status import Severity

ACCOUNT = "Custody account 1"
STATEMENT = """
id = "2026-0002"
kind = "statement"
date = 2026-01-07
text = {{ file = "texts/2026-0001.txt", sha256 = "6f05a11e09baf1e1b179d03e9c3729b961edb909d68f4fe76cf8cef5ec3700b7" }}
signed_by = ["S. Sample", "T. Trial"]
account = "{account}"
as_of = 2025-12-31
sat = {sat}
{keys}
file = "statements/2025-12-31.txt"
sha256 = "bfb158fdb683df56c9f658ff5c2bd5b7aa520b83da97918ba26e81bdb49f4409"
"""
CORRECTION = """
id = "{number}"
kind = "correction"
date = 2026-01-08
text = {{ file = "texts/2026-0001.txt", sha256 = "6f05a11e09baf1e1b179d03e9c3729b961edb909d68f4fe76cf8cef5ec3700b7" }}
signed_by = ["S. Sample", "T. Trial"]
corrects = "{of}"

[replacement]
kind = "statement"
date = {day}
account = "Custody account 1"
as_of = {as_of}
sat = {sat}
{keys}
file = "statements/2025-12-31.txt"
sha256 = "bfb158fdb683df56c9f658ff5c2bd5b7aa520b83da97918ba26e81bdb49f4409"
"""


@pytest.fixture(scope="module")
def third(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the register with two periods closed, the acts of the next filed, and its end observed."""
    register = begun(tmp_path_factory.mktemp("third"))
    closed(register, "2025Q2", "2025Q3", "2025Q3-r1")
    file_acts(register, "9999-9999")
    look(register, "2025-12-31")
    return register


@pytest.fixture
def register(third: Path, tmp_path: Path) -> Path:
    """Return a copy of the register."""
    return Path(shutil.copytree(third, tmp_path / "register"))


def file(register: Path, keys: str, sat: int = 69_985_000, account: str = ACCOUNT) -> None:
    """File a statement of the custodian's."""
    text = STATEMENT.format(account=account, sat=sat, keys=keys)
    (register / "acts" / "2026-0002.toml").write_text(text)


def deposit(name: str) -> str:
    """Return the key that calls a transaction a deposit."""
    return f'deposits = ["{story_two.txid(name)}"]'


def refused(register: Path, period: str = "2025Q4") -> tuple[str, ...]:
    """Return why a period is not closed; nothing is written."""
    before = {path: path.read_bytes() for path in register.rglob("*") if path.is_file() and path.name != "lock"}
    with pytest.raises(CaseError) as raised:
        close(CloseRequest(register, period, draw=salt), context())
    after = {path: path.read_bytes() for path in register.rglob("*") if path.is_file() and path.name != "lock"}
    assert after == before
    return raised.value.faults


def told(register: Path) -> tuple[str, ...]:
    """Return what a check finds, which a status tells as alarms too."""
    found = check_register(RegisterCheckRequest(register), context())
    status = reserve_status(StatusRequest(register), context())
    alarms = {
        kind: [each.text for each in status.status.alarms if each.kind == kind] for kind in ("account", "untitled")
    }
    assert (*alarms["account"], *alarms["untitled"]) == found.faults
    hard = {each.kind for each in status.status.alarms if each.severity is Severity.HARD}
    assert hard - {"observation"} == {kind for kind, texts in alarms.items() if texts}
    return tuple(alarms["account"])


def test_without_such_a_statement_the_next_period_is_closed(register: Path) -> None:
    """What the story files itself renames nothing; neither does a statement that names a deposit again."""
    assert told(register) == ()
    file(register, deposit("deposit"))
    assert told(register) == ()
    assert close(CloseRequest(register, "2025Q4", draw=salt), context()).statement.accounts[0].sat == 69_985_000


def test_a_disposal_of_a_closed_quarter_is_no_deposit_of_the_next(register: Path) -> None:
    """A theft of September would lie at the custodian in December: refused with act, transaction and period."""
    file(register, deposit("departure"), 69_985_000 + 49_980_000)
    said = (
        f'act 2026-0002 calls {story_two.txid("departure")} a deposit in account "{ACCOUNT}"; 2025Q3-r1 was closed '
        "with it as a disposal. Correct the act, or correct a statement of then and close 2025Q3-r2.",
    )
    assert refused(register) == said
    assert told(register) == said
    ended = tracer("reserve", "close", register, "--period", "2025Q4")
    assert (ended.code, ended.err.strip()) == (2, f"Error: {said[0]}")
    assert tracer("reserve", "check", register).code == 2


def correct(register: Path) -> None:
    """Correct both statements of the custodian's: the theft went to the account in the third quarter."""
    both = f'deposits = ["{story_two.txid("deposit")}", "{story_two.txid("departure")}"]'
    back = f'fees_sat = 15000\nwithdrawals = ["{story_two.txid("withdrawal")}"]'
    for number, of, day, as_of, sat, keys in (
        ("2026-0003", "2025-0016", "2025-10-02", "2025-09-30", 149_980_000, both),
        ("2026-0004", "2026-0001", "2026-01-06", "2025-12-31", 119_965_000, back),
    ):
        text = CORRECTION.format(number=number, of=of, day=day, as_of=as_of, sat=sat, keys=keys)
        (register / "acts" / f"{number}.toml").write_text(text)


def test_a_restatement_may_say_so_and_the_next_period_goes_on_from_it(register: Path) -> None:
    """The disposal is a deposit in the restated quarter, whose account has it, and in the one after."""
    correct(register)
    said = (
        f'act 2025-0016 calls {story_two.txid("departure")} a deposit in account "{ACCOUNT}"; 2025Q3-r1 was closed '
        "with it as a disposal. Correct the act, or correct a statement of then and close 2025Q3-r2.",
    )
    assert refused(register) == said
    assert told(register) == said
    restated = close(CloseRequest(register, "2025Q3-r2", draw=salt), context()).statement
    (row,) = [each for each in restated.movements if each.txid == story_two.txid("departure")]
    assert (row.kind, row.value, restated.accounts[0].sat) == (MovementKind.DEPOSIT, 49_980_000, 149_980_000)
    assert told(register) == ()
    after = close(CloseRequest(register, "2025Q4", draw=salt), context()).statement
    assert after.accounts[0].sat == 149_980_000 - 30_000_000 - 15_000
    assert told(register) == ()


def test_a_fee_of_a_closed_quarter_wants_a_restatement(register: Path) -> None:
    """A statement as of the third quarter's last day that states a fee, filed after that was closed: 500 satoshi."""
    text = CORRECTION.format(
        number="2026-0002", of="2025-0016", day="2025-10-02", as_of="2025-09-30", sat=99_999_500,
        keys=f'fees_sat = 500\n{deposit("deposit")}',
    )  # fmt: skip
    later = (register / "acts/2026-0001.toml").read_text().replace("69985000", "69984500")
    (register / "acts/2026-0001.toml").write_text(later)
    (register / "acts/2026-0002.toml").write_text(text)
    said = (
        f'fees of account "{ACCOUNT}" as of 2025-09-30 are 500 satoshi by the acts on file; 2025Q3-r1 was closed with '
        "0. Correct the act, or close 2025Q3-r2.",
    )
    assert refused(register) == said
    assert told(register) == said
    restated = close(CloseRequest(register, "2025Q3-r2", draw=salt), context()).statement
    assert restated.accounts[0].sat == 99_999_500
    assert told(register) == ()
    after = close(CloseRequest(register, "2025Q4", draw=salt), context()).statement
    assert after.accounts[0].sat == 99_999_500 - 30_000_000 - 15_000


def test_fees_of_two_statements_of_a_day_are_told_in_sum(register: Path) -> None:
    """One of 300 satoshi and one of 200, both as of the third quarter's last day: 500, and no two say one thing."""
    text = STATEMENT.replace("2025-12-31\n", "2025-09-30\n")
    for number, sat, fees in (("2026-0002", 99_999_700, 300), ("2026-0003", 99_999_500, 200)):
        filled = text.format(account=ACCOUNT, sat=sat, keys=f"fees_sat = {fees}")
        (register / f"acts/{number}.toml").write_text(filled.replace("2026-0002", number))
    assert told(register) == (
        f'fees of account "{ACCOUNT}" as of 2025-09-30 are 500 satoshi by the acts on file; 2025Q3-r1 was closed with '
        "0. Correct the act, or close 2025Q3-r2.",
        f'account "{ACCOUNT}": acts 2025-0016 and 2026-0002 state 100000000 and 99999700 as of 2025-09-30; correct or '
        "supersede one of the two.",
        f'account "{ACCOUNT}": acts 2026-0002 and 2026-0003 state 99999700 and 99999500 as of 2025-09-30; correct or '
        "supersede one of the two.",
    )


def test_a_check_names_what_is_wrong_with_a_statement_of_the_day_observed(register: Path) -> None:
    """100,000,000 lay there on 30 September and nothing moved since: 1 more is a fault, as of a day observed alone."""
    for as_of, faults in (
        (
            "2025-10-15",
            (f'account "{ACCOUNT}": statement of 2025-10-15 says 100000001, the register computes 100000000.',),
        ),
        ("2026-01-05", ()),
    ):
        text = STATEMENT.replace("2025-12-31\n", f"{as_of}\n").format(account=ACCOUNT, sat=100_000_001, keys="")
        (register / "acts/2026-0002.toml").write_text(text)
        assert told(register) == faults


def test_what_was_closed_on_the_older_word_is_restated_too(register: Path) -> None:
    """The next quarter, closed before, does not have the deposit: it is named as soon as the first is restated."""
    done = close(CloseRequest(register, "2025Q4", draw=salt), context()).statement
    assert done.accounts[0].sat == 69_985_000
    correct(register)
    (first,) = told(register)
    assert first.endswith(" 2025Q3-r2.")
    restated = close(CloseRequest(register, "2025Q3-r2", draw=salt), context()).statement
    assert restated.restates is not None
    assert restated.restates.later == ("2025Q4",)
    (second,) = told(register)
    assert "; 2025Q4 was closed with it as a disposal. " in second
    assert second.endswith(" 2025Q4-r1.")
    close(CloseRequest(register, "2025Q4-r1", draw=salt), context())
    assert told(register) == ()


def test_a_receipt_of_a_closed_quarter_is_no_withdrawal_of_the_next(register: Path) -> None:
    """Else what came in for nothing would have come back from the custodian."""
    file(register, f'withdrawals = ["{story_two.txid("seize-7")}"]', 0)
    assert refused(register) == (
        f'act 2026-0002 calls {story_two.txid("seize-7")} a withdrawal from account "{ACCOUNT}"; 2025Q3-r1 was closed '
        "with it as a receipt. Correct the act, or correct a statement of then and close 2025Q3-r2.",
    )


def test_the_first_period_that_says_otherwise_is_named(register: Path) -> None:
    """A receipt of the second quarter is renamed there first; a correction does not get round it."""
    file(register, f'withdrawals = ["{story_two.txid("seize-1")}"]', 69_985_000)
    said = refused(register)
    assert told(register)[:1] == said
    assert said == (
        f'act 2026-0002 calls {story_two.txid("seize-1")} a withdrawal from account "{ACCOUNT}"; 2025Q2 was closed '
        "with it as a receipt. Correct the act, or correct a statement of then and close 2025Q2-r1.",
    )
    assert refused(register, "2025Q3-r2") == said


def test_what_an_act_disposes_of_lies_in_no_account(register: Path) -> None:
    """A disposal and a statement that name one transaction are a fault with both; the later one does not count."""
    file(register, deposit("return"), 69_985_000 + 29_980_000)
    said = (
        f"act 2025-0005 disposes of satoshi by {story_two.txid('return')}, and act 2026-0002 names it as a deposit of "
        f'account "{ACCOUNT}": one of the two is wrong.',
    )
    assert refused(register) == said
    assert check_register(RegisterCheckRequest(register), context()).faults == said
    status = reserve_status(StatusRequest(register), context())
    left_out = said[0].removesuffix(".") + "; act 2026-0002 is left out."
    assert left_out in [each.text for each in status.status.alarms if each.severity is Severity.HARD]
    assert status.exit_code == 1


def test_a_deposit_of_a_closed_quarter_stays_one(register: Path) -> None:
    """A statement that is superseded by one without it takes nothing out of the account."""
    file(register, 'supersedes = "2025-0016"', 0)
    assert refused(register) == (
        f'no act calls {story_two.txid("deposit")} a deposit in account "{ACCOUNT}" any more, as act 2025-0016 did; '
        f'2025Q3-r1 was closed with it as a deposit in account "{ACCOUNT}". Correct the act, or correct a '
        "statement of then and close 2025Q3-r2.",
    )


def test_a_deposit_stays_in_its_account(register: Path) -> None:
    """Another account does not have what lies in the first."""
    path = register / "register.toml"
    other = '[[account]]\nname = "Custody account 2"\ncustodian = "Example Custody Bank"\ncontract = "2024-0001"\n\n'
    path.write_text(path.read_text().replace("[[account]]\n", other + "[[account]]\n", 1))
    file(register, f'supersedes = "2025-0016"\n{deposit("deposit")}', 100_000_000, "Custody account 2")
    assert refused(register) == (
        f'act 2026-0002 calls {story_two.txid("deposit")} a deposit in account "Custody account 2"; 2025Q3-r1 was '
        f'closed with it as a deposit in account "{ACCOUNT}". Correct the act, or correct a statement of then and '
        "close 2025Q3-r2.",
    )


def test_two_accounts_of_one_transaction_are_a_fault_of_the_check(register: Path) -> None:
    """Where acts contradict one another the check says that, and ends in no error."""
    path = register / "register.toml"
    other = '[[account]]\nname = "Custody account 2"\ncustodian = "Example Custody Bank"\ncontract = "2024-0001"\n\n'
    path.write_text(path.read_text().replace("[[account]]\n", other + "[[account]]\n", 1))
    file(register, deposit("deposit"), 100_000_000, "Custody account 2")
    found = check_register(RegisterCheckRequest(register), context())
    assert found.faults == (
        f"acts 2025-0016 and 2026-0002 name the same deposit {story_two.txid('deposit')}, of accounts "
        f'"{ACCOUNT}" and "Custody account 2".',
    )


def _last(register: Path) -> FiledStatement:
    return read_closed(register)["2025Q3-r1"].filed


def test_the_computation_itself_refuses_it(register: Path) -> None:
    """So that nobody seals such a statement, or passes it off as verified, without the command."""
    compute(given(register, "2025Q4", Predecessors(_last(register), None)))
    file(register, deposit("departure"), 69_985_000 + 49_980_000)
    with pytest.raises(CaseError, match=r"^act 2026-0002 calls .* 2025Q3-r1 was closed with it as a disposal\. "):
        compute(given(register, "2025Q4", Predecessors(_last(register), None)))


def test_what_went_there_in_the_opening_block_is_of_the_statement_before(register: Path) -> None:
    """The deposit lies in block 211: closed there, the statement before has it; a block earlier it has not."""
    last = _last(register)
    (row,) = last.statement.accounts

    def follows(height: int, sat: int) -> None:
        closing = replace(last.statement.closing, height=height)
        said = replace(last.statement, closing=closing, accounts=(replace(row, sat=sat),))
        with pytest.raises(IntegrityError, match=r"^opening [0-9]+ is not ") as raised:
            compute(given(register, "2025Q4", Predecessors(replace(last, statement=said), None)))
        books = replace(said.books, books=replace(said.books.books, closing=int(str(raised.value).split()[1])))
        compute(given(register, "2025Q4", Predecessors(replace(last, statement=replace(said, books=books)), None)))

    follows(211, 100_000_000)
    follows(210, 0)
    with pytest.raises(IntegrityError, match="has 69985000 satoshi"):
        follows(210, 100_000_000)


def test_an_account_goes_on_from_the_statement_before(register: Path) -> None:
    """What it had, and what went there since less what came back, is what it has; one that is gone had nothing."""
    last = _last(register)
    (row,) = last.statement.accounts
    for accounts, said in (
        ((replace(row, sat=row.sat + 1),), f'account "{ACCOUNT}" has 69985000 satoshi, which is not 2025Q3-r1\'s '
         "100000001 and what went there since less what came back or was charged, -30015000."),
        ((), f'account "{ACCOUNT}" has 69985000 satoshi, which is not 2025Q3-r1\'s 0 and what went there since less '
         "what came back or was charged, -30015000."),
        ((row, replace(row, name="Old", sat=1)), 'account "Old" has 0 satoshi, which is not 2025Q3-r1\'s 1 and what '
         "went there since less what came back or was charged, 0."),
    ):  # fmt: skip
        forged = replace(last, statement=replace(last.statement, accounts=accounts))
        with pytest.raises(IntegrityError) as raised:
            compute(given(register, "2025Q4", Predecessors(forged, None)))
        assert str(raised.value) == said
    empty = replace(last, statement=replace(last.statement, accounts=(row, replace(row, name="Old", sat=0))))
    compute(given(register, "2025Q4", Predecessors(empty, None)))
