"""Gates D1 to D3: whose the satoshi are that leave, whether they are burdened, whether an appeal is open.

Everything that leaves has title. Two orders open the gate: an interlocutory one, by which coins are sold before title,
and a return, by which coins go back that never had any. Either covers what is paid; the fee comes from lots of that.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from tracer.chain.amount import as_bitcoin
from tracer.documents.language.language import phrase
from tracer.reserve.acts import ActId, DisposalAct, LotId, OrderAct, OrderForm
from tracer.reserve.disposition.gate_rows import GateCheck, judged
from tracer.reserve.disposition.gate_sources import Leaving
from tracer.reserve.disposition.order_cover import OrderCover
from tracer.reserve.marks import Marks
from tracer.reserve.satoshi_runs import SatoshiRun
from tracer.reserve.sentences import Sentence, say
from tracer.reserve.status import Books
from tracer.reserve.title_rows import LAWFUL, Title, TitledRun

_FORMS = {"interlocutory": OrderForm.INTERLOCUTORY, "return": OrderForm.RETURN}
NO_LOT = phrase("satoshi of no lot")
_BEST_FIRST = (Title.ASSIGNED, Title.TITLED, Title.ENCUMBERED, Title.APPEALABLE, Title.UNTITLED, Title.UNSOLICITED)


def title_gates(books: Books, leaving: Leaving, act: DisposalAct | None) -> tuple[GateCheck, ...]:
    """Return D1 to D3 of what leaves, and of what comes into the reserve; `act` None: it moves between own wallets."""
    return _TitleGates(books, act).checks(leaving)


def wanted(act: DisposalAct, books: Books) -> Leaving:
    """Return the satoshi of an act's lots that are held, as paid; of each lot those with the best title first."""
    found: list[SatoshiRun] = []
    for lot, sat in act.lots.items():
        left: int = sat
        held = [each for each in books.title.runs if each.lot == lot]
        for each in sorted(held, key=lambda one: (_BEST_FIRST.index(one.title), one.run.start)):
            taken = min(left, each.run.sat)
            if taken:
                found.append(SatoshiRun(each.run.receipt, each.run.start, taken))
                left -= taken
    return Leaving(paid=tuple(found))


