"""The checks C1 to C8 by example: each trap by itself, in the words that are printed."""

from dataclasses import replace
from fractions import Fraction

import pytest
from embit.ec import PrivateKey

from fixtures.recorder.plot import RESERVE, SEIZURE
from fixtures.recorder.plot_reserve import B_NEW
from fixtures.recorder.record_clearance import BIDDER
from tests.reserve.clearance import drafts
from tests.reserve.clearance.drafts import Draft, DraftOutput
from tests.reserve.clearance.grounds import COINS, cleared, failed, own, sources, spend, under
from tests.reserve.clearing import AUCTION, AUCTIONED, TEST_DISPOSAL, TEST_PAYMENT, disposal, step
from tests.reserve.story_two import txid
from tracer.chain.outpoint import Outpoint, Txid
from tracer.errors import CaseError
from tracer.reserve.acts import ActId
from tracer.reserve.clearance.clearance_rows import MAY, Clearance, ClearanceSources
from tracer.reserve.clearance.cleared import ClearedTransaction, pays_digest, read
from tracer.reserve.ledger_rows import ScopeChange
from tracer.reserve.register import WalletStage
from tracer.reserve.terms import SecurityTerms

BACK, FEE = 30_000_000, 4_500
NOBODY = PrivateKey(bytes(31) + b"\x07").sec()


@pytest.fixture
def draft() -> Draft:
    """Give the recorded test payment."""
    return drafts.read(TEST_PAYMENT.read_bytes())


def ground() -> ClearanceSources:
    """Return what it is held against."""
    return under(TEST_DISPOSAL)


def said(found: Clearance, number: str) -> str:
    """Return the sentence of a check."""
    return next(each.what for each in found.checks if each.id == number)


def test_a_spent_coin_and_one_of_a_wallet_that_is_not_summed(draft: Draft) -> None:
    """Each is named with why it may not be spent."""
    ledger = sources().books.ledger
    gone = next(each for each in ledger.coins if each.spent is not None and each.wallet == "State reserve wallet")
    watched = next(each for each in ledger.coins if each.spent is None and each.wallet not in ledger.ours)
    for coin, words in (
        (gone, f"was spent by {gone.spender} at block {gone.spent.height if gone.spent else 0}."),
        (watched, 'is of "Prosecutor\'s paper wallet", which is not in the books.'),
    ):
        made = spend([str(coin.outpoint)], [own(coin.value - 500)])
        told = cleared(made)
        assert told.words[1].endswith(f'"{coin.wallet}", coin {coin.outpoint}, which may not be spent: see C1.')
        found = failed(told)
        assert found["C1"] == f"Input 0: {coin.outpoint} {words}"
        assert found["C5"] == "Input 0 is of somebody else, or spent."
        assert {"C3", "D1", "D2", "D3"} <= found.keys()


def test_one_coin_twice(draft: Draft) -> None:
    """It is one coin, however often it is named."""
    found = failed(cleared(replace(draft, inputs=draft.inputs * 2), ground()))
    assert found["C1"].startswith(
        "Coin 52cf488baaec47d215cdff96ae235542f4c59a218d6f9acb8a66ee0b0eb99287:0 is spent twice."
    )


def test_a_coin_must_be_stated_as_the_chain_has_it(draft: Draft) -> None:
    """Another amount, another script, another earlier transaction, none at all; one of the two is enough."""
    fields = draft.inputs[0].fields
    stated, previous = fields[b"\x01"], fields.get(b"\0")
    assert previous is not None
    bare = {key: value for key, value in fields.items() if key not in (b"\0", b"\x01")}
    outpoint = "52cf488baaec47d215cdff96ae235542f4c59a218d6f9acb8a66ee0b0eb99287:0"
    other = f"Input 0 states another amount or script of {outpoint} than the chain has."
    lies = {
        other: {b"\x01": (int.from_bytes(stated[:8], "little") - 1).to_bytes(8, "little") + stated[8:]},
        f"Input 0 states a transaction that is not {outpoint[:64]}.": {
            b"\x01": stated,
            b"\0": _other(previous),
        },
        "Input 0 does not state the coin that it spends, so that no device can show the fee.": {},
    }
    for text, more in lies.items():
        assert failed(cleared(draft.with_input(0, fields=bare | more), ground())) == {"C1": text}
    for more in ({b"\0": previous}, {b"\x01": stated}):
        assert failed(cleared(draft.with_input(0, fields=bare | more), ground())) == {}


