"""The trail for GraphSense: both files as its own tools read them."""

import base64
import json
import struct
from dataclasses import replace

import pytest
import yaml

from tests.evidence.story import dossier_of, tell
from tests.result.test_path_results import dossier
from tracer.chain.network import REGTEST
from tracer.evidence.tables.graphsense import graphsense, gs_file
from tracer.trace.tags.tags import parse


def opened(content: bytes) -> list:
    """Return the payload of a `.gs` file, unpacked as the published reader does."""
    codes = struct.unpack(f"<{len(content) // 4}I", content)
    known = [chr(code) for code in range(256)]
    run = chr(codes[0])
    text = [run]
    for code in codes[1:]:
        entry = known[code] if code < len(known) else run + run[0]
        text.append(entry)
        known.append(run + entry[0])
        run = entry
    return json.loads(base64.b64decode("".join(text)))


def test_a_gs_file_unpacks_to_what_was_packed() -> None:
    """Text with repetitions, accents and signs comes back; a repetition of itself, LZW's odd case, too."""
    for payload in (["pathfinder", "1", "Әуезов " * 50, [], [], [], []], ["aaaaaaaaaaaaaaaaaaaaaaa"], [""]):
        assert opened(gs_file(payload)) == payload


def test_pathfinder_opens_the_trail() -> None:
    """Every transaction of the trail in chain order, every address once, seeds as starting points, custody noted."""
    shown = dossier()
    kind, version, name, addresses, transactions, notes, edges = opened(graphsense(shown)["pathfinder.gs"])
    assert (kind, version, edges) == ("pathfinder", "1", [])
    assert name == f"{shown.trace.case}, FIFO"
    assert [row[0][1] for row in transactions] == [crossing.txid for crossing in shown.trace.main.crossings]
    assert [row[4] for row in transactions] == list(range(len(transactions)))
    named = [row[0][1] for row in addresses]
    assert len(set(named)) == len(named)
    assert {row[0][1] for row in addresses if row[3]} == {shown.shown(s.outpoint) for s in shown.trace.main.seeds}
    wallets = {end.address for end in shown.trace.main.ends if end.terminal == "custody"}
    assert {row[0][1] for row in notes if row[1].startswith("state custody: ")} == wallets
    places = [tuple(row[1:3]) for row in [*addresses, *transactions]]
    assert len(set(places)) == len(places)


def test_the_tagpack_is_one_that_loads() -> None:
    """Our own reader, which holds packs to the published schema, takes every tag.

    No tag ends a trail or makes a cluster.
    """
    shown = dossier()
    pack = parse(graphsense(shown)["trail.tagpack.yaml"], "trail.tagpack.yaml", REGTEST)
    assert pack.tags
    assert (pack.unreadable, pack.unknown_concepts) == ((), ())
    assert all(tag.service is None and tag.script is not None for tag in pack.tags)
    contexts = [json.loads(tag.context) for tag in pack.tags if tag.context is not None]
    custody = sum(each["taint_sat"] for each in contexts if each["says"].startswith("a state wallet"))
    assert custody == sum(book.terminals["custody"] for book in shown.trace.main.books)


def test_hostile_case_names_stay_text() -> None:
    """A case's own words with quotes, colons and line breaks are values of the pack, never its structure."""
    shown, creator = dossier_of(tell()), 'A: "B"\n- address: x\ntags: []'
    hostile = replace(shown, case=replace(shown.case, examiner=creator))
    pack = parse(graphsense(hostile)["trail.tagpack.yaml"], "pack", REGTEST)
    assert pack.creator == creator
    assert len(pack.tags) == len(parse(graphsense(shown)["trail.tagpack.yaml"], "pack", REGTEST).tags)


@pytest.mark.parametrize(
    "label",
    ["A", "it's", 'say "so": # yes', "two\nlines", "Әуезов ₸", "tab\there", "\U0001f600", "- x", "{}"],
)
def test_the_tagpack_is_written_as_the_yaml_library_writes_it(label: str) -> None:
    """Whatever a label holds, reading the pack and writing it again with the library gives the same bytes."""
    shown = dossier_of(tell())
    main = shown.trace.main
    made = tuple(replace(each, taint={label: sum(each.taint.values())}) for each in main.made)
    methods = {**shown.trace.methods, main.name: replace(main, made=made)}
    written = graphsense(replace(shown, trace=replace(shown.trace, methods=methods)))["trail.tagpack.yaml"]
    read = yaml.safe_load(written)
    assert {json.loads(tag["context"])["label"] for tag in read["tags"][len(main.seeds) :]} == {label}
    assert yaml.safe_dump(read, sort_keys=False, allow_unicode=True, width=1_000_000).encode() == written
