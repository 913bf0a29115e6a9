"""The twenty decisions of `docs/decisions.md`, one test each; its table says where each is made."""

import re
from collections.abc import Sequence
from pathlib import Path

from tests.pictures import Picture, outpoint_of
from tests.trace.clusters.subject_clusters import clusters_of
from tests.trace.drawing import Drawing, seed
from tests.trace.patterns.subjects import pays, script, spends, subject
from tracer.case.case import Label
from tracer.case.case_file import parse
from tracer.case.choices import METHODS
from tracer.chain.outpoint import BlockRef
from tracer.errors import CaseError
from tracer.trace.attribution import UNTRACED, Slice, taint
from tracer.trace.change.reading import read_change
from tracer.trace.engine import follow
from tracer.trace.patterns.among import Among
from tracer.trace.policies.registry import POLICIES
from tracer.trace.policies.texts import TEXTS
from tracer.trace.reading import Reading
from tracer.trace.rounding import largest_remainder
from tracer.trace.seeds import resolve
from tracer.trace.terminals import Stops, Terminal
from tracer.trace.variations import CoinShift, label_by_label

DOCUMENT = Path(__file__).parents[2] / "docs" / "decisions.md"
A, B = Label("A"), Label("B")
MIXED = "a: -> 60\nc: -> 40\n\nt: a.0 c.0 -> 70 29"
CASE = '[case]\nid = "x"\nnetwork = "regtest"\n[[seed]]\nlabel = "A"\ntxid = "{}"\n[method]\n{}\n'


class Timeless(Picture):
    """A chain whose blocks refuse to be asked for their headers."""

    def headers(self, first: int, last: int) -> Sequence[bytes]:
        """Refuse."""
        raise AssertionError(f"headers {first} to {last} were asked for")


def shared(rule: str, spends: list, pays: list[int], *retained: int) -> list[dict[Label, int]]:
    """Return what each payment receives of each label, the fee last."""
    attributions = [tuple(Slice(Label(label), sat) for label, sat in coin) for coin in spends]
    return [dict(taint(attribution)) for attribution in POLICIES[rule].share(attributions, pays, frozenset(retained))]


def faults(method: str) -> str:
    """Return what is wrong with a case that has this method, nothing where it is right."""
    try:
        parse(CASE.format("ab" * 32, method).encode(), "case.toml")
    except CaseError as error:
        return str(error)
    return ""


def compared(method: str) -> tuple[str, ...]:
    """Return the rules that stand beside the primary one in a case that has this method."""
    return parse(CASE.format("ab" * 32, method).encode(), "case.toml").method.compare


def test_decision_01_the_examiner_declares_one_rule_and_others_stand_beside_it() -> None:
    """A case names its primary; beside it stand FIFO and haircut, or what it names; never the primary again."""
    assert "method.primary" in faults("")
    assert compared('primary = "lifo"') == ("fifo", "haircut")
    assert compared('primary = "fifo"') == ("haircut",)
    assert compared('primary = "fifo"\ncompare = ["tiho"]') == ("tiho",)
    assert compared('primary = "fifo"\ncompare = []') == ()
    assert faults('primary = "fifo"\ncompare = ["haircut"]') == ""
    assert "fifo is the primary method already" in faults('primary = "fifo"\ncompare = ["fifo"]')


def test_decision_02_a_coinbase_queue_holds_fees_first_in_block_order() -> None:
    """Fees are not followed; the queue that would be, fees by block and then the subsidy, gives published shares."""
    queue = [[("", 1000)], [("A", 5000), ("", 3000)], [("B", 2000)], [("", 312_500_000)]]
    assert shared("fifo", queue, [300_000_000, 12_511_000, 0]) == [{"A": 5000, "B": 2000}, {}, {}]


def test_decision_03_a_fee_is_a_terminal_and_is_itemised() -> None:
    """What goes into a fee ends there, transaction by transaction, and the miner's coinbase holds none of it."""
    drawing = Drawing("a: -> 60\n\ncb: -> 51\nt: a.0 -> 59\n\nu: cb.0 -> 51", [seed("A", "a.0")])
    assert drawing.books() == {"A": {"unspent": 59, "fee": 1}}
    assert [dict(taint(step.fee)) for step in drawing.trail().steps] == [{"A": 1}]
    assert drawing.ends() == {"t.0": "unspent A59"}


