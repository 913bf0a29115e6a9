"""What people write who have never written TOML: the line is shown, the mistake named, the right form given."""

import tomllib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.counts import count
from tracer.case.case_file import parse
from tracer.errors import CaseError
from tracer.formats import slip_values
from tracer.formats.slip_values import Mended, quoted
from tracer.formats.toml_slips import MOST, TomlSlip, slips
from tracer.reserve import register_file

TXID = "ab" * 32
WIF = "KwDiBf89QgGbjEhKnhXJuH7LrciVrZi3qYjgd9M7rFU73sVHnoWn"
CASE = f"""[case]
id = "K"
network = "regtest"

[[seed]]
label = "A"
outpoint = "{TXID}:0"

[method]
primary = "fifo"
"""

LINES = {
    "day by dots": ("date = 14.04.2025", slip_values.DAY, ("date = 2025-04-14",)),
    "day without noughts": ("date = 2025-5-20", slip_values.DAY, ("date = 2025-05-20",)),
    "day with dashes of a word processor": ("date = 2025–05–20", slip_values.DAY, ("date = 2025-05-20",)),
    "day of either month": (
        "date = 04/05/2025",
        slip_values.TWO_DAYS,
        ("date = 2025-05-04", "date = 2025-04-05"),
    ),
    "day with the month first": ("date = 04/25/2025", slip_values.DAY, ("date = 2025-04-25",)),
    "no such day": ("date = 31.02.2025", slip_values.NO_DAY, ()),
    "time": (
        "received_at = 16.03.2026 9:05 +05:00",
        slip_values.MOMENT,
        ("received_at = 2026-03-16T09:05:00+05:00",),
    ),
    "time without an offset": ("received_at = 16.03.2026 10:00", slip_values.MOMENT, ()),
    "decimal comma": ("amount_sat = 3,5", slip_values.IN_BITCOIN, ("amount_sat = 350000000",)),
    "groups by blanks": ("amount_sat = 350 000 000", slip_values.PLAIN_NUMBER, ("amount_sat = 350000000",)),
    "groups by no-break spaces": (
        "amount_sat = 350\u00a0000\u00a0000",
        slip_values.PLAIN_NUMBER,
        ("amount_sat = 350000000",),
    ),
    "groups by commas": ("amount_sat = 350,000,000", slip_values.PLAIN_NUMBER, ("amount_sat = 350000000",)),
    "groups or decimals": (
        "amount_sat = 3,500",
        slip_values.TWO_NUMBERS,
        ("amount_sat = 3500", "amount_sat = 350000000"),
    ),
    "bitcoin": ("amount_sat = 2 BTC", slip_values.IN_BITCOIN, ("amount_sat = 200000000",)),
    "satoshi": ("amount_sat = 2000 sat", slip_values.PLAIN_NUMBER, ("amount_sat = 2000",)),
    "more decimals than bitcoin has": ("amount_sat = 0,123456789", slip_values.SATOSHI, ()),
    "leading noughts": ("height = 007", slip_values.PLAIN_NUMBER, ("height = 7",)),
    "True": ("coinjoin = True", slip_values.TRUTH, ("coinjoin = true",)),
    "curly": ("title = “Theft”", "curly", ('title = "Theft"',)),
    "guillemets": ("title = «Кража»", "curly", ('title = "Кража"',)),
    "curly at the end": ('title = "Theft”', "curly", ('title = "Theft"',)),
    "curly in a list": ("labels = [“A”, “B”]", "curly", ('labels = ["A", "B"]',)),
    "inside": ('title = "ООО "Альфа" и др."', "inside", ("title = 'ООО \"Альфа\" и др.'",)),
    "inside single ones": ("title = 'it's'", "inside", ('title = "it\'s"',)),
    "open": ('title = "Theft', "open", ('title = "Theft"',)),
    "backslash": ('file = "received\\statement.pdf"', "backslash", ('file = "received/statement.pdf"',)),
    "no marks": ("network = main", slip_values.TEXT, ('network = "main"',)),
    "no marks around a hash": (f"outpoint = {TXID}:0", slip_values.TEXT, (f'outpoint = "{TXID}:0"',)),
    "list without marks": ("labels = [A, B]", slip_values.LIST, ('labels = ["A", "B"]',)),
    "list without commas": ('labels = ["A" "B"]', slip_values.LIST, ('labels = ["A", "B"]',)),
    "list not closed": ('labels = ["A", "B"', slip_values.LIST, ('labels = ["A", "B"]',)),
    "colon": ('title: "Theft"', "colon", ('title = "Theft"',)),
    "no equals": ('title "Theft"', "equals", ('title = "Theft"',)),
    "nothing": ("title =", "nothing", ()),
    "blanks in a key": ('criminal case no = "7"', "key", ('criminal_case_no = "7"',)),
    "Cyrillic letters in a key": ('lаbеl = "A"', "key", ('label = "A"',)),
    "remark": ("// found on the phone", "remark", ("# found on the phone",)),
    "no-break space": ('title\u00a0= "A"', "no-break", ('title = "A"',)),
    "half a heading": ("[[seed]", "heading", ("[[seed]]",)),
    "half a heading of one": ("[seed", "heading", ("[[seed]]",)),
    "a heading of one": ("[method", "heading", ("[method]",)),
    "a sentence": ("the coins were taken", "no line", ()),
}  # fmt: skip
WORDS = {
    "curly": "these quotation marks are a word processor's",
    "inside": "quotation marks inside a text end it",
    "open": "the quotation mark is not closed",
    "backslash": "a \\ begins a special sign",
    "colon": "between key and value stands =, not a colon",
    "equals": "between key and value stands =",
    "nothing": "nothing stands behind the =",
    "key": "a key is written in Latin letters",
    "remark": "a remark begins with #",
    "no-break": "a no-break space or another blank of a word processor",
    "heading": "a heading stands alone on its line",
    "no line": "this is no line of TOML",
}


