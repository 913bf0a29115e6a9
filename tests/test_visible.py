"""Received text: people's letters stay, what hides or commands is spelled out, the same on every machine."""

import re
import unicodedata
from pathlib import Path

import pytest

import tracer
from tracer.visible import paragraphs, quoted, visible

NAMES = ("Серік Әуезов", "محمد بن سلمان", "אברהם", "币安 Binance", "ธนาคาร", "कृष्ण", "é e\u0301", "😀", "𠜎", "O₸")


@pytest.mark.parametrize("name", NAMES)
def test_letters_of_any_script_stay(name: str) -> None:
    """A name in any script is shown as its bearer writes it, combining marks and letters beyond the first plane too."""
    assert visible(name) == paragraphs(name) == name
    assert quoted(name) == f"'{name}'"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\x1b[2Jb", r"a\u001b[2Jb"), ("a\0b", r"a\u0000b"), ("a\x9bb", r"a\u009bb"), ("a\u202eb", r"a\u202eb"),
        ("a\u2066b", r"a\u2066b"), ("a\u200bb", r"a\u200bb"), ("a\u200db", r"a\u200db"), ("a\xadb", r"a\u00adb"),
        ("a\u3164b", r"a\u3164b"), ("a\ufe0fb", r"a\ufe0fb"), ("a\ue000b", r"a\ue000b"), ("a\ud800b", r"a\ud800b"),
        ("a\U000e0041b", r"a\U000e0041b"), ("a\u2028b", r"a\u2028b"), ("a\uffffb", r"a\uffffb"),
    ],
)  # fmt: skip
def test_what_hides_or_commands_is_spelled_out(text: str, shown: str) -> None:
    """Controls, direction marks, letters without width, private use and half surrogates stand as their numbers."""
    assert visible(text) == paragraphs(text) == shown


def test_line_breaks_stay_only_in_paragraphs() -> None:
    """A name is one line; a message of ours may have several."""
    assert visible("a\tb\r\nc") == r"a\u0009b\u000d\u000ac"
    assert paragraphs("a\tb\r\nc") == "a\tb\r\nc"


def test_what_is_cut_says_so_and_a_quote_ends_no_quotation() -> None:
    """Beyond the length asked for, an ellipsis stands; a quotation mark inside cannot be taken for the end."""
    assert (visible("абвгд", 3), visible("абв", 3), quoted("O'Brien", 5)) == ("абв…", "абв", r"'O\'Bri…'")


def test_the_table_holds_every_control_and_spares_every_letter() -> None:
    """All of Cc, Cs, Co, Zl, Zp and whatever is invisible of Cf is spelled out; no letter, number or sign is."""
    signs = {*range(0x600, 0x606), 0x6DD, 0x70F, 0x890, 0x891, 0x8E2, 0x110BD, 0x110CD}
    blank = {0x34F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x3164, 0xFFA0}
    selectors = {*range(0x180B, 0x1810), *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)}
    for point in range(0x110000):
        kind, hidden = unicodedata.category(chr(point)), visible(chr(point)) != chr(point)
        if kind in ("Cc", "Cs", "Co", "Zl", "Zp", "Cf"):
            assert hidden != (point in signs), hex(point)
        elif kind != "Cn":
            assert hidden == (point in blank | selectors), hex(point)


def test_no_other_guard_stands_in_the_product() -> None:
    """No text is shown through Python's own escapes, which turn every letter that is not Latin into a number."""
    modules = (Path(tracer.__file__).parent).rglob("*.py")
    assert [path.name for path in modules if re.search(r"!a\}|(?<![\w.])ascii\(", path.read_text("utf-8"))] == []
