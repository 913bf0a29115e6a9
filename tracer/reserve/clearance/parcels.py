"""Check C3: which satoshi leave, by the rule of the books, and whether the coins hold what the act names."""

from collections.abc import Iterator, Sequence

from tracer.reserve import filling
from tracer.reserve.clearance.proposed_spend import ProposedSpend
from tracer.reserve.disposition.gate_rows import GateCheck, judged, unchecked
from tracer.reserve.disposition.gate_sources import Leaving
from tracer.reserve.filling import Part, SatoshiFlow
from tracer.reserve.register import WalletStage
from tracer.reserve.satoshi_runs import joined
from tracer.reserve.sent import holds_any
from tracer.reserve.sentences import Sentence, say


def parcels(spend: ProposedSpend) -> tuple[Leaving | None, GateCheck]:
    """Return what leaves, None where that is not known, and whether it is what an act names."""
    fee = spend.fee
    if fee is None or fee < 0:
        return None, unchecked("C3", say("Not every coin is known, or more is paid than is spent."))
    act = spend.act
    flow, wrong = _flow(spend, fee)
    if flow is None:
        return None, judged("C3", [each.begun() for each in wrong])
    said = [say("No act names what is paid to others.")] if spend.foreign and act is None else []
    said += _strange_coins(spend)
    what = (
        say("Only the fee leaves.")
        if act is None
        else say("The coins hold what act {act} disposes of.", act=act.head.id)
    )
    return _leaving(spend, flow), judged("C3", said, what)


def _flow(spend: ProposedSpend, fee: int) -> tuple[SatoshiFlow | None, Sequence[Sentence]]:
    """Return where each satoshi goes; None: the act's lots are not what leaves, or the coins do not hold them."""
    queue = [Part(coin.wallet, True, True, run) for coin in spend.coins if coin is not None for run in coin.runs]
    values = [each.value for each in spend.proposal.outputs]
    if spend.act is None or not spend.act.lots:
        return filling.in_order(queue, values, fee), ()
    gone = [0 if each.script in spend.ours else each.value for each in spend.proposal.outputs]
    kept = [value - left for value, left in zip(values, gone, strict=True)]
    lots = {each.id: each.run for each in spend.sources.books.lots}
    named, faults = filling.parts_and_faults(queue, spend.act, lots, spend.proposal.txid, sum(gone) + fee)
    return (None if faults else filling.as_named(queue, gone, kept, fee, named)), faults


def _strange_coins(spend: ProposedSpend) -> Iterator[Sentence]:
    """Yield the coins that hold nothing of the lots that the act names."""
    act = spend.act
    if act is None or not act.lots:
        return
    wanted = [each.run for each in spend.sources.books.lots if each.id in act.lots]
    for coin in spend.coins:
        if coin is not None and not holds_any(coin, wanted):
            yield say(
                "Coin {coin} holds nothing of the lots that act {act} names.", coin=str(coin.outpoint), act=act.head.id
            )


def _leaving(spend: ProposedSpend, flow: SatoshiFlow) -> Leaving:
    stages = {wallet.name: wallet.stage for wallet in spend.sources.books.register.wallets}
    paid: list[Part] = []
    brought: list[Part] = []
    for output, parts in zip(spend.proposal.outputs, flow.outputs, strict=True):
        place = spend.ours.get(output.script)
        if place is None:
            paid += parts
        elif place.wallet.stage is WalletStage.RESERVE:
            brought += [each for each in parts if stages.get(each.wallet or "") is not WalletStage.RESERVE]
    return Leaving(
        paid=joined(part.run for part in paid),
        fee=joined(part.run for part in flow.fee),
        into_reserve=joined(part.run for part in brought),
    )
