"""Spend tests: which amount a nonce orders, which transactions carry it out, and what they prove of which coin."""

import hashlib
from dataclasses import replace

import pytest

from tests.counts import count
from tests.pictures import outpoint_of, script_of, txid_of
from tests.reserve.proofs.test_coverage import CLOSING, GROUND, HELD, NONCE, asked, coin, proof, script, status
from tracer.chain.amount import Sats
from tracer.chain.transaction import Input, Output, Transaction
from tracer.reserve.proofs.coverage import ProofStatus, coverage
from tracer.reserve.proofs.proof_rows import ProofForm
from tracer.reserve.proofs.spend_tests import LEAST, SPAN, SpendTest, ordered_amount, ordered_data

ORDERED = ordered_amount(NONCE)


def spend(
    *coins: str, pays: tuple[tuple[int, bytes], ...], nonce: str = NONCE, height: int = CLOSING + 3, name: str = "test"
) -> SpendTest:
    """Return a transaction that spends coins by their names, as it is filed for a nonce."""
    inputs = tuple(Input(outpoint_of(f"{each}.0"), 0xFFFFFFFF) for each in coins)
    outputs = tuple(Output(Sats(value), script) for value, script in pays)
    return SpendTest(nonce, Transaction(txid_of(name), 2, inputs, outputs, 0), height)


BACK = ((ORDERED, script("a")),)
"""What is ordered, paid back to the script of coin a."""


def test_the_amount_follows_from_the_nonce_by_pencil() -> None:
    """SHA-256 over the nonce's bytes as a number, modulo 900,000, and 100,000 more: 631,109 satoshi for `9f9f…`."""
    digest = "46aab65014ba7dd5577c45b160b73dc538fb9d9f42d26b0f835231eee84746a5"
    assert hashlib.sha256(b"\x9f" * 16).hexdigest() == digest
    assert ordered_amount(NONCE) == int(digest, 16) % 900_000 + 100_000 == 631_109
    found = [ordered_amount(f"{number:032x}") for number in range(count(suite=500, laws=20_000))]
    assert min(found) >= LEAST
    assert max(found) < LEAST + SPAN
    assert len(set(found)) > len(found) * 95 // 100


def test_a_coin_that_is_spent_as_ordered_is_spent_and_counts_as_proven() -> None:
    """The strongest that is known of it: the coin itself moved, in a block behind the closing one."""
    found = coverage(GROUND, [], [spend("a", pays=BACK)])
    assert [status(found, name) for name in HELD] == [ProofStatus.SPENT, ProofStatus.NONE, ProofStatus.NONE]
    assert (found.covered, found.percent, found.faults) == (HELD["a"], "71.9507 %", ())
    (row,) = [row for row in found.rows if row.status is ProofStatus.SPENT]
    assert (row.block, row.spend, row.is_proven) == (CLOSING + 3, txid_of("test"), True)
    assert found.proven == {coin("a").outpoint}
    assert found.as_json()["spent_sat"] == found.as_json()["covered_sat"] == str(HELD["a"])


def test_another_coin_of_the_same_script_is_proven_and_not_spent() -> None:
    """Its script was satisfied, as a signature would show; the coin itself did not move."""
    other = replace(coin("b"), script=script("a"))
    found = coverage(replace(GROUND, coins=(coin("a"), other)), [], [spend("a", pays=BACK)])
    states = {row.coin.outpoint: (row.status, row.block, row.spend) for row in found.rows}
    shown = (CLOSING + 3, txid_of("test"))
    assert states[coin("a").outpoint] == (ProofStatus.SPENT, *shown)
    assert states[other.outpoint] == (ProofStatus.PROVEN, *shown)
    assert found.sum(ProofStatus.SPENT) == HELD["a"]
    assert found.covered == found.of


def test_a_spend_is_stronger_than_a_signature_and_takes_nothing_from_it() -> None:
    """Signed and spent: spent. A coin of another script that is signed for stays proven by the message's block."""
    found = coverage(GROUND, [proof("a", asked()), proof("b", asked())], [spend("a", pays=BACK)])
    rows = {row.coin.script: row for row in found.rows}
    assert (rows[script("a")].status, rows[script("a")].spend) == (ProofStatus.SPENT, txid_of("test"))
    assert (rows[script("b")].status, rows[script("b")].block) == (ProofStatus.PROVEN, CLOSING)
    same = replace(GROUND, coins=(coin("a"), replace(coin("b"), script=script("a"))))
    both = coverage(same, [proof("a", asked())], [spend("a", pays=BACK)])
    signed = next(row for row in both.rows if row.coin.outpoint == coin("b").outpoint)
    assert (signed.block, signed.spend) == (CLOSING, None)


