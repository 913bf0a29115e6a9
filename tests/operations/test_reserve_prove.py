"""Proofs of control of the story's wallets: asked for, signed by its test keys, received, filed, entered."""

import json
import re
import shutil
from base64 import b64encode
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from fixtures.recorder.plot import RESERVE, SEIZURE
from fixtures.recorder.wallets import Payee
from tests.commands import tracer
from tests.reserve import story_two
from tests.reserve.closing import begun, context, exported, file_acts, look, salt
from tests.reserve.limits.limit_conventions import act_file
from tests.reserve.proofs import test_bip127
from tests.reserve.proofs.signing import signed
from tracer.chain.network import REGTEST
from tracer.container.material import Material
from tracer.errors import CaseError, IntegrityError, TracerError
from tracer.operations.reserve_check import RegisterCheckRequest, check_register
from tracer.operations.reserve_close import CloseRequest, close
from tracer.operations.reserve_prove import ProofsShown, ProveRequest, ask, hand_over, receive, show
from tracer.operations.verify import VerifyRequest, verify
from tracer.reserve.days import Period, observed_block
from tracer.reserve.profiles import Profile
from tracer.reserve.proofs import closing_proofs, filed_proofs
from tracer.verify.proof_steps import proof_steps

pytest.importorskip("bip322core", reason="bip322-core is not installed: pip install 'custody-tracer[proof]'")

NONCE = "9f0e8d7c6b5a49382716054f3e2d1c0b"
PERIOD = "2025Q2"
HELD = 1_389_840_000
NOTHING = Material(network=REGTEST, first_header=0, headers=b"", positions={}, raws={}, proofs={})
SCRIPTS = 12
"""Of each branch of a wallet; the story pays the first ones."""


