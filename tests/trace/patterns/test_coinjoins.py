"""The CoinJoin detectors on drawn transactions: what holds, what does not, and what speaks against."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.counts import count
from tests.trace.patterns.subjects import pays, script, spends, subject, txid
from tracer.chain.address import decode
from tracer.chain.network import MAIN
from tracer.chain.outpoint import Outpoint
from tracer.trace.patterns import equal_outputs, joinmarket, stonewall, wasabi1, wasabi2, whirlpool, whirlpool_tx0
from tracer.trace.patterns.among import Among
from tracer.trace.patterns.finding import Verdict
from tracer.trace.patterns.mix import is_mix, mix_findings
from tracer.trace.patterns.subject import Spend, Subject

POOL = 1_000_000
ROUND = "1004000 1004000 1000000 1000000 1000000"
TX0 = "0@data:data 50000@coordinator 1004000@a 1004000@b 313780@change"


def whirlpool_round(inputs: str = ROUND, outputs: str = "1000000 " * 5, name: str = "round") -> Subject:
    """Return a round of the 0.01 pool."""
    return subject(inputs, outputs, name)


def test_a_whirlpool_round_matches_by_its_shape() -> None:
    """Five equal outputs of a pool's size, three remixes and two new entrants match the protocol's rule."""
    found = whirlpool.detect(whirlpool_round())
    assert found.verdict is Verdict.MATCHES
    assert found.rule == "whirlpool-round"
    assert dict(found.fields)["pool_sat"] == POOL
    assert dict(found.fields)["remixes"] == 3
    assert "99%" in found.error
    assert "nor this case was measured there" in found.error


@pytest.mark.parametrize(
    ("inputs", "outputs"),
    [
        ("1004000 1004000 1000000 1000000", "1000000 " * 4),
        (ROUND, "1000001 " * 5),
        (ROUND, "1000000 " * 6),
        ("1004000 " * 5, "1000000 " * 5),
        ("1000000 " * 5, "1000000 " * 5),
        ("1110001 1000000 1000000 1000000 1000000", "1000000 " * 5),
        ("999999 1004000 1000000 1000000 1000000", "1000000 " * 5),
        ("1004000@x 1004000@x 1000000 1000000 1000000", "1000000 " * 5),
        ("1004000@x 1004000 1000000 1000000 1000000", "1000000@x 1000000 1000000 1000000 1000000"),
        ("1004000@x:sh 1004000 1000000 1000000 1000000", "1000000 " * 5),
    ],
    ids=[
        "four",
        "no-pool",
        "more-outputs",
        "no-remix",
        "no-entrant",
        "too-much",
        "too-little",
        "reuse",
        "back",
        "type",
    ],
)
def test_what_breaks_the_shape_is_no_whirlpool_round(inputs, outputs):
    """Another count, pool, entry value, script type or a reused script: the rule does not hold."""
    assert whirlpool.detect(whirlpool_round(inputs, outputs)).verdict is Verdict.NO


def test_entry_values_are_bounded_inclusively() -> None:
    """An entrant may bring exactly 110,000 satoshi more than the pool's size."""
    assert whirlpool.detect(whirlpool_round("1110000 1000000 1000000 1000000 1000000")).detects


def test_a_round_with_another_output_type_is_only_suspected() -> None:
    """One output to a witness script hash turns the match into a suspicion under a rule of its own."""
    found = whirlpool.detect(whirlpool_round(outputs="1000000@m:wsh 1000000 1000000 1000000 1000000"))
    assert (found.verdict, found.rule) == (Verdict.SUSPECTED, "whirlpool-round-other-scripts")


def asserted(subject: Subject, lineage: Among) -> list[str]:
    """Return the detectors that call a transaction a CoinJoin outright."""
    return [found.rule for found in mix_findings(subject, lineage) if found.verdict is Verdict.ASSERTED]


