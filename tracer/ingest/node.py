"""A connection to a Bitcoin Core node: its RPC, its REST, and what it said of itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tracer.chain.network import Network
from tracer.ingest import credentials, fitness
from tracer.ingest.bulk import Bulk, RpcBulk
from tracer.ingest.core import CoreRpc
from tracer.ingest.endpoint import Endpoint
from tracer.ingest.fitness import NodeReport
from tracer.ingest.rest import Rest


@dataclass(frozen=True, slots=True)
class Node:
    """A node that answers. Whether it is fit for some work is `fitness.require`'s to say."""

    rpc: CoreRpc
    rest: Rest
    report: NodeReport

    @property
    def bulk(self) -> Bulk:
        """The faster way to raw bytes that this node offers."""
        return self.rest if self.report.rest else RpcBulk(self.rpc)


def connect(
    url: str,
    environment: Mapping[str, str],
    home: Path | None,
    cookie: Path | None = None,
    network: Network | None = None,
) -> Node:
    """Find credentials, call the node, and ask it what it is.

    `network` is the case's, where there is one: it says which cookie is meant.

    Raises:
        CaseError: the address or the credentials are malformed.
        SourceError: the node cannot be asked.
    """
    endpoint = Endpoint.parse(url)
    rpc = CoreRpc(endpoint, credentials.candidates(endpoint, environment, home, cookie, network))
    rest = Rest(endpoint)
    return Node(rpc, rest, fitness.examine(rpc, rest))
