"""Check C6: who has signed already, by the security register; every signature is verified over the chain's coin."""

from tracer.chain.amount import Sats
from tracer.chain.transaction import Output
from tracer.reserve.clearance.proposed_spend import ProposedSpend
from tracer.reserve.clearance.signatures import signers
from tracer.reserve.clearance.signing_persons import persons_faults
from tracer.reserve.disposition.gate_rows import GateCheck, judged
from tracer.reserve.sentences import Sentence, say


def signed(spend: ProposedSpend) -> GateCheck:
    """Return C6: no signature that does not hold, of nobody whose term is over, of two persons where two are asked.

    What is signed by as many as it takes is cleared too late, unless it was cleared before.
    """
    said: list[Sentence] = []
    words: list[Sentence] = []
    sources = spend.sources
    coins = [Output(Sats(0), b"") if coin is None else Output(Sats(coin.value), coin.script) for coin in spend.coins]
    complete = 0
    for number, coin in enumerate(spend.coins):
        if coin is None:
            if spend.proposal.inputs[number].is_signed:
                said.append(say("Input {number} is signed, and its coin is not known.", number=str(number)))
            continue
        found = signers(spend.proposal, number, coins)
        said += found.faults
        complete += found.is_complete
        place = spend.ours[coin.script]
        if found.keys:
            wrong, names = persons_faults(
                sources.books.register, sources.security, place.wallet, place.script, found.keys, sources.day
            )
            said += [each for each in wrong if each not in said]
            words += [each for each in names if each not in words]
    if complete == len(coins) and not any(each.txid == spend.proposal.txid for each in sources.cleared):
        said.append(say("It is signed by as many as it takes and was not cleared before that."))
    by = say("Signed by {signers}.", signers=words) if words else say("Nobody has signed yet.")
    return judged("C6", said, by)
