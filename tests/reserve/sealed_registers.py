"""Registers as sealed bundles: real transactions, proofs and headers, acts, lots and a statement.

Files are written by the product's own modules; what the statement says is the caller's. Documents are left out: they
take time, and no verifier of figures reads them.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.evidence.chain import Chain, coinbase, mine, script_of
from tests.evidence.drawn_bundles import write_bag
from tracer import METHOD, NAME, __version__
from tracer.chain import decode
from tracer.chain.outpoint import BlockRef, Txid
from tracer.container.material import Material, chain_files, collect
from tracer.formats import canonical
from tracer.formats.canonical import Writable
from tracer.moments import iso
from tracer.reserve import admission_file, ledger, observation_file, script_file
from tracer.reserve import observation as observations
from tracer.reserve.acts import Act, ActsInForce
from tracer.reserve.days import Period, closing_height, instant
from tracer.reserve.history import ObservedBlock, RegisterHistory
from tracer.reserve.lots import Admission
from tracer.reserve.observation import Observation
from tracer.reserve.plain_json import days_named, plain_acts, plain_register
from tracer.reserve.register import Register
from tracer.reserve.watching import behind, watch

SALT = bytes(range(32))
_DAY = dt.timedelta(days=1)

Row = dict[str, Writable]


class TimedChain(Chain):
    """A chain whose blocks come when they are told to."""

    def mine_at(self, time: int, raws: Sequence[bytes] = ()) -> list[Txid]:
        """Append a block of that time; return the txids of its transactions, the coinbase's left out."""
        block = [coinbase(len(self.heads), 5_000_000_000, script_of("miner")), *raws]
        txids = [decode.txid(raw) for raw in block]
        self.heads.append(mine(self.heads[-1], txids, time))
        self.blocks.append(block)
        return txids[1:]


@dataclass(frozen=True, kw_only=True)
class Filed:
    """What a period of a register is closed with; `state` is `register.toml`, which no test of figures reads."""

    register: Register
    view: Chain
    acts: tuple[Act, ...]
    admissions: tuple[Admission, ...]
    period: Period
    previous: bytes | None = None
    restated: bytes | None = None

    @property
    def opening(self) -> ObservedBlock:
        """The last block before the period."""
        return closing_height(self.period.first - _DAY, self.register.zone, self.view)

    @property
    def closing(self) -> ObservedBlock:
        """The period's closing block."""
        return closing_height(self.period.last, self.register.zone, self.view)

    @property
    def inputs(self) -> dict[str, bytes]:
        """The files that the statement is computed from, by their path in the register's folder."""
        files = {"register.toml": b"[register]\n"}
        files |= {f"acts/{act.head.id}.toml": f'id = "{act.head.id}"\n'.encode() for act in self.acts}
        files |= {f"receipts/{each.case}/admission.json": admission_file.dumps(each) for each in self.admissions}
        observed = self.observation
        if self.previous is not None:
            files[f"periods/{json.loads(self.previous)['period']}/period.json"] = self.previous
        return files | {f"observations/{observed.name}.json": observation_file.dumps(observed)}

    @property
    def history(self) -> RegisterHistory:
        """What touches the register's scripts up to the closing block."""
        return watch(self.register, self.view, self.closing)

    @property
    def observation(self) -> Observation:
        """What the chain holds at the closing block."""
        acts = ActsInForce(self.acts, self.acts)
        folded = ledger.fold(self.register, self.history, acts, [lot for each in self.admissions for lot in each.lots])
        return observations.observation(self.register, self.history, folded, None, ())


def block_row(block: ObservedBlock) -> Row:
    """Return a block as a statement names it."""
    return {"height": block.height, "hash": block.hash, "mtp": iso(block.mtp)}


def payload(filed: Filed, statement: Callable[[Filed], Row], profile: str = "private") -> dict[str, bytes]:
    """Return the files below `data/` of the bundle of a statement, which is sealed here."""
    said = {**_frame(filed), **statement(filed)}
    period = sealed(said)
    closing = filed.closing
    material = _material(filed)
    transactions = [decode.transaction(raw) for raw in material.raws.values()]
    after = [filed.view.headers(height, height)[0] for height in range(closing.height + 1, closing.height + 6)]
    days = days_named(filed.acts) | {filed.period.last, filed.period.first - _DAY}
    ends = {day: instant(day, filed.register.zone) for day in days}
    files = {
        **{name: content for name, content in filed.inputs.items() if not name.startswith("periods/")},
        **{f"chain/{name}": content for name, content in chain_files(material).items()},
        "chain/after.bin": b"".join(after),
        "register.json": plain_register(filed.register, ends),
        "acts.json": plain_acts(filed.acts),
        "scripts.json": script_file.dumps(script_file.scripts_met(filed.register, transactions)),
        "period.json": period,
        "public.json": _public(filed, json.loads(period)),
        "bundle.json": _about(filed, period, profile),
    }
    beside = {"previous.json": filed.previous, "restated.json": filed.restated, "salt": SALT}
    return files | {name: content for name, content in beside.items() if content is not None}


def bundle(folder: Path, files: Mapping[str, bytes]) -> Path:
    """Write files as a bag; return its folder."""
    return write_bag(dict(files), folder)


