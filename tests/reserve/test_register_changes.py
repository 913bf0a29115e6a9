"""Keys and limits of a register that change without a convention since a period was closed."""

import datetime as dt
from dataclasses import replace
from fractions import Fraction

import pytest

from tests.reserve.written import register
from tracer.chain.amount import Sats
from tracer.reserve.act_terms import ConventionTerms
from tracer.reserve.acts import ActHead, ActId, ActKind, ActsInForce, OtherAct
from tracer.reserve.days import Period
from tracer.reserve.register import Fork, Register
from tracer.reserve.register_changes import KEYS, register_changes
from tracer.reserve.register_settings import states_price
from tracer.reserve.terms import FetchTerms, PriceTerms, SecurityTerms

NONE = ActsInForce((), ())
VALUES = {"kind": "share_excl", "max": "0.0100", "severity": "hard"}


def convention(number: str, name: str, **values: str) -> OtherAct:
    """Return a convention."""
    head = ActHead(
        id=ActId(number),
        kind=ActKind.CONVENTION,
        date=dt.date(2026, 10, 1),
        text=None,
        signed_by=("A", "B"),
        corrects=None,
        supersedes=None,
        sha256="00" * 32,
    )
    return OtherAct(head=head, terms=ConventionTerms(name=name, values=values))


def told(now: Register, *acts: OtherAct, before: tuple[OtherAct, ...] = ()) -> list[str]:
    """Return what is said of a register beside the one of the tests."""
    own = ActsInForce((*before, *acts), (*before, *acts))
    was = ActsInForce(before, before)
    return [text for _, text in register_changes(register(), was, now, own, Period.parse("2026Q3"))]


CHANGES = (
    ("zone", {"zone": "Pacific/Kiritimati"}, "Asia/Almaty", "Pacific/Kiritimati"),
    ("publish_addresses", {"publish_addresses": True}, "false", "true"),
    ("dust_sat", {"dust": 1_000_000}, "10000", "1000000"),
    ("currency", {"currency": "EUR"}, "KZT", "EUR"),
    ("profile", {"profile": "sv"}, "kz", "sv"),
    ("body", {"body": "Another"}, "National Investment Corporation", "Another"),
    ("bodies", {"bodies": ("A", "B")}, "National Investment Corporation", "A, B"),
)


@pytest.mark.parametrize(("key", "change", "old", "new"), CHANGES, ids=[each[0] for each in CHANGES])
def test_a_key_changes_by_a_convention_alone(key: str, change: dict[str, object], old: str, new: str):
    """Without one it is told; one with another value, one that the period knew, one of another name do not help."""
    now = replace(register(), **change)  # type: ignore[arg-type]
    said = (
        f"register.toml: {key} is {new} and was {old} when 2026Q3 was closed: put it back, or write an act of kind "
        f'convention with name = "register" and {key} in its values, signed by two persons.'
    )
    own = convention("2026-0009", "register", **{key: new})
    assert told(now) == [said]
    assert told(now, own) == []
    assert told(now, before=(own,)) == [said]
    assert told(now, convention("2026-0009", "register", **{key: "x"})) == [said]
    assert told(now, convention("2026-0009", "others", **{key: new})) == [said]


def test_nothing_else_is_compared_here():
    """The same register is silent, and the keys are those by which figures or what is published hang."""
    assert told(register()) == []
    assert set(KEYS) == {each[0] for each in CHANGES} | {"network"}


