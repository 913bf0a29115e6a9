"""The recorded story as a case to be admitted, and the register of its three wallets."""

from collections.abc import Sequence
from functools import cache

from tests.story import CASE, story_run
from tracer.case import case_file
from tracer.chain import decode
from tracer.chain.outpoint import Position, Txid
from tracer.chain.transaction import Transaction
from tracer.container.material import Material, collect
from tracer.ingest.block_file import FileView
from tracer.reserve.claimed_receipts import Claims, claims
from tracer.reserve.register import Register, ReserveWallet, WalletStage, WatchedScript
from tracer.result.document import document
from tracer.result.trace_file import TraceFile
from tracer.result.trace_reading import read_documents

BODY = "National Investment Corporation"
BUNDLE = "5f" * 32


@cache
def material() -> Material:
    """Return the raw material of the story's run."""
    from tests.story import BLOCKS

    found = collect(FileView.open(BLOCKS), story_run().read, story_run().horizon)
    assert found is not None
    return found


@cache
def trace() -> TraceFile:
    """Return the story's result."""
    return read_documents(document(story_run()))


@cache
def transactions() -> dict[Txid, Transaction]:
    """Return the story's transactions."""
    return {txid: decode.transaction(raw) for txid, raw in material().raws.items()}


def positions() -> dict[Txid, Position]:
    """Return where they stand on the chain."""
    return dict(material().positions)


def wallet(
    name: str, scripts: Sequence[bytes], stage: WalletStage = WalletStage.SEIZURE, body: str = BODY
) -> ReserveWallet:
    """Return a wallet of these scripts."""
    return ReserveWallet(
        name=name,
        body=body,
        stage=stage,
        descriptor=None,
        addresses=(),
        range=(0, 0),
        scripts=tuple(WatchedScript(script, 0, None) for script in scripts),
    )


def register(wallets: Sequence[ReserveWallet] | None = None) -> Register:
    """Return a register of these wallets; without any, of the story's three."""
    case = case_file.parse(CASE.read_bytes(), CASE.name)
    own = [wallet(each.name, each.scripts, WalletStage(each.stage.value)) for each in case.custody]
    return Register(
        name="KZ-NIC",
        body=BODY,
        bodies=(BODY,),
        network=case.network,
        zone="Asia/Almaty",
        languages=("en",),
        currency="KZT",
        profile="kz",
        publish_addresses=False,
        wallets=tuple(own if wallets is None else wallets),
        accounts=(),
        forks=(),
        sha256="00" * 32,
    )


def story_claims(of: Register) -> Claims:
    """Return what the story's case claims of a register."""
    return claims(trace(), BUNDLE, of, transactions(), positions())
