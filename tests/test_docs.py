"""What the documents beside the README say is what the program gives."""

import gzip
import json
import re
from decimal import Decimal
from pathlib import Path

import pytest

from tests.commands import ROOT, tracer
from tests.evidence.results import result
from tracer.chain.amount import as_bitcoin
from tracer.documents.words import rule_name
from tracer.store.schema import COLUMNS

ROOMS = ("tracer", "tests", "fixtures", "benchmarks", "docs")
COINJOINS = ROOT.parent / "shared" / "data" / "coinjoin"
SEVEN = ('compare = ["haircut", "poison"]', 'compare = ["haircut", "lifo", "tiho", "seniority", "juniority", "poison"]')


@pytest.mark.parametrize("name", ["whirlpool-2024-03.jsonl.gz", "wasabi1-2021-08.jsonl.gz"])
def test_the_detectors_do_as_well_as_the_document_says(name: str) -> None:
    """Each collection's section holds every line that the command prints."""
    if not (COINJOINS / name).is_file():
        pytest.skip(f"{name} is not in the folder of shared data")
    ended = tracer("patterns", COINJOINS / name, "--score")
    assert ended.code == 0, ended.err
    section = (ROOT / "docs" / "detectors.md").read_text(encoding="utf-8").split(f"## {name}\n")[1].split("\n## ")[0]
    assert ended.out.strip() == section.strip()


def _lines(block: dict) -> list[str]:
    """Return the payments of a block, as Core's `getblock` with verbosity 3 gives them, as JSON lines."""
    lines = []
    for made in block["tx"][1:]:
        spends = [(spent["prevout"], f"{spent['txid']}:{spent['vout']}") for spent in made["vin"]]
        inputs = [{"outpoint": outpoint, **_paid(prevout)} for prevout, outpoint in spends]
        more = {"truth": "none", "time": block["time"], "height": block["height"]}
        lines.append(
            json.dumps({"txid": made["txid"], **more, "inputs": inputs, "outputs": [*map(_paid, made["vout"])]})
        )
    return lines


def _paid(output: dict) -> dict:
    return {"value_sat": int(output["value"] * 10**8), "script": output["scriptPubKey"]["hex"]}


def test_in_an_ordinary_block_the_detectors_find_what_the_document_says(tmp_path: Path) -> None:
    """Of a whole block's payments one has a Whirlpool round's shape, one Stonewall's; no other would end a trail."""
    answer = ROOT.parent / "shared" / "data" / "mainnet" / "739990.getblock-3.json.gz"
    if not answer.is_file():
        pytest.skip("739990.getblock-3.json.gz is not in the folder of shared data")
    block = json.loads(gzip.decompress(answer.read_bytes()), parse_float=Decimal)
    given = tmp_path / "block.jsonl"
    given.write_text("\n".join(_lines(block.get("result", block))))
    ended = tracer("patterns", given, "--score")
    assert ended.code == 0, ended.err
    assert ended.out.startswith("644 lines.")
    assert "| none | 644 | 1 | 0 | 0 | 0 | 0 | stonewall-shape 1, whirlpool-round 1 |" in ended.out
    assert "of the 644 payments" in (ROOT / "docs" / "detectors.md").read_text(encoding="utf-8")


def test_the_rules_give_what_the_document_says() -> None:
    """Every rule's row and both bounds of the wallet are in its table and the README's; every rule is within them."""
    trace, _ = result(SEVEN)
    text = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
    bounds = {row.label: row for row in trace.bounds if (row.kind, row.target) == ("custody", "Agency seizure wallet")}
    for name, method in trace.methods.items():
        if not method.books:
            assert method.reach is not None
            assert f"{method.reach[0]} outputs in {method.reach[1]} transactions" in text
            continue
        cells = [as_bitcoin(book.terminals[end]) for book in method.books for end in ("custody", "unspent")]
        title = rule_name(name) + (" (primary)" if name == trace.primary else "")
        assert f"| {title} | {' | '.join(cells)} |" in text
        for book in method.books:
            assert bounds[book.label].lower <= book.terminals["custody"] <= bounds[book.label].upper
    least, most = ([as_bitcoin(getattr(bounds[label], side)) for label in ("A", "B")] for side in ("lower", "upper"))
    assert f"| **least under any rule** | {least[0]} | | {least[1]} | |" in text
    assert f"| **most under any rule** | {most[0]} | | {most[1]} | |" in text
    of_all = [[as_bitcoin(book.terminals["custody"]) for book in method.books] for method in trace.methods.values()]
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for at, stolen in enumerate(("A's 10.5", "B's 6.3")):
        cells = [each[at] for each in of_all if each] + [f"**{least[at]}**", f"**{most[at]}**"]
        assert f"| of {stolen} | {' | '.join(cells)} |" in readme


def test_the_columns_of_a_store_are_all_told() -> None:
    """The page's table has a row for each column, in their order, with its type, its width and what it has rows for."""
    text = (ROOT / "docs" / "store.md").read_text(encoding="utf-8").split("## What is checked")[0]
    rows = [line for line in text.splitlines() if line.startswith("| ")][1:]
    told = [[cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", row)[1:-1]] for row in rows]
    assert told == [[column.name, column.dtype, str(column.width), column.rows] for column in COLUMNS]


def test_every_document_that_is_named_is_here() -> None:
    """What a page, a program or a test gives as its source stands in the project, where its reader can open it."""
    found = re.compile(r"(?<![.\w])[A-Z]{4,}\.md\b")
    here = {path.name for path in ROOT.rglob("*.md")}
    kinds = ("py", "md", "js", "css", "typ", "po", "toml", "cfg")
    places = [path for kind in kinds for room in ROOMS for path in (ROOT / room).rglob(f"*.{kind}")]
    named = {(path.name, name) for path in places for name in found.findall(path.read_text(encoding="utf-8"))}
    assert {each for each in named if each[1] not in here} == set()
    assert ("architecture.md", "CONTRIBUTING.md") in named
