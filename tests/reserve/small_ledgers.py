"""Small ledgers drawn in text, as `tests.pictures` has it: `@Agency` and the like are the wallets of a register.

Block 1 is of 1 January 2025, and each next one of the next day; all at noon in Almaty.
"""

import datetime as dt
from collections.abc import Sequence

from tests.pictures import Picture, outpoint_of, script_of, txid_of
from tests.reserve.acts import in_force, moments
from tests.reserve.story_register import lot
from tracer.chain.network import REGTEST
from tracer.chain.outpoint import BlockHash
from tracer.reserve.acts import Act
from tracer.reserve.history import ObservedBlock, RegisterHistory, Touch
from tracer.reserve.ledger import fold
from tracer.reserve.ledger_rows import RegisterLedger
from tracer.reserve.lots import Lot
from tracer.reserve.register import CustodianAccount, Register, ReserveWallet, WalletStage, WatchedScript
from tracer.reserve.satoshi_runs import SatoshiRun
from tracer.reserve.scope import scope_days

NOON = dt.datetime(2025, 1, 1, 7, tzinfo=dt.UTC)
STAGES = {
    "Agency": WalletStage.SEIZURE,
    "Reserve": WalletStage.RESERVE,
    "Old": WalletStage.RETIRED,
    "Court": WalletStage.WATCHED,
    "Found": WalletStage.RECORDED,
}
BRANCHES = 3
"""Scripts of each wallet: `@Agency`, `@Agency1`, `@Agency2`."""

coin, txid = outpoint_of, txid_of


def small_register(*accounts: str) -> Register:
    """Return a register of five wallets; those of the court and what was only found are not summed."""
    return Register(
        name="KZ-NIC",
        body="NIC",
        bodies=("NIC",),
        network=REGTEST,
        zone="Asia/Almaty",
        languages=("en",),
        currency="KZT",
        profile="kz",
        publish_addresses=False,
        wallets=tuple(_wallet(name, stage) for name, stage in STAGES.items()),
        accounts=tuple(CustodianAccount(name, "Example Trust", None) for name in accounts or ("Vault",)),
        forks=(),
        sha256="00" * 32,
    )


def _wallet(name: str, stage: WalletStage) -> ReserveWallet:
    names = [name if index == 0 else f"{name}{index}" for index in range(BRANCHES)]
    return ReserveWallet(
        name=name,
        body="Court" if stage is WalletStage.WATCHED else "NIC",
        stage=stage,
        descriptor="wpkh(…)",
        addresses=(),
        range=(0, BRANCHES - 1),
        scripts=tuple(WatchedScript(script_of(each), 0, index) for index, each in enumerate(names)),
    )


def history_of(drawing: str, height: int | None = None) -> RegisterHistory:
    """Return what of a drawing touches the wallets, up to a height, its last block where none is given."""
    picture = Picture(drawing)
    watched = {each.script for wallet in small_register().wallets for each in wallet.scripts}
    touches: list[Touch] = []
    last = height or picture.tip().height
    for confirmed in picture.transactions(list(picture.names)).values():
        prevouts = picture.prevouts(confirmed)
        ours = [prevout is not None and prevout.script in watched for prevout in prevouts]
        if confirmed.position.height > last:
            continue
        if any(ours) or any(output.script in watched for output in confirmed.transaction.outputs):
            seconds = noon(confirmed.position.height)
            known = prevouts if any(ours) else (None,) * len(prevouts)
            touches.append(Touch(confirmed.transaction, confirmed.position, seconds, seconds, known))
    touches.sort(key=lambda touch: touch.position)
    return RegisterHistory(tuple(touches), ObservedBlock(last, BlockHash("00" * 32), noon(last), noon(last)))


def noon(height: int) -> int:
    """Return the time of a block."""
    return int(NOON.timestamp()) + 86_400 * (height - 1)


def small_lots(*parts: tuple[str, str | None, int, int]) -> tuple[Lot, ...]:
    """Return lots by coin, label, first satoshi and amount, numbered as given."""
    return tuple(
        lot(number, label, SatoshiRun(outpoint_of(name), start, sat))
        for number, (name, label, start, sat) in enumerate(parts, start=1)
    )


def small_ledger(drawing: str, *acts: Act, lots: Sequence[Lot] = (), height: int | None = None) -> RegisterLedger:
    """Return a drawing's ledger under acts; a day's closing block is its one block, the last where none is."""
    history, counting = history_of(drawing, height), in_force(*acts)
    closing = moments({day: min(day.day, history.block.height) for day in scope_days(counting)})
    return fold(small_register(), history, counting, lots, closing)


def runs_of(ledger: RegisterLedger, name: str) -> tuple[SatoshiRun, ...]:
    """Return the runs of a coin."""
    return next(each.runs for each in ledger.coins if each.outpoint == outpoint_of(name))


def run(name: str, start: int, sat: int) -> SatoshiRun:
    """Return a run of a receipt as it is drawn."""
    return SatoshiRun(outpoint_of(name), start, sat)
