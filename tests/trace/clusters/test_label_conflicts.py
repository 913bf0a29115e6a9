"""Transactions that spend from two labelled services are found, whatever else they spend."""

import numpy as np

from tests.trace.clusters.subject_clusters import clusters_of
from tests.trace.clusters.test_subject_clusters import join
from tests.trace.patterns.subjects import script, txid
from tracer.trace.clusters.co_spends import collapsed
from tracer.trace.clusters.label_conflicts import label_conflicts
from tracer.trace.patterns.subject import UnknownLineage


def conflicts(transactions: list[list[int]], services: dict[int, str]) -> list[int]:
    """Return the transactions in conflict; each is given as the scripts that it spends."""
    spent = np.array([each for scripts in transactions for each in scripts], np.int64)
    first = np.cumsum([0, *(len(scripts) for scripts in transactions)], dtype=np.int64)[:-1]
    return label_conflicts(spent, first, services).tolist()


def test_two_labels_among_the_inputs_are_a_conflict() -> None:
    """Different labels conflict, the same label twice does not, nor an input that is not known."""
    services = {0: "One", 1: "Other", 2: "One"}
    assert conflicts([[0, 1], [0, 2], [0, 3], [-1, 1], [3, 1, 4, 2]], services) == [0, 4]


def test_without_two_labels_there_is_no_conflict() -> None:
    """One service, none, or no transactions: nothing conflicts."""
    assert conflicts([[0, 1]], {0: "One"}) == []
    assert conflicts([[0, 1]], {}) == []
    assert conflicts([], {0: "One", 9: "Other"}) == []
    assert conflicts([[0, 1]], {0: "One", 9: "Other"}) == []


class Tagged(UnknownLineage):
    """Nothing is known but two services."""

    def service(self, script_asked: bytes) -> str | None:
        """Return the label of script a or c."""
        return {script("a"): "One", script("c"): "Other"}.get(script_asked)


def test_a_transaction_in_conflict_joins_nothing_and_a_chain_still_collapses() -> None:
    """What spends from both services is left out and named.

    What brings them together in two steps is told as a collapse.
    """
    both = clusters_of([join("t1", "a", "c"), join("t2", "a", "b")], Tagged())
    assert both.conflicts == (txid("t1"),)
    assert both.why(script("a"), script("c")) is None
    assert both.cluster(script("a")) == both.cluster(script("b"))
    chain = clusters_of([join("t1", "a", "b"), join("t2", "b", "c")], Tagged())
    services = {chain.numbers[script("a")]: "One", chain.numbers[script("c")]: "Other"}
    assert chain.conflicts == ()
    assert [each.services for each in collapsed(chain.clusters.cluster, services)] == [("One", "Other")]
