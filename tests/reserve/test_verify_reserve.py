"""The register's stand-alone verifier: what it accepts, what it refuses, held against the product."""

import ast
import datetime as dt
import hashlib
import json
import random
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.counts import count
from tests.evidence.chain import script_of
from tests.reserve import verifying, worked_register
from tests.reserve.drawn_registers import ZONE, DrawnRegister, drawn, head
from tests.reserve.sealed_registers import Filed, Row, block_row, bundle, payload, sealed
from tests.reserve.statement_samples import full
from tests.reserve.statements import statement
from tests.reserve.verifying import BOOKS, MATERIAL, PUBLISHED, VERIFIER, loaded, run
from tests.stand_alone import OF_CUSTODIANS, OF_ITS_PERSONS, OF_WHAT_IS_TOLD, code, unread
from tracer import METHOD, __version__
from tracer.case.persons import mixed_letters, same_person
from tracer.chain import header
from tracer.chain.amount import Sats
from tracer.chain.network import NETWORKS
from tracer.chain.outpoint import Outpoint, Position, Txid
from tracer.container import bag
from tracer.disk import capacity
from tracer.errors import CaseError, IntegrityError
from tracer.formats import canonical
from tracer.reserve import act_set, admission_file, ledger, period_diff, period_file, title
from tracer.reserve.act_file import DOCUMENTED, TWO_PERSONS
from tracer.reserve.act_terms import ReviewTerms
from tracer.reserve.acts import (
    Act,
    ActId,
    ActKind,
    ActsInForce,
    AssignmentAct,
    BurdenAct,
    CorrectionAct,
    ExecutionAct,
    LotId,
    OrderAct,
    OtherAct,
    ReleaseAct,
)
from tracer.reserve.admission import lots_in_force
from tracer.reserve.books import books
from tracer.reserve.days import instant, observed_block
from tracer.reserve.lots import Admission, Lot
from tracer.reserve.period_rows import PeriodStatement
from tracer.reserve.plain_json import plain_acts
from tracer.reserve.public import public_runs
from tracer.reserve.public_rounding import rounded
from tracer.reserve.replaced_acts import acts_on
from tracer.reserve.satoshi_runs import SatoshiRun, total
from tracer.reserve.title_rows import LAWFUL, Title, TitleBook
from tracer.reserve.untitled import ALLOWED_BY
from tracer.reserve.watching import behind


@pytest.fixture(scope="module")
def worked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the bundle of the register that is worked out by hand."""
    return bundle(tmp_path_factory.mktemp("worked"), payload(worked_register.filed(), worked_register.statement))


# What it says of a sound bundle

NEVER_CHECKED = {"Not shown offline"}


def test_what_was_worked_out_by_hand_passes_every_item(worked: Path) -> None:
    """Books, titles, orders, movements and coins are those of the hand's figures, and what is not shown is named."""
    said = run(worked)
    assert (said.code, said.failed) == (0, [])
    assert {title for title, verdict in said.verdicts.items() if verdict != "PASS"} == NEVER_CHECKED
    for command in ("getblockhash 21", "tracer verify BUNDLE", "deriveaddresses", "openssl", "tracer reserve observe"):
        assert command in said.texts["Not shown offline"]


def test_its_items_are_those_of_the_page(worked: Path) -> None:
    """`docs/reserve-bundle.md` numbers and names each of them."""
    text = (VERIFIER.parents[3] / "docs" / "reserve-bundle.md").read_text()
    page = text.partition("## verify.py")[2].partition("\n## ")[0]
    rows = re.findall(r"^[|] ([BPT]?[0-9]+) [|] ([^|]+) [|]", page, re.MULTILINE)
    own, all_items = run(worked, program=MATERIAL).verdicts, run(worked).verdicts
    more = [title for title in all_items if title not in own]
    numbers = [*map(str, range(1, len(own) + 1)), *(f"P{at}" for at in range(1, 4))]
    numbers += [*(f"B{at}" for at in range(1, 6)), *(f"T{at}" for at in range(1, 6))]
    assert rows == [*zip(numbers, [*own, *more], strict=True)]


def _pythons() -> list[str]:
    """Return every other Python from 3.9 on that is found here and runs."""
    names = [f"python3.{minor}" for minor in range(9, 20)]
    kept = Path.home() / ".pyenv" / "versions"
    places = [*filter(None, map(shutil.which, names)), *(str(each) for each in kept.glob("3.*/bin/python3"))]
    test = "import sys; sys.exit(sys.version_info < (3, 9))"
    return [
        each for each in places if subprocess.run([each, "-c", test], capture_output=True, check=False).returncode == 0
    ]


def test_every_python_from_3_9_on_says_the_same(worked: Path) -> None:
    """What it says depends on the bundle alone."""
    said = [run(worked, python=python) for python in [sys.executable, *_pythons()]]
    assert all(each == said[0] for each in said)


# What it refuses: the manifests are made again, as a forger would


@pytest.fixture
def files() -> dict[str, bytes]:
    """Return the payload of the register that is worked out by hand, to do harm to."""
    return payload(worked_register.filed(), worked_register.statement)


def _edit(files: dict[str, bytes], name: str, *path: str | int, to: Any) -> None:
    """Give a value of a JSON file another one; the statement is sealed anew, so that only the figure is wrong."""
    value = json.loads(files[name])
    place = value
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = to
    files[name] = sealed(value) if name == "period.json" and path[0] != "private_root" else canonical.dumps(value)


ORDER, ASSIGNED, CLAIMED, SOLD = 0, 2, 3, 4
"""Places of acts in acts.json."""

