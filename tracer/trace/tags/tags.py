"""TagPacks: published lists that say who holds which address, and the services that end a trail.

Attribution is an assertion of the pack's creator, not a fact of the chain: each tag keeps its
source, confidence and pack. Only exact addresses count; `is_cluster_definer` is kept, not used. Tags of
other ledgers and of other networks than the case's are counted, so that a report can say so.
Source: GraphSense TagPack schema (`tagpack_schema.yaml`): a field in the header holds for every
tag that does not give it itself; unknown fields and empty values are faults.
"""

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from tracer.chain.address import decode
from tracer.chain.network import NETWORKS, Network
from tracer.chain.outpoint import Txid, parse_txid
from tracer.errors import CaseError
from tracer.trace.tags.actors import Actor, read_actors
from tracer.trace.tags.concepts import CONCEPTS, CONFIDENCES, LOWEST_CONFIDENCE, SERVICES, TAG_TYPES
from tracer.trace.tags.fields import Fields
from tracer.trace.tags.header import load_whole, parts
from tracer.trace.tags.yaml import YamlBlock

BITCOIN = "BTC"
"""How TagPacks call Bitcoin, whichever of its networks."""

_ALSO_BITCOIN = ("XBT",)
"""Its other code. Source: ISO 4217, whose codes of what no state issues begin with X."""

