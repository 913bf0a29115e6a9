"""What the documents beside the README say is what the program gives."""

import pytest

from tests.commands import ROOT, tracer
from tests.evidence.results import result
from tracer.chain.amount import as_bitcoin
from tracer.evidence.words import rule_name

COINJOINS = ROOT.parent / "shared" / "data" / "coinjoin"
SEVEN = ('compare = ["haircut", "poison"]', 'compare = ["haircut", "lifo", "tiho", "seniority", "juniority", "poison"]')


@pytest.mark.parametrize("name", ["whirlpool-2024-03.jsonl.gz", "wasabi1-2021-08.jsonl.gz"])
def test_the_detectors_do_as_well_as_the_document_says(name):
    """Each collection's section holds every line that the command prints."""
    if not (COINJOINS / name).is_file():
        pytest.skip(f"{name} is not in the folder of shared data")
    ended = tracer("patterns", COINJOINS / name, "--score")
    assert ended.code == 0, ended.err
    section = (ROOT / "docs" / "detectors.md").read_text(encoding="utf-8").split(f"## {name}\n")[1].split("\n## ")[0]
    assert ended.out.strip() == section.strip()


def test_the_rules_give_what_the_document_says():
    """Every rule's row and both bounds of the wallet are in the table, and every rule lies within the bounds."""
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
