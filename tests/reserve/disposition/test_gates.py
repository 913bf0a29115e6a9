"""Each gate of a disposal: what passes it, what does not, in which words."""

import copy
import datetime as dt
import json
from dataclasses import replace
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import pytest

from fixtures.recorder.record_clearance import BIDDER
from fixtures.recorder.wallets import single
from tests.reserve.clearance.drafts import Draft, DraftOutput
from tests.reserve.clearance.grounds import COINS, act, cleared, failed, own, sources, spend, under
from tests.reserve.clearing import COUNTERPARTY, DAY, disposal, step
from tests.reserve.compliance.payloads import ALICE_2023
from tracer.chain.outpoint import Outpoint, Txid
from tracer.reserve.act_terms import Authorisation, Proceeds
from tracer.reserve.acts import DisposalAct
from tracer.reserve.clearance.clearance_rows import MAY, Clearance, ClearanceSources
from tracer.reserve.disposition.gate_rows import GateState
from tracer.reserve.disposition.gate_sources import Leaving
from tracer.reserve.disposition.title_gates import title_gates, wanted
from tracer.reserve.limits.limit_rows import LimitSide
from tracer.reserve.price.prices import DayPrice, Quality
from tracer.reserve.price.rates import DayRate
from tracer.reserve.satoshi_runs import SatoshiRun
from tracer.reserve.security.security_rows import Person
from tracer.reserve.status import Pricing
from tracer.reserve.terms import Limit, LimitKind, LimitSeverity
from tracer.reserve.title_rows import Title

FEE = 4_500
PAID = 90_000
"""At most what is a test payment: first payments are another gate's."""


def paying(coin: str, value: int, sat: int = PAID, *, beside: tuple[str, ...] = ()) -> Draft:
    """Return a PSBT that pays the bidder out of one coin, and what lies beside it, of so many satoshi in all."""
    return spend([coin, *beside], [DraftOutput(sat, BIDDER.script), own(value - sat - FEE)])


def judged(draft: Draft, *acts: str | DisposalAct, base: ClearanceSources | None = None) -> Clearance:
    """Judge a PSBT under acts."""
    return cleared(draft, under(*acts, step(7, 2, "awarded"), base=base))


def of(lot: str, **more: object) -> str:
    """Return a disposal of what a payment to the bidder takes out of one lot."""
    return disposal({lot: PAID + FEE}, [(BIDDER.script, PAID)], **more)  # type: ignore[arg-type]


BACK, LARGE, ASSIGNED, MIXED, BORDER = 30_000_000, 899_990_000, 159_990_000, 40_000_000, 39_970_000


@pytest.mark.parametrize(("coin", "value", "lot"), [("back", BACK, "L-0004"), ("assigned", ASSIGNED, "L-0007")])
def test_titled_and_assigned_lots_may_leave(coin: str, value: int, lot: str) -> None:
    """Either gives the state the right to dispose of it."""
    found = judged(paying(coin, value), of(lot))
    assert (found.verdict, failed(found)) == (MAY, {})


def test_a_lot_without_forfeiture_must_not_leave() -> None:
    """L-0001 lies in the reserve wallet, and no forfeiture in force covers it."""
    found = judged(paying("large", LARGE), of("L-0001"))
    assert failed(found) == {"D1": "L-0001: 0.00094500 of 0.00094500 BTC has no forfeiture in force."}


def test_the_lot_of_the_act_leaves_and_not_the_first_satoshi() -> None:
    """L-0002 lies behind L-0001 in the coin: the act's lots override the parcels' order; the change keeps the rest."""
    assert failed(judged(paying("large", LARGE), of("L-0002"))) == {}


def test_a_lot_that_the_coins_do_not_hold_is_told() -> None:
    """The act's lot is another coin's."""
    found = judged(paying("back", BACK), of("L-0002"))
    text = f"Act 2026-0002 disposes of 94500 satoshi of L-0002; the coins that {found.entry.txid} spends hold 0 of it."
    assert failed(found) == {"C3": text}


