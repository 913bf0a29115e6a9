"""How much of what disposals paid to others went back to victims, in satoshi."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from tracer.chain.amount import as_bitcoin
from tracer.formats.canonical import Writable
from tracer.reserve.disposition.disposal_rows import DisposalRow
from tracer.reserve.price.rounding import percent_text

RETURN = "return"


@dataclass(frozen=True, slots=True)
class GivenBack:
    """Satoshi that disposals paid to others, and of these what went `back` by the method return."""

    paid: int
    back: int

    @property
    def words(self) -> str:
        """Return both in one line's words, with the share; nothing was paid: no share."""
        share = f", {percent_text(Fraction(self.back, self.paid), 2)}" if self.paid else ""
        return f"returned to victims: {as_bitcoin(self.back)} of {as_bitcoin(self.paid)} BTC paid{share}"

    def as_json(self) -> dict[str, Writable]:
        """Return `{paid_sat, returned_sat}` as texts of digits."""
        return {"paid_sat": str(self.paid), "returned_sat": str(self.back)}


def given_back(rows: Iterable[DisposalRow]) -> GivenBack:
    """Return what disposals paid, and what of it went back; what left without title is in neither."""
    paid = [(each.act.method, each.paid) for each in rows]
    return GivenBack(sum(sat for _, sat in paid), sum(sat for method, sat in paid if method == RETURN))
