"""Change rules one by one: the published vector, and what each cannot rule out."""

from fractions import Fraction

import pytest

from tests.trace.patterns.subjects import pays, script, spends, subject, txid
from tests.vectors import published
from tracer.chain.decode import Unlocking
from tracer.chain.outpoint import Outpoint
from tracer.trace.change import amount_rules, fingerprint_rules, script_rules
from tracer.trace.change.evidence import Family
from tracer.trace.change.reading import RULES, read_change
from tracer.trace.patterns.among import Among
from tracer.trace.patterns.error_figures import CHANGE_FIGURES, NOT_MEASURED, as_percent, compounded
from tracer.trace.patterns.subject import Spend, Subject, UnknownLineage


class Fresh(UnknownLineage):
    """Knows of every script but the named whether it was paid before."""

    def __init__(self, *fresh: str) -> None:
        """Name the scripts that were never paid."""
        self.fresh = {script(name) for name in fresh}

    def paid_before(self, script: bytes, txid: str) -> bool | None:
        """Return whether the script is not among the fresh ones."""
        return script not in self.fresh


@pytest.fixture(scope="module")
def vector() -> dict:
    """Return CHG-01."""
    return published.vector("CHG-01")


def drawn(vector: dict) -> tuple[Subject, Fresh]:
    """Return the vector's transaction and what is known of its scripts."""
    forms = {"p2wpkh": "wpkh", "p2sh": "sh"}
    inputs = " ".join(f"{each['sat']}@{each['name']}:{forms[each['script']]}" for each in vector["inputs"])
    outputs = " ".join(f"{each['sat']}@{each['name']}:{forms[each['script']]}" for each in vector["outputs"])
    fresh = [each["name"] for each in vector["outputs"] if each["fresh"]]
    return subject(inputs, outputs), Fresh(*fresh)


def test_the_published_vector(vector: dict) -> None:
    """Every rule of CHG-01 names the output the vector expects, and the rounder rule leaves none."""
    seen, lineage = drawn(vector)
    expected = vector["change"]
    assert seen.fee == vector["fee"]
    assert script_rules.same_type(seen).change == expected["same type"]
    assert amount_rules.optimal(seen).change == expected["optimal"]
    assert amount_rules.round_three(seen).remaining == ()
    assert amount_rules.round_three(seen).change is expected["round three"] is None
    assert amount_rules.round_four(seen).change == expected["round four"]
    assert amount_rules.precision(seen).change == expected["precision"]
    assert dict(amount_rules.unnecessary(seen).fields)["unnecessary input"] == vector["unnecessary"]
    assert script_rules.fresh(seen, lineage).change == expected["fresh"]


def test_independent_families_that_agree_give_a_verdict(vector: dict) -> None:
    """On CHG-01 history, amounts, roundness and type agree, and the reason names them."""
    reading = read_change(*drawn(vector))
    assert reading.verdict == 1
    assert reading.reason == "independent families agree: history, amount, roundness, type"
    assert not reading.conflicts
    assert len(reading.evidence) == len(RULES)


@pytest.mark.parametrize(
    ("inputs", "outputs", "remaining", "applies"),
    [
        ("300 250", "400 149", (1,), True),
        ("300 250", "200 149", (0, 1), True),
        ("300 250", "280 269", (), True),
        ("300 250", "250 299", (), True),
        ("600", "400 199", (0, 1), False),
        ("300 250", "400 149 0 9@d:data", (1,), True),
    ],
)
def test_optimal_change_is_below_the_smallest_input(inputs: str, outputs: str, remaining, applies: bool):
    """With one input it never discriminates; data carriers and empty outputs are no candidates."""
    seen = amount_rules.optimal(subject(inputs, outputs))
    assert (seen.remaining, seen.applies) == (remaining, applies)


