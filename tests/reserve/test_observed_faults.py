"""What an observation finds wrong, each in its exact sentence."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

import pytest

from tests.evidence.chain import Chain, script_of
from tests.reserve import story_two
from tests.reserve.acts import disposal, explanation, in_force, moments, scope
from tests.reserve.drawn_chains import REGISTER, Drawn, register, wallet
from tests.reserve.small_ledgers import history_of, small_register
from tests.reserve.story_register import lot
from tests.reserve.test_observation import observed
from tracer.chain.amount import Sats
from tracer.chain.outpoint import Outpoint, Txid
from tracer.reserve import ledger, observed_faults
from tracer.reserve.acts import (
    Act,
    ActHead,
    ActId,
    ActKind,
    ActsInForce,
    CorrectionAct,
    DisposalAct,
    DisposalOutput,
    OrderAct,
    OrderForm,
    StepAct,
)
from tracer.reserve.days import day_at, observed_block
from tracer.reserve.lots import Lot
from tracer.reserve.observation import FaultKind, Observation, ObservedFault
from tracer.reserve.observed_faults import of_acts, of_storage, paid_beyond
from tracer.reserve.register import Register, WalletStage
from tracer.reserve.satoshi_runs import SatoshiRun
from tracer.reserve.scope import scope_days
from tracer.reserve.watching import unspent, watch, watch_list

WIDE = register([wallet(each.name, each.stage, last=99, body=each.body) for each in REGISTER.wallets])


def found(
    view: Chain,
    lots: Sequence[Lot] = (),
    acts: Sequence[Act] = (),
    cleared: Sequence[Txid] = (),
    known: Register = WIDE,
) -> list[tuple[str, str]]:
    """Return the kinds and sentences of a chain's faults."""
    history = watch(known, view, observed_block(view, view.tip().height))
    filed = ActsInForce(tuple(acts), tuple(acts))
    folded = ledger.fold(known, history, filed, lots)
    return [(each.kind.value, each.text) for each in of_acts(known, history, folded, lots, filed, cleared)]


def head(kind: ActKind) -> ActHead:
    """Return an act's head."""
    return ActHead(
        id=ActId("2026-0001"), kind=kind, date=dt.date(2026, 6, 1), text=None, signed_by=("A", "B"), corrects=None,
        supersedes=None, sha256="00" * 32,
    )  # fmt: skip


def before(kind: ActKind) -> ActHead:
    """Return the head of an act that was signed before the chain begins."""
    return replace(head(kind), date=dt.date(2026, 5, 1))


def order(*outpoints: Outpoint) -> OrderAct:
    """Return a forfeiture of coins, in force before the chain begins."""
    begins = dt.date(2026, 5, 1)
    return OrderAct(
        head=before(ActKind.ORDER), authority="court", order="1-1", form=OrderForm.FORFEITURE,
        in_force=begins,
        appeal_until=None, amount=None, money=None, case=None, labels=(), wallets=(), outpoints=outpoints,
    )  # fmt: skip


def explained(txid: Txid) -> CorrectionAct:
    """Return an act that explains a movement."""
    return CorrectionAct(head=head(ActKind.CORRECTION), replacement=None, txid=txid, explains="known")


def received(sat: int = 5_000_000_000) -> tuple[Chain, Outpoint]:
    """Return a chain on which a wallet was paid."""
    view = Chain()
    return view, Outpoint(view.add(pays="Agency/0/0", sat=sat), 0)


def spent(view: Chain, coins: Sequence[Outpoint], pays: Sequence[tuple[int, str]]) -> Txid:
    """Mine a transaction."""
    view.add([Drawn(0).pay(coins, pays)])
    (raw,) = view.blocks[-1][1:]
    return next(txid for txid, (_, known) in view.index().items() if known == raw)


def test_a_departure_without_an_act_is_an_alarm() -> None:
    """It names transaction, amount, wallet and height; an act or a clearance that names the transaction covers it."""
    view, coin = received()
    txid = spent(view, [coin], [(3_200_000_000, "buyer"), (1_799_990_000, "Agency/1/0")])
    late = ("late", f'{txid} moved 32.00000000 BTC out of "Agency" at height 2; no act covers it.')
    assert found(view, [lot(1, "A", SatoshiRun(coin, 0, 5_000_000_000))]) == [late]
    assert late not in found(view, acts=[explained(txid)])
    assert late in found(view, acts=[explained(coin.txid)])
    assert late not in found(view, cleared=[txid])
    assert late in found(view, cleared=[coin.txid])


