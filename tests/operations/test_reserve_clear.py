"""Transactions that a real node's wallet proposed, judged against the register of part two before they are signed."""

import hashlib
import json
from dataclasses import replace
from pathlib import Path

import pytest
from embit.transaction import Transaction

from fixtures.recorder.mining import mine, txid_of
from fixtures.recorder.plot import RESERVE
from fixtures.recorder.record import framed
from fixtures.recorder.record_clearance import BIDDER
from fixtures.recorder.wallets import Payee, StateWallet
from tests.reserve import story_two
from tests.reserve.clearance import drafts
from tests.reserve.clearing import (
    AUCTION,
    AUCTIONED,
    COUNTERPARTY,
    MERGE,
    NOW,
    PSBTS,
    TEST_DISPOSAL,
    TEST_PAYMENT,
    TEXT,
    clear,
    context,
    disposal,
    failed,
    file_act,
    observed,
    step,
)
from tests.reserve.closing import admit, file_acts
from tests.reserve.folders import NOW as OBSERVED
from tests.reserve.folders import look
from tests.reserve.priced import begun_with_price, file_rates, quote
from tests.reserve.proofs import signing
from tracer.errors import CaseError, SourceError
from tracer.operations import reserve_journal
from tracer.operations.reserve_observe import ObserveRequest, observe
from tracer.operations.reserve_status import StatusRequest, reserve_status
from tracer.operations.sources import ChainSource


@pytest.fixture
def register(tmp_path: Path) -> Path:
    """The register with the disposal of the test payment."""
    folder = observed(tmp_path)
    file_act(folder, TEST_DISPOSAL)
    return folder


def test_a_payment_that_an_act_names_may_be_signed(register: Path) -> None:
    """Every check passes; the journal says so, with the transaction to expect."""
    found = clear(register, TEST_PAYMENT)
    assert failed(found) == {}
    assert (found.clearance.verdict, found.exit_code) == ("may-be-signed", 0)
    last = reserve_journal.load(register, "KZ-EXAMPLE").entries[-1]
    assert (last.seq, last.kind, last.object) == (found.entry, "cleared", found.clearance.psbt)
    assert last.details["txid"] == "d1523b379aca0f5ac48037087306b6d684e915183d4e3099b3d811bb243c8154"
    assert last.details["act"] == "2026-0002"


def test_it_is_told_in_words_that_a_device_shows(register: Path) -> None:
    """Amounts in BTC, addresses in groups of four, change with its index, the txid."""
    assert BIDDER.address == "bcrt1q48rrjpydty9m9fcv8rcfxhr9h8fj667vjgj5kr"
    assert RESERVE.payee(1, 8).address == "bcrt1qx964qgtnqvkj7xvxmf8wdykul4wegyzr6cwy3dpz6q0gr5gkjgwqc69gks"
    assert clear(register, TEST_PAYMENT).clearance.words == (
        "It carries out act 2026-0002, sharing, to Example Bidder: L-0004 0.00104500 BTC.",
        'Input 0 spends 0.30000000 BTC of "State reserve wallet", coin '
        "52cf488baaec47d215cdff96ae235542f4c59a218d6f9acb8a66ee0b0eb99287:0.",
        "Output 0 pays 0.00100000 BTC to bcrt 1q48 rrjp ydty 9m9f cv8r cfxh r9h8 fj66 7vjg j5kr, to others.",
        "Output 1 pays 0.29895500 BTC to "
        "bcrt 1qx9 64qg tnqv kj7x vxmf 8wdy kul4 wegy zr6c wy3d pz6q 0gr5 gkjg wqc6 9gks, "
        'back to "State reserve wallet", branch 1, index 8.',
        "The fee is 0.00004500 BTC.",
        "It may be mined at once, and can be replaced.",
        "The txid to expect is d1523b379aca0f5ac48037087306b6d684e915183d4e3099b3d811bb243c8154.",
    )


def test_own_coins_are_merged_without_an_act(register: Path) -> None:
    """Only the fee leaves, and it has title."""
    found = clear(register, MERGE)
    assert (failed(found), found.clearance.act) == ({}, None)
    assert found.clearance.fee == 3_330


def test_a_payment_without_an_act_must_not_be_signed(tmp_path: Path) -> None:
    """Whatever can be said of it fails or cannot be checked; nothing is entered."""
    register = observed(tmp_path)
    found = clear(register, AUCTION)
    assert (found.clearance.verdict, found.exit_code, found.entry) == ("must-not-be-signed", 1, None)
    assert failed(found)["C3"] == "No act names what is paid to others."
    assert [each.kind for each in reserve_journal.load(register, "KZ-EXAMPLE").entries].count("cleared") == 0


