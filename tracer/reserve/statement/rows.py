"""The statement's lists: orders, movements, coins, accounts, faults, inputs, and what a restatement changes."""

from collections.abc import Iterable, Mapping

from tracer.documents.language.language import Language
from tracer.documents.paper import Block, Head, Nature, Section, Text, digest, number, table, time
from tracer.documents.words import named
from tracer.formats.canonical import Json
from tracer.reserve.period_rows import PeriodMovement, PeriodProof, PeriodStatement, Restatement
from tracer.reserve.statement import words
from tracer.reserve.statement.reasons import reasons
from tracer.reserve.statement.sources import CoinRow

_TOLD = ("fault", "kind", "exit", "what")
"""Keys of a fault that stand in other columns, or are the exit code of the command that found it."""


def order_section(statement: PeriodStatement, language: Language) -> Section:
    """Return the orders with what they cover and what is lacking."""
    say, bitcoin = language.say, language.bitcoin
    title = say("Orders, and what they cover")
    if not statement.orders:
        return Section(title, (Text(say("The register has no order.")),))
    rows = [
        (
            f"{order.order}\n{order.act}",
            words.form(order.form, language),
            order.case or "—",
            "—" if order.ordered is None else bitcoin(order.ordered),
            bitcoin(order.covered),
            "—" if order.shortfall is None else bitcoin(order.shortfall),
        )
        for order in statement.orders
    ]
    columns: list[Head] = [
        say("order and act"), say("kind"), say("case"), number(say("ordered")), number(say("covered")),
        number(say("shortfall")),
    ]  # fmt: skip
    blocks: list[Block] = [table(say("Orders, BTC"), columns, rows)]
    if any(order.ordered is None for order in statement.orders):
        said = say("A dash stands where an order states no amount in satoshi.")
        blocks.append(Text(said))
    return Section(title, tuple(blocks))


def movement_section(statement: PeriodStatement, language: Language) -> Section:
    """Return every movement of the period."""
    say = language.say
    title = say("Movements")
    if not statement.movements:
        return Section(title, (Text(say("Nothing came, moved or left in this period.")),))
    rows = [_movement(each, language) for each in statement.movements]
    columns: list[Head] = [
        digest(say("transaction")), say("kind and block"), number("BTC"), number(say("fee")), say("act"),
        number(say("of lots")),
    ]  # fmt: skip
    blocks: list[Block] = [table(say("Movements in the order of the chain, BTC"), columns, rows)]
    unnamed = [each for each in statement.movements if each.act is None and each.kind.value in ("disposal", "joint")]
    for each in unnamed:
        said = say("{txid} left the wallets, and no act names it.", txid=each.txid)
        blocks.append(Text(said, Nature.WARNING))
    return Section(title, tuple(blocks))


def _movement(row: PeriodMovement, language: Language) -> tuple[str, ...]:
    kind = named(language, words.MOVEMENTS, row.kind.value)
    lots = "\n".join(f"{lot} {language.bitcoin(sat)}" for lot, sat in row.lots.items())
    return (
        row.txid if row.vout is None else f"{row.txid}:{row.vout}",
        f"{kind}\n{language.say('block {height}', height=str(row.height))}",
        language.bitcoin(row.value),
        language.bitcoin(row.fee),
        row.act or "—",
        lots or "—",
    )


def coin_section(coins: tuple[CoinRow, ...], language: Language) -> Section:
    """Return every coin held at the closing block."""
    say = language.say
    rows = [
        (
            f"{coin.outpoint}\n{coin.address or ''}".strip(),
            f"{coin.wallet}\n{say('block {height}', height=str(coin.height))}",
            language.bitcoin(coin.value),
            "\n".join(
                f"{part.lot or say('no lot')} {language.bitcoin(part.sat)}: {language.word(words.TITLES[part.title])}"
                for part in coin.parts
            ),
        )
        for coin in coins
    ]
    columns: list[Head] = [
        digest(say("coin and address")), say("wallet and block"), number("BTC"), say("holds, in order"),
    ]  # fmt: skip
    blocks: list[Block] = [table(say("Coins at the closing block, BTC"), columns, rows)] if rows else []
    blocks += [] if rows else [Text(say("The wallets hold no coin."))]
    return Section(say("Coins"), tuple(blocks))


def account_section(statement: PeriodStatement, language: Language) -> Section:
    """Return the accounts at custodians: claims, no coins."""
    say, bitcoin = language.say, language.bitcoin
    title = say("Claims on custodians")
    if not statement.accounts:
        return Section(title, (Text(say("The register has no account at a custodian.")),))
    rows = [
        (
            each.name,
            bitcoin(each.sat),
            say("unknown") if each.attested is None else bitcoin(each.attested),
            "—" if each.as_of is None else language.date(each.as_of),
            each.act or "—",
        )
        for each in statement.accounts
    ]
    columns: list[Head] = [
        say("account"), number(say("by the register")), number(say("by its statement")), time(say("statement of")),
        say("act"),
    ]  # fmt: skip
    said = say("A claim, attested by the custodian’s statement. No coin on the chain shows it; it is in no sum above.")
    return Section(title, (table(say("Accounts, BTC"), columns, rows), Text(said, Nature.ASSERTED)))


