"""Rows of disposals over a small ledger: depth, gates before and after, the floor, the price beside its window."""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

import pytest

from tests.reserve.acts import disposal, head, in_force, lots_of, on, order
from tests.reserve.disposition.test_money import Fixed
from tests.reserve.small_ledgers import coin, history_of, small_ledger, small_lots, small_register, txid
from tests.reserve.test_day_value import Tenge
from tracer.chain.amount import Sats
from tracer.chain.outpoint import Txid
from tracer.reserve.act_terms import SalePrice, SaleTerms
from tracer.reserve.acts import Act, ActId, ActKind, ActText, DisposalAct, DisposalOutput, OrderForm, StepAct
from tracer.reserve.compliance.transfers import TransferRow, transfers
from tracer.reserve.disposition.afterwards import sent_otherwise
from tracer.reserve.disposition.auction import OpenedBid, commitment
from tracer.reserve.disposition.disposal_rows import DisposalRow, DisposalSources, disposal_rows
from tracer.reserve.disposition.gate_sources import GateSources
from tracer.reserve.disposition.journeys import journeys_of
from tracer.reserve.price.fixing import Fixing, Quality
from tracer.reserve.satoshi_runs import SatoshiRun
from tracer.reserve.sent import holds_any
from tracer.reserve.status import Books, Pricing
from tracer.reserve.title import title

DRAWING = "in: -> 1000000@Agency\n\nsale: in.0 -> 300000 690000@Agency\n\nnext: sale.1 -> 200000 480000@Agency"
"""On 1 January 1,000,000 come in; on the 2nd 300,000 and on the 3rd 200,000 are paid, each with a fee of 10,000."""
LOTS = small_lots(("in.0", "A", 0, 1_000_000))
DAY = on("2025-01-02")
TITLE = order(
    1, OrderForm.FORFEITURE, "2025-01-01", in_force="2025-01-01", labels=("A",), case=LOTS[0].case, amount=1_000_000
)
PRICES = Fixed({"2025-01-02": 6_000_000})
RATES = Tenge({"USD": "500", "EUR": "550"})


def history(height: int = 3):
    """Return the drawing up to a block."""
    return history_of(DRAWING, height)


SCRIPT, LATER = (history().touches[place].transaction.outputs[0].script for place in (1, 2))
FIXING = Fixing(
    convention="price/1", day=DAY, begins=0, ends=1, pair="BTC/USD", cents=6_000_000, exact=Fraction(60_000),
    quality=Quality.A, exchanges=(), partitions=(), vwap="60000.00", least="58000.00", greatest="61000.00",
)  # fmt: skip


def sale(number: int, lots: int, pays: Mapping[bytes, int], name: str | None, **price: object) -> DisposalAct:
    """Return a disposal of so many satoshi of the lot, with a price in euros of 1 January's act."""
    terms = {"currency": "EUR", "per_btc": 5_400_000, "gross": 1, "costs": 0, "fixing": DAY, "floor": Fraction("0.98")}
    act = disposal(number, "2025-01-01", {}, None if name is None else txid(name))
    return replace(
        act,
        lots=lots_of({LOTS[0].id: lots}),
        outputs=tuple(DisposalOutput(script, Sats(sat)) for script, sat in pays.items()),
        sale=SaleTerms(authorised=(), counterparty=None, price=SalePrice(**(terms | price)), proceeds=None),  # type: ignore[arg-type]
    )


def books(*acts: Act, height: int = 3) -> Books:
    """Return the books of the drawing up to a block."""
    counted, register = in_force(TITLE, *acts), small_register()
    ledger = small_ledger(DRAWING, TITLE, *acts, lots=LOTS, height=height)
    book = title(ledger, register, LOTS, counted, on("2025-01-10"), height)
    return Books(
        register=register, ledger=ledger, title=book, lots=LOTS, acts=counted.acts, pricing=Pricing(PRICES, RATES)
    )


