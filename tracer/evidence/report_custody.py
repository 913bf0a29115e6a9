"""The report on the state's own wallets: what they received, hold, moved and paid away."""

from collections.abc import Iterable, Sequence

from tracer.chain.amount import as_bitcoin
from tracer.evidence.dossier import Dossier, orders_of_receipts
from tracer.evidence.paper import Block, Head, Nature, Section, Table, Text, digest, number, table, time
from tracer.evidence.report_times import times
from tracer.evidence.trace_file import Move, SecondBook, Taint
from tracer.evidence.words import rule_name


def custody_sections(dossier: Dossier) -> list[Section]:
    """Return the sections on custody."""
    return [_receipts(dossier), _second_book(dossier)]


def _receipts(dossier: Dossier) -> Section:
    ends = [end for end in dossier.trace.main.ends if end.terminal == "custody"]
    if not ends:
        return Section("Receipts of the state’s wallets", (Text("No coin of the trail was paid to a custody wallet."),))
    orders = orders_of_receipts(dossier.trace)
    rows = [
        (
            end.name or "",
            f"{end.outpoint}\n{end.address or end.script}",
            f"block {end.height}\n{times(dossier, end.height)}",
            as_bitcoin(end.value),
            amounts(end.taint),
            "\n".join(orders.get(str(end.outpoint), ())) or "none",
        )
        for end in ends
    ]
    columns: list[Head] = [
        "wallet",
        digest("coin and address"),
        time("received"),
        number("value"),
        number("funds in question"),
        "order",
    ]
    return Section(
        "Receipts of the state’s wallets",
        (
            table("Coins paid to custody wallets, BTC", columns, rows),
            Text("That these outputs pay these scripts, in these blocks, with these values.", Nature.FACT),
            Text(
                f"How much of each coin is funds in question, attributed under {rule_name(dossier.trace.primary)}.",
                Nature.CONVENTION,
            ),
            Text("That the scripts belong to the state’s wallets.", Nature.ASSERTED),
        ),
    )


def _second_book(dossier: Dossier) -> Section:
    trace = dossier.trace
    blocks: list[Block] = [
        Text(
            "Custody accounting, not tracing: from the receipts on, the received amounts are followed through the "
            f"state’s own wallets under {rule_name(trace.primary)}. What leaves them is named and not followed. Title "
            "follows the orders, not this book.",
            Nature.CONVENTION,
        ),
        _totals(trace.custody, f"Received = held + departed + fees, under {rule_name(trace.primary)}"),
        *(
            _totals(
                book,
                f"The same under {rule_name(name)}, for comparison: receipts under {rule_name(trace.primary)}, "
                f"moved on under {rule_name(name)}",
            )
            for name, book in trace.custody_beside.items()
        ),
    ]
    if trace.custody.holdings:
        rows = [
            (held.custody, held.stage, str(len(held.coins)), as_bitcoin(held.value), amounts(held.taint))
            for held in trace.custody.holdings
        ]
        columns: list[Head] = ["wallet", "stage", number("coins"), number("value"), number("funds in question")]
        blocks.append(table(f"Held at block {trace.horizon_height}, BTC", columns, rows))
    blocks += _moves(dossier, trace.custody.moves, "Moves within the state’s wallets, BTC")
    blocks += _moves(dossier, trace.custody.departures, "Departures from the state’s wallets, BTC")
    if trace.mixing:
        mixed = [
            (row.txid, ", ".join(row.labels), ", ".join(row.orders) or "—", as_bitcoin(row.untraced))
            for row in trace.mixing
        ]
        heads: list[Head] = [digest("transaction"), "labels", "orders", number("untraced, BTC")]
        blocks.append(table("Transactions that mix labels, orders or untraced coins", heads, mixed))
    return Section("The state’s own wallets", tuple(blocks))


def _totals(book: SecondBook, caption: str) -> Table:
    rows = [
        (
            row.label,
            as_bitcoin(row.received),
            as_bitcoin(row.held),
            as_bitcoin(row.departed),
            as_bitcoin(row.fee),
            as_bitcoin(row.overlap),
            "closes" if row.closes else "DOES NOT CLOSE",
        )
        for row in book.totals
    ]
    names = ("received", "held", "departed", "fees", "overlap")
    return table(caption, ["label", *map(number, names), "check"], rows)


def _moves(dossier: Dossier, moves: Sequence[Move], caption: str) -> Iterable[Table]:
    if moves:
        rows = [
            (
                move.txid,
                f"block {move.height}\n{times(dossier, move.height)}",
                f"{'; '.join(move.origin)}\n→ {'; '.join(move.to) or 'elsewhere'}",
                as_bitcoin(move.value),
                amounts(move.taint),
                amounts(move.taint_fee),
            )
            for move in moves
        ]
        columns: list[Head] = [
            digest("transaction"), time("when"), "from → to", number("value"), number("funds in question"), number("in fees"),
        ]  # fmt: skip
        yield table(caption, columns, rows)


def amounts(taint: Taint) -> str:
    """Return amounts of several labels, one per line."""
    return "\n".join(f"{label} {as_bitcoin(sat)}" for label, sat in taint.items() if sat) or "—"