def _other(raw: bytes) -> bytes:
    """Return a transaction with one satoshi less in its first output, whatever its lengths."""
    place = raw.index(BACK.to_bytes(8, "little"))
    return raw[:place] + (BACK - 1).to_bytes(8, "little") + raw[place + 8 :]


def test_a_witness_script_that_is_not_the_coins(draft: Draft) -> None:
    """A device would show another quorum."""
    fields = draft.inputs[0].fields
    wrong = draft.with_input(0, fields=fields | {b"\x05": fields[b"\x05"][:-1] + b"\xaf"})
    assert failed(cleared(wrong, ground())) == {"C1": "Input 0 states a witness script that is not the coin's."}
    redeem = draft.with_input(0, fields=fields | {b"\x04": b"\x00\x20" + bytes(32)})
    assert failed(cleared(redeem, ground())) == {"C1": "Input 0 states a redeem script that is not the coin's."}


NOT_NAMED = "act 2026-0002, which names what else is paid to others, does not name it, and it is not ours."


@pytest.mark.parametrize(
    ("script", "words"),
    [
        (SEIZURE.payee(1, 3).script, 'Output 1 is change to "Agency seizure wallet", which nothing is spent from.'),
        (RESERVE.payee(1, 100).script, NOT_NAMED),
        (b"\x00\x14" + bytes(20), NOT_NAMED),
    ],
)
def test_change_that_is_not_the_wallets(draft: Draft, script: bytes, words: str) -> None:
    """To another wallet of ours, to an index out of range, to another script.

    What the act names is not blamed: the change alone is, and what is paid to the bidder is the act's.
    """
    told = cleared(draft.with_output(1, script=script, fields={}), ground())
    assert words in failed(told)["C2"]
    assert "Output 0" not in failed(told)["C2"]
    assert told.words[0] == (
        "No act in force is about it; act 2026-0002 names a part of what it pays to others."
        if words == NOT_NAMED
        else "It carries out act 2026-0002, sharing, to Example Bidder: L-0004 0.00104500 BTC."
    )


def test_an_act_is_named_for_a_part_where_nothing_else_of_it_is_paid(draft: Draft) -> None:
    """One satoshi less than the act names is no part of it: no act is about either output; nor is one sent already."""
    stranger = {"script": b"\x00\x14" + bytes(20), "fields": {}}
    less = draft.with_output(0, value=draft.outputs[0].value - 1).with_output(1, **stranger)
    found = cleared(less, ground())
    assert found.words[0] == "No act in force is about it."
    assert failed(found)["C2"].count("no act in force names just what is paid to others") == 2
    twice = draft.with_output(1, script=draft.outputs[0].script, value=draft.outputs[0].value, fields={})
    assert failed(cleared(twice, ground()))["C2"].startswith("Output 1 pays 0.00100000 BTC to ")
    again = spend(
        ["back"], [DraftOutput(29_980_000, B_NEW.script), DraftOutput(10_000, bytes.fromhex("0014" + "00" * 20))]
    )
    assert cleared(again, ground()).words[0] == "No act in force is about it."


def test_change_to_a_retired_wallet() -> None:
    """It is ours for ever, and nothing is sent there."""
    old = next(each for each in sources().books.register.wallets if each.name == "Old Agency address")
    found = failed(cleared(spend(["back"], [DraftOutput(BACK - FEE, old.scripts[0].script)])))
    assert found["C2"].startswith('Output 0 pays "Old Agency address", which is retired.')


def test_coins_are_not_brought_back_to_a_lower_stage() -> None:
    """From the reserve into a seizure wallet, without an act."""
    found = failed(cleared(spend(["back"], [DraftOutput(BACK - FEE, SEIZURE.payee(0, 5).script)])))
    assert found == {"C2": 'Output 0 brings coins back to "Agency seizure wallet", of stage seizure.'}