SIZES = {txid("sale"): 200, txid("next"): 200}


def row(
    *acts: Act, height: int = 3, documents: Mapping[str, bytes] | None = None, sizes: Mapping[Txid, int] = SIZES
) -> DisposalRow:
    """Return the last disposal's row."""
    sources = DisposalSources(
        history=history(height), documents=documents or {}, fixings={DAY: FIXING}, gates=GateSources(), sizes=sizes
    )
    return disposal_rows(books(*acts, height=height), sources)[-1]


SENT = sale(5, 310_000, {SCRIPT: 300_000}, "sale")


@pytest.mark.parametrize(("height", "depth"), [(2, 1), (3, 2)])
def test_a_transaction_s_own_block_is_its_first(height, depth):
    """On the tip it is one block deep."""
    (found,) = journeys_of(books(SENT, height=height), (SENT,), height, ())[1][SENT.head.id]
    assert found.depth == depth


def test_what_was_paid_otherwise_than_the_act_says_fails_d10():
    """With the sentence of `observe`; an act without outputs is held to nothing, and says so."""
    assert [(each.id, each.state.value) for each in row(SENT).gates] == [("D1", "PASS"), ("D10", "PASS")]
    other = row(sale(5, 310_000, {SCRIPT: 299_999}, "sale"))
    assert other.gates[1].state.value == "FAIL"
    assert other.gates[1].what.startswith("sent differs from act 2025-0005: ")
    bare = row(sale(5, 310_000, {}, "sale"))
    assert (bare.gates[1].state.value, bare.gates[1].what) == (
        "NOT-CHECKED", "Act 2025-0005 names no outputs to hold it against.",
    )  # fmt: skip


@pytest.mark.parametrize(("size", "state"), [(20, "PASS"), (19, "FAIL")])
def test_a_fee_above_the_register_s_bound_fails_d10(size, state):
    """10,000 satoshi are 500 for each of 20 virtual bytes, which is the bound, and more for each of 19."""
    found = row(SENT, sizes={txid("sale"): size}).gates[1]
    assert found.state.value == state
    if state == "FAIL":
        assert found.what == (
            f"sent differs from act 2025-0005: {txid('sale')} paid a fee of 10000 satoshi over 19 virtual bytes, above "
            "500 satoshi for one."
        )


def test_without_its_bytes_a_fee_is_not_held_against_the_bound():
    """What cannot be looked at does not pass."""
    assert row(SENT, sizes={}).gates[1].state.value == "NOT-CHECKED"


def test_a_coin_that_holds_nothing_of_the_lots_fails_d10():
    """Two coins of two lots go in; the act names the first alone, and the change takes the second whole."""
    drawing = "in: -> 1000000@Agency\n\nother: -> 500000@Agency1\n\nsale: in.0 other.0 -> 990000 500000@Agency2"
    lots = small_lots(("in.0", "A", 0, 1_000_000), ("other.0", "B", 0, 500_000))
    touched = history_of(drawing)
    paid = touched.touches[2].transaction.outputs[0].script
    act = replace(SENT, lots=lots_of({lots[0].id: 1_000_000}), outputs=(DisposalOutput(paid, Sats(990_000)),))
    whole = replace(act, lots=lots_of({lots[0].id: 999_999, lots[1].id: 1}))
    said = []
    for each in (act, whole):
        ledger = small_ledger(drawing, TITLE, each, lots=lots)
        found = replace(books(), ledger=ledger, lots=lots, acts=in_force(TITLE, each).acts)
        said.append(sent_otherwise(found, touched, SIZES).get(act.head.id, ()))
    assert said == [
        (
            f"sent differs from act 2025-0005: {txid('sale')} spends {coin('other.0')}, which holds nothing of the "
            "lots that the act names.",
        ),
        (),
    ]


