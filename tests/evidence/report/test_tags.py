"""The report on tags: every tag of an address at which the trail ends, with what it rests on, and whom it names."""

from dataclasses import replace

import pytest

from tests.evidence.story import dossier_of, tell
from tracer.chain.network import NETWORKS
from tracer.documents.html import as_page
from tracer.documents.paper import Table, Text
from tracer.evidence.dossier import Dossier
from tracer.evidence.report.report import report
from tracer.evidence.report.tags import MAX_ROWS, tag_sections
from tracer.trace.tags import tags

ACTORS = b"""title: Actors
creator: Unit
lastmod: 2026-01-02
actors:
- id: some
  label: Some <b>Exchange</b>
  uri: https://some.example
  categories: [exchange]
  jurisdictions: [KZ, AE]
  context: {legal_name: Some Holdings Ltd}
"""


@pytest.fixture(scope="module")
def dossier() -> Dossier:
    """Return the story's dossier."""
    return dossier_of(tell())


def _address(dossier: Dossier) -> str:
    found = [end.address for end in dossier.trace.main.ends if end.terminal == "service"]
    assert found[0] is not None
    return found[0]


def _pack(address: str, label: str, *more: str, times: int = 1) -> bytes:
    head = f"title: T\ncreator: C\nlabel: {label}\nsource: https://a.example/x\ncurrency: BTC\n"
    return (head + "\n".join(more) + "\ntags:\n" + f"- address: {address}\n" * times).encode()


def _given(dossier: Dossier, *packs: bytes) -> Dossier:
    network = NETWORKS[dossier.trace.network]
    read = tuple(tags.parse(pack, f"tags/{at}.yaml", network) for at, pack in enumerate(packs))
    return replace(dossier, packs=read)


def _tables(dossier: Dossier) -> list[Table]:
    return [block for section in tag_sections(dossier) for block in section.blocks if isinstance(block, Table)]


def test_a_tag_is_printed_with_source_date_confidence_and_the_hash_of_its_pack(dossier: Dossier) -> None:
    """Whose address it is said to be stands beside who says so, when, how surely, and in which file."""
    pack = _pack(
        _address(dossier), "Some Exchange", "category: exchange", "confidence: service_data", "lastmod: 2025-07-02"
    )
    found = _given(dossier, pack)
    (table,) = _tables(found)
    assert table.rows == (
        (
            _address(dossier),
            "Some Exchange\nexchange",
            "ends the trail",
            "data of the service\n2025-07-02",
            "https://a.example/x",
            f"tags/0.yaml, line 10\n{found.packs[0].sha256}",
        ),
    )
    said = " ".join(block.text for block in tag_sections(found)[0].blocks if isinstance(block, Text))
    assert "is asserted by the authors of these files" in said


def test_tags_that_contradict_one_another_are_all_printed(dossier: Dossier) -> None:
    """Of two services and an attribution the surer service counts; the others are printed beside it."""
    address = _address(dossier)
    found = _given(
        dossier,
        _pack(address, "Weak Exchange", "category: exchange", "confidence: web_crawl"),
        _pack(address, "Some Thief", "abuse: scam", "confidence: ownership"),
        _pack(address, "Strong Mixer", "category: mixing_service", "confidence: authority_data"),
    )
    (table,) = _tables(found)
    assert [(row[1].split("\n")[0], row[2]) for row in table.rows] == [
        ("Strong Mixer", "ends the trail"),
        ("Weak Exchange", "also said"),
        ("Some Thief", "also said"),
    ]


def test_an_actor_is_named_with_what_a_records_request_needs(dossier: Dossier) -> None:
    """Label, legal name, business, jurisdictions and web address stand with the pack; an unknown actor is a bare id."""
    address = _address(dossier)
    known = _pack(address, "Some Exchange", "category: exchange", "confidence: ownership", "actor: some")
    other = _pack(address, "Other", "category: exchange", "confidence: ownership", "actor: other")
    found = _given(dossier, known, other, ACTORS)
    table = _tables(found)[1]
    assert table.rows == (
        (
            "Some <b>Exchange</b> (some)\nSome Holdings Ltd",
            "exchange",
            "KZ, AE",
            "https://some.example",
            f"tags/2.yaml, line 5\n{found.packs[2].sha256}",
        ),
        ("other", *["not provided"] * 3, "described by no ActorPack of the case"),
    )
    page = as_page(report(found), b"<svg/>").decode()
    assert "Some &lt;b&gt;Exchange&lt;/b&gt; (some)" in page
    assert "<b>Exchange" not in page


def test_tags_of_other_addresses_are_not_printed(dossier: Dossier) -> None:
    """A pack that tags no address at which the trail ends leaves the report as it is."""
    assert tag_sections(dossier) == []
    elsewhere = _pack("bcrt1q70xwpfl3n4uaefxxz72qgg0wya5g0fnut5jze6", "Some Exchange", "category: exchange")
    assert tag_sections(_given(dossier, elsewhere)) == []


def test_tags_beyond_those_printed_are_counted(dossier: Dossier) -> None:
    """A table that is cut says how many tags there are and where all of them stand."""
    found = _given(dossier, _pack(_address(dossier), "Some Exchange", "category: exchange", times=MAX_ROWS + 1))
    assert len(_tables(found)[0].rows) == MAX_ROWS
    said = " ".join(block.text for block in tag_sections(found)[0].blocks if isinstance(block, Text))
    assert f"{MAX_ROWS} of {MAX_ROWS + 1} rows are printed; all are in the files in case/tags." in said


def test_a_tag_of_a_custody_wallet_s_address_ends_nothing(dossier: Dossier) -> None:
    """Where an address is a custody wallet's, that ended the trail; a service's tag of it is only also said."""
    held = next(end.address for end in dossier.trace.main.ends if end.terminal == "custody")
    assert held is not None
    (table,) = _tables(_given(dossier, _pack(held, "Some Exchange", "category: exchange")))
    assert [row[2] for row in table.rows] == ["also said"]
