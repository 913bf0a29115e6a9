"""Fees of transactions of ours: what is above the bounds of `[security]` is told until an act explains it."""

from dataclasses import replace
from fractions import Fraction

import pytest

from tests.reserve.drawn_chains import Drawn
from tests.reserve.test_observed_faults import WIDE, explained, found, order, received, sale, spent
from tracer.chain.outpoint import Outpoint
from tracer.reserve.acts import Act, ActId
from tracer.reserve.fees import most
from tracer.reserve.terms import USUAL_SECURITY, SecurityTerms

BITCOIN = 100_000_000
SAID = (
    "{} at height 2 paid a fee of {} BTC, more than the {} BTC that [security] allows of the {} BTC that it spent; no "
    "act explains it."
)


def fees(*args: object, **changed: object) -> list[str]:
    """Return the sentences about fees among a chain's faults."""
    return [text for kind, text in found(*args, **changed) if kind == "fee"]  # type: ignore[arg-type]


def test_coins_burnt_as_the_fee_of_a_transfer_are_told() -> None:
    """Half a coin of one goes to the miner, and not a satoshi to anybody else: nothing but the fee is wrong with it."""
    view, coin = received(BITCOIN)
    txid = spent(view, [coin], [(50_020_000, "Agency/1/0")])
    said = SAID.format(txid, "0.49980000", "0.00250000", "1.00000000")
    assert found(view, acts=[order(coin)]) == [("fee", said)]
    assert found(view, acts=[order(coin), explained(txid)]) == []
    assert fees(view, acts=[explained(coin.txid)]) == [said]
    assert fees(view, cleared=[txid]) == [said]


@pytest.mark.parametrize(("kept", "is_told"), [(99_750_000, False), (99_749_999, True)])
def test_the_bound_is_kept_to_the_satoshi(kept: int, is_told: bool) -> None:
    """250,000 satoshi of one coin at 500 satoshi for a virtual byte; a satoshi more is too much."""
    view, coin = received(BITCOIN)
    spent(view, [coin], [(kept, "Agency/1/0")])
    assert bool(fees(view)) is is_told


def test_what_a_disposal_burns_is_told_though_its_act_names_it() -> None:
    """Its act says what it pays to whom, and nothing of what it leaves to the miner."""
    view, coin = received(BITCOIN)
    txid = spent(view, [coin], [(30_000_000, "buyer"), (69_000_000, "Agency/1/0")])
    said = SAID.format(txid, "0.01000000", "0.00250000", "1.00000000")
    acts: list[Act] = [order(coin), sale(txid, ("buyer", 30_000_000))]
    assert found(view, acts=acts) == [("fee", said)]
    with_both = replace(explained(txid), head=replace(explained(txid).head, id=ActId("2026-0002")))
    assert fees(view, acts=[*acts, with_both]) == []


@pytest.mark.parametrize("owner", ["stranger", "FBI/0/0"])
def test_only_coins_of_ours_are_counted(owner: str) -> None:
    """Whoever adds coins of others to a transaction, of a watched wallet too, widens no bound by them."""
    view, coin = received(BITCOIN)
    other = Outpoint(view.add(pays=owner, sat=90 * BITCOIN), 0)
    view.add([Drawn(0).pay([other, coin], [(90 * BITCOIN, owner), (99_000_000, "Agency/1/0")])])
    (said,) = fees(view)
    assert "paid a fee of 0.01000000 BTC, more than the 0.00250000 BTC" in said
    assert "of the 1.00000000 BTC that it spent" in said


def test_the_register_s_own_terms_are_the_bound() -> None:
    """A register that allows less is told of more, and one that allows more of less."""
    view, coin = received(BITCOIN)
    spent(view, [coin], [(99_800_000, "Agency/1/0")])

    def told(**terms: object) -> int:
        return len(fees(view, known=replace(WIDE, security=replace(USUAL_SECURITY, **terms))))  # type: ignore[arg-type]

    assert (told(), told(max_fee_share=Fraction(1, 501)), told(max_fee_share=Fraction(1, 500))) == (0, 1, 0)
    assert (told(max_feerate=399), told(max_feerate=400)) == (1, 0)


@pytest.mark.parametrize(
    ("coins", "sat", "bound"),
    [(1, 1_000_000, 100_000), (1, 10_000_000, 100_000), (1, 10_000_199, 100_001), (1, 10**10, 250_000),
     (7, 10**10, 1_750_000), (1, 1, 100_000), (0, 0, 0)],
)  # fmt: skip
def test_the_bound_by_hand(coins: int, sat: int, bound: int) -> None:
    """A hundredth, not below 100,000 satoshi, and no more than 250,000 a coin."""
    assert most(SecurityTerms(), coins, sat) == bound