def sale(txid: Txid | None, *outputs: tuple[str, int]) -> DisposalAct:
    """Return a disposal that pays these owners."""
    paid = tuple(DisposalOutput(script_of(owner), Sats(sat)) for owner, sat in outputs)
    return DisposalAct(
        head=before(ActKind.DISPOSAL), method="otc", lots={}, basis="sale", outputs=paid, txid=txid, sale=None
    )


@pytest.mark.parametrize("is_step", [False, True])
def test_a_disposal_that_was_signed_later_covers_no_departure(is_step: bool) -> None:
    """One of the day on which something left covers it, one of the next day does not; the first that names it counts.

    It ends with an explanation of this transaction, or its clearance before it was signed.
    """
    view, coin = received()
    txid = spent(view, [coin], [(3_200_000_000, "buyer"), (1_799_990_000, "Agency/1/0")])
    left = day_at(observed_block(view, 2).time, WIDE.zone)

    def told(days: int, *more: Act, cleared: Sequence[Txid] = ()) -> list[str]:
        signed = replace(head(ActKind.DISPOSAL), date=left + dt.timedelta(days=days))
        act: Sequence[Act] = [replace(sale(txid), head=signed)]
        if is_step:
            step = replace(signed, id=ActId("2026-0002"), kind=ActKind.STEP)
            act = [sale(None), StepAct(head=step, disposal=ActId("2026-0001"), state="sent", txid=txid)]
        return [text for kind, text in found(view, acts=[order(coin), *act, *more], cleared=cleared) if kind == "late"]

    assert told(0) == told(-1) == []
    assert told(1) == [
        f'{txid} moved 32.00000000 BTC out of "Agency" at height 2; no act covers it. Act 2026-0001 names it and is of '
        f"{left + dt.timedelta(days=1)}, after {left}, on which it left; it ends with a correction that explains who "
        "moved it and why."
    ]
    assert told(1, explained(txid)) == told(1, cleared=[txid]) == []
    assert told(1, explained(coin.txid)) == told(1)


def test_the_first_act_that_names_a_departure_says_since_when_it_is_covered() -> None:
    """A disposal of before it left names it; that a step of the next day names it too takes nothing away."""
    view, coin = received()
    txid = spent(view, [coin], [(3_200_000_000, "buyer"), (1_799_990_000, "Agency/1/0")])
    late = day_at(observed_block(view, 2).time, WIDE.zone) + dt.timedelta(days=1)
    signed = replace(head(ActKind.STEP), id=ActId("2026-0002"), date=late)
    sent = StepAct(head=signed, disposal=ActId("2026-0001"), state="sent", txid=txid)
    assert found(view, acts=[order(coin), sale(txid), sent]) == []
    assert [kind for kind, _ in found(view, acts=[order(coin), sale(None), sent])] == ["late"]


def test_a_disposal_pays_others_exactly_what_its_act_says() -> None:
    """Scripts and satoshi; change to wallets of ours is none of it. An act without outputs is held to nothing."""
    view, coin = received()
    txid = spent(view, [coin], [(3_000_000_000, "buyer"), (200_000_000, "thief"), (1_799_990_000, "Agency/1/0")])
    buyer, thief = script_of("buyer").hex(), script_of("thief").hex()
    both = sorted(((buyer, 3_000_000_000), (thief, 200_000_000)))
    paid = ", ".join(f"{sat} satoshi to {script}" for script, sat in both)

    def told(*outputs: tuple[str, int]) -> list[tuple[str, str]]:
        return [each for each in found(view, acts=[order(coin), sale(txid, *outputs)]) if each[0] != "unregistered"]

    assert told(("thief", 200_000_000), ("buyer", 3_000_000_000)) == []
    assert told() == []
    for said in (
        (("buyer", 3_000_000_000),),
        (("buyer", 3_200_000_000),),
        (("buyer", 3_000_000_000), ("buyer", 200_000_000)),
        (("buyer", 3_000_000_000), ("thief", 200_000_000), ("thief", 200_000_000)),
        (("buyer", 3_000_000_000), ("thief", 200_000_000), ("Agency/1/0", 1_799_990_000)),
    ):
        ((kind, text),) = told(*said)
        assert kind == "sent"
        assert text.startswith(f"sent differs from act 2026-0001: {txid} paid {paid}; the act says ")
    assert told(("buyer", 3_200_000_000))[0][1].endswith(f"the act says 3200000000 satoshi to {buyer}.")