def test_a_large_first_payment_must_not_be_signed(register: Path) -> None:
    """An act does not help: the script was never paid."""
    file_act(register, AUCTIONED)
    told = (
        "payment of 1.00000000 BTC to a script never paid and never proven: test first, with at most 0.00100000 BTC, "
        "or attach a proof."
    )
    assert failed(clear(register, AUCTION)) == {"C7": told, "D5": told}


def test_json_has_verdict_transaction_and_checks(register: Path) -> None:
    """As docs/clearance.md fixes it, satoshi as digits."""
    told = json.loads(json.dumps(clear(register, TEST_PAYMENT).as_json()))
    assert told["verdict"] == "may-be-signed"
    assert [each["id"] for each in told["checks"]] == [
        *(f"C{number}" for number in range(1, 9)),
        *(f"D{number}" for number in range(1, 11)),
    ]
    assert {each["state"] for each in told["checks"][:-1]} == {"PASS"}
    assert told["checks"][-1]["state"] == "NOT-CHECKED"
    assert (told["fee_sat"], told["act"]) == ("4500", "2026-0002")


def prove(folder: Path, message: str, payee: Payee) -> None:
    """File a receiver's proof, signed by published keys of the story."""
    signature = signing.signed(payee, message.encode())
    told = {"message": message, "proofs": [{"address": payee.address, "signature": signature}]}
    (folder / "acts" / "2026-0002.proof.json").write_text(json.dumps(told), encoding="utf-8")


@pytest.fixture
def large(tmp_path: Path) -> tuple[Path, Path]:
    """Give the register with a disposal of 0.2 BTC to a script never paid whose receiver has keys, and its PSBT."""
    folder = observed(tmp_path)
    base = drafts.read(TEST_PAYMENT.read_bytes())
    draft = replace(base, outputs=(drafts.DraftOutput(20_000_000, RECEIVER.script), base.outputs[1]))
    file = tmp_path / "large.psbt"
    file.write_bytes(draft.with_output(1, value=9_995_500).written())
    named = COUNTERPARTY.replace("screened", 'proof = "acts/2026-0002.proof.json", screened', 1)
    file_act(folder, disposal({"L-0004": 20_004_500}, [(RECEIVER.script, 20_000_000)], counterparty=named))
    return folder, file


RECEIVER = StateWallet("receiver of the tests", 2, 2).payee(0, 0)
MESSAGE = "KZ-EXAMPLE act 2026-0002 proof of control by the receiver"


def test_a_receivers_proof_takes_the_place_of_a_test_payment(large: tuple[Path, Path]) -> None:
    """Signed over the line that names register and act, by the keys of the script that is paid."""
    folder, file = large
    prove(folder, MESSAGE, RECEIVER)
    assert failed(clear(folder, file)) == {}


@pytest.mark.parametrize(
    ("message", "payee", "words"),
    [
        ("KZ-EXAMPLE act 2026-0003 proof of control by the receiver", RECEIVER, "is over another message"),
        (MESSAGE, RESERVE.payee(0, 90), "not a script of this register"),
    ],
)
def test_another_proof_does_not(large: tuple[Path, Path], message: str, payee: Payee, words: str) -> None:
    """Of another act, or of another script: nothing is proven, and a note says why."""
    folder, file = large
    prove(folder, message, payee)
    found = clear(folder, file)
    assert set(failed(found)) == {"C7", "D5"}
    assert any(words in note for note in found.notes)


def test_a_signature_over_another_message_proves_nothing(large: tuple[Path, Path]) -> None:
    """The line is right and the signature is of another one."""
    folder, file = large
    signature = signing.signed(RECEIVER, b"another")
    told = {"message": MESSAGE, "proofs": [{"address": RECEIVER.address, "signature": signature}]}
    (folder / "acts" / "2026-0002.proof.json").write_text(json.dumps(told), encoding="utf-8")
    assert set(failed(clear(folder, file))) == {"C7", "D5"}


