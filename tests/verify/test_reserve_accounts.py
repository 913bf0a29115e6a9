"""What a bundle of a statement says of custodians and of days is computed again by both verifiers."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.reserve import story_statements, story_two, verifying
from tests.verify.test_reserve_steps import Files, edit, failed, sealed
from tracer.verify.verify import verify

ACCOUNT = "Custody account 1"
THEFT = story_two.txid("departure")
OLD, NEW = "acts/2025-0016.toml", "acts/2026-0001.toml"


@pytest.fixture
def files() -> Files:
    """Return the payload of the last quarter's private bundle, to do harm to."""
    return story_statements.payload("2025Q4")


def product(files: Files, folder: Path) -> dict[str, str]:
    """Return the first finding of each step that fails."""
    return failed(verify(sealed(files, folder)).verification)


def alone(files: Files, item: str) -> list[str]:
    """Return why an item of the stand-alone verifier fails; nothing where it does not."""
    verdict, reasons = verifying.judged(files)[item]
    return reasons if verdict == "FAIL" else []


def stated(files: Files, name: str, old: str, new: str, **keys: object) -> None:
    """Change an act, in TOML and as a program reads it."""
    text = files[name].decode()
    assert text.count(old) == 1
    files[name] = text.replace(old, new).encode()
    number = name.removeprefix("acts/").removesuffix(".toml")
    rows = [row["id"] for row in json.loads(files["acts.json"])["acts"]]
    for key, value in keys.items():
        edit(files, "acts.json", "acts", rows.index(number), key, to=value)


def before(files: Files, change: Callable[[dict[str, object]], None]) -> None:
    """Change the statement before, and the hash by which this one names it."""
    value = json.loads(files["previous.json"])
    change(value)
    edit(files, "previous.json", "accounts", to=value["accounts"])
    digest = hashlib.sha256(files["previous.json"]).hexdigest()
    edit(files, "period.json", "previous_sha256", to=digest)


def test_a_movement_of_the_statement_before_is_not_renamed(files: Files, tmp_path: Path) -> None:
    """A theft of the third quarter is no deposit of the fourth, whatever the custodian's arithmetic."""
    assert alone(files, "Accounts") == []
    sat = 69_985_000 + 49_980_000
    stated(files, NEW, "sat = 69985000", f"sat = {sat}", sat=str(sat))
    stated(files, NEW, "deposits = []", f'deposits = ["{THEFT}"]', deposits=[THEFT])
    assert product(files, tmp_path)["7"].startswith(
        f'data/period.json: cannot be computed again: act 2026-0001 calls {THEFT} a deposit in account "{ACCOUNT}"; '
        "2025Q3-r1 was closed with it as a disposal"
    )
    assert alone(files, "Accounts")[0] == (
        f"{THEFT}: 2025Q3-r1 was closed with it in no account, now it is in {ACCOUNT}"
    )


@pytest.mark.parametrize(("opening", "is_found"), [(233, True), (232, False)])
def test_a_movement_of_the_opening_block_is_of_the_statement_before(files: Files, opening: int, is_found: bool) -> None:
    """The block that closed it is the last that it says anything of; the theft lies in block 233."""
    stated(files, NEW, "deposits = []", f'deposits = ["{THEFT}"]', deposits=[THEFT])
    edit(files, "previous.json", "closing", "height", to=opening)
    said = f"{THEFT}: 2025Q3-r1 was closed with it in no account, now it is in {ACCOUNT}"
    assert (said in alone(files, "Accounts")) is is_found


def test_a_movement_keeps_its_account_in_the_stand_alone_check(files: Files) -> None:
    """What an act of the statement before put into an account stays there, a receipt with what came in."""
    receipt = story_two.txid("seize-7")
    stated(files, NEW, "withdrawals = [", f'withdrawals = ["{receipt}", ', withdrawals=[receipt])
    assert alone(files, "Accounts")[0] == (
        f"{receipt}: 2025Q3-r1 was closed with it in no account, now it is in {ACCOUNT}"
    )


def test_acts_of_an_earlier_statement_are_the_same(files: Files, tmp_path: Path) -> None:
    """One that it lists is not another file, even by a comment, and not missing."""
    stated(files, OLD, "fees_sat = 0", "fees_sat = 0  # none")
    found = product(files, tmp_path / "other")
    assert found["6"] == f"data/{OLD}: is another file than 2025Q3-r1 was closed with"
    said = f"{OLD}: 2025Q3-r1 was closed with it, and it is another or not here"
    assert said in alone(files, "Inputs")