HARM: dict[str, tuple[str, tuple[str | int, ...], Any, str]] = {
    "a wallet's receipts": ("period.json", ("wallets", 0, "books_sat", "receipts"), "1501", "Books"),
    "all fees": ("period.json", ("books_sat", "fees"), "16", "Books"),
    "a title": ("period.json", ("title_sat", "titled"), "251", "Title"),
    "a restriction's day": ("period.json", ("restricted", 1, "until"), "2026-07-16", "Title"),
    "a restriction's act": ("period.json", ("restricted", 0, "lifted_by"), "2026-0002", "Title"),
    "an order's coverage": ("period.json", ("orders", 1, "covered_sat"), "499", "Orders"),
    "a movement's kind": ("period.json", ("movements", 3, "kind"), "disposal", "Movements"),
    "a movement's lots": ("period.json", ("movements", 4, "lots"), {"L-0001": "205"}, "Movements"),
    "a movement's act": ("period.json", ("movements", 4, "act"), None, "Movements"),
    "the closing block": ("period.json", ("closing", "height"), 20, "Closing block"),
    "its median time": ("period.json", ("closing", "mtp"), "2026-06-30T18:59:59Z", "Closing block"),
    "the opening": ("period.json", ("opening",), {"height": 11}, "Closing block"),
    "another period": ("period.json", ("period",), "2026Q3", "Closing block"),
    "an input's hash": ("period.json", ("inputs", 0, "sha256"), "00" * 32, "Inputs"),
    "a late act": ("period.json", ("inputs", 0, "late"), True, "Inputs"),
    "the coins": ("period.json", ("reconciliation", "coins"), 3, "Observation"),
    "the coins' hash": ("period.json", ("reconciliation", "coins_sha256"), "00" * 32, "Observation"),
    "a fault": ("period.json", ("reconciliation", "faults"), [{"fault": "late"}], "Observation"),
    "an account": ("period.json", ("accounts",), [{}], "Accounts"),
    "the root": ("period.json", ("private_root",), "00" * 32, "Private root"),
    "a money key": ("period.json", ("value",), {}, "Statement"),
    "a convention": ("period.json", ("conventions", "title"), 2, "Statement"),
    "a restatement": ("period.json", ("restates",), {"period": "2026Q2"}, "Statement"),
    "a statement before": ("period.json", ("previous_sha256",), "00" * 32, "Statement"),
    "the register's name": ("period.json", ("register",), "NIC", "Statement"),
    "a review": ("period.json", ("review",), {"act": "2026-0005"}, "Acts"),
    "a wallet's stage": ("register.json", ("wallets", 0, "stage"), "watched", "Movements"),
    "a wallet's body": ("register.json", ("wallets", 1, "body"), "Ministry", "Movements"),
    "an amount with a sign": ("acts.json", ("acts", ORDER, "amount_sat"), "+550", "Title"),
    "an amount with a space": ("receipts/K/admission.json", ("lots", 0, "sat"), " 600", "Lots"),
    "a moment written otherwise": ("register.json", ("ends", "2026-06-30"), "2026-06-30T19:0:00Z", "Closing block"),
    "an act that supersedes itself": ("acts.json", ("acts", ASSIGNED, "supersedes"), "2026-0003", "Lots"),
    "an end of a day in no zone": ("register.json", ("ends", "2026-07-15"), "2026-07-16T12:30:00Z", "Closing block"),
    "a departure that no act names": ("acts.json", ("acts", SOLD, "txid"), None, "Faults"),
    "fees that may not be": ("register.json", ("security", "max_feerate"), "0", "Faults"),
    "a share that is none": ("register.json", ("security", "max_fee_share"), "0.01", "Faults"),
    "what is dust": ("register.json", ("dust",), "4", "Faults"),
    "no bounds on fees": ("register.json", ("security",), {}, "Faults"),
    "what is unsolicited": ("period.json", ("books_sat", "of_which_unsolicited"), "7", "Title"),
    "what of a wallet is": ("period.json", ("wallets", 1, "books_sat", "of_which_unsolicited"), "7", "Title"),
    "no stage": ("register.json", ("wallets", 0, "stage"), "seized", "Movements"),
    "a day that has no end": ("acts.json", ("acts", SOLD, "date"), "2026-06-31", "Acts"),
    "another kind": ("bundle.json", ("kind",), "case", "Statement"),
    "a day on which it was not due": ("bundle.json", ("due",), "2026-08-31", "Published figures"),
    "a published count": ("public.json", ("counts", "came"), 4, "Rounding"),
    "a bound": ("public.json", ("with_custodians", "within_sat"), "1", "Rounding"),
    "what entered alone": ("public.json", ("books", "scope"), None, "Published figures"),
    "what entered": ("public.json", ("books", "scope", "sat"), "1", "Published figures"),
    "a figure off by more than it may": ("public.json", ("title", "lawful", "sat"), "552", "Published figures"),
    "a day's end": ("register.json", ("ends", "2026-06-30"), "2026-07-01T00:00:00Z", "Closing block"),
    "a day's end by a second": ("register.json", ("ends", "2026-05-31"), "2026-05-31T09:59:59Z", "Closing block"),
    "an order's amount": ("acts.json", ("acts", ORDER, "amount_sat"), "549", "Title"),
    "an order in force later": ("acts.json", ("acts", ORDER, "in_force"), "2026-06-30", "Title"),
    "an appeal that is over": ("acts.json", ("acts", 1, "appeal_until"), "2026-06-30", "Title"),
    "another label": ("acts.json", ("acts", ORDER, "labels"), ["B"], "Title"),
    "another case": ("acts.json", ("acts", ORDER, "case"), "L", "Title"),
    "more assigned": ("acts.json", ("acts", ASSIGNED, "lots", "L-0001"), "301", "Title"),
    "too much assigned": ("acts.json", ("acts", ASSIGNED, "lots", "L-0001"), "601", "Title"),
    "a claim that begins later": ("acts.json", ("acts", CLAIMED, "from"), "2026-07-01", "Title"),
    "other lots sold": ("acts.json", ("acts", SOLD, "lots"), {"L-0001": "205"}, "Movements"),
    "too few lots sold": ("acts.json", ("acts", SOLD, "lots"), {"L-0002": "204"}, "Movements"),
    "an act of one person": ("acts.json", ("acts", SOLD, "signed_by"), ["A. Aliyeva"], "Acts"),
    "an order that nobody signed": ("acts.json", ("acts", ORDER, "signed_by"), [], "Acts"),
    "an order without its document": ("acts.json", ("acts", ORDER, "text"), None, "Acts"),
    "one person under two names": ("acts.json", ("acts", SOLD, "signed_by"), ["A. Aliyeva", "a aliyeva"], "Acts"),
    "one person in another order": ("acts.json", ("acts", SOLD, "signed_by"), ["A. Aliyeva", "Aliyeva, A"], "Acts"),
    "one person in letters of two scripts": ("acts.json", ("acts", SOLD, "signed_by"), ["A. Vole", "B. Vоle"], "Acts"),
    "a letter that no name has": ("acts.json", ("acts", SOLD, "signed_by"), ["V. Ope", "\u0474. Ope"], "Acts"),
    "one person in letters as written": (
        "acts.json",
        ("acts", SOLD, "signed_by"),
        ["Nur Bek", "\u039d\u03c5r Bek"],
        "Acts",
    ),
    "one person in other letters": ("acts.json", ("acts", SOLD, "signed_by"), ["A. Bek", "\u0410. Bek"], "Acts"),
    "a lot's label": ("receipts/K/admission.json", ("lots", 0, "label"), "B", "Inputs"),
    "a lot beyond its receipt": ("receipts/K/admission.json", ("lots", 1, "sat"), "401", "Lots"),
    "a lot within another": ("receipts/K/admission.json", ("lots", 1, "start"), "599", "Lots"),
    "a script of another wallet": ("scripts.json", ("wallets", "Agency", 0, "script"), "51", "Movements"),
    "a script twice": ("scripts.json", ("wallets", "Agency", 0, "script"), script_of("Reserve").hex(), "Movements"),
    "what is published": ("public.json", ("books", "closing", "sat"), "1291", "Published figures"),
    "the published titles": ("public.json", ("title", "without", "sat"), "741", "Published figures"),
    "the published root": ("public.json", ("private_root",), "00" * 32, "Published figures"),
    "the profile": ("bundle.json", ("profile",), "auditor", "Files and manifests"),
    "the bundle's period": ("bundle.json", ("period",), "2026Q3", "Statement"),
    "the statement's hash": ("bundle.json", ("period_sha256",), "00" * 32, "Statement"),
    "the network's genesis": ("chain/network.json", ("genesis_hash",), "00" * 32, "Merkle proofs"),
}


@pytest.mark.parametrize("what", HARM)
def test_a_figure_that_is_not_what_follows_fails_its_item(files: dict[str, bytes], tmp_path: Path, what: str) -> None:
    """Whatever is changed, with root and manifests made again, the item that computes it says so."""
    name, path, to, item = HARM[what]
    _edit(files, name, *path, to=to)
    said = run(bundle(tmp_path, files))
    assert said.code == 1
    assert item in said.failed, said.texts


def test_a_pledge_burdens_as_a_claim_does(files: dict[str, bytes], tmp_path: Path) -> None:
    """The same satoshi are encumbered."""
    _edit(files, "acts.json", "acts", CLAIMED, "kind", to="pledge")
    assert run(bundle(tmp_path, files)).failed == []


def test_acts_that_replace_one_another_in_a_circle_end_in_a_finding(files: dict[str, bytes], tmp_path: Path) -> None:
    """Neither in an endless search nor in a program that fails."""
    _edit(files, "acts.json", "acts", ASSIGNED, "supersedes", to="2026-0004")
    _edit(files, "acts.json", "acts", CLAIMED, "supersedes", to="2026-0003")
    _edit(files, "acts.json", "acts", SOLD, "supersedes", to="2026-0003")
    said = run(bundle(tmp_path, files))
    assert (said.code, said.verdicts["Lots"]) == (1, "FAIL")


def test_a_claim_that_supersedes_another_act_has_its_document(files: dict[str, bytes], tmp_path: Path) -> None:
    """Alone it needs none."""
    _edit(files, "acts.json", "acts", CLAIMED, "text", to=None)
    assert run(bundle(tmp_path / "alone", files)).verdicts["Acts"] == "PASS"
    _edit(files, "acts.json", "acts", CLAIMED, "supersedes", to="2026-0001")
    assert "has no document" in run(bundle(tmp_path / "later", files)).texts["Acts"]


