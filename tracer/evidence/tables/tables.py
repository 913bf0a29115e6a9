"""The result as CSV tables: for a spreadsheet, a database, another program.

Amounts are whole satoshi, times UTC, text UTF-8, lines end with a line feed, commas separate. A text
that a spreadsheet would take for a formula gets an apostrophe before it. One row per coin and label.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence

from tracer.evidence.dossier import Dossier, orders_of_receipts
from tracer.evidence.tables.columns import schema
from tracer.evidence.tables.worksheet import WORKSHEET, worksheet_rows
from tracer.formats.cells import Row
from tracer.formats.table_schema import TableSchema
from tracer.result.trace_file import TERMINALS, Move


def tables(dossier: Dossier) -> dict[str, bytes]:
    """Return every table by its file name."""
    return {name: about.csv(rows(dossier)) for name, (about, rows) in _TABLES.items()}


def table(dossier: Dossier, name: str) -> tuple[Sequence[str], Iterable[Row]]:
    """Return the columns and the rows of one table by its file name, texts as they are."""
    about, rows = _TABLES[name]
    return about.names, rows(dossier)


def _coins(dossier: Dossier) -> Iterable[Row]:
    for method in dossier.trace.methods.values():
        for end in method.ends:
            place = (method.name, str(end.outpoint), end.height, dossier.time_utc(end.height), end.value)
            for label, sat in end.taint.items():
                yield (*place, label, sat, end.terminal, end.name, end.address, end.script)


def _transactions(dossier: Dossier) -> Iterable[Row]:
    for method in dossier.trace.methods.values():
        for crossing in method.crossings:
            place = (method.name, crossing.txid, crossing.height, crossing.index, dossier.time_utc(crossing.height))
            for label in sorted({*crossing.taint_in, *crossing.taint_fee}, key=str.encode):
                yield (*place, label, crossing.taint_in.get(label, 0), crossing.taint_fee.get(label, 0))


def _flows(dossier: Dossier) -> Iterable[Row]:
    for method in dossier.trace.methods.values():
        for spent in method.spent:
            for label, sat in spent.taint.items():
                yield method.name, "spent", spent.txid, spent.vin, str(spent.outpoint), spent.value, label, sat, None
        for made in method.made:
            for label, sat in made.taint.items():
                txid, vout = made.outpoint
                yield method.name, "made", txid, vout, str(made.outpoint), made.value, label, sat, made.terminal


def _terminals(dossier: Dossier) -> Iterable[Row]:
    for method in dossier.trace.methods.values():
        for book in method.books:
            head = (method.name, book.label, book.asserted, book.overlap, book.seed)
            yield (*head, *(book.terminals[name] for name in TERMINALS))


def _receipts(dossier: Dossier) -> Iterable[Row]:
    orders = orders_of_receipts(dossier.trace)
    for end in dossier.trace.main.ends:
        if end.terminal == "custody":
            under = " ".join(orders.get(str(end.outpoint), ()))
            for label, sat in end.taint.items():
                time = dossier.time_utc(end.height)
                yield end.name, str(end.outpoint), end.height, time, end.value, label, sat, end.address, under


def _custody(dossier: Dossier) -> Iterable[Row]:
    rows = [("move", move) for move in dossier.trace.custody.moves]
    rows += [("departure", move) for move in dossier.trace.custody.departures]
    for kind, move in sorted(rows, key=lambda row: row[1].height):
        yield from _move(dossier, kind, move)


def _move(dossier: Dossier, kind: str, move: Move) -> Iterable[Row]:
    place = (kind, move.txid, move.height, dossier.time_utc(move.height))
    wallets = ("; ".join(move.origin), "; ".join(move.to))
    for label in sorted({*move.taint, *move.taint_fee}, key=str.encode):
        yield (*place, *wallets, move.value, label, move.taint.get(label, 0), move.taint_fee.get(label, 0))


def _holdings(dossier: Dossier) -> Iterable[Row]:
    for holding in dossier.trace.custody.holdings:
        for label, sat in holding.taint.items():
            yield holding.custody, holding.stage, holding.value, label, sat, " ".join(holding.coins)


def _orders(dossier: Dossier) -> Iterable[Row]:
    for order in dossier.trace.orders:
        amounts = (order.ordered, order.received, order.shortfall, order.excess)
        lists = (" ".join(order.receipts), "; ".join(order.faults))
        yield (order.id, order.kind, "; ".join(order.labels), *amounts, *lists)


def _bounds(dossier: Dossier) -> Iterable[Row]:
    for row in dossier.trace.bounds:
        yield row.kind, row.target, row.label, row.lower, row.upper, "yes" if row.partial else "no"


def _gaps(dossier: Dossier) -> Iterable[Row]:
    return ((gap.method, gap.outpoint, gap.txid, gap.reason) for gap in dossier.trace.gaps)


def _collisions(dossier: Dossier) -> Iterable[Row]:
    for method in dossier.trace.methods.values():
        for found in method.collisions:
            yield method.name, str(found.outpoint), found.holder, found.claimant, found.sat


def _paths(dossier: Dossier) -> Iterable[Row]:
    paths = dossier.trace.paths
    for kind, rule, shown in (("satoshi", paths.rule, paths.satoshi), ("illustrative", None, paths.illustrations)):
        for at, path in enumerate(shown, start=1):
            head = (kind, at, rule, path.label, str(path.seed), str(path.receipt), path.sat)
            for step, link in enumerate(path.links, start=1):
                place = (link.txid, link.height, link.index, dossier.time_utc(link.height))
                yield (*head, step, *place, link.vin, str(link.spent), link.vout)
            if not path.links:
                yield (*head, *[None] * 8)


def _change(dossier: Dossier) -> Iterable[Row]:
    change = dossier.trace.change
    rules = {rule.rule: rule for rule in change.rules}
    for read in change.transactions:
        place = (read.txid, read.height, dossier.time_utc(read.height))
        for each in read.evidence:
            looked = "; ".join(f"{name}: {value}" for name, value in each.fields)
            left = " ".join(map(str, each.remaining))
            yield (*place, each.rule, rules[each.rule].family, each.names, left, looked, read.verdict, read.reason)


_ENDS = " ".join(f"{name}_sat" for name in TERMINALS)
_TABLES: Mapping[str, tuple[TableSchema, Callable[[Dossier], Iterable[Row]]]] = {
    about.name: (about, rows)
    for about, rows in (
        (
            schema(
                "bounds.csv",
                "what is bounded, and a label in it or all of them",
                "target_kind target label lower_sat upper_sat partial",
            ),
            _bounds,
        ),
        (
            schema(
                "change.csv",
                "a change rule that applies to a transaction of the trail",
                "txid height time_utc rule family names_vout not_ruled_out looked_at agreed_vout reason",
            ),
            _change,
        ),
        (
            schema(
                "coins.csv",
                "a coin at which a trail ends, and a label in it",
                "method outpoint height time_utc value_sat label taint_sat terminal at address script",
            ),
            _coins,
        ),
        (
            schema(
                "collisions.csv",
                "satoshi that one label claims and another holds",
                "method outpoint holder claimant sat",
            ),
            _collisions,
        ),
        (
            schema(
                "custody.csv",
                "a transaction of the state's own wallets, and a label in it",
                "kind txid height time_utc from to value_sat label taint_sat taint_fee_sat",
            ),
            _custody,
        ),
        (
            schema(
                "flows.csv",
                "a coin that a transaction of the trail spends or makes, and a label in it",
                "method side txid number outpoint value_sat label taint_sat terminal",
            ),
            _flows,
        ),
        (schema("gaps.csv", "what could not be known", "method outpoint txid reason"), _gaps),
        (
            schema(
                "holdings.csv",
                "a wallet of the state at the horizon, and a label in it",
                "custody stage value_sat label taint_sat coins",
            ),
            _holdings,
        ),
        (
            schema(
                "orders.csv",
                "an order",
                "order kind labels ordered_sat received_sat shortfall_sat excess_sat receipts faults",
            ),
            _orders,
        ),
        (
            schema(
                "paths.csv",
                "a transaction of a path from a seed into custody; a path without any has one row",
                "kind path rule label seed receipt sat link txid height index time_utc vin spent vout",
            ),
            _paths,
        ),
        (
            schema(
                "receipts.csv",
                "a coin received in custody under the primary rule, and a label in it",
                "custody outpoint height time_utc value_sat label taint_sat address orders",
            ),
            _receipts,
        ),
        (
            schema(
                "terminals.csv",
                "a label under a rule: its closed books",
                f"method label asserted_sat overlap_sat seed_sat {_ENDS}",
            ),
            _terminals,
        ),
        (
            schema(
                "transactions.csv",
                "a transaction that moved funds in question, and a label in it",
                "method txid height index time_utc label taint_in_sat taint_fee_sat",
            ),
            _transactions,
        ),
        (WORKSHEET, worksheet_rows),
    )
}

SCHEMAS = tuple(about for about, _ in _TABLES.values())
"""What each table is, in the order of their names."""
