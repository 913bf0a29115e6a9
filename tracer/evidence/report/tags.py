"""The report on tags: who says whose an address is at which a trail ends, how surely, and who stands behind it.

Every tag of such an address is printed, also where they contradict one another and where one is no service's.
"""

from collections.abc import Iterable, Sequence

from tracer.documents.language.language import Language
from tracer.documents.paper import Block, Head, Nature, Section, Text, digest, table
from tracer.evidence.dossier import Dossier
from tracer.trace.tags.actors import Actor
from tracer.trace.tags.concepts import CONFIDENCES
from tracer.trace.tags.tags import Services, Tag, TagPack

MAX_ROWS = 200
"""Tags and actors printed of each table; the packs in the bundle hold all of them."""

_Found = tuple[str, Tag, TagPack]


def tag_sections(dossier: Dossier) -> list[Section]:
    """Return the section on the tags of addresses at which the trail ends; none where no address is tagged."""
    found = list(_tagged(dossier))
    if not found:
        return []
    say = dossier.language.say
    said = say(
        "What tags and actors say is asserted by the authors of these files, each with its source, date and "
        "confidence; nothing here was checked against the chain. Of the tags of one address the service’s tag of the "
        "highest confidence counts, then the first file of the case; all are printed, also where they contradict one "
        "another."
    )
    blocks: list[Block] = [Text(said, Nature.ASSERTED), *_tags(dossier, found), *_actors(dossier, found)]
    return [Section(say("Tagged addresses"), tuple(blocks))]


def _tagged(dossier: Dossier) -> Iterable[_Found]:
    """Yield every tag of every address at which the trail ends: addresses in chain order, the surest tag first."""
    by_script: dict[bytes, list[tuple[Tag, TagPack]]] = {}
    for pack in dossier.packs:
        for tag in pack.tags:
            if tag.script is not None:
                by_script.setdefault(tag.script, []).append((tag, pack))
    if not by_script:
        return
    paid = {end.address: end.outpoint for end in reversed(dossier.trace.main.ends) if end.address is not None}
    for address in dict.fromkeys(end.address for end in dossier.trace.main.ends if end.address is not None):
        tags = by_script.get(dossier.output(paid[address]).script, [])
        for tag, pack in sorted(tags, key=lambda each: (each[0].service is None, -CONFIDENCES[each[0].confidence])):
            yield address, tag, pack


def _tags(dossier: Dossier, found: Sequence[_Found]) -> Iterable[Block]:
    language = dossier.language
    say, given = language.say, language.given
    ended = {end.address for end in dossier.trace.main.ends if end.terminal == "service"}
    counting = {address: tag for address, tag, _ in reversed(found) if address in ended and tag.service is not None}
    rows = [
        (
            address,
            f"{tag.label}\n{_classified(language, tag)}",
            say("ends the trail") if counting.get(address) is tag else say("also said"),
            f"{_plain(language, tag.confidence)}\n{given(language.date(tag.lastmod) if tag.lastmod else None)}",
            tag.source,
            f"{_place(dossier, pack, tag.line)}\n{pack.sha256}",
        )
        for address, tag, pack in found[:MAX_ROWS]
    ]
    columns: list[Head] = [
        digest(say("address")), say("tag"), say("what it does"), say("confidence and date"), say("source"),
        digest(say("file and SHA-256")),
    ]  # fmt: skip
    yield table(say("Tags of addresses at which the trail ends"), columns, rows)
    yield from _rest(dossier, len(found))


def _actors(dossier: Dossier, found: Sequence[_Found]) -> Iterable[Block]:
    """Yield whom the tags name, by the first ActorPack that knows the actor; the bare id where none does."""
    language, services = dossier.language, Services(dossier.packs)
    say = language.say
    hashes = {pack.file: pack for pack in dossier.packs}
    rows = []
    for name in dict.fromkeys(tag.actor for _, tag, _ in found if tag.actor is not None):
        known = services.actor(name)
        if known is None:
            rows.append((name, *[language.given(None)] * 3, say("described by no ActorPack of the case")))
        else:
            rows.append(_actor(dossier, known[0], hashes[known[1]]))
    if rows:
        columns: list[Head] = [
            say("actor"), say("kind of business"), say("jurisdictions"), say("web address"),
            digest(say("file and SHA-256")),
        ]  # fmt: skip
        yield table(say("Actors that these tags name: to whom a records request may go"), columns, rows[:MAX_ROWS])
        yield from _rest(dossier, len(rows))


def _actor(dossier: Dossier, actor: Actor, pack: TagPack) -> tuple[str, ...]:
    given = dossier.language.given
    named = "\n".join(filter(None, (f"{actor.label} ({actor.id})", actor.legal_name)))
    return (
        named,
        given(", ".join(_plain(dossier.language, each) for each in actor.categories) or None),
        given(", ".join(actor.jurisdictions) or None),
        actor.uri,
        f"{_place(dossier, pack, actor.line)}\n{pack.sha256}",
    )


def _classified(language: Language, tag: Tag) -> str:
    """Return what a tag says its address is, in words."""
    return ", ".join(_plain(language, each) for each in (tag.category, *tag.concepts, tag.abuse) if each)


def _plain(language: Language, name: str) -> str:
    """Return a word of a TagPack's taxonomy in the language; one that is not known, with blanks for its marks."""
    words = language.known(name)
    return words if words != name else name.replace("_", " ")


def _place(dossier: Dossier, pack: TagPack, line: int) -> str:
    """Return where a tag stands; a pack whose header is another file's names both."""
    file = " + ".join(name for name, _ in pack.files) or pack.file
    return dossier.language.say("{file}, line {line}", file=file, line=str(line))


def _rest(dossier: Dossier, count: int) -> Iterable[Text]:
    if count > MAX_ROWS:
        language = dossier.language
        said = language.say(
            "{shown} of {all} rows are printed; all are in the files in case/tags.",
            shown=language.number(MAX_ROWS),
            all=language.number(count),
        )
        yield Text(said, Nature.WARNING)