def faults(text: str) -> tuple[str, ...]:
    """Return every fault of a case."""
    with pytest.raises(CaseError) as caught:
        parse(text.encode(), "case.toml")
    return caught.value.faults


@pytest.mark.parametrize("name", LINES)
def test_a_slip_is_shown_named_and_answered(name: str) -> None:
    """The line as it is written, the mistake in words, and what may be meant, which TOML takes."""
    written, mistake, right = LINES[name]
    (slip,) = slips(f"[case]\n{written}\n", ("seed",))
    assert (slip.line, slip.written, slip.right) == (2, written, right)
    assert slip.mistake.startswith(WORDS.get(mistake, mistake))
    for each in right:
        tomllib.loads(each)


def test_each_slip_of_a_file_is_said_at_once() -> None:
    """A case with three of them has three faults, each with its line."""
    text = CASE.replace('"K"', "“K”").replace('"A"', "A") + "[stop]\nmin_sat = 1 000\n"
    assert faults(text) == (
        "case.toml: line 2: these quotation marks are a word processor's; straight ones (\") belong here\n"
        '  found: id = “K”\n  write: id = "K"',
        'case.toml: line 6: a text stands in quotation marks\n  found: label = A\n  write: label = "A"',
        "case.toml: line 12: a whole number is written in digits alone\n"
        "  found: min_sat = 1 000\n  write: min_sat = 1000",
    )


def test_what_stands_twice_is_named_with_both_lines() -> None:
    """A key, a table, and one that may stand several times but has single brackets."""
    assert faults(CASE.replace('network', 'id = "L"\nnetwork')) == (
        "case.toml: line 3: the key id stands in this table twice, first in line 2; keep one\n  found: id = \"L\"",
    )  # fmt: skip
    assert faults(CASE + "[method]\n") == (
        "case.toml: line 11: the table [method] stands twice, first in line 9; put all its keys under one heading\n"
        "  found: [method]",
    )
    twice = CASE.replace("[[seed]]", "[seed]") + '[seed]\nlabel = "B"\n'
    assert faults(twice) == tuple(
        f"case.toml: line {line}: of [seed] there may be several, so each stands in double brackets\n"
        "  found: [seed]\n  write: [[seed]]"
        for line in (5, 11)
    )


