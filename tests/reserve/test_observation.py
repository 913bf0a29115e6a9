"""An observation says what the chain holds, and reads back as it was written, or not at all."""

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import reserve_story
from tests.evidence.chain import Chain
from tests.reserve import story_two
from tests.reserve.drawn_chains import REGISTER, Drawn
from tracer.errors import IntegrityError
from tracer.reserve import ledger, observed_faults
from tracer.reserve.acts import ActsInForce
from tracer.reserve.days import Period, closing_height, observed_block
from tracer.reserve.observation import (
    FaultKind,
    Observation,
    ObservedCoin,
    ObservedFault,
    Since,
    most_held,
    name_of,
    observation,
)
from tracer.reserve.observation_file import computed, dumps, loads, read_faults
from tracer.reserve.watching import watch

NO_ACTS = ActsInForce((), ())


def observed(view: Chain, height: int | None = None, since: Since | None = None) -> Observation:
    """Observe a drawn chain without any act."""
    history = watch(REGISTER, view, observed_block(view, view.tip().height if height is None else height))
    folded = ledger.fold(REGISTER, history, NO_ACTS, ())
    faults = observed_faults.of_acts(REGISTER, history, folded, (), NO_ACTS)
    return observation(REGISTER, history, folded, since, faults)


def story(period: str, last_act: str, since: Since | None = None) -> Observation:
    """Observe the story at a period's closing block, with the acts that were filed by then."""
    register, view = story_two.register(), story_two.view()
    block = closing_height(Period.parse(period).last, register.zone, view)
    acts = story_two.acts(last_act)
    history = watch(register, view, block)
    folded = reserve_story.folded(register, history, acts, story_two.lots())
    faults = observed_faults.of_acts(register, history, folded, story_two.lots(), acts)
    return observation(register, history, folded, since, faults)


@pytest.mark.parametrize("period", ["2025Q2", "2025Q3", "2025Q4"])
def test_the_story_is_observed_as_it_was_worked_out(period: str) -> None:
    """At each quarter's closing block the wallets hold the coins of the hand's table, and nothing is at fault."""
    expected = story_two.EXPECTED["periods"][period]
    found = story(period, expected["last_act"])
    assert found.block.height == expected["closing_height"]
    assert found.block.hash == story_two.block(found.block.height)
    held = sum(wallet.held for wallet in found.wallets if wallet.is_ours)
    assert held == expected["books_sat"]["closing"]
    coins = {
        (coin.outpoint, wallet.name, coin.value) for wallet in found.wallets if wallet.is_ours for coin in wallet.coins
    }
    assert coins == {(story_two.coin(row["coin"]), row["wallet"], row["value_sat"]) for row in expected["coins"]}
    assert (found.faults, found.exit_code) == ((), 0)


def test_movements_are_those_since_the_last_closed_period() -> None:
    """Above the closing block of the second quarter the third quarter's movements are listed, in chain order."""
    since = Since("2025Q2", 138, story_two.block(138))
    expected = story_two.EXPECTED["periods"]["2025Q3"]
    found = story("2025Q3", expected["last_act"], since)
    shown = [(each.txid, each.kind.value, each.value, each.fee, each.act) for each in found.movements]
    assert shown == [
        (story_two.txid(row["name"].split(".")[0]), row["kind"], row["value_sat"], row["fee_sat"], row["act"])
        for row in expected["movements"]
    ]
    assert len(story("2025Q3", expected["last_act"]).movements) == len(shown) + 8


@pytest.mark.parametrize(("period", "before"), [("2025Q3", 138), ("2025Q4", None)])
def test_the_most_that_was_held_is_what_was_there_and_what_came(period: str, before: int | None) -> None:
    """What is there and what left since the last closed period is what was there at its end and what came since."""
    expected = story_two.EXPECTED["periods"][period]
    books, height = expected["books_sat"], before or story_two.EXPECTED["periods"]["2025Q3"]["closing_height"]
    since = Since("2025Q2" if before else "2025Q3", height, story_two.block(height))
    found = story(period, expected["last_act"], since)
    others = sum(wallet.held for wallet in found.wallets if not wallet.is_ours)
    assert others > 0
    assert most_held(found) == books["opening"] + books["receipts"] + books["withdrawals"] + others


