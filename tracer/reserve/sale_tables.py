"""The keys of acts about what is done with coins: disposals, hedges, reviews, waivers, opinions, conventions."""

import datetime as dt
from collections.abc import Iterable, Mapping
from fractions import Fraction
from itertools import combinations

from tracer.case.parameters import outpoint_of, small
from tracer.case.persons import mixed_letters, same_person
from tracer.chain import address
from tracer.chain.amount import MAX_MONEY, Sats
from tracer.chain.outpoint import Outpoint, parse_txid
from tracer.formats.fields import NAME, PROSE, FieldTable, nearest, show, show_key
from tracer.reserve import typed_values
from tracer.reserve.act_tables import act_named, document
from tracer.reserve.act_terms import (
    Authorisation,
    ConventionTerms,
    Counterparty,
    HedgeTerms,
    OpinionTerms,
    Proceeds,
    ReviewTerms,
    SalePrice,
    SaleTerms,
    ShareTerms,
    WaiverTerms,
)
from tracer.reserve.acts import ActHead, ActText, DisposalAct, DisposalOutput, OtherAct, StepAct
from tracer.reserve.register import Register

METHODS = ("auction", "otc", "exchange", "return", "sharing", "interlocutory", "fork-claim")
STATES = ("authorised", "offered", "awarded", "sent", "settled", "closed", "cancelled")
"""What a step can reach; a disposal is proposed by its own act."""
SENT = "sent"
BIDDING = ("offered", "awarded")
"""States whose step may name an auction's bids: sealed ones, then opened ones."""
INSTRUMENTS = ("future", "forward", "swap", "put", "call")
OPTIONS = ("put", "call")
SIDES = ("long", "short")
DECISIONS = ("keep", "reduce to", "raise to", "hedge")
VOTES = ("for", "against", "abstained")
OPINIONS = ("unqualified", "qualified", "adverse", "disclaimer")

_DATE = "a date such as 2026-05-02"
_NO_DATE = dt.date.min
_MONEY = 'money in quotation marks such as "69850.00"'
_CURRENCY = "a currency such as USD"
_SHARE = 'a share in quotation marks such as "0.0100"'
_PERIOD = "a period such as 2026Q3"
_MAX_SCRIPT = 10_000
_MOST = 1_000_000


def disposal(table: FieldTable, head: ActHead, register: Register) -> DisposalAct:
    """Read a disposal as proposed."""
    expected = f"one of {', '.join(METHODS)}"
    outputs = tuple(_output(each, register) for each in table.tables("outputs"))
    return DisposalAct(
        head=head,
        method=table.need("method", table.choice("method", METHODS), expected, METHODS[0]),
        lots=typed_values.read_lots(table),
        basis=table.need("basis", table.prose("basis"), PROSE, ""),
        outputs=outputs,
        txid=table.read("txid", lambda text: parse_txid(small(text)), "64 hexadecimal digits"),
        sale=SaleTerms(
            authorised=_authorised(table),
            counterparty=_counterparty(table),
            price=_price(table),
            proceeds=_proceeds(table),
            shares=_shares(table),
        ),
    )


def step(table: FieldTable, head: ActHead, _: Register) -> StepAct:
    """Read a disposal's next state; `sent` names the transaction, `offered` and `awarded` an auction's bids."""
    state = table.need("state", table.choice("state", STATES), f"one of {', '.join(STATES)}", "")
    txid = table.read("txid", lambda text: parse_txid(small(text)), "64 hexadecimal digits")
    if state == SENT and "txid" not in table:
        table.fault("txid", "missing; expected the transaction that sends it")
    if state not in ("", SENT) and "txid" in table:
        table.fault("txid", f'belongs to state = "{SENT}" only')
    if state not in ("", *BIDDING) and "bids" in table:
        table.fault("bids", f"belongs to the states {' and '.join(BIDDING)} only")
    return StepAct(head=head, disposal=act_named(table, "disposal"), state=state, txid=txid, bids=_bids(table))


def _bids(parent: FieldTable) -> ActText | None:
    """Read the table of an auction's bids, `bids = { file = "…", sha256 = "…" }`."""
    table = parent.table("bids")
    if "bids" not in parent:
        return None
    found = document(table)
    table.close()
    return found


