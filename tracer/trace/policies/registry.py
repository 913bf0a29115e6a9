"""The accounting rules by name."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from tracer.trace.attribution import L, Slices
from tracer.trace.policies import fifo, haircut, juniority, libr, lifo, poison, proceeds_first, seniority, tiho
from tracer.trace.policies.texts import TEXTS


class ShareRule(Protocol):
    """How one transaction attributes what it spends to what it pays."""

    def __call__(
        self, spends: Sequence[Slices[L]], pays: Sequence[int], retained: frozenset[int] = ...
    ) -> tuple[Slices[L], ...]:
        """Return one attribution per payment.

        `pays` ends with the fee and sums to what is spent; `retained` names by index the outputs that the
        case declares to be change.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """An accounting rule. One that does not conserve gives reach and no amounts.

    Under an additive rule a label receives the same whatever other labels there are (haircut: but for
    the rounding between labels). `retains` says that the rule looks at the declared change. Under
    a positional rule every satoshi has its place, whoever else is traced; a rule that pools shares out each label as
    one amount.
    """

    name: str
    share: ShareRule
    conserves: bool = True
    additive: bool = False
    retains: bool = False
    positional: bool = False
    pools: bool = False

    @property
    def text(self) -> str:
        """What the rule assumes and where it comes from, in one paragraph of plain words."""
        return TEXTS[self.name]


POLICIES = {
    policy.name: policy
    for policy in (
        Policy(name="fifo", share=fifo.share, additive=True, positional=True),
        Policy(name="haircut", share=haircut.share, additive=True, pools=True),
        Policy(name="lifo", share=lifo.share, additive=True, positional=True),
        Policy(name="tiho", share=tiho.share),
        Policy(name="seniority", share=seniority.share),
        Policy(name="juniority", share=juniority.share),
        Policy(name="libr", share=libr.share, retains=True, pools=True),
        Policy(name="proceeds_first", share=proceeds_first.share, retains=True),
        Policy(name="poison", share=poison.share, conserves=False, additive=True),
    )
}