def test_a_movement_in_the_closing_block_is_that_period_s() -> None:
    """What moved in the last closed period's closing block is not listed again."""
    view = Chain()
    for owner in ("Agency/1/2", "Agency/1/3"):
        view.add(pays=owner)
    found = observed(view, since=Since("2026Q2", 1, view.block_hash(1)))
    assert [each.height for each in found.movements] == [2]


def test_an_observation_in_json() -> None:
    """Satoshi are digits, moments UTC; a coin of a reward says from which block on it may be spent."""
    view = Chain()
    reward = view.add(pays="Agency/1/2")
    found = observed(view, since=Since("2026Q2", 0, view.block_hash(0)))
    told = json.loads(dumps(found))
    hash_ = view.block_hash(1)
    assert found.name == name_of(found.block) == f"0000001-{hash_[-8:]}"
    assert told == {
        "schema": 1, "register": "KZ-NIC", "network": "regtest", "height": 1, "hash": hash_,
        "mtp": "2026-05-28T20:36:40Z", "time": "2026-05-28T20:36:40Z",
        "since": {"period": "2026Q2", "height": 0, "hash": view.block_hash(0)},
        "wallets": [
            {"name": "Agency", "ours": True, "held_sat": "5000000000", "coins": [
                {"outpoint": f"{reward}:0", "value_sat": "5000000000", "height": 1, "branch": 1, "index": 2,
                 "mature_at": 101}]},
            {"name": "Reserve", "ours": True, "held_sat": "0", "coins": []},
            {"name": "FBI", "ours": False, "held_sat": "0", "coins": []},
        ],
        "movements": [
            {"txid": reward, "vout": 0, "height": 1, "mtp": "2026-05-28T20:36:40Z", "kind": "receipt", "from": [],
             "to": ["Agency"], "value_sat": "5000000000", "fee_sat": "0", "act": None}],
        "faults": [
            {"fault": "unregistered", "exit": 1, "subject": f"{reward}:0",
             "what": f'receipt {reward}:0 of 50.00000000 BTC into "Agency" at height 1 has no lot, no order and no '
                     "act."},
            {"fault": "beyond_range", "exit": 1, "subject": "Agency",
             "what": 'extend range of "Agency" (last used 2 of 3)'}],
    }  # fmt: skip


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 1 << 32), st.integers(1, 20))
def test_what_is_written_reads_back(seed: int, blocks: int) -> None:
    """Reading gives the same value, and it has no other bytes."""
    found = observed(Drawn(seed).draw(blocks))
    assert loads(dumps(found), "observations/x.json") == found
    held = {coin.outpoint for wallet in found.wallets for coin in wallet.coins}
    assert len(held) == sum(len(wallet.coins) for wallet in found.wallets)


def test_another_form_is_refused() -> None:
    """A figure that does not follow, another order of keys and an unknown word are named."""
    view = Chain()
    view.add(pays="Agency/1/2")
    content = dumps(observed(view))
    for was, becomes, words in (
        (b'"held_sat":"5000000000"', b'"held_sat":"5000000001"', "is not the canonical form of what it says"),
        (b'"schema":1', b'"schema":1 ', "is not the canonical form of what it says"),
        (b'"schema":1', b'"schema":2', "schema is not 1, the schema that this version reads"),
        (b'"kind":"receipt"', b'"kind":"gift"', r"movements\[0\]\.kind is not one of receipt, transfer"),
        (b'"exit":1', b'"exit":0', "is not the canonical form of what it says"),
        (b"2026-05-28T20:36:40Z", b"2026-05-28T20:36:40", "is not a moment such as"),
        (b"2026-05-28T20:36:40Z", b"2026-05-32T20:36:40Z", "is not a moment such as"),
        (b"2026-05-28T20:36:40Z", b"2026-05-28 20:36:40Z", "is not the canonical form of what it says"),
    ):
        assert was in content
        with pytest.raises(IntegrityError, match=rf"x\.json.*{words}"):
            loads(content.replace(was, becomes, 1), "x.json")


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 1 << 32), st.text(max_size=20))
def test_faults_are_read_alone(seed: int, words: str) -> None:
    """They are those of the whole file, whatever a sentence holds; a file of another block is refused."""
    view = Drawn(seed).draw(6)
    found = observed(view)
    strange = ObservedFault(FaultKind.LATE, "x", f'{words},"movements":[')
    content = dumps(replace(found, faults=(*found.faults, strange)))
    assert read_faults(content, "x.json", found.block) == (*found.faults, strange)
    with pytest.raises(IntegrityError, match=r"x\.json is an observation of another block than 5, "):
        read_faults(content, "x.json", observed_block(view, 5))
    for cut in (b"", b"[]", content[: len(content) // 9]):
        with pytest.raises(IntegrityError, match=r"x\.json"):
            read_faults(cut, "x.json", found.block)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 1 << 32), st.data())