def convention(table: FieldTable, head: ActHead, _: Register) -> OtherAct:
    """Read a numbered convention."""
    inner = table.table("values")
    if "values" not in table or table.is_empty("values"):
        table.fault(
            "values", f"{'' if 'values' in table else 'missing; '}expected a table [values] with at least one key"
        )
    given = {key: inner.as_text(key) for key in inner.keys}
    values = {key: text for key, text in given.items() if text is not None}
    return OtherAct(
        head=head, terms=ConventionTerms(name=table.need("name", table.name("name"), NAME, ""), values=values)
    )


def hedge(table: FieldTable, head: ActHead, _: Register) -> OtherAct:
    """Read a position; an option has a strike, anything else a price."""
    instrument = _chosen(table, "instrument", INSTRUMENTS)
    key, other = ("strike", "price") if instrument in OPTIONS else ("price", "strike")
    if other in table:
        table.fault(other, f"belongs to {'options' if other == 'strike' else 'what is no option'}; expected {key}")
    table.read(other, typed_values.hundredths, _MONEY)
    opened = table.need("opened", table.date("opened"), _DATE, _NO_DATE)
    expires = table.need("expires", table.date("expires"), _DATE, dt.date.max)
    if expires <= opened:
        table.fault("expires", f"expected a day after opened, {opened}, got {expires}")
    closed = table.date("closed")
    if closed is not None and not opened <= closed <= expires:
        table.fault("closed", f"expected a day from opened, {opened}, to expires, {expires}, got {closed}")
    delta, source = table.read("delta", typed_values.share, _SHARE), table.prose("delta_source")
    if ("delta" in table) != ("delta_source" in table):
        table.fault("delta", "goes with delta_source: a desk's word, and whose")
    if "delta" in table and instrument not in OPTIONS:
        table.fault("delta", "belongs to options")
    margin, margin_currency, margin_sat, margin_outpoint = _margin(table)
    terms = HedgeTerms(
        instrument=instrument,
        side=_chosen(table, "side", SIDES),
        venue=table.need("venue", table.name("venue"), NAME, ""),
        counterparty=table.need("counterparty", table.name("counterparty"), NAME, ""),
        contract=Sats(table.need("contract_sat", table.whole("contract_sat", 1, MAX_MONEY, "satoshi"), "satoshi", 1)),
        count=table.need("count", table.whole("count", 1, _MOST), "a whole number", 1),
        price=table.need(key, table.read(key, typed_values.hundredths, _MONEY), _MONEY, 1),
        currency=table.need("currency", table.read("currency", typed_values.currency, _CURRENCY), _CURRENCY, ""),
        opened=opened,
        expires=expires,
        margin=margin,
        margin_currency=margin_currency,
        margin_sat=margin_sat,
        margin_outpoint=margin_outpoint,
        valuation=table.need("valuation", table.prose("valuation"), PROSE, ""),
        closed=closed,
        delta=delta,
        delta_source=source,
    )
    return OtherAct(head=head, terms=terms)


def review(table: FieldTable, head: ActHead, _: Register) -> OtherAct:
    """Read the review of a sealed period."""
    present = table.need("present", table.names("present"), "a list of names", ())
    for one, other in combinations(present, 2):
        if same_person(one, other):
            table.fault("present", f"{show(other)} is {show(one)} as well")
    _refuse_mixed(table, "present", present)
    following = table.need("next", table.date("next"), _DATE, dt.date.max)
    if following <= head.date:
        table.fault("next", f"expected a day after the act's date, {head.date}, got {following}")
    terms = ReviewTerms(
        period=table.need("period", table.read("period", typed_values.period_name, _PERIOD), _PERIOD, ""),
        period_sha256=table.need(
            "period_sha256", table.hash("period_sha256", any_case=True), "64 hexadecimal digits", ""
        ),
        present=present,
        band=_band(table),
        decision=_chosen(table, "decision", DECISIONS),
        votes=_votes(table, present),
        reasons=table.need("reasons", table.prose("reasons"), PROSE, ""),
        next=following,
        answers=_answers(table),
    )
    return OtherAct(head=head, terms=terms)


