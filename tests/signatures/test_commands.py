"""The commands around a seal, as a person uses them: each in a process of its own."""

import json
import os
import shutil
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.commands import ROOT, Ended, tracer
from tests.signatures.authority import Authority, authority, cms, with_openssl
from tests.signatures.sealed import PASSPHRASE, sealed_bytes
from tests.signatures.test_time import block, proof, varint
from tracer.signatures.ots import MAGIC

STORY = ROOT / "fixtures" / "story"


@pytest.fixture(scope="module")
def workplace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A place with the story's case (an examiner and a reviewer named), its run, its bundle, a journal, two keys."""
    folder = tmp_path_factory.mktemp("workplace") / "case"
    shutil.copytree(STORY, folder)
    text = (folder / "case.toml").read_text(encoding="utf-8")
    (folder / "case.toml").write_text(
        text.replace('examiner = "E. Example"', 'examiner = "E. Example"\nreviewer = "R. Second"')
    )
    said(tracer("journal", folder / "case.toml", "--add", "opened", "--why", "case begun", "--who", "E. Example"))
    said(
        tracer(
            "trace",
            folder / "case.toml",
            "--chain",
            folder / "blocks.blk",
            "--out",
            folder / "run",
            "--who",
            "E. Example",
        )
    )
    said(tracer("export", folder / "run", "--out", folder / "bundle", "--who", "E. Example"))
    for name in ("examiner", "reviewer"):
        said(tracer("sign", "--new-key", folder / f"{name}.pem", "--passphrase-env", "PASS", PASS=PASSPHRASE))
    return folder


@pytest.fixture
def copy(workplace: Path, tmp_path: Path) -> Path:
    """A copy of the workplace."""
    shutil.copytree(workplace, tmp_path / "workplace")
    return tmp_path / "workplace"


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """An authority."""
    return authority(tmp_path_factory.mktemp("pki") / "ours", "Ours")


def said(ended: Ended) -> Ended:
    """Return how a command ended, which must be well."""
    assert ended.code == 0, ended.err
    return ended


def sign(folder: Path, role: str = "examiner", key: str | None = None, **environment: str) -> Ended:
    """Sign the workplace's bundle."""
    arguments = ("--key", folder / f"{key or role}.pem", "--role", role, "--passphrase-env", "PASS")
    return tracer("sign", folder / "bundle", *arguments, limit=None, **{"PASS": PASSPHRASE} | environment)


def steps(folder: Path, *arguments: str | Path, code: int = 0) -> dict[str, tuple[str, str]]:
    """Verify the workplace's bundle; return verdict and reason by title."""
    ended = tracer("verify", folder / "bundle", "--json", *arguments)
    assert ended.code == code, ended.err + ended.out
    return {
        row["title"]: (row["verdict"], row["reason"] + str(row["findings"])) for row in json.loads(ended.out)["steps"]
    }


def test_signing_touches_nothing_sealed(copy: Path) -> None:
    """Two signatures, and every sealed byte is what it was; the journal has an entry for each act, in order."""
    before = sealed_bytes(copy / "bundle")
    first, second = said(sign(copy)), said(sign(copy, "reviewer"))
    assert sealed_bytes(copy / "bundle") == before
    found = steps(copy, "--key", copy / "examiner.pub.pem", "--key", copy / "reviewer.pub.pem")
    for title in ("Signature of the examiner", "Signature of the reviewer", "Two persons", "Whose keys", "Journal"):
        assert found[title][0] == "PASS", found[title]
    assert "entry 4 is the export of this bundle" in found["Journal"][1]
    assert first.out.strip() != second.out.strip()
    lines = tracer("journal", copy / "case.toml", "--json").out.splitlines()
    kinds = [json.loads(line)["kind"] for line in lines]
    assert kinds == ["opened", "acquired", "traced", "exported", "signed", "signed", "verified"]
    assert json.loads(lines[4])["details"]["key"] == first.out.strip()


