"""Bounds: right on worked chains, wide enough for every rule, tight on small graphs, provable without solving."""

import itertools
import random
from collections.abc import Sequence
from dataclasses import replace

import networkx as nx
import pytest

from tests.counts import count
from tests.pictures import outpoint_of, txid_of
from tests.trace.drawing import Drawing, seed
from tests.trace.random_chains import random_drawing
from tests.vectors import published
from tracer.case.case import Label
from tracer.chain.outpoint import Outpoint
from tracer.trace.attribution import L, Slices, taint
from tracer.trace.bounds.arc import ArcKind, Flow, arc
from tracer.trace.bounds.bound_check import check
from tracer.trace.bounds.bounds import Bound, BoundTarget, TargetKind, bounds, ends, named
from tracer.trace.bounds.flow import NOTHING, FlowNetwork, FlowProof
from tracer.trace.bounds.reach import Reach, reach
from tracer.trace.bounds.work_limit import WorkLimit
from tracer.trace.budget import BudgetPart
from tracer.trace.engine import follow
from tracer.trace.passing import FlowKind
from tracer.trace.policies import fifo, haircut, juniority, libr, lifo, proceeds_first, seniority, tiho
from tracer.trace.policies.registry import Policy, ShareRule
from tracer.trace.seeds import resolve
from tracer.trace.terminals import Terminal
from tracer.trace.trail import Trail


def _first_kept(
    spends: Sequence[Slices[L]], pays: Sequence[int], retained: frozenset[int] = frozenset()
) -> tuple[Slices[L], ...]:
    return libr.share(spends, pays, frozenset({0}))


RULES: dict[str, ShareRule] = {
    "fifo": fifo.share,
    "haircut": haircut.share,
    "lifo": lifo.share,
    "tiho": tiho.share,
    "seniority": seniority.share,
    "juniority": juniority.share,
    "libr": libr.share,
    "proceeds_first": proceeds_first.share,
    "libr, first output kept": _first_kept,
}
DIAMOND = """
s: -> 100
x: -> 42
y: -> 50

t1: s.0 x.0 -> 60 80
t2: t1.0 y.0 -> 50 58
t3: t1.1 t2.0 -> 120 8
"""


def reach_of(drawing: Drawing, max_transactions: int = 0) -> Reach:
    """Return the reach of a drawing's seeds."""
    return reach(
        resolve(drawing.seeds, drawing.reading), drawing.stops(), drawing.reading, BudgetPart(max_transactions)
    )


def trail_of(drawing: Drawing, rule: str) -> Trail:
    """Follow a drawing's seeds under any rule, before thresholds and limits of hops."""
    policy = Policy(name=rule, share=RULES[rule], conserves=True)
    stops = replace(drawing.stops(), min_sat=0, max_hops=0)
    return follow(resolve(drawing.seeds, drawing.reading), policy, stops, drawing.reading)


def intervals(drawing: Drawing, found: Reach) -> dict[tuple[str, str | None], tuple[int, int]]:
    """Return `{(coin, label): (lower, upper)}` for every end, each bound proven on the way."""
    rows = bounds(found, ends(found))
    assert check(rows, found) == ()
    return {
        (_named(drawing, row.target), row.label): (row.lower, row.upper)
        for row in rows
        if row.target.kind is TargetKind.COIN
    }


def _named(drawing: Drawing, target: BoundTarget) -> str:
    return drawing.name(Outpoint.parse(target.name))


def coin(name: str, value: int) -> BoundTarget:
    """Return a target of one coin."""
    return BoundTarget(TargetKind.COIN, str(outpoint_of(name)), ((outpoint_of(name), value),))


@pytest.mark.parametrize("name", ["CH-03", "CH-04"])
def test_a_chain_has_the_bounds_the_vector_says(name: str) -> None:
    """Each unspent coin's interval is the published one, for the label and for all together."""
    example = published.vector(name)
    drawing = Drawing(published.drawing(example), [seed("A", "s.0")])
    found = intervals(drawing, reach_of(drawing))
    for coin_name, interval in example["bounds"].items():
        assert found[coin_name.replace(":", "."), None] == tuple(interval)
        assert found[coin_name.replace(":", "."), Label("A")] == tuple(interval)