def test_an_order_stands_in_one_act(files: dict[str, bytes], tmp_path: Path) -> None:
    """A second act of the same order, whatever its capitals and spaces, would cover coins once more."""
    acts = json.loads(files["acts.json"])["acts"]
    order = next(each for each in acts if each["kind"] == "order")
    for authority, is_another in ((f" {order['authority'].upper()} ", False), ("Another court", True)):
        twice = {**order, "id": "2026-0011", "authority": authority}
        files["acts.json"] = canonical.dumps({"schema": 1, "acts": [*acts, twice]})
        said = run(bundle(tmp_path / str(is_another), files)).texts["Acts"]
        assert (f"acts/2026-0011.toml: {order['id']} is this order already" in said) != is_another


def test_what_needs_its_document_has_it(files: dict[str, bytes], tmp_path: Path) -> None:
    """Whatever gives title or takes it, and a step that says that coins were sent; any other step needs none."""
    step = {"id": "2026-0010", "kind": "step", "date": "2026-06-02", "text": None, "signed_by": ["A. One", "B. Two"],
            "corrects": None, "supersedes": None, "disposal": "2026-0005", "txid": None}  # fmt: skip
    acts = json.loads(files["acts.json"])["acts"]
    for state, needs in (("awarded", False), ("sent", True)):
        files["acts.json"] = canonical.dumps({"schema": 1, "acts": [*acts, {**step, "state": state}]})
        said = run(bundle(tmp_path / state, files)).texts["Acts"]
        assert ("acts/2026-0010.toml: has no document" in said) == needs
    for number in (ASSIGNED, SOLD):
        _edit(files, "acts.json", "acts", number, "text", to=None)
    said = run(bundle(tmp_path / "others", files)).texts["Acts"]
    assert [f"acts/2026-000{number}.toml: has no document" in said for number in (3, 4, 5)] == [True, False, True]


@pytest.mark.parametrize(("date", "is_told"), [("2026-05-31", True), ("2026-06-01", False), ("2026-06-02", False)])
def test_an_explanation_is_no_older_than_its_block(
    files: dict[str, bytes], tmp_path: Path, date: str, is_told: bool
) -> None:
    """By the day of the block's median time past: the first coin came in on the first of June."""
    acts, txid = json.loads(files["acts.json"]), json.loads(files["period.json"])["movements"][0]["txid"]
    explained = CorrectionAct(
        head=head(10, ActKind.CORRECTION, dt.date.fromisoformat(date)), replacement=None, txid=txid, explains="known"
    )
    acts["acts"] += json.loads(plain_acts([explained]))["acts"]
    statement = json.loads(files["period.json"])
    statement["movements"][0]["act"] = "2026-0010"
    files["acts.json"], files["period.json"] = canonical.dumps(acts), sealed(statement)
    said = run(bundle(tmp_path, files))
    assert said.verdicts["Movements"] == ("FAIL" if is_told else "PASS"), said.texts
    assert ("act 2026-0010: explains" in said.texts["Movements"]) == is_told


def test_a_disposal_of_what_no_wallet_spends_is_found(files: dict[str, bytes], tmp_path: Path) -> None:
    """An act that names a receipt as its own transaction disposes of nothing."""
    receipt = json.loads(files["period.json"])["movements"][0]["txid"]
    _edit(files, "acts.json", "acts", SOLD, "txid", to=receipt)
    assert "spends no coin of a wallet" in run(bundle(tmp_path, files)).texts["Movements"]


def test_an_act_of_scope_of_a_wallet_that_is_not_ours_is_found(files: dict[str, bytes], tmp_path: Path) -> None:
    """Acts of scope are followed; one of a wallet that the books never had changes nothing and is wrong."""
    filed = json.loads(files["acts.json"])
    keys = {"kind": "scope", "wallet": "Elsewhere", "enters": True, "range": None, "scripts": []}
    _edit(files, "acts.json", "acts", to=[*filed["acts"], {**filed["acts"][ASSIGNED], "id": "2026-0099", **keys}])
    scripts = json.loads(files["scripts.json"])["wallets"]
    _edit(files, "scripts.json", "wallets", to={**scripts, "Elsewhere": []})
    assert "act 2026-0099: its wallet is none of ours" in run(bundle(tmp_path, files)).texts["Movements"]


def _drop(files: dict[str, bytes], *names: str) -> None:
    for name in names:
        del files[name]


def _add(files: dict[str, bytes], name: str) -> None:
    files[name] = b"{}"


def _cut(files: dict[str, bytes], name: str, size: int) -> None:
    files[name] = files[name][:-size]


def _spaced(files: dict[str, bytes], name: str) -> None:
    files[name] = files[name].replace(b",", b", ", 1)


WRONG: dict[str, tuple[Callable[..., None], tuple[Any, ...], str]] = {
    "an act dropped": (_drop, ("acts/2026-0003.toml",), "Inputs"),
    "an act added": (_add, ("acts/2026-0009.toml",), "Inputs"),
    "a stranger": (_add, ("notes.json",), "Files and manifests"),
    "a stranger in the chain": (_add, ("chain/heights.json",), "Transactions"),
    "a statement that nobody names": (_add, ("earlier/2026Q1.json",), "Published figures"),
    "no salt": (_drop, ("salt",), "Private root"),
    "a short salt": (_cut, ("salt", 1), "Private root"),
    "a header less": (_cut, ("chain/headers.bin", 80), "Closing block"),
    "a header less behind it": (_cut, ("chain/after.bin", 80), "Closing block"),
    "part of a header": (_cut, ("chain/after.bin", 1), "Block headers"),
    "no observation": (_drop, ("observations/0000021-33e3b753.json",), "Observation"),
    "another way to write it": (_spaced, ("period.json",), "Closing block"),
    "acts written another way": (_spaced, ("acts.json",), "Inputs"),
    "no acts": (_drop, ("acts.json",), "Inputs"),
    "no bundle.json": (_drop, ("bundle.json",), "Files and manifests"),
}


@pytest.mark.parametrize("what", WRONG)
def test_what_is_missing_added_or_cut_fails_its_item(files: dict[str, bytes], tmp_path: Path, what: str) -> None:
    """Nothing is passed over because it is not there, and nothing that does not belong is let in."""
    harm, arguments, item = WRONG[what]
    if "observation" in what:
        arguments = tuple(name for name in files if name.startswith("observations/"))
    harm(files, *arguments)
    said = run(bundle(tmp_path, files))
    assert said.code == 1
    assert item in said.failed, said.texts


def test_a_public_bundle_shows_seal_and_sums_alone_and_says_so(files: dict[str, bytes], tmp_path: Path) -> None:
    """What needs transactions, acts or wallets is NOT-CHECKED with a reason; what is published must add up."""
    _edit(files, "bundle.json", "profile", to="public")
    public = {name: files[name] for name in ("bundle.json", "public.json")}
    said = run(bundle(tmp_path / "good", public))
    assert (said.code, said.failed) == (0, [])
    assert {title for title, each in said.verdicts.items() if each == "PASS"} == {
        "Files and manifests", "Published figures", "Published form", "Published rule", "Earlier statements"
    }  # fmt: skip
    assert "the private one does" in said.texts["Books"]
    assert run(tmp_path / "good", program=PUBLISHED).code == run(tmp_path / "good", program=BOOKS).code == 0
    alone = run(tmp_path / "good", program=MATERIAL)
    assert alone.code == 4
    assert {title: said.verdicts[title] for title in alone.verdicts if title != "Files beside"} == {
        title: verdict for title, verdict in alone.verdicts.items() if title != "Files beside"
    }
    assert alone.verdicts["Files beside"] == "NOT-CHECKED"
    lines = alone.texts["Files beside"].split("\n")
    assert [line.rpartition("python3 data/verify/")[2] for line in lines] == [
        "verify_public.py, which carries out the items above too",
        *(f"{name}.py, on the private bundle, which shows them" for name in ("verify_books", "verify_title")),
    ]
    _edit(public, "public.json", "books", "change", "sat", to="1")
    assert run(bundle(tmp_path / "bad", public)).failed == ["Published figures"]


@pytest.mark.parametrize(("within", "fails"), [("0", True), ("1", True), ("2", False)])
def test_a_published_figure_lies_within_less_than_it_says(
    files: dict[str, bytes], tmp_path: Path, within: str, fails: bool
) -> None:
    """One satoshi off is off where the figure claims to be exact, or to be off by less than one."""
    for key, sat in (("lawful", "551"), ("without", "739")):
        _edit(files, "public.json", "title", key, to={"sat": sat, "within_sat": within})
    assert ("Published figures" in run(bundle(tmp_path, files)).failed) is fails


