"""Limits on custody, by hand: insurance by peril, wallets online, the age of keys; written and read back."""

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from tests.reserve.limits.limit_days import FIRST, limit_day, quantities
from tests.reserve.security.test_cover import policy
from tests.reserve.written import register
from tracer.chain.amount import COIN
from tracer.errors import IntegrityError
from tracer.formats import canonical
from tracer.formats.json_cursor import JsonCursor
from tracer.reserve.limits import custody
from tracer.reserve.limits.custody import CustodyFacts, custody_facts
from tracer.reserve.limits.limit_rows import LimitDay, Measure
from tracer.reserve.limits.measures import NO_FIXING, NOT_ON_FILE, POLICY_CURRENCY, measure
from tracer.reserve.security.security_rows import (
    Ceremony,
    CeremonyPurpose,
    InsurancePolicy,
    Peril,
    Quorum,
    SecurityRegister,
    SigningKey,
)
from tracer.reserve.terms import LimitKind

FIVE_THOUSAND = quantities(5000, wallets={"W": 5000 * COIN, "Empty": 0})
"""5,000 coins; at 70,000 they are 350 million."""


def key(number: int, ceremony: str | None = None, site: str = "S", retired: dt.date | None = None) -> SigningKey:
    """Return a key."""
    return SigningKey(
        fingerprint=f"{number:08x}", xpub_sha256=None, quorum="Q", holder="P", site=site, device="D", firmware=None,
        backups=(), ceremony=ceremony, retired=retired,
    )  # fmt: skip


def ceremony(name: str, date: dt.date, purpose: CeremonyPurpose = CeremonyPurpose.GENERATE) -> Ceremony:
    """Return a ceremony."""
    return Ceremony(
        id=name, date=date, site="S", purpose=purpose, persons=(), witnesses=(), script_sha256=None, devices=(),
        keys=(), protocol="p", protocol_sha256="00" * 32,
    )  # fmt: skip


def facts(**rows: object) -> CustodyFacts:
    """Return what a security register says on the first day, written and read back."""
    found = custody_facts(SecurityRegister(**rows), register(), FIRST)  # type: ignore[arg-type]
    assert custody.read(JsonCursor.of(canonical.dumps(found.as_json()), "custody")) == found
    return found


def day(found: CustodyFacts | None) -> LimitDay:
    """Return a day on which 5,000 coins lie in one wallet."""
    return replace(limit_day(1), quantities=FIVE_THOUSAND, custody=found)


def insured(
    name: str, limit: int, deductible: int = 0, *, perils: tuple[Peril, ...], currency: str = "USD"
) -> InsurancePolicy:
    """Return a policy of the first day on the wallet and the site of these tests, in millions."""
    return policy(
        name, limit, deductible, perils=perils, currency=currency, wallets=("W",), sites=("S",), begins=FIRST,
        until=FIRST,
    )  # fmt: skip


def test_cover_by_peril_over_what_is_held() -> None:
    """350 million: theft by 200 above 5 and by 80 more pays 280, 80 %; technical 100 above 1 pays 28.57 %."""
    theft, technical = (Peril.THEFT_OUTSIDE,), (Peril.TECHNICAL,)
    policies = (
        insured("a", 200, 5, perils=theft), insured("b", 80, perils=theft),
        insured("c", 100, 1, perils=technical),
    )  # fmt: skip
    found = facts(policies=policies, keys=(key(1),))
    assert measure(LimitKind.COVER_RATIO, day(found)) == (
        Measure("theft by outsiders", Fraction(280, 350)), Measure("technical failure", Fraction(100, 350)),
    )  # fmt: skip
    over = replace(day(found), day=FIRST + dt.timedelta(days=1))
    assert {each.value for each in measure(LimitKind.COVER_RATIO, over)} == {Fraction(0)}
    elsewhere = facts(policies=policies, keys=(key(1), key(2, site="T")))
    assert {each.value for each in measure(LimitKind.COVER_RATIO, day(elsewhere))} == {Fraction(0)}
    other = replace(FIVE_THOUSAND, wallets={"W": COIN, "V": 4999 * COIN})
    assert {each.value for each in measure(LimitKind.COVER_RATIO, replace(day(found), quantities=other))} == {
        Fraction(0)
    }
    none = replace(day(found), quantities=quantities(0, wallets={"W": 0}))
    assert {each.value for each in measure(LimitKind.COVER_RATIO, none)} == {Fraction(1)}
    tenge = facts(policies=(insured("a", 9, perils=theft, currency="KZT"),), keys=())
    assert measure(LimitKind.COVER_RATIO, day(tenge)) == (Measure("theft by outsiders", None, why=POLICY_CURRENCY),)
    for bare in (None, facts()):
        assert measure(LimitKind.COVER_RATIO, day(bare)) == (
            Measure(None, None, why=NOT_ON_FILE[LimitKind.COVER_RATIO]),
        )  # fmt: skip
    assert measure(LimitKind.COVER_RATIO, replace(day(found), fixing=None)) == (Measure(None, None, why=NO_FIXING),)