def test_one_transaction_has_the_bounds_of_its_amounts() -> None:
    """Of 60,000 traced and 40,000 untraced the outputs of 70,000 and 29,000 hold 30,000 to 60,000 and 0 to 29,000."""
    drawing = Drawing("a: -> 60000\nb: -> 40000\n\nt: a.0 b.0 -> 70000 29000", [seed("A", "a.0")])
    assert intervals(drawing, reach_of(drawing)) == {
        ("t.0", None): (30_000, 60_000),
        ("t.0", "A"): (30_000, 60_000),
        ("t.1", None): (0, 29_000),
        ("t.1", "A"): (0, 29_000),
    }


def test_a_label_is_untraced_value_to_another_label() -> None:
    """Each label has its own interval, in which the other's seeds count like anyone's money."""
    drawing = Drawing("a: -> 60\nb: -> 40\n\nt: a.0 b.0 -> 70 30", [seed("A", "a.0"), seed("B", "b.0")])
    found = intervals(drawing, reach_of(drawing))
    assert found["t.0", None] == (70, 70)
    assert found["t.0", Label("A")] == (30, 60)
    assert found["t.0", Label("B")] == (10, 40)


def test_a_wallet_is_bounded_as_a_whole() -> None:
    """Two receipts that could each hold nothing must hold something together."""
    text = "a: -> 60\nb: -> 40\n\nt: a.0 b.0 -> 40@safe 40@safe 20"
    drawing = Drawing(text, [seed("A", "a.0")], custody=("safe",))
    rows = bounds(reach_of(drawing), ends(reach_of(drawing)))
    assert {(row.target.name, row.lower, row.upper) for row in rows if row.target.kind is TargetKind.CUSTODY} == {
        ("safe", 40, 60)
    }
    assert next((row.lower, row.upper) for row in rows if row.target.kind is TargetKind.COIN) == (0, 40)


def test_thresholds_and_hops_do_not_narrow_the_reach() -> None:
    """What a trail would end for being small or far is followed all the same."""
    drawing = Drawing(DIAMOND, [seed("A", "s.0")], min_sat=1_000, max_hops=1)
    assert intervals(drawing, reach_of(drawing))["t3.0", None] == (28, 100)


def test_an_order_a_spent_coin_or_any_set_can_be_asked_about() -> None:
    """A coin in the middle of the reach is bounded as it is made; a set by what reaches any of its coins."""
    drawing = Drawing(DIAMOND, [seed("A", "s.0")])
    found = reach_of(drawing)
    order = BoundTarget(TargetKind.ORDER, "1/2026", ((outpoint_of("t2.1"), 58), (outpoint_of("t3.1"), 8)))
    rows = bounds(found, [coin("t1.1", 80), order])
    assert [(row.lower, row.upper) for row in rows if row.label is None] == [(38, 80), (0, 66)]
    assert check(rows, found) == ()


def test_a_coin_that_nothing_reaches_holds_nothing() -> None:
    """Outside the reach both bounds are zero, and that is proven too."""
    drawing = Drawing(DIAMOND + "\nz: -> 9", [seed("A", "s.0")])
    found = reach_of(drawing)
    row, _ = bounds(found, [coin("z.0", 9)])
    assert (row.lower, row.upper, check([row], found)) == (0, 0, ())


def test_what_flows_into_a_seeded_coin_is_overlap() -> None:
    """A fully seeded coin holds its value under every rule; what reaches it adds nothing; only joint bounds exist."""
    text = "a: -> 100\nb: -> 50\n\nt: a.0 b.0 -> 80@own 70\n\nu: t.0 -> 30 50"
    drawing = Drawing(text, [seed("A", "a.0"), seed("B", "t.0")])
    assert intervals(drawing, reach_of(drawing)) == {
        ("t.1", None): (20, 70),
        ("u.0", None): (30, 30),
        ("u.1", None): (50, 50),
    }


def test_a_partly_seeded_coin_has_room_for_what_flows_in() -> None:
    """Of a coin of 80 with a claim of 30, between the claim and the whole value is traced."""
    text = "a: -> 100\nb: -> 100\n\nt: a.0 b.0 -> 80 120"
    drawing = Drawing(text, [seed("A", "a.0"), seed("B", "t.0", amount=30)])
    assert intervals(drawing, reach_of(drawing))["t.0", None] == (30, 80)


