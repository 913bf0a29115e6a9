"""The method in plain words: every rule used, where it comes from, and an example worked by hand."""

from collections.abc import Iterable, Mapping

from tracer.documents.language.language import Language, phrase
from tracer.documents.markdown import as_markdown
from tracer.documents.paper import Commands, Items, Paper, Section, Text
from tracer.documents.words import rule_name
from tracer.errors import IntegrityError
from tracer.evidence.dossier import Dossier
from tracer.evidence.report.figures import meanings
from tracer.trace.policies.texts import TEXTS

_SPENT = phrase("in:  A 60, then untraced 40         pays: 70, then 29, fee 1")

EXAMPLES: Mapping[str, tuple[str, ...]] = {
    "fifo": (_SPENT, phrase("out: 70 = A 60 + untraced 10;  29 = untraced 29;  fee = untraced 1")),
    "haircut": (
        _SPENT,
        phrase("out: 70 holds A 42;  29 holds A 17 (17.4);  fee holds A 1 (0.6, the largest remainder)"),
    ),
    "lifo": (_SPENT, phrase("out: 70 = A 30 + untraced 40;  29 = A 29;  fee = A 1")),
    "tiho": (_SPENT, phrase("out: 70 holds A 60;  29 holds none;  fee holds none")),
    "seniority": (_SPENT, phrase("out: 70 holds A 60;  29 holds none;  fee holds none")),
    "juniority": (_SPENT, phrase("out: 29 holds A 29;  70 holds A 31;  fee holds none")),
    "libr": (
        _SPENT,
        phrase("out: with 29 retained: untraced 1 to the fee, 39 to the payment; 70 holds A 31, 29 holds A 29"),
    ),
    "proceeds_first": (_SPENT, phrase("out: with 29 retained: 70 holds A 60;  29 holds none;  fee holds none")),
    "poison": (_SPENT, phrase("out: both outputs and the fee are reached; no amount is attributed")),
}
"""One transaction, worked by hand under each rule; test vectors hold the rules to these figures."""

SET_ASIDE: tuple[str, ...] = (
    phrase("in:  received A 20, stolen B 30, untraced 50     pays: 40, then 50, fee 10"),
    phrase("first book, haircut:  B 12 to the 40, B 15 to the 50, B 3 to the fee"),
    phrase("set aside:  40 − 12 = 28;  50 − 15 = 35;  10 − 3 = 7"),
    phrase("second book:  A 20 × 28 ÷ 70 = 8;  A 20 × 35 ÷ 70 = 10;  A 20 × 7 ÷ 70 = 2 to the fee"),
)
"""A state coin and a stolen one spent together, worked by hand under the haircut; a test does it again."""

BACKWARDS: tuple[str, ...] = (
    phrase("in:  X 3, then Y 3     pays: 3, then 3, fee 0     origins of the second output, X before Y by name"),
    phrase("shares:  X 1/2, Y 1/2"),
    phrase(
        "forwards, X over both outputs:  1.5 and 1.5 = 2 and 1, the odd one to the first;  Y takes what is left, 1 and "
        "2"
    ),
    phrase("so the second output holds X 1, Y 2; its halves rounded by themselves would have said X 2, Y 1"),
)
"""Where a coin came from, as shares and as satoshi; a test does it again."""


def method_markdown(dossier: Dossier) -> bytes:
    """Return the method of a dossier as Markdown.

    Raises:
        IntegrityError: the result's parameters are not of the form written.
    """
    return as_markdown(method(dossier))


def method(dossier: Dossier) -> Paper:
    """Return the method of a dossier: only the rules that it uses."""
    trace, language = dossier.trace, dossier.language
    say = language.say
    names = [trace.primary, *(other.name for other in trace.compared)]
    for name in names:
        if name not in TEXTS:
            raise IntegrityError(f"trace.json: methods.{name} is not a rule that this version knows")
    return Paper(
        title=say("The method"),
        subtitle=say("Case {case}: what was computed, and how it can be done with a pencil", case=trace.case),
        facts=(
            (say("Primary rule"), rule_name(trace.primary, language)),
            (say("Method number"), str(trace.method_number)),
        ),
        warnings=(),
        sections=(
            _principles(language),
            *(_rule(language, name, name == trace.primary) for name in names),
            _bounds(language),
            _seeds(language),
            _ends(dossier),
            _fees(language),
            _custody(dossier),
            _origins(language),
            _missing(dossier),
        ),
        language=language,
    )