@pytest.mark.parametrize(("start", "sat", "holds"), [(0, 5, False), (0, 6, True), (14, 1, True), (15, 1, False)])
def test_a_coin_holds_a_lot_from_its_first_satoshi_to_its_last(start, sat, holds):
    """The coin holds the satoshi 5 to 14 of a receipt; those just before and just behind it are not in it."""
    ledger = small_ledger("in: -> 20@Agency\n\nsplit: in.0 -> 5@Reserve 10@Agency1 5@Agency2")
    held = next(each for each in ledger.coins if each.outpoint == coin("split.1"))
    assert holds_any(held, [SatoshiRun(coin("in.0"), start, sat)]) is holds
    assert not holds_any(held, [SatoshiRun(coin("split.0"), 5, 10)])


def test_a_script_that_a_disposal_paid_is_known_to_the_next():
    """D5 of a second payment passes; to another script it does not."""
    again = sale(6, 210_000, {SCRIPT: 200_000}, None)
    fresh = sale(6, 210_000, {LATER: 200_000}, None)
    states = [{each.id: each.state.value for each in row(SENT, act, height=2).gates}["D5"] for act in (again, fresh)]
    assert states == ["PASS", "FAIL"]


def test_a_price_stands_beside_its_window_in_dollars():
    """EUR 54,000.00 at 550 tenge, 500 for a dollar: 59,400.00 USD; 1 % under 60,000.00."""
    found = row(SENT).plausibility
    assert found is not None
    assert found.words == "59400.00 USD for one bitcoin, inside 58000.00 to 61000.00, 1 % under 60000.00"


def auction(per_btc: int) -> tuple[tuple[Act, ...], dict[str, bytes]]:
    """Return an auction with one bid at a price in euros, and its tables."""
    bid = OpenedBid(number=1, bidder="A", sat=300_000, per_btc=per_btc, secret="1" * 64, is_defaulted=False)
    steps = []
    for number, state, name in ((7, "offered", "sealed"), (8, "awarded", "opened")):
        step = StepAct(head=head(number, ActKind.STEP, "2025-01-01"), disposal=SENT.head.id, state=state, txid=None)
        steps.append(replace(step, bids=ActText(name, "00" * 32)))
    tables = {
        "sealed": f"bid,commitment\n1,{commitment(ActId('2025-0005'), bid, 'EUR')}\n".encode(),
        "opened": f"bid,bidder,sat,per_btc,secret,defaulted\n1,A,300000,{per_btc // 100}.{per_btc % 100:02},{'1' * 64},"
        "false\n".encode(),
    }
    return (SENT, *steps), tables


@pytest.mark.parametrize(("per_btc", "state"), [(5_345_455, "awarded"), (5_345_454, "under the floor")])
def test_the_floor_is_a_share_of_the_fixing_in_the_act_s_currency(per_btc, state):
    """60,000.00 USD are 54,545.4545… EUR; 0.98 of it is 53,454.5454…: a bid of 53,454.55 reaches it."""
    acts, tables = auction(per_btc)
    award = row(*acts, documents=tables).award
    assert award is not None
    assert [each.state.value for each in award.bids] == [state]


def test_a_table_of_bids_that_is_not_there_is_told():
    """By its name."""
    acts, _ = auction(5_400_000)
    assert row(*acts).faults[-1] == "sealed is not there"


def listed(first: str, last: str) -> tuple[TransferRow, ...]:
    """Return the transfers of a span of days."""
    return transfers(books(SENT), history(), PRICES, on(first), on(last))


def test_transfers_of_the_first_and_of_the_last_day_are_there():
    """Both days belong to the span; value is by the fixing of the day itself, never by an earlier one."""
    assert [each.day.day for each in listed("2025-01-02", "2025-01-03")] == [2, 3]
    assert [each.day.day for each in listed("2025-01-03", "2025-01-03")] == [3]
    assert [(each.fields["usd"], each.fields["act"]) for each in listed("2025-01-01", "2025-01-31")] == [
        ("180.00", "2025-0005"), ("", ""),
    ]  # fmt: skip
