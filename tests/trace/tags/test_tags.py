"""TagPacks as published: what is read, what ends a trail, what is counted, what is refused."""

import datetime as dt
import hashlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.counts import count
from tracer.chain import address
from tracer.chain.network import MAIN, REGTEST
from tracer.errors import CaseError
from tracer.trace.tags.concepts import CONCEPTS, SERVICES
from tracer.trace.tags.tags import Services, ServiceTag, TagPack, parse

PACKS = Path(__file__).resolve().parents[4] / "shared" / "data" / "tagpacks"
FIRST = "34xp4vRoCGJym3xR7yCVPFHoCNxv4Twseo"
SECOND = "bc1qm34lsc65zpw79lxes69zkqmk6ee3ewf0j77s3h"
ON_REGTEST = "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080"
TRON = "TUCsTq7TofTCJRRoHk6RvhMoS2mJLm5Yzq"
HEADER = """title: Exchanges
creator: Unit
label: Example exchange
source: https://example.org/wallets
currency: BTC
"""
PACK = f"{HEADER}category: exchange\ntags:\n- address: {FIRST}\n"


def read(text: str, name: str = "pack.yaml") -> TagPack:
    """Read a pack for mainnet."""
    return parse(text.encode(), name, MAIN)


def faults(text: str) -> tuple[str, ...]:
    """Return the faults of a pack."""
    with pytest.raises(CaseError) as caught:
        read(text)
    return caught.value.faults


def service(text: str) -> ServiceTag | None:
    """Return the service tag of the first address in a pack."""
    return Services([read(text)]).find(address.decode(FIRST, MAIN))


def test_a_tag_takes_from_the_header_what_it_does_not_say_itself() -> None:
    """Header fields hold for every tag; a tag's own field wins, lists included."""
    text = f"""{HEADER}confidence: web_crawl
lastmod: 2021-04-21
concepts: [exchange]
is_cluster_definer: true
abuse: scam
tags:
- address: {FIRST}
- address: {SECOND}
  label: other
  concepts: [organization]
  confidence: authority_data
  lastmod: 2022-01-01 10:00:00
  is_cluster_definer: false
  actor: other
  context: '{{"a": 1}}'
  tag_type: actor
"""
    pack = read(text)
    inherited, own = pack.tags
    assert (inherited.label, inherited.confidence, inherited.concepts) == (
        "Example exchange",
        "web_crawl",
        ("exchange",),
    )
    assert (inherited.lastmod, inherited.is_cluster_definer, inherited.abuse) == (dt.date(2021, 4, 21), True, "scam")
    assert (own.label, own.confidence, own.concepts) == ("other", "authority_data", ("organization",))
    assert (own.lastmod, own.is_cluster_definer, own.actor) == (dt.date(2022, 1, 1), False, "other")
    assert (own.context, own.source, own.line) == ('{"a": 1}', "https://example.org/wallets", 13)
    assert (pack.title, pack.creator, pack.file) == ("Exchanges", "Unit", "pack.yaml")
    assert pack.sha256 == hashlib.sha256(text.encode()).hexdigest()


def test_without_a_confidence_a_tag_has_the_lowest() -> None:
    """The published default is the least sure one."""
    assert read(PACK).tags[0].confidence == "unknown"


def test_a_tag_of_a_transaction_is_attribution_only() -> None:
    """`tx_hash` stands for `address`, and ends no trail."""
    (tag,) = read(PACK.replace(f"address: {FIRST}", f"tx_hash: {'AB' * 32}")).tags
    assert (tag.txid, tag.address, tag.script, tag.service) == ("ab" * 32, None, None, None)


@pytest.mark.parametrize("concept", sorted(SERVICES))
def test_a_service_that_keeps_customers_coins_ends_a_trail(concept: str) -> None:
    """Whether it is the category or one of the concepts."""
    for line in (f"category: {concept}", f"category: user\nconcepts: [organization, {concept}]"):
        found = service(PACK.replace("category: exchange", line))
        assert found is not None
        assert found.category == concept