def test_where_two_transactions_paid_away_no_sum_is_published(files: dict[str, bytes], tmp_path: Path) -> None:
    """Three brought coins and two paid them away: rounded, none of what came, left and entered may be said."""
    _edit(files, "public.json", "rule", to="public/1")
    said = run(bundle(tmp_path, files)).texts["Rounding"]
    for key in ("came", "left"):
        assert f"public.books.{key}: says 2 rows, computed None" in said


def test_another_release_is_not_judged(files: dict[str, bytes], tmp_path: Path) -> None:
    """A bundle of another release ends with exit code 2 unless the chain itself is wrong."""
    _edit(files, "bundle.json", "software", "version", to="9.9.9")
    said = run(bundle(tmp_path / "good", files))
    assert (said.code, said.failed) == (2, [])
    _cut(files, "chain/transactions.dat", 1)
    assert run(bundle(tmp_path / "bad", files)).code == 1


@pytest.mark.parametrize("arguments", [["nowhere"], ["one", "two"], ["/"], ["/etc/hosts"]])
def test_wrong_use_is_exit_2(tmp_path: Path, arguments: list[str]) -> None:
    """What is no bundle is refused with a word on how to use it."""
    assert run(*[tmp_path / each for each in arguments]).code == 2


def test_orders_that_could_have_satoshi_at_once_take_turns_by_the_day_they_are_in_force(tmp_path: Path) -> None:
    """Not by the day on which they were filed: the one in force first has what arrives when both are on file."""
    filed = worked_register.filed()
    first, second, *others = filed.acts
    assert isinstance(first, OrderAct)
    assert isinstance(second, OrderAct)
    days = [dt.date(2026, 5, day) for day in (29, 30, 31)]
    first = replace(first, in_force=days[1], head=replace(first.head, date=days[1]), amount=Sats(600))
    late = replace(first, in_force=days[0], head=replace(second.head, date=days[2]))
    acts = (first, late, *others)
    lots = filed.admissions[0].lots
    folded = ledger.fold(filed.register, filed.history, ActsInForce(acts, acts), lots)
    found = title.title(
        folded, filed.register, lots, ActsInForce(acts, acts), dt.date(2026, 6, 30), filed.closing.height
    )
    assert [row.covered for row in found.orders] == [0, 600, 1000]
    files = payload(replace(filed, acts=acts), worked_register.statement)
    statement = json.loads(files["period.json"])
    statement["orders"][0] |= {"ordered_sat": "600", "covered_sat": "0", "shortfall_sat": "600"}
    statement["orders"][1] |= {"order": "1-1", "ordered_sat": "600", "covered_sat": "600", "shortfall_sat": "0"}
    files["period.json"] = sealed(statement)
    said = run(bundle(tmp_path, files))
    assert said.verdicts["Orders"] == "PASS", said.texts["Orders"]


@pytest.mark.parametrize(
    ("key", "day", "encumbered"),
    [("on", "2026-06-30", 0), ("on", "2026-07-01", 100), ("from", "2026-06-30", 100), ("from", "2026-07-01", 0)],
)
def test_a_claim_holds_from_its_first_day_to_the_day_before_its_release(
    files: dict[str, bytes], tmp_path: Path, key: str, day: str, encumbered: int
) -> None:
    """On the day of the release it is open no more; what it held is assigned again."""
    acts = json.loads(files["acts.json"])
    if key == "from":
        acts["acts"][CLAIMED]["from"] = day
    else:
        released = head(6, ActKind.RELEASE, dt.date(2026, 6, 11))
        released_act = ReleaseAct(head=released, act=ActId("2026-0004"), on=dt.date.fromisoformat(day))
        acts["acts"] += json.loads(plain_acts([released_act]))["acts"]
    files["acts.json"] = canonical.dumps(acts)
    statement = json.loads(files["period.json"])
    statement["title_sat"] |= {"encumbered": str(encumbered), "assigned": str(300 - encumbered)}
    statement["restricted"] = statement["restricted"][0 if encumbered else 1 :]
    files["period.json"] = sealed(statement)
    assert run(bundle(tmp_path, files)).verdicts["Title"] == "PASS"


@pytest.mark.parametrize(("sat", "begins"), [(None, "2026-06-12"), (601, "2026-07-01")])
def test_rivals_claim_the_same_satoshi_and_more_than_is_there(
    files: dict[str, bytes], tmp_path: Path, sat: int | None, begins: str
) -> None:
    """A second claim on what the first is on changes no figure; one of more than the lot, not open yet, none either."""
    acts = json.loads(files["acts.json"])
    lots = {LotId(lot): Sats(sat or int(claimed)) for lot, claimed in acts["acts"][CLAIMED]["lots"].items()}
    begun = dt.date.fromisoformat(begins)
    claim = replace(head(7, ActKind.CLAIM, dt.date(2026, 6, 11)), text=None)
    more = [BurdenAct(head=claim, lots=lots, begins=begun, claimant=None)]
    acts["acts"] += json.loads(plain_acts(more))["acts"]
    register = json.loads(files["register.json"])
    register["ends"] |= {"2026-06-12": "2026-06-12T19:00:00Z"}
    files["acts.json"], files["register.json"] = canonical.dumps(acts), canonical.dumps(register)
    said = run(bundle(tmp_path, files))
    assert [said.verdicts[item] for item in ("Books", "Title")] == ["PASS", "PASS"], said.texts


# What both stand-alone files need is one text: the tests of the one hold for the other

SHARED = (
    "once", "integer", "parse_json", "weight", "marks", "shown", "sha256d", "Stream", "parse_transaction", "climb",
    "target_of", "bits_of", "header_faults", "is_release", "say",
)  # fmt: skip


@pytest.mark.parametrize("name", SHARED)
def test_what_reads_chain_and_json_is_the_text_of_the_cases_verifier(name: str) -> None:
    """Word for word what stands in a case's `verify.py`, whose tests hold it to the product."""

    def text(path: Path) -> str:
        """Return the definition's text."""
        content = path.read_text()
        (found,) = (node for node in ast.parse(content).body if getattr(node, "name", "") == name)
        return ast.get_source_segment(content, found) or ""

    assert text(MATERIAL) == text(MATERIAL.parents[2] / "evidence" / "verifier" / "verify.py")


# Acts and lots that replace others


def _drawn_acts(source: random.Random) -> list[Act]:
    """Return acts of which some supersede or correct earlier ones, name them or explain movements."""
    acts: list[Act] = []
    for number in range(1, source.randint(3, 12)):
        plain = head(number, ActKind.ASSIGNMENT, dt.date(2026, 1, number))
        old = source.choice(acts).head.id if acts and source.random() < 0.6 else None
        lots = {LotId("L-0001"): Sats(source.randint(1, 9))}
        how = source.choice(["supersedes", "corrects", "explains", "claim", "release"])
        if how == "supersedes":
            acts.append(AssignmentAct(head=replace(plain, supersedes=old), lots=lots))
        elif how == "claim":
            claim = replace(plain, kind=ActKind.CLAIM, supersedes=old)
            acts.append(BurdenAct(head=claim, lots=lots, begins=plain.date, claimant=None))
        elif how == "release" and old is not None:
            day = source.choice([plain.date, dt.date(2026, 1, 12), dt.date(2026, 2, 1)])
            acts.append(ReleaseAct(head=replace(plain, kind=ActKind.RELEASE), act=old, on=day))
        elif old is not None:
            kind = replace(plain, kind=ActKind.CORRECTION, corrects=old)
            stated = replace(plain, id=old, date=dt.date(2026, 1, source.randint(1, 12)))
            inner = AssignmentAct(head=stated, lots=lots) if how == "corrects" else None
            txid = Txid("ab" * 32) if inner is None else None
            acts.append(CorrectionAct(head=kind, replacement=inner, txid=txid, explains=None if inner else "why"))
    return acts


