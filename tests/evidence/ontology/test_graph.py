"""The CASE graph: valid against CASE 1.5.0 and UCO 1.5.0, every term known, facts apart from what a rule attributes."""

import json
from functools import cache

import case_utils.case_validate.validate_utils as case_validation
import pyshacl
import pyshacl_turbo
import pytest
import rdflib

from tests.counts import count
from tests.evidence.long_trail import fan, peel
from tests.evidence.story import dossier_of, tell
from tracer.evidence.dossier import Dossier
from tracer.evidence.ontology import trail as module
from tracer.evidence.ontology.graph import case_files, case_jsonld

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")
"""Of the validators' libraries, which read files and graphs in ways about to go."""

CT = rdflib.Namespace("urn:custody-tracer:ontology#")
TBOX = "https://ontology.unifiedcyberontology.org/owl/"


@cache
def ontology() -> rdflib.Graph:
    """Return CASE/UCO 1.5.0 and the extension; shapes that review ontologies, not data, are switched off."""
    graph = case_validation.get_ontology_graph("case-1.5.0")
    graph.parse(data=case_files(dossier_of(tell()))["ct-extension.ttl"], format="turtle")
    case_validation.disable_tbox_review(graph)
    return graph


@cache
def shapes() -> pyshacl_turbo.CompiledShapes:
    """Return their shapes, ready to be held against a graph."""
    return pyshacl_turbo.compile_shapes(ontology())


@cache
def classes() -> rdflib.Graph:
    """Return which class is part of which: all that a shape asks of an ontology."""
    parts = rdflib.Graph()
    for part in ontology().triples((None, rdflib.RDFS.subClassOf, None)):
        parts.add(part)
    return parts


def parsed(dossier: Dossier) -> rdflib.Graph:
    """Return a dossier's graph as triples."""
    return rdflib.Graph().parse(data=case_jsonld(dossier), format="json-ld")


def faults(graph: rdflib.Graph) -> str:
    """Return the validation's report, empty where the graph conforms without so much as a warning or a hint."""
    conforms, _, report = shapes().validate(graph + classes())
    return "" if conforms else str(report)


def test_the_story_conforms() -> None:
    """The story's graph conforms, down to hints, and every CASE and UCO term in it exists."""
    graph = parsed(dossier_of(tell()))
    assert faults(graph) == ""
    assert case_validation.get_invalid_cdo_concepts(graph, ontology()) == set()
    assert {term for term in used(graph) if (rdflib.URIRef(term), None, None) not in ontology()} == set()


def used(graph: rdflib.Graph) -> set[str]:
    """Return every predicate and class of a graph but RDF's own."""
    terms = set(graph.predicates()) | set(graph.objects(None, rdflib.RDF.type))
    return {str(term) for term in terms if not str(term).startswith(str(rdflib.RDF))}


def test_pyshacl_agrees() -> None:
    """The slower validator, beside the whole ontology, gives the same verdicts on a graph that conforms and another."""
    for change, expected in ((None, True), (("ct:valueSat", -1), False)):
        graph = parsed(dossier_of(tell())) if change is None else broken(*change)
        conforms, _, _ = pyshacl.validate(graph, shacl_graph=ontology(), ont_graph=ontology(), inplace=True)
        assert conforms is expected
        assert (faults(graph) == "") is expected


@pytest.mark.parametrize(
    ("key", "value", "named"),
    [
        ("ct:txid", "F" * 64, "ct:txid"),
        ("ct:valueSat", 2_100_000_000_000_001, "ct:valueSat"),
        ("ct:attributedSat", -1, "ct:attributedSat"),
        ("ct:stage", "ours", "ct:stage"),
        ("uco-core:isDirectional", "yes", "core:isDirectional"),
        ("uco-types:hashMethod", ["SHA256", "MD5"], "types:hashMethod"),
    ],
)
def test_a_wrong_value_is_noticed(key: str, value: object, named: str) -> None:
    """The shapes refuse what the graph must never hold, in the extension's terms and in CASE's."""
    assert named in faults(broken(key, value))