def _rule(language: Language, name: str, primary: bool) -> Section:
    say, rule = language.say, rule_name(name, language)
    title = (
        say("The rule {rule} (primary)", rule=rule) if primary else say("The rule {rule} (shown beside it)", rule=rule)
    )
    lines = tuple(language.word(line) for line in EXAMPLES[name])
    return Section(title, (Text(language.word(TEXTS[name])), Text(say("Worked by hand:")), Commands(lines)))


def _principles(language: Language) -> Section:
    say = language.say
    return Section(
        say("What every rule has in common"),
        (
            Items(
                (
                    say("A transaction is taken up once, in the order of the chain, after all it spends is known."),
                    say("Amounts are whole satoshi. No fraction is ever kept."),
                    say(
                        "The fee is what a transaction spends less what it pays, and is treated as its last payment. "
                        "For each label what goes in comes out, so the books must close; a run whose books do not "
                        "close is refused."
                    ),
                    say("Satoshi that no seed reaches are “untraced”. That is not a finding that they are lawful."),
                )
            ),
        ),
    )


def _bounds(language: Language) -> Section:
    say = language.say
    flow = say(
        "A rule that conserves value is a flow of traced satoshi through the transactions, each coin holding no more "
        "than its value; and every such flow is what some rule gives. So the most that any rule can attribute to a "
        "coin is the greatest flow from the seeds into it, and the least is its value less the greatest flow of all "
        "other money into it."
    )
    claims = say(
        "Where a seed claims satoshi of a coin that earlier taint reaches, other money pays the claim first: of what "
        "comes into the coin only what is beyond the claim goes on, and the flow beside the bound carries both."
    )
    proof = say(
        "For each bound trace.json holds a flow that attains it and a cut that lets no more through, so that it can be "
        "checked by adding up. Where the least is above zero a finding does not depend on the rule; where it is zero "
        "the finding rests wholly on the declared convention. Source: Ford and Fulkerson, “Maximal Flow through a "
        "Network” (1956)."
    )
    return Section(say("Bounds that hold under every rule"), (Text(flow), Text(claims), Text(proof)))


def _seeds(language: Language) -> Section:
    say = language.say
    order = say(
        "At the seeds that the case asserts: named outputs first in the order of the file, then the outputs of named "
        "transactions, then what was paid to named addresses or descriptors, in chain order. Where a seed names an "
        "amount, the first so many satoshi of its coins in that order are meant: a convention."
    )
    overlap = say(
        "Where earlier taint already sits in a seeded coin it stays: the first claim wins, the seed takes what is "
        "left, and the rest is entered as overlap and listed under collisions. Asserted = seed + overlap."
    )
    return Section(say("Where it starts"), (Text(order), Text(overlap)))


def _ends(dossier: Dossier) -> Section:
    language = dossier.language
    say = language.say
    order = say(
        "When a coin is made, in this order: burned, custody, service, threshold, hop limit. Otherwise by what spends "
        "it at or below the horizon: nothing, a transaction that cannot be read, a CoinJoin, one beyond the time "
        "window. These last end at the coin that is spent, whole, and its fee is not split."
    )
    return Section(say("Where it ends"), (Text(order), Items(tuple(_stops(dossier))), meanings(dossier)))


def _stops(dossier: Dossier) -> Iterable[str]:
    parameters, language = dossier.trace.parameters, dossier.language
    say, stop = language.say, parameters.key("stop")
    yield say(
        "below threshold: {amount} BTC over all labels; seeds are always followed",
        amount=language.bitcoin(stop.amount("min_sat")),
    )
    hops, height = stop.amount("max_hops"), stop.amount("to_height")
    if hops:
        yield say("hop limit: {hops} transactions from the nearest seed", hops=language.number(hops))
    else:
        yield say("hop limit: none")
    if height:
        yield say("time window: block {height} is the last block followed", height=str(height))
    else:
        yield say("time window: none")
    yield from _inferred(dossier)


