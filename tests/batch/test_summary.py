"""The summary: its sums close, its page obeys nobody, its tables run nothing."""

import csv
import html.parser
import io
import json

from tests.batch.digests import book, digest, outpoint, receipt
from tracer.batch.change import between
from tracer.batch.summary import SummaryLine, summarise
from tracer.batch.summary_csv import tables
from tracer.batch.summary_json import as_json
from tracer.batch.summary_live import sortable_tables
from tracer.batch.summary_page import page
from tracer.batch.work import CaseFault
from tracer.result.run_digest import DigestCoin, OrderLine

HOSTILE = "=HYPERLINK(1)<script>alert('x')</script>\u202e"


def _summary():
    one = digest(
        HOSTILE,
        books=(book(HOSTILE, custody=60, unspent=40),),
        orders=(
            OrderLine(
                id=HOSTILE, kind="seizure", ordered=None, received=60, shortfall=None, excess=None, faults=(HOSTILE,)
            ),
        ),
        receipts=(receipt(1, [(HOSTILE, 60), ("", 40)]),),
        ends=(DigestCoin("x", 5, "unspent", 40),),
        trail={"x": 40},
        gaps=2,
    )
    two = digest("KZ-2", books=(book("A", custody=50),), receipts=(receipt(1, [("A", 50), ("", 50)]),))
    moved = between(digest("KZ-2", ends=(DigestCoin("x", 5, "unspent", 40),)), one, ("horizon",))
    return summarise(
        (
            SummaryLine(
                job="a.toml", folder="a", fault=None, message="", warnings=(HOSTILE,), digest=one, change=moved
            ),
            SummaryLine(job="b.toml", folder="b", fault=None, message="", warnings=(), digest=two, change=None),
            SummaryLine(
                job="c.toml", folder="c", fault=CaseFault.CASE, message=HOSTILE, warnings=(), digest=None, change=None
            ),
        ),
        (HOSTILE,),
    )


class _Page(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags: list[str] = []
        self.text = ""
        self.scripts: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.scripts += [""] if tag == "script" else []
        assert not [name for name, _ in attrs if name.startswith("on") or name in ("src", "style")]

    def handle_data(self, data):
        if self.tags[-1:] == ["script"] and not self.scripts[-1]:
            self.scripts[-1] = data
        else:
            self.text += data


def test_the_sums_close() -> None:
    """What is claimed is what is credited and what is contested, for each case and for all."""
    summary = _summary()
    totals = summary.totals
    assert (totals.claimed, totals.credited, totals.contested) == (110, 60, 50)
    assert (totals.receipts, totals.received) == (1, 100)
    shares = [summary.credited(line.job) for line in summary.lines]
    assert [sum(share) for share in zip(*shares, strict=True)] == [totals.credited, totals.contested]
    assert summary.counts == {"moved": 1, "changed": 0, "new": 1, "unchanged": 0, "failed": 1}


def test_the_page_shows_foreign_text_as_it_is_written() -> None:
    """No text of a case becomes markup; nothing is loaded; text that would reverse the line is made visible."""
    content = page(_summary())
    read = _Page()
    read.feed(content.decode())
    assert not {"img", "link", "iframe", "form"} & set(read.tags)
    assert [script for script in read.scripts if script] == list(sortable_tables().scripts)
    assert f"script-src {sortable_tables().hashes};".encode() in content
    assert "<script>alert('x')</script>" in read.text
    assert "\u202e" not in read.text
    assert b"default-src 'none'" in content
    assert "1 case failed and is in no sum on this page." in read.text


def test_no_cell_is_a_formula() -> None:
    """A text that a spreadsheet would run gets an apostrophe; rows are as many as labels, orders and claims."""
    read = {name: list(csv.DictReader(io.StringIO(text.decode()))) for name, text in tables(_summary()).items()}
    assert {name: len(rows) for name, rows in read.items()} == {"summary.csv": 3, "orders.csv": 1, "credits.csv": 2}
    cells = [cell for rows in read.values() for row in rows for cell in row.values()]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]
    row = read["summary.csv"][0]
    assert (row["custody_sat"], row["unspent_sat"], row["seed_sat"], row["books_close"]) == ("60", "40", "100", "yes")
    assert [row["exit_code"] for row in read["summary.csv"]] == ["", "", "2"]


def test_the_json_says_what_happened_to_each_case() -> None:
    """Every case is in the JSON with its state; a failed one has no figures at all."""
    read = json.loads(json.dumps(as_json(_summary()), default=dict))
    assert [(case["job"], case["state"], case["exit_code"]) for case in read["cases"]] == [
        ("a.toml", "moved", None),
        ("b.toml", "new", None),
        ("c.toml", "failed", 2),
    ]
    assert "labels" not in read["cases"][2]
    assert read["cases"][0]["faults"] == [
        f"order {HOSTILE}: {HOSTILE}",
        f"{outpoint(1)}: 60 sat received in custody under no order",
        "2 gaps, amounts and transactions in cases/a/run/trace.json, `gaps`",
        HOSTILE,
    ]
    assert read["cases"][0]["change"]["received"] == [
        {"outpoint": outpoint(1), "height": 10, "custody": "Wallet", "taint_sat": 60}
    ]
    assert read["totals"] == {
        "claimed_sat": 110, "credited_sat": 60, "contested_sat": 50, "received_sat": 100, "receipts": 1
    }  # fmt: skip
    assert read["absent"] == [HOSTILE]


def test_an_id_borne_twice_is_named() -> None:
    """Two jobs with one case id are both done; the page says so, for it is seldom meant."""
    lines = tuple(
        SummaryLine(
            job=f"{name}.toml", folder=name, fault=None, message="", warnings=(), digest=digest("K"), change=None
        )
        for name in "ab"
    )
    assert b"Case id K is borne by several jobs: a.toml, b.toml." in page(summarise(lines, ()))


def test_cases_without_receipts_are_counted_not_listed() -> None:
    """Of what reached the state each case that claims some has a row; how many claim none is said."""
    claiming = digest("K", receipts=(receipt(1, [("A", 60), ("", 40)]),))
    lines = [
        SummaryLine(
            job=f"{at}.toml",
            folder=str(at),
            fault=None,
            message="",
            warnings=(),
            digest=digest(f"none-{at}"),
            change=None,
        )
        for at in range(3)
    ]
    content = page(
        summarise(
            (
                *lines,
                SummaryLine(
                    job="k.toml", folder="k", fault=None, message="", warnings=(), digest=claiming, change=None
                ),
            ),
            (),
        )
    ).decode()
    table = content.partition("What reached the state")[2].partition("</table>")[0]
    assert table.count("<tr>") == 3
    assert "none-" not in table
    assert "3 cases more: no receipt is attributed to them." in content


def test_books_that_do_not_close_are_a_fault() -> None:
    """A book whose ends do not add up to its seeds is named first among the faults."""
    broken = book("A", custody=5)
    broken = type(broken)("A", 6, 0, 6, broken.terminals)
    line = SummaryLine(
        job="a.toml", folder="a", fault=None, message="", warnings=(), digest=digest("K", books=(broken,)), change=None
    )
    assert line.faults == ("the books of A do not close",)
    assert b"DO NOT CLOSE" in page(summarise((line,), ()))