@pytest.mark.parametrize("concept", sorted(CONCEPTS - SERVICES))
def test_no_other_concept_ends_a_trail(concept: str) -> None:
    """A user, a victim, a sanctioned person, a cold wallet, a CoinJoin: attribution only."""
    assert service(PACK.replace("exchange", concept)) is None


def test_without_a_category_nothing_ends_a_trail() -> None:
    """A label alone does not make an address a service's."""
    assert service(PACK.replace("category: exchange\n", "")) is None


@pytest.mark.parametrize("kind", ["event", "attribute", "mention"])
def test_only_a_tag_that_names_the_holder_ends_a_trail(kind: str) -> None:
    """That an address was mentioned beside an exchange does not make it the exchange's."""
    assert service(PACK + f"  tag_type: {kind}\n") is None
    assert service(PACK + "  tag_type: actor\n") is not None


def test_of_several_tags_the_surest_counts_then_the_first() -> None:
    """Highest confidence, then the order of packs, then of tags in a pack; none of them is lost."""
    one = read(f"{PACK}  label: a\n  confidence: forensic\n- address: {FIRST}\n  label: b\n  confidence: forensic\n")
    two = read(f"{PACK}  label: c\n  confidence: authority_data\n")
    script = address.decode(FIRST, MAIN)
    assert [tag.label for tag in Services([one, two]).tags(script)] == ["c", "a", "b"]
    assert [tag.label for tag in Services([one]).tags(script)] == ["a", "b"]
    found = Services([one, two]).find(script)
    assert found == ServiceTag(
        label="c",
        category="exchange",
        actor=None,
        confidence="authority_data",
        source="https://example.org/wallets",
        pack=1,
        line=8,
    )
    assert Services([one, two]).labels() == {script: "c"}
    assert Services([one, two]).find(b"\x51") is None
    assert len(Services([one, two])) == 1


def test_tags_of_other_ledgers_and_networks_are_counted() -> None:
    """What cannot be met on this chain is said, not dropped."""
    pack = read(
        f"{PACK}- address: '0xabc'\n  currency: ETH\n- address: x\n  currency: USDT\n  network: trx\n"
        f"- address: 'y'\n  currency: eth\n- address: {ON_REGTEST}\n- address: {TRON}\n"
    )
    assert [tag.address for tag in pack.tags] == [FIRST]
    assert pack.other_ledgers == (("ETH", 2), ("TRX", 1))
    assert pack.other_networks == 1
    assert pack.unreadable == ((17, f"{TRON} is not an address of any Bitcoin network"),)


@pytest.mark.parametrize("code", ["XBT", "xbt", "btc"])
def test_either_code_of_bitcoin_is_bitcoin(code: str) -> None:
    """XBT, as ISO 4217 would have it, is no other ledger, whether it is the currency's name or the network's."""
    for written in (PACK.replace("currency: BTC", f"currency: {code}"), PACK + f"  network: {code}\n"):
        pack = read(written)
        assert ([tag.address for tag in pack.tags], pack.other_ledgers) == ([FIRST], ())


def test_a_token_on_bitcoin_is_tagged_on_bitcoin() -> None:
    """`network` says where an address lives, `currency` what was seen there."""
    assert len(read(PACK + "  network: BTC\n  currency: USDT\n").tags) == 1


def test_the_cases_network_decides_which_addresses_count() -> None:
    """The same pack on regtest has other addresses of the case's network."""
    pack = parse(f"{PACK}- address: {ON_REGTEST}\n".encode(), "pack.yaml", REGTEST)
    assert [tag.address for tag in pack.tags] == [ON_REGTEST]
    assert pack.other_networks == 1


def test_unknown_concepts_are_reported() -> None:
    """The taxonomy grows; a concept nobody knows here ends no trail, and the reader is told."""
    pack = read(PACK.replace("exchange", "exchagne") + "  concepts: [user, zzz]\n")
    assert pack.unknown_concepts == ("exchagne", "zzz")


