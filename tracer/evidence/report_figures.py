"""The report's first pages: the closed books, the orders, the same seeds under other rules."""

from collections.abc import Callable, Iterable, Sequence

from tracer.chain.amount import as_bitcoin
from tracer.evidence.dossier import Dossier
from tracer.evidence.paper import Block, Head, Nature, Section, Table, Text, given, number, table
from tracer.evidence.report_bounds import bound_section
from tracer.evidence.trace_file import TERMINALS, Book, MethodResult, OrderResult
from tracer.evidence.words import TERMINAL_MEANINGS, TERMINAL_WORDS, rule_name

_COLUMNS = 4
"""Labels side by side in one table; more go into further tables."""


def figure_sections(dossier: Dossier) -> list[Section]:
    """Return the sections with the figures."""
    return [_books(dossier), bound_section(dossier), _orders(dossier), _compared(dossier)]


def _books(dossier: Dossier) -> Section:
    method = dossier.trace.main
    rule = rule_name(method.name)
    if not method.books:
        return Section("Closed books", (Text(_reach(method)),))
    blocks: list[Block] = [Text(_headline(book, rule)) for book in method.books]
    blocks += [_book_table(method.books[at : at + _COLUMNS]) for at in range(0, len(method.books), _COLUMNS)]
    empty = [TERMINAL_WORDS[name] for name in TERMINALS if not any(book.terminals[name] for book in method.books)]
    if empty:
        blocks.append(Text(f"Nothing ended as: {', '.join(empty)}."))
    blocks.append(
        Text(
            "All amounts are bitcoin with eight decimals; 0.00000001 is one satoshi. How much of a label a coin holds "
            f"is attributed under {rule}. “Untraced” means that no seed of this case reaches it; it says nothing else.",
            Nature.CONVENTION,
        )
    )
    return Section("Closed books", tuple(blocks))


def _headline(book: Book, rule: str) -> str:
    """Return one label's books in a sentence."""
    rest = [
        f"{as_bitcoin(book.terminals[name])} {TERMINAL_WORDS[name]}"
        for name in TERMINALS
        if book.terminals[name] and name != "custody"
    ]
    return (
        f"Of {as_bitcoin(book.seed)} BTC of funds in question under label {book.label}, "
        f"{as_bitcoin(book.terminals['custody'])} BTC reached state custody as attributed under {rule}. "
        f"The rest: {', '.join(rest) if rest else 'nothing'}."
    )


def _book_table(books: Sequence[Book]) -> Table:
    def row(title: str, sats: Callable[[Book], int]) -> tuple[str, ...]:
        amounts = [sats(book) for book in books]
        total = [as_bitcoin(sum(amounts))] if len(books) > 1 else []
        return (title, *map(as_bitcoin, amounts), *total)

    rows = [row("asserted by the case", lambda book: book.asserted)]
    if any(book.overlap for book in books):
        rows.append(row("overlap with earlier taint", lambda book: -book.overlap))
    rows.append(row("seeds", lambda book: book.seed))
    for name in TERMINALS:
        if any(book.terminals[name] for book in books):
            rows.append(row(f"→ {TERMINAL_WORDS[name]}", lambda book, name=name: book.terminals[name]))  # type: ignore[misc]
    rows.append(row("sum of the ends", lambda book: sum(book.terminals.values())))
    closing = ["books close" if book.closes else "DO NOT CLOSE" for book in books]
    rows.append(
        ("check", *closing, *(["all close" if all(b.closes for b in books) else "NO"] if len(books) > 1 else []))
    )
    heads = [number(f"label {book.label}") for book in books] + ([number("together")] if len(books) > 1 else [])
    return table("Where every satoshi of each label ended", ["BTC", *heads], rows, total=True)


def _orders(dossier: Dossier) -> Section:
    trace = dossier.trace
    if not trace.orders:
        return Section("Orders", (Text("The case names no order, so nothing can be reconciled with one."),))
    asserted = {order.id: order for order in dossier.case.orders}
    rows = []
    for order in trace.orders:
        own = asserted.get(order.id)
        dates = "" if own is None else f"{own.date.isoformat()}\n{_force(own.in_force)}"
        rows.append((order.id, order.kind, dates, ", ".join(order.labels), *_amounts(order)))
    blocks: list[Block] = [
        table(
            "Orders and what arrived under them",
            [
                "order",
                "kind",
                "date",
                "labels",
                number("ordered"),
                number("received"),
                number("short"),
                number("excess"),
            ],
            rows,
        )
    ]
    faults = [(order.id, fault) for order in trace.orders for fault in order.faults]
    faults += [("—", fault) for fault in trace.faults]
    if faults:
        blocks.append(Text("The following does not agree with the orders.", Nature.WARNING))
        blocks.append(table("Disagreements", ["order", "what was found"], faults))
    loose = [f"{as_bitcoin(sat)} BTC of label {label}" for label, sat in trace.unordered.items() if sat]
    said = f"Received under no order: {', '.join(loose)}." if loose else "Nothing was received outside the orders."
    blocks.append(Text(said, Nature.WARNING if loose else None))
    return Section("Orders", tuple(blocks))


def _force(date: object) -> str:
    return f"in force {date}" if date else f"in force: {given(None)}"


def _amounts(order: OrderResult) -> Iterable[str]:
    for sats in (order.ordered, order.received, order.shortfall, order.excess):
        yield "—" if sats is None else as_bitcoin(sats)


def _compared(dossier: Dossier) -> Section:
    trace = dossier.trace
    blocks: list[Block] = [
        Text(
            f"The figures of this report are those of {rule_name(trace.primary)}, declared by the examiner"
            + (f": {dossier.case.method.reason}" if dossier.case.method.reason else "; the reason was not provided")
            + ". Other rules are shown beside it, never instead of it.",
            Nature.CONVENTION,
        )
    ]
    methods = [method for method in (trace.main, *trace.compared) if method.books]
    shown = [name for name in TERMINALS if any(book.terminals[name] for method in methods for book in method.books)]
    for label in dict.fromkeys(book.label for method in methods for book in method.books):
        rows = []
        for method in methods:
            for book in method.books:
                if book.label == label:
                    name = rule_name(method.name) + (" (primary)" if method is trace.main else "")
                    rows.append((name, *(as_bitcoin(book.terminals[end]) for end in shown)))
        columns: list[Head] = ["rule", *(number(TERMINAL_WORDS[name]) for name in shown)]
        blocks.append(table(f"Label {label}, BTC under each rule", columns, rows))
    blocks += [Text(_reach(method)) for method in (trace.main, *trace.compared) if method.reach]
    return Section("The same seeds under other rules", tuple(blocks))


def _reach(method: MethodResult) -> str:
    outputs, transactions = method.reach or (0, 0)
    return (
        f"{rule_name(method.name).capitalize()} gives reach and no amounts: {outputs} outputs in {transactions} "
        "transactions have at least one ancestor among the seeds. That is no measure of how much of anything is in them."
    )


def meanings(dossier: Dossier) -> Table:
    """Return what each way a trail ended means, for those that occur."""
    books = [book for method in dossier.trace.methods.values() for book in method.books]
    rows = [
        (TERMINAL_WORDS[name], TERMINAL_MEANINGS[name])
        for name in TERMINALS
        if any(book.terminals[name] for book in books)
    ]
    return table("What the ends mean", ["end", "meaning"], rows)
