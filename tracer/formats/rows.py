"""Rows of JSON as values: a frozen dataclass is the one schema of a row, which reads it, writes it and describes it.

The type of a field says how its value stands in JSON: a text, a whole number, a txid, a list of texts, rows of another
dataclass. `Sat` and `Taint` are whole satoshi, and their keys end in `_sat`. A field whose key is not its name, or that
has a form of its own, says so by `Annotated`. Keys that a dataclass does not name are left alone.
"""

from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import TYPE_CHECKING, Annotated, Generic, NamedTuple, TypeVar, cast, get_args, get_origin, get_type_hints

from tracer.chain.outpoint import Outpoint, Txid
from tracer.formats.canonical import Writable
from tracer.formats.json_cursor import JsonCursor

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

_UNIT = "_sat"


def as_it_is(value: object) -> Writable:
    """Return a value that JSON holds as it is."""
    return cast(Writable, value)


class ValueForm(NamedTuple):
    """How a value stands under its key.

    `name` says what it is, in the words of `docs/trace.schema.json`; `in_sat`: the key ends in `_sat`.
    """

    name: str
    read: Callable[[JsonCursor, str], object]
    write: Callable[[object], Writable] = as_it_is
    in_sat: bool = False


class NamedKey(NamedTuple):
    """The key of a field that cannot have its name."""

    name: str


def _flag(row: JsonCursor, key: str) -> bool:
    return row.key(key).as_flag()


def _integers(row: JsonCursor, key: str) -> tuple[int, ...]:
    return tuple(each.as_integer() for each in row.rows(key))


def _maybe_integer(row: JsonCursor, key: str) -> int | None:
    place = row.maybe(key)
    return None if place is None else place.as_integer()


def _texts_if_any(row: JsonCursor, key: str) -> tuple[str, ...]:
    return () if row.maybe(key) is None else row.texts(key)


def _pairs(row: JsonCursor, key: str) -> tuple[tuple[str, str], ...]:
    return tuple((name, place.written()) for name, place in row.key(key).members())


def _object(value: object) -> Writable:
    return dict(cast(tuple[tuple[str, str], ...], value))


Sat = Annotated[int, ValueForm("satoshi", JsonCursor.amount, in_sat=True)]
"""Whole satoshi, zero or more, under a key that ends in `_sat`."""
JustSat = Annotated[int, ValueForm("satoshi", JsonCursor.amount)]
"""Whole satoshi, zero or more, under a key that says so itself."""
MaybeSat = Annotated[int | None, ValueForm("satoshi or null", JsonCursor.maybe_amount, in_sat=True)]
"""Whole satoshi, or None."""
Taint = Annotated[Mapping[str, int], ValueForm("taint", JsonCursor.amounts, in_sat=True)]
"""Satoshi by label."""
TextsIfAny = Annotated[tuple[str, ...], ValueForm("texts", _texts_if_any)]
"""A list of texts, empty where the key is absent."""
Fields = Annotated[tuple[tuple[str, str], ...], ValueForm("fields", _pairs, _object)]
"""Names and values as text, in ascending order of the names: an object."""

_FORMS: Mapping[object, ValueForm] = {
    str: ValueForm("text", JsonCursor.text),
    str | None: ValueForm("text or null", JsonCursor.maybe_text),
    int: ValueForm("integer", JsonCursor.integer),
    int | None: ValueForm("integer or null", _maybe_integer),
    bool: ValueForm("flag", _flag),
    Txid: ValueForm("txid", JsonCursor.txid),
    Outpoint: ValueForm("outpoint", JsonCursor.outpoint, str),
    tuple[str, ...]: ValueForm("texts", JsonCursor.texts),
    tuple[Txid, ...]: ValueForm("texts", JsonCursor.texts),
    tuple[int, ...]: ValueForm("integers", _integers),
}

Record = TypeVar("Record", bound="DataclassInstance")


class RowKey(NamedTuple):
    """A key of a row: the field that holds its value, and how the value stands there."""

    field: str
    key: str
    form: ValueForm


class RowSchema(Generic[Record]):
    """What the rows of one dataclass are in JSON."""

    def __init__(self, kind: type[Record], *, beside: tuple[str, ...] = (), bare: bool = False) -> None:
        """Describe rows. `beside` names fields that a row does not hold; `bare`: no key says its unit.

        Raises:
            TypeError: a field's type has no form in JSON.
        """
        hints = get_type_hints(kind, include_extras=True)
        self._make = cast(Callable[..., Record], kind)
        self.cells = tuple(_cell(each.name, hints[each.name], bare) for each in fields(kind) if each.name not in beside)
        """The keys of a row, in the order of the fields."""
        self._reads = tuple((cell.field, cell.form.read, cell.key) for cell in self.cells)
        self._writes = tuple((each.key, each.form.write) for each in self.cells if each.form.write is not as_it_is)
        self._by_name = bool(beside) or any(each.kw_only for each in fields(kind))

    def read(self, row: JsonCursor, **beside: object) -> Record:
        """Return a row as a value; `beside` are the fields that it does not hold.

        Raises:
            IntegrityError: a key is missing or of another type; the message names it.
        """
        if self._by_name:
            return self._make(**{field: read(row, key) for field, read, key in self._reads}, **beside)
        return self._make(*[read(row, key) for _, read, key in self._reads])

    def write(self, value: Record) -> dict[str, Writable]:
        """Return the row of a value, for canonical JSON."""
        row: dict[str, Writable] = {key: getattr(value, field) for field, _, key in self._reads}
        for key, write in self._writes:
            row[key] = write(row[key])
        return row


def _cell(field: str, hint: object, bare: bool) -> RowKey:
    marks = get_args(hint)[1:] if get_origin(hint) is Annotated else ()
    inside = get_args(hint)[0] if marks else hint
    form = next((mark for mark in marks if isinstance(mark, ValueForm)), None) or _form(inside, bare)
    key = next((mark.name for mark in marks if isinstance(mark, NamedKey)), field)
    return RowKey(field, f"{key}{_UNIT}" if form.in_sat and not bare else key, form)


def _form(hint: object, bare: bool) -> ValueForm:
    """Return the form of a type that states none of its own: of one of the known, or of rows of a dataclass."""
    if hint in _FORMS:
        return _FORMS[hint]
    inside = get_args(hint)
    if get_origin(hint) is tuple and len(inside) == 2 and hasattr(inside[0], "__dataclass_fields__"):
        return _rows(inside[0], bare)
    raise TypeError(f"{hint} has no form in JSON")


def _rows(kind: "type[DataclassInstance]", bare: bool) -> ValueForm:
    schema = RowSchema(kind, bare=bare)

    def read(row: JsonCursor, key: str) -> object:
        return tuple(schema.read(each) for each in row.rows(key))

    def write(value: object) -> Writable:
        return [schema.write(each) for each in cast("tuple[DataclassInstance, ...]", value)]

    return ValueForm(f"rows of {kind.__name__}", read, write)
