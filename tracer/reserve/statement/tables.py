"""The books as tables: CSV for programs, one workbook for people. Amounts are whole satoshi, names the same everywhere.

Source: RFC 4180 (CSV).
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction

from tracer.documents.language.language import Language, phrase
from tracer.documents.workbook import MAX_ROWS, AboutSheet, Sheet, SheetColumn, SheetKind
from tracer.documents.workbook import workbook as as_workbook
from tracer.formats.cells import Row
from tracer.formats.table_schema import CellKind, TableColumn, TableSchema
from tracer.reserve.limits.figures import CENT, PERCENT_PLACES, fixed, percent
from tracer.reserve.limits.hedges import Hedge
from tracer.reserve.limits.limit_report import LimitReport
from tracer.reserve.limits.limit_rows import LimitDay
from tracer.reserve.limits.measures import fixing_of
from tracer.reserve.limits.period_limits import PeriodLimit
from tracer.reserve.limits.stress import StressRow
from tracer.reserve.period_rows import PeriodBooks, PeriodStatement
from tracer.reserve.price.rounding import half_even
from tracer.reserve.public import valued_satoshi
from tracer.reserve.public_rounding import PublicFigure
from tracer.reserve.public_rows import PublicStatement
from tracer.reserve.statement import words
from tracer.reserve.statement.sources import StatementSources
from tracer.reserve.title_rows import Title
from tracer.reserve.value.own_currency import hundredths_key
from tracer.reserve.value.public_value import FIGURES
from tracer.reserve.value.value_rows import PeriodValue

TEXT, NUMBER, SATOSHI, TIME, HASH, OUTPOINT = CellKind

_COLUMNS: Mapping[str, TableColumn] = {
    column.name: column
    for column in (
        TableColumn("wallet", TEXT, phrase("wallet of the register; empty: all together")),
        TableColumn("opening_sat", SATOSHI, phrase("held when the period began")),
        TableColumn("receipts_sat", SATOSHI, phrase("received from others")),
        TableColumn("withdrawals_sat", SATOSHI, phrase("come back from custodians")),
        TableColumn("transfers_in_sat", SATOSHI, phrase("come from other wallets of the register")),
        TableColumn("transfers_out_sat", SATOSHI, phrase("gone to other wallets of the register")),
        TableColumn("deposits_sat", SATOSHI, phrase("gone to custodians")),
        TableColumn("disposals_sat", SATOSHI, phrase("paid to others")),
        TableColumn("fees_sat", SATOSHI, phrase("paid to miners")),
        TableColumn("scope_sat", SATOSHI, phrase("of wallets that entered or left the register by act")),
        TableColumn("closing_sat", SATOSHI, phrase("held when the period ended")),
        TableColumn("unsolicited_sat", SATOSHI, phrase("of the closing, paid in unasked")),
        TableColumn("order", TEXT, phrase("order, as its act names it")),
        TableColumn("act", TEXT, phrase("number of the act; empty: none")),
        TableColumn("kind", TEXT, phrase("kind of the order, of the movement or of the fault")),
        TableColumn("case", TEXT, phrase("case that the order names")),
        TableColumn("ordered_sat", SATOSHI, phrase("what the order states; empty: no amount in satoshi")),
        TableColumn("covered_sat", SATOSHI, phrase("what the order covers")),
        TableColumn("shortfall_sat", SATOSHI, phrase("what is lacking")),
        TableColumn("txid", HASH, phrase("the transaction")),
        TableColumn("vout", NUMBER, phrase("output of a receipt, the first being 0; empty: no receipt")),
        TableColumn("height", NUMBER, phrase("height of the block")),
        TableColumn("value_sat", SATOSHI, phrase("what came in, moved or left; of a coin what it is worth")),
        TableColumn("fee_sat", SATOSHI, phrase("the register’s part of the fee")),
        TableColumn("lots", TEXT, phrase("lots with their satoshi")),
        TableColumn("outpoint", OUTPOINT, phrase("the coin: the transaction that made it, and its output’s number")),
        TableColumn("address", TEXT, phrase("address paid; empty: the script has none")),
        TableColumn("part", NUMBER, phrase("place of the satoshi in the coin, the first part being 0")),
        TableColumn("lot", TEXT, phrase("lot; empty: of no case")),
        TableColumn("title", TEXT, phrase("what the state may do with the satoshi")),
        TableColumn("part_sat", SATOSHI, phrase("satoshi of the part")),
        TableColumn("sat", SATOSHI, phrase("satoshi")),
        TableColumn("account", TEXT, phrase("account at a custodian")),
        TableColumn("attested_sat", SATOSHI, phrase("what its last statement says; empty: none")),
        TableColumn("as_of", TEXT, phrase("day of that statement")),
        TableColumn("block", TEXT, phrase("which satoshi are valued")),
        TableColumn("row", TEXT, phrase("row of the roll-forward")),
        TableColumn("value_of_sat", SATOSHI, phrase("satoshi of the row; empty: it has none")),
        TableColumn("usd_cents", NUMBER, phrase("US cents")),
        TableColumn("published_of_sat", SATOSHI, phrase("published satoshi that are valued")),
        TableColumn("limit", TEXT, phrase("limit, by its id")),
        TableColumn("limit_kind", TEXT, phrase("what the limit looks at")),
        TableColumn("severity", TEXT, phrase("hard or soft")),
        TableColumn("unit", TEXT, phrase("unit of the figures of the limit")),
        TableColumn("max", TEXT, phrase("greatest that is allowed; empty: none is set")),
        TableColumn("min", TEXT, phrase("least that is allowed; empty: none is set")),
        TableColumn("subject", TEXT, phrase("wallet, custodian, or first act with a counterparty; empty: all")),
        TableColumn(
            "actual", TEXT, phrase("what the limit measures on the last day; empty: not known, or nothing is there")
        ),
        TableColumn("state", TEXT, phrase("within, breached or unknown; empty: not in force yet")),
        TableColumn("first_day", TEXT, phrase("first day of the breach")),
        TableColumn("last_day", TEXT, phrase("last day of the breach in the period")),
        TableColumn("peak", TEXT, phrase("worst figure; empty: not known")),
        TableColumn("cause", TEXT, phrase("limit, market, denominator, movement or data")),
        TableColumn("moved", TEXT, phrase("transactions and acts that broke the limit")),
        TableColumn("decision_act", TEXT, phrase("waiver; empty: none")),
        TableColumn("cured", TEXT, phrase("day on which the limit was kept again; empty: open")),
        TableColumn("day", TEXT, phrase("day with a fixing")),
        TableColumn("titled_sat", SATOSHI, phrase("satoshi with title")),
        TableColumn("reserves_usd", TEXT, phrase("reserves divided by, in US dollars; empty: not known")),
        TableColumn("share_excl", TEXT, phrase("value over the reserves, in percent")),
        TableColumn("share_incl", TEXT, phrase("value over the reserves and itself, in percent")),
        TableColumn("instrument", TEXT, phrase("future, forward, swap, put or call")),
        TableColumn("side", TEXT, phrase("long or short")),
        TableColumn("contracts_sat", SATOSHI, phrase("satoshi that the contracts stand for")),
        TableColumn("price", TEXT, phrase("price or strike of one bitcoin, in the position’s currency")),
        TableColumn("currency", TEXT, phrase("the position’s currency")),
        TableColumn("opened", TEXT, phrase("first day of the position")),
        TableColumn("expires", TEXT, phrase("last day of the position")),
        TableColumn("exposure_sat", SATOSHI, phrase("what the position adds to what is open to the price")),
        TableColumn("margin_sat", SATOSHI, phrase("posted in coins, outside of the books; empty: none")),
        TableColumn("percent", NUMBER, phrase("by how many percent the price moves")),
        TableColumn(
            "options_usd_cents", NUMBER, phrase("what exercise of options brings, in US cents; empty: not known")
        ),
        TableColumn("hedges_usd_cents", NUMBER, phrase("what other positions gain, in US cents")),
        TableColumn("breaks", TEXT, phrase("limits that are broken then")),
        TableColumn("figure", TEXT, phrase("what the figure is of")),
        TableColumn("rounded_sat", SATOSHI, phrase("satoshi as published")),
        TableColumn("within_sat", SATOSHI, phrase("the exact amount differs by less; 0: not at all")),
    )
}

_BOOKS = (
    "wallet opening_sat receipts_sat withdrawals_sat transfers_in_sat transfers_out_sat deposits_sat disposals_sat "
    "fees_sat scope_sat closing_sat unsolicited_sat"
)


def tables(sources: StatementSources) -> list[tuple[TableSchema, list[Row]]]:
    """Return the tables of a statement, or of what is published of it, each with its rows."""
    statement = sources.statement
    if statement is None:
        return _public(sources.public)
    found: list[tuple[TableSchema, list[Row]]] = [
        (_schema("books.csv", "a wallet’s books", _BOOKS), list(_books(statement))),
        (_schema("title.csv", "a title", "title sat"), [(title.value, statement.title[title]) for title in Title]),
        (
            _schema("orders.csv", "an order", "order act kind case ordered_sat covered_sat shortfall_sat"),
            [(o.order, o.act, o.form, o.case, o.ordered, o.covered, o.shortfall) for o in statement.orders],
        ),
        (
            _schema("movements.csv", "a movement", "txid vout height kind value_sat fee_sat act lots"),
            list(_movements(statement)),
        ),
        (
            _schema("accounts.csv", "an account", "account sat attested_sat as_of act"),
            [
                (a.name, a.sat, a.attested, None if a.as_of is None else a.as_of.isoformat(), a.act)
                for a in statement.accounts
            ],
        ),
    ]
    if statement.value is not None:
        schema = _value_schema("a row of a block’s value", "block row value_of_sat", statement.value.currency)
        found.append((schema, list(_value(statement.value))))
    if sources.limits is not None:
        found += _limits(sources.limits)
    if sources.coins:
        columns = "outpoint address wallet height value_sat part lot title part_sat"
        found.append((_schema("coins.csv", "a part of a coin", columns), list(_coins(sources))))
    return found


def _measured(row: PeriodLimit) -> Iterator[Row]:
    """Yield subject, figure and state of each measure of a limit, once where there is nothing to look at."""
    if not row.actual:
        yield None, None, None if row.state is None else row.state.value
    yield from ((each.subject, each.value, each.state.value) for each in row.actual)


def _limits(report: LimitReport) -> list[tuple[TableSchema, list[Row]]]:
    """Return what the limits measure, their breaches, the share day by day, positions, and moves of the price."""
    columns = "limit limit_kind severity unit max min subject actual state"
    actual: list[Row] = [
        (row.limit, row.kind.value, row.severity.value, row.unit, row.most, row.least, *measured)
        for row in report.rows
        for measured in _measured(row)
    ]  # fmt: skip
    broken = "limit limit_kind subject first_day last_day peak cause moved decision_act cured"
    breaches: list[Row] = [
        (each.limit, each.kind.value, each.subject, each.first_day.isoformat(), each.last_day.isoformat(), each.peak,
         each.cause.value, " ".join((*each.txids, *each.acts)), each.decision_act,
         None if each.cured is None else each.cured.isoformat())
        for each in report.book.breaches
    ]  # fmt: skip
    shares = [
        _share(day, excluding, including)
        for day, (_, excluding, including) in zip(report.days, report.shares, strict=True)
    ]
    positions = "act instrument side contracts_sat price currency opened expires exposure_sat margin_sat"
    steps = "percent usd_cents share_excl share_incl options_usd_cents hedges_usd_cents breaks"
    return [
        (_schema("limits.csv", "what a limit measures", columns), actual),
        (_schema("breaches.csv", "a breach of a limit", broken), breaches),
        (_schema("shares.csv", "a day with a fixing", "day usd_cents titled_sat reserves_usd share_excl share_incl"),
         shares),
        (_schema("hedges.csv", "a position against the price", positions), list(map(_position, report.hedges))),
        (_schema("stress.csv", "a move of the price", steps), list(map(_step, report.grid))),
    ]  # fmt: skip


def _position(hedge: Hedge) -> Row:
    terms, said = hedge.terms, hedge.as_json()
    price = said["strike" if hedge.is_option else "price"]
    return (
        hedge.act, terms.instrument, terms.side, hedge.sat, str(price), terms.currency, terms.opened.isoformat(),
        terms.expires.isoformat(), hedge.exposure, terms.margin_sat,
    )  # fmt: skip


def _step(row: StressRow) -> Row:
    shares = (None if each is None else percent(each, PERCENT_PLACES) for each in (row.excluding, row.including))
    options = None if row.options is None else half_even(row.options * CENT)
    return row.step, half_even(row.value * CENT), *shares, options, half_even(row.others * CENT), " ".join(row.breaks)


def _share(day: LimitDay, excluding: Fraction | None, including: Fraction | None) -> Row:
    usd = None if day.reserves is None else day.reserves.usd
    return (
        day.day.isoformat(),
        int(fixing_of(day).cents),
        day.quantities.titled,
        None if usd is None else fixed(usd, 2),
        *(None if share is None else percent(share, PERCENT_PLACES) for share in (excluding, including)),
    )


def workbook(sources: StatementSources, language: Language) -> bytes:
    """Return all tables as sheets of one workbook, explained in a language."""
    say, found = language.say, tables(sources)
    meanings = {column.name: column.meaning for schema, _ in found for column in schema.columns}
    lines = [
        say("Books of the state digital-asset reserve: {register}, {period}",
            register=sources.public.register, period=words.period_name(sources.period, language)),
        say("Amounts are whole satoshi; {coin} satoshi are one bitcoin.", coin=language.number(100_000_000)),
        say("Names of sheets and columns are those of the CSV files, the same in every language."),
        say("A text that a spreadsheet could take for a formula has an apostrophe before it."),
    ]  # fmt: skip
    lines += [
        say(
            "Sheet {sheet}: the first {kept} of {all} rows; all are in {sheet}.csv.",
            sheet=_sheet_name(schema), kept=language.number(MAX_ROWS), all=language.number(len(rows)),
        )
        for schema, rows in found
        if len(rows) > MAX_ROWS
    ]  # fmt: skip
    about = AboutSheet(
        lines=lines,
        heads=(say("column"), say("what it holds")),
        columns=[(name, language.word(meaning)) for name, meaning in meanings.items()],
    )
    day = dt.datetime.fromtimestamp(sources.public.closing.mtp, dt.UTC).replace(hour=0, minute=0, second=0)
    sheets = (Sheet(_sheet_name(schema), _columns(schema), rows[:MAX_ROWS]) for schema, rows in found)
    return as_workbook(f"{sources.public.register} {sources.public.period}", day, about, sheets)


def _schema(name: str, row: str, columns: str) -> TableSchema:
    return TableSchema(name, row, tuple(_COLUMNS[column] for column in columns.split()))


def _value_schema(row: str, columns: str, currency: str) -> TableSchema:
    """Return that of `value.csv`: its last column is called by the register's own currency."""
    own = phrase("hundredths of the register’s own currency; empty: no rate, or no row of the end")
    schema = _schema("value.csv", row, f"{columns} usd_cents")
    return replace(schema, columns=(*schema.columns, TableColumn(hundredths_key(currency), NUMBER, own)))