def test_the_fee_variant_is_stricter() -> None:
    """An output whose value and input fee reach the smallest input remains under R3 only without the fee."""
    seen = subject("300 250", "299 245")
    assert amount_rules.optimal(seen).change == 1
    assert amount_rules.optimal_with_fee(seen).change == 1
    tight = subject("300 250", "297 247")
    assert amount_rules.optimal(tight).change == 1
    assert amount_rules.optimal_with_fee(tight).remaining == ()


def test_reuse_names_the_script_and_not_its_holder() -> None:
    """An output back to an input's script is left alone; the failure modes say what it is not certain of."""
    seen = script_rules.reuse(subject("9000@a 8000@b", "5000@shop 11990@a"))
    assert seen.change == 1
    assert not script_rules.reuse(subject("9000@a", "5000@shop 3990@c")).applies
    assert "shared" in seen.failure_modes


def test_freshness_needs_every_answer() -> None:
    """R2 is silent where any output's history is not known, for self-change, and for two outputs to one script."""
    seen = subject("9000@a", "5000@shop 3990@c")
    assert script_rules.fresh(seen, Fresh("c")).change == 1
    assert script_rules.fresh(seen, Fresh("c", "shop")).change is None
    assert not script_rules.fresh(seen).applies
    assert not script_rules.fresh(subject("9000@a", "5000@shop 3990@a"), Fresh()).applies
    assert not script_rules.fresh(subject("9000@a", "5000@c 3990@c"), Fresh("c")).applies
    assert not script_rules.fresh(subject("", "5000@shop 3990@c"), Fresh("c")).applies


def test_the_cluster_rule_uses_what_later_co_spending_showed() -> None:
    """An output in an input's cluster is named; with nothing known the rule does not apply."""
    seen = subject("9000@a", "5000@shop 3990@c")
    lineage = Among([seen], clusters={script("a"): 4, script("c"): 4, script("shop"): 5})
    assert script_rules.cluster(seen, lineage).change == 1
    assert not script_rules.cluster(seen).applies


def multisig(*fills: int) -> bytes:
    """Return a bare 1-of-n multisig of made-up keys."""
    keys = b"".join(b"\x21\x02" + bytes([fill]) * 32 for fill in fills)
    return b"\x51" + keys + bytes([0x50 + len(fills)]) + b"\xae"


def test_shared_multisig_keys_name_an_output() -> None:
    """R10 reads keys in bare scripts, and in the witness that later spends an output."""
    plain = subject("9000", "5000 3990@vault:wsh")
    spent = (Spend(plain.inputs[0].prevout, 9_000, multisig(1, 2)),)
    seen = Subject(txid=plain.txid, inputs=spent, outputs=plain.outputs)
    assert not script_rules.keys(seen).applies
    witness = Unlocking(b"", (b"", b"sig", multisig(2, 3)))
    later = Subject(
        txid=txid("later"),
        inputs=(Spend(seen.outpoint(1), 3_990, script("vault:wsh"), 0, witness),),
        outputs=pays("3900"),
    )
    assert script_rules.keys(seen, Among([seen, later])).change == 1


def spending(seen: Subject, vout: int, name: str, **more: int | None) -> Subject:
    """Return a transaction that spends one of the outputs."""
    output = seen.outputs[vout]
    coin = Spend(seen.outpoint(vout), output.value, output.script, more.pop("sequence", 0xFFFFFFFD))
    return Subject(
        txid=txid(name), inputs=(coin,), outputs=pays(str(output.value - 10)), **{"version": 2, "locktime": 0, **more}
    )


