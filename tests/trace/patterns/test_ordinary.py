"""Detectors of ordinary shapes, data, dust, peels, PayJoins: what each says, and what it refuses to say."""

import pytest

from tests.trace.patterns.subjects import pays, script, spends, subject, txid
from tracer.chain.outpoint import Outpoint
from tracer.trace.patterns import data_carrier, dusting, fan_out, payjoin, peel, spending
from tracer.trace.patterns.among import Among
from tracer.trace.patterns.finding import Verdict
from tracer.trace.patterns.registry import DETECTORS, look
from tracer.trace.patterns.subject import Spend, Subject


@pytest.mark.parametrize(
    ("inputs", "outputs", "consolidates", "batches"),
    [(5, 1, True, False), (4, 1, False, False), (10, 2, True, False), (1, 5, False, True), (1, 4, False, False)],
)
def test_consolidation_and_batch_go_by_the_ratio(inputs: int, outputs: int, consolidates: bool, batches: bool) -> None:
    """Five inputs an output is a consolidation, five outputs an input a batch; a coinbase is neither."""
    seen = subject("9 " * inputs, "1 " * outputs)
    assert spending.consolidation(seen).detects is consolidates
    assert spending.batch_payout(seen).detects is batches
    coinbase = subject("", "1 " * 9)
    assert not spending.batch_payout(coinbase).detects


def test_a_sweep_is_ambiguous() -> None:
    """One output and no change is suspected only, and the finding says what else it may be."""
    found = spending.sweep(subject("9 9", "17"))
    assert found.verdict is Verdict.SUSPECTED
    assert "exchange" in found.failure_modes
    assert spending.sweep(subject("9 9", "8 9")).verdict is Verdict.NO


def test_a_withdrawal_batch_needs_one_holder_and_foreign_types() -> None:
    """Ten outputs of other types from one script are suspected; from unrelated scripts they are not."""
    others = " ".join(f"5@c{each}:pkh" for each in range(9)) + " 7@hot2"
    assert spending.withdrawal_batch(subject("99@hot 99@hot", others)).verdict is Verdict.SUSPECTED
    assert spending.withdrawal_batch(subject("99@hot 99@other", others)).verdict is Verdict.NO
    own = " ".join(f"5@c{each}" for each in range(10))
    assert spending.withdrawal_batch(subject("99@hot 99@hot", own)).verdict is Verdict.NO


@pytest.mark.parametrize(
    ("inputs", "outputs", "spoken"),
    [
        ("300 250", "400 149", "uih1"),
        ("300 250", "290 259", "uih2"),
        ("300 250", "540 9", "uih1"),
        ("300 300", "290 290", None),
        ("300", "200 99", None),
        ("300@x 250@x", "290 259", None),
        ("300 250", "549", None),
    ],
)
def test_an_unnecessary_input_is_named_as_published(inputs: str, outputs: str, spoken: str | None) -> None:
    """Without the smallest input: enough for the larger output is UIH2, for the smaller UIH1."""
    assert payjoin.unnecessary_input(subject(inputs, outputs)) == spoken


def test_uih2_alone_is_never_a_payjoin() -> None:
    """An unnecessary input is suspected of being a PayJoin only where two differently tagged holders spend."""
    seen = subject("300@shop 250@alice", "290 259")
    assert payjoin.detect(seen).verdict is Verdict.NO
    one = Among([seen], services={script("shop"): "Shop"})
    assert payjoin.detect(seen, one).verdict is Verdict.NO
    two = Among([seen], services={script("shop"): "Shop", script("alice"): "Wallet"})
    assert payjoin.detect(seen, two).verdict is Verdict.SUSPECTED


def test_dusting_needs_scripts_with_a_history() -> None:
    """Ten dust outputs to scripts paid before match; of unknown history they are suspected; nine are nothing."""
    paid = " ".join(f"9000@victim{each}" for each in range(10))
    before = subject("99999", paid, "before")
    dust = subject("9999", " ".join(f"546@victim{each}" for each in range(10)), "dust")
    assert dusting.detect(dust, Among([before, dust])).verdict is Verdict.MATCHES
    assert dusting.detect(dust).verdict is Verdict.SUSPECTED
    assert dusting.detect(subject("9999", "546 " * 9)).verdict is Verdict.NO
    assert dusting.detect(subject("99999", "1001 " * 12)).verdict is Verdict.NO


