"""The workbook's first sheet: the case, the answer in words, the books, orders, holdings and bounds, and all sheets."""

from collections.abc import Iterable, Sequence

from tracer.documents.language.language import Language
from tracer.documents.paper import Items, Text
from tracer.documents.words import STAGES, TERMINAL_WORDS, end_name, named, rule_name
from tracer.documents.workbook import Sheet, SheetColumn, SheetKind, SummarySheet
from tracer.evidence.dossier import Dossier
from tracer.evidence.report.answer import answer_sections
from tracer.evidence.tables.sheet_words import SHEET_TITLES
from tracer.formats.cells import Row


def summary(dossier: Dossier, sheets: Sequence[tuple[Sheet, str]]) -> SummarySheet:
    """Return the summary; `sheets` are those behind it, each with the file of the same rows."""
    trace, language, say = dossier.trace, dossier.language, dossier.language.say
    tables = [_books(dossier), *_orders(dossier), *_holdings(dossier), *_bounds(dossier)]
    rows = [(sheet.name, len(sheet.rows), file) for sheet, file in sheets]
    heads = [
        SheetColumn(say("sheet")),
        SheetColumn(say("rows"), SheetKind.NUMBER),
        SheetColumn(say("file of the same rows")),
    ]
    return SummarySheet(
        name=language.word(SHEET_TITLES["summary"]),
        title=say("Case {id}", id=trace.case),
        facts=(
            (say("Criminal case no."), language.given(dossier.case.criminal_case_no)),
            (say("Authority"), language.given(dossier.case.authority)),
            (say("Examiner"), language.given(dossier.case.examiner)),
            (say("Network"), trace.network),
            (
                say("Horizon"),
                say(
                    "block {height}, {when}",
                    height=str(trace.horizon_height),
                    when=language.utc(dossier.time(trace.horizon_height)),
                ),
            ),
            (say("Primary rule"), rule_name(trace.primary, language)),
        ),
        lines=list(_lines(dossier)),
        tables=[*tables, (say("Sheets"), heads, rows)],
    )


def _lines(dossier: Dossier) -> Iterable[str]:
    """Yield the report's first section as lines."""
    section = answer_sections(dossier)[0]
    for block in section.blocks:
        if isinstance(block, Text):
            yield block.text
        elif isinstance(block, Items):
            yield from (f"– {text}" for text in block.texts)


def _amount(language: Language, name: str) -> tuple[SheetColumn, SheetColumn]:
    """Return the two columns of an amount."""
    return (
        SheetColumn(language.say("{name}, BTC", name=name), SheetKind.BITCOIN),
        SheetColumn(language.say("{name}, satoshi", name=name), SheetKind.SATOSHI),
    )


def _both(language: Language, sats: int) -> tuple[str, int]:
    return language.bitcoin(sats), sats


_Summed = tuple[str, Sequence[SheetColumn], Sequence[Row]]


def _books(dossier: Dossier) -> _Summed:
    language, books = dossier.language, dossier.trace.main.books
    say = language.say
    columns = [SheetColumn("")]
    for book in books:
        columns += _amount(language, say("label {label}", label=book.label))
    columns += _amount(language, say("together"))
    rows: list[Row] = []
    for name, amounts in (
        (say("seeds"), [book.seed for book in books]),
        *((end_name(end, language), [book.terminals[end] for book in books]) for end in TERMINAL_WORDS),
        (say("sum of the ends"), [sum(book.terminals.values()) for book in books]),
    ):
        pairs = [each for sats in (*amounts, sum(amounts)) for each in _both(language, sats)]
        rows.append((name, *pairs))
    caption = say("Each label's books under {rule}", rule=rule_name(dossier.trace.primary, language))
    return caption, columns, rows


def _orders(dossier: Dossier) -> Iterable[_Summed]:
    language, say = dossier.language, dossier.language.say
    names = (say("ordered"), say("received"), say("short"), say("excess"))
    columns = [SheetColumn(say("order")), *(each for name in names for each in _amount(language, name))]
    rows = [
        (
            order.id,
            *(
                cell
                for sats in (order.ordered, order.received, order.shortfall, order.excess)
                for cell in ((None, None) if sats is None else _both(language, sats))
            ),
        )
        for order in dossier.trace.orders
    ]
    if rows:
        yield say("Orders, received against ordered"), columns, rows


def _holdings(dossier: Dossier) -> Iterable[_Summed]:
    language, say = dossier.language, dossier.language.say
    columns = [
        SheetColumn(say("wallet")), SheetColumn(say("stage")), SheetColumn(say("label")),
        *_amount(language, say("funds in question")),
    ]  # fmt: skip
    rows = [
        (holding.custody, named(language, STAGES, holding.stage), label, *_both(language, sats))
        for holding in dossier.trace.custody.holdings
        for label, sats in holding.taint.items()
    ]
    if rows:
        yield say("Held in the state's wallets at the horizon"), columns, rows


def _bounds(dossier: Dossier) -> Iterable[_Summed]:
    language, say = dossier.language, dossier.language.say
    columns = [
        SheetColumn(say("wallet")), SheetColumn(say("label")), *_amount(language, say("least")),
        *_amount(language, say("most")),
    ]  # fmt: skip
    rows = [
        (row.target, row.label or say("all together"), *_both(language, row.lower), *_both(language, row.upper))
        for row in dossier.trace.bounds
        if row.kind == "custody"
    ]
    if rows:
        yield say("Between the least and the most under any rule"), columns, rows
