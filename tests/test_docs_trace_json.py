"""The contract of `trace.json`: schema and document say what is written, all of it and nothing else."""

import json
import re
import tarfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.commands import ROOT, tracer
from tests.evidence.drawn_bundles import RULES, drawn_payload, drawn_text
from tests.evidence.results import result
from tests.schema import Schema
from tests.story import BLOCKS, CASE, NAMES, STORY, story_run
from tracer.case import case_file
from tracer.case.choices import METHODS
from tracer.chain.network import REGTEST
from tracer.formats.rows import RowSchema
from tracer.ingest.block_file import FileView
from tracer.result import trace_rows
from tracer.result.document import document
from tracer.result.row_files import COLUMNS, MAX_ROWS, Kind
from tracer.result.run import run
from tracer.result.trace_file import TERMINALS
from tracer.trace.horizon import pin_horizon
from tracer.trace.tags import tags
from tracer.trace.tags.header import with_header

SCHEMA = json.loads((ROOT / "docs" / "trace.schema.json").read_text(encoding="utf-8"))
TEXT = (ROOT / "docs" / "trace-json.md").read_text(encoding="utf-8")
RETAINED = f"{NAMES['transactions']['pay']['txid']}:1"
COMPARED = ('compare = ["haircut", "poison"]', f'compare = ["libr", "poison"]\nretained = ["{RETAINED}"]')

ACTORS = b"""title: A
creator: tests
lastmod: 2020-01-01
actors:
- id: exchange
  label: Exchange
  uri: https://exchange.example
  categories: [exchange]
  context: ''
"""
HEADER = b"title: H\ncreator: tests\nlabel: Shop\nsource: s\ncategory: exchange\n"
PACK = (
    b"header: !include header.yaml\ncurrency: BTC\ntags:\n- address: nonsense\n- {address: "
    b"DFundmtrigzA6E25Swr2pRe4Eb79bGP8G1, currency: DOGE}\n"
)


def objects(schema: object, name: str) -> Iterator[tuple[str, Mapping]]:
    """Return every object with keys of its own that a schema holds, as the document names them."""
    if isinstance(schema, list):
        for each in schema:
            yield from objects(each, name)
    if not isinstance(schema, dict):
        return
    if "properties" in schema:
        yield name, schema
    for key, inside in schema.get("properties", {}).items():
        yield from objects(inside, key if name == "trace.json" else f"{name}.{key}")
    for key, mark in (("items", "[]"), ("additionalProperties", ".*"), ("anyOf", "")):
        yield from objects(schema.get(key), name + mark)


def named() -> dict[str, Mapping]:
    """Return every object of the schema by the name that the document gives it."""
    found = dict(objects(SCHEMA, "trace.json"))
    for name, definition in SCHEMA["$defs"].items():
        found |= dict(objects(definition, name))
    return found


def _traced(text: str, packs: list[tags.TagPack], blocks: Path = BLOCKS, most: int = MAX_ROWS) -> bytes:
    case = case_file.parse(text.encode(), CASE.name)
    view = FileView.open(blocks)
    return document(run(case, packs, view, horizon=pin_horizon(case, view)), most).trace


def _tagged() -> bytes:
    """Return the story's result with packs of which something is unread, included, or about actors."""
    text = CASE.read_text().replace('tags = ["tags/exchange.yaml"]', 'tags = ["a.yaml", "p.yaml"]')
    pack = with_header(PACK, "header.yaml", HEADER)
    return _traced(text, [tags.parse(ACTORS, "a.yaml", REGTEST), tags.parse(pack, "p.yaml", REGTEST)])


def _many_receipts(folder: Path) -> bytes:
    """Return the result of a case with one receipt more than paths are shown of."""
    text = f"s: -> {201 * 10}\n\nt: s.0 -> {' '.join(['10@safe'] * 201)}"
    return drawn_text(text, '[[seed]]\nlabel = "A"\noutpoint = "{s}:0"\n', "fifo", folder)["trace/trace.json"]


def _cut(folder: Path) -> bytes:
    """Return the story's result over a file that begins above the coins of some inputs."""
    raw, blocks = BLOCKS.read_bytes(), []
    while raw:
        size = 8 + int.from_bytes(raw[4:8], "little")
        blocks.append(raw[:size])
        raw = raw[size:]
    cut = folder / "cut.blk"
    cut.write_bytes(b"".join(blocks[104:]))
    return _traced(CASE.read_text().replace('tags = ["tags/exchange.yaml"]', "tags = []"), [], cut)


