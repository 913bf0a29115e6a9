"""What is published of a period as one page, for anybody: a few rounded figures, and how to check them."""

import datetime as dt
from collections.abc import Iterable

from tracer.chain.amount import COIN
from tracer.documents.language.language import NO_BREAK_SPACE, Language
from tracer.documents.paper import Block, Head, Nature, Paper, Section, Text, digest, number, table
from tracer.reserve import stand_alone_files
from tracer.reserve.limits import limit_words
from tracer.reserve.limits.limit_words import KINDS, SEVERITIES
from tracer.reserve.profiles import Profile
from tracer.reserve.public import valued_satoshi
from tracer.reserve.public_limits import is_of_amounts
from tracer.reserve.public_rounding import PublicFigure
from tracer.reserve.public_rows import OpenBooks, PublicStatement
from tracer.reserve.statement import checks, rows, words
from tracer.reserve.statement.public_custody import custody_section, opinion_blocks
from tracer.reserve.statement.public_price import priced_section
from tracer.reserve.statement.sources import StatementSources
from tracer.reserve.terms import LimitKind, LimitSeverity

_CENT = 100


def public_paper(sources: StatementSources, language: Language) -> Paper:
    """Return the public page in a language."""
    public = sources.public
    sections = [
        _held(public, language),
        _came_and_went(public, language),
        _lawful(public, language),
        _priced(public, language),
        _proven(public, language),
        *([] if public.custody is None else [custody_section(public.custody, language)]),
        _breached(public, language),
        *([] if public.open is None else [_opened(public.open, language)]),
        checks.public_check_section(
            public.closing,
            public.network,
            public.private_root,
            public.rule is not None,
            language,
            file=stand_alone_files.last(public, Profile.PUBLIC),
        ),
        *([] if public.rule is None else [_rounding(public.rule, language)]),
        _earlier(public, language),
    ]
    return Paper(
        title=language.say("The state digital-asset reserve, for everybody"),
        subtitle=f"{public.body}. {words.period_name(sources.period, language)}",
        facts=tuple(_facts(sources, language)),
        warnings=tuple(_warnings(sources, language)),
        sections=tuple(sections),
        language=language,
    )


def _facts(sources: StatementSources, language: Language) -> Iterable[tuple[str, str]]:
    say, public = language.say, sources.public
    yield say("Register"), public.register
    yield say("Period"), words.days(sources.period, language)
    yield say("As of"), words.block(public.closing, language)
    yield say("Held"), _said(public.books.closing, public, language)
    yield say("Of it lawfully the state’s"), _said(public.title.lawful, public, language)
    yield say("Disclosure"), words.due_line(sources.due, sources.closed, language)


def _warnings(sources: StatementSources, language: Language) -> Iterable[str]:
    say, public = language.say, sources.public
    if sources.closed is not None and sources.closed > sources.due:
        yield say("Closed late: {line}.", line=words.due_line(sources.due, sources.closed, language))
    if public.restates is not None:
        yield say(
            "This page restates that of {period}. The earlier page stays valid as what was said then; compare both.",
            period=public.restates,
        )


def _said(figure: PublicFigure, public: PublicStatement, language: Language) -> str:
    """Return a figure with its unit and, where it is rounded, how far off it may be."""
    if public.rule is None:
        return words.btc(figure.sat, language)
    off = f"{NO_BREAK_SPACE}{words.within(figure, language)}" if figure.within else ""
    return f"{words.rounded(figure.sat, language)}{off}{NO_BREAK_SPACE}BTC"


def _figures(
    caption: str, named: Iterable[tuple[str, PublicFigure]], public: PublicStatement, language: Language
) -> Block:
    """Return figures as a table, each with how far off it may be; exact ones need no such column."""
    say = language.say
    if public.rule is None:
        exact = [(name, language.bitcoin(figure.sat)) for name, figure in named]
        return table(caption, [say("what"), number("BTC")], exact)
    cells = [(name, words.rounded(figure.sat, language), words.within(figure, language)) for name, figure in named]
    return table(caption, [say("what"), number("BTC"), number(say("exact figure within"))], cells)


