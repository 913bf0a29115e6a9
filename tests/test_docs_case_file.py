"""The case file reference says what the reader takes, what it assumes, and nothing else."""

import ast
import importlib
import inspect
import pkgutil
import re
from dataclasses import fields, is_dataclass
from enum import Enum
from pathlib import Path

import pytest

from tests.commands import ROOT, tracer
from tracer import case as room
from tracer.case.case import Case
from tracer.case.case_file import parse
from tracer.chain.network import REGTEST
from tracer.errors import CaseError
from tracer.formats.fields import NAME, PROSE
from tracer.formats.toml_file import MAX_SIZE
from tracer.trace.horizon import CONFIRMATIONS
from tracer.wallet.descriptors import MAX_RANGE

TEXT = (ROOT / "docs" / "case-file.md").read_text(encoding="utf-8")
ROW = re.compile(r"\| `([a-z0-9_]+)` \| (.*?) \| (.*?) \| .+ \|")
WORDS = {"name": NAME, "text": PROSE}
TXID, ADDRESS = "ab" * 32, "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080"
LEAST = f"""
case = {{id = "C", network = "regtest", questions = ["Q"]}}
exhibit = [{{id = "E"}}]
seed = [{{label = "A", outpoint = "{TXID}:0"}}]
custody = [{{name = "W", addresses = ["{ADDRESS}"], stage = "seizure"}}]
order = [{{id = "O", kind = "seizure", date = 2026-01-01, labels = ["A"], custody = ["W"]}}]
target = [{{custody = "W"}}]
answer = [{{question = 1, text = "T", form = "probable"}}]
price = [{{date = 2026-01-01, currency = "KZT", per_btc = "1", what = "theft"}}]
remark = [{{on = "W", text = "T", author = "P"}}]
method = {{primary = "lifo"}}
"""
TABLES = {
    "custody": "custody",
    "exhibit": "exhibits",
    "seed": "seeds",
    "order": "orders",
    "target": "targets",
    "answer": "answers",
    "price": "prices",
    "remark": "remarks",
}


def documented() -> dict[str, dict[str, tuple[str, str]]]:
    """Return `{table as written: {key: (takes, default)}}` of the document."""
    found = {}
    for section in re.split(r"^## ", TEXT, flags=re.MULTILINE)[1:]:
        heading = re.match(r"`(\[+[a-z]+\]+)`", section)
        if heading:
            found[heading[1]] = {row[1]: (row[2], row[3]) for row in ROW.finditer(section)}
    return found


def words() -> set[str]:
    """Return every text of the reader's source that could be a key."""
    found = set()
    for module in pkgutil.iter_modules(room.__path__):
        source = inspect.getsource(importlib.import_module(f"{room.__name__}.{module.name}"))
        constants = (each.value for each in ast.walk(ast.parse(source)) if isinstance(each, ast.Constant))
        found |= {text for text in constants if isinstance(text, str) and re.fullmatch("[a-z][a-z0-9_]*", text)}
    return found


def taken(table: str) -> dict[str, str]:
    """Return the keys that the reader knows in a table, and what it says that each takes.

    It is handed all words of its own source at once, each with a value that no key takes.
    """
    text = f"{table}\n" + "\n".join(f"{word} = 0.5" for word in sorted(words()))
    place = table.strip("[]") + ("[1]" if table.startswith("[[") else "")
    with pytest.raises(CaseError) as error:
        parse(text.encode(), "case")
    told = re.compile(rf"case: {re.escape(place)}\.([a-z0-9_]+): expected (.*), got 0\.5(?:\n.*)*")
    return {found[1]: found[2] for fault in error.value.faults if (found := told.fullmatch(fault))}


def test_every_table_that_the_reader_knows_is_in_the_document() -> None:
    """No more and no fewer, each with the brackets that it is written with."""
    with pytest.raises(CaseError) as error:
        parse("\n".join(f"{word} = 0.5" for word in sorted(words())).encode(), "case")
    told = [
        re.fullmatch(r"case: [a-z]+: expected (?:a table|tables) (\S+), got 0\.5", each) for each in error.value.faults
    ]
    assert {found[1] for found in told if found} == set(documented())
    assert len(documented()) == 12


