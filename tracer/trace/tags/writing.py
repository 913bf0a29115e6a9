"""Writes tags into TagPacks: a new pack, or more tags at the end of one that is there.

What stands in a pack stays to the byte, comments and order too: the new tags are put behind its last one. Before
anything is answered the new text is read again; it must hold the old tags as they were, and the new ones.
Source: GraphSense TagPack schema (`tagpack_schema.yaml`), as `tracer.trace.tags.tags` reads it.
"""

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass

import yaml

from tracer.chain.network import Network
from tracer.errors import CaseError
from tracer.trace.tags.concepts import CONCEPTS, CONFIDENCES, TAG_TYPES
from tracer.trace.tags.header import load_whole, parts
from tracer.trace.tags.tags import BITCOIN, Tag, TagPack, parse
from tracer.trace.tags.yaml import YamlBlock, load
from tracer.visible import visible

INHERITED = ("category", "abuse", "actor", "concepts", "tag_type", "context", "is_cluster_definer")
"""What a tag takes from the pack's header where it does not say it itself, and which may end trails."""

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTag:
    """A tag to be written; `name` is an address or a txid. None: the field is left out."""

    name: str
    is_transaction: bool
    label: str
    source: str
    confidence: str
    lastmod: dt.date
    concepts: tuple[str, ...] = ()
    abuse: str | None = None
    actor: str | None = None
    tag_type: str | None = None
    context: str | None = None

    @property
    def key(self) -> tuple[str, str, str]:
        """What makes a tag the same as another of its pack. Source: TagPack, uniqueness of tags."""
        return self.name, self.label, self.source


def faults_of(tag: NewTag, network: Network) -> list[str]:
    """Return what is wrong with a tag, a message each: field, value, what was expected."""
    from tracer.chain.address import decode
    from tracer.chain.outpoint import parse_txid
    from tracer.formats.fields import nearest

    faults = []
    try:
        parse_txid(tag.name) if tag.is_transaction else decode(tag.name, network)
    except ValueError as error:
        faults.append(f"{'txid' if tag.is_transaction else 'address'} {visible(tag.name, 100)!r}: {error}")
    texts = {"label": tag.label, "source": tag.source, "abuse": tag.abuse, "actor": tag.actor, "context": tag.context}
    for name, text in texts.items():
        if name in ("label", "source") and not (text or "").strip():
            faults.append(f"{name}: missing; every tag names its {name}")
        elif text is not None and (not text.strip() or visible(text) != text):
            faults.append(f"{name}: expected a text on one line without hidden signs, got {visible(text, 100)!r}")
    for name, choice, known in (
        ("confidence", tag.confidence, tuple(CONFIDENCES)),
        ("tag_type", tag.tag_type, TAG_TYPES),
        *(("concept", concept, tuple(sorted(CONCEPTS))) for concept in tag.concepts),
    ):
        if choice is not None and choice not in known:
            near = nearest(choice, known)
            shown = "" if name == "concept" and near else f"; expected one of {', '.join(known)}"
            faults.append(f"{name}: {visible(choice, 60)!r} is not known{near}{shown}")
    return faults


def begun(title: str, creator: str, tags: Sequence[NewTag], file: str, network: Network) -> bytes:
    """Return a new pack.

    Raises:
        CaseError: title or creator is empty, or what was written would not be read as it was meant.
    """
    for name, text in (("title", title), ("creator", creator)):
        if not text.strip() or visible(text) != text:
            raise CaseError(f"{name}: expected a text on one line, got {visible(text, 100)!r}")
    head = f"title: {_text(title)}\ncreator: {_text(creator)}\ntags:\n"
    content = (head + "".join(_written(tag, "", "\n") for tag in tags)).encode()
    _check(parse(content, file, network), (), tags, file)
    return content


