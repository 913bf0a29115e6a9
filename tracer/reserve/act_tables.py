"""The keys of acts that give title and burden it, and of a custodian's statements: one function a kind."""

import datetime as dt

from tracer.case.parameters import outpoint_of, small
from tracer.case.watched import read_addresses
from tracer.chain.amount import MAX_MONEY, Sats
from tracer.chain.outpoint import Txid, parse_txid
from tracer.formats.fields import NAME, PROSE, FieldTable, named, nearest, references, show
from tracer.reserve import typed_values
from tracer.reserve.acts import (
    LOSS,
    ORDER,
    VALUE_DAYS,
    ActHead,
    ActId,
    ActText,
    AssignmentAct,
    BurdenAct,
    ExecutionAct,
    Money,
    OrderAct,
    OrderForm,
    ReleaseAct,
    ScopeAct,
    StatementAct,
)
from tracer.reserve.register import Register
from tracer.wallet.keys import HARDENED

_ACT = "the number of an act such as 2026-0007"
_DATE = "a date such as 2026-05-02"
_NO_DATE = dt.date.min
_A_FILE = "a path inside the register's folder"


def order(table: FieldTable, head: ActHead, register: Register) -> OrderAct:
    """Read an order of a court or an authority."""
    forms = [form.value for form in OrderForm]
    form = table.need("order_kind", table.choice("order_kind", forms), f"one of {', '.join(forms)}", forms[0])
    labels = table.several("labels", named, "a list of labels, which may be empty") or ()
    outpoints = table.several("outpoints", outpoint_of, "a list of outpoints txid:vout") or ()
    case = table.name("case")
    if bool(labels) == bool(outpoints):
        table.fault(
            "",
            "expected labels of a case or outpoints, exactly one of them not empty, got "
            f"{'both' if labels else 'none'}",
        )
    if labels and "case" not in table:
        table.fault("case", "missing; labels are those of a case")
    amount, money = _amount(table)
    value_on, loss = _value_on(table, head)
    return OrderAct(
        head=head,
        authority=table.need("authority", table.prose("authority"), PROSE, ""),
        order=table.need("order", table.name("order"), NAME, ""),
        form=OrderForm(form),
        in_force=table.date("in_force"),
        appeal_until=table.date("appeal_until"),
        amount=amount,
        money=money,
        case=case,
        labels=labels,
        wallets=references(table, "wallets", _names_of(register), "no wallet of the register is named", needed=False),
        outpoints=outpoints,
        value_on=value_on,
        loss=loss,
    )


def execution(table: FieldTable, head: ActHead, _: Register) -> ExecutionAct:
    """Read what an order in money takes."""
    return ExecutionAct(
        head=head,
        order=act_named(table, "order"),
        lots=typed_values.read_lots(table),
        fixing=table.need("fixing", table.date("fixing"), _DATE, _NO_DATE),
    )


def assignment(table: FieldTable, head: ActHead, _: Register) -> AssignmentAct:
    """Read an assignment to the reserve."""
    return AssignmentAct(head=head, lots=typed_values.read_lots(table))


def burden(table: FieldTable, head: ActHead, _: Register) -> BurdenAct:
    """Read a claim or a pledge."""
    return BurdenAct(
        head=head,
        lots=typed_values.read_lots(table),
        begins=table.need("from", table.date("from"), _DATE, _NO_DATE),
        claimant=table.name("claimant"),
    )


def release(table: FieldTable, head: ActHead, _: Register) -> ReleaseAct:
    """Read the end of a claim or a pledge."""
    return ReleaseAct(head=head, act=act_named(table, "act"), on=table.need("on", table.date("on"), _DATE, _NO_DATE))


def scope(table: FieldTable, head: ActHead, register: Register) -> ScopeAct:
    """Read that a wallet, or a part of it, enters or leaves the books."""
    wallet = _wallet(table, register)
    span, scripts = _part(table, register, wallet)
    ways = [key for key in ("enters", "leaves") if key in table]
    flags = {key: table.flag(key) for key in ("enters", "leaves")}
    if len(ways) != 1:
        table.fault("", f"expected exactly one of enters = true, leaves = true, got {' and '.join(ways) or 'none'}")
    elif flags[ways[0]] is False:
        table.fault(ways[0], "expected true; what does not happen has no act")
    return ScopeAct(
        head=head,
        wallet=wallet,
        range=span,
        enters=flags["enters"] or False,
        reason=table.need("reason", table.prose("reason"), PROSE, ""),
        scripts=scripts,
    )


