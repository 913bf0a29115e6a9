"""The tables of a run's page: the closed books, the leads, every end, the transactions, what could not be known."""

from collections.abc import Iterable, Mapping, Sequence

from tracer.chain.header import Header
from tracer.documents.language.language import Language, phrase
from tracer.documents.markup import as_html
from tracer.documents.words import TERMINAL_MEANINGS, end_name, rule_name
from tracer.evidence.tables.leads import Lead, leads
from tracer.result.trace_file import TERMINALS, Book, End, MethodResult, TraceFile

MAX_ROWS = 5_000
"""Rows of one table: of coins those of the largest amounts, of transactions the first.

The page says what is left out.
"""

KINDS: Mapping[str, str] = {
    "service deposit": phrase("service deposit"),
    "receipt without order": phrase("receipt without order"),
    "unspent coin": phrase("unspent coin"),
    "stop": phrase("stop"),
    "gap": phrase("gap in what was read"),
    "unordered amount": phrase("unordered amount"),
}
"""Every kind of lead, in a few words."""

_PICKED = ("lead", "rule", "rules", "end", "at")
"""Columns with few different values: the page offers them to choose from."""

_Cell = str | int | None
"""Text, or an amount in satoshi."""


def books(trace: TraceFile, language: Language) -> Iterable[str]:
    """Yield one table of closed books for each rule, and what a rule of reach reaches."""
    say = language.say
    for method in (trace.main, *trace.compared):
        rule = rule_name(method.name, language)
        said = say("{rule}, primary rule", rule=rule) if method is trace.main else say("{rule}, beside it", rule=rule)
        if method.books:
            columns = {"rule": said} | {book.label: say("label {label}", label=book.label) for book in method.books}
            yield from _table(
                columns, [row for row in _book_rows(method.books, language) if any(row[1:])], "books", language
            )
        elif method.reach is not None:
            outputs, crossed = (language.number(count) for count in method.reach)
            reached = say(
                "{rule}: reaches outputs: {outputs}; transactions: {crossed}.",
                rule=said,
                outputs=outputs,
                crossed=crossed,
            )
            yield f"<p>{as_html(reached)}</p>"


def _book_rows(found: Sequence[Book], language: Language) -> Iterable[tuple[_Cell, ...]]:
    say = language.say
    yield (say("Seeds"), *(book.seed for book in found))
    for name in TERMINALS:
        yield (f"→ {end_name(name, language)}", *(book.terminals[name] for book in found))
    yield (say("check"), *(say("closes") if book.closes else say("DOES NOT CLOSE") for book in found))


def leads_found(trace: TraceFile, headers: Mapping[int, Header], language: Language) -> Iterable[str]:
    """Yield the section of leads, the largest amounts first."""
    say = language.say
    every = leads(trace)
    rows = sorted(every, key=lambda lead: -lead.amount)[:MAX_ROWS]
    columns = {
        "lead": say("lead"), "amount": say("amount, BTC"), "labels": say("labels"), "rules": say("rules"),
        "at": say("at"), "coin": say("coin"), "address": say("address"), "block": say("block"),
        "time": say("time (UTC, miner’s)"), "why": say("why"),
    }  # fmt: skip
    said = say("Suggestions, no findings. All of them, with what to do, are in leads.csv.")
    yield f'<section id="leads"><h2>{as_html(say("Leads"))}</h2><p>{as_html(said)}</p>'
    yield from _table(columns, [_lead_row(lead, trace, headers, language) for lead in rows], "sortable", language)
    yield from _rest(len(every), "leads.csv", language)
    yield "</section>"


def _lead_row(lead: Lead, trace: TraceFile, headers: Mapping[int, Header], language: Language) -> tuple[_Cell, ...]:
    end, rules = lead.end, ", ".join(rule_name(rule, language) for rule in lead.rules)
    head = (language.word(KINDS[lead.kind]), lead.amount, _labels(lead.taint, language), rules)
    why = _why(lead, trace, language)
    if end is None:
        return (*head, "", "", "", "", "", why)
    return (*head, end.name, str(end.outpoint), end.address, str(end.height), _time(end.height, headers, language), why)


def _why(lead: Lead, trace: TraceFile, language: Language) -> str:
    """Return a lead's reason in the page's language."""
    if lead.end is None or not lead.reason.endswith(TERMINAL_MEANINGS[lead.end.terminal]):
        return language.known(lead.reason)
    why = language.word(TERMINAL_MEANINGS[lead.end.terminal])
    if trace.primary in lead.rules:
        return why
    return language.say("not under {rule}, the primary rule: {why}", rule=rule_name(trace.primary, language), why=why)