def entered_round(tx0: str = TX0) -> tuple[Subject, Subject]:
    """Return a Tx0 and a round that both its premix coins enter."""
    before = subject("2500000@alice", tx0, "tx0")
    entrants = tuple(Spend(Outpoint(before.txid, vout), 1_004_000, script(who)) for vout, who in ((2, "a"), (3, "b")))
    return before, Subject(txid=txid("round"), inputs=entrants + spends("1000000 " * 3), outputs=pays("1000000 " * 5))


def test_lineage_turns_a_match_into_an_assertion() -> None:
    """A round whose every new entrant comes from a Tx0 of its pool may be called a Whirlpool round."""
    before, mixed = entered_round()
    lineage = Among([before, mixed])
    assert whirlpool.detect(mixed, lineage).verdict is Verdict.ASSERTED
    assert whirlpool_tx0.detect(before, lineage).verdict is Verdict.ASSERTED
    assert whirlpool_tx0.detect(before).verdict is Verdict.MATCHES
    assert asserted(mixed, lineage) == ["whirlpool-round"]
    assert asserted(mixed, Among([mixed])) == []


def test_an_entrant_from_elsewhere_denies_the_assertion() -> None:
    """A known maker that is no Tx0 leaves the round a match, and the fields say how many such there are."""
    before, mixed = entered_round("1004000@x 1004000@x 1004000@a 1004000@b 313780@change")
    found = whirlpool.detect(mixed, Among([before, mixed]))
    assert found.verdict is Verdict.MATCHES
    assert dict(found.fields)["entrants from elsewhere"] == 2


@pytest.mark.parametrize(
    ("outputs", "verdict"),
    [
        (TX0, Verdict.MATCHES),
        ("0@d:data 5000@c 106352@a 67648@change", Verdict.MATCHES),
        ("0@d:data 5000@c 106352@a", Verdict.MATCHES),
        ("0@d:data 2500@c 106352@a", Verdict.MATCHES),
        ("0@d:data 15000@c 106352@a", Verdict.MATCHES),
        ("0@d:data 2499@c 106352@a", Verdict.NO),
        ("0@d:data 15001@c 106352@a", Verdict.NO),
        ("50000@c 1004000@a 1004000@b", Verdict.NO),
        ("0@d:data 0@e:data 50000@c 1004000@a", Verdict.NO),
        ("0@d:data 50000@c 1004000@a 5@x 6@y", Verdict.NO),
        ("0@d:data 50000@c 1000000@a", Verdict.NO),
        ("0@d:data 100000@c 2504000@a", Verdict.SUSPECTED),
    ],
)
def test_a_tx0_has_one_carrier_one_fee_and_one_change_at_most(outputs, verdict):
    """The fee lies between half and three times the published one, both ends included."""
    assert whirlpool_tx0.detect(subject("3000000@alice", outputs)).verdict is verdict


def test_a_tx0_is_no_mix() -> None:
    """A Tx0 with several inputs and many equal outputs is one wallet's doing: the wide rules are vetoed."""
    before = subject("2000000@a1 3000000@a2", "0@d:data 50000@c 1004000 1004000 1004000 1004000 9000@change")
    assert whirlpool_tx0.detect(before).detects
    assert is_mix(before) is None
    assert equal_outputs.detect(before).verdict is Verdict.VETOED
    small = subject("2000000@a1 3000000@a2", "0@d:data 50000@c 1004000 1004000 9000@change")
    assert stonewall.detect(small).verdict is Verdict.VETOED
    assert is_mix(small) is None


WASABI1_IN = " ".join(str(value) for value in range(11_000_000, 11_000_012))
WASABI1_OUT = "5 6 7" + " 10900000" * 10


def test_a_wasabi1_round_matches_by_its_denomination() -> None:
    """Ten equal outputs of about a tenth of a bitcoin, as many inputs and two single values match."""
    found = wasabi1.detect(subject(WASABI1_IN, WASABI1_OUT))
    assert (found.verdict, found.rule) == (Verdict.MATCHES, "wasabi1-denomination")
    assert dict(found.fields)["denomination_sat"] == 10_900_000


def test_a_wasabi1_round_that_is_not_sorted_is_only_suspected() -> None:
    """The coordinator sorted inputs and outputs by value; without that a payout of tenths fits as well."""
    found = wasabi1.detect(subject(WASABI1_IN, "10900000 " * 10 + "5 6 7"))
    assert (found.verdict, found.rule) == (Verdict.SUSPECTED, "wasabi1-unsorted")


