"""The summary as one page for people: what moved and what failed first, then every case, then the sums.

Uses the report's own page, so it loads nothing and shows foreign text as it is written; what it runs is one script
of its own, which sorts tables and finds rows.
"""

from tracer.batch.change import Change
from tracer.batch.summary import Summary, SummaryLine
from tracer.batch.summary_live import sortable_tables
from tracer.batch.work import CaseFault
from tracer.chain.amount import as_bitcoin
from tracer.documents.html import as_page
from tracer.documents.paper import (
    Block,
    Head,
    Items,
    Nature,
    Paper,
    Section,
    Table,
    Text,
    counted,
    digest,
    given,
    number,
    table,
)
from tracer.documents.words import TERMINAL_WORDS, rule_name
from tracer.result.trace_file import TERMINALS

_PRIORITY = (
    "A satoshi is credited to one case only. The claim under the earliest order comes first, a claim under no order "
    "last; then the case's id. Under FIFO and LIFO claims on one receipt are compared satoshi by satoshi; under other "
    "rules, claims of cases that start from one another's coins are taken to be for the same satoshi as far as they "
    "can be. A case whose trail passes through a receipt of another case brings the same satoshi to a later one; there "
    "as much is withheld. No receipt gives more than its value. What is not credited is contested, for a person to "
    "decide."
)


_WHO = {
    CaseFault.CASE: "the analyst",
    CaseFault.MACHINE: "the operator of the source or the machine",
    CaseFault.INTEGRITY: "whoever keeps the data: it is not what it claims to be",
}


def page(summary: Summary) -> bytes:
    """Return the page, UTF-8."""
    totals, counts = summary.totals, summary.counts
    states = ", ".join(f"{count} {name}" for name, count in counts.items() if count)
    facts = (
        ("Cases", f"{len(summary.lines)}: {states}"),
        ("Custody receipts", f"{totals.receipts}, worth {as_bitcoin(totals.received)} BTC"),
        ("Credited, each satoshi once", f"{as_bitcoin(totals.credited)} BTC"),
        ("Contested between cases", f"{as_bitcoin(totals.contested)} BTC"),
    )
    sections = (
        Section("What moved", (_moved(summary),)),
        *([Section("Failed", (_failed(summary),))] if counts["failed"] else []),
        Section("What changed", (_changed(summary),)),
        Section("Cases", tuple(_cases(summary))),
        Section("Orders", (_orders(summary),)),
        Section("Across cases", tuple(_across(summary))),
        Section("Faults of cases that were done", tuple(_faults(summary))),
    )
    title = counted(len(summary.lines), "case")
    return as_page(
        Paper(
            title="Summary of a batch",
            subtitle=title,
            facts=facts,
            warnings=tuple(_warnings(summary)),
            sections=sections,
        ),
        b"",
        sortable_tables(),
    )


def _warnings(summary: Summary) -> list[str]:
    found = []
    if failed := summary.counts["failed"]:
        found.append(f"{counted(failed, 'case')} failed and {'is' if failed == 1 else 'are'} in no sum on this page.")
    found += [f"Case id {case} is borne by several jobs: {', '.join(jobs)}." for case, jobs in summary.same_ids.items()]
    if summary.absent:
        found.append(
            f"Done on an earlier night and not asked for this time, so in no sum here: {', '.join(summary.absent)}."
        )
    if summary.interrupted:
        found.append(
            "Begun on an earlier night, interrupted, and not asked for this time, so in no sum here: "
            f"{', '.join(summary.interrupted)}."
        )
    return found


def _name(line: SummaryLine) -> str:
    """Return how a line is called: by its case's id, and by its job where that says something else."""
    plain = line.job.removesuffix(".toml")
    return plain if line.digest is None or line.digest.case == plain else f"{line.digest.case}\n{line.job}"


def _changes(summary: Summary) -> list[tuple[SummaryLine, Change]]:
    return [(line, line.change) for line in summary.lines if line.change is not None and line.change.anything]


def _moved(summary: Summary) -> Block:
    """Return the coins that moved, what reached the state or a service first."""
    rows = [(_name(line), *row) for line, change in _changes(summary) for row in _coins(change)]
    heads: list[Head] = ["case", "what", number("taint"), digest("coin or transaction")]
    return table("Coins that moved (BTC)", heads, rows) if rows else Text("No coin of any case moved.")


def _changed(summary: Summary) -> Block:
    """Return the amounts that are others than in the earlier run, and because of what."""
    rows = [
        (_name(line), ", ".join(change.causes), *row) for line, change in _changes(summary) for row in _amounts(change)
    ]
    heads: list[Head] = ["case", "because of", "what", number("before"), number("now")]
    if not rows:
        return Text("No figure of any case is other than in its earlier run.")
    return table("Figures that changed (BTC)", heads, rows)


