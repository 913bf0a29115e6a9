"""Envelopes open to what was put in, for whoever they are for; what nothing should be encrypted to is refused."""

import datetime as dt
import subprocess
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives import serialization as forms
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import pkcs7
from cryptography.x509.oid import NameOID

from tests.signatures.authority import with_openssl
from tracer.errors import CaseError
from tracer.signatures import der
from tracer.signatures.envelope import LARGEST, RECIPIENTS, Recipient, envelop, read_recipient

FROM, UNTIL = 1_700_000_000, 1_800_000_000
"""2023-11-14 22:13:20 and 2027-01-15 08:00:00 UTC."""
CONTENT = b"a line\nanother\r\n\0\xff" * 1000
ENVELOPED, DATA, AES_256_CBC = "1.2.840.113549.1.7.3", "1.2.840.113549.1.7.1", "2.16.840.1.101.3.4.1.42"
RSA = "1.2.840.113549.1.1.1"
USAGES = ("digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement")

Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


@cache
def rsa_key(number: int = 0, bits: int = 2048) -> rsa.RSAPrivateKey:
    """Return one of a few keys."""
    return rsa.generate_private_key(65537, bits)


def certificate(key: Key, name: str = "A. Auditor", usage: tuple[str, ...] | None = None) -> x509.Certificate:
    """Return a certificate that its own key signs, valid for a while; with `usage` for that alone."""
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    first, last = (dt.datetime.fromtimestamp(each, dt.UTC) for each in (FROM, UNTIL))
    made = x509.CertificateBuilder(subject, subject, key.public_key(), 1 + len(name), first, last)
    if usage is not None:
        given = {each: each in usage for each in USAGES}
        rest = dict.fromkeys(("key_cert_sign", "crl_sign", "encipher_only", "decipher_only"), False)
        made = made.add_extension(x509.KeyUsage(**given, **rest), True)
    return made.sign(key, hashes.SHA256())


def pem(made: x509.Certificate) -> bytes:
    """Return a certificate as PEM."""
    return made.public_bytes(forms.Encoding.PEM)


def private(key: Key) -> bytes:
    """Return a private key as PEM, not encrypted."""
    return key.private_bytes(forms.Encoding.PEM, forms.PrivateFormat.PKCS8, forms.NoEncryption())


def recipient(key: Key, name: str = "A. Auditor") -> Recipient:
    """Return the recipient with a key."""
    return read_recipient(pem(certificate(key, name)), "CERT.pem", FROM)


def refused(content: bytes, now: int = FROM) -> str:
    """Return why nothing is encrypted to what a file holds."""
    with pytest.raises(CaseError) as caught:
        read_recipient(content, "CERT.pem", now)
    return str(caught.value)


def opened(envelope: bytes, folder: Path, key: Key) -> subprocess.CompletedProcess[bytes]:
    """Run openssl as docs/reserve-bundle.md says, with a key and nothing else."""
    (folder / "F").write_bytes(envelope)
    (folder / "KEY.pem").write_bytes(private(key))
    command = ["openssl", "cms", "-decrypt", "-binary", "-inform", "DER", "-in", "F", "-inkey", "KEY.pem"]
    return subprocess.run(command, cwd=folder, capture_output=True, check=False)


def test_a_recipient_is_who_the_certificate_says() -> None:
    """Name, fingerprint and the last second of validity are the certificate's, from PEM and from DER alike."""
    made = certificate(rsa_key())
    for content in (pem(made), made.public_bytes(forms.Encoding.DER), b"Subject: A\n" + pem(made)):
        found = read_recipient(content, "CERT.pem", FROM)
        assert (found.subject, found.until) == ("'CN=A. Auditor'", UNTIL)
        assert found.fingerprint == made.fingerprint(hashes.SHA256()).hex()
    hidden = certificate(rsa_key(), "A\u202eB")
    assert read_recipient(pem(hidden), "CERT.pem", FROM).subject == r"'CN=A\u202eB'"


