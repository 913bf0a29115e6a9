"""Rows too many for `trace.json`: written beside it, and read back as they were."""

import csv
import hashlib
import json
import random
from collections.abc import Mapping
from io import StringIO

import pytest

from tests.story import story_run
from tracer.errors import IntegrityError
from tracer.evidence.tables.leads import leads
from tracer.formats import canonical
from tracer.formats.canonical import Writable
from tracer.formats.json_cursor import JsonCursor
from tracer.result.document import document
from tracer.result.row_files import COLUMNS, MAX_ROWS, Documents, filled_in, is_row_file, set_aside
from tracer.result.run_digest import digest_of
from tracer.result.trace_reading import read_trace

FORMULAS = ["=1+1", "+7", "-2", "@SUM(A1)", "\tx", "\rx", "\nx", "'x", "''=1", "'", '"', 'a"b,c', "a\r\nb", "Резерв 1"]


def small(most: int = 2) -> Documents:
    """Return the story's result, with files for what has more than so many rows."""
    return document(story_run(), most)


def of(rows: list[Writable], key: str = "coins") -> Documents:
    """Return a result of one method with these rows, all of them in a file."""
    methods, beside = set_aside({"fifo": {key: rows}}, 0)
    return Documents(canonical.dumps({"methods": methods}), beside)


def whole(result: Documents) -> canonical.Json:
    """Return the value of a result with all its rows."""
    return filled_in(JsonCursor.of(result.trace, "trace.json"), result.beside).value


def coin(**more: Writable) -> dict[str, Writable]:
    """Return the row of a coin."""
    plain: dict[str, Writable] = {"outpoint": f"{'ab' * 32}:0", "value_sat": 70, "taint_sat": {"A": 60}}
    plain |= {"terminal": "custody", "address": None, "script": "nonstandard", "height": 5}
    return plain | {"segments": [["A", 60], ["", 10]]} | more


def test_a_result_of_few_rows_is_one_file() -> None:
    """Up to 20,000 rows a key, which no rule of the story has, nothing lies beside `trace.json`."""
    assert MAX_ROWS == 20_000
    assert document(story_run()).beside == {}


def test_the_rows_beside_are_the_rows_that_would_be_inside() -> None:
    """With the rows of its files in their places the result is, for every rule, the one of a single file."""
    result = small()
    assert whole(result) == json.loads(document(story_run()).trace)
    assert "coins.fifo.csv" in result.beside
    assert {f"{key}.fifo.csv" for key in COLUMNS} <= result.beside.keys()
    assert document(story_run(), 2) == result


def test_a_key_has_a_file_only_beyond_the_limit() -> None:
    """As many rows as the limit stay inside; one more go into the file, with their count and hash stated."""
    coins = json.loads(document(story_run()).trace)["methods"]["fifo"]["coins"]
    assert "coins.fifo.csv" not in small(len(coins)).beside
    result = small(len(coins) - 1)
    content = result.beside["coins.fifo.csv"]
    short = [{key: row[key] for key in row if key not in ("script", "segments")} for row in coins]
    assert json.loads(result.trace)["methods"]["fifo"]["coins"] == {
        "file": "coins.fifo.csv",
        "rows": len(coins),
        "sha256": hashlib.sha256(content).hexdigest(),
        "digest": hashlib.sha256(json.dumps(short, sort_keys=True).encode()).hexdigest(),
    }
    assert [row["outpoint"] for row in csv.DictReader(StringIO(content.decode()))] == [c["outpoint"] for c in coins]


def test_only_what_the_stand_alone_verifier_computes_has_a_digest() -> None:
    """It computes coins and transactions; a digest of what it does not compute would be held against nothing."""
    stated = json.loads(small().trace)["methods"]["fifo"]
    assert {key for key in COLUMNS if "digest" in stated[key]} == {"coins", "transactions"}
    assert all(stated[key]["rows"] > 2 for key in COLUMNS)


