"""May a transaction be signed: the checks C1 to C8 of a PSBT, and the gates D1 to D10 of its act.

Nothing of what the PSBT says of coins, keys or change is believed: coins are the chain's, change is the descriptor's,
title is the books'. A check that fails or cannot be made, and the transaction must not be signed.
"""

from tracer.chain import address
from tracer.chain.amount import Sats
from tracer.chain.transaction import Output
from tracer.reserve.clearance import coin_checks, payment_checks
from tracer.reserve.clearance.clearance_rows import AFTERWARDS, Clearance, ClearanceSources, PaidOutput, SpentCoin
from tracer.reserve.clearance.cleared import ClearedTransaction, keeps_txid, pays_digest
from tracer.reserve.clearance.parcels import parcels
from tracer.reserve.clearance.proposed_spend import ProposedSpend, join
from tracer.reserve.clearance.psbt import Proposal
from tracer.reserve.clearance.signer_checks import signed
from tracer.reserve.clearance.spend_words import words
from tracer.reserve.disposition.gate_rows import GateCheck, judged, unchecked
from tracer.reserve.disposition.gate_sources import GateSources, Leaving
from tracer.reserve.disposition.gates import gates
from tracer.reserve.disposition.title_gates import title_gates
from tracer.reserve.sentences import say


def clearance(proposal: Proposal, sources: ClearanceSources) -> Clearance:
    """Return whether a PSBT may be signed, and why not."""
    spend = join(proposal, sources)
    leaving, held = parcels(spend)
    checks = (
        coin_checks.coins(spend),
        payment_checks.outputs(spend),
        held,
        coin_checks.fee(spend),
        coin_checks.form(spend),
        signed(spend),
        payment_checks.first(spend),
        payment_checks.once(spend),
        *_gates(spend, leaving),
        unchecked(AFTERWARDS, say("Told by tracer reserve observe, once it is sent.")),
    )
    entry = _entry(spend)
    network = sources.books.register.network
    return Clearance(
        psbt=proposal.sha256,
        spends=tuple(
            SpentCoin(each.prevout, None if coin is None else coin.wallet, None if coin is None else coin.value)
            for each, coin in zip(proposal.inputs, spend.coins, strict=True)
        ),
        pays=tuple(
            PaidOutput(
                spend.ours[each.script].wallet.name if each.script in spend.ours else None,
                address.display(each.script, network),
                each.value,
            )
            for each in proposal.outputs
        ),
        fee=spend.fee,
        words=words(spend, entry),
        checks=checks,
        entry=entry,
    )


def _entry(spend: ProposedSpend) -> ClearedTransaction:
    proposal = spend.proposal
    return ClearedTransaction(
        txid=proposal.txid,
        act=None if spend.act is None else spend.act.head.id,
        spends=tuple(each.prevout for each in proposal.inputs),
        pays=pays_digest(Output(Sats(each.value), each.script) for each in proposal.outputs),
        keeps_txid=keeps_txid(each.script for each in spend.coins if each is not None),
        height=spend.height,
        fee=spend.fee,
    )


def _gates(spend: ProposedSpend, leaving: Leaving | None) -> tuple[GateCheck, ...]:
    books, sources = spend.sources.books, spend.sources
    if spend.act is None:
        others = (4, 5, 6, 7, 8, 9)
        if spend.foreign or leaving is None:
            why = say("No act names what is paid.") if spend.foreign else say("It is not known what leaves.")
            return tuple(unchecked(f"D{number}", why) for number in (1, 2, 3, *others))
        passed = tuple(judged(f"D{number}", [], say("It moves between own wallets.")) for number in others)
        return (*title_gates(books, leaving, None), *passed)
    own = spend.act.head.id
    pending = frozenset(each.act for each in spend.pending() if each.act is not None and each.act != own)
    beside = GateSources(
        leaving=leaving,
        known_scripts=payment_checks.known_scripts(spend),
        limits=sources.limits,
        payloads=sources.payloads,
        persons=sources.security.persons,
        pending=pending,
    )
    return gates(spend.act, books, sources.day, beside)
