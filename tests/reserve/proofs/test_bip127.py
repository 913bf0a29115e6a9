"""Proofs of BIP 127: one of another program, ones signed here by the story's keys, and every way to make them wrong."""

import json
from base64 import b64decode, b64encode
from dataclasses import replace
from hashlib import sha256

import pytest

from fixtures.recorder.plot import RESERVE, SEIZURE
from fixtures.recorder.wallets import Payee
from tests.reserve.clearance.drafts import Draft, DraftInput, DraftOutput, sized
from tests.reserve.proofs.signing import witness
from tests.reserve.proofs.test_coverage import GROUND, asked
from tests.reserve.words_left import english_left
from tracer.chain.network import REGTEST
from tracer.chain.outpoint import Outpoint, Txid
from tracer.documents.language.languages import LANGUAGES
from tracer.reserve.disposition.disposal_sentences import told
from tracer.reserve.proofs import bip127, received_file, signatures
from tracer.reserve.proofs.coverage import ProofStatus, coverage
from tracer.reserve.proofs.proof_rows import (
    JudgedProof,
    ProofCoin,
    ProofForm,
    ProofSet,
    ReceivedProof,
    SignatureState,
    SignatureVerdict,
)

pytest.importorskip("bip322core", reason="bip322-core is not installed: pip install 'custody-tracer[proof]'")

FOREIGN = (
    "cHNidP8BAH4CAAAAAmw1RvG4UzfnSafpx62EPTyha6VslP0Er7n3TxjEpeBeAAAAAAD/////MQvsP2eDTCk3vWfQJ50IOFWLwuTHPsnYikR1hosdK0sAAAAA"
    "AP3///8BUMMAAAAAAAAZdqkUn3/QltN+0sDj9/DPySS+70/862iIrAAAAAAAAQEKAAAAAAAAAAABUQEHAAABAR9QwwAAAAAAABYAFOzlJlcQU9qGRUyeBmd5"
    "6vnRUC5qAQhrAkcwRAIgMjk39sEdlh9VEb0GOKNy+C/X4yiZd4/AteVnZjdSuPYCIBQKVpBGTpUSZNoXqT93EucKLLFVQnLJIkPXKjRYO4eJASEDKwVYB4vs"
    "OGlKhJM9ZZMD4lddrn6RaFkRRUEVv9ZEh+MAAA=="
)
"""Written by another program over 50,000 satoshi. Source: bitcoindevkit/bdk-reserves 02031dcd, `test_proof`."""
FOREIGN_SCRIPT = bytes.fromhex("0014ece526571053da86454c9e066779eaf9d1502e6a")
FOREIGN_MESSAGE = b"This belongs to me."

MESSAGE = asked()
ONE, TWO = RESERVE.payee(0, 0), SEIZURE.payee(0, 0)
COINS = ((bytes([1]) * 32, 3, 70_000, ONE), (bytes([2]) * 32, 0, 30_000, TWO))
"""What is signed for: txid as transactions hold it, output number, satoshi, who can spend."""
PREVIOUS_TX = b"\0"
WITNESS_UTXO, FINAL_SCRIPT, FINAL_WITNESS = b"\x01", b"\x07", b"\x08"
TO_NOBODY = bytes.fromhex("76a9149f7fd096d37ed2c0e3f7f0cfc924beef4ffceb6888ac")


def commitment(message: bytes) -> bytes:
    """Return the txid of the first input, by the words of the standard."""
    return sha256(b"Proof-of-Reserves: " + message).digest()


def unsigned(message: bytes = MESSAGE, coins: tuple[tuple[bytes, int, int, Payee], ...] = COINS) -> Draft:
    """Return the transaction with nothing signed."""
    inputs = [DraftInput(commitment(message), 0, 0xFFFFFFFF)]
    for txid, number, value, payee in coins:
        told = value.to_bytes(8, "little") + sized(payee.script)
        inputs.append(DraftInput(txid, number, 0xFFFFFFFD, {WITNESS_UTXO: told}))
    return Draft(tuple(inputs), (DraftOutput(sum(each[2] for each in coins), TO_NOBODY),))


def finalised(
    draft: Draft, coins: tuple[tuple[bytes, int, int, Payee], ...] = COINS, kind: int = 1, first: int = 1
) -> Draft:
    """Return it with the coins' signatures of a kind; the inputs before `first` are left as they are."""
    for number, (_, _, value, payee) in enumerate(coins, first):
        items = witness(payee, draft.unsigned(), number, value, kind)
        fields = draft.inputs[number].fields | {FINAL_WITNESS: items}
        draft = draft.with_input(number, fields=fields)
    return draft


