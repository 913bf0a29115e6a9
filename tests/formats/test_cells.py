"""Cells: no spreadsheet runs one, none hides anything, a row is a line."""

import pytest

from tracer.formats.cells import csv_safe


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "＝", "＋", "－", "＠"])
def test_a_formula_is_a_text(sign: str) -> None:
    """Each sign that starts a formula, in full width too, has an apostrophe before it."""
    assert csv_safe([f"{sign}1+1", 5, None]) == (f"'{sign}1+1", 5, None)


def test_controls_and_line_breaks_are_numbers() -> None:
    """ESC, NUL, tabs, line breaks and marks of direction are spelled out, letters stay."""
    assert csv_safe(["a\x1b[31m\0\r\nb\u202e", "\t=1", "\n", "Әуезов 币安"]) == (
        r"a\u001b[31m\u0000\u000d\u000ab\u202e", r"'\u0009=1", r"'\u000a", "Әуезов 币安",
    )  # fmt: skip


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "＝"])
def test_no_formula_begins_where_a_semicolon_parts_cells(sign: str) -> None:
    """Spreadsheets set to Russian or Kazakh part a line at semicolons, within a text too; ordinary ones stay."""
    assert csv_safe([f"Old;{sign}cmd|' /C calc'!A0", f"a; {sign}1", "A 1; B 2"]) == (
        f"Old;'{sign}cmd|' /C calc'!A0", f"a;' {sign}1", "A 1; B 2",
    )  # fmt: skip
