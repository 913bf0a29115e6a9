"""What disposals sent: what their transactions pay others, held against the outputs that their acts name.

A disposal pays exactly what its act says, scripts and satoshi, and spends only coins that hold some of the act's lots,
or it is another payment than the one that was signed. An act that names no outputs, or no lots, is not held to them.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from tracer.chain.outpoint import Txid
from tracer.reserve.acts import ActId, ActsInForce, DisposalAct
from tracer.reserve.history import RegisterHistory, Touch
from tracer.reserve.ledger_rows import MovementKind, RegisterCoin, RegisterLedger, in_scope
from tracer.reserve.lots import Lot
from tracer.reserve.register import Register
from tracer.reserve.satoshi_runs import SatoshiRun
from tracer.reserve.sentences import Sentence, say
from tracer.reserve.transaction_acts import transaction_acts


class OtherPayment(NamedTuple):
    """A disposal that was sent otherwise than its act says; `txid` is the transaction, of several the last."""

    txid: Txid
    text: Sentence


def other_payments(
    register: Register, history: RegisterHistory, ledger: RegisterLedger, acts: ActsInForce
) -> Iterator[OtherPayment]:
    """Yield the disposals that were sent otherwise than their acts say, in chain order.

    Where steps name several transactions of one disposal, all that are on the chain pay its outputs together.
    """
    named = transaction_acts(acts).disposals
    if not any(act.outputs for act in named.values()):
        return
    ours = {each.script for wallet in register.wallets if wallet.name in ledger.ours for each in wallet.scripts}
    moved = {each.txid for each in ledger.movements if each.kind is not MovementKind.RECEIPT}
    sent: dict[ActId, list[Touch]] = defaultdict(list)
    for touch in history.touches:
        txid = touch.transaction.txid
        if txid in moved and txid in named and named[txid].outputs:
            sent[named[txid].head.id].append(touch)
    for touches in sent.values():
        act = named[touches[-1].transaction.txid]
        paid = sum((_paid(touch, ours, ledger) for touch in touches), Counter[tuple[bytes, int]]())
        said = _said(act)
        if paid != said:
            text = say(
                "sent differs from act {act}: {names} paid {outputs}; the act says {other_outputs}.",
                act=act.head.id,
                names=[touch.transaction.txid for touch in touches],
                outputs=_listed(paid),
                other_outputs=_listed(said),
            )
            yield OtherPayment(touches[-1].transaction.txid, text)


def strange_coins(ledger: RegisterLedger, lots: Sequence[Lot], acts: ActsInForce) -> Iterator[OtherPayment]:
    """Yield the coins in the books that disposals spend and that hold nothing of their acts' lots, in chain order."""
    named = {txid: act for txid, act in transaction_acts(acts).disposals.items() if act.lots}
    runs = {lot.id: lot.run for lot in lots}
    for coin in ledger.coins:
        act = None if coin.spender is None else named.get(coin.spender)
        if act is None or coin.spender is None or coin.spent is None:
            continue
        wanted = [runs[lot] for lot in act.lots if lot in runs]
        if ledger.counts(coin, coin.spent.height - 1) and not holds_any(coin, wanted):
            text = say(
                "sent differs from act {act}: {txid} spends {outpoint}, which holds nothing of the lots that the act "
                "names.",
                act=act.head.id,
                txid=coin.spender,
                outpoint=str(coin.outpoint),
            )
            yield OtherPayment(coin.spender, text)


def holds_any(coin: RegisterCoin, runs: Iterable[SatoshiRun]) -> bool:
    """Return whether a coin holds a satoshi of one of some runs."""
    return any(
        held.receipt == run.receipt and held.start < run.end and run.start < held.end
        for run in runs
        for held in coin.runs
    )


def _paid(touch: Touch, ours: set[bytes], ledger: RegisterLedger) -> Counter[tuple[bytes, int]]:
    """Return what a transaction pays to scripts that are not ours, how often each."""
    before = touch.position.height - 1
    return Counter(
        (output.script, int(output.value))
        for output in touch.transaction.outputs
        if output.script not in ours or not in_scope(ledger.scope, output.script, before)
    )


def _said(act: DisposalAct) -> Counter[tuple[bytes, int]]:
    return Counter((output.script, int(output.sat)) for output in act.outputs)


def _listed(outputs: Mapping[tuple[bytes, int], int]) -> Sequence[Sentence]:
    """Return outputs in ascending order, one that stands twice twice."""
    each = [
        say("{sat} satoshi to {script}", sat=str(sat), script=script.hex())
        for (script, sat), times in sorted(outputs.items())
        for _ in range(times)
    ]
    return each or [say("nothing")]