YAML_FAULTS = {
    "a: b\nb: c: d\n": "is not YAML in line 2: mapping values are not allowed in this context",
    "- a\n- b\n": "expected the fields of a TagPack: title, creator, tags",
    "": "expected the fields of a TagPack: title, creator, tags",
    PACK + "---\na: 1\n": "line 9: a second document begins; expected one",
    "header: !include header.yaml\n"
    + PACK: "line 1: !include header.yaml: no such file beside the pack or in a folder above it",
    "title: !include header.yaml\n": "line 1: !include is not read; only a header is: header: !include FILE",
    "x: !!python/object/apply:os.system [id]\n": "line 1: tag:yaml.org,2002:python/object/apply:os.system is not read; "
    "write a plain value",
    "a: &x 1\nb: *x\n": "line 1: anchor &x; anchors are not read, write the value out",
    "a: *x\n": "line 1: alias *x; aliases are not read, write the value out",
    PACK + f"  address: {SECOND}\n": "line 9: address is given twice",
    PACK + "title: again\n": "line 9: title is given twice",
    "1: a\n": "line 1: expected the name of a field",
    "? [a]\n: b\n": "line 1: expected the name of a field",
    "a: [[[[[[1]]]]]]\n": "line 1: is nested deeper than a TagPack or an ActorPack is",
    PACK + "  lastmod: 2022-13-45\n": "line 9: '2022-13-45' is no value; put it in quotes if it is a text",
    PACK + f"  label: {'9' * 5000}\n": f"line 9: '{'9' * 60}' is no value; put it in quotes if it is a text",
}


@pytest.mark.parametrize("text", YAML_FAULTS)
def test_what_is_no_plain_list_is_refused_with_its_line(text: str) -> None:
    """Damage, includes, anchors, tags, repeated keys, depth: one message each."""
    assert faults(text) == (f"pack.yaml: {YAML_FAULTS[text]}",)


def test_text_that_is_not_utf_8_is_refused() -> None:
    """The line is named."""
    with pytest.raises(CaseError) as caught:
        parse(b"title: a\ncreator: \xff\n", "pack.yaml", MAIN)
    assert caught.value.faults == ("pack.yaml: is not UTF-8 in line 2",)


FIELD_FAULTS = {
    PACK.replace("title: Exchanges\n", ""): "title: missing; expected it in the header",
    PACK.replace("creator: Unit\n", ""): "creator: missing; expected it in the header",
    PACK.replace("currency: BTC\n", ""): "line 7: currency: missing; expected it in the tag or in the header",
    PACK.replace("label: Example exchange\n", ""): "line 7: label: missing; expected it in the tag or in the header",
    PACK.replace("source: https://example.org/wallets\n", ""): "line 7: source: missing; expected it in the tag or in "
    "the header",
    PACK.replace("creator", "createur"): None,
    "colour: red\n" + PACK: "colour: unknown field",
    PACK + "  catgory: x\n": "line 8: catgory: unknown field; did you mean category?",
    PACK + "  title: x\n": "line 8: title: unknown field",
    PACK + "  actor:\n": "line 8: actor: has no value",
    "owner: ~\n" + PACK: "owner: has no value",
    PACK + "  label: ''\n": "line 8: label: expected a text that is not empty, got ''",
    PACK + "  label: 5\n": "line 8: label: expected a text that is not empty, got 5",
    PACK + "  label: [a]\n": "line 8: label: expected a text that is not empty, got a list",
    PACK + "  confidence: sure\n": "line 8: confidence: expected one of override, ownership, ledger_immanent, "
    "manual_transaction, service_api, forensic_investigation, authority_data, trusted_provider, service_data, "
    "forensic, untrusted_transaction, web_crawl, heuristic, unknown, got 'sure'",
    PACK + "  tag_type: person\n": "line 8: tag_type: expected one of actor, event, attribute, mention, got 'person'",
    PACK + "  lastmod: yesterday\n": "line 8: lastmod: expected a date such as 2026-05-02, got 'yesterday'",
    PACK + "  is_cluster_definer: 1\n": "line 8: is_cluster_definer: expected true or false, got 1",
    PACK + "  concepts: exchange\n": "line 8: concepts: expected a list of texts, got 'exchange'",
    PACK + "  concepts: [1]\n": "line 8: concepts: expected a list of texts, got a list",
    PACK + f"  tx_hash: {'ab' * 32}\n": "line 8: expected exactly one of address, tx_hash",
    PACK.replace(f"address: {FIRST}", "actor: a"): "line 8: expected exactly one of address, tx_hash",
    PACK.replace(f"address: {FIRST}", "tx_hash: abc"): "line 8: tx_hash: 'abc' is not a txid: expected 64 lower-case "
    "hexadecimal digits",
    HEADER + "tags: []\n": "tags: expected a list of at least one tag",
    HEADER: "tags: expected a list of at least one tag",
    HEADER + "tags:\n- one\n": "tags: expected each tag to have fields",
}


