"""Which counterparties were searched for on lists of sanctions, when, and the hash of what was found.

The lists are the user's, and so is the search: no list lies in the product.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tracer.formats.canonical import Writable
from tracer.reserve.acts import ActId, DisposalAct
from tracer.reserve.disposition.party_gates import SCREENING_DAYS


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreeningRow:
    """A counterparty of a disposal; `sent` is the day on which it was paid, None: it was not yet."""

    act: ActId
    name: str
    screened: dt.date | None
    sha256: str | None
    sent: dt.date | None

    @property
    def fault(self) -> str | None:
        """Return what is wrong: nobody searched, or too long before the payment, or after it."""
        if self.screened is None:
            return f"act {self.act}: no search for {self.name} is on file."
        if self.sent is not None and not 0 <= (self.sent - self.screened).days <= SCREENING_DAYS:
            return f"act {self.act}: {self.name} was searched for on {self.screened} and paid on {self.sent}."
        return None

    def as_json(self) -> dict[str, Writable]:
        """Return the row."""
        return {
            "act": self.act,
            "name": self.name,
            "screened": None if self.screened is None else self.screened.isoformat(),
            "sha256": self.sha256,
            "sent": None if self.sent is None else self.sent.isoformat(),
            "fault": self.fault,
        }


def screenings(acts: Iterable[DisposalAct], sent: Mapping[ActId, dt.date]) -> tuple[ScreeningRow, ...]:
    """Return the counterparties that acts name, in their order; `sent` has the days of those that were paid."""
    return tuple(
        ScreeningRow(
            act=act.head.id,
            name=act.sale.counterparty.name,
            screened=act.sale.counterparty.screened,
            sha256=act.sale.counterparty.screening_sha256,
            sent=sent.get(act.head.id),
        )
        for act in acts
        if act.sale is not None and act.sale.counterparty is not None
    )