def appended(whole: bytes, tags: Sequence[NewTag], file: str, network: Network) -> bytes:
    """Return the own bytes of a pack with tags put behind its last one; `whole` holds the header that it includes.

    Raises:
        CaseError: the pack is wrong, has actors, is written so that nothing can be put behind its last tag, or what was
            written would not be read as it was meant.
    """
    before = parse(whole, file, network)
    own, header = parts(whole)
    included = b"" if header is None else whole[len(own) :]
    if before.actors:
        raise CaseError(f"{file}: is an ActorPack; tags go into a TagPack")
    text = own.decode()
    newline = "\r\n" if "\r\n" in text else "\n"
    last, column = _last_tag(own, file)
    lines = text.splitlines(keepends=True)
    if lines and not lines[-1].endswith(("\n", "\r")):
        lines[-1] += newline
    added = "".join(_written(tag, " " * column, newline) for tag in tags)
    for place in _places(lines, last):
        content = "".join([*lines[:place], added, *lines[place:]]).encode()
        try:
            _check(parse(content + included, file, network), before.tags, tags, file)
            _check_rest(load(own, file), load(content, file), file)
        except CaseError:
            continue
        return content
    raise CaseError(f"{file}: no tag can be put behind its last one as it is written.\nAdd the tag with an editor.")


def taken_from_header(whole: bytes, file: str) -> dict[str, str]:
    """Return what new tags of a pack take from its header: field and value, as far as it is a plain text."""
    values = load_whole(whole, file).values
    return {name: str(values[name]) for name in INHERITED if name in values and not isinstance(values[name], YamlBlock)}


def _last_tag(content: bytes, file: str) -> tuple[int, int]:
    """Return the line, counted from 0, before which the list of tags has ended, and the column of its hyphens."""
    root = yaml.compose(content.decode(), Loader=_Loader)
    for key, value in root.value if isinstance(root, yaml.MappingNode) else ():
        if key.value == "tags" and isinstance(value, yaml.SequenceNode) and not value.flow_style:
            return value.end_mark.line + (value.end_mark.column > 0), value.start_mark.column
    raise CaseError(f"{file}: its tags are not a list with a hyphen before each.\nWrite it so, then add to it.")


def _places(lines: Sequence[str], last: int) -> list[int]:
    """Return where tags may be put, before which line: behind the last tag's own lines, else where the list ends."""
    place = min(last, len(lines))
    while place and (not lines[place - 1].strip() or lines[place - 1].lstrip().startswith("#")):
        place -= 1
    return list(dict.fromkeys((place, min(last, len(lines)))))


def _written(tag: NewTag, indent: str, newline: str) -> str:
    """Return a tag as a member of a list: each text in quotes, so that none is taken for a number or a date."""
    fields = [
        ("tx_hash" if tag.is_transaction else "address", _text(tag.name)),
        ("label", _text(tag.label)),
        ("source", _text(tag.source)),
        ("currency", BITCOIN),
        ("network", BITCOIN),
        ("confidence", tag.confidence),
        ("lastmod", tag.lastmod.isoformat()),
        ("concepts", f"[{', '.join(tag.concepts)}]" if tag.concepts else None),
        *((name, None if value is None else _text(value)) for name, value in _optional(tag)),
    ]
    rows = [f"{name}: {value}" for name, value in fields if value is not None]
    return "".join(f"{indent}{'- ' if not at else '  '}{row}{newline}" for at, row in enumerate(rows))


def _optional(tag: NewTag) -> tuple[tuple[str, str | None], ...]:
    return ("abuse", tag.abuse), ("actor", tag.actor), ("tag_type", tag.tag_type), ("context", tag.context)


def _text(text: str) -> str:
    """Return a text in double quotes. Source: YAML 1.2, 1.3: its double-quoted style holds every string of JSON."""
    return json.dumps(text, ensure_ascii=False)


def _check(pack: TagPack, before: Sequence[Tag], added: Sequence[NewTag], file: str) -> None:
    """Refuse a pack that does not read as the tags that were there and those that were added."""
    kept, new = pack.tags[: len(before)], pack.tags[len(before) :]
    said = [(tag.txid or tag.address, tag.label, tag.source, tag.confidence, tag.lastmod) for tag in new]
    meant = [(tag.name, tag.label, tag.source, tag.confidence, tag.lastmod) for tag in added]
    if kept != tuple(before) or said != meant:
        raise CaseError(f"{file}: would not read as the tags that were there and the new ones")


def _check_rest(before: YamlBlock, after: YamlBlock, file: str) -> None:
    """Refuse a pack of which anything but the list of tags has changed."""
    one, other = ({name: value for name, value in each.values.items() if name != "tags"} for each in (before, after))
    if str(one) != str(other):
        raise CaseError(f"{file}: something but its tags would have changed")