def test_a_coin_at_which_a_budget_cuts_counts_once() -> None:
    """Coins with part of them claimed, spent past the budget.

    Each could hold all claims and no more, and the proofs hold.
    """
    text = """
c: -> 10 20 30

t1: c.0 -> 4 6

t2: c.1 t1.0 -> 24
t3: c.2 t1.1 -> 36
"""
    drawing = Drawing(text, [seed("A", f"c.{vout}", amount=1) for vout in range(3)])
    reached = reach_of(drawing, 1)
    rows = bounds(reached, ends(reached))
    assert check(rows, reached) == ()
    assert {(row.target.name[-1], row.upper, row.partial) for row in rows if len(row.target.coins) == 1} == {
        ("0", 3, True), ("1", 3, True), ("2", 3, True),
    }  # fmt: skip


def test_a_budget_widens_the_bounds_and_is_flagged() -> None:
    """Coins cut off are ends for the lower bound and possible ways to any target for the upper one."""
    drawing = Drawing(DIAMOND, [seed("A", "s.0")])
    found = reach_of(drawing, 1)
    assert {drawing.name(each.outpoint): each.terminal for each in found.coins if each.terminal} == {
        "t1.0": Terminal.BUDGET,
        "t1.1": Terminal.BUDGET,
    }
    wallet = BoundTarget(TargetKind.CUSTODY, "safe", ())
    rows = bounds(found, [coin("t3.0", 120), coin("t3.1", 8), wallet])
    assert [(row.lower, row.upper, row.partial) for row in rows if row.label is None] == [
        (0, 100, True),
        (0, 8, True),
        (0, 100, True),
    ]
    assert check(rows, found) == ()


def test_without_work_left_the_nearest_cut_still_holds() -> None:
    """A budget for solving that runs out gives a wider interval, flagged, with cuts that prove it."""
    drawing = Drawing(DIAMOND, [seed("A", "s.0")])
    found = reach_of(drawing)
    row = bounds(found, [coin("t3.0", 120)], work=0)[0]
    assert row.lower <= 28 < 100 <= row.upper
    assert row.partial
    assert check([row], found) == ()


@pytest.mark.parametrize("claims", [False, True])
@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("number", range(40))
def test_every_rule_lies_within_the_bounds(number: int, rule, claims: bool):
    """On random chains no conserving rule gives a coin less than its lower or more than its upper bound."""
    drawing = random_drawing(number, "fifo", claims=claims)
    found = intervals(drawing, reach_of(drawing))
    for end in trail_of(drawing, rule).ends:
        held = taint(end.attribution)
        lower, upper = found[drawing.name(end.outpoint), None]
        assert lower <= sum(held.values()) <= upper
        for label in {label for name, label in found if label is not None}:
            lower, upper = found[drawing.name(end.outpoint), label]
            assert lower <= held.get(Label(label), 0) <= upper


@pytest.mark.parametrize("number", range(60))
def test_bounds_are_what_the_definition_says(number: int) -> None:
    """Lower is the seeds less the greatest flow to all other ends and fees, upper the greatest flow to the coin."""
    drawing = random_drawing(number, "fifo", size=20)
    found = reach_of(drawing)
    for row in bounds(found, ends(found)):
        numbers = {outpoint for outpoint, _ in row.target.coins}
        graph = _defined(found, row.label)
        seeds = sum(data["capacity"] for _, _, data in graph.out_edges("seeds", data=True))
        aimed = _aimed(graph, found, numbers)
        upper, _ = nx.maximum_flow(aimed, "seeds", "target")
        others, _ = nx.maximum_flow(aimed, "seeds", "others")
        assert (row.lower, row.upper) == (seeds - others, upper)


def _defined(found: Reach, label: Label | None) -> "nx.DiGraph[object]":
    """Draw the contract's network: seeds, coins, transactions, fees and overlap."""
    graph: nx.DiGraph[object] = nx.DiGraph()
    graph.add_nodes_from(["seeds", "others", "target"])
    for number, each in enumerate(found.coins):
        own = each.claimed if label is None else sum(claim.sat for claim in each.claims if claim.label == label)
        graph.add_edge("seeds", ("coin", number), capacity=own)
        if each.maker is not None:
            graph.add_edge(("tx", each.maker), ("coin", number), capacity=each.output.value - each.claimed)
            if each.claimed:
                graph.add_edge(("tx", each.maker), ("overlap", number), capacity=each.claimed)
                graph.add_edge(("overlap", number), "others")
        if each.spender is not None:
            graph.add_edge(("coin", number), ("tx", each.spender), capacity=each.output.value)
    for number, transaction in enumerate(found.transactions):
        graph.add_edge(("tx", number), "others", capacity=transaction.fee_sat)
    return graph