def _held(public: PublicStatement, language: Language) -> Section:
    say = language.say
    blocks: list[Block] = [
        _figures(
            say("Bitcoin held at the end of the period"), [(say("held"), public.books.closing)], public, language
        ),
        *_worth(public, language),
        Text(
            say(
                "Cases behind it: {cases}; orders: {orders}.",
                cases=language.number(public.counts.cases), orders=language.number(public.counts.orders),
            )
        ),
    ]  # fmt: skip
    if public.counts.accounts:
        said = say("Besides, claims on custodians, which no coin on the chain shows:")
        named = [(say("with custodians"), public.with_custodians)]
        blocks += [Text(said), _figures(say("Claims on custodians"), named, public, language)]
    return Section(say("What the state holds"), tuple(blocks))


def _not_yet_valued(public: PublicStatement, language: Language) -> str:
    return language.say(
        "Not yet valued: this statement counts coins and states no amount in USD or {currency}.",
        currency=public.currency,
    )


def _came_and_went(public: PublicStatement, language: Language) -> Section:
    say, books, counts = language.say, public.books, public.counts
    named = [(say("held at the beginning"), books.opening)]
    if books.came is not None and books.left is not None:
        named += [(say("came in"), books.came), (say("left, fees to miners included"), _negative(books.left))]
    elif not counts.scope_acts:
        named.append((say("came in less what left"), books.change))
    else:
        named.append((say("came in less what left, with wallets that entered or left the register"), books.change))
    if books.scope is not None and counts.scope_acts:
        named.append((say("wallets that entered the register, less those that left it"), books.scope))
    named.append((say("held at the end"), books.closing))
    blocks: list[Block] = [_figures(say("From the beginning to the end of the period"), named, public, language)]
    said = say(
        "Transactions that brought coins: {came}; that paid coins away: {left}.",
        came=_few(counts.came, language), left=_few(counts.left, language),
    )  # fmt: skip
    blocks.append(Text(said))
    if books.came is None:
        blocks.append(Text(say("The sum of one or two transactions is not published by itself.")))
    if counts.scope_acts:
        said = say(
            "Acts by which wallets entered the register or left it: {count}. Their coins did not move: they neither "
            "came in nor left.",
            count=language.number(counts.scope_acts),
        )
        blocks.append(Text(said))
    moved = say("Moves between the state’s own wallets are neither: they change nothing but the fee.")
    return Section(say("What came and went"), (*blocks, Text(moved)))


def _negative(figure: PublicFigure) -> PublicFigure:
    return PublicFigure(-figure.sat, figure.within)


def _few(count: int | None, language: Language) -> str:
    return language.say("one or two") if count is None else language.number(count)


def _lawful(public: PublicStatement, language: Language) -> Section:
    say, title = language.say, public.title
    named = [
        (say("forfeited by orders in force"), title.lawful),
        (say("of it assigned to the reserve"), title.reserve),
        (say("in the wallets without title"), title.without),
    ]
    said = say(
        "Coins in the state’s wallets are the state’s when a forfeiture order is in force. The rest is held: it was "
        "seized, the time for appeal is running, no order covers it, or somebody paid it in unasked."
    )
    caption = say("With title and without")
    return Section(say("Of this, lawfully the state’s"), (_figures(caption, named, public, language), Text(said)))


