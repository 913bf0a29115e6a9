"""Checks C2, C7 and C8: who is paid, for the first time or not, and whether the act waits for another transaction."""

from collections import Counter

from tracer.chain import address
from tracer.chain.amount import Sats, as_bitcoin
from tracer.reserve.acts import ActsInForce, DisposalOutput
from tracer.reserve.clearance.change import path_fault
from tracer.reserve.clearance.proposed_spend import ENDED, ProposedSpend, named_by
from tracer.reserve.clearance.psbt import OUT_DERIVATION, OUT_TAP_DERIVATION, ProposedOutput
from tracer.reserve.disposition.gate_rows import GateCheck, judged
from tracer.reserve.disposition.gates import first_payments
from tracer.reserve.disposition.states import SALES, DisposalState
from tracer.reserve.register import WalletStage
from tracer.reserve.sentences import Sentence, say
from tracer.reserve.transaction_acts import transaction_acts

_RANKS = dict.fromkeys(WalletStage, 0) | {WalletStage.FORFEITURE: 1, WalletStage.RESERVE: 2}
"""Coins go up from stage to stage, or stay; nothing brings them down."""


def outputs(spend: ProposedSpend) -> GateCheck:
    """Return C2: every output is what an act names, exactly, or derived again from a descriptor of ours."""
    said: list[Sentence] = []
    sources = {coin.wallet for coin in spend.coins if coin is not None}
    stages = {wallet.name: wallet.stage for wallet in spend.sources.books.register.wallets}
    least = min((_RANKS[stages[name]] for name in sources), default=0)
    named = Counter() if spend.part is None else named_by(spend.part)
    for number, each in enumerate(spend.proposal.outputs):
        place = spend.ours.get(each.script)
        if place is None:
            if named[each.script, each.value]:
                named[each.script, each.value] -= 1
            elif spend.act is None:
                said.append(_unnamed(spend, number, each))
            if any(key[:1] in (OUT_DERIVATION, OUT_TAP_DERIVATION) for key in each.fields):
                said.append(say("Output {number} claims key paths as change does; it is not ours.", number=str(number)))
            continue
        name = place.wallet.name
        if place.wallet.stage is WalletStage.RETIRED:
            said.append(say('Output {number} pays "{wallet}", which is retired.', number=str(number), wallet=name))
        if spend.foreign and name not in sources:
            said.append(
                say(
                    'Output {number} is change to "{wallet}", which nothing is spent from.',
                    number=str(number),
                    wallet=name,
                )
            )
        elif _RANKS[place.wallet.stage] < least:
            said.append(
                say(
                    'Output {number} brings coins back to "{wallet}", of stage {stage}.',
                    number=str(number),
                    wallet=name,
                    stage=place.wallet.stage.value,
                )
            )
        fault = path_fault(number, place.wallet, place.script, each.fields)
        if fault is not None:
            said.append(fault)
    return judged("C2", said, say("Every output is what the act names, or derived again from a descriptor of ours."))


def _unnamed(spend: ProposedSpend, number: int, out: ProposedOutput) -> Sentence:
    """Return that no act names an output to others, and which act names the others beside it."""
    btc, whom = as_bitcoin(out.value), shown(spend, out.script)
    if spend.part is None:
        return say(
            "Output {number} pays {btc} BTC to {address}: no act in force names just what is paid to others.",
            number=str(number),
            btc=btc,
            address=whom,
        )
    return say(
        "Output {number} pays {btc} BTC to {address}: act {act}, which names what else is paid to others, does not "
        "name it, and it is not ours.",
        number=str(number),
        btc=btc,
        address=whom,
        act=spend.part.head.id,
    )


def shown(spend: ProposedSpend, script: bytes) -> str:
    """Return a script as people write it; an address in groups of four letters."""
    text = address.display(script, spend.sources.books.register.network)
    name, *rest = text.split(" ")
    if not rest:
        return " ".join(text[place : place + 4] for place in range(0, len(text), 4))
    if name == "bare":
        needed, _, of = rest[1].split("-")
        return say(
            "bare multisig {count}-of-{other_count} {keys}", count=needed, other_count=of, keys=" ".join(rest[2:])
        )
    if name == "OP_RETURN":
        return say("OP_RETURN {hex} ({count} bytes)", hex=rest[0], count=rest[1].removeprefix("("))
    if name == "nonstandard":
        return say("nonstandard {hex} ({count} bytes)", hex=rest[0], count=rest[1].removeprefix("("))
    return text


def first(spend: ProposedSpend) -> GateCheck:
    """Return C7: others that are paid more than a test were paid, or proven, before."""
    paid = [DisposalOutput(each.script, Sats(each.value)) for each in spend.foreign]
    return first_payments("C7", paid, spend.sources.books, known_scripts(spend))


def known_scripts(spend: ProposedSpend) -> frozenset[bytes]:
    """Return the scripts that a disposal was to pay and did, and those that the act's receiver has proven.

    What left without an act makes nobody known.
    """
    acts, act = spend.sources.books.acts, spend.act
    proven = frozenset() if act is None else spend.sources.proven.get(act.head.id, frozenset())
    named = transaction_acts(ActsInForce(tuple(acts), tuple(acts))).disposals
    return proven | {
        output.script
        for touch in spend.sources.history.touches
        if (paid := named.get(touch.transaction.txid)) is not None
        for output in touch.transaction.outputs
        if output.script in {each.script for each in paid.outputs}
    }


def once(spend: ProposedSpend) -> GateCheck:
    """Return C8: the act's turn has come, it has not ended, was not sent, and waits for no other transaction.

    A transaction that was cleared for it and whose coins are all unspent may still be sent.
    """
    act = spend.act
    if act is None:
        unnamed = [say("No act names what is paid.")] if spend.foreign else []
        return judged("C8", unnamed, say("No act is at stake."))
    mine = act.head.id
    said: list[Sentence] = []
    if act.txid is not None and act.txid != spend.proposal.txid:
        said.append(say("Act {act} names another transaction, {txid}.", act=mine, txid=act.txid))
    said += [say("Act {act} is {state}.", act=mine, state=each) for each in spend.states(act) if each in ENDED]
    if act.method in SALES and DisposalState.AWARDED.value not in spend.states(act):
        said.append(say("Act {act} is not awarded: what is sold is offered and awarded before it is sent.", act=mine))
    if spend.is_sent(act):
        said.append(say("Act {act} was sent already.", act=mine))
    said += [
        say(
            "Act {act} was cleared as {txid} (journal {entry}), which may still be sent.",
            act=mine,
            txid=each.txid,
            entry=str(each.entry),
        )
        for each in spend.pending()
        if each.act == act.head.id
    ]
    return judged("C8", said, say("Act {act} waits for no other transaction.", act=mine))
