"""An auction with sealed bids: commitments published before they are opened, the table after, the award by a rule.

A bidder hands in a commitment, the SHA-256 of the bid's text with 32 secret bytes; nobody can read it, and he cannot
change it. The step `offered` names the table of commitments, the step `awarded` the opened one, each by its SHA-256.
Rule `auction/1`: of the bids that open to their commitment, reach the floor and are not defaulted, the highest price
for one bitcoin first, of two as high the one received first; each is awarded whole or not at all, as long as what is
left of the lots is enough for it. What no bid takes stays.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from hashlib import sha256

from tracer.chain.amount import COIN, MAX_MONEY
from tracer.errors import CaseError
from tracer.reserve import typed_values
from tracer.reserve.acts import ActId
from tracer.reserve.csv_rows import CsvRow, rows
from tracer.reserve.price.rounding import half_even, money_text

RULE = "auction/1"
SEALED_COLUMNS = ("bid", "commitment")
OPENED_COLUMNS = ("bid", "bidder", "sat", "per_btc", "secret", "defaulted")
_HEX = re.compile(r"[0-9a-f]{64}")
_NUMBER = re.compile(r"[1-9][0-9]{0,5}")
_SAT = re.compile(r"[1-9][0-9]{0,15}")


class BidState(Enum):
    """What became of a bid."""

    AWARDED = "awarded"
    BELOW = "outbid"
    TOO_LARGE = "more than was left"
    UNDER_FLOOR = "under the floor"
    DEFAULTED = "defaulted"
    NOT_OPENED = "not opened"
    WRONG = "does not open to its commitment"
    UNSEALED = "was not sealed"


@dataclass(frozen=True, slots=True)
class SealedBid:
    """A bid as it was published before the opening: its number, in the order received, and the commitment."""

    number: int
    commitment: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedBid:
    """A bid as opened; `per_btc` is in hundredths of the auction's currency, `secret` 32 bytes in hexadecimal."""

    number: int
    bidder: str
    sat: int
    per_btc: int
    secret: str
    is_defaulted: bool

    @property
    def gross(self) -> int:
        """What it pays, in hundredths, half to even."""
        return half_even(Fraction(self.sat * self.per_btc, COIN))


@dataclass(frozen=True, slots=True)
class JudgedBid:
    """A bid and what became of it; `opened` None: it was not."""

    number: int
    opened: OpenedBid | None
    state: BidState


@dataclass(frozen=True, slots=True, kw_only=True)
class Award:
    """An auction's outcome: bids in the order received; satoshi offered, awarded and left; what the winners pay."""

    offered: int
    bids: tuple[JudgedBid, ...]

    @property
    def winners(self) -> tuple[OpenedBid, ...]:
        """The bids awarded, in the order received."""
        return tuple(each.opened for each in self.bids if each.state is BidState.AWARDED and each.opened is not None)

    @property
    def awarded(self) -> int:
        """Satoshi that bids were awarded."""
        return sum(each.sat for each in self.winners)

    @property
    def left(self) -> int:
        """Satoshi that no bid takes: they stay."""
        return self.offered - self.awarded

    @property
    def gross(self) -> int:
        """What the winners pay, each rounded by itself, in hundredths."""
        return sum(each.gross for each in self.winners)

    @property
    def faults(self) -> tuple[str, ...]:
        """Return bids that were changed, or came in after the sealing."""
        wrong = (BidState.WRONG, BidState.UNSEALED)
        return tuple(f"bid {each.number} {each.state.value}." for each in self.bids if each.state in wrong)


def commitment(act: ActId, bid: OpenedBid, currency: str) -> str:
    """Return the SHA-256 of a bid's text, in hexadecimal digits.

    The text is seven lines of UTF-8, each ended by a line feed: `tracer-bid/1`, the act's number, the bidder, satoshi,
    the price for one bitcoin with two decimals, the currency, the secret in hexadecimal digits.
    """
    lines = ("tracer-bid/1", act, bid.bidder, str(bid.sat), money_text(bid.per_btc), currency, bid.secret)
    return sha256("".join(f"{line}\n" for line in lines).encode()).hexdigest()


