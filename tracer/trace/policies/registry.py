"""The accounting rules by name."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from tracer.trace.policies import fifo, haircut, poison
from tracer.trace.purse import Purse


class Share(Protocol):
    """How one transaction attributes what it spends to what it pays."""

    def __call__(self, spends: Sequence[Purse], pays: Sequence[int]) -> tuple[Purse, ...]:
        """Return one purse per payment; `pays` ends with the fee, and sums to what is spent."""
        ...


@dataclass(frozen=True, slots=True)
class Policy:
    """An accounting rule. One that does not conserve gives reach and no amounts."""

    name: str
    share: Share
    conserves: bool


POLICIES = {
    policy.name: policy
    for policy in (
        Policy("fifo", fifo.share, conserves=True),
        Policy("haircut", haircut.share, conserves=True),
        Policy("poison", poison.share, conserves=False),
    )
}