class _TitleGates:
    """Title of the satoshi of a transaction, by the book of a day."""

    def __init__(self, books: Books, act: DisposalAct | None) -> None:
        self._books, self._act = books, act
        self._titles: Marks[TitledRun] = Marks()
        for each in books.title.runs:
            self._titles.add(each.run, each)
        self._cover = OrderCover(books)
        self._form = None if act is None else _FORMS.get(act.method)
        self._orders: tuple[OrderAct, ...] = ()
        self._open: Marks[bool] = Marks()
        if act is not None and self._form is not None:
            self._orders = self._cover.named(act, self._form)
            self._open = (
                self._cover.returnable(self._orders)
                if self._form is OrderForm.RETURN
                else self._cover.under(self._form, self._orders)
            )

    def checks(self, leaving: Leaving) -> tuple[GateCheck, ...]:
        """Return gates D1 (title), D2 (claims and pledges) and D3 (appeal) for what a transaction takes away."""
        paid, fee = self._judged(leaving.paid, self._open), self._judged(leaving.fee, self._fee_marks(leaving))
        both = _added(paid, fee)
        said = [*self._short(both), *self._missing(both), *self._brought(leaving.into_reserve), *self._about_orders()]
        if self._act is not None and not leaving.paid:
            said.append(say("Nothing of any lot leaves."))
        return (
            judged("D1", said, self._passed(leaving)),
            judged("D2", list(_encumbered(both)), say("None of them is claimed or pledged.")),
            judged("D3", list(_appealable(both)), self._no_appeal()),
        )

    def _fee_marks(self, leaving: Leaving) -> Marks[bool]:
        """Return marks on fee satoshi that need no title: within custody, or beside what an order lets go."""
        if self._act is None:
            return self._cover.held()
        marks: Marks[bool] = Marks()
        opened = {
            found.lot
            for run in leaving.paid
            for part, is_open in self._open.parts(run)
            if is_open
            for _, found in self._titles.parts(part)
            if found is not None
        }
        for run in leaving.fee:
            for part, found in self._titles.parts(run):
                if found is not None and found.lot in opened:
                    marks.add(part, True)
        return marks

    def _judged(self, runs: Iterable[SatoshiRun], opened: Marks[bool]) -> "_Counted":
        """Return satoshi by lot and title; those that an order opens count as titled, unless they are burdened."""
        counted: _Counted = {}
        for run in runs:
            for part, found in self._titles.parts(run):
                lot, title = (None, None) if found is None else (found.lot, found.title)
                for each, is_open in opened.parts(part):
                    free = is_open and title is not None and title is not Title.ENCUMBERED
                    counted.setdefault(lot, Counter())[Title.TITLED if free else title] += each.sat
        return counted

    def _short(self, counted: "_Counted") -> Iterator[Sentence]:
        for lot, titles in _in_order(counted):
            short = titles[Title.UNTITLED] + titles[Title.UNSOLICITED] + titles[None]
            if short:
                yield self._lacks(lot or NO_LOT, as_bitcoin(short), as_bitcoin(titles.total()))

    def _lacks(self, lot: str, short: str, whole: str) -> Sentence:
        if self._form is OrderForm.INTERLOCUTORY:
            return say(
                "{lot}: {btc} of {other_btc} BTC is under no interlocutory order in force that the act names.",
                lot=lot,
                btc=short,
                other_btc=whole,
            )
        if self._form is OrderForm.RETURN:
            return say(
                "{lot}: {btc} of {other_btc} BTC is under no return order in force that the act names.",
                lot=lot,
                btc=short,
                other_btc=whole,
            )
        return say("{lot}: {btc} of {other_btc} BTC has no forfeiture in force.", lot=lot, btc=short, other_btc=whole)

    def _missing(self, counted: "_Counted") -> Iterator[Sentence]:
        """Yield lots of which less is held, or leaves, than the act names."""
        act = self._act
        for lot, sat in () if act is None else act.lots.items():
            held = counted.get(lot, Counter()).total()
            if act is not None and held != sat:
                yield say(
                    "{lot}: act {act} names {btc} BTC; {other_btc} BTC is there.",
                    lot=lot,
                    act=act.head.id,
                    btc=as_bitcoin(sat),
                    other_btc=as_bitcoin(held),
                )

    def _brought(self, runs: Sequence[SatoshiRun]) -> Iterator[Sentence]:
        counted: Counter[LotId | None] = Counter()
        for run in runs:
            for part, found in self._titles.parts(run):
                if found is None or found.title not in LAWFUL:
                    counted[None if found is None else found.lot] += part.sat
        for lot, sat in sorted(counted.items(), key=lambda each: each[0] or ""):
            yield say(
                "{lot}: {btc} BTC would come into the reserve without title.", lot=lot or NO_LOT, btc=as_bitcoin(sat)
            )

    def _about_orders(self) -> Iterator[Sentence]:
        act = self._act
        if act is None or self._form is None:
            return
        if not self._orders:
            yield _no_order(act.head.id, self._form)
        proceeds = None if act.sale is None else act.sale.proceeds
        if self._form is OrderForm.INTERLOCUTORY and proceeds is not None and not proceeds.restricted:
            yield say("Act {act} sells before title; its proceeds are not restricted.", act=act.head.id)

    def _passed(self, leaving: Leaving) -> Sentence:
        if self._orders:
            return say(
                "What leaves without title does so by order {names}.", names=[each.head.id for each in self._orders]
            )
        if self._act is None and not leaving.fee:
            return say("Nothing leaves.")
        if self._act is None:
            return say("Only the fee leaves, of satoshi with title or held under an order.")
        return say("Every satoshi that leaves has title.")

    def _no_appeal(self) -> Sentence:
        return say("The order does not wait for appeals.") if self._orders else say("No time to appeal is running.")


def _no_order(act: ActId, form: OrderForm) -> Sentence:
    if form is OrderForm.INTERLOCUTORY:
        return say(
            "Act {act} sells before title, and its basis names no {form} order in force.", act=act, form=form.value
        )
    return say("Act {act} gives back, and its basis names no {form} order in force.", act=act, form=form.value)


_Counted = dict[LotId | None, Counter[Title | None]]


def _added(one: _Counted, other: _Counted) -> _Counted:
    found: _Counted = {lot: Counter(titles) for lot, titles in one.items()}
    for lot, titles in other.items():
        found.setdefault(lot, Counter()).update(titles)
    return found


def _in_order(counted: _Counted) -> Sequence[tuple[LotId | None, Counter[Title | None]]]:
    return sorted(counted.items(), key=lambda each: each[0] or "")


def _encumbered(counted: _Counted) -> Iterator[Sentence]:
    for lot, titles in _in_order(counted):
        burdened, whole = as_bitcoin(titles[Title.ENCUMBERED]), as_bitcoin(titles.total())
        if titles[Title.ENCUMBERED]:
            yield say(
                "{lot}: {btc} of {other_btc} BTC is encumbered.", lot=lot or NO_LOT, btc=burdened, other_btc=whole
            )


def _appealable(counted: _Counted) -> Iterator[Sentence]:
    for lot, titles in _in_order(counted):
        running, whole = as_bitcoin(titles[Title.APPEALABLE]), as_bitcoin(titles.total())
        if titles[Title.APPEALABLE]:
            yield say(
                "{lot}: {btc} of {other_btc} BTC is open to appeal.", lot=lot or NO_LOT, btc=running, other_btc=whole
            )
