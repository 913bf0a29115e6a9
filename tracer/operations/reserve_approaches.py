"""How states keep confiscated bitcoin, as said by others: dated, graded claims, told with what contradicts them."""

import datetime as dt
from dataclasses import dataclass

from tracer.errors import CaseError
from tracer.formats.canonical import Writable
from tracer.operations.context import Context
from tracer.reserve.national.claims import COUNTRIES, NationalClaim, claims, disputed
from tracer.visible import quoted


@dataclass(frozen=True, slots=True)
class ApproachesRequest:
    """Of which country, by its two letters; None: of all."""

    country: str | None = None


@dataclass(frozen=True, slots=True)
class Approaches:
    """Claims in order, and the day on which they are read: some are old by then."""

    claims: tuple[NationalClaim, ...]
    day: dt.date

    def is_disputed(self, claim: NationalClaim) -> bool:
        """Return whether another claim names other satoshi for the same."""
        return claim.sat is not None and (claim.country, claim.topic) in disputed(self.claims)

    def as_json(self) -> list[dict[str, Writable]]:
        """Return the claims as JSON, each with `old` and `disputed`."""
        return [
            {**each.as_json(), "old": each.is_old(self.day), "disputed": self.is_disputed(each)} for each in self.claims
        ]


def approaches(request: ApproachesRequest, context: Context) -> Approaches:
    """Return the claims about one country or all.

    Raises:
        CaseError: there is no such country among them.
    """
    wanted = None if request.country is None else request.country.upper()
    if wanted is not None and wanted not in COUNTRIES:
        known = ", ".join(COUNTRIES)
        raise CaseError(
            f"there are no claims about {quoted(request.country or '', 20)}.\nName one of {known}, or none for all."
        )
    day = dt.datetime.fromtimestamp(context.clock(), dt.UTC).date()
    return Approaches(tuple(each for each in claims() if wanted in (None, each.country)), day)