def test_a_coin_that_holds_nothing_of_the_lots_must_not_be_spent_with_them() -> None:
    """The act's lot is all in the first coin; the second would only come back as change."""
    found = judged(paying("back", BACK + LARGE, beside=("large",)), of("L-0004"))
    assert "C3" not in failed(found)
    assert failed(judged(paying("back", BACK + ASSIGNED, beside=("assigned",)), of("L-0004"))) == {
        "C3": f"Coin {COINS['assigned']} holds nothing of the lots that act 2026-0002 names."
    }


def test_a_pledged_lot_must_not_leave() -> None:
    """2,000,000 too many of L-0003: its assigned 50,000,000 do not lie in front of the pledged 20,000,000."""
    assert failed(judged(paying("large", LARGE), of("L-0003"))) == {
        "D2": "L-0003: 0.00094500 of 0.00094500 BTC is encumbered."
    }


@pytest.mark.parametrize(("coin", "value", "lot"), [("border", BORDER, "L-0010"), ("mixed", MIXED, "L-0008")])
def test_a_lot_under_appeal_must_not_leave(coin: str, value: int, lot: str) -> None:
    """The judgment can still be appealed against on the day."""
    draft = spend([coin], [DraftOutput(PAID, BIDDER.script), replace(own(value - PAID - FEE), script=script_of(coin))])
    assert failed(judged(draft, of(lot)))["D3"] == f"{lot}: 0.00094500 of 0.00094500 BTC is open to appeal."


def script_of(coin: str) -> bytes:
    """Return the script of a coin of the story."""
    return next(each.script for each in sources().books.ledger.coins if str(each.outpoint) == COINS[coin])


ORDER = """id = "2026-0004"
kind = "order"
date = 2026-01-06
text = { file = "texts/2026-0004.txt", sha256 = "HASH" }
signed_by = ["J. Example"]
authority = "Court"
order = "4-9/2026"
order_kind = "FORM"
in_force = 2026-01-06
outpoints = ["COIN"]
amount_sat = AMOUNT
""".replace("HASH", "11" * 32).replace("COIN", COINS["mixed"])


def order(form: str, amount: int) -> str:
    """Return an order of a form over the coin that holds L-0008 and, behind it, L-0009."""
    return ORDER.replace("FORM", form).replace("AMOUNT", str(amount))


def test_an_interlocutory_order_lets_it_be_sold_before_title() -> None:
    """Named in the basis, in force, of enough satoshi; its proceeds are restricted."""
    sale = of("L-0009", method="interlocutory", basis="order 4-9/2026", more=PRICE)
    found = judged(paying("mixed", MIXED), sale, order("interlocutory", 10**9))
    assert set(failed(found)) == {"D7"}
    assert said(found, "D1") == "What leaves without title does so by order 2026-0004."


PRICE = (
    'price = { currency = "USD", per_btc = "90000.00", gross = "81.00", costs = "0.00", fixing = 2026-01-05, '
    'floor = "0.98" }\n'
)


def said(found: Clearance, number: str) -> str:
    """Return the sentence of a check."""
    return next(each.what for each in found.checks if each.id == number)


@pytest.mark.parametrize(
    ("basis", "form", "amount", "method"),
    [
        ("order 4-8/2026", "interlocutory", 10**9, "interlocutory"),
        ("order 4-9/2026", "seizure", 10**9, "interlocutory"),
        ("order 4-9/2026", "return", 10**9, "interlocutory"),
        ("order 4-9/2026", "interlocutory", 4_990_000 + PAID - 1, "interlocutory"),
        ("order 4-9/2026", "interlocutory", 10**9, "auction"),
        ("order 4-9/2026", "interlocutory", 10**9, "return"),
        ("order 4-9/2026", "seizure", 10**9, "return"),
    ],
)
def test_another_order_does_not(basis: str, form: str, amount: int, method: str) -> None:
    """One that the act does not name, of another form, of fewer satoshi, or for another method."""
    found = judged(paying("mixed", MIXED), of("L-0009", method=method, basis=basis, more=PRICE), order(form, amount))
    assert "D1" in failed(found)


