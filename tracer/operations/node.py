"""What a Bitcoin Core node is, and what it lacks."""

from dataclasses import dataclass

from tracer.ingest import node
from tracer.ingest.fitness import Need, NodeReport, Remedy, missing
from tracer.operations.context import Context
from tracer.operations.sources import ChainSource

EVERYTHING = Need(filters=True)
"""What any case may need of a node."""


@dataclass(frozen=True, slots=True)
class NodeRequest:
    """Which node to ask."""

    source: ChainSource


@dataclass(frozen=True, slots=True)
class NodeAnswer:
    """What the node says of itself, and what it lacks of everything that the tracer may need."""

    report: NodeReport
    missing: tuple[Remedy, ...]

    def as_json(self) -> dict[str, object]:
        """Return the report with `missing`: what, and the line of bitcoin.conf that mends it."""
        lacks = [{"what": each.what, "bitcoin_conf": each.line} for each in self.missing]
        return {**self.report.as_json(), "missing": lacks}


def examine_node(request: NodeRequest, context: Context) -> NodeAnswer:
    """Ask a node what it is.

    Raises:
        CaseError: the address is malformed.
        SourceError: it cannot be reached, or refuses us.
    """
    source = request.source
    report = node.connect(source.place, context.environment, context.home, source.cookie).report
    return NodeAnswer(report, missing(report, EVERYTHING))
