"""Reads the YAML of a TagPack, refusing what YAML can do beyond writing down a list.

One document of at most six levels. Anchors, aliases, merge keys and tags are refused, but for `header: !include FILE`:
what is read must be what is written, and a small file must stay small. Repeated keys are a fault, where YAML
libraries let the last one win.
Source: YAML 1.1, as PyYAML 6 resolves plain scalars (dates, numbers, true and false).
"""

import datetime as dt
from dataclasses import dataclass, field
from typing import TypeAlias

import yaml

from tracer.errors import CaseError

MAX_DEPTH = 6
"""Levels: the file, the list of actors, an actor, its context, a list inside that, its members. A TagPack has four."""

Value: TypeAlias = "str | int | float | bool | dt.date | dt.datetime | list[Value] | YamlBlock | Include | None"
"""What a value can be once read."""

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Include:
    """The name of the file that holds the header, and the line that says so."""

    line: int
    name: str


@dataclass(slots=True)
class YamlBlock:
    """A mapping of the file, and the line it begins in, counted from 1."""

    line: int
    values: dict[str, Value] = field(default_factory=dict)


def load(content: bytes, file: str) -> YamlBlock:
    """Return the mapping that is the whole file.

    Raises:
        CaseError: it is not such a file; one fault, with the line where there is one.
    """
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise CaseError(f"{file}: is not UTF-8 in line {line}") from None
    builder = _Builder(file)
    try:
        for event in yaml.parse(text, Loader=_Loader):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        where = f" in line {error.problem_mark.line + 1}" if error.problem_mark else ""
        raise CaseError(f"{file}: is not YAML{where}: {error.problem}") from None
    except yaml.YAMLError as error:
        raise CaseError(f"{file}: is not YAML: {str(error).splitlines()[0]}") from None
    if not isinstance(builder.root, YamlBlock):
        raise CaseError(f"{file}: expected the fields of a TagPack: title, creator, tags")
    return builder.root


class _Builder:
    """Puts values together from the parser's events; never recurses."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._open: list[YamlBlock | list[Value]] = []
        self._keys: list[str | None] = []
        self._documents = 0
        self._constructor = yaml.constructor.SafeConstructor()
        self._resolver = yaml.resolver.Resolver()
        self.root: Value = None

    def take(self, event: yaml.Event) -> None:
        """Take the next event of the file."""
        line = event.start_mark.line + 1 if event.start_mark else 0
        match event:
            case yaml.DocumentStartEvent():
                self._documents += 1
                if self._documents > 1:
                    raise self._fault(line, "a second document begins; expected one")
            case yaml.AliasEvent():
                raise self._fault(line, f"alias *{event.anchor}; aliases are not read, write the value out")
            case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                self._check_plain(event, line)
                self._begin(YamlBlock(line) if isinstance(event, yaml.MappingStartEvent) else [], line)
            case yaml.ScalarEvent(tag="!include") if len(self._open) == 1 and self._keys[-1] == "header":
                self._add(Include(line, event.value), line)
            case yaml.ScalarEvent():
                self._check_plain(event, line)
                self._add(self._scalar(event, line), line)
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                self._open.pop()
                self._keys.pop()

    def _check_plain(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent, line: int) -> None:
        if event.anchor is not None:
            raise self._fault(line, f"anchor &{event.anchor}; anchors are not read, write the value out")
        if event.tag is not None and event.tag != "!":
            remedy = "only a header is: header: !include FILE" if event.tag == "!include" else "write a plain value"
            raise self._fault(line, f"{event.tag} is not read; {remedy}")

    def _begin(self, value: YamlBlock | list[Value], line: int) -> None:
        if len(self._open) == MAX_DEPTH:
            raise self._fault(line, "is nested deeper than a TagPack or an ActorPack is")
        self._add(value, line)
        self._open.append(value)
        self._keys.append(None)

    def _add(self, value: Value, line: int) -> None:
        """Put a value where it belongs: the root, a list, or a mapping as key or value."""
        if not self._open:
            self.root = value
            return
        holder = self._open[-1]
        if isinstance(holder, list):
            holder.append(value)
            return
        key, self._keys[-1] = self._keys[-1], None
        if key is not None:
            holder.values[key] = value
            return
        if not isinstance(value, str):
            raise self._fault(line, "expected the name of a field")
        if value in holder.values:
            raise self._fault(line, f"{value} is given twice")
        self._keys[-1] = value

    def _scalar(self, event: yaml.ScalarEvent, line: int) -> Value:
        tag: str = self._resolver.resolve(yaml.ScalarNode, event.value, event.implicit)  # type: ignore[no-untyped-call]
        try:
            value: Value = self._constructor.construct_object(yaml.ScalarNode(tag, event.value))
        except (ValueError, yaml.YAMLError):
            raise self._fault(line, f"{event.value[:60]!r} is no value; put it in quotes if it is a text") from None
        return value

    def _fault(self, line: int, text: str) -> CaseError:
        return CaseError(f"{self._file}: line {line}: {text}")