@pytest.mark.parametrize("table", documented())
def test_every_key_is_documented_as_the_reader_takes_it(table):
    """Keys, types, units and limits are those of the reader's own messages."""
    told = {key: WORDS.get(takes, takes) for key, (takes, _) in documented()[table].items()}
    assert told == taken(table)


@pytest.mark.parametrize("table", documented())
def test_what_is_required_is_what_a_file_is_refused_without(table):
    """An empty table lacks exactly the keys that the document calls required."""
    with pytest.raises(CaseError) as error:
        parse(f"{table}\n".encode(), "case")
    lacking = re.compile(rf"case: {table.strip('[]')}(?:\[1\])?\.([a-z0-9_]+): missing; .*")
    missing = {found[1] for fault in error.value.faults if (found := lacking.fullmatch(fault))}
    assert missing == {key for key, (_, default) in documented()[table].items() if default == "**required**"}


def _written(value: object) -> str:
    """Return a value as the document writes it."""
    if isinstance(value, Enum):
        value = value.value
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, str):
        return f'`"{value}"`'
    if isinstance(value, tuple):
        return f"`[{', '.join(_written(each).strip('`') for each in value)}]`"
    return f"`{value}`"


def _assumed(case: Case, table: str, key: str) -> object:
    """Return what a case that says nothing of a key is read as."""
    name = table.strip("[]")
    part = getattr(case, TABLES[name])[0] if name in TABLES else case if name == "case" else getattr(case, name)
    assert is_dataclass(part)
    given = {field.name: getattr(part, field.name) for field in fields(part)}
    return given[key.removesuffix("_sat")] if key.removesuffix("_sat") in given else given[key]


@pytest.mark.parametrize("table", documented())
def test_every_default_is_what_the_reader_assumes(table):
    """Of a case that gives only what is required; *none* is nothing at all, and the reader's too."""
    case = parse(LEAST.encode(), "case")
    written = {
        "[case]": {"questions"},
        "[[seed]]": {"outpoint"},
        "[[target]]": {"custody"},
        "[[custody]]": {"addresses"},
    }.get(table, set())
    for key, (_, default) in documented()[table].items():
        if default == "**required**" or key in written or key == "range":
            continue
        assumed = _assumed(case, table, key)
        assert default == ("none" if assumed in (None, ()) and default == "none" else _written(assumed)), key


def test_the_default_of_a_range_is_what_a_descriptor_is_read_with() -> None:
    """A descriptor with `*` and no range watches the indices that the document names."""
    (descriptor,) = re.findall(r'^descriptor = "(.*)"$', TEXT, re.MULTILINE)
    text = LEAST.replace(f'addresses = ["{ADDRESS}"]', f'descriptor = "{descriptor}"')
    case = parse(text.encode(), "case")
    for table in ("[[seed]]", "[[custody]]"):
        assert documented()[table]["range"][1] == _written(case.custody[0].range)
        assert documented()[table]["descriptor"][1] == "none"


def test_the_numbers_in_the_sentences_are_the_programs() -> None:
    """Confirmations, the greatest range and the greatest file."""
    assert f"none: {CONFIRMATIONS}, and 0 on regtest" in TEXT
    assert TEXT.count(f"at most {MAX_RANGE:,}") == 2
    assert f"at most {MAX_SIZE >> 20} MiB" in TEXT
    assert parse(LEAST.encode(), "case").network == REGTEST


def test_the_example_is_a_case_that_check_finds_right(tmp_path: Path) -> None:
    """`tracer check` has nothing to say against it, and it shows every table."""
    (example,) = re.findall(r"```toml\n(.*?)```", TEXT, re.DOTALL)
    given = tmp_path / "case.toml"
    given.write_text(example, encoding="utf-8")
    ended = tracer("check", given)
    assert (ended.code, ended.err) == (0, f"Next: tracer trace {given} --chain SOURCE --out RUN\n")
    assert "right. Case KZ-2026-0042 on regtest" in ended.out
    assert all(f"{table}\n" in example for table in documented())
