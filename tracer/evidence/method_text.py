"""The method in plain words: every rule used, where it comes from, and an example worked by hand."""

from collections.abc import Iterable, Mapping

from tracer.chain.amount import as_bitcoin
from tracer.errors import IntegrityError
from tracer.evidence.dossier import Dossier
from tracer.evidence.paper import Commands, Items, Paper, Section, Text
from tracer.evidence.report_figures import meanings
from tracer.evidence.report_markdown import as_markdown
from tracer.evidence.words import rule_name
from tracer.trace.policies.texts import TEXTS

_SPENT = "in:  A 60, then untraced 40         pays: 70, then 29, fee 1"

EXAMPLES: Mapping[str, tuple[str, ...]] = {
    "fifo": (_SPENT, "out: 70 = A 60 + untraced 10;  29 = untraced 29;  fee = untraced 1"),
    "haircut": (_SPENT, "out: 70 holds A 42;  29 holds A 17 (17.4);  fee holds A 1 (0.6, the largest remainder)"),
    "lifo": (_SPENT, "out: 70 = A 30 + untraced 40;  29 = A 29;  fee = A 1"),
    "tiho": (_SPENT, "out: 70 holds A 60;  29 holds none;  fee holds none"),
    "seniority": (_SPENT, "out: 70 holds A 60;  29 holds none;  fee holds none"),
    "juniority": (_SPENT, "out: 29 holds A 29;  70 holds A 31;  fee holds none"),
    "libr": (_SPENT, "out: with 29 retained: untraced 1 to the fee, 39 to the payment; 70 holds A 31, 29 holds A 29"),
    "proceeds_first": (_SPENT, "out: with 29 retained: 70 holds A 60;  29 holds none;  fee holds none"),
    "poison": (_SPENT, "out: both outputs and the fee are reached; no amount is attributed"),
}
"""One transaction, worked by hand under each rule; test vectors hold the rules to these figures."""


def method_markdown(dossier: Dossier) -> bytes:
    """Return the method of a dossier as Markdown.

    Raises:
        IntegrityError: the result's parameters are not of the form written.
    """
    return as_markdown(method(dossier))


def method(dossier: Dossier) -> Paper:
    """Return the method of a dossier: only the rules that it uses."""
    trace = dossier.trace
    names = [trace.primary, *(other.name for other in trace.compared)]
    for name in names:
        if name not in TEXTS:
            raise IntegrityError(f"trace.json: methods.{name} is not a rule that this version knows")
    rules = [
        Section(
            f"The rule {rule_name(name)}" + (" (primary)" if name == trace.primary else " (shown beside it)"),
            (Text(TEXTS[name]), Text("Worked by hand:"), Commands(EXAMPLES[name])),
        )
        for name in names
    ]
    return Paper(
        title="The method",
        subtitle=f"Case {trace.case}: what was computed, and how it can be done with a pencil",
        facts=(("Primary rule", rule_name(trace.primary)), ("Method number", str(trace.method_number))),
        warnings=(),
        sections=(
            _principles(),
            *rules,
            _bounds(),
            _seeds(),
            _ends(dossier),
            _fees(),
            _custody(dossier),
            _missing(dossier),
        ),
    )


def _principles() -> Section:
    return Section(
        "What every rule has in common",
        (
            Items(
                (
                    "A transaction is taken up once, in the order of the chain, after all it spends is known.",
                    "Amounts are whole satoshi. No fraction is ever kept.",
                    "The fee is what a transaction spends less what it pays, and is treated as its last payment. For each "
                    "label what goes in comes out, so the books must close; a run whose books do not close is refused.",
                    "Satoshi that no seed reaches are “untraced”. That is not a finding that they are lawful.",
                )
            ),
        ),
    )


