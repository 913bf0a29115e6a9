"""Check C3: which satoshi leave, by the rule of the books, and whether the coins hold what the act names."""

from collections.abc import Iterator

from tracer.errors import CaseError
from tracer.reserve import filling
from tracer.reserve.clearance.proposed_spend import ProposedSpend
from tracer.reserve.disposition.gate_rows import GateCheck, GateState, judged
from tracer.reserve.disposition.gate_sources import Leaving
from tracer.reserve.filling import Part, SatoshiFlow
from tracer.reserve.register import WalletStage
from tracer.reserve.satoshi_runs import joined
from tracer.reserve.sent import holds_any


def parcels(spend: ProposedSpend) -> tuple[Leaving | None, GateCheck]:
    """Return what leaves, None where that is not known, and whether it is what an act names."""
    fee = spend.fee
    if fee is None or fee < 0:
        return None, GateCheck("C3", GateState.NOT_CHECKED, "Not every coin is known, or more is paid than is spent.")
    act = spend.act
    try:
        flow = _flow(spend, fee)
    except CaseError as error:
        return None, judged("C3", [f"{each[:1].upper()}{each[1:]}" for each in error.faults], "")
    said = ["No act names what is paid to others."] if spend.foreign and act is None else []
    said += _strange_coins(spend)
    what = "Only the fee leaves." if act is None else f"The coins hold what act {act.head.id} disposes of."
    return _leaving(spend, flow), judged("C3", said, what)


def _flow(spend: ProposedSpend, fee: int) -> SatoshiFlow:
    """Return where each satoshi goes.

    Raises:
        CaseError: the act's lots are not what leaves, or the coins do not hold them.
    """
    queue = [Part(coin.wallet, True, True, run) for coin in spend.coins if coin is not None for run in coin.runs]
    values = [each.value for each in spend.proposal.outputs]
    if spend.act is None or not spend.act.lots:
        return filling.in_order(queue, values, fee)
    gone = [0 if each.script in spend.ours else each.value for each in spend.proposal.outputs]
    kept = [value - left for value, left in zip(values, gone, strict=True)]
    lots = {each.id: each.run for each in spend.sources.books.lots}
    named = filling.named_parts(queue, spend.act, lots, spend.proposal.txid, sum(gone) + fee)
    return filling.as_named(queue, gone, kept, fee, named)


def _strange_coins(spend: ProposedSpend) -> Iterator[str]:
    """Yield the coins that hold nothing of the lots that the act names."""
    act = spend.act
    if act is None or not act.lots:
        return
    wanted = [each.run for each in spend.sources.books.lots if each.id in act.lots]
    for coin in spend.coins:
        if coin is not None and not holds_any(coin, wanted):
            yield f"Coin {coin.outpoint} holds nothing of the lots that act {act.head.id} names."


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
