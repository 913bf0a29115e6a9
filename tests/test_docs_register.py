"""The register reference says what the readers take, what they assume, and nothing else."""

import ast
import importlib
import inspect
import pkgutil
import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.commands import ROOT
from tracer import reserve as room
from tracer.case import watched
from tracer.errors import CaseError
from tracer.formats.fields import NAME, PROSE
from tracer.formats.toml_file import MAX_SIZE
from tracer.operations.context import Context
from tracer.operations.reserve_begin import FOLDERS
from tracer.operations.reserve_files import read_register
from tracer.reserve import act_file, register_file
from tracer.reserve.act_file import DOCUMENTED, TWO_PERSONS
from tracer.reserve.acts import ActKind
from tracer.reserve.register import Register
from tracer.reserve.terms import LimitKind
from tracer.wallet.descriptors import MAX_RANGE

TEXT = (ROOT / "docs" / "register.md").read_text(encoding="utf-8")
ROW = re.compile(r"\| `([a-z0-9_]+)` \| (.*?) \| (.*?) \| .*\|")
WORDS = {"name": NAME, "text": PROSE}
OPENING, ACTS = TEXT.split("\n# Acts\n")
(REGISTER,) = re.findall(r"```toml\n(\[register\].*?)```", TEXT, re.DOTALL)
EXAMPLES = re.findall(r"```toml\n(id = .*?)```", TEXT, re.DOTALL)
DOCUMENT = b"A document.\n"
INSIDE = ("authorised", "shares", "outputs", "counterparty", "price", "proceeds")
EVERY = "Every act"

Rows = Mapping[str, tuple[str, str]]


def sections(text: str, heading: str) -> dict[str, Rows]:
    """Return `{heading: {key: (takes, default)}}` of the sections whose headings match."""
    found: dict[str, Rows] = {}
    for section in re.split(r"^##+ ", text, flags=re.MULTILINE)[1:]:
        named = re.match(heading, section)
        if named:
            found[named[1]] = {row[1]: (row[2], row[3]) for row in ROW.finditer(section)}
    return found


TABLES = sections(OPENING, r"`(\[+[a-z]+\]+)`")
KINDS = sections(ACTS, r"(?:`([a-z]+)`\n)")
COMMON = sections(ACTS, rf"({EVERY})\n")[EVERY]


def words() -> set[str]:
    """Return every text of the readers' source that could be a key."""
    modules = [f"{room.__name__}.{module.name}" for module in pkgutil.iter_modules(room.__path__)]
    found = set()
    for name in (*modules, watched.__name__):
        source = inspect.getsource(importlib.import_module(name))
        constants = (each.value for each in ast.walk(ast.parse(source)) if isinstance(each, ast.Constant))
        found |= {text for text in constants if isinstance(text, str) and re.fullmatch("[a-z][a-z0-9_]*", text)}
    return found


def faults(text: str, name: str, register: Register | None = None) -> tuple[str, ...]:
    """Return the faults of a register, or of an act of one."""
    content = text.encode()
    with pytest.raises(CaseError) as error:
        register_file.parse(content, name) if register is None else act_file.parse(content, name, register)
    return error.value.faults


def takes(told: tuple[str, ...], place: str) -> dict[str, str]:
    """Return the keys that a reader knows at a place, and what it says that each takes; all got 0.5."""
    at = re.compile(rf"f: {re.escape(place)}([a-z0-9_]+): expected (.*), got 0\.5(?:\n.*)*")
    return {found[1]: found[2] for fault in told if (found := at.fullmatch(fault))}


def every_word(but: tuple[str, ...] = ()) -> str:
    """Return all words as keys, each with a value that no key takes."""
    return "\n".join(f"{word} = 0.5" for word in sorted(words() - set(but)))


def spelled(rows: Rows) -> dict[str, str]:
    """Return what a table of the document says that each key takes, in the readers' words."""
    return {key: WORDS.get(what, what) for key, (what, _) in rows.items()}


def required(rows: Rows) -> set[str]:
    """Return the keys that a table calls required."""
    return {key for key, (_, default) in rows.items() if default == "**required**"}


@pytest.fixture(scope="module")
def register() -> Register:
    """Return the register of the examples."""
    return register_file.parse(REGISTER.encode(), "register.toml")


def test_every_table_of_a_register_is_in_the_document() -> None:
    """No more and no fewer, each with the brackets that it is written with."""
    told = [
        re.fullmatch(r"f: [a-z]+: expected (?:a table|tables) (\S+), got 0\.5", each)
        for each in faults(every_word(), "f")
    ]
    assert {found[1] for found in told if found} == set(TABLES)
    assert len(TABLES) == 8


@pytest.mark.parametrize("table", TABLES)
def test_every_key_of_a_register_is_documented_as_the_reader_takes_it(table: str) -> None:
    """Keys, types, units and limits are those of the reader's own messages."""
    place = table.strip("[]") + ("[1]" if table.startswith("[[") else "")
    assert spelled(TABLES[table]) == takes(faults(f"{table}\n{every_word()}", "f"), f"{place}.")


@pytest.mark.parametrize("table", TABLES)
def test_what_a_register_requires_is_what_it_is_refused_without(table: str) -> None:
    """An empty table lacks exactly the keys that the document calls required."""
    lacking = re.compile(rf"f: {table.strip('[]')}(?:\[1\])?\.([a-z0-9_]+): missing; .*")
    told = faults(f"{table}\n", "f")
    assert {found[1] for fault in told if (found := lacking.fullmatch(fault))} == required(TABLES[table])


