"""ActorPacks: published lists that say who is behind the actors that TagPacks name.

A tag names its actor by an id; an ActorPack gives that id a label, categories and jurisdictions, by which a records
request finds its way. All of it is the pack's assertion. No trail ends or goes on because of it.
Source: GraphSense ActorPack schema (`actorpack_schema.yaml`): a field in the header holds for every actor that does
not give it itself; unknown fields and empty values are faults.
"""

import datetime as dt
from dataclasses import dataclass

from tracer.trace.tags.fields import Fields, show
from tracer.trace.tags.yaml import YamlBlock

_ONLY_HEADER = ("title", "creator", "description", "is_public", "actors")

_WHERE = "in the actor or in the header"
_ACTOR = ("id", "uri", "label", "lastmod", "categories", "jurisdictions", "context", "aliases")


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """What a pack says of one actor. `line` is where the actor begins in the file.

    Categories and jurisdictions are as written: not checked against the taxonomy or a list of countries.
    `legal_name` is the one of the context, None where that is written as JSON text.
    """

    id: str
    label: str
    uri: str
    categories: tuple[str, ...]
    jurisdictions: tuple[str, ...]
    aliases: tuple[str, ...]
    legal_name: str | None
    lastmod: dt.date | None
    line: int


def read_actors(root: YamlBlock, file: str, faults: list[str]) -> tuple[Actor, ...]:
    """Read the actors of an ActorPack; what is wrong with them is added to `faults`, naming line and field."""
    Fields(root.values, file, faults).check_names((*_ONLY_HEADER, *_ACTOR))
    listed = root.values.get("actors")
    blocks = [each for each in listed if isinstance(each, YamlBlock)] if isinstance(listed, list) else []
    if not isinstance(listed, list) or not blocks or len(blocks) < len(listed):
        faults.append(f"{file}: actors: expected a list of at least one actor, each with fields")
    inherited = {name: value for name, value in root.values.items() if name in _ACTOR}
    actors = tuple(_actor(block, YamlBlock(block.line, inherited | block.values), file, faults) for block in blocks)
    first: dict[str, int] = {}
    for actor in actors:
        if actor.id and first.setdefault(actor.id, actor.line) != actor.line:
            faults.append(f"{file}: line {actor.line}: id: {actor.id!r} is also the actor in line {first[actor.id]}")
    return actors


def _actor(own: YamlBlock, whole: YamlBlock, file: str, faults: list[str]) -> Actor:
    place = f"{file}: line {own.line}"
    Fields(own.values, place, faults).check_names(_ACTOR)
    fields = Fields(whole.values, place, faults)
    if "categories" not in fields:
        fields.fault("categories", f"missing; expected it {_WHERE}")
    return Actor(
        id=fields.required("id", _WHERE),
        label=fields.required("label", _WHERE),
        uri=fields.required("uri", _WHERE),
        categories=fields.texts("categories"),
        jurisdictions=fields.texts("jurisdictions"),
        aliases=fields.texts("aliases"),
        legal_name=_legal_name(whole, fields, place, faults),
        lastmod=_lastmod(whole, fields),
        line=own.line,
    )


def _legal_name(whole: YamlBlock, fields: Fields, place: str, faults: list[str]) -> str | None:
    """Return the legal name in a context of fields; the schema also takes a context of JSON text."""
    context = whole.values.get("context")
    if isinstance(context, YamlBlock):
        return Fields(context.values, f"{place}: context", faults).text("legal_name")
    if context is not None and not isinstance(context, str):
        fields.fault("context", f"expected fields or JSON text, got {show(context)}")
    return None


def _lastmod(whole: YamlBlock, fields: Fields) -> dt.date | None:
    """Return the date of the last change, which published packs write as a date or as a text in quotes."""
    if "lastmod" not in fields:
        fields.fault("lastmod", f"missing; expected it {_WHERE}")
    if isinstance(whole.values.get("lastmod"), str):
        return fields.read("lastmod", _day)
    return fields.day("lastmod")


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"expected a date such as 2026-05-02, got {show(text)}") from None
