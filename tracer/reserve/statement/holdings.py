"""What is held and by which title, and how the books lead from the opening to the closing."""

from collections.abc import Iterable

from tracer.documents.language.language import Language
from tracer.documents.paper import Block, Head, Nature, Section, Text, number, table
from tracer.reserve.ledger_rows import WalletBooks
from tracer.reserve.period_rows import PeriodStatement
from tracer.reserve.shares import how_they_add_up, part
from tracer.reserve.statement import words
from tracer.reserve.title_rows import LAWFUL, Title

_WALLETS = 3
"""Wallets side by side in one table."""
_BETWEEN = ("transfers_in", "transfers_out")


def holding_sections(statement: PeriodStatement, language: Language) -> list[Section]:
    """Return the sections on title and on the books."""
    return [_title(statement, language), _books(statement, language)]


def lawful(statement: PeriodStatement) -> int:
    """Return what is held under a forfeiture in force, in satoshi."""
    return sum(statement.title[each] for each in LAWFUL)


def _title(statement: PeriodStatement, language: Language) -> Section:
    say, held = language.say, statement.books.books.closing
    rows = [_share(language.word(words.TITLES[title]), statement.title[title], held, language) for title in Title]
    without = held - lawful(statement)
    sums = [
        _share(say("in the wallets with title"), lawful(statement), held, language),
        _share(say("in the wallets without title"), without, held, language),
        _share(say("held in all"), held, held, language),
    ]
    columns: list[Head] = [say("title"), number("BTC"), number(say("share"))]
    blocks: list[Block] = [
        table(say("Each satoshi held, by its title on the period’s last day"), columns, rows),
        table(say("With title and without"), columns, sums, total=True),
        Text(how_they_add_up(language), Nature.CONVENTION),
        Text(say("That these coins are unspent at the closing block."), Nature.FACT),
        Text(
            say(
                "Which satoshi of a coin are whose: inputs fill outputs in their order, the fee last, unless an act "
                "names the lots. Orders cover satoshi in the order in which they arrived."
            ),
            Nature.CONVENTION,
        ),
        Text(say("That the wallets are under the body’s control, and that the orders say what their acts state."),
             Nature.ASSERTED),
    ]  # fmt: skip
    if statement.restricted:
        blocks.append(_restricted(statement, language))
    return Section(say("What is held, and by which title"), tuple(blocks))


def _share(name: str, sat: int, held: int, language: Language) -> tuple[str, str, str]:
    return name, language.bitcoin(sat), part(sat, held, language)


def _restricted(statement: PeriodStatement, language: Language) -> Block:
    say = language.say
    rows = [
        (
            language.word(words.TITLES[each.title]),
            language.bitcoin(each.sat),
            "—" if each.until is None else language.date(each.until),
            each.lifted_by,
            *(() if each.cents is None else (words.money(each.cents, language),)),
        )
        for each in statement.restricted
    ]
    columns: list[Head] = [say("title"), number("BTC"), say("until"), say("act that is to be lifted")]
    columns += [number("USD")] if statement.value is not None else []
    return table(say("Restricted satoshi"), columns, rows)


def _books(statement: PeriodStatement, language: Language) -> Section:
    say = language.say
    total = statement.books.books
    blocks: list[Block] = [_roll_forward(statement, language)]
    names = list(statement.wallets)
    for at in range(0, len(names), _WALLETS):
        blocks.append(_by_wallet(statement, names[at : at + _WALLETS], language))
    every = [("", total), *((name, row.books) for name, row in statement.wallets.items())]
    wrong = [name for name, books in every if not books.closes]
    if wrong or sum(row.books.closing for row in statement.wallets.values()) != total.closing:
        blocks.append(Text(say("The books DO NOT CLOSE. Do not rely on any figure of this statement."), Nature.WARNING))
    else:
        said = say(
            "The entries lead from the opening to the closing in each wallet and in all, to the satoshi; the closing "
            "is the sum of the coins that are unspent at the closing block."
        )
        blocks.append(Text(said, Nature.FACT))
    return Section(say("From the opening to the closing"), tuple(blocks))


def _roll_forward(statement: PeriodStatement, language: Language) -> Block:
    say = language.say
    columns: list[Head] = [say("entry"), number("BTC"), number(say("sat"))]
    rows = [
        (language.word(words.BOOKS[name]), _signed(name, sat, language), language.number(_sign(name) * sat))
        for name, sat in _entries(statement.books.books)
        if name not in _BETWEEN
    ]
    return table(say("All wallets together"), columns, rows, total=True)


def _by_wallet(statement: PeriodStatement, names: list[str], language: Language) -> Block:
    say = language.say
    books = [dict(_entries(statement.wallets[name].books)) for name in names]
    rows = [
        (language.word(words.BOOKS[entry]), *(_signed(entry, each[entry], language) for each in books))
        for entry in words.BOOKS
    ]
    return table(say("Wallet by wallet, BTC"), [say("entry"), *map(number, names)], rows, total=True)


def _entries(books: WalletBooks) -> Iterable[tuple[str, int]]:
    return ((name, getattr(books, name)) for name in words.BOOKS)


def _sign(name: str) -> int:
    return -1 if name in words.OUTGOING else 1


def _signed(name: str, sat: int, language: Language) -> str:
    return language.bitcoin(_sign(name) * sat)
