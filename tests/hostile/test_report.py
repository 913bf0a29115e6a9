"""What a judge or an opponent could misread in the report, and what free text could do to it."""

import re
from pathlib import Path
from xml.dom import minidom

from tests.asked import export_run, trace_case
from tests.story import BLOCKS, CASE
from tracer.container.bag import make_bag


def nobody(what: str, done: int, total: int) -> None:
    """Tell nobody."""


def reported(folder: Path, *changes: tuple[str, str]) -> dict[str, str]:
    """Trace the story's case with some texts replaced; return the annexes of its bundle."""
    text = CASE.read_text()
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    (folder / "tags").mkdir(parents=True)
    (folder / "tags/exchange.yaml").write_bytes((CASE.parent / "tags/exchange.yaml").read_bytes())
    (folder / "case.toml").write_text(text)
    trace_case(folder / "case.toml", BLOCKS, folder / "run")
    export_run(folder / "run", folder / "bundle")
    data = folder / "bundle/data"
    names = [path for path in data.rglob("*") if path.suffix in (".md", ".html", ".csv", ".svg", ".graphml", ".txt")]
    return {str(path.relative_to(data)): path.read_text() for path in names}


UNDER_EVERY_RULE = "What holds under every rule"


def section(report: str, title: str) -> str:
    """Return the section of a title of the Markdown report, escapes taken off."""
    text = re.sub(r"\\(.)", r"\1", report)
    return re.split(r"\n##", re.split(rf"\n##+ \d+\. {re.escape(title)}\n", text, maxsplit=1)[1], maxsplit=1)[0]


def rows(text: str) -> list[list[str]]:
    """Return the cells of all table rows."""
    return [
        [cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line.startswith("| ")
    ]


def test_a_figure_below_the_least_of_every_rule_is_explained(tmp_path: Path) -> None:
    """Bounds are computed before `min_sat` and `max_hops`: the report says so wherever these ended a trail."""
    found = section(reported(tmp_path, ("[stop]", "[stop]\nmax_hops = 3"))["report/report.en.md"], UNDER_EVERY_RULE)
    below = [row for row in rows(found) if re.fullmatch(r"\d+\.\d{8}", row[2]) and float(row[3]) < float(row[2])]
    assert below, "the story cut after three hops has a figure under FIFO that is below the least"
    assert "hop limit" in found or "max_hops" in found
    assert not any("under every rule" in row[5] for row in below)


def test_an_order_has_bounds_for_its_own_labels_only(tmp_path: Path) -> None:
    """A row under an order's name is about the labels that the order names."""
    found = section(reported(tmp_path)["report/report.en.md"], UNDER_EVERY_RULE)
    assert [row for row in rows(found) if row[0] == "2-101/2025" and row[1] not in ("A", "label")] == []


def test_one_name_does_not_stand_for_two_figures(tmp_path: Path) -> None:
    """The second book under haircut starts at the primary rule's receipts, and the report says so there."""
    found = section(reported(tmp_path)["report/report.en.md"], "The state’s own wallets")
    beside = found.split("under haircut, for comparison", 1)[1][:600]
    assert "receipts under FIFO" in beside or "receipts of FIFO" in beside


EVIL = (
    "=HYPERLINK('http://evil.example') <script>alert(1)</script><img src=x onerror=alert(1)> [l](javascript:alert(1))"
    " ![i](http://evil.example/y) `c` | pipe & ]]> {{x}} $(id)"
)


FREE_TEXT = (
    "Thefts of 14 March 2025",
    "E. Example",
    "named in E1, item 1",
    "transfer act 17",
    "Agency seizure wallet",
    "Court of Example City",
    "Statement of victim A",
    "2-101/2025",
    "Where is the rest?",
    "First in, first out is declared for all traces of this case",
    "Agency for Financial Monitoring (example)",
)


def test_free_text_stays_text(tmp_path: Path) -> None:
    """Words of the case are words in every annex: no markup, no formula, no link comes of them."""
    plain = reported(tmp_path / "plain")
    found = reported(tmp_path / "evil", *((text, f"{EVIL} {number}") for number, text in enumerate(FREE_TEXT)))
    for name, content in found.items():
        if name.endswith((".svg", ".graphml")):
            assert not minidom.parseString(content).getElementsByTagName("script")
        if name.endswith((".html", ".svg", ".graphml")):
            assert content.count("<script") == plain[name].count("<script")
            assert "<script>alert" not in content
            assert "<img src=x" not in content
        if name.endswith(".md"):
            assert "](javascript" not in content.replace("\\]", "").replace("\\(", "")
            assert not re.search(r"(?<!\\)<script", content)
            assert not re.search(r"(?<!\\)!\[i", content)
        if name.endswith(".csv"):
            assert not re.search(r'(^|,)"?=HYPERLINK', content, re.MULTILINE)


def test_the_words_of_the_report_are_those_of_the_field(tmp_path: Path) -> None:
    """In reports: "untraced", never "clean" or "dirty"; "attributed under", never "proven to be"."""
    for name, content in reported(tmp_path).items():
        assert not re.search(r"\b(clean|dirty|hacker|proven to be|score)\b", content, re.IGNORECASE), name


def test_the_manifests_list_names_once() -> None:
    """A bag's manifests are sorted and list each file once."""
    bag = make_bag({"b": b"1", "a/c": b"2", "a": b"3"}, {})
    lines = bag["manifest-sha256.txt"].decode().splitlines()
    assert [line.partition("  ")[2] for line in lines] == ["data/a", "data/a/c", "data/b"]
