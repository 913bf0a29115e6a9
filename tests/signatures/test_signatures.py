"""Signatures: two persons, two keys, exactly this bundle; nothing else is accepted."""

import base64
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.signatures.sealed import (
    EXAMINER,
    EXAMINERS_KEY,
    REVIEWER,
    REVIEWERS_KEY,
    case,
    failures,
    judge,
    passes,
    unchecked,
)
from tracer.errors import CaseError
from tracer.formats import canonical
from tracer.formats.canonical import Json
from tracer.journal import journal as journals
from tracer.journal.journal import Event, Journal
from tracer.journal.persons import SealRole
from tracer.signatures import keys
from tracer.signatures.signing import signed_files
from tracer.signatures.trust import Trust

SEALED, OTHER = b"aa  bag-info.txt\n", b"ab  bag-info.txt\n"
NODE = canonical.dumps(
    {"schema": 1, "chain": "regtest", "blocks": 25, "bestblockhash": "ab" * 32, "subversion": "/Satoshi:31.0.0/",
     "acquired_utc": "2026-06-01T00:00:00Z"}
)  # fmt: skip
Files = dict[str, bytes]


def journal(entries: int) -> Journal:
    """Return a journal of the case with so many entries."""
    made = Journal(case().id, (), ())
    for number in range(entries):
        event = Event(
            kind="opened" if not number else "reviewed",
            who="E",
            why=f"entry {number + 1}",
            object=None,
            details={},
            time=1_780_000_000,
            tool="t 1",
        )
        made = journals.append(made, event)
    return made


def signed(
    files: Mapping[str, bytes], role: SealRole, key: Ed25519PrivateKey, kept: Journal | None, sealed: bytes = SEALED
) -> Files:
    """Return the files of `signatures/` after a signature."""
    return {
        **files,
        **signed_files(files, case(), role, key=key, journal=kept, time=1_780_000_100, tool="t 1", tag_manifest=sealed),
    }


def both(sealed: bytes = SEALED, entries: int = 3) -> Files:
    """Return a seal with both signatures."""
    first = signed({"node.json": NODE}, SealRole.EXAMINER, EXAMINERS_KEY, journal(entries), sealed)
    return signed(first, SealRole.REVIEWER, REVIEWERS_KEY, journal(entries + 1), sealed)


def test_two_sound_signatures_pass() -> None:
    """Both signatures, the two persons and the journal pass; whose keys they are is left to a paper."""
    steps = judge(both(), SEALED)
    assert failures(steps) == []
    assert list(passes(steps)) == ["Signature of the examiner", "Signature of the reviewer", "Two persons", "Journal"]
    print_ = keys.fingerprint(EXAMINERS_KEY.public_key())
    assert print_ in unchecked(steps)["Whose keys: the examiner's"]
    assert "node-attested" in unchecked(steps)["Node's answers"]
    assert [step.number for step in steps] == [f"1.{number}" for number in range(2, 2 + len(steps))]


def test_names_are_shown_as_people_write_them() -> None:
    """Signers stand in every step, on the screen and in JSON, in their own letters, never as numbers."""
    two = replace(case(), examiner="Серік Әуезов", reviewer="Айгүл Қасымова")
    first = signed_files(
        {}, two, SealRole.EXAMINER, key=EXAMINERS_KEY, journal=None, time=1_780_000_100, tool="t 1", tag_manifest=SEALED
    )
    files = first | signed_files(
        first,
        two,
        SealRole.REVIEWER,
        key=REVIEWERS_KEY,
        journal=None,
        time=1_780_000_100,
        tool="t 1",
        tag_manifest=SEALED,
    )
    steps = judge(files, SEALED, of=two)
    assert failures(steps) == []
    assert passes(steps)["Two persons"].startswith("'Серік Әуезов' and 'Айгүл Қасымова' signed")
    assert passes(steps)["Signature of the examiner"].startswith("'Серік Әуезов' signed")
    assert "\\u04" not in "".join(f"{step.reason}{step.command}" for step in steps)


def test_no_signature_is_said() -> None:
    """A bundle that nobody signed is said to be that; so is a reviewer who has not signed yet."""
    assert "nobody has signed" in unchecked(judge({}, SEALED))["Signatures"]
    alone = signed({}, SealRole.EXAMINER, EXAMINERS_KEY, None)
    assert "who has not signed" in unchecked(judge(alone, SEALED))["Two persons"]


