"""What is wrong in the lines of a file that is not TOML: each line shown, the mistake in words, the right form.

Statement by statement: what TOML takes by itself is passed over, the rest is held against the slips that people make
who have never written TOML. A right form is shown only where TOML takes it; none is put into the file.
"""

import re
import tomllib
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from tracer.formats import slip_values
from tracer.formats.slip_values import Mended, quoted

MOST = 20
"""Slips that are shown; a file with more is to be mended by these first."""

_KEY = re.compile(r"""\s*((?:[A-Za-z0-9_.-]+|"[^"]*"|'[^']*'))\s*=\s*(.*)""", re.DOTALL)
_LOOSE = re.compile(r"\s*([^=:\[\]#\"'{}]{1,60}?)\s*([=:])(?!//)\s*(.*)", re.DOTALL)
_NEITHER = re.compile(r"\s*([A-Za-z0-9_-]+)\s+(\S.*)", re.DOTALL)
_HEADER = re.compile(r"\s*(\[+)\s*([^\[\]=#\"']+?)\s*(\]*)\s*[.,;:]?\s*(#.*)?")
_BEGINS = re.compile(r"\s*(\[\[?[A-Za-z]|[A-Za-z0-9_-]+\s*=)")
_REMARK = re.compile(r"\s*(//|;|--|/\*|<!--)\s*(.*?)\s*(\*/|-->)?")
_CURLY = "“”„‟«»‘’‚‛＂"
_PAIRS = re.compile('[“„«‟‘‚＂”"]([^“”„‟«»"＂]*)[”“»’＂"]')
_ALIKE = str.maketrans("авекмнорстухіѕј", "abekmhopctyxisj")
"""Small Cyrillic letters by the Latin ones that they look like."""

NO_BREAK = "a no-break space or another blank of a word processor stands here; an ordinary blank belongs here"
CURLY = "these quotation marks are a word processor's; straight ones (\") belong here"
INSIDE = "quotation marks inside a text end it; put the text in single ones, or a \\ before each inside"
OPEN = "the quotation mark is not closed in its line"
BACKSLASH = "a \\ begins a special sign; paths are written with /, and other texts with \\ in single quotation marks"
HEADING = "a heading stands alone on its line, with as many brackets behind the name as before it"
REMARK = "a remark begins with #"
COLON = "between key and value stands =, not a colon"
NO_EQUALS = "between key and value stands ="
ABOUT_KEY = "a key is written in Latin letters, digits, _ and -, without blanks"
NOTHING = "nothing stands behind the =; give a value, or take the line out"
OTHER = "this is no line of TOML, which has headings such as [case] and lines such as key = value"
KEY_TWICE = "the key {key} stands in this table twice, first in line {line}; keep one"
TABLE_TWICE = "the table [{name}] stands twice, first in line {line}; put all its keys under one heading"
BRACKETS = "of [{name}] there may be several, so each stands in double brackets"


class TomlSlip(NamedTuple):
    """A line counted from 1 as it is written, what is wrong with it, and what may be meant: none, one or two forms."""

    line: int
    written: str
    mistake: str
    right: tuple[str, ...]


class _Statement(NamedTuple):
    line: int
    text: str
    values: dict[str, object] | None
    """What TOML reads it as by itself; None where it is none."""


def slips(text: str, many: Collection[str] = ()) -> tuple[TomlSlip, ...]:
    """Return what is wrong, line by line, as far as it is known; `many` names the tables of which there are several."""
    statements = tuple(_statements(text.split("\n")))
    found = [slip for each in statements if each.values is None for slip in _of(each, many)]
    found += _twice(statements, many)
    return tuple(sorted(found))


def is_foreign(text: str) -> bool:
    """Return whether no statement of a text of several lines is TOML, so that mending lines would not help."""
    statements = tuple(_statements(text.split("\n")))
    return len(statements) > 1 and all(each.values is None for each in statements)


