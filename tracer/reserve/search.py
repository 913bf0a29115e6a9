"""The register's whole history, with what a source does not name although it gives what spends it.

A source is asked for what pays the register's scripts and for what spends that. One that leaves a payment out of its
answer, as a node whose block filter lacks it, may still give a transaction that spends it: what that spends says whose
it was. Then the payment is looked for by its id, and so on back until nothing is spent that never came.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from tracer.chain.outpoint import Outpoint, Txid
from tracer.chain.transaction import Confirmed
from tracer.chain.view import ChainView
from tracer.errors import IntegrityError
from tracer.reserve.history import ObservedBlock, RegisterHistory
from tracer.reserve.register import Register
from tracer.reserve.watching import spends, watch, watch_list


@dataclass(frozen=True, slots=True)
class UnnamedCoin:
    """A coin of a wallet that nothing known pays, and what spends it."""

    wallet: str
    spender: Txid


@dataclass(frozen=True, slots=True)
class FoundHistory:
    """What a search from the source's first block found; `unnamed` are coins that the source did not name itself."""

    history: RegisterHistory
    unnamed: Mapping[Outpoint, UnnamedCoin]


def search(register: Register, view: ChainView, block: ObservedBlock) -> FoundHistory:
    """Return what a chain holds up to a block of it, searched from the source's first block.

    Raises:
        SourceError: the source cannot answer.
        IntegrityError: what it answers is false.
    """
    unnamed = dict[Outpoint, UnnamedCoin]()
    while True:
        named = list(dict.fromkeys(coin.txid for coin in unnamed))
        history = watch(register, view, block, unnamed=named)
        more = never_came(register, view, history)
        if again := unnamed.keys() & more.keys():
            raise IntegrityError(f"the source gives {min(again)} as paid and as not paid to the same script")
        if not more:
            return FoundHistory(history, unnamed)
        unnamed |= more


def never_came(
    register: Register, view: ChainView, history: RegisterHistory, above: int = -1
) -> dict[Outpoint, UnnamedCoin]:
    """Return the coins of a register's scripts that something above a height spends and that the history has nowhere.

    Raises:
        SourceError, IntegrityError: the source cannot answer, or answers falsely.
    """
    wanted = watch_list(register).coins
    found = dict[Outpoint, UnnamedCoin]()
    known = {
        touch.transaction.outpoint(vout)
        for touch in history.touches
        for vout, output in enumerate(touch.transaction.outputs)
        if output.script in wanted
    }
    for touch in history.touches:
        if touch.position.height <= above or touch.transaction.is_coinbase:
            continue
        paid = touch.prevouts
        if not all(paid):
            paid = view.prevouts(Confirmed(touch.transaction, touch.position))
        for spent, output in zip(spends(touch.transaction), paid, strict=True):
            if output is not None and output.script in wanted and spent not in known:
                found[spent] = UnnamedCoin(wanted[output.script].wallet, touch.transaction.txid)
    return found


def goes_on(register: Register, view: ChainView, history: RegisterHistory, base: RegisterHistory) -> bool:
    """Return whether a history that builds on another adds to it and corrects nothing of it.

    It does not where something spends a coin that it has nowhere, or where a transaction of a block that the other
    has looked at is new to it.

    Raises:
        SourceError, IntegrityError: the source cannot answer, or answers falsely.
    """
    if base.watched != history.watched:  # other scripts were looked for: it was searched for as a whole
        return not never_came(register, view, history)
    known = {touch.transaction.txid for touch in base.touches}
    below = (each for each in history.touches if each.position.height <= base.block.height)
    is_new = any(each.transaction.txid not in known for each in below)
    return not (is_new or never_came(register, view, history, base.block.height))


def up_to(history: RegisterHistory, block: ObservedBlock) -> RegisterHistory:
    """Return what a history has up to an earlier block of its chain."""
    return replace(
        history,
        touches=tuple(each for each in history.touches if each.position.height <= block.height),
        block=block,
        beyond=tuple(each for each in history.beyond if each.position.height <= block.height),
    )