def test_pinned_keys_are_compared() -> None:
    """Keys got apart from the bundle pass when they and no others signed, and fail otherwise."""
    ours = {"a.pem": keys.public_pem(EXAMINERS_KEY.public_key()), "b.pem": keys.public_pem(REVIEWERS_KEY.public_key())}
    assert "Whose keys" in passes(judge(both(), SEALED, Trust(ours, None, None, None)))
    only = Trust({"a.pem": ours["a.pem"]}, None, None, None)
    assert failures(judge(both(), SEALED, only)) == ["signatures/reviewer.pem: is none of the keys given with --key"]
    stranger = Trust(ours | {"c.pem": keys.public_pem(Ed25519PrivateKey.generate().public_key())}, None, None, None)
    assert failures(judge(both(), SEALED, stranger)) == ["c.pem: no sound signature of this key is here"]
    assert failures(judge({}, SEALED, only)) == ["a.pem: no sound signature of this key is here"]


@pytest.mark.parametrize("name", sorted(both()))
def test_no_byte_of_a_seal_can_be_changed(name):
    """A flip of any one bit position in any byte of any file, a byte more or less: something fails."""
    files = both()
    content = files[name]
    step = max(1, len(content) // 150)
    changed = [
        content[:at] + bytes((content[at] ^ 1 << at % 8,)) + content[at + 1 :] for at in range(0, len(content), step)
    ]
    for lie in (*changed, content[:-1], content + b"\n", b"", content + content):
        assert failures(judge({**files, name: lie}, SEALED)), (name, lie[:40])


@pytest.mark.parametrize("name", sorted(both()))
def test_no_file_of_a_seal_can_be_taken_out(name):
    """A seal from which one file was taken out fails."""
    files = both()
    del files[name]
    assert failures(judge(files, SEALED))


def test_a_signature_of_another_bundle_is_not_taken() -> None:
    """The whole seal of another bundle, or any one signature file of it, fails."""
    assert failures(judge(both(OTHER), SEALED))
    for name, content in both(OTHER).items():
        lie = {**both(), name: content}
        assert lie == both() or failures(judge(lie, SEALED)), name


def _resigned(files: Files, name: str, key: Ed25519PrivateKey, change: Callable[[dict[str, Any]], None]) -> Files:
    """Return the files with a statement changed and signed again."""
    from tracer.signatures.dsse import PAYLOAD_TYPE, pae

    payload = json.loads(base64.b64decode(json.loads(files[name])["payload"]))
    change(payload)
    raw = canonical.dumps(payload)
    envelope: Json = {
        "payload": base64.b64encode(raw).decode(),
        "payloadType": PAYLOAD_TYPE,
        "signatures": [
            {"keyid": keys.fingerprint(key.public_key()), "sig": base64.b64encode(key.sign(pae(raw))).decode()}
        ],
    }
    return {**files, name: canonical.dumps(envelope)}


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("role", "reviewer", "lies in the place of the examiner"),
        ("person", "Somebody Else", "the case's examiner is"),
        ("case", "KZ-0", "is about case 'KZ-0'"),
        ("node_sha256", "00" * 32, "is not the one that the examiner signed"),
        ("journal", f"3:{'0' * 64}", "is not the journal that the examiner signed"),
        ("journal", f"9:{'0' * 64}", "is not the journal that the examiner signed"),
        ("journal", "all", "expected SIZE:ROOT"),
        ("reviews_sha256", "00" * 32, "does not name the examiner's statement"),
    ],
)
def test_a_signed_lie_is_a_finding(key: str, value, words: str):
    """What a statement says is compared with the bundle, though its signature is sound."""
    files = signed({"node.json": NODE}, SealRole.EXAMINER, EXAMINERS_KEY, journal(3))

    def change(payload: dict[str, Any]) -> None:
        """Make one thing false."""
        payload["predicate"][key] = value

    found = failures(judge(_resigned(files, "statement.dsse.json", EXAMINERS_KEY, change), SEALED))
    assert any(words in text for text in found), found


def test_another_subject_is_a_finding() -> None:
    """A sound raw signature does not lend itself to a statement about another bundle."""
    files = signed({}, SealRole.EXAMINER, EXAMINERS_KEY, None)

    def change(payload: dict[str, Any]) -> None:
        """Name another tag manifest."""
        payload["subject"][0]["digest"]["sha256"] = "11" * 32

    found = failures(judge(_resigned(files, "statement.dsse.json", EXAMINERS_KEY, change), SEALED))
    assert found == ["signatures/statement.dsse.json: is about another bundle: its subject is not this tag manifest"]


