"""The chain-of-custody form: exhibits and received coins filled in, lines for every hand-over to fill by hand.

Source: ISO/IEC 27037:2012, chain of custody; CNSSI 4009: who handled, date and time, purpose.
"""

from collections.abc import Iterable

from tracer.case.case import Exhibit
from tracer.documents.language.language import Language
from tracer.documents.paper import Block, Form, Head, Paper, Section, Table, Text, digest, number, table, time
from tracer.evidence.dossier import Dossier, orders_of_receipts
from tracer.evidence.report.custody import amounts
from tracer.evidence.report.times import placed

HAND_OVERS = 4
"""Hand-overs for which the form has room; more go on copies of the sheet."""


def custody_form(dossier: Dossier) -> Paper:
    """Return the chain-of-custody form, in the dossier's language."""
    case, trace, language = dossier.case, dossier.trace, dossier.language
    say = language.say
    orders = [f"{order.id} ({language.date(order.date)})" for order in case.orders]
    filled = say(
        "What the case file says is filled in; the rest is for the hand of those who release and receive. A move on "
        "the chain and a hand-over in law are two records: enter both, and name the transaction in the hand-over."
    )
    sections = [
        *(_exhibit(exhibit, language) for exhibit in case.exhibits),
        _coins(dossier),
        *(_hand_over(number, language) for number in range(1, HAND_OVERS + 1)),
        _disposition(language),
    ]
    return Paper(
        title=say("Chain-of-custody form"),
        subtitle=language.given(case.title),
        facts=(
            (say("Case"), trace.case),
            (say("Criminal case no."), language.given(case.criminal_case_no)),
            (say("Authority"), language.given(case.authority)),
            (say("Orders"), language.given(", ".join(orders))),
            (say("SHA-256 of trace/trace.json"), trace.sha256),
        ),
        warnings=(filled,),
        sections=tuple(Section(f"{at}. {each.title}", each.blocks) for at, each in enumerate(sections, start=1)),
        language=language,
    )


def _exhibit(exhibit: Exhibit, language: Language) -> Section:
    say = language.say
    fields = (
        (say("Description"), exhibit.description),
        (say("Source; how and where acquired"), exhibit.source),
        (say("Legal basis"), None),
        (say("Received from"), exhibit.received_from),
        (say("Received at"), None if exhibit.received_at is None else language.moment(exhibit.received_at)),
        (say("Received by"), None),
        ("SHA-256", exhibit.sha256),
        (say("Packaging or medium, seal no."), None),
        (say("Condition"), None),
    )
    return Section(say("Exhibit {id}", id=exhibit.id), (Form("", fields),))


def _coins(dossier: Dossier) -> Section:
    """Return the coins that custody wallets received: item, coin, wallet, value, order."""
    language = dossier.language
    say = language.say
    orders = orders_of_receipts(dossier.trace)
    ends = [end for end in dossier.trace.main.ends if end.terminal == "custody"]
    rows = [
        (
            str(item),
            f"{end.outpoint}\n{end.address or language.known(end.script)}",
            end.name or "",
            placed(dossier, end.height),
            language.number(end.value),
            "\n".join(orders.get(str(end.outpoint), ())) or say("none"),
        )
        for item, end in enumerate(ends, start=1)
    ]
    columns: list[Head] = [
        say("item"), digest(say("coin and address")), say("wallet"), time(say("received at")), number(say("satoshi")),
        say("order"),
    ]  # fmt: skip
    none = Text(say("No coin of the trail was paid to a custody wallet."))
    received = table(say("Bitcoin received by the state’s wallets"), columns, rows) if rows else none
    blocks: list[Block] = [received, *_moves(dossier)]
    return Section(say("Bitcoin"), tuple(blocks))


def _moves(dossier: Dossier) -> Iterable[Table]:
    language = dossier.language
    say = language.say
    moves = sorted((*dossier.trace.custody.moves, *dossier.trace.custody.departures), key=lambda m: (m.height, m.txid))
    if moves:
        rows = [
            (
                placed(dossier, move.height),
                move.txid,
                f"{', '.join(move.origin)} → {', '.join(move.to) or say('elsewhere')}",
                language.bitcoin(move.value),
                amounts(move.taint, language),
            )
            for move in moves
        ]
        columns: list[Head] = [
            time(say("when")), digest(say("transaction")), say("from → to"), number("BTC"),
            number(say("funds in question")),
        ]  # fmt: skip
        yield table(
            say("Moves of the state’s wallets on the chain: each needs a hand-over that names it"), columns, rows
        )


def _hand_over(number: int, language: Language) -> Section:
    say = language.say
    names = (
        say("Items"),
        say("Date and time, with offset from UTC"),
        say("Released by (name, post, signature)"),
        say("Received by (name, post, signature)"),
        say("Purpose and authority"),
        say("Location"),
        say("Transaction on the chain, confirmations"),
        say("Hash checked again (value, agrees?)"),
        say("Witness (name, signature)"),
    )
    return Section(say("Hand-over {number}", number=str(number)), (Form("", tuple((name, None) for name in names)),))


def _disposition(language: Language) -> Section:
    say = language.say
    fields = (
        (say("Returned / forfeited / to the reserve / sold / destroyed"), None),
        (say("Act no. and date"), None),
        (say("Signatures of both sides"), None),
    )
    return Section(say("Final disposition"), (Form("", fields),))