def test_several_coins_in_one_payment_are_all_spent() -> None:
    """One of their scripts is paid what is ordered."""
    found = coverage(GROUND, [], [spend("c", "a", "elsewhere", pays=((5, script_of("x")), *BACK))])
    assert [status(found, name) for name in HELD] == [ProofStatus.SPENT, ProofStatus.NONE, ProofStatus.SPENT]


def test_the_nonce_in_an_output_of_data_is_an_order_carried_out_too() -> None:
    """OP_RETURN and the sixteen bytes, wherever the rest is paid."""
    data = bytes.fromhex(f"6a10{NONCE}")
    assert ordered_data(NONCE) == data
    found = coverage(GROUND, [], [spend("a", pays=((1_000, script_of("x")), (0, data)))])
    assert (status(found, "a"), found.faults) == (ProofStatus.SPENT, ())


NEITHER = (
    f"spend test {txid_of('test')}: it neither pays {ORDERED} satoshi to a script that it spends from, nor has the "
    "nonce in an output of data."
)


@pytest.mark.parametrize(
    ("test", "fault"),
    [
        (spend("a", pays=((ORDERED + 1, script("a")),)), NEITHER),
        (spend("a", pays=((ORDERED - 1, script("a")), (1, script("a")))), NEITHER),
        (spend("a", pays=((ORDERED, script("b")),)), NEITHER),
        (spend("a", pays=((ORDERED, script_of("x")),)), NEITHER),
        (spend("a", pays=((0, ordered_data("00" * 16)),)), NEITHER),
        (spend("a", pays=((0, ordered_data(NONCE) + b"\x00"),)), NEITHER),
        (
            spend("elsewhere", pays=BACK),
            f"spend test {txid_of('test')}: it spends no coin of the closing block.",
        ),
        (
            spend("a", pays=((ordered_amount("00" * 16), script("a")),), nonce="00" * 16),
            f"spend test {txid_of('test')}: nobody asked with nonce {'00' * 16}.",
        ),
    ],
)
def test_what_does_not_carry_out_the_order_proves_nothing(test: SpendTest, fault: str) -> None:
    """Another amount, another payee, another nonce, no coin of the closing: told, and no satoshi counts."""
    found = coverage(GROUND, [], [test])
    assert (found.covered, found.faults) == (0, (fault,))
    assert {row.status for row in found.rows} == {ProofStatus.NONE}


def test_a_wrong_payment_takes_nothing_from_a_right_one() -> None:
    """In either order; of two right ones the earlier block is named."""
    right, wrong = spend("a", pays=BACK), spend("b", pays=BACK, name="wrong")
    for given in ([right, wrong], [wrong, right]):
        found = coverage(GROUND, [], given)
        assert (found.covered, len(found.faults)) == (HELD["a"], 1)
    later = spend("a", pays=BACK, height=CLOSING + 9, name="later")
    for given in ([right, later], [later, right]):
        (row,) = [row for row in coverage(GROUND, [], given).rows if row.status is ProofStatus.SPENT]
        assert (row.block, row.spend) == (CLOSING + 3, txid_of("test"))


def test_a_legacy_message_is_not_told_beside_a_spend() -> None:
    """What is proven is not told as signed the old way too."""
    found = coverage(GROUND, [proof("a", asked(), form=ProofForm.LEGACY)], [spend("a", pays=BACK)])
    assert (found.covered, found.legacy) == (HELD["a"], 0)


def test_a_recorded_wallet_s_coin_is_shown_as_spent_and_not_counted() -> None:
    """Counted nowhere before an act of scope, however well it is proven."""
    coins = (coin("b"), replace(coin("a"), is_ours=False))
    found = coverage(replace(GROUND, coins=coins), [], [spend("a", pays=BACK)])
    assert (status(found, "a"), found.covered, found.of) == (ProofStatus.SPENT, 0, HELD["b"])