def test_a_bundle_has_the_same_bytes_with_and_without_a_journal(workplace: Path, tmp_path: Path) -> None:
    """Run and bundle do not depend on whether a journal is kept."""
    (tmp_path / "case").mkdir()
    for name in ("case.toml", "tags", "received", "blocks.blk"):
        (shutil.copytree if (workplace / name).is_dir() else shutil.copy)(workplace / name, tmp_path / "case" / name)
    said(
        tracer(
            "trace", tmp_path / "case/case.toml", "--chain", workplace / "blocks.blk", "--out", tmp_path / "case/run"
        )
    )
    said(tracer("export", tmp_path / "case/run", "--out", tmp_path / "case/bundle"))
    assert sealed_bytes(tmp_path / "case/bundle") == sealed_bytes(workplace / "bundle")
    assert sealed_bytes(tmp_path / "case/run") == sealed_bytes(workplace / "run")
    assert not (tmp_path / "case/bundle/signatures").exists()
    assert not (tmp_path / "case/case.journal.jsonl").exists()


def test_an_earlier_bundle_is_the_beginning_of_a_later_one(copy: Path) -> None:
    """A later bundle's journal continues that of an earlier one and its head.

    An older one does not continue a later.
    """
    said(tracer("export", copy / "run", "--out", copy / "later", "--why", "filed again"))
    said(tracer("verify", copy / "later", "--earlier", copy / "bundle"))
    head = tracer("journal", copy / "case.toml", "--head").out.strip()
    found = steps(copy, "--earlier", head, code=1)
    assert "does not continue the earlier head" in found["Earlier journal"][1]
    said(tracer("export", copy / "run", "--out", copy / "latest"))
    said(tracer("verify", copy / "latest", "--earlier", head))
    wrong = tracer("verify", copy / "bundle", "--earlier", "5:x")
    assert wrong.code == 2
    assert "neither a bundle nor a head" in wrong.err


def test_a_journal_cut_behind_a_bundle_stops_the_next_signature(copy: Path) -> None:
    """Where the case's journal no longer continues that in the bundle, nothing is signed."""
    journal = copy / "case.journal.jsonl"
    journal.write_bytes(b"".join(journal.read_bytes().splitlines(keepends=True)[:3]))
    ended = sign(copy)
    assert ended.code == 4
    assert "does not continue the journal in the bundle" in ended.err
    assert not (copy / "bundle/signatures/statement.dsse.json").exists()


def test_a_broken_bundle_is_not_signed(copy: Path) -> None:
    """A bundle that does not verify gets no signature, no time stamp and no CMS."""
    report = copy / "bundle/data/report/report.en.html"
    report.write_bytes(report.read_bytes() + b" ")
    (copy / "x.ots").write_bytes(MAGIC)
    for ended in (sign(copy), tracer("timestamp", copy / "bundle", "--ots", copy / "x.ots")):
        assert ended.code == 4
        assert "does not verify" in ended.err
    assert sorted(each.name for each in (copy / "bundle/signatures").iterdir()) == ["journal.jsonl"]