@pytest.fixture(scope="module")
def observed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the register with its first quarter observed, and asked about; nobody writes to it."""
    register = begun(tmp_path_factory.mktemp("observed"))
    file_acts(register, "2025-0006")
    look(register, "2025-06-30")
    ask(ProveRequest(register, PERIOD, NONCE), context())
    return register


@pytest.fixture
def register(observed: Path, tmp_path: Path) -> Path:
    """Return a copy of the register."""
    return Path(shutil.copytree(observed, tmp_path / "register"))


def asked(register: Path) -> dict:
    """Return the request on file."""
    return json.loads((register / "proofs" / PERIOD / "request-9f0e8d7c.json").read_bytes())


@cache
def _payees() -> dict[str, Payee]:
    """Return what unlocks the first scripts of both wallets, by address."""
    payees = [w.payee(branch, index) for w in (RESERVE, SEIZURE) for branch in (0, 1) for index in range(SCRIPTS)]
    return {payee.address: payee for payee in payees}


def proofs(message: str, *wallets: str) -> dict:
    """Return a file of proofs for the reserve's and the agency's scripts, signed by their test keys."""
    payees = _payees()
    rows = [{"address": each, "signature": signed(payees[each], message.encode())} for each in wallets]
    return {"message": message, "proofs": rows}


def received(register: Path, content: dict, tmp_path: Path) -> ProofsShown:
    """Hand in a file of proofs."""
    file = tmp_path / "proofs.json"
    file.write_text(json.dumps(content, indent=2), encoding="utf-8")
    return receive(ProveRequest(register, PERIOD, file=file), context())


def test_every_script_that_holds_coins_is_asked_for(register: Path) -> None:
    """The message names register, period, closing block and nonce; the sums are the closing."""
    request = asked(register)
    closing = request["closing"]
    assert request["message"] == (
        f"KZ-EXAMPLE 2025Q2 proof of control; block {closing['height']} {closing['hash']}; nonce {NONCE}"
    )
    assert sum(int(each["held_sat"]) for each in request["scripts"]) == HELD
    assert all(each["counted"] for each in request["scripts"])


def test_signed_by_the_holders_it_is_proven(register: Path, tmp_path: Path) -> None:
    """By real signatures of three of five and two of three: all of it; the file and its entry stand."""
    places = [each["address"] for each in asked(register)["scripts"]]
    content = proofs(asked(register)["message"], *places)
    found = received(register, content, tmp_path)
    assert (found.coverage.covered, found.coverage.of, found.coverage.faults) == (HELD, HELD, ())
    assert (found.exit_code, found.requests, found.files) == (0, 1, 1)
    again = received(register, content, tmp_path)
    assert (again.path, again.entry, again.files) == (found.path, None, 1)
    assert show(ProveRequest(register, PERIOD), context()).coverage == found.coverage
    kinds = [json.loads(line)["kind"] for line in (register / "journal.jsonl").read_text().splitlines()]
    assert kinds[-2:] == ["proof-requested", "proofs-received"]


def test_status_and_the_year_s_figures_tell_it_of_a_closing_before_the_period_s_last_day(
    register: Path, tmp_path: Path
) -> None:
    """The closing block is of an earlier day; the period has ended all the same. On an earlier day nothing is told."""
    received(register, proofs(asked(register)["message"], asked(register)["scripts"][0]["address"]), tmp_path)
    status = tracer("reserve", "status", register).out
    assert re.search("proven of the closing of 2025Q2: [0-9.]+ of 13.89840000 BTC", status)
    assert f" of {HELD} satoshi\n" in tracer("reserve", "figures", register, "--year", "2025").out
    assert "proven of the closing" not in tracer("reserve", "status", register, "--day", "2025-06-29").out


def test_one_transaction_of_bip_127_proves_the_coins_in_it(register: Path, tmp_path: Path) -> None:
    """Signed for every coin of the closing it proves all of it; a verifier checks it again, and finds a change."""
    rows = show(ProveRequest(register, PERIOD), context()).coverage.rows
    payees = {payee.script: payee for payee in _payees().values()}
    coins = tuple(
        (bytes.fromhex(row.coin.outpoint.txid)[::-1], row.coin.outpoint.vout, row.coin.value, payees[row.coin.script])
        for row in rows
    )
    message, place = asked(register)["message"], coins[0][3].address
    draft = test_bip127.finalised(test_bip127.unsigned(message.encode(), coins), coins)
    row = {"address": place, "signature": b64encode(draft.written()).decode(), "form": "bip127"}
    found = received(register, {"message": message, "proofs": [row]}, tmp_path)
    assert (found.coverage.covered, found.coverage.of, found.coverage.faults) == (HELD, HELD, ())
    (name,) = [each for each in (register / "proofs" / PERIOD).iterdir() if each.name.startswith("received-")]
    content = name.read_bytes()
    for given, verdicts in ((content, ["pass", "pass"]), (content.replace(b'"valid"', b'"invalid"'), ["pass", "fail"])):
        steps = list(proof_steps({f"proofs/{PERIOD}/{name.name}": given}, []))
        assert [step.verdict.value.lower() for step in steps] == verdicts


def test_the_command_asks_and_receives(register: Path, tmp_path: Path) -> None:
    """One coin of three is proven, 71.9507 per cent of the closing; what is not proven yet is no fault."""
    (place,) = [each["address"] for each in asked(register)["scripts"] if each["held_sat"] == "1000000000"]
    file = tmp_path / "proofs.json"
    file.write_text(json.dumps(proofs(asked(register)["message"], place)), encoding="utf-8")
    ended = tracer("reserve", "prove", register, "--period", PERIOD, "--verify", file, "--who", "A. Auditor")
    assert (ended.code, ended.err) == (0, "")
    assert "proven 1000000000 of 1389840000 satoshi: 71.9507 %\n" in ended.out
    found = json.loads(tracer("reserve", "prove", register, "--period", PERIOD, "--json").out)
    assert (found["covered_sat"], found["of_sat"]) == ("1000000000", "1389840000")
    assert sorted(row["status"] for row in found["coins"]) == ["none", "none", "proven"]
    again = tracer("reserve", "prove", register, "--period", PERIOD, "--request", "--nonce", NONCE)
    assert again.code == 0
    assert asked(register)["message"] in again.out


def test_a_status_tells_what_is_proven(register: Path, tmp_path: Path) -> None:
    """Of the last period that was asked about and has ended; before its end nothing is told."""
    bare = json.loads(tracer("reserve", "status", register, "--day", "2025-06-29", "--json").out)
    assert "proof" not in bare
    (place,) = [each["address"] for each in asked(register)["scripts"] if each["held_sat"] == "1000000000"]
    received(register, proofs(asked(register)["message"], place), tmp_path)
    told = json.loads(tracer("reserve", "status", register, "--day", "2025-06-30", "--json").out)
    assert told["proof"] == {"period": PERIOD, "covered_sat": "1000000000", "of_sat": "1389840000"}
    shown = tracer("reserve", "status", register, "--day", "2025-06-30").out
    assert "proven of the closing of 2025Q2: 10.00000000 of 13.89840000 BTC, 71.9507 %" in shown


def test_a_status_warns_of_a_wrong_proof(register: Path, tmp_path: Path) -> None:
    """It is no hard alarm: nothing left a wallet."""
    (row, *_) = asked(register)["scripts"]
    received(register, proofs(asked(register)["message"].replace("2025Q2", "2025Q1"), row["address"]), tmp_path)
    told = json.loads(tracer("reserve", "status", register, "--day", "2025-06-30", "--json").out)["alarms"]
    text = f"script {row['script']}: message of 2025Q1 reused."
    assert [each for each in told if text in each.values()] == [{"kind": "proof", "severity": "warning", "text": text}]


def test_a_signature_of_another_script_is_invalid(register: Path, tmp_path: Path) -> None:
    """It is filed as it came and proves nothing; the command ends with 1."""
    one, two = (each["address"] for each in asked(register)["scripts"][:2])
    content = proofs(asked(register)["message"], one, two)
    content["proofs"][0]["signature"] = content["proofs"][1]["signature"]
    del content["proofs"][1]
    found = received(register, content, tmp_path)
    assert (found.exit_code, found.coverage.covered) == (1, 0)
    assert found.coverage.faults[0].startswith(f"proof {one}: invalid: ")


def test_a_signature_without_its_prefix_is_invalid(register: Path, tmp_path: Path) -> None:
    """A new proof says how it was made."""
    (one, *_) = (each["address"] for each in asked(register)["scripts"])
    content = proofs(asked(register)["message"], one)
    content["proofs"][0]["signature"] = content["proofs"][0]["signature"][3:]
    found = received(register, content, tmp_path)
    assert found.coverage.faults == (f"proof {one}: invalid: missing smp/ful/pof signature prefix.",)


def test_a_message_of_another_period_is_told(register: Path, tmp_path: Path) -> None:
    """Really signed, for the quarter before."""
    (row, *_) = asked(register)["scripts"]
    content = proofs(asked(register)["message"].replace("2025Q2", "2025Q1"), row["address"])
    found = received(register, content, tmp_path)
    assert found.coverage.faults == (f"script {row['script']}: message of 2025Q1 reused.",)
    assert found.exit_code == 1


def test_a_file_of_bip322_audit_is_read(register: Path, tmp_path: Path) -> None:
    """Its stamp stands for the request; what it says of coins is not believed."""
    request = asked(register)
    closing = request["closing"]
    stamp = f"block: {closing['height']} {closing['hash']} 2025-06-30T18:50:00Z"
    content = proofs(f"Proof of control, NIC, 2025-06-30\n{stamp}", request["scripts"][0]["address"])
    for row in content["proofs"]:
        row |= {"variant": "smp", "total_sat": 1, "utxos": []}
    content |= {
        "tool": "bip322-audit 0.25.0",
        "chain": "regtest",
        "stamp": {**closing, "time": "2025-06-30T18:50:00Z"},
        "message_hex": content["message"].encode().hex(),
        "policy": "2 of 3",
        "finalized_utc": "2025-07-01T00:00:00Z",
        "total_sat": 1,
        "total_btc": "0.00000001",
        "spends": None,
        "spends_utc": None,
    }
    found = received(register, content, tmp_path)
    assert str(found.coverage.covered) == request["scripts"][0]["held_sat"]
    assert (found.coverage.without_nonce, found.exit_code) == (1, 0)
    for key, value, text in (
        ("chain", "main", "is of main; the register is of regtest."),
        ("message_hex", "00", "message and message_hex are not the same"),
        ("stamp", {"height": 1, "hash": closing["hash"]}, "is not the block that the message names"),
        ("note", "more", "unknown key 'note'"),
    ):
        with pytest.raises(CaseError) as raised:
            received(register, {**content, key: value}, tmp_path)
        assert text in str(raised.value)


def test_a_proof_for_a_strange_script_is_refused(register: Path, tmp_path: Path) -> None:
    """Exit 2, every one named, and nothing is filed."""
    strange = RESERVE.payee(0, 2_000).address
    content = {"message": "m", "proofs": [{"address": each, "signature": "smpAA=="} for each in (strange, "nonsense")]}
    with pytest.raises(CaseError) as raised:
        received(register, content, tmp_path)
    assert raised.value.faults == (
        f"proof for {strange}: not a script of this register.",
        "proof for nonsense: not a script of this register.",
    )
    assert [each.name for each in (register / "proofs" / PERIOD).iterdir()] == ["request-9f0e8d7c.json"]


def test_a_private_key_is_refused(register: Path, tmp_path: Path) -> None:
    """Wherever in the file it stands; the message does not show it."""
    key = RESERVE.payee(0, 0).keys[0]
    with pytest.raises(CaseError, match="holds a private key") as raised:
        received(register, {"message": key, "proofs": []}, tmp_path)
    assert key not in str(raised.value)


def test_a_nonce_serves_one_request(register: Path) -> None:
    """The same request again is the one on file; for other coins or another period the nonce is spent."""
    again = ask(ProveRequest(register, PERIOD, NONCE), context())
    assert again.entry is None
    look(register, "2025-09-30")
    with pytest.raises(CaseError, match=f"nonce {NONCE} was asked with for 2025Q2 already"):
        ask(ProveRequest(register, "2025Q3", NONCE), context())


@pytest.mark.parametrize("how", ["changed", "added", "removed"])
def test_what_is_on_file_is_held_against_the_journal(register: Path, tmp_path: Path, how: str) -> None:
    """A file changed, put there or taken away by hand ends with 4."""
    place = register / "proofs" / PERIOD / "request-9f0e8d7c.json"
    if how == "removed":
        place.unlink()
    else:
        target = place if how == "changed" else place.with_name("received-00000000.json")
        target.write_bytes(place.read_bytes() + b"\n")
    with pytest.raises(IntegrityError) as raised:
        show(ProveRequest(register, PERIOD), context())
    assert ("is missing" if how == "removed" else "is not as the journal has it") in str(raised.value)


def test_a_register_with_proofs_is_still_right(register: Path) -> None:
    """`check` takes the folder as it is."""
    assert check_register(RegisterCheckRequest(register), context()).faults == ()


@pytest.mark.parametrize(
    "options", [["--request"], ["--nonce", NONCE], ["--request", "--nonce", NONCE, "--verify", "f"]]
)
def test_a_request_has_a_nonce(register: Path, options: list[str]) -> None:
    """One without the other is refused, exit 2."""
    ended = tracer("reserve", "prove", register, "--period", PERIOD, *options)
    assert ended.code == 2
    assert "--request goes with --nonce HEX, and not with --verify." in ended.err


def test_a_closed_period_states_what_is_proven(register: Path, tmp_path: Path) -> None:
    """Its files are inputs; private and auditor bundles have them and both verifiers accept; the public one has none.

    A proof that comes later changes nothing of what is sealed.
    """
    places = {each["held_sat"]: each["address"] for each in asked(register)["scripts"]}
    received(register, proofs(asked(register)["message"], places["1000000000"]), tmp_path)
    close(CloseRequest(register, PERIOD, draw=salt), context())
    said = json.loads((register / "periods" / PERIOD / "period.json").read_bytes())
    assert said["proof"] == {"covered_sat": "1000000000", "of_sat": "1389840000"}
    listed = [row["id"] for row in said["inputs"] if row["id"].startswith("proofs/")]
    assert len(listed) == 2
    received(register, proofs(asked(register)["message"], places["339850000"]), tmp_path)
    assert check_register(RegisterCheckRequest(register), context()).faults == ()
    for profile in Profile:
        out = tmp_path / profile.value
        exported(register, PERIOD, profile, out)
        held = sorted(each.relative_to(out / "data").as_posix() for each in out.glob("data/proofs/*/*"))
        assert held == ([] if profile is Profile.PUBLIC else listed)
        found = verify(VerifyRequest(out), context())
        assert found.exit_code == 0
        shown = json.loads((out / "data" / "public.json").read_bytes())
        covered, closing = int(shown["proof"]["covered"]["sat"]), int(shown["books"]["closing"]["sat"])
        assert abs(covered - 1_000_000_000) <= int(shown["proof"]["covered"]["within_sat"])
        share = covered * 1_000 // closing
        assert (shown["proof"]["share"], shown["proof"]["whole"]) == (f"{share // 10}.{share % 10}", False)
        page = out / "data" / "statement" / "statement.en.html"
        text = " ".join(re.sub("<[^>]*>", " ", page.read_text(encoding="utf-8")).replace("\xa0", " ").split())
        words = (
            f"{shown['proof']['share']} % of the coins held,"
            if profile is Profile.PUBLIC
            else ("Of 13.89840000 BTC held at the closing block, 10.00000000 BTC are proven: by signatures")
        )
        assert words in text
        titles = {step.title: step.verdict.value for step in found.verification.steps}
        assert titles.get("Signatures of proofs") == (None if profile is Profile.PUBLIC else "PASS")


LIMIT = """
[[limit]]
id = "proof-min"
kind = "proof_ratio"
min = "0.70"
severity = "hard"
set_by = "2025-0801"
from = 2025-06-30
"""
LIMIT_ACT = act_file("2025-0801", "2025-05-30", "proof-min", kind='"proof_ratio"', min='"0.70"', severity='"hard"',
                     from_="2025-06-30")  # fmt: skip


def test_a_limit_on_what_is_proven_is_measured(register: Path, tmp_path: Path) -> None:
    """Unknown until somebody signed for the closing, which keeps it open; then it is the share that is proven."""
    with (register / "register.toml").open("a") as file:
        file.write(LIMIT)
    (register / "acts" / "2025-0801.toml").write_text(LIMIT_ACT)
    request = CloseRequest(register, PERIOD, draw=salt)
    with pytest.raises(TracerError, match="proof-min is broken since 2025-06-30: "):
        close(request, context())
    places = {each["held_sat"]: each["address"] for each in asked(register)["scripts"]}
    received(register, proofs(asked(register)["message"], places["339850000"]), tmp_path)
    with pytest.raises(TracerError, match=r"proof-min is broken since 2025-06-30: 0\.24452 of 1 at worst"):
        close(request, context())
    received(register, proofs(asked(register)["message"], places["1000000000"]), tmp_path)
    found = json.loads(tracer("reserve", "status", register, "--day", "2025-06-30", "--json").out)
    (row,) = found["limits"]
    assert row["actual"] == [{"subject": None, "value": "0.96403", "state": "within", "why": None}]
    assert close(request, context()).statement.limits[0].as_json() == row
    out = tmp_path / "private"
    exported(register, PERIOD, Profile.PRIVATE, out)
    assert verify(VerifyRequest(out), context()).exit_code == 0


def test_all_of_it_proven_is_said_and_nothing_less(register: Path, tmp_path: Path) -> None:
    """The public page says that every coin was proven, in each language, where every one was."""
    received(
        register, proofs(asked(register)["message"], *(row["address"] for row in asked(register)["scripts"])), tmp_path
    )
    close(CloseRequest(register, PERIOD, draw=salt), context())
    exported(register, PERIOD, Profile.PUBLIC, tmp_path / "public", "en", "ru", "kk")
    shown = json.loads((tmp_path / "public" / "data" / "public.json").read_bytes())
    assert shown["proof"] == {"covered": shown["books"]["closing"], "share": "100.0", "whole": True}
    said = {
        "en": "Every coin held was proven by the holders: by signatures, or by payments",
        "ru": "Каждая монета доказана держателями: подписями или платежами",
        "kk": "Әрбір монетаны ұстаушылар дәлелдеді",
    }
    for code, words in said.items():
        page = (tmp_path / "public" / "data" / "statement" / f"statement.{code}.html").read_text(encoding="utf-8")
        assert words in page


def test_a_proof_put_there_by_hand_is_not_closed_on(register: Path) -> None:
    """What the journal does not have is no input."""
    place = register / "proofs" / PERIOD / "received-00000000.json"
    place.write_bytes(b"{}")
    with pytest.raises(IntegrityError, match="is not as the journal has it"):
        close(CloseRequest(register, PERIOD, draw=salt), context())


def test_a_signature_filed_as_what_it_is_not_is_found(register: Path, tmp_path: Path) -> None:
    """Whoever edits a verdict on file, and every hash above it, is told by the signature itself."""
    content = proofs(asked(register)["message"], asked(register)["scripts"][0]["address"])
    filed = received(register, content, tmp_path).path
    assert filed is not None
    files = {f"proofs/{PERIOD}/{filed.name}": filed.read_bytes()}
    assert [step.verdict.value for step in proof_steps(files, [])] == ["PASS", "PASS"]
    other = {name: each.replace(b'"state":"valid"', b'"state":"invalid"') for name, each in files.items()}
    _, step = proof_steps(other, [])
    assert step.verdict.value == "FAIL"
    assert str(step.findings[0]).endswith(" is valid, filed as invalid")


def test_a_later_block_is_shown_by_headers(register: Path, tmp_path: Path) -> None:
    """Signed three blocks after the closing: the filed proof leads there; broken anywhere it shows nothing."""
    request = asked(register)
    height, view = request["closing"]["height"], story_two.view()
    stamp = f"block: {height + 3} {view.block_hash(height + 3)} 2025-07-01T00:00:00Z"
    content = proofs(f"{request['message']}\n{stamp}", request["scripts"][0]["address"])
    found = received(register, content, tmp_path)
    assert (found.exit_code, str(found.coverage.covered)) == (0, request["scripts"][0]["held_sat"])
    assert found.path is not None
    filed = filed_proofs.loads(found.path.read_bytes(), found.path.name)
    assert filed.headers == tuple(view.headers(height + 1, height + 3))
    with pytest.raises(IntegrityError, match="do not go on from block"):
        replace(filed, closing_hash="ab" * 32).proof_set(REGTEST)
    gap = (filed.headers[0], filed.headers[2])
    with pytest.raises(IntegrityError, match=f"the header of block {height + 2} beside a proof"):
        replace(filed, headers=gap).proof_set(REGTEST)
    files = {f"proofs/{PERIOD}/received-1.json": filed_proofs.dumps(replace(filed, closing=height - 1))}
    block, held = observed_block(view, height), NOTHING
    with pytest.raises(IntegrityError, match=f"are of block {height - 1} .*; its closing block is {height} "):
        closing_proofs.proven(files, story_two.register(), Period.parse(PERIOD), block, held, ())


def test_coins_are_drawn_by_the_auditors_nonce(register: Path) -> None:
    """Two of three, the same every time; nothing is filed."""
    before = sorted((register / "proofs" / PERIOD).iterdir())
    ended = tracer("reserve", "prove", register, "--period", PERIOD, "--sample", "2", "--nonce", "ab" * 16, "--json")
    drawn = json.loads(ended.out)["coins"]
    assert (ended.code, len(drawn)) == (0, 2)
    shown = tracer("reserve", "prove", register, "--period", PERIOD, "--sample", "2", "--nonce", "ab" * 16)
    assert [line.split()[0] for line in shown.out.splitlines()] == [each["outpoint"] for each in drawn]
    assert sorted((register / "proofs" / PERIOD).iterdir()) == before
    wrong = tracer("reserve", "prove", register, "--period", PERIOD, "--sample", "2", "--nonce", "ab")
    assert (wrong.code, "expected 32 lower-case hexadecimal digits" in wrong.err) == (2, True)


def test_what_is_proven_is_handed_over_in_the_form_of_bip322_audit(register: Path, tmp_path: Path) -> None:
    """Where a message ends in a stamp of the closing block: its valid signatures, with the chain's coins and blocks."""
    request, out = asked(register), tmp_path / "out-proofs.json"
    with pytest.raises(CaseError, match="no proof on file has a message that ends in a stamp"):
        hand_over(ProveRequest(register, PERIOD), out, context())
    places = {each["held_sat"]: each["address"] for each in request["scripts"]}
    received(register, proofs(request["message"], places["1000000000"]), tmp_path)
    with pytest.raises(CaseError, match="bip322-audit snapshot --at HEIGHT --text REQUEST"):
        hand_over(ProveRequest(register, PERIOD), out, context())
    closing = request["closing"]
    stamp = f"block: {closing['height']} {closing['hash']} 2025-06-30T18:50:00Z"
    early = proofs(f"{request['message']}\n{stamp.replace(str(closing['height']), '1', 1)}", places["339850000"])
    assert received(register, early, tmp_path).exit_code == 1
    wrong = proofs(f"{request['message']}\n{stamp}", places["1000000000"], places["339850000"])
    wrong["proofs"][0]["signature"] = wrong["proofs"][1]["signature"]
    received(register, wrong, tmp_path)
    hand_over(ProveRequest(register, PERIOD), out, context())
    said = json.loads(out.read_bytes())
    assert [row["address"] for row in said["proofs"]] == [places["339850000"]]
    assert (said["total_sat"], said["total_btc"], said["chain"]) == (339_850_000, "3.39850000", "regtest")
    assert said["stamp"] == {**closing, "time": "2025-06-30T18:50:00Z"}
    assert bytes.fromhex(said["message_hex"]).decode() == said["message"] == f"{request['message']}\n{stamp}"
    (utxo,) = said["proofs"][0]["utxos"]
    assert utxo["amount_sat"] == 339_850_000
    look_up = tracer("look", utxo["txid"], "--chain", story_two.BLOCKS, "--json")
    block = json.loads(look_up.out)["transaction"]["at"]
    assert (utxo["height"], utxo["blockhash"]) == (block["height"], block["block"])
    with pytest.raises(CaseError, match="exists already"):
        hand_over(ProveRequest(register, PERIOD), out, context())