def ends(trace: TraceFile, headers: Mapping[int, Header], language: Language) -> Iterable[str]:
    """Yield the section of every coin at which a trail ends, those of the primary rule first."""
    say = language.say
    rows = [(method, end) for method in (trace.main, *trace.compared) for end in method.ends]
    rows.sort(key=lambda row: (row[0] is not trace.main, -sum(row[1].taint.values())))
    columns = {
        "rule": say("rule"), "end": say("end"), "amount": say("amount, BTC"), "labels": say("labels"),
        "value": say("value of the coin"), "at": say("at"), "coin": say("coin"), "address": say("address"),
        "block": say("block"), "time": say("time (UTC, miner’s)"),
    }  # fmt: skip
    yield f'<section id="ends"><h2>{as_html(say("Every coin at which a trail ends"))}</h2>'
    shown = [_end_row(method, end, headers, language) for method, end in rows[:MAX_ROWS]]
    yield from _table(columns, shown, "sortable", language)
    yield from _rest(len(rows), "coins.csv", language)
    used = [name for name in TERMINALS if any(end.terminal == name for _, end in rows)]
    meanings = ((end_name(name, language), language.word(TERMINAL_MEANINGS[name])) for name in used)
    yield "<ul>" + "".join(f"<li><b>{as_html(name)}</b>: {as_html(text)}</li>" for name, text in meanings) + "</ul>"
    yield "</section>"


def _end_row(method: MethodResult, end: End, headers: Mapping[int, Header], language: Language) -> tuple[_Cell, ...]:
    amounts = (sum(end.taint.values()), _labels(end.taint, language), end.value)
    place = (
        end.name,
        str(end.outpoint),
        end.address or language.known(end.script),
        str(end.height),
        _time(end.height, headers, language),
    )
    return (rule_name(method.name, language), end_name(end.terminal, language), *amounts, *place)


def transactions(trace: TraceFile, headers: Mapping[int, Header], language: Language) -> Iterable[str]:
    """Yield the section of the primary rule's transactions, in chain order."""
    say = language.say
    rows = [
        (row.txid, str(row.height), _time(row.height, headers, language), sum(row.taint_in.values()),
         _labels(row.taint_in, language), sum(row.taint_fee.values()))
        for row in trace.main.crossings[:MAX_ROWS]
    ]  # fmt: skip
    columns = {
        "transaction": say("transaction"), "block": say("block"), "time": say("time (UTC, miner’s)"),
        "amount": say("amount spent in it"), "labels": say("labels"), "fee": say("of it the fee"),
    }  # fmt: skip
    title = say("Transactions of the trail under {rule}", rule=rule_name(trace.primary, language))
    yield f'<section id="transactions"><h2>{as_html(title)}</h2>'
    yield from _table(columns, rows, "sortable", language)
    yield from _rest(len(trace.main.crossings), "transactions.csv", language)
    yield "</section>"


def gaps(trace: TraceFile, language: Language) -> Iterable[str]:
    """Yield the section of what could not be known, nothing where there is no gap."""
    say = language.say
    if trace.gaps:
        yield f'<section id="gaps"><h2>{as_html(say("What could not be known"))}</h2>'
        rows = [
            (rule_name(gap.method, language) if gap.method else say("second book"), gap.outpoint, gap.txid,
             language.known(gap.reason))
            for gap in trace.gaps[:MAX_ROWS]
        ]  # fmt: skip
        columns = {"rule": say("rule"), "coin": say("coin"), "transaction": say("transaction"), "why": say("why")}
        yield from _table(columns, rows, "sortable", language)
        yield from _rest(len(trace.gaps), "gaps.csv", language)
        yield "</section>"


def _rest(count: int, where: str, language: Language) -> Iterable[str]:
    if count > MAX_ROWS:
        shown, every = language.number(MAX_ROWS), language.number(count)
        said = language.say("Of {all} rows {shown} are shown; all are in {file}.", all=every, shown=shown, file=where)
        yield f"<p>{as_html(said)}</p>"


def _table(columns: Mapping[str, str], rows: Iterable[Sequence[_Cell]], kind: str, language: Language) -> Iterable[str]:
    """Yield a table; `columns` are titles by a name that is the same in every language."""
    heads = "".join(
        f'<th scope="col"{_picked(name)}>{as_html(title)}</th>' for name, title in columns.items()
    )  # fmt: skip
    yield f'<div class="wide"><table class="{kind}"><thead><tr>{heads}</tr></thead><tbody>'
    for row in rows:
        yield "<tr>" + "".join(_cell(cell, language) for cell in row) + "</tr>"
    yield "</tbody></table></div>"


def _picked(name: str) -> str:
    return f' data-pick="{name}"' if name in _PICKED else ""


def _cell(cell: _Cell, language: Language) -> str:
    if isinstance(cell, int):
        return f'<td class="n" data-n="{cell}">{language.bitcoin(cell)}</td>'
    return f"<td>{as_html(cell or '')}</td>"


def _labels(taint: Mapping[str, int], language: Language) -> str:
    return "; ".join(f"{label} {language.bitcoin(sat)}" for label, sat in taint.items())


def _time(height: int, headers: Mapping[int, Header], language: Language) -> str:
    header = headers.get(height)
    return "" if header is None else language.utc(header.time).removesuffix(" UTC")
