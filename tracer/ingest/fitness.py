"""What a node is, and whether it is fit for the work: facts first, then what is missing and its remedy.

Rendering is the command's. What a case needs is stated by whoever asks (`Need`); `tracer node` asks for
everything.

Source: Bitcoin Core 31, RPC `getnetworkinfo`, `getblockchaininfo`, `getindexinfo`; `src/init.cpp` (which
index refuses pruning).
"""

from dataclasses import dataclass

from tracer.chain.network import NETWORKS, Network
from tracer.chain.outpoint import BlockHash, BlockRef
from tracer.errors import SourceError
from tracer.ingest import answer
from tracer.ingest.answer import Json
from tracer.ingest.core import CoreRpc, printable
from tracer.ingest.rest import Rest

OLDEST = 310_000
"""The first version whose `gettxspendingprevout` answers for confirmed spends, as Core counts."""

_INDEXES = ("txindex", "txospenderindex", "basic block filter index")
_CONF_LINE = {
    "txindex": "txindex=1",
    "txospenderindex": "txospenderindex=1",
    "basic block filter index": "blockfilterindex=1",
}


@dataclass(frozen=True, slots=True)
class Index:
    """One of the node's indexes, and the height it has reached."""

    name: str
    synced: bool
    height: int


@dataclass(frozen=True, slots=True)
class Need:
    """What some work asks of a node. The default is a live trace."""

    first_height: int = 0
    """The lowest height whose block must be there."""
    indexes: bool = True
    """Whether transactions and spenders are looked up (not when whole blocks are read)."""
    filters: bool = False
    """Whether outputs are looked for by script."""


@dataclass(frozen=True, slots=True)
class Remedy:
    """Something a node lacks, and the line of `bitcoin.conf` (or the step) that mends it."""

    what: str
    line: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeReport:
    """What a node says of itself. `tip_time` is the tip's block time in Unix seconds, as its miner stated."""

    endpoint: str
    version: int
    subversion: str
    network: Network
    tip: BlockRef
    tip_time: int
    headers: int
    initial_download: bool
    progress: str
    """Share of the chain that is verified, as Core estimates it: a decimal between 0 and 1."""
    pruned: bool
    first_height: int
    """The lowest height whose block is there."""
    indexes: tuple[Index, ...]
    rest: bool

    def as_json(self) -> dict[str, Json]:
        """Return the report for programs; keys do not change."""
        return {
            "endpoint": self.endpoint,
            "version": self.version,
            "subversion": self.subversion,
            "network": self.network.name,
            "tip": {"height": self.tip.height, "hash": self.tip.hash, "time": self.tip_time},
            "headers": self.headers,
            "initial_block_download": self.initial_download,
            "verification_progress": self.progress,
            "pruned": self.pruned,
            "first_height": self.first_height,
            "indexes": {each.name: {"synced": each.synced, "height": each.height} for each in self.indexes},
            "rest": self.rest,
        }


def examine(rpc: CoreRpc, rest: Rest) -> NodeReport:
    """Ask the node what it is.

    Raises:
        SourceError: it cannot be asked, or is on a network this tracer does not know.
    """
    chain = answer.mapping(rpc.call("getblockchaininfo"), "getblockchaininfo")
    about = answer.mapping(rpc.call("getnetworkinfo"), "getnetworkinfo")
    pruned = answer.flag(chain.get("pruned"), "getblockchaininfo pruned")
    return NodeReport(
        endpoint=str(rpc.endpoint),
        version=answer.whole(about.get("version"), "getnetworkinfo version"),
        subversion=printable(answer.text(about.get("subversion"), "getnetworkinfo subversion")),
        network=_network(rpc, answer.text(chain.get("chain"), "getblockchaininfo chain")),
        tip=BlockRef(
            answer.whole(chain.get("blocks"), "getblockchaininfo blocks"),
            BlockHash(answer.digest(chain.get("bestblockhash"), "getblockchaininfo bestblockhash")),
        ),
        tip_time=answer.whole(chain.get("time"), "getblockchaininfo time"),
        headers=answer.whole(chain.get("headers"), "getblockchaininfo headers"),
        initial_download=answer.flag(chain.get("initialblockdownload"), "getblockchaininfo initialblockdownload"),
        progress=str(chain.get("verificationprogress")),
        pruned=pruned,
        first_height=answer.whole(chain.get("pruneheight"), "getblockchaininfo pruneheight") if pruned else 0,
        indexes=_indexes(answer.mapping(rpc.call("getindexinfo"), "getindexinfo")),
        rest=rest.is_on(),
    )


