"""Tags written into a TagPack: one from the command line, or those of a CSV. Whole or not at all."""

import datetime as dt
import stat
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tracer import moments
from tracer.chain.network import Network
from tracer.disk.files import flush_names, read_bounded, replace_file, unknown_name, write_new
from tracer.errors import CaseError, SourceError
from tracer.formats import private_keys
from tracer.operations.context import Context
from tracer.operations.tag_files import read_pack
from tracer.trace.tags.table import TagDefaults, read_table
from tracer.trace.tags.tags import parse
from tracer.trace.tags.writing import NewTag, appended, begun, faults_of, taken_from_header
from tracer.visible import visible


@dataclass(frozen=True, slots=True, kw_only=True)
class AddTagRequest:
    """One tag and the pack it goes into. A pack that is not there is begun, and needs `title` and `creator`.

    `tag` has a `lastmod` only where one was given; None: the day of the context's clock, UTC.
    """

    pack: Path
    network: Network
    name: str
    label: str
    source: str
    confidence: str
    lastmod: dt.date | None = None
    concepts: tuple[str, ...] = ()
    abuse: str | None = None
    actor: str | None = None
    tag_type: str | None = None
    context: str | None = None
    title: str | None = None
    creator: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportTagsRequest:
    """A CSV of tags and the pack they go into; label, source and confidence hold for rows that say none."""

    table: Path
    pack: Path
    network: Network
    label: str | None = None
    source: str | None = None
    confidence: str | None = None
    lastmod: dt.date | None = None
    title: str | None = None
    creator: str | None = None


@dataclass(frozen=True, slots=True)
class TagsWritten:
    """What was written into which pack.

    `passed_over` are tags of a CSV that the pack holds already, or that stand in the CSV twice. `inherited` is what the
    pack's header says for the new tags too.
    """

    pack: Path
    added: tuple[NewTag, ...]
    passed_over: tuple[NewTag, ...]
    inherited: tuple[tuple[str, str], ...]
    is_new: bool

    def as_json(self) -> dict[str, object]:
        """Return `{pack, added, passed_over, inherited}`; the pack by its file's name, tags by their names."""
        return {
            "pack": self.pack.name,
            "added": [tag.name for tag in self.added],
            "passed_over": [tag.name for tag in self.passed_over],
            "inherited": dict(self.inherited),
        }


def add_tag(request: AddTagRequest, context: Context) -> TagsWritten:
    """Write one tag into a TagPack.

    Raises:
        CaseError: the tag or the pack is wrong, or the pack holds the tag already.
        SourceError: the disk refuses; the pack is as it was.
    """
    is_transaction = len(request.name) == 64 and all(each in "0123456789abcdefABCDEF" for each in request.name)
    tag = NewTag(
        name=request.name.lower() if is_transaction else request.name,
        is_transaction=is_transaction,
        label=request.label,
        source=request.source,
        confidence=request.confidence,
        lastmod=request.lastmod or _today(context),
        concepts=request.concepts,
        abuse=request.abuse,
        actor=request.actor,
        tag_type=request.tag_type,
        context=request.context,
    )
    faults = faults_of(tag, request.network)
    if faults:
        raise CaseError(*faults)
    done = _write(request.pack, [tag], request.network, request.title, request.creator)
    if done.passed_over:
        raise CaseError(
            f"{request.pack} holds this tag already: {tag.name}, {visible(tag.label)}, source {visible(tag.source)}.\n"
            "A tag with another label or another source can stand beside it."
        )
    return done


def import_tags(request: ImportTagsRequest, context: Context) -> TagsWritten:
    """Write the tags of a CSV into a TagPack, those it holds already passed over.

    Raises:
        CaseError: the CSV or the pack is wrong: every fault of the CSV at once.
        SourceError: the disk refuses; the pack is as it was.
    """
    defaults = TagDefaults(request.label, request.source, request.confidence, request.lastmod or _today(context))
    content = read_bounded(request.table, "CSV of tags")
    tags = read_table(content, request.table.name, defaults, request.network)
    return _write(request.pack, tags, request.network, request.title, request.creator)


def _write(pack: Path, tags: Sequence[NewTag], network: Network, title: str | None, creator: str | None) -> TagsWritten:
    """Write those tags that the pack does not hold; a pack that is not there is begun."""
    is_new = not pack.exists()
    whole = b"" if is_new else read_pack(pack)
    known = () if is_new else parse(whole, pack.name, network).tags
    held = {(tag.txid or tag.address or "", tag.label, tag.source) for tag in known}
    added, passed_over = list[NewTag](), list[NewTag]()
    for tag in tags:
        (passed_over if tag.key in held else added).append(tag)
        held.add(tag.key)
    inherited = {} if is_new else taken_from_header(whole, pack.name)
    done = TagsWritten(pack, tuple(added), tuple(passed_over), tuple(inherited.items()), is_new)
    if not added:
        return done
    if is_new and (title is None or creator is None):
        raise CaseError(f"{pack} is not there; to begin it say --title and --creator, which every TagPack names.")
    if not is_new and (title is not None or creator is not None):
        raise CaseError(f"{pack} is there and has a title and a creator.\nLeave out --title and --creator.")
    if is_new:
        content = begun(title or "", creator or "", added, pack.name, network)
    else:
        content = appended(whole, added, pack.name, network)
    for secret in private_keys.held(content.decode()):
        raise CaseError(f"{secret.what} would be written into {pack}: take it out, and treat that key as exposed")
    _put(pack, content, is_new)
    return done


def _put(pack: Path, content: bytes, is_new: bool) -> None:
    if is_new:
        write_new(pack, content, "the pack")
        return
    place = pack.resolve()
    try:
        mode = stat.S_IMODE(place.stat().st_mode)
        replace_file(place, content, unknown_name(place.parent))
        place.chmod(mode)
        flush_names(place.parent)
    except OSError as error:
        raise SourceError(f"{pack} cannot be written: {error.strerror}.\nIt is as it was; make room.") from error


def _today(context: Context) -> dt.date:
    return dt.date.fromisoformat(moments.iso(context.clock())[:10])