def test_limits_change_by_conventions_alone():
    """A limit raised, one new, one gone, where no act of its name is on file; with one that act is asked."""
    (limit,) = register().limits
    raised = replace(register(), limits=(replace(limit, most=Fraction(1)),))
    said = (
        'register.toml: limit "share-max" {} since 2026Q3 was closed: put it back, or set it by an act of kind '
        'convention with name = "limit/share-max", signed by two persons.'
    )
    assert told(raised) == told(raised, convention("2026-0009", "limits/1", x="1")) == [said.format("is another")]
    by_other = replace(raised, limits=(replace(raised.limits[0], set_by=ActId("2026-0009")),))
    assert told(by_other, convention("2026-0009", "reserves/1", reserves="net")) == [said.format("is another")]
    assert told(raised, convention("2026-0009", "limit/share-max", **{**VALUES, "from": "2026-10-01"})) == []
    more = replace(register(), limits=(limit, replace(limit, id="second")))
    assert told(more) == [said.format("is new").replace("share-max", "second")]
    gone = replace(register(), limits=())
    assert told(gone) == [
        'register.toml: limit "share-max" is gone since 2026Q3 was closed: put it back, and end it by an act of kind '
        'convention with name = "limit/share-max", signed by two persons.'
    ]


def test_no_act_written_since_sets_a_limit_in_a_closed_period():
    """On its last day, that is; one that the period knew may, one that begins the day after may."""
    early = convention("2026-0009", "limit/share-max", **{**VALUES, "from": "2026-09-30"})
    early = replace(early, head=replace(early.head, date=dt.date(2026, 9, 30)))
    assert told(register(), early) == [
        'acts/2026-0009.toml: it would set limit "share-max" from 2026-09-30 on, and 2026Q3 is closed: a limit that is '
        "set later begins after 2026-09-30."
    ]
    assert told(register(), before=(early,)) == []
    assert told(register(), convention("2026-0009", "limit/share-max", **{**VALUES, "from": "2026-10-01"})) == []


PRICE = PriceTerms(exchanges=("a", "b", "c"), set_by=ActId("2026-0001"))


def beside(was: Register, now: Register, *acts: OtherAct) -> list[str]:
    """Return what is said of a register beside another that a period was closed with."""
    own = ActsInForce(acts, acts)
    return [text for _, text in register_changes(was, NONE, now, own, Period.parse("2026Q3"))]


def changed(place: str, new: str, old: str, named: str) -> str:
    """Return the sentence on a setting."""
    return (
        f"register.toml: {place} is {new} and was {old} when 2026Q3 was closed: put it back, or write an act of kind "
        f"convention with name = {named}, signed by two persons."
    )


def test_a_price_goes_by_a_convention_alone():
    """Without `[price]` nothing has a value; one that comes is set by its own act."""
    priced, bare = replace(register(), price=PRICE), replace(register(), price=None)
    assert beside(priced, bare) == [changed("price", "none", "set", '"register" and price = "none" in its values')]
    assert beside(priced, bare, convention("2026-0009", "register", price="none")) == []
    assert beside(priced, bare, convention("2026-0009", "price/2", price="none")) != []
    assert beside(bare, priced) == []


