"""Transfers written as a financial-intelligence unit wants them: a CSV by a mapping, an XML by a template.

Both are the user's: no form of any authority is built in. A template is the XML itself with fields such as `${txid}`;
the element that has the attribute `each="transfer"` stands once for each transfer, without that attribute.
"""

import datetime as dt
import io
import re
from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from xml.etree import ElementTree

from tracer.errors import CaseError
from tracer.formats.cells import csv_table
from tracer.formats.faults import Faults
from tracer.formats.fields import PROSE, FieldTable, nearest
from tracer.formats.private_keys import first as first_secret
from tracer.formats.toml_file import root_of, text_of
from tracer.reserve.compliance.avoided_words import refuse_avoided
from tracer.reserve.compliance.transfers import FIELDS, TransferRow

EACH, TRANSFER = "each", "transfer"
COMMON = ("register", "body", "first", "last", "count")
"""Fields that may stand outside a transfer: of the register and of the span of days."""

_NO_DAY = dt.date.min
_FIELD = re.compile(r"\$\{([a-z0-9_]*)\}")
_DECLARED = re.compile(r"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)


def as_csv(content: bytes, name: str, rows: Sequence[TransferRow]) -> bytes:
    """Return a CSV by a mapping, TOML with `[[column]]` of `header` and either `field` or `text`.

    Raises:
        CaseError: every fault of the mapping, or a word in it that may not be said.
    """
    faults = Faults(name)
    text = text_of(content, faults)
    root = root_of(text, faults, "a mapping", ("column",))
    refuse_avoided(text, name)
    columns = [_column(each) for each in root.tables("column")]
    if not columns:
        root.fault("column", "missing; expected at least one [[column]]")
    root.close()
    if faults.texts:
        raise CaseError(*faults.texts)
    headers = [header for header, _, _ in columns]
    cells = ([row.fields[field] if field else said for _, field, said in columns] for row in rows)
    return csv_table(headers, cells)


def _column(table: FieldTable) -> tuple[str, str, str]:
    header = table.need("header", table.prose("header"), PROSE, "")
    if ("field" in table) == ("text" in table):
        table.fault("", "expected exactly one of field, text")
    field = table.choice("field", FIELDS) if "field" in table else None
    said = table.prose("text") if "text" in table else None
    table.close()
    return header, field or "", said or ""


def as_xml(content: bytes, name: str, rows: Sequence[TransferRow], common: Mapping[str, str]) -> bytes:
    """Return an XML by a template, in UTF-8 with its declaration; `common` has the fields of `COMMON`.

    Raises:
        CaseError: the template is no XML, declares entities, names a field that is none, has no element for a transfer
            or one inside another, holds a private key, or says what may not be said.
    """
    root = _template(content, name)
    faults = list[str]()
    repeated = _repeated(root)
    if not repeated:
        faults.append(f'{name}: no element has {EACH}="{TRANSFER}"')
    if root in repeated:
        faults.append(f'{name}: the outermost element stands once; it has no {EACH}="{TRANSFER}"')
    faults += [
        f'{name}: an element with {EACH}="{TRANSFER}" stands inside another'
        for outer in repeated
        for inner in _repeated(outer)
        if inner is not outer
    ]
    if faults:
        raise CaseError(*faults)
    _expand(root, rows, common, name, faults)
    if faults:
        raise CaseError(*dict.fromkeys(faults))
    ElementTree.indent(root)
    return bytes(ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)) + b"\n"


def _template(content: bytes, name: str) -> ElementTree.Element:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise CaseError(f"{name} is not UTF-8") from None
    if _DECLARED.search(text):
        raise CaseError(f"{name}: declares a document type or an entity; a template has none")
    if first_secret(text) is not None:
        raise CaseError(f"{name} holds a private key or a recovery phrase. Remove it: no report needs one.")
    refuse_avoided(text, name)
    try:
        for _, (prefix, uri) in ElementTree.iterparse(io.BytesIO(text.encode()), events=("start-ns",)):
            if not re.fullmatch(r"ns[0-9]+|xml", prefix):
                ElementTree.register_namespace(prefix, uri)
        return ElementTree.fromstring(text.encode())
    except ElementTree.ParseError as error:
        raise CaseError(f"{name} is no XML: {error}") from None


def _repeated(root: ElementTree.Element) -> list[ElementTree.Element]:
    return [each for each in root.iter() if each.get(EACH) == TRANSFER]


def _expand(
    element: ElementTree.Element,
    rows: Sequence[TransferRow],
    common: Mapping[str, str],
    name: str,
    faults: list[str],
) -> None:
    """Put the transfers in the place of the element that stands for one, and fields in their places."""
    _fill(element, common, name, faults)
    children = list(element)
    for child in children:
        element.remove(child)
    for child in children:
        if child.get(EACH) != TRANSFER:
            _expand(child, rows, common, name, faults)
            element.append(child)
            continue
        for row in rows or (TransferRow(_NO_DAY, dict.fromkeys(FIELDS, "")),):
            copy = deepcopy(child)
            del copy.attrib[EACH]
            for each in copy.iter():
                _fill(each, {**common, **row.fields}, name, faults)
            if rows:
                element.append(copy)


def _fill(element: ElementTree.Element, fields: Mapping[str, str], name: str, faults: list[str]) -> None:
    filled = _filled(fields, name, faults)
    element.text = filled(element.text) if element.text else element.text
    element.tail = filled(element.tail) if element.tail else element.tail
    for key, value in element.attrib.items():
        element.set(key, filled(value))


def _filled(fields: Mapping[str, str], name: str, faults: list[str]) -> Callable[[str], str]:
    def put(found: re.Match[str]) -> str:
        if found[1] not in fields:
            faults.append(f"{name}: ${{{found[1]}}} is no field{nearest(found[1], tuple(fields))}")
            return ""
        return fields[found[1]]

    return lambda text: _FIELD.sub(put, text)
