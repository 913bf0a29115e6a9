"""Signatures that a PSBT holds: whose they are, whether they hold over the chain's coin, whether their holders may."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace

import pytest
from embit.ec import PrivateKey
from embit.hashes import tagged_hash
from embit.script import Script, p2pkh, p2sh, p2tr
from embit.transaction import Transaction

from fixtures.recorder.plot import RESERVE
from fixtures.recorder.wallets import single
from tests.reserve.clearance import drafts
from tests.reserve.clearance.drafts import Draft, compact, sized
from tests.reserve.clearance.grounds import cleared, failed, own, sources, spend, under
from tests.reserve.clearing import TEST_DISPOSAL, TEST_PAYMENT
from tests.reserve.security.sample import security
from tracer.chain.amount import Sats
from tracer.chain.transaction import Output
from tracer.errors import CaseError
from tracer.reserve.clearance import psbt
from tracer.reserve.clearance.clearance_rows import MAY, Clearance, ClearanceSources
from tracer.reserve.clearance.signatures import signers
from tracer.reserve.security.security_rows import SecurityRegister

VALUE = 30_000_000
PAYEE = RESERVE.payee(0, 4)
KEYS = [PrivateKey.from_wif(each) for each in PAYEE.keys]
"""The keys of three of the five holders of the coin."""
HOLDERS = ("77fa9063", "8f250224", "cbe5e7de")
"""Their fingerprints in the descriptor."""


def digest(draft: Draft, sighash: int = 1) -> bytes:
    """Return what a holder signs of the coin."""
    assert PAYEE.witness_script is not None
    transaction = Transaction.parse(draft.unsigned())
    return bytes(transaction.sighash_segwit(0, Script(PAYEE.witness_script), VALUE, sighash))


def signed(draft: Draft, *holders: int, sighash: int = 1) -> Draft:
    """Return it with signatures of holders."""
    fields = dict(draft.inputs[0].fields)
    for number in holders:
        key = KEYS[number]
        fields[b"\x02" + key.sec()] = key.sign(digest(draft, sighash)).serialize() + bytes([sighash])
    return draft.with_input(0, fields=fields)


def final(draft: Draft, *holders: int) -> Draft:
    """Return it finalised by holders: signatures in the order of the keys in the script."""
    assert PAYEE.witness_script is not None
    script = PAYEE.witness_script
    ordered = sorted(holders, key=lambda number: script.index(KEYS[number].sec()))
    items = [b"", *(KEYS[each].sign(digest(draft)).serialize() + b"\x01" for each in ordered), script]
    stack = compact(len(items)) + b"".join(sized(item) for item in items)
    kept = {key: value for key, value in draft.inputs[0].fields.items() if key[:1] in (b"\0", b"\x01")}
    return draft.with_input(0, fields=kept | {b"\x08": stack})


@pytest.fixture
def draft() -> Draft:
    """Give the recorded test payment."""
    return drafts.read(TEST_PAYMENT.read_bytes())


def said(found: Clearance) -> str:
    """Return what C6 says."""
    return next(each.what for each in found.checks if each.id == "C6")


def ground() -> ClearanceSources:
    """Return what it is held against."""
    return under(TEST_DISPOSAL)


def test_signers_are_named_by_the_descriptor(draft: Draft) -> None:
    """Without a security register by the fingerprints of their keys."""
    found = cleared(signed(draft, 0, 2), ground())
    assert failed(found) == {}
    assert sorted(said(found).removeprefix("Signed by ").rstrip(".").split(", ")) == sorted(
        f"key {HOLDERS[number]}" for number in (0, 2)
    )


@pytest.mark.parametrize("place", [5, 40, -2])
def test_a_signature_that_does_not_hold_fails(draft: Draft, place: int) -> None:
    """One bit of it is another, or it is of another transaction."""
    made = signed(draft, 0)
    key = b"\x02" + KEYS[0].sec()
    content = bytearray(made.inputs[0].fields[key])
    content[place] ^= 1
    wrong = made.with_input(0, fields=made.inputs[0].fields | {key: bytes(content)})
    text = f"A signature of input 0 by key {KEYS[0].sec().hex()[:16]}… does not hold."
    assert failed(cleared(wrong, ground())) == {"C6": text}
    other = signed(draft.with_output(1, value=draft.outputs[1].value - 1), 0).inputs[0].fields
    assert failed(cleared(draft.with_input(0, fields=other), ground())) == {"C6": text}


@pytest.mark.parametrize("sighash", [0x81, 0x83, 2, 3])
def test_a_signature_with_another_sighash_fails(draft: Draft, sighash: int) -> None:
    """It holds, and leaves something of the transaction open."""
    assert failed(cleared(signed(draft, 0, sighash=sighash), ground())) == {
        "C6": "A signature of input 0 has another sighash than ALL."
    }


def test_a_key_of_nobody_fails(draft: Draft) -> None:
    """The script does not have it."""
    key = PrivateKey(bytes(31) + b"\x07")
    signature = key.sign(digest(draft)).serialize() + b"\x01"
    wrong = draft.with_input(0, fields=draft.inputs[0].fields | {b"\x02" + key.sec(): signature})
    assert "does not hold" in failed(cleared(wrong, ground()))["C6"]


@pytest.mark.parametrize("made", [signed, final])
def test_what_is_complete_is_cleared_too_late(draft: Draft, made: object) -> None:
    """Three of three needed have signed: it may only be looked at again where it was cleared before they did."""
    assert callable(made)
    complete = made(draft, 0, 1, 2)
    found = cleared(complete, ground())
    assert failed(found) == {"C6": "It is signed by as many as it takes and was not cleared before that."}
    before = cleared(draft, ground()).entry
    again = cleared(complete, replace(ground(), cleared=(before,)))
    assert (failed(again), again.verdict) == ({}, MAY)
    assert said(again).startswith("Signed by key ")


def test_a_finalised_input_is_verified(draft: Draft) -> None:
    """Too few signatures, one twice, a witness script of another coin, a damaged stack: none of them holds."""
    before = cleared(draft, ground()).entry
    held = replace(ground(), cleared=(before,))
    holds_not = "Input 0 is finalised by signatures that do not hold."
    unread = "Input 0 is finalised in a form that is not read here: clear it before."
    assert failed(cleared(final(draft, 0, 1), held)) == {"C6": holds_not}
    assert failed(cleared(final(draft, 0, 1, 1), held)) == {"C6": holds_not}
    right = final(draft, 0, 1, 2).inputs[0].fields
    changes: Mapping[str, bytes] = {
        holds_not: right[b"\x08"].replace(KEYS[0].sign(digest(draft)).serialize(), bytes(70), 1),
        unread: right[b"\x08"].replace(b"\x53\x21", b"\x52\x21", 1),
    }
    for text, stack in changes.items():
        assert failed(cleared(draft.with_input(0, fields=right | {b"\x08": stack}), held)) == {"C6": text}
    assert failed(cleared(draft.with_input(0, fields=right | {b"\x08": b"\0"}), held)) == {"C6": holds_not}
    assert failed(cleared(draft.with_input(0, fields=right | {b"\x08": right[b"\x08"][:-1]}), held)) == {"C6": unread}
    with pytest.raises(CaseError, match="is damaged"):
        cleared(draft.with_input(0, fields=right | {b"\x08": right[b"\x08"] + b"\0"}), held)


def secured(kept: SecurityRegister) -> ClearanceSources:
    """Return what it is held against where the reserve's wallet has its quorum in a security register."""
    held = ground()
    register = held.books.register
    wallets = tuple(
        replace(wallet, quorum="Reserve 3 of 5") if wallet.name == "State reserve wallet" else wallet
        for wallet in register.wallets
    )
    return replace(held, books=replace(held.books, register=replace(register, wallets=wallets)), security=kept)