def test_what_goes_wrong_with_a_key_is_said(copy: Path, tmp_path: Path) -> None:
    """Wrong passphrase, no passphrase, no terminal, no key, a foreign key, a key inside the bundle.

    Exit 2, in words.
    """
    plain: list[str | Path] = [
        "openssl",
        "pkey",
        "-in",
        copy / "examiner.pem",
        "-passin",
        f"pass:{PASSPHRASE}",
        "-out",
        tmp_path / "plain.pem",
    ]
    subprocess.run(plain, check=True)
    (tmp_path / "text.pem").write_text("hello")
    key = rsa.generate_private_key(65537, 2048)
    from cryptography.hazmat.primitives import serialization as forms

    locked = forms.BestAvailableEncryption(PASSPHRASE.encode())
    (tmp_path / "rsa.pem").write_bytes(key.private_bytes(forms.Encoding.PEM, forms.PrivateFormat.PKCS8, locked))
    base = ("sign", copy / "bundle")
    by_env = ("--passphrase-env", "PASS")
    for arguments, words in (
        ((*base, "--key", copy / "examiner.pem", "--passphrase-env", "NOT_SET_AT_ALL"), "no such environment variable"),
        ((*base, "--key", copy / "bundle/data/key.pem", *by_env), "lies in the bundle"),
        ((*base,), "exactly one of --key, --cms and --new-key"),
        (("sign", "--key", copy / "examiner.pem"), "name the BUNDLE"),
        (("sign", "--new-key", copy / "examiner.pem", *by_env), "exists already"),
        ((*base, "--key", copy / "examiner.pem", "--role", "judge"), "is not one of 'examiner', 'reviewer'"),
    ):
        ended = tracer(*arguments, PASS=PASSPHRASE)
        assert (ended.code, words in ended.err) == (2, True), ended.err
    for given, words in (
        ((*base, "--key", copy / "none.pem", *by_env), "no key file at"),
        ((*base, "--key", copy / "examiner.pem", "--passphrase-env", "WRONG"), "the passphrase is wrong"),
        ((*base, "--key", copy / "examiner.pem"), "no terminal to ask for the passphrase"),
        ((*base, "--key", tmp_path / "plain.pem"), "is not protected by a passphrase"),
        ((*base, "--key", tmp_path / "text.pem"), "holds no private key"),
        ((*base, "--key", tmp_path / "rsa.pem", *by_env), "holds a key of another kind"),
        ((*base, "--key", copy / "reviewer.pem", "--role", "reviewer", *by_env), "signs after the examiner"),
    ):
        ended = tracer(*given, PASS=PASSPHRASE, WRONG="wrong")
        assert (ended.code, words in ended.err) == (2, True), ended.err
        assert PASSPHRASE not in ended.err + ended.out
    assert tracer(*base, "--key", tmp_path / "plain.pem", "--allow-unencrypted").code == 0


def test_a_short_passphrase_makes_no_key(tmp_path: Path) -> None:
    """A new key needs a passphrase that protects it; nothing is left behind."""
    ended = tracer("sign", "--new-key", tmp_path / "k.pem", "--passphrase-env", "PASS", PASS="short")
    assert (ended.code, "at least 12" in ended.err) == (2, True)
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_leaves_the_bundle_as_it_was(copy: Path) -> None:
    """Where a signature cannot be written it is said, nothing half-written is left, and it works once there is room."""
    before = sealed_bytes(copy / "bundle")
    with_no_room = tracer(
        "sign", copy / "bundle", "--key", copy / "examiner.pem", "--passphrase-env", "PASS", limit=200, PASS=PASSPHRASE
    )
    assert with_no_room.code == 3, with_no_room.err
    assert "could not be written" in with_no_room.err
    assert sealed_bytes(copy / "bundle") == before
    assert not [each for each in (copy / "bundle/signatures").iterdir() if each.name.endswith(".partial")]
    said(sign(copy))
    assert steps(copy)["Signature of the examiner"][0] == "PASS"


def test_what_a_kill_left_is_replaced_by_the_next_signature(copy: Path) -> None:
    """Half a signature fails the check and says nothing false; the person signs again and all is well."""
    said(sign(copy))
    folder = copy / "bundle/signatures"
    (folder / "statement.dsse.json").unlink()
    (folder / ".statement.dsse.json.partial").write_bytes(b"half")
    found = steps(copy, code=1)
    assert found["Manifests and files"][0] == "FAIL"
    assert "is missing beside the others of this signature" in found["Signature of the examiner"][1]
    said(sign(copy))
    assert steps(copy)["Signature of the examiner"][0] == "PASS"


@pytest.mark.skipif(os.geteuid() == 0, reason="who is root may write everywhere")
def test_a_read_only_bundle_is_said(copy: Path) -> None:
    """A bundle that cannot be written to is said to be that."""
    (copy / "bundle/signatures").chmod(0o500)
    ended = sign(copy)
    assert (ended.code, "Make the bundle writable" in ended.err) == (3, True)