def sealed(content: bytes, name: str) -> tuple[SealedBid, ...]:
    """Read the table of commitments, `bid,commitment`.

    Raises:
        CaseError: every fault: a number or a commitment that is none, or that stands twice.
    """
    faults = list[str]()
    found = [
        SealedBid(number, given)
        for row in rows(content, name, SEALED_COLUMNS, faults)
        if (number := row.read("bid", _number, "a number from 1 on")) is not None
        and (given := row.read("commitment", _secret, "64 small hexadecimal digits")) is not None
    ]
    faults += _twice(name, [each.number for each in found], "bid")
    faults += _twice(name, [each.commitment for each in found], "commitment")
    if faults:
        raise CaseError(*faults)
    return tuple(found)


def opened(content: bytes, name: str) -> tuple[OpenedBid, ...]:
    """Read the opened table, `bid,bidder,sat,per_btc,secret,defaulted`.

    Raises:
        CaseError: every fault.
    """
    faults = list[str]()
    found = [bid for row in rows(content, name, OPENED_COLUMNS, faults) if (bid := _opened(row)) is not None]
    faults += _twice(name, [each.number for each in found], "bid")
    if faults:
        raise CaseError(*faults)
    return tuple(found)


def award(
    act: ActId,
    *,
    offered: int,
    floor: Fraction | None,
    currency: str,
    bids: Sequence[SealedBid],
    table: Sequence[OpenedBid],
) -> Award:
    """Return an auction's outcome by rule `auction/1`.

    `offered` is in satoshi; `floor` in hundredths of the currency for one bitcoin, None: there is none. `bids` are in
    the order received; what stands in the table alone was not sealed.
    """
    by_number = {each.number: each for each in table}
    states = dict[int, BidState]()
    for sealed_bid in bids:
        states[sealed_bid.number] = _state(act, sealed_bid, by_number.get(sealed_bid.number), floor, currency)
    left = offered
    place = {each.number: number for number, each in enumerate(bids)}
    good = [by_number[number] for number, state in states.items() if state is BidState.BELOW]
    for bid in sorted(good, key=lambda each: (-each.per_btc, place[each.number])):
        if bid.sat <= left:
            states[bid.number], left = BidState.AWARDED, left - bid.sat
        elif left:
            states[bid.number] = BidState.TOO_LARGE
    for each in table:
        states.setdefault(each.number, BidState.UNSEALED)
    return Award(
        offered=offered,
        bids=tuple(JudgedBid(number, by_number.get(number), state) for number, state in states.items()),
    )


def _state(act: ActId, sealed_bid: SealedBid, bid: OpenedBid | None, floor: Fraction | None, currency: str) -> BidState:
    """Return why a bid takes no part; `BELOW`: it does."""
    if bid is None:
        return BidState.NOT_OPENED
    if commitment(act, bid, currency) != sealed_bid.commitment:
        return BidState.WRONG
    if bid.is_defaulted:
        return BidState.DEFAULTED
    return BidState.UNDER_FLOOR if floor is not None and bid.per_btc < floor else BidState.BELOW


def _opened(row: CsvRow) -> OpenedBid | None:
    number = row.read("bid", _number, "a number from 1 on")
    bidder = row.text("bidder")
    sat = row.read("sat", _satoshi, "satoshi")
    per_btc = row.read("per_btc", typed_values.hundredths, "money such as 69850.00")
    secret = row.read("secret", _secret, "64 small hexadecimal digits")
    is_defaulted = row.flag("defaulted")
    if number is None or sat is None or per_btc is None or secret is None:
        return None
    return OpenedBid(number=number, bidder=bidder, sat=sat, per_btc=per_btc, secret=secret, is_defaulted=is_defaulted)


def _number(text: str) -> int:
    if not _NUMBER.fullmatch(text):
        raise ValueError(text)
    return int(text)


def _satoshi(text: str) -> int:
    if not _SAT.fullmatch(text) or int(text) > MAX_MONEY:
        raise ValueError(text)
    return int(text)


def _secret(text: str) -> str:
    if not _HEX.fullmatch(text):
        raise ValueError(text)
    return text


def _twice(name: str, found: Sequence[int | str], what: str) -> Iterator[str]:
    for each in dict.fromkeys(one for one in found if found.count(one) > 1):
        yield f"{name}: {what} {each} stands twice"