@pytest.fixture
def kept() -> SecurityRegister:
    """Give a security register in which everybody who authorises is known."""
    return security()


def test_holders_are_named_by_the_security_register(draft: Draft, kept: SecurityRegister) -> None:
    """The name, the number, the key."""
    found = cleared(signed(draft, 0), secured(kept))
    assert failed(found) == {}
    assert said(found) == "Signed by Person 1 (P-1) with key 77fa9063."


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        (
            {"until": dt.date(2026, 1, 5)},
            "Key 77fa9063 has signed; the term of its holder P-1 does not include 2026-01-06.",
        ),
        (
            {"since": dt.date(2026, 1, 7)},
            "Key 77fa9063 has signed; the term of its holder P-1 does not include 2026-01-06.",
        ),
    ],
)
def test_a_holder_whose_term_does_not_run_fails(
    draft: Draft, kept: SecurityRegister, changes: dict[str, dt.date], text: str
) -> None:
    """The term ended the day before, or begins the day after."""
    first, *others = kept.persons
    changed = replace(kept, persons=(replace(first, **changes), *others))  # type: ignore[arg-type]
    assert failed(cleared(signed(draft, 0), secured(changed))) == {"C6": text}


def test_a_retired_key_and_an_unknown_one_fail(draft: Draft, kept: SecurityRegister) -> None:
    """Retired on the day itself; or the security register has no such key."""
    first, *others = kept.keys
    retired = replace(kept, keys=(replace(first, retired=dt.date(2026, 1, 6)), *others))
    assert failed(cleared(signed(draft, 0), secured(retired))) == {
        "C6": "Key 77fa9063 has signed, which is retired since 2026-01-06."
    }
    unknown = replace(kept, keys=tuple(others))
    assert failed(cleared(signed(draft, 0), secured(unknown))) == {
        "C6": "Key 77fa9063 has signed, which the security register does not have."
    }


