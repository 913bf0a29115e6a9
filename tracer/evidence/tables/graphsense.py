"""The trail for GraphSense: a TagPack of its addresses, and a Pathfinder file that opens the trail as a graph.

Tags say what this case attributes or asserts, with its confidence and its source; none defines a cluster, and
none says who holds an address or that it is anything but on a trail.
Source: graphsense-lib, `tagpack_schema.yaml` and `convert/gs_files` (MIT), for both formats.
"""

import base64
import datetime as dt
import json
import re
import struct
from collections.abc import Iterator, Mapping
from functools import lru_cache

import yaml

from tracer.chain.address import encode
from tracer.chain.network import MAIN
from tracer.chain.outpoint import Outpoint, Txid
from tracer.documents import local_time
from tracer.documents.words import rule_name
from tracer.evidence.dossier import Dossier
from tracer.formats.canonical import Writable

DRAWN = 1_000
"""Transactions in the Pathfinder file; where a trail has more, its name says so."""

_WIDE, _HIGH = 6, 3
"""Distance between columns and rows, in the units of the dashboard."""

_RED, _BLUE = [1, 0, 0, 1], [0, 0, 1, 1]
_CODES = 256

_WIDTH = 1_000_000
_PLAIN = re.compile(r"(?=.*[g-zG-Z])[1-9A-Za-z][A-Za-z0-9]{19,90}")
"""An address that YAML cannot take for a number or another word."""
_QUOTED = re.compile(r"\{[ -~\u00a1-\u1fff\u2030-\ud7ff]{0,100000}\}")
"""A text that YAML writes between single quotes on one line: braces around what can be printed."""

_SAID = {
    "custody": "a state wallet, according to the case",
    "seed": "a seed, according to the case",
    "trail": "held funds in question as attributed under the rule; says nothing of who holds it",
}


def graphsense(dossier: Dossier) -> dict[str, bytes]:
    """Return the TagPack and the Pathfinder file by name; no TagPack where no coin of the trail has an address."""
    files = {"pathfinder.gs": gs_file(_payload(dossier))}
    tags = list(_tags(dossier))
    return files | ({"trail.tagpack.yaml": _tag_pack(dossier, tags)} if tags else {})


def _tag_pack(dossier: Dossier, tags: list[Mapping[str, str]]) -> bytes:
    trace = dossier.trace
    pack = {
        "title": f"Trail of case {trace.case}",
        "creator": dossier.case.examiner or "not provided",
        "description": (
            f"Addresses on the trail of case {trace.case} under {rule_name(trace.primary)} up to block "
            f"{trace.horizon_height} of {trace.network}. An accounting rule attributes amounts; it does not show who "
            "holds an address."
        ),
        "source": f"trace.json with SHA-256 {trace.sha256}",
        "currency": "BTC",
        "network": "BTC",
        "is_cluster_definer": False,
        "lastmod": dt.date.fromisoformat(local_time.date(dossier.time(trace.horizon_height))),
    }
    return "".join((_yaml(pack), "tags:\n", *map(_tag_as_yaml, tags))).encode("utf-8")


def _yaml(value: object) -> str:
    text: str = yaml.safe_dump(value, sort_keys=False, allow_unicode=True, width=_WIDTH)
    return text


def _tag_as_yaml(tag: Mapping[str, str]) -> str:
    """Return one of the tags as the YAML library writes it.

    The two texts that differ from tag to tag are written here where one form alone can be meant, because the library
    takes a second for 10,000 of them.
    """
    address, context = tag["address"], tag["context"]
    if not _PLAIN.fullmatch(address) or not _QUOTED.fullmatch(context):
        return _yaml([tag])
    escaped = context.replace("'", "''")
    return f"- address: {address}\n{_between(tag['label'], tag['confidence'], tag['tag_type'])}  context: '{escaped}'\n"


@lru_cache
def _between(label: str, confidence: str, tag_type: str) -> str:
    """Return what stands between address and context of a tag in a list."""
    return _yaml([{"label": label, "confidence": confidence, "tag_type": tag_type}]).replace("-", " ", 1)


def _tags(dossier: Dossier) -> Iterator[Mapping[str, str]]:
    """Yield one tag per address and label, seeds first, then in chain order."""
    held: dict[tuple[str, str, str], list[tuple[Outpoint, int]]] = {}
    for outpoint, what, label, sat in _held(dossier):
        address = encode(dossier.output(outpoint).script, dossier.material.network)
        if address is not None:
            held.setdefault((address, what, label), []).append((outpoint, sat))
    for (address, what, label), coins in held.items():
        context = {
            "case": dossier.trace.case,
            "rule": dossier.trace.primary,
            "label": label,
            "says": _SAID[what],
            "taint_sat": sum(sat for _, sat in coins),
            "outpoints": [str(outpoint) for outpoint, _ in coins],
        }
        yield {
            "address": address,
            "label": f"case {dossier.trace.case}, label {label}: {what}",
            "confidence": "forensic_investigation" if what == "trail" else "authority_data",
            "tag_type": "event",
            "context": json.dumps(context, ensure_ascii=False, sort_keys=True),
        }


