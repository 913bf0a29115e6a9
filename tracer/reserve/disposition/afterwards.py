"""Gate D10: whether a disposal that is on the chain was sent as its act says.

It pays exactly the outputs, spends only coins that hold some of the lots, and leaves a miner no more for each virtual
byte than `[security]` allows.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from tracer.chain.outpoint import Txid
from tracer.reserve.acts import ActId, ActsInForce, DisposalAct
from tracer.reserve.disposition.gate_rows import GateCheck, GateState, judged
from tracer.reserve.disposition.states import SentTransaction
from tracer.reserve.history import RegisterHistory
from tracer.reserve.sent import other_payments, strange_coins
from tracer.reserve.status import Books


def sent_otherwise(books: Books, history: RegisterHistory, sizes: Mapping[Txid, int]) -> dict[ActId, tuple[str, ...]]:
    """Return of each disposal that was sent otherwise than its act says what is otherwise, by act.

    `sizes` has the virtual bytes of transactions.
    """
    whole = ActsInForce(tuple(books.acts), tuple(books.acts))
    acts = {each.txid: each.act for each in books.ledger.movements if each.act is not None}
    said = defaultdict[ActId, list[str]](list)
    for each in (
        *other_payments(books.register, history, books.ledger, whole),
        *strange_coins(books.ledger, books.lots, whole),
    ):
        if each.txid in acts:
            said[acts[each.txid]].append(each.text)
    for txid, text in _dear(books, history, acts, sizes):
        said[acts[txid]].append(text)
    return {act: tuple(texts) for act, texts in said.items()}


def sent_as_said(
    act: DisposalAct,
    sent: Sequence[SentTransaction],
    otherwise: Mapping[ActId, Sequence[str]],
    sizes: Mapping[Txid, int],
) -> GateCheck:
    """Return D10 of a disposal that is on the chain; what cannot be looked at does not pass."""
    if act.head.id in otherwise:
        return judged("D10", otherwise[act.head.id], "")
    if not act.outputs:
        return GateCheck("D10", GateState.NOT_CHECKED, f"Act {act.head.id} names no outputs to hold it against.")
    if any(each.txid not in sizes for each in sent):
        return GateCheck("D10", GateState.NOT_CHECKED, "Its bytes are not on file, and so not what its fee is for one.")
    return GateCheck("D10", GateState.PASS, "It was sent as the act says.")


def _dear(
    books: Books, history: RegisterHistory, acts: Mapping[Txid, ActId], sizes: Mapping[Txid, int]
) -> Iterator[tuple[Txid, str]]:
    """Yield transactions that acts name and whose fee is above the register's bound for a virtual byte."""
    most = books.register.security.max_feerate
    for touch in history.touches:
        txid = touch.transaction.txid
        if txid not in acts or txid not in sizes or None in touch.prevouts:
            continue
        spent = sum(each.value for each in touch.prevouts if each is not None)
        fee = spent - sum(each.value for each in touch.transaction.outputs)
        if fee > most * sizes[txid]:
            words = f"paid a fee of {fee} satoshi over {sizes[txid]} virtual bytes, above {most} satoshi for one."
            yield txid, f"sent differs from act {acts[txid]}: {txid} {words}"
