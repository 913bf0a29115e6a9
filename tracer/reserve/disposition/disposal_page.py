"""The page of one disposal: what was ordered, its course, gates and price, what was sent, what came in, what is open.

It names who receives and gives exact sums: it is for the body and its auditors.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from tracer.chain import address
from tracer.chain.network import Network
from tracer.documents.language.language import Language
from tracer.documents.paper import Block, Head, Items, Nature, Paper, Section, Text, digest, number, table, time
from tracer.reserve.acts import LotId, OrderAct
from tracer.reserve.disposition import disposal_words as words
from tracer.reserve.disposition.auction import RULE, Award
from tracer.reserve.disposition.disposal_rows import DisposalRow
from tracer.reserve.disposition.disposal_sentences import told
from tracer.reserve.disposition.gate_rows import GateState
from tracer.reserve.disposition.order_cover import names
from tracer.reserve.disposition.plausibility import Plausibility
from tracer.reserve.disposition.proceeds import ProceedsRow
from tracer.reserve.lots import Lot
from tracer.reserve.price.rounding import half_even, percent_text
from tracer.reserve.statement.words import btc, form, money

NONE = "–"


@dataclass(frozen=True, slots=True, kw_only=True)
class DisposalSubject:
    """Whose disposals a page is about, to the end of which day; `lots` and `orders` are those on file."""

    register: str
    body: str
    day: dt.date
    network: Network
    lots: Mapping[LotId, Lot]
    orders: Sequence[OrderAct]


def disposal_page(subject: DisposalSubject, row: DisposalRow, language: Language) -> Paper:
    """Return the page of a disposal in a language."""
    say, act = language.say, row.act
    sections = (
        _ordered(subject, row, language),
        _course(row, language),
        _gates(row, language),
        *([] if row.award is None and row.plausibility is None else [_price(row, language)]),
        _sent(subject, row, language),
        _came(row, language),
        _open(row, language),
    )
    return Paper(
        title=say("Disposal {act}: {method}", act=act.head.id, method=words.method(act.method, language)),
        subtitle=say("{body}. To {day}", body=subject.body, day=language.date(subject.day)),
        facts=(
            (say("Register"), subject.register),
            (say("To the end of"), language.date(subject.day)),
            (say("How far it has come"), language.word(words.STATES[row.journey.state.value])),
            (say("By what, as the act says"), act.basis),
        ),
        warnings=tuple(_warnings(row, language)),
        sections=tuple(Section(f"{at}. {each.title}", each.blocks) for at, each in enumerate(sections, start=1)),
        language=language,
    )


def private(language: Language) -> str:
    """Return that a page of disposals is not for publication."""
    return language.say(
        "This page names who receives and gives exact sums: it is for the body and its auditors, not for publication."
    )


def _warnings(row: DisposalRow, language: Language) -> Iterator[str]:
    yield private(language)
    for txid in row.journey.departures:
        yield language.say("Transaction {txid} took satoshi without title: it is a departure.", txid=txid)
    for gate in row.gates:
        if gate.state is GateState.FAIL:
            yield language.say("Gate {gate} fails: see the section on gates.", gate=gate.id)
    for fault in row.faults:
        yield told(fault, language)


def _ordered(subject: DisposalSubject, row: DisposalRow, language: Language) -> Section:
    """Return the orders named, the lots, and what is to be paid to whom."""
    say, act = language.say, row.act
    blocks: list[Block] = []
    orders = [each for each in subject.orders if names(act.basis, each)]
    if orders:
        columns: list[Head] = [
            time(say("act")), time(say("number of the order")), say("what it commands"), say("authority"),
            say("in force from"), say("amount"),
        ]  # fmt: skip
        rows = [
            (
                each.head.id,
                each.order,
                form(each.form.value, language),
                each.authority,
                NONE if each.in_force is None else language.date(each.in_force),
                _amount(each, language),
            )
            for each in orders
        ]
        blocks.append(table(say("Orders that the act names"), columns, rows))
    else:
        blocks.append(Text(say("No order on file has the number that the act names as its basis.")))
    lots = [(lot, *_origin(subject.lots.get(lot), language), language.bitcoin(sat)) for lot, sat in act.lots.items()]
    total = (say("together"), "", "", language.bitcoin(sum(act.lots.values())))
    heads: list[Head] = [say("lot"), say("case"), say("label"), number("BTC")]
    blocks.append(table(say("Lots to be disposed of, with the fee"), heads, [*lots, total], total=True))
    return Section(say("What was ordered"), (*blocks, *_receiver(row, language)))


def _amount(order: OrderAct, language: Language) -> str:
    if order.amount is not None:
        return btc(order.amount, language)
    if order.money is not None:
        return f"{money(order.money.hundredths, language)} {order.money.currency}"
    return language.say("the coins it names")


def _origin(lot: Lot | None, language: Language) -> tuple[str, str]:
    if lot is None:
        return NONE, NONE
    return lot.case, language.say("untraced") if lot.label is None else lot.label


def _receiver(row: DisposalRow, language: Language) -> Iterator[Block]:
    """Yield who receives and who authorised, as the act says."""
    say, sale = language.say, row.act.sale
    other = None if sale is None else sale.counterparty
    if other is None:
        yield Text(say("The act does not name who receives."), Nature.WARNING)
    else:
        screened = NONE if other.screened is None else language.date(other.screened)
        rows = [
            (say("name"), other.name),
            (say("licence"), other.licence or NONE),
            (say("searched for on lists of sanctions on"), screened),
            (say("SHA-256 of what the search found"), other.screening_sha256 or NONE),
            (say("travel-rule payload"), other.ivms101 or NONE),
            (say("proof of its scripts"), other.proof or NONE),
        ]
        yield table(say("Who receives, as the act says"), [say("what"), digest(say("stated"))], rows)
    given = () if sale is None else sale.authorised
    if given:
        yield table(
            say("Who authorised it"),
            [say("person"), say("day")],
            [(each.person, language.date(each.date)) for each in given],
        )


def _course(row: DisposalRow, language: Language) -> Section:
    say = language.say
    rows = [
        (
            language.word(words.STATES[each.state.value]),
            language.date(each.day),
            say("the chain") if each.act is None else say("act {act}", act=each.act),
        )
        for each in row.journey.reached
    ]
    rows += [(language.word(words.STATES[each.value]), say("not yet"), NONE) for each in row.journey.missing]
    rule = say("A state is reached by an act or by what the chain shows, and none is skipped.")
    return Section(
        say("How far it has come"),
        (table(say("States in order"), [say("state"), say("day"), say("by")], rows), Text(rule, Nature.CONVENTION)),
    )


def _gates(row: DisposalRow, language: Language) -> Section:
    say = language.say
    columns: list[Head] = [say("gate"), say("what it asks"), say("verdict"), say("what was found")]
    rows = [
        (
            each.id,
            language.word(words.ASKED[each.id]),
            language.word(words.VERDICTS[each.state]),
            "\n".join(told(sentence, language) for sentence in each.sentences),
        )
        for each in row.gates
    ]
    blocks: list[Block] = []
    if rows:
        caption = say("Gates after the fact") if row.sent else say("Gates before it may be signed")
        blocks.append(table(caption, columns, rows))
    else:
        blocks.append(Text(say("It was cancelled: no gate is asked.")))
    return Section(say("Gates"), (*blocks, *_cleared(row, language)))


def _cleared(row: DisposalRow, language: Language) -> Iterator[Block]:
    """Yield the clearances in the journal: a transaction is entered there where every check and gate passed."""
    say = language.say
    if not row.cleared:
        yield Text(say("The journal has no clearance of a transaction for it."))
        return
    for each in row.cleared:
        rows = [
            (say("cleared on"), language.date(each.day)),
            (say("looked at up to block"), str(each.height)),
            (say("transaction to expect"), each.txid),
            (say("SHA-256 of the PSBT"), each.psbt or NONE),
            (say("fee, BTC"), NONE if each.fee is None else language.bitcoin(each.fee)),
            (say("on the chain"), say("sent as cleared") if each.is_sent else say("not sent as cleared")),
        ]
        caption = say("Before the signature: journal entry {number}", number=str(each.entry))
        yield table(caption, [say("what"), digest(say("recorded"))], rows)
    yield Text(
        say("A transaction is entered as cleared only where the checks C1 to C8 and the gates D1 to D9 all passed."),
        Nature.CONVENTION,
    )


def _price(row: DisposalRow, language: Language) -> Section:
    blocks: list[Block] = []
    price = None if row.act.sale is None else row.act.sale.price
    if row.award is not None and price is not None:
        blocks += _bids(row.award, price.currency, language)
    if row.plausibility is not None:
        blocks += _plausible(row.plausibility, language)
    return Section(language.say("Bids and price"), tuple(blocks))


def _bids(award: Award, currency: str, language: Language) -> Iterator[Block]:
    say = language.say
    columns: list[Head] = [
        number(say("bid")), say("bidder"), number("BTC"), number(say("{currency} for one", currency=currency)),
        say("what became of it"),
    ]  # fmt: skip
    rows = []
    for each in award.bids:
        bid = each.opened
        told_of = (NONE, NONE, NONE)
        if bid is not None:
            told_of = (bid.bidder, language.bitcoin(bid.sat), money(bid.per_btc, language))
        rows.append((str(each.number), *told_of, language.word(words.BIDS[each.state.value])))
    yield table(say("Sealed bids, in the order received"), columns, rows)
    yield Text(
        say(
            "Of {offered} BTC offered {awarded} are awarded for {gross} {currency}; {left} stay.",
            offered=language.bitcoin(award.offered),
            awarded=language.bitcoin(award.awarded),
            gross=money(award.gross, language),
            currency=currency,
            left=language.bitcoin(award.left),
        )
    )
    yield Text(
        say(
            "Rule {rule}: of the bids that open to their commitment, reach the floor and are not defaulted, the "
            "highest price comes first, of two as high the one received first. Each is awarded whole or not at all.",
            rule=RULE,
        ),
        Nature.CONVENTION,
    )


def _plausible(found: Plausibility, language: Language) -> Iterator[Block]:
    say, window = language.say, found.window
    over = percent_text(abs(found.difference), 1).replace(".", language.point)
    rows = [
        (say("price got"), money(half_even(found.cents), language)),
        (say("least of the window"), money(half_even(window.least), language)),
        (say("greatest of the window"), money(half_even(window.greatest), language)),
        (say("fixing"), money(half_even(window.middle), language)),
    ]
    yield table(say("The price beside its fixing's window"), [say("what"), number(say("USD for one bitcoin"))], rows)
    where = say("It lies inside the window") if found.is_inside else say("It lies outside the window")
    side = (
        say("{share} over the fixing", share=over)
        if found.difference >= 0
        else say("{share} under the fixing", share=over)
    )
    yield Text(f"{where}, {side}.")
    yield Text(say("The price is printed as it is, without a verdict."), Nature.CONVENTION)


def _sent(subject: DisposalSubject, row: DisposalRow, language: Language) -> Section:
    say = language.say
    blocks: list[Block] = []
    if row.sent:
        columns: list[Head] = [digest(say("transaction")), number(say("block")), say("day"), number(say("blocks deep"))]
        rows = [
            (each.txid, str(each.height), language.date(each.day), language.number(each.depth)) for each in row.sent
        ]
        blocks.append(table(say("On the chain"), columns, rows))
        blocks.append(Text(say("Paid to others: {amount}.", amount=btc(row.paid, language)), Nature.FACT))
    else:
        blocks.append(Text(say("Nothing of it is on the chain.")))
    if row.act.outputs:
        outputs = [
            (address.encode(each.script, subject.network) or each.script.hex(), language.bitcoin(each.sat))
            for each in row.act.outputs
        ]
        heads: list[Head] = [digest(say("address or script")), number("BTC")]
        blocks.append(table(say("Outputs that the act names"), heads, outputs))
    else:
        blocks.append(Text(say("The act names no outputs.")))
    return Section(say("The transaction as sent"), tuple(blocks))


def _came(row: DisposalRow, language: Language) -> Section:
    say = language.say
    blocks: list[Block] = []
    if row.proceeds is not None:
        blocks += _proceeds(row.proceeds, language)
    if row.returns:
        blocks += _returns(row, language)
    if row.shares:
        blocks += _shares(row, language)
    if not blocks:
        blocks.append(Text(say("It brings no money, and is shared with nobody.")))
    return Section(say("What came in, and who gets it"), tuple(blocks))


def _proceeds(found: ProceedsRow, language: Language) -> Iterator[Block]:
    say = language.say
    came = say("not written down yet") if found.received is None else money(found.received, language)
    rows = [
        (say("gross"), money(found.gross, language)),
        (say("costs"), money(found.costs, language)),
        (say("net"), money(found.net, language)),
        (say("received"), came),
    ]
    yield table(say("Money"), [say("what"), number(found.currency)], rows)
    if found.account is not None:
        yield Text(say("It lies in: {account}.", account=found.account))
    if found.is_restricted:
        text = say("It may not be used until a forfeiture or a return order of these lots is in force.")
        yield Text(text, Nature.WARNING)
    if found.settled_by:
        yield Text(say("It is no longer restricted, by acts {acts}.", acts=language.listed(found.settled_by)))


def _returns(row: DisposalRow, language: Language) -> Iterator[Block]:
    say = language.say
    rows = [
        (
            language.word(words.RETURN_DAYS[each.what]),
            say("no day is on file") if each.day is None else language.date(each.day),
            NONE if each.sat is None else language.bitcoin(each.sat),
            say("named by the order") if each.counts else "",
        )
        for each in row.returns
    ]
    columns: list[Head] = [say("by the day of"), say("day"), number("BTC"), say("which counts")]
    yield table(say("What the sum ordered takes, by the fixing of each day that it may mean"), columns, rows)
    if not any(each.counts for each in row.returns):
        yield Text(say("The order does not say which day counts."))


def _shares(row: DisposalRow, language: Language) -> Iterator[Block]:
    say = language.say
    coins, currency = row.shares[0].sat is not None, row.shares[0].currency
    columns: list[Head] = [say("body"), number(say("parts"))]
    columns += [number("BTC")] if coins else []
    columns += [] if currency is None else [number(currency)]
    rows = []
    for each in row.shares:
        cells = [each.body, say("{part} of {whole}", part=str(each.part), whole=str(each.of))]
        cells += [language.bitcoin(each.sat)] if each.sat is not None else []
        cells += [money(each.hundredths, language)] if each.hundredths is not None else []
        rows.append(cells)
    total = [say("together"), ""]
    total += [language.bitcoin(sum(each.sat or 0 for each in row.shares))] if coins else []
    total += [] if currency is None else [money(sum(each.hundredths or 0 for each in row.shares), language)]
    yield table(say("Who gets which share"), columns, [*rows, total], total=True)
    if currency is not None:
        received = row.shares[0].is_received
        yield Text(say("The money is what came in.") if received else say("The money is what was agreed, less costs."))
    yield Text(
        say("Each part is rounded down; what is left goes one by one to the largest remainders."), Nature.CONVENTION
    )


def _open(row: DisposalRow, language: Language) -> Section:
    say = language.say
    waits = tuple(told(each, language) for each in row.missing)
    block: Block = Items(waits) if waits else Text(say("It waits for nothing."))
    return Section(say("What is open"), (block,))