def test_two_keys_of_one_person_fail_where_three_persons_are_demanded(draft: Draft, kept: SecurityRegister) -> None:
    """One more signature cannot make three persons of one; where two are demanded it can."""
    first, second, *others = kept.keys
    same = replace(kept, keys=(first, replace(second, holder="P-1"), *others))
    held = secured(same)
    assert failed(cleared(signed(draft, 0, 1), held)) == {
        "C6": "3 persons are demanded; 2 keys of 1 of them have signed."
    }
    register = held.books.register
    two = replace(register, security=replace(register.security, min_persons=2))
    assert failed(cleared(signed(draft, 0, 1), replace(held, books=replace(held.books, register=two)))) == {}


def test_no_more_persons_are_demanded_than_keys_sign(draft: Draft, kept: SecurityRegister) -> None:
    """Four persons where three keys sign: two keys of two persons are on their way to as many as there can be."""
    held = secured(kept)
    register = held.books.register
    four = replace(register, security=replace(register.security, min_persons=4))
    assert failed(cleared(signed(draft, 0, 1), replace(held, books=replace(held.books, register=four)))) == {}


def test_taproot_signatures_are_verified() -> None:
    """By the output's key: 64 bytes commit to everything, 65 only with ALL."""
    key = PrivateKey(bytes(31) + b"\x05")
    coins = [Output(Sats(50_000), p2tr(key).data), Output(Sats(70_000), single("other", "p2wpkh").script)]
    base = drafts.Draft(
        inputs=tuple(drafts.DraftInput(bytes([number]) * 32, number, 0xFFFFFFFD) for number in (1, 2)),
        outputs=(drafts.DraftOutput(100_000, coins[1].script),),
    )
    transaction = Transaction.parse(base.unsigned())
    for sighash, told in ((0, True), (1, True), (0x81, False), (3, False)):
        scripts, values = [Script(each.script) for each in coins], [int(each.value) for each in coins]
        wanted = transaction.sighash_taproot(0, scripts, values, sighash=sighash)
        signature = key.taproot_tweak().schnorr_sign(wanted).serialize() + (bytes([sighash]) if sighash else b"")
        made = base.with_input(0, fields={b"\x13": signature, b"\x17": key.get_public_key().xonly()})
        found = signers(psbt.parse(made.written(), "a.psbt"), 0, coins)
        assert (found.keys == (key.get_public_key().xonly(),), found.is_complete) == (told, True), sighash
        assert (not found.faults) == told
        lied = signers(psbt.parse(made.written(), "a.psbt"), 0, [coins[0], replace(coins[1], value=Sats(70_001))])
        assert lied.faults
    again = base.with_input(0, fields={b"\x08": b"\x01\x40" + bytes(64)})
    assert signers(psbt.parse(again.written(), "a.psbt"), 0, coins).faults