def _coins(change: Change) -> list[tuple[str, str, str]]:
    rows = [(f"received by {each.custody}", as_bitcoin(each.taint), each.outpoint) for each in change.received]
    rows += [("arrived at a service", as_bitcoin(each.taint), each.outpoint) for each in change.served]
    rows += [(f"{step.kind} of state wallets", as_bitcoin(step.taint), step.txid) for step in change.steps]
    rows += [("no longer unspent", as_bitcoin(each.taint), each.outpoint) for each in change.left]
    return rows + [("receipt no longer in the run", as_bitcoin(each.taint), each.outpoint) for each in change.lost]


def _amounts(change: Change) -> list[tuple[str, str, str]]:
    rows = [
        (f"{each.label}: {TERMINAL_WORDS[each.terminal]}", as_bitcoin(each.before), as_bitcoin(each.now))
        for each in change.shifts
    ]
    return rows + [(f"counts under order {order.id}", "", as_bitcoin(order.received)) for order in change.orders]


def _failed(summary: Summary) -> Table:
    """Return the cases that failed, what gravest first, and what happened to each."""
    failed = sorted(
        ((line.fault, line) for line in summary.lines if line.fault is not None), key=lambda pair: -pair[0].value
    )
    rows = [(line.job, _WHO[fault], "\n".join(line.message.splitlines())) for fault, line in failed]
    return table("Cases that failed", ["case file", "who acts", "what happened, and what to do"], rows)


def _cases(summary: Summary) -> list[Block]:
    """Return the closed books, a row per case and label; ends where nothing lies in any case are left out."""
    books = [(line, book) for line in summary.lines if line.digest is not None for book in line.digest.books]
    ends = [name for name in TERMINALS if name == "custody" or any(book.terminals[name] for _, book in books)]
    heads: list[Head] = ["case", "state", "label", "books", number("seeds")]
    heads += [number(TERMINAL_WORDS[name]) for name in ends]
    rows = [
        (
            _name(line),
            line.state,
            book.label,
            "close" if book.closes else "DO NOT CLOSE",
            *(as_bitcoin(sat) for sat in (book.seed, *(book.terminals[name] for name in ends))),
        )
        for line, book in books
    ]
    rules = sorted({rule_name(line.digest.rule) for line in summary.lines if line.digest is not None})
    if not rows:
        return [Text("No case was done.")]
    words = f"All amounts are bitcoin, attributed under each case's own primary rule ({', '.join(rules)})."
    return [table("Closed books of every case (BTC)", heads, rows), Text(words, Nature.CONVENTION)]


def _orders(summary: Summary) -> Block:
    heads: list[Head] = [
        "case",
        "order",
        "kind",
        *map(number, ("ordered", "received", "shortfall", "excess")),
        number("faults"),
    ]
    rows = [
        (
            line.digest.case,
            order.id,
            order.kind,
            *(
                given(None) if sat is None else as_bitcoin(sat)
                for sat in (order.ordered, order.received, order.shortfall, order.excess)
            ),
            str(len(order.faults)),
        )
        for line in summary.lines
        if line.digest is not None
        for order in line.digest.orders
    ]
    return table("Orders of every case (BTC)", heads, rows) if rows else Text("No case names an order.")


def _across(summary: Summary) -> list[Block]:
    totals = summary.totals
    blocks: list[Block] = [Text(_PRIORITY, Nature.CONVENTION)]
    rows, without = [], 0
    for line in summary.lines:
        credited, contested = summary.credited(line.job)
        if credited or contested:
            rows.append((_name(line), *(as_bitcoin(sat) for sat in (credited + contested, credited, contested))))
        else:
            without += line.digest is not None
    rows.append(("sum", *(as_bitcoin(sat) for sat in (totals.claimed, totals.credited, totals.contested))))
    heads = [number("claimed"), number("credited"), number("contested")]
    blocks.append(table("What reached the state, each satoshi once (BTC)", ["case", *heads], rows, total=True))
    if without:
        blocks.append(
            Text(f"{counted(without, 'case')} more: no receipt is attributed to {'it' if without == 1 else 'them'}.")
        )
    blocks.append(_conflicts(summary) if summary.conflicts else Text("No satoshi is claimed by two cases."))
    return blocks


def _conflicts(summary: Summary) -> Table:
    rows = [
        (
            each.claim.receipt.outpoint,
            each.claim.case,
            given(each.claim.receipt.order_date),
            *(as_bitcoin(sat) for sat in (each.claim.receipt.taint, each.credited, each.contested)),
            "\n".join(each.rivals),
        )
        for each in summary.conflicts
    ]
    sums = [number("claimed"), number("credited"), number("contested")]
    heads: list[Head] = [digest("receipt"), "case", "earliest order", *sums, "with"]
    return table("Claims that are contested (BTC)", heads, rows)


def _faults(summary: Summary) -> list[Block]:
    done = [line for line in summary.lines if line.fault is None]
    texts = [f"{line.job}: {' '.join(fault.split())}" for line in done for fault in line.faults]
    return [Items(tuple(texts))] if texts else [Text("None.")]