def test_hand_overs_and_corrections_are_entries(copy: Path) -> None:
    """A hand-over names both, a correction its entry and a witness; the form shows them; typos are told."""
    case = copy / "case.toml"
    made = said(
        tracer("journal", case, "--add", "handed-over", "--who", "E. Example", "--why", "act 17", "--item", "E1",
               "--released-by", "E. Example", "--received-by", "C. Keeper", "--object", copy / "bundle")
    )  # fmt: skip
    assert made.out.startswith("5:")
    said(
        tracer("journal", case, "--add", "corrected", "--who", "E. Example", "--why", "act 18, not 17", "--corrects",
        "5",
               "--witness", "R. Second")
    )  # fmt: skip
    form = said(tracer("journal", case, "--form")).out
    assert "C. Keeper" in form
    assert "corrects                 5" not in form.splitlines()[0]
    assert "act 18, not 17" in form
    for arguments, words in (
        (("--add", "handedover", "--why", "x"), "did you mean 'handed-over'"),
        (("--add", "signed", "--why", "x"), "only the command that does it"),
        (("--add", "handed-over", "--why", "x", "--released-by", "A"), "--received-by NAME"),
        (("--add", "reviewed"), "say why"),
        (("--item", "E1"), "details belong to an entry"),
        (("--add", "reviewed", "--why", "x", "--object", "none.pdf"), "--object none.pdf: no such file or bundle"),
        (("--add", "reviewed", "--why", "x", "--object", copy), "a folder without tagmanifest-sha256.txt"),
        (
            ("--add", "corrected", "--why", "x", "--witness", "R", "--corrects", "99"),
            "'99': the journal has entries 1 to 6.",
        ),
        (("--add", "corrected", "--why", "x", "--witness", "R", "--corrects", "five"), "Name one of them, or 0 where"),
        (("--mend", "--why", "x"), "not torn, so there is nothing to mend"),
        (("--form", "--json"), "name one of --add, --mend, --form, --head and --json"),
        (("--add", "reviewed", "--why", "a\nb"), "visible characters"),
    ):
        ended = tracer("journal", case, *arguments)
        assert (ended.code, words in ended.err) == (2, True), ended.err


def test_what_is_written_stands_where_its_entry_cannot_be_made(copy: Path, tmp_path: Path) -> None:
    """Where a run or a bundle cannot be entered in the journal, the failure says that it was written all the same."""
    (copy / "other.journal.jsonl").write_bytes((copy / "case.journal.jsonl").read_bytes())
    ended = tracer("export", copy / "run", "--out", tmp_path / "bundle")
    assert (ended.code, (tmp_path / "bundle/bagit.txt").is_file()) == (2, True)
    assert ended.err.startswith(
        f"Note: {tmp_path / 'bundle'} is written and stands; only its entry in the journal is missing."
    )
    assert "several journals of case" in ended.err


def test_mending_is_for_what_is_torn(copy: Path) -> None:
    """A torn last line is kept by one person.

    A whole journal is lengthened by no mending, so a correction takes two.
    """
    journal = copy / "case.journal.jsonl"
    whole = journal.read_bytes()
    assert tracer("journal", copy / "case.toml", "--mend", "--who", "X", "--why", "x").code == 2
    assert journal.read_bytes() == whole
    journal.write_bytes(whole + b'{"case":')
    said(tracer("journal", copy / "case.toml", "--mend", "--who", "X", "--why", "power cut"))
    assert journal.read_bytes().startswith(whole)
    assert b'"torn-hex":"7b2263617365223a"' in journal.read_bytes()[len(whole) :]


