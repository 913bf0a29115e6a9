"""Nodes of the graph: identifiers made from content, values as JSON-LD writes them.

Identifiers are UUIDs of version 5 over what a node is about, so the same thing has the same identifier in every
export, and a transaction or an address even in every case.

Source: CASE 1.5.0 and UCO 1.5.0; JSON-LD 1.1; RFC 9562 section 5.5 (UUIDv5).
"""

import uuid
from collections.abc import Iterable, Mapping, Sequence

from tracer.formats.canonical import Writable

PREFIXES: Mapping[str, str] = {
    "case-investigation": "https://ontology.caseontology.org/case/investigation/",
    "ct": "urn:custody-tracer:ontology#",
    "uco-action": "https://ontology.unifiedcyberontology.org/uco/action/",
    "uco-analysis": "https://ontology.unifiedcyberontology.org/uco/analysis/",
    "uco-configuration": "https://ontology.unifiedcyberontology.org/uco/configuration/",
    "uco-core": "https://ontology.unifiedcyberontology.org/uco/core/",
    "uco-identity": "https://ontology.unifiedcyberontology.org/uco/identity/",
    "uco-observable": "https://ontology.unifiedcyberontology.org/uco/observable/",
    "uco-role": "https://ontology.unifiedcyberontology.org/uco/role/",
    "uco-tool": "https://ontology.unifiedcyberontology.org/uco/tool/",
    "uco-types": "https://ontology.unifiedcyberontology.org/uco/types/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
"""Prefixes of every term used."""

_NAMESPACE = uuid.UUID("d4f0b7c2-3f0e-5d55-9a0b-5c1f4e9a7b10")

Node = dict[str, Writable]
Link = Mapping[str, Writable]


def iri(kind: str, *about: str) -> str:
    """Return the identifier of what these texts are about."""
    return uuid.uuid5(_NAMESPACE, "\n".join((kind, *(f"{len(text)}:{text}" for text in about)))).urn


def node(name: str, types: str | Sequence[str], properties: Mapping[str, Writable]) -> Node:
    """Return a node with those of its properties that have a value."""
    given = {key: value for key, value in properties.items() if value is not None and value != ()}
    return {"@id": name, "@type": types, **given}


def link(name: str) -> Link:
    """Return a reference to a node."""
    return {"@id": name}


def links(names: Iterable[str]) -> tuple[Link, ...]:
    """Return references to nodes, each once, in the order given."""
    return tuple(link(name) for name in dict.fromkeys(names))


def typed(kind: str, value: str) -> Link:
    """Return a literal of an XML Schema type: `dateTime`, `date`, `hexBinary`."""
    return {"@type": f"xsd:{kind}", "@value": value}


def sha256_of(owner: str, digest: str) -> Node:
    """Return the node of a SHA-256; the method is a plain text, as UCO 1.5 asks."""
    return node(
        iri("hash", owner, digest),
        "uco-types:Hash",
        {"uco-types:hashMethod": "SHA256", "uco-types:hashValue": typed("hexBinary", digest.upper())},
    )


def file_nodes(owner: str, path: str, digest: str | None) -> list[Node]:
    """Return the nodes of a file known by its path and, where stated, its SHA-256; the first is the file's own."""
    name = iri("file", owner, path)
    facet = node(iri("facet", name), "uco-observable:FileFacet", {"uco-observable:fileName": path})
    if digest is None:
        return [node(name, "uco-observable:File", {"uco-core:hasFacet": links([str(facet["@id"])])}), facet]
    hashed = sha256_of(name, digest)
    content = node(
        iri("content", name),
        "uco-observable:ContentDataFacet",
        {"uco-observable:hash": links([str(hashed["@id"])])},
    )
    facets = links([str(facet["@id"]), str(content["@id"])])
    return [node(name, "uco-observable:File", {"uco-core:hasFacet": facets}), facet, content, hashed]


def relation(kind: str, source: str, target: str) -> Node:
    """Return the statement that one thing stands to another in some relation."""
    return node(
        iri("relation", kind, source, target),
        "uco-core:Relationship",
        {
            "uco-core:isDirectional": True,
            "uco-core:kindOfRelationship": kind,
            "uco-core:source": link(source),
            "uco-core:target": link(target),
        },
    )
