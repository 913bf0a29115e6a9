"""The report on change: what each rule says of the trail's transactions, how the rules fail, and peel chains.

Which output of a transaction went back to whoever spent is a guess. It chooses no output and joins no
clusters; it is printed so that a reader sees what such guesses would rest on.
"""

from tracer.chain.amount import as_bitcoin
from tracer.evidence.change_results import ChangeResults, ReadTransaction
from tracer.evidence.dossier import Dossier
from tracer.evidence.paper import Block, Head, Nature, Section, Table, Text, digest, number, table

MAX_ROWS = 100
"""Transactions printed; trace/change.csv holds all that were looked at."""


def change_sections(dossier: Dossier) -> list[Section]:
    """Return the section on change evidence."""
    title, change = "Change, by rules that guess", dossier.trace.change
    if not change.transactions:
        return [Section(title, (Text("The trail crosses no transaction on which a change rule could be asked."),))]
    said = (
        "Which output of a transaction went back to whoever spent is not on the chain. The rules below guess it. No "
        "amount of this report rests on them, unless the case declares retained outputs; they choose between no outputs and "
        "join no addresses. What the run did not read is taken as not known. Two independent families must agree and "
        "none may contradict before an output is named. Transactions with one spendable output are not listed."
    )
    blocks: list[Block] = [Text(said, Nature.INFERENCE), _transactions(change), _rules(change)]
    if change.peels:
        blocks += [_peels(change)]
    if len(change.transactions) > MAX_ROWS:
        text = f"{MAX_ROWS} of {len(change.transactions)} transactions are printed; all are in trace/change.csv."
        blocks.append(Text(text, Nature.WARNING))
    if change.left_out:
        text = f"{change.left_out} further transactions of the trail were not looked at for change."
        blocks.append(Text(text, Nature.WARNING))
    return [Section(title, tuple(blocks))]


def _transactions(change: ChangeResults) -> Table:
    rows = [
        (
            f"{read.txid}",
            f"block {read.height}",
            "none" if read.verdict is None else f"output {read.verdict}",
            read.reason,
            _named(read),
        )
        for read in change.transactions[:MAX_ROWS]
    ]
    heads: list[Head] = [digest("transaction"), "where", "agreed", "why", "what each rule names"]
    return table("Change evidence on the trail’s transactions", heads, rows)


def _named(read: ReadTransaction) -> str:
    """Return the rules by the output that each names; those that name none are in the table of the bundle."""
    named: dict[int, list[str]] = {}
    for each in read.evidence:
        if each.names is not None:
            named.setdefault(each.names, []).append(each.rule)
    return "\n".join(f"output {vout}: {', '.join(rules)}" for vout, rules in sorted(named.items())) or "none names one"


def _rules(change: ChangeResults) -> Table:
    rows = [(rule.rule, rule.family, rule.failure_modes, rule.error) for rule in change.rules]
    return table("How these rules fail", ["rule", "looks at", "known to fail", "published error"], rows)


def _peels(change: ChangeResults) -> Table:
    rows = [
        (chain.hops[0] if chain.hops else "", str(len(chain.hops)), as_bitcoin(chain.peeled), chain.ended, chain.error)
        for chain in change.peels[:MAX_ROWS]
    ]
    heads: list[Head] = [digest("from"), number("hops"), number("peeled off, BTC"), "ends", "error, hop upon hop"]
    return table("Peel chains, if every hop were guessed right", heads, rows)