def test_every_reader_sees_the_rows_beside() -> None:
    """Rendering, leads and the night job's brief are those of the result in one file."""
    result, single = small(), document(story_run())
    read, plain = (read_trace(each.trace, "", each.beside) for each in (result, single))
    assert [method.ends for method in read.methods.values()] == [method.ends for method in plain.methods.values()]
    assert [(m.spent, m.made) for m in read.methods.values()] == [(m.spent, m.made) for m in plain.methods.values()]
    assert [m.crossings for m in read.methods.values()] == [m.crossings for m in plain.methods.values()]
    assert set(read.beside) == set(result.beside)
    assert plain.beside == ()
    assert leads(read) == leads(plain)
    assert digest_of(read, story_run().case) == digest_of(plain, story_run().case)


@pytest.mark.parametrize("text", FORMULAS)
def test_no_name_is_a_formula_and_each_reads_back(text: str) -> None:
    """A name that a spreadsheet would run has an apostrophe before it, and is read as it was."""
    rows: list[Writable] = [coin(custody=text), coin(custody="x", service=text)]
    result = of(rows)
    assert whole(result) == {"methods": {"fifo": {"coins": rows}}}
    cells = [cell for row in csv.reader(StringIO(result.beside["coins.fifo.csv"].decode(), newline="")) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))]


def test_a_semicolon_before_a_formula_is_its_number_and_reads_back() -> None:
    """What a spreadsheet that parts at semicolons would run is spelled out in the file, and read as it was."""
    rows: list[Writable] = [coin(custody="Old;=1+1"), coin(custody="Old; B")]
    result = of(rows)
    assert rb"Old\u003b=1+1" in result.beside["coins.fifo.csv"]
    assert b"Old; B" in result.beside["coins.fifo.csv"]
    assert whole(result) == {"methods": {"fifo": {"coins": rows}}}


def test_rows_of_any_texts_read_back() -> None:
    """Names and labels drawn from signs, quotes, ends of lines and letters come back to the sign."""
    draw = random.Random(7)
    for _ in range(300):
        texts = ["".join(draw.choices("=+-@'\",\n\r\t\x1b\0\u202e\\u ;ая{[", k=draw.randint(1, 6))) for _ in range(3)]
        rows: list[Writable] = [coin(custody=texts[0], taint_sat={texts[1]: draw.randint(0, 2**50)})]
        rows += [coin(address=texts[2], labels=[texts[1]], segments=[[texts[2], 1]])]
        assert whole(of(rows)) == {"methods": {"fifo": {"coins": rows}}}


def test_what_hides_in_a_name_is_spelled_out_in_its_file() -> None:
    """No control character reaches the file, a backslash is told from one written for it, and both read back."""
    rows: list[Writable] = [coin(custody="a\x1b[2J\r\nb\u202e"), coin(custody=r"a\u001b")]
    result = of(rows)
    text = result.beside["coins.fifo.csv"].decode()
    assert r"a\u001b[2J\u000d\u000ab\u202e" in text
    assert r"a\u005cu001b" in text
    assert whole(result) == {"methods": {"fifo": {"coins": rows}}}


def test_a_coin_of_very_many_segments_reads_back() -> None:
    """A cell may be longer than the 131,072 characters that Python's own reader takes."""
    rows: list[Writable] = [coin(segments=[[f"label {number}", number] for number in range(20_000)])]
    result = of(rows)
    assert len(result.beside["coins.fifo.csv"]) > 400_000
    assert whole(result) == {"methods": {"fifo": {"coins": rows}}}


def test_no_key_of_a_row_is_left_out_silently() -> None:
    """A row with a key that has no column is not written."""
    with pytest.raises(ValueError, match="colour"):
        of([coin(colour="red")])


def test_a_text_that_is_not_unicode_is_refused() -> None:
    """Half a surrogate pair, which no UTF-8 can hold, is an error and not a traceback."""
    with pytest.raises(IntegrityError, match="cannot be written as UTF-8"):
        of([coin(custody="\ud800")])


def test_only_files_of_rows_have_their_names() -> None:
    """The tables for the reader, and what leads elsewhere, are none."""
    assert is_row_file("coins.fifo.csv")
    assert is_row_file("transactions.proceeds_first.csv")
    for name in ("coins.csv", "leads.csv", "coins..csv", "coins./etc/x.csv", "coins.fifo.csv\n", "flows.fifo.csv"):
        assert not is_row_file(name)