def test_acts_of_an_earlier_statement_are_here(files: Files, tmp_path: Path) -> None:
    """A pledge that the statement before knew is not left out of the next."""
    gone = "acts/2025-0011.toml"
    del files[gone]
    assert product(files, tmp_path)["6"] == f"data/{gone}: is missing; 2025Q3-r1 lists it"
    assert f"{gone}: 2025Q3-r1 was closed with it, and it is another or not here" in alone(files, "Inputs")


def test_a_restatement_has_the_acts_of_what_it_restates(tmp_path: Path) -> None:
    """They are held against its inputs as well as against those of the statement before."""
    files = story_statements.payload("2025Q3-r1")
    stated(files, OLD, "fees_sat = 0", "fees_sat = 0  # none")
    assert product(files, tmp_path)["6"] == f"data/{OLD}: is another file than 2025Q3 was closed with"
    assert f"{OLD}: 2025Q3 was closed with it, and it is another or not here" in alone(files, "Inputs")


def test_what_a_custodian_states_follows_from_what_moved(files: Files, tmp_path: Path) -> None:
    """The statement before, deposits less withdrawals, less the fees that it states: to the satoshi."""
    stated(files, NEW, "sat = 69985000", "sat = 69985001", sat="69985001")
    assert product(files, tmp_path)["7"] == (
        f"data/period.json: accounts.{ACCOUNT}.attested_sat is 69985000; computed it is 69985001"
    )
    assert f'account "{ACCOUNT}": statement of 2025-12-31 says 69985001, the register computes 69985000.' in str(
        [step.findings for step in verify(tmp_path / "bundle").verification.steps]
    )
    assert f"account {ACCOUNT}: act 2026-0001 says 69985001 sat, and what moved gives 69985000" in alone(
        files, "Accounts"
    )
    stated(files, NEW, "fees_sat = 15000", "fees_sat = 14999", fees_sat="14999")
    assert not [each for each in alone(files, "Accounts") if "what moved gives" in each]


def test_a_deposit_that_two_statements_name_counts_once(files: Files) -> None:
    """The first has it; a statement after one that was wrong goes on from what that says."""
    deposit = story_two.txid("deposit")
    stated(files, NEW, "deposits = []", f'deposits = ["{deposit}"]', deposits=[deposit])
    assert alone(files, "Accounts") == []
    stated(files, OLD, "sat = 100000000", "sat = 100000001", sat="100000001")
    wrong = [each for each in alone(files, "Accounts") if "what moved gives" in each]
    assert wrong == [
        f"account {ACCOUNT}: act 2025-0016 says 100000001 sat, and what moved gives 100000000",
        f"account {ACCOUNT}: act 2026-0001 says 69985000 sat, and what moved gives 69985001",
    ]


def test_a_withdrawal_that_two_statements_name_counts_once(files: Files) -> None:
    """The first has it, too early here; the second goes on from what that says."""
    back = story_two.txid("withdrawal")
    stated(files, OLD, "withdrawals = []", f'withdrawals = ["{back}"]', withdrawals=[back])
    assert [each for each in alone(files, "Accounts") if "what moved gives" in each] == [
        f"account {ACCOUNT}: act 2025-0016 says 100000000 sat, and what moved gives 70000000",
        f"account {ACCOUNT}: act 2026-0001 says 69985000 sat, and what moved gives 99985000",
    ]


def test_an_account_goes_on_from_the_statement_before(files: Files, tmp_path: Path) -> None:
    """What it held at the opening is what that says; one that is gone held nothing."""
    before(files, lambda value: value["accounts"][0].update(sat="100000001"))  # type: ignore[index]
    assert product(files, tmp_path)["7"].endswith(
        f'account "{ACCOUNT}" has 69985000 satoshi, which is not 2025Q3-r1\'s 100000001 and what went there since less '
        "what came back or was charged, -30015000."
    )
    assert alone(files, "Accounts") == [
        f"account {ACCOUNT}: held 100000000 sat at the opening, and 2025Q3-r1 says otherwise"
    ]
    gone = {"name": "Old", "sat": "1", "attested_sat": None, "as_of": None, "act": None}
    before(files, lambda value: value.update(accounts=[value["accounts"][0] | {"sat": "100000000"}, gone]))  # type: ignore[index]
    assert alone(files, "Accounts") == ["account Old: held 1 sat, and is no more"]


@pytest.mark.parametrize(("closed", "is_found"), [("2026-01-05", True), ("2026-01-06", False), (None, False)])
def test_no_act_is_dated_after_the_day_of_closing(
    files: Files, tmp_path: Path, closed: str | None, is_found: bool
) -> None:
    """It would not have been an act then; of a closing that no journal has nothing can be said."""
    edit(files, "bundle.json", "closed", to=closed)
    found = product(files, tmp_path).get("6")
    said = f"data/{NEW}: date: 2026-01-06 is later than 2026-01-05, when the period was closed"
    assert found == (said if is_found else None)
    own = f"{NEW}: is of 2026-01-06, and the period was closed on 2026-01-05"
    assert alone(files, "Acts") == ([own] if is_found else [])


