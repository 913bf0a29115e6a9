"""Workbooks: every cell with its place, nothing evaluated, nothing lost, nothing that bursts."""

import re
import struct

import pytest
from openpyxl import Workbook
from openpyxl.workbook.defined_name import DefinedName

from tests.intake.names import quiet, segwit
from tests.intake.workbooks import changed, saved, simple
from tracer.chain.network import MAIN
from tracer.intake import workbook
from tracer.intake.intake import examine
from tracer.intake.workbook import MAX_UNPACKED, read

SHEET = "xl/worksheets/sheet1.xml"
ADDRESS = "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq"


def test_a_value_has_its_cell() -> None:
    """A value is read with sheet, row and cell; hidden sheets are read too, and said to be hidden."""
    book = Workbook()
    book.active["C17"] = ADDRESS
    hidden = book.create_sheet("скрыто")
    hidden["A1"] = 5
    hidden.sheet_state = "hidden"
    found = read(saved(book))
    assert [(piece.text, str(piece.place)) for piece in found.pieces if piece.place.cell] == [
        (ADDRESS, "sheet Sheet, row 17, cell C17"),
        ("5", "sheet скрыто, row 1, cell A1"),
    ]
    assert found.sheets == (("Sheet", 1), ("скрыто", 1))
    assert found.notes == ("sheet скрыто is hidden; it was read",)
    assert found.pieces[1].notes == ("in a hidden sheet",)


def test_a_formula_is_not_evaluated() -> None:
    """A formula gives the value stored with it, flagged; one without a stored value is counted."""
    content = simple('=CONCATENATE("bc1q","x")')
    found = read(content)
    assert [piece.text for piece in found.pieces if piece.place.cell] == ['=CONCATENATE("bc1q","x")']
    assert found.pieces[0].notes == ("in a formula, which was not evaluated",)
    assert found.notes == ("sheet Sheet: 1 formula has no stored value; nothing was evaluated",)
    stored = changed(
        content,
        SHEET,
        lambda part: re.sub(rb"<v ?/>|<v></v>", b"<v>bc1qx</v>", part).replace(b'r="B2"', b'r="B2" t="str"'),
    )
    values = {piece.text: piece.notes for piece in read(stored).pieces}
    assert values["bc1qx"] == ("the stored value of a formula, which was not evaluated",)


def test_a_lying_size_cuts_nothing() -> None:
    """Cells outside the size that a sheet gives itself are read all the same."""
    book = Workbook()
    book.active["A1"], book.active["D9"] = "first", "last"
    content = changed(saved(book), SHEET, lambda part: part.replace(b'ref="A1:D9"', b'ref="A1:A1"'))
    assert [piece.text for piece in read(content).pieces if piece.place.cell] == ["first", "last"]


@pytest.mark.parametrize(
    "change",
    [
        lambda part: part.replace(b'r="A1"', b'r="C1"', 1),
        lambda part: part.replace(b'<row r="1"', b'<row r="3"', 1),
        lambda part: part.replace(b'r="B1"', b'r="A1"', 1),
    ],
)
def test_cells_out_of_order_are_refused(change):
    """Rows or cells out of order, which a reader may lose, are refused and not half read."""
    book = Workbook()
    book.active.append(["a", "b"])
    book.active.append(["c", "d"])
    with pytest.raises(ValueError, match=r"has cells out of order in xl/worksheets/sheet1\.xml"):
        read(changed(saved(book), SHEET, change))


def test_what_stands_beside_the_cells_is_read() -> None:
    """Comments are read with the part they stand in; macros and pictures are named as unread."""
    content = changed(simple("x", f"see {ADDRESS}"), "none", bytes, xl__vbaProject__bin=b"\0", xl__media__image1=b"\0")
    content = content.replace(b"xl/vbaProject/bin", b"xl/vbaProject.bin")
    found = read(content)
    beside = [piece for piece in found.pieces if ADDRESS in piece.text]
    assert beside
    assert beside[0].place.sheet is not None
    assert beside[0].place.sheet.startswith("xl/comments")
    assert "beside the cells of the workbook" in beside[0].notes
    assert found.notes == (
        "holds macros; they were neither run nor read",
        "holds pictures; what stands in them was not read",
    )


def values(content: bytes) -> list[str | None]:
    """Return the names that an intake finds in a workbook."""
    return [finding.value for finding in examine(content, "book.xlsx", MAIN, quiet).findings]


def strict(content: bytes) -> bytes:
    """Return a workbook as the strict form of the standard writes it."""
    for part in ("xl/workbook.xml", SHEET, "xl/sharedStrings.xml", "xl/_rels/workbook.xml.rels", "_rels/.rels"):
        content = changed(
            content,
            part,
            lambda data: data.replace(
                b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
                b"http://purl.oclc.org/ooxml/spreadsheetml/main",
            ).replace(
                b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
                b"http://purl.oclc.org/ooxml/officeDocument/relationships",
            ),
        )
    return content