def _statements(lines: Sequence[str]) -> Iterator[_Statement]:
    """Yield every statement, a value over several lines with it; of one that TOML does not take, its first line."""
    at = 0
    while at < len(lines):
        line = lines[at].rstrip("\r")
        if not line.strip(" \t\r") or line.lstrip(" \t").startswith("#"):
            at += 1
            continue
        values, end = _read(line), at + 1
        if values is None and (last := _closes(lines, at)) > end:
            longer = _read("\n".join(lines[at:last]))
            values, end = longer, last if longer is not None else end
        yield _Statement(at + 1, line, values)
        at = end


def _closes(lines: Sequence[str], at: int) -> int:
    """Return one past the line in which a value of several lines ends, as its marks say."""
    for marks in ('"""', "'''"):
        if lines[at].count(marks) == 1:
            return next((end + 1 for end in range(at + 1, len(lines)) if marks in lines[end]), at + 1)
    depth = 0
    for end in range(at, len(lines)):
        if end > at and _BEGINS.match(lines[end]):
            break
        bare = re.sub(r"\"[^\"]*\"|'[^']*'|#.*", "", lines[end])
        depth += bare.partition("=")[2].count("[") - bare.partition("=")[2].count("]") if end == at else 0
        depth += bare.count("[") - bare.count("]") if end > at else 0
        if depth <= 0:
            return end + 1
    return at + 1


def _read(text: str) -> dict[str, object] | None:
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError):
        return None


def _of(statement: _Statement, many: Collection[str]) -> Iterator[TomlSlip]:
    mended = _mended(statement.text, many) or Mended(OTHER)
    right = tuple(each for each in mended.right if _read(each) is not None)
    yield TomlSlip(statement.line, statement.text.strip(), mended.mistake, right)


def _mended(line: str, many: Collection[str]) -> Mended | None:
    plain = re.sub("[\u00a0\u202f\u2007\u2009\u3000\ufeff\u200b]", " ", line).strip()
    if _read(plain) is not None:
        return Mended(NO_BREAK, (plain,))
    header = _HEADER.fullmatch(plain)
    if header is not None:
        double = "[[" in header[1] or "]]" in header[3] or header[2] in many
        name = _key(header[2])
        return Mended(HEADING, (f"[[{name}]]" if double else f"[{name}]",))
    remark = _REMARK.fullmatch(plain)
    if remark is not None:
        return Mended(REMARK, (f"# {remark[2]}",))
    usual = _KEY.fullmatch(plain)
    if usual is not None:
        mended = _value(usual[1], usual[2])
        return Mended(mended.mistake, tuple(f"{usual[1]} = {each}" for each in mended.right))
    return _loose(plain)


def _loose(plain: str) -> Mended | None:
    """Return what is wrong where no key stands before a `=`."""
    found = _LOOSE.fullmatch(plain)
    if found is not None:
        key, between, value = found[1].strip(_CURLY), found[2], found[3]
        mistake = COLON if between == ":" else ABOUT_KEY
        return Mended(mistake, _assigned(_key(key), value))
    found = _NEITHER.fullmatch(plain)
    if found is not None and (_read(f"k = {found[2]}") is not None or found[2][0] in _CURLY):
        return Mended(NO_EQUALS, _assigned(found[1], found[2]))
    return None


def _assigned(key: str, value: str) -> tuple[str, ...]:
    if _read(f"{key} = {value}") is not None:
        return (f"{key} = {value}",)
    return tuple(f"{key} = {each}" for each in _value(key, value).right)


def _key(name: str) -> str:
    """Return a key that may be meant: look-alike letters made Latin, blanks made `_`."""
    return re.sub(r"\s+", "_", name.strip().lower().translate(_ALIKE))


