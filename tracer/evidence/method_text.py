"""The method in plain words: every rule used, where it comes from, and an example worked by hand."""

from collections.abc import Iterable, Mapping

from tracer.chain.amount import as_bitcoin
from tracer.evidence.dossier import Dossier
from tracer.evidence.paper import Block, Commands, Items, Paper, Section, Text
from tracer.evidence.report_figures import meanings
from tracer.evidence.report_markdown import as_markdown
from tracer.evidence.words import rule_name

_RULES: Mapping[str, tuple[Block, ...]] = {
    "fifo": (
        Text(
            "First in, first out. The satoshi a transaction spends form one queue: the inputs in their order, inside each "
            "coin in the order in which its satoshi stand. The outputs take from the front of the queue in their "
            "order; what is left at the end is the fee."
        ),
        Text(
            "It assumes that the order of inputs and outputs, which the spender’s wallet chose, may decide. In one "
            "transaction all inputs are spent at the same instant, so “first” is an order of writing, not of time."
        ),
        Text(
            "From: Devaynes v Noble (Clayton’s Case) (1816) 1 Mer 572; applied to satoshi by Anderson, Shumailov and Ahmed, "
            "“Making Bitcoin Legal” (2018)."
        ),
        Commands(
            (
                "in:  A 60, then untraced 40      pays: 70, 29, fee 1",
                "out: 70 = A 60 + untraced 10;  29 = untraced 29;  fee = untraced 1",
            )
        ),
    ),
    "haircut": (
        Text(
            "Pro rata. Each payment, the fee among them, gets of every label the share that its value has in everything the "
            "transaction spends."
        ),
        Text(
            "It assumes that satoshi mixed in one transaction are mixed evenly. The order of inputs and outputs has no "
            "effect; the attribution thins out and reaches more coins at every step."
        ),
        Text(
            "Rounding: two-stage largest remainder. First the sum of all labels is divided over the payments by value, then "
            "each label in ascending byte order over those amounts; of the satoshi that rounding down leaves, each goes to the "
            "largest remainder, of equal ones to the earlier output, the fee last. Each step is off by less than one "
            "satoshi per output, and no satoshi is lost."
        ),
        Commands(
            (
                "in:  A 60, untraced 40           pays: 70, 29, fee 1",
                "out: 70 holds A 42;  29 holds A 17 (17.4);  fee holds A 1 (0.6, the largest remainder)",
            )
        ),
    ),
    "poison": (
        Text(
            "Everything that a transaction with a reached input pays is reached, whole. It says that there is a path from a "
            "seed to a coin, and nothing about how much of the seed is in it; it is never turned into an amount."
        ),
        Text(
            "It assumes nothing about accounting. One satoshi sent to a stranger reaches all that the stranger ever pays."
        ),
        Commands(("in:  reached 1, other 1000000     pays: 500000, 500000, fee 1", "out: both outputs are reached")),
    ),
}


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
    rules = [
        Section(
            f"The rule {rule_name(name)}" + (" (primary)" if name == trace.primary else " (shown beside it)"),
            _RULES.get(name, (Text("This version has no words for this rule."),)),
        )
        for name in names
    ]
    return Paper(
        title="The method",
        subtitle=f"Case {trace.case}: what was computed, and how it can be done with a pencil",
        facts=(("Primary rule", rule_name(trace.primary)), ("Method number", str(trace.method_number))),
        warnings=(),
        sections=(_principles(), *rules, _seeds(), _ends(dossier), _fees(), _custody(dossier), _missing()),
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
    if rule is not None:
        texts.append(
            f"CoinJoin: rule “{rule.as_text()}”: more than one input, and one value paid at least as often as half the outputs, "
            "at least twice; five times is always enough. Source: Blockstream Esplora. The coin spent into it ends the trail"
        )
    else:
        texts.append("CoinJoin: not looked for")
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


def _missing() -> Section:
    return Section("What this version does not compute", (Items(tuple(_absent())),))


def _absent() -> Iterable[str]:
    yield "bounds that hold for every rule at once, and with them whether a finding depends on the rule chosen"
    yield "which output of a transaction is change, and which addresses one owner controls"
    yield "CoinJoin by other rules than the one named, Lightning, and what happens inside services"