@pytest.mark.parametrize(
    ("inputs", "outputs", "height"),
    [
        (WASABI1_IN, "5 6 7" + " 10900000" * 9, None),
        (WASABI1_IN, "5 6 7" + " 12000001" * 10, None),
        (WASABI1_IN, "5 5 6" + " 10900000" * 10, None),
        (WASABI1_IN, WASABI1_OUT + "@x:sh", None),
        (WASABI1_IN, WASABI1_OUT, 609_999),
        ("11000000 " * 9, WASABI1_OUT, None),
    ],
    ids=["nine", "value", "single", "type", "early", "inputs"],
)
def test_what_breaks_the_wasabi1_rule(inputs, outputs, height: int | None):
    """Each condition of the rule is needed."""
    assert wasabi1.detect(subject(inputs, outputs, height=height)).verdict is Verdict.NO


def test_early_wasabi1_rounds_pay_a_fixed_coordinator() -> None:
    """Below height 610,000 an output to a coordinator's script and three equal ones match; later they do not."""
    addresses = "bc1qs604c7jv6amk4cxqlnvuxv26hv3e48cds4m0ew", "bc1qa24tsgchvuxsaccp8vrnkfd85hrcpafg20kmjw"
    assert {decode(address, MAIN) for address in addresses} == wasabi1.COORDINATOR_SCRIPTS
    coordinator = pays("1")[0].__class__
    for paid in sorted(wasabi1.COORDINATOR_SCRIPTS):
        outputs = (*pays("10000000 10000000 10000000"), coordinator(pays("7")[0].value, paid))
        early = Subject(txid=txid("early"), inputs=spends("200 200 200"), outputs=outputs, height=560_000)
        late = Subject(txid=txid("late"), inputs=spends("200 200 200"), outputs=outputs, height=610_000)
        assert wasabi1.detect(early).rule == "wasabi1-coordinator"
        assert wasabi1.detect(early).detects
        assert not wasabi1.detect(late).detects


def wabisabi(inputs: int, outputs: list[int], *, height: int | None = None, time: int | None = None) -> Subject:
    """Return a round with so many inputs, all sorted downwards."""
    spent = sum(outputs) // inputs + 10_000
    values = " ".join(str(spent + each) for each in reversed(range(inputs)))
    return subject(values, " ".join(map(str, sorted(outputs, reverse=True))), height=height, time=time)


DENOMINATED = [2**20, 2**20, 3**13, 3**13, 10**6, 10**6, 5 * 10**5, 8192, 200_000]


@pytest.mark.parametrize(
    ("inputs", "outputs", "rule"),
    [
        (60, DENOMINATED, "wasabi2-large-round"),
        (20, [*DENOMINATED, 77_777], "wasabi2-graphsense"),
        (8, DENOMINATED, "wasabi2-small-round"),
    ],
)
def test_wabisabi_rounds_match_by_size(inputs: int, outputs, rule: str):
    """Each of the three rules finds the size it is for, and says which it was."""
    found = wasabi2.detect(wabisabi(inputs, outputs))
    assert (found.verdict, found.rule) == (Verdict.MATCHES, rule)


@pytest.mark.parametrize(
    "round_",
    [
        wabisabi(60, DENOMINATED, height=741_212),
        wabisabi(60, DENOMINATED, time=1_654_041_599),
        wabisabi(4, DENOMINATED),
        wabisabi(60, [65_536, 8192]),
        wabisabi(60, [*DENOMINATED, 11, 12, 13]),
        subject("9000000 " * 60, "8192 1048576 1048576 1000000 1000000"),
        subject("9000000 " * 60, "1048576@x:sh 1048576 1000000 1000000"),
    ],
    ids=["early", "early-time", "few", "no-equals", "denominations", "unsorted", "type"],
)
def test_what_breaks_the_wabisabi_rules(round_):
    """Era, size, equal outputs, denominations, order and script types are all needed."""
    assert wasabi2.detect(round_).verdict is Verdict.NO