def broken(key: str, value: object) -> rdflib.Graph:
    """Return the story's graph with one value of a key replaced."""
    document = json.loads(case_jsonld(dossier_of(tell())))
    next(node for node in document["@graph"] if key in node)[key] = value
    return rdflib.Graph().parse(data=json.dumps(document), format="json-ld")


def test_a_misspelt_term_is_noticed() -> None:
    """A term that CASE does not know, which shapes pass over, is found by name."""
    document = json.loads(case_jsonld(dossier_of(tell())))
    document["@graph"][0]["uco-core:descripton"] = "x"
    graph = rdflib.Graph().parse(data=json.dumps(document), format="json-ld")
    wrong = case_validation.get_invalid_cdo_concepts(graph, ontology())
    assert {str(term).rsplit("/", 1)[-1] for term in wrong} == {"descripton"}


def test_a_thousand_transactions_conform() -> None:
    """A graph of a thousand transactions, the most that it holds, holds them all, and conforms; a part in the suite."""
    assert module.MAX_TRANSACTIONS == 1_000
    number = count(suite=150, laws=module.MAX_TRANSACTIONS)
    graph = parsed(peel(number))
    assert len(set(graph.subjects(rdflib.RDF.type, CT.BitcoinTransaction))) == number
    assert faults(graph) == ""


def test_beyond_the_limit_the_way_to_custody_comes_first() -> None:
    """What leads to custody is kept, the rest is left out, and the investigation says how much."""
    dossier = fan(module.MAX_TRANSACTIONS + 20)
    nodes = json.loads(case_jsonld(dossier))["@graph"]
    kept = {node["ct:txid"] for node in nodes if "ct:txid" in node}
    assert len(kept) == module.MAX_TRANSACTIONS
    receipt = next(end for end in dossier.trace.main.ends if end.terminal == "custody")
    assert receipt.outpoint.txid in kept
    text = " ".join(str(node.get("uco-core:description")) for node in nodes)
    assert f"holds {len(kept)} of the {len(dossier.trace.main.crossings)} transactions of the trail" in text


def test_attributed_amounts_are_results_never_facts() -> None:
    """Transactions, inputs and outputs carry no attributed amount; each attribution names rule and label."""
    nodes = json.loads(case_jsonld(dossier_of(tell())))["@graph"]
    holding = [node for node in nodes if "ct:attributedSat" in node]
    assert holding
    assert all(node["@type"] == ["uco-analysis:AnalyticResult", "ct:Attribution"] for node in holding)
    ends = dossier_of(tell()).trace.main.ends
    assert sum(node["ct:attributedSat"] for node in holding) == sum(sum(end.taint.values()) for end in ends)


def test_identifiers_follow_from_content() -> None:
    """Nodes are sorted by identifier; the same transaction has the same one in every case."""
    first, again = (json.loads(case_jsonld(dossier_of(tell())))["@graph"] for _ in range(2))
    assert first == again
    names = [node["@id"] for node in first]
    assert names == sorted(set(names))
    assert all(name.startswith("urn:uuid:") and name[23] == "5" for name in names)


def test_every_reference_leads_somewhere() -> None:
    """Every node that is referred to is in the graph."""
    document = json.loads(case_jsonld(peel(30)))
    names = {node["@id"] for node in document["@graph"]}

    def referred(value: object) -> set[str]:
        if isinstance(value, list):
            return set().union(*map(referred, value))
        return {value["@id"]} if isinstance(value, dict) and "@id" in value else set()

    pointed = set().union(*(referred(value) for node in document["@graph"] for value in node.values()))
    assert pointed <= names
    assert pointed


def test_the_switched_off_shapes_review_ontologies_only() -> None:
    """Eighteen shapes are switched off, all of UCO's review of ontologies, none that looks at data."""
    switch = rdflib.SH.deactivated, rdflib.Literal(True)
    before = set(case_validation.get_ontology_graph("case-1.5.0").subjects(*switch))
    off = set(ontology().subjects(*switch)) - before
    assert len(off) == 18
    assert all(str(shape).startswith(TBOX) for shape in off)
