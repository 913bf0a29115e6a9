"""Spend tests in a register: ordered, paid on a branch of the recorded story, observed, filed, closed over, sealed."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from embit.ec import PrivateKey
from embit.script import Script, Witness
from embit.transaction import Transaction, TransactionInput, TransactionOutput

from fixtures.recorder.mining import mine, txid_of
from fixtures.recorder.plot import RESERVE, SEIZURE
from fixtures.recorder.record import framed
from fixtures.recorder.wallets import Payee
from tests.commands import tracer
from tests.operations.test_changed_bundles import sealed
from tests.operations.test_reserve_prove import HELD, NONCE, PERIOD, asked
from tests.reserve import story_two
from tests.reserve.closing import begun, context, exported, file_acts, salt
from tests.reserve.verifying import run
from tracer.chain import header
from tracer.chain.network import REGTEST
from tracer.chain.outpoint import Outpoint, Txid
from tracer.errors import CaseError, IntegrityError
from tracer.operations.context import Context
from tracer.operations.reserve_close import CloseRequest, close
from tracer.operations.reserve_observe import ObserveRequest, observe
from tracer.operations.reserve_prove import ProveRequest, ask, receive_spend, show
from tracer.operations.sources import ChainSource
from tracer.operations.verify import VerifyRequest, verify
from tracer.reserve.profiles import Profile
from tracer.reserve.proofs import spent_file
from tracer.reserve.proofs.coverage import ProofStatus
from tracer.reserve.proofs.spend_tests import ordered_amount, ordered_data

BRANCH = 145
"""The last recorded block of the branch: by then the period of the closing block, 138, is settled."""
BIG, FEE = 1_000_000_000, 4_500
ORDERED = 409_281
"""What NONCE orders, by pencil: SHA-256 over its bytes modulo 900,000, and 100,000."""
OTHER = "ab" * 16


def frames() -> list[bytes]:
    """Return the recorded blocks as the file holds them."""
    content, at, found = story_two.BLOCKS.read_bytes(), 0, []
    while at < len(content):
        size = int.from_bytes(content[at + 4 : at + 8], "little")
        found.append(content[at + 8 : at + 8 + size])
        at += 8 + size
    return found


def payees() -> dict[bytes, Payee]:
    """Return what unlocks the first scripts of both wallets."""
    found = [w.payee(branch, index) for w in (RESERVE, SEIZURE) for branch in (0, 1) for index in range(12)]
    return {payee.script: payee for payee in found}


def signed(coin: Outpoint, payee: Payee, value: int, pays: list[tuple[int, bytes]]) -> Transaction:
    """Return a payment out of a multisig script's coin, signed by its holders' test keys."""
    assert payee.witness_script is not None
    made = Transaction(
        2,
        [TransactionInput(bytes.fromhex(coin.txid), coin.vout, None, 0xFFFFFFFD)],
        [TransactionOutput(paid, Script(script)) for paid, script in pays],
        0,
    )
    script = Script(payee.witness_script)
    digest = made.sighash_segwit(0, script, value)
    keys = sorted((PrivateKey.from_string(key) for key in payee.keys), key=lambda key: key.sec())
    signatures = [key.sign(digest).serialize() + b"\x01" for key in keys]
    made.vin[0].witness = Witness([b"", *signatures, payee.witness_script])
    return made


def branched(path: Path, *payments: Transaction) -> Path:
    """Write the recorded blocks up to BRANCH and eight more, the first of them with payments, each of FEE satoshi."""
    view = story_two.view()
    best = {view.block_hash(height) for height in range(BRANCH + 1)}
    blocks = [raw for raw in frames() if header.decode(raw[: header.SIZE]).hash in best]
    parent = str(view.block_hash(BRANCH))
    time = header.decode(view.headers(BRANCH, BRANCH)[0]).time
    for number in range(1, 9):
        inside = list(payments) if number == 1 else []
        time += 600
        made = mine(parent, BRANCH + number, time, b"\x51", FEE * len(inside), inside, "branch")
        blocks.append(made.raw)
        parent = made.hash
    path.write_bytes(framed(blocks))
    return path


@pytest.fixture(scope="module")
def ordered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a register that was observed at the closing block and asked for a payment; nobody writes to it."""
    place = tmp_path_factory.mktemp("ordered")
    register = begun(place)
    file_acts(register, "2025-0006")
    look(register, branched(place / "before.blk"), "2025-06-30")
    ask(ProveRequest(register, PERIOD, NONCE), context())
    return register