@pytest.mark.parametrize(
    ("rule", "other"),
    [
        (fingerprint_rules.version, {"version": 1}),
        (fingerprint_rules.locktime, {"locktime": 800_000}),
        (fingerprint_rules.rbf, {"sequence": 0xFFFFFFFF}),
        (fingerprint_rules.wallet, {"locktime": 800_000}),
    ],
    ids=["version", "locktime", "rbf", "wallet"],
)
def test_a_spender_built_differently_rules_its_output_out(rule, other):
    """R6 and R12 rule out an output only by a spender that is known and built differently."""
    seen = subject("9000@a", "5000@shop 3990@c")
    shop, change = spending(seen, 0, "shop", **other), spending(seen, 1, "own")
    assert rule(seen, Among([seen, shop, change])).change == 1
    assert rule(seen, Among([seen, shop])).change == 1
    assert rule(seen, Among([seen, change])).remaining == (0, 1)
    assert not rule(seen, Among([seen])).applies


def test_type_and_segwit_fingerprints_follow_the_spender() -> None:
    """The kinds of scripts that an output's spender spends are compared with the transaction's own."""
    seen = subject("9000@a", "5000@shop:pkh 3990@c")
    lineage = Among([seen, spending(seen, 0, "shop"), spending(seen, 1, "own")])
    assert fingerprint_rules.segwit(seen, lineage).change == 1
    assert fingerprint_rules.types(seen, lineage).change == 1


def test_bip69_order_is_shown_and_never_counted() -> None:
    """Half of all two-output transactions are in order by chance, so the rule has no voice."""
    ordered = subject("9000@a", "3990@c 5000@shop")
    assert fingerprint_rules.is_bip69(ordered) is True
    assert fingerprint_rules.is_bip69(subject("9000@a", "5000@c 3990@shop")) is False
    evidence = fingerprint_rules.order(ordered, Among([ordered]))
    assert evidence.family is Family.SHOWN


def test_low_r_and_compressed_keys_are_read_from_witnesses():
    """A 72-byte signature tells of a wallet that does not grind; a 65-byte key of one that does not compress."""

    def with_witness(signature: int, key: int) -> Subject:
        unlocking = Unlocking(b"", (b"\x30" + bytes(signature - 1), bytes(key)))
        return Subject(txid=txid("w"), inputs=spends("9000@a", unlocking=unlocking), outputs=pays("8000"))

    assert fingerprint_rules.has_low_r(with_witness(71, 33)) is True
    assert fingerprint_rules.has_low_r(with_witness(72, 33)) is False
    assert fingerprint_rules.has_low_r(subject("9", "8")) is None
    assert fingerprint_rules.has_compressed_keys(with_witness(71, 33)) is True
    assert fingerprint_rules.has_compressed_keys(with_witness(71, 65)) is False


def test_anti_sniping_is_a_locktime_just_below_the_block() -> None:
    """A locktime up to a hundred blocks below the previous height counts; without a height nothing is said."""
    assert fingerprint_rules.is_anti_sniping(subject("9", "8", locktime=800_000, height=800_001)) is True
    assert fingerprint_rules.is_anti_sniping(subject("9", "8", locktime=799_900, height=800_001)) is True
    assert fingerprint_rules.is_anti_sniping(subject("9", "8", locktime=799_899, height=800_001)) is False
    assert fingerprint_rules.is_anti_sniping(subject("9", "8", locktime=0, height=800_001)) is False
    assert fingerprint_rules.is_anti_sniping(subject("9", "8", locktime=800_000)) is None


def test_contradicting_families_give_no_verdict() -> None:
    """Where roundness names one output and reuse another, both are shown and nothing is concluded."""
    seen = subject("9000000@a:sh 8000000@b:sh", "5000000@a:sh 11998877@x")
    reading = read_change(seen)
    assert reading.conflicts
    assert (reading.verdict, reading.reason) == (None, "the rules contradict one another")


def test_one_family_alone_gives_no_verdict() -> None:
    """Three rules of one family that agree count once."""
    reading = read_change(subject("9000000@a", "5000000@b 3998877@x"))
    named = [each for each in reading.evidence if each.change is not None]
    assert len(named) >= 3
    assert {each.family for each in named} == {Family.ROUNDNESS}
    assert (reading.verdict, reading.reason) == (None, "only one family of rules names an output")


