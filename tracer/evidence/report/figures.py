"""The report's first pages: the closed books, the orders, the same seeds under other rules."""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence

from tracer.documents.language.language import Language
from tracer.documents.paper import Block, Head, Nature, Section, Table, Text, number, table
from tracer.documents.words import ORDER_KINDS, TERMINAL_MEANINGS, end_name, named, rule_name
from tracer.evidence.dossier import Dossier
from tracer.evidence.report.bounds import bound_section
from tracer.evidence.report.explained import compared_words
from tracer.result.trace_file import TERMINALS, Book, MethodResult, OrderResult

_COLUMNS = 4
"""Labels side by side in one table; more go into further tables."""


def figure_sections(dossier: Dossier) -> list[Section]:
    """Return the sections with the figures."""
    return [_books(dossier), bound_section(dossier), _orders(dossier), _compared(dossier)]


def _books(dossier: Dossier) -> Section:
    method, language = dossier.trace.main, dossier.language
    say = language.say
    rule = rule_name(method.name, language)
    title = say("Closed books")
    if not method.books:
        return Section(title, (Text(_reach(language, method)),))
    blocks: list[Block] = [
        _book_table(language, method.books[at : at + _COLUMNS]) for at in range(0, len(method.books), _COLUMNS)
    ]
    empty = [end_name(name, language) for name in TERMINALS if not any(book.terminals[name] for book in method.books)]
    if empty:
        blocks.append(Text(say("Nothing ended as: {ends}.", ends=language.listed(empty))))
    blocks.append(
        Text(
            say(
                "All amounts are bitcoin with eight decimals; {satoshi} is one satoshi. How much of a label a coin "
                "holds is attributed under {rule}. “Untraced” means that no seed of this case reaches it; it says "
                "nothing else.",
                satoshi=language.bitcoin(1),
                rule=rule,
            ),
            Nature.CONVENTION,
        )
    )
    return Section(title, tuple(blocks))


def _book_table(language: Language, books: Sequence[Book]) -> Table:
    say, bitcoin = language.say, language.bitcoin

    def row(title: str, sats: Callable[[Book], int]) -> tuple[str, ...]:
        """Return a row: each label's amount, and together where there are several."""
        amounts = [sats(book) for book in books]
        total = [bitcoin(sum(amounts))] if len(books) > 1 else []
        return (title, *map(bitcoin, amounts), *total)

    rows = [row(say("asserted by the case"), lambda book: book.asserted)]
    if any(book.overlap for book in books):
        rows.append(row(say("overlap with earlier taint"), lambda book: -book.overlap))
    rows.append(row(say("seeds"), lambda book: book.seed))
    for name in TERMINALS:
        if any(book.terminals[name] for book in books):
            rows.append(row(f"→ {end_name(name, language)}", lambda book, name=name: book.terminals[name]))  # type: ignore[misc]
    rows.append(row(say("sum of the ends"), lambda book: sum(book.terminals.values())))
    closing = [say("books close") if book.closes else say("DO NOT CLOSE") for book in books]
    together = [say("all close") if all(book.closes for book in books) else say("NO")] if len(books) > 1 else []
    rows.append((say("check"), *closing, *together))
    heads = [number(say("label {label}", label=book.label)) for book in books]
    heads += [number(say("together"))] if len(books) > 1 else []
    return table(say("Where every satoshi of each label ended"), ["BTC", *heads], rows, total=True)


def _orders(dossier: Dossier) -> Section:
    trace, language = dossier.trace, dossier.language
    say = language.say
    title = say("Orders")
    blocks: list[Block] = [Text(say("The case names no order, so nothing can be reconciled with one."))]
    if trace.orders:
        blocks = [_order_table(dossier)]
    faults = [(order.id, language.known(fault)) for order in trace.orders for fault in order.faults]
    faults += [("—", language.known(fault)) for fault in trace.faults]
    if faults:
        blocks.append(Text(say("The following does not agree with the orders."), Nature.WARNING))
        blocks.append(table(say("Disagreements"), [say("order"), say("what was found")], faults))
    loose = [
        say("{amount} BTC of label {label}", amount=language.bitcoin(sat), label=label)
        for label, sat in trace.unordered.items()
        if sat
    ]
    if loose:
        blocks.append(Text(say("Received under no order: {amounts}.", amounts=language.listed(loose)), Nature.WARNING))
    elif trace.orders:
        blocks.append(Text(say("Nothing was received outside the orders.")))
    return Section(title, tuple(blocks))


