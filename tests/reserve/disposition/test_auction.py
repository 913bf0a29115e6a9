"""Sealed bids: commitments, the opened table, the award, worked out by hand.

1.00000000 BTC are offered; the fixing is 118,000.00 USD, the floor 0.98 of it: 115,640.00.

    1  A  0.6 at 118,500.00   71,100.00
    2  B  0.4 at 118,000.00   47,200.00
    3  C  0.4 at 118,000.00   47,200.00, later than B
    4  D  0.6 at 117,000.00   70,200.00
    5  E  1.0 at 115,639.99   under the floor by a cent

A and B are awarded: 118,300.00. Where B defaults, C: the same sum. Where A does as well, C and D: 117,400.00.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from hashlib import sha256
from itertools import permutations

import pytest

from tests.reserve.words_left import english_left
from tracer.documents.language.languages import LANGUAGES
from tracer.errors import CaseError
from tracer.reserve.acts import ActId
from tracer.reserve.disposition.auction import (
    Award,
    BidState,
    OpenedBid,
    SealedBid,
    award,
    commitment,
    opened,
    sealed,
)
from tracer.reserve.disposition.disposal_sentences import told

ACT = ActId("2026-0019")
COIN = 100_000_000
FLOOR = Fraction(98, 100) * 11_800_000


def bid(number: int, bidder: str, sat: int, per_btc: int) -> OpenedBid:
    """Return a bid whose secret is its number."""
    secret = f"{number:064x}"
    return OpenedBid(number=number, bidder=bidder, sat=sat, per_btc=per_btc, secret=secret, is_defaulted=False)


A, B, C = bid(1, "A", 60_000_000, 11_850_000), bid(2, "B", 40_000_000, 11_800_000), bid(3, "C", 40_000_000, 11_800_000)
D, E = bid(4, "D", 60_000_000, 11_700_000), bid(5, "E", COIN, 11_563_999)
BIDS = (A, B, C, D, E)
SEALED = tuple(SealedBid(each.number, commitment(ACT, each, "USD")) for each in BIDS)


def awarded(*table: OpenedBid, bids: tuple[SealedBid, ...] = SEALED, offered: int = COIN) -> Award:
    """Return the outcome of an opened table."""
    return award(ACT, offered=offered, floor=FLOOR, currency="USD", bids=bids, table=table)


def states(found: Award) -> dict[int, str]:
    """Return what became of each bid."""
    return {each.number: each.state.value for each in found.bids}


def defaulted(*which: OpenedBid) -> tuple[OpenedBid, ...]:
    """Return the table in which some do not pay."""
    return tuple(replace(each, is_defaulted=each in which) for each in BIDS)


def test_the_highest_bids_that_fit_are_awarded():
    """Of two as high the earlier; the sums are the pencil's."""
    found = awarded(*BIDS)
    assert states(found) == {1: "awarded", 2: "awarded", 3: "outbid", 4: "outbid", 5: "under the floor"}
    assert (found.gross, found.awarded, found.left) == (11_830_000, COIN, 0)


def test_a_default_passes_on_to_the_next():
    """B's part goes to C; where A defaults as well, to C and D."""
    one, two = awarded(*defaulted(B)), awarded(*defaulted(A, B))
    assert ([each.bidder for each in one.winners], one.gross) == (["A", "C"], 11_830_000)
    assert ([each.bidder for each in two.winners], two.gross) == (["C", "D"], 11_740_000)
    assert states(two)[1] == states(two)[2] == "defaulted"


def test_what_no_bid_takes_stays():
    """A bid is awarded whole or not at all; one at the floor is accepted."""
    found = awarded(A, bids=SEALED[:1])
    assert (found.awarded, found.left) == (60_000_000, 40_000_000)
    large = awarded(*BIDS, offered=70_000_000)
    assert states(large) == {
        1: "awarded", 2: "more than was left", 3: "more than was left", 4: "more than was left", 5: "under the floor",
    }  # fmt: skip
    edge = replace(E, per_btc=11_564_000)
    bids = (SealedBid(5, commitment(ACT, edge, "USD")),)
    assert states(awarded(edge, bids=bids)) == {5: "awarded"}


@pytest.mark.parametrize(
    "changed",
    [
        {"sat": 59_999_999}, {"per_btc": 11_850_001}, {"bidder": "A."}, {"secret": "f" * 64},
    ],
)  # fmt: skip
def test_a_bid_that_was_changed_takes_no_part(changed):
    """Its commitment says so, whatever was changed."""
    found = awarded(replace(A, **changed), B)
    assert states(found)[1] == "does not open to its commitment"
    assert found.faults == ("bid 1 does not open to its commitment.",)
    assert [each.bidder for each in found.winners] == ["B"]


def test_a_commitment_is_of_one_act_and_one_currency():
    """Another auction's, or euros for dollars, do not open it."""
    assert commitment(ActId("2026-0020"), A, "USD") != commitment(ACT, A, "USD") != commitment(ACT, A, "EUR")


def test_a_commitment_is_a_hash_of_seven_lines():
    """As anybody can compute it."""
    text = f"tracer-bid/1\n2026-0019\nA\n60000000\n118500.00\nUSD\n{'0' * 63}1\n"
    assert commitment(ACT, A, "USD") == sha256(text.encode()).hexdigest()


