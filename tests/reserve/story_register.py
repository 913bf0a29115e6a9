"""The recorded story as a register: its three wallets, its history read from the file of blocks, its lots.

Built without what reads registers, observes chains or admits cases, so that it can judge them.
"""

from functools import cache

from tests.story import BLOCKS, CASE, NAMES, story_trace
from tracer.case import case_file
from tracer.chain import header
from tracer.chain.outpoint import Outpoint, Position, Txid
from tracer.ingest.block_file import FileView
from tracer.reserve.acts import ActsInForce, LotId
from tracer.reserve.history import ObservedBlock, RegisterHistory, Touch
from tracer.reserve.lots import Lot
from tracer.reserve.register import Register, ReserveWallet, WalletStage, WatchedScript
from tracer.reserve.satoshi_runs import SatoshiRun

AGENCY, ENFORCEMENT, RESERVE = "Agency seizure wallet", "Enforcement service", "State reserve wallet"
NO_ACTS = ActsInForce((), ())


def coin(name: str) -> Outpoint:
    """Return the outpoint of `transaction.vout` of the story."""
    transaction, vout = name.rsplit(".", 1)
    return Outpoint(Txid(NAMES["transactions"][transaction]["txid"]), int(vout))


@cache
def story_view() -> FileView:
    """Return the story's chain."""
    return FileView.open(BLOCKS)


@cache
def story_register() -> Register:
    """Return the register of the three wallets, all summed."""
    case = case_file.parse(CASE.read_bytes(), CASE.name)
    wallets = tuple(
        ReserveWallet(
            name=wallet.name,
            body=wallet.name,
            stage=WalletStage(wallet.stage.value),
            descriptor=wallet.descriptor,
            addresses=wallet.addresses,
            range=wallet.range,
            scripts=tuple(WatchedScript(script, 0, index) for index, script in enumerate(wallet.scripts)),
        )
        for wallet in case.custody
    )
    return Register(
        name="KZ-NIC",
        body=RESERVE,
        bodies=(AGENCY, ENFORCEMENT, RESERVE),
        network=case.network,
        zone="Asia/Almaty",
        languages=("en",),
        currency="KZT",
        profile="kz",
        publish_addresses=False,
        wallets=wallets,
        accounts=(),
        forks=(),
        sha256="0" * 64,
    )


def observed(height: int) -> ObservedBlock:
    """Return a block of the story; its median time is that of it and up to ten before it."""
    headers = [header.decode(raw) for raw in story_view().headers(max(0, height - 10), height)]
    times = sorted(each.time for each in headers)
    return ObservedBlock(height, headers[-1].hash, times[len(times) // 2], headers[-1].time)


@cache
def story_history(height: int = 140) -> RegisterHistory:
    """Return every transaction up to a height that pays or spends a script of the register."""
    view, scripts = story_view(), {each.script for wallet in story_register().wallets for each in wallet.scripts}
    paid = view.paid_to(scripts, 0, height)
    txids = {each.outpoint.txid for each in paid}
    txids |= {each.txid for each in view.spenders([each.outpoint for each in paid]).values()}
    found = view.transactions(sorted(txids)).values()
    touches = []
    for confirmed in sorted(found, key=lambda each: each.position):
        if confirmed.position.height <= height:
            block = observed(confirmed.position.height)
            prevouts = view.prevouts(confirmed)
            touches.append(Touch(confirmed.transaction, confirmed.position, block.mtp, block.time, prevouts))
    return RegisterHistory(tuple(touches), observed(height))


def lots_of_trace() -> tuple[Lot, ...]:
    """Return a lot for each segment of each coin that the trace ends in custody with, in the order of the chain."""
    trace = story_trace()
    ends = [row for row in trace["methods"]["fifo"]["coins"] if row["terminal"] == "custody"]
    places = {Outpoint.parse(row["outpoint"]): row["segments"] for row in ends}
    order = sorted(places, key=lambda outpoint: (position_of(outpoint), outpoint.vout))
    lots: list[Lot] = []
    for outpoint in order:
        place = 0
        for label, sat in places[outpoint]:
            lots.append(lot(len(lots) + 1, label or None, SatoshiRun(outpoint, place, sat)))
            place += sat
    return tuple(lots)


def lot(number: int, label: str | None, run: SatoshiRun, case: str = "KZ-2025-0042") -> Lot:
    """Return a lot without orders and bounds."""
    return Lot(
        id=LotId(f"L-{number:04}"),
        case=case,
        label=label,
        run=run,
        orders=(),
        lower=None,
        upper=None,
        bundle="0" * 64,
    )


def position_of(outpoint: Outpoint) -> Position:
    """Return the place of the transaction that made a coin."""
    return story_view().transactions([outpoint.txid])[outpoint.txid].position