def test_a_file_that_the_ledger_makes_to_the_byte_is_not_read_row_by_row(seed: int, data: st.DataObject) -> None:
    """It says what it would when read, whatever its faults; one altered byte of anything else, and it is not taken."""
    view = Drawn(seed).draw(6)
    block = observed_block(view, 6)
    history = watch(REGISTER, view, block)
    folded = ledger.fold(REGISTER, history, NO_ACTS, ())
    since = data.draw(st.none() | st.builds(Since, st.just("2026Q1"), st.integers(0, 6), st.just(block.hash)))
    words = ObservedFault(FaultKind.LATE, "x", data.draw(st.text(max_size=9)) + ',"since":null,"time":1')
    found = observation(REGISTER, history, folded, since, [words])
    content = dumps(found)
    assert computed(content, "x.json", REGISTER, history, folded) == found == loads(content, "x.json")
    at = data.draw(st.integers(0, len(content) - 1))
    for altered in (
        content[:at] + bytes([content[at] ^ data.draw(st.integers(1, 255))]) + content[at + 1 :],
        content[:at],
        content + content[at:],
    ):
        taken = computed(altered, "x.json", REGISTER, history, folded)
        if taken is not None:
            assert taken == loads(altered, "x.json")
            assert (taken.wallets, taken.movements, taken.block) == (found.wallets, found.movements, found.block)
    other = replace(folded, movements=folded.movements[1:])
    above = -1 if since is None else since.height
    if folded.movements and folded.movements[0].position.height > above:
        assert computed(content, "x.json", REGISTER, history, other) is None


def test_the_gravest_fault_is_the_exit_code() -> None:
    """What is stored and not the chain's is 4, an alarm 1, wrong files alone 2; faults are told in one order."""
    view = Chain()
    view.add(pays="Agency/1/2")
    found = observed(view)
    assert found.exit_code == 1
    graver = replace(found, faults=(*found.faults, ObservedFault(FaultKind.REORGED, "x", "y")))
    assert graver.exit_code == 4
    assert {kind.value: kind.exit_code for kind in FaultKind} == {
        "missing": 4, "amount": 4, "script": 4, "changed": 4, "reorged": 4, "scope": 1, "late": 1,
        "sent": 1, "untitled": 1, "fee": 1, "unregistered": 1, "beyond_range": 1, "file": 2,
    }  # fmt: skip
    wrong = ObservedFault(FaultKind.FILE, "x", "y")
    none = replace(found, faults=())
    codes = [replace(each, faults=(wrong, *each.faults)).exit_code for each in (none, found, graver)]
    assert (codes, none.exit_code) == ([2, 1, 4], 0)
    history = watch(REGISTER, view, observed_block(view, 1))
    folded = ledger.fold(REGISTER, history, NO_ACTS, ())
    told = observation(REGISTER, history, folded, None, reversed(graver.faults))
    assert [fault.kind for fault in told.faults] == [FaultKind.REORGED, FaultKind.UNREGISTERED, FaultKind.BEYOND_RANGE]


def test_a_ledger_of_other_coins_is_refused() -> None:
    """Closing is computed two ways: what the ledger holds must be what the chain leaves unspent."""
    view = Chain()
    view.add(pays="Agency/1/2")
    history = watch(REGISTER, view, observed_block(view, 1))
    folded = ledger.fold(REGISTER, history, NO_ACTS, ())
    (coin,) = folded.coins
    for coins in ((), (replace(coin, value=coin.value + 1),)):
        with pytest.raises(IntegrityError, match=r"at block 1; unspent are 1 coins. This is a fault of the tracer"):
            observation(REGISTER, history, replace(folded, coins=coins), None, ())


def test_a_coin_knows_its_place() -> None:
    """A coin of an address has no index."""
    found = story("2025Q4", "9999")
    (late,) = next(wallet for wallet in found.wallets if wallet.name == "Old Agency address").coins
    assert late == ObservedCoin(
        outpoint=story_two.coin("late-payment.0"), value=3_000_000, height=300, branch=0, index=None, mature_at=None
    )
