"""A header in a file of its own is put over the pack's fields, and both files stay as they were."""

from hashlib import sha256

import pytest

from tracer.chain.network import MAIN
from tracer.errors import CaseError
from tracer.trace.tags.header import parts, wanted, with_header
from tracer.trace.tags.tags import parse

PACK = b"""header: !include header.yaml
tags:
- address: 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa
- address: 12c6DSiU4Rq3P4ZxziKxzrL5LmMBrzjrJX
  label: His own
"""
HEADER = b"title: T\ncreator: C\nlabel: Shared\nsource: s\ncurrency: BTC\ncategory: exchange\n"


def test_a_header_holds_for_every_tag_that_does_not_say_it_itself() -> None:
    """What the included file says is inherited as if it were written at the head of the pack."""
    pack = parse(with_header(PACK, "header.yaml", HEADER), "packs/a.yaml", MAIN)
    assert (pack.title, pack.creator) == ("T", "C")
    assert [(tag.label, tag.service, tag.line) for tag in pack.tags] == [
        ("Shared", "exchange", 3),
        ("His own", "exchange", 4),
    ]


def test_both_files_can_be_cut_out_as_they_were() -> None:
    """The piece that is sealed names both files' own hashes, whether or not the pack ends with a newline."""
    for own in (PACK, PACK.rstrip(b"\n")):
        whole = with_header(own, "header.yaml", HEADER)
        assert parts(whole) == (own, ("header.yaml", HEADER))
        pack = parse(whole, "a.yaml", MAIN)
        assert pack.sha256 == sha256(whole).hexdigest()
        assert pack.files == (("a.yaml", sha256(own).hexdigest()), ("header.yaml", sha256(HEADER).hexdigest()))
    assert parse(HEADER + PACK.split(b"\n", 1)[1], "a.yaml", MAIN).files == ()


def test_a_pack_that_holds_its_header_wants_none() -> None:
    """A pack out of a bundle, header and all, is read as it is."""
    assert wanted(PACK) == "header.yaml"
    assert wanted(b"title: x\n  header: !include no.yaml\n") is None
    assert wanted(with_header(PACK, "header.yaml", HEADER)) is None


def test_a_header_may_be_written_in_place() -> None:
    """A mapping under `header` counts like one in a file."""
    inline = PACK.replace(b"!include header.yaml", b"{title: T, creator: C, label: L, source: s, currency: BTC}")
    assert [tag.label for tag in parse(inline, "a.yaml", MAIN).tags] == ["L", "His own"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (PACK, "a.yaml: line 1: !include header.yaml: no such file beside the pack or in a folder above it"),
        (with_header(PACK, "other.yaml", HEADER), "a.yaml: line 1: !include header.yaml: no such file"),
        (with_header(PACK, "header.yaml", HEADER + b"a: &x 1\n"), "a.yaml: header.yaml: line 7: anchor &x"),
        (with_header(PACK, "header.yaml", b"- a\n"), "a.yaml: header.yaml: expected the fields of a TagPack"),
        (with_header(HEADER, "header.yaml", HEADER), "a.yaml: holds header.yaml and does not include it"),
        (with_header(PACK, "header.yaml", b"header: !include header.yaml\n"), "header: unknown field"),
    ],
    ids=["absent", "other", "anchor", "list", "surplus", "nested"],
)
def test_a_wrong_header_is_one_clear_message(content, said: str):
    """Absent, another, damaged, not wanted or itself including: the file and the line are named."""
    with pytest.raises(CaseError) as caught:
        parse(content, "a.yaml", MAIN)
    assert any(said in fault for fault in caught.value.faults), caught.value.faults