@pytest.mark.parametrize(
    ("change", "key", "old", "new", "stated"),
    [
        ({"max_deviation": Fraction(1, 2)}, "max_deviation", "0.1", "0.5", "0.50"),
        ({"exchanges": ("a", "b", "d")}, "exchanges", "a, b, c", "a, b, d", "a, b, d"),
        ({"min_trades": 1}, "min_trades", "10", "1", "1"),
        ({"fixing": (dt.time(16), "Europe/London")}, "fixing", "none", "16:00 Europe/London", "16:00 Europe/London"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_parameters_of_pricing_change_by_the_convention_of_set_by(
    change: dict[str, object], key: str, old: str, new: str, stated: str
):
    """Also those that its act did not state: they are the usual ones until another act states others."""
    was = replace(register(), price=PRICE)
    edited = replace(was, price=replace(PRICE, **change))  # type: ignore[arg-type]
    said = changed(f"price.{key}", new, old, f'"price/N", the next number, and {key} in its values, named by set_by')
    own = convention("2026-0009", "price/2", **{key: stated})
    assert beside(was, edited) == beside(was, edited, own) == [said]
    by_act = replace(was, price=replace(PRICE, set_by=ActId("2026-0009"), **change))  # type: ignore[arg-type]
    assert beside(was, by_act, own) == []
    assert said in beside(was, by_act, convention("2026-0009", "price/2", **{key: "7"}))
    assert said in beside(was, by_act, convention("2026-0009", "limits/2", **{key: stated}))
    assert (said in beside(was, by_act, convention("2026-0009", "price/2", x="1"))) is True
    assert beside(by_act, was, convention("2026-0001", "price/3", exchanges="a, b, c")) == []


SETTINGS = (
    ({"security": SecurityTerms(min_sites=1)}, "security", "min_sites", "security.min_sites", "1", "2"),
    ({"security": SecurityTerms(min_persons=1)}, "security", "min_persons", "security.min_persons", "1", "none"),
    ({"security": SecurityTerms(test_max=Sats(5))}, "security", "test_max_sat", "security.test_max_sat", "5", "100000"),
    ({"fetch": FetchTerms(allowed=True)}, "fetch", "allowed", "fetch.allowed", "true", "false"),
    (
        {"fetch": FetchTerms(servers={"kraken": "https://a.example"})},
        "fetch", "kraken", "fetch.kraken", "https://a.example", "none",
    ),
    ({"forks": ()}, "forks", "BCH", 'fork "BCH"', "none", "478558"),
)  # fmt: skip


@pytest.mark.parametrize(("change", "name", "key", "place", "new", "old"), SETTINGS, ids=[each[3] for each in SETTINGS])
def test_other_tables_change_by_a_convention_of_their_name(
    change: dict[str, object], name: str, key: str, place: str, new: str, old: str
):
    """Minima of security, who may be asked for quotes, forks: with the value, by an act written since."""
    was = replace(register(), forks=(Fork("BCH", 478_558),))
    now = replace(was, **change)  # type: ignore[arg-type]
    assert beside(was, now) == [changed(place, new, old, f'"{name}" and {key} in its values')]
    assert beside(was, now, convention("2026-0009", name, **{key: new})) == []
    assert len(beside(was, now, convention("2026-0009", name, **{key: "x"}))) == 1
    assert len(beside(was, now, convention("2026-0009", "register", **{key: new}))) == 1
    assert beside(replace(was, forks=()), was) == []


def test_what_custody_hangs_by_stays_with_its_wallet_and_account():
    """The quorum of a wallet, its custodian, who owes an account and by which contract; the account itself."""
    (one, two, *rest), (account,) = register().wallets, register().accounts
    was = replace(
        register(),
        wallets=(one, replace(two, custodian="Trust"), *rest),
        accounts=(replace(account, contract="2026-0001"),),
    )
    bare = replace(two, quorum=None, custodian=None)
    named = 'wallet "State reserve wallet": '
    assert beside(was, replace(was, wallets=(one, bare, *rest))) == [
        changed(f"{named}quorum", "none", "Reserve 3 of 5", '"wallet/State reserve wallet" and quorum in its values'),
        changed(f"{named}custodian", "none", "Trust", '"wallet/State reserve wallet" and custodian in its values'),
    ]
    given = {"quorum": "none", "custodian": "none"}
    act = convention("2026-0009", "wallet/State reserve wallet", **given)
    assert beside(was, replace(was, wallets=(one, bare, *rest)), act) == []
    gone = beside(was, replace(was, accounts=()))
    assert [text.partition(" when ")[0] for text in gone] == [
        'register.toml: account "Custodian X, account 7": custodian is none and was Custodian X',
        'register.toml: account "Custodian X, account 7": contract is none and was 2026-0001',
    ]
    assert beside(was, replace(was, wallets=(one, *rest))) == []
    assert beside(replace(was, wallets=(one, bare, *rest)), was) == []


def test_which_exchanges_are_asked_is_never_left_out():
    """An act that states none of them does not change them, not even to none."""
    assert not states_price(ConventionTerms(name="price/2", values={"x": "1"}), "exchanges", "none")
    assert not states_price(ConventionTerms(name="price/2", values={"x": "1"}), "exchanges", "")
    assert states_price(ConventionTerms(name="price/2", values={"x": "1"}), "min_trades", "10")