def _golden() -> bytes:
    """Return the result in the golden bundle of version 0.1.0."""
    with tarfile.open(ROOT / "fixtures" / "golden" / "bundle-0.1.0.tar.xz") as archive:
        found = archive.extractfile("bundle/data/trace/trace.json")
        assert found is not None
        return found.read()


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Return results that together hold every key: the story as it is and changed, a golden one, drawn ones."""
    folder = tmp_path_factory.mktemp("written")
    drawn = {f"drawn {rule}": drawn_payload(number, rule, folder, claims=True) for number, rule in enumerate(RULES)}
    return {
        "story": result()[0].content,
        "retained": result(COMPARED)[0].content,
        "ranges": result(('range = [0, 99]\nstage = "seizure"', 'range = [0, 0]\nstage = "seizure"'))[0].content,
        "set aside": document(story_run(), most=1).trace,
        "tagged": _tagged(),
        "receipts": _many_receipts(folder),
        "cut": _cut(folder),
        "golden": _golden(),
    } | {name: payload["trace/trace.json"] for name, payload in drawn.items()}


def test_every_result_is_as_the_schema_says(written: dict[str, bytes]) -> None:
    """Each key is named in the schema, each value of its form, nothing required is absent."""
    schema = Schema(SCHEMA, closed=True)
    assert {name: schema.faults(json.loads(content)) for name, content in written.items()} == {
        name: [] for name in written
    }


def test_every_key_of_the_schema_is_written_somewhere(written: dict[str, bytes]) -> None:
    """None is documented that these results, which are made to show them all, do not have."""
    seen: set[tuple[str, str]] = set()
    for content in written.values():
        Schema(SCHEMA, closed=True).faults(json.loads(content), seen)
    known = {(each["description"], key) for each in named().values() for key in each["properties"]}
    assert known == seen


def test_what_each_object_is_tells_it_from_all_others() -> None:
    """Two objects of the schema are never described alike, but where they are one."""
    described: dict[str, set[str]] = {}
    for each in named().values():
        described.setdefault(each["description"], set()).add(json.dumps(each["properties"], sort_keys=True))
    assert [words for words, forms in described.items() if len(forms) > 1] == []


def test_a_program_that_knows_no_more_keys_still_reads(written: dict[str, bytes]) -> None:
    """The schema allows keys to be added, and refuses a float, a missing key and another terminal."""
    trace = json.loads(written["story"])
    schema = Schema(SCHEMA)
    assert schema.faults(trace | {"added": 1}) == []
    assert schema.faults({key: value for key, value in trace.items() if key != "gaps"}) == [": lacks gaps"]
    row = trace["methods"]["fifo"]["coins"][0]
    row["value_sat"], row["terminal"] = 1.5, "lost"
    told = schema.faults(trace)
    assert any("1.5 is no integer" in fault for fault in told)
    assert any("'lost' is none of" in fault for fault in told)


def test_the_document_names_every_object_and_key_of_the_schema() -> None:
    """A row each, keys in the schema's order, `?` behind those that may be absent."""
    rows = dict(re.findall(r"^\| `([^`]+)` \| [^|]+ \| (`[^|]+) \|$", TEXT, re.MULTILINE))
    said = {
        name: ", ".join(f"`{key}`" + ("" if key in each["required"] else "?") for key in each["properties"])
        for name, each in named().items()
    }
    assert rows == said


def test_terminals_stand_in_their_order() -> None:
    """In the document's table, in the schema and in every book, all of them."""
    told = re.findall(r"^\| `([a-z_]+)` \|", TEXT.split("## Terminals")[1].split("\n## ")[0], re.MULTILINE)
    assert tuple(told) == TERMINALS == tuple(SCHEMA["$defs"]["terminal"]["enum"])
    assert tuple(SCHEMA["$defs"]["book"]["properties"]["terminals"]["properties"]) == TERMINALS
    assert f"more than {MAX_ROWS:,} rows" in TEXT
    assert SCHEMA["$defs"]["rule"]["enum"] == list(METHODS)


def test_rows_stand_in_the_order_that_is_promised(written: dict[str, bytes]) -> None:
    """Coins by height and output, transactions by height and index."""
    for name, content in written.items():
        for method in json.loads(content)["methods"].values():
            if isinstance(method["transactions"], list):
                places = [(row["height"], row["index"]) for row in method["transactions"]]
                assert places == sorted(places), name
            if isinstance(method["coins"], list):
                heights = [row["height"] for row in method["coins"]]
                assert heights == sorted(heights), name