def _held(dossier: Dossier) -> Iterator[tuple[Outpoint, str, str, int]]:
    """Yield every coin of the trail: what it is there, under which label, with how many satoshi."""
    main = dossier.trace.main
    for seed in main.seeds:
        yield seed.outpoint, "seed", seed.label, seed.seed
    seeded = {seed.outpoint for seed in main.seeds}
    custody = {end.outpoint for end in main.ends if end.terminal == "custody"}
    for made in main.made:
        if made.outpoint not in seeded:
            what = "custody" if made.outpoint in custody else "trail"
            yield from ((made.outpoint, what, label, sat) for label, sat in made.taint.items())


def _payload(dossier: Dossier) -> Writable:
    """Return what a Pathfinder file holds: transactions in columns by hop, addresses between them, notes on ends."""
    main, network = dossier.trace.main, "btc" if dossier.material.network == MAIN else dossier.trace.network
    txids = list(dict.fromkeys(crossing.txid for crossing in main.crossings))
    drawn = set(txids[:DRAWN])
    columns = _columns(dossier)
    rows: dict[int, int] = {}

    def place(column: int) -> list[Writable]:
        """Return the next free place of a column."""
        row = rows[column] = rows.get(column, -1) + 1
        return [column * _WIDE // 2, row * _HIGH]

    transactions: list[Writable] = [
        [[network, txid], *place(2 * columns[txid]), False, at] for at, txid in enumerate(txids[:DRAWN])
    ]
    seeds = {seed.outpoint: seed.label for seed in main.seeds}
    ends = {end.outpoint: end for end in main.ends}
    addresses: dict[str, Writable] = {}
    notes: dict[str, Writable] = {}
    coins = [*seeds, *(made.outpoint for made in main.made if made.outpoint.txid in drawn)]
    for outpoint in dict.fromkeys(coins):
        address = encode(dossier.output(outpoint).script, dossier.material.network)
        if address is None or address in addresses:
            continue
        column = 2 * columns.get(outpoint.txid, -1) + 1
        addresses[address] = [[network, address], *place(column), outpoint in seeds]
        end = ends.get(outpoint)
        if outpoint in seeds:
            notes[address] = [[network, address], f"seed of {seeds[outpoint]}", [*_RED]]
        elif end is not None and end.terminal == "custody":
            notes[address] = [[network, address], f"state custody: {end.name}", [*_BLUE]]
        elif end is not None and end.name is not None:
            notes[address] = [[network, address], end.name, None]
    more = f" (the first {DRAWN} of {len(txids)} transactions)" if len(txids) > DRAWN else ""
    name = f"{dossier.trace.case}, {rule_name(dossier.trace.primary)}{more}"
    return ["pathfinder", "1", name, [*addresses.values()], transactions, [*notes.values()], []]


def _columns(dossier: Dossier) -> dict[Txid, int]:
    """Return how many transactions of the trail lie before each one, at most."""
    columns = {crossing.txid: 0 for crossing in dossier.trace.main.crossings}
    before: dict[Txid, list[Txid]] = {}
    for spent in dossier.trace.main.spent:
        before.setdefault(spent.txid, []).append(spent.outpoint.txid)
    for txid in columns:
        columns[txid] = max((columns[each] + 1 for each in before.get(txid, ()) if each in columns), default=0)
    return columns


def gs_file(payload: Writable) -> bytes:
    """Return a payload as a `.gs` file: compact JSON, base64, LZW codes, 32 bits each, little-endian."""
    written = json.dumps(payload, separators=(",", ":"), ensure_ascii=False).encode("utf-8")
    codes = _packed(base64.b64encode(written).decode("ascii"))
    return struct.pack(f"<{len(codes)}I", *codes)


def _packed(text: str) -> list[int]:
    """Return LZW codes of a text, the dictionary beginning with the characters 0 to 255.

    Source: Welch, "A Technique for High-Performance Data Compression" (1984).
    """
    known = {chr(code): code for code in range(_CODES)}
    codes: list[int] = []
    run = ""
    for character in text:
        longer = run + character
        if longer in known:
            run = longer
            continue
        codes.append(known[run])
        known[longer] = len(known)
        run = character
    return [*codes, known[run]] if run else codes