def test_rules_that_are_only_shown_have_no_voice() -> None:
    """A fingerprint by the number of outputs beside roundness: two rules, one family that counts, no verdict."""
    seen = subject("9000000@a", "5000000@b 3998877@x")
    shop = spending(seen, 0, "shop")
    wide = Subject(
        txid=shop.txid,
        inputs=shop.inputs,
        outputs=pays("4000000 900000 99000"),
        version=shop.version,
        locktime=shop.locktime,
    )
    own = Subject(
        txid=txid("own"), inputs=spending(seen, 1, "own").inputs, outputs=pays("3000000 998000"), version=2, locktime=0
    )
    lineage = Among([seen, wide, own])
    assert fingerprint_rules.output_count(seen, lineage).change == 1
    assert read_change(seen, lineage).reason == "only one family of rules names an output"


def test_a_possible_mix_has_no_change() -> None:
    """Where a CoinJoin is suspected no output is change, whatever the rules say, and the rule is named."""
    reading = read_change(subject("9000@a 8000@b", "5000 5000 3991@a 2990"))
    assert reading.verdict is None
    assert reading.reason == "no verdict on a transaction that may be a mix (stonewall-shape)"
    assert reading.mix is not None
    assert reading.evidence[0].change == 2


@pytest.mark.parametrize("seen", [subject("", "5 6"), subject("9", ""), subject("9", "8"), subject("9", "0 9@d:data")])
def test_nothing_to_choose_from_gives_no_verdict(seen):
    """A coinbase without evidence, a sweep, an empty transaction: no verdict and no failure."""
    reading = read_change(seen)
    assert reading.verdict is None
    assert reading.reason


def test_every_rule_is_fast_on_enormous_transactions() -> None:
    """Twenty thousand inputs and outputs are read without a verdict by chance."""
    outputs = " ".join(f"{100_000 + each}" for each in range(20_000))
    reading = read_change(subject("999999 " * 20_000, outputs))
    assert reading.verdict is None
    assert len(reading.evidence) == len(RULES)


def test_published_figures_carry_their_population() -> None:
    """Each figure names the 35,257,428 transactions and says that this case is not that population."""
    for figure in CHANGE_FIGURES.values():
        assert "35,257,428" in figure.stated
        assert figure.stated.endswith("which is not the population of this case")
    named = amount_rules.optimal(subject("9 9", "8 9")).error
    assert named.startswith(
        "names one output in 33.23% of transactions (coverage); where it names one, right in 92.08% (precision); "
        "of all transactions, right in 30.60% and wrong in 2.63%; no interval is published; measured on 35,257,428"
    )
    assert script_rules.reuse(subject("9", "8")).error == NOT_MEASURED


def test_precision_agrees_with_the_published_rates() -> None:
    """Where precision and both rates are published, precision is TPR / (TPR + FPR) to their last digit."""
    for figure in CHANGE_FIGURES.values():
        if figure.precision is None or figure.tpr is None or figure.fpr is None:
            continue
        rates = Fraction(figure.tpr) / (Fraction(figure.tpr) + Fraction(figure.fpr))
        right = figure.right
        assert right is not None
        assert abs(rates - right) < Fraction(1, 200), figure.rule


def test_errors_compound() -> None:
    """Twenty hops at 0.98 leave 0.6676; no hops leave certainty."""
    assert as_percent(compounded([Fraction(98, 100)] * 20)) == "66.76%"
    assert as_percent(compounded([])) == "100.00%"
    assert as_percent(Fraction(99999, 100_000)) == "99.99%"


def test_an_outpoint_is_no_identity_of_scripts() -> None:
    """Evidence names outputs by index within the transaction, in ascending order."""
    seen = subject("9000 8000", "1 2 3 4")
    for each in read_change(seen).evidence:
        assert list(each.remaining) == sorted(each.remaining)
        assert set(each.remaining) <= set(range(4))
    assert seen.outpoint(3) == Outpoint(seen.txid, 3)