def _part(table: FieldTable, register: Register, name: str) -> tuple[tuple[int, int] | None, tuple[bytes, ...]]:
    """Read which part of a wallet an act names: a range of its indices, or some of its addresses."""
    span = table.span("range", 0, HARDENED - 1)
    addresses, scripts = read_addresses(table, register.network)
    wallet = next((each for each in register.wallets if each.name == name), None)
    if "range" in table and "addresses" in table:
        table.fault("", "expected range or addresses, not both")
    elif span is not None and wallet is not None and wallet.descriptor is None:
        table.fault("range", f"wallet {show(name)} is one of addresses: name those of the act in addresses")
    known = {each.script for each in wallet.scripts} if wallet is not None else {*scripts}
    for place, (text, script) in enumerate(zip(addresses, scripts, strict=False), start=1):
        if script not in known:
            table.fault(f"addresses[{place}]", f"{show(text)} is no address of wallet {show(name)}")
    return span, scripts


def statement(table: FieldTable, head: ActHead, register: Register) -> StatementAct:
    """Read a custodian's statement of an account."""
    known = [account.name for account in register.accounts]
    account = table.need("account", table.name("account"), NAME, "")
    if account and account not in known:
        table.fault("account", f"no [[account]] of the register is named {show(account)}{nearest(account, known)}")
    sat = table.need("sat", table.whole("sat", 0, MAX_MONEY, "satoshi"), "satoshi", 0)
    fees = table.whole("fees_sat", 0, MAX_MONEY, "satoshi")
    deposits, withdrawals = _txids(table, "deposits"), _txids(table, "withdrawals")
    for both in sorted(set(deposits) & set(withdrawals)):
        table.fault("withdrawals", f"{both} is listed as a deposit as well")
    return StatementAct(
        head=head,
        account=account,
        as_of=table.need("as_of", table.date("as_of"), _DATE, _NO_DATE),
        sat=Sats(sat),
        fees=Sats(fees or 0),
        deposits=deposits,
        withdrawals=withdrawals,
        file=document(table),
    )


def document(table: FieldTable) -> ActText:
    """Read a document, `file` and `sha256`."""
    return ActText(
        file=table.need("file", table.read("file", typed_values.file_inside, _A_FILE), _A_FILE, ""),
        sha256=table.need("sha256", table.hash("sha256", any_case=True), "64 hexadecimal digits", ""),
    )


def _amount(table: FieldTable) -> tuple[Sats | None, Money | None]:
    """Read exactly one of `amount_sat` and `amount` with `currency`."""
    in_money = "amount" in table or "currency" in table
    if ("amount_sat" in table) == in_money:
        table.fault(
            "", f"expected exactly one of amount_sat, amount with currency, got {'both' if in_money else 'none'}"
        )
    if ("amount" in table) != ("currency" in table):
        table.fault("amount", "goes with currency; satoshi have a key of their own, amount_sat")
    sat = table.whole("amount_sat", 1, MAX_MONEY, "satoshi")
    amount = table.read("amount", typed_values.hundredths, 'money in quotation marks such as "850000.00"')
    currency = table.read("currency", typed_values.currency, "a currency such as KZT")
    money = Money(amount, currency) if amount is not None and currency is not None else None
    return None if sat is None else Sats(sat), money


def _value_on(table: FieldTable, head: ActHead) -> tuple[str | None, dt.date | None]:
    """Read the fixing of which day turns an order's money into satoshi, and the day of the loss."""
    value_on, loss = table.choice("value_on", VALUE_DAYS), table.date("loss")
    for key in ("value_on", "loss"):
        if key in table and "amount" not in table:
            table.fault(key, "belongs to orders in money, amount with currency")
    if value_on == LOSS and "loss" not in table:
        table.fault("loss", f'missing; value_on = "{LOSS}" takes the fixing of that day')
    if value_on == ORDER and "in_force" not in table:
        table.fault("in_force", f'missing; value_on = "{ORDER}" takes the fixing of that day')
    if loss is not None and loss > head.date:
        table.fault("loss", f"expected the act's date, {head.date}, or earlier, got {loss}")
    return value_on, loss


def act_named(table: FieldTable, key: str) -> ActId:
    """Read the number of another act."""
    return table.need(key, table.read(key, typed_values.act_id, _ACT), _ACT, ActId(""))


def _wallet(table: FieldTable, register: Register) -> str:
    known = _names_of(register)
    wallet = table.need("wallet", table.name("wallet"), NAME, "")
    if wallet and wallet not in known:
        table.fault("wallet", f"no wallet of the register is named {show(wallet)}{nearest(wallet, known)}")
    return wallet


def _names_of(register: Register) -> tuple[str, ...]:
    return tuple(wallet.name for wallet in register.wallets)


def _txids(table: FieldTable, key: str) -> tuple[Txid, ...]:
    return table.several(key, lambda text: parse_txid(small(text)), "a list of txids") or ()