def test_decision_04_the_fee_is_the_last_payment_pro_rata_for_haircut_and_first_paid_for_libr() -> None:
    """Of A 60 and untraced 40 to 70, 29 and a fee of 1, each rule leaves its own to the fee."""
    pool = [[("A", 60)], [("", 40)]]
    fees = {rule: shared(rule, pool, [70, 29, 1], 1)[-1].get(Label("A"), 0) for rule in POLICIES if rule != "poison"}
    assert fees == {
        "fifo": 0, "lifo": 1, "haircut": 1, "tiho": 0, "seniority": 0, "juniority": 0, "libr": 0, "proceeds_first": 0,
    }  # fmt: skip
    assert shared("libr", [[("A", 60)], [("", 1)]], [60, 1]) == [{"A": 60}, {}]


def test_decision_05_the_order_inside_a_coin_is_kept() -> None:
    """A coin whose first satoshi are untraced pays with those first; taint does not come to the front."""
    assert shared("fifo", [[("", 10), ("A", 10)]], [5, 15, 0]) == [{}, {"A": 10}, {}]


def test_decision_06_lifo_is_a_stack_whose_slices_keep_their_order_and_whose_fee_is_the_first_in() -> None:
    """Outputs take from the back, what they take lies as it lay, and what is left at the front is the fee."""
    pool = [(Slice(A, 5), Slice(UNTRACED, 5)), (Slice(B, 5),)]
    assert POLICIES["lifo"].share(pool, [7, 6, 2]) == (
        (Slice(UNTRACED, 2), Slice(B, 5)),
        (Slice(A, 3), Slice(UNTRACED, 3)),
        (Slice(A, 2),),
    )


def test_decision_07_tiho_serves_ties_from_the_lower_output_and_the_fee_last() -> None:
    """Of two outputs of one value the lower is filled first; a fee larger than both comes after them."""
    assert shared("tiho", [[("A", 5)], [("", 9)]], [4, 4, 6]) == [{"A": 4}, {"A": 1}, {}]


def test_decision_08_labels_go_in_the_order_of_the_inputs_and_stand_one_at_a_time_beside() -> None:
    """Under a rule that is not additive B comes first where its input does, and A alone is shown beside."""
    drawing = Drawing(
        "b: -> 40\na: -> 60\n\nt: b.0 a.0 -> 50 50", [seed("A", "a.0"), seed("B", "b.0")], rule="seniority"
    )
    assert drawing.ends() == {"t.0": "unspent A10 B40", "t.1": "unspent A50"}
    seeds = resolve(drawing.seeds, drawing.reading)
    compared = label_by_label(seeds, drawing.trail(), drawing.stops(), drawing.reading)
    assert CoinShift(A, outpoint_of("t.0"), 10, 50) in compared.coins


def test_decision_09_rounding_is_two_stage_largest_remainder_with_the_fee_as_the_last_slot() -> None:
    """Ties go to the lower slot, the fee loses them all, and how many labels there are changes no total."""
    assert largest_remainder(2, [1, 1, 1], [1, 1, 1]) == [1, 1, 0]
    assert shared("haircut", [[("A", 1)], [("", 2)]], [1, 1, 1]) == [{"A": 1}, {}, {}]
    assert shared("haircut", [[("A", 2)], [("", 1)]], [1, 1, 1]) == [{"A": 1}, {"A": 1}, {}]
    assert shared("haircut", [[("A", 1), ("B", 1)], [("", 1)]], [1, 1, 1]) == [{"A": 1}, {"B": 1}, {}]


def test_decision_10_on_a_tainted_coin_the_first_claim_wins_and_the_collision_is_logged() -> None:
    """A seed on a coin that earlier taint reaches takes what is left; the rest is overlap, with holder and claimant."""
    drawing = Drawing(MIXED, [seed("A", "a.0"), seed("B", "t.0")])
    trail = drawing.trail()
    assert drawing.ends() == {"t.0": "unspent A60 B10"}
    assert [(row.holder, row.claimant, row.sat) for row in trail.collisions] == [("A", "B", 60)]
    assert trail.books[B].overlap == 60


def test_decision_11_a_part_of_an_output_is_its_first_satoshi() -> None:
    """`amount_sat` claims from the front of the coin, as the examiner states it."""
    drawing = Drawing("a: -> 60\n\nt: a.0 -> 30 30", [seed("A", "a.0", amount=40)])
    assert drawing.ends() == {"t.0": "unspent A30", "t.1": "unspent A10"}


def test_decision_12_worthless_and_unspendable_outputs_are_sinks_and_value_on_them_is_burned() -> None:
    """An OP_RETURN that carries value takes its share like any output and ends it.

    An output of nothing takes nothing.
    """
    drawing = Drawing("a: -> 60\n\nt: a.0 -> 0 20@burn 40", [seed("A", "a.0")])
    assert drawing.ends() == {"t.1": "burned A20", "t.2": "unspent A40"}
    assert drawing.books() == {"A": {"unspent": 40, "burned": 20}}


