"""The report on change: what each rule says of the trail's transactions, how the rules fail, and peel chains.

Which output of a transaction went back to whoever spent is a guess. It chooses no output and joins no
clusters; it is printed so that a reader sees what such guesses would rest on.
"""

from tracer.documents.language.language import Language
from tracer.documents.paper import Block, Head, Nature, Section, Table, Text, digest, number, table, time
from tracer.evidence.dossier import Dossier
from tracer.result.change_results import ChangeResults, ChangeTransaction
from tracer.trace.history import NOT_ASKED, PART, WHOLE

MAX_ROWS = 100
"""Transactions printed; trace/change.csv holds all that were looked at."""

_MEASURED = "measured on "
"""What stands between a published figure and the population it was measured on."""


def change_sections(dossier: Dossier) -> list[Section]:
    """Return the section on change evidence."""
    language, change = dossier.language, dossier.trace.change
    say = language.say
    title = say("Change, by rules that guess")
    if not change.transactions:
        return [
            Section(title, (Text(say("The trail crosses no transaction that a change rule could be asked about.")),))
        ]
    said = say(
        "Which output of a transaction went back to whoever spent is not on the chain. The rules below guess it. No "
        "amount of this report rests on them, unless the case declares retained outputs; they choose between no "
        "outputs and join no addresses. What the run did not read is taken as not known. Two independent families must "
        "agree and none may contradict before an output is named. Transactions with one spendable output are not "
        "listed."
    )
    blocks: list[Block] = [Text(said, Nature.INFERENCE), _history(language, change)]
    blocks += [_transactions(language, change), *_rules(language, change)]
    if change.peels:
        blocks += _peels(language, change)
    return [Section(title, (*blocks, *_not_printed(language, change)))]


def _not_printed(language: Language, change: ChangeResults) -> list[Block]:
    """Return what is said of transactions that the section leaves out."""
    said = []
    if len(change.transactions) > MAX_ROWS:
        shown, every = language.number(MAX_ROWS), language.number(len(change.transactions))
        text = language.say(
            "{shown} of {all} transactions are printed; all are in trace/change.csv.", shown=shown, all=every
        )
        said.append(text)
    if change.left_out:
        left = language.number(change.left_out)
        said.append(language.say("Transactions of the trail that were not looked at for change: {count}.", count=left))
    return [Text(text, Nature.WARNING) for text in said]


def _history(language: Language, change: ChangeResults) -> Text:
    """Return what rests on the source's word: that scripts were or were not paid before."""
    say = language.say
    said = {
        WHOLE: say(
            "Whether a script was paid before was looked up back to the first block, up to the horizon. What paid it "
            "first is in the bundle; that nothing did is the source's word."
        ),
        PART: say(
            "Whether a script was paid before was looked up back to the first block of the source only, which is not "
            "the chain's: that nothing paid it is taken as not known."
        ),
        NOT_ASKED: say(
            "Whether scripts were paid before was not asked: a node would have to look through its whole chain. The "
            "rules that need it say less; a store answers."
        ),
    }
    return Text(said[change.history])


def _transactions(language: Language, change: ChangeResults) -> Table:
    say = language.say
    rows = [
        (
            f"{read.txid}",
            say("block {height}", height=str(read.height)),
            say("none") if read.verdict is None else say("output {vout}", vout=str(read.verdict)),
            language.known(read.reason),
            _named(language, read),
        )
        for read in change.transactions[:MAX_ROWS]
    ]
    heads: list[Head] = [
        digest(say("transaction")),
        time(say("place")),
        say("agreed"),
        say("why"),
        say("what each rule names"),
    ]
    return table(say("Change evidence on the trail’s transactions"), heads, rows)


def _named(language: Language, read: ChangeTransaction) -> str:
    """Return the rules by the output that each names; those that name none are in the table of the bundle."""
    named: dict[int, list[str]] = {}
    for each in read.evidence:
        if each.names is not None:
            named.setdefault(each.names, []).append(language.known(each.rule))
    rows = (
        language.say("output {vout}: {rules}", vout=str(vout), rules="; ".join(rules))
        for vout, rules in sorted(named.items())
    )
    return "\n".join(rows) or language.say("none names one")


def _rules(language: Language, change: ChangeResults) -> list[Block]:
    """Return how each rule fails; on whom its figures were measured stands once below."""
    say, known = language.say, language.known
    rows, populations = [], []
    for rule in change.rules:
        figures, measured, population = rule.error.partition(f"; {_MEASURED}")
        rows.append(
            (f"{known(rule.rule)} ({rule.rule})", known(rule.family), known(rule.failure_modes), known(figures))
        )
        if measured:
            populations.append(known(f"{_MEASURED}{population}"))
    heads: list[Head] = [say("rule"), say("looks at"), say("known to fail"), say("published error")]
    said = [say("Of the figures above: {population}.", population=each) for each in dict.fromkeys(populations)]
    return [table(say("Change rules, and how they fail"), heads, rows), *map(Text, said)]


def _peels(language: Language, change: ChangeResults) -> list[Block]:
    """Return the peel chains, and what is known of the errors of chains so long."""
    say, known = language.say, language.known
    rows = [
        (
            chain.hops[0] if chain.hops else "",
            language.number(len(chain.hops)),
            language.bitcoin(chain.peeled),
            known(chain.ended),
        )
        for chain in change.peels[:MAX_ROWS]
    ]
    heads: list[Head] = [
        digest(say("from")),
        number(say("hops")),
        number(say("peeled off, BTC")),
        say("ends"),
    ]
    errors = dict.fromkeys(known(chain.error) for chain in change.peels[:MAX_ROWS])
    said = [Text(f"{error[0].upper()}{error[1:]}.", Nature.INFERENCE) for error in errors]
    return [table(say("Peel chains, if every hop were guessed right"), heads, rows), *said]
