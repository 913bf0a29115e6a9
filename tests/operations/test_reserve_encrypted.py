"""A statement's bundle encrypted to recipients: one file, opened by the commands of the documents."""

import datetime as dt
import hashlib
import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives import serialization as forms
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs7
from cryptography.x509.oid import NameOID

from tests.commands import ROOT, tracer
from tests.reserve.closing import NOW, begun, closed, context, exported
from tests.signatures.authority import with_openssl
from tracer.container.serialization import to_tar
from tracer.errors import CaseError
from tracer.operations import reserve_journal
from tracer.operations.context import Context
from tracer.operations.reserve_export import StatementExported, StatementExportRequest, export
from tracer.reserve.profiles import Profile

KEYS = tuple(rsa.generate_private_key(65537, 2048) for _ in range(2))
DOCUMENT = (ROOT / "docs" / "reserve-bundle.md").read_text(encoding="utf-8")
FOLDER = "KZ-EXAMPLE-2025Q2-auditor"
DAY = 24 * 60 * 60


@pytest.fixture(scope="module")
def second(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the register with its first period closed."""
    register = begun(tmp_path_factory.mktemp("second"))
    closed(register, "2025Q2")
    return register


@pytest.fixture
def register(second: Path, tmp_path: Path) -> Path:
    """Return a copy of the register with its first period closed."""
    return Path(shutil.copytree(second, tmp_path / "register"))


def certificate(place: Path, number: int = 0, days: int = 36500) -> Path:
    """Write a certificate of a key that begins a day before the tests' time and is valid for so many days."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Auditor {number}")])
    first = dt.datetime.fromtimestamp(NOW - DAY, dt.UTC)
    last, key = first + dt.timedelta(days=days), KEYS[number]
    made = x509.CertificateBuilder(name, name, key.public_key(), 1, first, last).sign(key, hashes.SHA256())
    place.write_bytes(made.public_bytes(forms.Encoding.PEM))
    return place


def fingerprint(place: Path) -> str:
    """Return what a certificate is compared by."""
    return x509.load_pem_x509_certificate(place.read_bytes()).fingerprint(hashes.SHA256()).hex()


def encrypted(register: Path, out: Path, *to: Path, asking: Context | None = None) -> StatementExported:
    """Seal the closed period for an auditor, encrypted."""
    request = StatementExportRequest(register, "2025Q2", Profile.AUDITOR, out, ("en",), to=to)
    return export(request, asking or context())


def archive(place: Path) -> bytes:
    """Return what is in an encrypted file, by its first recipient's key."""
    own = x509.load_pem_x509_certificate((place.parent / "0.pem").read_bytes())
    return pkcs7.pkcs7_decrypt_der(place.read_bytes(), own, KEYS[0], [])


def files_of(folder: Path) -> dict[str, bytes]:
    """Return all files of a folder by their paths in it."""
    return {str(each.relative_to(folder)): each.read_bytes() for each in sorted(folder.rglob("*")) if each.is_file()}


def test_the_archive_holds_the_bundle_that_is_written_without_recipients(register: Path, tmp_path: Path) -> None:
    """One file of mode 0600, other bytes each time; in it the same bundle, the same bytes of an archive."""
    first, second = (certificate(tmp_path / f"{number}.pem", number) for number in range(2))
    plain = exported(register, "2025Q2", Profile.AUDITOR, tmp_path / "bundle", "en")
    one, other = encrypted(register, tmp_path / "one", first), encrypted(register, tmp_path / "other", first, second)
    assert plain.encrypted is None
    assert one.seal == other.seal == plain.seal
    assert (tmp_path / "one").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "one").read_bytes()[:1000] != (tmp_path / "other").read_bytes()[:1000]
    expected = to_tar(FOLDER, files_of(tmp_path / "bundle"))
    assert archive(tmp_path / "one") == archive(tmp_path / "other") == expected
    assert not [each for each in tmp_path.iterdir() if each.name.startswith(".")]


def test_the_journal_says_which_file_was_encrypted_to_whom(register: Path, tmp_path: Path) -> None:
    """The entry has the seal, the file's hash and each certificate's; the answer has the same."""
    both = [certificate(tmp_path / f"{number}.pem", number) for number in range(2)]
    done = encrypted(register, tmp_path / "F", *both)
    digest = hashlib.sha256((tmp_path / "F").read_bytes()).hexdigest()
    entry = reserve_journal.load(register, "KZ-EXAMPLE").entries[-1]
    assert (entry.kind, entry.object, entry.seq) == ("period-exported", done.seal, done.entry)
    statement = hashlib.sha256((register / "periods/2025Q2/period.json").read_bytes()).hexdigest()
    assert entry.details == {
        "period": "2025Q2",
        "period-sha256": statement,
        "profile": "auditor",
        "bundle": "F",
        "encrypted-sha256": digest,
        "recipient-1": fingerprint(both[0]),
        "recipient-2": fingerprint(both[1]),
    }
    assert done.as_json()["encrypted"] == {
        "sha256": digest,
        "folder": FOLDER,
        "to": [fingerprint(each) for each in both],
    }


