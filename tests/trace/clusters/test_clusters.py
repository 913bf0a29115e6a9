"""Multi-input clusters over arrays: the partition, its witnesses, what must not merge, and why two are together."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.counts import count
from tracer.errors import CaseError
from tracer.trace.clusters.clusters import ERROR, Clusters, cluster
from tracer.trace.clusters.co_spends import Collapse, CoSpend, collapsed, why_together
from tracer.trace.script_numbers import number_scripts

Transactions = list[list[int]]


def arrays(transactions: Transactions) -> tuple[np.ndarray, np.ndarray]:
    """Return the scripts per input and each transaction's first input."""
    first = np.cumsum([0, *(len(spent) for spent in transactions)], dtype=np.int64)[:-1]
    return np.array([script for spent in transactions for script in spent], np.int64), first


def clustered(
    transactions: Transactions,
    scripts: int,
    mixed: list[int] | None = None,
    no_merge: list[tuple[int, int]] | None = None,
) -> Clusters:
    """Cluster drawn transactions; `mixed` are their indices."""
    spent, first = arrays(transactions)
    flags = np.zeros(len(transactions), np.uint8)
    flags[mixed or []] = 1
    pairs = None if no_merge is None else np.array(no_merge, np.int64).reshape(-1, 2)
    return cluster(spent, first, flags, scripts, pairs)


def reference(transactions: Transactions, scripts: int, no_merge: list[tuple[int, int]]) -> tuple[list[int], list[int]]:
    """Return the partition and the refusals, by repainting: slow and plain."""
    colour = list(range(scripts))
    refused = []
    for number, spent in enumerate(transactions):
        known = [script for script in spent if script >= 0]
        if len(spent) < 2 or not known:
            continue
        joined = {colour[script] for script in known}
        after = [min(joined) if each in joined else each for each in colour]
        if any(after[one] == after[other] for one, other in no_merge):
            refused.append(number)
        else:
            colour = after
    return colour, refused


def test_scripts_spent_together_are_one_cluster() -> None:
    """Joined through shared scripts, named by the smallest, each union with its transaction."""
    found = clustered([[0, 1], [2, 3], [1, 2], [4]], 6)
    assert found.cluster.tolist() == [0, 0, 0, 0, 4, 5]
    assert list(zip(found.left.tolist(), found.right.tolist(), found.witness.tolist(), strict=True)) == [
        (0, 1, 0),
        (2, 3, 1),
        (1, 2, 2),
    ]
    assert found.merged == 1
    assert "68.59%" in ERROR


def test_mixes_join_nothing() -> None:
    """A transaction flagged as a mix leaves no trace in the partition."""
    assert clustered([[0, 1], [1, 2]], 3, mixed=[0]).cluster.tolist() == [0, 1, 1]


def test_unknown_prevouts_are_passed_over() -> None:
    """An input whose script is not known neither joins nor hinders the others."""
    found = clustered([[-1, 0, 1], [-1, -1], [-1, 2]], 3)
    assert found.cluster.tolist() == [0, 0, 2]
    assert found.left.tolist() == [0]


def test_what_must_not_merge_does_not_merge() -> None:
    """A transaction that would bring a forbidden pair together joins nothing at all, and is named."""
    found = clustered([[0, 1], [2, 3], [4, 1, 2], [4, 5]], 6, no_merge=[(0, 3)])
    assert found.cluster.tolist() == [0, 0, 2, 2, 4, 4]
    assert found.refused.tolist() == [2]


def test_a_forbidden_pair_in_one_transaction_is_refused() -> None:
    """The pair spent together directly is refused as well."""
    found = clustered([[0, 1, 2]], 3, no_merge=[(1, 2)])
    assert found.cluster.tolist() == [0, 1, 2]
    assert found.refused.tolist() == [0]


def test_a_merged_cluster_keeps_all_that_it_must_not_meet() -> None:
    """Prohibitions of both parts hold for the whole: joining 0 with 1 and 2 with 3 forgets neither 0 nor 2."""
    found = clustered([[0, 1], [2, 3], [1, 3]], 10, no_merge=[(0, 2), (1, 8), (3, 9)])
    assert found.refused.tolist() == [2]
    assert found.cluster.tolist()[:4] == [0, 0, 2, 2]


@pytest.mark.parametrize("pair", [(1, 1), (0, 9), (-1, 0)])
def test_a_senseless_no_merge_list_is_refused(pair):
    """One message names the pair and how many scripts there are."""
    with pytest.raises(CaseError, match=r"no-merge list: .* does not name two of the 3 scripts"):
        clustered([[0, 1]], 3, no_merge=[pair])


def test_arrays_that_do_not_fit_are_refused() -> None:
    """No index is ever read outside its array."""
    spent, first = arrays([[0, 1]])
    flags = np.zeros(1, np.uint8)
    with pytest.raises(ValueError, match="spends script 1 of 1"):
        cluster(spent, first, flags, 1)
    with pytest.raises(ValueError, match="2 flags for 1 transactions"):
        cluster(spent, first, np.zeros(2, np.uint8), 2)
    with pytest.raises(ValueError, match="begin with 0 and never fall"):
        cluster(spent, np.array([1]), flags, 2)
    with pytest.raises(ValueError, match="begins at input 9 of 2"):
        cluster(spent, np.array([0, 9]), np.zeros(2, np.uint8), 2)