def test_what_was_handed_over_is_read_back(register: Path, tmp_path: Path) -> None:
    """A file of ours in that form is a file of proofs like any other."""
    request = asked(register)
    closing, places = request["closing"], [each["address"] for each in request["scripts"]]
    message = f"{request['message']}\nblock: {closing['height']} {closing['hash']} 2025-06-30T18:50:00Z"
    first = received(register, proofs(message, *places), tmp_path)
    assert (first.coverage.covered, first.coverage.without_nonce) == (HELD, 0)
    out = tmp_path / "out-proofs.json"
    hand_over(ProveRequest(register, PERIOD), out, context())
    again = receive(ProveRequest(register, PERIOD, file=out), context())
    assert (again.coverage.covered, again.coverage.faults) == (HELD, ())


def test_one_message_is_handed_over_that_of_the_closing_which_proves_most(register: Path, tmp_path: Path) -> None:
    """Two scripts are proven by messages of their own; one of an earlier block, signed for both, proves neither."""
    request = asked(register)
    closing, places = request["closing"], {each["held_sat"]: each["address"] for each in request["scripts"]}
    big, small = places["1000000000"], places["339850000"]
    early = observed_block(story_two.view(), closing["height"] - 1)
    stamps = [
        f"block: {early.height} {early.hash} 2025-06-30T18:40:00Z",
        f"block: {closing['height']} {closing['hash']} 2025-06-30T18:50:00Z",
    ]
    received(register, proofs(f"{request['message']}\n{stamps[0]}", big, small), tmp_path)
    received(register, proofs(f"One of them\n{stamps[1]}", big), tmp_path)
    received(register, proofs(f"The other one\n{stamps[1]}", small), tmp_path)
    out = tmp_path / "out-proofs.json"
    hand_over(ProveRequest(register, PERIOD), out, context())
    said = json.loads(out.read_bytes())
    assert said["message"] == f"One of them\n{stamps[1]}"
    assert [row["address"] for row in said["proofs"]] == [big]