@pytest.mark.parametrize("text", FIELD_FAULTS)
def test_each_faulty_field_is_named_with_its_line(text: str) -> None:
    """One message for each thing that is wrong with a field."""
    expected = FIELD_FAULTS[text]
    found = faults(text)
    if expected is not None:
        assert found == (f"pack.yaml: {expected}",)


def test_all_faults_of_a_pack_are_reported_at_once() -> None:
    """In the order in which they stand in the file."""
    assert faults(PACK.replace("creator", "createur") + "  label: 5\n- actor: x\n  lastmod: 7\n") == (
        "pack.yaml: createur: unknown field; did you mean creator?",
        "pack.yaml: creator: missing; expected it in the header",
        "pack.yaml: line 8: label: expected a text that is not empty, got 5",
        "pack.yaml: line 10: expected exactly one of address, tx_hash",
        "pack.yaml: line 10: lastmod: expected a date such as 2026-05-02, got 7",
    )


@pytest.mark.parametrize(
    "text",
    ["[" * 100_000, "{a: " * 100_000, "- " * 100_000, "a: " * 1000, "? " * 50_000],
    ids=["lists", "mappings", "dashes", "colons", "questions"],
)
def test_depth_neither_crashes_nor_takes_long(text: str) -> None:
    """A hundred thousand levels are one fault."""
    assert len(faults(text)) == 1


@settings(max_examples=count(suite=40, laws=200), derandomize=True, deadline=None)
@given(st.data())
def test_no_mutation_of_a_pack_raises_anything_but_a_case_error(data: st.DataObject) -> None:
    """A mutated pack is read or refused with messages that name the file."""
    text = PACK + f"  concepts: [user]\n  lastmod: 2022-01-01\n- tx_hash: {'ab' * 32}\n"
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(text)))
        drawn = data.draw(
            st.sampled_from([":", "- ", "&a", "*a", "!x", "[", "{", "|", ">", "%", "1:30", "~", "=", "<<: "])
        )
        text = text[:place] + drawn + text[place + data.draw(st.integers(0, 3)) :]
    try:
        read(text)
    except CaseError as error:
        found = error.faults
    else:
        return
    assert found
    assert all(fault.startswith("pack.yaml: ") for fault in found)


REAL = {
    "aft-alqaeda-forfeit_vc.yaml": (155, 0, 0, 0),
    "blender_io.yaml": (45, 0, 0, 45),
    "exchange-wallets-binance.yaml": (4, 82, 0, 4),
    "ofac.yaml": (384, 187, 1, 0),
    "twitter_hack_scam.yaml": (3, 0, 0, 0),
    "wasabi_collector.yaml": (2, 0, 0, 0),
}
"""Published packs: tags used, tags of other ledgers, unreadable addresses, service addresses."""


@pytest.mark.parametrize("name", REAL)
def test_published_packs_are_read(name: str) -> None:
    """Every tag of six real packs is used or counted."""
    path = PACKS / name
    if not path.is_file():
        pytest.skip(f"{name} is not in the folder of shared data")
    content = path.read_bytes()
    pack = parse(content, name, MAIN)
    ledgers = sum(count for _, count in pack.other_ledgers)
    assert (len(pack.tags), ledgers, len(pack.unreadable), len(Services([pack]))) == REAL[name]
    assert len(pack.tags) + ledgers + pack.other_networks + len(pack.unreadable) == content.count(b"address:")
    assert pack.unknown_concepts == ()