def stating(result: Documents, beside: Mapping[str, bytes], rows: int | None = None) -> Documents:
    """Return the result with other files, whose hashes it states."""
    trace = json.loads(result.trace)
    for name, content in beside.items():
        key, method, _ = name.split(".")
        trace["methods"][method][key]["sha256"] = hashlib.sha256(content).hexdigest()
        trace["methods"][method][key]["rows"] += 0 if rows is None else rows
    return Documents(canonical.dumps(trace), {**result.beside, **beside})


def test_another_file_is_refused() -> None:
    """A file that is not there, or has not the hash that `trace.json` states, is named."""
    result = small()
    lacking = {name: content for name, content in result.beside.items() if name != "coins.fifo.csv"}
    with pytest.raises(IntegrityError, match=r"^coins\.fifo\.csv, which trace\.json names for its rows, is missing"):
        read_trace(result.trace, "", lacking)
    with pytest.raises(IntegrityError, match=r"^coins\.fifo\.csv is not the file that trace\.json names: its SHA-256"):
        read_trace(result.trace, "", {**lacking, "coins.fifo.csv": result.beside["coins.fifo.csv"] + b"\n"})


def test_a_count_that_is_not_the_files_is_refused() -> None:
    """`rows` is how many rows the file holds, not what somebody says."""
    result = small()
    other = stating(result, {"coins.fifo.csv": result.beside["coins.fifo.csv"]}, rows=1)
    with pytest.raises(IntegrityError, match=r"^coins\.fifo\.csv holds \d+ rows; trace\.json says \d+$"):
        read_trace(other.trace, "", other.beside)


def test_a_name_that_is_not_the_files_is_refused() -> None:
    """A key names its own file and no other, so that none is read twice and none leads elsewhere."""
    result = small()
    trace = result.trace.replace(b'"file":"coins.fifo.csv"', b'"file":"../coins.fifo.csv"')
    with pytest.raises(IntegrityError, match=r"^trace\.json: methods\.fifo\.coins\.file is not coins\.fifo\.csv"):
        read_trace(trace, "", result.beside)


HEAD = ",".join(COLUMNS["transactions"])


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xff", "transactions.fifo.csv is not UTF-8"),
        (b"", f"transactions.fifo.csv: its first line is not {HEAD}"),
        (b"txid\n", f"transactions.fifo.csv: its first line is not {HEAD}"),
        (f"{HEAD}\nab,1\n".encode(), "transactions.fifo.csv: row 1 has 2 cells, not 6"),
        (f"{HEAD}\nab,1".encode(), "transactions.fifo.csv: line 2 is not of the form written"),
        (f"{HEAD}\nab,".encode(), "transactions.fifo.csv: its last line has no end"),
        (f'{HEAD}\n"ab,1\n'.encode(), "transactions.fifo.csv: line 2 is not of the form written"),
        (f'{HEAD}\n"ab"x,1\n'.encode(), "transactions.fifo.csv: line 2 is not of the form written"),
        (f"{HEAD}\nab,x,1,{{}},{{}},1\n".encode(), "transactions.fifo.csv: row 1, height is not a whole number"),
        (f"{HEAD}\nab,07,1,{{}},{{}},1\n".encode(), "transactions.fifo.csv: row 1, height is not a whole number"),
        (f"{HEAD}\nab,1,1,{{,{{}},1\n".encode(), "transactions.fifo.csv: row 1, taint_in_sat: not JSON"),
        (f"{HEAD}\n,1,1,{{}},{{}},1\n".encode(), "trace.json: methods.fifo.transactions[0].txid is missing"),
    ],
)
def test_a_file_of_another_form_is_refused(content: bytes, said: str) -> None:
    """Whatever the file holds, its hash stated or not, there is one message and no traceback."""
    result = small()
    rows = max(content.count(b"\n") - 1, 0) - json.loads(result.trace)["methods"]["fifo"]["transactions"]["rows"]
    other = stating(result, {"transactions.fifo.csv": content}, rows)
    with pytest.raises(IntegrityError) as caught:
        read_trace(other.trace, "", other.beside)
    assert str(caught.value).startswith(said)