def _aimed(graph: "nx.DiGraph[object]", found: Reach, targets: set[Outpoint]) -> "nx.DiGraph[object]":
    aimed = graph.copy()
    for number, each in enumerate(found.coins):
        if each.outpoint in targets:
            aimed.add_edge(("coin", number), "target")
        elif each.terminal is not None:
            aimed.add_edge(("coin", number), "others")
    return aimed


@pytest.mark.parametrize("number", range(25))
def test_bounds_are_what_exhaustion_finds(number: int) -> None:
    """On tiny chains the bounds are the least and the most over every allocation of whole satoshi there is."""
    source = random.Random(number)
    lines, coins = ["a: -> 3", "b: -> 2 2", ""], [("a.0", 3), ("b.0", 2), ("b.1", 2)]
    for name in range(3):
        source.shuffle(coins)
        spent, coins = coins[:2], coins[2:]
        value = sum(sat for _, sat in spent)
        first = source.randint(0, value)
        pays = [first, source.randint(0, value - first)]
        lines.append(f"t{name}: {' '.join(each for each, _ in spent)} -> {' '.join(map(str, pays))}")
        coins += [(f"t{name}.{vout}", sat) for vout, sat in enumerate(pays)]
    drawing = Drawing("\n".join(lines), [seed("A", "a.0"), seed("A", "b.0", amount=1)])
    found = reach_of(drawing)
    seen: dict[str, set[int]] = {}
    for outcome in _outcomes(found):
        for name, sat in outcome.items():
            seen.setdefault(drawing.name(name), set()).add(sat)
    joint = {name: interval for (name, label), interval in intervals(drawing, found).items() if label is None}
    assert joint == {name: (min(sats), max(sats)) for name, sats in seen.items()}


def test_other_money_pays_a_claim_before_it_passes() -> None:
    """Of 5 traced and 5 others in a coin of 10, a second claim of 5 takes the others.

    Every rule gives the receipt 5.
    """
    text = "a: -> 5\nb: -> 5\n\nq: a.0 b.0 -> 10\n\nout: q.0 -> 5@safe 5"
    seeds = [seed("A", "a.0"), seed("A", "q.0", amount=5)]
    drawing = Drawing(text, seeds, custody=("safe",))
    assert intervals(drawing, reach_of(drawing)) == {("out.0", None): (5, 5), ("out.1", None): (5, 5)}
    assert not any(row.partial for row in bounds(reach_of(drawing), ends(reach_of(drawing))))
    for rule in RULES:
        assert [taint(end.attribution) for end in trail_of(drawing, rule).ends] == [{"A": 5}, {"A": 5}]


def test_what_one_transaction_can_take_in_counts_once() -> None:
    """The 5 others of a transaction reach a coin of 10 by two of its outputs, and are 5 there all the same.

    None passes.
    """
    text = "a: -> 5\nb: -> 5\n\nm: a.0 b.0 -> 5 5\n\nu: m.0 m.1 -> 10\n\nout: u.0 -> 5@safe 5"
    drawing = Drawing(text, [seed("A", "a.0"), seed("A", "u.0", amount=5)], custody=("safe",))
    found = reach_of(drawing)
    assert {(row.lower, row.upper, row.partial) for row in bounds(found, ends(found))} == {(5, 5, False)}


def test_what_comes_beyond_a_claim_passes() -> None:
    """Of 15 others beside 5 traced a coin of 10 may take 10, of which a claim of 5 keeps 5 and 5 go on."""
    text = "a: -> 5\nb: -> 15\n\nq: a.0 b.0 -> 10 10\n\nout: q.0 -> 5@safe 5"
    drawing = Drawing(text, [seed("A", "a.0"), seed("B", "q.0", amount=5)], custody=("safe",))
    found = reach_of(drawing)
    assert intervals(drawing, found) == {("q.1", None): (0, 5), ("out.0", None): (0, 5), ("out.1", None): (0, 5)}
    rows = bounds(found, ends(found))
    assert not any(row.partial for row in rows)
    numbers = {drawing.name(each.outpoint): number for number, each in enumerate(found.coins)}
    receipt = next(row for row in rows if row.target.name == str(outpoint_of("out.0")))
    assert receipt.untraced.flow is not None
    flow = dict(receipt.untraced.flow.items())
    assert (flow[arc(ArcKind.COIN, numbers["q.0"])], flow[arc(ArcKind.COIN, numbers["out.0"])]) == (10, 5)
    unpaid = receipt.untraced._replace(flow=Flow.of(flow | {arc(ArcKind.COIN, numbers["q.0"]): 5}))
    assert check([replace(receipt, untraced=unpaid)], found) != ()