def test_recipients_are_judged_before_anything_is_made(register: Path, tmp_path: Path) -> None:
    """One wrong certificate among right ones: nothing is written, nothing entered."""
    own, short = certificate(tmp_path / "0.pem"), certificate(tmp_path / "1.pem", 1, days=2)
    again = certificate(tmp_path / "again.pem")
    before = files_of(register)
    late = Context(who="R. Registrar", clock=lambda: NOW + DAY + 1)
    for to, asking, said in (
        ((own, tmp_path / "none.pem"), None, f"no certificate at {tmp_path / 'none.pem'}"),
        ((own, tmp_path), None, f"certificate {tmp_path} is not a regular file"),
        ((own, short), late, f"{short} has expired: it was valid until 2026-01-13 10:00:00 UTC."),
        ((own, short, again), None, f"{again} is the same certificate as {own}.\nName each recipient once."),
        ((own,) * 101, None, "--to names 101 certificates; a bundle is encrypted to at most 100."),
    ):
        with pytest.raises(CaseError) as caught:
            encrypted(register, tmp_path / "F", *to, asking=asking)
        assert str(caught.value).startswith(said)
        assert caught.value.exit_code == 2
    assert files_of(register) == before
    assert not (tmp_path / "F").exists()
    assert encrypted(register, tmp_path / "F", own, short).encrypted is not None


def test_a_file_that_is_there_is_not_written_over(register: Path, tmp_path: Path) -> None:
    """`--out` names what is not there yet, encrypted or not."""
    (tmp_path / "F").write_bytes(b"mine")
    with pytest.raises(CaseError, match="exists already"):
        encrypted(register, tmp_path / "F", certificate(tmp_path / "0.pem"))
    assert (tmp_path / "F").read_bytes() == b"mine"


@with_openssl
def test_the_commands_of_the_document_open_and_check_it(register: Path, tmp_path: Path) -> None:
    """What the command prints and the document says opens the file for each recipient; the bundle passes its check."""
    (commands,) = re.findall(r"```\n(openssl cms .*?)\n```", DOCUMENT, re.DOTALL)
    opening, checking = commands.split("\n")
    both = [certificate(tmp_path / f"{number}.pem", number) for number in range(2)]
    to = [word for each in both for word in ("--to", each)]
    asked = ("reserve", "export", register, "--period", "2025Q2", "--profile", "auditor", "--language", "en")
    ended = tracer(*asked, *to, "--out", tmp_path / "F", "--json")
    assert ended.code == 0, ended.err
    told = ended.err.splitlines()
    until = "valid until 2125-12-18 10:00:00 UTC"
    assert told[-6:] == [
        f"Bundle written to {tmp_path / 'F'}, encrypted to:",
        *(f"  'CN=Auditor {number}', {until}, SHA-256 {fingerprint(each)}" for number, each in enumerate(both)),
        "Opened and checked by:",
        f"  {opening.replace('-in F', f'-in {tmp_path}/F')}",
        f"  {checking.replace('KZ-NIC-2026Q3-auditor', FOLDER)}",
    ]
    for number, key in enumerate(KEYS):
        place = tmp_path / f"opened-{number}"
        place.mkdir()
        shutil.copy(tmp_path / "F", place)
        form = forms.PrivateFormat.PKCS8
        (place / "KEY.pem").write_bytes(key.private_bytes(forms.Encoding.PEM, form, forms.NoEncryption()))
        subprocess.run(["bash", "-o", "pipefail", "-c", opening], cwd=place, check=True)
        assert tracer("verify", place / FOLDER).code == 0
    digest = hashlib.sha256((tmp_path / "F").read_bytes()).hexdigest()
    assert json.loads(ended.out)["encrypted"]["sha256"] == digest


def test_a_private_key_in_place_of_a_certificate_ends_with_two(register: Path, tmp_path: Path) -> None:
    """The command says so, and shows nothing of it."""
    key = KEYS[0].private_bytes(forms.Encoding.PEM, forms.PrivateFormat.PKCS8, forms.NoEncryption())
    (tmp_path / "KEY.pem").write_bytes(key)
    asked = ("reserve", "export", register, "--period", "2025Q2", "--profile", "public", "--out", tmp_path / "F")
    ended = tracer(*asked, "--to", tmp_path / "KEY.pem")
    assert (ended.code, ended.out) == (2, "")
    assert f"{tmp_path / 'KEY.pem'} holds a private key.\n" in ended.err
    assert not (tmp_path / "F").exists()