def test_the_denominations_are_the_published_set() -> None:
    """Powers of two, three and ten and their published multiples, between the limits."""
    assert min(wasabi2.DENOMINATIONS) == 5_000
    assert max(wasabi2.DENOMINATIONS) <= 134_375_000_000
    assert {8192, 6561, 2 * 3**8, 10**4, 2 * 10**4, 5 * 10**3} <= wasabi2.DENOMINATIONS
    assert not {4096, 2 * 2**13 + 1, 3 * 10**4} & wasabi2.DENOMINATIONS


JOINMARKET = subject("9000 8000 7000", "5000 5000 5000 3990 2990 1990")


def test_a_joinmarket_round_matches_and_is_never_asserted() -> None:
    """Three equal outputs with three changes match; GraphSense's confidence is named as a rank, not a rate."""
    found = joinmarket.detect(JOINMARKET, Among([JOINMARKET]))
    assert found.verdict is Verdict.MATCHES
    assert "a rank and not a rate" in found.error
    assert asserted(JOINMARKET, Among([JOINMARKET])) == []


@pytest.mark.parametrize(
    ("inputs", "outputs"),
    [
        ("9000 8000", "5000 5000 3990 2990"),
        ("9000@x 8000@x 7000@x 6000", "5000 5000 5000 3990 2990 1990"),
        ("9000@x 8000@x 7000@y 6000@z", "5000 5000 5000 3990 2990 1990"),
        ("9000 8000 7000", "5000 5000 5000 2990 2990 1990"),
        ("9000 8000 7000", "5000 5000 5000 1"),
        ("9000 8000 7000", "5000 5000 5000 3990 2990 1@d:data"),
        ("9000 8000 7000", "5000@x 5000@x 5000 3990 2990 1990"),
        ("9999 8888 7777", "546 546 546 399 299 199"),
    ],
    ids=["two", "one-holder", "top-holder", "two-values", "few-changes", "data", "reuse", "dust"],
)
def test_what_breaks_the_joinmarket_rule(inputs: str, outputs: str) -> None:
    """Each condition of the rule is needed."""
    assert joinmarket.detect(subject(inputs, outputs)).verdict is Verdict.NO


def test_a_tagged_exchange_vetoes_the_weak_rules() -> None:
    """A batch paid from a coin tagged as a service's is no mix, and the finding says why."""
    lineage = Among([JOINMARKET], services={script("in 1"): "SomeExchange"})
    found = joinmarket.detect(JOINMARKET, lineage)
    assert found.verdict is Verdict.VETOED
    assert dict(found.fields)["veto"] == "an input is tagged as SomeExchange's"
    assert equal_outputs.detect(JOINMARKET, lineage).verdict is Verdict.VETOED
    assert is_mix(JOINMARKET, lineage) is None
    assert is_mix(JOINMARKET) is not None


def test_one_script_alone_is_no_mix() -> None:
    """A batch from one script pays one value often; nobody joined anybody."""
    batch = subject("900000@hot 800000@hot", "100000 100000 100000 100000 100000 100000 7")
    assert equal_outputs.detect(batch).verdict is Verdict.VETOED
    assert is_mix(batch) is None
    widest = is_mix(batch, heed_vetoes=False)
    assert widest is not None
    assert dict(widest.fields)["veto"] == "all inputs spend one script"


@pytest.mark.parametrize(
    ("inputs", "outputs", "rule"),
    [
        ("9000 9000", "5000 5000", "esplora-equal-outputs"),
        ("9000 9000 9000", "5000 5000 5000 1 2 3 4 6 7 8", None),
        ("99000 99000 99000", "5000 " * 5 + "1 2 3 4 6 7 8 9 10 11 12 13", "esplora-equal-outputs"),
        ("9000", "5000 5000", None),
        ("9000 9000 9000", "5000 5000 5000 1 2 3", "esplora-equal-outputs"),
        ("99000 " * 6, "5000 " * 6 + "1 2 3 4 6", "esplora-equal-outputs"),
    ],
)
def test_the_equal_output_rule_is_the_published_one(inputs, outputs, rule: str | None):
    """More than one input, and a value paid to at least clamp(floor(payments / 2), 2, 5) receivers."""
    found = equal_outputs.detect(subject(inputs, outputs))
    assert found.verdict is (Verdict.NO if rule is None else Verdict.SUSPECTED)
    assert rule is None or found.rule == rule


