"""What no check of a bundle can show offline, and the command that shows it on a node of one's own.

The report prints the same list, so that its reader knows what rests on whom.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from tracer.case.case import Case
from tracer.chain import header
from tracer.container.material import Material
from tracer.container.verification import VerificationStep, not_checked
from tracer.documents.language.language import ENGLISH, Language
from tracer.evidence.report.budget_text import trace_again
from tracer.result.trace_file import TraceFile

MAX_COMMANDS = 20
"""Coins or transactions whose command is written out."""


@dataclass(frozen=True, slots=True)
class _Subject:
    """What is looked at, and the language it is said in."""

    trace: TraceFile
    case: Case | None
    material: Material
    language: Language

    @property
    def client(self) -> str:
        """The command line client's name with its network option."""
        return "bitcoin-cli" if self.trace.network == "main" else f"bitcoin-cli -chain={self.trace.network}"

    @property
    def height(self) -> str:
        """The horizon's height."""
        return str(self.trace.horizon_height)


_Limit = tuple[str, str, str | None]


def not_shown(
    trace: TraceFile | None, case: Case | None, material: Material | None, language: Language = ENGLISH
) -> list[VerificationStep]:
    """Return one NOT-CHECKED step for each thing that only a node, or a paper, can show."""
    if trace is None or material is None:
        return []
    subject = _Subject(trace, case, material, language)
    steps = [_unspent(subject), _later_spends(subject), *_gaps(subject), *_horizon(subject)]
    steps += [
        *_seeds(subject),
        _witnesses(subject),
        _counts(subject),
        *_anchor(subject),
        *_signet(subject),
        *_assertions(subject),
    ]
    return [not_checked(f"9.{number}", *step) for number, step in enumerate(steps, start=1)]


def _unspent(subject: _Subject) -> _Limit:
    say = subject.language.say
    ends = [str(end.outpoint) for end in subject.trace.main.ends if end.terminal == "unspent"]
    held = [coin for holding in subject.trace.custody.holdings for coin in holding.coins]
    names = list(dict.fromkeys([*ends, *held]))
    commands = [f"{subject.client} gettxout {name.replace(':', ' ')} false" for name in names[:MAX_COMMANDS]]
    if len(names) > MAX_COMMANDS:
        more = subject.language.number(len(names) - MAX_COMMANDS)
        commands.append(say("# and {count} more coins: unspent and held ones are in trace/trace.json", count=more))
    reason = say(
        "no offline check shows that a coin is still unspent; {coins} said to be unspent at block {height}. gettxout "
        "answers for now, not for that block: no answer means that the coin was spent then or later, and only the "
        "block of the spend tells which",
        coins=subject.language.counted(len(names), "coin"),
        height=subject.height,
    )
    return say("Unspent coins"), reason, "\n".join(commands) or None


def _later_spends(subject: _Subject) -> _Limit:
    say = subject.language.say
    reason = say(
        "a spend at or below the horizon that was left out of the bundle cannot be noticed without the chain; "
        "trace the case again on a node of your own and compare the SHA-256 of trace.json; where descriptors are "
        "withheld that takes the original case file"
    )
    return say("No spend left out"), reason, trace_again(subject.trace.parameters)


def _gaps(subject: _Subject) -> Iterable[_Limit]:
    language, gaps = subject.language, subject.trace.gaps
    say = language.say
    where = list(dict.fromkeys(gap.txid or gap.outpoint or "" for gap in gaps))
    if where:
        reason = say(
            "{transactions} could not be read in full, for the bundle holds no input of theirs; "
            "trails end there as gaps ({rows}). That the source lacked them, and that nobody left them out, no "
            "offline check shows",
            transactions=language.counted(len(where), "transaction"),
            rows=language.counted(len(gaps), "row"),
        )
        commands = [f"{subject.client} getrawtransaction {name.partition(':')[0]} 2" for name in where[:MAX_COMMANDS]]
        if len(where) > MAX_COMMANDS:
            more = language.number(len(where) - MAX_COMMANDS)
            commands.append(say("# and {count} more: all are in trace/gaps.csv", count=more))
        yield say("Gaps"), reason, "\n".join(commands)


def _horizon(subject: _Subject) -> Iterable[_Limit]:
    say, case = subject.language.say, subject.case
    if case is not None and case.horizon.height is None and case.horizon.hash is None:
        reason = say(
            "the case names no block to trace up to, so that it is block {height} and not a later one is "
            "the choice of who traced; what came after it is not here",
            height=subject.height,
        )
        yield say("Choice of the horizon"), reason, f"{subject.client} getblockcount"


def _witnesses(subject: _Subject) -> _Limit:
    say = subject.language.say
    reason = say(
        "a txid does not cover witnesses, so a witness changed in the raw transactions is not noticed; no "
        "figure rests on one"
    )
    return say("Witnesses"), reason, f"{subject.client} getrawtransaction TXID 0"


def _counts(subject: _Subject) -> _Limit:
    say = subject.language.say
    reason = say(
        "how many transactions a block has is what its Merkle proofs say, all of one block alike; the root does not "
        "fix the number, and no figure rests on it"
    )
    return say("Transactions in a block"), reason, f"{subject.client} getblockheader HASH"


def _seeds(subject: _Subject) -> Iterable[_Limit]:
    say = subject.language.say
    if subject.case is not None and any(seed.address or seed.descriptor for seed in subject.case.seeds):
        reason = say("that all outputs paid to a seed's address or descriptor were found needs the whole chain")
        yield say("Completeness of address seeds"), reason, f"{subject.client} scanblocks start '[\"addr(ADDRESS)\"]'"


def _anchor(subject: _Subject) -> Iterable[_Limit]:
    say, material = subject.language.say, subject.material
    if material.first_header == 0:
        reason = say("the headers run from genesis; that no chain with more work exists only a node can tell")
    else:
        reason = say(
            "that the first header held, height {height}, {hash}, descends from genesis is not shown; compare it and "
            "the horizon, {horizon}, with your own node",
            height=str(material.first_header),
            hash=header.decode(material.headers[: header.SIZE]).hash,
            horizon=subject.trace.horizon_hash,
        )
    yield say("Best chain"), reason, f"{subject.client} getblockhash {subject.height}"


def _signet(subject: _Subject) -> Iterable[_Limit]:
    say = subject.language.say
    if subject.trace.network == "signet":
        reason = say("a signet's blocks are signed; the signatures are not in the headers")
        yield say("Signet signatures"), reason, f"bitcoin-cli -signet getblockheader {subject.trace.horizon_hash}"


def _assertions(subject: _Subject) -> Iterable[_Limit]:
    say, case = subject.language.say, subject.case
    if case is None:
        return
    if case.exhibits:
        names = ", ".join(exhibit.id for exhibit in case.exhibits)
        reason = say(
            "the exhibits are not in the bundle: {names}; compare their SHA-256 with the case file", names=names
        )
        yield say("Exhibits"), reason, None
    reason = say(
        "that seeds, custody wallets, orders and tags are what the case says of them is asserted, not shown by the "
        "chain"
    )
    yield say("Assertions of the case"), reason, None