def proof(draft: Draft, payee: Payee = ONE) -> ReceivedProof:
    """Return a proof as it is received, called by the address of one coin."""
    text = b64encode(draft.written()).decode()
    return ReceivedProof(address=payee.address, script=payee.script, form=ProofForm.BIP127, signature=text)


def verdict(draft: Draft, message: bytes = MESSAGE, payee: Payee = ONE) -> SignatureVerdict:
    """Return what is found of it."""
    return signatures.check(proof(draft, payee), message)


def test_a_proof_of_another_program_is_valid() -> None:
    """Over its message alone; the coin is told with its value and script."""
    given = ReceivedProof(address="", script=FOREIGN_SCRIPT, form=ProofForm.BIP127, signature=FOREIGN)
    found = signatures.check(given, FOREIGN_MESSAGE)
    assert (found.state, found.reason) == (SignatureState.VALID, "valid, as a transaction of BIP 127")
    (spend,) = found.spends
    txid = Txid("4b2b1d8b8675448ad8c93ec7e4c28b5538089d27d067bd37294c83673fec0b31")
    assert (spend.outpoint, spend.value, spend.script) == (Outpoint(txid, 0), 50_000, FOREIGN_SCRIPT)
    other = signatures.check(given, b"This belongs to you.")
    assert (other.state, other.reason) == (SignatureState.INVALID, "the first input is not the hash of this message")


@pytest.mark.parametrize("version", [0, 2])
def test_coins_of_two_multisig_wallets_sign_one_transaction(version: int) -> None:
    """By PSBTs of either version; the message's hash is the standard's, and its double as well."""
    found = verdict(replace(finalised(unsigned()), version=version))
    assert found.state is SignatureState.VALID
    assert [(str(each.outpoint), each.value, each.script) for each in found.spends] == [
        (f"{'01' * 32}:3", 70_000, ONE.script),
        (f"{'02' * 32}:0", 30_000, TWO.script),
    ]
    once = commitment(MESSAGE)
    assert bip127.commitments(MESSAGE) == (once, sha256(once).digest())
    double = unsigned().with_input(0, txid=sha256(once).digest())
    assert verdict(finalised(double)).state is SignatureState.VALID


def test_bitcoin_core_s_own_interpreter_says_so_too() -> None:
    """Of the same transaction over the same coins, and against it where one byte of the output differs."""
    pytest.importorskip("pbk", reason="py-bitcoinkernel is not installed")
    from bip322core.engines import kernel_run
    from bip322core.psbt import extract_tx, parse_psbt

    for is_right in (True, False):
        draft = finalised(unsigned())
        if not is_right:
            draft = replace(draft, outputs=(replace(draft.outputs[0], value=99_999),))
        psbt = parse_psbt(draft.written())
        psbt.inputs[0].final_scriptwitness = psbt.inputs[1].final_scriptwitness
        transaction = extract_tx(psbt)
        transaction.vin[0].witness = type(transaction.vin[0].witness)([])
        prevouts = [(0, b"\x51"), *((each[2], each[3].script) for each in COINS)]
        assert kernel_run(prevouts, transaction.serialize()).ok is is_right


