"""Every disposal on file on a day: how far it has come, its gates, its auction, its money, and what is missing."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from tracer.chain.outpoint import Txid
from tracer.errors import CaseError
from tracer.formats.canonical import Writable
from tracer.reserve.act_terms import SalePrice
from tracer.reserve.acts import (
    LOSS,
    ORDER,
    PAYMENT,
    SEIZURE,
    ActId,
    ActText,
    DisposalAct,
    OrderAct,
    OrderForm,
    StepAct,
)
from tracer.reserve.clearance.cleared import DisposalClearance
from tracer.reserve.days import day_at
from tracer.reserve.disposition import auction
from tracer.reserve.disposition.afterwards import sent_as_said, sent_otherwise
from tracer.reserve.disposition.auction import Award
from tracer.reserve.disposition.gate_rows import GateCheck, GateState, judged
from tracer.reserve.disposition.gate_sources import GateSources
from tracer.reserve.disposition.gates import gates
from tracer.reserve.disposition.journeys import is_owed, journeys_of, proposed, steps_of
from tracer.reserve.disposition.money_returns import MoneyReturn, money_returns
from tracer.reserve.disposition.order_cover import names
from tracer.reserve.disposition.plausibility import Plausibility, PriceRange
from tracer.reserve.disposition.proceeds import ProceedsRow, proceeds
from tracer.reserve.disposition.shares import ShareRow, share_faults, shares
from tracer.reserve.disposition.states import DisposalState, Journey, SentTransaction
from tracer.reserve.history import RegisterHistory
from tracer.reserve.ledger_rows import ExitKind
from tracer.reserve.price.fixing import Fixing
from tracer.reserve.price.rounding import money_text
from tracer.reserve.sentences import say
from tracer.reserve.status import Books
from tracer.reserve.untitled import untitled_departures
from tracer.reserve.value.sales import dollars

_CENT = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class DisposalSources:
    """What disposals are looked at with beside the books.

    `documents` are the tables of bids by path; `fixings` the fixings on file by day; `sizes` the virtual bytes of the
    transactions that acts of disposal name; `cleared` what the journal says was cleared for acts.
    """

    history: RegisterHistory
    documents: Mapping[str, bytes]
    fixings: Mapping[dt.date, Fixing]
    gates: GateSources
    sizes: Mapping[Txid, int] = field(default_factory=dict)
    cleared: Sequence[DisposalClearance] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DisposalRow:
    """A disposal on a day. `gates` are D1 to D9 before it is sent, D1 and D10 once it was; none where it has ended.

    `paid` are the satoshi that it paid to others by what was sent; `cleared` are the clearances for it in the journal.
    `faults` are what is wrong with its steps, bids or proceeds; `missing` says what it waits for.
    """

    act: DisposalAct
    journey: Journey
    sent: tuple[SentTransaction, ...]
    gates: tuple[GateCheck, ...]
    award: Award | None
    plausibility: Plausibility | None
    proceeds: ProceedsRow | None
    returns: tuple[MoneyReturn, ...]
    shares: tuple[ShareRow, ...]
    faults: tuple[str, ...]
    missing: tuple[str, ...]
    paid: int = 0
    cleared: tuple[DisposalClearance, ...] = ()

    @property
    def is_wrong(self) -> bool:
        """Whether something is wrong with it, a gate fails, or satoshi left without title; to wait is not wrong."""
        failed = any(each.state is GateState.FAIL for each in self.gates)
        return bool(self.faults or self.journey.departures or failed)

    def as_json(self) -> dict[str, Writable]:
        """Return the row as JSON."""
        return {
            "act": self.act.head.id,
            "method": self.act.method,
            "basis": self.act.basis,
            "state": self.journey.state.value,
            "steps": [
                {"state": each.state.value, "day": each.day.isoformat(), "act": each.act}
                for each in self.journey.reached
            ],
            "lots": {lot: str(sat) for lot, sat in self.act.lots.items()},
            "outputs": [{"script": each.script.hex(), "sat": str(each.sat)} for each in self.act.outputs],
            "txids": [each.txid for each in self.sent],
            "paid_sat": str(self.paid),
            "departures": self.journey.departures,
            "cleared": [each.as_json() for each in self.cleared],
            "gates": [each.as_json() for each in self.gates],
            "auction": None if self.award is None else _award_json(self.award),
            "plausibility": None if self.plausibility is None else self.plausibility.as_json(),
            "proceeds": None if self.proceeds is None else self.proceeds.as_json(),
            "returns": [each.as_json() for each in self.returns],
            "shares": [each.as_json() for each in self.shares],
            "faults": self.faults,
            "missing": self.missing,
        }


def disposal_rows(books: Books, sources: DisposalSources) -> tuple[DisposalRow, ...]:
    """Return the disposals that were signed up to the books' day, in ascending order of their numbers."""
    day, acts = books.title.day, proposed(books)
    if not acts:
        return ()
    untitled = {each.txid for each in untitled_departures(books.register, books.ledger, books.lots, books.in_force)}
    journeys, sent = journeys_of(books, acts, sources.history.block.height, untitled)
    other = sent_otherwise(books, sources.history, sources.sizes)
    rows = []
    for act in acts:
        found, way = sent[act.head.id], journeys[act.head.id]
        award, wrong = _award(act, books, sources)
        came = next(iter(proceeds((act,), _orders(books), books.lots, day)), None)
        shared = shares(act, came)
        rows.append(
            DisposalRow(
                act=act,
                journey=way,
                sent=found,
                gates=_gates(act, way, books, sources, sent_as_said(act, found, other, sources.sizes)),
                award=award,
                plausibility=_plausible(act, books, sources.fixings),
                proceeds=came,
                returns=_returns(act, books, found),
                shares=shared,
                faults=(*way.faults, *wrong, *(() if came is None else came.faults), *share_faults(act, shared)),
                missing=tuple(_missing(act, way, steps_of(books, act))),
                paid=_paid(books, found),
                cleared=tuple(each for each in sources.cleared if each.act == act.head.id),
            )
        )
    return tuple(rows)


