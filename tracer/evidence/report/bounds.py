"""The report on bounds: what holds under every value-conserving rule, whatever the one declared.

The proofs (a flow and a cut for each bound) are in trace.json; here only what they say.
"""

from tracer.case.case import Role
from tracer.documents.explained import HOP
from tracer.documents.language.language import ENGLISH, Language, phrase
from tracer.documents.paper import Block, Head, Nature, Section, Table, Text, number, table
from tracer.documents.words import rule_name
from tracer.evidence.dossier import Dossier
from tracer.result.trace_file import BoundRow

MAX_ROWS = 200

_ABOUT = phrase(
    "Whatever rule is used, as long as it makes no satoshi and loses none in any transaction, between the least and "
    "the most stated here of the funds in question is in the coins named. This follows from the values of the coins "
    "alone, for the seeds, the stops and the horizon of this case, without the threshold and the hop limit: these end "
    "trails by amounts and distances that differ from rule to rule, so they are not applied here. It ranges over "
    "accounting conventions, not over ownership."
)

_CUTS = (("hops", phrase("the hop limit")), ("threshold", phrase("the threshold")))

_CAPTIONS = (("custody", phrase("Custody wallets, BTC")), ("order", phrase("Wallets named by an order, BTC")))


def bound_section(dossier: Dossier) -> Section:
    """Return the section on bounds."""
    trace, language = dossier.trace, dossier.language
    say = language.say
    title = say("What holds under every rule")
    if not trace.bounds:
        text = say("No bounds were computed, so every amount of this report rests on the rule named beside it.")
        return Section(title, (Text(text, Nature.WARNING),))
    blocks: list[Block] = [Text(language.word(_ABOUT))]
    if dossier.case.role is Role.ANALYST:
        blocks.append(Text(language.word(HOP)))
    for kind, caption in _CAPTIONS:
        rows = [row for row in trace.bounds if row.kind == kind and _belongs(dossier, row)]
        if rows:
            blocks.append(_table(dossier, rows, language.word(caption)))
    receipts = {
        str(end.outpoint) for method in trace.methods.values() for end in method.ends if end.terminal == "custody"
    }
    coins = [row for row in trace.bounds if row.kind == "outpoint" and row.target in receipts]
    if coins:
        blocks.append(_table(dossier, coins[:MAX_ROWS], say("Receipts, BTC")))
    blocks.append(Text(_where(language, len(trace.bounds), len(coins))))
    if any(row.partial for row in trace.bounds):
        text = say(
            "Some bounds are partial: a budget ran out, or claims to coins that taint already reaches stand in each "
            "other’s way. They hold, and the true interval may be narrower."
        )
        blocks.append(Text(text, Nature.WARNING))
    return Section(title, tuple(blocks))


def _where(language: Language, bounds: int, coins: int) -> str:
    """Return where the bounds that are not printed are, and their proofs."""
    say, number_of = language.say, language.number
    said = [
        say("All {count} bounds, those of other coins too, are in trace/bounds.csv.", count=number_of(bounds)),
        say(
            "The cut that proves each, and the flow that shows it is tight (left out on very long trails), are in "
            "trace/trace.json, among its proofs of bounds."
        ),
    ]  # fmt: skip
    if coins > MAX_ROWS:
        said.insert(
            0, say("{shown} of {all} rows on receipts are printed.", shown=number_of(MAX_ROWS), all=number_of(coins))
        )
    return " ".join(said)


def _belongs(dossier: Dossier, row: BoundRow) -> bool:
    """Whether a row is printed: under an order's name only what is about labels that the order names."""
    labels = [order.labels for order in dossier.trace.orders if row.kind == "order" and order.id == row.target]
    return all(row.label is None or row.label in each for each in labels)


def _table(dossier: Dossier, rows: list[BoundRow], caption: str) -> Table:
    language = dossier.language
    say, bitcoin = language.say, language.bitcoin
    rule = rule_name(dossier.trace.primary, language)
    columns: list[Head] = [
        say("coins of"), say("label"), number(say("least")), number(say("under {rule}", rule=rule)),
        number(say("most")), say("so"),
    ]  # fmt: skip
    cells = [
        (
            _short(row),
            say("all together") if row.label is None else row.label,
            bitcoin(row.lower),
            bitcoin(_attributed(dossier, row)),
            bitcoin(row.upper),
            meaning(row, why_less(dossier, row.label, _attributed(dossier, row), row.lower), language),
        )
        for row in rows
    ]
    return table(caption, columns, cells)


def meaning(row: BoundRow, less: str | None = None, language: Language = ENGLISH) -> str:
    """Return in words what an interval says.

    `less` is why the figure of the declared rule lies below it, if it does.
    """
    say = language.say
    if less is not None:
        text = less
    elif row.upper == 0:
        text = say("nothing, under any rule")
    elif row.lower == 0:
        text = say("rests wholly on the declared convention")
    elif row.lower == row.upper:
        text = say("the same under every rule")
    else:
        text = say("at least the first figure under every rule")
    return say("{text} (partial)", text=text) if row.partial else text


def whole_bound(dossier: Dossier, label: str) -> BoundRow | None:
    """Return what holds of all custody wallets together for one label, None where no bound was computed.

    Wallets share no coin, so their least amounts add up, and so do their most, as far as the label's seeds reach;
    the true interval may be narrower.
    """
    rows = [row for row in dossier.trace.bounds if row.kind == "custody" and row.label == label]
    if not rows:
        return None
    seed = sum(book.seed for book in dossier.trace.main.books if book.label == label)
    return BoundRow(
        kind="custody",
        target="",
        label=label,
        lower=sum(row.lower for row in rows),
        upper=min(seed, sum(row.upper for row in rows)),
        partial=any(row.partial for row in rows),
    )


def why_less(dossier: Dossier, label: str | None, attributed: int, least: int) -> str | None:
    """Return why the primary rule attributes less than the least there is, None where it does not."""
    if attributed >= least:
        return None
    language = dossier.language
    books = [book for book in dossier.trace.main.books if label in (None, book.label)]
    cuts = [language.word(words) for name, words in _CUTS if any(book.terminals[name] for book in books)]
    if cuts:
        return language.say(
            "trails were ended on the way by {cuts} of this case, so the declared rule’s figure is lower",
            cuts=language.listed(cuts),
        )
    return language.say("the declared rule’s figure is lower, which cannot be: rely on neither")


def _short(row: BoundRow) -> str:
    if row.kind != "outpoint":
        return row.target
    txid, _, vout = row.target.partition(":")
    return f"{txid[:8]}…{txid[-8:]}:{vout}"


def _attributed(dossier: Dossier, row: BoundRow) -> int:
    """Return what the primary rule attributes to the same coins."""
    wallets = {row.target}
    if row.kind == "order":
        wallets = {name for order in dossier.case.orders if order.id == row.target for name in order.custody}
    total = 0
    for end in dossier.trace.main.ends:
        inside = str(end.outpoint) == row.target if row.kind == "outpoint" else end.name in wallets
        if inside and (row.kind == "outpoint" or end.terminal == "custody"):
            total += sum(end.taint.values()) if row.label is None else end.taint.get(row.label, 0)
    return total
