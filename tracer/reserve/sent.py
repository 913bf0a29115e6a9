"""What disposals sent: what their transactions pay others, held against the outputs that their acts name.

A disposal pays exactly what its act says, scripts and satoshi, or it is another payment than the one that was signed.
An act that names no outputs is held to nothing.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from tracer.chain.outpoint import Txid
from tracer.reserve.acts import ActId, ActsInForce, DisposalAct
from tracer.reserve.history import RegisterHistory, Touch
from tracer.reserve.ledger_rows import MovementKind, RegisterLedger, in_scope
from tracer.reserve.register import Register
from tracer.reserve.transaction_acts import transaction_acts


class OtherPayment(NamedTuple):
    """A disposal whose transactions do not pay others what its act says; `txid` is the last of them."""

    txid: Txid
    text: str


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
            txids = " and ".join(touch.transaction.txid for touch in touches)
            text = f"sent differs from act {act.head.id}: {txids} paid {_listed(paid)}; the act says {_listed(said)}."
            yield OtherPayment(touches[-1].transaction.txid, text)


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


def _listed(outputs: Mapping[tuple[bytes, int], int]) -> str:
    """Return outputs in ascending order, one that stands twice twice."""
    each = [
        f"{sat} satoshi to {script.hex()}" for (script, sat), times in sorted(outputs.items()) for _ in range(times)
    ]
    return ", ".join(each) if each else "nothing"