def test_claims_in_each_others_way_leave_a_bound_that_says_so() -> None:
    """Of 10 others either of two coins may take all, and pass 5 beyond its claim; together they cannot pass 10."""
    text = "a: -> 10\nb: -> 10\n\nq: a.0 b.0 -> 10 10\n\nout: q.0 q.1 -> 20@safe"
    seeds = [seed("A", "a.0"), seed("B", "q.0", amount=5), seed("B", "q.1", amount=5)]
    drawing = Drawing(text, seeds, custody=("safe",))
    found = reach_of(drawing)
    (wallet, _) = bounds(found, ends(found))
    assert (wallet.lower, wallet.upper, wallet.partial) == (10, 20, True)
    singles = bounds(found, [coin("q.0", 10), coin("q.1", 10)])
    assert [(row.lower, row.upper, row.partial) for row in singles] == [(5, 10, False)] * 2
    assert check([wallet, *singles], found) == ()


def claimed(number: int) -> tuple[Drawing, list[BoundTarget]]:
    """Draw a tiny chain with claims to parts of coins that taint reaches, and what to bound in it."""
    source = random.Random(number)
    lines, coins = ["a: -> 3", "b: -> 2 3", ""], [("a.0", 3), ("b.0", 2), ("b.1", 3)]
    made: list[tuple[str, int]] = []
    for name in range(3):
        source.shuffle(coins)
        spent, coins = coins[:2], coins[2:]
        value = sum(sat for _, sat in spent)
        first = source.randint(0, value)
        pays = [first, source.choice([value - first, source.randint(0, value - first)])]
        owners = [source.choice(["", "", "@safe"]) for _ in pays]
        paid = " ".join(f"{sat}{owner}" for sat, owner in zip(pays, owners, strict=True))
        lines.append(f"t{name}: {' '.join(each for each, _ in spent)} -> {paid}")
        fresh = [(f"t{name}.{vout}", sat) for vout, sat in enumerate(pays)]
        made += [each for each in fresh if each[1]]
        coins += [each for each, owner in zip(fresh, owners, strict=True) if not owner]
    seeds = [seed("A", "a.0", amount=source.choice([1, 2, 3]))]
    for paying, sat in source.choices(made, k=source.randint(1, 3)):  # one coin twice, and beyond its value, too
        seeds.append(seed(source.choice("AB"), paying, amount=source.randint(1, sat)))
    drawing = Drawing("\n".join(lines), seeds, custody=("safe",))
    ended = [each for each in reach_of(drawing).coins if each.terminal is not None]
    pairs = [
        BoundTarget(
            TargetKind.CUSTODY, f"{one.outpoint} {other.outpoint}", tuple((c.outpoint, c.output.value) for c in pair)
        )
        for pair in itertools.combinations(ended, 2)
        for one, other in [pair]
    ]
    return drawing, [*ends(reach_of(drawing)), *pairs]


def _extremes(found: Reach, targets: list[BoundTarget]) -> list[tuple[int, int]]:
    """Return the least and the most that any rule gives each target, by trying all of them."""
    outcomes = list(_outcomes(found))
    sums = [
        [sum(outcome.get(outpoint, 0) for outpoint, _ in target.coins) for outcome in outcomes] for target in targets
    ]
    return [(min(each), max(each)) for each in sums]


