"""A run as one local page to look at before deciding where to dig: picture, books, leads, every end.

A working page for the analyst, no evidence: it is not sealed and nothing replays it. It loads nothing; its
one script sorts, filters and zooms what is there already, and without it everything can still be read.
A Content-Security-Policy names style and script by their hashes and forbids all else.
Source: W3C Content Security Policy Level 3.
"""

import base64
import hashlib
from collections.abc import Iterable, Mapping, Sequence

from tracer.chain.amount import as_bitcoin
from tracer.chain.header import Header
from tracer.evidence import clock
from tracer.evidence.budget_text import budget_notes
from tracer.evidence.language.language import ENGLISH
from tracer.evidence.leads import Lead, leads
from tracer.evidence.markup import as_html
from tracer.evidence.run_page_parts import SCRIPT, STYLE
from tracer.evidence.trace_file import TERMINALS, Book, End, MethodResult, TraceFile
from tracer.evidence.words import TERMINAL_MEANINGS, TERMINAL_WORDS, rule_name

MAX_ROWS = 5_000
"""Rows of one table: of coins those of the largest amounts, of transactions the first. The page says what is left out."""

_Cell = str | int | None
"""Text, or an amount in satoshi."""


def run_page(trace: TraceFile, headers: Mapping[int, Header], drawn: bytes | None) -> bytes:
    """Return the page as HTML, UTF-8.

    Args:
        trace: the result.
        headers: block headers by height, for times; a height that is missing shows none.
        drawn: the trail as SVG that the tracer drew itself, None where the run holds no raw bytes.
    """
    title = f"Run of case {trace.case}"
    parts = [
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
        '<meta http-equiv="Content-Security-Policy" content="'
        f"default-src 'none'; style-src '{_digest(STYLE)}'; script-src '{_digest(SCRIPT)}'; "
        "base-uri 'none'; form-action 'none'\">",
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="referrer" content="no-referrer">',
        f"<title>{as_html(title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>",
        f"<header><h1>{as_html(title)}</h1>",
        f"<p>{as_html(_about(trace))}</p></header>\n<main>",
        *_books(trace),
        *_picture(drawn),
        *_leads(trace, headers),
        *_ends(trace, headers),
        *_transactions(trace, headers),
        *_gaps(trace),
        f"</main>\n<script>{SCRIPT}</script>\n</body>\n</html>\n",
    ]
    return "\n".join(parts).encode()