def test_decision_13_a_coinjoin_stops_the_trail_unless_the_case_says_otherwise() -> None:
    """Coins spent into equal outputs end whole as `mix`; the stop is on where the case is silent."""
    text = "a: -> 6000\nb: -> 6000\n\nmix: a.0 b.0 -> 5000 5000"
    assert Drawing(text, [seed("A", "a.0")], coinjoin=True).ends() == {"a.0": "mix A6000"}
    case = parse(CASE.format("ab" * 32, 'primary = "fifo"').encode(), "case.toml")
    assert case.stop.coinjoin
    assert case.stop.lightning


def test_decision_14_a_service_stops_the_trail() -> None:
    """What is paid to a tagged service ends there, whatever the service spends afterwards."""
    text = "a: -> 60\n\nt: a.0 -> 60@shop\n\nu: t.0 -> 60"
    assert Drawing(text, [seed("A", "a.0")], services=("shop",)).ends() == {"t.0": "service A60"}


def test_decision_15_change_joins_no_clusters() -> None:
    """An output that the change rules agree on stays a cluster of its own until it is spent together with others."""
    paid = subject(spends("900000@alice 800000@alice2"), "1500000@shop:pkh 199123@alice", "paid")
    found = clusters_of([paid, subject(spends("paid.1/199123@fresh"), "199000@x", "later")])
    assert read_change(paid, Among([paid])).verdict == 1
    assert found.cluster(script("alice")) == found.cluster(script("alice2"))
    assert found.members(script("fresh")) in ((), (script("fresh"),))
    assert pays("1@fresh")[0].script not in found.members(script("alice"))


def test_decision_16_the_threshold_is_an_absolute_amount_and_is_logged() -> None:
    """A coin below so many satoshi of taint ends as `threshold`, however large its share of the coin is."""
    drawing = Drawing("a: -> 60\n\nt: a.0 -> 51 9", [seed("A", "a.0")], min_sat=10)
    assert drawing.ends() == {"t.0": "unspent A51", "t.1": "threshold A9"}
    assert [coin.outpoint for coin in drawing.trail().ended(Terminal.THRESHOLD)] == [outpoint_of("t.1")]


def test_decision_17_libr_needs_a_declared_set_of_retained_outputs() -> None:
    """At the level of a transaction LIBR is refused where the case does not say which outputs are change."""
    assert "libr is defined only where the case declares which outputs are change" in faults('primary = "libr"')
    assert faults(f'primary = "libr"\nretained = ["{"ab" * 32}:1"]') == ""
    assert shared("libr", [[("A", 60)], [("", 40)]], [70, 29, 1], 1) == [{"A": 31}, {"A": 29}, {}]


def test_decision_18_the_holders_own_money_comes_after_no_claim_here() -> None:
    """Rules of an account, pari passu among them, are not offered.

    Where own money counts, under LIBR, it is spent first.
    """
    assert sorted(METHODS) == sorted(POLICIES)
    assert "expected one of" in faults('primary = "pari_passu"')
    assert shared("libr", [[("A", 10), ("B", 30)], [("", 60)]], [50, 50, 0]) == [{}, {"A": 10, "B": 30}, {}]


def test_decision_19_the_order_is_that_of_heights_and_no_clock_is_asked() -> None:
    """A trace asks no block for its time: its order is height and place in the block alone."""
    view = Timeless(MIXED)
    reading = Reading(view, BlockRef(10_000, view.block_hash(10_000)))
    stops = Stops(custody={}, services={}, min_sat=0, max_hops=0, to_height=0, coinjoin=True, lightning=True)
    trail = follow(resolve([seed("A", "a.0")], reading), POLICIES["fifo"], stops, reading)
    assert [taint(coin.attribution) for coin in trail.ends] == [{A: 60}]


def test_decision_20_words_are_untraced_and_attributed() -> None:
    """No rule's paragraph calls a coin clean, dirty or proven; what no seed reaches is untraced."""
    text = " ".join(TEXTS.values()).lower()
    assert not re.search(r"\b(clean|dirty|proven|guilty)\b", text)
    assert "untraced" in text


def test_the_document_names_every_decision_and_its_test() -> None:
    """The table has twenty rows in order, each with a module that exists and the test of that decision here."""
    rows = re.findall(r"^\| (\d+) \|.*\| `(\S+?)` \| `(test_\w+)` \|$", DOCUMENT.read_text(encoding="utf-8"), re.M)
    assert [int(number) for number, _, _ in rows] == list(range(1, 21))
    for number, module, test in rows:
        assert (DOCUMENT.parents[1] / module).is_file(), module
        assert test.startswith(f"test_decision_{int(number):02}_")
        assert test in globals(), test
