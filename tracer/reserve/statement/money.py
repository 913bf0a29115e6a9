"""What the statement says of money: each block rolled forward, what it cost, what sales brought, how it was priced."""

from collections.abc import Iterable

from tracer.documents.language.language import NO_BREAK_SPACE, Language, phrase
from tracer.documents.paper import Block, Head, Nature, Section, Text, number, table
from tracer.reserve.period_rows import PeriodStatement
from tracer.reserve.price.rates import DOLLAR
from tracer.reserve.statement import words
from tracer.reserve.value.day_rows import ValuedBlock
from tracer.reserve.value.value_rows import PeriodCostBasis, PeriodCosts, PeriodValue

BLOCKS = {
    ValuedBlock.RESERVE: phrase("assigned to the reserve"),
    ValuedBlock.TITLED: phrase("with title"),
    ValuedBlock.HELD: phrase("held in all"),
}
ROWS = {
    "opening": phrase("opening"),
    "additions": phrase("came in"),
    "withdrawals": phrase("withdrawals from custodians"),
    "scope": phrase("wallets that entered or left the register"),
    "disposals": phrase("went to others"),
    "fees": phrase("fees to miners"),
    "deposits": phrase("deposits with custodians"),
    "revaluation": phrase("revaluation"),
    "closing": phrase("closing"),
}
METHODS = {
    "specific": phrase("specific identification"),
    "fifo": phrase("first in, first out"),
    "average": phrase("weighted average"),
}
_AT = {"seizure": phrase("at seizure"), "receipt": phrase("at receipt into the reserve")}
_OUT = ("disposals", "fees", "deposits")


def money_sections(statement: PeriodStatement, language: Language) -> list[Section]:
    """Return the sections on value and cost; none where the register sets no price."""
    value, cost = statement.value, statement.cost
    if value is None or cost is None:
        return []
    return [_value(value, language), _cost(cost, language)]


def value_line(statement: PeriodStatement, language: Language) -> str:
    """Return what the titled coins are worth, or that there is no price."""
    if statement.value is None:
        return language.say("not yet valued")
    titled = statement.value.block(ValuedBlock.TITLED)
    said = _usd(titled.cents["closing"], language)
    return said if titled.own is None else f"{said}\n{_in(statement.value.currency, titled.own, language)}"


def _usd(cents: int, language: Language) -> str:
    return _in(DOLLAR, cents, language)


def _in(currency: str, hundredths: int, language: Language) -> str:
    return f"{words.money(hundredths, language)}{NO_BREAK_SPACE}{currency}"


def _value(value: PeriodValue, language: Language) -> Section:
    say = language.say
    names = [language.word(BLOCKS[each.block]) for each in value.blocks]
    rows = [
        (
            language.word(said),
            *(words.money(-each.cents[key] if key in _OUT else each.cents[key], language) for each in value.blocks),
        )
        for key, said in ROWS.items()
    ]
    blocks: list[Block] = [
        table(say("Value in US dollars"), [say("entry"), *map(number, names)], rows, total=True),
        *_by_block(value, language),
        *_priced(value, language),
        Text(
            say(
                "What came in and what went is valued at the fixing of its own day; every row is rounded by itself, "
                "and the revaluation is what is left between them. It is computed a second time from what was held on "
                "each day and that day’s change of price. Coins without title are in no total of assets."
            ),
            Nature.CONVENTION,
        ),
    ]
    if value.proceeds:
        blocks.append(_proceeds(value, language))
    return Section(say("What it is worth"), tuple(blocks))


def _by_block(value: PeriodValue, language: Language) -> Iterable[Block]:
    """Yield each block's satoshi and worth at the end, and what sales brought beside the fixing."""
    say = language.say
    rows = [
        (
            language.word(BLOCKS[each.block]),
            language.bitcoin(each.sat["closing"]),
            words.money(each.cents["closing"], language),
            *words.beside_dollars(value.currency, each.own, language),
            words.money(each.execution, language),
        )
        for each in value.blocks
    ]
    columns: list[Head] = [
        say("what"), number("BTC"), *words.money_heads(value.currency), number(say("sales above fixing, USD")),
    ]  # fmt: skip
    yield table(say("At the end of the period"), columns, rows)