def test_a_payload_written_otherwise_is_refused() -> None:
    """An envelope with a second reading (a key twice, spaces, a second signature) is no envelope."""
    files = signed({}, SealRole.EXAMINER, EXAMINERS_KEY, None)
    text = files["statement.dsse.json"].decode()
    two = json.loads(text)
    two["signatures"] *= 2
    for lie in (
        text.replace(",", ", ", 1),
        text.replace('{"payload"', '{"payload":"","payload"', 1),
        json.dumps(two),
        "[]",
    ):
        assert failures(judge({**files, "statement.dsse.json": lie.encode()}, SEALED))


def test_roles_cannot_be_swapped() -> None:
    """The reviewer's files in the examiner's place and the other way round fail."""
    files = both()
    pairs = [
        ("analyst.pem", "reviewer.pem"),
        ("tagmanifest.ed25519.sig", "tagmanifest.reviewer.ed25519.sig"),
        ("statement.dsse.json", "statement.reviewer.dsse.json"),
    ]
    swapped = dict(files)
    for one, other in pairs:
        swapped[one], swapped[other] = files[other], files[one]
    assert any("lies in the place of" in text for text in failures(judge(swapped, SEALED)))


def test_the_reviewer_is_bound_to_the_examiners_statement() -> None:
    """An examiner's signature made anew beside an old reviewer's one is found."""
    files = both()
    again = signed({"node.json": NODE}, SealRole.EXAMINER, EXAMINERS_KEY, journal(2))
    mixed = {**files, "statement.dsse.json": again["statement.dsse.json"]}
    assert failures(judge(mixed, SEALED)) == [
        "signatures/statement.reviewer.dsse.json: does not name the examiner's statement that lies here; "
        "the reviewer signed beside another"
    ]


def test_one_key_cannot_sign_in_both_roles() -> None:
    """The examiner's key is refused for the reviewer, and found where it was used all the same."""
    first = signed({}, SealRole.EXAMINER, EXAMINERS_KEY, None)
    with pytest.raises(CaseError, match="this key is the examiner's"):
        signed(first, SealRole.REVIEWER, EXAMINERS_KEY, None)
    second = signed(
        {name: content for name, content in first.items() if name != "analyst.pem"},
        SealRole.REVIEWER,
        EXAMINERS_KEY,
        None,
    )
    found = failures(judge({**first, **second}, SEALED))
    assert found == ["signatures/reviewer.pem: is the examiner's key as well: one person signed in both roles"]


def test_one_person_cannot_sign_in_both_roles() -> None:
    """A case that names one person twice, however written, cannot be signed, and is found where it was."""
    twice = replace(case(), examiner="E. Example", reviewer="e.  EXAMPLE")
    with pytest.raises(CaseError, match="these must be two persons"):
        signed_files(
            {}, twice, SealRole.EXAMINER, key=EXAMINERS_KEY, journal=None, time=0, tool="t", tag_manifest=SEALED
        )
    found = failures(judge(both(), SEALED, of=replace(case(), reviewer=EXAMINER.upper())))
    assert any("names one person" in text for text in found)


def test_who_may_sign_when() -> None:
    """Nobody signs twice, nobody the case does not name, and no reviewer before the examiner."""
    for persons, role, files, words in (
        ((None, REVIEWER), SealRole.EXAMINER, {}, "the case names no examiner"),
        ((EXAMINER, None), SealRole.REVIEWER, both(), "the case names no reviewer"),
        ((EXAMINER, REVIEWER), SealRole.REVIEWER, {}, "signs after the examiner"),
        ((EXAMINER, REVIEWER), SealRole.EXAMINER, both(), "has signed this bundle already"),
    ):
        with pytest.raises(CaseError, match=words):
            signed_files(
                files, case(*persons), role, key=REVIEWERS_KEY, journal=None, time=0, tool="t", tag_manifest=SEALED
            )


def test_a_signature_over_nothing_but_the_statement_is_not_enough() -> None:
    """Raw signature and statement are each checked: one made by another key fails whichever it is."""
    other = Ed25519PrivateKey.generate()
    files = signed({}, SealRole.EXAMINER, EXAMINERS_KEY, None)
    assert failures(judge({**files, "tagmanifest.ed25519.sig": other.sign(SEALED)}, SEALED))
    assert failures(judge(_resigned(files, "statement.dsse.json", other, lambda payload: None), SEALED))
    assert failures(judge({**files, "analyst.pem": keys.public_pem(other.public_key())}, SEALED))
