"""The worked examples of rounding are what the rules give, and what the published vectors say."""

import re

import pytest

from tests.commands import ROOT
from tests.vectors.published import taint, vector
from tracer.case.case import Label
from tracer.documents.words import rule_name
from tracer.trace.attribution import Slice
from tracer.trace.attribution import taint as held
from tracer.trace.policies.registry import POLICIES

TEXT = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8").split("## Rounding by pencil")[1].split("\n## ")[0]


def shares(name: str, rule: str) -> list[dict[Label, int]]:
    """Return what a rule attributes to the payments of a vector, the fee last."""
    example = vector(name)
    spends = [tuple(Slice(Label(label), sat) for label, sat in attribution) for attribution in example["inputs"]]
    pays = [*example["outputs"], example["fee"]]
    return [
        dict(held(attribution)) for attribution in POLICIES[rule].share(spends, pays, frozenset(example["retained"]))
    ]


@pytest.mark.parametrize("rule", [name for name, policy in POLICIES.items() if policy.conserves])
def test_the_table_of_one_claim_is_what_each_rule_gives(rule):
    """Every conserving rule has a row, and each cell is the rule's."""
    cells = [f"{each.get(Label('A'), 0):,}" for each in shares("TX-04", rule)]
    assert f"| {rule_name(rule).replace('_', ' ')} | {' | '.join(cells)} |" in TEXT


def test_the_bounds_of_the_table_are_the_vectors() -> None:
    """The least and the most that any rule can give."""
    bounds = [*vector("TX-04")["bounds"]["outputs"], vector("TX-04")["bounds"]["fee"]]
    for title, side in (("least", 0), ("most", 1)):
        assert f"| {title}, any rule | {' | '.join(f'{each[side]:,}' for each in bounds)} |" in TEXT


def test_the_steps_of_two_claims_end_in_what_haircut_gives() -> None:
    """The last lines of the sum by pencil are the shares of A and of B."""
    found = shares("TX-05", "haircut")
    lines = [
        re.findall(r"\d+", line.split(":", 1)[1])
        for line in TEXT.splitlines()
        if line.startswith(("one is missing", "B, into"))
    ]
    assert [int(each) for each in lines[0]] == [each.get(Label("A"), 0) for each in found]
    assert [int(each) for each in lines[1][-4:]] == [each.get(Label("B"), 0) for each in found]


def test_the_merge_leaves_what_the_chain_of_the_vector_says() -> None:
    """The satoshi in the fee of the first merge, and so those that go on, are the published ones."""
    example = vector("CH-01")
    fee = example["held"]["haircut"]["fees"][1]["A"]
    claimed = example["transactions"][0]["pays"][0]
    assert f"leave\n{claimed - fee:,} and {fee:,} in the fee" in TEXT
    assert taint(example["held"]["haircut"]["coins"]["merge3:0"]) == {"A": 99_986_000}