@pytest.mark.parametrize("restricted", [True, False])
def test_proceeds_of_a_sale_before_title_are_restricted(restricted: bool) -> None:
    """Until a forfeiture or a return settles it the money is nobody's to spend."""
    sale = of("L-0009", method="interlocutory", basis="order 4-9/2026", more=PRICE)
    proceeds = Proceeds(account="Escrow", received=dt.date(2026, 1, 6), net=8_100, restricted=restricted)
    found = judged(paying("mixed", MIXED), with_sale(sale, proceeds=proceeds), order("interlocutory", 10**9))
    told = "Act 2026-0002 sells before title; its proceeds are not restricted."
    assert failed(found).get("D1") == (None if restricted else told)


def test_satoshi_that_the_title_book_does_not_hold_have_no_title() -> None:
    """Whatever they are, and wherever they would come from."""
    run = SatoshiRun(Outpoint(Txid("77" * 32), 0), 5, 10)
    first, *_ = title_gates(sources().books, Leaving(paid=(run,)), None)
    assert (first.state, first.what) == (
        GateState.FAIL,
        "satoshi of no lot: 0.00000010 of 0.00000010 BTC has no forfeiture in force.",
    )


@pytest.mark.parametrize("begins", ["", "in_force = 2026-01-07\n"])
@pytest.mark.parametrize("form", ["interlocutory", "return"])
def test_an_order_that_is_not_in_force_does_not(form: str, begins: str) -> None:
    """Nobody has said from when, or it is from tomorrow."""
    waiting = order(form, 10**9).replace("in_force = 2026-01-06\n", begins)
    sale = of("L-0009", method=form, basis="order 4-9/2026", more=PRICE if form == "interlocutory" else "")
    assert "D1" in failed(judged(paying("mixed", MIXED), sale, waiting))


def test_a_return_takes_only_from_the_wallets_that_its_order_names() -> None:
    """The coin lies in the reserve's; the order names the border's."""
    text = order("return", 10**9) + 'wallets = ["Border seizure wallet"]\n'
    back = of("L-0009", method="return", basis="order 4-9/2026")
    assert failed(judged(paying("mixed", MIXED), back, text)) == {
        "D1": "L-0009: 0.00094500 of 0.00094500 BTC is under no return order in force that the act names."
    }


def test_what_was_given_back_counts_against_the_order() -> None:
    """Order 2-140/2025 let 29,980,000 go, which act 2025-0005 paid: nothing is left."""
    back = of("L-0004", method="return", basis="order 2-140/2025")
    assert failed(judged(paying("back", BACK), back)) == {
        "D9": "Act 2026-0002 gives back 0.00090000 BTC; order 2025-0004 lets 0.00000000 BTC go yet."
    }


def test_a_return_order_in_money_lets_go_what_was_executed_for_it() -> None:
    """90,000 of L-0009 were executed at a fixing, the fee is 4,500 more; of 89,999 one satoshi too few."""
    money = order("return", 1).replace("amount_sat = 1\n", 'amount = "100.00"\ncurrency = "KZT"\n')
    taken = (
        'id = "2026-0005"\nkind = "execution"\ndate = 2026-01-06\nsigned_by = ["K. Example", "S. Sample"]\n'
        'order = "2026-0004"\nlots = { "L-0009" = EXECUTED }\nfixing = 2026-01-05\n'
        f'text = {{ file = "texts/2026-0005.txt", sha256 = "{"11" * 32}" }}\n'
    )
    back = of("L-0009", method="return", basis="order 4-9/2026")
    for executed in (PAID, PAID - 1):
        found = judged(paying("mixed", MIXED), back, money, taken.replace("EXECUTED", str(executed)))
        short = (
            "Act 2026-0002 takes 0.00094500 BTC of L-0009, fee included; order 2026-0004 lets 0.00089999 BTC of it go "
            "yet."
        )
        assert failed(found) == ({} if executed == PAID else {"D9": short})
        assert executed < PAID or said(found, "D9") == "Return order 2026-0004 stands in money."