def test_a_sale_is_held_against_the_fixing_that_its_act_names(tmp_path: Path) -> None:
    """Not the last one on file; below the floor of it nothing may be signed."""
    folder = begun_with_price(tmp_path)
    file_acts(folder, "9999-9999")
    admit(folder, 1)
    look(folder, story_two.BLOCKS, now=NOW)
    file_rates(folder, "2025-03-01", "2026-01-06")
    quote(folder, "2026-01-02", "2026-01-05", now=NOW)
    cents = json.loads((folder / "fixings" / "2026-01-03.json").read_bytes())["usd_cents"]
    price = int(cents) * 98 // 100 + 1
    for per_btc, passes in ((price, True), (price - 2, False)):
        more = (
            f'price = {{ currency = "USD", per_btc = "{per_btc // 100}.{per_btc % 100:02d}", gross = "90.00", '
            'costs = "0.00", fixing = 2026-01-03, floor = "0.98" }\n'
        )
        file_act(folder, disposal({"L-0004": 104_500}, [(BIDDER.script, 100_000)], method="otc", more=more))
        assert "C8" in failed(clear(folder, TEST_PAYMENT))
        file_act(folder, step(7, 2, "awarded"))
        found = clear(folder, TEST_PAYMENT)
        assert failed(found).keys() == (set() if passes else {"D7"})
        (folder / "acts" / "2026-0007.toml").unlink()


def test_acts_that_cannot_be_followed_are_refused(register: Path) -> None:
    """Whose title would hang on an act that counts for nothing? A claim takes more of a lot than there is."""
    file_act(
        register,
        'id = "2026-0005"\nkind = "claim"\ndate = 2026-01-06\nsigned_by = ["K. Example", "S. Sample"]\n'
        'lots = { "L-0099" = 1 }\nfrom = 2026-01-06\nclaimant = "C. Claimant"\n'
        f'text = {{ file = "texts/2026-0005.txt", sha256 = "{hashlib.sha256(TEXT).hexdigest()}" }}\n',
    )
    with pytest.raises(CaseError, match="L-0099"):
        clear(register, TEST_PAYMENT)


def on_chain(folder: Path, name: str) -> str:
    """Mine a recorded transaction onto the chain of part two, and observe it; return its txid."""
    raw = Transaction.parse(bytes.fromhex((PSBTS / name).read_text()))
    block = mine(story_two.block(333), 334, 1_767_690_000, RECEIVER.script, 4_500, [raw], "clearance")
    file = folder.parent / "longer.blk"
    file.write_bytes(story_two.BLOCKS.read_bytes() + framed([block.raw]))
    observe(ObserveRequest(folder, ChainSource(str(file))), context(OBSERVED))
    return txid_of(raw)


def told(folder: Path) -> list[tuple[str, str]]:
    """Return severity and sentence of a status's alarms about clearances and departures."""
    found = reserve_status(StatusRequest(folder), context()).status.alarms
    return [(each.severity.value, each.text) for each in found if each.kind in ("cleared", "sent", "late")]


def test_holders_of_a_recorded_node_signed_what_was_cleared(register: Path) -> None:
    """Two of three that it takes: named by their keys; the coin is spent as cleared once the third has signed too."""
    first = clear(register, TEST_PAYMENT)
    found = clear(register, PSBTS / "test-payment-signed.psbt")
    assert failed(found) == {}
    (signers,) = [each.what for each in found.clearance.checks if each.id == "C6"]
    assert set(signers.removeprefix("Signed by ").rstrip(".").split(", ")) == {"key 77fa9063", "key 8f250224"}
    waits = f"{first.clearance.entry.txid} was cleared for act 2026-0002 (journal {found.entry}) and may still be sent."
    assert told(register) == [("note", waits)]
    txid = on_chain(register, "test-payment.hex")
    assert txid == first.clearance.entry.txid
    sentence = f"{txid} was sent as cleared for act 2026-0002 (journal {first.entry})."
    assert told(register) == [("note", sentence)]


def test_a_recorded_payment_that_nobody_cleared_alarms(register: Path) -> None:
    """Another payment of the same coin than the one that was cleared: it is told for ever, without a node too."""
    first = clear(register, TEST_PAYMENT)
    txid = on_chain(register, "other-payment.hex")
    different = (
        f"{txid} spends a coin that was cleared to be spent by {first.clearance.entry.txid} for act 2026-0002 (journal "
        f"{first.entry}): it was sent differently."
    )
    late = f'{txid} moved 0.29000000 BTC out of "State reserve wallet" at height 334; no act covers it.'
    assert sorted(told(register)) == sorted([("hard", different), ("hard", late)])


def test_a_chain_that_was_reorganised_below_the_observation_is_refused(register: Path, tmp_path: Path) -> None:
    """It is longer, and does not have the block that was observed: observe first."""
    one = mine(story_two.block(332), 333, 1_767_690_000, RECEIVER.script, 0, [], "another 333")
    two = mine(one.hash, 334, 1_767_690_600, RECEIVER.script, 0, [], "another 334")
    file = tmp_path / "other.blk"
    file.write_bytes(story_two.BLOCKS.read_bytes() + framed([one.raw, two.raw]))
    with pytest.raises(SourceError, match=r"does not have block 333 of the last observation"):
        clear(register, MERGE, ChainSource(str(file)))