def _worth(public: PublicStatement, language: Language) -> Iterable[Block]:
    """Yield what the figures are worth, each from its published satoshi, or that there is no price."""
    say, value = language.say, public.value
    if value is None:
        yield Text(_not_yet_valued(public, language))
        return
    named = {
        "held": say("held"),
        "lawful": say("forfeited by orders in force"),
        "reserve": say("of it assigned to the reserve"),
        "without": say("in the wallets without title"),
    }
    satoshi = valued_satoshi(public.books, public.title)
    rows = [
        (
            name,
            words.rounded(satoshi[key], language) if public.rule is not None else language.bitcoin(satoshi[key]),
            words.money(value.usd[key], language),
            *words.beside_dollars(value.currency, None if value.own is None else value.own[key], language),
        )
        for key, name in named.items()
    ]
    heads: list[Head] = [say("what"), number("BTC"), *words.money_heads(value.currency)]
    yield table(say("What it is worth at the end of the period"), heads, rows)
    yield Text(
        say(
            "You can repeat it with a calculator: the bitcoin of a row times {price} are its dollars, rounded once to "
            "the cent; times the rate of exchange as well, its {currency}.",
            price=words.money(value.cents, language), currency=value.currency,
        )
    )  # fmt: skip
    if public.rule is not None:
        yield Text(_off(public.books.closing, value.cents, language), Nature.CONVENTION)