@pytest.mark.parametrize(
    ("place", "words"),
    [
        (0, 'states a key path of another device than the descriptor of "State reserve wallet" has.'),
        (-4, "states a key path that does not end in index 8."),
    ],
)
def test_key_paths_of_change_are_the_descriptors(draft: Draft, place: int, words: str) -> None:
    """A device believes them: fingerprint and last index are told."""
    fields = dict(draft.outputs[1].fields)
    key = next(each for each in fields if each[:1] == b"\x02")
    value = bytearray(fields[key])
    value[place] ^= 1
    found = failed(cleared(draft.with_output(1, fields=fields | {key: bytes(value)}), ground()))
    assert found == {"C2": f"Output 1 {words}"}


def test_a_key_of_nobody_and_key_paths_of_others(draft: Draft) -> None:
    """A key that the descriptor does not have; key paths on what is paid to others, as if it were change."""
    nobody = {b"\x02" + NOBODY: bytes(24)}
    found = failed(cleared(draft.with_output(1, fields=nobody), ground()))
    assert found == {
        "C2": 'Output 1 states a key that the descriptor of "State reserve wallet" does not have at index 8.'
    }
    found = failed(cleared(draft.with_output(0, fields=draft.outputs[1].fields), ground()))
    assert found == {"C2": "Output 0 claims key paths as change does; it is not ours."}


def secured(**terms: object) -> ClearanceSources:
    """Return what it is held against under other `[security]`."""
    held = ground()
    register = replace(held.books.register, security=SecurityTerms(**terms))  # type: ignore[arg-type]
    return replace(held, books=replace(held.books, register=register))


def test_the_fee_is_bounded_by_rate_and_by_share(draft: Draft) -> None:
    """4,500 satoshi: 21 for each virtual byte at the least size, 0.015 per cent of what is spent."""
    assert said(cleared(draft, ground()), "C4") == "The fee is 0.00004500 BTC, about 20 satoshi for a virtual byte."
    assert failed(cleared(draft, secured(max_feerate=21))) == {}
    found = failed(cleared(draft, secured(max_feerate=20)))
    assert found["C4"].endswith("virtual bytes is above 20 satoshi for one.")
    assert failed(cleared(draft, secured(max_fee_share=Fraction(4_500, BACK)))) == {}
    found = failed(cleared(draft, secured(max_fee_share=Fraction(4_499, BACK))))
    assert found == {"C4": "The fee of 0.00004500 BTC is above 4499/30000000 of what is spent."}


def test_more_is_paid_than_is_spent(draft: Draft) -> None:
    """Such a transaction is none."""
    found = failed(cleared(draft.with_output(1, value=BACK), ground()))
    assert found["C4"].startswith("It pays 0.00100000 BTC more than it spends.")


@pytest.mark.parametrize(("sat", "is_dust"), [(329, True), (330, False)])
def test_dust(sat: int, is_dust: bool) -> None:
    """No node relays change of 329 satoshi to a witness script hash."""
    act = disposal({"L-0004": 4_500 + BACK - FEE - sat}, [(BIDDER.script, BACK - FEE - sat)])
    found = failed(cleared(spend(["back"], [DraftOutput(BACK - FEE - sat, BIDDER.script), own(sat)]), under(act)))
    assert ("C4" in found) == is_dust


def test_data_without_an_act(draft: Draft) -> None:
    """Nobody sees it on a screen."""
    more = replace(draft, outputs=(*draft.outputs, DraftOutput(0, b"\x6a\x04data")))
    assert "Output 2 carries data, and no act says so." in failed(cleared(more, ground()))["C4"]


def test_data_that_the_act_names() -> None:
    """An output of data is what an act says, too: it may be signed."""
    data = b"\x6a\x04data"
    act = disposal({"L-0004": 104_501}, [(BIDDER.script, 100_000), (data, 1)])
    pays = [DraftOutput(100_000, BIDDER.script), DraftOutput(1, data), own(BACK - 104_501)]
    assert "C4" not in failed(cleared(spend(["back"], pays), under(act)))


def test_a_coin_that_holds_nothing_of_the_lots_is_named() -> None:
    """Beside one that holds them all: what leaves is what the act names, and the other coin has no business in it."""
    act = disposal({"L-0004": 104_500}, [(BIDDER.script, 100_000)])
    stranger = next(each for each in sources().books.ledger.coins if str(each.outpoint) == COINS["assigned"])
    pays = [DraftOutput(100_000, BIDDER.script), own(BACK + stranger.value - 104_500)]
    found = failed(cleared(spend(["back", "assigned"], pays), under(act)))
    assert found["C3"] == f"Coin {stranger.outpoint} holds nothing of the lots that act 2026-0002 names."