def test_a_replacement_and_a_statement_s_day_are_not_after_it_either(files: Files) -> None:
    """The stand-alone verifier reads both."""
    edit(files, "bundle.json", "closed", to="2026-01-06")
    stated(files, NEW, "as_of = 2025-12-31", "as_of = 2026-01-07", as_of="2026-01-07")
    rows = [row["id"] for row in json.loads(files["acts.json"])["acts"]]
    edit(files, "acts.json", "acts", rows.index("2025-0017"), "replacement", "date", to="2026-01-08")
    said = [each for each in alone(files, "Acts") if "was closed on" in each]
    assert said == [
        "acts/2025-0017.toml: is of 2026-01-08, and the period was closed on 2026-01-06",
        f"{NEW}: is of 2026-01-07, and the period was closed on 2026-01-06",
    ]


@pytest.mark.parametrize(("signers", "named", "is_found"), [(1, True, True), (1, False, False), (2, True, False)])
def test_two_persons_say_what_movements_are(files: Files, signers: int, named: bool, is_found: bool) -> None:
    """One person alone may state what lies in an account, not what went there or came back."""
    edit_keys: dict[str, object] = {"signed_by": ["S. Sample", "T. Trial"][:signers]}
    edit_keys |= {} if named else {"withdrawals": [], "fees_sat": "0"}
    stated(files, NEW, "fees_sat", "fees_sat", **edit_keys)
    said = f"{NEW}: 1 persons signed an act of kind statement"
    assert (said in alone(files, "Acts")) is is_found


def test_two_persons_and_a_document_stand_behind_fees(files: Files) -> None:
    """What a custodian took is stated by two persons with a document, whatever else the statement names."""
    stated(files, NEW, "fees_sat", "fees_sat", withdrawals=[], text=None, signed_by=["S. Sample"])
    said = {f"{NEW}: 1 persons signed an act of kind statement", f"{NEW}: has no document"}
    assert said <= {*alone(files, "Acts")}
    stated(files, NEW, "fees_sat", "fees_sat", fees_sat="0")
    assert not said & {*alone(files, "Acts")}


def test_what_is_disposed_of_lies_in_no_account(files: Files, tmp_path: Path) -> None:
    """Both verifiers refuse a transaction that a disposal and a statement name, and say which acts do."""
    sold = story_two.txid("return")
    stated(files, NEW, "deposits = []", f'deposits = ["{sold}"]', deposits=[sold])
    assert f"act 2025-0005 disposes of satoshi by {sold}, and act 2026-0001 names it" in str(product(files, tmp_path))
    assert f"act 2025-0005 disposes of {sold}, and 2026-0001 into {ACCOUNT}" in str(verifying.judged(files))


def test_a_statement_names_nothing_of_a_later_day(files: Files, tmp_path: Path) -> None:
    """The story's withdrawal of the fourth quarter is in no statement of the third, and both verifiers say so."""
    back = story_two.txid("withdrawal")
    stated(files, OLD, "withdrawals = []", f'withdrawals = ["{back}"]', withdrawals=[back])
    assert f"account {ACCOUNT}: act 2025-0016 names {back}, which is of a later day" in alone(files, "Accounts")
    told = verify(sealed(files, tmp_path)).verification.steps
    assert f'account "{ACCOUNT}": statement of 2025-09-30 names {back}, whose block is of 2025-' in str(
        [step.findings for step in told]
    )


def test_two_statements_of_one_day_say_the_same(files: Files) -> None:
    """A second one as of the day of the first that says otherwise is told by its number."""
    said = f"account {ACCOUNT}: act 2026-0001 contradicts another as of 2025-09-30"
    assert said not in alone(files, "Accounts")
    stated(files, NEW, "as_of = 2025-12-31", "as_of = 2025-09-30", as_of="2025-09-30")
    assert said in alone(files, "Accounts")


def test_fees_of_a_statement_are_bounded(files: Files, tmp_path: Path) -> None:
    """Half of what lies with the custodian is no fee, though sum and fees agree."""
    stated(files, NEW, "\nsat = 69985000", "\nsat = 20000000", sat="20000000")
    stated(files, NEW, "fees_sat = 15000", "fees_sat = 50000000", fees_sat="50000000")
    said = f"account {ACCOUNT}: act 2026-0001 states more fees than [security] allows"
    assert said in alone(files, "Accounts")
    told = [step.findings for step in verify(sealed(files, tmp_path)).verification.steps]
    assert "states fees of 0.50000000 BTC, more than the 0.01000000 BTC" in str(told)
    assert said not in alone(story_statements.payload("2025Q4"), "Accounts")