def test_a_disposal_that_pays_nobody_differs_too() -> None:
    """What its act says went to a wallet of ours instead; a receipt that the act names is told elsewhere."""
    view, coin = received()
    txid = spent(view, [coin], [(4_999_990_000, "Reserve/0/0")])
    said = f"the act says 5 satoshi to {script_of('buyer').hex()}."
    assert found(view, acts=[order(coin), sale(txid, ("buyer", 5))]) == [
        ("sent", f"sent differs from act 2026-0001: {txid} paid nothing; {said}")
    ]


def test_an_output_that_is_paid_twice_is_told_twice() -> None:
    """Two payments of one amount to one script are two, of the transaction as of the act."""
    view, coin = received()
    txid = spent(view, [coin], [(1_000, "buyer"), (1_000, "buyer"), (4_999_990_000, "Agency/1/0")])
    once = f"1000 satoshi to {script_of('buyer').hex()}"
    differs = f"sent differs from act 2026-0001: {txid} paid {once}, {once}; the act says "
    assert found(view, acts=[order(coin), sale(txid, ("buyer", 1_000))]) == [("sent", f"{differs}{once}.")]
    thrice = sale(txid, *[("buyer", 1_000)] * 3)
    assert found(view, acts=[order(coin), thrice]) == [("sent", f"{differs}{once}, {once}, {once}.")]
    assert found(view, acts=[order(coin), sale(txid, *[("buyer", 1_000)] * 2)]) == []


def test_a_sale_in_parts_has_an_act_for_each_part() -> None:
    """Each pays its own outputs; of one act whose parts go out one by one the first is told until the last is there."""
    view, coin = received()
    first = spent(view, [coin], [(1_000, "buyer"), (4_999_900_000, "Agency/1/0")])
    whole = sale(first, ("buyer", 1_000), ("buyer", 2_000))
    assert [kind for kind, _ in found(view, acts=[order(coin), whole])] == ["sent"]
    part = sale(first, ("buyer", 1_000))
    assert found(view, acts=[order(coin), part]) == []
    second = spent(view, [Outpoint(first, 1)], [(2_000, "buyer"), (4_999_800_000, "Agency/1/1")])
    other = replace(sale(second, ("buyer", 2_000)), head=replace(part.head, id=ActId("2026-0002")))
    assert found(view, acts=[order(coin), part, other]) == []


def test_transactions_of_one_disposal_pay_its_outputs_together() -> None:
    """Steps name them; a wallet that is watched only is another's."""
    view, coin = received()
    first = spent(view, [coin], [(1_000, "buyer"), (4_999_900_000, "Agency/1/0")])
    second = spent(view, [Outpoint(first, 1)], [(2_000, "FBI/0/0"), (4_999_800_000, "Agency/1/1")])
    act = sale(first, ("FBI/0/0", 2_000), ("buyer", 1_000))
    sent = StepAct(
        head=replace(before(ActKind.STEP), id=ActId("2026-0002")), disposal=act.head.id, state="sent", txid=second
    )
    assert found(view, acts=[order(coin), act, sent]) == []
    kinds = [kind for kind, _ in found(view, acts=[order(coin), replace(act, outputs=act.outputs[:1]), sent])]
    assert kinds == ["sent"]