def test_what_leaves_is_not_known_where_more_is_paid_than_is_spent() -> None:
    """Between own wallets as well; and where no act names what is paid to others, C3 says so."""
    found = failed(cleared(spend(["back"], [own(BACK + 1)])))
    assert found["C3"] == "Not every coin is known, or more is paid than is spent."
    found = failed(cleared(spend(["back"], [DraftOutput(100_000, BIDDER.script), own(BACK - 104_500)])))
    assert found["C3"] == "No act names what is paid to others."


@pytest.mark.parametrize("flags", [1, 2, 4, 128])
def test_what_may_still_be_changed(draft: Draft, flags: int) -> None:
    """Any flag of version 2; none of them set is as good as none there."""
    found = failed(cleared(replace(draft, version=2, modifiable=flags), ground()))
    assert found == {"C5": "Its inputs or outputs may still be changed (TX_MODIFIABLE)."}
    assert failed(cleared(replace(draft, version=2, modifiable=0), ground())) == {}


@pytest.mark.parametrize("value", ["00000000", "02000000", "81000000", "01", "0100000000"])
def test_another_sighash_is_asked_for(draft: Draft, value: str) -> None:
    """Or ALL in another form than four bytes."""
    changed = draft.with_input(0, fields=draft.inputs[0].fields | {b"\x03": bytes.fromhex(value)})
    try:
        found = failed(cleared(changed, ground()))
    except CaseError:
        assert len(value) != 8
        return
    assert found == {"C5": f"Input 0 asks for another sighash than ALL ({value})."}


@pytest.mark.parametrize(
    ("locktime", "sequence", "words"),
    [
        (0, 0xFFFFFFFD, "It may be mined at once, and can be replaced."),
        (0, 0xFFFFFFFE, "It may be mined at once, and does not signal that it can be replaced."),
        (333, 0xFFFFFFFE, "It may be mined after block 333, and does not signal that it can be replaced."),
        (332, 0xFFFFFFFE, "It may be mined at once, and does not signal that it can be replaced."),
        (900, 0xFFFFFFFF, "It may be mined at once, and does not signal that it can be replaced."),
        (1_800_000_000, 0, "It may be mined after 2027-01-15T08:00:00+00:00, and can be replaced."),
    ],
)
def test_lock_time_is_said_in_words(draft: Draft, locktime: int, sequence: int, words: str) -> None:
    """By a block or a time; final inputs make it void."""
    found = cleared(replace(draft.with_input(0, sequence=sequence), locktime=locktime), ground())
    assert said(found, "C5") == f"Signatures commit to everything. {words}"
    assert words in found.words


@pytest.mark.parametrize(("sat", "passes"), [(100_000, True), (100_001, False)])
def test_a_test_payment_is_bounded(sat: int, passes: bool) -> None:
    """What `[security] test_max_sat` is where a register does not say."""
    act = disposal({"L-0004": sat + FEE}, [(BIDDER.script, sat)])
    found = failed(cleared(spend(["back"], [DraftOutput(sat, BIDDER.script), own(BACK - sat - FEE)]), under(act)))
    assert found.keys() == (set() if passes else {"C7", "D5"})


@pytest.mark.parametrize(("number", "passes"), [("2026-0003", True), ("2026-0002", False)])
def test_what_a_receiver_proved_counts_for_its_act_alone(number: str, passes: bool) -> None:
    """A proof names its act; another disposal to the same script has none."""
    held = replace(under(AUCTIONED), proven={ActId(number): frozenset({BIDDER.script})})
    assert failed(cleared(AUCTION.read_bytes(), held)).keys() == (set() if passes else {"C7", "D5"})


def test_a_script_that_left_without_an_act_is_not_known() -> None:
    """What the story's departure paid stays unknown, though a correction explains it; the auction's buyer is known."""
    touches = sources().history.touches
    thief = next(each for each in touches if each.transaction.txid == txid("departure")).transaction.outputs[0].script
    known = bytes.fromhex("001431f936b890ce073f099a69f416111e7ab9ccf2bb")
    for script, passes in ((known, True), (thief, False)):
        act = disposal({"L-0004": 20_004_500}, [(script, 20_000_000)])
        found = failed(cleared(spend(["back"], [DraftOutput(20_000_000, script), own(9_995_500)]), under(act)))
        assert found.keys() == (set() if passes else {"C7", "D5"})