def test_the_document_names_every_key_of_origin_json(tmp_path: Path) -> None:
    """At the top, of a target, of a share and of an origin."""
    ended = tracer("origin", STORY / "origin.toml", "--chain", BLOCKS, "--out", tmp_path / "run")
    assert ended.code == 0, ended.err
    found = json.loads((tmp_path / "run" / "origin.json").read_text())
    section = TEXT.split("## `origin.json`")[1]
    target = found["targets"][0]
    parts = [found, found["parameters"], target, target["fifo"][0], target["haircut"][0], target["origins"][0]]
    assert {key for part in parts for key in part} == set(re.findall("`([a-z_0-9]+)`", section))


FORMS = {
    Kind.TEXT: ("outpoint", "txid", "terminal", "string"),
    Kind.NUMBER: ("satoshi", "height", "count"),
    Kind.PARTS: ("taint", "segments", "array"),
}
"""What the schema calls what a column of each kind holds."""


def test_the_schema_s_rows_are_the_columns_of_the_files() -> None:
    """One list of columns reads and writes a row file; the schema documents each as it stands there, and no other."""
    documented = {
        "coins": ("end", "reached_coin"),
        "transactions": ("crossing",),
        "spent": ("spent",),
        "made": ("made",),
    }
    assert documented.keys() == COLUMNS.keys()
    for key, names in documented.items():
        rows = [SCHEMA["$defs"][name] for name in names]
        known = {column: said for row in rows for column, said in row["properties"].items()}
        assert known.keys() == COLUMNS[key].keys()
        for name, column in COLUMNS[key].items():
            forms = [str(each.get("$ref") or each["type"]).split("/")[-1] for each in _alternatives(known[name])]
            assert forms[0] in FORMS[column.kind], name
            assert not column.null or all(name in row["required"] for row in rows)
            assert ("null" in forms[1:]) <= column.null


def _alternatives(said: Mapping) -> list[Mapping]:
    """Return the forms that a key may have."""
    return said.get("anyOf", [said])


ROWS: Mapping[str, RowSchema] = {
    "book": trace_rows.BOOK, "seeded_coin": trace_rows.SEEDED_COIN, "end": trace_rows.END,
    "crossing": trace_rows.CROSSING, "stop": trace_rows.STOP, "collision": trace_rows.COLLISION,
    "spent": trace_rows.SPENT, "made": trace_rows.MADE, "shift": trace_rows.SHIFT, "coin_shift": trace_rows.SHIFT,
    "move": trace_rows.MOVE, "holding": trace_rows.HOLDING, "mixing": trace_rows.MIXING, "order": trace_rows.ORDER,
    "bound": trace_rows.BOUND, "gap": trace_rows.GAP,
}  # fmt: skip
"""The rows that one schema of the program writes and reads, by their name in the documents."""

NOT_READ = {
    "end": {"custody", "service", "segments"}, "crossing": {"fee_sat"}, "made": {"segments"},
    "shift": {"terminal"}, "coin_shift": {"outpoint"}, "order": {"date", "in_force", "custody"},
    "bound": {"outpoint", "custody", "order", "upper_proof", "lower_proof"},
}  # fmt: skip
"""Keys of those rows that are written beside the schema: read by hand, or by outsiders alone."""

LENIENT = {"gap": {"outpoint": "text or null", "txid": "text or null"}}
"""Keys that are read without asking for what the documents promise."""

TYPES = {
    "txid": "txid", "outpoint": "outpoint", "satoshi": "satoshi", "count": "integer", "height": "integer",
    "label": "text", "rule": "text", "terminal": "text", "taint": "taint", "segments": "segments",
    "string": "text", "integer": "integer", "boolean": "flag", "array": "texts", "null": "null",
}  # fmt: skip


def forms(schema: Mapping) -> str:
    """Return how a key's value stands in JSON, by the words of the program's rows."""
    if "anyOf" in schema:
        return " or ".join(forms(each) for each in schema["anyOf"])
    if "enum" in schema:
        return "text"
    if schema.get("type") == "object":
        return "terminals" if "properties" in schema else "fields"
    return TYPES[schema["$ref"].removeprefix("#/$defs/") if "$ref" in schema else schema["type"]]


@pytest.mark.parametrize("name", ROWS)
def test_the_program_s_rows_are_those_of_the_schema(name: str) -> None:
    """Each key that the program reads into a row is documented with the same type; the others are known by name."""
    documented = {key: forms(each) for key, each in SCHEMA["$defs"][name]["properties"].items()}
    documented |= LENIENT.get(name, {})
    read = {cell.key: cell.form.name for cell in ROWS[name].cells}
    assert read == {key: form for key, form in documented.items() if key not in NOT_READ.get(name, set())}
    assert set(documented) - set(read) == NOT_READ.get(name, set())
