"""A register's status on one screen; amounts in bitcoin, none of them cut."""

from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from tracer.chain.amount import as_bitcoin
from tracer.cli.amount_table import plain_table, print_amounts, print_whole
from tracer.cli.reserve.limit_report import print_limits
from tracer.cli.screen import tell, whole_screen
from tracer.cli.tongue import counted, known, register_word, say, word
from tracer.documents.language.language import NO_BREAK_SPACE, phrase
from tracer.moments import utc
from tracer.reserve.accounts import AccountRow
from tracer.reserve.acts import ActKind, OrderForm
from tracer.reserve.price.rates import DOLLAR
from tracer.reserve.proofs.coverage import ProvenClosing
from tracer.reserve.status import AHEAD, Alarm, Severity, Status
from tracer.reserve.title_rows import OrderRow, Title
from tracer.reserve.value.day_rows import ValuedBlock
from tracer.reserve.value.day_value import DayValue
from tracer.visible import visible

_STYLE = {Severity.HARD: "bold red", Severity.WARNING: "yellow", Severity.NOTE: ""}
_ALWAYS = (Title.TITLED, Title.UNTITLED)
_ALARMS = {
    Severity.HARD: phrase("ALARM: {text}"),
    Severity.WARNING: phrase("warning: {text}"),
    Severity.NOTE: phrase("note: {text}"),
}
TITLES = {
    Title.ASSIGNED: phrase("assigned"),
    Title.ENCUMBERED: phrase("encumbered"),
    Title.TITLED: phrase("titled"),
    Title.APPEALABLE: phrase("appealable"),
    Title.UNTITLED: phrase("untitled"),
    Title.UNSOLICITED: phrase("unsolicited"),
}
"""Titles in one word each, as tables of the screen have them."""
_BLOCKS = {
    ValuedBlock.RESERVE: phrase("reserve"),
    ValuedBlock.TITLED: phrase("with title"),  # a title's own row above has another sum
    ValuedBlock.HELD: phrase("held"),
}
_FORMS = {
    OrderForm.RESTRAINT.value: phrase("restraint"),
    OrderForm.SEIZURE.value: phrase("seizure"),
    OrderForm.FORFEITURE.value: phrase("forfeiture"),
    OrderForm.RETURN.value: phrase("return"),
    OrderForm.INTERLOCUTORY.value: phrase("interlocutory"),
}
_BURDENS = {
    ActKind.CLAIM.value: phrase("claim {act}: {amount} BTC, open since {day}"),
    ActKind.PLEDGE.value: phrase("pledge {act}: {amount} BTC, open since {day}"),
}
_WITHOUT = {
    (False, False): phrase("in the wallets without title: {amount}"),
    (True, False): phrase("in the wallets without title: {amount}, of which appealable {appealable} BTC"),
    (False, True): phrase("in the wallets without title: {amount}, of which unsolicited {unsolicited} BTC"),
    (True, True): phrase(
        "in the wallets without title: {amount}, of which appealable {appealable} and unsolicited {unsolicited} BTC"
    ),
}
"""What has no title, by whether some of it is under appeal and whether some came unasked."""


def print_status(found: Status) -> None:
    """Print holdings by wallet and title, what has no title, orders, accounts, limits, expiries, and alarms last."""
    with whole_screen() as console:
        _print(console, found)


def _print(console: Console, found: Status) -> None:
    block = found.block
    for alarm in found.alarms:
        if alarm.kind == AHEAD:
            _print_alarm(console, alarm)
    register, body = visible(found.register), visible(found.body)
    head = (
        say("{register}, {body}, at the end of {day}", register=register, body=body, day=found.day.isoformat()),
        say("up to block {height}, median time {time}", height=block.height, time=utc(block.mtp)),
        f"{block.hash}\n",
    )
    tell(console, "\n".join(head))
    _print_wallets(console, found)
    console.print(_without_title(found))
    if found.value is not None:
        _print_value(console, found.value)
    if found.orders:
        _print_orders(console, found.orders)
    for account in found.accounts:
        tell(console, _attested(account))
    for burden in found.burdens:
        told = {"act": burden.act, "amount": as_bitcoin(burden.sat), "day": burden.begins.isoformat()}
        tell(console, say(_BURDENS[burden.kind], **told))
    if found.limits is not None:
        print_limits(console, found.limits)
    if found.proof is not None:
        tell(console, _proven(found.proof))
    for expiry in found.expiring:
        fields = {"day": expiry.until.isoformat(), "what": known(visible(expiry.what)), "act": expiry.act}
        tell(console, say("until {day}: {what} (act {act})", **fields))
    for alarm in found.alarms:
        if alarm.kind != AHEAD:
            _print_alarm(console, alarm)
    tell(console, _outcome(found))


def _print_alarm(console: Console, alarm: Alarm) -> None:
    tell(console, say(_ALARMS[alarm.severity], text=known(visible(alarm.text))), _STYLE[alarm.severity])