def _wrong() -> dict[str, tuple[Draft, str]]:
    """Return proofs that are wrong in one thing, each with what is said of it."""
    right, plain = finalised(unsigned()), unsigned()
    low = replace(plain, outputs=(replace(plain.outputs[0], value=99_999),))
    high = replace(plain, outputs=(replace(plain.outputs[0], value=100_001),))
    two = replace(plain, outputs=(DraftOutput(99_999, TO_NOBODY), DraftOutput(1, TO_NOBODY)))
    worth = "the outputs are not one of 100000 satoshi, the sum of the coins"
    twice = (COINS[0], COINS[0])
    more = dict(right.inputs[1].fields) | {WITNESS_UTXO: (70_001).to_bytes(8, "little") + sized(ONE.script)}
    return {
        "a fee": (finalised(low), worth),
        "more than there is": (finalised(high), worth),
        "two outputs": (finalised(two), worth),
        "one coin twice": (finalised(unsigned(coins=twice), twice), "one coin is spent twice"),
        "another number": (finalised(plain.with_input(0, vout=1)), "the first input is not the hash of this message"),
        "a signed first input": (
            right.with_input(0, fields={FINAL_WITNESS: b"\x01\x01\x01"}),
            "the first input, which is no coin, is signed",
        ),
        "a first input with a script": (
            right.with_input(0, fields={FINAL_SCRIPT: b"\x51"}),
            "the first input, which is no coin, is signed",
        ),
        "another previous transaction": (
            right.with_input(1, fields=dict(right.inputs[1].fields) | {PREVIOUS_TX: plain.unsigned()}),
            "a previous transaction in the PSBT is not the one that its input spends",
        ),
        "a hundred coins and one": (
            replace(plain, inputs=(*plain.inputs, *(replace(plain.inputs[1], vout=9 + at) for at in range(98)))),
            "has 101 inputs; expected 2 to 100",
        ),
        "no coin": (replace(right, inputs=right.inputs[:1]), "has 1 inputs; expected 2 to 100"),
        "another message": (finalised(unsigned(b"another")), "the first input is not the hash of this message"),
        "a changed amount": (
            replace(right.with_input(1, fields=more), outputs=(replace(right.outputs[0], value=100_001),)),
            "a signature does not hold",
        ),
        "unsigned": (plain, "a signature does not hold"),
        "one unsigned": (right.with_input(2, fields=plain.inputs[2].fields), "a signature does not hold"),
        "no value told": (
            right.with_input(1, fields={FINAL_WITNESS: right.inputs[1].fields[FINAL_WITNESS]}),
            "the PSBT does not say what an input is worth",
        ),
    }


@pytest.mark.parametrize("name", list(_wrong()))
def test_what_is_wrong_in_one_thing_proves_nothing(name: str) -> None:
    """And says in what, in each language; no coin is named of it."""
    draft, said = _wrong()[name]
    found = verdict(draft)
    assert (found.state, found.spends) == (SignatureState.INVALID, ())
    assert found.reason.startswith(said)
    for language in ("ru", "kk"):
        assert english_left(told(found.reason, LANGUAGES[language]).split(" (")[0]) == set()


@pytest.mark.parametrize("kind", [0x81, 0x00, 0x02, 0x03, 0x82, 0x83])
def test_signatures_that_leave_something_out_are_refused(kind: int) -> None:
    """SIGHASH NONE, SINGLE, ANYONECANPAY and their sums: the first input would not be signed, or the output not."""
    found = verdict(finalised(unsigned(), kind=kind))
    assert (found.state, found.reason) == (
        SignatureState.INVALID,
        "not every signature covers all inputs and outputs",
    )


def test_two_things_said_of_one_coin_are_refused() -> None:
    """Its previous transaction and what stands beside it must say the same."""
    paid = Draft((DraftInput(bytes(32), 0, 0),), (DraftOutput(70_000, ONE.script),))
    txid = sha256(sha256(paid.unsigned()).digest()).digest()
    coins = ((txid, 0, 70_000, ONE), COINS[1])
    right = finalised(unsigned(coins=coins), coins)
    both = right.with_input(1, fields=dict(right.inputs[1].fields) | {PREVIOUS_TX: paid.unsigned()})
    assert verdict(both).state is SignatureState.VALID
    other = (70_001).to_bytes(8, "little") + sized(ONE.script)
    found = verdict(both.with_input(1, fields=dict(both.inputs[1].fields) | {WITNESS_UTXO: other}))
    assert (found.state, found.reason) == (SignatureState.INVALID, "the PSBT says two things of one coin")


def test_a_lock_time_is_said() -> None:
    """It takes nothing from the proof, which nobody can mine anyhow."""
    found = verdict(finalised(replace(unsigned(), locktime=5)))
    assert (found.state, found.reason) == (SignatureState.VALID, "valid at lock time 5, as a transaction of BIP 127")


def test_what_a_later_soft_fork_may_change_proves_nothing() -> None:
    """A coin of a witness version that has no rules yet: anybody could spend it today."""
    future = bytes((0x52, 0x20)) + bytes([7]) * 32
    told_of_it = (1_000).to_bytes(8, "little") + sized(future)
    plain = unsigned()
    inputs = (*plain.inputs, DraftInput(bytes([3]) * 32, 0, 0xFFFFFFFD, {WITNESS_UTXO: told_of_it}))
    draft = replace(plain, inputs=inputs, outputs=(replace(plain.outputs[0], value=101_000),))
    found = verdict(finalised(draft))
    assert found.state is SignatureState.INCONCLUSIVE
    assert found.reason.startswith("uses what a later soft fork may change (")