@pytest.fixture
def register(ordered: Path, tmp_path: Path) -> Path:
    """Return a copy of the register."""
    return Path(shutil.copytree(ordered, tmp_path / "register"))


def look(register: Path, blocks: Path, at: str | None = None) -> None:
    """Observe over a file of blocks."""
    observe(ObserveRequest(register, ChainSource(str(blocks)), at), context())


def big(register: Path) -> tuple[Outpoint, Payee]:
    """Return the coin of 10 BTC and what unlocks it."""
    rows = show(ProveRequest(register, PERIOD), context()).coverage.rows
    (coin,) = [row.coin for row in rows if row.coin.value == BIG]
    return coin.outpoint, payees()[coin.script]


def paid(register: Path, *pays: tuple[int, bytes | None]) -> Transaction:
    """Return a payment out of the coin of 10 BTC, to its own script where none is named; the rest is change of its."""
    coin, payee = big(register)
    given = [(value, payee.script if script is None else script) for value, script in pays]
    change = BIG - FEE - sum(value for value, _ in given)
    return signed(coin, payee, BIG, [*given, (change, RESERVE.payee(1, 11).script)])


def carried_out(register: Path) -> str:
    """Pay what is ordered, observe and file it; return the txid."""
    payment = paid(register, (ORDERED, None))
    look(register, branched(register.parent / "after.blk", payment))
    receive_spend(ProveRequest(register, PERIOD), Txid(txid_of(payment)), context())
    return txid_of(payment)


def test_the_request_orders_the_amount(register: Path) -> None:
    """It stands in the file and on the screen, and follows from the nonce."""
    assert asked(register)["spend_test_sat"] == str(ORDERED) == str(ordered_amount(NONCE))
    again = tracer("reserve", "prove", register, "--period", PERIOD, "--request", "--nonce", NONCE)
    assert f"Or pay {ORDERED} satoshi of a coin back to its own script, and observe it." in again.out


def test_a_payment_as_ordered_is_filed_and_its_coin_is_spent(register: Path) -> None:
    """With raw transaction, Merkle proof and headers from the closing block; filed once however often told."""
    payment = paid(register, (ORDERED, None))
    name = txid_of(payment)
    look(register, branched(register.parent / "after.blk", payment))
    ended = tracer("reserve", "prove", register, "--period", PERIOD, "--spent", name, "--who", "A. Auditor")
    assert (ended.code, ended.err) == (0, "")
    assert f"proven {BIG} of {HELD} satoshi: 71.9507 %\n  spent: {BIG} satoshi in 1\n" in ended.out
    (file,) = (register / "proofs" / PERIOD).glob("spent-*.json")
    filed = spent_file.loads(file.read_bytes(), file.name)
    assert (filed.raw, filed.nonce, len(filed.headers)) == (payment.serialize(), NONCE, BRANCH + 1 - filed.closing)
    test = filed.spend_test(REGTEST)
    assert (test.transaction.txid, test.height) == (name, BRANCH + 1)
    found = show(ProveRequest(register, PERIOD), context()).coverage
    (row,) = [row for row in found.rows if row.status is ProofStatus.SPENT]
    assert (row.coin.value, row.block, row.spend) == (BIG, BRANCH + 1, name)
    again = receive_spend(ProveRequest(register, PERIOD), Txid(name), Context())
    assert (again.entry, again.path) == (None, file)
    entry = json.loads((register / "journal.jsonl").read_text().splitlines()[-1])
    assert (entry["kind"], entry["details"]["transaction"]) == ("spend-test-filed", name)
    told = json.loads(tracer("reserve", "status", register, "--day", "2025-07-09", "--json").out)
    assert told["proof"] == {"period": PERIOD, "covered_sat": str(BIG), "of_sat": str(HELD)}