def _print_wallets(console: Console, found: Status) -> None:
    """Print a row for each title that something has, and a column for all wallets and each that holds coins."""
    titles = [title for title in Title if found.title[title] or title in _ALWAYS]
    full = [each for each in found.wallets if each.counted and each.coins]
    rows = {word(TITLES[title]): [found.title[title], *(each.title[title] for each in full)] for title in titles}
    held = {word("held"): [found.held, *(each.held for each in full)]}
    names = [word("all"), *(each.name for each in full)]
    print_amounts(console, word("Held (BTC)"), names, (rows, held))
    empty = [each.name for each in found.wallets if each.counted and not each.coins]
    if empty:
        tell(console, say("no coins in: {wallets}", wallets=visible(", ".join(empty))))
    for each in found.wallets:
        if each.outside or not each.counted:
            fields = {"amount": as_bitcoin(each.outside), "wallet": visible(each.name)}
            tell(console, say("not counted: {amount} BTC in {wallet}", **fields))


def _without_title(found: Status) -> Text:
    """Return what has no title, and how much of it is under appeal or came unasked."""
    amount = f"{as_bitcoin(found.without_title)} BTC"
    appealable, unsolicited = found.title[Title.APPEALABLE], found.title[Title.UNSOLICITED]
    parts = {"amount": amount, "appealable": as_bitcoin(appealable), "unsolicited": as_bitcoin(unsolicited)}
    said = say(_WITHOUT[bool(appealable), bool(unsolicited)], **parts)
    text, at = Text(said), said.index(amount)
    text.stylize("bold" if found.without_title else "", at, at + len(amount))
    return text


def _print_value(console: Console, value: DayValue) -> None:
    """Print each block in dollars and the register's own currency, and by which fixing."""
    price = value.price
    fixing = {"day": price.fixing.isoformat(), "price": grouped(price.cents), "quality": price.quality.value}
    tell(console, say("Value at the fixing of {day}, USD {price}, quality {quality}", **fixing))
    table = plain_table()
    beside = [] if value.currency == DOLLAR else [value.currency]
    for name in ("", "BTC", DOLLAR, *beside):
        table.add_column(name, justify="right" if name else "left", no_wrap=True)
    for block in ValuedBlock:
        own = value.own(block)
        row = [as_bitcoin(value.sat[block]), grouped(value.cents(block))]
        row += ["-" if own is None else grouped(own)] if beside else []
        table.add_row(word(_BLOCKS[block]), *row)
    print_whole(console, table)
    if beside and value.rate is None:
        tell(console, say("no rate of exchange is on file: nothing in {currency}", currency=value.currency))


def grouped(hundredths: int) -> str:
    """Return an amount of money with its two decimals, thousands apart."""
    return f"{'-' if hundredths < 0 else ''}{abs(hundredths) // 100:,}.{abs(hundredths) % 100:02d}"


def _print_orders(console: Console, orders: Sequence[OrderRow]) -> None:
    heads = (word("act"), word("ordered"), word("covered"), word("shortfall"))
    table = plain_table(register_word("Orders (BTC)"))
    table.add_column(register_word("order"), overflow="fold")
    table.add_column(word("kind"))
    for place, name in enumerate(heads):
        table.add_column(name, justify="right" if place else "left", no_wrap=True)
    for each in orders:
        table.add_row(Text(visible(each.order)), *_order(each))
    print_whole(console, table)


def _order(row: OrderRow) -> tuple[str, ...]:
    """Return the cells of an order behind its name."""
    no_amount = word("not named") if row.currency is None else say("in {currency}", currency=row.currency)
    return (
        word(_FORMS[row.form]),
        row.act,
        no_amount if row.ordered is None else as_bitcoin(row.ordered),
        as_bitcoin(row.covered),
        "-" if row.shortfall is None else as_bitcoin(row.shortfall),
    )


def _attested(account: AccountRow) -> str:
    """Return what an account is said to hold and by which statement: never by the register alone."""
    fields = {"custodian": visible(account.custodian), "account": visible(account.name)}
    if account.attested is None or account.as_of is None:
        return say('claim on {custodian}: unknown what lies in account "{account}": no statement', **fields)
    fields |= {"amount": as_bitcoin(account.attested), "day": account.as_of.isoformat(), "act": str(account.act)}
    if account.is_known:
        return say(
            'claim on {custodian}: {amount} BTC in account "{account}", attested by its statement of {day} (act {act})',
            **fields,
        )
    return say(
        'claim on {custodian}: {amount} BTC in account "{account}", attested by its statement of {day} (act {act}); '
        "unknown since then",
        **fields,
    )


def _proven(proof: ProvenClosing) -> str:
    """Return how much of a closing is proven."""
    return say(
        "proven of the closing of {period}: {covered} of {whole} BTC, {percent}",
        period=proof.period,
        covered=as_bitcoin(proof.found.covered),
        whole=as_bitcoin(proof.found.of),
        percent=proof.found.percent,
    )


def _outcome(found: Status) -> str:
    hard = sum(alarm.severity is Severity.HARD for alarm in found.alarms)
    return word("No alarm.") if not hard else f"{counted(hard, 'alarm').replace(NO_BREAK_SPACE, ' ')}."
