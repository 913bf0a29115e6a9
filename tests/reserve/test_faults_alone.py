"""Fees and receipts in the stand-alone verifier: what must be told as a fault, held against the product."""

import hashlib
import json
import random
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.counts import count
from tests.reserve import story_statements, verifying
from tests.reserve.drawn_registers import DrawnRegister, head
from tests.reserve.story_statements import CONTEXT
from tests.reserve.test_scope_alone import scope_acts, scoped
from tests.reserve.verifying import loaded
from tracer.chain.amount import Sats
from tracer.container.bag import make_bag
from tracer.formats import canonical
from tracer.operations.verify import VerifyRequest, verify
from tracer.reserve.acts import Act, ActKind, CorrectionAct
from tracer.reserve.fees import high_fees
from tracer.reserve.observation import FaultKind
from tracer.reserve.observed_faults import of_acts
from tracer.reserve.plain_json import plain_register
from tracer.reserve.profiles import Profile
from tracer.reserve.statement_files import HARD
from tracer.reserve.terms import SecurityTerms

PARTS = 5
SHARES = (Fraction(0), Fraction(1, 30), Fraction(1, 7), Fraction(1, 3), Fraction(1))


def with_explanations(drawing: DrawnRegister, source: random.Random) -> Sequence[Act]:
    """Return acts of scope, and explanations of some transactions."""
    number, txids = len(drawing.acts.all) + 80, [touch.transaction.txid for touch in drawing.history.touches]
    return [
        *scope_acts(drawing, source),
        *(
            CorrectionAct(
                head=head(number + at, ActKind.CORRECTION, drawing.days[-1]), replacement=None, txid=txid, explains="So"
            )
            for at, txid in enumerate(source.sample(txids, min(len(txids), 5)))
        ),
    ]


@pytest.mark.parametrize("part", range(PARTS))
def test_it_tells_the_fees_that_the_product_tells(part: int) -> None:
    """Of transfers, disposals, deposits and joint payments, whatever the terms, with explanations and acts of scope."""
    told = Counter[str]()
    for seed in range(part, count(suite=25, laws=300), PARTS):
        source, each = random.Random(f"fees {seed}"), scoped(seed, with_explanations, unit=30_007)
        if each is None:
            continue
        for _ in range(6):
            terms = SecurityTerms(max_feerate=source.choice([1, 20, 200, 10_000]), max_fee_share=source.choice(SHARES))
            register = replace(each.register, security=terms)
            theirs = [row.txid for row in high_fees(register, each.theirs, each.acts)]
            plain = json.loads(plain_register(register, {}))["security"]
            assert sorted(loaded().high_fees(each.mine, plain)) == sorted(theirs)
            kinds = {row["txid"]: row["kind"] for row in each.mine.moves}
            told.update(kinds[txid] for txid in theirs)
            paid = {row["txid"] for row in each.mine.moves if row["fee_sat"] != "0"}
            told["explained"] += len(paid & each.mine.acts.explained.keys())
            told["kept"] += len(paid) - len(theirs)
    assert min(told[kind] for kind in ("transfer", "disposal", "explained", "kept")) > 0, told


@pytest.mark.parametrize("part", range(PARTS))
def test_it_tells_the_receipts_that_the_product_tells(part: int) -> None:
    """Those above dust that no lot, order or act explains, and those out of wallets that left the books."""
    told = Counter[str]()
    for seed in range(part, count(suite=50, laws=500), PARTS):
        source, each = random.Random(f"receipts {seed}"), scoped(seed, with_explanations, unit=30_007)
        if each is None:
            continue
        receipts = [row for row in each.mine.moves if row["kind"] == "receipt"]
        for dust in (0, *(int(source.choice(receipts)["value_sat"]) - source.randint(0, 1) for _ in range(3))):
            lots = [lot for lot in each.drawing.lots if source.random() < 0.7]
            register = replace(each.register, dust=Sats(dust))
            faults = of_acts(register, each.drawing.history, each.theirs, lots, each.acts)
            theirs = [row for row in faults if row.kind is FaultKind.UNREGISTERED]
            acts = SimpleNamespace(rows=each.mine.acts.rows, lots={lot.id: verifying.plain_lot(lot) for lot in lots})
            mine = {**vars(each.mine), "acts": acts}
            found = [
                *loaded().unexpected(SimpleNamespace(**mine), int(json.loads(plain_register(register, {}))["dust"]))
            ]
            assert found == [row.subject for row in theirs]
            told["left"] += sum("comes out of" in row.text for row in theirs)
            told["nothing"] += sum("has no lot" in row.text for row in theirs)
            told["kept"] += len(receipts) - len(theirs)
    assert min(told[kind] for kind in ("left", "nothing", "kept")) > 0, told