def test_a_joint_departure_names_every_wallet_of_ours() -> None:
    """Of wallets that are watched only nothing is told, and what they pay others is no alarm."""
    view, coin = received()
    others = [Outpoint(view.add(pays=name), 0) for name in ("Reserve/0/1", "FBI/0/0", "stranger")]
    txid = spent(view, [others[1], others[2], coin, others[0]], [(20_000_000_000, "buyer")])
    assert found(view, acts=[order(coin, others[0])]) == [
        ("late", f'{txid} moved 100.00000000 BTC out of "Agency" and "Reserve" at height 5; no act covers it.')
    ]
    assert found(view, acts=[order(coin, others[0])], known=register([wallet("FBI", last=99, body="FBI")])) == []


def test_a_move_between_our_wallets_is_no_alarm() -> None:
    """A transfer needs no act, and what it makes is no receipt."""
    view, coin = received()
    spent(view, [coin], [(4_999_990_000, "Reserve/0/0")])
    assert found(view, acts=[order(coin)]) == []


def test_a_receipt_needs_a_lot_an_order_or_an_act() -> None:
    """Dust needs none; one satoshi more does. A lot of any of its satoshi, wherever they came in, is enough."""
    view, coin = received(10_001)
    fault = (
        "unregistered",
        f'receipt {coin} of 0.00010001 BTC into "Agency" at height 1 has no lot, no order and no act.',
    )
    assert found(view) == [fault]
    assert found(received(10_000)[0]) == []
    assert found(view, acts=[order(coin)]) == []
    assert found(view, acts=[order(Outpoint(coin.txid, 1))]) == [fault]
    assert found(view, acts=[explained(coin.txid)]) == []
    assert found(view, [lot(1, "A", SatoshiRun(coin, 10_000, 1))]) == []
    assert found(view, [lot(1, "A", SatoshiRun(coin, 10_001, 1))]) == [fault]
    assert found(view, [lot(1, "A", SatoshiRun(Outpoint(coin.txid, 1), 0, 5))]) == [fault]


def test_a_receipt_through_a_watched_wallet_keeps_its_lot() -> None:
    """What reached a watched wallet with a lot is registered when it comes to ours."""
    view = Chain()
    coin = Outpoint(view.add(pays="FBI/0/0"), 0)
    txid = spent(view, [coin], [(4_999_990_000, "Agency/0/0")])
    assert found(view, [lot(1, "A", SatoshiRun(coin, 0, 5_000_000_000))]) == []
    assert [text for _, text in found(view)] == [
        f'receipt {txid}:0 of 49.99990000 BTC into "Agency" at height 2 has no lot, no order and no act.'
    ]


def test_a_receipt_through_a_watched_wallet_keeps_its_order() -> None:
    """An order covers the satoshi of a coin that it names wherever they go; another coin's it does not."""
    view = Chain()
    coin = Outpoint(view.add(pays="FBI/0/0"), 0)
    spent(view, [coin], [(4_999_990_000, "Agency/0/0")])
    assert found(view, acts=[order(coin)]) == []
    assert [kind for kind, _ in found(view, acts=[order(Outpoint(coin.txid, 1))])] == ["unregistered"]


BACK = """
in: -> 30@Old 20@Agency

back: in.0 -> 28@Reserve 2@Old
"""


def back_alarms(*acts: Act, lots: Sequence[Lot] = ()) -> list[str]:
    """Return what is told of receipts where a wallet pays the reserve, block by block a day; nothing is dust."""
    known, history, force = replace(small_register(), dust=Sats(0)), history_of(BACK), in_force(*acts)
    closing = moments({day: min(day.day, history.block.height) for day in scope_days(force)})
    folded = ledger.fold(known, history, force, lots, closing)
    faults = of_acts(known, history, folded, lots, force)
    return [each.text for each in faults if each.kind is FaultKind.UNREGISTERED]


def test_what_a_wallet_that_left_the_books_pays_back_is_told_as_that() -> None:
    """With a lot or an order of its satoshi too: nobody's act says that it comes. An act that does ends the alarm."""
    coin, txid = (history_of(BACK).touches[at].transaction.txid for at in (0, 1))
    named = replace(order(Outpoint(coin, 0), Outpoint(coin, 1)), head=head(ActKind.ORDER))
    left = scope(1, "2025-01-01", "Old", enters=False)
    said = (
        f'receipt {txid}:0 of 0.00000028 BTC into "Reserve" at height 2 comes out of "Old", which act 2025-0001 took '
        "out of the books; no act explains it."
    )
    assert back_alarms(named) == []
    assert back_alarms(named, left) == [said]
    assert back_alarms(named, left, lots=[lot(1, "A", SatoshiRun(Outpoint(coin, 0), 0, 30))]) == [said]
    assert back_alarms(named, left, explanation(3, "2025-01-02", txid)) == []
    assert back_alarms(named, left, scope(2, "2025-01-01", "Old", enters=True)) == []
    assert back_alarms(named, left, scope(2, "2025-01-02", "Old", enters=True)) == [said]
    assert back_alarms(named, scope(1, "2025-01-02", "Old", enters=False)) == []


