"""Insurance against a total loss, by peril, in layers."""

import datetime as dt
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol

from tracer.reserve.security.security_rows import Peril


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """What is paid of a total loss by a peril. `loss`, `paid` and `gap` in cents; `policies` are those that pay."""

    peril: Peril
    loss: int
    paid: int
    policies: tuple[str, ...]

    @property
    def gap(self) -> int:
        """What nobody pays."""
        return self.loss - self.paid

    @property
    def ratio(self) -> Fraction | None:
        """What is paid over the loss, from 0 to 1; None: there is nothing to lose."""
        return Fraction(self.paid, self.loss) if self.loss else None


class PayingLayer(Protocol):
    """What of a policy a loss is paid by; money in hundredths of its currency."""

    @property
    def id(self) -> str:
        """Its id."""
        ...

    @property
    def perils(self) -> tuple[Peril, ...]:
        """What it is against."""
        ...

    @property
    def begins(self) -> dt.date:
        """Its first day."""
        ...

    @property
    def until(self) -> dt.date:
        """Its last day."""
        ...

    @property
    def limit(self) -> int:
        """The most that it pays."""
        ...

    @property
    def deductible(self) -> int:
        """What the insured bears first."""
        ...

    @property
    def attachment(self) -> int:
        """The loss below which it pays nothing."""
        ...

    @property
    def aggregate(self) -> int | None:
        """The most of all losses of its term."""
        ...

    @property
    def currency(self) -> str:
        """Of its money."""
        ...

    @property
    def wallets(self) -> tuple[str, ...]:
        """Whose coins it counts for."""
        ...

    @property
    def sites(self) -> tuple[str, ...]:
        """And where."""
        ...


def cover(
    policies: Iterable[PayingLayer],
    peril: Peril,
    loss: int,
    *,
    day: dt.date,
    wallets: Collection[str],
    sites: Collection[str],
    in_cents: Callable[[int, str], int],
) -> Cover:
    """Return the cover of a total loss on a day.

    A layer pays `min(max(loss - attachment - deductible, 0), limit)`, and all together no more than the loss. A policy
    counts where its term includes the day and it names every wallet and every site that is lost.

    Args:
        policies: of any peril and term.
        peril: by which everything is lost.
        loss: the value lost, in US cents.
        day: on which it is lost.
        wallets: whose coins are lost.
        sites: where their keys lie.
        in_cents: turns hundredths of a currency into US cents, by the rates of the day.
    """
    paying = [each for each in policies if peril in each.perils and each.begins <= day <= each.until]
    paying = [each for each in paying if {*wallets} <= {*each.wallets} and {*sites} <= {*each.sites}]
    paid = sum(_layer(each, loss, in_cents) for each in paying)
    return Cover(peril=peril, loss=loss, paid=min(loss, paid), policies=tuple(each.id for each in paying))


def _layer(policy: PayingLayer, loss: int, in_cents: Callable[[int, str], int]) -> int:
    """Return what a policy pays of a loss, in US cents."""
    below = in_cents(policy.attachment + policy.deductible, policy.currency)
    most = policy.limit if policy.aggregate is None else min(policy.limit, policy.aggregate)
    return min(max(loss - below, 0), in_cents(most, policy.currency))
