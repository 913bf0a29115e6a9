"""Each rule on worked transactions: the published vectors, and what they leave open."""

import pytest

from tests.vectors.published import taint as claims
from tests.vectors.published import vectors
from tracer.case.case import Label
from tracer.trace.attribution import UNTRACED, Slice, taint
from tracer.trace.policies import juniority, libr, lifo, proceeds_first, seniority, tiho
from tracer.trace.policies.registry import ShareRule
from tracer.trace.policies.texts import TEXTS

SHARES: dict[str, ShareRule] = {
    "lifo": lifo.share,
    "tiho": tiho.share,
    "seniority": seniority.share,
    "juniority": juniority.share,
    "libr": libr.share,
    "proceeds_first": proceeds_first.share,
}
A, B = Label("A"), Label("B")


def _cases() -> list:
    return [
        pytest.param(vector, rule, id=f"{vector['id']}-{rule}")
        for vector in vectors("transaction")
        for rule in SHARES
        if rule in vector["shares"]
    ]


def test_the_vectors_of_these_rules_are_there() -> None:
    """At least 28 answers are checked, so that an empty file cannot pass."""
    assert len(_cases()) >= 28


@pytest.mark.parametrize(("vector", "rule"), _cases())
def test_a_transaction_is_shared_as_the_vector_says(vector, rule):
    """Every payment and the fee receive exactly the published satoshi, in the published order."""
    spends = [tuple(Slice(Label(label), sat) for label, sat in coin) for coin in vector["inputs"]]
    *outputs, fee = SHARES[rule](spends, [*vector["outputs"], vector["fee"]], frozenset(vector["retained"]))
    expected = vector["shares"][rule]
    assert [list(map(list, attribution)) for attribution in outputs] == expected["outputs"]
    assert list(map(list, fee)) == expected["fee"]
    assert [taint(attribution) for attribution in outputs] == [
        claims(attribution) for attribution in expected["outputs"]
    ]


def test_a_lifo_slice_keeps_the_order_of_its_satoshi() -> None:
    """What an output takes from the back stands in it as it lay in the pool; the fee is the first in."""
    spends = [(Slice(A, 5), Slice(UNTRACED, 5)), (Slice(B, 5),)]
    first, second, fee = lifo.share(spends, [7, 6, 2])
    assert first == (Slice(UNTRACED, 2), Slice(B, 5))
    assert second == (Slice(A, 3), Slice(UNTRACED, 3))
    assert fee == (Slice(A, 2),)


def test_tiho_serves_equal_outputs_from_the_lower_vout_and_the_fee_last() -> None:
    """The largest output comes first, of equal ones the lower vout, and a fee larger than all still last."""
    spends = [(Slice(B, 3), Slice(A, 11)), (Slice(UNTRACED, 20),)]
    shares = [taint(attribution) for attribution in tiho.share(spends, [2, 4, 4, 3, 21])]
    assert shares == [{A: 2}, {A: 1, B: 3}, {A: 4}, {A: 3}, {A: 1}]


def test_libr_shares_what_untraced_money_cannot_pay_between_the_labels_pro_rata() -> None:
    """Untraced 25 pays the fee 5 and 20 of the payment; the rest is traced, two labels in proportion."""
    spends = [(Slice(A, 50), Slice(UNTRACED, 25)), (Slice(B, 25),)]
    kept, paid, fee = libr.share(spends, [60, 35, 5], frozenset({0}))
    assert kept == (Slice(A, 40), Slice(B, 20))
    assert paid == (Slice(A, 10), Slice(B, 5), Slice(UNTRACED, 20))
    assert fee == (Slice(UNTRACED, 5),)


def test_proceeds_first_fills_payments_then_what_is_kept_then_the_fee() -> None:
    """Of 60 traced satoshi the payment at vout 1 takes 50, the kept output at vout 0 the other 10."""
    spends = [(Slice(UNTRACED, 40), Slice(A, 60))]
    kept, paid, fee = proceeds_first.share(spends, [40, 50, 10], frozenset({0}))
    assert [taint(attribution) for attribution in (kept, paid, fee)] == [{A: 10}, {A: 50}, {}]


def test_every_rule_has_its_paragraph() -> None:
    """Each rule states in one paragraph what it assumes and where it comes from."""
    assert set(TEXTS) == {"fifo", "haircut", "poison", *SHARES}
    for text in TEXTS.values():
        assert "ssumes" in text
        assert "\n" not in text
        assert 300 < len(text) < 1000