def test_a_workbook_of_the_strict_form_is_read() -> None:
    """The strict form of the standard, with namespaces of its own, gives the same cells."""
    book = Workbook()
    book.active.append([ADDRESS, "x", "2021"])
    usual, other = read(saved(book)), read(strict(saved(book)))
    assert other.sheets == usual.sheets == (("Sheet", 3),)
    assert [piece for piece in other.pieces if piece.place.cell] == [
        piece for piece in usual.pieces if piece.place.cell
    ]
    assert values(strict(saved(book))) == [ADDRESS]


def test_defined_names_links_and_properties_are_read() -> None:
    """Names stand in links, in defined names and in the properties of a workbook too; each is found with its part."""
    book = Workbook()
    book.active["A1"] = "see"
    book.active["A1"].hyperlink = f"https://x.example/{ADDRESS}"
    book.defined_names["wallet"] = DefinedName("wallet", attr_text=f'"{segwit("d", MAIN)}"')
    book.properties.description = segwit("p", MAIN)
    assert set(values(saved(book))) == {ADDRESS, segwit("d", MAIN), segwit("p", MAIN)}


def test_what_no_cell_gives_is_found_as_it_is_written() -> None:
    """A name in a part that no sheet refers to, or in markup that readers pass over, is found with its part."""
    content = changed(
        simple("x"), SHEET, lambda part: part.replace(
            b"</worksheet>", b'<extLst><ext uri="a"><note t="%s"/></ext></extLst></worksheet>' % ADDRESS.encode()
        )
    )  # fmt: skip
    (finding,) = examine(content, "book.xlsx", MAIN, quiet).findings
    assert (finding.value, finding.place.sheet) == (ADDRESS, SHEET)
    assert finding.notes == ("in the workbook as it is written, and in no cell that could be read",)


def test_a_sheet_that_cannot_be_found_is_said() -> None:
    """A sheet that the workbook names and whose part is gone or unknown is a note.

    Nothing of it is passed over in silence.
    """
    book = Workbook()
    book.active["A1"] = ADDRESS
    book.create_sheet("lost")["A1"] = "x"
    gone = changed(saved(book), "xl/_rels/workbook.xml.rels", lambda part: part.replace(b"sheet2.xml", b"sheet9.xml"))
    found = read(gone)
    assert (
        "sheet lost is named by the workbook and was not read: its part cannot be found or is of another kind"
        in found.notes
    )
    assert ADDRESS in [piece.text for piece in found.pieces]


def test_parts_that_are_not_read_are_named() -> None:
    """Embedded files and other parts that are no XML are named as unread."""
    content = changed(simple("x"), "none", bytes, xl__embeddings__oleObject1=b"x")
    assert "holds 1 parts that were not read: xl/embeddings/oleObject1" in read(content).notes


def test_a_bomb_is_refused_unread() -> None:
    """A workbook that unpacks to more than the bound is refused before any of it is unpacked."""
    content = changed(simple("x"), "none", bytes, xl__more=b"x")
    record = content.rindex(b"PK\x01\x02")
    bomb = content[: record + 24] + struct.pack("<I", MAX_UNPACKED) + content[record + 28 :]
    with pytest.raises(ValueError, match="unpacks to more than 256 MiB"):
        read(bomb)


def test_cells_spread_too_wide_are_refused() -> None:
    """A sheet whose rows all reach to the last column is refused once it spreads over too many cells."""
    rows = b"".join(b'<row r="%d"><c r="XFD%d"><v>1</v></c></row>' % (row, row) for row in range(1, 640))
    content = changed(
        simple("x"), SHEET, lambda part: part[: part.index(b"<row")] + rows + part[part.index(b"</sheetData>") :]
    )
    with pytest.raises(ValueError, match=f"spreads over more than {workbook.MAX_CELLS} cells"):
        read(content)


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"PK\x03\x04 nothing", "is not a whole workbook"),
        (simple("x")[:-40], "is not a whole workbook"),
        (changed(simple("x"), SHEET, lambda part: b"<!DOCTYPE a [<!ENTITY b 'c'>]>" + part), "has a document type in"),
        (changed(simple("x"), SHEET, lambda part: part[:-30]), "cannot be read as a workbook"),
        (
            changed(simple("x"), "none", bytes, xl__workbook_bin=b"").replace(b"xl/workbook_bin", b"xl/workbook.bin"),
            "is a binary workbook",
        ),
    ],
)
def test_what_is_no_workbook_is_refused(content, fault: str):
    """Cut, damaged and foreign packages are refused with the reason."""
    with pytest.raises(ValueError, match=fault):
        read(content)