def _paid(books: Books, sent: Sequence[SentTransaction]) -> int:
    """Return the satoshi that transactions with title or an order paid to others out of the books."""
    lawful = {each.txid for each in sent if each.is_lawful}
    exits = (each for each in books.ledger.exits if each.txid in lawful and each.kind is ExitKind.PAID)
    return sum(each.run.sat for each in exits if each.counted)


def _orders(books: Books) -> tuple[OrderAct, ...]:
    return tuple(each for each in books.acts_of_day if isinstance(each, OrderAct) and each.head.date <= books.title.day)


def _gates(
    act: DisposalAct, way: Journey, books: Books, sources: DisposalSources, afterwards: GateCheck
) -> tuple[GateCheck, ...]:
    """Return the gates that are still to be passed, or what is to be said of them after the fact."""
    if way.state is DisposalState.CANCELLED:
        return ()
    if not way.departures and DisposalState.SENT not in {each.state for each in way.reached}:
        known = paid_scripts(books, sources.history)
        return gates(act, books, books.title.day, replace(sources.gates, known_scripts=known))
    left = [say("{names} took satoshi without title.", names=way.departures)] if way.departures else []
    return judged("D1", left, say("Everything that left had title, or an order that the act names.")), afterwards


def paid_scripts(books: Books, history: RegisterHistory) -> frozenset[bytes]:
    """Return the scripts that disposals were to pay and did."""
    by_txid = {each.txid: each.act for each in books.ledger.movements if each.act is not None}
    scripts = {act.head.id: {each.script for each in act.outputs} for act in books.acts if isinstance(act, DisposalAct)}
    return frozenset(
        output.script
        for touch in history.touches
        for output in touch.transaction.outputs
        if output.script in scripts.get(by_txid.get(touch.transaction.txid, ActId("")), ())
    )


def _award(act: DisposalAct, books: Books, sources: DisposalSources) -> tuple[Award | None, tuple[str, ...]]:
    """Return an auction's outcome as soon as its bids are opened, and what is wrong with bids."""
    tables = {each.state: each.bids for each in steps_of(books, act) if each.bids is not None}
    offered, awarded = tables.get(DisposalState.OFFERED.value), tables.get(DisposalState.AWARDED.value)
    if act.sale is None or act.sale.price is None or awarded is None:
        return None, ()
    if offered is None:
        return None, (f"act {act.head.id}: bids were opened, and no step published them sealed before.",)
    price = act.sale.price
    try:
        found = auction.award(
            act.head.id,
            offered=sum(each.sat for each in act.outputs) or sum(act.lots.values()),
            floor=_floor(price, books, sources.fixings),
            currency=price.currency,
            bids=auction.sealed(_content(offered, sources.documents), offered.file),
            table=auction.opened(_content(awarded, sources.documents), awarded.file),
        )
    except CaseError as error:
        return None, tuple(error.faults)
    return found, (*found.faults, *_against(act, found))


