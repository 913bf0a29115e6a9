"""What no check of a bundle can show offline, and the command that shows it on a node of one's own.

The report prints the same list, so that its reader knows what rests on whom.
"""

from collections.abc import Iterable

from tracer.case.case import Case
from tracer.chain import header
from tracer.evidence.material import Material
from tracer.evidence.paper import counted
from tracer.evidence.trace_file import TraceFile
from tracer.evidence.verification import Step, not_checked

MAX_COMMANDS = 20
"""Coins or transactions whose command is written out."""


def not_shown(trace: TraceFile | None, case: Case | None, material: Material | None) -> list[Step]:
    """Return one NOT-CHECKED step for each thing that only a node, or a paper, can show."""
    if trace is None or material is None:
        return []
    steps = [_unspent(trace), _later_spends(trace), *_gaps(trace), *_horizon(trace, case)]
    steps += [*_seeds(trace, case), _witnesses(trace, case), *_anchor(trace, material)]
    if trace.network == "signet":
        reason = "a signet's blocks are signed; the signatures are not in the headers"
        steps.append(("Signet signatures", reason, f"bitcoin-cli -signet getblockheader {trace.horizon_hash}"))
    steps += _assertions(case)
    return [not_checked(f"9.{number}", *step) for number, step in enumerate(steps, start=1)]


_Limit = tuple[str, str, str | None]


def _unspent(trace: TraceFile) -> _Limit:
    ends = [str(end.outpoint) for end in trace.main.ends if end.terminal == "unspent"]
    held = [coin for holding in trace.custody.holdings for coin in holding.coins]
    names = list(dict.fromkeys([*ends, *held]))
    commands = [f"{_cli(trace)} gettxout {name.replace(':', ' ')} false" for name in names[:MAX_COMMANDS]]
    if len(names) > MAX_COMMANDS:
        commands.append(f"# and {len(names) - MAX_COMMANDS} more coins: unspent and held ones are in trace/trace.json")
    reason = (
        f"no offline check shows that a coin is still unspent; {len(names)} coins are said to be at block "
        f"{trace.horizon_height}. gettxout answers for now, not for that block: no answer means that the coin was spent "
        "then or later, and only the block of the spend tells which"
    )
    return "Unspent coins", reason, "\n".join(commands) or None


def _later_spends(trace: TraceFile) -> _Limit:
    reason = (
        "a spend at or below the horizon that was left out of the bundle cannot be noticed without the chain; "
        "trace the case again on a node of your own and compare the SHA-256 of trace.json; where descriptors are withheld "
        "that takes the original case file"
    )
    return "No spend left out", reason, "tracer trace case.toml --chain http://127.0.0.1:8332 --out run"


def _gaps(trace: TraceFile) -> Iterable[_Limit]:
    where = list(dict.fromkeys(gap.txid or gap.outpoint or "" for gap in trace.gaps))
    if where:
        reason = (
            f"{counted(len(where), 'transaction')} could not be read in full, for the bundle holds no input of theirs; "
            f"trails end there as gaps ({counted(len(trace.gaps), 'row')}). That the source lacked them, and that nobody "
            "left them out, no offline check shows"
        )
        commands = [f"{_cli(trace)} getrawtransaction {name.partition(':')[0]} 2" for name in where[:MAX_COMMANDS]]
        if len(where) > MAX_COMMANDS:
            commands.append(f"# and {len(where) - MAX_COMMANDS} more: all are in trace/gaps.csv")
        yield "Gaps", reason, "\n".join(commands)


def _horizon(trace: TraceFile, case: Case | None) -> Iterable[_Limit]:
    if case is not None and case.horizon.height is None and case.horizon.hash is None:
        reason = (
            f"the case names no block to trace up to, so that it is block {trace.horizon_height} and not a later one is "
            "the choice of who traced; what came after it is not here"
        )
        yield "Choice of the horizon", reason, f"{_cli(trace)} getblockcount"


def _witnesses(trace: TraceFile, case: Case | None) -> _Limit:
    looks = case is None or case.stop.lightning
    reason = "a txid does not cover witnesses, so a witness changed in the raw transactions is not noticed; " + (
        "the Lightning rules look at them, so where a trail ends can rest on one" if looks else "no figure rests on one"
    )
    return "Witnesses", reason, f"{_cli(trace)} getrawtransaction TXID 0"


def _seeds(trace: TraceFile, case: Case | None) -> Iterable[_Limit]:
    if case is not None and any(seed.address or seed.descriptor for seed in case.seeds):
        reason = "that all outputs paid to a seed's address or descriptor were found needs the whole chain"
        yield "Completeness of address seeds", reason, f"{_cli(trace)} scanblocks start '[\"addr(ADDRESS)\"]'"


def _anchor(trace: TraceFile, material: Material) -> Iterable[_Limit]:
    if material.first_header == 0:
        reason = "the headers run from genesis; that no chain with more work exists only a node can tell"
    else:
        name = header.decode(material.headers[: header.SIZE]).hash
        reason = (
            f"that the first header held, height {material.first_header}, {name}, descends from genesis is not "
            f"shown; compare it and the horizon, {trace.horizon_hash}, with your own node"
        )
    yield "Best chain", reason, f"{_cli(trace)} getblockhash {trace.horizon_height}"


def _assertions(case: Case | None) -> Iterable[_Limit]:
    if case is None:
        return
    if case.exhibits:
        names = ", ".join(exhibit.id for exhibit in case.exhibits)
        yield "Exhibits", f"the exhibits are not in the bundle: {names}; compare their SHA-256 with the case file", None
    reason = "that seeds, custody wallets, orders and tags are what the case says of them is asserted, not shown by the chain"
    yield "Assertions of the case", reason, None


def _cli(trace: TraceFile) -> str:
    """Return the command line client's name with its network option."""
    return "bitcoin-cli" if trace.network == "main" else f"bitcoin-cli -chain={trace.network}"