def test_the_nonce_as_data_serves_as_well(register: Path) -> None:
    """An output of data with the sixteen bytes, no satoshi in it."""
    payment = paid(register, (0, ordered_data(NONCE)))
    look(register, branched(register.parent / "after.blk", payment))
    found = receive_spend(ProveRequest(register, PERIOD), Txid(txid_of(payment)), context())
    assert (found.coverage.covered, found.exit_code) == (BIG, 0)


def test_a_payment_that_was_not_ordered_is_refused(register: Path) -> None:
    """Exit 2 with the sentence, and nothing is filed; one that no observation has is not found."""
    payment = paid(register, (ORDERED + 1, None))
    look(register, branched(register.parent / "after.blk", payment))
    for name, words in (
        (txid_of(payment), f"it neither pays {ORDERED} satoshi to a script that it spends from"),
        ("ab" * 32, f"transaction {'ab' * 32} is in no observation that goes on from the closing block 138."),
        (str(story_two.txid("consolidate")), "is in no observation that goes on from the closing block 138."),
        ("short", "--spent 'short': expected a transaction's id, 64 hexadecimal digits."),
    ):
        ended = tracer("reserve", "prove", register, "--period", PERIOD, "--spent", name, "--who", "A. Auditor")
        assert (ended.code, words in ended.err) == (2, True), ended.err
    assert [each.name for each in (register / "proofs" / PERIOD).iterdir()] == ["request-9f0e8d7c.json"]
    both = tracer("reserve", "prove", register, "--period", PERIOD, "--spent", "ab" * 32, "--verify", "x")
    assert (both.code, "--spent goes with none of" in both.err) == (2, True)


def test_without_an_order_there_is_no_spend_test(tmp_path: Path) -> None:
    """A payment that happens to fit proves nothing that anybody asked for."""
    register = begun(tmp_path)
    file_acts(register, "2025-0006")
    look(register, branched(tmp_path / "before.blk"), "2025-06-30")
    with pytest.raises(CaseError, match="nobody ordered a payment for 2025Q2: ask first with --request --nonce HEX"):
        receive_spend(ProveRequest(register, PERIOD), Txid("ab" * 32), context())


def test_the_order_that_a_payment_carries_out_is_found_among_several(register: Path) -> None:
    """Two nonces were asked with; the payment answers the second."""
    ask(ProveRequest(register, PERIOD, OTHER), context())
    payment = paid(register, (ordered_amount(OTHER), None))
    look(register, branched(register.parent / "after.blk", payment))
    found = receive_spend(ProveRequest(register, PERIOD), Txid(txid_of(payment)), context())
    assert found.path is not None
    assert spent_file.loads(found.path.read_bytes(), "x").nonce == OTHER


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"closing_hash": "ab" * 32}, "do not go on from block"),
        ({"headers": ()}, "is not of the last header beside it"),
        ({"coinbase": b"\x00"}, "cut"),
        ({"nonce": "00" * 16}, None),
    ],
)
def test_a_changed_file_shows_nothing(register: Path, change: dict, words: str | None) -> None:
    """Other headers, another coinbase, another transaction: refused. Another nonce was never asked with: no satoshi."""
    carried_out(register)
    (file,) = (register / "proofs" / PERIOD).glob("spent-*.json")
    wrong = replace(spent_file.loads(file.read_bytes(), "x"), **change)
    if words is None:
        assert wrong.spend_test(REGTEST).nonce == "00" * 16
    else:
        with pytest.raises(IntegrityError, match=words):
            wrong.spend_test(REGTEST)