def test_the_acts_that_count_are_those_of_the_product() -> None:
    """However acts correct and supersede one another, and on every day; whether they may, `tracer verify` says."""
    judged, different = 0, 0
    for seed in range(count(suite=400, laws=5_000)):
        acts = _drawn_acts(random.Random(seed))
        try:
            counted = act_set.in_force(acts)
        except CaseError:
            continue
        judged += 1
        rows, last = json.loads(plain_acts(acts))["acts"], json.loads(plain_acts(counted.acts))["acts"]
        assert loaded().in_force(rows) == last
        for day in {act.head.date + dt.timedelta(days=more) for act in acts for more in (-1, 0)}:
            theirs = json.loads(plain_acts(acts_on(counted, day)))["acts"]
            assert loaded().in_force(rows, day.isoformat()) == theirs
            different += theirs != last
    assert judged > 100
    assert different > 50


def _drawn_admissions(source: random.Random) -> list[Admission]:
    """Return admissions of three cases over two receipts; later versions take the place of earlier ones."""
    found: list[Admission] = []
    number = 0
    for at in range(1, source.randint(2, 6)):
        case = source.choice("KLM")
        earlier = [each for each in found if each.case == case]
        lots: list[Lot] = []
        for receipt in (Outpoint(Txid("aa" * 32), 0), Outpoint(Txid("bb" * 32), 1)):
            start = source.randint(0, 60)
            number += 1
            number -= source.random() < 0.05
            run_ = SatoshiRun(receipt, start, source.randint(1, 40))
            label = source.choice([None, None, "A"])
            lots.append(
                Lot(
                    id=LotId(f"L-{number:04}"),
                    case=case,
                    label=label,
                    run=run_,
                    orders=(),
                    lower=None,
                    upper=None,
                    bundle=f"{at:064x}",
                )
            )
        found.append(
            Admission(
                number=at,
                case=case,
                bundle=f"{at:064x}",
                primary="fifo",
                admitted=dt.date(2026, 1, at),
                lots=tuple(lots),
                contested=(),
                supersedes=earlier[-1].bundle if earlier else None,
            )
        )
    return found


def test_the_lots_that_count_are_those_of_the_product() -> None:
    """After any admissions, later versions of a case among them; or both refuse them."""
    refused = 0
    for seed in range(count(suite=400, laws=5_000)):
        drawings = _drawn_admissions(random.Random(seed))
        verifier: Any = loaded().Verifier(SimpleNamespace(contents={}))
        files = {f"data/receipts/{each.number}/admission.json": admission_file.dumps(each) for each in drawings}
        verifier.files, verifier.filed = files, []
        verifier.outputs = {f"{'aa' * 32}:0": (100, ""), f"{'bb' * 32}:1": (100, "")}
        faults = list(loaded().check_lots(verifier))
        try:
            theirs = {lot.id: lot.run for lot in lots_in_force(drawings)}
        except IntegrityError:
            refused += 1
            assert faults
            continue
        assert not faults
        assert {name: tuple(lot.run)[:3] for name, lot in verifier.acts.lots.items()} == {
            name: (str(lot.receipt), lot.start, lot.sat) for name, lot in theirs.items()
        }
    assert 20 < refused < 380 or count(suite=1, laws=2) == 2


# What goes on from a statement before


def _going_on() -> tuple[Filed, Callable[[Filed], Row]]:
    """Return the register worked out by hand as if a quarter had been closed before, and reviewed."""
    filed = worked_register.filed()
    hashes = {name: hashlib.sha256(content).hexdigest() for name, content in filed.inputs.items()}
    known = [{"id": name, "sha256": hashes[name]} for name in [f"acts/2026-000{number}.toml" for number in range(1, 5)]]
    said = {"period": "2026Q1", "previous_sha256": None, "restates": None, "inputs": known, "accounts": []}
    before = sealed({**said, "closing": block_row(filed.opening), "books_sat": {"closing": "0"}})
    digest = hashlib.sha256(before).hexdigest()
    terms = ReviewTerms(
        period="2026Q1",
        period_sha256=digest,
        present=(),
        band=(Fraction(0), Fraction(1)),
        decision="none",
        votes={},
        reasons="none",
        next=dt.date(2026, 9, 1),
    )
    review = OtherAct(head=head(12, ActKind.REVIEW, dt.date(2026, 3, 1)), terms=terms)
    going = replace(filed, acts=(*filed.acts, review), previous=before)
    return going, lambda of: {**worked_register.statement(of), "review": {"act": "2026-0012"}}


def test_a_statement_goes_on_from_the_one_before(tmp_path: Path) -> None:
    """Its opening, its review and its late acts are told by the statement before, which lies beside it."""
    filed, statement = _going_on()
    said = run(bundle(tmp_path, payload(filed, statement)))
    assert (said.code, said.failed) == (0, []), said.texts


@pytest.mark.parametrize(
    ("changes", "is_told"),
    [
        ({}, False),
        ({"method": "return"}, True),
        ({"method": "auction"}, True),
        ({"order_kind": "seizure"}, True),
        ({"in_force": "2026-06-03"}, True),
        ({"amount_sat": "799"}, True),
        ({"amount_sat": "800"}, False),
    ],
)
def test_a_disposal_without_title_is_told_or_the_observation_is_false(
    files: dict[str, bytes], tmp_path: Path, changes: dict[str, str], is_told: bool
) -> None:
    """Order 9 lets the untraced be sold: the 200 paid are satoshi 600 to 799 of what it covers, the fee beside it."""
    acts = json.loads(files["acts.json"])
    for row in acts["acts"]:
        row.update(
            {key: value for key, value in changes.items() if key in row and row["id"] in ("2026-0005", "2026-0009")}
        )
    files["acts.json"] = canonical.dumps(acts)
    said = run(bundle(tmp_path, files))
    assert ("Faults" in said.failed) == is_told
    if is_told:
        assert said.texts["Faults"].endswith(": that it had no title is not said, or said falsely")


@pytest.mark.parametrize(
    ("kind", "what"),
    [
        ("late", "no act covers it"),
        ("sent", "it differs from its act"),
        ("untitled", "it had no title"),
        ("fee", "its fee is too high"),
        ("unregistered", "nothing explains it"),
    ],
)
def test_a_fault_that_there_is_not_is_told_falsely(
    files: dict[str, bytes], tmp_path: Path, kind: str, what: str
) -> None:
    """Observation and statement blame a transaction for what it did not do: that is found too."""
    (name,) = (name for name in files if name.startswith("observations/"))
    txid = json.loads(files["period.json"])["movements"][-1]["txid"]
    for file, place in ((name, ()), ("period.json", ("reconciliation",))):
        _edit(files, file, *place, "faults", to=[{"fault": kind, "subject": txid, "text": "So it is said."}])
    said = run(bundle(tmp_path, files))
    assert said.texts["Faults"] == f"{txid}: that {what} is not said, or said falsely"
    assert "Faults" in said.failed


def test_a_moment_between_named_days_is_after_the_last_of_them() -> None:
    """It compares with every day that is named as its own day would, and its day ends with it, or with a later one."""
    ends = {"2026-05-31": 100, "2026-06-01": 200, "2026-06-05": 600, "2026-06-06": 700}
    calendar = loaded().Calendar(ends, 0, [0])
    found = [calendar.day(moment) for moment in (50, 150, 199, 200, 650, 400, 600, 800)]
    between = "2026-06-01+"
    assert found == ["0+", "2026-06-01", "2026-06-01", between, "2026-06-06", between, "2026-06-06", "2026-06-06+"]
    assert "2026-06-01" < between < "2026-06-02"
    assert {day: end for day, end in calendar.ends.items() if day.endswith("+")} == {
        "0+": 50, between: 400, "2026-06-06+": 800,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("paid", "fee", "covered", "named", "untitled"),
    [
        (10, 10, 10, 20, False),
        (10, 11, 10, 21, True),
        (10, 5, 10, 15, False),
        (10, 5, 10, 14, True),
        (10, 5, 9, 15, True),
        (10, 5, 15, 10, False),
        (0, 5, 0, 5, True),
    ],
)
def test_a_fee_beside_an_order_is_of_what_it_names_and_no_more_than_is_paid(
    paid: int, fee: int, covered: int, named: int, untitled: bool
) -> None:
    """Satoshi that leave: first what is paid, then the fee; an order covers the first ones and names the first ones."""
    module = loaded()

    def first(sat: int) -> list[Any]:
        return [module.Run("x:0", 0, sat, "Agency")]

    title = SimpleNamespace(
        of=lambda _: [{"id": "1", "order_kind": "return"}],
        covered={"1": first(covered)},
        named=lambda _: module.mark({}, first(named)),
        judged=lambda runs: [("untitled", run, "", "") for run in runs],
    )
    fees = [module.Run("x:0", paid, fee, "Agency")]
    assert module.Title.untitled(title, first(paid + fee), fees, "return") is untitled
    assert module.Title.untitled(title, first(paid + fee), fees, "otc")