def _order_table(dossier: Dossier) -> Table:
    language = dossier.language
    say = language.say
    asserted = {order.id: order for order in dossier.case.orders}
    rows = []
    for order in dossier.trace.orders:
        own = asserted.get(order.id)
        dates = "" if own is None else f"{language.date(own.date)}\n{_force(language, own.in_force)}"
        kind = named(language, ORDER_KINDS, order.kind)
        rows.append((order.id, kind, dates, ", ".join(order.labels), *_amounts(language, order)))
    columns: list[Head] = [
        say("order"), say("kind"), say("date"), say("labels"), number(say("ordered")), number(say("received")),
        number(say("short")), number(say("excess")),
    ]  # fmt: skip
    return table(say("Orders and what arrived under them, BTC"), columns, rows)


def _force(language: Language, date: dt.date | None) -> str:
    shown = language.given(None) if date is None else language.date(date)
    return language.say("in force: {date}", date=shown)


def _amounts(language: Language, order: OrderResult) -> Iterable[str]:
    for sats in (order.ordered, order.received, order.shortfall, order.excess):
        yield "—" if sats is None else language.bitcoin(sats)


def _compared(dossier: Dossier) -> Section:
    trace, language = dossier.trace, dossier.language
    say = language.say
    blocks: list[Block] = [Text(_declared(dossier), Nature.CONVENTION), *compared_words(dossier)]
    methods = [method for method in (trace.main, *trace.compared) if method.books]
    shown = [name for name in TERMINALS if any(book.terminals[name] for method in methods for book in method.books)]
    for label in dict.fromkeys(book.label for method in methods for book in method.books):
        rows = []
        for method in methods:
            for book in method.books:
                if book.label == label:
                    name = rule_name(method.name, language)
                    name = say("{rule} (primary)", rule=name) if method is trace.main else name
                    rows.append((name, *(language.bitcoin(book.terminals[end]) for end in shown)))
        columns: list[Head] = [say("rule"), *(number(end_name(name, language)) for name in shown)]
        blocks.append(table(say("Label {label}, BTC under each rule", label=label), columns, rows))
    blocks += [Text(_reach(language, method)) for method in (trace.main, *trace.compared) if method.reach]
    return Section(say("The same seeds under other rules"), tuple(blocks))


def _declared(dossier: Dossier) -> str:
    """Return who chose the rule, and why."""
    language, reason = dossier.language, dossier.case.method.reason
    say = language.say
    rule = rule_name(dossier.trace.primary, language)
    chosen = say("The figures of this report are those of {rule}, declared by the examiner.", rule=rule)
    why = say("Reason given: {reason}.", reason=reason.rstrip(". ") if reason else language.given(None))
    return f"{chosen} {why} {say('Other rules are shown beside it, never instead of it.')}"


def _reach(language: Language, method: MethodResult) -> str:
    outputs, transactions = method.reach or (0, 0)
    return language.say(
        "The rule {rule} gives reach and no amounts: {outputs} in {transactions} have at least one ancestor among the "
        "seeds. That is no measure of how much of anything is in them.",
        rule=rule_name(method.name, language),
        outputs=language.counted(outputs, "output"),
        transactions=language.counted(transactions, "transaction"),
    )


def meanings(dossier: Dossier) -> Table:
    """Return what each way a trail ended means, for those that occur."""
    language = dossier.language
    books = [book for method in dossier.trace.methods.values() for book in method.books]
    rows = [
        (end_name(name, language), language.word(TERMINAL_MEANINGS[name]))
        for name in TERMINALS
        if any(book.terminals[name] for book in books)
    ]
    return table(language.say("What the ends mean"), [language.say("end"), language.say("meaning")], rows)