def test_a_bid_that_was_not_sealed_or_not_opened_takes_no_part():
    """The first is a fault; the second is the bidder's affair."""
    found = awarded(A, B, C, bids=SEALED[:2] + SEALED[3:])
    assert states(found) == {
        1: "awarded", 2: "awarded", 3: "was not sealed", 4: "not opened", 5: "not opened",
    }  # fmt: skip
    assert found.faults == ("bid 3 was not sealed.",)


def test_the_order_of_the_opened_table_changes_nothing():
    """All 120 orders."""
    assert len({tuple(sorted(states(awarded(*each)).items())) for each in permutations(BIDS)}) == 1


def test_awarded_and_left_are_what_was_offered():
    """For every choice of bids, of defaults and of a size: nothing is awarded twice or lost."""
    for offered in (1, 39_999_999, 40_000_000, 99_999_999, COIN, 3 * COIN):
        for mask in range(32):
            found = awarded(
                *defaulted(*(each for place, each in enumerate(BIDS) if mask >> place & 1)), offered=offered
            )
            assert found.awarded + found.left == offered
            assert found.left >= 0
            least = min((each.per_btc for each in found.winners), default=0)
            beaten = [each.opened for each in found.bids if each.state is BidState.BELOW and each.opened]
            assert all(each.per_btc <= least for each in beaten)


TABLE = b"bid,bidder,sat,per_btc,secret,defaulted\n1,A,60000000,118500.00," + b"0" * 63 + b"1,false\n"


def test_tables_are_read_as_they_are_written():
    """Sealed and opened; a bidder's name may hold a comma."""
    assert sealed(b"bid,commitment\n1," + SEALED[0].commitment.encode() + b"\n", "s") == SEALED[:1]
    assert opened(TABLE, "o") == (A,)
    assert opened(TABLE.replace(b",A,", b',"A, Ltd",'), "o") == (replace(A, bidder="A, Ltd"),)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (b"60000000", b"0.6", "o line 2: sat: expected satoshi, got '0.6'"),
        (b"118500.00", b"118500.001", "o line 2: per_btc: expected money such as 69850.00, got '118500.001'"),
        (b"false", b"no", "o line 2: defaulted: expected true or false, got 'no'"),
        (b"0001,", b"000,", f"o line 2: secret: expected 64 small hexadecimal digits, got '{'0' * 60}…'"),
        (b"\n1,", b"\n0,", "o line 2: bid: expected a number from 1 on, got '0'"),
        (b",A,", b",,", "o line 2: bidder: expected a text, got ''"),
    ],
)
def test_a_table_that_is_wrong_is_refused(old, new, said):
    """With the line and the column."""
    with pytest.raises(CaseError) as raised:
        opened(TABLE.replace(old, new), "o")
    assert [each.replace('"', "'") for each in raised.value.faults] == [said]
    assert said_in_no_english(raised.value.faults)


def test_a_bid_or_a_commitment_twice_is_refused():
    """Who copies another's commitment could hand in his bid."""
    row = SEALED[0].commitment.encode()
    with pytest.raises(CaseError) as raised:
        sealed(b"bid,commitment\n1," + row + b"\n2," + row + b"\n", "s")
    assert raised.value.faults == (f"s: commitment {row.decode()} stands twice",)
    with pytest.raises(CaseError) as raised:
        opened(TABLE + TABLE.splitlines()[1] + b"\n", "o")
    assert raised.value.faults == ("o: bid 1 stands twice",)
    assert said_in_no_english((f"s: commitment {row.decode()} stands twice", "o: bid 1 stands twice"))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"bid,commitment\n1\n", "s line 2: expected 2 cells, got 1"),
        (b"bid\n", "s: expected the header bid,commitment, got "),
        (b"\xff", "s: is no CSV in UTF-8: "),
    ],
)
def test_a_table_of_another_form_is_refused(content, said):
    """Its cells, its header, its bytes; in each language."""
    with pytest.raises(CaseError) as raised:
        sealed(content, "s")
    assert raised.value.faults[0].startswith(said)
    assert said_in_no_english([raised.value.faults[0].removesuffix("'utf-8' codec")])


def said_in_no_english(faults: Sequence[str]) -> bool:
    """Whether faults of a table are said in Russian and Kazakh, but for what stands in it and its columns."""
    kept = re.compile(
        r"(?<=получено: ).*|(?<=алынғаны: ).*|(?<=UTF-8: ).*|(?<=UTF-8 кодындағы CSV емес: ).*|bid,commitment"
    )
    columns = re.compile(r": (?:bid|bidder|sat|per_btc|secret|defaulted|commitment): ")
    for language in ("ru", "kk"):
        for each in faults:
            said = told(each, LANGUAGES[language])
            if said == each or english_left(columns.sub(": ", kept.sub("", said))):
                return False
    return True


def test_of_two_as_high_the_one_received_first_counts_whatever_its_number():
    """C was handed in before B, though it was given the greater number."""
    order = (SEALED[0], SEALED[2], SEALED[1], SEALED[3], SEALED[4])
    assert awarded(*BIDS, bids=order).winners == (A, C)