def test_a_taproot_script_is_the_coins() -> None:
    """The control block must lead to the coin's key; a signature over a script of somebody's own tree is none."""
    key, other = PrivateKey(bytes(31) + b"\x05"), PrivateKey(bytes(31) + b"\x06")
    script = b"\x20" + other.get_public_key().xonly() + b"\xac"
    leaf = tagged_hash("TapLeaf", b"\xc0" + sized(script))
    tree = key.get_public_key().taproot_tweak(leaf)
    base = Draft((drafts.DraftInput(bytes(32), 0, 0xFFFFFFFD),), (drafts.DraftOutput(40_000, PAYEE.script),))
    control = key.get_public_key().xonly()
    for output_key, told in ((tree, True), (key.get_public_key().taproot_tweak(b""), False)):
        coins = [Output(Sats(50_000), b"\x51\x20" + output_key.xonly())]
        wanted = Transaction.parse(base.unsigned()).sighash_taproot(
            0, [Script(coins[0].script)], [50_000], ext_flag=1, script=Script(script)
        )
        fields = {
            b"\x14" + other.get_public_key().xonly() + leaf: other.schnorr_sign(wanted).serialize(),
            b"\x15" + bytes([0xC0 | (tree.sec()[0] & 1)]) + control: script + b"\xc0",
        }
        found = signers(psbt.parse(base.with_input(0, fields=fields).written(), "a.psbt"), 0, coins)
        assert found.keys == ((other.get_public_key().xonly(),) if told else ())
        assert found.faults == (() if told else ("Input 0 is signed for a script that is not known to be the coin's.",))
        assert not found.is_complete


def test_the_coin_is_the_reserves() -> None:
    """What is signed here is the coin that the recorded payment spends."""
    coin = next(each for each in sources().books.ledger.coins if each.script == PAYEE.script and each.spent is None)
    assert (coin.value, str(coin.outpoint)) == (
        VALUE,
        "52cf488baaec47d215cdff96ae235542f4c59a218d6f9acb8a66ee0b0eb99287:0",
    )


@pytest.mark.parametrize("form", ["p2wpkh", "p2pkh"])
def test_a_key_hash_is_signed_by_its_own_key_alone(form: str) -> None:
    """Another key's signature holds over that key's own hash, and shows nothing of this coin."""
    mine, other = (PrivateKey.from_wif(single(name, form).keys[0]) for name in ("mine", "other"))  # type: ignore[arg-type]
    coin = Output(Sats(50_000), single("mine", form).script)  # type: ignore[arg-type]
    base = Draft((drafts.DraftInput(bytes(32), 0, 0xFFFFFFFD),), (drafts.DraftOutput(40_000, PAYEE.script),))
    transaction = Transaction.parse(base.unsigned())
    for key, holds in ((mine, True), (other, False)):
        code = p2pkh(key)
        if form == "p2wpkh":
            wanted = transaction.sighash_segwit(0, code, 50_000, 1)
        else:
            wanted = transaction.sighash_legacy(0, Script(coin.script), 1)
        made = base.with_input(0, fields={b"\x02" + key.sec(): key.sign(wanted).serialize() + b"\x01"})
        found = signers(psbt.parse(made.written(), "a.psbt"), 0, [coin])
        assert (found.keys, bool(found.faults), found.is_complete) == ((key.sec(),) if holds else (), not holds, holds)


def test_a_script_hash_of_several_keys_is_signed_by_none_but_them() -> None:
    """In its old form, whose signatures commit to no amount."""
    inside, outside = KEYS[0], PrivateKey(bytes(31) + b"\x07")
    redeem = b"\x51" + sized(inside.sec()) + b"\x51\xae"
    coin = Output(Sats(50_000), p2sh(Script(redeem)).data)
    base = Draft((drafts.DraftInput(bytes(32), 0, 0xFFFFFFFD),), (drafts.DraftOutput(40_000, PAYEE.script),))
    wanted = Transaction.parse(base.unsigned()).sighash_legacy(0, Script(redeem), 1)
    for key, holds in ((inside, True), (outside, False)):
        fields = {b"\x04": redeem, b"\x02" + key.sec(): key.sign(wanted).serialize() + b"\x01"}
        found = signers(psbt.parse(base.with_input(0, fields=fields).written(), "a.psbt"), 0, [coin])
        assert (found.keys, found.is_complete) == ((key.sec(),) if holds else (), holds)


def test_a_finalised_input_has_as_many_signatures_as_it_takes_and_no_more(draft: Draft) -> None:
    """One too many, one whose last byte says another kind of hash, a script signature beside the witness."""
    held = replace(ground(), cleared=(cleared(draft, ground()).entry,))
    right = final(draft, 0, 1, 2).inputs[0].fields
    stack, signature = right[b"\x08"], KEYS[0].sign(digest(draft)).serialize()
    more = b"\x06" + stack[1:].replace(b"\0", b"\0" + sized(bytes(70)), 1)
    other = stack.replace(signature + b"\x01", signature + b"\x83", 1)
    for changed in (more, other):
        found = failed(cleared(draft.with_input(0, fields=right | {b"\x08": changed}), held))
        assert found == {"C6": "Input 0 is finalised by signatures that do not hold."}
    beside = draft.with_input(0, fields=right | {b"\x07": sized(bytes(20))})
    assert failed(cleared(beside, held)) == {
        "C6": "Input 0 is finalised in a form that is not read here: clear it before."
    }