def sealed(statement: Row) -> bytes:
    """Return a statement's bytes with the root that binds it to the salt."""
    bare = hashlib.sha256(canonical.dumps({**statement, "private_root": None})).digest()
    return canonical.dumps({**statement, "private_root": hashlib.sha256(SALT + bare).hexdigest()})


def _frame(filed: Filed) -> Row:
    """Return what a statement says beside its figures."""
    hashes = {name: hashlib.sha256(content).hexdigest() for name, content in filed.inputs.items()}
    return {
        "schema": 1,
        "register": filed.register.name,
        "network": filed.register.network.name,
        "period": filed.period.name,
        "restates": None,
        "previous_sha256": None if filed.previous is None else hashlib.sha256(filed.previous).hexdigest(),
        "conventions": {"lots": 1, "title": 1, "price": 1, "returns": 1},
        "opening": None if filed.previous is None else block_row(filed.opening),
        "closing": block_row(filed.closing),
        "value": None,
        "cost_basis": None,
        "proof": None,
        "limits": [],
        "review": None,
        "inputs": [{"id": name, "sha256": hashes[name], "late": name in _late(filed)} for name in sorted(hashes)],
        "software": {"version": __version__, "method": METHOD},
    }


def _late(filed: Filed) -> set[str]:
    """Return the acts that are dated before the period and that the statement before does not list."""
    known = None if filed.previous is None else {row["id"] for row in json.loads(filed.previous)["inputs"]}
    early = [act.head.id for act in filed.acts if act.head.date < filed.period.first]
    return set() if known is None else {f"acts/{each}.toml" for each in early} - known


def _material(filed: Filed) -> Material:
    """Return the raw material behind a register's history up to the closing block."""
    closing = filed.closing
    material = collect(filed.view, behind(filed.register, filed.history), BlockRef(closing.height, closing.hash))
    assert material is not None
    return material


def _public(filed: Filed, said: Any) -> bytes:
    """Return what is published, exactly: here nothing is rounded."""
    books, titles = ({key: int(sat) for key, sat in said[name].items()} for name in ("books_sat", "title_sat"))
    lawful = sum(titles[title] for title in ("assigned", "encumbered", "titled"))
    reserve = titles["assigned"] + titles["encumbered"]
    figures = {
        "opening": books["opening"],
        "came": books["receipts"] + books["withdrawals"],
        "left": books["disposals"] + books["deposits"] + books["fees"],
        "scope": books["scope"],
        "change": books["closing"] - books["opening"],
        "closing": books["closing"],
    }
    titled = {"reserve": reserve, "lawful": lawful, "without": books["closing"] - lawful}
    shown = ("register", "network", "period", "restates", "closing", "software", "private_root")
    return canonical.dumps(
        {
            **{key: said[key] for key in shown},
            **dict.fromkeys(("rule", "value", "proof", "review")),
            "schema": 1,
            "body": filed.register.body,
            "currency": filed.register.currency,
            "limits": [],
            "breaches": [],
            "books": {key: _figure(sat) for key, sat in figures.items()},
            "title": {key: _figure(sat) for key, sat in titled.items()},
            "with_custodians": _figure(0),
            "counts": _counts(said),
            "open": {"addresses": _addresses(books["closing"]), "movements": [_move(row) for row in said["movements"]]},
            "previous": [] if filed.previous is None else [_quarter(json.loads(filed.previous))],
        }
    )


def _addresses(closing: int) -> list[Row]:
    """Return one address that holds all."""
    return [{"wallet": "All", "address": "one", "sat": str(closing)}] if closing else []


def _figure(sat: int) -> Row:
    return {"sat": str(sat), "within_sat": "0"}


def _counts(said: Any) -> Row:
    """Return how many there are of what a statement has, in which every transaction but receipts pays a fee."""
    inputs = [row["id"] for row in said["inputs"]]
    return {
        "came": len({row["txid"] for row in said["movements"] if row["kind"] == "receipt"}),
        "left": len({row["txid"] for row in said["movements"] if row["kind"] != "receipt"}),
        "cases": sum(each.startswith("receipts/") for each in inputs),
        "orders": len(said["orders"]),
        "acts": sum(each.startswith("acts/") for each in inputs),
        "late_acts": sum(row["late"] for row in said["inputs"]),
        "accounts": len(said["accounts"]),
        "scope_acts": 0,
    }


def _move(row: Any) -> Row:
    return {key: row[key] for key in ("txid", "height", "kind", "value_sat", "fee_sat")}


def _quarter(said: dict[str, str]) -> Row:
    """Return how an earlier statement is named."""
    return {key: said[key] for key in ("period", "private_root")}


def _about(filed: Filed, period: bytes, profile: str) -> bytes:
    closing = filed.closing
    return canonical.dumps(
        {
            "schema": 1,
            "kind": "reserve",
            "profile": profile,
            "register": filed.register.name,
            "period": filed.period.name,
            "network": filed.register.network.name,
            "closing": {"height": closing.height, "hash": closing.hash},
            "software": {"name": NAME, "version": __version__, "method": METHOD},
            "time_zones": "2026.1",
            "languages": ["en"],
            "period_sha256": hashlib.sha256(period).hexdigest(),
            "due": filed.period.due.isoformat(),
            "closed": None,
            "derived": [],
            "typesetting": None,
        }
    )
