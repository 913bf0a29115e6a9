"""The registers of the recorded story: where they lie, what was on file when, and the figures as worked out by hand."""

import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path

from tracer.chain.amount import Sats
from tracer.chain.outpoint import Outpoint, Txid, parse_txid
from tracer.ingest.block_file import FileView
from tracer.reserve import act_file, act_set, days, ledger, register_file, scope, watching
from tracer.reserve.acts import ActsInForce, LotId
from tracer.reserve.history import RegisterHistory
from tracer.reserve.ledger_rows import RegisterLedger
from tracer.reserve.lots import Lot
from tracer.reserve.register import Register
from tracer.reserve.satoshi_runs import SatoshiRun

RESERVE = Path(__file__).parents[1] / "fixtures" / "reserve"
ONE = RESERVE / "one"
TWO = RESERVE / "two"
BLOCKS = TWO / "blocks.blk"
EXPECTED = json.loads((TWO / "expected.json").read_text())
PERIODS: Mapping[str, dict] = EXPECTED["periods"]
AFTER: Mapping[str, int | None] = {"2025Q2": None, "2025Q3": 138, "2025Q3-r1": 138, "2025Q4": 247}
"""The height after which a period's books begin."""

TXIDS: Mapping[str, Txid] = {
    name: parse_txid(place["txid"])
    for name, place in json.loads((TWO / "names.json").read_text())["transactions"].items()
}
NAMES = {txid: name for name, txid in TXIDS.items()}


def outpoint(coin: str) -> Outpoint:
    """Return the outpoint of a coin named `transaction.vout`."""
    name, vout = coin.rsplit(".", 1)
    return Outpoint(TXIDS[name], int(vout))


def coin_name(at: Outpoint) -> str:
    """Return how the page calls a coin."""
    return f"{NAMES[at.txid]}.{at.vout}"


def rows(runs: Iterable[SatoshiRun]) -> list[tuple[str, int, int]]:
    """Return runs as the page has them."""
    return [(coin_name(run.receipt), run.start, run.sat) for run in runs]


def lots(*cases: str) -> tuple[Lot, ...]:
    """Return the lots of the page, of these cases or of both."""
    return tuple(
        Lot(
            id=LotId(lot["lot"]),
            case=lot["case"],
            label=lot["label"],
            run=SatoshiRun(outpoint(lot["receipt"]), lot["start"], lot["sat"]),
            orders=(),
            lower=Sats(0),
            upper=Sats(lot["sat"]),
            bundle="00" * 32,
        )
        for lot in EXPECTED["lots"]
        if not cases or lot["case"] in cases
    )


@cache
def view() -> FileView:
    """Open part two's blocks."""
    return FileView.open(BLOCKS)


@cache
def register(folder: Path = TWO) -> Register:
    """Read a register of the story."""
    return register_file.parse((folder / "register.toml").read_bytes(), "register.toml")


def acts(last: str, folder: Path = TWO) -> ActsInForce:
    """Return the acts that were on file up to this one."""
    found = [path for path in sorted((folder / "acts").iterdir()) if path.stem <= last]
    read = [act_file.parse(path.read_bytes(), f"acts/{path.name}", register(folder)) for path in found]
    return act_set.in_force(read)


def history(day: str, folder: Path = TWO) -> RegisterHistory:
    """Return what the chain holds of a register on a day."""
    block = days.closing_height(dt.date.fromisoformat(day), register(folder).zone, view())
    return watching.watch(register(folder), view(), block)


def folded(seen_by: Register, seen: RegisterHistory, filed: ActsInForce, known: Sequence[Lot]) -> RegisterLedger:
    """Fold a register of part two by acts, whose days end with the blocks of its chain."""
    return ledger.fold(seen_by, seen, filed, known, scope.scope_closings(seen_by, filed, view()))


@cache
def story_ledger(period: str) -> RegisterLedger:
    """Fold register two up to a period's end, with the acts on file when it was closed."""
    stated = PERIODS[period]
    return folded(register(), history(stated["day"]), acts(stated["last_act"]), lots())
