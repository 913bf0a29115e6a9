"""The vectors themselves: whole, sourced, closed, and read by somebody."""

from pathlib import Path

import pytest

from tests.vectors.published import taint, vector, vectors
from tracer.trace.policies.registry import POLICIES

TESTS = Path(__file__).parents[1]


def _names(kind: str) -> list:
    return [pytest.param(each, id=each["id"]) for each in vectors(kind)]


def test_every_vector_says_what_it_is_and_where_it_is_from() -> None:
    """Ids are unique, every cited one names its source, and each has a title and a note."""
    ids = [each["id"] for each in vectors()]
    assert len(ids) == len(set(ids)) == 13
    for each in vectors():
        assert each["title"], each["id"]
        assert each["note"], each["id"]
        assert bool(each["source"]) == ("cited" in each["origin"]), each["id"]


def test_every_kind_of_vector_is_read_by_a_test() -> None:
    """None stands there unread: a test that reads vectors names the kind, or each vector of it."""
    texts = [path.read_text(encoding="utf-8") for path in TESTS.rglob("test_*.py") if path != Path(__file__)]
    readers = "\n".join(text for text in texts if "tests.vectors" in text)
    for each in vectors():
        assert f'"{each["kind"]}"' in readers or f'"{each["id"]}"' in readers, each["id"]


@pytest.mark.parametrize("example", _names("transaction"))
def test_the_shares_of_a_vector_close(example):
    """Under every rule that conserves, each payment holds its value and each claim as much as was spent of it."""
    spent = sum(sat for attribution in example["inputs"] for _, sat in attribution)
    pays = [*example["outputs"], example["fee"]]
    assert spent == sum(pays)
    claimed = taint([run for attribution in example["inputs"] for run in attribution])
    for rule, shares in example["shares"].items():
        if not POLICIES[rule].conserves:
            continue
        attributions = [*shares["outputs"], shares["fee"]]
        assert [sum(sat for _, sat in attribution) for attribution in attributions] == pays, rule
        assert taint([run for attribution in attributions for run in attribution]) == claimed, rule


@pytest.mark.parametrize("example", _names("transaction"))
def test_the_bounds_of_one_transaction_are_its_amounts(example):
    """The least is what other payments cannot hold, the most what the payment can; every rule is between them."""
    pays = [*example["outputs"], example["fee"]]
    claimed = sum(sat for attribution in example["inputs"] for label, sat in attribution if label)
    bounds = [*example["bounds"]["outputs"], example["bounds"]["fee"]]
    assert bounds == [[max(0, claimed - (sum(pays) - value)), min(value, claimed)] for value in pays]
    for rule, shares in example["shares"].items():
        if POLICIES[rule].conserves:
            held = [sum(taint(attribution).values()) for attribution in [*shares["outputs"], shares["fee"]]]
            assert all(least <= sat <= most for sat, (least, most) in zip(held, bounds, strict=True)), rule


@pytest.mark.parametrize("example", _names("chain"))
def test_the_books_of_a_vector_chain_close(example):
    """Under every rule the unspent coins and the fees hold together what the seeds claim."""
    value = {f"{name}:0": sat for name, sat in example["coins"].items()}
    value |= {
        f"{made['name']}:{vout}": sat for made in example["transactions"] for vout, sat in enumerate(made["pays"])
    }
    claimed: dict[str, int] = {}
    for outpoint, label in example["seeds"].items():
        claimed[label] = claimed.get(label, 0) + value[outpoint]
    for rule, held in example["held"].items():
        found = dict.fromkeys(claimed, 0)
        for taints in [*map(taint, held["coins"].values()), *held["fees"]]:
            for label, sat in taints.items():
                found[label] += sat
        assert found == claimed, rule
        for name, attribution in held["coins"].items():
            assert sum(sat for _, sat in attribution) == value[name], (rule, name)


def test_a_stated_fee_that_the_amounts_do_not_give_is_not_in_the_vector() -> None:
    """The cited PayJoin tells of 6,930 satoshi; its amounts leave 1,430."""
    assert vector("TX-03")["fee"] == 1_430
