"""Files by their form: encodings, delimiters, pages; what is of no form read here."""

import pytest

from tests.intake.names import quiet, segwit, txid
from tracer.chain.network import REGTEST
from tracer.errors import CaseError
from tracer.intake.intake import examine
from tracer.intake.received import read

ADDRESS, TXID = segwit("r", REGTEST), txid("r")
ENCODINGS = ("utf-8", "utf-8-sig", "cp1251", "utf-16", "utf-16-le", "utf-16-be")


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_csv_of_any_encoding_and_delimiter(encoding, delimiter: str, end: str):
    """Names are found in their cells whatever encoding, delimiter and line end a CSV file has."""
    rows = [["№", "Адрес; получателя", "Хеш"], ["1", ADDRESS, TXID], ["2", "нет, не было", ""]]
    text = end.join(delimiter.join(f'"{cell}"' for cell in row) for row in rows) + end
    found = examine(text.encode(encoding), "table.csv", REGTEST, quiet)
    assert [(finding.value, str(finding.place)) for finding in found.findings] == [
        (ADDRESS, "row 2, cell B2"),
        (TXID, "row 2, cell C2"),
    ]
    guessed = encoding in ("cp1251", "utf-16-le", "utf-16-be")
    assert bool(found.notes) == guessed


def test_a_record_over_several_lines_keeps_its_row() -> None:
    """A quoted field may hold line breaks; rows are records, and a name broken inside a cell is one cell's."""
    content = f'a,b\n"{ADDRESS[:20]}\n{ADDRESS[20:]}",x\nlast,{TXID}\n'.encode()
    broken, whole = examine(content, "table.csv", REGTEST, quiet).findings
    assert (str(broken.place), broken.candidates[0].value) == ("row 2, cell A2", ADDRESS)
    assert str(whole.place) == "row 3, cell B3"


def test_a_quotation_mark_that_never_closes_loses_nothing() -> None:
    """Where the cells of a CSV file cannot be told, it is read as text, and says so."""
    content = f'a,b\n"open,{ADDRESS}\n'.encode() + b"x,y\n" * 60_000 + f"{TXID}\n".encode()
    found = examine(content, "table.csv", REGTEST, quiet)
    assert [finding.value for finding in found.findings] == [ADDRESS, TXID]
    assert found.notes == (
        "line 2 begins a field that does not end; the file was read as plain text, so places are lines, not cells",
    )


def test_a_quotation_mark_in_the_head_that_never_closes_is_no_crash() -> None:
    """A field longer than any reader takes, in the lines by which the delimiter is guessed, is read as text too."""
    content = b'a;b\n"' + b"x" * 140_000 + f"\n{TXID}\n".encode()
    found = examine(content, "table.csv", REGTEST, quiet)
    assert [finding.value for finding in found.findings] == [TXID]
    assert "line 2 begins a field that does not end" in found.notes[0]


def test_a_web_page_is_read_through_its_markup() -> None:
    """Markup inside a name does not break it; links, comments and scripts are read, and say what they are."""
    page = (
        f"<!DOCTYPE html><html><body><p>To <b>{ADDRESS[:10]}<wbr>{ADDRESS[10:]}</b></p>\n"
        f"<a href='/tx/{TXID}'>{TXID[:8]}…</a><!-- {TXID}:3 --><script>x='{ADDRESS}'</script></body></html>"
    )
    found = examine(page.encode(), "copied.html", REGTEST, quiet).findings
    assert [(finding.value, finding.notes) for finding in found] == [
        (ADDRESS, ()),
        (TXID, ("in the attribute href",)),
        (f"{TXID}:3", ("in a comment of the page",)),
        (ADDRESS, ("in a script of the page",)),
    ]
    assert str(found[0].place) == f"line 1, column {page.index(ADDRESS[:10]) + 1}"


def test_names_set_apart_by_markup_alone_stay_apart() -> None:
    """Neighbours with nothing but tags between them do not run together; a name that tags break is damaged."""
    page = f"<p><span>{ADDRESS}</span><span>{TXID}</span><i>0.5</i></p><p>{ADDRESS[:12]}<em>{ADDRESS[12:]}</em></p>"
    first, second, broken = examine(page.encode(), "copied.html", REGTEST, quiet).findings
    assert (first.value, second.value) == (ADDRESS, TXID)
    assert (broken.value, [each.value for each in broken.candidates]) == (None, [ADDRESS])


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"%PDF-1.7", "is a PDF; copy its text into a .txt file and compare the two"),
        (b"\xd0\xcf\x11\xe0\xa1", "is an old or encrypted Office file; save it as .xlsx or .docx without a password"),
        (b"\x00\x01\x02\x98" * 20, "is not text in UTF-8, UTF-16, Windows-1251 or KOI8-R; save it as UTF-8"),
    ],
)
def test_other_forms_are_refused(content, fault: str):
    """A file of a form not read here is refused, with what to do."""
    with pytest.raises(CaseError) as refused:
        read(content, "statement.dat")
    assert str(refused.value) == f"statement.dat {fault}"


def test_an_empty_file_holds_nothing() -> None:
    """An empty file is read, and nothing is found."""
    assert examine(b"", "empty.txt", REGTEST, quiet).findings == ()
