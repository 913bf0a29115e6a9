"""Gate D10: whether a disposal that is on the chain was sent as its act says.

It pays exactly the outputs, spends only coins that hold some of the lots, and leaves a miner no more for each virtual
byte than `[security]` allows.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from tracer.chain.outpoint import Txid
from tracer.reserve.acts import ActId, DisposalAct
from tracer.reserve.disposition.gate_rows import GateCheck, judged, unchecked
from tracer.reserve.disposition.states import SentTransaction
from tracer.reserve.history import RegisterHistory
from tracer.reserve.sent import other_payments, strange_coins
from tracer.reserve.sentences import Sentence, say
from tracer.reserve.status import Books


def sent_otherwise(
    books: Books, history: RegisterHistory, sizes: Mapping[Txid, int]
) -> dict[ActId, tuple[Sentence, ...]]:
    """Return of each disposal that was sent otherwise than its act says what is otherwise, by act.

    `sizes` has the virtual bytes of transactions.
    """
    whole = books.in_force
    acts = {each.txid: each.act for each in books.ledger.movements if each.act is not None}
    said = defaultdict[ActId, list[Sentence]](list)
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
    otherwise: Mapping[ActId, Sequence[Sentence]],
    sizes: Mapping[Txid, int],
) -> GateCheck:
    """Return D10 of a disposal that is on the chain; what cannot be looked at does not pass."""
    if act.head.id in otherwise:
        return judged("D10", otherwise[act.head.id])
    if not act.outputs:
        return unchecked("D10", say("Act {act} names no outputs to hold it against.", act=act.head.id))
    if any(each.txid not in sizes for each in sent):
        return unchecked("D10", say("Its bytes are not on file, and so not what its fee is for one."))
    return judged("D10", [], say("It was sent as the act says."))


def _dear(
    books: Books, history: RegisterHistory, acts: Mapping[Txid, ActId], sizes: Mapping[Txid, int]
) -> Iterator[tuple[Txid, Sentence]]:
    """Yield transactions that acts name and whose fee is above the register's bound for a virtual byte."""
    most = books.register.security.max_feerate
    for touch in history.touches:
        txid = touch.transaction.txid
        if txid not in acts or txid not in sizes or None in touch.prevouts:
            continue
        spent = sum(each.value for each in touch.prevouts if each is not None)
        fee = spent - sum(each.value for each in touch.transaction.outputs)
        if fee > most * sizes[txid]:
            yield (
                txid,
                say(
                    "sent differs from act {act}: {txid} paid a fee of {sat} satoshi over {count} virtual bytes, above "
                    "{other_sat} satoshi for one.",
                    act=acts[txid],
                    txid=txid,
                    sat=str(fee),
                    count=str(sizes[txid]),
                    other_sat=str(most),
                ),
            )