@pytest.mark.parametrize(("last", "paid", "used"), [(99, 79, None), (99, 80, 80), (99, 99, 99), (98, 99, 99)])
def test_a_range_that_comes_to_its_end_is_told(last: int, paid: int, used: int | None) -> None:
    """Within twenty indices of the end, and beyond it; the highest index of either branch is named."""
    known = register([wallet("Reserve", last=last)])
    view = Chain()
    coins = [Outpoint(view.add(pays=name), 0) for name in (f"Reserve/1/{paid}", "Reserve/0/3")]
    told = found(view, acts=[order(*coins)], known=known)
    assert told == (
        [] if used is None else [("beyond_range", f'extend range of "Reserve" (last used {used} of {last})')]
    )


def test_what_was_paid_beyond_a_range_is_told_coin_by_coin() -> None:
    """Of wallets of ours alone, and only behind the last index; a wallet's own payment to itself as well as others'."""
    known = register([wallet("Reserve", last=3), wallet("FBI", WalletStage.WATCHED, last=3, body="FBI")])
    view = Chain()
    coins = [Outpoint(view.add(pays=name), 0) for name in ("Reserve/0/3", "Reserve/1/4", "FBI/0/4")]
    moved = spent(view, [coins[0]], [(4_999_990_000, "Reserve/0/4")])
    history = watch(known, view, observed_block(view, view.tip().height))
    assert paid_beyond(known, history) == (
        f'{coins[1]} pays index 4 of "Reserve" at height 2, and its range ends with 3: the coin is in no book. Extend '
        "the range.",
        f'{moved}:0 pays index 4 of "Reserve" at height 4, and its range ends with 3: the coin is in no book. Extend '
        "the range.",
    )


def test_a_wallet_of_addresses_has_no_range() -> None:
    """Only a descriptor's range can end."""
    known = register([replace(wallet("Agency", last=0), edge=(), descriptor=None)])
    view, coin = received()
    assert found(view, acts=[order(coin)], known=known) == []


def stored(view: Chain, earlier: Observation, known: Register = REGISTER) -> list[tuple[FaultKind, str, str]]:
    """Return what is wrong with a stored observation of a chain."""
    history = watch(REGISTER, view, earlier.block)
    left = unspent(watch_list(REGISTER), history.touches)
    coins = [coin.outpoint.txid for wallet in earlier.wallets for coin in wallet.coins]
    faults = of_storage(known, earlier, left, view.transactions(coins))
    return [(fault.kind, fault.subject, fault.text) for fault in faults]


