"""What transactions are held against in tests: part two of the story at its last block, acts as a test gives them."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from fixtures.recorder.plot import RESERVE
from tests.reserve.clearance.drafts import Draft, DraftInput, DraftOutput
from tests.reserve.clearing import NOW, context, observed
from tracer.operations.reserve_days import today
from tracer.operations.reserve_standing import standing
from tracer.reserve import act_file
from tracer.reserve.acts import Act, ActsInForce
from tracer.reserve.clearance import psbt
from tracer.reserve.clearance.clearance import clearance
from tracer.reserve.clearance.clearance_rows import Clearance, ClearanceSources
from tracer.reserve.disposition.gate_rows import GateState
from tracer.reserve.register import Register
from tracer.reserve.title import title_and_faults

COINS = {
    "large": "2ede21895411c861a392246acc92c987d1c16a566f5364336e7880d76314b2be:2",
    "late": "2e2c3da306cf44806b819f3bf74e5f90a6830ac9cf9fd2ebf9e25117d2df2b7d:0",
    "back": "52cf488baaec47d215cdff96ae235542f4c59a218d6f9acb8a66ee0b0eb99287:0",
    "custody": "1dedaca93d53288f6b62b4ab6d9ff78375da2270e25779f40d314de3dacff7f1:1",
    "assigned": "c83e8b24b4f00b4b9890b482646530ad6eafa3e832320b1e2a34c7933a1f9345:0",
    "mixed": "b81bbfb4401a132da94ec3571da22830276c261ab838e0be001d4e0a7a4cf9ca:0",
    "border": "479fc75081f3447d538572ecfe42f993131f9ad2325c21d40d0778790962f8ba:1",
    "dust": "9a4ffe50cfdbe68f5b88a4d20d69050f68b3f9904aecbadc88b91b3f303133a3:0",
}
"""Coins that are unspent at the last block, by what matters of them to a test."""


@cache
def sources() -> ClearanceSources:
    """Return what transactions are held against on 2026-01-06, by the recorded acts alone."""
    with TemporaryDirectory() as place:
        there = standing(observed(Path(place)), None, context())
    register = there.folder.register
    day = today(register, context(NOW))
    ledger, lots = there.books.ledger, there.books.lots
    book, _ = title_and_faults(ledger, register, lots, there.acts, day, there.block.height)
    return ClearanceSources(
        books=replace(there.books, title=book, acts=there.acts.acts),
        history=there.history,
        security=there.folder.security,
        cleared=(),
        limits=None,
        payloads={},
        day=day,
    )


def register() -> Register:
    """Return the register."""
    return sources().books.register


def act(text: str) -> Act:
    """Read an act as it is filed."""
    number = text.split('"')[1]
    return act_file.parse(text.encode(), f"acts/{number}.toml", register())


def under(*acts: str | Act, base: ClearanceSources | None = None) -> ClearanceSources:
    """Return what transactions are held against with more acts; title follows from them too."""
    held = base or sources()
    books = held.books
    read = [act(each) if isinstance(each, str) else each for each in acts]
    counted = tuple(sorted((*books.acts, *read), key=lambda each: each.head.id))
    in_force = ActsInForce(counted, counted)
    book, faults = title_and_faults(
        books.ledger, books.register, books.lots, in_force, held.day, held.history.block.height
    )
    assert not faults
    return replace(held, books=replace(books, acts=counted, title=book))


def spend(coins: Sequence[str], pays: Sequence[DraftOutput], version: int = 0) -> Draft:
    """Return a PSBT that spends coins of the story by their names; each is stated as the chain has it."""
    there = {str(each.outpoint): each for each in sources().books.ledger.coins}
    inputs = []
    for name in coins:
        coin = there[COINS.get(name, name)]
        stated = coin.value.to_bytes(8, "little") + bytes([len(coin.script)]) + coin.script
        txid = bytes.fromhex(coin.outpoint.txid)[::-1]
        inputs.append(DraftInput(txid, coin.outpoint.vout, 0xFFFFFFFD, {b"\x01": stated}))
    return Draft(tuple(inputs), tuple(pays), version)


def own(sat: int, branch: int = 1, index: int = 9) -> DraftOutput:
    """Return an output that pays the reserve wallet."""
    return DraftOutput(sat, RESERVE.payee(branch, index).script)


def cleared(draft: Draft | bytes, held: ClearanceSources | None = None) -> Clearance:
    """Judge a PSBT."""
    raw = draft if isinstance(draft, bytes) else draft.written()
    return clearance(psbt.parse(raw, "a.psbt"), held or sources())


def failed(found: Clearance) -> dict[str, str]:
    """Return the sentences of the checks that do not pass, but D10, by their ids."""
    return {each.id: each.what for each in found.checks if each.state is not GateState.PASS and each.id != "D10"}
