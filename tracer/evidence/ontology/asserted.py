"""What the case asserts, as nodes: persons and their roles, materials received, orders, custody wallets."""

import datetime as dt
from collections.abc import Iterator

from tracer.case.case import Case, CustodyWallet, Exhibit, Order
from tracer.evidence.ontology.node import Node, file_nodes, iri, link, links, node, relation, typed


def asserted_nodes(case: Case) -> Iterator[Node]:
    """Yield the nodes of everything asserted but the investigation itself."""
    for name, role in ((case.examiner, "examiner"), (case.reviewer, "reviewer")):
        if name is not None:
            yield from _person(case, name, role)
    if case.authority is not None:
        yield from _identity(iri("authority", case.id, case.authority), "Organization", case.authority)
    for exhibit in case.exhibits:
        yield from _exhibit(case, exhibit)
    for order in case.orders:
        yield _order(case, order)
    for wallet in case.custody:
        yield from _wallet(case, wallet)


def examiner_iri(case: Case) -> str | None:
    """Return the examiner's identifier, None where the case names none."""
    return None if case.examiner is None else iri("person", case.id, case.examiner)


def order_iri(case: Case, order: Order) -> str:
    """Return an order's identifier."""
    return iri("order", case.id, order.id)


def exhibit_iri(case: Case, exhibit: str) -> str:
    """Return the identifier of a material's provenance record."""
    return iri("exhibit", case.id, exhibit)


def wallet_iri(case: Case, wallet: str) -> str:
    """Return a custody wallet's identifier."""
    return iri("wallet", case.id, wallet)


def receiving_iri(case: Case, exhibit: str) -> str:
    """Return the identifier of the act of receiving a material."""
    return iri("receiving", case.id, exhibit)


def _identity(name: str, kind: str, shown: str) -> Iterator[Node]:
    facet = iri("name", name)
    yield node(name, f"uco-identity:{kind}", {"uco-core:hasFacet": links([facet]), "uco-core:name": shown})
    yield node(facet, "uco-identity:SimpleNameFacet", {"uco-identity:givenName": shown})


def _person(case: Case, shown: str, role: str) -> Iterator[Node]:
    name, held = iri("person", case.id, shown), iri("role", case.id, role)
    yield from _identity(name, "Person", shown)
    kind = "case-investigation:Examiner" if role == "examiner" else "uco-role:Role"
    yield node(held, kind, {"uco-core:name": role})
    yield relation("Has_Role", name, held)


def _exhibit(case: Case, exhibit: Exhibit) -> Iterator[Node]:
    """Yield a material received: its record, its file, and the act of receiving it."""
    files = [] if exhibit.file is None else file_nodes(case.id, exhibit.file, exhibit.sha256)
    yield from files
    record = exhibit_iri(case, exhibit.id)
    parts = [text for text in (exhibit.description, _said("source", exhibit.source)) if text is not None]
    yield node(
        record,
        "case-investigation:ProvenanceRecord",
        {
            "case-investigation:exhibitNumber": exhibit.id,
            "uco-core:description": "; ".join(parts) or None,
            "uco-core:object": links(str(each["@id"]) for each in files[:1]),
        },
    )
    giver = exhibit.received_from
    if giver is not None:
        yield from _identity(iri("giver", case.id, giver), "Identity", giver)
    examiner = examiner_iri(case)
    yield node(
        receiving_iri(case, exhibit.id),
        "case-investigation:InvestigativeAction",
        {
            "uco-core:name": f"Material {exhibit.id} received",
            "uco-action:startTime": None if exhibit.received_at is None else _instant(exhibit.received_at),
            "uco-action:performer": None if examiner is None else link(examiner),
            "uco-action:participant": () if giver is None else links([iri("giver", case.id, giver)]),
            "uco-action:result": links([record, *(str(each["@id"]) for each in files[:1])]),
        },
    )


def _instant(when: dt.datetime) -> dict[str, str]:
    return {"@type": "xsd:dateTime", "@value": when.isoformat()}


def _said(what: str, text: str | None) -> str | None:
    return None if text is None else f"{what}: {text}"


def _order(case: Case, order: Order) -> Node:
    """Return an order. Its dates are days, not instants, and are kept as such."""
    return node(
        order_iri(case, order),
        ("case-investigation:Authorization", "ct:CourtOrder"),
        {
            "case-investigation:authorizationType": order.kind.value,
            "case-investigation:authorizationIdentifier": order.id,
            "uco-core:description": _said("issued by", order.issued_by),
            "ct:orderDate": typed("date", order.date.isoformat()),
            "ct:inForce": None if order.in_force is None else typed("date", order.in_force.isoformat()),
            "ct:label": tuple(order.labels),
            "ct:orderedSat": order.amount,
        },
    )


def _wallet(case: Case, wallet: CustodyWallet) -> Iterator[Node]:
    name = wallet_iri(case, wallet.name)
    facet = iri("account", name)
    yield node(
        name,
        ("uco-observable:DigitalAccount", "ct:CustodyWallet"),
        {
            "uco-core:hasFacet": links([facet]),
            "uco-core:description": _said("basis", wallet.basis) or "control not verified",
            "ct:stage": wallet.stage.value,
        },
    )
    yield node(
        facet,
        "uco-observable:AccountFacet",
        {"uco-observable:accountIdentifier": wallet.name},
    )
