"""Insurance by peril: worked by hand, and its laws."""

import datetime as dt
import random
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from tests.counts import count
from tests.reserve.security.sample import DAY, security
from tracer.reserve.security.cover import Cover, cover
from tracer.reserve.security.security_rows import InsurancePolicy, Peril

MILLION = 100_000_000
"""Cents in a million dollars."""
POLICY = security().policies[0]
THEFT = Peril.THEFT_OUTSIDE


def policy(name: str, limit: int, deductible: int = 0, attachment: int = 0, **more: object) -> InsurancePolicy:
    """Return a policy against theft, money in millions of dollars."""
    made = replace(
        POLICY,
        id=name,
        perils=(THEFT,),
        limit=limit * MILLION,
        deductible=deductible * MILLION,
        attachment=attachment * MILLION,
    )
    return replace(made, **more)  # type: ignore[arg-type]


def of(policies: Sequence[InsurancePolicy], loss: int, day: dt.date = DAY, **more: object) -> Cover:
    """Return the cover of a loss of so many cents; a cent of any currency is a cent, but for a hundred tenge."""
    given: dict[str, object] = {"wallets": ["State reserve wallet"], "sites": ["S-1", "S-2", "S-3"]}
    return cover(policies, THEFT, loss, day=day, in_cents=in_cents, **{**given, **more})  # type: ignore[arg-type]


def in_cents(hundredths: int, currency: str) -> int:
    """Return dollars as they are, tenge at 500 for a dollar."""
    return hundredths if currency == "USD" else hundredths // 500


def test_the_worked_example():
    """Of 350 million: 200 above a deductible of 5, and 80, pay 280, 80.00 %, gap 70; 100 above 1 pay 28.57 %."""
    theft = of([policy("a", 200, 5), policy("b", 80)], 350 * MILLION)
    assert (theft.paid, theft.gap, theft.ratio) == (280 * MILLION, 70 * MILLION, Fraction(4, 5))
    technical = of([policy("c", 100, 1)], 350 * MILLION)
    assert (technical.paid, technical.gap, technical.ratio) == (100 * MILLION, 250 * MILLION, Fraction(2, 7))
    assert theft.policies == ("a", "b")


def test_layers_stand_on_one_another():
    """Of 150 million, 100 above nothing and 100 above 100 pay all; of 90 the upper pays nothing."""
    layers = [policy("low", 100), policy("high", 100, attachment=100)]
    assert [of(layers, loss * MILLION).paid // MILLION for loss in (90, 100, 150, 300)] == [90, 100, 150, 200]
    assert of([policy("a", 100), policy("b", 100)], 60 * MILLION).paid == 60 * MILLION
    assert of([policy("a", 100, 5)], 5 * MILLION).paid == 0
    assert of([], 0).ratio is None


def test_only_what_is_named_in_force_and_of_the_peril_counts():
    """Another peril, a term before or after, a wallet or a site that is not named: nothing is paid."""
    own = policy("a", 100)
    loss = 10 * MILLION
    assert of([own], loss).paid == loss
    assert of([replace(own, perils=(Peril.TRANSIT,))], loss).paid == 0
    assert [of([own], loss, day).paid for day in (own.begins, own.until)] == [loss, loss]
    before, after = own.begins - dt.timedelta(days=1), own.until + dt.timedelta(days=1)
    assert [of([own], loss, day).paid for day in (before, after)] == [0, 0]
    assert of([own], loss, wallets=["State reserve wallet", "Another"]).paid == 0
    assert of([own], loss, sites=["S-1", "S-9"]).paid == 0


def test_an_aggregate_bounds_and_a_currency_is_turned():
    """The least of limit and aggregate; 50,000 million tenge are 100 million dollars."""
    assert of([policy("a", 100, aggregate=40 * MILLION)], 90 * MILLION).paid == 40 * MILLION
    assert of([policy("a", 50_000, currency="KZT")], 350 * MILLION).paid == 100 * MILLION


def test_cover_never_falls_with_limit_or_value():
    """Law 10: a higher limit, and a greater loss, pay as much or more; never more than is lost."""
    draw = random.Random(10)
    for _ in range(count(suite=200, laws=5_000)):
        layers = [
            policy(str(number), draw.randint(1, 300), draw.randint(0, 9), draw.randint(0, 200))
            for number in range(draw.randint(1, 4))
        ]
        loss = draw.randint(0, 500 * MILLION)
        paid = of(layers, loss).paid
        assert 0 <= paid <= loss
        assert of(layers, loss + draw.randint(1, 50 * MILLION)).paid >= paid
        chosen = draw.randrange(len(layers))
        layers[chosen] = replace(layers[chosen], limit=layers[chosen].limit + draw.randint(1, MILLION))
        assert of(layers, loss).paid >= paid


def test_a_policy_that_names_more_than_is_lost_pays_and_one_that_names_less_does_not():
    """Every wallet and every site of a loss must be named; what else is named does not matter."""
    own, loss = policy("a", 100), 10 * MILLION
    assert of([own], loss, sites=["S-1"]).paid == loss
    assert of([replace(own, sites=("S-1", "S-2"))], loss).paid == 0
    assert of([replace(own, wallets=(*own.wallets, "Other"))], loss).paid == loss
    assert of([own], loss, wallets=[*own.wallets, "Other"]).paid == 0
