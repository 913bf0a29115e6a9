"""The report's first page: what a reader came for, in plain words; then the questions put and the examiner's answers.

What each label lost, how much of it reached the state and under which orders, what holds whatever the rule, where the
rest is. Every figure stands again, with what it rests on, in the sections behind.
"""

from collections.abc import Iterable, Mapping

from tracer.case.case import AnswerForm, PriceDay
from tracer.documents.language.language import Language, phrase
from tracer.documents.paper import Block, Form, Head, Items, Nature, Section, Text, number, table
from tracer.documents.words import rule_name
from tracer.evidence.dossier import Dossier
from tracer.evidence.report.bounds import whole_bound, why_less
from tracer.evidence.report.explained import first_words
from tracer.evidence.report.money import in_money, written_price
from tracer.result.trace_file import TERMINALS, Book, CustodyTotals

ANSWER_FORMS: Mapping[AnswerForm, str] = {
    AnswerForm.CATEGORICAL: phrase("categorical"),
    AnswerForm.PROBABLE: phrase("probable"),
    AnswerForm.NOT_POSSIBLE: phrase("not possible to determine"),
}
"""The forms of an answer as people write them."""

_OCCASIONS: Mapping[PriceDay, str] = {
    PriceDay.THEFT: phrase("at the theft"),
    PriceDay.SEIZURE: phrase("at the seizure"),
    PriceDay.JUDGMENT: phrase("at the judgment"),
    PriceDay.TODAY: phrase("today"),
}

_REST: Mapping[str, str] = {
    "service": phrase("{amount} BTC were paid to addresses that a tag attributes to a service"),
    "unspent": phrase("{amount} BTC lie unspent elsewhere"),
    "mix": phrase("{amount} BTC went into transactions that look like a CoinJoin, and were not followed further"),
    "fan_out": phrase("{amount} BTC went into transactions with more outputs than this case follows"),
    "lightning": phrase("{amount} BTC went into Lightning channels, and were not followed further"),
    "threshold": phrase("{amount} BTC lie in coins too small for this case to follow"),
    "hops": phrase("{amount} BTC went further than the number of transactions that this case follows"),
    "horizon": phrase("{amount} BTC were spent after the time window of this case"),
    "gap": phrase("{amount} BTC could not be followed, because a transaction could not be read in full"),
    "budget": phrase("{amount} BTC were not followed, because the time or memory given ran out"),
    "burned": phrase("{amount} BTC lie in outputs that nobody can spend"),
    "fee": phrase("{amount} BTC went to miners as fees"),
}
"""What became of what did not reach the state, by the way its trail ended."""


def answer_sections(dossier: Dossier) -> list[Section]:
    """Return the section that answers, and the one on money where the case asserts prices."""
    found = [_in_short(dossier)]
    if dossier.case.prices and dossier.trace.main.books:
        found.append(_money(dossier))
    return found


def _in_short(dossier: Dossier) -> Section:
    language = dossier.language
    say = language.say
    totals = {row.label: row for row in dossier.trace.custody.totals}
    blocks: list[Block] = []
    for book in dossier.trace.main.books:
        blocks.append(Text(_reached(dossier, book, totals.get(book.label))))
        rest = _rest(language, book)
        if rest:
            blocks += [Text(say("The rest of label {label}:", label=book.label)), Items(rest)]
    if not blocks:
        blocks.append(Text(say("The rule declared gives no amounts, so nothing is attributed to any coin.")))
    return Section(say("In short"), (*blocks, *_answers(dossier), *first_words(dossier)))


def _reached(dossier: Dossier, book: Book, totals: CustodyTotals | None) -> str:
    """Return in a paragraph what was lost under a label and how much of it the state received and holds."""
    language, trace = dossier.language, dossier.trace
    say, bitcoin = language.say, language.bitcoin
    said = [say("Label {label}: {amount} BTC are in question.", label=book.label, amount=bitcoin(book.seed))]
    if book.overlap:
        asserted = bitcoin(book.asserted)
        said.append(say("The case asserts {amount} BTC; the rest was claimed by an earlier seed.", amount=asserted))
    received = book.terminals["custody"]
    if received:
        said.append(
            say(
                "{amount} BTC of them ({share}) reached wallets of the state, as attributed under {rule}, {under}.",
                amount=bitcoin(received),
                share=language.percent(received, book.seed),
                rule=rule_name(trace.primary, language),
                under=_under(dossier, book.label),
            )
        )
    else:
        rule = rule_name(trace.primary, language)
        said.append(say("None of them reached a wallet of the state, as attributed under {rule}.", rule=rule))
    return " ".join((*said, *_whatever_rule(dossier, book), *_since(dossier, totals)))