def _value(key: str, written: str) -> Mended:
    """Return what is wrong with a value, and what may be meant."""
    value = written.strip()
    if value.startswith(("[", "{")):
        return _list(value)
    if (value[:1] in _CURLY and value) or (value and value[0] not in "\"'" and value[-1] in _CURLY):
        return Mended(CURLY, (quoted(value.strip(_CURLY + "\"'")),))
    if value.startswith(('"', "'")):
        return _text(key, value)
    bare = re.sub(r"\s#.*", "", value).strip()
    if not bare or bare.startswith("#"):
        return Mended(NOTHING)
    known = (
        slip_values.day(bare)
        or slip_values.moment(bare)
        or slip_values.number(bare, satoshi=key.endswith("_sat"))
        or (slip_values.truth(bare) if bare.lower() in ("true", "false") else None)
    )
    return known or Mended(slip_values.TEXT, (quoted(bare.strip("\"'")),))


def _text(key: str, value: str) -> Mended:
    """Return what is wrong with a value that begins with a straight quotation mark."""
    mark = value[0]
    last = value.rfind(mark)
    inner = value[1:last] if last > 0 else value[1:].rstrip(_CURLY + "\"'")
    if "\\" in inner and mark == '"' and '"' not in inner.replace('\\"', ""):
        is_path = key in ("file", "tags") or re.fullmatch(r"(?:[A-Za-z]:)?[^\s\\]*(?:\\[^\\]+)+", inner) is not None
        drive = re.match(r"[A-Za-z]:", inner)
        if is_path and drive is None:
            return Mended(BACKSLASH, (quoted(re.sub(r"\\+", "/", inner)),))
        return Mended(BACKSLASH, (quoted(inner),))
    if last == 0:
        return Mended(CURLY if value[-1] in _CURLY else OPEN, (quoted(inner),))
    return Mended(INSIDE, (quoted(inner.replace('\\"', '"')),)) if mark in inner else Mended(OTHER)


def _list(value: str) -> Mended:
    """Return what is wrong with a list."""
    straight = _PAIRS.sub(lambda found: quoted(found[1]), value)
    if any(each in value for each in _CURLY) and _read(f"k = {straight}") is not None:
        return Mended(CURLY, (straight,))
    members = re.findall(r"\"[^\"]*\"|'[^']*'|[^,;\[\]\"'\s][^,;\[\]\"']*", straight.partition(" #")[0])
    if value.startswith("{") or not members:
        return Mended(OTHER)
    return Mended(slip_values.LIST, (f"[{', '.join(map(_member, members))}]",))


def _member(written: str) -> str:
    text = written.strip()
    return text if text[0] in "\"'" or _read(f"k = {text}") is not None else quoted(text)


def _twice(statements: Sequence[_Statement], many: Collection[str]) -> Iterator[TomlSlip]:
    """Yield keys and tables that stand twice, though each of their lines is right by itself."""
    tables: dict[str, tuple[int, bool]] = {}
    keys: dict[str, int] = {}
    for line, text, values in statements:
        name = text.strip().partition("#")[0].strip()
        if name.startswith("["):
            keys = {}
            if values is not None:
                heading = (name.strip("[] \t"), name.startswith("[["))
                yield from _heading(line, text.strip(), heading, tables, many)
        elif values is not None:
            for key in (each for each in values if "." not in text.partition("=")[0]):
                if keys.setdefault(key, line) != line:
                    yield TomlSlip(line, text.strip(), KEY_TWICE.format(key=key, line=keys[key]), ())


def _heading(
    line: int, text: str, heading: tuple[str, bool], tables: dict[str, tuple[int, bool]], many: Collection[str]
) -> Iterator[TomlSlip]:
    name, double = heading
    first, was_double = tables.setdefault(name, (line, double))
    if not double and name in many:
        yield TomlSlip(line, text, BRACKETS.format(name=name), (f"[[{name}]]",))
    elif first != line and not (double and was_double):
        yield TomlSlip(line, text, TABLE_TWICE.format(name=name, line=first), ())
