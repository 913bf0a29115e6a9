"""An observation as a file: canonical JSON, written and read back to the byte."""

import datetime as dt
from enum import Enum
from typing import TypeVar

from tracer.chain.outpoint import BlockHash
from tracer.errors import IntegrityError
from tracer.formats import canonical
from tracer.formats.canonical import Writable
from tracer.formats.json_cursor import JsonCursor
from tracer.moments import iso
from tracer.reserve.acts import ActId
from tracer.reserve.history import ObservedBlock, RegisterHistory
from tracer.reserve.ledger_rows import MovementKind, RegisterLedger
from tracer.reserve.observation import (
    FaultKind,
    Observation,
    ObservedCoin,
    ObservedFault,
    ObservedMovement,
    ObservedWallet,
    Since,
    observation,
)
from tracer.reserve.register import Register

_Kind = TypeVar("_Kind", bound=Enum)

SCHEMA = 1
_AFTER_FRONT = b',"movements":['
"""What follows `faults`, `hash` and `height` in a canonical observation; inside a text its quotes would be escaped."""
_SINCE, _AFTER_SINCE = b',"since":', b',"time":'
"""What stands around the period that a canonical observation goes on from; behind it are `time` and `wallets` alone."""


def dumps(found: Observation) -> bytes:
    """Return an observation's file."""
    since = found.since
    return canonical.dumps(
        {
            "schema": SCHEMA,
            "register": found.register,
            "network": found.network,
            "height": found.block.height,
            "hash": found.block.hash,
            "mtp": iso(found.block.mtp),
            "time": iso(found.block.time),
            "since": None if since is None else {"period": since.period, "height": since.height, "hash": since.hash},
            "wallets": [
                {
                    "name": wallet.name,
                    "ours": wallet.is_ours,
                    "held_sat": str(wallet.held),
                    "coins": [_written_coin(coin) for coin in wallet.coins],
                }
                for wallet in found.wallets
            ],
            "movements": [written_movement(each) for each in found.movements],
            "faults": [written_fault(fault) for fault in found.faults],
        }
    )


def loads(content: bytes, name: str) -> Observation:
    """Read what `dumps` wrote; `name` is what messages call the file.

    Raises:
        IntegrityError: it is not, to the byte, what an observation's file would be.
    """
    place = JsonCursor.of(content, name)
    if place.integer("schema") != SCHEMA:
        raise place.key("schema").wrong(f"{SCHEMA}, the schema that this version reads")
    since = place.maybe("since")
    found = Observation(
        register=place.text("register"),
        network=place.text("network"),
        block=ObservedBlock(
            place.amount("height"), BlockHash(place.txid("hash")), _moment(place, "mtp"), _moment(place, "time")
        ),
        since=None if since is None else _read_since(since),
        wallets=tuple(
            ObservedWallet(row.text("name"), row.key("ours").as_flag(), tuple(map(_read_coin, row.rows("coins"))))
            for row in place.rows("wallets")
        ),
        movements=tuple(map(_read_movement, place.rows("movements"))),
        faults=tuple(map(_read_fault, place.rows("faults"))),
    )
    if dumps(found) != content:
        raise IntegrityError(f"{name} is not the canonical form of what it says")
    return found


def computed(
    content: bytes, name: str, register: Register, history: RegisterHistory, ledger: RegisterLedger
) -> Observation | None:
    """Return what a ledger makes of the block of an observation's file, if the file is that to the byte.

    The file's own words are taken for its faults and the period that it goes on from; to hold those is the caller's
    part. None: it says another thing of coins or movements, or is no such file.
    """
    mark = content.rfind(_SINCE)
    written = content[mark + len(_SINCE) : content.find(_AFTER_SINCE, mark)]
    try:
        since = JsonCursor.of(b'{"since":' + written + b"}", name).maybe("since")
        started = None if since is None else _read_since(since)
        faults = read_faults(content, name, history.block)
        found = observation(register, history, ledger, started, faults)
    except IntegrityError:  # read row by row it is told what is wrong
        return None
    return found if dumps(found) == content else None


def read_faults(content: bytes, name: str, block: ObservedBlock) -> tuple[ObservedFault, ...]:
    """Return the faults of an observation's file at a block, which stand in front; nothing else in it is looked at.

    Raises:
        IntegrityError: it is no observation, or one of another block.
    """
    front, mark, _ = content.partition(_AFTER_FRONT)
    place = JsonCursor.of(front + b"}" if mark else content, name)
    if (place.amount("height"), place.text("hash")) != (block.height, block.hash):
        raise IntegrityError(f"{name} is an observation of another block than {block.height:,}, {block.hash}")
    return tuple(map(_read_fault, place.rows("faults")))


def written_movement(each: ObservedMovement) -> dict[str, Writable]:
    """Return a movement as JSON."""
    return {
        "txid": each.txid,
        "vout": each.vout,
        "height": each.height,
        "mtp": iso(each.mtp),
        "kind": each.kind.value,
        "from": each.source,
        "to": each.target,
        "value_sat": str(each.value),
        "fee_sat": str(each.fee),
        "act": each.act,
    }


def written_fault(fault: ObservedFault) -> dict[str, Writable]:
    """Return a fault as JSON."""
    return {
        "fault": fault.kind.value,
        "exit": fault.kind.exit_code,
        "subject": fault.subject,
        "what": fault.text,
    }


def _written_coin(coin: ObservedCoin) -> dict[str, Writable]:
    return {
        "outpoint": str(coin.outpoint),
        "value_sat": str(coin.value),
        "height": coin.height,
        "branch": coin.branch,
        "index": coin.index,
        "mature_at": coin.mature_at,
    }


def _read_since(row: JsonCursor) -> Since:
    return Since(row.text("period"), row.amount("height"), BlockHash(row.txid("hash")))


def _read_coin(row: JsonCursor) -> ObservedCoin:
    return ObservedCoin(
        outpoint=row.outpoint("outpoint"),
        value=row.digits("value_sat"),
        height=row.amount("height"),
        branch=row.amount("branch"),
        index=row.maybe_amount("index"),
        mature_at=row.maybe_amount("mature_at"),
    )


def _read_movement(row: JsonCursor) -> ObservedMovement:
    act = row.maybe_text("act")
    return ObservedMovement(
        txid=row.txid("txid"),
        vout=row.maybe_amount("vout"),
        height=row.amount("height"),
        mtp=_moment(row, "mtp"),
        kind=_one_of(MovementKind, row, "kind"),
        source=row.texts("from"),
        target=row.texts("to"),
        value=row.digits("value_sat"),
        fee=row.digits("fee_sat"),
        act=None if act is None else ActId(act),
    )


def _read_fault(row: JsonCursor) -> ObservedFault:
    return ObservedFault(_one_of(FaultKind, row, "fault"), row.text("subject"), row.text("what"))


def _one_of(kinds: type[_Kind], row: JsonCursor, name: str) -> _Kind:
    """Return a member of an enumeration by its value."""
    try:
        return kinds(row.text(name))
    except ValueError:
        expected = f"one of {', '.join(str(kind.value) for kind in kinds)}"
    raise row.key(name).wrong(expected)


def _moment(place: JsonCursor, name: str) -> int:
    """Return a moment in Unix seconds."""
    text = place.text(name)
    try:
        found = dt.datetime.fromisoformat(text) if text.endswith("Z") else None
    except ValueError:
        found = None
    if found is None:
        raise place.key(name).wrong("a moment such as 2026-09-30T18:58:02Z")
    return int(found.timestamp())
