"""The traced path as nodes: transactions, the coins they spend and make, whom those pay, what is attributed.

Transactions, inputs and outputs are facts of the chain. Amounts attributed are analytic results of the trace, each
under its rule, and are kept apart from the facts.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from tracer.chain.header import decode as header_of
from tracer.chain.outpoint import Outpoint, Txid
from tracer.documents.words import TERMINAL_WORDS, rule_name
from tracer.evidence.dossier import Dossier
from tracer.evidence.ontology.asserted import wallet_iri
from tracer.evidence.ontology.node import Node, iri, link, links, node, typed
from tracer.evidence.report.excerpt import excerpt, leading
from tracer.result.trace_file import Crossing, Made, Spent

MAX_TRANSACTIONS = 1_000
"""Transactions of the graph."""

MAX_COINS = 10_000
"""Coins spent and made by them, taken together."""


@dataclass(frozen=True, slots=True)
class Selection:
    """The part of the trail that the graph holds, in chain order, and how many transactions there are in all."""

    crossings: tuple[Crossing, ...]
    spent: tuple[Spent, ...]
    made: tuple[Made, ...]
    all: int

    @property
    def left_out(self) -> str | None:
        """What the reader must know of the rest."""
        if len(self.crossings) == self.all:
            return None
        return (
            f"This graph holds {len(self.crossings)} of the {self.all} transactions of the trail, those that lead to "
            "custody first; the others are in trace/transactions.csv and trace/trace.json."
        )


def select(dossier: Dossier) -> Selection:
    """Choose the transactions that lead to custody, then the others, in chain order, as far as the limits go."""
    method = dossier.trace.main
    counts = dict.fromkeys((row.txid for row in method.crossings), 0)
    for txid in (*(row.txid for row in method.spent), *(row.outpoint.txid for row in method.made)):
        if txid in counts:
            counts[txid] += 1
    taken = set(excerpt(tuple(counts), leading([method]), counts, MAX_TRANSACTIONS, MAX_COINS))
    return Selection(
        tuple(row for row in method.crossings if row.txid in taken),
        tuple(row for row in method.spent if row.txid in taken),
        tuple(row for row in method.made if row.outpoint.txid in taken),
        len(method.crossings),
    )


def transaction_iri(dossier: Dossier, txid: Txid) -> str:
    """Return a transaction's identifier, the same in every case."""
    return iri("transaction", dossier.trace.network, txid)


def trail_nodes(dossier: Dossier, chosen: Selection) -> Iterator[Node]:
    """Yield transactions, inputs, outputs and the addresses and scripts they pay.

    Raises:
        IntegrityError: the result names what the raw material does not hold.
    """
    for row in chosen.crossings:
        yield _transaction(dossier, row)
    for spent in chosen.spent:
        yield _coin(dossier, spent.outpoint, spent.txid, spent.vin)
        yield from _payee(dossier, spent.outpoint)
    for made in chosen.made:
        yield _coin(dossier, made.outpoint, made.outpoint.txid, None)
        yield from _payee(dossier, made.outpoint)


def attribution_nodes(dossier: Dossier, chosen: Selection, analysis: str) -> Iterator[Node]:
    """Yield what the primary rule attributes to each coin of the selection at which a trail ends."""
    trace = dossier.trace
    bounds = {(row.target, row.label): row for row in trace.bounds if row.kind == "outpoint"}
    held = {row.outpoint for row in chosen.made}
    wallets = {wallet.name for wallet in dossier.case.custody}
    for end in trace.main.ends:
        if end.outpoint not in held:
            continue
        target = _coin_iri(dossier, end.outpoint, None)
        for label, sat in end.taint.items():
            bound = bounds.get((str(end.outpoint), label))
            where = TERMINAL_WORDS.get(end.terminal, end.terminal) + (f", {end.name}" if end.name else "")
            yield node(
                iri("attribution", trace.sha256, str(end.outpoint), label),
                ("uco-analysis:AnalyticResult", "ct:Attribution"),
                {
                    "uco-core:statement": f"{sat} satoshi of label {label} are attributed to {end.outpoint} "
                    f"under {rule_name(trace.primary)}; the trail ends there: {where}.",
                    "uco-analysis:originatingAnalysis": link(analysis),
                    "uco-analysis:resultContent": links([target]),
                    "case-investigation:wasDerivedFrom": links([transaction_iri(dossier, end.outpoint.txid)]),
                    "ct:attributedSat": sat,
                    "ct:label": label,
                    "ct:rule": trace.primary,
                    "ct:terminal": end.terminal,
                    "ct:lowerSat": None if bound is None else bound.lower,
                    "ct:upperSat": None if bound is None else bound.upper,
                },
            )
        if end.terminal == "custody" and end.name in wallets:
            yield _held(dossier, end.outpoint, wallet_iri(dossier.case, end.name))


