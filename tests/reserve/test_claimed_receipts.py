"""What a case claims of a register: held to the figures of the story that were worked out by hand."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from tests.reserve.story_claims import (
    positions,
    register,
    story_claims,
    trace,
    transactions,
    wallet,
)
from tests.story import NAMES
from tracer.chain.amount import Sats
from tracer.chain.network import MAIN
from tracer.chain.outpoint import Outpoint, Position, Txid
from tracer.chain.transaction import Input, Output, Transaction
from tracer.errors import CaseError
from tracer.reserve.claimed_receipts import ClaimedReceipt, Claims, claims, related

PAYS_NONE = "it pays no wallet of the register"


def txid(name: str) -> str:
    """Return a named transaction of the story."""
    found: str = NAMES["transactions"][name]["txid"]
    return found


def told(receipts: tuple[ClaimedReceipt, ...]) -> list[str]:
    """Return receipts in short, a line each part, bounds and orders behind."""
    names = {txid(name): name for name in NAMES["transactions"]}
    return [
        f"{names[each.outpoint.txid]} {part.span.start}-{part.span.end} {part.label} {part.lower} {part.upper} "
        f"{','.join(part.orders)}".strip()
        for each in receipts
        for part in each.parts
    ]


def test_the_story_brings_four_receipts_in_chain_order() -> None:
    """Segments in order of place, bounds for each label, and the seizure orders: as the fixtures' page has them."""
    found = story_claims(register())
    assert told(found.receipts) == [
        "seize-1 0-300000000 None None None",
        "seize-1 300000000-699980000 A 0 600000000 2-101/2025",
        "seize-2 0-90000000 A 39930000 439960000 2-101/2025",
        "seize-2 90000000-439960000 B 0 349980000 2-102/2025",
        "seize-4 0-29990000 B 29990000 29990000 2-102/2025",
        "seize-5 0-49990000 A 49990000 49990000 2-101/2025",
    ]
    assert (found.case, found.primary, found.left_out) == ("KZ-2025-0042", "fifo", ())


def test_what_pays_no_wallet_of_the_register_is_told() -> None:
    """A register of the reserve wallet alone gets nothing by the first book, and each receipt says why."""
    (reserve,) = [each for each in register().wallets if each.name == "State reserve wallet"]
    found = story_claims(register([reserve]))
    assert found.receipts == ()
    assert [(each.sat, each.why) for each in found.left_out] == [
        (699_980_000, PAYS_NONE),
        (439_960_000, PAYS_NONE),
        (29_990_000, PAYS_NONE),
        (49_990_000, PAYS_NONE),
    ]


def _script_of(name: str, vout: int) -> bytes:
    return transactions()[txid(name)].outputs[vout].script  # type: ignore[index]


def test_satoshi_that_came_in_before_are_no_new_receipt() -> None:
    """Of `seize-2`, which spends merge-2.0 and pay.1, only what merge-2.0 fills comes in where pay.1 was watched."""
    watched = wallet("Evidence", [_script_of("pay", 1)])
    found = story_claims(register([*register().wallets, watched]))
    assert told(found.receipts)[2:4] == [
        "seize-2 0-90000000 A 39930000 439960000 2-101/2025",
        "seize-4 0-29990000 B 29990000 29990000 2-102/2025",
    ]
    assert [(each.sat, each.why) for each in found.left_out] == [
        (349_960_000, 'its transaction spends coins of "Evidence"; their satoshi came in before')
    ]


def test_a_place_taken_in_order_is_cut_in_order() -> None:
    """Where merge-2.0 was watched instead, the first 90,000,000 satoshi of `seize-2` came before, the rest now."""
    watched = wallet("Evidence", [_script_of("merge-2", 0)])
    found = story_claims(register([*register().wallets, watched]))
    assert told(found.receipts)[2] == "seize-2 90000000-439960000 B 0 349980000 2-102/2025"
    assert [each.sat for each in found.left_out] == [90_000_000]


def test_outputs_before_a_coin_are_filled_first() -> None:
    """Ours 100 and another's 50 pay a stranger 60, then us 80, fee 10: 40 of the 80 were ours, 40 come in."""
    own, stranger, outside = b"own", b"stranger", b"outside"
    sources = [_made(1, [(100, own)]), _made(2, [(50, outside)])]
    spending = _made(3, [(60, stranger), (80, own)], [each.outpoint(0) for each in sources])
    known = {each.txid: each for each in (*sources, spending)}
    end = replace(
        next(end for end in trace().main.ends if end.terminal == "custody"),
        outpoint=spending.outpoint(1),
        value=80,
        taint={"A": 50},
        segments=(("A", 50), ("", 30)),
    )
    told_by = replace(trace(), methods={trace().primary: replace(trace().main, ends=(end,))})
    found = claims(told_by, "x", register([wallet("Own", [own])]), known, {spending.txid: Position(9, 1)})
    (receipt,) = found.receipts
    assert [(part.label, part.span) for part in receipt.parts] == [("A", (40, 50)), (None, (50, 80))]
    assert [each.sat for each in found.left_out] == [40]


def _made(number: int, pays: list[tuple[int, bytes]], spends: Sequence[Outpoint] = ()) -> Transaction:
    """Return an invented transaction."""
    inputs = tuple(Input(each, 0) for each in spends) or (Input(None, 0),)
    return Transaction(
        txid=Txid(f"{number:064x}"),
        version=2,
        inputs=inputs,
        outputs=tuple(Output(Sats(value), script) for value, script in pays),
        locktime=0,
    )


def test_a_transaction_whose_coins_are_not_all_there_brings_nothing() -> None:
    """Which satoshi are new cannot be told where the bundle lacks what is spent."""
    lacking = {name: each for name, each in transactions().items() if name != txid("peel-2")}
    found = claims(trace(), "x", register(), lacking, positions())
    assert [(each.sat, each.why) for each in found.left_out] == [
        (49_990_000, "the bundle does not hold everything that its transaction spends")
    ]


def test_another_network_is_refused() -> None:
    """A case of one network says nothing of a register of another."""
    with pytest.raises(CaseError, match="KZ-2025-0042 is of network regtest; register KZ-NIC is of main"):
        story_claims(replace(register(), network=MAIN))


def test_receipts_without_their_satoshi_in_order_are_refused() -> None:
    """A result that does not say which satoshi of a receipt are whose cannot be admitted."""
    main = trace().main
    bare = replace(main, ends=tuple(replace(end, segments=()) for end in main.ends))
    older = replace(trace(), methods={**trace().methods, trace().primary: bare})
    with pytest.raises(CaseError, match="does not say which of its satoshi are whose"):
        claims(older, "x", register(), transactions(), positions())


def test_a_case_is_related_to_what_starts_in_its_trail() -> None:
    """A case over the same theft is related, one over a coin that the trail never met is not."""
    main = trace().main
    elsewhere = replace(
        main,
        seeds=tuple(replace(each, outpoint=each.outpoint._replace(vout=99)) for each in main.seeds),
        made=(),
    )
    other = replace(trace(), methods={trace().primary: elsewhere})
    assert related(trace(), trace())
    assert not related(trace(), other)
    later = replace(elsewhere, seeds=tuple(replace(each, outpoint=main.made[5].outpoint) for each in main.seeds))
    assert related(trace(), replace(other, methods={trace().primary: later}))
    assert related(replace(other, methods={trace().primary: later}), trace())


def test_a_claim_is_a_value() -> None:
    """Two readings of one bundle claim the same."""
    assert isinstance(story_claims(register()), Claims)
    assert story_claims(register()) == story_claims(register())