def test_an_act_that_names_a_transaction_makes_known_only_what_it_says() -> None:
    """A payment to another script than the act's stays one to somebody unknown."""
    touches = sources().history.touches
    thief = next(each for each in touches if each.transaction.txid == txid("departure")).transaction.outputs[0].script
    covering = disposal({"L-0006": 49_990_000}, [(BIDDER.script, 1)], number=3) + f'txid = "{txid("departure")}"\n'
    act = disposal({"L-0004": 20_004_500}, [(thief, 20_000_000)])
    draft = spend(["back"], [DraftOutput(20_000_000, thief), own(9_995_500)])
    assert failed(cleared(draft, under(act, covering))).keys() == {"C7", "D5"}


def entry(found: Clearance, number: int = 9) -> ClearedTransaction:
    """Return what the journal says of it."""
    return read(found.entry.details(), number)


def test_an_act_is_not_cleared_twice_while_the_first_may_be_sent(draft: Draft) -> None:
    """Until one of its coins is spent on the chain; the same transaction may be looked at again."""
    first = entry(cleared(draft, ground()))
    held = replace(ground(), cleared=(first,))
    assert failed(cleared(draft, held)) == {}
    other = replace(draft, locktime=5)
    text = f"Act 2026-0002 was cleared as {first.txid} (journal 9), which may still be sent."
    assert failed(cleared(other, held)) == {"C8": text}
    lost = replace(first, spends=(*first.spends, Outpoint(first.txid, 9)))
    assert failed(cleared(other, replace(held, cleared=(lost,)))) == {"C8": text}
    spent = next(each for each in sources().books.ledger.coins if each.spent is not None)
    gone = replace(first, spends=(*first.spends, spent.outpoint))
    assert failed(cleared(other, replace(held, cleared=(gone,)))) == {}


def test_a_coin_cleared_for_another_act_is_named(draft: Draft) -> None:
    """While the other transaction may be sent; nothing is said of coins that this one does not spend."""
    first = replace(entry(cleared(draft, ground())), txid=Txid("aa" * 32), act=ActId("2026-0099"))
    (shared,) = first.spends
    text = (
        f"Coin {shared} was cleared before to be spent by {first.txid} (journal 9), which may still be sent: the chain "
        "takes only one of the two."
    )
    found = cleared(draft, replace(ground(), cleared=(first,)))
    assert [each for each in found.words if each.startswith("Coin ")] == [text]
    assert failed(found) == {}
    elsewhere = replace(first, spends=(Outpoint(first.txid, 9),))
    assert not [each for each in cleared(draft, replace(ground(), cleared=(elsewhere,))).words if each[:5] == "Coin "]


@pytest.mark.parametrize("state", ["cancelled", "settled", "closed"])
def test_an_act_that_has_ended(draft: Draft, state: str) -> None:
    """Nothing is sent for it any more."""
    held = under(TEST_DISPOSAL, step(5, 2, state))
    assert failed(cleared(draft, held)) == {"C8": f"Act 2026-0002 is {state}."}


@pytest.mark.parametrize("method", ["auction", "otc", "exchange"])
def test_what_is_sold_is_awarded_first(draft: Draft, method: str) -> None:
    """A step that offers is not one that awards."""
    act = TEST_DISPOSAL.replace('"sharing"', f'"{method}"')
    found = failed(cleared(draft, under(act, step(5, 2, "offered"))))
    assert found["C8"] == "Act 2026-0002 is not awarded: what is sold is offered and awarded before it is sent."
    assert "C8" not in failed(cleared(draft, under(act, step(5, 2, "offered"), step(6, 2, "awarded"))))


def test_an_act_that_names_another_transaction(draft: Draft) -> None:
    """Its own key says which."""
    held = under(TEST_DISPOSAL + f'txid = "{"77" * 32}"\n')
    assert failed(cleared(draft, held)) == {"C8": f"Act 2026-0002 names another transaction, {'77' * 32}."}