def test_a_statement_before_of_another_chain_is_not_gone_on_from(tmp_path: Path) -> None:
    """The block that it closes with must lie in the headers, whatever the opening says."""
    filed, statement = _going_on()
    assert filed.previous is not None
    value = json.loads(filed.previous)
    value["closing"]["hash"] = "00" * 32
    files = payload(replace(filed, previous=sealed(value)), lambda of: {**statement(of), "opening": value["closing"]})
    assert "not of this chain" in run(bundle(tmp_path, files)).texts["Closing block"]


@pytest.mark.parametrize(
    ("path", "to", "item"),
    [
        (("closing", "height"), 1, "Closing block"),
        (("closing", "hash"), "00" * 32, "Closing block"),
        (("books_sat", "closing"), "1", "Books"),
        (("period",), "2025Q4", "Acts"),
        (("inputs",), [], "Acts"),
        (("restates",), {"sha256": "00" * 32}, "Published figures"),
    ],
)
def test_another_statement_before_is_not_gone_on_from(
    tmp_path: Path, path: tuple[str, ...], to: Any, item: str
) -> None:
    """What is changed in it, its hash put right wherever it is named, fails the item that reads it."""
    filed, statement = _going_on()
    assert filed.previous is not None
    value = json.loads(filed.previous)
    place = value
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = to
    said = run(bundle(tmp_path, payload(replace(filed, previous=sealed(value)), statement)))
    assert said.code == 1
    assert item in said.failed, said.texts


@pytest.mark.parametrize(("until", "state"), [("2026-06-30", "appealable"), ("2026-06-29", "titled")])
def test_an_order_is_open_to_appeal_on_the_last_day_too(
    files: dict[str, bytes], tmp_path: Path, until: str, state: str
) -> None:
    """The last day on which it can be appealed counts; the day after it does not."""
    _edit(files, "acts.json", "acts", 1, "appeal_until", to=until)
    statement = json.loads(files["period.json"])
    if state == "appealable":
        statement["restricted"][1]["until"] = until
    else:
        del statement["restricted"][1]
        statement["title_sat"] |= {"appealable": "0", "titled": "740"}
    files["period.json"] = sealed(statement)
    assert "Title" not in run(bundle(tmp_path, files)).failed


# Its rules are the product's


PARTS = 5
"""Tests that share out what is drawn."""


def _place(position: Position | None) -> tuple[int, int] | None:
    return None if position is None else (position.height, position.index)


def _own(drawing: DrawnRegister, acts: Sequence[Act]) -> Any:
    """Return the verifier's own ledger of a drawing under these acts."""
    raws = {each.txid: each.raw for each in drawing.view.originals(behind(drawing.register, drawing.history))}
    return verifying.folded(drawing.register, drawing.history, acts, drawing.lots, raws)


@pytest.mark.parametrize("part", range(PARTS))
def test_it_follows_every_satoshi_as_the_product_does(part: int) -> None:
    """Where each stayed, what each transaction is, and the books of any span of blocks are the same."""
    for seed in range(part, count(suite=20, laws=300), PARTS):
        _follow(seed)


def _follow(seed: int) -> None:
    drawing = drawn(seed)
    theirs = ledger.fold(drawing.register, drawing.history, drawing.acts, drawing.lots)
    mine, last = _own(drawing, drawing.acts.all), drawing.history.block.height
    assert [(*stay.run, stay.coin, stay.at, stay.since, stay.until) for stay in mine.stays] == [
        (
            str(stay.run.receipt),
            *stay.run[1:],
            stay.wallet,
            str(stay.coin),
            stay.place,
            _place(stay.since),
            _place(stay.until),
        )
        for stay in theirs.stays
    ]
    keys = ("txid", "vout", "kind", "value_sat", "fee_sat", "act")
    assert [tuple(row[key] for key in keys) for row in mine.moves] == [
        (each.txid, each.outpoint and each.outpoint.vout, each.kind.value, str(each.value), str(each.fee), each.act)
        for each in theirs.movements
    ]
    accounts = {name: loaded().total(runs) for name, runs in mine.accounts.items()}
    assert accounts == {name: total(runs) for name, runs in theirs.accounts.items() if name in accounts}
    for after, upto in ((None, last), (3, 9), (15, last)):
        for wallet, book in books(theirs, after, upto).items():
            own = mine.book([wallet], -1 if after is None else after, upto)
            assert own == {column: str(getattr(book, column)) for column in own}


NOTHING = TitleBook(day=dt.date(2026, 4, 1), runs=(), sums={}, orders=())


@pytest.mark.parametrize("part", range(PARTS))
def test_it_rounds_as_the_product_does(part: int) -> None:
    """What came and left by transaction, what is held and lies at custodians: the same steps and the same bounds."""
    for seed in range(part, count(suite=20, laws=300), PARTS):
        for unit in (1, 3_000_007, 70_000_001):
            _round(seed, unit)


def _round(seed: int, unit: int) -> None:
    drawing = drawn(seed, unit=unit)
    theirs = ledger.fold(drawing.register, drawing.history, drawing.acts, drawing.lots)
    mine, last = _own(drawing, drawing.acts.all), drawing.history.block.height
    values = {coin.outpoint: coin.value for coin in theirs.coins}
    for after, upto in ((None, last), (3, 9), (15, last)):
        runs = public_runs(theirs, NOTHING, after, upto)
        came, left = mine.crossings(-1 if after is None else after, upto)
        assert (len(came), len(left)) == (runs.came_in, runs.left_in)
        sets = [
            ([run for each in came for run in each], runs.came),
            ([run for each in left for run in each], runs.left),
            ([run for coin in mine.held(upto) for run in coin.runs], runs.closing),
            ([run for each in mine.accounts.values() for run in each], runs.with_custodians),
        ]
        for own, known in sets:
            figure = rounded(known, values)
            assert loaded().rounded(own, mine.coins, True) == (figure.sat, figure.within)
            assert loaded().rounded(own, mine.coins, False) == (total(known), 0)


KINDS = ("assignment", "claim", "pledge", "release", "execution")


