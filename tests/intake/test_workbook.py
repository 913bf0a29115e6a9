"""Workbooks: every cell with its place, nothing evaluated, nothing lost, nothing that bursts."""

import struct

import pytest
from openpyxl import Workbook

from tests.intake.workbooks import changed, saved, simple
from tracer.intake import workbook
from tracer.intake.workbook import MAX_UNPACKED, read

SHEET = "xl/worksheets/sheet1.xml"
ADDRESS = "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq"


def test_a_value_has_its_cell():
    """A value is read with sheet, row and cell; hidden sheets are read too, and said to be hidden."""
    book = Workbook()
    book.active["C17"] = ADDRESS
    hidden = book.create_sheet("скрыто")
    hidden["A1"] = 5
    hidden.sheet_state = "hidden"
    found = read(saved(book))
    assert [(piece.text, str(piece.place)) for piece in found.pieces] == [
        (ADDRESS, "sheet Sheet, row 17, cell C17"),
        ("5", "sheet скрыто, row 1, cell A1"),
    ]
    assert found.sheets == (("Sheet", 1), ("скрыто", 1))
    assert found.notes == ("sheet скрыто is hidden; it was read",)
    assert found.pieces[1].notes == ("in a hidden sheet",)


def test_a_formula_is_not_evaluated():
    """A formula gives the value stored with it, flagged; one without a stored value is counted."""
    content = simple('=CONCATENATE("bc1q","x")')
    found = read(content)
    assert [piece.text for piece in found.pieces] == ['=CONCATENATE("bc1q","x")']
    assert found.pieces[0].notes == ("in a formula, which was not evaluated",)
    assert found.notes == ("sheet Sheet: 1 formula has no stored value; nothing was evaluated",)
    stored = changed(
        content, SHEET, lambda part: part.replace(b"<v />", b"<v>bc1qx</v>").replace(b'r="B2"', b'r="B2" t="str"')
    )
    values = {piece.text: piece.notes for piece in read(stored).pieces}
    assert values["bc1qx"] == ("the stored value of a formula, which was not evaluated",)


def test_a_lying_size_cuts_nothing():
    """Cells outside the size that a sheet gives itself are read all the same."""
    book = Workbook()
    book.active["A1"], book.active["D9"] = "first", "last"
    content = changed(saved(book), SHEET, lambda part: part.replace(b'ref="A1:D9"', b'ref="A1:A1"'))
    assert [piece.text for piece in read(content).pieces] == ["first", "last"]


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


def test_what_stands_beside_the_cells_is_read():
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


def test_a_bomb_is_refused_unread():
    """A workbook that unpacks to more than the bound is refused before any of it is unpacked."""
    content = changed(simple("x"), "none", bytes, xl__more=b"x")
    record = content.rindex(b"PK\x01\x02")
    bomb = content[: record + 24] + struct.pack("<I", MAX_UNPACKED) + content[record + 28 :]
    with pytest.raises(ValueError, match="unpacks to more than 256 MiB"):
        read(bomb)


def test_cells_spread_too_wide_are_refused():
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
def test_what_is_no_workbook_is_refused(content, fault):
    """Cut, damaged and foreign packages are refused with the reason."""
    with pytest.raises(ValueError, match=fault):
        read(content)
