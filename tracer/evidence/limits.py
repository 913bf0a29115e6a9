"""What no check of a bundle can show offline, and the command that shows it on a node of one's own.

The report prints the same list, so that its reader knows what rests on whom.
"""

from collections.abc import Iterable

from tracer.case.case import Case
from tracer.chain import header
from tracer.evidence.material import Material
from tracer.evidence.trace_file import TraceFile
from tracer.evidence.verification import Step, not_checked


def not_shown(trace: TraceFile | None, case: Case | None, material: Material | None) -> list[Step]:
    """Return one NOT-CHECKED step for each thing that only a node, or a paper, can show."""
    if trace is None or material is None:
        return []
    steps = [_unspent(trace), _later_spends(trace), *_seeds(trace, case), *_anchor(trace, material)]
    if trace.network == "signet":
        reason = "a signet's blocks are signed; the signatures are not in the headers"
        steps.append(("Signet signatures", reason, f"bitcoin-cli -signet getblockheader {trace.horizon_hash}"))
    steps += _assertions(case)
    return [not_checked(f"9.{number}", *step) for number, step in enumerate(steps, start=1)]


_Limit = tuple[str, str, str | None]


def _unspent(trace: TraceFile) -> _Limit:
    ends = [end for end in trace.main.ends if end.terminal == "unspent"]
    held = [coin for holding in trace.custody.holdings for coin in holding.coins]
    names = [str(end.outpoint) for end in ends] + held
    txid, _, vout = names[0].partition(":") if names else ("TXID", "", "VOUT")
    reason = f"no offline check shows that a coin is still unspent; {len(names)} coins are said to be"
    return "Unspent coins", reason, f"{_cli(trace)} gettxout {txid} {vout} false"


def _later_spends(trace: TraceFile) -> _Limit:
    reason = (
        "a spend at or below the horizon that was left out of the bundle cannot be noticed without the chain; "
        "trace the case again on a node of your own and compare the SHA-256 of trace.json"
    )
    return "No spend left out", reason, "tracer trace case.toml --chain http://127.0.0.1:8332 --out run"


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