def _priced(value: PeriodValue, language: Language) -> Iterable[Block]:
    """Yield by which fixing and which rate, how the days were priced, and what the largest market alone gives."""
    say, fixing, counts = language.say, value.fixing, value.fixings
    yield Text(
        say(
            "One bitcoin is {price}: fixing of {day}, quality {quality}, SHA-256 {hash}",
            price=_usd(fixing.cents, language), day=language.date(fixing.day), quality=fixing.quality.value,
            hash=fixing.sha256,
        ),
        Nature.FACT,
    )  # fmt: skip
    if value.rate is not None:
        yield Text(
            say(
                "One US dollar is {rate} {currency}: official rate of {day}, from {file}. Amounts in {currency} are of "
                "the exact product, never of rounded dollars.",
                rate=words.decimal(value.rate.per_usd, language), currency=value.currency,
                day=language.date(value.rate.as_of),
                file=value.rate.source,
            ),
            Nature.FACT,
        )  # fmt: skip
    yield Text(
        say(
            "Days of the period with a fixing of quality A: {best}; of quality C, by last trades: {last}; with the "
            "fixing of an earlier day: {carried}; before the first fixing: {none}.",
            best=language.number(counts.best), last=language.number(counts.last_trades),
            carried=language.number(counts.carried), none=language.number(counts.none),
        )
    )  # fmt: skip
    if value.principal is not None:
        yield Text(
            say(
                "Fair value of level 2 by IFRS 13 and ASC 820. At the price of the market with the greatest volume "
                "alone, {name}, {price}, the coins with title are {usd}.",
                name=value.principal.name, price=words.decimal(value.principal.price, language),
                usd=_usd(value.principal.cents, language),
            ),
            Nature.CONVENTION,
        )  # fmt: skip


def _proceeds(value: PeriodValue, language: Language) -> Block:
    say = language.say
    rows = []
    for each in value.proceeds:
        note = say("may not be used yet") if each.restricted else ""
        note = say("agreed; receipt not recorded") if each.expected else note
        rows.append(
            (
                each.act,
                language.date(each.day),
                language.bitcoin(each.sat),
                f"{words.money(each.net, language)}{NO_BREAK_SPACE}{each.currency}",
                words.money(each.cents, language),
                note,
            )
        )
    columns: list[Head] = [
        say("act"), say("sent on"), number("BTC"), number(say("net")), number("USD"), say("note"),
    ]  # fmt: skip
    return table(say("What disposals brought"), columns, rows)


def _cost(cost: PeriodCostBasis, language: Language) -> Section:
    say = language.say
    title = say("What the coins with title cost")
    if cost.costs is None:
        days = language.listed(map(language.date, cost.missing))
        said = say("Not known: satoshi got title on days that have no fixing: {days}.", days=days)
        return Section(title, (Text(said, Nature.WARNING), _elsewhere(cost, language)))
    costs = cost.costs
    rows = [(language.word(said), *_by_method(costs, name, language)) for name, said in METHODS.items()]
    columns: list[Head] = [say("method"), number(say("cost, USD")), number(say("realised, USD"))]
    blocks: list[Block] = [
        table(say("Cost at the end, and what the period realised"), columns, rows),
        table(say("Value and cost, USD"), [say("what"), number("USD")], list(_results(costs, language))),
        _elsewhere(cost, language),
        Text(
            say(
                "Nothing was paid for these coins: a satoshi costs the fixing of the day on which title to it came "
                "into force. The statement follows each satoshi by its number; the other two methods are for "
                "comparison. What is given back or goes without a price leaves at its fixing."
            ),
            Nature.CONVENTION,
        ),
    ]
    return Section(title, tuple(blocks))


def _by_method(costs: PeriodCosts, name: str, language: Language) -> tuple[str, str]:
    if name in costs.compared:
        each = costs.compared[name]
        return words.money(each.cost, language), words.money(each.realised, language)
    return words.money(costs.cents["closing"], language), words.money(costs.realised, language)


def _results(costs: PeriodCosts, language: Language) -> Iterable[tuple[str, str]]:
    """Yield what ASU 2023-08 asks for, by name."""
    say = language.say
    named = (
        (say("cost at the beginning"), costs.cents["opening"]),
        (say("cost of what came in"), costs.cents["additions"]),
        (say("cost of what was disposed of"), -costs.cents["disposals"]),
        (say("cost of fees to miners"), -costs.cents["fees"]),
        (say("cost at the end"), costs.cents["closing"]),
        (say("proceeds, and the fixing of what was no sale"), costs.proceeds),
        (say("realised gains"), costs.gains),
        (say("realised losses"), -costs.losses),
        (say("realised since the first statement with money"), costs.cumulative),
        (say("not realised, at the beginning"), costs.unrealised_opening),
        (say("not realised, at the end"), costs.unrealised_closing),
        (say("with custodians, by acts of scope or late, beside their cost"), costs.other),
    )
    return ((name, words.money(cents, language)) for name, cents in named)


def _elsewhere(cost: PeriodCostBasis, language: Language) -> Block:
    """Return the same coins at the fixings of other days of theirs."""
    say = language.say
    rows = [
        (
            language.word(said),
            language.bitcoin(cost.at[name].sat),
            say("not known") if (cents := cost.at[name].cents) is None else words.money(cents, language),
        )
        for name, said in _AT.items()
    ]
    caption = say("The same coins at the fixings of other days, never mixed with the cost")
    return table(caption, [say("valued"), number("BTC"), number("USD")], rows)