def test_an_act_that_was_sent() -> None:
    """The story's auction, once more with other coins; of another act that says the same it is the first time."""
    scripts = ("001431f936b890ce073f099a69f416111e7ab9ccf2bb", "00140db52423dbf82174c0d33eff8b5c7142734d16af")
    paid = [(bytes.fromhex(each), sat) for each, sat in zip(scripts, (60_000_000, 40_000_000), strict=True)]
    made = spend(["large"], [*(DraftOutput(sat, script) for script, sat in paid), own(799_980_000)])
    found = cleared(made)
    assert (found.act, failed(found)["C8"]) == ("2025-0021", "Act 2025-0021 was sent already.")
    twin = disposal({"L-0002": 60_000_000, "L-0004": 40_010_000}, paid)
    found = cleared(made, under(twin))
    assert (found.act, failed(found)) == ("2026-0002", {})


def test_of_two_acts_that_say_the_same_the_one_is_taken_that_waits(draft: Draft) -> None:
    """The second tranche of the same amount to the same script: the first was cleared as another transaction."""
    twin = disposal({"L-0004": 104_500}, [(BIDDER.script, 100_000)], number=3)
    held = under(TEST_DISPOSAL, twin)
    assert cleared(draft, held).act == "2026-0002"
    other = entry(cleared(replace(draft, locktime=5), held))
    found = cleared(draft, replace(held, cleared=(other,)))
    assert (found.act, failed(found)) == ("2026-0003", {})


def test_a_return_that_waits_counts_against_its_order() -> None:
    """Two returns under one order: what the first was cleared for is not let go a second time."""
    order = (
        'id = "2026-0004"\nkind = "order"\ndate = 2026-01-06\n'
        f'text = {{ file = "texts/2026-0004.txt", sha256 = "{"11" * 32}" }}\nsigned_by = ["J. Example"]\n'
        'authority = "Court"\norder = "4-9/2026"\norder_kind = "return"\nin_force = 2026-01-06\n'
        'case = "KZ-2025-0042"\nlabels = ["B"]\namount_sat = 150000\n'
    )
    acts = [
        disposal(
            {"L-0004": 100_000 + fee}, [(BIDDER.script, 100_000)], number=number, method="return", basis="4-9/2026"
        )
        for number, fee in ((2, 4_500), (3, 4_600))
    ]
    held = under(*acts, order)
    first, second = (
        spend(["back"], [DraftOutput(100_000, BIDDER.script), own(BACK - 100_000 - fee)]) for fee in (4_500, 4_600)
    )
    assert failed(cleared(first, held)) == {}
    assert failed(cleared(second, held)) == {}
    waiting = replace(held, cleared=(entry(cleared(first, held)),))
    assert failed(cleared(second, waiting)) == {
        "D9": "Act 2026-0003 gives back 0.00100000 BTC; order 2026-0004 lets 0.00050000 BTC go yet."
    }


def test_a_script_that_left_the_books_is_not_ours(draft: Draft) -> None:
    """By an act of scope: coins of it may not be spent, and change to it is paid to others."""
    held = ground()
    wallet = next(each for each in held.books.register.wallets if each.name == "State reserve wallet")
    change = ScopeChange(
        act=held.books.acts[0].head.id,
        wallet=wallet.name,
        scripts=frozenset({draft.outputs[1].script}),
        height=300,
        enters=False,
    )
    ledger = replace(held.books.ledger, scope=(change,))
    assert "C2" in failed(cleared(draft, replace(held, books=replace(held.books, ledger=ledger))))
    own_scripts = replace(change, scripts=frozenset(each.script for each in wallet.scripts))
    ledger = replace(held.books.ledger, scope=(own_scripts,))
    found = failed(cleared(draft, replace(held, books=replace(held.books, ledger=ledger))))
    assert found["C1"].endswith('is of "State reserve wallet", which is not in the books.')