def test_a_collection_knows_only_what_it_holds() -> None:
    """A script paid earlier in the collection was paid before; paid first here, or never, is not known."""
    before, after = subject("9", "8@victim", "before"), subject("9", "5@victim", "after")
    lineage = Among([before, after])
    assert lineage.paid_before(script("victim"), after.txid) is True
    assert lineage.paid_before(script("victim"), before.txid) is None
    assert lineage.paid_before(script("stranger"), after.txid) is None
    assert lineage.maker(before.outpoint(0)) == before
    assert lineage.maker(before.outpoint(1)) is None


def test_a_data_carrier_burns_what_is_on_it() -> None:
    """OP_RETURN outputs are named with their bytes and the satoshi nobody can spend any more."""
    found = data_carrier.detect(subject("99", "7@a:data 0@b:data 90"))
    assert found.verdict is Verdict.MATCHES
    assert dict(found.fields) == {
        "OP_RETURN outputs": 2,
        "script bytes": 132,
        "burned_sat": 7,
        "protocol": "not recognised",
    }
    assert data_carrier.detect(subject("99", "90")).verdict is Verdict.NO


@pytest.mark.parametrize(("carrier", "protocol"), [("6a146f6d6e69", "omni"), ("6a5d0100", "runes")])
def test_known_carriers_are_named_by_prefix(carrier: str, protocol: str) -> None:
    """Omni and Runes are recognised by how their data start."""
    plain = subject("99", "0")
    made = Subject(
        txid=plain.txid,
        inputs=plain.inputs,
        outputs=(plain.outputs[0].__class__(plain.outputs[0].value, bytes.fromhex(carrier)),),
    )
    assert dict(data_carrier.detect(made).fields)["protocol"] == protocol


def test_fan_out_is_a_limit() -> None:
    """More outputs than the limit stop, as many do not, and no limit stops nothing."""
    wide = subject("99", "1 " * 11)
    assert fan_out.detect(wide, 10).stops
    assert not fan_out.detect(wide, 11).stops
    assert not fan_out.detect(wide, 0).stops


def test_a_peel_shape_with_a_neighbour_is_a_chain() -> None:
    """One in, two out is suspected; where the maker or a spender has the shape too it matches."""
    first = subject("100", "60 39", "first")
    coin = Spend(Outpoint(txid("first"), 1), 39, script("out 1"), 0)
    second = Subject(txid=txid("second"), inputs=(coin,), outputs=pays("30 8"), version=2, locktime=0)
    lineage = Among([first, second])
    assert peel.detect(first).verdict is Verdict.SUSPECTED
    assert peel.detect(first, lineage).verdict is Verdict.MATCHES
    assert peel.detect(second, lineage).verdict is Verdict.MATCHES
    assert peel.detect(subject("9 9", "9 8")).verdict is Verdict.NO


HOSTILE = {
    "a coinbase": subject("", "50"),
    "no outputs": subject("50", ""),
    "nothing": subject("", ""),
    "zero values": subject("0 0 0", "0 0 0 0 0"),
    "20,000 inputs": subject("9 " * 20_000, "100000 79000"),
    "20,000 outputs": subject("99999999 99", "5 " * 20_000),
    "20,000 values": subject("999999999999 9", " ".join(str(100_001 + each) for each in range(20_000)) + " 0@d:data"),
    "empty scripts": Subject(txid=txid("e"), inputs=(Spend(Outpoint(txid("m"), 0), 5, b""),), outputs=()),
    "a cut script": Subject(
        txid=txid("c"), inputs=spends("9 9"), outputs=(pays("5")[0].__class__(pays("5")[0].value, b"\x6a\x4c"),)
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("detector", DETECTORS)
def test_every_detector_answers_whatever_it_is_given(name, detector):
    """No subject makes a detector fail, and every answer has a rule, fields and failure modes."""
    found = DETECTORS[detector](HOSTILE[name], Among([HOSTILE[name]]))
    assert found.rule
    assert found.failure_modes
    assert found.fields
    assert "measured" in found.error or "published" in found.error
    assert all(isinstance(value, int | str) for _, value in found.fields)


def test_looking_asks_every_detector() -> None:
    """One look gives each detector's finding under its name."""
    assert list(look(subject("9", "8"))) == list(DETECTORS)
