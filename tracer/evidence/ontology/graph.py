"""The whole graph: `case.jsonld`, and the small ontology beside it.

What the case asserts, what the chain says and what the trace attributes are different kinds of nodes. The graph is
limited to the materials and to the traced path; the tables hold everything.

Source: CASE 1.5.0 and UCO 1.5.0 (Apache-2.0), shapes included; `ct-extension.ttl` adds what they lack for Bitcoin.
"""

from collections.abc import Iterator
from importlib.resources import files as files_of

from tracer import NAME
from tracer.evidence.dossier import Dossier
from tracer.evidence.ontology.asserted import (
    asserted_nodes,
    examiner_iri,
    exhibit_iri,
    order_iri,
    receiving_iri,
    wallet_iri,
)
from tracer.evidence.ontology.node import PREFIXES, Node, file_nodes, iri, link, links, node
from tracer.evidence.ontology.trail import Selection, attribution_nodes, select, trail_nodes
from tracer.formats import canonical
from tracer.formats.canonical import Writable
from tracer.formats.json_cursor import JsonCursor


def case_files(dossier: Dossier) -> dict[str, bytes]:
    """Return `case.jsonld` and `ct-extension.ttl` by name.

    Raises:
        IntegrityError: the result names what the raw material does not hold.
    """
    extension = files_of("tracer.evidence.ontology").joinpath("ct-extension.ttl").read_bytes()
    return {"case.jsonld": case_jsonld(dossier), "ct-extension.ttl": extension}


def case_jsonld(dossier: Dossier) -> bytes:
    """Return the graph as canonical JSON-LD, its nodes in ascending order of their identifiers.

    Raises:
        IntegrityError: the result names what the raw material does not hold.
    """
    chosen = select(dossier)
    nodes = {str(each["@id"]): each for each in _nodes(dossier, chosen)}
    return canonical.dumps({"@context": PREFIXES, "@graph": [nodes[name] for name in sorted(nodes)]})


def _nodes(dossier: Dossier, chosen: Selection) -> Iterator[Node]:
    analysis = iri("trace", dossier.trace.sha256)
    yield _investigation(dossier, chosen, analysis)
    yield from asserted_nodes(dossier.case)
    yield from _tool(dossier)
    yield from _trace(dossier, chosen, analysis)
    yield from trail_nodes(dossier, chosen)
    yield from attribution_nodes(dossier, chosen, analysis)


def _investigation(dossier: Dossier, chosen: Selection, analysis: str) -> Node:
    case = dossier.case
    about = (
        f"Trace of bitcoin on {dossier.trace.network} up to block {dossier.trace.horizon_height}, "
        f"{dossier.trace.horizon_hash}."
    )
    return node(
        iri("investigation", case.id),
        "case-investigation:Investigation",
        {
            "uco-core:name": case.title or case.id,
            "uco-core:description": tuple(filter(None, (about, chosen.left_out))),
            "case-investigation:investigationForm": "case",
            "case-investigation:focus": tuple(case.questions),
            "case-investigation:relevantAuthorization": links(order_iri(case, order) for order in case.orders),
            "uco-core:object": links(
                (
                    *(exhibit_iri(case, exhibit.id) for exhibit in case.exhibits),
                    *(wallet_iri(case, wallet.name) for wallet in case.custody),
                    analysis,
                )
            ),
        },
    )


def _tool(dossier: Dossier) -> Iterator[Node]:
    """Yield the tool, and the tool as it was configured, one entry for each parameter."""
    tool = iri("tool", NAME, dossier.trace.version)
    entries = [
        node(
            iri("parameter", dossier.trace.sha256, name),
            "uco-configuration:ConfigurationEntry",
            {"uco-configuration:itemName": name, "uco-configuration:itemValue": value},
        )
        for name, value in _parameters(dossier.trace.parameters)
    ]
    configuration = iri("configuration", dossier.trace.sha256)
    yield from entries
    yield node(
        tool,
        "uco-tool:AnalyticTool",
        {
            "uco-core:name": NAME,
            "uco-tool:toolType": "chain-of-custody tracer for Bitcoin",
            "uco-tool:version": dossier.trace.version,
        },
    )
    yield node(
        configuration,
        "uco-configuration:Configuration",
        {"uco-configuration:configurationEntry": links(str(entry["@id"]) for entry in entries)},
    )
    yield node(
        iri("configured", dossier.trace.sha256),
        "uco-tool:ConfiguredTool",
        {
            "uco-core:name": f"{NAME}, method {dossier.trace.method_number}",
            "uco-tool:version": dossier.trace.version,
            "uco-configuration:isConfigurationOf": link(tool),
            "uco-configuration:usesConfiguration": link(configuration),
        },
    )


def _parameters(place: JsonCursor, prefix: str = "") -> Iterator[tuple[str, str]]:
    """Yield every parameter by its path, `stop.min_sat`, as text; lists and empty ones as canonical JSON."""
    for name, each in place.members():
        if isinstance(each.value, dict) and each.value:
            yield from _parameters(each, f"{prefix}{name}.")
        else:
            value: Writable = each.value
            yield f"{prefix}{name}", value if isinstance(value, str) else canonical.dumps(value).decode()


def _trace(dossier: Dossier, chosen: Selection, analysis: str) -> Iterator[Node]:
    """Yield the act of tracing, what it took in and what it gave. When it was done is not part of the result."""
    trace, case = dossier.trace, dossier.case
    result = file_nodes(trace.case, "trace/trace.json", trace.sha256)
    asked = file_nodes(trace.case, "the case file as traced", trace.case_sha256)
    yield from result
    yield from asked
    examiner = examiner_iri(case)
    ends = {end.outpoint: end for end in trace.main.ends}
    attributions = (
        iri("attribution", trace.sha256, str(made.outpoint), label)
        for made in chosen.made
        if made.outpoint in ends
        for label in ends[made.outpoint].taint
    )
    yield node(
        analysis,
        ("case-investigation:InvestigativeAction", "uco-analysis:Analysis"),
        {
            "uco-core:name": "Trace",
            "uco-action:performer": None if examiner is None else link(examiner),
            "uco-action:instrument": links([iri("configured", trace.sha256)]),
            "uco-action:object": links([str(asked[0]["@id"])]),
            "uco-action:result": links([str(result[0]["@id"]), *attributions]),
            "case-investigation:wasInformedBy": links(receiving_iri(case, exhibit.id) for exhibit in case.exhibits),
        },
    )