def _transaction(dossier: Dossier, row: Crossing) -> Node:
    transaction = dossier.transaction(row.txid)
    header = header_of(dossier.material.header(row.height))
    return node(
        transaction_iri(dossier, row.txid),
        ("uco-observable:ObservableAction", "ct:BitcoinTransaction"),
        {
            "ct:network": dossier.trace.network,
            "ct:txid": row.txid,
            "ct:blockHeight": row.height,
            "ct:blockHash": header.hash,
            "ct:positionInBlock": row.index,
            "ct:blockTimeDeclared": typed("dateTime", dossier.time_utc(row.height)),
            "ct:inputCount": len(transaction.inputs),
            "ct:outputCount": len(transaction.outputs),
        },
    )


def _coin_iri(dossier: Dossier, outpoint: Outpoint, spender: Txid | None) -> str:
    return iri("output" if spender is None else "input", dossier.trace.network, str(outpoint), spender or "")


def _coin(dossier: Dossier, outpoint: Outpoint, txid: Txid, vin: int | None) -> Node:
    """Return an output of a transaction, or with `vin` the input that spends it."""
    made = vin is None
    return node(
        _coin_iri(dossier, outpoint, None if made else txid),
        ("uco-observable:ObservableRelationship", "ct:TransactionOutput" if made else "ct:TransactionInput"),
        {
            "uco-core:isDirectional": True,
            "uco-core:kindOfRelationship": "Transaction_Output" if made else "Transaction_Input",
            "uco-core:source": link(transaction_iri(dossier, txid)),
            "uco-core:target": link(_payee_iri(dossier, outpoint)),
            "ct:outpoint": str(outpoint),
            "ct:vout": outpoint.vout,
            "ct:vin": vin,
            "ct:valueSat": dossier.output(outpoint).value,
        },
    )


def _payee_iri(dossier: Dossier, outpoint: Outpoint) -> str:
    return iri("payee", dossier.trace.network, dossier.output(outpoint).script.hex())


def _payee(dossier: Dossier, outpoint: Outpoint) -> Iterator[Node]:
    """Yield the address that an output pays, or its script where it has none."""
    name, shown = _payee_iri(dossier, outpoint), dossier.shown(outpoint)
    kind = "ct:BitcoinScript" if " " in shown else "ct:BitcoinAddress"
    facet = iri("address", name)
    yield node(name, ("uco-observable:DigitalAddress", kind), {"uco-core:hasFacet": links([facet])})
    named = "uco-observable:displayName" if " " in shown else "uco-observable:addressValue"
    yield node(facet, "uco-observable:DigitalAddressFacet", {named: shown})


def _held(dossier: Dossier, outpoint: Outpoint, wallet: str) -> Node:
    payee = _payee_iri(dossier, outpoint)
    return node(
        iri("held", payee, wallet),
        "uco-observable:ObservableRelationship",
        {
            "uco-core:isDirectional": True,
            "uco-core:kindOfRelationship": "Contained_Within",
            "uco-core:source": link(payee),
            "uco-core:target": link(wallet),
        },
    )