def test_an_envelope_is_of_the_form_written() -> None:
    """EnvelopedData, AES-256 in CBC mode, its key once for each recipient, who is told by the certificate's number."""
    keys = {"A. Auditor": rsa_key(0), "Another": rsa_key(1)}
    everybody = [recipient(key, name) for name, key in keys.items()]
    found = der.parse(envelop(CONTENT, everybody))
    enveloped = found.at(1, 0)
    assert found.at(0).oid == ENVELOPED
    assert enveloped.at(2, 0).oid == DATA
    assert enveloped.at(2, 1, 0).oid == AES_256_CBC
    assert len(enveloped.at(2, 2).content) == len(CONTENT) // 16 * 16 + 16
    assert [each.at(2, 0).oid for each in enveloped.at(1).parts] == [RSA, RSA]
    sealed = {int.from_bytes(each.at(1, 1).content, "big"): each.at(3).content for each in enveloped.at(1).parts}
    drawn = {key.decrypt(sealed[1 + len(name)], padding.PKCS1v15()) for name, key in keys.items()}
    assert [len(each) for each in drawn] == [32]


def test_each_envelope_is_of_other_bytes_and_opens_to_the_same() -> None:
    """Keys are drawn anew; line ends, zeros and bytes that are no text come back as they were."""
    one, other = (envelop(CONTENT, [recipient(rsa_key())]) for _ in range(2))
    assert one != other
    for each in (one, other):
        assert pkcs7.pkcs7_decrypt_der(each, certificate(rsa_key()), rsa_key(), []) == CONTENT


@with_openssl
def test_openssl_opens_it_for_each_recipient_and_nobody_else(tmp_path: Path) -> None:
    """Each needs the own key alone; another key opens nothing."""
    names = ("One", "Second", "Third one")
    envelope = envelop(CONTENT, [recipient(rsa_key(number), name) for number, name in enumerate(names)])
    for number in range(len(names)):
        ran = opened(envelope, tmp_path, rsa_key(number))
        assert (ran.returncode, ran.stdout) == (0, CONTENT), ran.stderr
    ran = opened(envelope, tmp_path, rsa_key(3))
    assert ran.returncode != 0
    assert CONTENT[:16] not in ran.stdout


@pytest.mark.parametrize(
    ("now", "said"),
    [
        (
            FROM - 1,
            "CERT.pem is not valid yet: it will be from 2023-11-14 22:13:20 UTC.\nIs this machine's clock right?",
        ),
        (FROM, None),
        (UNTIL, None),
        (
            UNTIL + 1,
            "CERT.pem has expired: it was valid until 2027-01-15 08:00:00 UTC.\n"
            "Ask the recipient for one that is valid.",
        ),
    ],
)
def test_a_certificate_is_taken_while_it_is_valid(now: int, said: str | None) -> None:
    """The first and the last second count; one earlier and one later do not."""
    content = pem(certificate(rsa_key()))
    if said is None:
        assert read_recipient(content, "CERT.pem", now).until == UNTIL
    else:
        assert refused(content, now) == said


@pytest.mark.parametrize("locked", [False, True], ids=["plain", "encrypted"])
@pytest.mark.parametrize("beside", [False, True], ids=["alone", "beside its certificate"])
def test_a_private_key_is_refused(locked: bool, beside: bool) -> None:
    """Encrypted or not, alone or beside a certificate, it is told as what it is; nothing of it is shown."""
    protection = forms.BestAvailableEncryption(b"passphrase") if locked else forms.NoEncryption()
    content = rsa_key().private_bytes(forms.Encoding.PEM, forms.PrivateFormat.PKCS8, protection)
    said = refused(content + (pem(certificate(rsa_key())) if beside else b""))
    assert said == "CERT.pem holds a private key.\nGive a file with the recipient's certificate and nothing else."


@pytest.mark.parametrize(
    "content",
    [
        lambda: b"",
        lambda: b"no certificate",
        lambda: pem(certificate(rsa_key()))[:400],
        lambda: certificate(rsa_key()).public_bytes(forms.Encoding.DER)[:-1],
        lambda: certificate(rsa_key()).public_bytes(forms.Encoding.DER) + b"\0",
        lambda: rsa_key().private_bytes(forms.Encoding.DER, forms.PrivateFormat.PKCS8, forms.NoEncryption()),
        lambda: rsa_key().public_key().public_bytes(forms.Encoding.PEM, forms.PublicFormat.SubjectPublicKeyInfo),
        lambda: with_version(9),
    ],
    ids=["empty", "text", "PEM cut", "DER cut", "DER and more", "DER private key", "public key", "version"],
)
def test_what_is_no_certificate_is_refused(content: Callable[[], bytes]) -> None:
    """Whatever the file holds, there is one message."""
    assert refused(content()) == "CERT.pem is not an X.509 certificate in PEM or DER."


def with_version(number: int) -> bytes:
    """Return a certificate that states a version that there is not."""
    made = certificate(rsa_key()).public_bytes(forms.Encoding.DER)
    assert made.count(bytes.fromhex("a003020102")) == 1
    return made.replace(bytes.fromhex("a003020102"), bytes.fromhex("a0030201") + bytes((number,)))