@pytest.mark.parametrize("start", range(0, 400, 50))
def test_bounds_with_claims_to_reached_coins_are_what_exhaustion_finds(start: int) -> None:
    """Over every rule on tiny chains: exact bounds are the extremes, partial ones hold, and few are partial."""
    compared = partial = 0
    tried = count(suite=12, laws=50)
    for number in range(start, start + tried):
        drawing, targets = claimed(number)
        found = reach_of(drawing)
        rows = [row for row in bounds(found, targets) if row.label is None]
        many = [row for row in bounds(found, targets, flow_arcs=0) if row.label is None]
        assert check([*rows, *many], found) == ()
        assert [(row.lower, row.upper, row.partial) for row in many] == [(r.lower, r.upper, r.partial) for r in rows]
        for row, (least, most) in zip(rows, _extremes(found, targets), strict=True):
            compared += 1
            partial += row.partial
            if row.partial:
                assert row.lower <= least
                assert most <= row.upper
            else:
                assert (row.lower, row.upper) == (least, most), (number, row.target.name)
    assert compared >= 3 * tried
    assert partial * 10 <= compared


def _outcomes(found: Reach):
    """Yield, for every way of sharing each transaction's satoshi, what the ends hold; claims fill what is untraced."""
    start = {number: each.claimed for number, each in enumerate(found.coins) if each.maker is None}
    states = [start]
    for crossed, transaction in enumerate(found.transactions):
        made = [number for number, each in enumerate(found.coins) if each.maker == crossed]
        caps = [found.coins[number].output.value for number in made] + [transaction.fee_sat]
        claims = [found.coins[number].claimed for number in made]
        states = [
            {
                **state,
                **{n: min(cap, sat + claim) for n, sat, cap, claim in zip(made, split, caps, claims, strict=False)},
            }
            for state in states
            for split in itertools.product(*(range(cap + 1) for cap in caps))
            if sum(split) == sum(state[number] for number in transaction.spends)
        ]
        states = [dict(each) for each in {tuple(sorted(state.items())) for state in states}]
    for state in states:
        yield {each.outpoint: state[n] for n, each in enumerate(found.coins) if each.terminal is not None}


def _bound() -> tuple[Bound, Reach]:
    drawing = Drawing(DIAMOND, [seed("A", "s.0")])
    found = reach_of(drawing)
    return bounds(found, [coin("t3.0", 120)])[0], found


def test_a_flow_and_a_cut_are_told_in_outpoints_and_txids() -> None:
    """The 92 untraced satoshi in t3.0 come from the other inputs of t1 and t2, which are also the cut."""
    row, found = _bound()
    assert row.untraced.flow is not None
    assert {named(each, found): sat for each, sat in row.untraced.flow.items() if named(each, found)[0] == "other"} == {
        ("other", txid_of("t1")): 42,
        ("other", txid_of("t2")): 50,
    }
    assert [named(each, found) for each in row.untraced.cut] == [("other", txid_of("t1")), ("other", txid_of("t2"))]
    assert [named(each, found) for each in row.traced.cut] == [("seed", str(outpoint_of("s.0")))]


def test_a_bound_that_claims_too_much_is_found_out() -> None:
    """A figure that its proofs do not carry is a fault."""
    row, found = _bound()
    assert check([row], found) == ()
    assert check([replace(row, lower=row.lower + 1)], found) == (
        f"{row.target.name}: its proofs say 28 to 100 sat, not 29 to 100",
    )


def test_a_flow_or_a_cut_that_is_tampered_with_is_found_out() -> None:
    """An arc left out of a cut, a satoshi added to a flow, a flow that stops half way: each is a fault."""
    row, found = _bound()
    proof = row.untraced
    assert proof.flow is not None
    flow = dict(proof.flow.items())
    first = next(iter(flow))
    without = {each: sat for each, sat in flow.items() if each != first}
    for broken in (
        FlowProof(proof.value, proof.flow, proof.cut[1:], True),
        FlowProof(proof.value, Flow.of(without), proof.cut, True),
        FlowProof(proof.value, Flow.of({**flow, first: flow[first] + 1}), proof.cut, True),
        NOTHING,
        FlowProof(proof.value, Flow.of({**flow, arc(ArcKind.SEED, 0): 5}), proof.cut, True),
    ):
        assert check([replace(row, untraced=broken)], found) != ()