def test_every_byte_of_the_evidence_counts(register: Path) -> None:
    """A header too few or too many, another transaction, a proof of another block, a file not written so: refused."""
    carried_out(register)
    (file,) = (register / "proofs" / PERIOD).glob("spent-*.json")
    filed = spent_file.loads(file.read_bytes(), "x")
    changes = [
        replace(filed, headers=filed.headers[:-1]),
        replace(filed, headers=(*filed.headers, filed.headers[-1])),
        replace(filed, raw=filed.coinbase[:4] + filed.raw[4:-1] + b"\x01"),
        replace(filed, coinbase=filed.raw),
        replace(filed, proof=filed.headers[0] + filed.proof[header.SIZE :]),
        replace(filed, proof=filed.proof[:-1] + bytes([filed.proof[-1] ^ 1])),
    ]
    for each in changes:
        with pytest.raises(IntegrityError):
            each.spend_test(REGTEST)
    for content, words in (
        (file.read_bytes() + b"\n", "is not the canonical form of what it says"),
        (file.read_bytes().replace(b'"spent"', b'"paid"'), "is not a spend test of schema 1"),
        (file.read_bytes().replace(NONCE.encode(), b"9F"), "32 lower-case hexadecimal digits"),
    ):
        with pytest.raises(IntegrityError, match=words):
            spent_file.loads(content, "x")
    file.write_bytes(spent_file.dumps(replace(filed, nonce="00" * 16)))
    with pytest.raises(IntegrityError, match="is not as the journal has it"):
        show(ProveRequest(register, PERIOD), context())


def test_a_statement_closed_over_a_spend_test_is_replayed(register: Path, tmp_path: Path) -> None:
    """An input of it; both verifiers accept the private and the auditor's bundle, the public one has no word of it."""
    name = carried_out(register)
    close(CloseRequest(register, PERIOD, draw=salt), context())
    said = json.loads((register / "periods" / PERIOD / "period.json").read_bytes())
    assert said["proof"] == {"covered_sat": str(BIG), "of_sat": str(HELD)}
    listed = [row["id"] for row in said["inputs"] if row["id"].startswith("proofs/")]
    assert [each.rpartition("/")[2].partition("-")[0] for each in listed] == ["request", "spent"]
    for profile in Profile:
        out = tmp_path / profile.value
        exported(register, PERIOD, profile, out)
        found = verify(VerifyRequest(out), context())
        assert found.exit_code == 0
        steps = {step.number: step.reason for step in found.verification.steps if step.number in ("8.3", "8.4")}
        page = (out / "data" / "statement" / "statement.en.html").read_text(encoding="utf-8").replace("\xa0", " ")
        assert "by signatures of the holders, or by payments that an auditor ordered" in page or (
            profile is Profile.PUBLIC and "by signatures, or by payments that an auditor ordered" in page
        )
        alone = run(out)
        assert alone.failed == []
        if profile is Profile.PUBLIC:
            assert steps == {}
            content = b"".join(each.read_bytes() for each in out.rglob("*") if each.is_file())
            assert name.encode() not in content
            assert str(ORDERED).encode() not in content
        else:
            assert steps["8.3"].endswith("; 1 spend test lies in its block")
            assert sorted(each.relative_to(out / "data").as_posix() for each in out.glob("data/proofs/*/*")) == listed


def test_a_bundle_whose_spend_test_is_another_one_fails(register: Path, tmp_path: Path) -> None:
    """Sealed again with everything else as it was: the evidence, the order and the list of inputs are all looked at."""
    carried_out(register)
    close(CloseRequest(register, PERIOD, draw=salt), context())
    out = tmp_path / "private"
    exported(register, PERIOD, Profile.PRIVATE, out)
    here = [each for each in (out / "data").rglob("*") if each.is_file()]
    files = {each.relative_to(out / "data").as_posix(): each.read_bytes() for each in here}
    tags = dict(line.split(": ", 1) for line in (out / "bag-info.txt").read_text().splitlines())
    tags.pop("Payload-Oxum")
    assert verify(VerifyRequest(sealed(files, tags, tmp_path / "same")), context()).exit_code == 0
    (name,) = [each for each in files if "/spent-" in each]
    filed = spent_file.loads(files[name], name)
    changes = {
        "proof": spent_file.dumps(replace(filed, proof=filed.proof[:-1] + bytes([filed.proof[-1] ^ 1]))),
        "order": spent_file.dumps(replace(filed, nonce="00" * 16)),
        "form": files[name] + b"\n",
    }
    for how, content in changes.items():
        ended = verify(VerifyRequest(sealed({**files, name: content}, tags, tmp_path / how)), context())
        assert ended.exit_code == 1, how
    left = {each: content for each, content in files.items() if each != name}
    assert verify(VerifyRequest(sealed(left, tags, tmp_path / "left")), context()).exit_code == 1