def test_keys_behind_a_broken_heading_stand_in_a_table_of_their_own() -> None:
    """The second seed's label is not called a repetition of the first one's."""
    (fault,) = faults(CASE + '[[seed]]\nlabel = "A"\n[[seed]\nlabel = "B"\n')
    assert fault.startswith("case.toml: line 13: a heading stands alone")


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("[[seed]]", "[seed]", "seed: expected tables [[seed]], got a table\n  found: [seed]\n  write: [[seed]]"),
        ("[case]", "[[case]]", "case: expected a table [case], got a list of 1\n  found: [[case]]\n  write: [case]"),
        (
            'label = "A"',
            'label = "A"\namount_sat = 3.5',
            "seed[1].amount_sat: expected a whole number of satoshi from 1 to 2100000000000000, got 3.5\n"
            "  amounts are whole satoshi, 100000000 to the bitcoin; if bitcoin is meant, it is the number below\n"
            "  found: amount_sat = 3.5\n  write: amount_sat = 350000000",
        ),
        (
            'label = "A"',
            'label = "A"\namount_sat = "350 000 000"',
            "seed[1].amount_sat: expected a whole number of satoshi from 1 to 2100000000000000, got '350 000 000'\n"
            '  found: amount_sat = "350 000 000"\n  write: amount_sat = 350000000',
        ),
        (
            "[method]",
            '[stop]\ncoinjoin = "нет"\n[method]',
            "stop.coinjoin: expected true or false, got 'нет'\n  found: coinjoin = \"нет\"\n  write: coinjoin = false",
        ),
        (
            'primary = "fifo"',
            'primary = "fifo"\ncompare = "lifo"',
            "method.compare: expected a list of methods, got 'lifo'\n"
            '  found: compare = "lifo"\n  write: compare = ["lifo"]',
        ),
        (
            "[[seed]]",
            '[[exhibit]]\nid = "E"\nreceived_at = "16.03.2026 10:00 +05"\n[[seed]]',
            "exhibit[1].received_at: expected a date and time with an offset, without quotation marks, such as "
            "2026-03-16T10:00:00+05:00, got '16.03.2026 10:00 +05'\n"
            '  found: received_at = "16.03.2026 10:00 +05"\n  write: received_at = 2026-03-16T10:00:00+05:00',
        ),
        (
            'id = "K"',
            "id = 42",
            "case.id: expected a name: one line of visible characters, not empty, in Unicode normal form C, got 42\n"
            '  found: id = 42\n  write: id = "42"',
        ),
    ],
)
def test_a_value_of_another_type_is_answered_with_the_right_form(old: str, new: str, fault: str) -> None:
    """TOML takes it, the key does not: the fault is the reader's, with the line and what may be meant."""
    assert faults(CASE.replace(old, new, 1)) == (f"case.toml: {fault}",)


def test_a_register_names_the_same_slips() -> None:
    """One mechanism reads all files that people write."""
    with pytest.raises(CaseError) as caught:
        register_file.parse(b"[register]\nname = KZ\n[wallet]\nname = \xc2\xabA\xc2\xbb\n[wallet]\n", "register.toml")
    assert [fault.split("\n")[-1] for fault in caught.value.faults] == [
        '  write: name = "KZ"',
        "  write: [[wallet]]",
        '  write: name = "A"',
        "  write: [[wallet]]",
    ]