def test_no_journal_is_begun_unasked(tmp_path: Path) -> None:
    """Showing a journal that is not there, or entering an act in it, says how to begin it: a typo begins none."""
    ended = tracer("journal", STORY / "case.toml", "--journal", tmp_path / "j")
    assert (ended.code, "Begin it: tracer journal" in ended.err) == (2, True)
    ended = tracer("journal", STORY / "case.toml", "--journal", tmp_path / "j", "--add", "seized", "--why", "act 17")
    assert (ended.code, "Begin it: tracer journal" in ended.err) == (2, True)
    assert not (tmp_path / "j").exists()


class _Handler(BaseHTTPRequestHandler):
    """Answers a query as the authority of the server does."""

    def do_POST(self) -> None:
        """Answer one query."""
        server = self.server
        assert isinstance(server, _Server)
        query = self.rfile.read(int(self.headers["Content-Length"]))
        server.asked.append(query)
        body = server.replay or server.authority.answer(query)
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *arguments: object) -> None:
        """Say nothing."""


class _Server(ThreadingHTTPServer):
    """A time-stamping authority on loopback; `replay` answers every query with the same bytes."""

    def __init__(self, by: Authority, replay: bytes | None = None) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.authority, self.replay = by, replay
        self.asked: list[bytes] = []
        by.answering()

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.server_address[1]}/tsr"


@pytest.fixture
def server(ours: Authority) -> Iterator[_Server]:
    """The authority, listening."""
    with _Server(ours) as listening:
        thread = threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        yield listening
        listening.shutdown()


@with_openssl
def test_a_token_is_asked_of_an_authority(copy: Path, server: _Server, ours: Authority, tmp_path: Path) -> None:
    """The authority gets a hash alone; its token is verified, added beside what is sealed, and found by verify."""
    (tmp_path / "root.pem").write_bytes(ours.root_pem)
    before = sealed_bytes(copy / "bundle")
    chain = ("--tsa-chain", tmp_path / "root.pem")
    made = said(tracer("timestamp", copy / "bundle", "--tsa", server.url, *chain))
    assert "PASS Time stamp" in made.out
    assert len(server.asked[0]) < 100
    assert sealed_bytes(copy / "bundle") == before
    assert steps(copy, "--roots", tmp_path / "root.pem")["Time stamp"][0] == "PASS"
    said(tracer("timestamp", copy / "bundle", "--tsa", server.url))
    assert (copy / "bundle/signatures/tagmanifest.2.tsr").exists()
    server.replay = (copy / "bundle/signatures/tagmanifest.tsr").read_bytes()
    replayed = tracer("timestamp", copy / "bundle", "--tsa", server.url)
    assert (replayed.code, "its nonce differs" in replayed.err) == (3, True)
    server.replay = b"<html>"
    for arguments, code, words in (
        (("--tsa", server.url), 3, "no time-stamp response"),
        (("--tsa", "http://127.0.0.1:1/"), 3, "add the token with --token"),
        (("--tsa", "ftp://x"), 2, "expected an address"),
        (("--token", copy / "bundle/signatures/tagmanifest.tsr"), 2, "in the bundle already"),
        ((), 2, "name what to add"),
    ):
        ended = tracer("timestamp", copy / "bundle", *arguments)
        assert (ended.code, words in ended.err) == (code, True), ended.err


@with_openssl
def test_a_token_of_something_else_is_not_added(copy: Path, ours: Authority, tmp_path: Path) -> None:
    """A token of another file, or without a root, is refused and leaves nothing."""
    (tmp_path / "root.pem").write_bytes(ours.root_pem)
    (tmp_path / "other.tsr").write_bytes(ours.stamp(b"another file"))
    ended = tracer(
        "timestamp", copy / "bundle", "--token", tmp_path / "other.tsr", "--tsa-chain", tmp_path / "root.pem"
    )
    assert (ended.code, "a token of another file" in ended.err) == (2, True)
    ended = tracer("timestamp", copy / "bundle", "--token", tmp_path / "other.tsr")
    assert (ended.code, "--tsa-chain FILE" in ended.err) == (2, True)
    assert sorted(each.name for each in (copy / "bundle/signatures").iterdir()) == ["journal.jsonl"]


