"""Where to dig next: deposits to ask services about, coins to watch, ends to look behind, receipts without order.

A lead is a suggestion, no finding. It follows from the result, its TagPacks and the headers of its blocks:
the same result gives the same leads. Coins are listed once, under the first rule that attributes something
to them; the primary rule comes first.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tracer.chain import header
from tracer.chain.address import decode
from tracer.chain.header import Header
from tracer.chain.network import NETWORKS
from tracer.chain.view import ChainView
from tracer.documents import local_time
from tracer.documents.language.language import phrase
from tracer.documents.words import TERMINAL_MEANINGS
from tracer.evidence.dossier import orders_of_receipts
from tracer.formats.cells import Row
from tracer.formats.rows import Taint
from tracer.formats.table_schema import CellKind, TableColumn, TableSchema
from tracer.result.trace_file import End, TraceFile
from tracer.trace.tags.tags import Services, ServiceTag, TagPack

KINDS = ("service deposit", "receipt without order", "unspent coin", "stop", "gap", "unordered amount")
"""Kinds of leads, in the order of the list; within one by amount, the largest first."""

_TEXT, _NUMBER, _SATOSHI, _TIME, _HASH, _ = CellKind

LEADS = TableSchema(
    "leads.csv",
    "a lead: a coin, a gap or an amount to look into",
    (
        TableColumn("kind", _TEXT, f"kind of the lead: {', '.join(KINDS)}"),
        TableColumn("what_to_do", _TEXT, phrase("what to do about it")),
        TableColumn("txid", _HASH, "the transaction that made the coin; empty where the lead concerns no one coin"),
        TableColumn("vout", _NUMBER, "number of the output, the first being 0"),
        TableColumn("address", _TEXT, "address paid; empty where the script has none"),
        TableColumn("value_sat", _SATOSHI, "what the coin is worth in all"),
        TableColumn("taint_sat", _SATOSHI, "funds in question in it, of all labels, under the first of its rules"),
        TableColumn("labels", _TEXT, "each label with its satoshi"),
        TableColumn("rules", _TEXT, phrase("rules that attribute something to the coin, the primary one first")),
        TableColumn("at", _TEXT, "wallet or service at which the trail ends"),
        TableColumn("script", _TEXT, "type of the script, by Bitcoin Core's name"),
        TableColumn("height", _NUMBER, "height of the block"),
        TableColumn("block", _HASH, phrase("hash of the block")),
        TableColumn("time_utc", _TIME, "time of the block, declared by the miner"),
        TableColumn("reason", _TEXT, "why it is a lead"),
        TableColumn("tag_source", _TEXT, phrase("where the tag says that it is from")),
        TableColumn("tag_confidence", _TEXT, phrase("how sure the tag says that it is")),
        TableColumn("tag_pack", _TEXT, phrase("the TagPack that the tag stands in: file, line, SHA-256")),
        TableColumn("tag_actor", _TEXT, phrase("who is behind the tag, by the first ActorPack that knows its actor")),
        TableColumn("actor_legal_name", _TEXT, phrase("the actor's legal name")),
        TableColumn("actor_categories", _TEXT, phrase("the actor's categories")),
        TableColumn("actor_jurisdictions", _TEXT, phrase("the actor's jurisdictions")),
        TableColumn("actor_pack", _TEXT, phrase("the ActorPack that the actor stands in: file, line")),
    ),
)
"""What `leads.csv` is."""

_ASIDE = 100
"""Headers read along with those needed, where that saves a question to the source."""

_STOPS = ("mix", "fan_out", "lightning", "threshold", "hops", "horizon", "gap", "budget")
_TO_DO = {
    "service deposit": phrase(
        "ask the service who was credited: quote txid, vout, address, value, block and time; the tag says whose it is"
    ),
    "receipt without order": phrase("find the order under which it was received, or report it"),
    "unspent coin": phrase("watch it; run the case again when it moves"),
    "stop": phrase("decide whether to look behind it"),
    "gap": phrase("find a source that can read it"),
    "unordered amount": phrase("compare with the orders: received in custody beyond what they cover"),
}


@dataclass(frozen=True, slots=True)
class Lead:
    """One lead. Without an end it concerns no one coin; `taint` is by label, in satoshi, under the first of `rules`."""

    kind: str
    end: End | None
    taint: Taint
    rules: tuple[str, ...]
    reason: str

    @property
    def amount(self) -> int:
        """The satoshi attributed, over all labels."""
        return sum(self.taint.values())


def leads(trace: TraceFile) -> tuple[Lead, ...]:
    """Return every lead of a result, by kind and amount."""
    found: dict[str, tuple[End, list[str]]] = {}
    for method in (trace.main, *trace.compared):
        for end in method.ends:
            found.setdefault(str(end.outpoint), (end, []))[1].append(method.name)
    covered = orders_of_receipts(trace)
    rows = [
        Lead(kind, end, end.taint, tuple(rules), _reason(end, rules, trace))
        for name, (end, rules) in found.items()
        if (kind := _kind(end, name in covered)) is not None
    ]
    gaps = {gap.outpoint: gap.reason for gap in reversed(trace.gaps)}
    rows = [_with_reason(row, gaps) for row in rows]
    rows += [
        Lead("gap", None, {}, (gap.method or trace.primary,), f"{gap.outpoint or gap.txid or 'a seed'}: {gap.reason}")
        for gap in dict.fromkeys(trace.gaps)
        if gap.outpoint not in found
    ]
    rows += [
        Lead("unordered amount", None, {label: sat}, (trace.primary,), "in custody, covered by no order")
        for label, sat in trace.unordered.items()
        if sat
    ]
    return tuple(sorted(rows, key=lambda row: (KINDS.index(row.kind), -row.amount)))


def heights(trace: TraceFile) -> tuple[int, ...]:
    """Return the heights whose headers the list of leads needs, ascending."""
    return tuple(sorted({lead.end.height for lead in leads(trace) if lead.end is not None}))


def leads_csv(trace: TraceFile, headers: Mapping[int, Header], packs: Sequence[TagPack] = ()) -> bytes:
    """Return `leads.csv`, with the rows of `lead_rows`."""
    return LEADS.csv(lead_rows(trace, headers, packs))


def lead_rows(trace: TraceFile, headers: Mapping[int, Header], packs: Sequence[TagPack] = ()) -> list[Row]:
    """Return the rows of `leads.csv`; block and time are left empty where the header of a height is not given.

    `packs` are the TagPacks and ActorPacks of the result, in the case's order: a deposit names the tag that counted
    and the actor that this tag names.
    """
    services, network = Services(packs), NETWORKS[trace.network]
    rows: list[Row] = []
    for lead in leads(trace):
        address = lead.end.address if lead.end is not None and lead.end.terminal == "service" else None
        tag = None if address is None else services.find(decode(address, network))
        rows.append((*_row(lead, headers), *_tagged(tag, packs), *_actor(tag, services)))
    return rows


def leads_of_run(read: TraceFile, view: ChainView, packs: Sequence[TagPack]) -> bytes:
    """Return the `leads.csv` of a result; the headers come from the chain that it was traced over.

    Raises:
        SourceError, IntegrityError: as for any source.
    """
    found: dict[int, Header] = {}
    for first, last in _stretches(heights(read)):
        raws = view.headers(first, last)
        found |= {height: header.decode(raw) for height, raw in enumerate(raws, start=first)}
    return leads_csv(read, found, packs)


def _stretches(needed: Sequence[int]) -> list[tuple[int, int]]:
    """Return first and last heights that hold all those needed, ascending; near ones are read together."""
    found: list[tuple[int, int]] = []
    for height in needed:
        if found and height - found[-1][1] <= _ASIDE:
            found[-1] = found[-1][0], height
        else:
            found.append((height, height))
    return found


def _kind(end: End, covered: bool) -> str | None:
    """Return which lead a coin at which a trail ends is; None where it is none."""
    if end.terminal == "custody":
        return None if covered else "receipt without order"
    if end.terminal in _STOPS:
        return "gap" if end.terminal == "gap" else "stop"
    return {"service": "service deposit", "unspent": "unspent coin"}.get(end.terminal)


def _reason(end: End, rules: Iterable[str], trace: TraceFile) -> str:
    beside = "" if trace.primary in rules else f"not under {trace.primary}, the primary rule; "
    return beside + TERMINAL_MEANINGS[end.terminal]


def _with_reason(lead: Lead, gaps: Mapping[str | None, str]) -> Lead:
    if lead.kind != "gap" or lead.end is None or str(lead.end.outpoint) not in gaps:
        return lead
    return Lead(lead.kind, lead.end, lead.taint, lead.rules, gaps[str(lead.end.outpoint)])


def _row(lead: Lead, headers: Mapping[int, Header]) -> list[str | int | None]:
    labels = "; ".join(f"{label} {sat}" for label, sat in lead.taint.items())
    end, rules = lead.end, " ".join(lead.rules)
    if end is None:
        head: list[str | int | None] = [lead.kind, _TO_DO[lead.kind], None, None, None, None]
        return [*head, lead.amount, labels, rules, None, None, None, None, None, lead.reason]
    header = headers.get(end.height)
    block = (None, None) if header is None else (header.hash, local_time.iso(header.time))
    return [
        lead.kind, _TO_DO[lead.kind], end.outpoint.txid, end.outpoint.vout, end.address, end.value,
        lead.amount, labels, rules, end.name, end.script, end.height, *block, lead.reason,
    ]  # fmt: skip


def _tagged(tag: ServiceTag | None, packs: Sequence[TagPack]) -> list[str | None]:
    """Return what a tag rests on: its source, its confidence, the pack it stands in with the pack's hash."""
    if tag is None:
        return [None, None, None]
    pack = packs[tag.pack]
    return [tag.source, tag.confidence, f"{pack.file}, line {tag.line}, sha256 {pack.sha256}"]


def _actor(tag: ServiceTag | None, services: Services) -> list[str | None]:
    """Return who is behind a tag by the first ActorPack that knows its actor; the bare id where none does."""
    if tag is None or tag.actor is None:
        return [None] * 5
    found = services.actor(tag.actor)
    if found is None:
        return [tag.actor, None, None, None, None]
    actor, file = found
    jurisdictions = " ".join(actor.jurisdictions)
    categories = " ".join(actor.categories)
    return [f"{actor.label} ({actor.id})", actor.legal_name, categories, jurisdictions, f"{file}, line {actor.line}"]