def test_what_another_order_covers_is_not_sold_by_the_one_that_is_named() -> None:
    """Both are in force, the basis names the one over another coin."""
    other = order("interlocutory", 10**9).replace(COINS["mixed"], COINS["assigned"])
    other = other.replace("2026-0004", "2026-0005").replace("4-9/2026", "4-8/2026")
    for basis, passes in (("order 4-9/2026", True), ("order 4-8/2026", False)):
        sale = of("L-0009", method="interlocutory", basis=basis, more=PRICE)
        found = failed(judged(paying("mixed", MIXED), sale, order("interlocutory", 10**9), other))
        assert ("D1" not in found) == passes


@pytest.mark.parametrize(("case", "passes"), [("KZ-2025-0077", True), ("KZ-2025-0042", False)])
def test_a_label_is_one_of_its_case(case: str, passes: bool) -> None:
    """L-0010 is of label D of the second case: an order over a label D of the first does not open it."""
    text = order("return", 10**9).replace(f'outpoints = ["{COINS["mixed"]}"]', f'case = "{case}"\nlabels = ["D"]')
    back = of("L-0010", method="return", basis="order 4-9/2026")
    change = DraftOutput(BORDER - PAID - FEE, script_of("border"))
    found = judged(spend(["border"], [DraftOutput(PAID, BIDDER.script), change]), back, text)
    assert failed(found).keys() == (set() if passes else {"D3"})


def test_a_return_names_one_order() -> None:
    """Of two it is not told which lets how much go; none lets nothing go."""
    for basis, number in (("order 2-140/2025, order 4-9/2026", 2), ("decree 1", 0)):
        back = of("L-0009", method="return", basis=basis)
        found = failed(judged(paying("mixed", MIXED), back, order("return", 10**9)))
        text = f"Act 2026-0002 names {number} return orders in force on 2026-01-06 as its basis; expected one."
        assert found["D9"] == text


def test_a_pledged_lot_is_not_sold_before_title_either() -> None:
    """No order opens what is claimed or pledged."""
    pledge = (
        'id = "2026-0006"\nkind = "pledge"\ndate = 2026-01-06\nsigned_by = ["K. Example", "S. Sample"]\n'
        'lots = { "L-0007" = 160000000 }\nfrom = 2026-01-06\nclaimant = "C. Claimant"\n'
        f'text = {{ file = "texts/2026-0006.txt", sha256 = "{"11" * 32}" }}\n'
    )
    text = order("return", 10**9).replace(COINS["mixed"], COINS["assigned"])
    back = of("L-0007", method="return", basis="order 4-9/2026")
    assert failed(judged(paying("assigned", ASSIGNED), back, text)) == {}
    base = under(pledge.replace("160000000", "159990000"))
    assert set(failed(judged(paying("assigned", ASSIGNED), back, text, base=base))) == {"D2"}


def test_a_return_order_lets_it_go_back_without_title() -> None:
    """To whom it belongs the state gives what it never had title to, and no more than the order says."""
    back = of("L-0009", method="return", basis="order 4-9/2026")
    assert failed(judged(paying("mixed", MIXED), back, order("return", PAID))) == {}
    found = judged(paying("mixed", MIXED), back, order("return", PAID - 1))
    assert failed(found) == {
        "D9": "Act 2026-0002 gives back 0.00090000 BTC; order 2026-0004 lets 0.00089999 BTC go yet."
    }


def test_a_return_says_to_whom() -> None:
    """Without a counterparty nobody is named, and nobody was screened."""
    back = of("L-0009", method="return", basis="order 4-9/2026", counterparty=None)
    assert failed(judged(paying("mixed", MIXED), back, order("return", PAID))) == {
        "D6": "Act 2026-0002 does not name who receives.",
        "D9": "Act 2026-0002 does not say to whom it gives back.",
    }