def waiver(table: FieldTable, head: ActHead, _: Register) -> OtherAct:
    """Read a waiver; it has an end."""
    limit = table.need("limit", table.name("limit"), NAME, "")
    until = table.need("until", table.date("until"), _DATE, dt.date.max)
    if until < head.date:
        table.fault("until", f"expected the act's date, {head.date}, or later, got {until}")
    reason = table.need("reason", table.prose("reason"), PROSE, "")
    return OtherAct(head=head, terms=WaiverTerms(limit=limit, until=until, reason=reason))


def opinion(table: FieldTable, head: ActHead, _: Register) -> OtherAct:
    """Read what an auditor said."""
    file = document(table)
    terms = OpinionTerms(
        firm=table.need("firm", table.name("firm"), NAME, ""),
        period=table.need("period", table.read("period", typed_values.period_name, _PERIOD), _PERIOD, ""),
        scope=table.need("scope", table.prose("scope"), PROSE, ""),
        opinion=_chosen(table, "opinion", OPINIONS),
        file=file.file,
        sha256=file.sha256,
    )
    return OtherAct(head=head, terms=terms)


def _chosen(table: FieldTable, key: str, names: tuple[str, ...]) -> str:
    return table.need(key, table.choice(key, names), f"one of {', '.join(names)}", names[0])


def _output(table: FieldTable, register: Register) -> DisposalOutput:
    """Read an output to pay: a script in hexadecimal digits, or the address that stands for it."""
    if ("script" in table) == ("address" in table):
        table.fault("", f"expected exactly one of script, address, got {'both' if 'script' in table else 'none'}")
    script = table.read("script", _script, "a script in hexadecimal digits")
    paid = table.read("address", lambda text: address.decode(text, register.network), "an address")
    sat = table.need("sat", table.whole("sat", 1, MAX_MONEY, "satoshi"), "satoshi", 1)
    table.close()
    return DisposalOutput(script or paid or b"", Sats(sat))


def _script(text: str) -> bytes:
    try:
        script = bytes.fromhex(text)
    except ValueError:
        script = b""
    if not 0 < len(script) <= _MAX_SCRIPT or script.hex() != text.lower():
        raise ValueError(f"expected a script of 1 to {_MAX_SCRIPT} bytes in hexadecimal digits, got {show(text)}")
    return script


def _authorised(table: FieldTable) -> tuple[Authorisation, ...]:
    """Read who authorised a disposal; where anybody did, two different persons."""
    found = tuple(_authorisation(each) for each in table.tables("authorised"))
    for one, other in combinations([each.person for each in found if each.person], 2):
        if same_person(one, other):
            table.fault("authorised", f"{show(other)} is {show(one)} as well: one person authorises once")
    _refuse_mixed(table, "authorised", [each.person for each in found])
    if "authorised" in table and len(found) < 2:
        table.fault("authorised", "a disposal takes two different persons")
    return found


def _refuse_mixed(table: FieldTable, key: str, names: Iterable[str]) -> None:
    """Record a fault for each person or body whose letters are of several scripts."""
    for name, why in ((each, mixed_letters(each)) for each in names):
        if why is not None:
            table.fault(key, f"{show(name)} {why}")


def _shares(table: FieldTable) -> tuple[ShareTerms, ...]:
    """Read with whom a disposal is shared: two bodies or more, each once."""
    found = tuple(_share(each) for each in table.tables("shares"))
    for one, other in combinations([each.body for each in found if each.body], 2):
        if same_person(one, other):
            table.fault("shares", f"{show(other)} is {show(one)} as well: one share each")
    _refuse_mixed(table, "shares", [each.body for each in found])
    if "shares" in table and len(found) < 2:
        table.fault("shares", "expected two bodies or more; what one gets is shared with nobody")
    return found


def _share(table: FieldTable) -> ShareTerms:
    found = ShareTerms(
        body=table.need("body", table.name("body"), NAME, ""),
        part=table.need("part", table.whole("part", 1, _MOST), "a whole number of parts", 1),
    )
    table.close()
    return found


def _authorisation(table: FieldTable) -> Authorisation:
    found = Authorisation(
        person=table.need("person", table.name("person"), NAME, ""),
        date=table.need("date", table.date("date"), _DATE, _NO_DATE),
    )
    table.close()
    return found


