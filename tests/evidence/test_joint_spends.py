"""Joint spends of the state, orders with too much, claims in reached coins.

A bundle says it, the verifier computes it.
"""

import json
from pathlib import Path

import pytest

from tests.evidence.drawn_bundles import drawn_payload, drawn_text, write_bag
from tests.evidence.test_verifier import check

JOINT = """
a: -> 20
b: -> 30

seize: a.0 -> 20@safe

join: seize.0 b.0 -> 50@vault
"""
SEEDS = """
[[seed]]
label = "A"
outpoint = "{a}:0"

[[seed]]
label = "B"
outpoint = "{b}:0"
"""
ITEMS = {"custody": "8", "orders": "9"}


def bundle(payload: dict[str, bytes], folder: Path, change=None) -> Path:
    """Write the bundle, its result changed and sealed again where a change is given."""
    if change is not None:
        trace = json.loads(payload["trace/trace.json"])
        change(trace)
        payload = payload | {"trace/trace.json": json.dumps(trace, separators=(",", ":"), sort_keys=True).encode()}
    return write_bag(payload, folder)


@pytest.mark.parametrize("rule", ["fifo", "lifo", "haircut", "tiho", "libr"])
def test_a_joint_spend_moves_what_the_state_had_and_receives_the_rest(rule: str, tmp_path: Path) -> None:
    """A's 20 are moved, B's 30 are a receipt, nothing is untraced; a result that says B was moved fails."""
    payload = drawn_text(JOINT, SEEDS, rule, tmp_path)
    custody = json.loads(payload["trace/trace.json"])["custody"]
    (move,) = custody["moves"]
    assert (move["taint_sat"], move["value_sat"], move["from"], move["to"]) == ({"A": 20}, 50, ["safe"], ["vault"])
    assert [(row["labels"], row["untraced_sat"]) for row in custody["mixing"]] == [(["A", "B"], 0)]
    assert {row["custody"]: row["taint_sat"] for row in custody["holdings"]} == {
        "safe": {},
        "vault": {"A": 20, "B": 30},
    }
    assert check(bundle(payload, tmp_path / "good")).failed == []

    def moved(trace: dict) -> None:
        trace["custody"]["moves"][0]["taint_sat"]["B"] = 30

    def called_untraced(trace: dict) -> None:
        trace["custody"]["mixing"][0] |= {"labels": ["A"], "untraced_sat": 30}

    for number, change in enumerate((moved, called_untraced)):
        said = check(bundle(payload, tmp_path / f"bad{number}", change))
        assert said.failed == [ITEMS["custody"]]


def test_a_claim_in_a_reached_coin_narrows_the_bound_and_a_wider_one_fails(tmp_path: Path) -> None:
    """5 stolen and 5 others make a coin of 10 in which 5 are claimed.

    The wallet got 5 under every rule, and not from 0.
    """
    text = "a: -> 5\nb: -> 5\n\nq: a.0 b.0 -> 10\n\nout: q.0 -> 5@safe 5"
    seeds = SEEDS.replace("{b}:0", "{q}:0").replace('"B"', '"A"') + "amount_sat = 5\n"
    payload = drawn_text(text, seeds, "fifo", tmp_path)
    rows = json.loads(payload["trace/trace.json"])["bounds"]
    assert {(row["lower_sat"], row["upper_sat"], row["partial"]) for row in rows} == {(5, 5, False)}
    assert check(bundle(payload, tmp_path / "good")).failed == []

    def as_before(trace: dict) -> None:
        for row in trace["bounds"]:
            row["lower_sat"] = 0
            proof = trace["bound_proofs"][row["lower_proof"]]
            proof |= {"value_sat": 5, "cut": trace["bound_proofs"][row["upper_proof"]]["cut"]}

    assert check(bundle(payload, tmp_path / "bad", as_before)).failed == ["10"]


def test_what_reaches_a_claim_by_two_ways_is_counted_once(tmp_path: Path) -> None:
    """5 others that come to a coin of 10 by two outputs pay the claim of 5 in it: the wallet's 5 are sure."""
    text = "a: -> 5\nb: -> 5\n\nm: a.0 b.0 -> 5 5\n\nu: m.0 m.1 -> 10\n\nout: u.0 -> 5@safe 5"
    seeds = SEEDS.replace("{b}:0", "{u}:0").replace('"B"', '"A"') + "amount_sat = 5\n"
    payload = drawn_text(text, seeds, "fifo", tmp_path)
    rows = json.loads(payload["trace/trace.json"])["bounds"]
    assert {(row["lower_sat"], row["upper_sat"], row["partial"]) for row in rows} == {(5, 5, False)}
    assert check(bundle(payload, tmp_path / "good")).failed == []