def test_one_complete_input_of_two_is_not_complete_and_another_clearance_excuses_nothing(draft: Draft) -> None:
    """What is left to sign can still be stopped; what was cleared before is this transaction or none."""
    two = spend(["back", "large"], [own(VALUE + 899_990_000 - 6_000)])
    first = dict(two.inputs[0].fields) | {
        key: value for key, value in draft.inputs[0].fields.items() if key[:1] in (b"\x05", b"\x06")
    }
    two = two.with_input(0, fields=first)
    assert "C6" not in failed(cleared(signed(two, 0, 1, 2)))
    elsewhere = cleared(replace(draft, locktime=5), ground()).entry
    complete = cleared(signed(draft, 0, 1, 2), replace(ground(), cleared=(elsewhere,)))
    assert "was not cleared before that" in failed(complete)["C6"]


def test_a_signature_of_an_unknown_coin_is_told(draft: Draft) -> None:
    """Nobody can say whether it holds."""
    foreign = signed(draft, 0).with_input(0, txid=bytes([7]) * 32)
    assert "Input 0 is signed, and its coin is not known." in failed(cleared(foreign, ground()))["C6"]


def test_a_taproot_signer_is_named_by_the_internal_key_only_where_it_is_the_coin_s() -> None:
    """Another internal key that a PSBT states is not believed; a stack of two items is a script's."""
    key, other = PrivateKey(bytes(31) + b"\x05"), PrivateKey(bytes(31) + b"\x06").get_public_key().xonly()
    coin = Output(Sats(50_000), p2tr(key).data)
    base = Draft((drafts.DraftInput(bytes(32), 0, 0xFFFFFFFD),), (drafts.DraftOutput(40_000, PAYEE.script),))
    wanted = Transaction.parse(base.unsigned()).sighash_taproot(0, [Script(coin.script)], [50_000], sighash=0)
    signature = key.taproot_tweak().schnorr_sign(wanted).serialize()
    for internal, told in ((key.get_public_key().xonly(), key.get_public_key().xonly()), (other, coin.script[2:])):
        made = base.with_input(0, fields={b"\x13": signature, b"\x17": internal})
        assert signers(psbt.parse(made.written(), "a.psbt"), 0, [coin]).keys == (told,)
    stack = b"\x02" + sized(signature) + sized(b"\x51")
    found = signers(psbt.parse(base.with_input(0, fields={b"\x08": stack}).written(), "a.psbt"), 0, [coin])
    assert (found.keys, found.faults) == ((), ("Input 0 is finalised by a script: clear it before.",))


def test_a_key_that_the_taproot_script_lacks_shows_nothing_and_a_leaf_may_lie_deep() -> None:
    """One of two leaves: the control block names the other's hash, in either order."""
    key, inside, outside = (PrivateKey(bytes(31) + bytes([number])) for number in (5, 6, 7))
    script = b"\x20" + inside.get_public_key().xonly() + b"\xac"
    leaf = tagged_hash("TapLeaf", b"\xc0" + sized(script))
    base = Draft((drafts.DraftInput(bytes(32), 0, 0xFFFFFFFD),), (drafts.DraftOutput(40_000, PAYEE.script),))
    for beside in (bytes(32), b"\xff" * 32):
        tree = key.get_public_key().taproot_tweak(tagged_hash("TapBranch", b"".join(sorted((leaf, beside)))))
        coin = Output(Sats(50_000), b"\x51\x20" + tree.xonly())
        wanted = Transaction.parse(base.unsigned()).sighash_taproot(
            0, [Script(coin.script)], [50_000], ext_flag=1, script=Script(script)
        )
        control = bytes([0xC0 | (tree.sec()[0] & 1)]) + key.get_public_key().xonly() + beside
        for signer, holds in ((inside, True), (outside, False)):
            public = signer.get_public_key().xonly()
            fields = {
                b"\x14" + public + leaf: signer.schnorr_sign(wanted).serialize(),
                b"\x15" + control: script + b"\xc0",
            }
            found = signers(psbt.parse(base.with_input(0, fields=fields).written(), "a.psbt"), 0, [coin])
            assert (found.keys, bool(found.faults)) == ((public,) if holds else (), not holds)
