"""Signatures under a review: made once by each of two persons, and each way in which they do not fit told."""

import json
from pathlib import Path

import pytest

from tests.commands import tracer
from tests.operations.test_reserve_limits import REVIEW
from tests.reserve.closing import begun, context
from tracer.errors import CaseError
from tracer.operations.reserve_files import read_register
from tracer.operations.reserve_signing import SignActRequest, is_signed, sign_act, signature_faults
from tracer.signatures import keys

PASSPHRASE = "correct horse battery"
ACT = "2025-0902"
ONE, OTHER = "K. Example", "S. Sample"


@pytest.fixture
def register(tmp_path: Path) -> Path:
    """Return a register with a review and two keys beside it."""
    made = begun(tmp_path)
    text = REVIEW.replace("SHA256", "ab" * 32).partition("[answers]")[0]
    (made / "acts" / f"{ACT}.toml").write_text(text)
    for name in ("one", "other"):
        (tmp_path / f"{name}.pem").write_bytes(keys.new_key(PASSPHRASE)[0])
    return made


def sign(register: Path, person: str, key: str) -> str:
    """Sign the review; return the key's fingerprint."""
    request = SignActRequest(register, ACT, person, register.parent / f"{key}.pem")
    return sign_act(request, lambda: PASSPHRASE, context()).fingerprint


def faults(register: Path) -> tuple[str, ...]:
    """Return what is wrong with the review's signatures."""
    folder = read_register(register, context())
    (act,) = [each for each in folder.acts.acts if each.head.id == ACT]
    assert is_signed(folder, act) == any((register / "signatures").rglob("*.dsse.json"))
    return signature_faults(folder, act)


def test_two_persons_with_two_keys(register: Path) -> None:
    """One is too few, the second completes it; both stand in the journal."""
    assert faults(register) == (f"review {ACT}: signed by 0; two different persons with two keys sign it.",)
    first = sign(register, ONE, "one")
    assert faults(register) == (f"review {ACT}: signed by 1; two different persons with two keys sign it.",)
    second = sign(register, OTHER, "other")
    assert faults(register) == ()
    entries = [json.loads(line) for line in (register / "journal.jsonl").read_text().splitlines()]
    assert [each["details"]["key"] for each in entries if each.get("kind") == "signed"] == [first, second]


def test_nobody_signs_twice_and_no_key(register: Path) -> None:
    """Not under another spelling of the name, and not two persons with one key."""
    sign(register, ONE, "one")
    for person, key in (("k example", "other"), (OTHER, "one")):
        with pytest.raises(CaseError, match="was signed by this person or with this key already"):
            sign(register, person, key)


def test_only_those_whom_the_act_names_sign(register: Path) -> None:
    """Another person, another act and a bare key are refused."""
    with pytest.raises(CaseError, match="does not name"):
        sign(register, "X. Stranger", "one")
    with pytest.raises(CaseError, match="is on file"):
        sign_act(SignActRequest(register, "2025-0999", ONE, register), lambda: "", context())


def test_an_act_that_was_changed_since(register: Path) -> None:
    """Both signatures are of another file then."""
    sign(register, ONE, "one")
    sign(register, OTHER, "other")
    act = register / "acts" / f"{ACT}.toml"
    act.write_text(act.read_text() + "# another byte\n")
    told = faults(register)
    assert len(told) == 3
    assert all(each.endswith("is of another act, or the act was changed since") for each in told[:2])
    assert told[2].endswith("signed by 0; two different persons with two keys sign it.")


def test_a_signature_or_a_key_that_was_changed(register: Path) -> None:
    """A byte of the envelope, or the key of the other person beside it."""
    first, second = sign(register, ONE, "one"), sign(register, OTHER, "other")
    place = register / "signatures" / ACT
    (place / f"{first}.pub.pem").write_bytes((place / f"{second}.pub.pem").read_bytes())
    assert faults(register)[0].endswith("is not signed with the key beside it")
    envelope = place / f"{second}.dsse.json"
    envelope.write_bytes(envelope.read_bytes().replace(b'"sig":"', b'"sig":"A'))
    assert any(f"{second}.dsse.json: " in each for each in faults(register)[:2])
    assert faults(register)[-1].endswith("signed by 0; two different persons with two keys sign it.")


def test_the_command_signs(register: Path) -> None:
    """The fingerprint is printed; a missing passphrase is an error of arguments."""
    key = register.parent / "one.pem"
    words = ("reserve", "sign", str(register), "--act", ACT, "--person", ONE, "--key", str(key))
    done = tracer(*words, "--passphrase-env", "PASS", "--who", ONE, PASS=PASSPHRASE)
    assert (done.code, len(done.out.strip())) == (0, 64), done.err
    assert (register / "signatures" / ACT / f"{done.out.strip()}.dsse.json").is_file()
    assert tracer(*words, "--who", ONE).code == 2