@pytest.mark.parametrize(("height", "is_told"), [(4, True), (5, False)])
def test_a_receipt_out_of_a_wallet_that_leaves_with_its_block_is_none_yet(height: int, is_told: bool) -> None:
    """An act lets a script out with the end of a block: what it spends in that block it spends as ours."""
    module, coin, name = loaded(), f"{'b' * 64}:0", f"{'a' * 64}:0"
    run = module.Run(name, 0, 9, "Agency")
    ledger = SimpleNamespace(
        moves=[{"txid": name[:64], "vout": 0, "height": 5, "kind": "receipt", "act": None, "value_sat": "9"}],
        coins={coin: SimpleNamespace(runs=[]), name: SimpleNamespace(runs=[run])},
        scope=module.Scope([(height, "2026-0001", {"51"}, False)]),
        chain=SimpleNamespace(transactions={name[:64]: ([coin], [], b"")}, outputs={coin: (9, "51")}),
        acts=SimpleNamespace(rows=[], lots={"L-0001": SimpleNamespace(run=run)}),
    )
    assert [*module.unexpected(ledger, 0)] == ([name] if is_told else [])


def test_every_fault_over_which_no_period_is_closed_is_told_without_the_tracer() -> None:
    """A kind that closing refuses is computed again by the file that checks titles, and stands in its page's row."""
    kinds = set(re.findall(r'row\["fault"\] == "([a-z_]+)"', verifying.VERIFIER.read_text()))
    assert kinds == {kind.value for kind in HARD}
    page = (verifying.VERIFIER.parents[3] / "docs" / "reserve-bundle.md").read_text()
    (row,) = re.findall(r"^[|] T4 [|] Faults [|] (.*) [|]$", page, re.MULTILINE)
    assert all(f"`{kind.value}`" in row for kind in HARD)
    (left,) = re.findall(r"^[|] (faults of any other kind.*?) [|]", page, re.MULTILINE)
    assert {*re.findall("`([a-z_]+)`", left)} == {kind.value for kind in FaultKind} - kinds


def test_coins_count_that_are_in_the_books_when_the_block_begins() -> None:
    """An act of scope lets a coin out with the block in which it is spent: it was ours, and widens what may be paid."""
    coin, txid = f"{'b' * 64}:0", "a" * 64
    ledger = SimpleNamespace(
        moves=[{"txid": txid, "height": 5, "fee_sat": "500"}],
        coins={coin: SimpleNamespace(value=1_000_000)},
        counts=lambda name, height: name == coin and height < 5,
        chain=SimpleNamespace(transactions={txid: ([coin], [], b"")}),
        acts=SimpleNamespace(explained={}),
    )
    terms = {"max_feerate": "1", "max_fee_share": "1/100"}
    assert [*loaded().high_fees(ledger, terms)] == []
    ledger.moves[0]["fee_sat"] = "501"
    assert [*loaded().high_fees(ledger, terms)] == [txid]


BURNT = "\n[security]\nmax_feerate = 1\n"
"""500 satoshi for each coin: every transaction of the story pays more."""


@pytest.mark.parametrize("profile", [Profile.PRIVATE, Profile.AUDITOR])
def test_a_fee_that_nobody_told_is_found_by_both(tmp_path: Path, profile: Profile) -> None:
    """What is sealed says nothing of fees above the register's own bounds: all files agree, and it is found.

    The two accept the same bundle where the register sets no bounds of its own.
    """
    files = story_statements.payload("2025Q2", profile)
    files["register.toml"] += BURNT.encode()
    known = json.loads(files["register.json"])
    files["register.json"] = canonical.dumps({**known, "security": {**known["security"], "max_feerate": "1"}})
    digest = hashlib.sha256(files["register.toml"]).hexdigest()
    statement = json.loads(files["period.json"])
    paying = [row["txid"] for row in statement["movements"] if row["fee_sat"] != "0"]
    assert paying
    if profile is Profile.PRIVATE:
        for row in statement["inputs"]:
            row["sha256"] = digest if row["id"] == "register.toml" else row["sha256"]
        bare = hashlib.sha256(canonical.dumps({**statement, "private_root": None})).digest()
        statement["private_root"] = hashlib.sha256(files["salt"] + bare).hexdigest()
        files["period.json"] = canonical.dumps(statement)
        for name, more in (
            ("bundle.json", {"period_sha256": hashlib.sha256(files["period.json"]).hexdigest()}),
            ("public.json", {"private_root": statement["private_root"]}),
        ):
            files[name] = canonical.dumps(json.loads(files[name]) | more)
    said = verifying.judged(files)
    assert {title: why for title, (verdict, why) in said.items() if verdict == "FAIL"} == {
        "Faults": [f"{txid}: that its fee is too high is not said, or said falsely" for txid in sorted(paying)]
    }
    for name, content in make_bag(files, story_statements.tags("2025Q2")).items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(content)
    assert verify(VerifyRequest(tmp_path), CONTEXT).exit_code == 1


def test_a_public_bundle_shows_no_fee_and_names_that() -> None:
    """Neither the bounds nor a transaction are in it: faults are not checked, and which are not is said."""
    files = story_statements.payload("2025Q2", Profile.PUBLIC)
    assert not [name for name, content in files.items() if b"max_fee" in content and not name.startswith("verify/")]
    said = verifying.judged(files)
    assert said["Faults"] == (
        "NOT-CHECKED", ["a public bundle shows no transaction, act or wallet; the private one does"]
    )  # fmt: skip
    left = "that no such fault (late, sent, untitled, fee, unregistered) is left out: the private one."
    assert f"In a public bundle, {left}" in said["Not shown offline"][1]