def with_sale(text: str, **changes: object) -> DisposalAct:
    """Return a disposal with what it says of the sale changed, past what its reader refuses."""
    found = act(text)
    assert isinstance(found, DisposalAct)
    assert found.sale is not None
    return replace(found, sale=replace(found.sale, **changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("persons", "text"),
    [
        ((), "Act 2026-0002 takes two different persons; 0 authorised it."),
        (("K. Example",), "Act 2026-0002 takes two different persons; 1 authorised it."),
        (("K. Example", "EXAMPLE K."), "Act 2026-0002 takes two different persons; 1 authorised it."),
        (("K. Example", "Example Bidder"), "Example Bidder authorised it and receives it."),
    ],
)
def test_two_different_persons_authorise(persons: tuple[str, ...], text: str) -> None:
    """One person under two spellings is one; nobody authorises what he receives."""
    given = tuple(Authorisation(each, dt.date(2026, 1, 6)) for each in persons)
    found = judged(paying("back", BACK), with_sale(of("L-0004"), authorised=given))
    assert failed(found) == {"D4": text}


def test_what_is_authorised_tomorrow_is_not_authorised() -> None:
    """The day of the clearance counts."""
    given = (Authorisation("K. Example", dt.date(2026, 1, 6)), Authorisation("S. Sample", dt.date(2026, 1, 7)))
    found = judged(paying("back", BACK), with_sale(of("L-0004"), authorised=given))
    assert failed(found) == {"D4": "Act 2026-0002 takes two different persons; 1 authorised it."}


OUT_OF_TERM = "P-1 authorised it on 2026-01-06, when the term of K. Example did not run."


@pytest.mark.parametrize(
    ("more", "body", "text"),
    [
        ({}, "NIC", None),
        (
            {"until": dt.date(2026, 1, 5)},
            "NIC",
            "P-1 authorised it on 2026-01-06, when the term of K. Example did not run.",
        ),
        ({}, "Example Bidder", "K. Example authorised it and is of Example Bidder, who receives it."),
        ({"name": "S. Sample"}, "NIC", "Act 2026-0002 takes two different persons; 1 authorised it."),
    ],
)
def test_persons_are_those_of_the_security_register(more: dict[str, object], body: str, text: str | None) -> None:
    """A number stands for its person; terms run, bodies are not the receiver's, two numbers may be one person."""
    person = Person(
        id="P-1", name="K. Example", body=body, role="head", since=dt.date(2025, 1, 1), until=None, substitute=None
    )
    given = tuple(Authorisation(each, dt.date(2026, 1, 6)) for each in ("P-1", "S. Sample"))
    held = under(with_sale(of("L-0004"), authorised=given))
    found = cleared(
        paying("back", BACK),
        replace(held, security=replace(held.security, persons=(replace(person, **more),))),  # type: ignore[arg-type]
    )
    assert failed(found) == ({} if text is None else {"D4": text})


@pytest.mark.parametrize(
    ("counterparty", "text"),
    [
        (None, "Act 2026-0002 does not name who receives."),
        ('{ name = "Bidder" }', "Bidder was not screened, or what the search found is not named by its hash."),
        (
            f'{{ name = "Bidder", screened = 2025-12-29, screening_sha256 = "{"5c" * 32}" }}',
            "Bidder was screened on 2025-12-29; at most 7 days before 2026-01-06 count.",
        ),
        (
            f'{{ name = "Bidder", licence = "VASP-1", screened = {DAY}, screening_sha256 = "{"5c" * 32}" }}',
            "Bidder is licensed, and the act names no travel-rule payload.",
        ),
        (
            f'{{ name = "Bidder", ivms101 = "acts/a.json", screened = {DAY}, screening_sha256 = "{"5c" * 32}" }}',
            "The travel-rule payload acts/a.json is not on file.",
        ),
    ],
)
def test_the_receiver_is_named_and_screened(counterparty: str | None, text: str) -> None:
    """Screened at most seven days before; who is licensed is sent a payload."""
    assert failed(judged(paying("back", BACK), of("L-0004", counterparty=counterparty))) == {"D6": text}


def test_a_screening_of_seven_days_before_counts() -> None:
    """The bound itself is inside."""
    other = COUNTERPARTY.replace(DAY, "2025-12-30")
    assert failed(judged(paying("back", BACK), of("L-0004", counterparty=other))) == {}


def test_a_sale_without_prices_on_file_must_not_be_signed() -> None:
    """What cannot be looked at does not pass."""
    found = judged(paying("back", BACK), of("L-0004", method="auction", more=PRICE))
    assert failed(found) == {"D7": "The register sets no price, so that no floor can be looked at."}
    assert next(each.state for each in found.checks if each.id == "D7") is GateState.NOT_CHECKED
    assert found.verdict != MAY


def test_nothing_untitled_comes_into_the_reserve() -> None:
    """L-0009 lies under no forfeiture; from a wallet of another stage it must not go to the reserve's."""
    draft = spend(["border"], [own(BORDER - FEE)])
    assert failed(judged(draft)) == {"D1": "L-0010: 0.39965500 BTC would come into the reserve without title."}


class Fixings:
    """Prices on file: one fixing, of 2026-01-05."""

    def on(self, day: dt.date) -> DayPrice | None:
        """Return the last fixing up to a day."""
        fixed = dt.date(2026, 1, 5)
        if day < fixed:
            return None
        return DayPrice(day=day, fixing=fixed, cents=9_000_000, quality=Quality.A, sha256="00" * 32)


class Rates:
    """Tenge for one dollar and one euro; nothing else."""

    def on(self, currency: str, day: dt.date) -> DayRate | None:
        """Return a rate."""
        kzt = {"USD": Fraction(500), "EUR": Fraction(600)}.get(currency)
        return None if kzt is None else DayRate(currency=currency, as_of=day, kzt=kzt, source="", sha256="")


def priced() -> ClearanceSources:
    """Return what transactions are held against where prices are on file."""
    held = sources()
    return replace(held, books=replace(held.books, pricing=Pricing(Fixings(), Rates())))


@pytest.mark.parametrize(
    ("price", "state"),
    [
        (("USD", "88200.00", "2026-01-05"), "PASS"),
        (("USD", "88199.99", "2026-01-05"), "FAIL"),
        (("USD", "99999.99", "2026-01-04"), "FAIL"),
        (("USD", "99999.99", "2026-01-06"), "FAIL"),
        (("KZT", "44100000.00", "2026-01-05"), "PASS"),
        (("KZT", "44099999.99", "2026-01-05"), "FAIL"),
        (("EUR", "73500.00", "2026-01-05"), "PASS"),
        (("EUR", "73499.99", "2026-01-05"), "FAIL"),
        (("CHF", "99999.99", "2026-01-05"), "NOT-CHECKED"),
    ],
)
def test_a_price_is_held_against_the_fixing_in_its_own_currency(price: tuple[str, str, str], state: str) -> None:
    """0.98 of 90,000.00 USD are 88,200.00; of 45,000,000.00 KZT 44,100,000.00; of 75,000.00 EUR 73,500.00."""
    currency, per_btc, fixing = price
    more = (
        f'price = {{ currency = "{currency}", per_btc = "{per_btc}", gross = "81.00", costs = "0.00", '
        f'fixing = {fixing}, floor = "0.98" }}\n'
    )
    found = judged(paying("back", BACK), of("L-0004", method="otc", more=more), base=priced())
    gate = next(each for each in found.checks if each.id == "D7")
    assert gate.state.value == state, gate.what
    assert (found.verdict == MAY) == (state == "PASS")


def test_a_price_says_what_it_is_held_against() -> None:
    """In words: the price, the fixing, the floor."""
    found = judged(paying("back", BACK), of("L-0004", method="otc", more=PRICE), base=priced())
    assert said(found, "D7") == (
        "90000.00 USD for one bitcoin; the fixing of 2026-01-05 is 90000.00 USD, the floor 0.98 of it."
    )


def limited(*kinds: LimitKind, report: bool = True, bound: LimitSide = LimitSide.MOST) -> ClearanceSources:
    """Return what transactions are held against where hard limits are broken; `report` False: nothing is measured."""
    held = sources()
    limits = tuple(
        Limit(
            id=kind.value, kind=kind, most=Fraction(1), least=None, worst=None, severity=LimitSeverity.HARD,
            cure_days=0, set_by=None, begins=dt.date(2025, 1, 1),
        )
        for kind in kinds
    )  # fmt: skip
    broken = [
        SimpleNamespace(limit=each.id, kind=each.kind, first_day=dt.date(2026, 1, 2), bound=bound) for each in limits
    ]
    register = replace(held.books.register, limits=limits)
    told: Any = SimpleNamespace(enforced=tuple(broken)) if report else None
    return replace(held, books=replace(held.books, register=register), limits=told)


def test_a_broken_hard_limit_stops_a_disposal_unless_it_brings_it_nearer() -> None:
    """Selling makes the share smaller: a share above its most is no reason to stop; one below its least is."""
    text = "Limit day_out_sat is broken since 2026-01-02 and not waived."
    assert failed(judged(paying("back", BACK), of("L-0004"), base=limited(LimitKind.DAY_OUT_SAT))) == {"D8": text}
    assert failed(judged(paying("back", BACK), of("L-0004"), base=limited(LimitKind.SHARE_EXCL))) == {}
    low = limited(LimitKind.SHARE_EXCL, bound=LimitSide.LEAST)
    assert set(failed(judged(paying("back", BACK), of("L-0004"), base=low))) == {"D8"}


def test_hard_limits_that_nothing_measures_stop_it() -> None:
    """What cannot be looked at does not pass."""
    found = judged(paying("back", BACK), of("L-0004"), base=limited(LimitKind.DAY_OUT_SAT, report=False))
    assert failed(found) == {"D8": "Nothing is on file by which hard limits are measured."}


def test_a_payload_is_judged_and_names_the_address_that_is_paid() -> None:
    """Valid by the standard, and of this payment."""
    other = COUNTERPARTY.replace("screened", 'licence = "VASP-1", ivms101 = "acts/a.json", screened', 1)
    text = of("L-0004", counterparty=other)

    def told(payload: dict[str, Any]) -> dict[str, str]:
        held = replace(sources(), payloads={"acts/a.json": json.dumps(payload).encode()})
        return failed(judged(paying("back", BACK), text, base=held))

    right = copy.deepcopy(ALICE_2023)
    right["beneficiary"]["beneficiaryPerson"][0]["accountNumber"] = [BIDDER.address]
    assert told(right) == {}
    assert told(ALICE_2023) == {
        "D6": "The travel-rule payload acts/a.json names other accounts than those that the act pays."
    }
    second = single("second bidder", "p2wpkh").script
    two = disposal({"L-0004": 60_000 + FEE}, [(BIDDER.script, 50_000), (second, 10_000)], counterparty=other)
    pays = [DraftOutput(50_000, BIDDER.script), DraftOutput(10_000, second), own(BACK - 60_000 - FEE)]
    held = replace(sources(), payloads={"acts/a.json": json.dumps(right).encode()})
    assert "names other accounts" in failed(cleared(spend(["back"], pays), under(two, base=held)))["D6"]
    del right["originator"]
    assert "is not valid" in told(right)["D6"]


def test_seized_coins_move_within_custody_though_nobody_has_title() -> None:
    """L-0010 is under a seizure and open to appeal: the fee that takes it to another script of the wallet may leave."""
    found = cleared(spend(["border"], [DraftOutput(BORDER - FEE, script_of("border"))]))
    assert (failed(found), found.verdict) == ({}, MAY)
    assert said(found, "D1") == "Only the fee leaves, of satoshi with title or held under an order."


def test_what_nobody_asked_for_pays_no_fee() -> None:
    """Dust of no lot and under no order may be moved with others, whose satoshi pay the fee; not by its own."""
    alone = cleared(spend(["dust"], [own(10_000 - 90)]))
    assert failed(alone) == {"D1": "satoshi of no lot: 0.00000090 of 0.00000090 BTC has no forfeiture in force."}
    assert failed(cleared(spend(["dust", "back"], [own(10_000 + BACK - FEE)]))) == {}


def test_a_term_is_looked_at_on_the_day_of_the_authorisation() -> None:
    """Who was in office when he signed has authorised, though his term is over when it is sent."""
    person = Person(
        id="P-1", name="K. Example", body="NIC", role="head", since=dt.date(2025, 1, 1), until=dt.date(2026, 1, 5),
        substitute=None,
    )  # fmt: skip
    given = tuple(Authorisation(each, dt.date(2026, 1, 5)) for each in ("P-1", "S. Sample"))
    held = under(with_sale(of("L-0004"), authorised=given))
    found = cleared(paying("back", BACK), replace(held, security=replace(held.security, persons=(person,))))
    assert failed(found) == {}


def test_an_act_of_tomorrow_and_a_search_of_tomorrow_do_not_count_today() -> None:
    """Neither was there when it was signed; a search whose result nobody can name is none."""
    late = with_sale(of("L-0004"))
    late = replace(late, head=replace(late.head, date=dt.date(2026, 1, 7)))
    assert failed(judged(paying("back", BACK), late)) == {"D4": "Act 2026-0002 is of 2026-01-07, after 2026-01-06."}
    other = COUNTERPARTY.replace(DAY, "2026-01-07")
    assert failed(judged(paying("back", BACK), of("L-0004", counterparty=other))) == {
        "D6": "Example Bidder was screened on 2026-01-07; at most 7 days before 2026-01-06 count."
    }
    assert late.sale is not None
    assert late.sale.counterparty is not None
    nameless = with_sale(of("L-0004"), counterparty=replace(late.sale.counterparty, screening_sha256=None))
    assert failed(judged(paying("back", BACK), nameless)) == {
        "D6": "Example Bidder was not screened, or what the search found is not named by its hash."
    }


class FixedToday(Fixings):
    """A fixing of the day of the clearance, DAY."""

    def on(self, day: dt.date) -> DayPrice | None:
        """Return it on its day."""
        found = super().on(day)
        return None if found is None or day.isoformat() != DAY else replace(found, fixing=day)


def test_the_fixing_of_the_day_itself_counts() -> None:
    """It is on file by then, or it is not."""
    held = priced()
    held = replace(held, books=replace(held.books, pricing=Pricing(FixedToday(), Rates())))
    text = of("L-0004", method="otc", more=PRICE.replace("2026-01-05", DAY))
    gate = next(each for each in judged(paying("back", BACK), text, base=held).checks if each.id == "D7")
    assert gate.state is GateState.PASS, gate.what


def test_more_of_a_lot_than_the_act_names_is_told_as_less_is() -> None:
    """Both are another amount than was authorised."""
    held = under(of("L-0004"))
    run = next(each.run for each in held.books.title.runs if each.lot == "L-0004" and each.run.sat > 100_000)
    found = act(of("L-0004"))
    assert isinstance(found, DisposalAct)
    for sat, told in ((PAID + FEE - 1, True), (PAID + FEE, False), (PAID + FEE + 1, True)):
        first, *_ = title_gates(held.books, Leaving(paid=(SatoshiRun(run.receipt, run.start, sat),)), found)
        assert (f"L-0004: act 2026-0002 names 0.00094500 BTC; 0.{sat:08} BTC is there." in first.what) == told


def test_without_a_transaction_the_satoshi_with_the_best_title_count() -> None:
    """A part of L-0003 is pledged: an act of no more than the rest passes D2, one of a satoshi more does not."""
    runs = [each for each in sources().books.title.runs if each.lot == "L-0003"]
    pledged = sum(each.run.sat for each in runs if each.title is Title.ENCUMBERED)
    free = sum(each.run.sat for each in runs) - pledged
    assert pledged
    for sat, passes in ((free, True), (free + 1, False)):
        found = act(disposal({"L-0003": sat}, [(BIDDER.script, sat - FEE)]))
        assert isinstance(found, DisposalAct)
        held = under(found).books
        states = {each.id: each.state for each in title_gates(held, wanted(found, held), found)}
        assert (states["D2"] is GateState.PASS) == passes