def _columns(schema: TableSchema) -> list[SheetColumn]:
    return [SheetColumn(name, SheetKind.SATOSHI if name.endswith("_sat") else SheetKind.TEXT) for name in schema.names]


def _sheet_name(schema: TableSchema) -> str:
    return schema.name.removesuffix(".csv")


def _books(statement: PeriodStatement) -> Iterable[Row]:
    yield _wallet("", statement.books)
    for name, row in statement.wallets.items():
        yield _wallet(name, row)


def _wallet(name: str, row: PeriodBooks) -> Row:
    return (name, *(getattr(row.books, entry) for entry in words.BOOKS), row.unsolicited)


def _movements(statement: PeriodStatement) -> Iterable[Row]:
    for row in statement.movements:
        lots = " ".join(f"{lot}={sat}" for lot, sat in row.lots.items())
        yield row.txid, row.vout, row.height, row.kind.value, row.value, row.fee, row.act, lots


def _coins(sources: StatementSources) -> Iterable[Row]:
    for coin in sources.coins:
        place = (str(coin.outpoint), coin.address, coin.wallet, coin.height, coin.value)
        for number, part in enumerate(coin.parts):
            yield (*place, number, part.lot, part.title.value, part.sat)


def _value(value: PeriodValue) -> Iterable[Row]:
    for block in value.blocks:
        for name, cents in block.cents.items():
            yield block.block.value, name, block.sat.get(name), cents, block.own if name == "closing" else None
        yield block.block.value, "execution", None, block.execution, None