def _digest(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _about(trace: TraceFile) -> str:
    return (
        f"{trace.network}, up to block {trace.horizon_height}. Amounts in BTC, attributed under {rule_name(trace.primary)} "
        f"unless another rule is named: a convention, not a fact of the chain. A working page, no evidence: "
        f"for that, export the run. trace.json has SHA-256 {trace.sha256}."
    )


def _books(trace: TraceFile) -> Iterable[str]:
    yield '<section id="books"><h2>Closed books</h2>'
    for note in budget_notes(trace, ENGLISH):
        yield f"<p><b>{as_html(note)}</b></p>"
    for method in (trace.main, *trace.compared):
        role = "primary rule" if method is trace.main else "beside it"
        if method.books:
            columns = [f"{rule_name(method.name)}, {role}", *(f"label {book.label}" for book in method.books)]
            yield from _table(columns, [row for row in _book_rows(method.books) if any(row[1:])], "books")
        elif method.reach is not None:
            outputs, transactions = method.reach
            yield f"<p>{as_html(rule_name(method.name))}, {role}: reaches {outputs} outputs in {transactions} transactions.</p>"
    yield "</section>"


def _book_rows(books: Sequence[Book]) -> Iterable[tuple[_Cell, ...]]:
    yield ("seeds", *(book.seed for book in books))
    for name in TERMINALS:
        yield (f"→ {TERMINAL_WORDS[name]}", *(book.terminals[name] for book in books))
    yield ("check", *("closes" if book.closes else "DOES NOT CLOSE" for book in books))


def _picture(drawn: bytes | None) -> Iterable[str]:
    yield '<section id="picture"><h2>The trail</h2>'
    if drawn is None:
        yield "<p>This run holds no raw transactions, so the trail cannot be drawn. Trace it from a node or a file.</p>"
    else:
        yield '<p class="hint">Click into the picture: then the wheel or + and − zoom, dragging moves, Escape or a double click shows all. A click on the name of a transaction or an address leaves only its rows in the tables below.</p>'
        yield f'<figure tabindex="0">{drawn.decode()}</figure>'
    yield "</section>"


def _leads(trace: TraceFile, headers: Mapping[int, Header]) -> Iterable[str]:
    rows = sorted(leads(trace), key=lambda lead: -lead.amount)[:MAX_ROWS]
    columns = ["lead", "amount", "labels", "rules", "at", "coin", "address", "block", "time (UTC, miner's)", "why"]
    yield '<section id="leads"><h2>Leads</h2><p>Suggestions, no findings. All of them, with what to do, are in leads.csv.</p>'
    yield from _table(columns, [_lead_row(lead, headers) for lead in rows], "sortable")
    yield from _rest(len(leads(trace)), "leads")
    yield "</section>"


def _lead_row(lead: Lead, headers: Mapping[int, Header]) -> tuple[_Cell, ...]:
    end, rules = lead.end, " ".join(map(rule_name, lead.rules))
    head = (lead.kind, lead.amount, _labels(lead.taint), rules)
    if end is None:
        return (*head, "", "", "", "", "", lead.reason)
    return (*head, end.name, str(end.outpoint), end.address, str(end.height), _time(end.height, headers), lead.reason)


def _ends(trace: TraceFile, headers: Mapping[int, Header]) -> Iterable[str]:
    rows = [(method, end) for method in (trace.main, *trace.compared) for end in method.ends]
    rows.sort(key=lambda row: (row[0] is not trace.main, -sum(row[1].taint.values())))
    columns = [
        "rule",
        "end",
        "amount",
        "labels",
        "value of the coin",
        "at",
        "coin",
        "address",
        "block",
        "time (UTC, miner's)",
    ]
    yield '<section id="ends"><h2>Every coin at which a trail ends</h2>'
    yield from _table(columns, [_end_row(method, end, headers) for method, end in rows[:MAX_ROWS]], "sortable")
    yield from _rest(len(rows), "coins.csv of the bundle")
    used = [name for name in TERMINALS if any(end.terminal == name for _, end in rows)]
    yield (
        "<ul>"
        + "".join(f"<li><b>{TERMINAL_WORDS[name]}</b>: {TERMINAL_MEANINGS[name]}</li>" for name in used)
        + "</ul>"
    )
    yield "</section>"


def _end_row(method: MethodResult, end: End, headers: Mapping[int, Header]) -> tuple[_Cell, ...]:
    amounts = (sum(end.taint.values()), _labels(end.taint), end.value)
    place = (end.name, str(end.outpoint), end.address or end.script, str(end.height), _time(end.height, headers))
    return (rule_name(method.name), TERMINAL_WORDS[end.terminal], *amounts, *place)


def _transactions(trace: TraceFile, headers: Mapping[int, Header]) -> Iterable[str]:
    rows = [
        (row.txid, str(row.height), _time(row.height, headers), sum(row.taint_in.values()), _labels(row.taint_in),
         sum(row.taint_fee.values()))
        for row in trace.main.crossings[:MAX_ROWS]
    ]  # fmt: skip
    columns = ["transaction", "block", "time (UTC, miner's)", "amount spent in it", "labels", "of it the fee"]
    yield f'<section id="transactions"><h2>Transactions of the trail under {as_html(rule_name(trace.primary))}</h2>'
    yield from _table(columns, rows, "sortable")
    yield from _rest(len(trace.main.crossings), "transactions.csv of the bundle")
    yield "</section>"


def _gaps(trace: TraceFile) -> Iterable[str]:
    if trace.gaps:
        yield '<section id="gaps"><h2>What could not be known</h2>'
        rows = [(gap.method, gap.outpoint, gap.txid, gap.reason) for gap in trace.gaps[:MAX_ROWS]]
        yield from _table(["rule", "coin", "transaction", "reason"], rows, "sortable")
        yield from _rest(len(trace.gaps), "trace.json")
        yield "</section>"


def _rest(count: int, where: str) -> Iterable[str]:
    if count > MAX_ROWS:
        yield f"<p>Of {count} rows {MAX_ROWS} are shown; all are in {as_html(where)}.</p>"


def _table(columns: Sequence[str], rows: Iterable[Sequence[_Cell]], kind: str) -> Iterable[str]:
    heads = "".join(f'<th scope="col">{as_html(column)}</th>' for column in columns)
    yield f'<div class="wide"><table class="{kind}"><thead><tr>{heads}</tr></thead><tbody>'
    for row in rows:
        yield "<tr>" + "".join(map(_cell, row)) + "</tr>"
    yield "</tbody></table></div>"


def _cell(cell: _Cell) -> str:
    if isinstance(cell, int):
        return f'<td class="n" data-n="{cell}">{as_bitcoin(cell)}</td>'
    return f"<td>{as_html(cell or '')}</td>"


def _labels(taint: Mapping[str, int]) -> str:
    return ", ".join(f"{label} {as_bitcoin(sat)}" for label, sat in taint.items())


def _time(height: int, headers: Mapping[int, Header]) -> str:
    header = headers.get(height)
    return "" if header is None else clock.utc(header.time).removesuffix(" UTC")
