"""A register's status on one screen; amounts in bitcoin, none of them cut."""

from collections.abc import Sequence

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from tracer.chain.amount import as_bitcoin
from tracer.cli.amount_table import print_amounts, widen_for
from tracer.cli.reserve.limit_report import print_limits
from tracer.cli.screen import tell, whole_screen
from tracer.moments import utc
from tracer.reserve.accounts import AccountRow
from tracer.reserve.price.rates import DOLLAR
from tracer.reserve.status import AHEAD, Alarm, Severity, Status
from tracer.reserve.title_rows import OrderRow, Title
from tracer.reserve.value.day_rows import ValuedBlock
from tracer.reserve.value.day_value import DayValue
from tracer.visible import visible

_STYLE = {Severity.HARD: "bold red", Severity.WARNING: "yellow", Severity.NOTE: ""}
_ALWAYS = (Title.TITLED, Title.UNTITLED)


def print_status(found: Status) -> None:
    """Print holdings by wallet and title, what has no title, orders, accounts, limits, expiries, and alarms last."""
    with whole_screen() as console:
        _print(console, found)


def _print(console: Console, found: Status) -> None:
    block = found.block
    for alarm in found.alarms:
        if alarm.kind == AHEAD:
            _print_alarm(console, alarm)
    tell(
        console,
        f"{visible(found.register)}, {visible(found.body)}, at the end of {found.day.isoformat()}\n"
        f"up to block {block.height}, median time {utc(block.mtp)}\n{block.hash}\n",
    )
    _print_wallets(console, found)
    without = Text("in the wallets without title: ")
    without.append(f"{as_bitcoin(found.without_title)} BTC", "bold" if found.without_title else "")
    parts = [each for each in (Title.APPEALABLE, Title.UNSOLICITED) if found.title[each]]
    if parts:
        told = " and ".join(f"{each.value} {as_bitcoin(found.title[each])}" for each in parts)
        without.append(f", of which {told} BTC")
    console.print(without)
    if found.value is not None:
        _print_value(console, found.value)
    if found.orders:
        _print_orders(console, found.orders)
    for account in found.accounts:
        tell(console, f"claim on {visible(account.custodian)}: {_attested(account)}")
    for burden in found.burdens:
        tell(
            console, f"{burden.kind} {burden.act}: {as_bitcoin(burden.sat)} BTC, open since {burden.begins.isoformat()}"
        )
    if found.limits is not None:
        print_limits(console, found.limits)
    if found.proof is not None:
        proof = found.proof.found
        said = (
            f"proven of the closing of {found.proof.period}: {as_bitcoin(proof.covered)} of {as_bitcoin(proof.of)} BTC"
        )
        tell(console, f"{said}, {proof.percent}")
    for expiry in found.expiring:
        tell(console, f"until {expiry.until.isoformat()}: {visible(expiry.what)} (act {expiry.act})")
    for alarm in found.alarms:
        if alarm.kind != AHEAD:
            _print_alarm(console, alarm)
    tell(console, _outcome(found))


def _print_alarm(console: Console, alarm: Alarm) -> None:
    word = {Severity.HARD: "ALARM: ", Severity.WARNING: "warning: ", Severity.NOTE: "note: "}[alarm.severity]
    tell(console, word + visible(alarm.text), _STYLE[alarm.severity])


def _print_wallets(console: Console, found: Status) -> None:
    """Print a row for each title that something has, and a column for all wallets and each that holds coins."""
    titles = [title for title in Title if found.title[title] or title in _ALWAYS]
    full = [each for each in found.wallets if each.counted and each.coins]
    rows = {title.value: [found.title[title], *(each.title[title] for each in full)] for title in titles}
    held = {"held": [found.held, *(each.held for each in full)]}
    print_amounts(console, "Held (BTC)", ["all", *(each.name for each in full)], (rows, held))
    empty = [each.name for each in found.wallets if each.counted and not each.coins]
    if empty:
        tell(console, f"no coins in: {visible(', '.join(empty))}")
    for each in found.wallets:
        if not each.counted:
            tell(console, f"not counted: {as_bitcoin(each.held)} BTC in {visible(each.name)}")


def _print_value(console: Console, value: DayValue) -> None:
    """Print each block in dollars and the register's own currency, and by which fixing."""
    price = value.price
    said = f"at the fixing of {price.fixing.isoformat()}, USD {grouped(price.cents)}, quality {price.quality.value}"
    tell(console, f"Value {said}")
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    beside = [] if value.currency == DOLLAR else [value.currency]
    for name in ("", "BTC", DOLLAR, *beside):
        table.add_column(name, justify="right" if name else "left", no_wrap=True)
    for block in ValuedBlock:
        own = value.own(block)
        row = [as_bitcoin(value.sat[block]), grouped(value.cents(block))]
        row += ["-" if own is None else grouped(own)] if beside else []
        name = "with title" if block is ValuedBlock.TITLED else block.value  # a title's own row above has another sum
        table.add_row(name, *row)
    console.print(table)
    if beside and value.rate is None:
        tell(console, f"no rate of exchange is on file: nothing in {value.currency}")


def grouped(hundredths: int) -> str:
    """Return an amount of money with its two decimals, thousands apart."""
    return f"{'-' if hundredths < 0 else ''}{abs(hundredths) // 100:,}.{abs(hundredths) % 100:02d}"


def _print_orders(console: Console, orders: Sequence[OrderRow]) -> None:
    heads = ("kind", "act", "ordered", "covered", "shortfall")
    table = Table(title="Orders (BTC)", title_justify="left", box=SIMPLE_HEAD, pad_edge=False)
    table.add_column("order", overflow="fold")
    for name in heads:
        table.add_column(name, justify="left" if name in ("kind", "act") else "right", no_wrap=True)
    rows = []
    for order in orders:
        unnamed = f"in {order.currency}" if order.currency is not None else "not named"
        rows.append(
            (
                order.form,
                order.act,
                unnamed if order.ordered is None else as_bitcoin(order.ordered),
                as_bitcoin(order.covered),
                "-" if order.shortfall is None else as_bitcoin(order.shortfall),
            )
        )
        table.add_row(Text(visible(order.order)), *rows[-1])
    widen_for(console, [heads, *rows])
    console.print(table)


def _attested(account: AccountRow) -> str:
    """Return what an account is said to hold and by which statement: never by the register alone."""
    name = f'account "{visible(account.name)}"'
    if account.attested is None or account.as_of is None:
        return f"unknown what lies in {name}: no statement"
    said = f"{as_bitcoin(account.attested)} BTC in {name}, attested by its statement of {account.as_of.isoformat()}"
    return f"{said} (act {account.act})" + ("" if account.is_known else "; unknown since then")


def _outcome(found: Status) -> str:
    hard = sum(alarm.severity is Severity.HARD for alarm in found.alarms)
    return "No alarm." if not hard else f"{hard} alarm{'s' if hard > 1 else ''}."