def _public(public: PublicStatement) -> list[tuple[TableSchema, list[Row]]]:
    books, title = public.books, public.title
    named: tuple[tuple[str, PublicFigure | None], ...] = (
        ("opening", books.opening), ("came", books.came), ("left", books.left), ("scope", books.scope),
        ("change", books.change), ("closing", books.closing), ("lawful", title.lawful), ("reserve", title.reserve),
        ("without", title.without), ("with_custodians", public.with_custodians),
    )  # fmt: skip
    rows: list[Row] = [(name, figure.sat, figure.within) for name, figure in named if figure is not None]
    found = [(_schema("books.csv", "a figure", "figure rounded_sat within_sat"), rows)]
    if public.value is not None:
        satoshi, value = valued_satoshi(books, title), public.value
        money: list[Row] = [
            (name, satoshi[name], value.usd[name], None if value.own is None else value.own[name]) for name in FIGURES
        ]
        found.append((_value_schema("a figure", "figure published_of_sat", value.currency), money))
    if public.open is not None:
        columns = "txid height kind value_sat fee_sat"
        movements: list[Row] = [(m.txid, m.height, m.kind, m.value, m.fee) for m in public.open.movements]
        addresses: list[Row] = [(a.wallet, a.address, a.sat) for a in public.open.addresses]
        found.append((_schema("movements.csv", "a movement", columns), movements))
        found.append((_schema("addresses.csv", "an address", "wallet address sat"), addresses))
    return found