def test_every_default_of_a_register_is_what_the_reader_assumes() -> None:
    """A register that writes every default out is read as one that leaves it out."""
    least = re.sub(
        r"^(quorum|range|cure_days|min_persons|rotate_days|set_by|max) = .*\n", "", REGISTER, flags=re.MULTILINE
    )
    least = least.replace('kind = "share_excl"\n', 'kind = "share_excl"\nmax = "0.0100"\n')
    written = least
    for table, rows in TABLES.items():
        lines = [f"{key} = {default.strip('`')}" for key, (_, default) in rows.items() if default.startswith("`")]
        heading = f"{table}\n"
        assert heading in written
        at = written.index(heading) + len(heading)
        written = written[:at] + "".join(f"{line}\n" for line in lines) + written[at:]
    plain, full = (register_file.parse(text.encode(), "f") for text in (least, written))
    for name in Register.__dataclass_fields__:
        assert name == "sha256" or getattr(plain, name) == getattr(full, name), name
    assert plain.bodies == (plain.body,)


def test_every_kind_of_act_is_in_the_document() -> None:
    """No more and no fewer, in the order of the contract."""
    assert [kind for kind in KINDS if kind not in INSIDE] == [kind.value for kind in ActKind]
    assert [kind for kind in KINDS if kind in INSIDE] == list(INSIDE)


@pytest.mark.parametrize("kind", ActKind, ids=lambda kind: kind.value)
def test_every_key_of_an_act_is_documented_as_the_reader_takes_it(kind: ActKind, register: Register) -> None:
    """A kind has its own keys and those of every act."""
    told = takes(faults(f'kind = "{kind.value}"\n{every_word(("kind",))}', "f", register), "")
    own = spelled(KINDS[kind.value])
    common = {key: what for key, what in spelled(COMMON).items() if key != "kind"}
    assert told == common | own


def test_the_kinds_are_those_that_a_reader_names(register: Register) -> None:
    """An act of an unknown kind is told all kinds."""
    (fault,) = faults("kind = 0.5", "f", register)
    assert fault == f"f: kind: expected {COMMON['kind'][0]}, got 0.5"


@pytest.mark.parametrize("kind", ActKind, ids=lambda kind: kind.value)
def test_what_an_act_requires_is_what_it_is_refused_without(kind: ActKind, register: Register) -> None:
    """An act of a kind alone lacks exactly what the document calls required."""
    told = faults(f'kind = "{kind.value}"', "f", register)
    missing = {found[1] for fault in told if (found := re.fullmatch(r"f: ([a-z0-9_]+): missing; .*", fault))}
    expected = (required(COMMON) - {"kind"}) | required(KINDS[kind.value]) | ({"text"} if kind in DOCUMENTED else set())
    assert missing == expected


@pytest.mark.parametrize("table", INSIDE)
def test_every_key_inside_a_disposal_is_documented_as_the_reader_takes_it(table: str, register: Register) -> None:
    """The tables of a disposal have their own keys, and what they require."""
    many = table in ("authorised", "shares", "outputs")
    heading, place = (f"[[{table}]]", f"{table}[1].") if many else (f"[{table}]", f"{table}.")
    told = faults(f'kind = "disposal"\n{heading}\n{every_word()}', "f", register)
    assert takes(told, place) == spelled(KINDS[table])
    bare = faults(f'kind = "disposal"\n{heading}\n', "f", register)
    lacking = re.compile(rf"f: {re.escape(place)}([a-z0-9_]+): missing; .*")
    assert {found[1] for fault in bare if (found := lacking.fullmatch(fault))} == required(KINDS[table])


def test_the_kinds_that_two_persons_sign_are_named() -> None:
    """The sentence lists them all and no other."""
    (sentence,) = re.findall(r"Kinds (`convention`.*?) are signed by two different persons", TEXT, re.DOTALL)
    assert set(re.findall(r"`([a-z]+)`", sentence)) == {kind.value for kind in TWO_PERSONS}


def test_the_kinds_that_need_a_document_are_named() -> None:
    """The sentence lists them all and no other."""
    (sentence,) = re.findall(r"are required of an (.*?), and of any act that `supersedes` another", TEXT, re.DOTALL)
    assert set(re.findall(r"`([a-z]+)`", sentence)) == {kind.value for kind in DOCUMENTED}


def test_the_examples_are_a_register_that_check_finds_right(tmp_path: Path) -> None:
    """Every kind has an example, and together they are right."""
    (tmp_path / "acts").mkdir()
    (tmp_path / "texts").mkdir()
    for name in ("statement", *re.findall(r'file = "texts/(\d{4}-\d{4})\.txt"', TEXT)):
        (tmp_path / "texts" / f"{name}.txt").write_bytes(DOCUMENT)
    (tmp_path / "register.toml").write_text(REGISTER)
    for number, example in enumerate(EXAMPLES, start=1):
        (tmp_path / "acts" / f"2026-{number:04}.toml").write_text(example)
    found = read_register(tmp_path, Context())
    assert {act.head.kind for act in found.acts.all} == set(ActKind)
    assert len(found.acts.all) == len(EXAMPLES)


def test_the_numbers_and_names_in_the_sentences_are_the_programs() -> None:
    """The greatest file and range, the kinds of limits and the folders."""
    assert f"at most {MAX_SIZE >> 20} MiB" in TEXT
    assert f"at most {MAX_RANGE:,}" in TEXT
    assert TABLES["[[limit]]"]["kind"][0] == f"one of {', '.join(kind.value for kind in LimitKind)}"
    assert all(f"`{name}/" in TEXT for name in FOLDERS)