def test_nothing_has_no_clusters() -> None:
    """No transactions, or no scripts: an empty partition."""
    assert clustered([], 2).cluster.tolist() == [0, 1]
    assert clustered([], 0).cluster.tolist() == []
    assert clustered([[]], 1).cluster.tolist() == [0]


def test_the_shortest_chain_of_co_spends_is_found() -> None:
    """Two links are found where a longer way was made first; each names its transaction and both scripts."""
    transactions = [[0, 1], [1, 2], [2, 3], [0, 4], [4, 3]]
    found = clustered(transactions, 5)
    spent, first = arrays(transactions)
    assert why_together(found, spent, first, 0, 3) == (CoSpend(3, 0, 4), CoSpend(4, 4, 3))
    assert why_together(found, spent, first, 3, 0) == (CoSpend(4, 3, 4), CoSpend(3, 4, 0))
    assert why_together(found, spent, first, 2, 2) == ()


def test_strangers_have_no_chain() -> None:
    """Scripts of two clusters are not together, and a mix is no link."""
    transactions = [[0, 1], [2, 3], [1, 2]]
    spent, first = arrays(transactions)
    assert why_together(clustered(transactions, 4, mixed=[2]), spent, first, 0, 3) is None


def test_a_refused_transaction_is_no_link() -> None:
    """The chain goes only by transactions that joined."""
    transactions = [[0, 1], [1, 2], [2, 3], [0, 3, 4]]
    found = clustered(transactions, 5, no_merge=[(0, 4)])
    spent, first = arrays(transactions)
    assert found.refused.tolist() == [3]
    assert why_together(found, spent, first, 0, 3) == (CoSpend(0, 0, 1), CoSpend(1, 1, 2), CoSpend(2, 2, 3))


def test_a_collapse_is_a_cluster_of_two_services() -> None:
    """Clusters holding differently labelled services are counted; the same label twice is none."""
    found = clustered([[0, 1], [2, 3], [4, 5]], 6)
    services = {0: "Mt. Gox", 1: "BTC-e", 2: "Kraken", 3: "Kraken", 4: "Bitstamp"}
    assert collapsed(found.cluster, services) == (Collapse(0, ("BTC-e", "Mt. Gox")),)
    guarded = clustered([[0, 1], [2, 3], [4, 5]], 6, no_merge=[(0, 1)])
    assert collapsed(guarded.cluster, services) == ()


DRAWN = st.lists(st.lists(st.integers(-1, 11), max_size=5), max_size=14)
PAIRS = st.lists(st.tuples(st.integers(0, 11), st.integers(0, 11)).filter(lambda pair: pair[0] != pair[1]), max_size=5)


@settings(derandomize=True, deadline=None, max_examples=count(suite=60, laws=300))
@given(DRAWN, PAIRS)
def test_the_kernel_equals_the_plain_repainting(transactions, pairs):
    """Partition and refusals are those of a program a child could run, with and without a no-merge list."""
    found = clustered(transactions, 12, no_merge=pairs)
    assert (found.cluster.tolist(), found.refused.tolist()) == reference(transactions, 12, pairs)
    assert all(found.cluster[one] != found.cluster[other] for one, other in pairs)


@settings(derandomize=True, deadline=None, max_examples=count(suite=40, laws=200))
@given(DRAWN)
def test_every_union_is_witnessed_and_every_pair_explained(transactions):
    """The unions alone rebuild the partition; each chain's links spend both their scripts and join end to end."""
    found = clustered(transactions, 12)
    spent, first = arrays(transactions)
    rebuilt = clustered([[int(a), int(b)] for a, b in zip(found.left, found.right, strict=True)], 12)
    assert rebuilt.cluster.tolist() == found.cluster.tolist()
    for left, right, witness in zip(found.left, found.right, found.witness, strict=True):
        assert {int(left), int(right)} <= set(transactions[int(witness)])
    for one in range(12):
        for other in range(12):
            chain = why_together(found, spent, first, one, other)
            assert (chain is None) == bool(found.cluster[one] != found.cluster[other])
            at = one
            for link in chain or ():
                assert link.left == at
                assert {link.left, link.right} <= set(transactions[link.transaction])
                at = link.right
            assert chain is None or at == other


@settings(derandomize=True, deadline=None, max_examples=count(suite=30, laws=100))
@given(st.lists(st.binary(max_size=3), max_size=30))
def test_scripts_are_numbered_by_their_bytes(scripts):
    """Two outputs share a number if and only if their scripts are the same, the empty script included."""
    joined = np.frombuffer(b"".join(scripts), np.uint8)
    first = np.cumsum([0, *map(len, scripts)], dtype=np.int64)[:-1]
    assert number_scripts(joined, first).tolist() == [scripts.index(each) for each in scripts]