def test_a_proof_gets_its_headers_from_a_chain(copy: Path) -> None:
    """With --chain the headers from the horizon to the proof's block travel along; a false proof is refused."""
    sealed = (copy / "bundle/tagmanifest-sha256.txt").read_bytes()
    (copy / "p.ots").write_bytes(proof(sealed, block(143)))
    waiting = said(tracer("timestamp", copy / "bundle", "--ots", copy / "p.ots"))
    assert "NOT-CHECKED OpenTimestamps" in waiting.out
    ended = tracer("timestamp", copy / "bundle", "--ots", copy / "p.ots", "--chain", copy / "blocks.blk")
    assert (ended.code, "another Merkle root than that of block 143" in ended.err) == (2, True)
    (copy / "p.ots").write_bytes(proof(sealed, b"\x00" + b"12345678" + varint(0)))
    assert "unknown notary" in said(tracer("timestamp", copy / "bundle", "--ots", copy / "p.ots")).out


@with_openssl
def test_a_cms_made_elsewhere_is_added(copy: Path, ours: Authority) -> None:
    """A CMS over the tag manifest is stored and found by verify; one of another file is refused."""
    key = rsa.generate_private_key(65537, 2048)
    certificate = ours.certify("E. Example", key)
    (copy / "good.cms").write_bytes(cms((copy / "bundle/tagmanifest-sha256.txt").read_bytes(), certificate, key))
    (copy / "other.cms").write_bytes(cms(b"another file", certificate, key))
    ended = tracer("sign", copy / "bundle", "--cms", copy / "other.cms")
    assert (ended.code, "was not added" in ended.err) == (2, True)
    assert "PASS CMS of the examiner" in said(tracer("sign", copy / "bundle", "--cms", copy / "good.cms")).out
    assert steps(copy)["CMS of the examiner"][0] == "PASS"


@with_openssl
def test_the_opponent_needs_openssl_alone(copy: Path, server: _Server, ours: Authority, tmp_path: Path):
    """The commands printed in the bundle's own README verify signature, CMS and token, and refuse another manifest."""
    said(sign(copy))
    key = rsa.generate_private_key(65537, 2048)
    sealed = (copy / "bundle/tagmanifest-sha256.txt").read_bytes()
    (copy / "a.cms").write_bytes(cms(sealed, ours.certify("E. Example", key), key))
    (tmp_path / "root.pem").write_bytes(ours.root_pem)
    said(tracer("sign", copy / "bundle", "--cms", copy / "a.cms"))
    said(tracer("timestamp", copy / "bundle", "--tsa", server.url, "--tsa-chain", tmp_path / "root.pem"))
    (copy / "bundle/ROOTS.pem").write_bytes(ours.root_pem)
    text = (copy / "bundle/data/00_README.en.txt").read_text(encoding="utf-8")
    commands = [line for line in text.splitlines() if line.startswith("openssl ")]
    assert [line.split()[1] for line in commands] == ["pkeyutl", "pkey", "cms", "ts"]

    def ran(command: str) -> subprocess.CompletedProcess[str]:
        """Run one command in the bundle's folder, with nothing of ours on the path."""
        plain = {"PATH": "/usr/bin:/bin"}
        return subprocess.run(
            ["bash", "-c", command], cwd=copy / "bundle", env=plain, capture_output=True, text=True, check=False
        )

    for command in (*commands, "sha256sum -c --quiet tagmanifest-sha256.txt manifest-sha256.txt"):
        assert ran(command).returncode == 0, (command, ran(command).stderr)
    pinned = tracer("journal", copy / "case.toml", "--json").out.splitlines()[4]
    assert ran(commands[1]).stdout.split()[0] == json.loads(pinned)["details"]["key"]
    (copy / "bundle/tagmanifest-sha256.txt").write_bytes(sealed.replace(b"bag", b"gab", 1))
    for command in (commands[0], commands[2], commands[3]):
        assert ran(command).returncode != 0, command