def _bounds() -> Section:
    return Section(
        "Bounds that hold under every rule",
        (
            Text(
                "A rule that conserves value is a flow of traced satoshi through the transactions, each coin holding no more "
                "than its value; and every such flow is what some rule gives. So the most that any rule can attribute to a "
                "coin is the greatest flow from the seeds into it, and the least is its value less the greatest flow of all "
                "other money into it."
            ),
            Text(
                "For each bound trace.json holds a flow that attains it and a cut that lets no more through, so that it can be "
                "checked by adding up. Where the least is above zero a finding does not depend on the rule; where it is "
                "zero the finding rests wholly on the declared convention. Source: Ford and Fulkerson, “Maximal Flow "
                "through a Network” (1956)."
            ),
        ),
    )


def _seeds() -> Section:
    return Section(
        "Where it starts",
        (
            Text(
                "At the seeds that the case asserts: named outputs first in the order of the file, then the outputs of named "
                "transactions, then what was paid to named addresses or descriptors, in chain order. Where a seed "
                "names an amount, the first so many satoshi of its coins in that order are meant: a convention."
            ),
            Text(
                "Where earlier taint already sits in a seeded coin it stays: the first claim wins, the seed takes what is left, "
                "and the rest is entered as overlap and listed under collisions. Asserted = seed + overlap."
            ),
        ),
    )


def _ends(dossier: Dossier) -> Section:
    parameters = dossier.trace.parameters
    stop = parameters.key("stop")
    texts = [
        f"below threshold: {as_bitcoin(stop.amount('min_sat'))} BTC over all labels; seeds are always followed",
        _limit("hop limit", stop.amount("max_hops"), "transactions from the nearest seed"),
        _limit("time window", stop.amount("to_height"), "is the last block followed"),
    ]
    rule = parameters.maybe("mix_rule")
    if rule is None:
        texts.append("CoinJoin: not looked for")
    else:
        texts.append(
            f"CoinJoin: {rule.as_text()}. The detectors are joined: whichever fires ends the trail at the coin spent into the "
            "transaction. The report names the rule, its failure modes and its published error, stop by stop"
        )
    lightning = stop.maybe("lightning")
    looked = lightning is not None and lightning.as_flag()
    texts.append(
        "Lightning: fundings and closes that match BOLT 3 end the trail; the report names the rule, stop by stop"
        if looked
        else "Lightning: not looked for"
    )
    return Section(
        "Where it ends",
        (
            Text(
                "When a coin is made, in this order: burned, custody, service, threshold, hop limit. Otherwise by what "
                "spends it at or below the horizon: nothing, a transaction that cannot be read, a CoinJoin, one beyond "
                "the time window. These last end at the coin that is spent, whole, and its fee is not split."
            ),
            Items(tuple(texts)),
            meanings(dossier),
        ),
    )


def _limit(name: str, value: int, words: str) -> str:
    return f"{name}: {value} {words}" if value else f"{name}: none"


def _fees() -> Section:
    return Section(
        "Fees",
        (Text("Fees are entered in the books, label by label, and are not followed to the miners who received them."),),
    )


def _custody(dossier: Dossier) -> Section:
    rule = rule_name(dossier.trace.primary)
    return Section(
        "The state’s own wallets",
        (
            Text(
                "The first book ends at the receipts of custody wallets. The second starts there and is custody accounting, "
                f"not tracing: it follows the received amounts through the state’s wallets under {rule}. For each label "
                "received = held + departed + fees + overlap; overlap is the satoshi or so that two roundings may put into "
                "one coin twice. Title follows the orders."
            ),
        ),
    )


def _missing(dossier: Dossier) -> Section:
    return Section("What this version does not compute", (Items(tuple(_absent(dossier))),))


def _absent(dossier: Dossier) -> Iterable[str]:
    yield "which output of a transaction is change, and which addresses one owner controls"
    if dossier.trace.parameters.maybe("mix_rule") is not None:
        yield "CoinJoins by other rules than those named, and which output of a CoinJoin continues an input"
    yield "payments inside Lightning channels, and what happens inside services"
