"""How far the disposals on file have come on a day, and what of it a person should know at once."""

from collections.abc import Collection, Iterator, Sequence

from tracer.chain.outpoint import Txid
from tracer.reserve.acts import ActId, DisposalAct, StepAct
from tracer.reserve.days import day_at
from tracer.reserve.disposition import states
from tracer.reserve.disposition.states import DisposalState, Journey, SentTransaction
from tracer.reserve.ledger_rows import MovementKind
from tracer.reserve.status import Books


def warnings(books: Books, height: int, untitled: Collection[Txid]) -> Iterator[str]:
    """Yield what is wrong with the steps of disposals, and money of which nobody wrote down that it came in."""
    acts = proposed(books)
    if not acts:
        return
    journeys, _ = journeys_of(books, acts, height, untitled)
    for act in acts:
        way = journeys[act.head.id]
        yield from way.faults
        if is_owed(act, way):
            sent = next(each.day for each in way.reached if each.state is DisposalState.SENT)
            yield f"act {act.head.id} was sent on {sent}; nothing says that its money came in."


def proposed(books: Books) -> tuple[DisposalAct, ...]:
    """Return the disposals that were signed up to the books' day, in ascending order of their numbers."""
    return tuple(act for act in books.acts if isinstance(act, DisposalAct) and act.head.date <= books.title.day)


def journeys_of(
    books: Books, acts: Sequence[DisposalAct], height: int, untitled: Collection[Txid]
) -> tuple[dict[ActId, Journey], dict[ActId, tuple[SentTransaction, ...]]]:
    """Return how far disposals have come by the books' day, and their transactions on the chain.

    `height` is the last block looked at; `untitled` are the transactions that took satoshi without title.
    """
    ledger, day, zone = books.ledger, books.title.day, books.register.zone
    left = {each.txid: each for each in ledger.movements if each.kind is not MovementKind.RECEIPT}
    journeys, found = dict[ActId, Journey](), dict[ActId, tuple[SentTransaction, ...]]()
    for act in acts:
        steps = steps_of(books, act)
        sent = dict[Txid, SentTransaction]()
        for txid in dict.fromkeys((act.txid, *(each.txid for each in steps if each.head.date <= day))):
            movement = None if txid is None else left.get(txid)
            if txid is not None and movement is not None:
                at = movement.position.height
                sent[txid] = SentTransaction(
                    txid=txid,
                    day=day_at(ledger.times[at], zone),
                    height=at,
                    depth=height - at + 1,
                    is_lawful=txid not in untitled,
                )
        journeys[act.head.id] = states.journey(act, steps, sent, day)
        found[act.head.id] = tuple(sorted(sent.values(), key=lambda each: (each.height, each.txid)))
    return journeys, found


def steps_of(books: Books, act: DisposalAct) -> tuple[StepAct, ...]:
    """Return the steps in force that name a disposal, in ascending order of their numbers."""
    return tuple(each for each in books.acts if isinstance(each, StepAct) and each.disposal == act.head.id)


def is_owed(act: DisposalAct, way: Journey) -> bool:
    """Return whether a disposal for money was sent, and nobody has written down what came in."""
    is_sent = DisposalState.SENT in {each.state for each in way.reached} and DisposalState.SETTLED in way.missing
    return is_sent and act.sale is not None and act.sale.price is not None and act.sale.proceeds is None
