"""The trail as a graph: facts and conventions told apart, and the same bytes everywhere."""

import io

import networkx as nx

from tests.evidence.story import dossier_of, tell
from tracer.evidence.tables.graph import graphml, trail_graph


def test_spending_is_fact_and_making_is_convention() -> None:
    """An edge from coin to transaction is tagged fact, one from transaction to coin or fee convention."""
    dossier = dossier_of(tell())
    graph = trail_graph(dossier, dossier.trace.main)
    for source, _, values in graph.edges(data=True):
        assert values["tag"] == ("fact" if graph.nodes[source]["kind"] == "coin" else "convention")


def test_what_goes_into_a_transaction_comes_out() -> None:
    """For each transaction and label the edges in and out carry the same satoshi."""
    dossier = dossier_of(tell())
    graph = trail_graph(dossier, dossier.trace.main)
    for crossing in dossier.trace.main.crossings:
        for label in ("A", "B"):
            key = f"taint_sat:{label}"
            into = sum(values.get(key, 0) for _, _, values in graph.in_edges(crossing.txid, data=True))
            out = sum(values.get(key, 0) for _, _, values in graph.out_edges(crossing.txid, data=True))
            assert into == out == crossing.taint_in.get(label, 0)


def test_custody_is_reached_from_the_seed() -> None:
    """There is a path from the seed of A to the receipt of A."""
    story = tell()
    dossier = dossier_of(story)
    graph = trail_graph(dossier, dossier.trace.main)
    path = nx.shortest_path(graph, str(story.coins["A0"]), str(story.coins["s0"]))
    assert [graph.nodes[node]["kind"] for node in path] == ["coin", "transaction"] * 4 + ["coin"]
    assert graph.nodes[str(story.coins["s0"])]["at"] == "Agency seizure wallet"
    assert graph.nodes[str(story.coins["A0"])]["seed_sat:A"] == 1_200_000_000


def test_networkx_reads_back_what_was_written() -> None:
    """The GraphML gives the same nodes, edges and values again."""
    dossier = dossier_of(tell())
    graph = trail_graph(dossier, dossier.trace.main)
    graph.add_node('<&">\x00', kind="coin\u202e")
    again = nx.read_graphml(io.BytesIO(graphml(graph)))
    graph = nx.relabel_nodes(graph, {'<&">\x00': '<&">\\u0000'})
    graph.nodes['<&">\\u0000']["kind"] = "coin\\u202e"
    assert dict(again.nodes(data=True)) == dict(graph.nodes(data=True))
    assert {(a, b): v for a, b, v in again.edges(data=True)} == {(a, b): v for a, b, v in graph.edges(data=True)}
