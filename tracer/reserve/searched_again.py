"""What an observation built on has otherwise than a search of the chain from its first block.

A look goes on from an earlier one and asks for receipts above it alone. What that one was not told of would be missing
from every later one, whatever source these ask: so a search of the whole is held against what is built on it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tracer.chain.amount import as_bitcoin
from tracer.chain.outpoint import Outpoint, Txid
from tracer.reserve.history import BeyondHit, RegisterHistory, Touch
from tracer.reserve.observation import FaultKind, ObservedFault
from tracer.reserve.register import Register
from tracer.reserve.search import FoundHistory
from tracer.reserve.watching import ScriptPlace, watch_list


@dataclass(frozen=True, slots=True)
class _Came:
    """A coin of a wallet, spent or not: `value` in satoshi, the block that it came with, what spends it."""

    wallet: str
    value: int
    height: int
    spender: Txid | None


def differences(
    register: Register, whole: RegisterHistory, built: RegisterHistory, earlier: str, looked: int
) -> tuple[ObservedFault, ...]:
    """Return how a history built on an earlier observation, by name, differs from one that was searched for as a whole.

    Both are up to the same block and by the same source, so that what differs up to `looked`, the height of the
    earlier one, comes from it; what came above was left out by the source. Nothing where they are equal; each coin is
    named with its amount in bitcoin and its wallet.
    """
    if whole == built:
        return ()
    scripts = watch_list(register).coins
    coins = tuple(_of_coins(_came(whole, scripts), _came(built, scripts), earlier, looked))
    return coins or tuple(_of_transactions(whole, built, earlier))


def unnamed(register: Register, found: FoundHistory) -> tuple[ObservedFault, ...]:
    """Return the coins that a source did not name when it was asked what pays the wallets, by what spends them."""
    came = _came(found.history, watch_list(register).coins)
    return tuple(ObservedFault(FaultKind.MISSING, str(each), _unnamed(each, came[each])) for each in found.unnamed)


def of_coins(
    scripts: Mapping[bytes, ScriptPlace], whole: RegisterHistory, built: RegisterHistory, earlier: str
) -> tuple[ObservedFault, ...]:
    """Return how the coins of some scripts differ, spent or not: as `differences`."""
    looked = built.block.height
    return tuple(_of_coins(_came(whole, scripts), _came(built, scripts), earlier, looked))


def _came(history: RegisterHistory, scripts: Mapping[bytes, ScriptPlace]) -> dict[Outpoint, _Came]:
    """Return every coin of some scripts that a history has, in chain order."""
    spenders = {
        spent.prevout: touch.transaction.txid for touch in history.touches for spent in touch.transaction.inputs
    }
    return {
        outpoint: _Came(scripts[output.script].wallet, output.value, touch.position.height, spenders.get(outpoint))
        for touch in history.touches
        for outpoint, output in (
            (touch.transaction.outpoint(vout), output) for vout, output in enumerate(touch.transaction.outputs)
        )
        if output.script in scripts
    }


def _of_coins(
    there: dict[Outpoint, _Came], known: dict[Outpoint, _Came], earlier: str, looked: int
) -> Iterator[ObservedFault]:
    """Yield the coins that only the chain or only an observation has, and those that they have spent otherwise."""
    for outpoint, coin in (there | known).items():
        chain, filed = there.get(outpoint), known.get(outpoint)
        if chain == filed:
            continue
        what = _named(outpoint, coin)
        if chain is not None and filed is None and chain.height > looked:
            text = _unnamed(outpoint, chain)
        elif chain is None:
            text = f"{what} is in observation {earlier} and not on the chain."
        elif filed is None and chain.spender is None:
            text = f"{what} came at height {chain.height:,}; observation {earlier} does not know it."
        elif filed is None:
            text = (
                f"{what} came at height {chain.height:,} and is spent by {chain.spender}; observation {earlier} does "
                f"not know it."
            )
        elif chain.spender is not None:
            text = f"{what} is spent by {chain.spender}; observation {earlier} does not know that."
        else:
            text = (
                f"{what} is not as observation {earlier} has it: the chain has it at height {chain.height:,}, unspent."
            )
        yield ObservedFault(FaultKind.MISSING, str(outpoint), text)


def _unnamed(outpoint: Outpoint, coin: _Came) -> str:
    what = _named(outpoint, coin)
    if coin.spender is None:
        return (
            f"{what} came at height {coin.height:,}; the source did not name it when it was asked what pays the "
            f"wallets."
        )
    return (
        f"{what} came at height {coin.height:,} and is spent by {coin.spender}; the source did not name it when it was "
        f"asked what pays the wallets."
    )


def _named(outpoint: Outpoint, coin: _Came) -> str:
    return f'coin {outpoint} of {as_bitcoin(coin.value)} BTC in "{coin.wallet}"'


def _of_transactions(whole: RegisterHistory, built: RegisterHistory, earlier: str) -> Iterator[ObservedFault]:
    """Yield the transactions and the payments beyond a range that are not alike, where all coins are."""
    there, known = _parts(whole), _parts(built)
    for txid in there | known:
        if there.get(txid) != known.get(txid):
            text = f"transaction {txid} is not in observation {earlier} as it is on the chain."
            yield ObservedFault(FaultKind.MISSING, txid, text)


def _parts(history: RegisterHistory) -> dict[Txid, list[Touch | BeyondHit]]:
    """Return all that a history has of each transaction."""
    found: dict[Txid, list[Touch | BeyondHit]] = {}
    for touch in history.touches:
        found.setdefault(touch.transaction.txid, []).append(touch)
    for hit in history.beyond:
        found.setdefault(hit.outpoint.txid, []).append(hit)
    return found
