"""What is reached only through one transaction: its branch, with sums that are exact.

A transaction's branch is itself and every transaction of the trail that no way from a seed reaches around it. What
goes in enters by that transaction alone, so what comes in = what leaves + what ended + fees, with what seeds of its own
bring. Source: dominators of a flow graph; since a trail is in chain order, one walk finds them, each the nearest
common dominator of its parents (Cooper, Harvey and Kennedy, "A Simple, Fast Dominance Algorithm", 2001).
"""

from dataclasses import dataclass

from tracer.chain.outpoint import Txid
from tracer.explore.flows import Amounts, CoinFlow, amounts, flows, summed
from tracer.trace.trail import Step, Trail

ROOT = Txid("")
"""What dominates everything: before any seed."""


@dataclass(frozen=True, slots=True)
class Branch:
    """The transactions reached only through the first of them, in chain order, and their sums by label in satoshi."""

    steps: tuple[Step, ...]
    came_in: Amounts
    left: Amounts
    ended: Amounts
    fees: Amounts


class Branches:
    """The branches of one trail under a rule that conserves."""

    def __init__(self, trail: Trail) -> None:
        """Find what dominates each transaction, in one walk along the chain."""
        self._trail = trail
        self._flows = tuple(flows(trail))
        makers = {flow.coin.outpoint: flow for flow in self._flows}
        self._above: dict[Txid, Txid] = {}
        self._depth: dict[Txid, int] = {ROOT: 0}
        for step in trail.steps:
            parents = [self._parent(makers[coin.outpoint]) for _, coin in step.spent]
            above = parents[0]
            for parent in parents[1:]:
                above = self._common(above, parent)
            self._above[step.txid] = above
            self._depth[step.txid] = self._depth[above] + 1

    def of(self, txid: Txid) -> Branch:
        """Return a transaction's branch.

        Raises:
            KeyError: the trail does not cross it.
        """
        inside = {txid}
        self._above[txid]
        for step in self._trail.steps:
            if self._above[step.txid] in inside:
                inside.add(step.txid)
        return self._summed(inside)

    def _summed(self, inside: set[Txid]) -> Branch:
        entering, leaving, ending, brought = list[Amounts](), list[Amounts](), list[Amounts](), list[Amounts]()
        for flow in self._flows:
            made = flow.maker is not None and flow.maker.txid in inside
            taken = flow.taker is not None and flow.taker.txid in inside
            if made:
                brought.append(flow.claimed)
            if taken and not made:
                entering.append(flow.sat)
            if made and not taken:
                (ending if flow.taker is None else leaving).append(flow.sat)
        steps = tuple(step for step in self._trail.steps if step.txid in inside)
        fees = summed(amounts(step.fee) for step in steps)
        return Branch(steps, summed([*entering, *brought]), summed(leaving), summed(ending), fees)

    def _parent(self, flow: CoinFlow) -> Txid:
        """Return what comes before a coin: its maker, unless seeds claim of it too, which is a way around."""
        return ROOT if flow.maker is None or flow.claimed else flow.maker.txid

    def _common(self, one: Txid, other: Txid) -> Txid:
        while one != other:
            if self._depth[one] < self._depth[other]:
                one, other = other, one
            one = self._above[one]
        return one