def _counterparty(parent: FieldTable) -> Counterparty | None:
    table = parent.table("counterparty")
    if "counterparty" not in parent:
        return None
    if ("screened" in table) != ("screening_sha256" in table):
        table.fault("screened", "goes with screening_sha256: when lists were searched, and the result's hash")
    found = Counterparty(
        name=table.need("name", table.name("name"), NAME, ""),
        licence=table.prose("licence"),
        ivms101=table.read("ivms101", typed_values.file_inside, "a path inside the register's folder"),
        screened=table.date("screened"),
        screening_sha256=table.hash("screening_sha256", any_case=True),
        proof=table.read("proof", typed_values.file_inside, "a path inside the register's folder"),
    )
    table.close()
    return found


def _price(parent: FieldTable) -> SalePrice | None:
    table = parent.table("price")
    if "price" not in parent:
        return None
    found = SalePrice(
        currency=table.need("currency", table.read("currency", typed_values.currency, _CURRENCY), _CURRENCY, ""),
        per_btc=table.need("per_btc", table.read("per_btc", typed_values.hundredths, _MONEY), _MONEY, 1),
        gross=table.need("gross", table.read("gross", typed_values.hundredths, _MONEY), _MONEY, 1),
        costs=table.read("costs", typed_values.hundredths_from_zero, _MONEY) or 0,
        fixing=table.date("fixing"),
        floor=table.read("floor", typed_values.decimal, 'a ratio in quotation marks such as "0.98"'),
    )
    table.close()
    return found


def _proceeds(parent: FieldTable) -> Proceeds | None:
    table = parent.table("proceeds")
    if "proceeds" not in parent:
        return None
    found = Proceeds(
        account=table.need("account", table.name("account"), NAME, ""),
        received=table.need("received", table.date("received"), _DATE, _NO_DATE),
        net=table.need("net", table.read("net", typed_values.hundredths, _MONEY), _MONEY, 1),
        restricted=table.flag("restricted") or False,
    )
    table.close()
    return found


def _margin(parent: FieldTable) -> tuple[int | None, str | None, Sats | None, Outpoint | None]:
    """Read what was posted: `amount` with `currency`, or `sat` with `outpoint`."""
    table = parent.table("margin")
    if "margin" in parent and set(table.keys) not in ({"amount", "currency"}, {"sat", "outpoint"}):
        table.fault("", "expected amount with currency, or sat with outpoint")
    amount = table.read("amount", typed_values.hundredths, _MONEY)
    currency = table.read("currency", typed_values.currency, _CURRENCY)
    sat = table.whole("sat", 1, MAX_MONEY, "satoshi")
    outpoint = table.read("outpoint", outpoint_of, "txid:vout")
    table.close()
    return amount, currency, None if sat is None else Sats(sat), outpoint


def _band(parent: FieldTable) -> tuple[Fraction, Fraction]:
    """Read the share proposed, from `min` to `max`."""
    table = parent.table("band")
    if "band" not in parent:
        parent.fault("band", "missing; expected a table with min and max")
        return Fraction(0), Fraction(1)
    low = table.need("min", table.read("min", typed_values.share, _SHARE), _SHARE, Fraction(0))
    high = table.need("max", table.read("max", typed_values.share, _SHARE), _SHARE, Fraction(1))
    if low > high:
        table.fault("max", "expected at least min")
    table.close()
    return low, high


def _answers(parent: FieldTable) -> Mapping[str, str]:
    """Read what is done about limits that were broken, by their ids."""
    table = parent.table("answers")
    said = {limit: table.prose(limit) for limit in table.keys}
    return {limit: text for limit, text in said.items() if text is not None}


def _votes(parent: FieldTable, present: tuple[str, ...]) -> Mapping[str, str]:
    """Read votes by name, of those who were present."""
    table = parent.table("votes")
    if "votes" not in parent:
        parent.fault("votes", "missing; expected a table of names and votes")
    votes: dict[str, str] = {}
    for name in table.keys:
        if name not in present:
            table.fault(show_key(name), f"is not among those present{nearest(name, present)}")
        elif (vote := table.choice(name, VOTES)) is not None:
            votes[name] = vote
    return votes
