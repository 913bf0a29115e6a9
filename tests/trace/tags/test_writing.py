"""Tags written into packs: read back as they were meant, and nothing else changed."""

import datetime as dt
from dataclasses import replace

import pytest

from tracer.chain.network import NETWORKS
from tracer.errors import CaseError
from tracer.trace.tags.header import with_header
from tracer.trace.tags.tags import parse
from tracer.trace.tags.writing import NewTag, appended, begun, faults_of, taken_from_header

MAIN = NETWORKS["main"]
ONE, TWO = "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", "3K35dyL85fR9ht7UgzPfd1gLRRXQtNTqE3"
TAG = NewTag(
    name=TWO,
    is_transaction=False,
    label='Биржа "Пример": #1',
    source="https://x.example/a?b=c#d",
    confidence="authority_data",
    lastmod=dt.date(2026, 5, 2),
    concepts=("exchange",),
)
HEAD = b"title: T\ncreator: C\nlabel: L\nsource: s\ncurrency: BTC\ncategory: user\n"


def test_a_new_pack_is_read_as_it_was_meant() -> None:
    """Label, source, date, confidence and concepts come back as they were given."""
    pack = parse(begun("Own: tags", "E. Example", [TAG], "p.yaml", MAIN), "p.yaml", MAIN)
    (tag,) = pack.tags
    assert (pack.title, pack.creator) == ("Own: tags", "E. Example")
    assert (tag.address, tag.label, tag.source) == (TWO, 'Биржа "Пример": #1', "https://x.example/a?b=c#d")
    assert (tag.confidence, tag.lastmod, tag.service) == ("authority_data", dt.date(2026, 5, 2), "exchange")


@pytest.mark.parametrize(
    "own",
    [
        HEAD + b"tags:\n- address: " + ONE.encode() + b"\n",
        HEAD + b"tags:\n- address: " + ONE.encode(),
        HEAD + b"tags:\n  - address: " + ONE.encode() + b"   # said\n\n  # the end\n\n",
        HEAD.replace(b"\n", b"\r\n") + b"tags:\r\n- address: " + ONE.encode() + b"\r\n",
        b"# ours\ntags:\n- address: " + ONE.encode() + b"\n\n# and the rest\n" + HEAD,
        HEAD + b"tags:\n- address: " + ONE.encode() + b"\n  context: |\n    one\n\n    # two\n",
        HEAD + b"tags:\n- {address: " + ONE.encode() + b"}\n",
        HEAD + b"tags:\n-\n  address: " + ONE.encode() + b"\n...\n",
    ],
    ids=["plain", "no end", "indented", "windows", "first", "block", "flow tag", "document end"],
)
def test_what_stands_in_a_pack_stays_to_the_byte(own: bytes) -> None:
    """However a pack is written, the new tag is put in whole, and taking its lines out gives the pack again."""
    after = appended(own, [TAG], "p.yaml", MAIN)
    before, now = parse(own, "p.yaml", MAIN), parse(after, "p.yaml", MAIN)
    assert now.tags[:1] == before.tags
    assert (len(now.tags), now.tags[1].address, now.tags[1].label) == (2, TWO, TAG.label)
    at = after.index(TWO.encode())
    begin, end = after.rindex(b"\n", 0, at) + 1, after.index(b"[exchange]", at) + len(b"[exchange]")
    end = after.index(b"\n", end) + 1
    left = after[:begin] + after[end:]
    assert left in (own, own + b"\n")


def test_tags_go_into_a_pack_and_not_into_the_header_it_includes() -> None:
    """Of a pack with `header: !include`, the pack's own bytes come back, lengthened."""
    own = b"header: !include head.yaml\ntags:\n- address: " + ONE.encode() + b"\n"
    after = appended(with_header(own, "head.yaml", HEAD), [TAG], "p.yaml", MAIN)
    assert after.startswith(own)
    assert b"creator" not in after
    assert len(parse(with_header(after, "head.yaml", HEAD), "p.yaml", MAIN).tags) == 2


def test_what_a_header_says_for_new_tags_is_named() -> None:
    """A category in the header holds for every tag without one of its own, and may end trails."""
    assert taken_from_header(HEAD + b"tags:\n- address: " + ONE.encode() + b"\n", "p.yaml") == {"category": "user"}


@pytest.mark.parametrize(
    ("own", "words"),
    [
        (HEAD + b"tags: [{address: " + ONE.encode() + b"}]\n", "not a list with a hyphen before each"),
        (HEAD + b"tags: []\n", "expected a list of at least one tag"),
        (
            b"title: T\ncreator: C\nactors:\n- id: a\n  label: A\n  uri: u\n"
            b"  lastmod: 2026-01-01\n  categories: [exchange]\n",
            "ActorPack",
        ),
        (HEAD + b"tags:\n- adress: " + ONE.encode() + b"\n", "unknown field"),
    ],
)
def test_a_pack_that_cannot_be_added_to_is_refused(own: bytes, words: str) -> None:
    """A wrong pack, a pack of actors and one written in a line are left alone."""
    with pytest.raises(CaseError, match=words):
        appended(own, [TAG], "p.yaml", MAIN)


@pytest.mark.parametrize(
    ("tag", "fault"),
    [
        (replace(TAG, source=" "), "source: missing"),
        (replace(TAG, label=""), "label: missing"),
        (replace(TAG, confidence="certain"), "confidence: 'certain' is not known"),
        (replace(TAG, confidence="ownershp"), "did you mean ownership?"),
        (replace(TAG, concepts=("exchnge",)), "concept: 'exchnge' is not known; did you mean exchange?"),
        (replace(TAG, tag_type="person"), "tag_type: 'person' is not known"),
        (replace(TAG, label="a\u202eb"), "label: expected a text on one line without hidden signs"),
        (replace(TAG, context="a\nb"), "context: expected a text on one line"),
        (replace(TAG, name=TWO[:-1] + "2"), "address"),
        (replace(TAG, name="bcrt1qzmyfv50xekqnsny02cgk3plch25gcnu3undj53"), "address"),
        (replace(TAG, name="zz", is_transaction=True), "txid"),
    ],
)
def test_each_fault_of_a_tag_is_named(tag: NewTag, fault: str) -> None:
    """A missing source, an unknown confidence, a name of another network: one message each."""
    (found,) = faults_of(tag, MAIN)
    assert fault in found


def test_a_tag_without_a_fault_has_none() -> None:
    """An address and a transaction of the network are both tagged."""
    assert faults_of(TAG, MAIN) == []
    assert faults_of(replace(TAG, name="ab" * 32, is_transaction=True), MAIN) == []