def test_a_certificate_that_says_itself_wrongly_is_refused() -> None:
    """A key or a key usage that cannot be read is no traceback."""
    made = certificate(rsa_key(), usage=("key_encipherment",)).public_bytes(forms.Encoding.DER)
    usage = bytes.fromhex("0603551d0f0101ff0404030205 20".replace(" ", ""))
    assert made.count(usage) == 1
    broken = made.replace(usage, usage[:-4] + b"\x04\x02\x05\x20")
    exponent = bytes.fromhex("0203010001")
    assert made.count(exponent) == 1
    for content in (broken, made.replace(exponent, bytes.fromhex("0203000001"))):
        assert refused(content) == "CERT.pem holds a certificate that cannot be read."


def test_several_certificates_in_one_file_are_refused() -> None:
    """Which of a chain is the recipient's is not guessed."""
    said = refused(pem(certificate(rsa_key())) + pem(certificate(rsa_key(1), "Root")))
    assert said == (
        "CERT.pem holds 2 certificates.\nGive a file with the recipient's own; one file for each recipient."
    )


OTHER_KIND = (
    "CERT.pem has a key that is not RSA (algorithm {}); bundles are encrypted to RSA keys alone.\n"
    "Ask the recipient for a certificate with an RSA key."
)


def test_keys_of_other_kinds_are_refused() -> None:
    """ECDSA, and one that nobody knows, by its object identifier."""
    curve = pem(certificate(ec.generate_private_key(ec.SECP256R1())))
    assert refused(curve) == OTHER_KIND.format("1.2.840.10045.2.1")
    plain, kind = certificate(rsa_key()).public_bytes(forms.Encoding.DER), bytes.fromhex("300d06092a864886f70d010101")
    assert plain.count(kind) == 1
    assert refused(plain.replace(kind, kind[:-1] + b"\x63")) == OTHER_KIND.format("1.2.840.113549.1.1.99")


@with_openssl
def test_rsa_keys_for_signing_alone_are_refused(tmp_path: Path) -> None:
    """An RSA key that its certificate keeps for PSS signatures decrypts nothing."""
    command = ["openssl", "req", "-x509", "-newkey", "rsa-pss", "-pkeyopt", "rsa_keygen_bits:2048", "-nodes"]
    command += ["-keyout", "KEY.pem", "-out", "CERT.pem", "-subj", "/CN=A"]
    subprocess.run(command, cwd=tmp_path, capture_output=True, check=True)
    assert refused((tmp_path / "CERT.pem").read_bytes()) == OTHER_KIND.format("1.2.840.113549.1.1.10")


def test_short_keys_are_refused() -> None:
    """Below 2048 bits."""
    said = refused(pem(certificate(rsa_key(bits=2047))))
    assert said == "CERT.pem has an RSA key of 2047 bits; one to encrypt to has at least 2048."


@pytest.mark.parametrize(
    ("usage", "taken"),
    [
        (("key_encipherment",), True),
        (("digital_signature", "key_encipherment"), True),
        (("digital_signature", "content_commitment"), False),
        (("data_encipherment", "key_agreement"), False),
    ],
)
def test_a_certificate_for_signing_alone_is_refused(usage: tuple[str, ...], taken: bool) -> None:
    """Where a key usage is stated, it must have keyEncipherment."""
    content = pem(certificate(rsa_key(), usage=usage))
    if taken:
        assert read_recipient(content, "CERT.pem", FROM).until == UNTIL
    else:
        assert refused(content) == (
            "CERT.pem is not for encryption: its key usage lacks keyEncipherment.\n"
            "Ask the recipient for the certificate that is."
        )


def test_an_envelope_has_readers_and_a_size_that_opens() -> None:
    """Nobody, too many, and more bytes than openssl opens: refused."""
    one = recipient(rsa_key())
    for count in (0, RECIPIENTS + 1):
        with pytest.raises(CaseError, match=f"1 to 100 recipients, not for {count}"):
            envelop(CONTENT, [one] * count)
    assert der.parse(envelop(CONTENT, [one] * RECIPIENTS)).at(1, 0, 1).parts[RECIPIENTS - 1].at(2, 0).oid == RSA
    with pytest.raises(CaseError, match=r"2000000001 bytes are too many .* openssl opens at most 2000000000"):
        envelop(bytes(LARGEST + 1), [one])
