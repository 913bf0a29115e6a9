"""What `tracer cases find` prints: each place that has the name, and as what."""

from rich.text import Text

from tracer.chain.amount import as_bitcoin
from tracer.cli.screen import tell, tell_rows, whole_screen
from tracer.cli.tongue import counted, known, say, word
from tracer.documents.language.language import phrase
from tracer.operations.case_mentions import Mention, Occurrence
from tracer.operations.cases import CasesFound, FoundIn
from tracer.visible import visible

_ROLES = {
    Occurrence.SEED: phrase("a coin that a trail begins with"),
    Occurrence.CROSSED: phrase("a transaction of the trail"),
    Occurrence.SPENT: phrase("a coin that the trail spends"),
    Occurrence.MADE: phrase("a coin that the trail makes"),
    Occurrence.END: phrase("where a trail ends"),
    Occurrence.STOP: phrase("a transaction at which an inference ends the trail"),
    Occurrence.MOVED: phrase("a transaction within the state's wallets"),
    Occurrence.DEPARTED: phrase("a transaction out of the state's wallets"),
    Occurrence.HELD: phrase("what a wallet of the state holds"),
    Occurrence.RECEIVED: phrase("received under an order"),
    Occurrence.ORDER: phrase("an order"),
    Occurrence.LABEL: phrase("a label"),
    Occurrence.WALLET: phrase("a wallet of the state"),
    Occurrence.SERVICE: phrase("a service named by a tag"),
    Occurrence.GAP: phrase("what could not be known"),
    Occurrence.CASE: phrase("the case itself"),
    Occurrence.READ: phrase("read for the case, beside the trail"),
    Occurrence.PAID: phrase("paid by a transaction that was read"),
}
"""What a name is in a result, in words."""


def print_cases(found: CasesFound) -> None:
    """Print where the name occurs, then what was looked through and what could not be."""
    with whole_screen() as console:
        for each in found.found:
            tell(console, _head(each), "bold")
            tell_rows(console, [(Text("  " + _at(row)), _what(row)) for row in each.mentions])
            tell(console, "")
        cases, runs, bundles = (found.searched[kind] for kind in ("case", "run", "bundle"))
        through = ", ".join((counted(cases, "case file"), counted(runs, "run"), counted(bundles, "bundle")))
        if found.found:
            tell(console, say("Found in {count} of them: {through}.", count=len(found.found), through=through))
        else:
            tell(console, say("Found in none of them: {through}.", through=through))
        for lost in found.unread:
            tell(
                console,
                say("Not looked through: {place}: {reason}", place=lost.place, reason=known(lost.why)),
                "yellow",
            )


def _head(each: FoundIn) -> str:
    kind = {"case": word("case file"), "run": word("run"), "bundle": word("bundle")}[each.kind]
    return f"{visible(each.case or '-')}  {kind}  {visible(each.place)}"


def _at(row: Mention) -> str:
    if not isinstance(row.at, Occurrence):
        return visible(row.at)
    return word(_ROLES[row.at]) if row.under is None else f"{word(_ROLES[row.at])} ({visible(row.under)})"


def _what(row: Mention) -> str:
    amounts = ", ".join(f"{visible(label)} {as_bitcoin(sat)} BTC" for label, sat in (row.amounts or {}).items())
    times = say("{count} times", count=row.times) if row.times > 1 else ""
    if not amounts and not times:
        return word("once")
    return "; ".join(filter(None, (amounts, times)))
