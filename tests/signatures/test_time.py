"""Time stamps: a token of this bundle, of a trusted authority, as of its own time; a proof that ends in a block."""

import hashlib
import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.ingest import milling
from tests.signatures.authority import Authority, authority, with_openssl
from tests.signatures.real_proof import HEIGHT, MERKLE_ROOT, PROOF, TEXT
from tests.signatures.sealed import failures, judge, material, passes, unchecked
from tracer.chain import header
from tracer.signatures import openssl
from tracer.signatures.ots import BITCOIN, MAGIC, PENDING, Attested, read_ots
from tracer.signatures.tokens import WrongTokenError, read_token, to_response, verify_token
from tracer.signatures.trust import Trust, VerifierAnswer

SEALED, OTHER = b"aa  bag-info.txt\n", b"ab  bag-info.txt\n"


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """An authority that signs time stamps."""
    return authority(tmp_path_factory.mktemp("tsa") / "ours", "Ours")


@pytest.fixture(scope="module")
def theirs(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """Another authority."""
    return authority(tmp_path_factory.mktemp("tsa") / "theirs", "Theirs")


def trusting(roots: bytes | None) -> Trust:
    """Return what a checker brings: roots, and openssl."""
    return Trust({}, roots, None, openssl.installed(os.environ))


@with_openssl
def test_a_token_passes_with_its_root(ours: Authority) -> None:
    """A token verifies against the bundle's chain, which anyone can have made, and against roots of one's own."""
    files = {"tagmanifest.tsr": ours.stamp(SEALED), "tsa-chain.pem": ours.root_pem}
    steps = judge(files, SEALED, trusting(None))
    assert "by rfc3161-client" in passes(steps)["Time stamp"]
    assert "came with the bundle" in unchecked(steps)["Whose time stamps"]
    pinned = judge(files, SEALED, trusting(ours.root_pem))
    assert "the roots given with --roots" in passes(pinned)["Time stamp"]
    assert "Whose time stamps" not in unchecked(pinned)


@with_openssl
def test_a_token_of_another_file_fails_without_roots(ours: Authority) -> None:
    """Whose token it is takes roots; of which file it is does not."""
    found = judge({"tagmanifest.tsr": ours.stamp(OTHER)}, SEALED, trusting(None))
    assert failures(found) == [
        "signatures/tagmanifest.tsr: it is a token of another file, or uses a hash that is not accepted"
    ]
    assert (
        "no roots are here"
        in unchecked(judge({"tagmanifest.tsr": ours.stamp(SEALED)}, SEALED, trusting(None)))["Time stamp"]
    )
    assert failures(judge({"tagmanifest.tsr": b"no token"}, SEALED, trusting(None)))


@with_openssl
def test_a_token_is_not_taken_from_another_file_or_authority(ours: Authority, theirs: Authority) -> None:
    """Tokens of another file, of an authority whose root is not given, or with its root smuggled in beside, fail."""
    token = ours.stamp(SEALED)
    files = {"tagmanifest.tsr": ours.stamp(OTHER), "tsa-chain.pem": ours.root_pem}
    assert failures(judge(files, SEALED, trusting(None))) == [
        "signatures/tagmanifest.tsr: it is a token of another file, or uses a hash that is not accepted"
    ]
    for chain in (theirs.root_pem, theirs.root_pem + ours.root_pem, ours.root_pem):
        files = {"tagmanifest.tsr": token, "tsa-chain.pem": chain}
        found = failures(judge(files, SEALED, trusting(theirs.root_pem)))
        assert found == [
            "signatures/tagmanifest.tsr: it does not verify: the certificate of the authority does not lead to a root"
        ]


@with_openssl
def test_a_token_that_the_library_cannot_read_goes_to_openssl(ours: Authority, theirs: Authority) -> None:
    """Certificates out of DER order are refused by the library; openssl verifies, and the verdict says so."""
    token = ours.stamp(SEALED, with_root=True)
    files = {"tagmanifest.tsr": token, "tsa-chain.pem": ours.root_pem}
    said = passes(judge(files, SEALED, trusting(None)))["Time stamp"]
    assert "by OpenSSL 3" in said
    assert "InvalidSetOrdering" in said
    assert "openssl is not here" in failures(judge(files, SEALED, Trust({}, None, None, None)))[0]
    assert "OpenSSL" in failures(judge(files, SEALED, trusting(theirs.root_pem)))[0]
    assert failures(judge(files, OTHER, trusting(None)))


@with_openssl
def test_a_token_outlives_its_certificate(tmp_path: Path):
    """A token is judged as of its own time: made while the certificate was valid it passes later as well."""
    expiring = authority(tmp_path / "old", "Old")
    token = expiring.stamp(SEALED, days=3)
    time = read_token(token).time
    asked: list[int] = []

    class Later:
        """An outside verifier that notes as of when it is asked."""

        name = "Later 1"

        def token(self, response: bytes, message: bytes, roots: bytes, chain: bytes, time: int) -> VerifierAnswer:
            """Note the time."""
            asked.append(time)
            return VerifierAnswer(True, "")

        def cms(self, signature: bytes, message: bytes, roots: bytes | None, time: int | None) -> VerifierAnswer:
            """Refuse."""
            return VerifierAnswer(False, "")

    unread = expiring.stamp(SEALED, with_root=True)
    assert verify_token(unread, SEALED, expiring.root_pem, b"", Later()).startswith("Later 1")
    assert asked == [read_token(unread).time]
    program = openssl.installed(os.environ)
    assert program is not None
    assert program.token(token, SEALED, expiring.root_pem, b"", time).accepted
    assert not program.token(token, SEALED, expiring.root_pem, b"", time + 10 * 86400).accepted
    assert not program.token(token, SEALED, expiring.root_pem, b"", time - 10 * 86400).accepted


@with_openssl
def test_a_bare_token_is_taken_as_a_granted_response(ours: Authority) -> None:
    """A token without its response is put into one; a refusal and garbage are refused in words."""
    bare = ours.stamp(SEALED, bare=True)
    assert verify_token(to_response(bare), SEALED, ours.root_pem, b"", None) == "rfc3161-client"
    for wrong, words in (
        (b"", "no time-stamp response"),
        (b"0\x05" + b"0\x03\x02\x01\x02", "refused: status 2"),
        (bare[:-1], "no time-stamp response"),
    ):
        with pytest.raises(WrongTokenError, match=words):
            to_response(wrong)


@with_openssl
def test_no_change_of_a_token_changes_what_it_shows(ours: Authority) -> None:
    """Bytes of a token changed anywhere are refused, or show the very same time and serial number."""
    token = ours.stamp(SEALED)
    good = passes(judge({"tagmanifest.tsr": token, "tsa-chain.pem": ours.root_pem}, SEALED))["Time stamp"]
    accepted = 0
    for at in range(0, len(token), 9):
        lie = token[:at] + bytes((token[at] ^ 1 << at % 8,)) + token[at + 1 :]
        steps = judge({"tagmanifest.tsr": lie, "tsa-chain.pem": ours.root_pem}, SEALED)
        accepted += not failures(steps)
        assert failures(steps) or passes(steps)["Time stamp"] == good, at
    assert accepted < len(token) / 90


def test_certificates_without_a_token_fail() -> None:
    """A chain that no token goes with is a stranger."""
    assert failures(judge({"tsa-chain.pem": b"x"}, SEALED))


# OpenTimestamps


def varint(value: int) -> bytes:
    """Return a number in groups of seven bits."""
    octets = b""
    while value > 0x7F:
        octets += bytes((value & 0x7F | 0x80,))
        value >>= 7
    return octets + bytes((value,))


def octets(content: bytes) -> bytes:
    """Return bytes after their number."""
    return varint(len(content)) + content


def proof(message: bytes, *ends: bytes) -> bytes:
    """Return a detached proof over a file: 16 bytes appended, hashed, prepended, hashed; then the ends."""
    steps = b"\xf0" + octets(b"n" * 16) + b"\x08" + b"\xf1" + octets(b"p" * 8) + b"\x08"
    branches = b"".join(b"\xff" + end for end in ends[:-1]) + ends[-1]
    return MAGIC + b"\x01\x08" + hashlib.sha256(message).digest() + steps + branches


def reached(message: bytes) -> bytes:
    """Return what those steps compute, by hand."""
    first = hashlib.sha256(hashlib.sha256(message).digest() + b"n" * 16).digest()
    return hashlib.sha256(b"p" * 8 + first).digest()


def block(height: int) -> bytes:
    """Return the end of a proof in a block."""
    return b"\x00" + BITCOIN + octets(varint(height))


PENDS = b"\x00" + PENDING + octets(octets(b"https://calendar.example"))


def later(*roots: bytes) -> bytes:
    """Return headers after the story's last block that commit to these Merkle roots."""
    last = material()
    previous, time, found = header.decode(last.headers[-80:]).hash, last.time(last.last_header), b""
    for number, root in enumerate(roots, start=1):
        raw = milling.header(previous, root, time + 600 * number)
        previous, found = header.decode(raw).hash, found + raw
    return found


def test_a_proof_ends_in_a_block_after_the_horizon() -> None:
    """A proof passes when the headers from the horizon on hold its Merkle root."""
    height = material().last_header + 2
    files = {
        "tagmanifest.ots": proof(SEALED, PENDS, block(height)),
        "ots-headers.bin": later(b"\x01" * 32, reached(SEALED)),
    }
    steps = judge(files, SEALED)
    assert failures(steps) == []
    assert f"existed before block {height}" in passes(steps)["OpenTimestamps"]


def test_a_proof_without_its_header_says_what_to_compare() -> None:
    """Without the header the Merkle root to be found on a node is told, and nothing passes."""
    steps = judge({"tagmanifest.ots": proof(SEALED, block(9_000))}, SEALED)
    assert reached(SEALED)[::-1].hex() in unchecked(steps)["OpenTimestamps"]
    assert any("getblockheader" in (step.command or "") for step in steps)
    assert "OpenTimestamps" not in passes(steps)


def test_a_pending_proof_proves_nothing() -> None:
    """A proof still pending at a calendar is NOT-CHECKED, in these words."""
    steps = judge({"tagmanifest.ots": proof(SEALED, PENDS)}, SEALED)
    assert "it proves nothing until it is upgraded" in unchecked(steps)["OpenTimestamps"]
    assert "calendar.example" in unchecked(steps)["OpenTimestamps"]


def test_a_proof_made_in_public_leads_to_the_root_of_its_block() -> None:
    """A real proof, over RIPEMD-160, a transaction and its Merkle branch, computes what the block's header states."""
    attested = read_ots(PROOF, hashlib.sha256(TEXT).digest())
    assert attested == (Attested(MERKLE_ROOT, HEIGHT, None),)


def test_a_branch_to_another_chain_is_read_and_not_counted() -> None:
    """Behind Keccak-256, which leads to other chains, nothing is attested; the branch to a block is, all the same."""
    content = proof(SEALED, b"\x67\xf0" + octets(b"x") + b"\x08" + block(5), PENDS, block(OWN))
    attested = read_ots(content, hashlib.sha256(SEALED).digest())
    assert [(each.height, each.calendar is None) for each in attested] == [(None, True), (None, False), (OWN, True)]


OWN = len(material().headers) // 80


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({"tagmanifest.ots": proof(OTHER, block(OWN))}, "the proof of another file"),
        ({"tagmanifest.ots": proof(SEALED, block(3))}, "leads to another Merkle root than that of block 3"),
        ({"tagmanifest.ots": proof(SEALED, block(OWN)), "ots-headers.bin": later(b"\x02" * 32)}, "another Merkle root"),
        ({"tagmanifest.ots": proof(SEALED, block(OWN)), "ots-headers.bin": later(reached(SEALED))[:-1]}, "its length"),
        (
            {
                "tagmanifest.ots": proof(SEALED, block(OWN)),
                "ots-headers.bin": later(b"\x01" * 32, reached(SEALED))[80:],
            },
            "does not follow",
        ),
        ({"ots-headers.bin": later(b"\x01" * 32)}, "no such proof"),
        ({"tagmanifest.ots": MAGIC}, "cut off"),
        ({"tagmanifest.ots": b"OTS"}, "no OpenTimestamps proof"),
        ({"tagmanifest.ots": proof(SEALED, block(OWN)) + b"\x00"}, "bytes follow"),
        ({"tagmanifest.ots": proof(SEALED, b"\x08" * 1000 + block(OWN))}, "nested too deeply"),
        ({"tagmanifest.ots": proof(SEALED, b"\xf0" + varint(1 << 40))}, "the most that is read"),
        ({"tagmanifest.ots": proof(SEALED, b"\xf3" * 8 + block(OWN))}, "too long"),
        ({"tagmanifest.ots": proof(SEALED, b"\x03" + block(OWN))}, "malformed"),
        ({"tagmanifest.ots": proof(SEALED, b"\x55")}, "unknown operation 0x55"),
        ({"tagmanifest.ots": proof(SEALED, b"\x67\x55")}, "unknown operation 0x55"),
        ({"tagmanifest.ots": proof(SEALED, b"\xf0" + octets(b"x") + block(OWN))}, "malformed"),
    ],
)
def test_a_false_proof_is_a_finding(files: Mapping[str, bytes], words: str) -> None:
    """Proofs of another file, to another block, cut, endless or with headers that do not follow fail in words."""
    found = failures(judge(files, SEALED))
    assert any(words in text for text in found), found


def test_every_byte_of_a_proof_counts() -> None:
    """A proof with any byte changed no longer passes; a block mined anew is another block, and is named."""
    good = {"tagmanifest.ots": proof(SEALED, block(OWN)), "ots-headers.bin": later(reached(SEALED))}
    honest = passes(judge(good, SEALED))["OpenTimestamps"]
    for name, content in good.items():
        for at in range(len(content)):
            lie = content[:at] + bytes((content[at] ^ 1 << at % 8,)) + content[at + 1 :]
            said = passes(judge({**good, name: lie}, SEALED)).get("OpenTimestamps")
            assert said != honest, (name, at)
            assert said is None or name == "ots-headers.bin", (name, at)