def proof_section(proof: PeriodProof, language: Language) -> Section:
    """Return what of the closing the holders proved."""
    say = language.say
    said = say(
        "Of {of} held at the closing block, {covered} are proven: by signatures of the holders, "
        "or by payments that an auditor ordered, made at that block or later.",
        of=words.btc(proof.of, language),
        covered=words.btc(proof.covered, language),
    )
    shows = say(
        "A signature or a payment shows that whoever made it could move the coins then: not that "
        "nobody else can, nor that anybody still can. Coins that such a payment spent were held "
        "at the closing block and have moved since."
    )
    return Section(say("Proof of control"), (Text(said, Nature.FACT), Text(shows)))


def reconciliation_section(statement: PeriodStatement, language: Language) -> Section:
    """Return what the look at the chain at the closing block found."""
    say, found = language.say, statement.reconciliation
    said = say(
        "Coins of the register’s wallets that are unspent at the closing block: {count}. SHA-256 of their list, a line "
        "each of outpoint, satoshi and script in ascending order: {hash}",
        count=language.number(found.coins), hash=found.coins_sha256,
    )  # fmt: skip
    blocks: list[Block] = [Text(said, Nature.FACT)]
    if found.faults:
        rows = [(_fault_name(fault, language), "\n".join(_facts(fault)), _words(fault)) for fault in found.faults]
        columns: list[Head] = [say("fault"), digest(say("where")), say("in the observation’s words")]
        blocks.append(table(say("Faults"), columns, rows))
    else:
        blocks.append(Text(say("No fault was found.")))
    return Section(say("Reconciliation with the chain"), tuple(blocks))


def fault_name(kind: str, language: Language) -> str:
    """Return what a kind of fault means; one that is not known is printed as it is."""
    return named(language, words.FAULTS, kind)


def _fault_name(fault: Json, language: Language) -> str:
    kind = fault.get("fault", fault.get("kind")) if isinstance(fault, dict) else None
    return fault_name(kind, language) if isinstance(kind, str) else "—"


def _facts(fault: Json) -> Iterable[str]:
    """Yield what a fault is about, and whatever else it says of itself."""
    if isinstance(fault, Mapping):
        for key in sorted(fault):
            if key not in _TOLD and fault[key] is not None:
                yield str(fault[key]) if key == "subject" else f"{key}: {fault[key]}"


def _words(fault: Json) -> str:
    """Return the sentence with which an observation tells a fault, in English as it stands there."""
    said = fault.get("what") if isinstance(fault, Mapping) else None
    return said if isinstance(said, str) else "—"


def restatement_section(restated: Restatement, language: Language) -> Section:
    """Return why a statement is restated, with both figures of each change."""
    say = language.say
    said = say(
        "This statement restates that of {period}, which stays valid as what was said then. SHA-256 of its "
        "period.json: {hash}",
        period=restated.period, hash=restated.sha256,
    )  # fmt: skip
    blocks: list[Block] = [
        Text(said),
        Text(say("Reason: {reason}", reason=reasons(restated.reason, language)), Nature.ASSERTED),
    ]
    rows = [(each.figure, each.was or "—", each.now or "—") for each in restated.figures]
    columns: list[Head] = [say("figure of period.json"), number(say("was")), number(say("is"))]
    blocks.append(table(say("What changes"), columns, rows))
    acts = say("Acts behind it: {acts}.", acts=language.listed(restated.acts, say("none")))
    later = say("Later periods that change with it: {periods}.", periods=language.listed(restated.later, say("none")))
    return Section(say("Restatement"), (*blocks, Text(acts), Text(later)))


def input_section(statement: PeriodStatement, language: Language) -> Section:
    """Return the files that the statement is computed from."""
    say = language.say
    rows = [(f"{each.id}\n{say('late')}" if each.late else each.id, each.sha256) for each in statement.inputs]
    columns: list[Head] = [say("file"), digest("SHA-256")]
    blocks: list[Block] = [table(say("Files of the register that this statement counts"), columns, rows)]
    if statement.late:
        said = say(
            "Late: the act is dated in an earlier period and was filed after that was closed. It counts from this "
            "period on, and the earlier statement stays as it was."
        )
        blocks.append(Text(said, Nature.WARNING))
    return Section(say("What it is computed from"), tuple(blocks))