def test_it_is_filed_for_a_script_of_its_own_coins() -> None:
    """The address that a proof is called by is that of a coin in it."""
    found = verdict(finalised(unsigned()), payee=RESERVE.payee(0, 5))
    assert found.reason == "no coin in it has the script that the proof is filed for"


def test_every_changed_byte_is_refused_or_changes_nothing_that_counts() -> None:
    """No changed byte ends in a traceback, and none makes other coins, values or scripts valid."""
    right = finalised(unsigned())
    raw, spends = bytearray(right.written()), verdict(right).spends
    for at in range(5, len(raw), 7):
        changed = bytes(raw[:at]) + bytes([raw[at] ^ 1]) + bytes(raw[at + 1 :])
        found = bip127.check(replace(proof(right), signature=b64encode(changed).decode()), MESSAGE)
        assert found.state is not SignatureState.VALID or found.spends == spends
    for cut in range(0, len(raw), 11):
        found = bip127.check(replace(proof(right), signature=b64encode(raw[:cut]).decode()), MESSAGE)
        assert found.state is not SignatureState.VALID


@pytest.mark.parametrize("text", ["", "not base64", "cHNidP8", FOREIGN[:-1], b64encode(b"psbt\xff").decode()])
def test_what_is_no_psbt_is_told(text: str) -> None:
    """As a proof that proves nothing."""
    found = bip127.check(replace(proof(unsigned()), signature=text), MESSAGE)
    assert found.state is SignatureState.INVALID
    assert english_left(told(found.reason, LANGUAGES["ru"]).split(" (")[0]) == set()


def _covered(message: bytes, height: int = 100) -> tuple[list[ProofStatus], tuple[str, ...]]:
    """Return the statuses of both coins and of a third on the first one's script, and the faults."""
    outpoints = [Outpoint(Txid(txid[::-1].hex()), number) for txid, number, _, _ in COINS] + [
        Outpoint(Txid("03" * 32), 0)
    ]
    held = [(70_000, ONE), (30_000, TWO), (5_000, ONE)]
    coins = tuple(
        ProofCoin(outpoint=place, value=value, height=height, script=who.script, wallet="w", is_ours=True)
        for place, (value, who) in zip(outpoints, held, strict=True)
    )
    given = proof(finalised(unsigned(message)))
    one = ProofSet(message, (JudgedProof(given, signatures.check(given, message)),), {})
    found = coverage(replace(GROUND, coins=coins), [one])
    by_place = {row.coin.outpoint: row.status for row in found.rows}
    return [by_place[each] for each in outpoints], found.faults


def test_the_coins_in_it_are_proven_and_no_others() -> None:
    """A third coin of the same script is not signed for: nothing is known of it."""
    found, faults = _covered(MESSAGE)
    assert found == [ProofStatus.PROVEN, ProofStatus.PROVEN, ProofStatus.NONE]
    assert faults == ()


def test_its_message_is_held_to_the_same_rules() -> None:
    """One of an earlier block comes too early; one of another period is worth nothing."""
    found, (fault,) = _covered(asked(139))
    assert found[:2] == [ProofStatus.BEFORE_CLOSING] * 2
    assert fault.endswith("signed at block 139, before the closing block 140.")
    found, (fault,) = _covered(asked(period="2026Q2"))
    assert found == [ProofStatus.INVALID, ProofStatus.NONE, ProofStatus.INVALID]
    assert fault == f"script {ONE.script.hex()}: message of 2026Q2 reused."


def test_a_coin_that_the_closing_block_does_not_have_spoils_it() -> None:
    """Spent before, or never there: the proof's sum is not what it says."""
    given = proof(finalised(unsigned()))
    one = ProofSet(MESSAGE, (JudgedProof(given, signatures.check(given, MESSAGE)),), {})
    found = coverage(GROUND, [one])
    assert found.covered == 0
    assert found.faults[0] == f"PSBT in BIP-127 spends {'01' * 32}:3, not in the observation."


def test_a_file_of_proofs_may_hold_it() -> None:
    """Beside others, marked by its form; what is no form is refused with the three that are."""
    row = {"address": ONE.address, "signature": proof(finalised(unsigned())).signature, "form": "bip127"}
    content = {"message": MESSAGE.decode(), "proofs": [row]}
    read = received_file.parse(json.dumps(content).encode(), "p.json", REGTEST, frozenset((ONE.script,)))
    assert [each.form for each in read.proofs] == [ProofForm.BIP127]
    assert b64decode(read.proofs[0].signature).startswith(b"psbt\xff")
