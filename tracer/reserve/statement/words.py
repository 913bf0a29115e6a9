"""The register's words as the statement prints them."""

import datetime as dt
from collections.abc import Mapping

from tracer.documents.language.language import NO_BREAK_SPACE, Language, phrase
from tracer.documents.paper import Head, number
from tracer.documents.words import ORDER_KINDS, named
from tracer.reserve.days import Period
from tracer.reserve.ledger_rows import MovementKind
from tracer.reserve.period_rows import PeriodBlock
from tracer.reserve.price.rates import DOLLAR
from tracer.reserve.public_rounding import PublicFigure
from tracer.reserve.title_rows import Title

_HUNDREDTHS = 6
"""Decimals of a bitcoin that a figure in steps of 0.01 BTC does not use."""

TITLES: Mapping[Title, str] = {
    Title.ASSIGNED: phrase("assigned to the reserve by act"),
    Title.ENCUMBERED: phrase("forfeited, under a claim or a pledge"),
    Title.TITLED: phrase("forfeited, not assigned"),
    Title.APPEALABLE: phrase("forfeited, time for appeal running"),
    Title.UNTITLED: phrase("held, no forfeiture in force"),
    Title.UNSOLICITED: phrase("paid in by others unasked"),
}

MOVEMENTS: Mapping[str, str] = {
    MovementKind.RECEIPT.value: phrase("receipt"),
    MovementKind.TRANSFER.value: phrase("transfer between wallets"),
    MovementKind.DISPOSAL.value: phrase("payment to others"),
    MovementKind.JOINT.value: phrase("joint transaction with others"),
    MovementKind.DEPOSIT.value: phrase("deposit with a custodian"),
    MovementKind.WITHDRAWAL.value: phrase("withdrawal from a custodian"),
}

FORMS: Mapping[str, str] = {**ORDER_KINDS, "interlocutory": phrase("sale before title")}

FAULTS: Mapping[str, str] = {
    "unregistered": phrase("a receipt that no case, order or act explains"),
    "missing": phrase("a coin of the books that is not on the chain"),
    "amount": phrase("a coin with another amount than the books say"),
    "script": phrase("a coin with another script than the books say"),
    "changed": phrase("a file of an observation that was changed since it was made"),
    "scope": phrase("a wallet in the books or out of them with no act of scope"),
    "late": phrase("a payment or joint transaction that no act names"),
    "sent": phrase("a payment that differs from what its act says"),
    "untitled": phrase("a payment by act of what had no title on that day"),
    "fee": phrase("a fee higher than the register allows"),
    "beyond_range": phrase("a descriptor in use near the end of the range watched"),
    "reorged": phrase("a block of an earlier observation that left the chain"),
    "file": phrase("an act or another file of the register that is wrong"),
}

BOOKS: Mapping[str, str] = {
    "opening": phrase("opening"),
    "receipts": phrase("receipts"),
    "withdrawals": phrase("withdrawals from custodians"),
    "transfers_in": phrase("transfers in"),
    "transfers_out": phrase("transfers out"),
    "deposits": phrase("deposits with custodians"),
    "disposals": phrase("payments to others"),
    "fees": phrase("fees to miners"),
    "scope": phrase("wallets that entered or left the register"),
    "closing": phrase("closing"),
}
"""The entries of the books in the order of the table."""

OUTGOING = ("transfers_out", "deposits", "disposals", "fees")
"""Entries that are taken away."""


def period_name(period: Period, language: Language) -> str:
    """Return a period's name in words: `Quarter 3 of 2026`, `The year 2026`."""
    year, quarter = str(period.first.year), str((period.first.month + 2) // 3)
    said = (
        language.say("Quarter {quarter} of {year}", quarter=quarter, year=year)
        if "Q" in period.name
        else language.say("The year {year}", year=year)
    )
    if not period.revision:
        return said
    return language.say("{period}, restatement no. {number}", period=said, number=str(period.revision))


def days(period: Period, language: Language) -> str:
    """Return the first and the last day of a period."""
    return f"{language.date(period.first)} – {language.date(period.last)}"


def block(place: PeriodBlock, language: Language) -> str:
    """Return a block's height, its median time past and, below, its hash."""
    said = language.say("block {height}, median time {when}", height=str(place.height), when=language.utc(place.mtp))
    return f"{said}\n{place.hash}"


def btc(sat: int, language: Language) -> str:
    """Return an amount with its unit."""
    return f"{language.bitcoin(sat)}{NO_BREAK_SPACE}BTC"


def money(hundredths: int, language: Language) -> str:
    """Return an amount of money with its two decimals, without its currency."""
    whole, part = divmod(abs(hundredths), 100)
    return f"{'-' if hundredths < 0 else ''}{language.number(whole)}{language.point}{part:02d}"


def decimal(text: str, language: Language) -> str:
    """Return a decimal above zero as the statement writes it, with the decimals that it has."""
    whole, _, part = text.partition(".")
    return language.number(int(whole)) + (f"{language.point}{part}" if part else "")


def rounded(sat: int, language: Language) -> str:
    """Return rounded satoshi in bitcoin, with the two decimals that they have."""
    return language.bitcoin(sat)[:-_HUNDREDTHS]


def within(figure: PublicFigure, language: Language) -> str:
    """Return by less than what the exact amount differs from a rounded one."""
    return f"± {rounded(figure.within, language)}" if figure.within else language.say("exactly")


def due_line(due: dt.date, closed: dt.date | None, language: Language) -> str:
    """Return `due 2026-10-31, closed 2026-11-12`."""
    if closed is None:
        return language.say("due {due}; the day of closing is not recorded", due=language.date(due))
    return language.say("due {due}, closed {closed}", due=language.date(due), closed=language.date(closed))


def form(name: str, language: Language) -> str:
    """Return what an order commands."""
    return named(language, FORMS, name)


def money_heads(currency: str) -> list[Head]:
    """Return the heads of amounts in dollars and in the register's own currency, where that is another one."""
    return [number(name) for name in dict.fromkeys((DOLLAR, currency))]


def beside_dollars(currency: str, hundredths: int | None, language: Language) -> list[str]:
    """Return an amount in the own currency as a cell beside dollars; none where that is the dollar."""
    if currency == DOLLAR:
        return []
    return ["—" if hundredths is None else money(hundredths, language)]
