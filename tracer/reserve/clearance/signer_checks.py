"""Check C6: who has signed already, by the security register; every signature is verified over the chain's coin."""

from tracer.reserve.clearance.proposed_spend import ProposedSpend
from tracer.reserve.clearance.signatures import signers
from tracer.reserve.clearance.signing_persons import persons_faults
from tracer.reserve.disposition.gate_rows import GateCheck, judged


def signed(spend: ProposedSpend) -> GateCheck:
    """Return C6: no signature that does not hold, of nobody whose term is over, of two persons where two are asked."""
    said: list[str] = []
    words: list[str] = []
    sources = spend.sources
    for number, coin in enumerate(spend.coins):
        if coin is None:
            if spend.proposal.inputs[number].signatures():
                said.append(f"Input {number} is signed, and its coin is not known.")
            continue
        held, faults = signers(spend.proposal, number, coin)
        said += faults
        place = spend.ours[coin.script]
        if held:
            wrong, names = persons_faults(
                sources.books.register, sources.security, place.wallet, place.script, held, sources.day
            )
            said += [each for each in wrong if each not in said]
            words += [each for each in names if each not in words]
    return judged("C6", said, f"Signed by {', '.join(words)}." if words else "Nobody has signed yet.")
