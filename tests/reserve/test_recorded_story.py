import pytest

from tests import reserve_story
from tests.reserve_story import AFTER, PERIODS, coin_name, outpoint, rows, story_ledger
from tracer.reserve.books import books, check_parcels, total_books
from tracer.reserve.satoshi_runs import SatoshiRun, joined

ACCOUNT = reserve_story.EXPECTED["account"]


@pytest.mark.parametrize("period", PERIODS)
def test_books_are_those_of_the_page(period: str) -> None:
    """Each wallet's books of a period, and those of all, are the figures worked out by hand."""
    stated = PERIODS[period]
    found = books(story_ledger(period), AFTER[period], stated["closing_height"])
    assert list(found) == list(stated["wallets"])
    for name, row in stated["wallets"].items():
        assert {key: getattr(found[name], key) for key in row} == row, name
    total = total_books(found)
    assert {key: getattr(total, key) for key in stated["books_sat"]} == stated["books_sat"]
    check_parcels(story_ledger(period))


@pytest.mark.parametrize("period", PERIODS)
def test_coins_hold_the_parcels_of_the_page(period: str) -> None:
    """The coins held at a period's end, in chain order, hold the satoshi worked out by hand, in their order."""
    found = story_ledger(period)
    held = [coin for coin in found.coins if coin.spent is None and coin.wallet in found.ours]
    stated = [
        (
            coin["coin"],
            coin["wallet"],
            rows(joined(SatoshiRun(outpoint(each["receipt"]), each["start"], each["sat"]) for each in coin["parcels"])),
        )
        for coin in PERIODS[period]["coins"]
    ]
    assert [(coin_name(coin.outpoint), coin.wallet, rows(coin.runs)) for coin in held] == stated


@pytest.mark.parametrize("period", PERIODS)
def test_movements_are_those_of_the_page(period: str) -> None:
    """The movements of a period, their kinds, amounts and acts are those worked out by hand."""
    found = [
        {
            "name": reserve_story.NAMES[each.txid],
            "kind": each.kind.value,
            "value_sat": each.value,
            "fee_sat": each.fee,
            "act": each.act,
        }
        for each in story_ledger(period).movements
        if each.position.height > (AFTER[period] or 0)
    ]
    assert found == PERIODS[period]["movements"]


@pytest.mark.parametrize(("period", "day"), [("2025Q3", "2025-09-30"), ("2025Q4", "2025-12-31")])
def test_the_account_holds_what_went_there(period: str, day: str) -> None:
    """What a custodian has of ours is known satoshi by satoshi, first in, first out."""
    stated = [(each["receipt"], each["start"], each["sat"]) for each in ACCOUNT["runs"][day]]
    assert rows(story_ledger(period).accounts[ACCOUNT["name"]]) == stated