def _inferred(dossier: Dossier) -> Iterable[str]:
    """Yield the stops that rest on an inference."""
    parameters, say = dossier.trace.parameters, dossier.language.say
    rule, lightning = parameters.maybe("mix_rule"), parameters.key("stop").maybe("lightning")
    if rule is None:
        yield say("CoinJoin: not looked for")
    else:
        yield say(
            "CoinJoin: {rule}. The detectors are joined: whichever fires ends the trail at the coin spent into the "
            "transaction. The report names the rule, its failure modes and its published error, stop by stop",
            rule=dossier.language.known(rule.as_text()),
        )
    if lightning is not None and lightning.as_flag():
        yield say(
            "Lightning: unilateral closes (commitments, by their version, locktime, sequence and outputs as in BOLT 3) "
            "and the fundings that they spend end the trail; the report names the rule, stop by stop. Cooperative "
            "closes show only in their witnesses, which a trace does not read so that it is the same from every "
            "source: the trail goes on through them"
        )
    else:
        yield say("Lightning: not looked for")


def _fees(language: Language) -> Section:
    said = language.say(
        "Fees are entered in the books, label by label, and are not followed to the miners who received them."
    )
    return Section(language.say("Fees"), (Text(said),))


def _custody(dossier: Dossier) -> Section:
    language = dossier.language
    said = language.say(
        "The first book ends at the receipts of custody wallets. The second starts there and is custody accounting, "
        "not tracing: it follows the received amounts through the state’s wallets under {rule}. For each label "
        "received = held + departed + fees + overlap; overlap is what arrives in a coin whose satoshi a seed claims, "
        "for one coin cannot hold both. A move states what a transaction carried from the state’s coins to the state’s "
        "coins; what the first book brings into the same coins is a receipt. Title follows the orders.",
        rule=rule_name(dossier.trace.primary, language),
    )
    aside = language.say(
        "FIFO and LIFO know each satoshi’s place, and need no more. Under every other rule, where the first book "
        "follows the same transaction, its satoshi are set aside first: an input counts only its value less what the "
        "first book traces in it, each output and the fee only their value less what the first book attributes to "
        "them; the received satoshi are shared over what is left. So no satoshi is counted in both books."
    )
    lines = Commands(tuple(map(language.word, SET_ASIDE)))
    return Section(
        language.say("The state’s own wallets"), (Text(said), Text(aside), Text(language.say("Worked by hand:")), lines)
    )


def _origins(language: Language) -> Section:
    """Return what the figures of `tracer origin` are, so that they can be done again."""
    say = language.say
    shares = say(
        "A walk back (tracer origin, origin.json) gives for each origin its share under haircut: a fraction of the "
        "coin’s value, exact, the product of the proportions along every way, added up."
    )
    sats = say(
        "The whole satoshi beside a share (sat) are not that fraction rounded. Every origin is made a label of its "
        "own, and the haircut is done again forwards, transaction by transaction in the order of the chain, over those "
        "that the walk crossed, with the rounding of each. Labels go in ascending order of the origins’ names "
        "(txid:vout). So they are what the rule attributes, and they add up to the coin’s value."
    )
    lines = Commands(tuple(map(language.word, BACKWARDS)))
    return Section(say("Where coins came from"), (Text(shares), Text(sats), Text(say("Worked by hand:")), lines))


def _missing(dossier: Dossier) -> Section:
    return Section(dossier.language.say("What this version does not compute"), (Items(tuple(_absent(dossier))),))


def _absent(dossier: Dossier) -> Iterable[str]:
    say = dossier.language.say
    yield say("which output of a transaction is change, and which addresses one owner controls")
    if dossier.trace.parameters.maybe("mix_rule") is not None:
        yield say("CoinJoins by other rules than those named, and which output of a CoinJoin continues an input")
    yield say("payments inside Lightning channels, and what happens inside services")