def test_a_stored_coin_is_held_against_the_chain() -> None:
    """A coin that is not there, of another amount, at another script, spent already or left out: each its sentence."""
    view, coin = received()
    spent(view, [coin], [(7, "Agency/0/1"), (4_999_980_000, "Agency/1/2")])
    earlier = observed(view)
    txid = earlier.wallets[0].coins[0].outpoint.txid
    assert stored(view, earlier) == []
    agency, *others = earlier.wallets
    first, second = agency.coins

    def with_coins(*coins) -> Observation:
        """Return the observation with other coins of the first wallet."""
        return replace(earlier, wallets=(replace(agency, coins=coins), *others))

    missing = replace(first, outpoint=Outpoint(Txid("ab" * 32), 0))
    assert stored(view, with_coins(first, second, missing)) == [
        (FaultKind.MISSING, f"{'ab' * 32}:0",
         f'coin {"ab" * 32}:0 of 0.00000007 BTC in "Agency" is in the books at height 2 and not on the chain.')
    ]  # fmt: skip
    out = replace(first, outpoint=Outpoint(txid, 2))
    assert [kind for kind, _, _ in stored(view, with_coins(first, second, out))] == [FaultKind.MISSING]
    assert stored(view, with_coins(replace(first, value=8), second)) == [
        (FaultKind.AMOUNT, f"{txid}:0",
         f'coin {txid}:0 in "Agency": the books at height 2 say 0.00000008 BTC, the chain says 0.00000007 BTC.')
    ]  # fmt: skip
    assert stored(view, with_coins(replace(first, index=2), second)) == [
        (FaultKind.SCRIPT, f"{txid}:0",
         f'coin {txid}:0: the books at height 2 say that it pays "Agency", branch 0, index 2; the chain has another '
         "script.")
    ]  # fmt: skip
    before = replace(first, outpoint=coin, value=5_000_000_000, index=0)
    assert stored(view, with_coins(first, second, before)) == [
        (FaultKind.MISSING, str(coin),
         f'coin {coin} of 50.00000000 BTC in "Agency" is in the books at height 2; the chain has it spent.')
    ]  # fmt: skip
    assert stored(view, with_coins(first)) == [
        (FaultKind.MISSING, f"{txid}:1",
         f'coin {txid}:1 of 49.99980000 BTC in "Agency" is on the chain at height 2 and not in observation '
         f"{earlier.name}.")
    ]  # fmt: skip
    early = replace(earlier, block=observed_block(view, 1))
    assert [(kind, text.endswith("and not on the chain.")) for kind, _, text in stored(view, early)] == [
        (FaultKind.MISSING, True),
        (FaultKind.MISSING, True),
        (FaultKind.MISSING, False),
    ]


def test_a_reorganisation_says_what_to_do() -> None:
    """The observation, its height and the block looked at are named; where a period stands on it, a restatement."""
    tip = observed_block(Drawn(1).draw(3), 3)
    fault = observed_faults.reorged("0000002-9fe1c04a", 2, tip, None)
    assert fault == ObservedFault(
        FaultKind.REORGED,
        "0000002-9fe1c04a",
        f"observation 0000002-9fe1c04a is of a block that is no ancestor of block 3, {tip.hash}: the chain was "
        "reorganised at or below height 2. Look again at what was decided on it; this observation goes on from the "
        "last one that still stands.",
    )
    assert observed_faults.reorged("0000002-9fe1c04a", 2, tip, "2026Q3").text.endswith(
        "at or below height 2. Period 2026Q3 was closed on it: close a restatement."
    )


def test_what_goes_to_a_wallet_that_left_the_books_is_paid_to_others() -> None:
    """The act names it; until the wallet leaves, and again once it is back, what it is paid is none of the act's."""
    drawing = "in: -> 30@Agency\n\npay: in.0 -> 20@Old 8@Agency\n"
    known, history = small_register(), history_of(drawing)
    txid = history.touches[1].transaction.txid
    paid = f"20 satoshi to {history.touches[1].transaction.outputs[0].script.hex()}"

    def told(said: Sequence[DisposalOutput], *acts: Act) -> list[str]:
        """Return what differs."""
        force = in_force(replace(disposal(9, "2025-01-02", {}, txid), outputs=tuple(said)), *acts)
        closing = moments({day: min(day.day, history.block.height) for day in scope_days(force)})
        folded = ledger.fold(known, history, force, (), closing)
        return [f.text for f in of_acts(known, history, folded, (), force) if f.kind is FaultKind.SENT]

    output = DisposalOutput(history.touches[1].transaction.outputs[0].script, Sats(20))
    leaves, back = scope(1, "2025-01-01", "Old", enters=False), scope(2, "2025-01-02", "Old", enters=True)
    assert told([output], leaves) == []
    assert told([output], leaves, back) == []
    head = f"sent differs from act 2025-0009: {txid} paid"
    assert told([output]) == [f"{head} nothing; the act says {paid}."]
    assert told([replace(output, sat=Sats(19))], leaves) == [
        f"{head} {paid}; the act says {paid.replace('20', '19', 1)}."
    ]


PARTED = """
in: -> 30@Old 20@Old1 10@Agency

pay: in.0 -> 25@other 4@Old

more: in.1 -> 20@Old1
"""