def test_orders_go_with_what_is_moved_and_departures_by_label(tmp_path: Path) -> None:
    """A receipt beside a move has none of the move's orders.

    Of what leaves at once the label first in byte order is first.
    """
    text = """
a: -> 20
b: -> 30

seize: a.0 -> 20@safe

join: seize.0 b.0 -> 20@vault 30@vault

out: join.1 join.0 -> 50
"""
    orders = "".join(
        f'[[order]]\nid = "{name}"\nkind = "{kind}"\ndate = 2011-02-0{day}\n{amount}labels = {labels}\n'
        f'custody = ["safe", "vault"]\n\n'
        for name, kind, day, amount, labels in (
            ("S", "seizure", 1, "", ["A"]),
            ("R1", "return", 1, "amount_sat = 20\n", ["A", "B"]),
            ("R2", "return", 2, "", ["A"]),
        )
    )
    payload = drawn_text(text, SEEDS + orders, "fifo", tmp_path)
    trace = json.loads(payload["trace/trace.json"])
    assert [row["orders"] for row in trace["custody"]["mixing"]] == [["S"], ["S"]]
    assert [(row["received_sat"], row["excess_sat"]) for row in trace["orders"]] == [(20, 0), (50, 30), (0, 0)]
    assert check(bundle(payload, tmp_path / "good")).failed == []
    alone = text.replace("out: join.1 join.0 -> 50", "x: -> 7\n\nout: join.1 x.0 -> 37")
    payload = drawn_text(alone, SEEDS + orders, "fifo", tmp_path)
    assert [row["orders"] for row in json.loads(payload["trace/trace.json"])["custody"]["mixing"]] == [["S"], []]
    assert check(bundle(payload, tmp_path / "alone")).failed == []


@pytest.mark.parametrize("number", range(16))
def test_bundles_with_claims_in_the_middle_of_a_trail_are_recomputed(number: int, tmp_path: Path) -> None:
    """Both books, the orders and the bounds of drawn chains with claims to reached coins pass, under every rule."""
    rule = ("fifo", "haircut", "lifo", "tiho", "seniority", "juniority", "libr", "proceeds_first")[number % 8]
    said = check(write_bag(drawn_payload(number, rule, tmp_path, claims=True), tmp_path / "bundle"))
    assert said.failed == []
    assert [said.verdicts[item] for item in ("7", "8", "9", "10")] == ["PASS"] * 4


def test_an_excess_is_told_with_its_coins_days_and_first_order(tmp_path: Path) -> None:
    """Of 30 received the first order took 10 and the second 5; 15 are the first's, in the coin it refused first."""
    text = "a: -> 30\n\none: a.0 -> 10@safe 20\n\ntwo: one.1 -> 20@safe\n\nmove: two.0 -> 20@vault"
    seeds = '[[seed]]\nlabel = "A"\noutpoint = "{a}:0"\n'
    orders = "".join(
        f'[[order]]\nid = "{name}"\nkind = "forfeiture"\ndate = 2030-01-01\nin_force = 2030-01-02\n'
        f'amount_sat = {amount}\nlabels = ["A"]\ncustody = ["{wallet}"]\n\n'
        for name, amount, wallet in (("F1", 10, "safe"), ("F2", 5, "vault"))
    )
    payload = drawn_text(text, seeds + orders, "fifo", tmp_path)
    first, second = json.loads(payload["trace/trace.json"])["orders"]
    assert (first["received_sat"], first["excess_sat"], len(first["receipts"])) == (25, 15, 2)
    assert (second["received_sat"], second["excess_sat"], len(second["receipts"])) == (5, 0, 1)
    assert len(first["faults"]) == 2 * len(first["receipts"]) + 1
    assert check(bundle(payload, tmp_path / "good")).failed == []

    def forgotten(trace: dict) -> None:
        del trace["orders"][0]["receipts"][1]

    def moved_on(trace: dict) -> None:
        trace["orders"][0] |= {"received_sat": 10, "excess_sat": 0}
        trace["orders"][1] |= {"received_sat": 20, "excess_sat": 15}

    for number, change in enumerate((forgotten, moved_on)):
        assert check(bundle(payload, tmp_path / f"bad{number}", change)).failed == [ITEMS["orders"]]