def missing(report: NodeReport, need: Need) -> tuple[Remedy, ...]:
    """Return what the node lacks for this work, and what would only make it faster, worst first."""
    return (*_blocking(report, need), *_slowing(report))


def warnings(report: NodeReport) -> tuple[str, ...]:
    """Return what is worth a word and stops nothing."""
    if report.initial_download and report.network.name == "regtest":
        return (f"node {report.endpoint} says it is in initial block download; on regtest that is only an old tip.",)
    return ()


def require(report: NodeReport, network: Network | None, need: Need) -> None:
    """Make sure that the node is fit for this work. `network` is the case's, None where there is no case.

    Raises:
        SourceError: it is not; the message says what to change.
    """
    if network is not None and report.network != network:
        raise SourceError(
            f"node {report.endpoint} is on network {report.network.name}; the case is of network {network.name}.\n"
            f"Name a node of network {network.name} with --chain, or correct network in [case]."
        )
    if report.initial_download and report.network.name != "regtest":
        raise SourceError(
            f"node {report.endpoint} is in initial block download: it has {report.tip.height} of "
            f"{report.headers} blocks.\nWait until it has caught up; tracer node --chain shows how far it is."
        )
    if report.pruned and (need.indexes or report.first_height > need.first_height):
        raise SourceError(_pruned(report, need))
    blocking = _blocking(report, need)
    if blocking:
        lacks = "; ".join(each.what for each in blocking)
        lines = ", ".join(each.line for each in blocking)
        raise SourceError(f"node {report.endpoint} is not fit: {lacks}.\nTo mend it: {lines}.")


def _blocking(report: NodeReport, need: Need) -> tuple[Remedy, ...]:
    found = []
    if report.version < OLDEST and need.indexes:
        found.append(Remedy(f"it is Bitcoin Core {report.version // 10_000}", "upgrade to Bitcoin Core 31 or newer"))
    if report.pruned and (need.indexes or report.first_height > need.first_height):
        found.append(
            Remedy(f"it is pruned below block {report.first_height}", "prune=0 in bitcoin.conf, and a new download")
        )
    wanted = _INDEXES[:2] * need.indexes + _INDEXES[2:] * need.filters
    present = {each.name: each for each in report.indexes}
    for name in wanted:
        if name not in present:
            found.append(Remedy(f"it has no {name}", f"{_CONF_LINE[name]} in bitcoin.conf, then restart it"))
        elif not present[name].synced:
            reached = f"its {name} has reached block {present[name].height} of {report.tip.height}"
            found.append(Remedy(reached, "wait until the index is built"))
    return tuple(found)


def _slowing(report: NodeReport) -> tuple[Remedy, ...]:
    if report.rest:
        return ()
    return (Remedy("REST is off, so blocks come slowly", "rest=1 in bitcoin.conf, then restart it"),)


def _pruned(report: NodeReport, need: Need) -> str:
    if not need.indexes:
        return (
            f"node {report.endpoint} is pruned below block {report.first_height}; block {need.first_height} is "
            f"needed.\n"
            "Use an unpruned node, or start from a later block with --from-height."
        )
    return (
        f"node {report.endpoint} is pruned below block {report.first_height}, and a pruned node cannot have the "
        "txospenderindex that a live trace needs.\nUse an unpruned node (prune=0 in bitcoin.conf), or trace from a "
        "store with --chain DIR."
    )


def _network(rpc: CoreRpc, name: str) -> Network:
    if name not in NETWORKS:
        raise SourceError(
            f"node {rpc.endpoint} is on network {printable(name)}, which this tracer does not know: it knows "
            f"{', '.join(NETWORKS)}."
        )
    return NETWORKS[name]


def _indexes(found: dict[str, Json]) -> tuple[Index, ...]:
    indexes = []
    for name, state in sorted(found.items()):
        described = answer.mapping(state, "getindexinfo")
        synced = answer.flag(described.get("synced"), "getindexinfo synced")
        height = answer.whole(described.get("best_block_height"), "getindexinfo best_block_height")
        indexes.append(Index(printable(name), synced, height))
    return tuple(indexes)
