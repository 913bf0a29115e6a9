"""Tags that end no trail though their author may have meant it: said, with file and line, where the analyst looks.

A pack keeps count of what it does not use; this puts it into words. Attribution that never ends a trail, as of a
perpetrator's address, is in order and not said.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from tracer.chain.network import Network
from tracer.formats.fields import nearest
from tracer.trace.tags.concepts import CONCEPTS, SERVICES
from tracer.trace.tags.fields import show
from tracer.trace.tags.tags import Tag, TagPack

_NAMED = 20
"""Of one pack so many tags are named; the rest is counted."""


def dead_tags(packs: Sequence[TagPack], network: Network, custody: Mapping[bytes, str]) -> tuple[str, ...]:
    """Return a warning for each tag of these packs that ends no trail, or for many of one kind together.

    Args:
        packs: as read for a case, in its order.
        network: the case's.
        custody: the case's own wallets by script; a trail ends there as custody, whatever a tag says.
    """
    return tuple(f"{pack.file}: {words}" for pack in packs for words in _of_pack(pack, network, custody))


def _of_pack(pack: TagPack, network: Network, custody: Mapping[bytes, str]) -> Iterator[str]:
    named = sorted([*_unreadable(pack), *_unknown(pack), *_in_custody(pack, custody)])
    yield from (f"line {line}: {words}" for line, words in named[:_NAMED])
    if len(named) > _NAMED:
        yield f"{len(named) - _NAMED} more tags are not used for reasons like these; the run's trace.json counts them"
    for ledger, count in pack.other_ledgers:
        yield f"{_tags(count)} of another ledger, {show(ledger)}: not used"
    if pack.other_networks:
        yield f"{_tags(pack.other_networks)} of another Bitcoin network than {network.name}: not used"
    types = Counter(tag.tag_type for tag in pack.tags if tag.script and not tag.service and _meant(tag) in SERVICES)
    for kind, count in sorted((str(kind), count) for kind, count in types.items()):
        yield f"{_tags(count)} of a service and of tag_type {kind}: only tags of type actor end a trail"
    transactions = sum(1 for tag in pack.tags if tag.txid is not None and _meant(tag) in SERVICES)
    if transactions:
        yield f"{_tags(transactions)} of a service and of a transaction: only tags of addresses end a trail"
    if not pack.actors and not any(tag.service for tag in pack.tags):
        yield "no tag in it ends a trail"


def _unreadable(pack: TagPack) -> Iterator[tuple[int, str]]:
    for line, reason in pack.unreadable:
        yield line, f"the tag is not used and ends no trail: its address {reason}"


def _unknown(pack: TagPack) -> Iterator[tuple[int, str]]:
    """Yield tags that no known concept makes a service's, and one of whose concepts is not known."""
    for tag in pack.tags:
        strange = [name for name in (tag.category, *tag.concepts) if name and name not in CONCEPTS]
        if tag.script is not None and tag.service is None and strange:
            name = strange[0]
            plain = "_".join(name.split()).replace("-", "_").casefold()
            meant = f"; did you mean {plain}?" if plain in CONCEPTS else nearest(plain, sorted(CONCEPTS))
            yield tag.line, f"the tag of {show(tag.label)} ends no trail: {show(name)} is no known concept{meant}"


def _in_custody(pack: TagPack, custody: Mapping[bytes, str]) -> Iterator[tuple[int, str]]:
    for tag in pack.tags:
        wallet = custody.get(tag.script) if tag.service and tag.script else None
        if wallet is not None:
            yield (
                tag.line,
                f"the address of {show(tag.label)} is one of custody wallet {show(wallet)}, which comes first",
            )


def _meant(tag: Tag) -> str | None:
    return next((concept for concept in (tag.category, *tag.concepts) if concept in SERVICES), None)


def _tags(count: int) -> str:
    return "1 tag is" if count == 1 else f"{count} tags are"
