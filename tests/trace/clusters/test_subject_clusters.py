"""Clusters of a handful of transactions, by script and txid."""

import pytest

from tests.trace.clusters.subject_clusters import NamedCoSpend, clusters_of
from tests.trace.patterns.subjects import pays, script, spends, subject, txid
from tracer.errors import CaseError
from tracer.trace.patterns.subject import Subject


def join(name: str, *owners: str) -> Subject:
    """Return a payment from these owners' coins."""
    inputs = spends(" ".join(f"900@{owner}" for owner in owners), of=name)
    return Subject(txid=txid(name), inputs=inputs, outputs=pays("700 150"), version=2, locktime=0)


def test_why_two_scripts_are_together_is_answered_by_name() -> None:
    """The chain names the transaction and both scripts of each link."""
    found = clusters_of([join("t1", "a", "b"), join("t2", "b", "c"), join("t3", "d", "e")])
    assert found.cluster(script("a")) == found.cluster(script("c")) != found.cluster(script("d"))
    assert found.why(script("a"), script("c")) == (
        NamedCoSpend(txid("t1"), script("a"), script("b")),
        NamedCoSpend(txid("t2"), script("b"), script("c")),
    )
    assert found.why(script("a"), script("d")) is None
    assert found.why(script("a"), script("stranger")) is None
    assert found.members(script("c")) == (script("a"), script("b"), script("c"))
    assert found.members(script("stranger")) == ()


def test_a_suspected_mix_joins_nobody_and_is_named() -> None:
    """Whatever the union of detectors stops at is left out of clustering, with its finding."""
    mixed = subject("9000@a 8000@b", "5000 5000 3990 2990", "mixed")
    found = clusters_of([mixed, join("t1", "b", "c")])
    assert found.cluster(script("a")) != found.cluster(script("b"))
    assert [(each, finding.rule) for each, finding in found.left_out] == [(txid("mixed"), "stonewall-shape")]


def test_a_disputed_merge_can_be_taken_away() -> None:
    """Without the disputed transaction the cluster falls into what rests on other evidence."""
    payments = [join("t1", "a", "b"), join("t2", "b", "c")]
    without = clusters_of(payments, disputed=frozenset({txid("t2")}))
    assert without.cluster(script("a")) == without.cluster(script("b"))
    assert without.cluster(script("b")) != without.cluster(script("c"))


def test_the_no_merge_list_is_by_script() -> None:
    """A refused transaction is named by its txid; a script nobody spends from is a fault of the list."""
    payments = [join("t1", "a", "b"), join("t2", "b", "c")]
    found = clusters_of(payments, no_merge=[(script("a"), script("c"))])
    assert found.refused == (txid("t2"),)
    with pytest.raises(CaseError, match="no transaction spends from script"):
        clusters_of(payments, no_merge=[(script("a"), script("stranger"))])


def test_nothing_and_coinbases_have_no_clusters() -> None:
    """No transactions and transactions without inputs are no failure."""
    assert clusters_of([]).scripts == ()
    assert clusters_of([subject("", "50")]).scripts == ()