def _floor(price: SalePrice, books: Books, fixings: Mapping[dt.date, Fixing]) -> Fraction | None:
    """Return the least price that is accepted for one bitcoin, in hundredths of its currency, exactly."""
    fixing = None if price.fixing is None else fixings.get(price.fixing)
    if price.floor is None or fixing is None or books.pricing is None:
        return None
    rate = dollars(price.currency, fixing.day, books.pricing.rates)
    return None if rate is None else price.floor * fixing.cents / rate


def _content(document: ActText, documents: Mapping[str, bytes]) -> bytes:
    content = documents.get(document.file)
    if content is None:
        raise CaseError(f"{document.file} is not there")
    return content


def _against(act: DisposalAct, found: Award) -> Iterator[str]:
    """Yield where the act does not say what the bids do: what each winner gets, and for how much."""
    if act.outputs and sorted(each.sat for each in act.outputs) != sorted(each.sat for each in found.winners):
        got = ", ".join(str(each.sat) for each in found.winners) or "nothing"
        yield f"act {act.head.id} pays other amounts than the bids that are awarded, which take {got} satoshi."
    if act.sale is not None and act.sale.price is not None and act.sale.price.gross != found.gross:
        yield (
            f"act {act.head.id} states a gross of {money_text(act.sale.price.gross)}; the bids that are awarded pay "
            f"{money_text(found.gross)}."
        )


def _plausible(act: DisposalAct, books: Books, fixings: Mapping[dt.date, Fixing]) -> Plausibility | None:
    """Return the price beside the partitions of its fixing's window; None: one of them is not on file."""
    price = None if act.sale is None else act.sale.price
    fixing = None if price is None or price.fixing is None else fixings.get(price.fixing)
    if price is None or fixing is None or fixing.least is None or fixing.greatest is None or books.pricing is None:
        return None
    rate = dollars(price.currency, fixing.day, books.pricing.rates)
    if rate is None:
        return None
    window = PriceRange(
        least=Fraction(fixing.least) * _CENT, greatest=Fraction(fixing.greatest) * _CENT, middle=fixing.exact * _CENT
    )
    return Plausibility(cents=price.per_btc * rate, window=window)


def _returns(act: DisposalAct, books: Books, sent: Sequence[SentTransaction]) -> tuple[MoneyReturn, ...]:
    """Return what a return order in money takes by each day that it may mean."""
    if act.method != "return" or books.pricing is None:
        return ()
    order = next(
        (each for each in _orders(books) if each.form is OrderForm.RETURN and each.money and names(act.basis, each)),
        None,
    )
    if order is None or order.money is None:
        return ()
    lots = {each.id: each for each in books.lots}
    receipts = {lots[each].run.receipt for each in act.lots if each in lots}
    heights = [each.position.height for each in books.ledger.coins if each.outpoint in receipts]
    seized = min((day_at(books.ledger.times[height], books.register.zone) for height in heights), default=None)
    paid = sent[0].day if sent else books.title.day
    days = ((LOSS, order.loss), (SEIZURE, seized), (ORDER, order.in_force), (PAYMENT, paid))
    return money_returns(order.money, days, books.pricing.prices, books.pricing.rates, order.value_on)


def _missing(act: DisposalAct, way: Journey, steps: Sequence[StepAct]) -> Iterator[str]:
    """Yield what a disposal waits for: its next state, an auction's tables, money."""
    if not way.is_open:
        return
    if way.missing:
        yield f"next: {way.missing[0].value}"
    bids = {each.state for each in steps if each.bids is not None}
    if act.method == "auction":
        for state, words in ((DisposalState.OFFERED, "sealed bids"), (DisposalState.AWARDED, "opened bids")):
            if state in {each.state for each in way.reached} and state.value not in bids:
                yield f"no table of {words} is on file"
    if is_owed(act, way):
        yield "nothing says that its money came in"


def _award_json(award: Award) -> dict[str, Writable]:
    return {
        "rule": auction.RULE,
        "offered_sat": str(award.offered),
        "awarded_sat": str(award.awarded),
        "left_sat": str(award.left),
        "gross": str(award.gross),
        "bids": [
            {
                "bid": each.number,
                "bidder": None if each.opened is None else each.opened.bidder,
                "sat": None if each.opened is None else str(each.opened.sat),
                "per_btc": None if each.opened is None else str(each.opened.per_btc),
                "state": each.state.value,
            }
            for each in award.bids
        ],
    }