def test_what_lies_in_wallets_online() -> None:
    """By the quorum that a wallet names; of a wallet that holds something somebody says it, or nothing is known."""
    held = {"Seizure 2": 0, "State reserve wallet": 3 * COIN}
    unknown = (Measure(None, None, why=NOT_ON_FILE[LimitKind.HOT_SHARE]),)
    for online, expected in ((True, Fraction(1)), (False, Fraction(0)), (None, None)):
        quorum = Quorum(name="Reserve 3 of 5", needed=3, keys=5, recovery_blocks=None, recovery=None, online=online)
        found = facts(quorums=(quorum,))
        at = replace(day(found), quantities=quantities(3, wallets=held))
        assert measure(LimitKind.HOT_SHARE, at) == (unknown if expected is None else (Measure(None, expected),))
        more = replace(day(found), quantities=quantities(4, wallets={**held, "Seizure 2": COIN}))
        assert measure(LimitKind.HOT_SHARE, more) == unknown
    two = CustodyFacts(online={"A": True, "B": False})
    assert two.hot({"A": 1, "B": 3}) == Fraction(1, 4)
    assert two.hot({"A": 0, "B": 0}) == 0
    assert measure(LimitKind.HOT_SHARE, day(None)) == unknown


def test_how_old_the_oldest_key_in_use_is() -> None:
    """By the ceremony that made it; one that was retired or made later counts not, one without a ceremony hides all."""
    early, late = FIRST - dt.timedelta(days=400), FIRST - dt.timedelta(days=10)
    made = (ceremony("C1", early), ceremony("C2", late, CeremonyPurpose.ROTATE))
    found = facts(keys=(key(1, "C1"), key(2, "C2")), ceremonies=made)
    assert measure(LimitKind.KEY_AGE_DAYS, day(found)) == (Measure(None, Fraction(400)),)
    assert found.key_age(early - dt.timedelta(days=1)) is None
    retired = facts(keys=(key(1, "C1", retired=FIRST), key(2, "C2")), ceremonies=made)
    assert retired.key_age(FIRST) == 10
    assert retired.key_age(FIRST - dt.timedelta(days=1)) == 399
    assert facts(keys=(key(1, "C1"), key(2)), ceremonies=made).key_age(FIRST) is None
    test = (ceremony("C1", early, CeremonyPurpose.RECOVERY_TEST),)
    assert facts(keys=(key(1, "C1"),), ceremonies=test).key_age(FIRST) is None
    unknown = (Measure(None, None, why=NOT_ON_FILE[LimitKind.KEY_AGE_DAYS]),)
    assert measure(LimitKind.KEY_AGE_DAYS, day(facts())) == measure(LimitKind.KEY_AGE_DAYS, day(None)) == unknown


def _damaged(value: object) -> Iterator[object]:
    """Yield a JSON value with each text or key in it, one at a time, made into something that is none."""
    if isinstance(value, dict):
        for key in value:
            yield {("x" if each == key else each): kept for each, kept in value.items()}
            for other in _damaged(value[key]):
                yield {**value, key: other}
    elif isinstance(value, str):
        yield "x"


def test_facts_of_another_form_are_told_and_end_in_no_traceback() -> None:
    """Whatever a bundle says of custody: it is read, or refused with its place."""
    layers = (insured("a", 200, 5, perils=(Peril.THEFT_OUTSIDE,)),)
    ceremonies = (ceremony("C", FIRST),)
    keys = (key(1, "C"), key(2, retired=FIRST))
    told = custody_facts(SecurityRegister(policies=layers, keys=keys, ceremonies=ceremonies), register(), FIRST)
    refused = []
    for other in _damaged(json.loads(canonical.dumps(told.as_json()))):
        try:
            custody.read(JsonCursor(other, "custody"))  # type: ignore[arg-type]
        except IntegrityError as error:
            refused.append(str(error))
    assert len(refused) > 15
    assert all(each.startswith("custody") for each in refused)
