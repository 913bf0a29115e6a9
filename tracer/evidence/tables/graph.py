"""The trail as a graph: transactions and coins as nodes, for paths and for other programs.

Spending and making are facts of the chain; how much of a label goes which way is a convention, and
each edge says so. GraphML is written here and not by networkx, whose bytes change between versions.

Source: GraphML 1.0 (graphml.graphdrawing.org), the subset that networkx, yEd and Gephi read.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from tracer.documents.markup import as_xml, as_xml_attribute
from tracer.evidence.dossier import Dossier
from tracer.result.trace_file import MethodResult

if TYPE_CHECKING:
    import networkx as nx

Value = str | int

_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<graphml xmlns="http://graphml.graphdrawing.org/xmlns" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">'
)


def trail_graph(dossier: Dossier, method: MethodResult) -> nx.DiGraph[str]:
    """Return the trail of one method as a directed graph.

    Nodes are txids, outpoints, and `txid:fee` where a fee took taint; `kind` is `transaction`, `coin`
    or `fee`. Edges carry `tag` (`fact` or `convention`) and satoshi per label as `taint_sat:LABEL`.
    """
    import networkx as nx

    graph: nx.DiGraph[str] = nx.DiGraph(case=dossier.trace.case, method=method.name)
    at = {end.outpoint: end.name for end in method.ends}
    known = {end.outpoint: end.address for end in method.ends}
    for crossing in method.crossings:
        time = dossier.time_utc(crossing.height)
        graph.add_node(crossing.txid, kind="transaction", height=crossing.height, index=crossing.index, time_utc=time)
        if any(crossing.taint_fee.values()):
            graph.add_node(f"{crossing.txid}:fee", kind="fee", terminal="fee")
            graph.add_edge(crossing.txid, f"{crossing.txid}:fee", tag="convention", **_taint(crossing.taint_fee))
    for made in method.made:
        name = str(made.outpoint)
        graph.add_node(
            name,
            kind="coin",
            value_sat=made.value,
            pays=known.get(made.outpoint) or dossier.shown(made.outpoint),
            **_taint(made.taint),
        )
        graph.nodes[name].update({"terminal": made.terminal} if made.terminal else {})
        graph.nodes[name].update({"at": at[made.outpoint]} if at.get(made.outpoint) else {})
        if made.outpoint.txid in graph:
            graph.add_edge(made.outpoint.txid, name, tag="convention", **_taint(made.taint))
    for seed in method.seeds:
        name = str(seed.outpoint)
        if name not in graph:
            value = dossier.output(seed.outpoint).value
            graph.add_node(name, kind="coin", value_sat=value, pays=dossier.shown(seed.outpoint))
        graph.nodes[name][f"seed_sat:{seed.label}"] = seed.seed + graph.nodes[name].get(f"seed_sat:{seed.label}", 0)
    for spent in method.spent:
        graph.add_edge(str(spent.outpoint), spent.txid, tag="fact", vin=spent.vin, **_taint(spent.taint))
    return graph


def graphml(graph: nx.DiGraph[str]) -> bytes:
    """Return the graph as GraphML, nodes and edges in the order in which they were added."""
    keys: dict[tuple[str, str], tuple[str, str]] = {}
    body: list[str] = []
    for node, values in graph.nodes(data=True):
        body += [f"    <node id={as_xml_attribute(node)}>", *_entries("node", values, keys), "    </node>"]
    for source, target, values in graph.edges(data=True):
        ends = f"source={as_xml_attribute(source)} target={as_xml_attribute(target)}"
        body += [f"    <edge {ends}>", *_entries("edge", values, keys), "    </edge>"]
    about = _entries("graph", graph.graph, keys)
    declared = [
        f'  <key id="{key}" for="{where}" attr.name={as_xml_attribute(name)} attr.type="{kind}"/>'
        for (where, name), (key, kind) in keys.items()
    ]
    lines = [_HEAD, *declared, '  <graph edgedefault="directed">', *about, *body, "  </graph>", "</graphml>", ""]
    return "\n".join(lines).encode()


def _taint(amounts: Mapping[str, int]) -> dict[str, int]:
    return {f"taint_sat:{label}": sat for label, sat in amounts.items()}


def _entries(where: str, values: Mapping[str, Value], keys: dict[tuple[str, str], tuple[str, str]]) -> list[str]:
    """Return one line per value, declaring keys as they are met."""
    lines = []
    for name, value in values.items():
        kind = "long" if isinstance(value, int) else "string"
        key, _ = keys.setdefault((where, name), (f"k{len(keys)}", kind))
        written = as_xml(value) if isinstance(value, str) else str(value)
        lines.append(f'      <data key="{key}">{written}</data>')
    return lines