@pytest.mark.parametrize("more", [(), (scope(2, "2025-01-03", "Old", enters=True),)])
def test_a_wallet_that_left_the_books_alarms_when_it_pays_others(more: tuple[Act, ...]) -> None:
    """Whether it comes back or not: an act that names the payment ends the alarm; what it pays itself is none."""
    known, history = small_register(), history_of(PARTED)
    leaves, txid = scope(1, "2025-01-01", "Old", enters=False), history.touches[1].transaction.txid

    def told(*acts: Act) -> list[tuple[str, str]]:
        """Return the alarms."""
        force = in_force(*acts)
        closing = moments({day: min(day.day, history.block.height) for day in scope_days(force)})
        folded = ledger.fold(known, history, force, (), closing)
        return [(f.subject, f.text) for f in of_acts(known, history, folded, (), force) if f.kind is FaultKind.LATE]

    assert told(leaves, *more) == [
        (
            txid,
            f'{txid} spent 0.00000030 BTC of "Old", which act 2025-0001 took out of the books, at height 2; no act '
            "covers it.",
        )
    ]
    assert told(leaves, *more, explanation(3, "2025-01-03", txid)) == []
    assert told(scope(1, "2025-01-03", "Old", enters=True)) == []
    assert told(scope(1, "2025-01-02", "Old", enters=False))[0][1].endswith('"Old" at height 2; no act covers it.')


def left_alarms(drawing: str, *acts: Act, cleared: Sequence[Txid] = ()) -> list[str]:
    """Return the alarms of a drawing under acts of scope, block by block a day."""
    known, history, force = small_register(), history_of(drawing), in_force(*acts)
    closing = moments({day: min(day.day, history.block.height) for day in scope_days(force)})
    folded = ledger.fold(known, history, force, (), closing)
    return [each.text for each in of_acts(known, history, folded, (), force, cleared) if each.kind is FaultKind.LATE]


def test_what_leaves_in_the_block_with_which_a_wallet_comes_back_alarms() -> None:
    """It is in the books from the end of that block on; a later payment is an ordinary departure, told once."""
    leaves, back = scope(1, "2025-01-01", "Old", enters=False), scope(2, "2025-01-02", "Old", enters=True)
    assert [text.partition(" ")[2] for text in left_alarms(PARTED, leaves, back)] == [
        'spent 0.00000030 BTC of "Old", which act 2025-0001 took out of the books, at height 2; no act covers it.'
    ]
    cleared = history_of(PARTED).touches[1].transaction.txid
    assert left_alarms(PARTED, leaves, back, cleared=[cleared]) == []
    early = scope(2, "2025-01-01", "Old", enters=True)
    assert [text.partition(" ")[2] for text in left_alarms(PARTED, leaves, early)] == [
        'moved 0.00000025 BTC out of "Old" at height 2; no act covers it.'
    ]


def test_a_departure_of_two_wallets_of_which_one_left_is_told_once() -> None:
    """The alarm is that of the wallet in the books."""
    drawing = "in: -> 30@Old 20@Old1 10@Agency\n\npay: in.0 in.2 -> 35@other 5@Agency\n"
    alarms = left_alarms(drawing, scope(1, "2025-01-01", "Old", enters=False))
    assert len(alarms) == 1
    assert "which act" not in alarms[0]


def test_the_departure_of_the_story_alarms_until_its_act_is_filed() -> None:
    """Before 2025-0015 explained it, the departure from the Agency's wallet was an alarm."""
    view, known = story_two.view(), story_two.register()
    history = watch(known, view, observed_block(view, 233))

    def told(last: str) -> list[str]:
        """Return the alarms with the acts filed up to a number."""
        acts = story_two.acts(last)
        folded = ledger.fold(known, history, acts, story_two.lots())
        return [f.text for f in of_acts(known, history, folded, story_two.lots(), acts) if f.kind is FaultKind.LATE]

    txid = story_two.txid("departure")
    alarm = f'{txid} moved 0.49980000 BTC out of "Agency seizure wallet" at height 233; no act covers it.'
    assert alarm in told("2025-0014")
    assert alarm not in told("2025-0015")