def _under(dossier: Dossier, label: str) -> str:
    """Return under which orders a label's coins were received, and how much under none."""
    language, trace = dossier.language, dossier.trace
    receipts = {str(end.outpoint) for end in trace.main.ends if end.terminal == "custody" and end.taint.get(label)}
    orders = [
        order.id
        for order in trace.orders
        if order.kind != "return" and label in order.labels and receipts.intersection(order.receipts)
    ]
    loose = trace.unordered.get(label, 0)
    if not orders:
        return language.say("under no order of the case")
    listed = language.listed(orders)
    named = (
        language.say("under order {id}", id=listed)
        if len(orders) == 1
        else language.say("under orders {ids}", ids=listed)
    )
    if not loose:
        return named
    return language.say("{named}, and {amount} BTC under no order", named=named, amount=language.bitcoin(loose))


def _whatever_rule(dossier: Dossier, book: Book) -> Iterable[str]:
    """Yield what holds of a label's receipts under every rule that conserves value."""
    bound = whole_bound(dossier, book.label)
    if bound is None:
        return
    language = dossier.language
    say, bitcoin = language.say, language.bitcoin
    if bound.upper == 0:
        yield say("That is so under every rule.")
    elif bound.lower == bound.upper:
        yield say("Under every rule it is {amount} BTC.", amount=bitcoin(bound.lower))
    elif bound.lower:
        yield say(
            "Whatever the rule, at least {least} BTC and at most {most} BTC of them reached the state.",
            least=bitcoin(bound.lower),
            most=bitcoin(bound.upper),
        )
    else:
        yield say(
            "This rests wholly on the rule declared: under another it may be anything from nothing to {most} BTC.",
            most=bitcoin(bound.upper),
        )
    less = why_less(dossier, book.label, book.terminals["custody"], bound.lower)
    if less is not None:
        yield say("Why the figure is lower: {reason}.", reason=less)


def _since(dossier: Dossier, totals: CustodyTotals | None) -> Iterable[str]:
    """Yield what became of a label's receipts since, where anything did."""
    if totals is None or not totals.departed + totals.fee:
        return
    language = dossier.language
    say, bitcoin = language.say, language.bitcoin
    height = str(dossier.trace.horizon_height)
    yield say(
        "At block {height} the state holds {held} BTC of what it received.", held=bitcoin(totals.held), height=height
    )
    if totals.departed:
        yield say("{amount} BTC left its wallets again.", amount=bitcoin(totals.departed))
    if totals.fee:
        yield say("{amount} BTC went in fees of its own transactions.", amount=bitcoin(totals.fee))


def _rest(language: Language, book: Book) -> tuple[str, ...]:
    return tuple(
        language.word(_REST[name]).format(amount=language.bitcoin(book.terminals[name]))
        for name in TERMINALS
        if name != "custody" and book.terminals[name]
    )


def _answers(dossier: Dossier) -> Iterable[Block]:
    """Yield each question with the examiner's answer, or a line to write it on."""
    case, language = dossier.case, dossier.language
    say = language.say
    answers = {answer.question: answer for answer in case.answers}
    for at, question in enumerate(case.questions, start=1):
        put = say("Question {number}. {question}", number=str(at), question=question)
        given = answers.get(at)
        if given is None:
            yield Form(put, ((say("Answer of the examiner"), None),))
            continue
        yield Text(put)
        form = language.word(ANSWER_FORMS[given.form])
        yield Text(say("The examiner’s answer ({form}): {text}", form=form, text=given.text), Nature.ASSERTED)
    if not case.questions:
        yield Text(say("Questions put: not provided."))


def _money(dossier: Dossier) -> Section:
    """Return each label's amounts in money, by the prices that the case asserts."""
    case, language = dossier.case, dossier.language
    say = language.say
    prices = [
        (
            language.word(_OCCASIONS[price.what]),
            language.date(price.date),
            f"{written_price(price, language)} {price.currency}",
            language.given(price.source),
            price.exhibit or "—",
        )
        for price in case.prices
    ]
    heads: list[Head] = [
        say("price"), say("day"), number(say("one bitcoin")), say("source"), say("exhibit"),
    ]  # fmt: skip
    rows = [
        (
            book.label,
            f"{language.word(_OCCASIONS[price.what])}, {language.date(price.date)}",
            f"{in_money(book.seed, price, language)} {price.currency}",
            f"{in_money(book.terminals['custody'], price, language)} {price.currency}",
            f"{in_money(book.seed - book.terminals['custody'], price, language)} {price.currency}",
        )
        for book in dossier.trace.main.books
        for price in case.prices
    ]
    columns: list[Head] = [
        say("label"), say("price"), number(say("funds in question")), number(say("reached state custody")),
        number(say("ended elsewhere")),
    ]  # fmt: skip
    said = say(
        "The prices are the case’s. Each amount is the product of the satoshi and the price, rounded to the hundredth; "
        "sums of rounded amounts may differ from a rounded sum by a hundredth. No figure in bitcoin rests on a price."
    )
    return Section(
        say("In money"),
        (
            Text(said, Nature.ASSERTED),
            table(say("Prices of one bitcoin"), heads, prices),
            table(say("The figures of each label in money"), columns, rows),
        ),
    )