_HERE = "in the header"
_ONLY_HEADER = ("title", "creator", "description", "owner", "is_public", "tags")
_TAG = (
    "label", "source", "currency", "network", "confidence", "address", "tx_hash", "context", "is_cluster_definer",
    "lastmod", "category", "abuse", "actor", "concepts", "tag_type",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """What a pack says about one address or one transaction of the case's network.

    `script` is the address's; None for a transaction. `line` is where the tag begins in the file.
    """

    label: str
    source: str
    address: str | None
    txid: Txid | None
    script: bytes | None
    confidence: str
    category: str | None
    concepts: tuple[str, ...]
    abuse: str | None
    actor: str | None
    tag_type: str | None
    lastmod: dt.date | None
    context: str | None
    is_cluster_definer: bool
    line: int

    @property
    def service(self) -> str | None:
        """The concept by which this is a service's address, None where it is attribution only."""
        if self.script is None or self.tag_type not in (None, "actor"):
            return None
        return next((concept for concept in (self.category, *self.concepts) if concept in SERVICES), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class TagPack:
    """One file of tags or, being an ActorPack, of actors. What was not used is counted, never dropped in silence."""

    file: str
    sha256: str
    title: str
    creator: str
    description: str | None
    tags: tuple[Tag, ...]
    other_ledgers: tuple[tuple[str, int], ...]
    """Tags of other ledgers than Bitcoin: name and count, by name."""
    other_networks: int
    """Tags whose address belongs to another Bitcoin network than the case's."""
    unreadable: tuple[tuple[int, str], ...]
    """Tags under Bitcoin's name whose address is none of it: line, and why. Published packs have such."""
    unknown_concepts: tuple[str, ...]
    """Concepts used that the known taxonomy does not have; they never end a trail."""
    actors: tuple[Actor, ...] = ()
    """Whom an ActorPack describes; it has no tags."""
    files: tuple[tuple[str, str], ...] = ()
    """The two files it is made of and their SHA-256, its own first, where its header is included from another."""


class ServiceTag(NamedTuple):
    """Why a trail ends at an output: whose address it is said to be, by whom, how surely.

    `pack` counts from 0 in the order of the case.
    """

    label: str
    category: str
    actor: str | None
    confidence: str
    source: str
    pack: int
    line: int


class Services:
    """The services of several packs, by output script."""

    def __init__(self, packs: Sequence[TagPack]) -> None:
        found: dict[bytes, list[ServiceTag]] = {}
        for number, pack in enumerate(packs):
            for tag in pack.tags:
                if tag.service is not None and tag.script is not None:
                    found.setdefault(tag.script, []).append(_service(tag, tag.service, number))
        self._actors: dict[str, tuple[Actor, str]] = {}
        for pack in packs:
            for actor in pack.actors:
                self._actors.setdefault(actor.id, (actor, pack.file))
        self._tags = {script: tuple(sorted(tags, key=_rank)) for script, tags in found.items()}

    def __len__(self) -> int:
        return len(self._tags)

    def tags(self, script: bytes) -> tuple[ServiceTag, ...]:
        """Return every service tag of a script, the one that counts first.

        Highest confidence first, then the order of the packs in the case, then of the tags in the file.
        """
        return self._tags.get(script, ())

    def find(self, script: bytes) -> ServiceTag | None:
        """Return the service tag that counts for a script, None where it is no service's."""
        return next(iter(self.tags(script)), None)

    def actor(self, name: str | None) -> tuple[Actor, str] | None:
        """Return the actor of an id and the file that describes it, None where none of the packs does.

        Where several do, the first in the order of the case counts.
        """
        return None if name is None else self._actors.get(name)

    def labels(self) -> Mapping[bytes, str]:
        """Return the label that counts for every script of a service."""
        return {script: tags[0].label for script, tags in self._tags.items()}


def parse(content: bytes, file: str, network: Network) -> TagPack:
    """Read a TagPack, or an ActorPack, which has `actors` in the place of `tags`.

    Args:
        content: the file's bytes.
        file: how messages and reports call the file.
        network: the case's, to which addresses must belong.

    Raises:
        CaseError: every fault of the file, naming line and field; a fault of YAML itself comes alone.
    """
    root, sha256 = load_whole(content, file), hashlib.sha256(content).hexdigest()
    if "actors" in root.values and "tags" not in root.values:
        pack = _actor_pack(root, file, sha256)
    else:
        pack = _Pack(root, file, network).read(sha256)
    own, header = parts(content)
    if header is None:
        return pack
    name, included = header
    made_of = (file, hashlib.sha256(own).hexdigest()), (name, hashlib.sha256(included).hexdigest())
    return replace(pack, files=made_of)


def _actor_pack(root: YamlBlock, file: str, sha256: str) -> TagPack:
    faults: list[str] = []
    header = Fields(root.values, file, faults)
    header.flag("is_public")
    title, creator = header.required("title", _HERE), header.required("creator", _HERE)
    description, actors = header.text("description"), read_actors(root, file, faults)
    unknown = {name for actor in actors for name in actor.categories} - CONCEPTS
    if faults:
        raise CaseError(*dict.fromkeys(faults))
    return TagPack(
        file=file,
        sha256=sha256,
        title=title,
        creator=creator,
        description=description,
        tags=(),
        other_ledgers=(),
        other_networks=0,
        unreadable=(),
        unknown_concepts=tuple(sorted(unknown)),
        actors=actors,
    )


def _service(tag: Tag, category: str, pack: int) -> ServiceTag:
    return ServiceTag(
        label=tag.label,
        category=category,
        actor=tag.actor,
        confidence=tag.confidence,
        source=tag.source,
        pack=pack,
        line=tag.line,
    )


def _rank(tag: ServiceTag) -> tuple[int, int, int]:
    return -CONFIDENCES[tag.confidence], tag.pack, tag.line


class _Pack:
    """One pack while it is read: its faults, and what was counted instead of used."""

    def __init__(self, root: YamlBlock, file: str, network: Network) -> None:
        self._root = root
        self._file = file
        self._network = network
        self._faults: list[str] = []
        self._ledgers: Counter[str] = Counter()
        self._foreign = 0
        self._unreadable: list[tuple[int, str]] = []
        self._unknown: set[str] = set()

    def read(self, sha256: str) -> TagPack:
        """Return the pack, or raise all its faults."""
        header = Fields(self._root.values, self._file, self._faults)
        header.check_names((*_ONLY_HEADER, *_TAG))
        header.flag("is_public")
        header.text("owner")
        title, creator = header.required("title", _HERE), header.required("creator", _HERE)
        description = header.text("description")
        tags = [tag for block in self._blocks() if (tag := self._tag(block)) is not None]
        if self._faults:
            raise CaseError(*dict.fromkeys(self._faults))
        return TagPack(
            file=self._file,
            sha256=sha256,
            title=title,
            creator=creator,
            description=description,
            tags=tuple(tags),
            other_ledgers=tuple(sorted(self._ledgers.items())),
            other_networks=self._foreign,
            unreadable=tuple(self._unreadable),
            unknown_concepts=tuple(sorted(self._unknown)),
        )

    def _blocks(self) -> list[YamlBlock]:
        """Return the tags as written."""
        tags = self._root.values.get("tags")
        if not isinstance(tags, list) or not tags:
            self._faults.append(f"{self._file}: tags: expected a list of at least one tag")
            return []
        blocks = [tag for tag in tags if isinstance(tag, YamlBlock)]
        if len(blocks) < len(tags):
            self._faults.append(f"{self._file}: tags: expected each tag to have fields")
        return blocks

    def _tag(self, block: YamlBlock) -> Tag | None:
        """Read a tag; None where it is counted instead: another ledger, another network."""
        inherited = {name: value for name, value in self._root.values.items() if name in _TAG}
        place = f"{self._file}: line {block.line}"
        Fields(block.values, place, self._faults).check_names(_TAG)
        fields = Fields(inherited | block.values, place, self._faults)
        if ("address" in fields) == ("tx_hash" in fields):
            fields.fault("", "expected exactly one of address, tx_hash")
        currency = fields.required("currency")
        ledger = (fields.text("network") or currency).upper()
        on_bitcoin = ledger == BITCOIN or ledger in _ALSO_BITCOIN
        address = fields.text("address")
        tag = Tag(
            label=fields.required("label"),
            source=fields.required("source"),
            address=address,
            txid=fields.read("tx_hash", _txid) if on_bitcoin else None,
            script=self._script(address, block.line) if address and on_bitcoin else None,
            confidence=fields.choice("confidence", tuple(CONFIDENCES)) or LOWEST_CONFIDENCE,
            category=fields.text("category"),
            concepts=fields.texts("concepts"),
            abuse=fields.text("abuse"),
            actor=fields.text("actor"),
            tag_type=fields.choice("tag_type", TAG_TYPES),
            lastmod=fields.day("lastmod"),
            context=fields.text("context"),
            is_cluster_definer=fields.flag("is_cluster_definer"),
            line=block.line,
        )
        self._unknown |= {name for name in (tag.category, *tag.concepts) if name} - CONCEPTS
        if not on_bitcoin:
            self._ledgers[ledger] += 1
            return None
        return None if address and tag.script is None else tag

    def _script(self, text: str, line: int) -> bytes | None:
        """Return an address's script; None, and counted, where it is none of the case's network."""
        try:
            return decode(text, self._network)
        except ValueError as error:
            if any(_is_address(text, network) for network in NETWORKS.values()):
                self._foreign += 1
            else:
                blank = "begins or ends with a blank" if text != text.strip() else str(error)
                self._unreadable.append((line, blank))
            return None


def _txid(text: str) -> Txid:
    return parse_txid(text.lower())


def _is_address(text: str, network: Network) -> bool:
    try:
        decode(text, network)
    except ValueError:
        return False
    return True
