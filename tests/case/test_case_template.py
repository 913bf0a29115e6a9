"""A case file to fill in: every key of the reader stands in it, in every language, and filled in it is a case."""

import re
import tomllib
from itertools import pairwise

import pytest

from tests.test_docs_case_file import documented, taken
from tracer.case import case_file
from tracer.case.case_template import TABLES, template
from tracer.documents.language.languages import LANGUAGES
from tracer.errors import CaseError

LANGUAGE = pytest.mark.parametrize("language", LANGUAGES.values(), ids=LANGUAGES)
TXID = "ab" * 32
EXAMPLES = {
    "outpoint": f'"{TXID}:0"',
    "txid": f'"{TXID}"',
    "sha256": f'"{TXID}"',
    "hash": f'"{TXID}"',
    "retained": f'["{TXID}:1"]',
    "address": '"bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080"',
    "addresses": '["bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080"]',
    "on": f'"{TXID}"',
    "label": '"A"',
    "id": '"E1"',
    "network": '"regtest"',
    "primary": '"lifo"',
    "examiner": '"E. Example"',
    "reviewer": '"R. Reader"',
}
ALTERNATIVES = {"seed": ("txid", "address", "descriptor", "range", "from_height", "to_height"),
                "custody": ("descriptor", "range"), "target": ("outpoint",)}  # fmt: skip


def uncommented(text: str, *, drop: bool) -> str:
    """Return a template with every key in force and filled in; of alternatives the first, where they are to go."""
    lines, place = [], ""
    for line in text.splitlines():
        bare = line.removeprefix("#")
        heading = re.fullmatch(r"\[+([a-z]+)\]+", bare)
        key = re.fullmatch(r"([a-z0-9_]+) = (.*)", bare)
        if heading:
            place = heading[1]
            lines.append(bare)
        elif key and not (drop and key[1] in ALTERNATIVES.get(place, ())):
            lines.append(f"{key[1]} = {EXAMPLES.get(key[1], key[2])}")
    return "\n".join(lines) + "\n"


@LANGUAGE
def test_every_key_of_the_reader_stands_in_the_template(language) -> None:
    """No more and no fewer, in the table where it belongs, each with its meaning before it."""
    held = tomllib.loads(uncommented(template(language), drop=False))
    rows = {name: table[0] if isinstance(table, list) else table for name, table in held.items()}
    assert {name: set(row) for name, row in rows.items()} == {
        table.strip("[]"): set(taken(table)) for table in documented()
    }
    lines = template(language).splitlines()
    for above, line in pairwise(lines):
        if re.match(r"#?(?:[a-z0-9_]+ = |\[)", line):
            assert above.startswith("# ")


@LANGUAGE
def test_a_template_is_a_case_once_it_is_filled_in(language) -> None:
    """Its empty places are what the reader asks for; comments stripped and those filled, it is a case."""
    text = template(language)
    with pytest.raises(CaseError) as caught:
        case_file.parse(text.encode(), "case.toml")
    assert [fault.split(": ")[1] for fault in caught.value.faults] == [
        "case.id",
        "case.network",
        "seed[1].label",
        "seed[1].outpoint",
        "method.primary",
    ]
    stripped = "\n".join(line for line in text.splitlines() if not line.startswith("#"))
    for key in ("id", "network", "label", "outpoint", "primary"):
        stripped = stripped.replace(f'{key} = ""', f"{key} = {EXAMPLES[key]}")
    case = case_file.parse(stripped.encode(), "case.toml")
    assert (case.network.name, case.language, len(case.seeds)) == ("regtest", language.code, 1)


@LANGUAGE
def test_every_example_of_a_template_is_one_that_the_reader_takes(language) -> None:
    """With all keys in force, and of alternatives one, the file is right but for what only a wallet can say."""
    case = case_file.parse(uncommented(template(language), drop=True).encode(), "case.toml")
    assert (len(case.exhibits), len(case.custody), len(case.orders), len(case.prices)) == (1, 1, 1, 1)


@LANGUAGE
def test_defaults_that_stand_behind_a_mark_are_the_readers(language) -> None:
    """What holds without a key is what stands beside it, where the reference names a default."""
    held = {each.key: each.value for table in TABLES for each in table.keys if table.heading == "[stop]"}
    for key, (_, default) in documented()["[stop]"].items():
        assert key == "tags" or f"#{key} = {default.strip('`')}" in template(language).splitlines()
        assert key in held


def test_templates_of_other_languages_hold_no_english() -> None:
    """Only the values and the keys are the same."""
    english = {each.meaning for table in TABLES for each in table.keys} | {table.meaning for table in TABLES}
    for code in ("ru", "kk"):
        text = template(LANGUAGES[code])
        assert not [meaning for meaning in english if meaning in text]
        assert 'language = "' + code + '"' in text.splitlines()


def test_the_tables_of_which_there_are_several_are_those_of_the_reference() -> None:
    """So that `[seed]` twice is told from `[case]` twice."""
    assert set(case_file.SEVERAL) == {table.strip("[]") for table in documented() if table.startswith("[[")}