def test_a_cut_in_the_wrong_place_is_found_out() -> None:
    """A cut with the right capacity that leaves a way open, from a seed or from other inputs, is a fault."""
    text = "a: -> 60\nb: -> 60\nd: -> 60\ne: -> 60\n\nt: a.0 b.0 e.0 -> 170 10\n\nu: d.0 t.1 -> 70"
    drawing = Drawing(text, [seed("A", "a.0"), seed("A", "b.0"), seed("A", "d.0")])
    found = reach_of(drawing)
    numbers = {drawing.name(each.outpoint): number for number, each in enumerate(found.coins)}
    row = bounds(found, [coin("t.0", 170)])[0]
    assert {named(each, found)[1] for each in row.traced.cut} == {str(outpoint_of(name)) for name in ("a.0", "b.0")}
    elsewhere = (row.traced.cut[0], arc(ArcKind.SEED, numbers["d.0"]))
    assert check([replace(row, traced=row.traced._replace(cut=elsewhere))], found) == (
        f"{row.target.name}: traced satoshi can pass by the cut",
    )
    row = bounds(found, [coin("t.1", 10)])[0]
    assert row.untraced.cut == (arc(ArcKind.COIN, numbers["t.1"]),)
    broken = row.untraced._replace(value=60, cut=(arc(ArcKind.OTHER, 0),))
    assert check([replace(row, untraced=broken)], found) != ()


def test_the_reach_is_the_same_for_the_same_chain() -> None:
    """Two walks give equal reaches and equal bounds, flows and cuts included."""
    first, second = (reach_of(random_drawing(7, "fifo")) for _ in range(2))
    assert first == second
    assert bounds(first, ends(first)) == bounds(second, ends(second))


def _wide(number: int) -> Drawing:
    """Draw layers of merges and splits, so that many coins share makers and few cuts are near."""
    source = random.Random(number)
    values = [source.choice([40, 1_000, 77_777]) for _ in range(12)]
    lines = [f"c: -> {' '.join(map(str, values))}", ""]
    coins = [(f"c.{vout}", value) for vout, value in enumerate(values)]
    for name in range(90):
        source.shuffle(coins)
        spent, coins = coins[:3], coins[3:]
        left = sum(value for _, value in spent)
        pays = []
        for _ in range(source.randint(3, 5)):
            pays.append(source.randint(0, left // 2))
            left -= pays[-1]
        lines.append(f"t{name}: {' '.join(coin for coin, _ in spent)} -> {' '.join(map(str, pays))}")
        coins += [(f"t{name}.{vout}", value) for vout, value in enumerate(pays)]
    return Drawing("\n".join(lines), [seed("A", "c.0"), seed("B", "c.1", amount=30), seed("A", "c.2")])


@pytest.mark.parametrize("number", range(6))
def test_many_coins_at_once_have_the_bounds_each_has_alone(number: int) -> None:
    """Flows that settle many coins together, the quick way and the solver all give the same, proven intervals."""
    found = reach_of(_wide(number))
    targets = [target for target in ends(found) if target.kind is TargetKind.COIN]
    rows = bounds(found, targets)
    assert len(targets) >= 64
    assert check(rows, found) == ()
    alone = [row for target in targets for row in bounds(found, [target])]
    assert [(row.label, row.lower, row.upper) for row in rows] == [(row.label, row.lower, row.upper) for row in alone]
    for kind in FlowKind:
        network = FlowNetwork(found, kind, None, WorkLimit(10**9))
        for each, coin in enumerate(found.coins):
            flow, cut = network.solver.into_coins([each])
            if coin.maker is not None:
                width = network.capacity(network.solver.into_transaction(coin.maker)[1])
                assert network.capacity(cut) == network.seed[each] + min(network.coin[each], width)
            proof = network.prove([each])
            assert proof.exact
            assert proof.value == network.capacity(cut) == sum(flow.get(arc(of, each), 0) for of in ArcKind if of < 2)


def test_a_wallet_of_one_receipt_may_receive_more_from_beyond_a_cut_reach() -> None:
    """The receipt alone holds at most its value.

    The wallet, of which more coins may exist, what could still come too.
    """
    drawing = Drawing(
        "s: -> 100\n\nt: s.0 -> 40@safe 60\nu: t.1 -> 60\nv: u.0 -> 60", [seed("A", "s.0")], custody=("safe",)
    )
    found = reach_of(drawing, 1)
    rows = {row.target.kind: row for row in reversed(bounds(found, ends(found)))}
    assert (rows[TargetKind.CUSTODY].lower, rows[TargetKind.CUSTODY].upper) == (40, 100)
    assert (rows[TargetKind.COIN].lower, rows[TargetKind.COIN].upper) == (40, 40)
    assert check(tuple(rows.values()), found) == ()