def _lot_acts(drawing: DrawnRegister, source: random.Random) -> Iterator[Act]:
    """Yield drawn acts that take satoshi of lots, and releases, in turn; some take more than there is."""
    money = [act.head.id for act in drawing.acts.all if isinstance(act, OrderAct) and act.money]
    burdens: list[ActId] = []
    for number in range(len(drawing.acts.all) + 1, len(drawing.acts.all) + source.randint(2, 9)):
        named = source.sample(drawing.lots, min(len(drawing.lots), source.randint(1, 2)))
        lots = {
            lot.id: Sats(source.randint(1, max(lot.run.sat // 3, 1))) for lot in sorted(named, key=lambda lot: lot.id)
        }
        day, kind = source.choice(drawing.days), source.choice(KINDS)
        if kind == "assignment":
            yield AssignmentAct(head=head(number, ActKind.ASSIGNMENT, day), lots=lots)
        elif kind == "execution" and money:
            yield ExecutionAct(
                head=head(number, ActKind.EXECUTION, day), order=source.choice(money), lots=lots, fixing=day
            )
        elif kind == "release" and burdens:
            yield ReleaseAct(
                head=head(number, ActKind.RELEASE, day), act=source.choice(burdens), on=source.choice(drawing.days)
            )
        elif kind in ("claim", "pledge"):
            burdens.append(ActId(f"2026-{number:04}"))
            begins = source.choice([day, source.choice(drawing.days)])
            yield BurdenAct(head=head(number, ActKind(kind), day), lots=lots, begins=begins, claimant=None)


def _judged(drawing: DrawnRegister, acts: Sequence[Act], day: dt.date) -> tuple[dict[str, int], dict[str, int]] | None:
    """Return what the product says of a day, satoshi by title and by order; None: it refuses the acts."""
    counting = ActsInForce(tuple(acts), tuple(acts))
    folded = ledger.fold(drawing.register, drawing.history, counting, drawing.lots)
    try:
        found = title.title(folded, drawing.register, drawing.lots, counting, day, drawing.closing(day))
    except CaseError:
        return None
    sums = {each.value: sat for each, sat in found.sums.items() if sat}
    reserve = sum(row.run.sat for row in found.runs if row.title in LAWFUL and row.assigned)
    sums |= {"reserve": reserve} if reserve else {}
    for row in found.runs:
        if row.title is Title.ENCUMBERED:
            sums[f"under {row.burden}"] = sums.get(f"under {row.burden}", 0) + row.run.sat
    return sums, {row.act: row.covered for row in found.orders if row.covered}


@pytest.mark.parametrize("part", range(PARTS))
def test_it_gives_the_titles_that_the_product_gives(part: int) -> None:
    """On any day, under drawn orders, assignments, claims, pledges, releases and executions; or both refuse them."""
    for seed in range(part, count(suite=20, laws=300), PARTS):
        _judge(seed)


def _judge(seed: int) -> None:
    drawing, module = drawn(seed), loaded()
    acts = (*drawing.acts.all, *_lot_acts(drawing, random.Random(seed)))
    first = drawing.days[0] - dt.timedelta(days=2)
    days = [first + dt.timedelta(days=number) for number in range((drawing.days[-1] - first).days + 2)]
    ends = {day.isoformat(): instant(day, ZONE) for day in days}
    heights = range(drawing.history.block.height + 1)
    calendar = module.Calendar(ends, 0, [observed_block(drawing.view, height).time for height in heights])
    mine = _own(drawing, acts)
    for day in (drawing.days[-1], *drawing.days[::11]):
        theirs = _judged(drawing, acts, day)
        try:
            found = module.Title(mine, day.isoformat(), calendar)
        except ValueError:
            assert theirs is None
            continue
        sums = Counter[str]()
        for state, part, _, burden in found.rows():
            sums[state] += part.sat
            sums[f"under {burden}"] += part.sat if state == "encumbered" else 0
        lawful = [part for state, part, *_ in found.rows() if state in module.STATES[:3]]
        assigned = module.mark({}, (part for runs in found.assigned.values() for part in runs))
        sums["reserve"] = module.total(module.split(lawful, assigned)[0])
        sums = Counter({key: sat for key, sat in sums.items() if sat})
        covered = {order: module.total(runs) for order, runs in found.covered.items() if runs}
        assert ({**sums}, covered) == theirs


def test_its_lists_and_limits_are_the_products() -> None:
    """Counts and bytes beyond which nothing is judged, networks, titles, and who knows the names below signatures."""
    module = loaded()
    names = ["FILES", "FILE", "TOTAL", "SOURCES", "ROWS", "RAW", "PROOF", "HEADERS", "ENDS"]
    assert {name: getattr(module, f"MAX_{name}") for name in names} == {name: getattr(capacity, name) for name in names}
    assert (module.MAX_WEIGHT, module.WEIGHTS) == (capacity.JSON_WEIGHT, capacity.WEIGHTS)
    assert (module.MAX_DEPTH, module.MAX_INTEGER) == (canonical.MAX_DEPTH, canonical.MAX_INTEGER)
    assert (module.SIGNATURES, module.TAG_FILES) == (bag.SIGNATURES, bag.TAG_FILES)
    assert (__version__, METHOD) == (module.VERSION, module.METHOD)
    assert tuple(title.value for title in Title) == module.STATES
    assert sorted(module.DOCUMENTED) == sorted(kind.value for kind in DOCUMENTED)
    assert sorted(module.TWO_PERSONS) == sorted(kind.value for kind in TWO_PERSONS)
    assert {*module.WITHOUT_TITLE} == {*ALLOWED_BY}
    for name, (easiest, height, genesis) in module.NETWORKS.items():
        network = NETWORKS[name]
        assert (easiest, height, genesis) == (header.compact(network.pow_limit), network.bip34_height, network.genesis)
    for raw in (b"[],{}", "\u0442\U0001f600,".encode(), b'"\\ud83d\\ude00"', b""):
        assert module.weight(raw) == capacity.weight(raw)


@pytest.mark.parametrize("said", [statement(), full(), replace(statement(), movements=statement().movements * 3)])
def test_it_names_figures_as_the_product_does(said: PeriodStatement) -> None:
    """Each by its place, rows by what they are about, the second of one name with its number."""
    assert dict(loaded().figures(json.loads(canonical.dumps(period_file.as_json(said))))) == period_diff.figures(said)


PERSONS = (
    "K. Example",
    "Example K.",
    "\u041a. Example",
    "K.E. Example",
    "Example, E. K.",
    "O'Hara K.",
    "K. O\u2019Hara",
)
"""Names of which some are one person's."""


def test_one_person_is_one_to_it_as_to_the_product() -> None:
    """Two names look alike to it where `same_person` says so, whatever letters, orders and marks are drawn."""
    source, one_person = random.Random(14), 0
    letters = "abekKEо\u041a\u0395ёһнyү1\u0661\u4e00\u0336\u200b'\u2019.-, _áйøIl|0O\u0406\u0130νvυuηnгrзЗ3æӕГΓ"
    drawings = [*PERSONS, *("".join(source.choices(letters, k=source.randint(1, 4))) for _ in range(250))]
    for one in drawings:
        mine = loaded().PERSONS.looks(one)
        for other in drawings:
            is_one = any(left == right for left, right in zip(mine, loaded().PERSONS.looks(other), strict=True))
            assert is_one is same_person(one, other), (one, other)
            one_person += is_one
    assert len(drawings) < one_person < len(drawings) ** 2 // 2


def test_the_letters_of_no_person_are_those_of_the_product() -> None:
    """Every character alone, beside a Latin and a Cyrillic letter, and in another word, both refuse or neither does."""
    refused = {True: 0, False: 0}
    for point in (*range(0x80, 0xD800), *range(0xE000, 0x1_0000), *range(0x1_D400, 0x1_D800)):
        letter = chr(point)
        for name in (letter, f"a{letter}", f"{letter}г", f"K. {letter}"):
            is_refused = mixed_letters(name) is not None
            assert loaded().PERSONS.is_mixed(name) is is_refused, (name, point)
            refused[is_refused] += 1
    assert min(refused.values()) > 10_000
    for name in ("O'\u041eh", "I\u200b\u03bdan", "I\u0336\u03bdan", "I\u00b7\u03bd", "山 たろう", "\u03f2a", "\u03f2"):
        assert loaded().PERSONS.is_mixed(name) is (mixed_letters(name) is not None), name


# The files that check it


def beside() -> list[tuple[str, bytes]]:
    """Return the four files, and what they ask, by the names that they have in a bundle."""
    asked = (OF_CUSTODIANS, OF_ITS_PERSONS, OF_WHAT_IS_TOLD)
    others = [(each.name, each.read_bytes()) for each in (PUBLISHED, BOOKS, VERIFIER, *asked)]
    return [("verify.py", MATERIAL.read_bytes()), *others]


def test_no_file_says_that_all_is_right_of_what_another_checks(worked: Path, tmp_path: Path) -> None:
    """What each leaves to one beside it is NOT-CHECKED by name, with the command; the last carries out all items."""
    whole = run(worked)
    left: dict[Path, list[str]] = {
        MATERIAL: ["verify_public.py", "verify_books.py", "verify_title.py"],
        PUBLISHED: ["verify_books.py", "verify_title.py"],
        BOOKS: ["verify_title.py"],
    }
    for program, others in left.items():
        said = run(worked, program=program)
        assert (said.code, said.failed) == (4, [])
        assert said.verdicts.pop("Files beside") == "NOT-CHECKED"
        lines = said.texts.pop("Files beside").split("\n")
        assert [re.findall(r"python3 data/verify/([a-z_]+\.py), ", line) for line in lines] == [
            [name] for name in others
        ]
        assert said.verdicts.items() <= whole.verdicts.items()
        more = {"Acts", "Title", "Orders", "Faults", "Rounding"}
        more |= {"Lots", "Movements", "Books", "Accounts", "Observation"} if program is not BOOKS else {*()}
        more |= {"Published form", "Published rule", "Earlier statements"} if program is MATERIAL else {*()}
        assert whole.verdicts.keys() - said.verdicts.keys() == more
        *items, last = said.verdicts
        assert [said.texts[item] for item in items] == [whole.texts[item] for item in items]
        assert last == "Not shown offline"
        assert said.texts[last].endswith(
            "\nNOTHING FAILED of what can be checked here."
            "\nNOT ALL IS CHECKED: more of this bundle is by python3 data/verify/verify_title.py."
        )
        keys = said.texts[last].rpartition("Keys of period.json and public.json")[2]
        assert "period.title_sat" in keys
        assert ("period.books_sat," in keys, "period.books_sat.of_which" in keys) == (
            program is not BOOKS,
            program is BOOKS,
        )
    assert "Files beside" not in whole.verdicts
    assert "period.books_sat" not in whole.texts["Not shown offline"]


NEEDED = ["verify.py", "verify_public.py", "verify_books.py", "custodians.py", "persons.py", "told.py"]


@pytest.mark.parametrize("missing", NEEDED)
def test_without_the_files_that_it_runs_it_says_so(worked: Path, tmp_path: Path, missing: str) -> None:
    """A file that must lie beside it is not there: wrong use; it is broken: no verdict."""
    for name, content in beside():
        (tmp_path / name).write_bytes(content)
    place = tmp_path / missing
    place.write_text("else")
    said = _ran(tmp_path / "verify_title.py", worked)
    assert (said.returncode, said.stdout) == (3, "")
    assert said.stderr.startswith(f"NO VERDICT: {missing} cannot be run: SyntaxError: ")
    place.unlink()
    said = _ran(tmp_path / "verify_title.py", worked)
    assert (said.returncode, said.stdout) == (2, "")
    assert said.stderr == f"{missing} is not here: it must lie beside this file.\n"


@pytest.mark.parametrize(
    ("path", "program"),
    [(OF_CUSTODIANS, "verify_books.py"), (OF_ITS_PERSONS, "verify_title.py"), (OF_WHAT_IS_TOLD, "verify_title.py")],
    ids=lambda path: Path(path).name,
)
def test_what_it_asks_is_no_program(path: Path, program: str, worked: Path) -> None:
    """Whoever runs such a file is told which one checks a bundle, and that it found nothing right."""
    said = _ran(path, worked)
    assert (said.returncode, said.stdout) == (1, "")
    assert said.stderr == f"{path.name} checks nothing alone: run python3 {program}, which lies beside it.\n"


def _ran(program: Path, path: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-S", "-E", str(program), str(path)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


RUNNER = ("beside",)
"""What each file that runs others brings for it."""


@pytest.mark.parametrize("name", RUNNER)
def test_what_runs_a_file_beside_is_one_text(name: str) -> None:
    """Word for word the same in all files that do."""
    found = []
    for path in (PUBLISHED, BOOKS, VERIFIER):
        (node,) = (each for each in ast.parse(path.read_text()).body if getattr(each, "name", "") == name)
        found.append(ast.get_source_segment(path.read_text(), node))
    assert found[0] == found[1] == found[2]


# What it is


@pytest.mark.parametrize("output", ["| exec true", ">&-", ">/dev/full"])
def test_a_verdict_that_nobody_can_read_is_exit_3(worked: Path, output: str) -> None:
    """A reader that left, a closed output and a full disk never end with the codes of a verdict, nor in a traceback."""
    assert unread(VERIFIER, worked, output) == (3, "", "")


@pytest.mark.parametrize("output", ["| exec true", ">&-", ">/dev/full"])
def test_what_failed_is_exit_1_though_nobody_can_read_it(files: dict[str, bytes], tmp_path: Path, output: str) -> None:
    """What was found before the output was lost is not taken back."""
    _add(files, "notes.json")
    assert unread(VERIFIER, bundle(tmp_path, files), output) == (1, "", "")


def _with_item(folder: Path, statement: str) -> Path:
    """Return the verifier with one more item after its own, which does this and finds nothing; beside it the others."""
    last, text = "CHECKS = (\n", VERIFIER.read_text()
    assert text.count(last) == 1
    item = ["def check_more(bundle):", '    """Nothing is wrong."""', f"    {statement}", "    yield from ()"]
    for name, content in beside():
        (folder / name).write_bytes(content)
    program = folder / VERIFIER.name
    text = text.replace('    ("T5", check_rounding),\n', '    ("T5", check_rounding),\n    ("T6", check_more),\n')
    program.write_text(text.replace(last, "\n".join([*item, "", "", last])))
    return program


@pytest.mark.parametrize("wrong", ["raise MemoryError", "raise NoVerdict('too much')", "raise SystemExit(0)"])
def test_a_check_that_breaks_off_takes_nothing_back(
    worked: Path, files: dict[str, bytes], tmp_path: Path, wrong: str
) -> None:
    """Without a verdict on the rest it ends with 3; where an item failed before, with 1, and says which."""
    program = _with_item(tmp_path, wrong)
    sound = run(worked, program=program)
    assert (sound.code, sound.failed) == (3, [])
    assert "NO VERDICT" in sound.texts["Rounding"]
    assert "FOUND WANTING" not in sound.texts["Rounding"]
    _add(files, "notes.json")
    broken = run(bundle(tmp_path / "broken", files), program=program)
    assert (broken.code, broken.failed) == (1, ["Files and manifests"])
    assert broken.texts["Rounding"].endswith("FOUND WANTING before that: item 1.")


def test_an_item_that_lacks_what_it_needs_is_a_failure_unless_another_ended_before(
    worked: Path, files: dict[str, bytes], tmp_path: Path
) -> None:
    """Where all before it passed nothing can be missing: what is not looked at then is never called unchecked."""
    program = _with_item(tmp_path, "bundle.nowhere")
    assert (run(worked, program=program).code, run(worked, program=program).failed) == (1, ["More"])
    _add(files, "notes.json")
    broken = run(bundle(tmp_path / "broken", files), program=program)
    assert (broken.failed, broken.verdicts["More"]) == (["Files and manifests"], "NOT-CHECKED")
    assert broken.texts["More"] == "an item above ended before it came to what this one needs"


def test_nothing_beside_the_verifier_is_imported(files: dict[str, bytes], tmp_path: Path) -> None:
    """A file of the bundle that is named like a part of Python is not run."""
    for name in ("json", "hashlib", "re", "bisect", "unicodedata"):
        files[f"verify/{name}.py"] = b"raise SystemExit(0)\n"
    files |= {f"verify/{name}": content for name, content in beside()}
    path = bundle(tmp_path, files)
    said = run(program=path / "data" / "verify" / "verify_title.py")
    assert (said.code, said.failed) == (0, [])
    assert said.verdicts["Books"] == "PASS"


MOST_LINES: dict[Path, tuple[int, int]] = {
    MATERIAL: (785, 1_045), PUBLISHED: (290, 360), BOOKS: (525, 695), VERIFIER: (350, 475), OF_ITS_PERSONS: (60, 80),
    OF_WHAT_IS_TOLD: (50, 70), OF_CUSTODIANS: (75, 95),
}  # fmt: skip
"""Lines of code, and lines in all, that each file has at most."""


@pytest.mark.parametrize("path", MOST_LINES, ids=lambda path: path.name)
def test_it_is_short_enough_to_be_read(path: Path) -> None:
    """One statement a line, no line longer than the project's, every function says in a sentence what it does."""
    text = path.read_text()
    assert len(code(text)) <= MOST_LINES[path][0]
    assert len(text.splitlines()) <= MOST_LINES[path][1]
    assert max(map(len, text.splitlines())) <= 120
    statements = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.stmt)]
    assert len({node.lineno for node in statements}) == len(statements)
    for node in statements:
        if isinstance(node, ast.ClassDef | ast.FunctionDef) and node.name != "__init__":
            assert ast.get_docstring(node), node.name