INSTEAD = (
    "; a case is a text of its own: write one to fill in with tracer new CASE.toml, or begin it from a received file "
    "with tracer intake FILE --network NET --case CASE.toml"
)


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (f"victim;txid;btc\nA;{TXID};1,5\nB;{TXID};2,5\n".encode(), "is a list (CSV) and not a case"),
        (f"victim,txid\nA,{TXID}\n".encode(), "is a list (CSV) and not a case"),
        (b'{"case": {\n"id": "K"}}\n', "is JSON and not a case"),
        (b"<html>\n<p>A</p>\n", "is a web page or XML and not a case"),
        (b"Dear Sir\nthe coins are gone\n", "is a text and not a case"),
        (b"PK\x03\x04rest", "is a workbook, a document or another packed file"),
        (b"%PDF-1.7", "is a PDF"),
        (b"\xff\xfe[\x00", "is text in UTF-16; save it as UTF-8"),
    ],
)
def test_a_file_of_another_form_is_called_what_it_is(content: bytes, what: str) -> None:
    """And the reader is told how a case is begun."""
    with pytest.raises(CaseError) as caught:
        parse(content, "list.csv")
    assert caught.value.faults == (f"list.csv: {what}{INSTEAD}",)


def test_no_line_of_a_file_with_a_secret_is_shown() -> None:
    """Neither a key nor words of a phrase that stand one in a line."""
    for secret in (WIF, "\n".join(["abandon"] * 11 + ["about"])):
        found = faults(CASE + f"title = {secret}\n")
        assert any("holds a" in fault for fault in found)
        assert not any(part in fault for fault in found for part in (WIF, "abandon", "about"))
    (_, first) = (fault for fault in faults(CASE.replace('"K"', "42") + f"# {WIF}\n"))
    assert "found" not in "".join(faults(CASE.replace('"K"', "42") + f"# {WIF}\n"))
    assert WIF not in first


def test_of_many_slips_the_first_are_shown_and_the_rest_counted() -> None:
    """A long list of them is no message."""
    found = faults(CASE + "".join(f"k{number} = A b\n" for number in range(MOST + 5)))
    assert len(found) == MOST + 1
    assert found[-1] == "case.toml: and 5 more lines; mend these first"


def test_values_over_several_lines_are_stepped_over() -> None:
    """What stands inside them is no slip, whatever it looks like."""
    text = '[case]\ntitle = """\ndate = 14.04.2025\n"""\nlabels = [\n  "A", # [x\n  "B",\n]\nid = K\n'
    assert [slip.line for slip in slips(text)] == [9]


def test_numbers_are_read_as_people_write_them() -> None:
    """Worked by hand: 0,00000001 BTC is one satoshi, 21 million bitcoin are 2,100,000,000,000,000."""
    assert slip_values.number("0,00000001", satoshi=True) == Mended(slip_values.IN_BITCOIN, ("1",))
    assert slip_values.number("21000000 BTC", satoshi=True) == Mended(slip_values.IN_BITCOIN, ("2100000000000000",))
    assert slip_values.number("21000001 BTC", satoshi=True) == Mended(slip_values.SATOSHI)
    assert slip_values.number("1 234,5", satoshi=True) == Mended(slip_values.IN_BITCOIN, ("123450000000",))
    assert slip_values.number("1 234,5", satoshi=False) == Mended(slip_values.PLAIN_NUMBER)
    assert slip_values.number("1'000'000", satoshi=False) == Mended(slip_values.PLAIN_NUMBER, ("1000000",))
    assert slip_values.number("12 34", satoshi=False) is None


@settings(max_examples=count(suite=100, laws=1000), derandomize=True, deadline=None)
@given(st.text(max_size=60))
def test_a_quoted_text_is_read_as_it_was(text: str) -> None:
    """Whatever stands in it, the right form that is shown means that text."""
    if not any("\ud800" <= each <= "\udfff" for each in text):
        assert tomllib.loads(f"k = {quoted(text)}") == {"k": text}


@settings(max_examples=count(suite=100, laws=2000), derandomize=True, deadline=None)
@given(st.text(alphabet="ab=[]\"'“”«»\\ ,.:;#-0123456789\n\u00a0", max_size=80))
def test_every_right_form_is_toml_and_every_broken_file_has_a_slip(text: str) -> None:
    """A file that TOML takes has none to mend; of one that it does not take, each form shown is TOML."""
    found = slips(text)
    assert all(
        isinstance(slip, TomlSlip) and tomllib.loads(right) is not None for slip in found for right in slip.right
    )
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return
    assert [slip for slip in found if slip.right] == []