def test_scripts_used_again_and_again_veto_a_round() -> None:
    """Where 70 % of the scripts of a transaction are repetitions, neither the wide rule nor Wasabi 1.x's holds."""
    own = subject(
        " ".join(["11000000@a"] * 9 + ["11000000@b"] * 2),
        " ".join(["10900000@a"] * 9 + [f"10900000@r{n}" for n in range(10)] + ["10900000@a"] * 20 + ["5@c", "6@d"]),
    )
    assert wasabi1.detect(own).verdict is Verdict.VETOED
    assert equal_outputs.detect(own).verdict is Verdict.VETOED
    assert dict(equal_outputs.detect(own).fields)["veto"] == "at least 70% of the scripts are used again"
    assert is_mix(own) is None


def test_the_stonewall_shape_is_suspected_and_ambiguous() -> None:
    """Two equal outputs and one or two changes from two inputs: suspected, and said to be possibly one wallet."""
    found = stonewall.detect(subject("9000 8000", "5000 5000 3990 2990"))
    assert found.verdict is Verdict.SUSPECTED
    assert "one wallet alone" in found.failure_modes
    assert stonewall.detect(subject("9000 8000", "5000 5000 5000 1000")).verdict is Verdict.NO
    assert stonewall.detect(subject("9000 8000", "5000 5000")).verdict is Verdict.NO
    assert stonewall.detect(subject("900 800", "500 500 399 299")).verdict is Verdict.NO
    assert stonewall.detect(subject("9000@x 8000@x", "5000 5000 3990 2990")).verdict is Verdict.NO


def test_the_union_names_the_most_specific_rule() -> None:
    """Whatever several detectors find, the stop is logged under the first of them, specific before wide."""
    named = {
        "whirlpool-round": whirlpool_round(),
        "wasabi1-denomination": subject(WASABI1_IN, WASABI1_OUT),
        "joinmarket-round": JOINMARKET,
        "stonewall-shape": subject("9000 8000", "5000 5000 3990 2990"),
        "esplora-equal-outputs": subject("9000 9000", "5000 5000"),
    }
    for rule, mixed in named.items():
        found = is_mix(mixed)
        assert found is not None
        assert found.rule == rule
        assert len(mix_findings(mixed)) == 6
        assert found.failure_modes
        assert found.fields


def test_ordinary_payments_are_no_mixes() -> None:
    """A payment with change, a sweep, a coinbase and a plain batch stop nothing."""
    for ordinary in (
        subject("900 800", "1000 699"),
        subject("9 9 9", "26"),
        subject("", "5 5"),
        subject("99", "5 5 5 5"),
    ):
        assert is_mix(ordinary) is None


VALUES = st.lists(st.sampled_from([546, 5_000, 10_000, 1_000_000, 10_000_000, 10_000_001]), min_size=1, max_size=30)


@settings(derandomize=True, deadline=None, max_examples=count(suite=60, laws=300))
@given(st.lists(st.integers(10**6, 10**7), min_size=1, max_size=8), VALUES, st.sampled_from([None, 600_000, 800_000]))
def test_a_detector_that_is_not_asked_would_have_said_no(inputs, outputs, height):
    """The union is that of all detectors on drawn transactions, of one input and many payments too; vetoed ones too."""
    seen = subject(" ".join(map(str, inputs)), " ".join(map(str, outputs)), height=height)
    found = mix_findings(seen)
    stopping = [finding for finding in found if finding.stops]
    vetoed = [finding for finding in found if finding.verdict is Verdict.VETOED]
    assert is_mix(seen) == next(iter(stopping), None)
    assert is_mix(seen, heed_vetoes=False) == next(iter(stopping + vetoed), None)