def _off(held: PublicFigure, cents: int, language: Language) -> str:
    """Return how far off the money of rounded bitcoin may be, in whole dollars, rounded up."""
    return language.say(
        "These bitcoin are rounded, and so is the money: it is that of the rounded bitcoin, to the cent only so that "
        "everybody gets the same figure. What the exact bitcoin are worth differs by as much as they do: for what is "
        "held by less than {off} USD.",
        off=language.number(-(-held.within * cents // (COIN * _CENT))),
    )


def _priced(public: PublicStatement, language: Language) -> Section:
    if public.value is not None:
        return priced_section(public.value, language)
    said = language.say("No price is used in this statement.")
    return Section(
        language.say("How we priced it: not yet valued"), (Text(_not_yet_valued(public, language)), Text(said))
    )


def _proven(public: PublicStatement, language: Language) -> Section:
    say = language.say
    blocks: list[Block] = [
        Text(
            say(
                "That the coins lie on the chain, unspent at the closing block, is proven in the full statement by raw "
                "transactions and Merkle proofs."
            ),
            Nature.FACT,
        ),
        *_signed(public, language),
        *opinion_blocks(public.opinion, language),
    ]
    return Section(say("How much is proven"), tuple(blocks))


def _signed(public: PublicStatement, language: Language) -> Iterable[Block]:
    """Yield what of the coins the holders proved, and what that shows."""
    say, proof = language.say, public.proof
    if proof is None:
        said = say("That the body holds the keys is not proven in this statement; it is what the register asserts.")
        yield Text(said, Nature.ASSERTED)
        return
    share = proof.share(public.books.closing)
    if proof.whole:
        said = say(
            "Every coin held was proven by the holders: by signatures, or by payments that an auditor "
            "ordered, made at the closing block or later."
        )
    elif share is None:
        said = say(
            "No amount is published of what the holders proved by signatures, or by payments that an auditor ordered."
        )
    else:
        said = say(
            "{share} % of the coins held, {figure}, were proven by the holders: by signatures, or by "
            "payments that an auditor ordered, made at the closing block or later. That the keys of "
            "the rest are held is what the register asserts.",
            share=share.replace(".", language.point),
            figure=_said(proof.covered, public, language),
        )
    yield Text(said, Nature.FACT)
    yield Text(
        say(
            "A signature or a payment shows that whoever made it could move the coins then: not that "
            "nobody else can, nor that anybody still can. Coins that such a payment spent were held "
            "at the closing block and have moved since."
        )
    )


def _breached(public: PublicStatement, language: Language) -> Section:
    say = language.say
    kinds = {kind.value: said for kind, said in KINDS.items()}
    blocks: list[Block] = []
    if public.limits:
        blocks += _limits(public, language)
    elif public.value is not None:
        blocks.append(Text(say("The register sets no limit.")))
    else:
        blocks.append(Text(say("Limits on value are not yet valued: this statement states no breach of any.")))
    faults = [each for each in public.breaches if each.kind not in kinds]
    if faults:
        found = [(language.date(each.day), rows.fault_name(each.kind, language)) for each in faults]
        blocks.append(table(say("Faults of the books, by kind and day"), [say("day"), say("fault")], found))
    else:
        blocks.append(Text(say("The books were compared with the chain at the closing block: no fault was found.")))
    if public.counts.late_acts:
        count = language.number(public.counts.late_acts)
        blocks.append(Text(say("Acts of earlier periods that were filed late: {count}.", count=count)))
    return Section(say("What broke a limit"), tuple(blocks))


def _limits(public: PublicStatement, language: Language) -> Iterable[Block]:
    """Yield the limits, which of them were broken since when, and the band that the last review proposed."""
    say, kinds = language.say, {kind.value: kind for kind in LimitKind}
    is_hidden = is_of_amounts if public.rule is not None else lambda _: False
    rows_ = [
        (
            language.word(KINDS[kinds[each.kind]]),
            say("not published")
            if is_hidden(each.kind)
            else limit_words.allowed(kinds[each.kind], each.most, each.least, language),
            language.word(SEVERITIES[LimitSeverity(each.severity)]),
        )
        for each in public.limits
    ]
    yield table(say("Limits of the register"), [say("looks at"), number(say("allowed")), say("kind")], rows_)
    broken = [
        (
            say("in the period") if is_hidden(each.kind) else language.date(each.day),
            language.word(KINDS[kinds[each.kind]]),
        )
        for each in public.breaches
        if each.kind in kinds
    ]
    if broken:
        yield table(say("Limits broken, by kind and first day"), [say("since"), say("looks at")], broken)
    else:
        yield Text(say("No limit of the register was broken."))
    if any(is_hidden(each.kind) for each in public.limits):
        yield Text(
            say(
                "Of limits on amounts and shares neither the bound nor the day of a breach is published, for together "
                "they tell what single transactions moved. Those of one kind stand in one line."
            )
        )
    if public.review is not None:
        yield Text(
            say(
                "The last review, of {period}, proposed a share of the reserves from {low} to {high}. Next review: "
                "{day}.",
                period=public.review.period,
                low=limit_words.told(LimitKind.SHARE_EXCL, public.review.low, language),
                high=limit_words.told(LimitKind.SHARE_EXCL, public.review.high, language),
                day=language.date(dt.date.fromisoformat(public.review.following)),
            )
        )


def _opened(opened: OpenBooks, language: Language) -> Section:
    say = language.say
    addresses = [(each.wallet, each.address, language.bitcoin(each.sat)) for each in opened.addresses]
    movements = [
        (
            each.txid,
            language.word(words.MOVEMENTS[each.kind]) if each.kind in words.MOVEMENTS else each.kind,
            str(each.height),
            language.bitcoin(each.value),
        )
        for each in opened.movements
    ]
    heads: list[Head] = [say("wallet"), digest(say("address")), number("BTC")]
    columns: list[Head] = [digest(say("transaction")), say("kind"), number(say("block")), number("BTC")]
    return Section(
        say("Addresses and transactions"),
        (
            Text(say("This register publishes its addresses; every figure of this page is exact.")),
            table(say("Addresses that hold coins"), heads, addresses),
            table(say("Movements in the order of the chain, BTC"), columns, movements),
        ),
    )


def _rounding(rule: str, language: Language) -> Section:
    say = language.say
    said = say(
        "An exact amount is a search key: whoever knows it finds the transaction on the chain, and the wallets. So "
        "each amount is rounded once, where it came in, to steps of at least 0.01 BTC and 1 % of it, and every figure "
        "of every page is made of these rounded amounts. They add up, and no comparison of pages gives more away. Rule "
        "{rule}, in full in the register’s documentation.",
        rule=rule,
    )
    return Section(say("Why figures are rounded"), (Text(said, Nature.CONVENTION),))


def _earlier(public: PublicStatement, language: Language) -> Section:
    say = language.say
    title = say("Earlier statements")
    if not public.previous:
        return Section(title, (Text(say("This is the first statement of the register.")),))
    found = [(each.period, each.private_root) for each in public.previous]
    heads: list[Head] = [say("period"), digest(say("number that binds it"))]
    return Section(title, (table(say("Earlier statements of this register"), heads, found),))
