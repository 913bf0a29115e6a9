"""The report on the state's own wallets: what they received, hold, moved and paid away."""

from collections.abc import Iterable, Sequence

from tracer.documents.language.language import ENGLISH, Language
from tracer.documents.paper import Block, Head, Nature, Section, Table, Text, digest, number, table, time
from tracer.documents.words import STAGES, named, rule_name
from tracer.evidence.dossier import Dossier, orders_of_receipts
from tracer.evidence.report.times import placed
from tracer.formats.rows import Taint
from tracer.result.trace_file import Move, SecondBook


def custody_sections(dossier: Dossier) -> list[Section]:
    """Return the sections on custody."""
    return [_receipts(dossier), _second_book(dossier)]


def _receipts(dossier: Dossier) -> Section:
    language, trace = dossier.language, dossier.trace
    say = language.say
    ends = [end for end in trace.main.ends if end.terminal == "custody"]
    title = say("Receipts of the state’s wallets")
    if not ends:
        return Section(title, (Text(say("No coin of the trail was paid to a custody wallet.")),))
    orders = orders_of_receipts(trace)
    rows = [
        (
            end.name or "",
            f"{end.outpoint}\n{end.address or language.known(end.script)}",
            placed(dossier, end.height),
            language.bitcoin(end.value),
            amounts(end.taint, language),
            "\n".join(orders.get(str(end.outpoint), ())) or say("none"),
        )
        for end in ends
    ]
    columns: list[Head] = [
        say("wallet"), digest(say("coin and address")), time(say("received at")), number(say("value")),
        number(say("funds in question")), say("order"),
    ]  # fmt: skip
    rule = rule_name(trace.primary, language)
    return Section(
        title,
        (
            table(say("Coins paid to custody wallets, BTC"), columns, rows),
            Text(say("That these outputs pay these scripts, in these blocks, with these values."), Nature.FACT),
            Text(
                say("How much of each coin is funds in question, attributed under {rule}.", rule=rule),
                Nature.CONVENTION,
            ),
            Text(say("That the scripts belong to the state’s wallets."), Nature.ASSERTED),
        ),
    )


def _second_book(dossier: Dossier) -> Section:
    trace, language = dossier.trace, dossier.language
    say = language.say
    rule = rule_name(trace.primary, language)
    about = say(
        "Custody accounting, not tracing: from the receipts on, the received amounts are followed through the "
        "state’s own wallets under {rule}. What leaves them is named and not followed. Title follows the orders, "
        "not this book.",
        rule=rule,
    )
    blocks: list[Block] = [
        Text(about, Nature.CONVENTION),
        _totals(language, trace.custody, say("Received = held + departed + fees, under {rule}", rule=rule)),
        *(
            _totals(language, book, _beside(language, rule, rule_name(name, language)))
            for name, book in trace.custody_beside.items()
        ),
    ]
    if trace.custody.holdings:
        blocks.append(_held(dossier))
    blocks += _moves(dossier, trace.custody.moves, say("Moves within the state’s wallets, BTC"))
    blocks += _moves(dossier, trace.custody.departures, say("Departures from the state’s wallets, BTC"))
    if trace.mixing:
        mixed = [
            (row.txid, ", ".join(row.labels), ", ".join(row.orders) or "—", language.bitcoin(row.untraced))
            for row in trace.mixing
        ]
        heads: list[Head] = [
            digest(say("transaction")), say("labels"), say("orders"), number(say("untraced, BTC")),
        ]  # fmt: skip
        blocks.append(table(say("Transactions that mix labels, orders or untraced coins"), heads, mixed))
    return Section(say("The state’s own wallets"), tuple(blocks))


def _beside(language: Language, rule: str, other: str) -> str:
    return language.say(
        "The same under {other}, for comparison: receipts under {rule}, moved on under {other}", rule=rule, other=other
    )


def _held(dossier: Dossier) -> Table:
    trace, language = dossier.trace, dossier.language
    say = language.say
    rows = [
        (
            held.custody,
            named(language, STAGES, held.stage),
            language.number(len(held.coins)),
            language.bitcoin(held.value),
            amounts(held.taint, language),
        )
        for held in trace.custody.holdings
    ]
    columns: list[Head] = [
        say("wallet"), say("stage"), number(say("coins")), number(say("value")), number(say("funds in question")),
    ]  # fmt: skip
    return table(say("Held at block {height}, BTC", height=str(trace.horizon_height)), columns, rows)


def _totals(language: Language, book: SecondBook, caption: str) -> Table:
    say, bitcoin = language.say, language.bitcoin
    rows = [
        (
            row.label,
            bitcoin(row.received),
            bitcoin(row.held),
            bitcoin(row.departed),
            bitcoin(row.fee),
            bitcoin(row.overlap),
            say("closes") if row.closes else say("DOES NOT CLOSE"),
        )
        for row in book.totals
    ]
    names = (say("received"), say("held"), say("departed"), say("fees"), say("overlap"))
    return table(caption, [say("label"), *map(number, names), say("check")], rows)


def _moves(dossier: Dossier, moves: Sequence[Move], caption: str) -> Iterable[Table]:
    language = dossier.language
    say = language.say
    if moves:
        rows = [
            (
                move.txid,
                placed(dossier, move.height),
                f"{'; '.join(move.origin)}\n→ {'; '.join(move.to) or say('elsewhere')}",
                language.bitcoin(move.value),
                amounts(move.taint, language),
                amounts(move.taint_fee, language),
            )
            for move in moves
        ]
        columns: list[Head] = [
            digest(say("transaction")), time(say("when")), say("from → to"), number(say("value")),
            number(say("funds in question")), number(say("in fees")),
        ]  # fmt: skip
        yield table(caption, columns, rows)


def amounts(taint: Taint, language: Language = ENGLISH) -> str:
    """Return amounts of several labels, one per line."""
    return "\n".join(f"{label} {language.bitcoin(sat)}" for label, sat in taint.items() if sat) or "—"
