"""CMS signatures made elsewhere: verified where the algorithm is known, never silently where it is not."""

import base64
import os

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from tests.signatures.authority import Authority, authority, cms, with_openssl
from tests.signatures.sealed import failures, judge, passes, unchecked
from tracer.errors import CaseError
from tracer.signatures import der, openssl
from tracer.signatures.cms import read_cms, to_der
from tracer.signatures.trust import Trust

SEALED, OTHER = b"aa  bag-info.txt\n", b"ab  bag-info.txt\n"
RSA, EC = rsa.generate_private_key(65537, 2048), ec.generate_private_key(ec.SECP256R1())
GOST = der.written(der.OID, bytes.fromhex("2a830e030a0101020301"))
"""1.2.398.3.10.1.1.2.3.1, GOST 34.10-2015 of Kazakhstan."""


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """An authority that certifies persons."""
    return authority(tmp_path_factory.mktemp("pki") / "ours", "Ours")


@pytest.fixture(scope="module")
def theirs(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """Another authority."""
    return authority(tmp_path_factory.mktemp("pki") / "theirs", "Theirs")


def trusting(roots: bytes | None = None) -> Trust:
    """Return what a checker brings."""
    return Trust({}, roots, None, openssl.installed(os.environ))


@with_openssl
@pytest.mark.parametrize("key", [RSA, EC], ids=["RSA", "ECDSA"])
def test_a_sound_signature_passes(ours: Authority, key):
    """RSA and ECDSA signatures pass, by openssl; without roots the certificate is left to be compared."""
    files = {"analyst.cms": cms(SEALED, ours.certify("E. Example", key), key)}
    steps = judge(files, SEALED, trusting())
    assert "signed by 'CN=E. Example'" in passes(steps)["CMS of the examiner"]
    assert "verified by OpenSSL" in passes(steps)["CMS of the examiner"]
    assert "needs its roots" in unchecked(steps)["CMS of the examiner: certificate"]
    pinned = judge(files, SEALED, trusting(ours.root_pem))
    assert "up to the roots given" in passes(pinned)["CMS of the examiner"]
    assert "CMS of the examiner: certificate" not in unchecked(pinned)


def test_a_signature_of_another_file_fails_without_openssl(ours: Authority) -> None:
    """Who signed takes a program and roots; that another file was signed shows in the digest that is signed."""
    nothing = Trust({}, None, None, None)
    steps = judge({"analyst.cms": cms(OTHER, ours.certify("E. Example", EC), EC)}, SEALED, nothing)
    assert failures(steps) == ["signatures/analyst.cms: is a signature of another file: it states another digest"]
    steps = judge({"analyst.cms": cms(SEALED, ours.certify("E. Example", EC), EC)}, SEALED, nothing)
    assert "needs the openssl program" in unchecked(steps)["CMS of the examiner"]


@with_openssl
def test_a_subject_is_shown_as_people_write_it(ours: Authority) -> None:
    """The name of a certificate stands in the step in its own letters; what turns text in it is spelled out."""
    files = {"analyst.cms": cms(SEALED, ours.certify("Серік Әуезов\u202e", EC), EC)}
    assert r"signed by 'CN=Серік Әуезов\u202e'" in passes(judge(files, SEALED, trusting()))["CMS of the examiner"]


@with_openssl
def test_a_signature_of_something_else_fails(ours: Authority, theirs: Authority) -> None:
    """Another file, another authority, another content carried along, and a certificate for both roles fail."""
    mine = ours.certify("E. Example", RSA)
    assert failures(judge({"analyst.cms": cms(OTHER, mine, RSA)}, SEALED, trusting()))
    assert failures(judge({"analyst.cms": cms(SEALED, mine, RSA)}, SEALED, trusting(theirs.root_pem)))
    carried = failures(judge({"analyst.cms": cms(OTHER, mine, RSA, attached=True)}, SEALED, trusting()))
    assert carried == ["signatures/analyst.cms: carries and signs another content than this tag manifest"]
    assert not failures(judge({"analyst.cms": cms(SEALED, mine, RSA, attached=True)}, SEALED, trusting()))
    twice = {name: cms(SEALED, mine, RSA) for name in ("analyst.cms", "reviewer.cms")}
    assert any("roles are two persons" in text for text in failures(judge(twice, SEALED, trusting())))


@with_openssl
def test_no_change_of_a_signature_is_accepted_as_another(ours: Authority) -> None:
    """Bytes changed anywhere fail, are left unchecked, or show the very same signer and time."""
    good = cms(SEALED, ours.certify("E. Example", EC), EC)
    honest = passes(judge({"analyst.cms": good}, SEALED, trusting(ours.root_pem)))
    for at in range(0, len(good), 23):
        lie = good[:at] + bytes((good[at] ^ 1 << at % 8,)) + good[at + 1 :]
        steps = judge({"analyst.cms": lie}, SEALED, trusting(ours.root_pem))
        assert passes(steps).get("CMS of the examiner") in (None, honest["CMS of the examiner"]), at


def test_a_national_algorithm_is_not_checked_and_said_so() -> None:
    """A GOST signature is NOT-CHECKED with the program that verifies it; never a PASS."""
    signer = der.written(
        der.SEQUENCE,
        der.written(der.INTEGER, b"\x01"),
        der.written(der.SEQUENCE),
        der.written(der.SEQUENCE, GOST),
        der.written(der.SEQUENCE, GOST),
        der.written(der.OCTETS, b"\x05" * 64),
    )
    data = der.written(
        der.SEQUENCE,
        der.written(der.INTEGER, b"\x01"),
        der.written(der.SET),
        der.written(der.SEQUENCE, der.written(der.OID, bytes.fromhex("2a864886f70d010701"))),
        der.written(der.SET, signer),
    )
    raw = der.written(der.SEQUENCE, der.written(der.OID, bytes.fromhex("2a864886f70d010702")), der.written(0xA0, data))
    assert read_cms(raw).algorithms == ("1.2.398.3.10.1.1.2.3.1",)
    steps = judge({"analyst.cms": raw}, SEALED, trusting())
    assert "verify with NCALayer" in unchecked(steps)["CMS of the examiner"]
    assert "CMS of the examiner" not in passes(steps)


def test_without_openssl_nothing_passes(ours: Authority) -> None:
    """Where the openssl program is missing a CMS is NOT-CHECKED, with the command."""
    steps = judge({"analyst.cms": cms(SEALED, ours.certify("E. Example", RSA), RSA)}, SEALED)
    assert "not installed here" in unchecked(steps)["CMS of the examiner"]


def test_every_form_of_a_file_is_read(ours: Authority) -> None:
    """Binary, PEM and the bare Base64 of NCALayer give the same signature; anything else is refused in words."""
    raw = cms(SEALED, ours.certify("E. Example", RSA), RSA)
    text = base64.encodebytes(raw)
    assert (
        to_der(raw, "x")
        == to_der(text, "x")
        == to_der(b"-----BEGIN CMS-----\n" + text + b"-----END CMS-----\n", "x")
        == raw
    )
    for wrong, words in (
        (b"hello", "neither a binary CMS"),
        (raw[:-1], "cut off"),
        (b"", "cut off"),
        (b"0\x00", "missing"),
    ):
        with pytest.raises(CaseError, match=words):
            to_der(wrong, "x")


def test_lengths_left_open_are_read() -> None:
    """BER with indefinite lengths, as Java programs write it, is read like DER; nesting without end is refused."""
    assert der.parse(b"\x30\x80\x02\x01\x05\x00\x00") == der.DerPart(
        0x30, b"\x02\x01\x05", (der.DerPart(2, b"\x05", ()),)
    )
    for wrong in (
        b"\x30\x80\x02\x01\x05",
        b"\x30\x80" * 5000,
        b"\x02\x80\x00\x00",
        b"\x30\x85\x01\x01\x01\x01\x01",
        b"\x1f\x01\x00",
    ):
        with pytest.raises(ValueError, match=r"cut off|deeply|missing|absurd|no signature uses"):
            der.parse(wrong)