def test_a_transaction_whose_txid_changes_is_known_by_coins_and_outputs() -> None:
    """Both must be the same; where the txid stays, it alone counts."""
    touch = next(each for each in sources().history.touches if each.transaction.txid == txid("auction"))
    made = ClearedTransaction(
        txid=txid("departure"),
        act=None,
        spends=tuple(each.prevout for each in touch.transaction.inputs if each.prevout is not None),
        pays=pays_digest(touch.transaction.outputs),
        keeps_txid=False,
        height=1,
        fee=10_000,
    )
    assert made.is_sent_by(touch)
    assert not replace(made, keeps_txid=True).is_sent_by(touch)
    assert not replace(made, spends=(*made.spends, Outpoint(made.txid, 0))).is_sent_by(touch)
    assert not replace(made, pays=pays_digest(())).is_sent_by(touch)
    assert replace(made, txid=touch.transaction.txid, spends=()).is_sent_by(touch)
    assert read(made.details(), 0) == made


def test_the_recorded_auction_is_the_acts() -> None:
    """Its outputs and lots; only that its script was never paid stands against it."""
    found = cleared(AUCTION.read_bytes(), under(AUCTIONED))
    assert failed(found).keys() == {"C7", "D5"}
    assert found.verdict != MAY


@pytest.mark.parametrize(("sat", "is_dust"), [(293, True), (294, False)])
def test_dust_to_a_key_hash(sat: int, is_dust: bool) -> None:
    """No node relays 293 satoshi to a witness key hash."""
    act = disposal({"L-0004": sat + FEE}, [(BIDDER.script, sat)])
    found = failed(cleared(spend(["back"], [DraftOutput(sat, BIDDER.script), own(BACK - sat - FEE)]), under(act)))
    assert ("C4" in found) == is_dust


def test_coins_are_not_brought_from_forfeiture_back_to_seizure() -> None:
    """What is forfeited stays so; among wallets of one stage coins move freely."""
    held = sources()
    register = held.books.register
    for stage, told in ((WalletStage.FORFEITURE, True), (WalletStage.SEIZURE, False)):
        wallets = tuple(
            replace(each, stage=stage) if each.name == "State reserve wallet" else each for each in register.wallets
        )
        other = replace(held, books=replace(held.books, register=replace(register, wallets=wallets)))
        found = failed(cleared(spend(["back"], [DraftOutput(BACK - FEE, SEIZURE.payee(0, 5).script)]), other))
        assert ("C2" in found) == told


def test_an_act_is_sent_by_the_transaction_cleared_for_it_though_no_act_names_it(draft: Draft) -> None:
    """The chain has it by its coins and outputs; nobody wrote its txid down."""
    touch = next(each for each in sources().history.touches if each.transaction.txid == txid("departure"))
    spends = tuple(each.prevout for each in touch.transaction.inputs if each.prevout is not None)
    was = replace(entry(cleared(draft, ground())), txid=touch.transaction.txid, spends=spends)
    assert failed(cleared(draft, replace(ground(), cleared=(was,)))) == {"C8": "Act 2026-0002 was sent already."}


def test_of_two_acts_that_say_the_same_none_is_taken_that_ended_or_names_another(draft: Draft) -> None:
    """The first named another transaction, or was cancelled; the second is the one."""
    twin = disposal({"L-0004": 104_500}, [(BIDDER.script, 100_000)], number=3)
    for held in (
        under(TEST_DISPOSAL + f'txid = "{"77" * 32}"\n', twin),
        under(TEST_DISPOSAL, twin, step(5, 2, "cancelled")),
    ):
        found = cleared(draft, held)
        assert (found.act, failed(found)) == ("2026-0003", {})


def test_a_coin_of_an_old_key_hash_is_stated_by_its_whole_transaction() -> None:
    """A device cannot know its amount otherwise: its signature does not commit to it."""
    old = next(
        each for each in sources().books.ledger.coins if each.spent is None and each.wallet == "Old Agency address"
    )
    found = failed(cleared(spend([str(old.outpoint)], [own(old.value - FEE)])))
    assert found["C1"] == "Input 0 does not state the coin that it spends, so that no device can show the fee."


def test_a_watched_wallet_of_another_body_is_somebody_else() -> None:
    """Its scripts are known and not ours: what is paid there is paid to others, and takes an act."""
    other = next(each for each in sources().books.register.wallets if each.name == "Customs evidence wallet")
    found = failed(cleared(spend(["back"], [DraftOutput(BACK - FEE, other.scripts[0].script)])))
    assert found["C2"].startswith("Output 0 pays 0.29995500 BTC to ")
    assert found["C3"] == "No act names what is paid to others."
